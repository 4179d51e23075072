"""When a desk is open: the rule record behind `rules/calendars/<id>.yml`."""

from datetime import date
from enum import StrEnum

import msgspec

Block = tuple[str, str]
"""Opening and closing time of day, ("09:00", "17:00"). A closing before the opening is on the next day."""


class Weekday(StrEnum):
    """The days of the week, Monday first as in ISO 8601."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class HolidaySource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Public holidays of a country (ISO 3166-1 alpha-2) or subdivision (ISO 3166-2, what follows the hyphen)."""

    country: str
    subdivision: str = ""


class CalendarRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The hours in which promises run, as wall-clock times in `timezone` (IANA name).

    A closing time of "24:00" is midnight. A block that runs over midnight belongs to the day it starts on. `days` has
    the last word on a date, above `holidays`, which is above `weekly`; an empty tuple in `days` means closed.
    `locations` are where people keep these hours.
    """

    id: str
    timezone: str
    weekly: dict[Weekday, tuple[Block, ...]]
    holidays: tuple[HolidaySource, ...] = ()
    days: dict[date, tuple[Block, ...]] = {}
    name: str = ""
    locations: tuple[str, ...] = ()
