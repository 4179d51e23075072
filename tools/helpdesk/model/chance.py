"""How likely chance alone makes as many: exact upper tails of counts, by summing their terms."""

import math
from collections.abc import Callable

_TINY = 1e-18


def poisson_tail(count: int, mean: float) -> float:
    """P(X >= count) of a Poisson variable."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    return _tail(count, mean, math.inf, lambda k: k * math.log(mean) - mean - math.lgamma(k + 1))


def binomial_tail(count: int, trials: int, share: float) -> float:
    """P(X >= count) of so many trials, each with the chance `share`."""
    if count <= 0 or share >= 1:
        return 1.0
    if count > trials or share <= 0:
        return 0.0
    whole, log_in, log_out = math.lgamma(trials + 1), math.log(share), math.log1p(-share)

    def log_term(k: int) -> float:
        ways = whole - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return ways + k * log_in + (trials - k) * log_out

    return _tail(count, trials * share, trials, log_term)


def hypergeometric_tail(count: int, drawn: int, marked: int, total: int) -> float:
    """P(X >= count) of so many drawn from `total` of which some are marked: Fisher's exact test, one-sided."""
    if count <= max(0, drawn + marked - total):
        return 1.0
    most = min(drawn, marked)
    if count > most:
        return 0.0
    whole = _log_ways(total, drawn)

    def log_term(k: int) -> float:
        return _log_ways(marked, k) + _log_ways(total - marked, drawn - k) - whole

    return _tail(count, drawn * marked / total, most, log_term, max(0, drawn + marked - total))


def _log_ways(of: int, chosen: int) -> float:
    return math.lgamma(of + 1) - math.lgamma(chosen + 1) - math.lgamma(of - chosen + 1)


def negative_binomial_tail(count: int, mean: float, spread: float) -> float:
    """P(X >= count) where the variance is mean + spread * mean^2: counts of people who differ (a gamma of rates)."""
    if count <= 0:
        return 1.0
    if spread <= 1e-9 or mean <= 0:
        return poisson_tail(count, mean)
    size = 1 / spread
    share = mean / (mean + size)
    first = size * math.log1p(-share) - math.lgamma(size)

    def log_term(k: int) -> float:
        return first + math.lgamma(k + size) - math.lgamma(k + 1) + k * math.log(share)

    return _tail(count, mean, math.inf, log_term)


def _tail(count: int, mean: float, most: float, log_term: Callable[[int], float], least: int = 0) -> float:
    """Sum from the side that falls off: upward beyond the mean, else what is left of the terms below."""
    if count <= mean:
        return max(0.0, 1.0 - math.fsum(math.exp(log_term(k)) for k in range(least, count)))
    total, k, term = 0.0, count, math.exp(log_term(count))
    while k <= most and term > total * _TINY:
        total += term
        k += 1
        if k <= most:
            term = math.exp(log_term(k))
    return min(total, 1.0)
