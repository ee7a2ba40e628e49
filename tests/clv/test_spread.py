"""Ranges of single customers, against customers drawn from the models order by order."""

from dataclasses import replace

import numpy as np
import pytest
from made_up import with_future
from scipy import special, stats

from regulars.clv.arrays import gamma_ratio_quantile, negative_binomial_quantile
from regulars.clv.fit import fit, fit_spend
from regulars.clv.histories import Unit, histories
from regulars.clv.predict import discounted_orders, spend_model
from regulars.clv.process import fitted_process
from regulars.clv.results import Fit, Model, SpendFit
from regulars.clv.spends import spends
from regulars.clv.spread import order_range, order_spread, value_range
from regulars.errors import DefinitionError

HORIZON = 200.0


def held(low, high, actual, whom=slice(None)) -> float:
    return float(((low <= actual) & (actual <= high))[whom].mean())


@pytest.mark.parametrize("model", [Model.MBG_NBD, Model.NBD, pytest.param(Model.PARETO_NBD, marks=pytest.mark.long)])
def test_nine_customers_in_ten_order_and_spend_within_their_range(model):
    given, later, value, money = with_future(model, 20_000, 5, HORIZON)
    fitted, priced = fit(model, given), fit_spend(spends(given.repeats[given.inverse], value))
    assert isinstance(fitted, Fit)
    assert isinstance(priced, SpendFit)
    of = order_spread(fitted, given, HORIZON)
    orders, worth = order_range(of), value_range(of, spend_model(priced))
    scale = priced.estimate.value("v") + given.repeats[given.inverse] * value
    low, high = worth.low[given.inverse] * scale, worth.high[given.inverse] * scale
    # where zero is likely only the upper end says something, and holds 19 times in 20; both ends matter to those who are sure to come
    sure = of.chance[given.inverse] > (0.97 if model is Model.NBD else 0.8)
    assert sure.sum() > 1_000
    for whom, least, most in ((slice(None), 0.91, 0.975), (sure, 0.87, 0.97)):
        assert least <= held(orders.low[given.inverse], orders.high[given.inverse], later, whom) <= most
        assert least <= held(low, high, money, whom) <= most


@pytest.mark.parametrize("model", [Model.MBG_NBD, Model.NBD])
def test_nine_customers_in_ten_are_worth_what_their_lifetime_value_ranges_over(model):
    years = 3 * 365.0
    given, _, value, worth = with_future(model, 20_000, 6, years, 0.1)
    fitted, priced = fit(model, given), fit_spend(spends(given.repeats[given.inverse], value))
    assert isinstance(fitted, Fit)
    assert isinstance(priced, SpendFit)
    of, process = order_spread(fitted, given, years), fitted_process(fitted)
    discounted = discounted_orders(process, process.p_alive(given), given, years, 0.1)
    each = discounted / (of.chance * of.mean[of.index])
    found, scale = value_range(of, spend_model(priced)), priced.estimate.value("v") + given.repeats[given.inverse] * value
    low, high = (found.low * each)[given.inverse] * scale, (found.high * each)[given.inverse] * scale
    sure = of.chance[given.inverse] > 0.95
    assert sure.sum() > 100
    for whom, least, most in ((slice(None), 0.89, 0.975), (sure, 0.84, 0.97)):
        assert least <= held(low, high, worth, whom) <= most
    # neither too wide: the upper end is passed by about one in twenty
    assert 0.02 <= (worth > high).mean() <= 0.075


def test_a_shop_whose_parameters_are_hardly_known_has_wider_ranges():
    few, _, _, _ = with_future(Model.MBG_NBD, 250, 1, HORIZON)
    many, _, _, _ = with_future(Model.MBG_NBD, 20_000, 1, HORIZON)
    known, unsure = fit(Model.MBG_NBD, many), fit(Model.MBG_NBD, few)
    assert isinstance(known, Fit)
    assert isinstance(unsure, Fit)
    whom = histories([12], [180], [200], Unit.DAYS)
    sure = order_spread(known, whom, 365.0)
    wider = order_spread(replace(known, estimate=replace(known.estimate, covariance=unsure.estimate.covariance)), whom, 365.0)
    assert wider.mean == sure.mean
    assert wider.variance[0] > sure.variance[0] * 1.02
    assert order_range(wider).high[0] > order_range(sure).high[0]


def test_who_has_gone_for_good_is_expected_to_do_nothing():
    given, _, _, _ = with_future(Model.MBG_NBD, 5_000, 2, HORIZON)
    fitted = fit(Model.MBG_NBD, given)
    assert isinstance(fitted, Fit)
    gone = histories([20], [60], [3_000], Unit.DAYS)
    of = order_spread(fitted, gone, 30.0)
    assert of.chance[0] < 0.05
    assert (order_range(of).low[0], order_range(of).high[0]) == (0.0, 0.0)


def test_a_longer_look_ahead_widens_the_range_and_zero_days_are_refused():
    given, _, _, _ = with_future(Model.MBG_NBD, 5_000, 2, HORIZON)
    fitted = fit(Model.MBG_NBD, given)
    assert isinstance(fitted, Fit)
    near, far = (order_range(order_spread(fitted, given, days)) for days in (30.0, 365.0))
    assert (near.high <= far.high).all()
    assert (near.low <= near.high).all()
    with pytest.raises(DefinitionError, match="horizons"):
        order_spread(fitted, given, 0.0)


def test_counts_have_the_quantiles_of_the_negative_binomial():
    mean, variance = np.array([0.02, 1.0, 7.0, 29.0, 400.0, 0.0]), np.array([0.03, 1.5, 60.0, 30.0, 9_000.0, 0.0])
    index, level = (part.ravel() for part in np.meshgrid(np.arange(5), [0.01, 0.05, 0.4, 0.9, 0.95, 0.999], indexing="ij"))
    found = negative_binomial_quantile(mean, variance, index, level)
    size, stays = mean[index] ** 2 / (variance - mean)[index], (mean[index] / variance[index])
    assert (found == stats.nbinom.ppf(level, size, stays)).all()
    assert negative_binomial_quantile(mean, variance, np.array([5]), np.array([0.95])) == [0.0]


def test_ratios_of_gamma_variables_have_the_quantiles_of_the_beta_prime():
    upper, lower, level = (
        part.ravel() for part in np.meshgrid([0.3, 1.0, 2.5, 40.0, 900.0], [0.7, 1.5, 3.0, 6.0, 300.0], [0.01, 0.2, 0.5, 0.9, 0.97])
    )
    exact = special.betaincinv(upper, lower, level)
    assert gamma_ratio_quantile(upper, lower, level) == pytest.approx(exact / (1.0 - exact), rel=0.03)
