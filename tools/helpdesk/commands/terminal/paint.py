"""Tables that fit the terminal. rich is imported when one is painted, never before."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from helpdesk.commands.terminal.visible import one_line
from helpdesk.commands.tickets.worklist import Urgency, urgency
from helpdesk.model.record import Record

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_WIDE, _MIDDLE = 100, 70
_PIPE_WIDTH = 80
_BLANKS = re.compile(r" +(?=\n|\Z)")


def console() -> Console:
    """Where to paint: colours only on a terminal and never with NO_COLOR; no markup, so that a title stays a title."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    paper = sys.stdout if sys.stdout.isatty() else Trimmed(sys.stdout)
    return Console(file=paper, markup=False, emoji=False, highlight=False, width=width)  # type: ignore[arg-type]


class Trimmed:
    """A text stream that leaves out the blanks at the ends of lines, which only a terminal has a use for."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(_BLANKS.sub("", text))

    def flush(self) -> None:
        self._stream.flush()


def cell(text: str, style: str = "") -> Text:
    """One line of a stranger's words, safe to print."""
    from rich.text import Text

    return Text(one_line(text), style=style)


def due_cell(next_due: Urgency, now: datetime) -> Text:
    style = "bold red" if next_due.late else "dim" if next_due.left is not None else ""
    return cell(next_due.words(now), style)


def ticket_table(records: Sequence[Record], now: datetime) -> None:
    """Print tickets, one a line: as many columns as the terminal has room for, the title in what is left."""
    from rich.table import Table

    paper = console()
    wide, middle = paper.width >= _WIDE, paper.width >= _MIDDLE
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True)
    for name, shown in (
        ("ticket", True),
        ("prio", middle),
        ("status", wide),
        ("who", middle),
        ("team", wide),
        ("due", True),
    ):
        if shown:
            table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=18)
    table.add_column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    for record in records:
        table.add_row(*_cells(record, now, wide=wide, middle=middle))
    paper.print(table)


def _cells(record: Record, now: datetime, *, wide: bool, middle: bool) -> Iterable[Text]:
    ticket = record.ticket
    yield cell(record.reference, "cyan")
    if middle:
        yield cell(ticket.priority or "-")
    if wide:
        yield cell(ticket.status)
    if middle:
        yield (
            cell(ticket.assignee, "")
            if ticket.assignee or wide
            else cell(f"({ticket.team})" if ticket.team else "-", "dim")
        )
    if wide:
        yield cell(ticket.team or "-")
    yield cell("unreadable", "bold red") if record.quarantined else due_cell(urgency(record, now), now)
    yield cell(ticket.title)


def figures(pairs: Sequence[tuple[str, str]]) -> None:
    """Print names and their values, the values in one column on the right."""
    wide = max(len(name) for name, _ in pairs)
    high = max(len(value) for _, value in pairs)
    for name, value in pairs:
        console().print(f"{name:<{wide}}  {value:>{high}}", soft_wrap=True)


def plain_table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Print lines of text; the first column on the left, the others on the right. Where that is too wide, headings of
    several words stand one word below the other, so that names need not be folded."""
    from rich.table import Table

    rows = [[cell(value) for value in line] for line in lines]
    out = console()
    widest = [max((row[place].cell_len for row in rows), default=0) for place in range(len(heads))]
    wide = sum(max(len(head), width) + 1 for head, width in zip(heads, widest, strict=True)) - 1 > out.width
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold")
    for place, head in enumerate(heads):
        shown = head.replace(" ", "\n") if wide else head
        table.add_column(shown, justify="right" if place else "left", overflow="fold", vertical="top")
    for row in rows:
        table.add_row(*row)
    out.print(table)
