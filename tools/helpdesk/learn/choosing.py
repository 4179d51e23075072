"""Which of a few models suits a question, how far rare answers are preferred, and how sure it may be: decided on texts
held out from training, never on those it is judged by.

A model that is right most often neglects rare answers. Each answer's score gets `lean` times the logarithm of how rare
it is on top (logit adjustment, Menon et al. 2021) where that makes macro-F1 better on the texts held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpdesk.learn.calibration import Curve, curve_of, sharpest
from helpdesk.learn.exact import Places, Reals, log2, mixed, rounded, shares
from helpdesk.learn.features import Features
from helpdesk.learn.linear import Head, Kind, train, with_constant
from helpdesk.learn.measures import macro_f1
from helpdesk.learn.vectors import vocabulary

_FOLDS = 4
# Where there are many texts, a part of some of them tells enough.
_FEW_TEXTS, _MOST_TEXTS = 4000, 5000
_ROUNDS, _ROUNDS_OF_MANY, _MANY_TEXTS = 6, 3, 8000
SCORE_PLACES = 16
# The first is taken unless another is better.
_KINDS = (Kind(0.25, 0.5), Kind(0.1, 0.5), Kind(0.5, 0.5))
_LEANS = tuple(step / 50 for step in range(6))


@dataclass(frozen=True)
class Chosen:
    """The kind of model for a question, what is added to each answer's score, how sharp the scores are, and the curve
    from confidence to how often it is right."""

    kind: Kind
    offsets: Reals
    sharpness: float
    curve: Curve = ()


def rounds_for(texts: int) -> int:
    """How often a training goes over so many texts: many need it less."""
    return _ROUNDS if texts <= _MANY_TEXTS else _ROUNDS_OF_MANY


def choose(texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int]) -> list[Chosen]:
    """For each question the kind of the best macro-F1."""
    order = np.argsort(mixed(np.arange(len(texts), dtype=np.uint64), 7), kind="stable")[:_MOST_TEXTS]
    folds = [order[fold::_FOLDS] for fold in range(_FOLDS)]
    tried = folds if len(order) <= _FEW_TEXTS else folds[:1]
    parts = [_scores(texts, classes, sizes, np.setdiff1d(order, fold), fold) for fold in tried]
    held = np.concatenate(tried)
    return [
        _best([np.concatenate([part[question][kind] for part in parts]) for kind in range(len(_KINDS))], given[held])
        for question, given in enumerate(classes)
    ]


def _scores(
    texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int], rest: Places, fold: Places
) -> list[list[Reals]]:
    """The scores of the fold's texts, trained on the rest: by question and kind."""
    heads = [Head(given[rest], size, kind) for given, size in zip(classes, sizes, strict=True) for kind in _KINDS]
    learned = [texts[place] for place in rest]
    known = vocabulary(learned, [given[rest] for given in classes], sizes)
    weights = train(known.matrix(learned), heads, rounds_for(len(texts)))
    every = np.asarray(with_constant(known.matrix([texts[place] for place in fold])) @ rounded(weights, SCORE_PLACES))
    ends = np.cumsum([head.size for head in heads])
    found = [every[:, end - head.size : end] for head, end in zip(heads, ends, strict=True)]
    return [found[first : first + len(_KINDS)] for first in range(0, len(found), len(_KINDS))]


def _best(by_kind: Sequence[Reals], truth: Places) -> Chosen:
    known = truth >= 0
    rare = rarity(truth[known], by_kind[0].shape[1])
    kind, lean, most = 0, 0.0, -1.0
    for place, given in enumerate(by_kind):
        rated = [macro_f1(truth[known], (given[known] + each * rare).argmax(axis=1)) for each in _LEANS]
        for step, each in enumerate(_LEANS):
            # What is good only just here and not beside it is chance.
            around = rated[max(step - 1, 0) : step + 2]
            if (mean := sum(around) / len(around)) > most:
                kind, lean, most = place, each, mean
    scores = by_kind[kind][known] + lean * rare
    sharpness = sharpest(scores, truth[known])
    sure = shares(scores, sharpness)
    return Chosen(_KINDS[kind], lean * rare, sharpness, curve_of(sure.max(axis=1), sure.argmax(axis=1) == truth[known]))


def rarity(classes: Places, size: int) -> Reals:
    """For each class how much rarer than all it is: the logarithm of how many texts there are to one of its own."""
    texts = np.bincount(classes, minlength=size).astype(np.float64) + 0.5
    return rounded(log2(texts.sum() / texts) * 0.6931471805599453, 16)
