"""What a register of assets answers: who had what when, what ends when, how many of a licence are in use."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

import msgspec

from helpdesk.model.asset import Asset

GONE = frozenset({"retired", "disposed", "disposed of", "lost", "stolen", "sold", "scrapped", "expired", "ended"})
_CLAIMS = frozenset({"installed_on", "used_by"})
_CLAIMED = frozenset({"covered_by", "licensed_by"})


class Held(msgspec.Struct, frozen=True):
    """One holder's time: from `since` up to but not on `until` (None: still); an empty `who` is in stock."""

    who: str
    since: date
    until: date | None
    note: str = ""

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def during(self, first: date, last: date) -> bool:
        """Whether they held it on any day from `first` to `last`."""
        return self.since <= last and (self.until is None or first < self.until)


class End(msgspec.Struct, frozen=True):
    """The last day of something: `what` is warranty, contract or licence. By `act_by` one has to have said no."""

    what: str
    until: date
    act_by: date
    provider: str = ""
    contract: str = ""


class Use(msgspec.Struct, frozen=True):
    owned: int
    used: int

    @property
    def over(self) -> int:
        return max(self.used - self.owned, 0)


def in_use(asset: Asset) -> bool:
    """Whether it is still there to be looked after."""
    return asset.status.casefold() not in GONE


def holder(asset: Asset) -> str:
    """Who holds it now: the last holding; "" is in stock."""
    return asset.holders[-1].who if asset.holders else asset.owner


def held(asset: Asset) -> tuple[Held, ...]:
    """Its holders with their times, oldest first."""
    until = [*(holding.since for holding in asset.holders[1:]), None]
    return tuple(Held(one.who, one.since, end, one.note) for one, end in zip(asset.holders, until, strict=False))


def held_on(asset: Asset, day: date) -> Held | None:
    """Who held it on a day; None before anything is known. What was handed over on that day is with the new holder."""
    return next((one for one in reversed(held(asset)) if one.on(day)), None)


def ends(asset: Asset) -> Iterator[End]:
    """The warranty's end, and the contract's or licence's."""
    kinds = (("warranty", asset.warranty), ("licence" if asset.seats else "contract", asset.term))
    for what, term in kinds:
        if term is not None and term.until is not None:
            act_by = term.until - timedelta(days=term.notice)
            yield End(what, term.until, act_by, term.provider, term.contract)


def use_of(asset: Asset, assets: Mapping[str, Asset]) -> Use | None:
    """How many of a licence are owned and used; None for what is no licence. Counted are the things that it is
    installed on or used by, and those in use that say that it covers them."""
    if asset.seats is None:
        return None
    if asset.seats.used is not None:
        return Use(asset.seats.owned, asset.seats.used)
    claimed = {relation.to for relation in asset.relations if relation.kind in _CLAIMS}
    users = {name for name in claimed if name not in assets or in_use(assets[name])}
    return Use(asset.seats.owned, len(users | _covered(asset.id, assets.values())))


def _covered(licence: str, assets: Iterable[Asset]) -> set[str]:
    return {
        one.id
        for one in assets
        if in_use(one) and any(each.to == licence and each.kind in _CLAIMED for each in one.relations)
    }


def cost(asset: Asset) -> tuple[float, float]:
    """(what it cost, what was spent on it since)."""
    return asset.cost, sum(event.cost for event in asset.events)
