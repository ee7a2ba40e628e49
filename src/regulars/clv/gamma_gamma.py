"""Gamma-Gamma: Fader, Hardie & Lee 2005 ("RFM and CLV"), and Fader & Hardie 2013 ("The Gamma-Gamma Model of Monetary Value").

An order's value is Gamma(p, nu), and nu ~ Gamma(q, v) over customers, independent of how often they buy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from regulars.clv.arrays import Floats, digamma, inner, log_gamma
from regulars.clv.spends import Spends


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Parameters p, q, v (money)."""

    p: float
    q: float
    v: float

    NAMES: ClassVar[tuple[str, ...]] = ("p", "q", "v")
    TIMED: ClassVar[tuple[str, ...]] = ("v",)
    # On values scaled to a geometric mean of 1.
    STARTS: ClassVar[tuple[tuple[float, ...], ...]] = ((2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1.0, 1.5, 1.0))

    def log_likelihood(self, given: Spends) -> Floats:
        """The log-likelihood of one customer of each row; all need x > 0 and a mean above 0. Fader & Hardie 2013, eq. 1a."""
        p, q, v, x, m = self.p, self.q, self.v, given.repeats, given.mean
        k = p * given.levels
        per_level = log_gamma(k + q) - log_gamma(k) - log_gamma(q) + q * np.log(v) + k * np.log(given.levels)
        result: Floats = per_level[given.level] + (p * x - 1.0) * given.log_mean - (p * x + q) * np.log(v + m * x)
        return result

    def gradient(self, given: Spends) -> Floats:
        """The derivative of the weighted total log-likelihood by the logarithm of each parameter."""
        p, q, v, x, m, w = self.p, self.q, self.v, given.repeats, given.mean, given.weight
        per_level = digamma(p * given.levels + q)
        psi, share = per_level[given.level], np.log(v + m * x)
        own = (np.log(given.levels) - digamma(p * given.levels))[given.level]
        by_p = inner(w, x * (psi + own + given.log_mean - share))
        by_q = inner(w, psi - digamma(q) + np.log(v) - share)
        by_v = inner(w, q / v - (p * x + q) / (v + m * x))
        return np.array([by_p * p, by_q * q, by_v * v])

    def mean_value(self, repeats: Floats, mean: Floats) -> Floats:
        """Expected value of an order of customers with x repeat orders of that mean value. Fader & Hardie 2013, eq. 5.

        The mean over all customers, p v / (q - 1), where x = 0. A mean below 0 counts as 0: the model knows no negative order.
        """
        return self.p * (self.v + repeats * np.maximum(mean, 0.0)) / (self.p * repeats + self.q - 1.0)

    def level_moments(self, repeats: Floats, mean: Floats, square: Floats) -> tuple[Floats, Floats]:
        """Of a customer's own mean order value z = p / nu given the history: the square of E[z], and E[z^2].

        Both are averages over customers with x repeat orders whose mean values average `mean` and whose squares average `square`.
        E[z^2] is infinite where p x + q <= 2.
        """
        p, q, v, x = self.p, self.q, self.v, repeats
        # nu given the history is Gamma(p x + q, v + m x); Fader & Hardie 2013, eq. 4.
        scale_square = p**2 * (v**2 + 2.0 * v * x * mean + x**2 * square)
        shape = p * x + q
        with np.errstate(divide="ignore"):
            second = np.where(shape > 2.0, scale_square / ((shape - 1.0) * np.maximum(shape - 2.0, 0.0)), np.inf)
        return scale_square / (shape - 1.0) ** 2, second
