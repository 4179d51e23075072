"""Whether a planted cause is ranked first by "what changed before it", and a model that wears out has the lowest curve
of failures; and what a desk without a cause is told.

python tests/bench/causes.py --seeds 100
"""

import argparse
import random
import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))

from planted import MODELS, NOW, Maker

from helpdesk.figures.facts import Facts
from helpdesk.figures.patterns.before import what_changed
from helpdesk.figures.patterns.survival import Curve, curves
from helpdesk.model.asset import Asset, AssetEvent, Relation

DAY = timedelta(days=1)
# As much as the same thing four days ago, or one step away two days ago.
LIKELY = 0.25


def landscape(dice: random.Random) -> dict[str, Asset]:
    """Thirty services on forty servers on twelve switches, each server and switch with an event now and then."""
    found = {}
    for kind, count, below in (("switch", 12, ""), ("server", 40, "switch"), ("service", 30, "server")):
        for number in range(count):
            name = f"{kind}-{number}"
            under = [f"{below}-{dice.randrange(12 if below == 'switch' else 40)}"] if below else []
            days = sorted((NOW - dice.uniform(0, 180) * DAY).date() for _ in range(dice.randrange(5)))
            found[name] = Asset(
                id=name, kind=kind, path="", name=name,
                relations=tuple(Relation("runs_on", to) for to in under),
                events=tuple(AssetEvent(day, "looked after") for day in days),
            )  # fmt: skip
    return found


def changes(maker: Maker, assets: dict[str, Asset], weekly: int = 10) -> None:
    """So many a week for half a year, each of any thing."""
    names = sorted(assets)
    for _ in range(26 * weekly):
        a_change(maker, maker.dice.choice(names), NOW - maker.dice.uniform(0, 182) * DAY, "routine")


def a_change(maker: Maker, about: str, done: datetime, title: str) -> None:
    given = {"service": about} if about.startswith("service") else {"service": "", "assets": (about,)}
    maker.add(type="change", title=title, opened=done - 3 * DAY, **given)
    maker.made[-1] = replace(maker.made[-1], ended=done)


def away(assets: dict[str, Asset], service: str, steps: int) -> str:
    """What the service runs on, so many steps down."""
    for _ in range(steps):
        service = assets[service].relations[0].to
    return service


def before(seeds: int) -> None:
    """The rank of what was planted, by how far and how long ago it was; and how many desks are told of a likely one."""
    ranks: dict[tuple[str, int, float], Counter[str]] = {}
    for seed in range(seeds):
        maker = Maker(seed)
        assets = landscape(maker.dice)
        changes(maker, assets)
        service = f"service-{seed % 30}"
        at = NOW - maker.dice.uniform(0, 20) * DAY
        likely = [one for one in what_changed(at, (service,), maker.made, assets) if one.score >= LIKELY]
        told = ranks.setdefault(("nothing planted, likely ones told", 0, 0.0), Counter())
        told[f"{min(len(likely), 3)}" + ("+" if len(likely) > 2 else "")] += 1
        for steps in (0, 1, 2):
            for hours in (2.0, 24.0, 72.0):
                place = rank(maker, assets, at, service, away(assets, service, steps), at - timedelta(hours=hours))
                said = "first" if place == 0 else "second or third" if place < 3 else "later"
                ranks.setdefault(("change", steps, hours), Counter())[said] += 1
    for (what, steps, hours), counts in sorted(ranks.items()):
        where = f", {steps} steps away, {hours:g} h before" if what == "change" else ""
        print(f"{what}{where}: {dict(sorted(counts.items()))}")


def rank(maker: Maker, assets: dict[str, Asset], at: datetime, service: str, about: str, done: datetime) -> int:
    kept: list[Facts] = list(maker.made)
    a_change(maker, about, done, "the cause")
    told = what_changed(at, (service,), maker.made, assets)
    maker.made[:] = kept
    return [one.what for one in told].index("the cause")


def ages(seeds: int) -> None:
    """A model whose chance of a first incident trebles after 500 days, among seven that do not age."""
    lowest = 0
    gaps: dict[str, list[float]] = {"Slate 14": [], "": []}
    for seed in range(seeds):
        for bad in gaps:
            shares = sorted((curve.share_after(1200), model) for model, curve in curves_of(seed, bad).items())
            lowest += bad != "" and shares[0][1] == bad
            gaps[bad].append(shares[1][0] - shares[0][0])
    print(
        f"failure curves: of {len(MODELS)} models the one that ages is lowest after 1,200 days in {lowest} of {seeds}"
    )
    for bad, found in gaps.items():
        middle, most = sorted(found)[len(found) // 2], max(found)
        what = "that ages" if bad else "of a desk where none does"
        print(f"the lowest curve {what} is {middle:.0%} (at most {most:.0%}) below the next")


def curves_of(seed: int, bad: str) -> dict[str, Curve]:
    maker = Maker(seed)
    for asset in maker.assets.values():
        assert asset.purchased is not None
        day, hazard = 0, 1 / 1500
        while day < 1700:
            day += 10
            rate = 3 * hazard if asset.model == bad and day > 500 else hazard
            if maker.dice.random() < 10 * rate:
                opened = datetime.combine(asset.purchased + day * DAY, time(9), UTC)
                if opened < NOW:
                    maker.add(type="incident", assets=(asset.id,), opened=opened)
    return curves(maker.assets, maker.made, date(NOW.year, NOW.month, NOW.day))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    given = options.parse_args()
    before(given.seeds)
    ages(given.seeds)


if __name__ == "__main__":
    main()
