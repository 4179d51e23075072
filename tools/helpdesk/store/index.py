"""One ticket's rows in the cache: its record, and what it can be found by."""

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec

from helpdesk.model.finding import Finding
from helpdesk.model.fold import wake_at
from helpdesk.model.record import Record
from helpdesk.model.timeline import DESK, Routed

KEY, MESSAGE_ID, CONTENT_HASH = "key", "message-id", "hash"
_encode = msgspec.msgpack.Encoder().encode
decode_record = msgspec.msgpack.Decoder(Record).decode
decode_finding = msgspec.msgpack.Decoder(Finding).decode


class Read(msgspec.Struct, frozen=True):
    """A ticket's folder as read: `record` None where it could not be."""

    number: int
    folder: str
    tree: str
    record: Record | None
    findings: Sequence[Finding] = ()


def digest(kind: str, value: str) -> bytes:
    """What a key is looked up by: short and even, whatever a sender chose."""
    return blake2b(value.encode("utf-8", "surrogatepass"), digest_size=12, person=kind.encode()).digest()


def write(connection: sqlite3.Connection, tickets: Iterable[Read], at: str = "main") -> None:
    """Add tickets to the tables of `at` ("main" or "temp"); rows they had there must be gone (`forget`)."""
    rows: list[tuple[object, ...]] = []
    records: list[tuple[int, bytes]] = []
    findings: list[tuple[int, bytes]] = []
    sought: set[tuple[bytes, int]] = set()
    assigned: set[tuple[str, float, int]] = set()
    for read in tickets:
        number, record = read.number, read.record
        findings += [(number, _encode(finding)) for finding in read.findings]
        if record is None:
            if number >= 0:
                rows.append((number, read.folder, read.tree, None, None, None, None))
            continue
        ticket, wake = record.ticket, wake_at(record)
        due = wake.timestamp() if wake else None
        rows.append((number, read.folder, read.tree, ticket.type.value, ticket.status, ticket.assignee or None, due))
        records.append((number, _encode(record)))
        sought |= {(key, number) for key in _found_by(record)}
        for entry in record.timeline:
            if isinstance(entry, Routed) and entry.assignee and entry.by == DESK:
                assigned.add((entry.assignee, entry.at.timestamp(), number))
    tables: dict[str, Sequence[tuple[object, ...]]] = {
        "ticket": rows,
        "record": records,
        "sought": sorted(sought),
        "assigned": sorted(assigned),
        "finding": findings,
    }
    for table, values in tables.items():
        if values:
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {at}.{table} VALUES ({marks})", values)  # noqa: S608 - fixed names


def _found_by(record: Record) -> Iterable[bytes]:
    state = record.state
    yield from (digest(KEY, key) for key in state.keys)
    yield from (digest(MESSAGE_ID, identity) for identity in state.message_ids)
    yield from (digest(CONTENT_HASH, content) for content in state.hashes)


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take tickets out of the cached commit's tables."""
    gone = [(number,) for number in numbers]
    for table in ("ticket", "record", "sought", "assigned", "finding"):
        connection.executemany(f"DELETE FROM main.{table} WHERE number = ?", gone)  # noqa: S608 - fixed names


def hide(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Keep tickets of the cached commit out of an overlaid snapshot's sight."""
    connection.executemany("INSERT OR IGNORE INTO temp.hidden VALUES (?)", [(number,) for number in numbers])
