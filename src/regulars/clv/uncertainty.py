"""How sure a prediction is: of the total of all customers, and of the expectation of each.

Two things are unknown. The parameters: drawn from their asymptotic normal distribution (of logarithms). And what customers with
these parameters will really do: the variance of orders and of their values under the model. `expected` ranges hold the first
only, `actual` ranges both. Neither holds the chance that the model is wrong; only a back-test shows that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from regulars.clv.arrays import Floats, inner
from regulars.clv.gamma_gamma import GammaGamma
from regulars.clv.histories import Histories, part_of, sample_rows, summed
from regulars.clv.predict import Valuation, check_terms, discounted_orders, spend_model
from regulars.clv.process import OrderProcess, fitted_process, process
from regulars.clv.results import Fit, Reason, Refusal, SpendFit
from regulars.clv.spends import RowSpends

PERCENTILES = (5.0, 50.0, 95.0)
# Customers on whom the draws are followed, and on whom the chance of a total is measured (once, so more of them).
DRAW_SAMPLE = 5_000
CHANCE_SAMPLE = 20_000
LOST_DRAWS = 0.05
# A drawn parameter further than e^5 from its estimate says that the data do not know it.
_FARTHEST = 5.0
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Range:
    """The 5th, 50th and 95th percentile of a total over all customers."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class HorizonRanges:
    """Totals within one horizon: of the expectation (parameters unknown) and of what will be counted (chance as well).

    Revenue is None without a valuation, and `actual_revenue` also where order values vary so much that their variance is infinite
    (q <= 2).
    """

    horizon: float
    expected_orders: Range
    actual_orders: Range
    expected_revenue: Range | None
    actual_revenue: Range | None


@dataclass(frozen=True, slots=True)
class TotalRanges:
    """Ranges per horizon, and of the lifetime value that will be counted (parameters and chance); `draws` are behind them.

    `lifetime_value` is None without a valuation, and where order values vary so much that their variance is infinite (q <= 2).
    """

    horizons: tuple[HorizonRanges, ...]
    lifetime_value: Range | None
    draws: int


def total_ranges(
    fitted: Fit,
    given: Histories,
    horizons: Sequence[float],
    generator: np.random.Generator,
    valuation: Valuation | None = None,
    draws: int = 200,
) -> TotalRanges | Refusal:
    """Ranges of totals by simulation from the parameters' distribution; the same generator state gives the same ranges.

    Beyond DRAW_SAMPLE customers the draws are followed on a systematic sample of them, and scaled by the ratio of the exact total
    to the sample's at the estimates. Refuses when the parameters are so unsure that more than LOST_DRAWS of the draws mean
    nothing; fewer are left out. Raises what `predict` raises.
    """
    check_terms(fitted, given, horizons, valuation)
    whole = _side(given, valuation)
    part, chance = _sampled(whole, DRAW_SAMPLE), _sampled(whole, CHANCE_SAMPLE)
    terms = _Terms(tuple(horizons), valuation)
    centre = fitted_process(fitted)
    value = None if valuation is None else spend_model(valuation.fit)
    paths = [process(fitted.model, row) for row in _near_draws(fitted, generator, draws)]
    if len(paths) < (1.0 - LOST_DRAWS) * draws:
        return _unsure(fitted, draws - len(paths), draws)
    values = [None] * draws if valuation is None else _value_draws(valuation.fit, generator, draws)
    with np.errstate(all="ignore"):
        totals = [_totals(path, drawn_value, part, terms) for path, drawn_value in zip(paths, values[: len(paths)], strict=True)]
    finite = [row for row in totals if np.isfinite(row).all()]
    if len(finite) < (1.0 - LOST_DRAWS) * draws:
        return _unsure(fitted, draws - len(finite), draws)
    drawn = np.stack(finite)
    exact, reference = _totals(centre, value, whole, terms), _totals(centre, value, part, terms)
    # Where a total is 0 (no margin, no customer) so is every draw of it.
    drawn *= np.divide(exact, reference, out=np.zeros_like(exact), where=reference > 0)
    share = given.customers / max(chance.histories.customers, 1)
    errors = [_actual_errors(centre, value, chance, horizon, share) for horizon in terms.horizons]
    return _ranges(drawn, errors, _lifetime_error(centre, value, chance, terms, share), terms, generator)


