"""The days on which recurring work is due."""

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from helpdesk.model.rules.recurring import Every, Recurrence

FIRST, LAST = "first-business-day", "last-business-day"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
Works = Callable[[date], bool]
# Longer than any break of a calendar that ever opens again.
_FAR = 31


def latest(rule: Recurrence, today: date, works: Works) -> tuple[date, date | None] | None:
    """(the last day up to `today` on which it was due, the one before that, if any); None where it never was."""
    found = [day for day in _due(rule, today, works) if rule.first <= day <= today]
    if not found:
        return None
    return found[-1], found[-2] if len(found) > 1 else None


def _due(rule: Recurrence, today: date, works: Works) -> Iterator[date]:
    """The days of the last three periods; `works` says which days are business days."""
    period = _start(rule.every, today)
    starts = [period]
    for _ in range(2):
        starts.insert(0, _start(rule.every, starts[0] - timedelta(days=1)))
    for start in starts:
        yield _day(rule, start, _end(rule.every, start), works)


def _start(every: Every, day: date) -> date:
    """The first day of the period that `day` lies in; weeks begin on Monday."""
    if every is Every.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _end(every: Every, start: date) -> date:
    if every is Every.WEEK:
        return start + timedelta(days=6)
    month = start.month + _MONTHS[every] - 1
    return date(start.year, month, monthrange(start.year, month)[1])


def _day(rule: Recurrence, start: date, end: date, works: Works) -> date:
    if rule.on == FIRST:
        return _onward(start, works, 1)
    if rule.on == LAST:
        return _onward(end, works, -1)
    day = _named(rule.on, start)
    return _onward(day, works, 1) if rule.calendar else day


def _named(on: str, start: date) -> date:
    if on in WEEKDAYS:
        return start + timedelta(days=(WEEKDAYS.index(on) - start.weekday()) % 7)
    month, _, day = on.rpartition("-")
    there = start.replace(month=int(month)) if month else start
    return there.replace(day=min(int(day), monthrange(there.year, there.month)[1]))


def _onward(day: date, works: Works, step: int) -> date:
    """The next day of work from here on; the day itself where the calendar is never open again."""
    for distance in range(_FAR):
        moved = day + timedelta(days=step * distance)
        if works(moved):
            return moved
    return day
