"""NBD: Ehrenberg 1959. A customer buys at rate lambda ~ Gamma(r, alpha) and never leaves.

The limit of the other models where nobody leaves for good, for shops whose orders show no leaving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from regulars.clv.arrays import Floats, digamma, inner, log_gamma
from regulars.clv.histories import Histories, Pairs


@dataclass(frozen=True, slots=True)
class Nbd:
    """Parameters r, alpha (time) of NBD."""

    r: float
    alpha: float

    NAMES: ClassVar[tuple[str, ...]] = ("r", "alpha")
    TIMED: ClassVar[tuple[str, ...]] = ("alpha",)
    STARTS: ClassVar[tuple[tuple[float, ...], ...]] = ((1.0, 1.0), (0.3, 0.2))

    def log_likelihood(self, given: Histories) -> Floats:
        """The log-likelihood of one customer of each row, in orders per unit of time."""
        x, age = given.at_age.repeats, given.at_age.time
        per_pair = log_gamma(self.r + x) - log_gamma(self.r) + self.r * np.log(self.alpha) - (self.r + x) * np.log(self.alpha + age)
        result: Floats = per_pair[given.at_age.index]
        return result

    def gradient(self, given: Histories) -> Floats:
        """The derivative of the weighted total log-likelihood by the logarithm of each parameter."""
        r, alpha = self.r, self.alpha
        x, age, weight = given.at_age.repeats, given.at_age.time, given.at_age.totals(given.weight)
        by_r = inner(weight, digamma(r + x) - digamma(r) + np.log(alpha) - np.log(alpha + age))
        by_alpha = inner(weight, r / alpha - (r + x) / (alpha + age))
        return np.array([by_r * r, by_alpha * alpha])

    def p_alive(self, given: Histories) -> Floats:
        """1 for every row: nobody leaves."""
        return np.ones_like(given.repeats)

    def orders_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """Expected orders in (T, T + horizon]."""
        return (self.r + pairs.repeats) / (self.alpha + pairs.time) * horizon

    def order_chance_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """P(at least one order in (T, T + horizon])."""
        result: Floats = -np.expm1(-(self.r + pairs.repeats) * np.log1p(horizon / (self.alpha + pairs.time)))
        return result

    def order_pairs_if_alive(self, pairs: Pairs, horizon: float) -> Floats:
        """E[Y (Y - 1)] of the orders Y in (T, T + horizon]."""
        rho = self.r + pairs.repeats
        return rho * (rho + 1.0) * (horizon / (self.alpha + pairs.time)) ** 2

    def share_leaving(self, span: float) -> float:
        """Nobody."""
        del span
        return 0.0
