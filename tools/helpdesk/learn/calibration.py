"""How sure one may be: one temperature for all scores (Guo et al. 2017), then a rising curve of steps from
confidence to the share of right answers (isotonic regression, Zadrozny and Elkan 2002), both from texts that were not
trained on."""

import numpy as np

from helpdesk.learn.exact import Places, Reals, log2, rounded, shares

# From which confidence on which share of answers is right, both rising.
Curve = tuple[tuple[float, float], ...]
_SHARPNESS: tuple[float, ...] = tuple(2.0 ** (step / 4) for step in range(-8, 25))
# A step of the curve rests on so many texts: the finer it is drawn, the more of it is chance.
_TEXTS_PER_STEP = 300
_FEWEST_STEPS, _MOST_STEPS = 2, 16
_FEWEST_TEXTS = 200
# So many texts that agree with the temperature alone are added to each step: few texts must not bend the curve.
_PRIOR = 10.0


def sharpest(scores: Reals, truth: Places) -> float:
    """The sharpness with which the probabilities of the right answers are highest."""

    def loss(sharp: float) -> float:
        right = shares(scores, sharp, places=20)[np.arange(len(truth)), truth]
        return float(rounded(-log2(np.maximum(right, 2.0**-14)), 12).sum())

    # The loss has one valley (it is convex in the sharpness): halve where it lies.
    low, high = 0, len(_SHARPNESS) - 1
    while low < high:
        middle = (low + high) // 2
        if loss(_SHARPNESS[middle]) <= loss(_SHARPNESS[middle + 1]):
            high = middle
        else:
            low = middle + 1
    return _SHARPNESS[low]


def curve_of(confidence: Reals, right: Places) -> Curve:
    """The curve of these answers; empty where there are too few to draw one."""
    if len(confidence) < _FEWEST_TEXTS:
        return ()
    steps = min(max(len(confidence) // _TEXTS_PER_STEP, _FEWEST_STEPS), _MOST_STEPS)
    order = np.argsort(confidence, kind="stable")
    pools: list[tuple[float, float, float]] = []
    for part in np.array_split(order, steps):
        mean = float(rounded(confidence[part], 20).sum()) / len(part)
        pools.append((float(confidence[part[0]]), len(part) + _PRIOR, float(right[part].sum()) + _PRIOR * mean))
        while len(pools) > 1 and pools[-2][2] * pools[-1][1] >= pools[-1][2] * pools[-2][1]:
            last, before = pools.pop(), pools.pop()
            pools.append((before[0], before[1] + last[1], before[2] + last[2]))
    return tuple((round(start, 6), round(hits / texts, 6)) for start, texts, hits in pools)


def calibrated(confidence: float, curve: Curve) -> float:
    """The share of right answers on the step that a confidence lies on."""
    if not curve:
        return confidence
    found = curve[0][1]
    for start, share in curve:
        if confidence < start:
            break
        found = share
    return found
