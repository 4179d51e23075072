"""The small parts of a desk - rules, articles, assets, drop box, cursors - parsed once per version of their folder."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding
from helpdesk.model.knowledge import Article
from helpdesk.model.readers import Month
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Cursors, Dropped
from helpdesk.resources import default_rules

Value = TypeVar("Value")
# Versions of each part that stay cached: enough to go to and fro between branches.
_KEPT = 4


class Piece(msgspec.Struct, frozen=True):
    """One file of a part: parsed (`value` as msgpack, empty where it is bad) and what was found."""

    path: str
    blob: str
    value: bytes
    findings: tuple[Finding, ...] = ()


class RulesRead(msgspec.Struct, frozen=True):
    """Rules as they hold at a commit; `findings` say so where they are not the ones written there."""

    rules: Rules
    findings: tuple[Finding, ...] = ()


Reader = Callable[[str, bytes], tuple[object | None, Iterable[Finding]]]
_encode = msgspec.msgpack.encode
_pieces = msgspec.msgpack.Decoder(tuple[Piece, ...]).decode


def remembered(connection: sqlite3.Connection, kind: str, tree: str) -> bytes | None:
    """What was stored for this version of a part."""
    row = connection.execute("SELECT data FROM main.part WHERE kind = ? AND tree = ?", (kind, tree)).fetchone()
    return bytes(row[0]) if row else None


def remember(connection: sqlite3.Connection, kind: str, tree: str, data: bytes) -> None:
    """Store it, and let go of the oldest. A cache that is busy or read-only does without."""
    try:
        connection.execute("INSERT OR REPLACE INTO main.part VALUES (?, ?, ?)", (kind, tree, data))
        newest = "SELECT rowid FROM main.part WHERE kind = ? ORDER BY rowid DESC LIMIT ?"
        connection.execute(f"DELETE FROM main.part WHERE kind = ? AND rowid NOT IN ({newest})", (kind, kind, _KEPT))  # noqa: S608
    except sqlite3.OperationalError:
        return


def latest(connection: sqlite3.Connection, kind: str) -> bytes | None:
    """What was stored last for a part."""
    row = connection.execute(
        "SELECT data FROM main.part WHERE kind = ? ORDER BY rowid DESC LIMIT 1", (kind,)
    ).fetchone()
    return bytes(row[0]) if row else None


def read_pieces(
    connection: sqlite3.Connection,
    kind: str,
    files: Mapping[str, str],
    contents: Callable[[Mapping[str, str]], Iterable[tuple[str, bytes]]],
    reader: Reader,
) -> tuple[Piece, ...]:
    """The pieces of a part whose files (path -> blob) are known; only blobs the last version did not have are read."""
    before = latest(connection, kind)
    known = {(piece.path, piece.blob): piece for piece in (_pieces(before) if before else ())}
    pieces = {path: known[path, blob] for path, blob in files.items() if (path, blob) in known}
    for path, data in contents({path: blob for path, blob in files.items() if path not in pieces}):
        value, findings = reader(path, data)
        pieces[path] = Piece(path, files[path], _encode(value) if value is not None else b"", tuple(findings))
    return tuple(pieces[path] for path in sorted(pieces))


def encoded(pieces: tuple[Piece, ...]) -> bytes:
    return _encode(pieces)


def decoded(data: bytes) -> tuple[Piece, ...]:
    return _pieces(data)


def values(pieces: Iterable[Piece], kind: type[Value]) -> list[Value]:
    """The parsed records among pieces, in the order of their paths."""
    decoder = msgspec.msgpack.Decoder(kind)
    return [decoder.decode(piece.value) for piece in pieces if piece.value]


def article_reader(path: str, data: bytes) -> tuple[Article | None, Iterable[Finding]]:
    from helpdesk.load.article import read_article

    return read_article(path, data)


def asset_reader(path: str, data: bytes) -> tuple[Asset | None, Iterable[Finding]]:
    from helpdesk.load.asset import read_asset

    return read_asset(path, data)


def month_reader(path: str, data: bytes) -> tuple[Month | None, Iterable[Finding]]:
    from helpdesk.load.readers import read_month

    return read_month(path, data)


def drop_reader(path: str, data: bytes) -> tuple[Dropped | None, Iterable[Finding]]:
    from helpdesk.load.drop_box import read_drop

    return read_drop(path, data)


def cursors_of(data: bytes | None) -> tuple[Cursors | None, tuple[Finding, ...]]:
    """tickets/cursors.yml; a desk without one has read nothing yet."""
    if data is None:
        return Cursors(), ()
    from helpdesk.load.cursors import PATH, read_cursors

    cursors, findings = read_cursors(PATH, data)
    return cursors, tuple(findings)


def rules_of(files: Mapping[str, bytes], version: str) -> tuple[Rules | None, tuple[Finding, ...]]:
    """The rules that these files (by their path in the desk) make with the built-in defaults."""
    from helpdesk.load.rules import read_rules

    rules, findings = read_rules(files, default_rules(), version)
    return rules, tuple(findings)
