"""Editing front matter: the edited lines change, everything else stays byte for byte."""

import difflib

import pytest
import ryaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import JSON, LINE, SCALAR, TICKET

from helpdesk.load.edit import EditRefused, edit_front_matter
from helpdesk.load.front_matter import split
from helpdesk.load.ticket import read_ticket, write_ticket
from helpdesk.model.front_matter import plain
from helpdesk.model.ticket import Ticket

BY_HAND = b"""---
# What happened in Lisbon
id: HD-000007
title:   "VPN: drops"     # as the caller said it
status: open
team: network   # since Monday
requester: {name: Ann, email: ann@example.org}

# who helps
watchers:
  - kim
  # rui is away
  - rui

opened: '2026-03-02T09:30:00Z'
tags: [
  a,   # first
  b
]
summary: |
  one
  two

fields:
  cost: 4711
---
status: not a field
"""


def changed(before: bytes, after: bytes) -> list[str]:
    lines = difflib.ndiff(before.decode().split("\n"), after.decode().split("\n"))
    return [line for line in lines if line[:1] in "+-"]


def test_a_new_value_takes_the_place_of_the_old_and_the_remark_stays() -> None:
    assert changed(BY_HAND, edit_front_matter(BY_HAND, {"team": "service desk"})) == [
        "- team: network   # since Monday",
        "+ team: service desk   # since Monday",
    ]


def test_a_new_field_goes_to_its_place_in_the_models_order() -> None:
    assert changed(BY_HAND, edit_front_matter(BY_HAND, {"priority": "P2", "assignee": "kim"})) == [
        "+ priority: P2",
        "+ assignee: kim",
    ]
    after = edit_front_matter(BY_HAND, {"priority": "P2", "assignee": "kim"})
    assert b"status: open\npriority: P2\nteam: network   # since Monday\nassignee: kim\nrequester:" in after


def test_none_takes_a_field_away_with_all_its_lines() -> None:
    assert changed(BY_HAND, edit_front_matter(BY_HAND, {"watchers": None})) == [
        "- watchers:",
        "-   - kim",
        "-   # rui is away",
        "-   - rui",
    ]


def test_lists_and_blocks_are_replaced_whole() -> None:
    after = edit_front_matter(BY_HAND, {"tags": ["c"], "summary": "three", "fields": {"cost": 1, "x": [1, None]}})
    assert b"\ntags: [c]\nsummary: three\n\nfields:\n  cost: 1\n  x: [1, null]\n---\n" in after
    assert b"# who helps" in after


def test_a_nested_value_is_written_as_a_block_in_the_right_place() -> None:
    after = edit_front_matter(BY_HAND, {"resolution": {"code": "fixed", "summary": "It: works\nagain"}})
    assert b"]\nresolution:\n  code: fixed\n  summary: |-\n    It: works\n    again\nsummary: |" in after
    ticket, _, findings = read_ticket("ticket.md", after)
    assert (ticket.resolution.summary, findings) == ("It: works\nagain", [])


def test_the_same_value_again_changes_nothing() -> None:
    assert (
        edit_front_matter(BY_HAND, {"team": "network", "tags": ["a", "b"], "opened": "2026-03-02T09:30:00Z"}) == BY_HAND
    )


def test_windows_line_ends_stay() -> None:
    data = BY_HAND.replace(b"\n", b"\r\n")
    after = edit_front_matter(data, {"priority": "P2", "resolution": {"code": "fixed"}, "status": "resolved"})
    assert after.count(b"\n") == after.count(b"\r\n") == data.count(b"\r\n") + 3


def test_a_file_without_a_last_line_end_stays_without() -> None:
    data = b"---\nid: HD-000007\nstatus: open\n---"
    assert edit_front_matter(data, {"status": "closed"}) == b"---\nid: HD-000007\nstatus: closed\n---"


def test_an_empty_field_gets_its_value() -> None:
    assert edit_front_matter(b"---\nteam:\nstatus: # soon\n---\n", {"team": "a", "status": "b"}) in (
        b"---\nteam: a\nstatus: b # soon\n---\n",
        b"---\nteam: a\nstatus: b  # soon\n---\n",
    )


@pytest.mark.parametrize(
    "data",
    [
        b"no front matter\n",
        b"---\n{id: HD-000007, status: open}\n---\n",
        b"---\nstatus: open\nstatus: closed\n---\n",
        b"---\n- status\n---\n",
        b"---\n? status\n: open\n---\n",
        b"---\nteam: &t network\nstatus: *t\nassignee: *t\n---\n",
    ],
)
def test_what_is_not_understood_is_refused_and_left_alone(data: bytes) -> None:
    with pytest.raises(EditRefused) as refusal:
        edit_front_matter(data, {"status": "closed", "team": "x"})
    assert len(str(refusal.value)) > 30


FIELD = st.sampled_from([name for name in Ticket.__struct_fields__ if name != "id"] + ["own"])
VALUE = SCALAR | st.lists(LINE, max_size=3) | st.dictionaries(LINE, JSON, max_size=3)


@given(TICKET, FIELD, VALUE, st.sampled_from(["", "---\nstatus: x\n---\n", "no end"]))
@settings(max_examples=300, deadline=None)
def test_one_edit_sets_one_field_and_touches_no_other(ticket: Ticket, name: str, value, request: str) -> None:
    before = write_ticket(ticket, request)
    after = edit_front_matter(before, {name: value})
    head, body = split(after)
    expected = ryaml.loads(split(before)[0].decode())
    if value is None:
        expected.pop(name, None)
    else:
        expected[name] = plain(value)
    assert ryaml.loads(head.decode()) == expected
    assert body.decode() == request
    kept = list(_other_lines(before, name))
    assert list(_other_lines(after, name)) == kept


def _other_lines(data: bytes, name: str) -> list[str]:
    """The lines of every top-level field but one."""
    kept, inside = [], False
    for line in split(data)[0].decode().split("\n"):
        if line[:1] not in (" ", ""):
            inside = line.startswith(f"{name}:")
        if not inside:
            kept.append(line)
    return [line for line in kept if line]


@given(TICKET, st.sampled_from(["on-hold", "resolved", "no", "12:30"]))
@settings(max_examples=100, deadline=None)
def test_a_new_status_is_one_changed_line(ticket: Ticket, status: str) -> None:
    before = write_ticket(ticket, "Text\n")
    after = edit_front_matter(before, {"status": status})
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=True)
    assert sum(old != new for old, new in pairs) == (status != ticket.status)
