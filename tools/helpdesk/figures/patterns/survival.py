"""Failure curves: which share of a model's assets had no incident yet after so many days (Kaplan and Meier, 1958)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.cell import named
from helpdesk.figures.patterns.things import first_day
from helpdesk.model.asset import Asset
from helpdesk.model.inventory import in_use


class Point(msgspec.Struct, frozen=True):
    """After so many `days` a `share` is without an incident; `at_risk` were watched that long."""

    days: int
    share: float
    at_risk: int


class Curve(msgspec.Struct, frozen=True):
    """`assets` how many, `failed` how many had an incident; one that had none counts as long as it was watched."""

    model: str
    assets: int
    failed: int
    points: tuple[Point, ...]

    def share_after(self, days: int) -> float:
        """The share without an incident after so many days."""
        return next((point.share for point in reversed(self.points) if point.days <= days), 1.0)


def curves(assets: Mapping[str, Asset], tickets: Iterable[Facts], today: date) -> dict[str, Curve]:
    """A curve for each model of which it is known since when its assets are there."""
    incidents = (one for one in tickets if one.type == "incident")
    hit = named(sorted(incidents, key=lambda one: one.opened), "asset")
    lives: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for name in sorted(assets):
        asset, begun = assets[name], first_day(assets[name])
        if not asset.model or begun is None or begun > today:
            continue
        first = next((one.opened.date() for one in hit.get(name, ()) if one.opened.date() >= begun), None)
        if first is not None:
            lives[asset.model].append(((first - begun).days, True))
        elif in_use(asset):
            lives[asset.model].append(((today - begun).days, False))
    return {model: _curve(model, given) for model, given in sorted(lives.items())}


def _curve(model: str, lives: list[tuple[int, bool]]) -> Curve:
    failed, watched = Counter(days for days, fell in lives if fell), Counter(days for days, _ in lives)
    share, at_risk, points = 1.0, len(lives), [Point(0, 1.0, len(lives))]
    for days in sorted(watched):
        if failed[days]:
            share *= 1 - failed[days] / at_risk
            points.append(Point(days, share, at_risk))
        at_risk -= watched[days]
    return Curve(model, len(lives), sum(failed.values()), tuple(points))
