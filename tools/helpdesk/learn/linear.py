"""Linear models over sparse vectors, several side by side: minibatches with AdaGrad's steps (Duchi, Hazan and Singer
2011), few rounds over the texts being the regularisation.

All state is a number of few binary places and every sum is exact (`learn.exact`), so that the same texts give the same
model, bit for bit, on any machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import sparse

from helpdesk.learn.exact import Places, Reals, mixed, rounded, shares
from helpdesk.learn.vectors import Matrix

_WEIGHT_PLACES = 18
_SLOPE_PLACES = 14
_STEP_PLACES = 20
# Few texts need small batches, or the steps are too few; many need large ones, or they take too long.
_BATCHES = 20
_SMALLEST_BATCH, _LARGEST_BATCH = 64, 256
_FIRST_SQUARES = 0.01
_PULL = 0.0004  # L2 regularisation, on the scale of a step
_SCALE = 0.25


class Loss(StrEnum):
    """LOGISTIC over all classes at once, or each class against the rest by squared HINGE."""

    LOGISTIC = "logistic"
    HINGE = "hinge"


@dataclass(frozen=True)
class Head:
    """One model: which class each text has (-1: not known), out of how many; `balance` 0 lets every text count alike, 1
    every class; `rate` is the length of the first steps."""

    classes: Places
    size: int
    loss: Loss = Loss.LOGISTIC
    balance: float = 0.5
    rate: float = 0.2

    def counts(self) -> Reals:
        """What each text counts."""
        known = self.classes >= 0
        texts = np.bincount(self.classes[known], minlength=self.size).astype(np.float64)
        share = known.sum() / (self.size * np.maximum(texts, 1.0))
        # Half powers alone: a square root is rounded the same everywhere, a power is not.
        factor = {0.0: np.ones_like(share), 0.5: np.sqrt(share), 1.0: share}[self.balance]
        return np.where(known, rounded(factor, 8)[np.maximum(self.classes, 0)], 0.0)

    def slopes(self, scores: Reals, texts: Places, counts: Reals) -> Reals:
        """The loss's slope by each score."""
        classes = np.maximum(self.classes[texts], 0)
        rows = np.arange(len(texts))
        if self.loss is Loss.LOGISTIC:
            found = shares(scores, places=_SLOPE_PLACES)
            found[rows, classes] -= 1.0
            return rounded(found * counts[texts][:, None], _SLOPE_PLACES)
        sign = np.full(scores.shape, 1.0)
        sign[rows, classes] = -1.0
        weight = np.where(counts[texts] > 0, 1.0, 0.0)[:, None] * np.ones_like(scores)
        weight[rows, classes] = counts[texts]
        return rounded(sign * np.maximum(0.0, 1.0 + sign * scores) * weight, _SLOPE_PLACES)


@dataclass(frozen=True)
class _Batch:
    """Some texts, their vectors squeezed to the columns that occur in them."""

    texts: Places
    vectors: Matrix
    across: Matrix
    columns: Places


def train(vectors: Matrix, heads: Sequence[Head], rounds: int) -> Iterator[Reals]:
    """The weights after each round, summed over the rounds so far (Polyak's average, not yet divided): a row for each
    feature and one more, the constant; the columns are the heads' classes side by side. The same array each time,
    changed in place."""
    width = vectors.shape[1]
    size = sum(head.size for head in heads)
    weights, squares = np.zeros((width + 1, size)), np.full((width + 1, size), _FIRST_SQUARES)
    rates = np.concatenate([np.full(head.size, head.rate) for head in heads])
    counts = [head.counts() for head in heads]
    batches = list(_batches(with_constant(vectors)))
    total = np.zeros_like(weights)
    for turn in range(rounds):
        for place in np.argsort(mixed(np.arange(len(batches), dtype=np.uint64), 100 + turn), kind="stable"):
            batch = batches[int(place)]
            now, seen = weights[batch.columns], squares[batch.columns]
            slopes = _slopes(np.asarray(batch.vectors @ now), heads, counts, batch.texts)
            _step(now, seen, np.asarray(batch.across @ slopes), rates)
            weights[batch.columns], squares[batch.columns] = now, seen
        total += weights
        yield total


def _step(now: Reals, seen: Reals, steps: Reals, rates: Reals) -> None:
    """One of AdaGrad's steps, in place: most of the time of a training goes by here."""
    steps *= _SCALE
    steps += now * _PULL
    _round(steps, _STEP_PLACES)
    seen += steps * steps
    steps *= rates
    steps /= np.sqrt(seen)
    now -= steps
    _round(now, _WEIGHT_PLACES)


def _round(values: Reals, places: int) -> None:
    """To that many binary places, in place: beside a number this large a double has no places more."""
    large = 1.5 * 2.0 ** (52 - places)
    values += large
    values -= large


def _slopes(scores: Reals, heads: Sequence[Head], counts: Sequence[Reals], texts: Places) -> Reals:
    found, first = [], 0
    for head, count in zip(heads, counts, strict=True):
        found.append(head.slopes(scores[:, first : first + head.size], texts, count))
        first += head.size
    return np.concatenate(found, axis=1)


def with_constant(vectors: Matrix) -> Matrix:
    """The vectors with a last column that is the same for every text."""
    return sparse.hstack([vectors, np.full((vectors.shape[0], 1), 0.5)], format="csr")


def _batches(vectors: Matrix) -> Iterator[_Batch]:
    order = np.argsort(mixed(np.arange(vectors.shape[0], dtype=np.uint64), 99), kind="stable")
    size = min(max(len(order) // _BATCHES, _SMALLEST_BATCH), _LARGEST_BATCH)
    for start in range(0, len(order), size):
        texts = order[start : start + size]
        part = vectors[texts]
        columns, places = np.unique(part.indices, return_inverse=True)
        shape = (len(texts), len(columns))
        squeezed = sparse.csr_matrix((part.data, places.astype(np.int32), part.indptr), shape=shape)
        yield _Batch(texts, squeezed, squeezed.T.tocsr(), columns)
