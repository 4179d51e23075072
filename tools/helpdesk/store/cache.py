"""What has been read once: one SQLite file inside the git directory, never committed and safe to delete.

It holds the look-ups that a pass asks for, as they are at one commit, and the record of every ticket that goes on; what
is over is in a file beside it, and only where somebody asked for it (`ended`). A file that another version of the tool
wrote, or that is damaged, is thrown away and made anew.
"""

import os
import sqlite3
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

import helpdesk
from helpdesk.resources import data_folder

FILE = "cache.sqlite"
_WAIT = 30.0
_JOURNAL = 4_000_000

# `wake` is when a ticket next needs the desk, in seconds since 1970; NULL is never. `sought` finds a ticket by
# message key, message id, content hash or its requester's address; `digests` are those of one ticket, one after the
# other, by which they are found again when it changes. `assigned` is every time that the desk gave somebody
# the ticket. A finding's number is its ticket's; findings about a shard itself have -1 for shard 000, -2 for 001 and so
# on.
_TABLES = """
CREATE TABLE {at}ticket (number INTEGER PRIMARY KEY, folder TEXT NOT NULL, tree TEXT NOT NULL, type TEXT, status TEXT,
                         assignee TEXT, wake REAL, digests BLOB NOT NULL) STRICT;
CREATE TABLE {at}record (number INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TABLE {at}sought (digest BLOB NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (digest, number))
                         STRICT, WITHOUT ROWID;
CREATE TABLE {at}assigned (who TEXT NOT NULL, at REAL NOT NULL, number INTEGER NOT NULL,
                           PRIMARY KEY (who, at, number)) STRICT, WITHOUT ROWID;
CREATE TABLE {at}finding (number INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE INDEX {at}ticket_wake ON ticket (wake) WHERE wake IS NOT NULL;
CREATE INDEX {at}ticket_status ON ticket (type, status);
CREATE INDEX {at}ticket_assignee ON ticket (assignee, type, status) WHERE assignee IS NOT NULL;
CREATE INDEX {at}finding_number ON finding (number);
CREATE INDEX {at}assigned_number ON assigned (number);
"""
_ONCE = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE shard (name TEXT PRIMARY KEY, tree TEXT NOT NULL) STRICT;
CREATE TABLE part (kind TEXT NOT NULL, tree TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, tree)) STRICT;
"""
# What a snapshot sees: the tables at the cached commit, with the tickets that differ in it laid over them.
OVERLAID = ("ticket", "record", "sought", "assigned", "finding")


@cache
def fingerprint() -> str:
    """Which tool reads: its version, its code and its schemas. A record parsed by another is parsed again."""
    digest = blake2b(helpdesk.__version__.encode(), digest_size=16)
    for path in sorted(map(Path, _sources())):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@cache
def looks() -> str:
    """Where the files of the fingerprint lie, how large they are and when they were written."""
    digest = blake2b(helpdesk.__version__.encode(), digest_size=16)
    for path in sorted(_sources()):
        found = os.stat(path)  # noqa: PTH116 - three hundred files at each start: a Path costs as much as the look
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@cache
def _sources() -> tuple[str, ...]:
    package = Path(helpdesk.__file__).parent
    found = [path for layer in ("model", "load", "store") for path in _files(package / layer) if path.endswith(".py")]
    for name, ending in (("schemas", ".json"), ("defaults", "")):
        try:
            found += [path for path in _files(data_folder(name)) if path.endswith(ending)]
        except FileNotFoundError:
            continue
    return tuple(found)


def _files(folder: Path) -> Iterator[str]:
    for where, _, names in os.walk(folder):
        yield from (f"{where}{os.sep}{name}" for name in names)


def open_cache(folder: Path) -> sqlite3.Connection:
    """The cache in `folder` (made where it is missing), or one in memory where that folder can't be written to."""
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _opened(path)
    except sqlite3.OperationalError:
        # Read-only disk, or another process keeps it locked: this reader goes without.
        return in_memory()
    except sqlite3.DatabaseError:
        return rebuilt(folder)
    except OSError:
        return in_memory()


def rebuilt(folder: Path) -> sqlite3.Connection:
    """A new, empty cache in place of one that is damaged."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        (folder / f"{FILE}{suffix}").unlink(missing_ok=True)
    try:
        return _opened(folder / FILE)
    except (sqlite3.Error, OSError):
        return in_memory()


def in_memory() -> sqlite3.Connection:
    """A cache that ends with its reader."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _prepare(connection)
    return connection


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        # Losing the last seconds of a cache costs reading them again; a half-written page can't be, with WAL.
        connection.execute("PRAGMA synchronous=NORMAL")
        # CI keeps the folder between its runs: no journal of a large first reading stays in it.
        connection.execute(f"PRAGMA journal_size_limit={_JOURNAL}")
        if not _is_ours(connection):
            _prepare(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether this very tool wrote the cache: by the looks of its files, and only where these are new by what is in
    them, which takes longer than a quiet pass has."""
    written = _format(connection)
    if written and meta(connection, "looks") == looks():
        return True
    if written != fingerprint():
        return False
    set_meta_quietly(connection, "looks", looks())
    return True


def _format(connection: sqlite3.Connection) -> str:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return ""
    return meta(connection, "format")


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if _format(connection) != fingerprint():
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (name,) in tables.fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        for statement in (_ONCE + _TABLES.format(at="")).split(";"):
            connection.execute(statement)
        set_meta(connection, "format", fingerprint())
        set_meta(connection, "looks", looks())
    connection.execute("COMMIT")


def lay_over(connection: sqlite3.Connection) -> None:
    """Make the tables of an overlay, empty, and the views `seen_*` through which a snapshot asks."""
    for statement in _TABLES.format(at="temp.").split(";"):
        connection.execute(statement)
    connection.execute("CREATE TABLE temp.hidden (number INTEGER PRIMARY KEY)")
    for name in OVERLAID:
        connection.execute(
            f"CREATE TEMP VIEW seen_{name} AS SELECT * FROM main.{name} "  # noqa: S608 - fixed names
            f"WHERE number NOT IN (SELECT number FROM temp.hidden) UNION ALL SELECT * FROM temp.{name}"
        )


def see_through(connection: sqlite3.Connection) -> None:
    """The views `seen_*` where nothing is laid over."""
    for name in OVERLAID:
        connection.execute(f"CREATE TEMP VIEW seen_{name} AS SELECT * FROM main.{name}")  # noqa: S608


def meta(connection: sqlite3.Connection, name: str) -> str:
    """A remembered word; empty when there is none."""
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a word."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def set_meta_quietly(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a word if the cache can be written to now."""
    try:
        set_meta(connection, name, value)
    except sqlite3.OperationalError:
        return


def cover(connection: sqlite3.Connection) -> None:
    """Turn a view that sees straight through into one with an overlay, empty yet."""
    for name in OVERLAID:
        connection.execute(f"DROP VIEW temp.seen_{name}")
    lay_over(connection)
