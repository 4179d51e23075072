"""What changed before it: changes and events of assets, the near ones in time and relation first."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.model.asset import Asset

DAYS = 14
_HALF = timedelta(hours=48)
FAR = 0.15


class Earlier(msgspec.Struct, frozen=True):
    """Something that happened `at`, so `near` to what is asked about (1 is the same thing). `ref` is a change's
    reference, or empty for an event of `asset`."""

    at: datetime
    what: str
    ref: str
    asset: str
    near: float
    score: float
    why: str


def what_changed(
    at: datetime, about: Iterable[str], tickets: Iterable[Facts], assets: Mapping[str, Asset], days: int = DAYS
) -> tuple[Earlier, ...]:
    """What was changed in the days before `at`, ranked: half as likely for every two days, and for every step along the
    relations of the assets and services it is about."""
    steps = _steps(set(about), assets)
    start = at - timedelta(days=days)
    found = [*_changes(steps, tickets, start, at), *_events(steps, assets, start, at)]
    return tuple(sorted(found, key=lambda one: (-one.score, one.at, one.ref, one.asset)))


def _changes(steps: Mapping[str, int], tickets: Iterable[Facts], start: datetime, at: datetime) -> Iterator[Earlier]:
    for one in tickets:
        done = one.ended or one.opened
        if one.type == "change" and start <= done <= at:
            near, why = _nearest(steps, (one.service, *one.assets))
            yield Earlier(done, one.title, one.reference, "", near, _score(near, at - done), why)


def _events(steps: Mapping[str, int], assets: Mapping[str, Asset], start: datetime, at: datetime) -> Iterator[Earlier]:
    for name in sorted(assets):
        happened = [(event.on, event.what) for event in assets[name].events]
        happened += [(one.since, f"handed over to {one.who or 'stock'}") for one in assets[name].holders]
        for day, what in happened:
            done = datetime.combine(day, time(), UTC)
            if start <= done <= at and name in steps:
                near, why = _nearest(steps, (name,))
                yield Earlier(done, what, "", name, near, _score(near, at - done), why)


def _nearest(steps: Mapping[str, int], touched: Iterable[str]) -> tuple[float, str]:
    known = [(steps[name], name) for name in touched if name in steps]
    if not known:
        return FAR, "not related as far as is known"
    far, name = min(known)
    return 0.5**far, f"the same: {name}" if far == 0 else f"{far} step{'s' if far > 1 else ''} away: {name}"


def _score(near: float, ago: timedelta) -> float:
    return near * math.pow(0.5, ago / _HALF)


def _steps(start: set[str], assets: Mapping[str, Asset]) -> dict[str, int]:
    """How many relations lie between, whichever way they point; three at most."""
    ways: dict[str, set[str]] = {}
    for asset in assets.values():
        for relation in asset.relations:
            if relation.kind != "located_in":  # a building is no cause
                ways.setdefault(asset.id, set()).add(relation.to)
                ways.setdefault(relation.to, set()).add(asset.id)
    steps = dict.fromkeys((name for name in start if name), 0)
    edge = set(steps)
    for far in (1, 2, 3):
        edge = {other for name in edge for other in ways.get(name, ()) if other not in steps}
        steps |= dict.fromkeys(edge, far)
    return steps
