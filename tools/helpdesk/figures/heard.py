"""What readers of the portal said over a period: of each article, and how many of them it spared asking."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.figures.window import Window
from helpdesk.model.readers import Month, Opinion, opinions, searches_in_vain, sought_in_vain


class HeardFigures(msgspec.Struct, frozen=True):
    """By article what was said of it; `spared` counts those who were about to ask and did not have to; `sought` are
    searches that found nothing and were for the same often enough, with their number, of `searches` in all."""

    opinions: Mapping[str, Opinion]
    spared: int
    sought: tuple[tuple[str, int], ...]
    searches: int

    def deflection(self, opened: int) -> float | None:
        """The share that articles spared of all who came to ask: those spared and the tickets `opened`. Who read
        without a word is in neither."""
        return self.spared / (self.spared + opened) if self.spared + opened else None


def heard_in(months: Iterable[Month], window: Window, zone: ZoneInfo) -> HeardFigures:
    """What was said in a window, by the days of the desk's zone that lie in it in part."""
    months = tuple(months)
    since, until = _days(window, zone)
    found = opinions(months, since, until)
    return HeardFigures(
        opinions=found,
        spared=sum(one.spared for one in found.values()),
        sought=sought_in_vain(months, since, until),
        searches=searches_in_vain(months, since, until),
    )


def _days(window: Window, zone: ZoneInfo) -> tuple[date, date]:
    return window.start.astimezone(zone).date(), window.end.astimezone(zone).date() + timedelta(days=1)
