"""Months of the desk's own wall clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.window import Step, Window, following


class Month(msgspec.Struct, frozen=True, order=True):
    """`first` is its first day; months sort as they come."""

    first: date

    @classmethod
    def named(cls, text: str) -> "Month":
        """Of `2026-03`. Raises ValueError for what is no month."""
        if len(text) != len("2026-03"):
            raise ValueError(f"no month: {text!r}")
        return cls(date.fromisoformat(f"{text}-01"))

    @classmethod
    def holding(cls, moment: datetime, zone: ZoneInfo) -> "Month":
        return cls(moment.astimezone(zone).date().replace(day=1))

    @property
    def id(self) -> str:
        """`2026-03`."""
        return f"{self.first:%Y-%m}"

    @property
    def following(self) -> "Month":
        return Month(following(self.first, Step.MONTH))

    @property
    def before(self) -> "Month":
        return Month(date.fromordinal(self.first.toordinal() - 1).replace(day=1))

    def window(self, zone: ZoneInfo) -> Window:
        """From its first midnight up to the next month's."""
        return Window(_midnight(self.first, zone), _midnight(self.following.first, zone))


def months(first: Month, last: Month) -> tuple[Month, ...]:
    """Both ends and what lies between, the first one first; none where the last comes before."""
    found = []
    while first <= last:
        found.append(first)
        first = first.following
    return tuple(found)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
