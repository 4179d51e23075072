"""ticket.md: what is written reads back, and what a person writes wrong is found with its place."""

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import COMMENT, TEXT, TICKET

from helpdesk.load.comment import read_comment, write_comment
from helpdesk.load.drop_box import read_drop, write_drop
from helpdesk.load.front_matter import split
from helpdesk.load.ticket import read_ticket, write_ticket
from helpdesk.model.message import Party
from helpdesk.model.ticket import DropBoxItem, Ticket

OPENED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HEAD = b"id: HD-000007\ntitle: VPN drops\nstatus: open\nopened: 2026-03-02T09:30:00Z\n"


def file_of(*lines: str) -> bytes:
    return b"---\n" + HEAD + "".join(f"{line}\n" for line in lines).encode() + b"---\n\nIt drops.\n"


def said(data: bytes) -> list[str]:
    ticket, _, findings = read_ticket("ticket.md", data)
    assert ticket is None
    return [str(finding) for finding in findings]


@given(TICKET, TEXT | st.sampled_from(["---\n", "a\n---\nb", "\n\n---", "\r\nx", "", "\n"]))
@settings(max_examples=300, deadline=None)
def test_a_ticket_reads_back_as_it_was_written_whatever_people_write(ticket: Ticket, request: str) -> None:
    assert read_ticket("ticket.md", write_ticket(ticket, request)) == (ticket, request, [])


@given(TICKET)
@settings(max_examples=100, deadline=None)
def test_an_old_yaml_reader_reads_the_same_text_values(ticket: Ticket) -> None:
    parts = split(write_ticket(ticket, ""))
    assert parts is not None
    old = yaml.load(parts[0], Loader=yaml.CSafeLoader)
    assert old["title"] == ticket.title
    assert list(old.get("tags", [])) == list(ticket.tags)


@given(COMMENT, TEXT)
@settings(max_examples=100, deadline=None)
def test_a_comment_reads_back_as_it_was_written(comment, text) -> None:
    assert read_comment("c.md", write_comment(comment, text)) == (comment, text, [])


def test_a_waiting_ticket_reads_back_as_it_was_written() -> None:
    item = DropBoxItem(
        uuid="6f1d6f0e-9c1b-4c57", title="Printer: jams", requester=Party(email="a@example.org"), opened=OPENED
    )
    dropped, findings = read_drop("tickets/new/x.md", write_drop(item, "It jams."))
    assert (dropped.item, dropped.text, findings) == (item, "It jams.", [])


def test_fields_stand_in_the_models_order_and_empty_ones_are_left_out() -> None:
    ticket = Ticket(id="HD-000007", title="no", status="open", opened=OPENED, team="network", tags=("a", "b, c"))
    assert write_ticket(ticket, "Body\n").decode() == (
        '---\nid: HD-000007\ntype: incident\ntitle: "no"\nstatus: open\nimpact: medium\nurgency: medium\n'
        "team: network\n"
        'opened: 2026-03-02T09:30:00Z\nvisibility: internal\ntags: [a, "b, c"]\n---\n\nBody\n'
    )


def test_a_body_that_begins_like_front_matter_is_still_the_body() -> None:
    ticket, request, _ = read_ticket("ticket.md", file_of() + b"---\nid: HD-000008\n---\n")
    assert ticket.id == "HD-000007"
    assert request == "It drops.\n---\nid: HD-000008\n---\n"


def test_windows_line_ends_and_a_byte_order_mark_are_fine() -> None:
    data = b"\xef\xbb\xbf" + file_of("team: network").replace(b"\n", b"\r\n")
    ticket, request, findings = read_ticket("ticket.md", data)
    assert (ticket.team, request, findings) == ("network", "It drops.\r\n", [])


def test_a_time_with_an_offset_becomes_utc_and_one_without_is_refused() -> None:
    ticket, _, _ = read_ticket("ticket.md", file_of().replace(b"T09:30:00Z", b"T10:30:00+01:00"))
    assert ticket.opened == OPENED and ticket.opened.tzinfo is UTC
    assert said(file_of().replace(b"T09:30:00Z", b"T09:30:00")) == [
        "ticket.md:5:9: S001 opened cannot be read: '2026-03-02T09:30:00'; write it like 2026-03-02T09:30:00Z"
    ]


def test_a_misspelt_field_is_found_with_the_nearest_one() -> None:
    assert said(file_of("assigne: kim")) == ["ticket.md:6:1: S001 unknown field: 'assigne'; did you mean 'assignee'?"]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    assert said(file_of("impact: hihg", "tags: vpn", "team: 12", "requester: {emial: a@b}")) == [
        "ticket.md:6:9: S001 unknown impact: 'hihg'; did you mean 'high'?",
        "ticket.md:7:7: S001 tags must be a list: 'vpn'; write it as a list: [vpn]",
        'ticket.md:8:7: S001 team must be text: 12; put it in quotes: "12"',
        "ticket.md:9:13: S001 unknown field: 'emial'; did you mean 'email'?",
    ]


def test_missing_fields_are_each_named() -> None:
    assert said(b"---\nid: HD-000007\nopened: 2026-03-02T09:30:00Z\n---\n") == [
        "ticket.md:2:1: S001 missing field: 'status'; add `status:`",
        "ticket.md:2:1: S001 missing field: 'title'; add `title:`",
    ]


def test_a_day_that_the_calendar_does_not_have_is_found_where_it_stands() -> None:
    (finding,) = said(file_of("due: 2026-02-30"))
    assert finding.startswith("ticket.md:6:6: S002 not what this field holds: Invalid RFC3339 encoded date")


@pytest.mark.parametrize("data", [b"", b"# Hello\n", b"---\nid: HD-000007\n", b"\xff\xfe", b"--- \n"])
def test_a_file_without_front_matter_says_so(data: bytes) -> None:
    assert said(data) == [
        "ticket.md:1:1: Y020 no front matter; begin the file with --- and end its fields with another ---"
    ]


def test_a_trailing_newline_does_not_slip_past_a_pattern() -> None:
    assert said(file_of('team: "network\\n"'))[0].startswith("ticket.md:6:7: S001 team cannot be read")


def test_a_body_that_is_not_utf8_names_its_line() -> None:
    assert said(file_of() + b"caf\xe9\n") == ["ticket.md:9: Y002 not UTF-8 text: byte 0xe9; save the file as UTF-8"]
