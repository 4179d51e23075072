"""Records of tickets that are over, kept once somebody has asked for them: one SQLite file beside the cache.

Passes do without them, so a fresh clone reads them for nobody. The file is safe to delete; a record of another state
than the one asked for, or one that is damaged, is read from git again.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from helpdesk.model.record import Record
from helpdesk.store import index
from helpdesk.store.plumbing import Git
from helpdesk.store.side_by_side import side_by_side
from helpdesk.store.side_file import open_beside, throw_away
from helpdesk.store.tickets import Place, read_records

FILE = "ended.sqlite"
_CHUNK = 500
_TABLES = (
    "CREATE TABLE IF NOT EXISTS made (by TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY, state TEXT NOT NULL, data BLOB NOT NULL) STRICT",
)
Kept = tuple[int, str, bytes]


class Ended:
    """What is kept in a git directory's folder, and read from git where it is not there. `made` says which tool reads:
    what another one kept is of no use."""

    def __init__(self, folder: Path, git: Git, made: str) -> None:
        self._file, self._git, self._made = folder / FILE, git, made

    def records(self, places: Sequence[Place]) -> list[Record]:
        """The records of these folders, in no order; those that can't be read are left out."""
        kept = self._kept(places)
        missing = [place for place in places if place.number not in kept]
        if missing:
            new = read_records(self._git, missing)
            self._keep(new)
            kept |= {number: index.decode_record(data) for number, _, data in new}
        return list(kept.values())

    def prepare(self, places: Iterable[Place]) -> None:
        """Read what is missing of these before all of them are asked for: many by several processes."""
        with_state = self._states()
        missing = [place for place in places if with_state.get(place.number) != place.state]
        groups = [missing[start : start + _CHUNK] for start in range(0, len(missing), _CHUNK)]
        for new in side_by_side(partial(read_records, self._git), groups):
            self._keep(new)

    def _kept(self, places: Sequence[Place]) -> dict[int, Record]:
        states = {place.number: place.state for place in places}
        marks = ", ".join("?" * len(states))
        query = f"SELECT number, state, data FROM record WHERE number IN ({marks})"  # noqa: S608 - only marks
        found = {}
        for number, state, data in self._ask(query, *states):
            if states[number] == state:
                try:
                    found[number] = index.decode_record(data)
                except msgspec.DecodeError:
                    continue
        return found

    def _states(self) -> dict[int, str]:
        return dict(self._ask("SELECT number, state FROM record"))

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        if not self._file.exists():
            return []
        try:
            with closing(self._open()) as connection:
                return connection.execute(query, values).fetchall()
        except (sqlite3.Error, OSError) as error:
            throw_away(self._file, error)
            return []

    def _keep(self, records: Sequence[Kept]) -> None:
        try:
            with closing(self._open()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", records)
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            throw_away(self._file, error)

    def _open(self) -> sqlite3.Connection:
        connection = open_beside(self._file, _TABLES)
        try:
            self._by_this_tool(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _by_this_tool(self, connection: sqlite3.Connection) -> None:
        made = connection.execute("SELECT by FROM made").fetchone()
        if made is None or made[0] != self._made:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM record")
            connection.execute("DELETE FROM made")
            connection.execute("INSERT INTO made VALUES (?)", (self._made,))
            connection.execute("COMMIT")
