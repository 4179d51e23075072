"""The hours in which a promise runs or a person works, whatever state the calendars are in.

A calendar that is missing, broken or never open must not leave a ticket without a clock: it then counts around the
clock, and the checks have said what is wrong with it.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from helpdesk.decide.calendars.business_time import BusinessClock
from helpdesk.decide.calendars.opening_hours import CalendarError
from helpdesk.model.calendar import CalendarRule
from helpdesk.model.moment import Duration
from helpdesk.model.rules import Rules


class Hours:
    """Business time of one calendar; `id` is empty where no calendar was found."""

    def __init__(self, rule: CalendarRule | None) -> None:
        self.id = rule.id if rule else ""
        self.timezone = rule.timezone if rule else "UTC"
        self._clock: BusinessClock | None = None
        if rule is not None:
            try:
                self._clock = BusinessClock.of(rule)
            except CalendarError:
                self._clock = None

    def add(self, start: datetime, seconds: float) -> datetime:
        """The moment `seconds` of open time after `start` (before it, when negative)."""
        if seconds == 0:
            return start
        if self._clock is not None:
            try:
                return to_second(self._clock.add(start, seconds))
            except CalendarError:
                pass
        return start + timedelta(seconds=round(seconds))

    def between(self, a: datetime, b: datetime) -> int:
        """Whole open seconds from `a` to `b`; negative when `b` is before `a`."""
        if self._clock is not None:
            try:
                return round(self._clock.between(a, b))
            except CalendarError:
                pass
        return round((b - a).total_seconds())

    def after(self, start: datetime, span: Duration) -> datetime:
        """`span` after `start`: its days are business days, its seconds open time."""
        if self._clock is not None and (span.days or span.seconds):
            try:
                due = self._clock.due(start, span)
                # Business days keep the time of day. Where that is after hours, nobody is there to keep a promise:
                # the closing before it is the same business moment.
                if span.days and not self._clock.is_open(due):
                    due = max(self._clock.last_open_moment(due), start)
                return to_second(due)
            except CalendarError:
                pass
        return start + timedelta(days=span.days, seconds=span.seconds)

    def is_open(self, moment: datetime) -> bool:
        if self._clock is None:
            return True
        try:
            return self._clock.is_open(moment)
        except CalendarError:
            return True

    def next_open(self, moment: datetime) -> datetime | None:
        """When work begins next; None where no end of the break is in sight."""
        try:
            return self._clock.next_open(moment) if self._clock else None
        except CalendarError:
            return None

    def turns(self, moment: datetime) -> datetime | None:
        """The first moment after this one at which `is_open` may answer otherwise; None where none is in sight."""
        if self._clock is None:
            return None
        try:
            return self._clock.next_close(moment) if self._clock.is_open(moment) else self._clock.next_open(moment)
        except CalendarError:
            return None


def hours_of(rules: Rules, *ids: str) -> Hours:
    """The hours of the first of these calendars that there is."""
    rule = next((rules.calendars[name] for name in ids if name in rules.calendars), None)
    return _hours(_Same(rule)) if rule is not None else Hours(None)


class _Same:
    """A calendar as a key: the very same value, not an equal one, which would have to be compared field by field."""

    def __init__(self, rule: CalendarRule) -> None:
        self.rule = rule

    def __hash__(self) -> int:
        return id(self.rule)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.rule is self.rule


@lru_cache(maxsize=256)
def _hours(same: _Same) -> Hours:
    return Hours(same.rule)


def desk_hours(rules: Rules) -> Hours:
    return hours_of(rules, rules.desk.calendar, "default")


def to_second(moment: datetime) -> datetime:
    """The desk's records know no finer time."""
    return moment.astimezone(UTC).replace(microsecond=0)
