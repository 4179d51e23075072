"""One ticket's rows in the cache: its record, and what it can be found by."""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

import msgspec

from helpdesk.model.finding import Finding
from helpdesk.model.marks import marks
from helpdesk.model.record import Record
from helpdesk.model.timeline import DESK, Routed
from helpdesk.model.unsynced import wake_at

_DIGEST = 12
_QUICKLY = 1
# A pass looks at the same tickets several times: to say what was sent, whom a requester knows, what is a known problem.
_AT_HAND = 256
KEY, MESSAGE_ID, CONTENT_HASH, REQUESTER, MARK = "key", "message-id", "hash", "requester", "mark"
_encode = msgspec.msgpack.Encoder().encode
_decode_record = msgspec.msgpack.Decoder(Record).decode
decode_finding = msgspec.msgpack.Decoder(Finding).decode


class Read(msgspec.Struct, frozen=True):
    """A ticket's folder as read: `record` None where it could not be; without its conversation where it has `ended`."""

    number: int
    folder: str
    tree: str
    record: Record | None
    findings: Sequence[Finding] = ()
    ended: bool = False


def encode_record(record: Record) -> bytes:
    """A record as it is kept: a third of its size."""
    return zlib.compress(_encode(record), _QUICKLY)


@lru_cache(maxsize=_AT_HAND)
def decode_record(data: bytes) -> Record:
    """What `encode_record` made. Raises DecodeError for bytes that it did not."""
    try:
        return _decode_record(zlib.decompress(data))
    except zlib.error as error:
        raise msgspec.DecodeError(str(error)) from error


# Begun once for each kind: there are twenty look-ups a ticket.
_BEGUN = {
    kind: blake2b(digest_size=_DIGEST, person=kind.encode())
    for kind in (KEY, MESSAGE_ID, CONTENT_HASH, REQUESTER, MARK)
}


def digest(kind: str, value: str) -> bytes:
    """What a key is looked up by: short and even, whatever a sender chose."""
    begun = _BEGUN[kind].copy()
    begun.update(value.encode("utf-8", "surrogatepass"))
    return begun.digest()


Rows = dict[str, list[tuple[object, ...]]]


def rows(tickets: Iterable[Read]) -> Rows:
    """What the tables hold of these tickets, by table."""
    found: Rows = {"ticket": [], "record": [], "sought": [], "assigned": [], "finding": []}
    for read in tickets:
        number, record = read.number, read.record
        found["finding"] += [(number, _encode(finding)) for finding in read.findings]
        if record is not None:
            _add(found, read, record)
        elif number >= 0:
            found["ticket"].append((number, read.folder, read.tree, None, None, None, None, b""))
    return found


def _add(found: Rows, read: Read, record: Record) -> None:
    number, ticket = read.number, record.ticket
    wake = None if read.ended else wake_at(record)
    due = wake.timestamp() if wake else None
    keys = sorted(set(_found_by(record)))
    stands = (ticket.type.value, ticket.status, ticket.assignee or None)
    found["ticket"].append((number, read.folder, read.tree, *stands, due, b"".join(keys)))
    if not read.ended:
        found["record"].append((number, encode_record(record)))
    found["sought"] += [(key, number) for key in keys]
    given = {
        (entry.assignee, entry.at.timestamp(), number)
        for entry in record.timeline
        if type(entry) is Routed and entry.assignee and entry.by == DESK
    }
    found["assigned"] += given


def write(connection: sqlite3.Connection, found: Rows, at: str = "main") -> None:
    """Add rows to the tables of `at` ("main" or "temp"); what they had of these tickets must be gone (`forget`)."""
    for table, values in found.items():
        if values:
            marks = ", ".join("?" * len(values[0]))
            # In the order of their keys, where there are some: a tree grows faster at its end.
            ordered = sorted(values) if table in ("sought", "assigned") else values
            connection.executemany(f"INSERT INTO {at}.{table} VALUES ({marks})", ordered)  # noqa: S608 - fixed names


def _found_by(record: Record) -> Iterable[bytes]:
    state = record.state
    yield from (digest(KEY, key) for key in state.keys)
    yield from (digest(MESSAGE_ID, identity) for identity in state.message_ids)
    yield from (digest(CONTENT_HASH, content) for content in state.hashes)
    if record.ticket.requester.email:
        yield digest(REQUESTER, record.ticket.requester.email.strip().casefold())
    yield from (digest(MARK, mark) for mark in marks(record))


def forget(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take tickets out of the cached commit's tables."""
    gone = [(number,) for number in numbers]
    for number in gone:
        for (keys,) in connection.execute("SELECT digests FROM main.ticket WHERE number = ?", number).fetchall():
            mine = [(keys[start : start + _DIGEST], *number) for start in range(0, len(keys), _DIGEST)]
            connection.executemany("DELETE FROM main.sought WHERE digest = ? AND number = ?", mine)
    for table in ("ticket", "record", "assigned", "finding"):
        connection.executemany(f"DELETE FROM main.{table} WHERE number = ?", gone)  # noqa: S608 - fixed names


def hide(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Keep tickets of the cached commit out of an overlaid snapshot's sight."""
    connection.executemany("INSERT OR IGNORE INTO temp.hidden VALUES (?)", [(number,) for number in numbers])
