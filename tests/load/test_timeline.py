"""timeline.yml: one file, two readers, the same entries."""

from datetime import UTC, datetime

import pytest
import ryaml
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ENTRY

from helpdesk.load.timeline import read_timeline, write_entries
from helpdesk.model.front_matter import plain
from helpdesk.model.timeline import Closed, Opened

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LINE = b'- {"at":"2026-03-02T09:30:00Z","event":"opened","key":"mail:1"}\n'


def said(data: bytes) -> list[str]:
    return [str(finding) for finding in read_timeline("timeline.yml", data)[1]]


@given(st.lists(ENTRY, max_size=4).map(tuple))
@settings(max_examples=300, deadline=None)
def test_entries_read_back_as_json_and_as_yaml_alike(entries) -> None:
    data = write_entries(entries)
    assert read_timeline("timeline.yml", data) == (entries, [])
    assert data.count(b"\n") == len(entries)
    as_yaml = ryaml.loads(data.decode()) or []
    assert as_yaml == [plain(entry) for entry in entries]
    assert [entry["at"] for entry in yaml.load(data, Loader=yaml.CSafeLoader) or []] == [line["at"] for line in as_yaml]


def test_a_line_begins_with_when_and_what() -> None:
    assert write_entries([Closed(at=AT, by="kim", reason="done")]) == (
        b'- {"at":"2026-03-02T09:30:00Z","event":"closed","by":"kim","reason":"done"}\n'
    )


def test_half_a_surrogate_becomes_the_replacement_sign_and_nothing_else_is_lost() -> None:
    (entry,), findings = read_timeline("t", write_entries([Opened(at=AT, key="a\ud800b", set={"title": "\udfff"})]))
    assert (entry.key, entry.set, findings) == ("a\ufffdb", {"title": "\ufffd"}, [])


def test_appending_is_writing_more_lines() -> None:
    first, second = Opened(at=AT, key="mail:1"), Closed(at=AT)
    assert write_entries([first]) + write_entries([second]) == write_entries([first, second])


@pytest.mark.parametrize(
    ("line", "said_of_it"),
    [
        (b"- {at: x, event: opened}\n", "not an entry: JSON is malformed"),
        (b"at: x\n", "not an entry: a line begins with '- {'"),
        (b'- {"at":"2026-03-02T09:30:00Z","event":"opned","key":"a"}\n', "not an entry: Invalid value 'opned'"),
        (b'- {"at":"2026-03-02T09:30:00","event":"closed"}\n', "not an entry: Expected `datetime` with a timezone"),
        (
            b'- {"at":"2026-03-02T09:30:00Z","event":"breached","target":"resolve","due":"2026-03-02T09:30:00"}\n',
            "not an entry: Expected `datetime` with a timezone",
        ),
        (b'- {"at":"2026-03-02T09:30:00+01:00","event":"closed"}\n', "not an entry: times are in UTC and end in Z"),
        (b'- {"at":"2026-03-02T09:30:00Z","event":"opened","key":"a","key":"b"}\n', "not an entry: "),
        (b'- {"at":"2026-03-02T09:30:00Z","event":"opened"}\n', "not an entry: Object missing required field `key`"),
        (b"<<<<<<< HEAD\n", "conflict markers of a merge"),
        (b'- {"at":"2026-03-02T09:30:00Z","event":"closed","reason":"\xc2\x85"}\n', "not an entry: "),
        (b'- {"at":"2026-03-02T09:30:00Z",\n', "not an entry: "),
    ],
)
def test_a_line_that_is_no_entry_is_found_and_the_others_still_read(line: bytes, said_of_it: str) -> None:
    entries, findings = read_timeline("timeline.yml", LINE + line + LINE)
    assert len(entries) == 2
    assert [(f.line, f.code) for f in findings] == [(2, "L002")]
    assert findings[0].what.startswith(said_of_it)


def test_comments_empty_lines_and_windows_line_ends_are_fine() -> None:
    entries, findings = read_timeline("timeline.yml", b"# history\r\n\r\n" + LINE.replace(b"\n", b"\r\n"))
    assert (len(entries), findings) == (1, [])


def test_a_line_written_by_hand_in_another_order_reads_the_same() -> None:
    by_hand = b'- {"event": "opened", "key": "mail:1", "at": "2026-03-02T09:30:00Z"}\n'
    assert read_timeline("t", by_hand) == read_timeline("t", LINE)
