"""How often training needs are found where somebody has them, and how often where nobody has.

python tests/bench/training_needs.py --null 100 --planted 10 --tickets 5000

Planted are reopened, badly rated, slow and escalated tickets, on one person and on one team, two and three times as
often as others have of the same category (slow: taking so many times as long). The desks without any have hard
categories that go to some teams more than to others.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))

from planted import NOW
from trained import KINDS, a_desk

from helpdesk.figures.patterns.training import training_needs


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--null", type=int, default=100)
    options.add_argument("--planted", type=int, default=10)
    options.add_argument("--tickets", type=int, default=5000)
    given = options.parse_args()
    false = Counter[str]()
    desks = 0
    for seed in range(given.null):
        found = training_needs(a_desk(seed, given.tickets).made, NOW)
        desks += bool(found)
        false.update(f"{need.pattern.cell.kind} {need.pattern.cell.what}" for need in found)
    print(f"nobody needs any: {desks} of {given.null} desks name somebody {dict(false)}", flush=True)
    for who in ("eve", "net"):
        for times in (2.0, 3.0):
            for kind in KINDS:
                hit, others = 0, Counter[str]()
                for seed in range(1000, 1000 + given.planted):
                    needs = training_needs(a_desk(seed, given.tickets, kind, who, times).made, NOW)
                    named = [(need.pattern.cell.kind, *need.pattern.cell.what.values()) for need in needs]
                    hit += (kind, who) in named
                    others.update(f"{other[0]} {other[1]}" for other in named if other != (kind, who))
                said = f"{kind.value} of {who}, {times:g} times"
                print(f"{said:28} found in {hit} of {given.planted}; besides {dict(others)}", flush=True)


if __name__ == "__main__":
    main()
