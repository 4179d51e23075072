"""The opening hours of a date: a calendar rule read once, then asked day by day."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpdesk.decide.calendars.public_days import public_days
from helpdesk.model.calendar import Block, CalendarRule, HolidaySource, Weekday

_TIME = re.compile(r"(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)", re.ASCII)
_DAY = 24 * 60

Span = tuple[int, int]
"""Minutes after midnight of the day the block starts on; the second is larger, and above 1440 past midnight."""


class CalendarError(ValueError):
    """A question about business time that has no answer; the message says which and why."""


class BadCalendar(CalendarError):
    """The rule itself can't be used: an unknown zone, country or time of day."""


class OpeningHours:
    """Answers `on(day)`: the blocks that start on a local date, as minutes after its midnight.

    Raises `BadCalendar` when the rule names a zone, a time or (when first asked for) a country that does not exist.
    """

    def __init__(self, rule: CalendarRule) -> None:
        self.name = rule.id
        self.zone = _zone(rule)
        self._weekly = tuple(_spans(rule, rule.weekly.get(day, ()), day) for day in Weekday)
        self._days = {day: _spans(rule, blocks, day.isoformat()) for day, blocks in rule.days.items()}
        self._sources = rule.holidays

    def on(self, day: date) -> tuple[Span, ...]:
        """The blocks that start on `day`, in order; own days come before public holidays, those before the week."""
        own = self._days.get(day)
        if own is not None:
            return own
        if any(day in self._public_holidays(source, day.year) for source in self._sources):
            return ()
        return self._weekly[day.weekday()]

    def intervals(self, day: date) -> list[tuple[datetime, datetime]]:
        """The blocks of `day` as wall-clock times without a zone, for `utc_offset` to place."""
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall-clock time, placed by the zone later
        return [(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b)) for a, b in self.on(day)]

    def utc_offset(self, wall: datetime) -> timedelta:
        """What to take from a wall-clock time to get UTC.

        A time that occurs twice is the first of the two, and one that the clocks skip is read with the offset
        before the change (RFC 5545, section 3.3.5).
        """
        offset = self.zone.utcoffset(wall)
        assert offset is not None, "a zone always knows its offset at a wall-clock time"
        return offset

    def _public_holidays(self, source: HolidaySource, year: int) -> frozenset[date]:
        try:
            return public_days(source, year)
        except NotImplementedError:
            place = "-".join(filter(None, (source.country, source.subdivision)))
            raise BadCalendar(f"calendar {self.name!r}: no public holidays are known for {place!r}") from None


def _zone(rule: CalendarRule) -> ZoneInfo:
    try:
        return ZoneInfo(rule.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadCalendar(
            f"calendar {rule.id!r}: unknown timezone {rule.timezone!r}; write a name such as 'Europe/Berlin'"
        ) from None


def _spans(rule: CalendarRule, blocks: tuple[Block, ...], where: str) -> tuple[Span, ...]:
    spans = []
    for opening, closing in blocks:
        start, end = _minutes(rule, opening, where), _minutes(rule, closing, where)
        if start in (end, _DAY):
            raise BadCalendar(
                f"calendar {rule.id!r}, {where}: {opening}-{closing} is never open; the whole day is 00:00-24:00"
            )
        spans.append((start, end if end > start else end + _DAY))
    return tuple(sorted(spans))


def _minutes(rule: CalendarRule, text: str, where: str) -> int:
    match = _TIME.fullmatch(text)
    if match is None:
        raise BadCalendar(f"calendar {rule.id!r}, {where}: {text!r} is no time of day; write HH:MM, 00:00 to 24:00")
    hour, minute = match.groups()
    return _DAY if hour is None else int(hour) * 60 + int(minute)
