"""Every command of staff, said by each of those who are not: nothing of the ticket moves, and the ledger says so."""

import pytest
from msgspec.structs import replace

from builders import Scene, a_desk, mail, staff_mail
from helpdesk.decide.spoken.command import Command, Who
from helpdesk.decide.spoken.table import COMMANDS
from helpdesk.model.message import Message, Party, Proof
from helpdesk.model.timeline import Closed, Confirmed, Rated

ANNA, EVE = "anna@example.org", "eve@example.net"
TEN = "2026-03-02T10:00"
STAFFS = [command for command in COMMANDS if command.who is Who.STAFF]
ASKED = [command for command in COMMANDS if command.who is Who.ASKED]
# What a command may be said with; most do without some of it.
ARGUMENTS = ("", "@kim", "second", "P1", "high", "network", "change", "HD-000002", "2d", "open", "vpn", "lt-0042")


def a_ticket() -> Scene:
    scene = (
        a_desk()
        .practice()
        .team("second", "zoe")
        .team("network", "kim", "lou", lead="mia", next_tier="second")
        .category("network", "wifi", team="network")
        .asset("vpn", "service", "VPN gateway")
        .asset("lt-0042", "device", "Anna's laptop")
        .open()
    )
    scene.receive(mail(ANNA, "wifi is slow", "Since Monday.", name="a"))
    scene.receive(mail("otto@example.org", "printer", "It jams.", name="b"))
    return scene


def everything(name: str) -> str:
    return "\n".join(f"/{name} {argument}" for argument in ARGUMENTS)


def spoofed(text: str, proof: Proof = Proof.NONE) -> Message:
    """A mail with a technician's address that no server vouches for."""
    return replace(staff_mail("kim", "Re: [HD-000001]", text, at=TEN, answers="<a@example.org>"), proof=proof)


SPEAKERS = {
    "the requester, proved": lambda text: mail(
        ANNA, "Re: [HD-000001]", text, at=TEN, answers="<a@example.org>", proof=Proof.DMARC
    ),
    "the requester's address alone": lambda text: mail(
        ANNA, "Re: [HD-000001]", text, at=TEN, answers="<a@example.org>"
    ),
    "a stranger, proved": lambda text: mail(EVE, "Re: [HD-000001]", text, at=TEN, proof=Proof.DMARC),
    "another requester": lambda text: mail("otto@example.org", "[HD-000001]", text, at=TEN, proof=Proof.DMARC),
    "a technician's address that nobody proves": spoofed,
    "a technician's address with the ticket's own reply address": lambda text: spoofed(text, Proof.REPLY_ADDRESS),
    "a technician's address in the web form": lambda text: replace(spoofed(text), channel="web", message_id=""),
    "a chat account that is nobody's": lambda text: replace(
        mail(EVE, "[HD-000001]", text, at=TEN),
        channel="chat",
        sender=Party(name="kim", chat="slack:U666"),
        proof=Proof.CHAT_ID,
    ),
    "a robot": lambda text: replace(spoofed(text), automatic=True),
    "who quotes it": lambda text: mail(
        ANNA, "Re: [HD-000001]", "".join(f"> {line}\n" for line in text.splitlines()), at=TEN, proof=Proof.DMARC
    ),
}


@pytest.mark.parametrize("who", SPEAKERS)
@pytest.mark.parametrize("command", STAFFS, ids=lambda command: command.name)
def test_a_command_of_staff_does_nothing_for_anybody_else(command: Command, who: str) -> None:
    scene = a_ticket()
    before, other = scene.ticket(1).ticket, scene.ticket(2).ticket
    scene.receive(SPEAKERS[who](everything(command.name)))
    assert replace(scene.ticket(1).ticket, links=before.links) == before
    assert scene.ticket(2).ticket == other


def test_the_same_words_move_it_when_a_technician_is_proved_to_say_them() -> None:
    moved = set()
    for command in STAFFS:
        scene = a_ticket()
        before = scene.ticket(1).ticket
        scene.receive(spoofed(everything(command.name), Proof.DMARC))
        if scene.ticket(1).ticket != before:
            moved.add(command.name)
    assert {"take", "assign", "team", "watch", "priority", "tag", "link", "spam"} <= moved


@pytest.mark.parametrize("who", SPEAKERS)
@pytest.mark.parametrize("command", ASKED, ids=lambda command: command.name)
def test_an_approval_of_who_was_not_asked_is_none(command: Command, who: str) -> None:
    scene = a_ticket()
    before = scene.ticket(1).ticket.status
    scene.receive(SPEAKERS[who](everything(command.name)))
    assert scene.ticket(1).ticket.status == before


@pytest.mark.parametrize("who", [who for who in SPEAKERS if "requester" not in who and who != "who quotes it"])
@pytest.mark.parametrize("word", ["/confirm", "/rate 1", "yes", "/close"])
def test_nobody_but_who_asked_ends_or_rates_a_ticket(word: str, who: str) -> None:
    scene = a_ticket()
    scene.receive(
        staff_mail(
            "kim",
            "Re: [HD-000001]",
            "/take\n/resolve It works again.",
            at="2026-03-02T09:30",
            answers="<a@example.org>",
        )
    )
    assert scene.ticket(1).ticket.status == "resolved"
    scene.receive(SPEAKERS[who](word))
    assert not [kind for kind in (Rated, Confirmed, Closed) if scene.entries(kind)]


@pytest.mark.parametrize("who", SPEAKERS)
def test_their_words_are_kept_whatever_is_refused(who: str) -> None:
    scene = a_ticket()
    scene.receive(SPEAKERS[who]("The router hums.\n\n/assign @kim\n"))
    records = list(scene.desk.all_tickets())
    kept = [record.request for record in records] + [said.text for one in records for said in one.conversation]
    assert any("The router hums." in text for text in kept)
