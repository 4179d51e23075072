"""Arithmetic that gives the same bits on every machine.

Two rules hold wherever a model is trained or asked: sums are over numbers with so few binary places that every sum is
exact, so that the order in which a machine adds, its vector width and its fused multiply-add make no difference; all
else is single additions, multiplications, divisions and square roots, which IEEE 754 rounds the same everywhere.
Logarithms and powers, which it does not, are worked out here from those.
"""

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

_LN2 = 0.6931471805599453
_TERMS = 9


def rounded(values: Reals, places: int) -> Reals:
    """`values` to that many binary places."""
    scale = float(1 << places)
    return np.asarray(np.rint(values * scale) / scale)


def log2(values: Reals) -> Reals:
    """Logarithms to base two of positive numbers, to about nine digits: atanh's series over the mantissa."""
    mantissa, exponent = np.frexp(values)
    low = mantissa < 0.7071067811865476
    mantissa = np.where(low, mantissa * 2.0, mantissa)
    exponent = np.where(low, exponent - 1, exponent)
    ratio = (mantissa - 1.0) / (mantissa + 1.0)
    square = ratio * ratio
    total = np.zeros_like(ratio)
    for term in range(_TERMS, -1, -1):
        total = total * square + 1.0 / (2 * term + 1)
    return np.asarray(exponent + (2.0 / _LN2) * (ratio * total))


def exp(values: Reals) -> Reals:
    """Powers of e of numbers down to -700, to about nine digits: Taylor's series below a half, then doublings."""
    twos = np.rint(np.maximum(values, -700.0) / _LN2)
    rest = np.maximum(values, -700.0) - twos * _LN2
    total = np.ones_like(rest)
    for term in range(12, 0, -1):
        total = total * rest / term + 1.0
    return np.asarray(np.ldexp(total, twos.astype(np.int64)))


def shares(scores: Reals, sharpness: float = 1.0, places: int = 16) -> Reals:
    """Each row's scores as probabilities (softmax) to that many binary places."""
    apart = rounded((scores - scores.max(axis=1, keepdims=True)) * sharpness, 20)
    powers = rounded(exp(apart), 20)
    return rounded(powers / powers.sum(axis=1, keepdims=True), places)


def mixed(keys: Keys, salt: int) -> Keys:
    """Keys as other keys, evenly spread (splitmix64, Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        found = keys + np.uint64((salt * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
        found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(found ^ (found >> np.uint64(31)))
