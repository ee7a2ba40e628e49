import numpy as np
import pytest
from made_up import from_beta_geometric, from_pareto

from regulars.clv.fit import FEWEST_REPEATERS, REFUSE_CORRELATION, WARN_CORRELATION, fit, fit_spend
from regulars.clv.histories import Unit, histories, scaled
from regulars.clv.results import Fit, Model, Reason, Refusal, SpendFit
from regulars.clv.spends import spends

TRUTH = (0.8, 30.0, 0.7, 2.0)


def values_of(customers: int, seed: int, follow: float = 0.0):
    """Repeat orders and mean values from the Gamma-Gamma model (6, 4, 15), or with value growing with frequency by `follow`."""
    chance = np.random.default_rng(seed)
    x = chance.geometric(0.4, customers).astype(float)
    level = 6.0 / chance.gamma(4.0, 1 / 15.0, customers)
    mean = level * chance.gamma(6.0 * x) / (6.0 * x) + follow * x
    return x, mean


def drawn(model: Model, customers: int, seed: int):
    match model:
        case Model.PARETO_NBD:
            return (0.8, 30.0, 0.6, 60.0), from_pareto((0.8, 30.0, 0.6, 60.0), customers, seed)
        case Model.MBG_NBD:
            return TRUTH, from_beta_geometric(TRUTH, customers, seed, leaves_at_first=True)
        case Model.NBD:
            return TRUTH[:2], from_beta_geometric((0.8, 30.0, 1e-9, 1.0), customers, seed, leaves_at_first=False)
        case Model.BG_NBD:
            return TRUTH, from_beta_geometric(TRUTH, customers, seed, leaves_at_first=False)


@pytest.mark.parametrize("model", list(Model))
def test_customers_drawn_from_a_model_give_its_parameters_back(model):
    truth, customers = drawn(model, 4000, 5)
    found = fit(model, customers)
    assert isinstance(found, Fit), found
    for parameter, value in zip(found.estimate.parameters, truth, strict=True):
        assert abs(np.log(parameter.value / value)) < 3 * parameter.log_standard_error
        # and the data say something: the errors are small against the values
        assert parameter.log_standard_error < 0.5


@pytest.mark.long
@pytest.mark.parametrize("model", [Model.MBG_NBD, Model.BG_NBD])
def test_standard_errors_are_the_spread_of_repeated_estimates(model):
    found = [fit(model, drawn(model, 3000, seed)[1]) for seed in range(120)]
    fits = [one.estimate for one in found if isinstance(one, Fit)]
    assert len(fits) == 120
    spread = np.std(np.log([one.values for one in fits]), axis=0)
    claimed = np.median([[parameter.log_standard_error for parameter in one.parameters] for one in fits], axis=0)
    # 120 estimates know their spread to about 7 %.
    assert claimed == pytest.approx(spread, rel=0.25)


def test_spends_drawn_from_gamma_gamma_give_its_parameters_back():
    found = fit_spend(spends(*values_of(6000, 2)))
    assert isinstance(found, SpendFit)
    for parameter, value in zip(found.estimate.parameters, (6.0, 4.0, 15.0), strict=True):
        assert abs(np.log(parameter.value / value)) < 3 * parameter.log_standard_error
    assert found.warnings == ()


@pytest.mark.parametrize("sample", [120, 4_000])
def test_the_part_that_the_search_begins_on_changes_no_estimate(sample, monkeypatch):
    # values that hardly differ between customers: of few of them the likelihood has no maximum
    chance = np.random.default_rng(5)
    x = chance.geometric(0.4, 30_000).astype(float)
    level = 3.0 / chance.gamma(60.0, 1 / 1200.0, len(x))
    given = spends(x, level * chance.gamma(3.0 * x) / (3.0 * x))
    monkeypatch.setattr("regulars.clv.fit._SPEND_SAMPLE", 10**9)
    whole = fit_spend(given)
    monkeypatch.setattr("regulars.clv.fit._SPEND_SAMPLE", sample)
    found = fit_spend(given)
    assert isinstance(whole, SpendFit)
    assert isinstance(found, SpendFit)
    assert found.estimate.values == pytest.approx(whole.estimate.values, rel=1e-6)


