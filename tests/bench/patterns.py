"""How often patterns are found where they are, and where there are none.

python tests/bench/patterns.py --seeds 100 --tickets 20000
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))

from planted import NOW, PLANTED, Maker, a_desk_with_patterns, a_quiet_desk, name_of

from helpdesk.figures.patterns.find import find_patterns


def found_in(maker: Maker) -> tuple[list[str], float]:
    """(what was found, seconds it took)."""
    started = time.perf_counter()
    found = find_patterns(maker.made, maker.assets, NOW, ZoneInfo("UTC"))
    return [name_of(pattern) for pattern in found.patterns], time.perf_counter() - started


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--tickets", type=int, default=20_000)
    options.add_argument("--planted-seeds", type=int, default=20)
    given = options.parse_args()
    false: Counter[str] = Counter()
    slowest = 0.0
    for seed in range(given.seeds):
        names, took = found_in(a_quiet_desk(seed, given.tickets))
        slowest = max(slowest, took)
        false.update(names)
        if names:
            print(f"  quiet desk, seed {seed}: {names}", flush=True)
    print(f"false patterns in {given.seeds} quiet desks of {given.tickets} tickets: {false.total()} {dict(false)}")
    hits: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for seed in range(given.planted_seeds):
        names, took = found_in(a_desk_with_patterns(seed, given.tickets))
        slowest = max(slowest, took)
        hits.update(set(names) & PLANTED)
        others.update(set(names) - PLANTED)
    for name in sorted(PLANTED):
        print(f"planted {name}: found in {hits[name]} of {given.planted_seeds}")
    print(f"found besides: {dict(others)}; slowest search {slowest:.1f} s")


if __name__ == "__main__":
    main()
