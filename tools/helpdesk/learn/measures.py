"""How good answers are: accuracy, F1 by class, calibration."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpdesk.learn.exact import Places, Reals

_BINS = 10


@dataclass(frozen=True)
class ClassScore:
    """How one answer fares: `texts` that should have it, `given` that got it, `right` both."""

    texts: int
    given: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.texts if self.texts else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.texts + self.given
        return 2 * self.right / both if both else 0.0


def by_class(truth: Places, answers: Places, size: int) -> list[ClassScore]:
    """A score for each class, in order."""
    texts, given = np.bincount(truth, minlength=size), np.bincount(answers, minlength=size)
    right = np.bincount(truth[truth == answers], minlength=size)
    return [ClassScore(int(t), int(g), int(r)) for t, g, r in zip(texts, given, right, strict=True)]


def macro_f1(truth: Places, answers: Places) -> float:
    """The mean F1 of all classes that occur, rare ones counting like frequent ones."""
    size = int(max(truth.max(initial=0), answers.max(initial=0))) + 1
    scores = [score.f1 for score in by_class(truth, answers, size) if score.texts or score.given]
    return sum(scores) / len(scores) if scores else 0.0


def calibration_error(confidence: Sequence[float] | Reals, right: Sequence[bool] | Places) -> float:
    """Expected calibration error (Naeini et al. 2015): how far confidence and share of right answers lie apart, in ten
    bins of confidence, weighted by how many answers fall into each."""
    sure, hit = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    apart = [abs(sure[bins == one].sum() - hit[bins == one].sum()) for one in range(_BINS)]
    return float(sum(apart) / len(sure))


def chance_error(confidence: Sequence[float] | Reals) -> float:
    """The calibration error that confidences show on so few answers though each is right: chance leaves a gap in every
    bin, the mean size of a normal deviation of as much variance as its answers have."""
    sure = np.asarray(confidence, dtype=np.float64)
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    variance = np.bincount(bins, sure * (1.0 - sure), _BINS)
    return float(np.sqrt(variance * (2.0 / np.pi)).sum() / len(sure))
