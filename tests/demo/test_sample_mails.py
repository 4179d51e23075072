"""The mails that the demo suggests to drop on the desk."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from helpdesk.channels.mail.folder import read
from helpdesk.decide.plan import decide
from helpdesk.demo.files import company, desk_files, sample_mails
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Message, Proof
from helpdesk.model.plan import Plan
from helpdesk.model.timeline import Owed

NOW = datetime(2026, 3, 2, 13, tzinfo=UTC)
RULES, ASSETS = company(desk_files())


@pytest.fixture(scope="module")
def mails() -> list[Message]:
    return [read(data, NOW, RULES.desk, source=name) for name, data in sample_mails().items()]


def dropped(mails: Iterable[Message]) -> MemoryDesk:
    desk = MemoryDesk(RULES, assets=ASSETS)
    plan: Plan = decide(desk, tuple(mails), NOW, lambda text, most: ())
    return desk.apply(plan)


def test_there_are_six_and_all_read_without_a_defect(mails: list[Message]) -> None:
    assert len(mails) == 6
    assert [message.defects for message in mails] == [()] * 6


def test_people_of_the_company_write_them_and_the_mail_server_vouches_for_most(mails: list[Message]) -> None:
    addresses = {person.email for person in RULES.people.values()}
    assert {message.sender.email for message in mails} <= addresses
    assert all(message.proof is Proof.DMARC for message in mails if not message.automatic)


def test_one_brings_a_picture_and_no_markup_of_its_html(mails: list[Message]) -> None:
    (picture,) = mails[1].attachments
    assert (picture.type, picture.content[:4]) == ("image/png", b"\x89PNG")
    assert "<" not in mails[1].text and "tracker" not in mails[1].text


def test_one_forwards_the_suspicious_mail_as_it_came(mails: list[Message]) -> None:
    (forwarded,) = mails[4].attachments
    assert forwarded.type == "message/rfc822" and b"confirm your bank details" in forwarded.content


def test_the_reply_says_only_what_is_new(mails: list[Message]) -> None:
    assert mails[3].visible_reply.strip().endswith("The client's version is 5.3.9.")


def test_dropped_on_the_desk_they_become_four_tickets_each_with_its_team(mails: list[Message]) -> None:
    desk = dropped(mails)
    teams = {record.ticket.title: record.ticket.team for record in desk.all_tickets()}
    assert len(teams) == 4
    assert teams["VPN drops every ten minutes"] == "network"
    assert teams["Drucker im 3. Stock meldet ständig Papierstau"] == "service-desk"
    assert next(team for title, team in teams.items() if "Phishing" in title) == "workplace"


def test_the_reply_and_the_absence_note_join_their_ticket_and_the_note_is_not_answered(mails: list[Message]) -> None:
    vpn = next(record for record in dropped(mails).all_tickets() if record.ticket.title.startswith("VPN"))
    assert [spoken.comment.by for spoken in vpn.conversation] == ["requester", "desk"]
    to_requester = [entry for entry in vpn.timeline if isinstance(entry, Owed) and entry.role == "requester"]
    assert [entry.template for entry in to_requester] == ["acknowledge"]
