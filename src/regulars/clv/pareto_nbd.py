"""Pareto/NBD: Schmittlein, Morrison & Colombo 1987, Management Science 33(1); derivations in Fader & Hardie 2005.

A customer buys at rate lambda ~ Gamma(r, alpha) and leaves at rate mu ~ Gamma(s, beta), at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from regulars.clv.arrays import Floats, hypergeometric_one, legendre_nodes, log_gamma, logistic
from regulars.clv.histories import Histories, Pairs

_NODES = 32


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """Parameters r, alpha (time), s, beta (time) of Pareto/NBD."""

    r: float
    alpha: float
    s: float
    beta: float

    NAMES: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")
    TIMED: ClassVar[tuple[str, ...]] = ("alpha", "beta")
    STARTS: ClassVar[tuple[tuple[float, ...], ...]] = ((1.0, 1.0, 1.0, 1.0), (0.5, 0.3, 0.5, 0.4), (2.0, 0.5, 0.3, 5.0))

    def log_likelihood(self, given: Histories) -> Floats:
        """The log-likelihood of one customer of each row, in orders per unit of time.

        Fader & Hardie 2005 ("A Note on Deriving the Pareto/NBD Model"), eq. 18.
        """
        active, left = self._terms(given)
        x = given.at_last.repeats
        common = log_gamma(self.r + x) - log_gamma(self.r) + self.r * np.log(self.alpha) + self.s * np.log(self.beta)
        result: Floats = common[given.at_last.index] + np.logaddexp(active[given.at_age.index], left)
        return result

    def gradient(self, given: Histories) -> None:
        """None: a hypergeometric function has no closed derivative by its parameters; differences are taken instead."""
        del given

    def p_alive(self, given: Histories) -> Floats:
        """P(alive) at T of a customer of each row; Fader & Hardie 2005, eq. 36 and 37."""
        active, left = self._terms(given)
        return logistic(active[given.at_age.index] - left)

    def orders_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """Expected orders in (T, T + horizon] of a customer who is alive at T; Fader & Hardie 2005, eq. 41 without P(alive)."""
        until = np.log1p(horizon / (self.beta + pairs.time))
        # (1 - e^(-(s - 1) y)) / (s - 1), which is y at s = 1.
        lasting = until if self.s == 1.0 else -np.expm1(-(self.s - 1.0) * until) / (self.s - 1.0)
        return (self.r + pairs.repeats) * (self.beta + pairs.time) / (self.alpha + pairs.time) * lasting

    def order_chance_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """P(at least one order in (T, T + horizon]) of a customer who is alive at T: the first order comes before leaving."""
        # The integral over the horizon of E[lambda exp(-(lambda + mu) u)], as a difference of two tails.
        rho, buying, leaving = self.r + pairs.repeats, self.alpha + pairs.time, self.beta + pairs.time
        near = self._log_tail(rho + 1.0, self.s - 1.0, pairs.time)
        far = self._log_tail(rho + 1.0, self.s - 1.0, pairs.time + horizon)
        scale = np.log(rho) + rho * np.log(buying) + self.s * np.log(leaving)
        result: Floats = np.minimum(np.exp(scale + near) * -np.expm1(far - near), 1.0)
        return result

    def order_pairs_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """E[Y (Y - 1)] of the orders Y in (T, T + horizon] of a customer who is alive at T."""
        # Two orders at u < v in the horizon need lambda^2 exp(-mu v); integrated over u it is v times that.
        rho, leaving = self.r + pairs.repeats, self.beta + pairs.time
        total = np.zeros_like(leaving)
        for node, weight in zip(*legendre_nodes(_NODES), strict=True):
            v = node * horizon
            total += weight * horizon * 2.0 * v * np.exp(-self.s * np.log1p(v / leaving))
        return total * rho * (rho + 1.0) / (self.alpha + pairs.time) ** 2

    def share_leaving(self, span: float) -> float:
        """The part of new customers who leave within `span`."""
        return float(-np.expm1(-self.s * np.log1p(span / self.beta)))

    def _terms(self, given: Histories) -> tuple[Floats, Floats]:
        """Logarithms of the likelihood's two parts: active until T per pair (x, T), and left between t_x and T per row."""
        age, last = given.at_age, given.at_last
        active = -(self.r + age.repeats) * np.log(self.alpha + age.time) - self.s * np.log(self.beta + age.time)
        log_s = np.log(self.s)
        from_last = (log_s + self._log_tail(self.r + last.repeats, self.s, last.time))[last.index]
        from_age = (log_s + self._log_tail(self.r + age.repeats, self.s, age.time))[age.index]
        # Nobody can have left where t_x = T: the difference is 0, its logarithm minus infinity, and rounding must not turn it.
        with np.errstate(divide="ignore"):
            left = from_last + np.log(-np.expm1(np.minimum(from_age - from_last, 0.0)))
        return active, left

    def _log_tail(self, k: Floats, leave: float, time: Floats) -> Floats:
        """The logarithm of the integral of (alpha + u)^-k (beta + u)^-(leave + 1) over u > time.

        Fader & Hardie 2005, eq. 19 and 20 after Euler's transformation (DLMF 15.8.1), which takes the powers that overflow out
        of the hypergeometric function: what is left of it is a series of positive terms in 0 <= z < 1.
        """
        log_a, log_b = np.log(self.alpha + time), np.log(self.beta + time)
        total = k + leave
        if self.alpha >= self.beta:
            one = hypergeometric_one(k, total + 1.0, (self.alpha - self.beta) / (self.alpha + time))
            return -k * log_a - leave * log_b + np.log(one / total)
        one = hypergeometric_one(np.full_like(k, leave + 1.0), total + 1.0, (self.beta - self.alpha) / (self.beta + time))
        return (1.0 - k) * log_a - (leave + 1.0) * log_b + np.log(one / total)
