"""How far a question about business time may search, and what is raised when it would go further."""

from helpdesk.decide.calendars.opening_hours import CalendarError

FIRST_YEAR, LAST_YEAR = 1900, 2199
SEARCH_YEARS = 5


class NeverOpen(CalendarError):
    """The calendar has no open time within five years of where the search stands."""


class NeverCloses(CalendarError):
    """The calendar is open without a break for five years, so there is no next opening or closing."""


class BeyondCalendar(CalendarError):
    """The question leads out of the years 1900 to 2199."""


class Search:
    """Holds a walk through the years to its bounds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._barren = 0

    def pass_year(self, year: int, *, open_time: int) -> None:
        """Leave `year` behind, which had that much open time; raises NeverOpen after five years of none."""
        self._barren = 0 if open_time else self._barren + 1
        if self._barren > SEARCH_YEARS:
            raise NeverOpen(f"calendar {self._name!r} has no open time within {SEARCH_YEARS} years of {year}")


def known_year(name: str, year: int) -> int:
    """`year` itself, or BeyondCalendar."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BeyondCalendar(f"calendar {name!r} is asked about {year}; it answers for {FIRST_YEAR} to {LAST_YEAR}")
    return year
