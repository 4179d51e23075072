"""The middle and the tail of a set of values."""

import math
import statistics
from collections.abc import Sequence


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two in the middle; None of none."""
    return statistics.median(values) if values else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """Nearest rank: the smallest value that at least `share` of all do not exceed; None of none."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean, summed exactly so that the order does not matter; None of none."""
    return statistics.fmean(values) if values else None
