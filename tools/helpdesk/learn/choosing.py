"""Which of a few models suits a question, how far rare answers are preferred, and how sure it may be: decided on texts
held out from training, never on those it is judged by.

A model that is right most often neglects rare answers: each answer's log-probability gets a share of the logarithm of
how rare it is on top (logit adjustment, Menon et al. 2021). How large a share is the same for every question: what is
best on the texts held out is mostly chance. For the same reason models are compared by their mean over several shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpdesk.learn.calibration import Curve, curve_of, sharpest
from helpdesk.learn.exact import Places, Reals, log2, mixed, rounded, shares
from helpdesk.learn.features import Features
from helpdesk.learn.linear import Head, Kind, train, with_constant
from helpdesk.learn.measures import macro_f1
from helpdesk.learn.vectors import vectors_of

_FOLDS = 4
# Where there are many texts, a part of some of them tells enough.
_FEW_TEXTS, _MOST_TEXTS = 4000, 5000
# The fewer texts, the oftener a training goes over them; one of few answers too, which are harder to tell apart each
# from all the others together.
_ROUNDS_OF_FEW, _FEW = 12, 20_000
_ROUNDS, _ROUNDS_OF_MANY, _MANY_TEXTS = 6, 3, 8000
SCORE_PLACES = 16
# The first is taken unless another is better.
_KINDS = (Kind(0.25, 0.5), Kind(0.1, 0.5), Kind(0.5, 0.5))
_SHARES = (0.0, 0.2, 0.4, 0.6)
_SHARE = 0.4
# So many texts are added to each answer's own: a handful of them says little about how rare an answer is.
_ADDED = 10.0


@dataclass(frozen=True)
class Chosen:
    """The kind of model for a question, what is added to each answer's score, how sharp the scores are, and the curve
    from confidence to how often it is right."""

    kind: Kind
    offsets: Reals
    sharpness: float
    curve: Curve = ()


def rounds_for(texts: int, sizes: Sequence[int]) -> int:
    """How often a training of questions with so many answers goes over so many texts: many need it less."""
    if texts * max(sizes) <= _FEW:
        return _ROUNDS_OF_FEW
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
    known, vectors = vectors_of(learned, [given[rest] for given in classes], sizes)
    weights = train(vectors, heads, rounds_for(len(rest), sizes))
    every = np.asarray(with_constant(known.matrix([texts[place] for place in fold])) @ rounded(weights, SCORE_PLACES))
    ends = np.cumsum([head.size for head in heads])
    found = [every[:, end - head.size : end] for head, end in zip(heads, ends, strict=True)]
    return [found[first : first + len(_KINDS)] for first in range(0, len(found), len(_KINDS))]


def _best(by_kind: Sequence[Reals], truth: Places) -> Chosen:
    asked = truth >= 0
    rare, truth = rarity(truth[asked], by_kind[0].shape[1]), truth[asked]
    scored = [scores[asked] for scores in by_kind]
    sharp = [sharpest(scores, truth) for scores in scored]
    rated = [
        sum(macro_f1(truth, (scores + share / each * rare).argmax(axis=1)) for share in _SHARES)
        for scores, each in zip(scored, sharp, strict=True)
    ]
    kind = rated.index(max(rated))
    offsets = rounded(_SHARE / sharp[kind] * rare, SCORE_PLACES)
    scores = scored[kind] + offsets
    sharpness = sharpest(scores, truth)
    sure = shares(scores, sharpness)
    return Chosen(_KINDS[kind], offsets, sharpness, curve_of(sure.max(axis=1), sure.argmax(axis=1) == truth))


def rarity(classes: Places, size: int) -> Reals:
    """For each class how much rarer than all it is: the logarithm of how many texts there are to one of its own."""
    texts = np.bincount(classes, minlength=size).astype(np.float64) + _ADDED
    return rounded(log2(texts.sum() / texts) * 0.6931471805599453, 16)
