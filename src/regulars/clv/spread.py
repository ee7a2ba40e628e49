"""How far one customer may be from what is expected of them: what nine in ten customers with the same history will do.

Customers with known parameters still act by chance, the parameters are estimates, and customers change their pace: a range has all
three. That the model may be wrong otherwise is not in it; only a back-test shows that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from regulars.clv.arrays import Floats, Ints, gamma_ratio_quantile, negative_binomial_quantile
from regulars.clv.gamma_gamma import GammaGamma
from regulars.clv.histories import Histories, Pairs
from regulars.clv.predict import check_terms
from regulars.clv.process import OrderProcess, fitted_process, process
from regulars.clv.results import Fit

LEVELS = (0.05, 0.95)
_STEP = 1e-4
# a variance below Poisson's is taken to be Poisson's, which is wider
_OVER_POISSON = 1.0 + 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class OrderSpread:
    """The orders Y of one customer of each row within a horizon.

    `chance` is P(Y > 0) per row; `mean` and `variance` are those of Y given that Y > 0, per pair (x, T): who orders was alive, so
    that t_x plays no part any more. Row i has pair `index[i]` and `repeats[i]` x. NaN where the model has no figure.
    """

    chance: Floats
    mean: Floats
    variance: Floats
    index: Ints
    repeats: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """The ends of a range per row, which holds nine times in ten or more often."""

    low: Floats
    high: Floats


def order_spread(fitted: Fit, given: Histories, horizon: float, drift: float = 0.0) -> OrderSpread:
    """The moments of the orders of one customer of each row within `horizon` (in the unit of the fit).

    `drift` is the variance that a customer's pace gains per unit of time (`drift.pace_drift`). Raises what `predict` raises.
    """
    check_terms(fitted, given, [horizon], None)
    model, pairs = fitted_process(fitted), given.at_age
    chance = model.order_chance_if_alive(pairs, horizon)
    mean = _mean_if_any(model, pairs, horizon)
    with np.errstate(all="ignore"):
        variance = mean + model.order_pairs_if_alive(pairs, horizon) / chance - mean**2
    variance = np.maximum(variance, 0.0) + _estimation_variance(fitted, pairs, horizon)
    alive = model.p_alive(given)
    of = OrderSpread(alive * chance[pairs.index], mean, variance, pairs.index, given.repeats)
    return drifting(of, pairs.time, horizon, drift)


def drifting(of: OrderSpread, age: Floats, horizon: float, drift: float) -> OrderSpread:
    """The orders of customers whose pace drifts; `age` per pair. Their mean is the same, since a pace goes up as often as down."""
    variance = of.variance + drift * (age + horizon) / 3.0 * (of.variance + of.mean**2)
    return replace(of, variance=variance)


def order_range(of: OrderSpread) -> Spread:
    """The 5th and 95th percentile of the number of orders: whole numbers.

    The chance of none is exact. Orders after the first are taken to be negative binomial, with their exact mean and variance.
    """
    mean = of.mean - 1.0
    variance = np.maximum(of.variance, mean * _OVER_POISSON)

    def quantile(level: Floats, rows: Ints) -> Floats:
        return 1.0 + negative_binomial_quantile(mean, variance, of.index[rows], level)

    return _range(of, quantile)


def value_range(of: OrderSpread, model: GammaGamma) -> Spread:
    """The 5th and 95th percentile of what the orders are worth, as multiples of the customer's v + x * mean order value.

    Fader & Hardie 2013, eq. 4: orders are worth Gamma(p Y, nu), and nu is Gamma(p x + q, v + x * mean), so that their sum by that
    scale is one gamma variable by another. The upper one, a mixture over Y, is taken to be gamma with its exact mean and variance.
    """
    mean = model.p * of.mean
    scale = 1.0 + model.p * of.variance / of.mean  # variance by mean

    def quantile(level: Floats, rows: Ints) -> Floats:
        upper, own = mean[of.index[rows]], scale[of.index[rows]]
        return own * gamma_ratio_quantile(upper / own, model.p * of.repeats[rows] + model.q, level)

    return _range(of, quantile)


def _range(of: OrderSpread, quantile: Callable[[Floats, Ints], Floats]) -> Spread:
    low, high = (_percentile(of, level, quantile) for level in LEVELS)
    return Spread(low, high)


def _percentile(of: OrderSpread, level: float, quantile: Callable[[Floats, Ints], Floats]) -> Floats:
    """0 for who stays away with that chance or more; for the others `quantile` of the level among those who order."""
    known = np.isfinite(of.chance) & np.isfinite(of.mean[of.index]) & np.isfinite(of.variance[of.index])
    result = np.where(known, 0.0, np.nan)
    rows = np.flatnonzero(known & (of.chance > 1.0 - level))
    chance = of.chance[rows]
    result[rows] = quantile((level - (1.0 - chance)) / chance, rows)
    return result


def _mean_if_any(model: OrderProcess, pairs: Pairs, horizon: float) -> Floats:
    with np.errstate(all="ignore"):
        mean = model.orders_if_alive(pairs, horizon) / model.order_chance_if_alive(pairs, horizon)
    result: Floats = np.maximum(mean, 1.0)
    return result


def _estimation_variance(fitted: Fit, pairs: Pairs, horizon: float) -> Floats:
    """The variance of the mean of Y given Y > 0, as the parameters are estimates: delta method on their logarithms."""
    values, covariance = np.array(fitted.estimate.values), fitted.estimate.covariance
    slopes = []
    for place in range(len(values)):
        step = np.zeros(len(values))
        step[place] = _STEP
        ahead, behind = (_mean_if_any(process(fitted.model, values * np.exp(way * step)), pairs, horizon) for way in (1.0, -1.0))
        slopes.append((ahead - behind) / (2.0 * _STEP))
    slope = np.stack(slopes)
    found: Floats = np.einsum("ir,ij,jr->r", slope, covariance, slope)
    return np.maximum(found, 0.0)
