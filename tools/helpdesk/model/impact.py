"""What falls over with an asset: along its relations, however deep and whether or not they go round in a circle."""

from collections import defaultdict, deque
from collections.abc import Mapping

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.inventory import in_use
from helpdesk.model.rules.assets import Falls

FALLS = {
    "runs_on": Falls.SELF,
    "depends_on": Falls.SELF,
    "installed_on": Falls.SELF,
    "part_of": Falls.SELF,
    "located_in": Falls.SELF,
    "used_by": Falls.OTHER,
    "covered_by": Falls.NOTHING,
}


class Hit(msgspec.Struct, frozen=True):
    """One asset that falls: `steps` away from the first, because of `through` by the relation `relation`."""

    asset: str
    steps: int
    through: str
    relation: str


class Impact(msgspec.Struct, frozen=True):
    """`hits` the nearest first, without the asset itself; `people` who hold any of them or it, `owners` who
    answer for them."""

    asset: str
    hits: tuple[Hit, ...]
    people: tuple[str, ...]
    owners: tuple[str, ...]

    @property
    def assets(self) -> tuple[str, ...]:
        return (self.asset, *(hit.asset for hit in self.hits))


class Graph:
    """Which asset takes which with it, worked out once for a register."""

    def __init__(self, assets: Mapping[str, Asset], own: Mapping[str, Falls] | None = None) -> None:
        self._assets = assets
        self._falls: dict[str, list[tuple[str, str]]] = defaultdict(list)
        falls = {**FALLS, **(own or {})}
        for name in sorted(assets):
            for relation in assets[name].relations:
                match falls.get(relation.kind, Falls.NOTHING):
                    case Falls.SELF:
                        self._falls[relation.to].append((name, relation.kind))
                    case Falls.OTHER:
                        self._falls[name].append((relation.to, relation.kind))
                    case Falls.NOTHING:
                        pass

    def impact(self, start: str) -> Impact:
        """What falls over when `start` does, each by the shortest way. What is retired carries nothing."""
        seen, hits, waiting = {start}, list[Hit](), deque([(start, 0)])
        while waiting:
            name, steps = waiting.popleft()
            for other, relation in self._falls.get(name, ()):
                known = self._assets.get(other)
                if other not in seen and known is not None and in_use(known):
                    seen.add(other)
                    hits.append(Hit(other, steps + 1, name, relation))
                    waiting.append((other, steps + 1))
        concerned = [self._assets[name] for name in seen if name in self._assets]
        people = {one.holders[-1].who for one in concerned if one.holders} - {""}
        owners = {one.owner for one in concerned} - {""}
        return Impact(start, tuple(hits), tuple(sorted(people)), tuple(sorted(owners)))
