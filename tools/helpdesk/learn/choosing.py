"""Which of a few models suits a question, and how sure it may be: decided on texts held out from training, never on
those it is judged by."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from helpdesk.learn.calibration import Curve, curve_of, sharpest
from helpdesk.learn.exact import Places, Reals, mixed, rounded, shares
from helpdesk.learn.features import Features
from helpdesk.learn.linear import Head, Loss, train, with_constant
from helpdesk.learn.measures import macro_f1
from helpdesk.learn.vectors import vocabulary

_FOLDS = 4
# Where there are many texts, one fold of some of them tells enough.
_FEW_TEXTS, _MOST_TEXTS = 4000, 6000
_ROUNDS = (2, 4, 8)
_KINDS = ((Loss.LOGISTIC, 0.5), (Loss.HINGE, 0.5), (Loss.HINGE, 1.0))
_TOGETHER = ((0,), (1,), (2,), (1, 2), (0, 1, 2))
Part = tuple[Loss, float, float]


@dataclass(frozen=True)
class Chosen:
    """The rounds of training, and the kinds of models with their sharpness; several speak with equal weight. `curve`
    turns the confidence of all together into how often they are right."""

    rounds: int
    parts: tuple[Part, ...]
    curve: Curve = ()


# Macro-F1, minus how many models speak, the choice, its probabilities for the texts held out.
_Tried = tuple[float, int, Chosen, Reals]


@dataclass(frozen=True)
class _HeldOut:
    """Scores of texts that were not trained on, by question, rounds and kind; `texts` says which."""

    texts: Places
    scores: dict[tuple[int, int, int], Reals]


def choose(texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int]) -> list[Chosen]:
    """For each question the kind and rounds of the best macro-F1: logistic, unless another is clearly better."""
    held = _held_out(texts, classes, sizes)
    return [_best(held, question, given[held.texts]) for question, given in enumerate(classes)]


def _held_out(texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int]) -> _HeldOut:
    order = np.argsort(mixed(np.arange(len(texts), dtype=np.uint64), 7), kind="stable")[:_MOST_TEXTS]
    folds = [order[fold::_FOLDS] for fold in range(_FOLDS)]
    tried = folds if len(order) <= _FEW_TEXTS else folds[:1]
    scores: dict[tuple[int, int, int], list[Reals]] = {}
    for fold in tried:
        rest = np.setdiff1d(order, fold)
        for key, found in _scores(texts, classes, sizes, rest, fold).items():
            scores.setdefault(key, []).append(found)
    return _HeldOut(np.concatenate(tried), {key: np.concatenate(found) for key, found in scores.items()})


def _scores(
    texts: Sequence[Features], classes: Sequence[Places], sizes: Sequence[int], rest: Places, fold: Places
) -> dict[tuple[int, int, int], Reals]:
    heads = [
        Head(given[rest], size, loss, balance)
        for given, size in zip(classes, sizes, strict=True)
        for loss, balance in _KINDS
    ]
    learned = [texts[place] for place in rest]
    known = vocabulary(learned, [given[rest] for given in classes], sizes)
    asked = with_constant(known.matrix(texts[place] for place in fold))
    found = {}
    for turn, total in enumerate(train(known.matrix(learned), heads, max(_ROUNDS)), 1):
        if turn in _ROUNDS:
            every, first = np.asarray(asked @ rounded(total / turn, 16)), 0
            for place, head in enumerate(heads):
                key = (place // len(_KINDS), turn, place % len(_KINDS))
                found[key] = every[:, first : first + head.size]
                first += head.size
    return found


def _best(held: _HeldOut, question: int, truth: Places) -> Chosen:
    known = truth >= 0
    tried: list[_Tried] = []
    for rounds in _ROUNDS:
        parts, each = [], []
        for kind, (loss, balance) in enumerate(_KINDS):
            scores = held.scores[question, rounds, kind][known]
            sharp = sharpest(scores, truth[known])
            parts.append((loss, balance, sharp))
            each.append(shares(scores, sharp))
        for which in _TOGETHER:
            together = np.asarray(sum(each[kind] for kind in which)) / len(which)
            score = round(macro_f1(truth[known], together.argmax(axis=1)), 3)
            tried.append((score, -len(which), Chosen(rounds, tuple(parts[kind] for kind in which)), together))
    *_, best, together = _simplest_of_the_best(tried, int(known.sum()))
    return replace(best, curve=curve_of(together.max(axis=1), together.argmax(axis=1) == truth[known]))


def _simplest_of_the_best(tried: Sequence[_Tried], texts: int) -> _Tried:
    """The best logistic model, if no other is better by more than a standard error (Breiman et al. 1984)."""
    best = max(tried, key=lambda one: one[:2])
    error = math.sqrt(max(best[0] * (1.0 - best[0]), 0.0) / max(texts, 1))
    simple = max((one for one in tried if _is_simple(one[2])), key=lambda one: one[:2])
    return simple if simple[0] >= best[0] - error else best


def _is_simple(chosen: Chosen) -> bool:
    return [loss for loss, *_ in chosen.parts] == [Loss.LOGISTIC]