@pytest.mark.parametrize("model", list(Model))
def test_row_order_and_weights_change_no_estimate(model):
    _, customers = drawn(model, 800, 9)
    # to whole days, so that customers share histories
    x, last, age = customers.repeats, np.ceil(customers.last), customers.age
    counts = np.random.default_rng(1).integers(1, 4, len(x))
    order = np.random.default_rng(2).permutation(int(counts.sum()))
    columns = [np.repeat(column, counts)[order] for column in (x, last, age)]
    weighted = fit(model, histories(x, last, age, Unit.DAYS, weight=counts))
    repeated = fit(model, histories(*columns, Unit.DAYS))
    assert isinstance(weighted, Fit)
    assert isinstance(repeated, Fit)
    assert weighted.estimate.values == repeated.estimate.values
    assert weighted.estimate.customers == repeated.estimate.customers == counts.sum()


@pytest.mark.parametrize("model", list(Model))
def test_another_unit_changes_nothing_but_the_scale(model):
    _, customers = drawn(model, 800, 9)
    hours = fit(model, scaled(customers, 24.0))
    days = fit(model, customers)
    assert isinstance(days, Fit)
    assert isinstance(hours, Fit)
    for day, hour in zip(days.estimate.parameters, hours.estimate.parameters, strict=True):
        assert hour.value == pytest.approx(day.value * (24.0 if day.name in {"alpha", "beta"} else 1.0), rel=1e-4)


def test_scaling_money_scales_v_alone():
    x, mean = values_of(2000, 3)
    euros, cents = fit_spend(spends(x, mean)), fit_spend(spends(x, mean * 100))
    assert isinstance(euros, SpendFit)
    assert isinstance(cents, SpendFit)
    p, q, v = euros.estimate.values
    assert cents.estimate.values == pytest.approx((p, q, 100 * v), rel=1e-6)
    assert cents.estimate.log_likelihood == pytest.approx(euros.estimate.log_likelihood - 2000 * np.log(100), rel=1e-9)


def refused(found) -> Refusal:
    assert isinstance(found, Refusal), found
    return found


@pytest.mark.parametrize("model", list(Model))
def test_too_few_repeaters_are_refused_with_their_number(model):
    _, customers = drawn(model, 4000, 1)
    rows = np.flatnonzero(customers.repeats > 0)[: FEWEST_REPEATERS - 1]
    given = histories(customers.repeats[rows], customers.last[rows], customers.age[rows], Unit.DAYS)
    found = refused(fit(model, given))
    assert found.reason is Reason.TOO_FEW_REPEATERS
    assert found.sentence.startswith(f"{FEWEST_REPEATERS - 1} repeat customers (of ")


def test_nobody_at_all_is_refused():
    assert refused(fit(Model.MBG_NBD, histories([], [], [], Unit.DAYS))).reason is Reason.TOO_FEW_REPEATERS
    assert refused(fit_spend(spends([], []))).reason is Reason.NO_POSITIVE_SPEND


def test_customers_without_any_time_are_refused():
    nobody = np.zeros(300)
    assert refused(fit(Model.MBG_NBD, histories(nobody + 1, nobody, nobody, Unit.DAYS))).reason is Reason.FLAT


@pytest.mark.parametrize("model", list(Model))
def test_customers_who_are_all_alike_have_no_maximum(model):
    # Everybody buys every tenth day and nobody leaves: rates without spread, no leaving to measure.
    age = np.full(500, 100.0)
    found = refused(fit(model, histories(np.full(500, 10.0), age, age, Unit.DAYS)))
    assert found.reason in {Reason.AT_BORDER, Reason.FLAT, Reason.NOBODY_LEAVES}
    assert found.sentence.endswith(".")


