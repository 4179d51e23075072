"""The spool: what was accepted and is not in the repository yet, in one SQLite file.

One commit makes any number of messages durable (WAL with synchronous=FULL: the log is fsynced before COMMIT returns),
and one commit takes what landed out and remembers its reference. So neither a kill nor a power cut comes between a 2xx
and its message, nor between a ticket and its receipt.
"""

import os
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from helpdesk.model.message import Message

FILE = "spool.sqlite"
PATIENCE = 20.0
# One pass reads so much at a time; the next one reads on at once.
MOST_MESSAGES, MOST_BYTES = 2000, 64_000_000
_TABLES = """
CREATE TABLE IF NOT EXISTS waiting (
  place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, print TEXT NOT NULL, message BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS landed (
  place INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, print TEXT NOT NULL, reference TEXT NOT NULL,
  at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS own (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class Accepted(msgspec.Struct, frozen=True):
    """A message to keep. `print` is the hash of what was posted: the same key with another one is another request."""

    message: Message
    print: str


class Known(msgspec.Struct, frozen=True):
    """What the spool knows of a key: it waits (`reference` empty), or it landed."""

    print: str
    reference: str = ""


class Spool:
    """One connection to the spool in `folder`, for one thread. Any number of processes may have one each."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder and the file where they are missing. Raises OSError and sqlite3.Error."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        fresh = not (folder / FILE).exists()
        self._file = sqlite3.connect(folder / FILE, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        (folder / FILE).chmod(0o600)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        self._file.executescript(_TABLES)
        if fresh:
            _settle_folder(folder)

    def close(self) -> None:
        self._file.close()

    def secret(self) -> bytes:
        """32 random bytes that are this spool's own: receipts are made with them."""
        self._file.execute("INSERT OR IGNORE INTO own VALUES ('secret', ?)", (secrets.token_bytes(32),))
        return bytes(self._file.execute("SELECT value FROM own WHERE name = 'secret'").fetchone()[0])

    def keep(self, accepted: Sequence[Accepted]) -> list[Known]:
        """Make them durable, all in one commit. For each what the spool knows of its key now: what it knew already is
        left as it is."""
        rows = [(item.message.key, item.print, msgspec.msgpack.encode(item.message)) for item in accepted]
        self._file.execute("BEGIN IMMEDIATE")
        try:
            known = []
            for key, print_, data in rows:
                found = self.known(key)
                if found is None:
                    self._file.execute(
                        "INSERT INTO waiting (key, print, message) VALUES (?, ?, ?)", (key, print_, data)
                    )
                known.append(found or Known(print_))
            self._file.execute("COMMIT")
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        return known

    def known(self, key: str) -> Known | None:
        """Whether a message with this key waits or landed."""
        row = self._file.execute("SELECT print, reference FROM landed WHERE key = ?", (key,)).fetchone()
        row = row or self._file.execute("SELECT print, '' FROM waiting WHERE key = ?", (key,)).fetchone()
        return Known(*row) if row else None

    def waiting(self) -> tuple[tuple[Message, ...], bool]:
        """What is to be taken in, in the order it came; of a large backlog a part, and whether there is more."""
        messages: list[Message] = []
        size = 0
        with closing(self._file.execute("SELECT message FROM waiting ORDER BY place")) as rows:
            for (data,) in rows:
                size += len(data)
                if messages and (size > MOST_BYTES or len(messages) == MOST_MESSAGES):
                    return tuple(messages), True
                messages.append(msgspec.msgpack.decode(data, type=Message))
        return tuple(messages), False

    def count(self) -> int:
        """How many wait."""
        return int(self._file.execute("SELECT count(*) FROM waiting").fetchone()[0])

    def land(self, references: Iterable[tuple[str, str]], at: datetime) -> None:
        """(key, reference) of what is safe in the repository: it waits no more, and its receipt knows. Safe to
        repeat."""
        self._file.execute("BEGIN IMMEDIATE")
        try:
            for key, reference in references:
                self._file.execute(
                    "INSERT OR IGNORE INTO landed (key, print, reference, at) "
                    "SELECT key, print, ?, ? FROM waiting WHERE key = ?",
                    (reference, at.timestamp(), key),
                )
                self._file.execute("DELETE FROM waiting WHERE key = ?", (key,))
            self._file.execute("COMMIT")
        except BaseException:
            self._file.execute("ROLLBACK")
            raise

    def landed_since(self, place: int) -> tuple[int, dict[str, str]]:
        """What landed after `place`: the place reached, and key to reference."""
        rows = self._file.execute("SELECT place, key, reference FROM landed WHERE place > ?", (place,)).fetchall()
        return (max((row[0] for row in rows), default=place), {key: reference for _, key, reference in rows})

    def last_place(self) -> int:
        return int(self._file.execute("SELECT coalesce(max(place), 0) FROM landed").fetchone()[0])

    def forget(self, before: datetime) -> None:
        """Receipts of what landed before then are gone; the tickets stay."""
        self._file.execute("DELETE FROM landed WHERE at < ?", (before.timestamp(),))

    def ring(self) -> None:
        """Something happened outside that a pass should look at."""
        self._file.execute("INSERT INTO own VALUES ('bell', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1")

    def rung(self) -> int:
        """How often it was rung, ever."""
        row = self._file.execute("SELECT value FROM own WHERE name = 'bell'").fetchone()
        return int(row[0]) if row else 0


RECEIPTS_LAST = timedelta(days=30)


def _settle_folder(folder: Path) -> None:
    """The new file's name is durable too, not only what is in it."""
    for place in (folder, folder.parent):
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
