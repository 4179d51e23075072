"""Where the words come from: -m, standard input, or the editor."""

import sys

import click

from helpdesk.commands.clone.refusal import Refused

_SCISSORS = "------------------------ >8 ------------------------"


def written_text(message: str | None, about: str, *, required: bool = True) -> str:
    """The text a person gives: `message`; `-` or a pipe reads standard input; else the editor opens, with `about`
    below a scissors line. Refuses an empty one where it is required."""
    if message is not None and message != "-":
        text = message
    elif message == "-" or not _interactive():
        text = sys.stdin.read()
    else:
        text = _edited(about)
    text = text.strip()
    if required and not text:
        raise Refused("nothing was written, so nothing was done", 'write it with -m "...", or in the editor')
    return text


def _interactive() -> bool:
    return sys.stdin.isatty()


def _edited(about: str) -> str:
    below = f"\n\n{_SCISSORS}\nWhat stands below this line is left out.\n\n{about}\n"
    return (click.edit(below, extension=".md") or "").split(_SCISSORS)[0]
