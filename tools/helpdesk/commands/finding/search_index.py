"""The full-text index of a clone: one SQLite file in the git directory, never committed, safe to delete.

It follows the commits by what differs between them, so its cost follows what changed.
"""

import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from helpdesk.learn.search import forget, indexed
from helpdesk.model.ids import TicketNumber, number_of_path
from helpdesk.model.snapshot import Snapshot
from helpdesk.store.repository import Repository

_FILE = "search-1.sqlite"
_PATIENCE = 10.0
_TABLES = (
    "CREATE TABLE IF NOT EXISTS at (only INTEGER PRIMARY KEY CHECK (only = 1), version TEXT NOT NULL)",
    # Tickets whose uncommitted edits were in the way when their committed words should have been indexed.
    "CREATE TABLE IF NOT EXISTS put_off (number INTEGER PRIMARY KEY)",
)


def open_index(repository: Repository, snapshot: Snapshot, edited: Iterable[str]) -> sqlite3.Connection:
    """The index at the snapshot's commit; tickets with `edited` paths are indexed for this connection alone. Where the
    file cannot be written, or is damaged, an index in memory does the same, slower."""
    path = repository.git_dir / "helpdesk" / _FILE
    numbers = _numbers(edited)
    try:
        index = _kept(path, repository, snapshot, numbers)
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            path.unlink(missing_ok=True)
        return indexed(sqlite3.connect(":memory:"), snapshot.all_tickets())
    if not numbers:
        return index
    # The edits are somebody's unfinished work: they go into a copy that is gone with the connection.
    copy = sqlite3.connect(":memory:")
    index.backup(copy)
    index.close()
    _index(copy, snapshot, numbers)
    return copy


def _kept(path: Path, repository: Repository, snapshot: Snapshot, edited: set[TicketNumber]) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    index = sqlite3.connect(path, timeout=_PATIENCE)
    for table in _TABLES:
        index.execute(table)
    put_off = {TicketNumber(number) for (number,) in index.execute("SELECT number FROM put_off")}
    if _version(index) == snapshot.commit and put_off <= edited:
        return index
    index.execute("BEGIN IMMEDIATE")
    changed = changed_tickets(repository, _version(index), snapshot.commit)
    if changed is None:
        _build(index, snapshot)
        put_off = set(edited)
        forget(index, edited)
    else:
        _index(index, snapshot, (changed | put_off) - edited)
        put_off = (changed | put_off) & edited
    index.execute("DELETE FROM put_off")
    index.executemany("INSERT INTO put_off VALUES (?)", ((number,) for number in put_off))
    index.execute("INSERT OR REPLACE INTO at VALUES (1, ?)", (snapshot.commit,))
    index.commit()
    return index


def _version(index: sqlite3.Connection) -> str:
    row = index.execute("SELECT version FROM at").fetchone()
    return str(row[0]) if row else ""


def changed_tickets(repository: Repository, old: str, new: str) -> set[TicketNumber] | None:
    """The tickets that differ between two commits; None where that cannot be told."""
    if not old:
        return None
    options = ("-r", "-z", "--name-only", "--no-renames")
    done = repository.git.run("diff-tree", *options, old, new, "--", "tickets", check=False)
    return None if done.code else _numbers(done.out.decode("utf-8", "replace").split("\0"))


def _numbers(paths: Iterable[str]) -> set[TicketNumber]:
    return {number for number in map(number_of_path, paths) if number is not None}


def _build(index: sqlite3.Connection, snapshot: Snapshot) -> None:
    for table in ("ticket_words", "ticket_row"):
        index.execute(f"DROP TABLE IF EXISTS {table}")
    if sys.stderr.isatty():
        click.echo("indexing all tickets; this happens once", err=True)
    indexed(index, snapshot.all_tickets())


def _index(index: sqlite3.Connection, snapshot: Snapshot, numbers: Iterable[TicketNumber]) -> None:
    records = {number: snapshot.ticket(number) for number in sorted(numbers)}
    forget(index, [number for number, record in records.items() if record is None])
    indexed(index, (record for record in records.values() if record is not None))
