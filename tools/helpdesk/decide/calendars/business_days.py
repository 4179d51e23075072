"""Counting in business days: dates on which a block starts."""

from bisect import bisect_left, bisect_right
from datetime import date

from helpdesk.decide.calendars.calendar_bounds import Search, known_year
from helpdesk.decide.calendars.opening_hours import OpeningHours


class BusinessDays:
    """Business-day arithmetic on local dates. Raises NeverOpen and BeyondCalendar."""

    def __init__(self, hours: OpeningHours) -> None:
        self._hours = hours
        self._years: dict[int, list[int]] = {}

    def holds(self, day: date) -> bool:
        """Whether `day` is a business day."""
        return bool(self._hours.on(day))

    def add(self, day: date, count: int) -> date:
        """`count` business days after `day` (before it, when negative).

        A day that is none counts as the next one that is (for a negative count: the one before), so what comes in
        on Saturday is treated as what comes in on Monday; a count of 0 does only that.
        """
        if not self._hours.on(day):
            count += 1 if count >= 0 else -1
        return self._forward(day, count) if count >= 0 else self._backward(day, -count)

    def between(self, a: date, b: date) -> int:
        """Business days after `a` up to and including `b`; negative when `b` is before `a`."""
        if b < a:
            return -self.between(b, a)
        last = known_year(self._hours.name, b.year)
        counts = (len(self._year(year)) for year in range(a.year, last))
        return sum(counts) + bisect_right(self._year(last), b.toordinal()) - self._rank(a)

    def _rank(self, day: date) -> int:
        return bisect_right(self._year(day.year), day.toordinal())

    def _forward(self, day: date, count: int) -> date:
        if count == 0:
            return day
        search, year, rank = Search(self._hours.name), day.year, self._rank(day) + count
        while rank > len(self._year(year)):
            rank -= len(self._year(year))
            search.pass_year(year, open_time=len(self._year(year)))
            year += 1
        return date.fromordinal(self._year(year)[rank - 1])

    def _backward(self, day: date, count: int) -> date:
        search, year = Search(self._hours.name), day.year
        rank = bisect_left(self._year(year), day.toordinal()) - count
        while rank < 0:
            search.pass_year(year, open_time=len(self._year(year)))
            year -= 1
            rank += len(self._year(year))
        return date.fromordinal(self._year(year)[rank])

    def _year(self, year: int) -> list[int]:
        days = self._years.get(year)
        if days is None:
            first = date(known_year(self._hours.name, year), 1, 1).toordinal()
            last = date(year, 12, 31).toordinal()
            days = [n for n in range(first, last + 1) if self._hours.on(date.fromordinal(n))]
            self._years[year] = days
        return days
