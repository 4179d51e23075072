"""The years of a calendar, worked out when first asked for, and the walks through them. Times in microseconds."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import count

from helpdesk.decide.calendars.calendar_bounds import SEARCH_YEARS, NeverCloses, Search, known_year
from helpdesk.decide.calendars.open_year import OpenYear, to_moment
from helpdesk.decide.calendars.opening_hours import OpeningHours

_TOO_LONG = SEARCH_YEARS * 366 * 86_400_000_000


class OpenYears:
    """All open time of a calendar. Raises NeverOpen, NeverCloses and BeyondCalendar."""

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self._known: dict[int, OpenYear] = {}

    def is_open(self, t: int) -> bool:
        """Whether `t` is in a block."""
        return self._at(t).is_open(t)

    def open_time(self, first: int, last: int) -> int:
        """Open time from `first` to `last`, which is not before it."""
        begin, end = self._year_of(first), self._year_of(last)
        whole = sum(self._year(year).total for year in range(begin, end))
        return whole + self._year(end).position(last) - self._year(begin).position(first)

    def later(self, t: int, amount: int) -> int:
        """The first moment with `amount` (positive) of open time since `t`."""
        year, search = self._year_of(t), Search(self._hours.name)
        position = self._year(year).position(t) + amount
        while position > (total := self._year(year).total):
            position -= total
            search.pass_year(year, open_time=total)
            year += 1
        return self._year(year).earliest(position)

    def earlier(self, t: int, amount: int) -> int:
        """The last moment with `amount` (positive) of open time from it to `t`."""
        year, search = self._year_of(t), Search(self._hours.name)
        position = self._year(year).position(t) - amount
        while position < 0:
            search.pass_year(year, open_time=self._year(year).total)
            year -= 1
            position += self._year(year).total
        return self._year(year).latest(position)

    def opening_after(self, t: int) -> int:
        """The first opening after `t`, however long it then stays open."""
        for year in self._walk(t, 1):
            for start in year.starts[bisect_right(year.starts, t) :]:
                if start > year.begin or not self.is_open(start - 1):  # else it runs on over New Year
                    return start
            self._check_break(t if year.total else None, year.end)
        raise AssertionError("a walk through the years ends by an error")

    def closing_before(self, t: int) -> int:
        """The last closing before `t`, however long it had been open."""
        for year in self._walk(t, -1):
            for end in reversed(year.ends[: bisect_left(year.ends, t)]):
                if end < year.end or not self.is_open(end):
                    return end
            self._check_break(year.begin, t if year.total else None)
        raise AssertionError("a walk through the years ends by an error")

    def ahead(self, t: int) -> Iterator[tuple[int, int]]:
        """Blocks that end after `t`, ascending, those cut at New Year joined again."""
        begun: int | None = None
        for year in self._walk(t, 1):
            if begun is not None and not year.is_open(year.begin):
                yield begun, year.begin
                begun = None
            for start, end in zip(year.starts, year.ends, strict=True):
                if end > t:
                    begun = start if begun is None else begun
                    if end < year.end:
                        yield begun, end
                        begun = None
            self._check_break(begun, year.end)

    def behind(self, t: int) -> Iterator[tuple[int, int]]:
        """Blocks that start before `t`, descending, those cut at New Year joined again."""
        ended: int | None = None
        for year in self._walk(t, -1):
            if ended is not None and not year.is_open(year.end - 1):
                yield year.end, ended
                ended = None
            for start, end in zip(reversed(year.starts), reversed(year.ends), strict=True):
                if start < t:
                    ended = end if ended is None else ended
                    if start > year.begin:
                        yield start, ended
                        ended = None
            self._check_break(year.begin, ended)

    def _walk(self, t: int, step: int) -> Iterator[OpenYear]:
        search = Search(self._hours.name)
        for number in count(self._year_of(t), step):
            year = self._year(number)
            yield year
            search.pass_year(number, open_time=year.total)

    def _check_break(self, begin: int | None, end: int | None) -> None:
        if begin is not None and end is not None and end - begin > _TOO_LONG:
            raise NeverCloses(f"calendar {self._hours.name!r} does not close within {SEARCH_YEARS} years")

    def _at(self, t: int) -> OpenYear:
        return self._year(self._year_of(t))

    def _year_of(self, t: int) -> int:
        return known_year(self._hours.name, to_moment(t).year)

    def _year(self, year: int) -> OpenYear:
        known = self._known.get(year)
        if known is None:
            known = self._known[year] = OpenYear(self._hours, known_year(self._hours.name, year))
        return known
