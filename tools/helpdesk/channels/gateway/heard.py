"""What readers said and no pass has counted yet, in one SQLite file beside the spool.

It keeps nobody: a caller's network is a hash with a key that is thrown away with the day, and so are the marks by which
what is sent twice is known. What waits itself names no caller.
"""

import hashlib
import hmac
import secrets
import sqlite3
import threading
from base64 import b32encode
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path

import msgspec
from msgspec.structs import replace

from helpdesk.model.readers import Heard, Said

FILE = "readers.sqlite"
PATIENCE = 20.0
# From one network in a day: about one article, of searches, and of everything. A whole office may be one network.
EACH_ARTICLE, EACH_SEARCHES, EACH_ALL = 10, 40, 60
MOST_WAITING = 20_000
MOST_AT_ONCE = 2_000
# A pass makes a commit of what waits when it has waited so long, or when it is so much.
SETTLED, MANY = timedelta(minutes=15), 200
_TABLES = """
CREATE TABLE IF NOT EXISTS heard (place INTEGER PRIMARY KEY AUTOINCREMENT, mark TEXT NOT NULL, said BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS today (mark TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS own (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


class Taken(Enum):
    """What became of what a reader said: kept (or changed, while it still waits), known already, one too many from
    this network today, or no room."""

    KEPT = auto()
    KNOWN = auto()
    TOO_MANY = auto()
    FULL = auto()


class HeardSpool:
    """One connection, for any thread of one process. Any number of processes may have one each."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder and the file where they are missing. Counts are no reason for a door to stay shut: a damaged
        file is put aside. Raises OSError, and sqlite3.OperationalError for a file that is in use or not ours."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._turn = threading.Lock()
        try:
            self._open(folder / FILE)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._file.close()
            _put_aside(folder / FILE)
            self._open(folder / FILE)

    def _open(self, path: Path) -> None:
        self._file = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        path.chmod(0o600)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=FULL")
        # What is deleted is gone from the disk, too.
        self._file.execute("PRAGMA secure_delete=ON")
        self._file.executescript(_TABLES)
        self.name = self._own("name", secrets.token_hex(4).encode()).decode()

    def close(self) -> None:
        self._file.close()

    def keep(self, said: Said, network: str, key: str = "") -> Taken:
        """On disk when this returns KEPT. `network` is who is calling; `key` is the page's own, so that a click twice
        is once; without one the same answer from one network is once a day."""
        with self._turn:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                taken = self._keep(said, network, key)
                self._file.execute("COMMIT")
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            return taken

    def _keep(self, said: Said, network: str, key: str) -> Taken:
        secret = self._secret_of(said.at)
        about = f"article {said.article}" if said.article else f"search {said.sought}"
        answer = f"key {key}" if key and said.article else f"network {network} {said.helped if said.article else ''}"
        mark = _mark(secret, f"{about} {answer}")
        if self._count(mark):
            return self._change(mark, said)
        source = _mark(secret, f"network {network}")
        kind = f"{source} {about if said.article else 'searches'}"
        each = EACH_ARTICLE if said.article else EACH_SEARCHES
        if self._count(kind) >= each or self._count(source) >= EACH_ALL:
            return Taken.TOO_MANY
        if self._waiting() >= MOST_WAITING:
            return Taken.FULL
        for counted in (mark, kind, source):
            query = "INSERT INTO today VALUES (?, 1) ON CONFLICT (mark) DO UPDATE SET count = count + 1"
            self._file.execute(query, (counted,))
        self._file.execute("INSERT INTO heard (mark, said) VALUES (?, ?)", (mark, _encode(said)))
        return Taken.KEPT

    def _change(self, mark: str, said: Said) -> Taken:
        """Who thinks again before the pass has counted says the new thing instead."""
        changed = self._file.execute("UPDATE heard SET said = ? WHERE mark = ?", (_encode(said), mark)).rowcount
        return Taken.KEPT if changed else Taken.KNOWN

    def waiting(self, now: datetime) -> Heard:
        """What a pass should count now; nothing as long as it may wait for more."""
        with self._turn:
            rows = self._file.execute(
                "SELECT place, said FROM heard ORDER BY place LIMIT ?", (MOST_AT_ONCE,)
            ).fetchall()
        said = [replace(_decode(data), place=place) for place, data in rows]
        due = bool(said) and (len(said) >= MANY or now - said[0].at >= SETTLED or said[0].at > now)
        return Heard(self.name, tuple(said) if due else ())

    def due(self, now: datetime) -> bool:
        """Whether a pass should come."""
        with self._turn:
            row = self._file.execute("SELECT said FROM heard ORDER BY place LIMIT 1").fetchone()
            return row is not None and (self._waiting() >= MANY or now - _decode(row[0]).at >= SETTLED)

    def settle(self, heard: Heard) -> None:
        """What was counted waits no more. Safe to repeat."""
        if heard.spool == self.name and heard.said:
            last = max(said.place for said in heard.said)
            with self._turn:
                self._file.execute("DELETE FROM heard WHERE place <= ?", (last,))

    def mark_of(self, words: str) -> str:
        """What stands for a search: the same for the same words for ever, and nothing that others could make."""
        with self._turn:
            return _mark(self._own("searches", secrets.token_bytes(32)), words)

    def _secret_of(self, at: datetime) -> bytes:
        """The key of this day. With the day before go all its marks."""
        day = at.astimezone(UTC).date().isoformat().encode()
        if self._own("day", day) != day:
            self._file.execute("DELETE FROM today")
            self._file.execute("DELETE FROM own WHERE name IN ('day', 'key')")
            self._own("day", day)
        return self._own("key", secrets.token_bytes(32))

    def _own(self, name: str, fresh: bytes) -> bytes:
        self._file.execute("INSERT OR IGNORE INTO own VALUES (?, ?)", (name, fresh))
        return bytes(self._file.execute("SELECT value FROM own WHERE name = ?", (name,)).fetchone()[0])

    def _count(self, mark: str) -> int:
        row = self._file.execute("SELECT count FROM today WHERE mark = ?", (mark,)).fetchone()
        return int(row[0]) if row else 0

    def _waiting(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM heard").fetchone()[0])


def _put_aside(path: Path) -> None:
    path.replace(path.with_suffix(".damaged"))
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


_encode = msgspec.msgpack.encode


def _decode(data: bytes) -> Said:
    return msgspec.msgpack.decode(data, type=Said)


def _mark(secret: bytes, text: str) -> str:
    digest = hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).digest()[:16]
    return b32encode(digest).decode().rstrip("=").lower()
