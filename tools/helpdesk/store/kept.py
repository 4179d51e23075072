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

FILE = "kept-1.sqlite"
# How long to wait for another process at work here; after that this reader keeps nothing.
_PATIENCE = 5.0
_TABLES = (
    "CREATE TABLE IF NOT EXISTS made (name TEXT PRIMARY KEY, by TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS entry (name TEXT NOT NULL, number INTEGER NOT NULL, state TEXT NOT NULL, "
    "data BLOB NOT NULL, sum BLOB NOT NULL, PRIMARY KEY (name, number)) STRICT, WITHOUT ROWID",
)


class KeptInGit:
    """Implements `Kept` for the entries `name`, as long as they are `made` alike."""

    def __init__(self, folder: Path, name: str, made: str) -> None:
        self._folder, self._name, self._made = folder, name, made

    def entries(self) -> Iterator[Entry]:
        try:
            with closing(self._open()) as connection:
                made = connection.execute("SELECT by FROM made WHERE name = ?", (self._name,)).fetchone()
                if made is None or made[0] != self._made:
                    return
                query = "SELECT number, state, data, sum FROM entry WHERE name = ? ORDER BY number"
                for number, state, data, checked in connection.execute(query, (self._name,)):
                    if _sum(number, state, data) == checked:
                        yield number, state, data
        except (sqlite3.Error, OSError) as error:
            self._throw_away(error)

    def keep(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        rows = [(self._name, number, state, data, _sum(number, state, data)) for number, state, data in entries]
        left = [(self._name, number) for number in gone]
        if not rows and not left:
            return
        try:
            with closing(self._open()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                made = connection.execute("SELECT by FROM made WHERE name = ?", (self._name,)).fetchone()
                if made is None or made[0] != self._made:
                    connection.execute("DELETE FROM entry WHERE name = ?", (self._name,))
                    connection.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (self._name, self._made))
                connection.executemany("DELETE FROM entry WHERE name = ? AND number = ?", left)
                connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", rows)
                connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            self._throw_away(error)

    def _open(self) -> sqlite3.Connection:
        self._folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._folder / FILE, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            for table in _TABLES:
                connection.execute(table)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _throw_away(self, error: Exception) -> None:
        """A damaged file goes; one that is only busy, or not ours to write, stays, and nothing is kept this time."""
        if isinstance(error, sqlite3.OperationalError | OSError):
            return
        for suffix in ("", "-wal", "-shm"):
            (self._folder / f"{FILE}{suffix}").unlink(missing_ok=True)


def _sum(number: int, state: str, data: bytes) -> bytes:
    return blake2b(b"%d %s " % (number, state.encode()) + data, digest_size=8).digest()
