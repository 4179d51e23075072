"""Windows of time, and the steps in which a figure is followed through one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec


class Window(msgspec.Struct, frozen=True):
    """From `start` up to but not at `end`, aware UTC. What is still running is judged as it stood at `end`."""

    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end


class Step(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


def zone_of(name: str) -> ZoneInfo:
    """The desk's time zone; UTC where it is unknown (the checks have said so)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def begin(day: date, step: Step) -> date:
    """The first day of the day, ISO 8601 week or month that `day` lies in."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def following(day: date, step: Step) -> date:
    """The first day of the next one."""
    if step is Step.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=7 if step is Step.WEEK else 1)


def label(day: date, step: Step) -> str:
    """`2026-03-02`, `2026-W10` or `2026-03`, as ISO 8601 writes them."""
    if step is Step.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day:%Y-%m}" if step is Step.MONTH else day.isoformat()


def steps(window: Window, step: Step, zone: ZoneInfo) -> Iterator[tuple[str, Window]]:
    """The days, weeks or months of the desk's own wall clock that a window touches, cut to it, with their labels."""
    day = begin(window.start.astimezone(zone).date(), step)
    while True:
        after = following(day, step)
        start, end = _midnight(day, zone), _midnight(after, zone)
        if start >= window.end:
            return
        yield label(day, step), Window(max(start, window.start), min(end, window.end))
        day = after


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
