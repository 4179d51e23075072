"""The periods that dashboards are built for; each has its own address, so that a link says which one is meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.window import Step, Window, begin


class Period(msgspec.Struct, frozen=True):
    """The last `count` `step`s of the desk's wall clock, the running one among them."""

    id: str
    title: str
    count: int
    step: Step

    def window(self, now: datetime, zone: ZoneInfo) -> Window:
        """From the beginning of its first step up to now."""
        return Window(self._begin(now, zone, self.count), now)

    def before(self, now: datetime, zone: ZoneInfo) -> Window:
        """The one as long just before, to compare with: as far into its last step as this one is."""
        start = self._begin(now, zone, 2 * self.count)
        return Window(start, start + (now - self._begin(now, zone, self.count)))

    def _begin(self, now: datetime, zone: ZoneInfo, steps: int) -> datetime:
        day = begin(now.astimezone(zone).date(), self.step)
        for _ in range(steps - 1):
            day = begin(day - timedelta(days=1), self.step)
        return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


PERIODS = (
    Period("30d", "30 days", 30, Step.DAY),
    Period("13w", "13 weeks", 13, Step.WEEK),
    Period("12m", "12 months", 12, Step.MONTH),
)
USUAL = PERIODS[1]


def place(board: str, period: Period) -> str:
    """`analytics/teams.html` for the usual period, `analytics/30d/teams.html` for others."""
    return f"analytics/{board}.html" if period is USUAL else f"analytics/{period.id}/{board}.html"


def behind(metric: str, period: Period) -> str:
    """Where the tickets behind a figure are listed."""
    return place(f"tickets/{metric}", period)
