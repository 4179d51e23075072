"""Which tickets can matter to a figure over a window: so that a year's desk is not read anew for each of its days."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Window
from helpdesk.figures.within import Group


def relevant(tickets: Sequence[Facts], window: Window) -> list[Facts]:
    """Those that were open at some moment of the window, or were rated in it: no metric looks at others."""
    start, end = window.start, window.end
    return Group(
        [
            one
            for one in tickets
            if one.opened < end
            and ((at := one.ended) is None or at >= start or ((given := one.rated) is not None and given >= start))
        ]
    )


def shared_out(tickets: Sequence[Facts], windows: Sequence[Window]) -> list[list[Facts]]:
    """The same for each of several windows that follow on each other, in one walk over the tickets."""
    starts = [window.start for window in windows]
    shares: list[list[Facts]] = [Group() for _ in windows]
    for one in tickets:
        first = max(bisect_right(starts, one.opened) - 1, 0)
        last = len(windows) if one.ended is None else bisect_right(starts, _until(one, one.ended))
        for place in range(first, last):
            shares[place].append(one)
    return shares


def _until(one: Facts, ended: datetime) -> datetime:
    return max(ended, one.rated) if one.rated is not None else ended
