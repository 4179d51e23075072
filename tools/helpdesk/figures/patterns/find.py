"""Find patterns: all looks together, paid for together, what overlaps said once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.cell import Cell, Looked, View, view_of
from helpdesk.figures.patterns.people import look_at_places, look_at_requesters, look_at_subjects
from helpdesk.figures.patterns.things import look_at_assets, look_at_models
from helpdesk.figures.patterns.times import look_at_hours, look_at_rises, look_at_weekdays, look_at_words
from helpdesk.figures.window import Window
from helpdesk.model.asset import Asset

WEEKS = 26
ALPHA = 0.01
_SAME = 0.6
LOOKS: tuple[Callable[[View], Looked], ...] = (
    look_at_models,
    look_at_assets,
    look_at_weekdays,
    look_at_hours,
    look_at_rises,
    look_at_places,
    look_at_words,
    look_at_requesters,
    look_at_subjects,
)


class Pattern(msgspec.Struct, frozen=True):
    """A cell that chance does not explain: `p` is what is left of its probability when all that was looked at is paid
    for; `also` are other cells that the same tickets make, less surely."""

    cell: Cell
    p: float
    looked: int
    also: tuple[Cell, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """`patterns` the surest first; `tickets` how many and `looked` how many cells were looked at."""

    patterns: tuple[Pattern, ...]
    tickets: int
    looked: int
    window: Window


def find_patterns(
    tickets: Iterable[Facts],
    assets: Mapping[str, Asset],
    now: datetime,
    zone: ZoneInfo,
    weeks: int = WEEKS,
    alpha: float = ALPHA,
) -> Found:
    """The patterns of the last weeks."""
    window = Window(now - timedelta(weeks=weeks), now)
    view = view_of(tickets, assets, window, zone)
    seen = [look(view) for look in LOOKS]
    return Found(accepted(seen, alpha), len(view.asked), sum(one.looked for one in seen), window)


def accepted(seen: Sequence[Looked], alpha: float = ALPHA) -> tuple[Pattern, ...]:
    """The cells that stand after Bonferroni's correction, every look paying its own share: among few models a smaller
    difference tells than among thousands of people. One whose tickets another one has already is `also` of it."""
    paid = [(min(cell.p * one.looked * len(seen), 1.0), one.looked, cell) for one in seen for cell in one.cells]
    kept: list[tuple[float, int, Cell, list[Cell]]] = []
    for p, looked, cell in sorted(paid, key=lambda each: (each[0], -each[2].count, each[2].kind)):
        if p > alpha:
            break
        mine = frozenset(cell.tickets)
        home = next((also for _, _, other, also in kept if _same(mine, frozenset(other.tickets))), None)
        if home is not None:
            home.append(cell)
        else:
            kept.append((p, looked, cell, []))
    return tuple(Pattern(cell, p, looked, tuple(also)) for p, looked, cell, also in kept)


def _same(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= _SAME * min(len(one), len(other))
