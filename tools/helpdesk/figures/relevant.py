"""Which tickets can matter to a figure over a window: so that a year's desk is not read anew for each of its days."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Window


def relevant(tickets: Sequence[Facts], window: Window) -> list[Facts]:
    """Those that were open at some moment of the window, or were rated in it: no metric looks at others."""
    return [
        one
        for one in tickets
        if one.opened < window.end
        and (one.ended is None or one.ended >= window.start or (one.rated is not None and one.rated >= window.start))
    ]


def shared_out(tickets: Sequence[Facts], windows: Sequence[Window]) -> list[list[Facts]]:
    """The same for each of several windows that follow on each other, in one walk over the tickets."""
    starts = [window.start for window in windows]
    shares: list[list[Facts]] = [[] for _ in windows]
    for one in tickets:
        first = max(bisect_right(starts, one.opened) - 1, 0)
        last = len(windows) if one.ended is None else bisect_right(starts, _until(one, one.ended))
        for place in range(first, last):
            shares[place].append(one)
    return shares


def _until(one: Facts, ended: datetime) -> datetime:
    return max(ended, one.rated) if one.rated is not None else ended
