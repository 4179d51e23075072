"""Full-text search over tickets: what is found, in which order, and how the index follows the tickets."""

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from helpdesk.learn.search import Wanted, forget, indexed, search_tickets
from helpdesk.model.ids import TicketNumber
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record, TicketState
from helpdesk.model.ticket import Comment, Ticket

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def a_record(number: int, title: str, request: str = "", said: str = "") -> Record:
    ticket = Ticket(id=f"HD-{number:06d}", title=title, status="new", opened=NOW, requester=Party(name="Ana Reis"))
    return Record(
        number=TicketNumber(number),
        reference=ticket.id,
        path="",
        ticket=ticket,
        request=request,
        timeline=(),
        conversation=(Conversation("1.md", Comment(at=NOW, by="kim"), said),),
        state=TicketState(),
    )


RECORDS = (
    a_record(1, "VPN drops", "Every ten minutes the tunnel is gone."),
    a_record(2, "Printer jams", "Since we moved; the vpn works."),
    a_record(3, "Printing is slow", said="Turned out to be the cable."),
)


@pytest.fixture
def index() -> sqlite3.Connection:
    return indexed(sqlite3.connect(":memory:"), RECORDS)


def test_a_word_in_the_title_counts_most(index):
    assert search_tickets(index, "vpn", 10) == [1, 2]


def test_words_are_found_in_other_forms_and_by_their_beginning(index):
    assert search_tickets(index, "minute", 10) == [1]
    assert search_tickets(index, "prin", 10) == [2, 3]


def test_requesters_references_and_what_was_said_are_found(index):
    assert search_tickets(index, "reis cable", 10) == [3]
    assert search_tickets(index, "000002", 10) == [2]


def test_all_words_count_and_any_where_none_holds_all(index):
    assert search_tickets(index, "printer vpn", 10) == [2]
    assert set(search_tickets(index, "tunnel cable", 10)) == {1, 3}


def test_a_changed_ticket_is_found_by_its_new_words_only(index):
    changed = replace(RECORDS[0], ticket=replace(RECORDS[0].ticket, title="Wifi drops"), request="")
    indexed(index, [changed])
    assert search_tickets(index, "wifi", 10) == [1]
    assert search_tickets(index, "tunnel", 10) == []


def test_words_of_a_forgotten_ticket_never_come_back_under_another_number(index):
    forget(index, [3])
    indexed(index, [a_record(4, "Badge lost")])
    assert search_tickets(index, "cable", 10) == []
    assert search_tickets(index, "badge", 10) == [4]


def test_a_ticket_that_is_no_more_is_forgotten(index):
    forget(index, [3])
    assert search_tickets(index, "cable", 10) == []
    indexed(index, RECORDS[2:])
    assert search_tickets(index, "cable", 10) == [3]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_nothing_a_person_types_is_a_syntax_error(text):
    index = indexed(sqlite3.connect(":memory:"), RECORDS[:1])
    search_tickets(index, text, 3)


def test_a_filter_leaves_out_what_is_not_wanted(index: sqlite3.Connection) -> None:
    changed = replace(RECORDS[0], ticket=replace(RECORDS[0].ticket, status="closed", category="network/vpn"))
    indexed(index, [changed])
    closed = (("incident", "closed"),)
    assert search_tickets(index, "vpn", 10, Wanted(besides=closed)) == [2]
    assert search_tickets(index, "vpn", 10, Wanted(category="network")) == [1]
    assert search_tickets(index, "vpn", 10, Wanted(category="net")) == []
    assert search_tickets(index, "vpn", 10, Wanted({"status": "new", "type": "incident"})) == [2]
    assert search_tickets(index, "vpn", 10, Wanted(since=NOW.timestamp() + 1)) == []
    assert search_tickets(index, "vpn", 10, Wanted(since=NOW.timestamp())) == [1, 2]


def test_where_no_wanted_ticket_holds_all_words_one_that_holds_any_is_found(index: sqlite3.Connection) -> None:
    indexed(index, [replace(RECORDS[2], ticket=replace(RECORDS[2].ticket, team="print"))])
    assert search_tickets(index, "printing vpn", 10, Wanted({"team": "print"})) == [3]
