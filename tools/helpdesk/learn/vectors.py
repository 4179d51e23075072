"""Texts as vectors: TF-IDF in each group of features, turned towards those that tell classes apart.

A feature's weight is its inverse document frequency (Spärck Jones 1972) times the log-odds ratio by which it speaks for
or against the class that it says most about (the ratio of Wang and Manning 2012, as a weight).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from helpdesk.learn.exact import Keys, Places, Reals, log2, rounded
from helpdesk.learn.features import WEIGHTS, Features

# A feature seen in one text only says nothing about the next.
_FEWEST_TEXTS = 2
_MOST_FEATURES = 1 << 18
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

    def vector(self, keys: Keys) -> Vector:
        """The group's part of a text's vector, of the length `share`."""
        found, counts = np.unique(keys, return_counts=True)
        if not len(self.keys) or not len(found):
            return Vector(np.zeros(0, np.int64), np.zeros(0))
        places = np.minimum(np.searchsorted(self.keys, found), len(self.keys) - 1)
        known = self.keys[places] == found
        places = places[known]
        values = rounded(_COUNTS[np.minimum(counts[known], len(_COUNTS)) - 1] * self.weights[places], _PLACES)
        length = np.sqrt((values * values).sum()) or 1.0
        return Vector(places + self.first, rounded(values * (self.share / length), _PLACES))


@dataclass(frozen=True)
class Vocabulary:
    """All groups."""

    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        return sum(len(group.keys) for group in self.groups)

    def vector(self, features: Features) -> Vector:
        """A text's vector, places ascending."""
        parts = [group.vector(keys) for group, keys in zip(self.groups, features, strict=True)]
        return Vector(np.concatenate([p.places for p in parts]), np.concatenate([p.values for p in parts]))

    def matrix(self, texts: Iterable[Features]) -> Matrix:
        """The vectors of texts as rows."""
        return stacked([self.vector(text) for text in texts], self.size)


def stacked(vectors: Sequence[Vector], width: int) -> Matrix:
    """Vectors as the rows of a sparse matrix."""
    ends = np.concatenate([[0], np.cumsum([len(vector.places) for vector in vectors])])
    places = np.concatenate([np.zeros(0, np.int64), *(vector.places for vector in vectors)])
    values = np.concatenate([np.zeros(0), *(vector.values for vector in vectors)])
    return sparse.csr_matrix((values, places.astype(np.int32), ends), shape=(len(vectors), width))


def vocabulary(texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int]) -> Vocabulary:
    """The features worth knowing. `classes` holds for each question every text's class (-1: not known), `sizes` how
    many classes it has."""
    found, first = [], 0
    for place, share in enumerate(WEIGHTS):
        group = _group([text[place] for text in texts], classes, sizes, first, share)
        found.append(group)
        first += len(group.keys)
    return Vocabulary(tuple(found))


def _group(texts: Sequence[Keys], classes: Sequence[Places], sizes: Sequence[int], first: int, share: float) -> Group:
    each = [np.unique(keys) for keys in texts]
    everything = np.concatenate([np.zeros(0, np.uint64), *each])
    keys, frequency = np.unique(everything, return_counts=True)
    fewest = _FEWEST_TEXTS
    if len(keys) > _MOST_FEATURES:
        fewest = max(fewest, int(np.sort(frequency)[-_MOST_FEATURES]))
    kept = frequency >= fewest
    keys, frequency = keys[kept], frequency[kept].astype(np.float64)
    idf = log2(np.asarray((1.0 + len(texts)) / (1.0 + frequency), np.float64)) * 0.6931471805599453 + 1.0
    if not len(keys):
        return Group(keys, idf, first, share)
    places = np.minimum(np.searchsorted(keys, everything), len(keys) - 1)
    known = keys[places] == everything
    rows = np.repeat(np.arange(len(each)), [len(one) for one in each])[known]
    there = sparse.csr_matrix((np.ones(len(rows)), (rows, places[known])), shape=(len(each), len(keys)))
    telling = sum((_telling(there, of, size) for of, size in zip(classes, sizes, strict=True)), np.zeros(len(keys)))
    # By their mean over all occurrences, so that the weights keep their scale.
    mean = (rounded(telling, 12) * frequency).sum() / frequency.sum() or 1.0
    by_class = _BY_CLASS * min(1.0, _MANY_CLASSES / max(sizes, default=1))
    return Group(keys, rounded(idf * ((1.0 - by_class) + by_class * (telling / mean)), 12), first, share)


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
