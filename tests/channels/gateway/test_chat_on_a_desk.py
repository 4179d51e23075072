"""From a chat to a ticket and back: the account is the person, its commands count, and the answer is in the thread."""

import pytest
from msgspec.structs import replace

from builders import a_desk, utc
from helpdesk.channels.chat.asked import Asked, message_of
from helpdesk.channels.chat.words import Meant, meant
from helpdesk.channels.gateway.chat import VERBS
from helpdesk.decide.notifying.wording import word
from helpdesk.model.message import Message, Party
from helpdesk.model.notice import Notice
from helpdesk.model.rules.notices import Template

ANA, KIM = "slack:U1", "slack:U2"


def said(words: str, account: str, at: str, *, source: str = "", parent: str = "") -> Message:
    asked = Asked(
        key=f"slack:command/{at}",
        words=words,
        sender=Party(name="somebody", chat=account),
        source=source or account,
        parent=parent,
    )
    meaning: Meant = meant(words, "HD", VERBS)
    assert not meaning.answer, meaning.answer
    return message_of(asked, meaning.subject or words[:50], meaning.text, utc(at))


def a_chat_desk():
    desk = a_desk().person("kim", email="kim@example.org", chat=(KIM,)).team("desk", "kim", lead="kim")
    return desk.open()


def test_a_request_of_a_chat_is_acknowledged_where_it_was_made() -> None:
    scene = a_chat_desk()
    scene.receive(said("The printer is on fire", ANA, "2026-03-02T09:00", source="slack:C1/17.1"))
    record = scene.ticket(1)
    assert (record.ticket.channel, record.ticket.requester.chat) == ("chat", ANA)
    (owed,) = [owed for owed in record.state.owed if owed.role == "requester"]
    texts = {f"{owed.template}.en": Template(f"{owed.template}.en", "Subject: We have it\n\nYou will hear of us.")}
    worded = word(owed, record, scene.change_rules(replace(scene.rules, templates=texts)).desk)
    assert isinstance(worded, Notice)
    assert (worded.channel, worded.thread) == ("chat", "slack:C1/17.1")


def test_a_proved_account_of_staff_takes_a_ticket_by_a_slash_command() -> None:
    scene = a_chat_desk()
    scene.receive(said("The printer is on fire", ANA, "2026-03-02T09:00"))
    scene.receive(said("take 1", KIM, "2026-03-02T09:05"))
    assert scene.ticket(1).ticket.assignee == "kim"
    assert len(list(scene.desk.all_tickets())) == 1


def test_a_command_of_somebody_else_is_not_carried_out() -> None:
    scene = a_chat_desk()
    scene.receive(said("The printer is on fire", ANA, "2026-03-02T09:00"))
    scene.receive(said("close #1", "slack:U9", "2026-03-02T09:05"))
    assert scene.ticket(1).ticket.status != "closed"


def test_who_asked_goes_on_by_reference_and_in_the_thread() -> None:
    scene = a_chat_desk()
    first = said("The printer is on fire", ANA, "2026-03-02T09:00", source="slack:C1/17.1")
    scene.receive(first)
    scene.receive(said("reply 1 It smokes, too.", ANA, "2026-03-02T09:05"))
    scene.receive(said("And it smells.", ANA, "2026-03-02T09:06", source=first.source, parent=first.key))
    assert [spoken.text.strip() for spoken in scene.ticket(1).conversation] == ["It smokes, too.", "And it smells."]


def passed_on(words: str, account: str, by: str, at: str) -> Message:
    asked = Asked(
        key=f"slack:C1/{at}",
        words=words,
        sender=Party(chat=account),
        source=f"slack:C1/{at}",
        action=True,
        passed_by=Party(name="ben", chat=by),
    )
    return message_of(asked, words.partition("\n")[0], words, utc(at))


@pytest.mark.parametrize("by", [ANA, KIM])
def test_nobody_is_made_to_say_a_command_by_who_passes_their_message_on(by: str) -> None:
    scene = a_chat_desk()
    scene.receive(passed_on("It is on fire\n/take", KIM, by, "2026-03-02T09:00"))
    scene.receive(passed_on("Still [HD-000001]\n/take\n/spam", KIM, by, "2026-03-02T09:05"))
    record = scene.ticket(1)
    assert (record.ticket.status, record.ticket.tags) == ("new", ())
    assert "/take" in record.request and "/spam" in record.conversation[-1].text
    assert "commands" not in {owed.template for owed in record.state.owed}


def test_who_passed_a_message_on_is_offered_as_requester_to_staff_alone() -> None:
    scene = a_chat_desk()
    scene.receive(passed_on("My screen is black", ANA, KIM, "2026-03-02T09:00"))
    record = scene.ticket(1)
    assert record.ticket.requester.chat == ANA
    (note,) = record.conversation
    assert "helpdesk set HD-000001 requester.chat=slack:U2" in note.text
    assert note.comment.visibility.value == "internal"
