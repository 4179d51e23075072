"""The monthly report: what a month came to, by the tickets as they stood at its end. Nothing in it is about people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.forecast import MOST, WEEK, Forecast, forecast
from helpdesk.figures.groups import Line, table
from helpdesk.figures.metric import Figure
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.month import Month
from helpdesk.figures.promises import Attainment, attainment
from helpdesk.figures.relevant import relevant
from helpdesk.figures.speed import waiting_by_cause
from helpdesk.figures.window import Step, Window, steps
from helpdesk.model.timeline import PROMISED

VOLUME = ("opened", "ended", "backlog", "backlog-age")
SPEED = ("first-response", "resolution", "resolution-90", "kept-response", "kept-update", "kept-resolution")
QUALITY = ("one-touch", "reopened", "hand-offs", "escalated", "waiting", "content", "rated", "by-article", "deflected")
SHOWN = (*VOLUME, *SPEED, *QUALITY)
BY_TEAM = ("opened", "ended", "backlog", "resolution", "kept-resolution")
BY_CATEGORY = ("opened", "ended", "resolution", "reopened")
MOST_LINES = 12
MOST_OLDEST = 10


class Compared(msgspec.Struct, frozen=True):
    """A figure of the month and its value in the month before."""

    now: Figure
    was: float | None


class Day(msgspec.Struct, frozen=True):
    """Tickets opened and ended on a day of the desk's wall clock, `2026-03-02`."""

    day: str
    opened: int
    ended: int


class Lying(msgspec.Struct, frozen=True):
    """A ticket open at the month's end, and how many days it had been."""

    number: int
    reference: str
    title: str
    team: str
    days: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`figures` by metric id; `teams`, `categories` and `articles` the lines with most; `causes` how long tickets that
    ended waited, by status; `coming` the weeks after the month. `over`: the month has ended, and nothing changes."""

    month: str
    over: bool
    figures: dict[str, Compared]
    promises: tuple[Attainment, ...]
    days: tuple[Day, ...]
    teams: tuple[Line, ...]
    categories: tuple[Line, ...]
    articles: tuple[Line, ...]
    causes: dict[str, Figure]
    oldest: tuple[Lying, ...]
    coming: tuple[Forecast, ...]

    @property
    def empty(self) -> bool:
        return not any(self.figures[name].now.value for name in ("opened", "ended", "backlog"))


def looked_back(month: Month, zone: ZoneInfo) -> datetime:
    """From when on tickets matter to the report of a month: the month before it, and the weeks of its forecast."""
    return min(month.before.window(zone).start, month.window(zone).end - (MOST + 1) * WEEK)


def report(tickets: Sequence[Facts], month: Month, now: datetime, zone: ZoneInfo) -> Report:
    """The report over tickets as they stood at the month's end, or at `now` while it runs (`figures.as_of`)."""
    whole, earlier = month.window(zone), month.before.window(zone)
    window = Window(whole.start, min(whole.end, now))
    mine, before = relevant(tickets, window), relevant(tickets, earlier)
    return Report(
        month=month.id,
        over=whole.end <= now,
        figures={id: Compared(METRICS[id].of(mine, window), METRICS[id].of(before, earlier).value) for id in SHOWN},
        promises=tuple(attainment(mine, window, target) for target in PROMISED),
        days=tuple(_day(label, mine, part) for label, part in steps(window, Step.DAY, zone)),
        teams=_lines(mine, "team", BY_TEAM, window),
        categories=_lines(mine, "category", BY_CATEGORY, window),
        articles=_lines(mine, "article", ("ended",), window),
        causes=waiting_by_cause(mine, window),
        oldest=tuple(_oldest(mine, window)),
        coming=forecast(tickets, window.end, zone),
    )


def _day(label: str, tickets: Sequence[Facts], part: Window) -> Day:
    return Day(label, sum(part.holds(one.opened) for one in tickets), sum(part.holds(one.ended) for one in tickets))


def _lines(tickets: Sequence[Facts], by: str, metrics: Sequence[str], window: Window) -> tuple[Line, ...]:
    return table(tickets, by, [METRICS[id] for id in metrics], window)[:MOST_LINES]


def _oldest(tickets: Sequence[Facts], window: Window) -> list[Lying]:
    lying = sorted((one for one in tickets if one.open_at(window.end)), key=lambda one: (one.opened, one.number))
    return [
        Lying(one.number, one.reference, one.title, one.team, (window.end - one.opened) // timedelta(days=1))
        for one in lying[:MOST_OLDEST]
    ]
