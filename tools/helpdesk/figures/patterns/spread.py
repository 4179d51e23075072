"""How much people, or things, differ in how often they turn up, apart from chance."""

import math
from collections.abc import Sequence


class Spread:
    """The spread of a negative binomial by moments: variance = mean + spread * mean^2."""

    def __init__(self, counts: Sequence[int]) -> None:
        self._size, self._sum, self._squares = len(counts), sum(counts), sum(count * count for count in counts)

    @property
    def of_all(self) -> tuple[float, float]:
        """(mean, spread) of all."""
        whole = Spread(())
        whole._size, whole._sum, whole._squares = self._size + 1, self._sum, self._squares
        return whole.without(0)

    def without(self, count: int) -> tuple[float, float]:
        """(mean, spread) of all but one of that count, who is not to excuse themselves; (0, 0) of nobody."""
        size, total, squares = self._size - 1, self._sum - count, self._squares - count * count
        if size < 2 or not total:
            return 0.0, 0.0
        mean = total / size
        variance = (squares - size * mean * mean) / (size - 1)
        return mean, max(0.0, (variance - mean) / mean**2)

    def without_truncated(self, count: int) -> tuple[float, float]:
        """The same where nobody is known of whom there is none: of those who asked, how much all people differ."""
        size, total, squares = self._size - 1, self._sum - count, self._squares - count * count
        if size < 2 or not total:
            return 0.0, 0.0
        mean, rest = total / size, squares / total - 1  # of the whole: rest = mean * (1 + spread)
        low, high = 1e-9, min(mean, rest)
        for _ in range(60):
            middle = (low + high) / 2
            seen = middle / any_at_all(middle, max(rest / middle - 1, 0.0))
            low, high = (middle, high) if seen < mean else (low, middle)
        return high, max(rest / high - 1, 0.0) if high > 0 else 0.0


def any_at_all(mean: float, spread: float) -> float:
    """The share of whom there is one or more; `expm1`, as it is next to nothing where everybody asks once."""
    return -math.expm1(-mean if spread < 1e-9 else -math.log1p(spread * mean) / spread)
