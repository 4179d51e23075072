"""Texts as vectors: TF-IDF in each group of features, turned towards those that tell classes apart.

A feature's weight is its inverse document frequency (Spärck Jones 1972) times the log-odds ratio by which it speaks for
or against the class that it says most about (the ratio of Wang and Manning 2012, as a weight).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from helpdesk.learn.exact import Keys, Places, Reals, log2, rounded
from helpdesk.learn.features import WEIGHTS, Features

# A feature seen in one text only says nothing about the next.
_FEWEST_TEXTS = 2
_MOST_FEATURES = 1 << 17
_SMOOTHING = 0.3
# How far a weight follows the classes rather than the frequency alone; where there are many classes, the largest of so
# many ratios is mostly chance.
_BY_CLASS = 0.7
_MANY_CLASSES = 8
# Values have this many binary places, so that sums over them are exact.
_PLACES = 10
_COUNTS = rounded(1.0 + log2(np.arange(1, 2049, dtype=np.float64)) * 0.6931471805599453, 16)
# scipy has no types of its own.
Matrix: TypeAlias = Any


@dataclass(frozen=True)
class Vector:
    """The places of a text's known features and their values."""

    places: Places
    values: Reals


@dataclass(frozen=True)
class Group:
    """The features of one group that are known, sorted, and their weights; `first` is where they stand in a vector."""

    keys: Keys
    weights: Reals
    first: int
    share: float

    def matrix(self, texts: Sequence[Keys]) -> Matrix:
        """The group's part of the texts' vectors as rows, each of the length `share`."""
        rows, places = self._known(texts)
        return self.weighted(*_counted(rows * max(len(self.keys), 1) + places), len(texts))

    def weighted(self, pairs: Places, counts: Places, texts: int) -> Matrix:
        """As `matrix`, of so many texts: `pairs` are text times width plus place, sorted, and how often each occurs."""
        width = max(len(self.keys), 1)
        rows, places = pairs // width, pairs % width
        values = rounded(_COUNTS[np.minimum(counts, len(_COUNTS)) - 1] * self.weights[places], _PLACES)
        length = np.sqrt(np.bincount(rows, values * values, texts))
        values = rounded(values * (self.share / np.where(length > 0, length, 1.0))[rows], _PLACES)
        ends = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=texts))])
        return sparse.csr_matrix((values, places.astype(np.int32), ends), shape=(texts, len(self.keys)))

    def _known(self, texts: Sequence[Keys]) -> tuple[Places, Places]:
        """The text and the place of each occurrence of a known feature."""
        everything = np.concatenate([np.zeros(0, np.uint64), *texts])
        rows = np.repeat(np.arange(len(texts)), [len(keys) for keys in texts])
        if not len(self.keys):
            return rows[:0], rows[:0]
        places = np.minimum(np.searchsorted(self.keys, everything), len(self.keys) - 1)
        known = self.keys[places] == everything
        return rows[known], places[known]


@dataclass(frozen=True)
class Vocabulary:
    """All groups."""

    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        return sum(len(group.keys) for group in self.groups)

    def vector(self, features: Features) -> Vector:
        """A text's vector, places ascending."""
        row = self.matrix([features])
        return Vector(row.indices.astype(np.int64), row.data)

    def matrix(self, texts: Sequence[Features]) -> Matrix:
        """The vectors of texts as rows."""
        parts = [group.matrix([text[place] for text in texts]) for place, group in enumerate(self.groups)]
        return sparse.hstack(parts, format="csr")


def vectors_of(texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int]) -> tuple[Vocabulary, Matrix]:
    """The features worth knowing, and the texts' own vectors by them. `classes` holds for each question every text's
    class (-1: not known), `sizes` how many classes it has."""
    found: list[Group] = []
    parts: list[Matrix] = []
    for place, share in enumerate(WEIGHTS):
        first = sum(len(group.keys) for group in found)
        group, part = _group([text[place] for text in texts], classes, sizes, first, share)
        found.append(group)
        parts.append(part)
    return Vocabulary(tuple(found)), sparse.hstack(parts, format="csr")


def _group(
    texts: Sequence[Keys], classes: Sequence[Places], sizes: Sequence[int], first: int, share: float
) -> tuple[Group, Matrix]:
    keys, pairs, counts = _occurring(texts)
    width = max(len(keys), 1)
    frequency = np.bincount(pairs % width, minlength=len(keys))
    fewest = _FEWEST_TEXTS
    if len(keys) > _MOST_FEATURES:
        fewest = max(fewest, int(np.sort(frequency)[-_MOST_FEATURES]))
    kept = frequency >= fewest
    of_kept = kept[pairs % width]
    rows, places, counts = pairs[of_kept] // width, (np.cumsum(kept) - 1)[pairs[of_kept] % width], counts[of_kept]
    keys, frequency = keys[kept], frequency[kept].astype(np.float64)
    idf = log2(np.asarray((1.0 + len(texts)) / (1.0 + frequency), np.float64)) * 0.6931471805599453 + 1.0
    if len(keys):
        there = sparse.csr_matrix((np.ones(len(rows)), (rows, places)), shape=(len(texts), len(keys)))
        telling = sum((_telling(there, of, size) for of, size in zip(classes, sizes, strict=True)), np.zeros(len(keys)))
        # By their mean over all occurrences, so that the weights keep their scale.
        mean = (rounded(telling, 12) * frequency).sum() / frequency.sum() or 1.0
        by_class = _BY_CLASS * min(1.0, _MANY_CLASSES / max(sizes, default=1))
        idf = rounded(idf * ((1.0 - by_class) + by_class * (telling / mean)), 12)
    group = Group(keys, idf, first, share)
    return group, group.weighted(rows * max(len(keys), 1) + places, counts, len(texts))


def _occurring(texts: Sequence[Keys]) -> tuple[Keys, Places, Places]:
    """All features, sorted; which text has which (text times the number of features plus place, sorted); how often."""
    everything = np.concatenate([np.zeros(0, np.uint64), *texts])
    rows = np.repeat(np.arange(len(texts)), [len(keys) for keys in texts])
    keys, places = np.unique(everything, return_inverse=True)
    return keys, *_counted(rows * max(len(keys), 1) + places)


def _counted(values: Places) -> tuple[Places, Places]:
    """The different values, sorted, and how often each occurs. Sorted, not `np.unique`, whose hash table is slow for
    millions."""
    values = np.sort(values)
    first = np.flatnonzero(np.diff(values, prepend=-1) > 0)
    return values[first], np.diff(first, append=len(values))


def _telling(there: Matrix, classes: Places, size: int) -> Reals:
    """For each feature the largest log-odds ratio, for or against, that it has for any class of one question."""
    asked = np.flatnonzero(classes >= 0)
    ones = sparse.csr_matrix((np.ones(len(asked)), (asked, classes[asked])), shape=(len(classes), size))
    most = np.zeros(there.shape[1])
    counts, texts = np.asarray((there.T @ ones).todense()), np.asarray(ones.sum(axis=0)).ravel()
    every = counts.sum(axis=1)
    for one in range(size):
        within = (counts[:, one] + _SMOOTHING) / (texts[one] + 2 * _SMOOTHING)
        without = (every - counts[:, one] + _SMOOTHING) / (len(asked) - texts[one] + 2 * _SMOOTHING)
        most = np.maximum(most, np.abs(log2(within / without)))
    return rounded(most, 12)