def _unsure(fitted: Fit, lost: int, draws: int) -> Refusal:
    return Refusal(Reason.FLAT, f"The parameters of {fitted.model.value} are too unsure: {lost} of {draws} draws mean nothing.")


def expectation_errors(fitted: Fit, given: Histories, horizons: Sequence[float]) -> Floats:
    """The standard error of every customer's expected orders, (customers, horizons), by the delta method on the log-parameters.

    It is the uncertainty of the expectation: what one customer does varies far more (`order_variance`).
    """
    check_terms(fitted, given, horizons, None)
    covariance, values = fitted.estimate.covariance, np.array(fitted.estimate.values)
    result = np.empty((len(given.inverse), len(horizons)))
    steps = np.eye(len(values)) * _STEP
    ahead = [process(fitted.model, values * np.exp(step)) for step in steps]
    behind = [process(fitted.model, values * np.exp(-step)) for step in steps]
    for place, horizon in enumerate(horizons):
        slope = np.stack(
            [_orders(up, given, horizon) - _orders(down, given, horizon) for up, down in zip(ahead, behind, strict=True)]
        )
        variance = np.einsum("ir,ij,jr->r", slope, covariance, slope) / (2.0 * _STEP) ** 2
        result[:, place] = np.sqrt(np.maximum(variance, 0.0))[given.inverse]
    return result


def order_variance(model: OrderProcess, given: Histories, horizon: float) -> Floats:
    """The variance of the orders of one customer of each row within the horizon, the parameters being known."""
    mean, square = _order_moments(model, given, horizon)
    result: Floats = np.maximum(square - mean**2, 0.0)
    return result


@dataclass(frozen=True, slots=True)
class _Terms:
    horizons: tuple[float, ...]
    valuation: Valuation | None


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """Histories, and the mean spend and mean squared spend of the customers of each row."""

    histories: Histories
    spend: Floats
    square: Floats


def _side(given: Histories, valuation: Valuation | None) -> _Side:
    if valuation is None:
        nothing = np.zeros_like(given.repeats)
        return _Side(given, nothing, nothing)
    if isinstance(valuation.spends, RowSpends):
        return _Side(given, valuation.spends.mean, valuation.spends.square)
    spend = np.maximum(valuation.spends.mean, 0.0)[valuation.spends.inverse]
    rows = len(given.repeats)
    means = summed(given.inverse, spend, rows) / given.weight
    squares = summed(given.inverse, spend**2, rows) / given.weight
    return _Side(given, means, squares)


def _sampled(whole: _Side, customers: int) -> _Side:
    if whole.histories.customers <= customers:
        return whole
    rows, counts = sample_rows(whole.histories, customers)
    return _Side(part_of(whole.histories, rows, counts), whole.spend[rows], whole.square[rows])


def _near_draws(fitted: Fit, generator: np.random.Generator, draws: int) -> Floats:
    """Drawn parameters of the model of repeat buying, without those beyond all reason."""
    drawn = fitted.estimate.draws(draws, generator)
    away = np.abs(np.log(drawn / np.array(fitted.estimate.values)))
    near: Floats = drawn[(away < _FARTHEST).all(axis=1)]
    return near


def _value_draws(fit: SpendFit, generator: np.random.Generator, draws: int) -> list[GammaGamma]:
    """Drawn models of order value, among those whose mean over customers is finite (q > 1)."""
    # The estimate itself has q > 1, so at least about half of all draws do.
    drawn = fit.estimate.draws(8 * draws, generator)
    kept = drawn[drawn[:, 1] > 1.0][:draws]
    return [GammaGamma(*(float(value) for value in row)) for row in kept]


