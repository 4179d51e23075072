"""Three columns of text that fit the terminal, laid out without rich: importing it takes longer than a search."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence

import click

from helpdesk.commands.terminal.visible import one_line

_PIPE_WIDTH = 80
_BETWEEN = 2


def rows(title: str, found: Iterable[tuple[str, str, str]]) -> None:
    """Three columns under a heading: what it is called, its title in what room is left, a word beside it."""
    lines = [tuple(map(one_line, line)) for line in found]
    width = _terminal_width()
    name = _widest(lines, 0, max(12, width // 3))
    beside = _widest(lines, 2, max(18, width // 4))
    middle = max(width - name - beside - 2 * _BETWEEN, 1)
    click.echo("\n" + _painted(title, bold=True))
    for first, text, last in lines:
        left = _painted(_fitted(first, name), fg="cyan") + " " * _BETWEEN
        right = " " * _BETWEEN + _painted(_fitted(last, beside).rstrip(), dim=True) if last else ""
        click.echo((left + _fitted(text, middle) + right).rstrip())


def _terminal_width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH


def _painted(text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
    """Coloured on a terminal, and never with NO_COLOR."""
    if not text.strip() or "NO_COLOR" in os.environ or not sys.stdout.isatty():
        return text
    return click.style(text, fg=fg, bold=bold or None, dim=dim or None)


def _widest(lines: Sequence[tuple[str, ...]], place: int, most: int) -> int:
    return min(max((_width(line[place]) for line in lines), default=0), most)


def _fitted(text: str, width: int) -> str:
    """`text` in just so many columns: filled up with blanks, or cut off and ended by an ellipsis."""
    if (room := width - _width(text)) >= 0:
        return text + " " * room
    kept, left = "", width - 1
    for sign in text:
        if (left := left - _width(sign)) < 0:
            break
        kept += sign
    return kept + "…" + " " * (width - 1 - _width(kept))


def _width(text: str) -> int:
    """The columns that a text takes: two for a wide character (UAX 11), none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
