from dataclasses import replace

import numpy as np
import pytest
from made_up import from_beta_geometric, from_pareto, with_future

from regulars.clv.fit import fit, fit_spend
from regulars.clv.histories import Unit, histories
from regulars.clv.predict import Valuation, predict
from regulars.clv.process import process
from regulars.clv.results import Fit, Model, Reason, Refusal, SpendFit
from regulars.clv.spends import RowSpends, spends
from regulars.clv.uncertainty import TotalRanges, expectation_errors, order_variance, total_ranges
from regulars.errors import DataError

TRUTH = (0.8, 30.0, 0.7, 2.0)


@pytest.fixture(scope="module")
def customers():
    return from_beta_geometric(TRUTH, 2500, 7, leaves_at_first=True)


@pytest.fixture(scope="module")
def valuation(customers):
    chance = np.random.default_rng(4)
    x = customers.repeats[customers.inverse]
    level = 6.0 / chance.gamma(4.0, 1 / 15.0, len(x))
    money = spends(x, level * chance.gamma(6.0 * np.maximum(x, 1.0)) / (6.0 * np.maximum(x, 1.0)))
    found = fit_spend(money)
    assert isinstance(found, SpendFit)
    return Valuation(found, money, 0.5, 0.1, 365.0)


@pytest.fixture(scope="module", params=list(Model))
def fitted(request, customers):
    found = fit(request.param, customers)
    assert isinstance(found, Fit)
    return found


def ranges_of(*terms, **more) -> TotalRanges:
    found = total_ranges(*terms, **more)
    assert isinstance(found, TotalRanges), found
    return found


def test_parameters_that_could_be_anything_have_no_range(fitted, customers):
    unsure = replace(fitted, estimate=replace(fitted.estimate, covariance=np.eye(len(fitted.estimate.values)) * 100.0))
    found = total_ranges(unsure, customers, [90.0], np.random.default_rng(1))
    assert isinstance(found, Refusal)
    assert found.reason is Reason.FLAT
    assert "of 200 draws" in found.sentence


def test_ranges_surround_the_predicted_totals(fitted, customers, valuation):
    found = ranges_of(fitted, customers, [30.0, 365.0], np.random.default_rng(1), valuation)
    point = predict(fitted, customers, [30.0, 365.0], valuation)
    assert point.values is not None
    for place, ranges in enumerate(found.horizons):
        assert ranges.expected_orders.low < point.orders[:, place].sum() < ranges.expected_orders.high
        assert ranges.expected_revenue is not None
        assert ranges.actual_revenue is not None
        assert ranges.expected_revenue.low < point.values.revenue[:, place].sum() < ranges.expected_revenue.high
        for expected, actual in (
            (ranges.expected_orders, ranges.actual_orders),
            (ranges.expected_revenue, ranges.actual_revenue),
        ):
            assert expected.low < expected.median < expected.high
            assert actual.high - actual.low > expected.high - expected.low
    assert found.lifetime_value is not None
    assert found.lifetime_value.low < point.values.lifetime_value.sum() < found.lifetime_value.high


@pytest.mark.long
@pytest.mark.parametrize("model", [Model.MBG_NBD, Model.NBD])
def test_what_a_shop_orders_and_is_worth_lies_within_its_ranges_nine_times_in_ten(model):
    years, shops, ordered, worth = 3 * 365.0, 30, 0, 0
    for seed in range(shops):
        given, later, value, money = with_future(model, 800, seed, years, 0.1)
        money_before = spends(given.repeats[given.inverse], value)
        found, priced = fit(model, given), fit_spend(money_before)
        assert isinstance(found, Fit)
        assert isinstance(priced, SpendFit)
        terms = Valuation(priced, money_before, 1.0, 0.1, years)
        ranges = ranges_of(found, given, [years], np.random.default_rng(1), terms, draws=40)
        assert ranges.lifetime_value is not None
        orders, life = ranges.horizons[0].actual_orders, ranges.lifetime_value
        ordered += orders.low <= later.sum() <= orders.high
        worth += life.low <= money.sum() <= life.high
    # of 30 shops 27 on average, and fewer than 22 once in a hundred times
    assert ordered >= 22
    assert worth >= 22


def test_the_same_seed_gives_the_same_ranges_and_no_money_none(fitted, customers):
    one, two = (ranges_of(fitted, customers, [90.0], np.random.default_rng(3), draws=50) for _ in range(2))
    assert one == two
    assert one.horizons[0].expected_revenue is None
    assert one.horizons[0].actual_revenue is None
    assert one.lifetime_value is None
    assert one != ranges_of(fitted, customers, [90.0], np.random.default_rng(4), draws=50)


def test_a_sample_of_the_customers_gives_the_ranges_of_all():
    # Every customer forty times is the same data with errors smaller by the root of forty: 100,000 customers, sampled to 5,000.
    few = from_beta_geometric(TRUTH, 2500, 7, leaves_at_first=True)
    many = histories(few.repeats, few.last, few.age, Unit.DAYS, weight=few.weight * 40)
    small, large = fit(Model.MBG_NBD, few), fit(Model.MBG_NBD, many)
    assert isinstance(small, Fit)
    assert isinstance(large, Fit)
    narrow = ranges_of(large, many, [90.0], np.random.default_rng(1)).horizons[0].expected_orders
    wide = ranges_of(small, few, [90.0], np.random.default_rng(1)).horizons[0].expected_orders
    assert narrow.median == pytest.approx(wide.median * 40, rel=0.01)
    assert (narrow.high - narrow.low) / 40 == pytest.approx((wide.high - wide.low) / np.sqrt(40), rel=0.1)


