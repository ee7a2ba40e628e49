"""What BG/NBD and MBG/NBD share: buying at a gamma-distributed rate, a beta-distributed chance to leave after an order.

A customer buys at rate lambda ~ Gamma(r, alpha) while active, and becomes inactive after an order with probability
p ~ Beta(a, b). In BG/NBD the first order gives no chance to leave; in MBG/NBD it does. An active customer with x repeat orders
has therefore stayed k = x times (BG) or k = x + 1 times (MBG); everything else is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from regulars.clv.arrays import Floats, digamma, hypergeometric, inner, legendre_nodes, log_gamma, logistic
from regulars.clv.histories import Histories, Pairs

# Nearer than this to a pole of the closed form, the integral is used.
_NEAR_POLE = 1e-3
_NEAR_EMPTY = 0.05
_NODES = 48


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """Parameters r, alpha (time), a, b; use BgNbd or MbgNbd."""

    r: float
    alpha: float
    a: float
    b: float

    NAMES: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    TIMED: ClassVar[tuple[str, ...]] = ("alpha",)
    # On time scaled to a mean age of 1: slow and steady, quick to leave, and the middle.
    STARTS: ClassVar[tuple[tuple[float, ...], ...]] = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.2, 0.7, 2.5), (2.0, 0.5, 0.3, 6.0))
    CHANCES_BEFORE_REPEAT: ClassVar[int]

    def log_likelihood(self, given: Histories) -> Floats:
        """The log-likelihood of one customer of each row, in orders per unit of time.

        Fader, Hardie & Lee 2005a ("Counting Your Customers" the Easy Way), eq. 6, written as in section 7; Batislam, Denizel &
        Filiztekin 2007, eq. 3 for MBG/NBD.
        """
        stayed, left = self._terms(given)
        return np.logaddexp(stayed, left)

    def gradient(self, given: Histories) -> Floats:
        """The derivative of the weighted total log-likelihood by the logarithm of each parameter."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        stayed, left = self._terms(given)
        gone = given.weight * logistic(left - stayed)
        here_by_age = given.at_age.totals(given.weight - gone)
        x_age, age = given.at_age.repeats, given.at_age.time
        gone_by_last = given.at_last.totals(gone)
        all_by_last = given.at_last.totals(given.weight)
        x, last = given.at_last.repeats, given.at_last.time
        k = x + self.CHANCES_BEFORE_REPEAT
        n = float(given.weight.sum())
        psi_all = digamma(a + b + k)
        by_r = inner(all_by_last, digamma(r + x) - digamma(r) + np.log(alpha))
        by_r -= inner(here_by_age, np.log(alpha + age)) + inner(gone_by_last, np.log(alpha + last))
        by_alpha = n * r / alpha - inner(here_by_age, (r + x_age) / (alpha + age)) - inner(gone_by_last, (r + x) / (alpha + last))
        by_a = n * digamma(a + b) - inner(all_by_last, psi_all) + gone_by_last.sum() / a
        by_b = n * (digamma(a + b) - digamma(b)) + inner(all_by_last, digamma(b + k) - psi_all)
        # k = 0 (no chance to leave yet) has nothing in gone_by_last.
        by_b -= inner(gone_by_last, 1.0 / (b + np.maximum(k, 1.0) - 1.0))
        return np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])

    def p_alive(self, given: Histories) -> Floats:
        """P(alive) at T of a customer of each row.

        Fader, Hardie & Lee 2008 ("Computing P(alive) Using the BG/NBD Model"), eq. 7; Wagner & Hoppe 2008, eq. 5 for MBG/NBD.
        """
        stayed, left = self._terms(given)
        return logistic(stayed - left)

    def orders_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """Expected orders in (T, T + horizon] of a customer who is alive at T.

        Fader, Hardie & Lee 2005a, eq. 10 without its denominator, after Euler's transformation of the hypergeometric function
        (DLMF 15.8.1): its parameters then no longer grow with x and nothing overflows.
        """
        c = self.a + self.b + pairs.repeats + self.CHANCES_BEFORE_REPEAT - 1.0
        if abs(self.a - 1.0) < _NEAR_POLE:
            return self._orders_by_integral(pairs, horizon)
        poles = c < _NEAR_EMPTY
        z = horizon / (self.alpha + pairs.time + horizon)
        with np.errstate(all="ignore"):
            series = hypergeometric(self.a - 1.0, self.a + self.b - 1.0 - self._lead, np.where(poles, 1.0, c), z)
            orders = c / (self.a - 1.0) * -np.expm1((self.a - 1.0) * np.log1p(-z) + np.log(series))
        lost = poles | ~np.isfinite(orders)
        if lost.any():
            few = Pairs(pairs.repeats[lost], pairs.time[lost], np.zeros(0, dtype=np.int64))
            orders[lost] = self._orders_by_integral(few, horizon)
        return orders

    def order_chance_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """P(at least one order in (T, T + horizon]) of a customer who is alive at T."""
        since = self.alpha + pairs.time
        return -np.expm1((self.r + pairs.repeats) * np.log(since / (since + horizon)))

    def order_pairs_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """E[Y (Y - 1)] of the orders Y in (T, T + horizon] of a customer who is alive at T."""
        # Two orders at u < v in the horizon need lambda^2 (1 - p) exp(-lambda p v); integrated over u it is v times that.
        rho, stays = self.r + pairs.repeats, self._stays(pairs)
        since = self.alpha + pairs.time
        total = np.zeros_like(since)
        for node, weight in zip(*legendre_nodes(_NODES), strict=True):
            v = node * horizon
            z = v / (since + v)
            kept = stays / (self.a + stays)
            mean = np.exp(self.a * np.log1p(-z)) * hypergeometric(self.a, self.a + stays - 1.0 - rho, self.a + stays + 1.0, z)
            total += weight * horizon * 2.0 * v * rho * (rho + 1.0) / since**2 * kept * mean
        return total

    def share_leaving(self, span: float) -> float:
        """The chance that an average customer leaves after an order; `span` plays no part."""
        del span
        return self.a / (self.a + self.b)

    @property
    def _lead(self) -> float:
        """r + x - k: what the transformed parameters keep of the purchase count."""
        return self.r - self.CHANCES_BEFORE_REPEAT

    def _stays(self, pairs: Pairs) -> Floats:
        """The second parameter of the beta distribution of p for a customer alive: b + k."""
        return self.b + pairs.repeats + self.CHANCES_BEFORE_REPEAT

    def _orders_by_integral(self, pairs: Pairs, horizon: float) -> Floats:
        """The same by quadrature of the rate E[lambda exp(-lambda p u)], in the logarithm of the time."""
        rho, stays = self.r + pairs.repeats, self._stays(pairs)
        since = self.alpha + pairs.time
        span = np.log1p(horizon / since)
        total = np.zeros_like(since)
        for node, weight in zip(*legendre_nodes(_NODES), strict=True):
            grown = np.exp(node * span)
            z = -np.expm1(-node * span)
            # E over p of (1 + p u / since)^-(rho + 1), Pfaff's transformation (DLMF 15.8.1).
            mean = np.exp(-self.a * node * span) * hypergeometric(self.a, self.a + stays - 1.0 - rho, self.a + stays, z)
            total += weight * span * grown * rho * mean
        return total

    def _terms(self, given: Histories) -> tuple[Floats, Floats]:
        """The two logarithms whose exponentials add up to the likelihood: still active at T, and left after the last order."""
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        x, last = given.at_last.repeats, given.at_last.time
        k = x + self.CHANCES_BEFORE_REPEAT
        common = log_gamma(r + x) - log_gamma(r) + r * np.log(alpha)
        common += log_gamma(a + b) + log_gamma(b + k) - log_gamma(b) - log_gamma(a + b + k)
        left = np.log(a) - np.log(b + np.maximum(k, 1.0) - 1.0) - (r + x) * np.log(alpha + last)
        left = np.where(k > 0, left, -np.inf)
        stayed = -(r + given.at_age.repeats) * np.log(alpha + given.at_age.time)
        index = given.at_last.index
        return common[index] + stayed[given.at_age.index], (common + left)[index]
