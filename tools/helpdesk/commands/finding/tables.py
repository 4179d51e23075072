"""Lists of another tool's tickets as lessons: which column is the text, which the label. No desk is needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.commands.clone.refusal import Refused, unknown
from helpdesk.load.tables import NotATable, guessed, read_table
from helpdesk.model.table_row import Row

if TYPE_CHECKING:
    from helpdesk.learn.classifier import Lesson
    from helpdesk.learn.features import Text


@dataclass(frozen=True)
class Columns:
    """What stands where: `texts` are joined, `labels` are learned each for itself, `time` orders the rows."""

    title: str = ""
    texts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    time: str = ""

    def text(self, row: Row) -> "Text":
        from helpdesk.learn.features import Text

        return Text(said(row, self.title), "\n".join(said(row, name) for name in self.texts))

    def lessons(self, rows: Sequence[Row]) -> list["Lesson"]:
        """The labelled rows: by time where a column says it, else in an order of chance that is always the same."""
        from helpdesk.learn.classifier import Lesson

        answers = [{name: label for name in self.labels if (label := said(row, name).strip())} for row in rows]
        ordered = self._by_time(rows) if self.time else _by_chance(len(rows))
        return [Lesson(self.text(rows[place]), answers[place]) for place in ordered if answers[place]]

    def _by_time(self, rows: Sequence[Row]) -> list[int]:
        moments = [_moment(said(row, self.time), number, self.time) for number, row in enumerate(rows, 1)]
        return sorted(range(len(rows)), key=lambda place: (moments[place], place))


def table(path: Path, wanted: Sequence[str]) -> list[Row]:
    """The rows of a CSV or JSON file, which has all the columns that are wanted. Refuses what is none."""
    try:
        data = path.read_bytes()
        rows = read_table(data, guessed(data)).rows
    except OSError as problem:
        raise Refused(f"{path}: {problem.strerror or problem}", "name a CSV or JSON file") from None
    except NotATable as problem:
        raise Refused(f"{path}: {problem}", "a CSV file has the names of its columns in its first line") from None
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not rows:
        raise Refused(f"{path}: no row in it", "a CSV file has the names of its columns in its first line")
    for name in wanted:
        if name and name not in names:
            raise unknown(f"column of {path}", name, names)
    return rows


def said(row: Row, name: str) -> str:
    """What a row says in a column: nothing where it is shorter."""
    value = row.get(name, "")
    return value if isinstance(value, str) else ", ".join(value)


def _moment(text: str, number: int, column: str) -> datetime:
    """When; what names no time zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        remedy = "times are written as 2026-03-01 or 2026-03-01 14:05:00; without --time a fifth is held out by chance"
        raise Refused(f"row {number}: {column} is no time: {text[:40]!r}", remedy) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _by_chance(count: int) -> Iterator[int]:
    import numpy as np

    from helpdesk.learn.exact import mixed

    return iter(np.argsort(mixed(np.arange(count, dtype=np.uint64), 3), kind="stable").tolist())
