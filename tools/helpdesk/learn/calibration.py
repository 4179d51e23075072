"""How sure one may be: one temperature for all scores (Guo et al. 2017), then a rising curve from confidence to the
share of right answers (isotonic regression, Zadrozny and Elkan 2002), both from texts that were not trained on."""

from itertools import pairwise

import numpy as np

from helpdesk.learn.exact import Places, Reals, log2, rounded, shares

# Points of confidence and share of right answers, both rising.
Curve = tuple[tuple[float, float], ...]
_SHARPNESS: tuple[float, ...] = tuple(2.0 ** (step / 4) for step in range(-8, 25))
_TEXTS_PER_POINT = 60
_MOST_POINTS = 20
# So many texts that agree with the temperature alone are added to each point: few texts must not bend the curve.
_PRIOR = 10.0


def sharpest(scores: Reals, truth: Places) -> float:
    """The sharpness with which the probabilities of the right answers are highest."""

    def loss(sharp: float) -> float:
        right = shares(scores, sharp, places=20)[np.arange(len(truth)), truth]
        return float(rounded(-log2(np.maximum(right, 2.0**-14)), 12).sum())

    return float(min(_SHARPNESS, key=loss))


def curve_of(confidence: Reals, right: Places) -> Curve:
    """The curve of these answers; empty where there are too few to draw one."""
    points = min(len(confidence) // _TEXTS_PER_POINT, _MOST_POINTS)
    if points < 2:
        return ()
    order = np.argsort(confidence, kind="stable")
    pools: list[tuple[float, float, float]] = []
    for part in np.array_split(order, points):
        sure = float(rounded(confidence[part], 20).sum())
        mean = sure / len(part)
        pools.append((len(part) + _PRIOR, sure + _PRIOR * mean, float(right[part].sum()) + _PRIOR * mean))
        while len(pools) > 1 and pools[-2][2] * pools[-1][0] >= pools[-1][2] * pools[-2][0]:
            last, before = pools.pop(), pools.pop()
            pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return tuple((round(sure / texts, 6), round(hits / texts, 6)) for texts, sure, hits in pools)


def calibrated(confidence: float, curve: Curve) -> float:
    """A confidence on the curve, straight between its points and level beyond them."""
    if not curve:
        return confidence
    if confidence <= curve[0][0]:
        return curve[0][1]
    for (low, at_low), (high, at_high) in pairwise(curve):
        if confidence <= high:
            return at_low + (at_high - at_low) * ((confidence - low) / (high - low) if high > low else 1.0)
    return curve[-1][1]
