"""How far the percentages of similar tickets are off: measured on half of a tracker's questions, tried on the rest.

python tests/bench/likeness_chances.py FOLDER

FOLDER has others' reports with their duplicates (duplicates/). Besides those that have one, 300 others are asked that
have none, as far as anybody said.
"""

import csv
import json
import random
import sqlite3
import sys
from pathlib import Path

from helpdesk.learn.chances import ENOUGH_RIGHT, Steps, curve_of, on_steps, steps_of
from helpdesk.learn.search import index_texts
from helpdesk.learn.similar import similar_tickets

Found = list[tuple[int, float, bool]]


def main(folder: Path) -> None:
    csv.field_size_limit(10**9)
    for pairs in sorted((folder / "duplicates").glob("pairs_*.jsonl")):
        name = pairs.stem.removeprefix("pairs_")
        found = _found(folder / f"duplicates/corpus_{name}.csv", pairs)
        for half in (0, 1):
            known = [(chance, right) for asked, chance, right in found if asked % 2 == half]
            steps = _steps(known)
            tried = [(chance, right) for asked, chance, right in found if asked % 2 != half]
            said = [(on_steps(chance, steps) if steps else 0.0, right) for chance, right in tried]
            links = sum(right for _, right in known)
            measured = f"{_off(said):.3f}" if steps else "not measured"
            print(f"{name}: {links} linked of {len(known)}; off by {measured}, the strength alone by {_off(tried):.3f}")


def _steps(known: list[tuple[float, bool]]) -> Steps:
    return steps_of(known) if sum(right for _, right in known) >= ENOUGH_RIGHT else curve_of(known)


def _off(said: list[tuple[float, bool]]) -> float:
    """The expected calibration error in ten bins."""
    bins = [[each for each in said if min(int(each[0] * 10), 9) == place] for place in range(10)]
    return sum(abs(sum(chance - right for chance, right in each)) for each in bins) / len(said)


def _found(corpus: Path, pairs: Path) -> Found:
    with corpus.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["created"].replace("T", " ")[:19])
    places = {row["id"]: place for place, row in enumerate(rows, 1)}
    linked = [json.loads(line) for line in pairs.read_text("utf-8").splitlines()]
    right = {(places[e["input"]["query_id"]], places[o]) for e in linked for o in e["expect"]["duplicates_of"]}
    index = sqlite3.connect(":memory:")
    index_texts(index, ((place, row["title"], row["body"]) for place, row in enumerate(rows, 1)))
    asked = {*random.Random(1).sample(range(50, len(rows) + 1), 300), *(one for one, _ in right)}
    found: Found = []
    for one in sorted(asked):
        alike = similar_tickets(index, rows[one - 1]["title"], rows[one - 1]["body"], 12, (one,))
        earlier = [each for each in alike if each.number < one][:3]
        found += [(one, each.chance, (one, int(each.number)) in right) for each in earlier]
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
