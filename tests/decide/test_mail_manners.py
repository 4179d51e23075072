"""How the desk behaves towards machines, lists, dead addresses and forwarded mail."""

import pytest

from builders import Scene, a_desk, mail, utc
from helpdesk.decide.notifying.outbox import told
from helpdesk.model.message import Party
from helpdesk.model.notice import Sent
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


def answered(scene: Scene, at: str) -> None:
    """Every notice that is owed goes out at this time."""
    for record in list(scene.desk.all_tickets()):
        results = [Sent(f"{record.reference}/{owed.notice}", "sent") for owed in record.state.owed]
        scene.desk = scene.desk.apply(told(scene.desk, {record.number: results}, utc(at)))


def unanswered(scene: Scene) -> list[int]:
    """The tickets whose requester is told nothing of it, and is owed nothing."""
    count = len(scene.desk.records)
    return [n for n in range(1, count + 1) if "dropped" in {entry.result for entry in scene.entries(Told, n)}]


def ping_pong(scene: Scene, rounds: int, hour: int = 9) -> None:
    for minute in range(1, rounds + 1):
        answered(scene, f"2026-03-02T{hour:02}:{minute - 1:02}:30")
        text = f"Thank you {hour} {minute}"
        scene.receive(mail(ANNA, f"Your mail {hour} {minute}", text, at=f"2026-03-02T{hour:02}:{minute:02}"))


def test_a_machine_that_answers_every_answer_is_answered_a_few_times_and_taken_in_always() -> None:
    scene = a_ticket(limits={"answers_in_a_row": 3})
    ping_pong(scene, 5)
    assert (len(scene.desk.records), unanswered(scene)) == (6, [4, 5, 6])
    why = next(entry.why for entry in scene.entries(Told, 4) if entry.result == "dropped")
    assert "3 mails in a row, each after the answer to the one before" in why
    scene.receive(mail(ANNA, "Another day", "Hello", at="2026-03-02T10:30"))
    assert 7 not in unanswered(scene)


def test_who_writes_many_mails_without_waiting_for_answers_is_answered_each_time() -> None:
    scene = a_desk().team("desk", "kim").settings(limits={"answers_in_a_row": 2}).open()
    scene.receive(*(mail(ANNA, f"Mail {n}", f"Text {n}", at=f"2026-03-02T09:0{n}") for n in range(5)))
    answered(scene, "2026-03-02T09:10")
    scene.receive(*(mail(ANNA, f"More {n}", f"More text {n}", at=f"2026-03-02T09:2{n}") for n in range(5)))
    assert unanswered(scene) == []


def test_zero_is_no_limit_and_others_are_answered_while_one_machine_is_not() -> None:
    endless, limited = a_ticket(limits={"answers_in_a_row": 0}), a_ticket(limits={"answers_in_a_row": 1})
    for scene in (endless, limited):
        ping_pong(scene, 3)
        scene.receive(mail("ben@example.org", "Mine", "Please", at="2026-03-02T09:30"))
    assert unanswered(endless) == []
    assert unanswered(limited) == [2, 3, 4]


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
