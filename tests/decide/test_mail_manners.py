"""How the desk behaves towards machines, lists, dead addresses and forwarded mail."""

import pytest

from builders import Scene, a_desk, mail, utc
from helpdesk.model.message import Party
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.timeline import Commented, Told

ANNA, KIM, DAEMON = "anna@example.org", "kim@desk.example", "mailer-daemon@mx.example"


def a_ticket(**values: object) -> Scene:
    scene = a_desk().team("desk", "kim").settings(**values).open()
    scene.receive(mail(ANNA, "Wifi", "It is slow", at="2026-03-02T09:00", name="wifi"))
    return scene


def report(scene: Scene, template: str, **fields: str) -> Scene:
    """A mail server's word about the notice made of `template`."""
    bounce = fields.get("delivery") != "delayed"
    answers = scene.mail_id(template)
    scene.receive(
        mail(DAEMON, "Report", at="2026-03-02T09:05", answers=answers, bounce=bounce, automatic=True, fields=fields)
    )
    return scene


def test_a_bounce_of_what_the_requester_was_told_marks_the_ticket_with_its_status() -> None:
    scene = report(
        a_ticket(), "acknowledgement", **{"failed-recipient": "anna@mail.example", "delivery-status": "5.1.1"}
    )
    assert scene.ticket().ticket.tags == ("undeliverable",), "also where her mail is passed on to another address"
    assert "a notice came back (5.1.1)" in [entry.why for entry in scene.record(1).timeline]


def test_a_bounce_of_what_a_colleague_was_told_does_not_silence_the_desk_towards_the_requester() -> None:
    scene = report(a_ticket(), "assigned", **{"failed-recipient": KIM})
    assert scene.ticket().ticket.tags == ()
    assert [entry.visibility.value for entry in scene.entries(Commented)] == ["internal"]


def test_a_bounce_that_names_somebody_else_marks_nobody() -> None:
    scene = a_ticket()
    scene.receive(
        mail(
            DAEMON,
            "Undelivered [HD-000001]",
            at="2026-03-02T09:05",
            bounce=True,
            fields={"failed-recipient": "watcher@example.org"},
        )
    )
    assert (scene.ticket().ticket.tags, len(scene.entries(Commented))) == ((), 1)


def test_a_report_of_a_delay_joins_its_ticket_and_changes_nothing() -> None:
    scene = report(a_ticket(), "acknowledgement", delivery="delayed")
    assert (len(scene.desk.records), scene.ticket().ticket.tags) == (1, ())
    assert [entry.visibility.value for entry in scene.entries(Commented)] == ["internal"]


def acknowledged(scene: Scene) -> list[str]:
    """What became of the acknowledgement of each ticket: empty where it is still to be sent."""
    dropped = []
    for number in range(1, len(scene.desk.records) + 1):
        told = {entry.notice: entry.result for entry in scene.entries(Told, number)}
        dropped.append(next((told[notice] for notice in told if notice.startswith("acknowledgement")), ""))
    return dropped


def test_a_machine_that_answers_every_mail_is_acknowledged_a_few_times_an_hour_and_taken_in_always() -> None:
    scene = a_ticket(limits={"acknowledgements_per_hour": 3})
    for minute in range(1, 6):
        scene.receive(mail(ANNA, f"Your mail {minute}", f"Thank you {minute}", at=f"2026-03-02T09:0{minute}"))
    assert acknowledged(scene) == ["", "", "", "dropped", "dropped", "dropped"]
    why = next(entry.why for entry in scene.entries(Told, 4))
    assert "3 answers to this address within an hour, as machines do" in why
    scene.receive(mail(ANNA, "Another day", "Hello", at="2026-03-02T10:30"))
    assert acknowledged(scene)[-1] == ""


def test_the_limit_counts_within_one_pass_too_and_zero_is_none() -> None:
    for most, answered in ((2, 2), (0, 5)):
        scene = a_desk().team("desk", "kim").settings(limits={"acknowledgements_per_hour": most}).open()
        scene.receive(*(mail(ANNA, f"Mail {n}", f"Text {n}", at=f"2026-03-02T09:0{n}") for n in range(5)))
        assert acknowledged(scene).count("") == answered


def test_others_are_acknowledged_while_one_machine_is_not() -> None:
    scene = a_ticket(limits={"acknowledgements_per_hour": 1})
    scene.receive(mail(ANNA, "Again", "And again", at="2026-03-02T09:01"))
    scene.receive(mail("ben@example.org", "Mine", "Please", at="2026-03-02T09:02"))
    assert acknowledged(scene) == ["", "dropped", ""]


def test_a_forwarded_mail_has_a_note_of_who_wrote_it_first_which_only_staff_see() -> None:
    scene = a_desk().team("desk", "kim").open()
    first = {"forwarded-from": "Ana *[Lopes](http://x)* <ana@example.net>"}
    scene.receive(mail(ANNA, "Fwd: Printer", at="2026-03-02T09:00", fields=first))
    (note,) = scene.ticket().conversation
    assert (note.comment.by, note.comment.visibility.value) == ("desk", "internal")
    assert "helpdesk set HD-000001 requester.email=ana@example.net" in note.text
    assert r"Ana \*\[Lopes\]\(http://x\)\*" in note.text
    assert scene.ticket().ticket.requester.email == ANNA


@pytest.mark.parametrize("address", ["a`id`@x.example", "$(id)@x.example", "a|id@x.example"])
def test_no_command_is_offered_for_an_address_that_a_shell_would_run(address: str) -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail(ANNA, "Fwd: Printer", at="2026-03-02T09:00", fields={"forwarded-from": address}))
    assert "helpdesk set" not in scene.ticket().conversation[0].text


def test_the_desks_own_words_passed_on_are_nobodys() -> None:
    scene = a_desk().team("desk", "kim").open()
    first = {"forwarded-from": "Desk <support+hd-000009@desk.example>"}
    scene.receive(mail(ANNA, "Fwd: Printer", at="2026-03-02T09:00", fields=first))
    assert scene.ticket().conversation == ()


def test_nothing_is_ever_told_to_a_list_that_was_written_to_beside_the_desk() -> None:
    rules = (NoticeRule(id="reply", on="commented", to=("watchers",), template="reply"),)
    scene = a_desk().team("desk", "kim").notice(*rules).open()
    copies = (Party(email="dev@lists.example.net"), Party(email="ben@example.org"))
    scene.receive(mail(ANNA, cc=copies, fields={"list": "dev@lists.example.net"}, at=utc("2026-03-02T09:00")))
    assert scene.ticket().ticket.watchers == ("ben@example.org",)
