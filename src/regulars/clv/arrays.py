"""Array types and the special functions of this package, typed in one place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Terms of a power series before giving up; enough for z = 0.998.
_MOST_TERMS = 20_000
# From this c on scipy overflows inside at z above 0.9, and the power series converges fast.
_LARGE_C = 40.0
# Within a band of z the continued fraction has as many levels as its upper end needs.
_BANDS = (0.3, 0.7, 0.9, 0.97, 0.99, 0.997, 0.999)
_NEAREST = 0.99999
_DIGITS = 37.0  # e^-37 is below rounding
# Counts of a larger mean are not added up one by one.
_LARGE_MEAN = 30.0
_FEW_FREEDOM, _LOW_LEVEL = 3.0, 0.3


def inner(weights: Floats, values: Floats) -> float:
    """The sum of weights x values, added in pairs: more exact than a threaded dot product, and the same on every machine."""
    return float((weights * values).sum())


def log_gamma(values: Floats | float) -> Floats:
    """The natural logarithm of the gamma function."""
    result: Floats = special.gammaln(values)
    return result


def digamma(values: Floats | float) -> Floats:
    """The derivative of `log_gamma`."""
    result: Floats = special.psi(values)
    return result


def logistic(values: Floats) -> Floats:
    """1 / (1 + exp(-values)) without overflow."""
    result: Floats = special.expit(values)
    return result


def hypergeometric(a: float, b: Floats | float, c: Floats, z: Floats) -> Floats:
    """Gauss's 2F1(a, b; c; z) for c > 0 and 0 <= z < 1; NaN where neither scipy nor the power series can tell."""
    upper: Floats = np.broadcast_to(np.asarray(b, dtype=np.float64), c.shape)
    with np.errstate(all="ignore"):
        result: Floats = np.array(special.hyp2f1(a, upper, c, z), dtype=np.float64)
    by_series = ~np.isfinite(result) | ((c > _LARGE_C) & (z > 0.9) & (np.abs(upper) < c / 2.0))
    if by_series.any():
        result[by_series] = _power_series(a, upper[by_series], c[by_series], z[by_series])
    return result


def hypergeometric_one(b: Floats, c: Floats, z: Floats) -> Floats:
    """Gauss's 2F1(1, b; c; z) for c > b > 0 and 0 <= z < 1, by his continued fraction: all its terms are positive."""
    result = np.full_like(z, np.nan)
    below = 0.0
    for above in _BANDS:
        band = (z >= below) & (z < above)
        if band.any():
            result[band] = _fraction(b[band], c[band], z[band], above)
        below = above
    rest = z >= below
    if rest.any():
        result[rest] = _nearest_one(b[rest], c[rest], z[rest])
    return result


def _fraction(b: Floats, c: Floats, z: Floats, most: float) -> Floats:
    # Every level shrinks what is left by this factor or more at the largest z (van Vleck; large c shrink it faster).
    root = np.sqrt(1.0 - most)
    levels = int(np.ceil(_DIGITS / np.log((1.0 + root) / (1.0 - root)))) // 2 + 1
    value = np.ones_like(z)
    for k in range(levels, -1, -1):
        two = c + 2.0 * k
        value = 1.0 - (k + 1.0) * (c - b + k) / (two * (two + 1.0)) * z / value
        value = 1.0 - (b + k) * (c - 1.0 + k) / ((two - 1.0) * two) * z / value
    return 1.0 / value


def _nearest_one(b: Floats, c: Floats, z: Floats) -> Floats:
    # Here scipy is faster than so many levels, and overflows for hundreds of orders, where the fraction converges early.
    with np.errstate(all="ignore"):
        result: Floats = np.array(special.hyp2f1(1.0, b, c, z), dtype=np.float64)
    lost = ~np.isfinite(result)
    if lost.any():
        result[lost] = _fraction(b[lost], c[lost], z[lost], _NEAREST)
    return result


def _power_series(a: float, b: Floats, c: Floats, z: Floats) -> Floats:
    term, total, settled = np.ones_like(z), np.ones_like(z), np.zeros(len(z), dtype=bool)
    for k in range(_MOST_TERMS):
        ratio = (a + k) * (b + k) / ((c + k) * (1.0 + k)) * z
        term = term * ratio
        total += term
        # Past the first terms the ratio tends to z steadily, so what is left is at most about term / (1 - max(ratio, z)).
        rest = np.abs(term) / (1.0 - np.minimum(np.maximum(np.abs(ratio), z), 1.0 - 1e-9))
        settled = rest < 1e-15 * np.abs(total)
        if np.all(settled | ~np.isfinite(total)):
            break
    return np.where(settled, total, np.nan)


def legendre_nodes(count: int) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss-Legendre quadrature on 0..1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1.0) / 2.0, weights / 2.0


def negative_binomial_quantile(mean: Floats, variance: Floats, index: Ints, level: Floats) -> Floats:
    """Per row i the smallest k with P(K <= k) >= level[i], K being negative binomial with that mean and variance at index[i].

    The variance is above the mean. Rows share few different distributions, whose probabilities are added up once for all of them.
    """
    with np.errstate(all="ignore"):
        size, stays = mean**2 / (variance - mean), mean / variance
        probability = np.where(mean > 0.0, np.exp(size * np.log(stays)), 1.0)
    result = np.zeros(len(index))
    large = mean[index] > _LARGE_MEAN
    of_large = index[large]
    result[large] = np.ceil(special.nbdtrik(level[large], size[of_large], stays[of_large]))
    below, k = probability, 0
    rows = np.flatnonzero(~large)
    while len(rows := rows[level[rows] > below[index[rows]]]):
        result[rows] += 1.0
        with np.errstate(all="ignore"):
            probability = probability * np.where(mean > 0.0, (k + size) / (k + 1.0) * (1.0 - stays), 0.0)
        below, k = below + probability, k + 1
    return result


def gamma_ratio_quantile(upper: Floats, lower: Floats, level: Floats) -> Floats:
    """The quantile of a Gamma(upper) variable by an independent Gamma(lower) one, both of scale 1.

    Paulson 1942 ("An Approximate Normalization of the Analysis of Variance Distribution"), within 3 % where it is used; for few
    degrees of freedom or a low level the incomplete beta function, which takes thirty times as long.
    """
    normal: Floats = special.ndtri(level)
    by_upper, by_lower = 1.0 / (9.0 * upper), 1.0 / (9.0 * lower)
    square = (1.0 - by_lower) ** 2 - normal**2 * by_lower
    half = (1.0 - by_upper) * (1.0 - by_lower)
    rest = (1.0 - by_upper) ** 2 - normal**2 * by_upper
    with np.errstate(all="ignore"):
        root = (half + np.sign(normal) * np.sqrt(half**2 - square * rest)) / square
        result: Floats = root**3 * upper / lower
    exactly = (lower < _FEW_FREEDOM) | (upper < 0.5) | (level < _LOW_LEVEL) | ~np.isfinite(result)
    share = special.betaincinv(upper[exactly], lower[exactly], level[exactly])
    result[exactly] = share / np.maximum(1.0 - share, np.finfo(np.float64).tiny)
    return result
