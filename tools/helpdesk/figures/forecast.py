"""How many tickets will come, and how many people they take: from the desk's own weeks, with an honest interval."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Step, begin

WEEK = timedelta(weeks=1)
# So many whole weeks are looked at, and so few are too few to say anything.
MOST, LEAST = 12, 4
# Two-sided 80 %: nine weeks in ten stay under the upper end.
Z = 1.2816


class Forecast(msgspec.Struct, frozen=True):
    """Tickets expected in the week that begins on `week`: `low` to `high` holds in four weeks of five. `staff` is how
    many people that takes at the rate at which they ended tickets in the same weeks; None where nobody did."""

    week: date
    expected: float
    low: float
    high: float
    staff: float | None


def forecast(tickets: Sequence[Facts], now: datetime, zone: ZoneInfo, weeks: int = 4) -> tuple[Forecast, ...]:
    """Tickets expected in each of the next weeks, the running one left out: the line fitted by least squares through
    the last twelve whole weeks, never below zero. The range holds in four weeks of five; it comes from how the weeks
    scattered, at least as much as chance makes them, and widens with distance. People are the tickets expected, divided
    by how many one person ended a week in the same weeks. Fewer than four whole weeks give no forecast."""
    this = begin(now.astimezone(zone).date(), Step.WEEK)
    came: Counter[date] = Counter(begin(one.opened.astimezone(zone).date(), Step.WEEK) for one in tickets)
    if not came or (this - min(came)) // WEEK < LEAST:
        return ()
    count = min((this - min(came)) // WEEK, MOST)
    values = [float(came[this - (count - place) * WEEK]) for place in range(count)]
    rate = _rate(tickets, this - count * WEEK, this, zone)
    level, slope, scatter = _line(values)
    middle = (count - 1) / 2
    spread = sum((place - middle) ** 2 for place in range(count))
    result = []
    for ahead in range(1, weeks + 1):
        place = count + ahead
        expected = max(level + slope * (place - middle), 0.0)
        wide = Z * math.sqrt(max(scatter, expected) * (1 + 1 / count + (place - middle) ** 2 / spread))
        staff = expected / rate if rate else None
        result.append(
            Forecast(
                this + ahead * WEEK,
                round(expected, 1),
                round(max(expected - wide, 0), 1),
                round(expected + wide, 1),
                round(staff, 1) if staff is not None else None,
            )
        )
    return tuple(result)


def _line(values: Sequence[float]) -> tuple[float, float, float]:
    """(mean, slope a week, variance of what is left) of the least-squares line."""
    count, middle = len(values), (len(values) - 1) / 2
    level = math.fsum(values) / count
    slope = math.fsum((place - middle) * value for place, value in enumerate(values)) / math.fsum(
        (place - middle) ** 2 for place in range(count)
    )
    left = [value - level - slope * (place - middle) for place, value in enumerate(values)]
    return level, slope, math.fsum(rest * rest for rest in left) / max(count - 2, 1)


def _rate(tickets: Sequence[Facts], first: date, last: date, zone: ZoneInfo) -> float:
    """Tickets that one person ended in a week in which they ended any."""
    pairs: Counter[tuple[str, date]] = Counter()
    for one in tickets:
        if one.ended is not None and one.assignee:
            day = one.ended.astimezone(zone).date()
            if first <= day < last:
                pairs[one.assignee, begin(day, Step.WEEK)] += 1
    return sum(pairs.values()) / len(pairs) if pairs else 0.0
