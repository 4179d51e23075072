"""How much the holders of things ask in any case, so that a thing is not blamed for whose it is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from helpdesk.figures.patterns.cell import View
from helpdesk.figures.patterns.spread import Spread
from helpdesk.model.asset import Asset


def weighed_days(days: Mapping[str, float], view: View) -> dict[str, float]:
    """The days of some assets by id, each day weighed by how much its holder asks about other things than these: 1 is
    as much as holders do on average. A day that nobody held it weighs 1."""
    asked = Counter(one.requester for one in view.asked if not any(name in days for name in one.assets))
    spans = {name: list(_held(view.assets[name], view, all_of)) for name, all_of in days.items()}
    holders = sorted({who for held in spans.values() for who, _ in held if who})
    mean, spread = Spread([asked[who] for who in holders]).of_all
    if not spread:
        return dict(days)
    # What is known of a person is few tickets: as many of the average as the spread says stand beside them.
    rates = {who: (asked[who] + 1 / spread) / (mean + 1 / spread) for who in holders}
    return {name: sum(part * rates.get(who, 1.0) for who, part in held) for name, held in spans.items()}


def _held(asset: Asset, view: View, days: float) -> Iterator[tuple[str, float]]:
    """(holder, days) of the days in the window; "" for nobody."""
    left = days
    for one, after in zip(asset.holders, (*asset.holders[1:], None), strict=False):
        start = max(view.window.start, _midnight(one.since))
        end = min(view.window.end, _midnight(after.since)) if after else view.window.end
        held = min(max((end - start).total_seconds() / 86400, 0.0), left)
        if one.who and held:
            left -= held
            yield one.who, held
    yield "", left


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
