"""Which ticket a mail joins, and who may join."""

import pytest
from msgspec.structs import replace

from builders import Scene, a_desk, mail, utc
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.incoming.threading import Way, place
from helpdesk.decide.notifying.reply_address import answered, reply_address
from helpdesk.model.message import Message, Party, Proof
from helpdesk.model.rules.desk import MailRule
from helpdesk.model.timeline import Closed, Commented, Opened, Reopened

ANNA, MALLORY = "anna@example.org", "mallory@evil.example"
KEY = b"a key that only this desk has"


def a_ticket() -> Scene:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail(ANNA, "Wifi", "It is slow", at="2026-03-02T09:00", name="wifi"))
    return scene


def answer(
    sender: str = ANNA, subject: str = "Re", text: str = "More", at: str = "2026-03-02T10:00", **values: object
) -> Message:
    return mail(sender, subject, text, at=at, **values)


def place_of(scene: Scene, message: Message, *keys: bytes) -> Way:
    return place(DeskPass(scene.desk, utc("2026-03-02T12:00"), scene.advise, keys), message).way


@pytest.mark.parametrize(
    "way",
    [
        {"answers": "<wifi@example.org>"},
        {"references": ("<unknown@x>", "<wifi@example.org>")},
        {"subject": "Re: [HD-000001] Wifi"},
        {"subject": "AW: [hd-000001] Wifi"},
        {"subject": "[HD-1] Wifi"},
        {"subject": "About HD-000001: still slow"},
        {"to": (Party(email="support+hd-000001@desk.example"),)},
    ],
)
def test_the_requester_joins_by(way: dict[str, object]) -> None:
    scene = a_ticket()
    scene.receive(answer(**way))
    assert len(scene.desk.records) == 1
    assert [entry.by for entry in scene.entries(Commented)] == ["requester"]


def test_an_answer_to_our_notice_joins_also_before_the_ledger_knows_that_it_was_sent() -> None:
    scene = a_ticket()
    scene.receive(answer(answers=scene.mail_id("acknowledgement")))
    assert len(scene.desk.records) == 1


@pytest.mark.parametrize(
    "way",
    [
        {"answers": "<wifi@example.org>"},
        {"subject": "Re: [HD-000001] Wifi"},
        {"to": (Party(email="support+hd-000001@desk.example"),)},
        {"to": (Party(email="support+hd-000001.aaaaaaaaaaaaaaaa@desk.example"),)},
    ],
)
def test_a_stranger_who_knows_an_id_gets_a_new_ticket_linked_to_it(way: dict[str, object]) -> None:
    scene = a_ticket()
    scene.receive(answer(MALLORY, **way))
    assert scene.ticket().conversation == ()
    assert scene.ticket(2).ticket.links.related == ("HD-000001",)
    assert "takes no part" in scene.entries(Opened, 2)[0].why


def test_addresses_are_compared_without_case() -> None:
    scene = a_ticket()
    scene.receive(answer("Anna@EXAMPLE.org", answers="<wifi@example.org>"))
    assert len(scene.desk.records) == 1


def test_a_person_takes_part_with_every_address_of_theirs() -> None:
    from helpdesk.model.rules.people import Role

    desk = a_desk().person("anna", email=ANNA, also=("anna@home.example",), role=Role.REQUESTER)
    scene = desk.open()
    scene.receive(mail(ANNA, name="wifi"))
    scene.receive(answer("anna@home.example", answers="<wifi@example.org>"))
    assert [entry.by for entry in scene.entries(Commented)] == ["requester"]


def test_who_was_let_in_once_by_a_proved_address_takes_part() -> None:
    scene = a_ticket()
    to = (Party(email="support+hd-000001.whatever@desk.example"),)
    scene.receive(answer("col@else.example", text="I see it too", to=to, proof=Proof.REPLY_ADDRESS, name="c"))
    scene.receive(answer("col@else.example", text="Again", at="2026-03-02T11:00", answers="<wifi@example.org>"))
    assert [entry.by for entry in scene.entries(Commented)] == ["participant", "participant"]


def test_our_mac_proves_a_reply_address_and_no_other_does() -> None:
    scene = a_ticket()
    address = reply_address("support@desk.example", "HD-000001", KEY)
    by_mail_systems = address.upper().replace("DESK.EXAMPLE", "Desk.Example")
    for recipient in (address, by_mail_systems):
        assert place_of(scene, answer(MALLORY, to=(Party(email=recipient),)), KEY) is Way.JOIN
        assert place_of(scene, answer(MALLORY, to=(Party(email=recipient),)), b"another key") is Way.NEW
    other = reply_address("support@desk.example", "HD-000002", KEY).replace("hd-000002", "hd-000001")
    assert place_of(scene, answer(MALLORY, to=(Party(email=other),)), KEY) is Way.NEW


