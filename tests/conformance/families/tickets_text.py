"""tickets_text: other desks' tickets, sorted by the classifier that learns and by the field's usual ones, on the same
splits of a part of each collection. `tests/bench/learn.py` prints the whole table."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from outcome import Outcome

_SEEDS = 2
_MOST_ROWS = 450
_FEWEST = 10
_MOST_ERROR = 0.05


def _learning(folder: Path) -> Iterator[Outcome]:
    """For each collection: macro-F1 not worse than the best baseline's by more than the noise of so few texts, and a
    calibration error below 0.05 beyond the one that perfect confidences would show."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    from sklearn.model_selection import train_test_split

    import learn

    for path in sorted((folder / "tickets_text").glob("*.csv")):
        rows = _part(learn.rows(path))
        if len({row[2] for row in rows}) < 2:
            continue
        truth: list[str] = []
        given: dict[str, list[str]] = {}
        sure: list[float] = []
        for seed in range(_SEEDS):
            known, new = train_test_split(rows, test_size=0.2, random_state=seed, stratify=[row[2] for row in rows])
            truth += [row[2] for row in new]
            answers, confidence, _ = learn.ours(known, new)
            sure += confidence
            for name, theirs in [("ours", answers), *learn.baselines(known, new, slow=False)]:
                given.setdefault(name, []).extend(theirs)
        yield _compared(path.stem, truth, given)
        error = learn.calibration_error(sure, [mine == right for mine, right in zip(given["ours"], truth, strict=True)])
        allowed = _MOST_ERROR + learn.chance_error(sure)
        yield Outcome(f"tickets_text/{path.stem}/calibration", error < allowed, f"{error:.3f}, allowed {allowed:.3f}")


def _part(rows: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Every so manieth row, of labels that still have ten."""
    kept = rows[:: max(1, -(-len(rows) // _MOST_ROWS))]
    counts = Counter(label for *_, label in kept)
    return [row for row in kept if counts[row[2]] >= _FEWEST]


def _compared(name: str, truth: list[str], given: dict[str, list[str]]) -> Outcome:
    from sklearn.metrics import f1_score

    import learn

    scores = {each: f1_score(truth, answers, average="macro") for each, answers in given.items()}
    ours = scores.pop("ours")
    best = max(scores, key=lambda each: scores[each])
    margin = 2 * learn.spread(truth, given["ours"], given[best])
    said = f"{ours:.3f}; {best} {scores[best]:.3f}, noise {margin:.3f}"
    return Outcome(f"tickets_text/{name}/macro-F1", ours >= scores[best] - margin, said)


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"tickets_text.learning": _learning}
