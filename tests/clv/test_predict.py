import numpy as np
import pytest
from made_up import from_beta_geometric

from regulars.clv.fit import fit, fit_spend
from regulars.clv.histories import Unit, histories
from regulars.clv.predict import Valuation, predict
from regulars.clv.process import fitted_process
from regulars.clv.results import Fit, Model, SpendFit
from regulars.clv.spends import spends
from regulars.errors import DataError, DefinitionError

HORIZONS = (30.0, 90.0, 365.0)


@pytest.fixture(scope="module")
def customers():
    return from_beta_geometric((0.8, 30.0, 0.7, 2.0), 3000, 7, leaves_at_first=True)


@pytest.fixture(scope="module")
def money(customers):
    chance = np.random.default_rng(4)
    x = customers.repeats[customers.inverse]
    level = 6.0 / chance.gamma(4.0, 1 / 15.0, len(x))
    return spends(x, level * chance.gamma(6.0 * np.maximum(x, 1.0)) / (6.0 * np.maximum(x, 1.0)))


@pytest.fixture(scope="module")
def spend_fit(money):
    found = fit_spend(money)
    assert isinstance(found, SpendFit)
    return found


@pytest.fixture(scope="module", params=list(Model))
def fitted(request, customers):
    found = fit(request.param, customers)
    assert isinstance(found, Fit)
    return found


def test_every_customer_gets_his_own_row(fitted, customers):
    found = predict(fitted, customers, HORIZONS)
    assert found.orders.shape == found.p_order.shape == (3000, 3)
    place = 1234
    row = customers.inverse[place]
    alone = histories([customers.repeats[row]], [customers.last[row]], [customers.age[row]], Unit.DAYS)
    own = predict(fitted, alone, HORIZONS)
    assert found.p_alive[place] == pytest.approx(own.p_alive[0], rel=1e-12)
    assert found.orders[place] == pytest.approx(own.orders[0], rel=1e-12)
    assert found.p_order[place] == pytest.approx(own.p_order[0], rel=1e-12)


def test_nobody_is_predicted_for_nobody(fitted):
    found = predict(fitted, histories([], [], [], Unit.DAYS), HORIZONS)
    assert found.orders.shape == (0, 3)


def test_revenue_is_orders_times_value_and_is_additive(fitted, customers, money, spend_fit):
    found = predict(fitted, customers, HORIZONS, Valuation(spend_fit, money, 1.0, 0.0, 365.0))
    assert found.values is not None
    assert found.values.revenue == pytest.approx(found.orders * found.values.order_value[:, None])
    # Without discount and with the whole margin the value of a year is its revenue.
    assert found.values.lifetime_value == pytest.approx(found.values.revenue[:, 2], rel=1e-9)


def test_a_customer_without_repeat_orders_is_worth_the_mean_of_all(fitted, customers, money, spend_fit):
    p, q, v = spend_fit.estimate.values
    found = predict(fitted, customers, HORIZONS, Valuation(spend_fit, money, 1.0, 0.0, 365.0))
    assert found.values is not None
    single = customers.repeats[customers.inverse] == 0
    assert single.any()
    assert found.values.order_value[single] == pytest.approx(p * v / (q - 1))


def test_discounted_value_is_the_discounted_stream_of_orders(fitted, customers, money, spend_fit):
    found = predict(fitted, customers, HORIZONS, Valuation(spend_fit, money, 0.3, 0.2, 730.0))
    assert found.values is not None
    # Two years cut thirty times finer than the months of the product.
    edges = np.linspace(0.0, 730.0, 801)
    model, age = fitted_process(fitted), customers.at_age
    orders = np.stack([np.zeros_like(age.time), *(model.orders_if_alive(age, float(edge)) for edge in edges[1:])])
    worth = 1.2 ** -((edges[1:] + edges[:-1]) / 2 / 365.25)
    stream = (model.p_alive(customers) * (worth @ np.diff(orders, axis=0))[age.index])[customers.inverse]
    assert found.values.lifetime_value == pytest.approx(stream * found.values.order_value * 0.3, rel=2e-3)


def test_more_discount_and_less_margin_are_worth_less(fitted, customers, money, spend_fit):
    def total(margin, discount):
        values = predict(fitted, customers, [30.0], Valuation(spend_fit, money, margin, discount, 365.0)).values
        assert values is not None
        return values.lifetime_value.sum()

    assert total(0.5, 0.1) == pytest.approx(total(1.0, 0.1) / 2)
    assert total(1.0, 0.3) < total(1.0, 0.1) < total(1.0, 0.0)
    assert total(0.0, 0.1) == 0.0


def test_scaling_money_scales_every_amount(fitted, customers, money, spend_fit):
    cents = spends(money.repeats[money.inverse], money.mean[money.inverse] * 100)
    found = fit_spend(cents)
    assert isinstance(found, SpendFit)
    one = predict(fitted, customers, HORIZONS, Valuation(spend_fit, money, 0.5, 0.1, 365.0)).values
    hundred = predict(fitted, customers, HORIZONS, Valuation(found, cents, 0.5, 0.1, 365.0)).values
    assert one is not None
    assert hundred is not None
    assert hundred.order_value == pytest.approx(one.order_value * 100, rel=1e-6)
    assert hundred.revenue == pytest.approx(one.revenue * 100, rel=1e-6)
    assert hundred.lifetime_value == pytest.approx(one.lifetime_value * 100, rel=1e-6)


def test_weeks_and_days_predict_the_same(customers):
    rows = customers.inverse
    weeks = histories(customers.repeats[rows], customers.last[rows] / 7, customers.age[rows] / 7, Unit.WEEKS)
    by_day, by_week = fit(Model.MBG_NBD, customers), fit(Model.MBG_NBD, weeks)
    assert isinstance(by_day, Fit)
    assert isinstance(by_week, Fit)
    assert predict(by_week, weeks, [13.0]).orders == pytest.approx(predict(by_day, customers, [91.0]).orders, rel=1e-5)
    with pytest.raises(DefinitionError, match="fitted in days"):
        predict(by_day, weeks, [13.0])


@pytest.mark.parametrize("horizons", [(), (0.0,), (30.0, -1.0), (float("nan"),)])
def test_a_horizon_that_is_none_is_refused(fitted, customers, horizons):
    with pytest.raises(DefinitionError, match="horizons"):
        predict(fitted, customers, horizons)


@pytest.mark.parametrize(
    ("terms", "words"), [((1.2, 0.1, 365.0), "margin"), ((0.5, -0.1, 365.0), "discount"), ((0.5, 0.1, 0.0), "lifetime")]
)
def test_terms_of_value_that_make_no_sense_are_refused(fitted, customers, money, spend_fit, terms, words):
    with pytest.raises(DefinitionError, match=words):
        predict(fitted, customers, HORIZONS, Valuation(spend_fit, money, *terms))


def test_spends_of_other_customers_are_refused(fitted, customers, money, spend_fit):
    swapped = spends(money.repeats[money.inverse][::-1], money.mean[money.inverse][::-1])
    with pytest.raises(DataError, match="same customers"):
        predict(fitted, customers, HORIZONS, Valuation(spend_fit, swapped, 0.5, 0.1, 365.0))
