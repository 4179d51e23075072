"""How likely an article answers a text: what was learned once from others' questions, corrected by a desk's own.

The prior is a logistic regression on three things that mean the same on every desk: how much of what the text says the
article says too (by inverse document frequency), how far it stands above the next one, and how far below the best. It
was fitted to four public collections of questions, each asked twice, with its answer among the articles and without.
A desk corrects it by two numbers (Platt 1999), which are drawn towards no correction: few answers must not move it far.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from helpdesk.model.rules.desk import ArticleChances

_CONSTANT, _BY_COVERAGE, _BY_LEAD, _BY_DISTANCE = -2.65, 0.27, 3.41, 3.31
# Where nothing else matched, nothing stands against it and nothing speaks for it either.
_ALONE = 0.5
_MOST_REPEATED = 3
_NEVER_SURE = 0.01
# As many answers as say as much as the prior does.
_DOUBT_SHIFT, _DOUBT_SLOPE = 1.0, 0.25
# With fewer answers that were right a desk says nothing about the rest.
FEWEST_RIGHT = 10
_STEPS = 25


def rarity(every: int, having: int) -> float:
    """Inverse document frequency, never negative (Robertson and Zaragoza 2009)."""
    return math.log(1.0 + (every - having + 0.5) / (having + 0.5))


def weights(said: Mapping[str, int], rarities: Mapping[str, float]) -> dict[str, float]:
    """How much each word of a text weighs: rare ones more, and those that are said again."""
    return {word: rarities[word] * min(times, _MOST_REPEATED) for word, times in said.items()}


def coverage(weighing: Mapping[str, float], shared: Iterable[str]) -> float:
    """How much of what a text says (see `weights`) an article says too, 0 to 1."""
    whole = sum(weighing.values())
    return sum(weighing[word] for word in shared) / whole if whole > 0 else 0.0


def prior(covered: float, score: float, following: float | None, best: float) -> float:
    """The chance by the shipped numbers: `following` is the next one's score, None where there is none."""
    covered = min(max(covered, _NEVER_SURE), 1.0 - _NEVER_SURE)
    lead = _ALONE if following is None else min(score / following - 1.0, 1.0) if following > 0 else 1.0
    said = _CONSTANT + _BY_COVERAGE * _odds(covered) + _BY_LEAD * lead
    return _share(said + _BY_DISTANCE * (score / best - 1.0 if best > 0 else 0.0))


def corrected(chance: float, by: ArticleChances) -> float:
    """The chance as a desk corrects it, rounded as it is shown."""
    return round(_share(by.shift + by.slope * _odds(chance)), 4)


def learned(answers: Sequence[tuple[float, bool]]) -> ArticleChances | None:
    """The correction that a desk's own answers ask for, each the prior's chance and whether it was right; None where
    too few were right. Newton's method on a concave likelihood; rounded to what is worth writing down."""
    if sum(right for _, right in answers) < FEWEST_RIGHT:
        return None
    points = [(_odds(chance), float(right)) for chance, right in answers]
    shift, slope = 0.0, 1.0
    for _ in range(_STEPS):
        first, second = -shift / _DOUBT_SHIFT**2, -(slope - 1.0) / _DOUBT_SLOPE**2
        a, b, c = 1.0 / _DOUBT_SHIFT**2, 0.0, 1.0 / _DOUBT_SLOPE**2
        for odds, right in points:
            share = _share(shift + slope * odds)
            weight = share * (1.0 - share)
            first, second = first + right - share, second + (right - share) * odds
            a, b, c = a + weight, b + weight * odds, c + weight * odds * odds
        whole = a * c - b * b
        shift, slope = shift + (c * first - b * second) / whole, slope + (a * second - b * first) / whole
    # Never the other way round: what the prior holds for likelier stays so.
    return ArticleChances(shift=round(shift, 2), slope=round(max(slope, 0.2), 2))


def _odds(chance: float) -> float:
    chance = min(max(chance, 1e-4), 1.0 - 1e-4)
    return math.log(chance / (1.0 - chance))


def _share(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(odds, -30.0), 30.0)))
