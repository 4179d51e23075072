"""A page of text on the terminal: lines, headings, paragraphs that wrap. Without rich, whose import costs more than a
page may take; tables are in `paint`."""

import os
import shutil
import textwrap
from collections.abc import Container, Iterable
from unicodedata import combining, east_asian_width

import click

from helpdesk.commands.terminal.visible import block, one_line

_INDENT = "  "
_NARROWEST = 20


def columns() -> int:
    """How wide the terminal is; 80 for a pipe."""
    return max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST)


def line(text: str, *, bold: bool = False, dim: bool = False, late: bool = False) -> None:
    """One line of a stranger's words, wrapped where it is too long. `late` is red."""
    for row in _wrapped(one_line(text), columns()):
        _echo(row, bold=bold or late, dim=dim, fg="red" if late else None)


def heading(text: str) -> None:
    click.echo()
    line(text, bold=True)


def prose(text: str) -> None:
    """Several lines of a stranger's words, set in two spaces."""
    for paragraph in block(text).split("\n"):
        for row in _wrapped(paragraph, columns() - len(_INDENT)):
            click.echo((_INDENT + row).rstrip())


def pairs(rows: Iterable[tuple[str, str]], *, late: Container[str] = ()) -> None:
    """Names and values in two columns, empty values left out; long values wrap in their own column. Values of the names
    in `late` are red."""
    kept = [(one_line(name), one_line(value)) for name, value in rows if value.strip()]
    left = max((len(name) for name, _ in kept), default=0) + 2
    for name, value in kept:
        for number, row in enumerate(_wrapped(value, columns() - left)):
            _echo((name if number == 0 else "").ljust(left), dim=True, nl=False)
            _echo(row, bold=name in late, fg="red" if name in late else None)


def _wrapped(text: str, width: int) -> list[str]:
    """`text` in rows of at most `width` cells; an empty text is one empty row. Only spaces are broken at, unless a word
    is longer than a row."""
    cells = sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)
    if cells <= width:
        return [text.rstrip()]
    room = max(width * len(text) // cells, 1)
    indent = text[: len(text) - len(text.lstrip(" "))][: room // 2]
    return textwrap.wrap(text, room, subsequent_indent=indent, break_on_hyphens=False, tabsize=4) or [""]


def _echo(text: str, *, nl: bool = True, **style: str | bool | None) -> None:
    """Colours go to a terminal only (click strips them elsewhere), and never with NO_COLOR (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or not text
    click.echo(text if plain else click.style(text, **{name: on for name, on in style.items() if on}), nl=nl)  # type: ignore[arg-type]