def test_an_old_key_still_proves_and_another_desk_s_address_never() -> None:
    recipient = Party(email=reply_address("support@desk.example", "HD-000007", KEY))
    ours = MailRule(address="support@desk.example")
    assert (hit := answered((recipient,), ours, "HD", (b"new", KEY))) is not None and hit.proved
    assert answered((recipient,), MailRule(address="other@desk.example"), "HD", (KEY,)) is None
    assert answered((recipient,), ours, "IT", (KEY,)) is None


@pytest.mark.parametrize("subject", ["XHD-000001", "HD-000001-7", "HD-1 is a game", "IT-000001", "[IT-000001]"])
def test_what_only_looks_like_a_reference_is_none(subject: str) -> None:
    scene = a_ticket()
    scene.receive(answer(subject=subject))
    assert len(scene.desk.records) == 2


def test_a_reference_in_the_text_joins_nothing() -> None:
    scene = a_ticket()
    scene.receive(answer(text="see [HD-000001]"))
    assert len(scene.desk.records) == 2


def test_a_reference_of_a_ticket_that_is_not_there_is_a_new_one() -> None:
    scene = a_ticket()
    scene.receive(answer(subject="[HD-000099] hello", answers="<nobody@knows>"))
    assert scene.ticket(2).ticket.links.related == ()


def test_a_resolved_ticket_reopens() -> None:
    scene = a_ticket().edit(status="resolved", at="2026-03-02T10:00")
    scene.run("2026-03-02T10:00")
    scene.receive(answer(at="2026-03-05T10:00", answers="<wifi@example.org>"))
    assert scene.ticket().ticket.status == "open"
    assert scene.entries(Reopened)[0].why == "Anna wrote again"


def test_a_mail_from_before_the_resolution_reopens_nothing() -> None:
    scene = a_ticket().edit(status="resolved", at="2026-03-02T10:00")
    scene.run("2026-03-02T10:00")
    scene.receive(answer(at="2026-03-02T09:59", answers="<wifi@example.org>"), now="2026-03-02T10:05")
    assert scene.ticket().ticket.status == "resolved" and len(scene.entries(Commented)) == 1


def test_a_closed_ticket_reopens_for_a_while_and_is_history_after_that() -> None:
    for at, status, tickets in (("2026-03-04T10:00", "open", 1), ("2026-05-04T10:00", "closed", 2)):
        scene = a_ticket().edit(status="closed", at="2026-03-02T10:00")
        scene.run("2026-03-02T10:00")
        scene.receive(answer(at=at, answers="<wifi@example.org>"))
        assert (scene.ticket().ticket.status, len(scene.desk.records)) == (status, tickets)
    assert scene.ticket(2).ticket.links.related == ("HD-000001",)


def test_what_only_staff_may_reopen_is_not_reopened_by_a_mail_but_nothing_is_lost() -> None:
    desk = a_desk().team("desk", "kim")
    ways = tuple(replace(way, who=()) if way.verb == "reopen" else way for way in desk.lifecycle.transitions)
    desk.lifecycle = replace(desk.lifecycle, transitions=ways)
    for status, tickets in (("resolved", 1), ("closed", 2)):
        scene = desk.open()
        scene.receive(mail(ANNA, name="wifi"))
        scene.edit(status=status, at="2026-03-02T10:00").run("2026-03-02T10:00")
        scene.receive(answer(at="2026-03-02T11:00", answers="<wifi@example.org>"))
        assert (scene.ticket().ticket.status, len(scene.desk.records)) == (status, tickets)


def test_an_answer_wakes_a_ticket_that_waits_for_it() -> None:
    scene = a_ticket().edit(status="waiting", at="2026-03-02T10:00")
    scene.run("2026-03-02T10:00")
    scene.receive(answer(at="2026-03-02T11:00", answers="<wifi@example.org>"))
    assert scene.ticket().ticket.status == "open" and scene.ticket().state.paused_since is None


def test_thanks_after_closing_by_a_robot_do_not_reopen() -> None:
    scene = a_ticket().edit(status="closed", at="2026-03-02T10:00")
    scene.run("2026-03-02T10:00")
    scene.receive(answer(at="2026-03-02T11:00", answers="<wifi@example.org>", automatic=True))
    assert scene.ticket().ticket.status == "closed" and len(scene.entries(Closed)) == 1


def test_anybody_joins_where_the_channel_itself_holds_the_thread() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, channel="github", key="github:acme/it#7"))
    scene.receive(answer(MALLORY, channel="github", key="github:acme/it#7/1", answers="github:acme/it#7"))
    assert len(scene.desk.records) == 1
