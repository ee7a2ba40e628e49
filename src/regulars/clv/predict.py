"""What each customer is expected to do: orders, revenue and value within horizons, the chance to order, P(alive).

Everything is computed on distinct histories (and their pairs) and given back per customer, in the order of the entries that
`histories` received. Amounts are floats in the shop's currency; round them where they become money again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, isfinite

import numpy as np

from regulars.clv.arrays import Floats
from regulars.clv.gamma_gamma import GammaGamma
from regulars.clv.histories import DAYS_PER_YEAR, Histories, Unit
from regulars.clv.process import OrderProcess, fitted_process
from regulars.clv.results import Fit, SpendFit
from regulars.clv.spends import RowSpends, Spends
from regulars.errors import DataError, DefinitionError

LONGEST_STEP_DAYS = DAYS_PER_YEAR / 12


@dataclass(frozen=True, slots=True, eq=False)
class Valuation:
    """How orders become value: the model of order value, every customer's spend, and the terms of the discounted sum.

    `spends` of customers are in the order of the entries given to `histories`; those of rows are in the order of its rows, and
    every figure is then a mean over the customers of a row.

    `margin`: the part of revenue that is kept, 0..1. `yearly_discount`: 0.1 means that money in a year is worth
    1 / 1.1 of money now. `lifetime`: how far ahead value counts, in the unit of the histories.
    """

    fit: SpendFit
    spends: Spends | RowSpends
    margin: float
    yearly_discount: float
    lifetime: float


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Per customer: expected value of an order, expected revenue per horizon (customers, horizons), discounted lifetime value."""

    order_value: Floats
    revenue: Floats
    lifetime_value: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Per customer: P(alive) now; per customer and horizon: expected orders, and P(at least one order)."""

    horizons: tuple[float, ...]
    unit: Unit
    p_alive: Floats
    orders: Floats
    p_order: Floats
    values: Values | None


def predict(fitted: Fit, given: Histories, horizons: Sequence[float], valuation: Valuation | None = None) -> Predictions:
    """Predict for every customer of `given`, over each of `horizons` (in the unit of the fit) from the end of their observation.

    Without `valuation` no money is predicted. Raises DefinitionError for a horizon, margin, discount or unit that makes no sense,
    and DataError when the spends are not those of the same customers.
    """
    check_terms(fitted, given, horizons, valuation)
    process = fitted_process(fitted)
    p_alive = process.p_alive(given)
    age = given.at_age
    orders = [p_alive * process.orders_if_alive(age, horizon)[age.index] for horizon in horizons]
    chances = [p_alive * process.order_chance_if_alive(age, horizon)[age.index] for horizon in horizons]
    per_customer = _columns(orders, given)
    values = None if valuation is None else _values(process, p_alive, given, per_customer, valuation)
    return Predictions(
        tuple(float(horizon) for horizon in horizons),
        given.unit,
        p_alive[given.inverse],
        per_customer,
        _columns(chances, given),
        values,
    )


def discounted_orders(process: OrderProcess, p_alive: Floats, given: Histories, lifetime: float, yearly_discount: float) -> Floats:
    """Expected orders within `lifetime`, each worth less the later it comes; one entry per distinct history.

    The lifetime is cut into equal steps of at most a month (1/12 of 365.25 days); the orders of a step are discounted from its
    middle by (1 + yearly_discount) per 365.25 days.
    """
    steps = ceil(round(lifetime * given.unit.days / LONGEST_STEP_DAYS, 9))
    edges = np.linspace(0.0, lifetime, steps + 1)
    total = np.zeros_like(given.at_age.repeats)
    before = total
    for start, end in pairwise(edges.tolist()):
        until = process.orders_if_alive(given.at_age, end)
        years = (start + end) / 2.0 * given.unit.days / DAYS_PER_YEAR
        total = total + (until - before) * (1.0 + yearly_discount) ** -years
        before = until
    return p_alive * total[given.at_age.index]


def spend_model(fit: SpendFit) -> GammaGamma:
    """The model of order value with its estimates."""
    return GammaGamma(*fit.estimate.values)


def check_terms(fitted: Fit, given: Histories, horizons: Sequence[float], valuation: Valuation | None) -> None:
    """Raise when the terms of a prediction do not fit together."""
    if fitted.unit is not given.unit:
        raise DefinitionError(
            f"The model was fitted in {fitted.unit.value} and the histories are in {given.unit.value}.",
            f"Give the histories in {fitted.unit.value}.",
        )
    if not horizons or not all(isfinite(horizon) and horizon > 0 for horizon in horizons):
        raise DefinitionError("A prediction needs horizons, each above zero.", "Give for example 30, 90 and 365 days.")
    if valuation is not None:
        _check_valuation(given, valuation)


def _check_valuation(given: Histories, valuation: Valuation) -> None:
    if not 0.0 <= valuation.margin <= 1.0:
        raise DefinitionError(f"A margin of {valuation.margin:g} is outside 0 to 1.", "Give the part of revenue that is kept.")
    if not (isfinite(valuation.yearly_discount) and valuation.yearly_discount >= 0.0):
        raise DefinitionError(f"A yearly discount of {valuation.yearly_discount:g} is below zero.", "Give 0.1 for 10 % a year.")
    if not (isfinite(valuation.lifetime) and valuation.lifetime > 0.0):
        raise DefinitionError(f"A lifetime of {valuation.lifetime:g} is not above zero.", "Give how far ahead value counts.")
    spends = valuation.spends
    if isinstance(spends, RowSpends):
        if not len(spends.mean) == len(spends.square) == len(given.repeats):
            raise DataError("The spends and the histories differ in rows.", "Give one mean and one square per history.")
        return
    if len(given.inverse) != given.customers:
        raise DataError("Values need one entry per customer, and some histories stand for several.", "Give histories no weight.")
    same = len(spends.inverse) == len(given.inverse) and bool(
        np.array_equal(spends.repeats[spends.inverse], given.repeats[given.inverse])
    )
    if not same:
        raise DataError(
            "The spends and the histories are not of the same customers in the same order.",
            "Give both from one table, with the same number of repeat orders.",
        )


def _values(process: OrderProcess, p_alive: Floats, given: Histories, orders: Floats, valuation: Valuation) -> Values:
    spends = valuation.spends
    model = spend_model(valuation.fit)
    if isinstance(spends, RowSpends):
        order_value = model.mean_value(given.repeats, spends.mean)[given.inverse]
    else:
        order_value = model.mean_value(spends.repeats, spends.mean)[spends.inverse]
    discounted = discounted_orders(process, p_alive, given, valuation.lifetime, valuation.yearly_discount)
    return Values(
        order_value,
        orders * order_value[:, None],
        discounted[given.inverse] * order_value * valuation.margin,
    )


def _columns(per_row: Sequence[Floats], given: Histories) -> Floats:
    """One column per horizon, one row per customer."""
    result = np.empty((len(given.inverse), len(per_row)))
    for place, column in enumerate(per_row):
        result[:, place] = column[given.inverse]
    return result
