"""The full-text index of a clone: one SQLite file in the git directory, never committed, safe to delete.

It follows the commits by what differs between them, so its cost follows what changed: tickets by the paths that differ,
articles and assets by the blobs they had.
"""

import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpdesk.learn.search import forget, indexed
from helpdesk.learn.shelf import prepare_shelf, shelve_articles, shelve_assets, take_out
from helpdesk.model.ids import TicketNumber, number_of_path
from helpdesk.model.snapshot import Snapshot
from helpdesk.store.repository import Repository

if TYPE_CHECKING:
    from helpdesk.learn.chances import Steps

_FILE = "search-2.sqlite"
_PATIENCE = 10.0
_TABLES = (
    "CREATE TABLE IF NOT EXISTS at (only INTEGER PRIMARY KEY CHECK (only = 1), version TEXT NOT NULL)",
    # Tickets whose uncommitted edits were in the way when their committed words should have been indexed.
    "CREATE TABLE IF NOT EXISTS put_off (number INTEGER PRIMARY KEY)",
    # The blob of each article and asset that was indexed; empty where uncommitted edits were in the way.
    "CREATE TABLE IF NOT EXISTS shelved (path TEXT PRIMARY KEY, blob TEXT NOT NULL) WITHOUT ROWID",
)
_SHELVES = {"kb": ".md", "assets": ".yml"}
# A desk of no more tickets is indexed at once, whoever asks; a larger one when somebody searches.
_SMALL_DESK = 2000


def open_index(repository: Repository, snapshot: Snapshot, edited: Iterable[str]) -> sqlite3.Connection:
    """The index at the snapshot's commit; tickets with `edited` paths are indexed for this connection alone. Where the
    file cannot be written, or is damaged, an index in memory does the same, slower."""
    path = repository.git_dir / "helpdesk" / _FILE
    paths = set(edited)
    numbers, shelved = _numbers(paths), {one for one in paths if _on_a_shelf(one)}
    try:
        index = _kept(path, repository, snapshot, numbers, shelved)
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            path.unlink(missing_ok=True)
        return whole(snapshot)
    if not numbers and not shelved:
        return index
    # The edits are somebody's unfinished work: they go into a copy that is gone with the connection.
    copy = sqlite3.connect(":memory:")
    index.backup(copy)
    index.close()
    _index(copy, snapshot, numbers)
    _shelve(copy, snapshot, shelved)
    return copy


def whole(snapshot: Snapshot) -> sqlite3.Connection:
    """An index in memory of all that a snapshot holds."""
    index = indexed(sqlite3.connect(":memory:"), snapshot.all_tickets())
    prepare_shelf(index)
    shelve_articles(index, snapshot.articles.values())
    shelve_assets(index, snapshot.assets.values())
    return index


def at_hand(repository: Repository, snapshot: Snapshot) -> bool:
    """Whether the index can be asked without building it first, which takes long on a large desk."""
    return snapshot.cursors.highest <= _SMALL_DESK or (repository.git_dir / "helpdesk" / _FILE).is_file()


def measure_chances(repository: Repository, snapshot: Snapshot) -> "Steps":
    """Measure how often tickets that look alike are the same trouble, as committed, and keep it in the index."""
    from helpdesk.learn.chances import keep, measured

    index = open_index(repository, snapshot, ())
    try:
        steps = measured(index, list(snapshot.all_tickets()))
        keep(index, steps)
        index.commit()
    finally:
        index.close()
    return steps


def _kept(
    path: Path, repository: Repository, snapshot: Snapshot, edited: set[TicketNumber], shelved: set[str]
) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    index = sqlite3.connect(path, timeout=_PATIENCE)
    for table in _TABLES:
        index.execute(table)
    prepare_shelf(index)
    put_off = {TicketNumber(number) for (number,) in index.execute("SELECT number FROM put_off")}
    unread = {name for (name,) in index.execute("SELECT path FROM shelved WHERE blob = ''")}
    if _version(index) == snapshot.commit and put_off <= edited and unread <= shelved:
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
    _follow_shelves(index, repository, snapshot, shelved)
    index.execute("DELETE FROM put_off")
    index.executemany("INSERT INTO put_off VALUES (?)", ((number,) for number in put_off))
    index.execute("INSERT OR REPLACE INTO at VALUES (1, ?)", (snapshot.commit,))
    index.commit()
    return index


def _follow_shelves(index: sqlite3.Connection, repository: Repository, snapshot: Snapshot, edited: set[str]) -> None:
    """Index the articles and assets whose blobs are others than before; those with uncommitted edits later."""
    blobs = _blobs(repository, snapshot.commit)
    known = dict(index.execute("SELECT path, blob FROM shelved"))
    changed = {path for path in {*blobs, *known} if blobs.get(path) != known.get(path)}
    _shelve(index, snapshot, changed - edited)
    for path in changed & edited:
        _take_out(index, path)
    index.executemany("DELETE FROM shelved WHERE path = ?", ((path,) for path in changed - blobs.keys()))
    rows = ((path, "" if path in edited else blobs[path]) for path in changed & blobs.keys())
    index.executemany("INSERT OR REPLACE INTO shelved VALUES (?, ?)", rows)


def _blobs(repository: Repository, commit: str) -> dict[str, str]:
    """Every article and asset of a commit with its blob."""
    done = repository.git.run("ls-tree", "-r", "-z", commit, "--", *_SHELVES, check=False)
    rows = (row.split("\t", 1) for row in done.out.decode("utf-8", "replace").split("\0") if "\t" in row)
    return {path: about.split()[2] for about, path in rows if _on_a_shelf(path)}


def _on_a_shelf(path: str) -> bool:
    return any(path.startswith(f"{shelf}/") and path.endswith(ending) for shelf, ending in _SHELVES.items())


def _shelve(index: sqlite3.Connection, snapshot: Snapshot, paths: Iterable[str]) -> None:
    """Bring these articles and assets to how they stand in the snapshot."""
    wanted = set(paths)
    for path in sorted(wanted):
        _take_out(index, path)
    if any(path.startswith("kb/") for path in wanted):
        shelve_articles(index, (each for each in snapshot.articles.values() if each.path in wanted))
    if any(path.startswith("assets/") for path in wanted):
        shelve_assets(index, (each for each in snapshot.assets.values() if each.path in wanted))


def _take_out(index: sqlite3.Connection, path: str) -> None:
    kind, name = ("article", path[len("kb/") : -len(".md")]) if path.startswith("kb/") else ("asset", Path(path).stem)
    take_out(index, kind, name)


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
