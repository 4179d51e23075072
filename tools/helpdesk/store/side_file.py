"""SQLite files beside the cache: what they keep can be made again, so none of them is a reason for work to stop."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

# How long to wait for another process at work there; after that nothing is kept this time.
_PATIENCE = 5.0


def open_beside(path: Path, tables: Iterable[str]) -> sqlite3.Connection:
    """The file, made with these tables where it is missing. Raises sqlite3.Error and OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        for table in tables:
            connection.execute(table)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def throw_away(path: Path, error: Exception) -> None:
    """A damaged file goes; one that is only busy, or not ours to write, stays, and nothing is kept this time."""
    if isinstance(error, sqlite3.OperationalError | OSError):
        return
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