@pytest.mark.parametrize("model", [Model.MBG_NBD, Model.BG_NBD, Model.PARETO_NBD])
def test_a_shop_that_nobody_leaves_is_named_so(model):
    _, customers = drawn(Model.NBD, 2000, 3)
    found = refused(fit(model, customers))
    assert found.reason is Reason.NOBODY_LEAVES
    assert "nbd knows no leaving" in found.sentence


def test_one_price_for_all_has_no_maximum():
    x, _ = values_of(500, 4)
    assert refused(fit_spend(spends(x, np.full(500, 9.99)))).reason in {Reason.AT_BORDER, Reason.FLAT}


def test_a_refusal_says_in_plain_words_what_the_customers_have_in_common():
    x, _ = values_of(2000, 4)
    small_changes = 9.99 * (1 + 1e-3 * np.sin(np.arange(2000)))
    assert refused(fit_spend(spends(x, small_changes))).sentence.startswith(("All customers spend much the same", "Every customer"))
    twice_then_gone = histories(np.ones(500), np.ones(500), np.arange(500) + 2.0, Unit.DAYS)
    assert refused(fit(Model.MBG_NBD, twice_then_gone)).sentence.startswith("All customers are equally likely to leave")


def test_repeaters_whose_orders_are_worth_nothing_are_refused_or_counted():
    x, mean = values_of(400, 4)
    assert refused(fit_spend(spends(x, -mean))).reason is Reason.NO_POSITIVE_SPEND
    assert refused(fit_spend(spends(x, np.where(np.arange(400) < 350, 0.0, mean)))).reason is Reason.TOO_FEW_REPEATERS
    some = fit_spend(spends(x, np.where(np.arange(400) < 30, -1.0, mean)))
    assert isinstance(some, SpendFit)
    assert (some.left_out, some.estimate.customers) == (30, 370)
    assert some.warnings[-1].startswith("30 repeat customers")


def test_spend_that_follows_frequency_is_warned_of_and_then_refused():
    found = [fit_spend(spends(*values_of(4000, 6, follow))) for follow in (0.0, 3.0, 30.0)]
    free, warned = found[0], found[1]
    assert isinstance(free, SpendFit)
    assert isinstance(warned, SpendFit)
    assert abs(free.correlation) < WARN_CORRELATION < warned.correlation < REFUSE_CORRELATION
    assert "more per order" in warned.warnings[0]
    assert refused(found[2]).reason is Reason.SPEND_FOLLOWS_FREQUENCY


def test_values_without_a_finite_mean_are_refused():
    chance = np.random.default_rng(8)
    x = chance.geometric(0.3, 4000).astype(float)
    level = 6.0 / chance.gamma(0.6, 1 / 15.0, 4000)
    found = refused(fit_spend(spends(x, level * chance.gamma(6.0 * x) / (6.0 * x))))
    assert found.reason is Reason.NO_FINITE_MEAN
    assert "q = 0." in found.sentence


def test_leaving_that_could_be_anything_is_none():
    # Without leaving the search can settle at a tiny, utterly unsure chance to leave instead of running to the border.
    chance = np.random.default_rng(3)
    for _ in range(6):
        rate, age = chance.gamma(1.5, 1 / 60, 400), chance.integers(300, 500, 400).astype(float)
        x = chance.poisson(rate * age).astype(float)
        last = np.where(x > 0, np.floor(age * chance.random(400) ** (1 / np.maximum(x, 1))), 0.0)
        found = fit(Model.MBG_NBD, histories(x, last, age, Unit.DAYS))
        if isinstance(found, Fit):
            assert max(part.log_standard_error for part in found.estimate.parameters) < 3
        else:
            assert found.reason is Reason.NOBODY_LEAVES
