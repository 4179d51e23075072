"""Business time: moving and measuring in the open hours of a calendar.

Every moment in and out is an aware UTC datetime. A block contains its opening moment and not its closing one. Time
that has run out exactly at closing time is due then, not at the next opening.
"""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache

import msgspec

from helpdesk.decide.calendars.business_days import BusinessDays
from helpdesk.decide.calendars.open_year import to_micros, to_moment
from helpdesk.decide.calendars.open_years import OpenYears
from helpdesk.decide.calendars.opening_hours import OpeningHours
from helpdesk.model.calendar import CalendarRule
from helpdesk.model.moment import Duration

_SECOND = 1_000_000

Period = tuple[datetime, datetime]


class BusinessClock:
    """The questions a service level asks of a calendar. Get one with `BusinessClock.of(rule)`.

    Seconds may be fractions down to the microsecond. Every question may raise `NeverOpen`, `BeyondCalendar` or
    `BadCalendar` (all `CalendarError`), and ValueError for a datetime without a zone.
    """

    def __init__(self, rule: CalendarRule) -> None:
        self.rule = rule
        self._hours = OpeningHours(rule)
        self._years = OpenYears(self._hours)
        self.days = BusinessDays(self._hours)

    @staticmethod
    def of(rule: CalendarRule) -> "BusinessClock":
        """The clock of a rule; rules written alike share one, and with it what it has worked out already."""
        return _clock(msgspec.json.encode(rule))

    def add(self, start: datetime, seconds: float) -> datetime:
        """The moment after which `seconds` of open time have passed since `start`; back in time when negative.

        Zero leaves an open moment, and a closing one, as it is, and moves a closed one to the next opening.
        """
        if not math.isfinite(seconds * _SECOND):
            raise ValueError(f"{seconds} seconds can't be added")
        t, amount = to_micros(start), round(seconds * _SECOND)
        if amount == 0:
            return to_moment(t) if self._years.is_open(t - 1) else self.next_open_moment(start)
        return to_moment(self._years.later(t, amount) if amount > 0 else self._years.earlier(t, -amount))

    def due(self, start: datetime, target: Duration) -> datetime:
        """When a target that starts to run at `start` is due: its business days first, then its open time."""
        day = self.add_days(start, target.days) if target.days else start
        return self.add(day, target.seconds) if target.seconds or not target.days else day

    def between(self, a: datetime, b: datetime) -> float:
        """Open seconds from `a` to `b`; negative when `b` is before `a`."""
        first, last = to_micros(a), to_micros(b)
        return self._years.open_time(first, last) / _SECOND if first <= last else -self.between(b, a)

    def is_open(self, moment: datetime) -> bool:
        """Whether work runs at `moment`."""
        return self._years.is_open(to_micros(moment))

    def next_open(self, moment: datetime) -> datetime:
        """The first opening after `moment`, also when it is open now. Raises NeverCloses when there is none."""
        return to_moment(self._years.opening_after(to_micros(moment)))

    def next_close(self, moment: datetime) -> datetime:
        """The first closing after `moment`. Raises NeverCloses when there is none."""
        return to_moment(next(end for _, end in self._years.ahead(to_micros(moment))))

    def previous_open(self, moment: datetime) -> datetime:
        """The last opening before `moment`. Raises NeverCloses when there is none."""
        return to_moment(next(start for start, _ in self._years.behind(to_micros(moment))))

    def previous_close(self, moment: datetime) -> datetime:
        """The last closing before `moment`. Raises NeverCloses when there is none."""
        return to_moment(self._years.closing_before(to_micros(moment)))

    def next_open_moment(self, moment: datetime) -> datetime:
        """`moment` itself when it is open, else the next opening."""
        return moment.astimezone(UTC) if self.is_open(moment) else self.next_open(moment)

    def last_open_moment(self, moment: datetime) -> datetime:
        """The last moment, up to `moment`, that open time leads up to: itself inside a block or at its closing."""
        t = to_micros(moment)
        return to_moment(t) if self._years.is_open(t - 1) else self.previous_close(moment)

    def periods(self, moment: datetime) -> Iterator[Period]:
        """The open periods from `moment` on, without end; the first begins at `moment` when that is open."""
        t = to_micros(moment)
        for start, end in self._years.ahead(t):
            yield to_moment(max(start, t)), to_moment(end)

    def local_date(self, moment: datetime) -> date:
        """The date on the calendar's wall at `moment`."""
        return self._local(moment).date()

    def add_days(self, start: datetime, days: int) -> datetime:
        """`days` business days later (earlier) at the same time of day on the calendar's wall: see `BusinessDays.add`.

        That time may be outside the opening hours, as `start` may be.
        """
        local = self._local(start)
        day = self.days.add(local.date(), days)
        return datetime.combine(day, local.timetz().replace(fold=0)).astimezone(UTC)

    def days_between(self, a: datetime, b: datetime) -> int:
        """Business days after the date of `a` up to and including that of `b`; negative when `b` is before `a`."""
        return self.days.between(self.local_date(a), self.local_date(b))

    def _local(self, moment: datetime) -> datetime:
        return to_moment(to_micros(moment)).astimezone(self._hours.zone)


@lru_cache(maxsize=256)
def _clock(encoded: bytes) -> BusinessClock:
    return BusinessClock(msgspec.json.decode(encoded, type=CalendarRule))
