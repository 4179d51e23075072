"""Which tickets something happened to in a window: what nearly every figure begins with.

Many figures are made of the same tickets and window, so a `Group` remembers what it was asked.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Window

Pick = Callable[[Sequence[Facts], datetime, datetime], list[Facts]]


class Group(list[Facts]):
    """Tickets that are not added to any more. A list like any other to whoever counts it."""

    def __init__(self, tickets: Sequence[Facts] = ()) -> None:
        super().__init__(tickets)
        self._known: dict[tuple[Pick, Window], list[Facts]] = {}

    def picked(self, pick: Pick, window: Window) -> list[Facts]:
        found = self._known.get((pick, window))
        if found is None:
            found = self._known[pick, window] = pick(self, window.start, window.end)
        return found


def opened_in(tickets: Sequence[Facts], window: Window) -> Sequence[Facts]:
    """Those opened in the window."""
    return _picked(tickets, _opened, window)


def ended_in(tickets: Sequence[Facts], window: Window) -> Sequence[Facts]:
    """Those whose last ending lies in the window."""
    return _picked(tickets, _ended, window)


def answered_in(tickets: Sequence[Facts], window: Window) -> Sequence[Facts]:
    """Those first answered in the window."""
    return _picked(tickets, _answered, window)


def rated_in(tickets: Sequence[Facts], window: Window) -> Sequence[Facts]:
    """Those that got their score in the window."""
    return _picked(tickets, _rated, window)


def open_at_end(tickets: Sequence[Facts], window: Window) -> Sequence[Facts]:
    """Those open when the window ends."""
    return _picked(tickets, _open, window)


def _picked(tickets: Sequence[Facts], pick: Pick, window: Window) -> list[Facts]:
    if isinstance(tickets, Group):
        return tickets.picked(pick, window)
    return pick(tickets, window.start, window.end)


# A comparison written out costs a fifth of one that is called, and a large desk's figures make millions.
def _opened(tickets: Sequence[Facts], start: datetime, end: datetime) -> list[Facts]:
    return [one for one in tickets if start <= one.opened < end]


def _ended(tickets: Sequence[Facts], start: datetime, end: datetime) -> list[Facts]:
    return [one for one in tickets if (at := one.ended) is not None and start <= at < end]


def _answered(tickets: Sequence[Facts], start: datetime, end: datetime) -> list[Facts]:
    return [one for one in tickets if (at := one.first_response) is not None and start <= at < end]


def _rated(tickets: Sequence[Facts], start: datetime, end: datetime) -> list[Facts]:
    return [one for one in tickets if one.rating is not None and (at := one.rated) is not None and start <= at < end]


def _open(tickets: Sequence[Facts], _start: datetime, end: datetime) -> list[Facts]:
    return [
        one for one in tickets if one.opened <= end and ((at := one.ended) is None or at > end) and one.open_at(end)
    ]
