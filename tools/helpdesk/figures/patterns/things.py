"""Looks at things: models that fail more often than others of their sort, single assets that do."""

from collections import defaultdict
from copy import copy
from datetime import UTC, date, datetime

from helpdesk.figures.patterns.cell import Cell, Kind, Looked, View, by_share, unevenness
from helpdesk.figures.patterns.holders import weighed_days
from helpdesk.figures.patterns.spread import Spread
from helpdesk.model.asset import Asset
from helpdesk.model.chance import negative_binomial_tail
from helpdesk.model.inventory import in_use

MODEL_RATIO, ASSET_RATIO = 1.25, 3.0
_FEWEST_ASSETS, _FEWEST_PEERS, _FEWEST_TICKETS = 3, 5, 4


class Fleet:
    """The assets of one sort (kind and form), each with its incidents and how many days it was there in the window."""

    def __init__(self, view: View) -> None:
        self.days: dict[str, float] = {}
        self.hits: dict[str, list[int]] = defaultdict(list)
        self.models: dict[str, list[str]] = defaultdict(list)
        self._view = view

    def add(self, asset: Asset) -> None:
        days = _days(asset, self._view)
        if days > 0:
            self.days[asset.id] = days
            self.models[asset.model].append(asset.id)

    def by_holders(self) -> "Fleet":
        """The same with each day as heavy as its holder is wont to ask about other things than these: who had which
        model is chance, and a model of quiet people seems better than it is. Only where it explains what assets of one
        model differ in; days count alike elsewhere, as with printers."""
        weighed = copy(self)
        weighed.days = weighed_days(self.days, self._view)
        return weighed if weighed.unevenness() < self.unevenness() else self

    @property
    def total(self) -> int:
        return sum(len(self.hits[name]) for name in self.days)

    def sums(self, model: str) -> tuple[int, float]:
        """(incidents, days) of a model."""
        members = self.models[model]
        return sum(len(self.hits[name]) for name in members), sum(self.days[name] for name in members)

    def unevenness(self) -> float:
        """How unevenly assets of the same model fail."""
        counts, means = [], []
        for model, members in self.models.items():
            hits, days = self.sums(model)
            counts += [float(len(self.hits[name])) for name in members]
            means += [hits * self.days[name] / days for name in members]
        return unevenness(counts, means, len(self.models))


def fleets(view: View) -> list[Fleet]:
    """Every sort of asset that has a model, with the window's incidents."""
    found: dict[tuple[str, str], Fleet] = {}
    homes: dict[str, Fleet] = {}
    for name in sorted(view.assets):
        asset = view.assets[name]
        if asset.model and in_use(asset):
            form = str(asset.fields.get("form") or asset.fields.get("type") or "")
            homes[name] = found.setdefault((asset.kind, form), Fleet(view))
            homes[name].add(asset)
    for one in view.incidents:
        for name in dict.fromkeys(one.assets):
            if name in homes and name in homes[name].days:
                homes[name].hits[name].append(one.number)
    return list(found.values())


def look_at_models(view: View) -> Looked:
    """A model against the others of its sort, by its share of their days and of how much its holders ask."""
    cells, looked = list[Cell](), 0
    for fleet in map(Fleet.by_holders, fleets(view)):
        whole = sum(fleet.days.values())
        if len(fleet.models) < 2 or not fleet.total:
            continue
        uneven = fleet.unevenness()
        for model, members in fleet.models.items():
            looked += 1
            hits, days = fleet.sums(model)
            struck = sum(bool(fleet.hits[name]) for name in members)
            others, rest = fleet.total - hits, whole - days
            expected = others * days / rest if rest else 0.0
            if struck >= _FEWEST_ASSETS and hits >= MODEL_RATIO * expected:
                p = by_share(hits, fleet.total, days / whole, uneven)
                tickets = tuple(sorted({number for name in members for number in fleet.hits[name]}))
                cells.append(Cell(Kind.MODEL, {"model": model}, hits, expected, p, tickets))
    return Looked(tuple(cells), looked)


def look_at_assets(view: View) -> Looked:
    """An asset against the others of its model, or of its sort where the model has few; how much assets differ in any
    case, by whose they are, is taken off."""
    cells, looked = list[Cell](), 0
    for fleet in fleets(view):
        spread = Spread([len(fleet.hits[name]) for name in fleet.days])
        for model, members in fleet.models.items():
            peers = members if len(members) > _FEWEST_PEERS else list(fleet.days)
            hits, days = sum(len(fleet.hits[name]) for name in peers), sum(fleet.days[name] for name in peers)
            for name in members:
                looked += 1
                own, share = fleet.hits[name], fleet.days[name] / days
                expected = (hits - len(own)) * share / (1 - share) if share < 1 else 0.0
                if len(peers) > 1 and len(own) >= max(_FEWEST_TICKETS, ASSET_RATIO * expected):
                    p = negative_binomial_tail(len(own), expected, spread.without(len(own))[1])
                    what = {"asset": name, "model": model}
                    cells.append(Cell(Kind.ASSET, what, len(own), expected, p, tuple(sorted(own))))
    return Looked(tuple(cells), looked)


def first_day(asset: Asset) -> date | None:
    """From when on it can have failed."""
    return asset.purchased or (asset.holders[0].since if asset.holders else None)


def _days(asset: Asset, view: View) -> float:
    begun = first_day(asset)
    start = view.window.start
    if begun is not None:
        start = max(start, datetime(begun.year, begun.month, begun.day, tzinfo=UTC))
    return (view.window.end - start).total_seconds() / 86400
