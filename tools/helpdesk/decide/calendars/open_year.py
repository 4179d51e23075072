"""The open time of one UTC year as sorted arrays, so that a question costs one bisection."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from helpdesk.decide.calendars.opening_hours import OpeningHours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH = EPOCH.replace(tzinfo=None)
_MICROSECOND = timedelta(microseconds=1)
_FAR_ZONE_OR_NIGHT_SHIFT = timedelta(days=3)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: business time is asked in UTC")
    return (moment - EPOCH) // _MICROSECOND


def to_moment(micros: int) -> datetime:
    """The aware UTC datetime of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


class OpenYear:
    """Open blocks within `begin` <= t < `end`, the bounds of a UTC year; every time in microseconds since 1970.

    Blocks are disjoint, ascending and don't touch; one that runs over New Year is cut there, and the rest is in the
    neighbouring year. `before[i]` is the open time of the year before block i.
    """

    def __init__(self, hours: OpeningHours, year: int) -> None:
        self.begin = to_micros(datetime(year, 1, 1, tzinfo=UTC))
        self.end = to_micros(datetime(year + 1, 1, 1, tzinfo=UTC))
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(_blocks(hours, year)):
            self._append(max(start, self.begin), min(end, self.end))
        lengths = (end - start for start, end in zip(self.starts, self.ends, strict=True))
        self.before = list(accumulate(lengths, initial=0))
        self.total = self.before.pop()

    def _append(self, start: int, end: int) -> None:
        if end <= start:
            return
        if self.ends and start <= self.ends[-1]:
            self.ends[-1] = max(end, self.ends[-1])
        else:
            self.starts.append(start)
            self.ends.append(end)

    def position(self, t: int) -> int:
        """Open time of this year up to `t`."""
        i = bisect_right(self.starts, t) - 1
        return 0 if i < 0 else self.before[i] + min(t, self.ends[i]) - self.starts[i]

    def earliest(self, position: int) -> int:
        """The first moment with `position` (0 < position <= total) of open time behind it."""
        i = bisect_left(self.before, position) - 1
        return self.starts[i] + position - self.before[i]

    def latest(self, position: int) -> int:
        """The last moment with `position` (0 <= position < total) of open time behind it."""
        i = bisect_right(self.before, position) - 1
        return self.starts[i] + position - self.before[i]

    def is_open(self, t: int) -> bool:
        """Whether `t` is in a block: the opening moment is, the closing moment is not."""
        i = bisect_right(self.starts, t) - 1
        return i >= 0 and t < self.ends[i]


def _blocks(hours: OpeningHours, year: int) -> list[tuple[int, int]]:
    first = date(year, 1, 1) - _FAR_ZONE_OR_NIGHT_SHIFT
    last = date(year, 12, 31) + _FAR_ZONE_OR_NIGHT_SHIFT
    return [
        (_utc(hours, start), _utc(hours, end))
        for ordinal in range(first.toordinal(), last.toordinal() + 1)
        for start, end in hours.intervals(date.fromordinal(ordinal))
    ]


def _utc(hours: OpeningHours, wall: datetime) -> int:
    return (wall - _WALL_EPOCH - hours.utc_offset(wall)) // _MICROSECOND