def _totals(model: OrderProcess, value: GammaGamma | None, side: _Side, terms: _Terms) -> Floats:
    """Expected orders per horizon; with a valuation also expected revenue per horizon, and the lifetime value."""
    given = side.histories
    alive, age = model.p_alive(given), given.at_age
    orders = [alive * model.orders_if_alive(age, horizon)[age.index] for horizon in terms.horizons]
    totals = [inner(given.weight, column) for column in orders]
    if terms.valuation is None or value is None:
        return np.array(totals)
    # The expected value is linear in mean spend at equal x, so the mean of a row's customers stands for all of them.
    worth = given.weight * value.mean_value(given.repeats, side.spend)
    totals += [inner(worth, column) for column in orders]
    discounted = discounted_orders(model, alive, given, terms.valuation.lifetime, terms.valuation.yearly_discount)
    return np.array([*totals, inner(worth, discounted) * terms.valuation.margin])


def _actual_errors(model: OrderProcess, value: GammaGamma | None, part: _Side, horizon: float, share: float) -> tuple[float, float]:
    """Standard deviations of the counted orders and revenue of all customers around their expectation; NaN where there is none."""
    given = part.histories
    mean, square = _order_moments(model, given, horizon)
    orders = inner(given.weight, np.maximum(square - mean**2, 0.0))
    if value is None:
        return float(np.sqrt(orders * share)), float("nan")
    # Orders worth Gamma(p, nu) each, of mean z = p / nu: Var = E[Y] E[z^2] / p + E[Y^2] E[z^2] - (E[Y] E[z])^2.
    level, level_square = value.level_moments(given.repeats, part.spend, part.square)
    revenue = inner(given.weight, level_square * (mean / value.p + square) - mean**2 * level)
    return float(np.sqrt(orders * share)), float(np.sqrt(revenue * share)) if np.isfinite(revenue) else float("nan")


def _lifetime_error(model: OrderProcess, value: GammaGamma | None, part: _Side, terms: _Terms, share: float) -> float:
    """The standard deviation of the counted lifetime value around its expectation; all orders are discounted as on average."""
    if value is None or terms.valuation is None:
        return float("nan")
    span = terms.valuation.lifetime
    _, revenue = _actual_errors(model, value, part, span, share)
    undiscounted = _totals(model, value, part, _Terms((span,), terms.valuation))
    worth = undiscounted[2] / undiscounted[1] if undiscounted[1] > 0 else 0.0
    return revenue * float(worth)


def _ranges(
    drawn: Floats, errors: Sequence[tuple[float, float]], lifetime_error: float, terms: _Terms, generator: np.random.Generator
) -> TotalRanges:
    count = len(terms.horizons)
    priced = terms.valuation is not None
    ranges = []
    for place, (horizon, (order_error, revenue_error)) in enumerate(zip(terms.horizons, errors, strict=True)):
        # Many independent customers: their sum is near normal.
        chance = generator.standard_normal(len(drawn))
        orders = drawn[:, place]
        revenue = drawn[:, count + place] if priced else None
        actual = None if revenue is None or np.isnan(revenue_error) else _range(np.maximum(revenue + chance * revenue_error, 0.0))
        ranges.append(
            HorizonRanges(
                horizon,
                _range(orders),
                _range(np.maximum(orders + chance * order_error, 0.0)),
                None if revenue is None else _range(revenue),
                actual,
            )
        )
    if not priced or np.isnan(lifetime_error):
        return TotalRanges(tuple(ranges), None, len(drawn))
    lifetime = np.maximum(drawn[:, -1] + generator.standard_normal(len(drawn)) * lifetime_error, 0.0)
    return TotalRanges(tuple(ranges), _range(lifetime), len(drawn))


def _range(values: Floats) -> Range:
    low, median, high = (float(value) for value in np.percentile(values, PERCENTILES))
    return Range(low, median, high)


def _orders(model: OrderProcess, given: Histories, horizon: float) -> Floats:
    return model.p_alive(given) * model.orders_if_alive(given.at_age, horizon)[given.at_age.index]


def _order_moments(model: OrderProcess, given: Histories, horizon: float) -> tuple[Floats, Floats]:
    """E[Y] and E[Y^2] of the orders Y of one customer of each row."""
    alive, age = model.p_alive(given), given.at_age
    mean = alive * model.orders_if_alive(age, horizon)[age.index]
    return mean, mean + alive * model.order_pairs_if_alive(age, horizon)[age.index]
