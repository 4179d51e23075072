"""tickets_text: other desks' tickets, sorted by the classifier that learns and by the field's usual ones, on the same
splits. Small collections only, unless HELPDESK_ALL_TEXTS is set: `tests/bench/learn.py` prints the whole table."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from outcome import Outcome

_SEEDS = 4
_MOST_ROWS = 2000
_MOST_BYTES = 600_000
_MOST_ERROR = 0.05


def _learning(folder: Path) -> Iterator[Outcome]:
    """For each collection: macro-F1 no worse than the best baseline's, mean of the same splits, and the calibration
    error below 0.05 over all texts that were held out."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    from sklearn.metrics import f1_score
    from sklearn.model_selection import train_test_split

    import learn

    for path in sorted((folder / "tickets_text").glob("*.csv")):
        if path.stat().st_size > _MOST_BYTES and not os.environ.get("HELPDESK_ALL_TEXTS"):
            continue
        rows = learn.rows(path)[:_MOST_ROWS]
        scores: dict[str, float] = {}
        sure: list[float] = []
        right: list[bool] = []
        for seed in range(_SEEDS):
            known, new = train_test_split(rows, test_size=0.2, random_state=seed, stratify=[row[2] for row in rows])
            truth = [row[2] for row in new]
            answers, confidence, _ = learn.ours(known, new)
            sure += confidence
            right += [mine == theirs for mine, theirs in zip(answers, truth, strict=True)]
            for name, given in [("ours", answers), *learn.baselines(known, new, slow=True)]:
                scores[name] = scores.get(name, 0.0) + f1_score(truth, given, average="macro") / _SEEDS
        error = learn.calibration_error(sure, right)
        ours = scores.pop("ours")
        best = max(scores, key=lambda name: scores[name])
        said = f"{ours:.3f}; {best} {scores[best]:.3f}"
        yield Outcome(f"tickets_text/{path.stem}/macro-F1", ours >= scores[best], said)
        yield Outcome(f"tickets_text/{path.stem}/calibration", error < _MOST_ERROR, f"{error:.3f}")


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"tickets_text.learning": _learning}
