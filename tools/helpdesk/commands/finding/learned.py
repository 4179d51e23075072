"""What the desk's own tickets teach, kept in the git directory: one SQLite file, never committed, safe to delete.

A model belongs to a commit: it is made of the lessons as they were known at the Monday before the commit's own time, so
that every machine that reads the commit decides by the same one. It is made anew in the first pass of a week that has a
question, and when a lesson of it changed.
"""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.model.ids import TicketNumber
from helpdesk.model.question import OPEN_FIELDS, Guess, Predictor, Question, nobody
from helpdesk.model.snapshot import Snapshot
from helpdesk.store.repository import Repository

if TYPE_CHECKING:
    from helpdesk.learn.classifier import Model

_FILE = "learned-2.sqlite"
_PATIENCE = 10.0
_TABLES = (
    "CREATE TABLE IF NOT EXISTS at (only INTEGER PRIMARY KEY CHECK (only = 1), version TEXT NOT NULL,"
    " until TEXT NOT NULL, model BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lesson (number INTEGER PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID",
)
NEEDS = "pip install 'gitops-helpdesk[learn]' brings what learning needs"


def predictor_of(repository: Repository) -> Callable[[Snapshot], Predictor]:
    """Answers from the model of a snapshot, read when the first ticket asks; none where the desk does not want one."""

    def of(snapshot: Snapshot) -> Predictor:
        if not snapshot.rules.desk.learning.use:
            return nobody
        made: list[Predictor] = []

        def predict(question: Question) -> tuple[Guess, ...]:
            if not made:
                made.append(_predictor(repository, snapshot))
            return made[0](question)

        return predict

    return of


def _predictor(repository: Repository, snapshot: Snapshot) -> Predictor:
    model = model_at(repository, snapshot)
    if model is None:
        return nobody
    from helpdesk.learn.predictor import Learned

    return Learned(model)


def monday_before(moment: datetime) -> datetime:
    """The start of the week, in UTC, that a moment lies in."""
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def until_of(repository: Repository, commit: str) -> datetime:
    """Up to when a commit's model learns."""
    done = repository.git.run("show", "-s", "--format=%ct", commit, check=False)
    seconds = done.out.strip()
    return monday_before(datetime.fromtimestamp(int(seconds) if seconds.isdigit() else 0, UTC))


def model_at(repository: Repository, snapshot: Snapshot) -> "Model | None":
    """The model of a snapshot's commit, from the cache where it holds; None where there is too little to learn from, or
    what learning needs is not installed."""
    try:
        from helpdesk.learn.classifier import read
    except ImportError:
        return None
    until = until_of(repository, snapshot.commit)
    path = repository.git_dir / "helpdesk" / _FILE
    try:
        data = _kept(path, repository, snapshot, until)
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            path.unlink(missing_ok=True)
        data = _learn(snapshot, until)[0]
    return read(data) if data else None


def _kept(path: Path, repository: Repository, snapshot: Snapshot, until: datetime) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    cache = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        for table in _TABLES:
            cache.execute(table)
        row = cache.execute("SELECT version, until, model FROM at").fetchone()
        if row and row[1] == until.isoformat():
            version, _, data = row
            if version == snapshot.commit:
                return bytes(data)
            from helpdesk.commands.finding.search_index import changed_tickets

            changed = changed_tickets(repository, version, snapshot.commit)
            if changed is not None and _same_lessons(cache, snapshot, changed, until):
                cache.execute("UPDATE at SET version = ?", (snapshot.commit,))
                cache.commit()
                return bytes(data)
        data, digests = _learn(snapshot, until)
        cache.execute("DELETE FROM lesson")
        cache.executemany("INSERT INTO lesson VALUES (?, ?)", digests)
        cache.execute("INSERT OR REPLACE INTO at VALUES (1, ?, ?, ?)", (snapshot.commit, until.isoformat(), data))
        cache.commit()
        return data
    finally:
        cache.close()


def _same_lessons(
    cache: sqlite3.Connection, snapshot: Snapshot, changed: Iterable[TicketNumber], until: datetime
) -> bool:
    from helpdesk.learn.lessons import digest, lesson_of

    for number in changed:
        record = snapshot.ticket(number)
        row = cache.execute("SELECT digest FROM lesson WHERE number = ?", (number,)).fetchone()
        if digest(lesson_of(record, until) if record else None) != (row[0] if row else b""):
            return False
    return True


def _learn(snapshot: Snapshot, until: datetime) -> tuple[bytes, list[tuple[int, bytes]]]:
    from helpdesk.learn.classifier import fit
    from helpdesk.learn.lessons import digest, lessons_of, newest

    lessons = list(lessons_of(snapshot.all_tickets(), until))
    return fit(newest(lessons), OPEN_FIELDS), [(number, digest(lesson)) for number, lesson in lessons]
