"""Array types and the special functions of this package, typed in one place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Terms of the power series of 2F1(1, b; c; z) before giving up; enough for z = 0.9995.
_MOST_TERMS = 100_000


def log_gamma(values: Floats) -> Floats:
    """The natural logarithm of the gamma function."""
    result: Floats = special.gammaln(values)
    return result


def digamma(values: Floats) -> Floats:
    """The derivative of `log_gamma`."""
    result: Floats = special.psi(values)
    return result


def logistic(values: Floats) -> Floats:
    """1 / (1 + exp(-values)) without overflow."""
    result: Floats = special.expit(values)
    return result


def hypergeometric(a: Floats | float, b: Floats | float, c: Floats | float, z: Floats) -> Floats:
    """Gauss's 2F1(a, b; c; z)."""
    result: Floats = special.hyp2f1(a, b, c, z)
    return result


def hypergeometric_one(b: Floats, c: Floats, z: Floats) -> Floats:
    """2F1(1, b; c; z) for b > 0, c > 0 and 0 <= z < 1: every term of its series is positive.

    scipy overflows inside for hundreds of orders at z near 1; those entries are summed term by term.
    """
    result = hypergeometric(1.0, b, c, z)
    lost = ~(np.isfinite(result) & (result >= 1.0))
    if lost.any():
        result = result.copy()
        result[lost] = _series_one(b[lost], c[lost], z[lost])
    return result


def _series_one(b: Floats, c: Floats, z: Floats) -> Floats:
    term = np.ones_like(z)
    total = np.ones_like(z)
    for k in range(_MOST_TERMS):
        term = term * ((b + k) / (c + k) * z)
        total += term
        # The ratio of terms only approaches z from below (or from above when b > c), so what is left is of order term / (1 - z).
        if np.all(term < 1e-15 * (1.0 - z) * total):
            return total
    return np.full_like(z, np.nan)


def frozen(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """The same array, closed for writing."""
    values.setflags(write=False)
    return values


def legendre_nodes(count: int) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss-Legendre quadrature on 0..1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1.0) / 2.0, weights / 2.0
