"""How much of what must be hidden is found, and how often something else is taken for it.

    python tests/bench/detection.py [--misses] [SEED]

Recall and precision by kind over the labelled sentences of tests/model/labelled_text.py, then over those of
tests/model/unseen_text.py; another seed draws other keys.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))

from labelled_text import Labelled, look_alikes, secrets
from unseen_text import unseen_look_alikes, unseen_secrets

from helpdesk.model.sensitive import masked


def found(one: Labelled) -> bool:
    """Whether nothing of a secret is left to read; of a look-alike, whether any of it was hidden."""
    shown = masked(one.text)
    return one.secret not in shown if one.secret else shown != one.text


def main(arguments: list[str]) -> None:
    seeds = [int(each) for each in arguments if each.isdigit()]
    _report("labelled", [*secrets(*seeds), *look_alikes(*seeds)], misses="--misses" in arguments)
    _report("unseen", [*unseen_secrets(*seeds), *unseen_look_alikes(*seeds)], misses="--misses" in arguments)


def _report(name: str, rows: list[Labelled], *, misses: bool) -> None:
    total, hit = Counter(one.kind for one in rows), Counter(one.kind for one in rows if found(one))
    for kind in total:
        print(f"{kind:26} {hit[kind]:4} of {total[kind]:4} hidden")
    wanted = [one for one in rows if one.secret]
    right = sum(map(found, wanted))
    wrong = sum(found(one) for one in rows if not one.secret)
    print(f"{name}: recall {right / len(wanted):.3f} ({right} of {len(wanted)})")
    print(f"{name}: precision {right / (right + wrong):.3f} ({wrong} of {len(rows) - len(wanted)} look-alikes hidden)")
    for one in rows if misses else ():
        if found(one) != bool(one.secret):
            print(f"  {one.kind}: {one.text[:150]!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