def test_errors_of_expectations_are_those_of_drawn_parameters(fitted, customers):
    claimed = expectation_errors(fitted, customers, [90.0])[:, 0]
    draws = fitted.estimate.draws(400, np.random.default_rng(2))
    orders = np.stack([_orders(process(fitted.model, row), customers, 90.0) for row in draws])
    spread = orders.std(axis=0)[customers.inverse]
    # 400 draws know a spread to 4 %, and expectations bend a little over the draws.
    ratio = claimed[spread > np.median(spread)] / spread[spread > np.median(spread)]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.1)
    assert np.quantile(np.abs(ratio - 1.0), 0.95) < 0.25


def _orders(model, given, horizon):
    return model.p_alive(given) * model.orders_if_alive(given.at_age, horizon)[given.at_age.index]


@pytest.mark.parametrize("model", [Model.MBG_NBD, pytest.param(Model.PARETO_NBD, marks=pytest.mark.long)])
def test_nine_totals_in_ten_fall_into_the_ninety_percent_range(model):
    # The same kind of shop again and again: fit on the first days of each, then count what its customers really did.
    truth = TRUTH if model is Model.MBG_NBD else (0.8, 30.0, 0.6, 60.0)
    hits, trials = 0, 30
    for seed in range(trials):
        first, later = _two_periods(model, truth, seed)
        found = fit(model, first)
        assert isinstance(found, Fit), found
        ranges = ranges_of(found, first, [100.0], np.random.default_rng(seed), draws=100).horizons[0].actual_orders
        hits += ranges.low <= later <= ranges.high
    # Of 30 with chance .9 fewer than 21 have a probability below 1 in 1,000.
    assert hits >= 21


def _two_periods(model: Model, truth, seed: int):
    """Customers observed for up to 300 days, and the number of orders they place in the 100 days after."""
    chance = np.random.default_rng(seed)
    size = 1500
    rate, age = chance.gamma(truth[0], 1 / truth[1], size), chance.integers(30, 300, size).astype(float)
    if model is Model.PARETO_NBD:
        end, leave = chance.exponential(1 / chance.gamma(truth[2], 1 / truth[3], size)), np.zeros(size)
    else:
        end, leave = np.full(size, np.inf), chance.beta(truth[2], truth[3], size)
    x, last, later = np.zeros(size), np.zeros(size), np.zeros(size)
    clock, active = np.zeros(size), chance.random(size) >= leave
    while active.any():
        clock = clock + chance.exponential(1 / rate)
        active &= (clock <= age + 100.0) & (clock <= end)
        seen = active & (clock <= age)
        x[seen] += 1
        last[seen] = clock[seen]
        later += active & (clock > age)
        active &= chance.random(size) >= leave
    return histories(x, last, age, Unit.DAYS), later.sum()


def test_the_variance_of_orders_is_that_of_simulated_customers():
    model = process(Model.PARETO_NBD, (0.8, 30.0, 0.6, 60.0))
    drawn = from_pareto((0.8, 30.0, 0.6, 60.0), 200_000, 3, days=2)
    variance = order_variance(model, histories([0], [0], [0], Unit.DAYS), 1.0)[0]
    mean = np.average(drawn.repeats, weights=drawn.weight)
    assert variance == pytest.approx(np.average((drawn.repeats - mean) ** 2, weights=drawn.weight), rel=0.05)


def test_means_of_the_rows_give_the_totals_and_ranges_of_their_customers(fitted, customers, valuation):
    given, money = customers, valuation.spends
    rows, per_customer = len(given.repeats), np.maximum(money.mean, 0.0)[money.inverse]
    mean = np.bincount(given.inverse, weights=per_customer, minlength=rows) / given.weight
    square = np.bincount(given.inverse, weights=per_customer**2, minlength=rows) / given.weight
    in_rows = replace(valuation, spends=RowSpends(mean, square))
    of_rows, of_customers = (predict(fitted, given, [90.0], terms).values for terms in (in_rows, valuation))
    assert of_rows is not None
    assert of_customers is not None
    assert of_rows.revenue.sum() == pytest.approx(of_customers.revenue.sum())
    assert of_rows.lifetime_value.sum() == pytest.approx(of_customers.lifetime_value.sum())
    pair = [ranges_of(fitted, given, [90.0], np.random.default_rng(1), terms) for terms in (in_rows, valuation)]
    assert pair[0].horizons[0].actual_revenue is not None
    assert pair[1].horizons[0].actual_revenue is not None
    assert pair[0].horizons[0].actual_revenue.high == pytest.approx(pair[1].horizons[0].actual_revenue.high)
    with pytest.raises(DataError, match="differ in rows"):
        predict(fitted, given, [90.0], replace(valuation, spends=RowSpends(mean[1:], square[1:])))
