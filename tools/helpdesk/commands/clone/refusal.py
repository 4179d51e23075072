"""Saying no so that the person knows what to do: exit status 1, the cause, the remedy."""

from collections.abc import Iterable

import click

from helpdesk.commands.terminal.visible import block


class Refused(click.ClickException):
    """What was asked cannot be done as things stand. Nothing has been changed."""

    exit_code = 1

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(block(what) + (f"; {remedy}" if remedy else ""))


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """`did you mean 'vpn'?`, or the whole list when it is short, or nothing."""
    from difflib import get_close_matches

    names = sorted(known)
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(value.casefold(), folded, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(repr(folded[name]) for name in close)}?"
    if not names:
        return "this desk has none yet"
    if len(names) <= 12:
        return f"it is one of: {', '.join(names)}"
    return f"there are {len(names)}, such as {', '.join(names[:6])}"


def unknown(kind: str, value: str, known: Iterable[str]) -> Refused:
    """`unknown team: 'netwrok'; did you mean 'network'?`"""
    return Refused(f"unknown {kind}: {value!r}", did_you_mean(value, known))
