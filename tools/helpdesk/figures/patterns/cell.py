"""Cells: one count among many that are looked at, and what was to be expected of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.groups import GROUPS, Key, grouped_by
from helpdesk.figures.window import Window
from helpdesk.model.asset import Asset
from helpdesk.model.chance import binomial_tail, hypergeometric_tail


class Kind(StrEnum):
    """What is more frequent than it should be."""

    MODEL = "model"
    ASSET = "asset"
    WEEKDAY = "weekday"
    HOUR = "hour"
    RISE = "rise"
    PLACE = "place"
    WORDS = "words"
    REQUESTER = "requester"
    SUBJECT = "subject"
    REOPENED = "reopened"
    UNHAPPY = "unhappy"
    SLOW = "slow"
    ESCALATED = "escalated"


class Cell(msgspec.Struct, frozen=True):
    """`what` names the groups ({"service": "vpn", "weekday": "0"}); `count` of its `tickets` where `expected` were to
    be expected; `p` the probability of so many or more by chance, before looking at many is paid for."""

    kind: Kind
    what: dict[str, str]
    count: int
    expected: float
    p: float
    tickets: tuple[int, ...]

    @property
    def ratio(self) -> float:
        return self.count / self.expected if self.expected > 0 else float("inf")


class Looked(msgspec.Struct, frozen=True):
    """What a look saw: the cells that may be something, and how many were looked at in all."""

    cells: tuple[Cell, ...]
    looked: int


class View(msgspec.Struct, frozen=True):
    """What is looked at: the incidents and everything that people asked, in a window of the desk's wall clock."""

    incidents: tuple[Facts, ...]
    asked: tuple[Facts, ...]
    assets: Mapping[str, Asset]
    window: Window
    zone: ZoneInfo

    def local(self, one: Facts) -> datetime:
        return one.opened.astimezone(self.zone)

    def week(self, one: Facts) -> int:
        """Full weeks before the window's end: 0 is the last one."""
        return int((self.window.end - one.opened).total_seconds() // 604800)

    @property
    def weeks(self) -> int:
        return max(1, int((self.window.end - self.window.start).total_seconds() // 604800))


def view_of(tickets: Iterable[Facts], assets: Mapping[str, Asset], window: Window, zone: ZoneInfo) -> View:
    """The view of a window; changes and problems are the desk's own work, and nobody's trouble."""
    asked = tuple(one for one in tickets if window.holds(one.opened) and one.type in ("incident", "request"))
    return View(tuple(one for one in asked if one.type == "incident"), asked, assets, window, zone)


def named(tickets: Iterable[Facts], by: str | Key) -> dict[str, list[Facts]]:
    """Tickets by a group of `figures.groups`, or by names of one's own; those without a name are left out."""
    groups = grouped_by(tickets, GROUPS[by] if isinstance(by, str) else by)
    return {name: members for name, members in groups.items() if name}


def numbers(tickets: Iterable[Facts]) -> tuple[int, ...]:
    """Their numbers, ascending."""
    return tuple(sorted(one.number for one in tickets))


def unevenness(counts: Sequence[float], expected: Sequence[float], fitted: int) -> float:
    """How much more counts vary than independent ones would (Pearson's chi squared by its degrees of freedom), at least
    1. One cause that makes ten people write at once makes one count, not ten: counts are divided by it."""
    pairs = [(count, mean) for count, mean in zip(counts, expected, strict=True) if mean > 0]
    free = len(pairs) - fitted
    return max(1.0, sum((count - mean) ** 2 / mean for count, mean in pairs) / free) if free > 0 else 1.0


def by_share(count: int, trials: int, share: float, uneven: float = 1.0) -> float:
    """How likely chance gives a group `count` or more of all `trials`, of which it should have a share; they come in
    bunches of `uneven`."""
    return binomial_tail(int(count / uneven), round(trials / uneven), share)


def by_draw(count: int, drawn: int, marked: int, total: int, uneven: float = 1.0) -> float:
    """How likely chance gives a group of `drawn` tickets `count` or more of the `marked` among all: Fisher's exact
    test, which needs no rate to be known; they come in bunches of `uneven`."""
    all_of, most = round(total / uneven), round(marked / uneven)
    return hypergeometric_tail(int(count / uneven), round(drawn / uneven), most, all_of)
