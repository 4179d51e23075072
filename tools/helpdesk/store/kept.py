"""Where a clone keeps what readers have worked out of its tickets: one SQLite file inside the git directory.

It is never committed and safe to delete. A file that is damaged is thrown away; an entry whose bytes are not those that
were written is left out, and so is everything that was made by other means than the reader's own.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

from helpdesk.model.kept import Entry
from helpdesk.store.side_file import open_beside, throw_away

FILE = "kept-1.sqlite"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS made (name TEXT PRIMARY KEY, by TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS entry (name TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, "
    "data BLOB NOT NULL, sum BLOB NOT NULL, PRIMARY KEY (name, number)) STRICT, WITHOUT ROWID",
)


class KeptInGit:
    """Implements `Kept` for the entries `name`, as long as they are `made` alike."""

    def __init__(self, folder: Path, name: str, made: str) -> None:
        self._file, self._name, self._made = folder / FILE, name, made

    def entries(self) -> Iterator[Entry]:
        try:
            with closing(open_beside(self._file, _TABLES)) as connection:
                made = connection.execute("SELECT by FROM made WHERE name = ?", (self._name,)).fetchone()
                if made is None or made[0] != self._made:
                    return
                query = "SELECT number, state, data, sum FROM entry WHERE name = ? ORDER BY number"
                for number, state, data, checked in connection.execute(query, (self._name,)):
                    if _sum(number, state, data) == checked:
                        yield number, state, data
        except (sqlite3.Error, OSError) as error:
            throw_away(self._file, error)

    def keep(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        rows = [(self._name, number, state, data, _sum(number, state, data)) for number, state, data in entries]
        left = [(self._name, number) for number in gone]
        if not rows and not left:
            return
        try:
            with closing(open_beside(self._file, _TABLES)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                made = connection.execute("SELECT by FROM made WHERE name = ?", (self._name,)).fetchone()
                if made is None or made[0] != self._made:
                    connection.execute("DELETE FROM entry WHERE name = ?", (self._name,))
                    connection.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (self._name, self._made))
                connection.executemany("DELETE FROM entry WHERE name = ? AND number = ?", left)
                connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", rows)
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            throw_away(self._file, error)


def _sum(number: int, state: str, data: bytes) -> bytes:
    return blake2b(b"%d %s " % (number, state.encode()) + data, digest_size=8).digest()
