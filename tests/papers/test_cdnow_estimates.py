"""Published estimates on the CDNOW 1/10 sample, refitted: parameters to four significant digits, log-likelihoods to 0.01."""

import numpy as np
import pytest

from regulars.clv.fit import fit, fit_spend
from regulars.clv.histories import Unit
from regulars.clv.results import Estimate, Fit, Model, SpendFit


def estimated(given, model: Model) -> Estimate:
    found = fit(model, given)
    assert isinstance(found, Fit), found
    return found.estimate


def test_the_sample_is_the_published_one(cdnow_sample):
    given = cdnow_sample.histories()
    assert (given.customers, cdnow_sample.rows) == (2357, 6919)
    assert cdnow_sample.repeats.sum() == 2457
    assert given.customers - given.repeaters == 1411
    assert cdnow_sample.holdout.sum() == 1882
    assert np.count_nonzero(cdnow_sample.holdout) == 684


def test_bg_nbd_has_the_estimates_of_fader_hardie_lee_2005_table_2(cdnow_sample):
    found = estimated(cdnow_sample.histories(), Model.BG_NBD)
    assert [round(value, 3) for value in found.values] == [0.243, 4.414, 0.793, 2.426]
    # to more digits: the same file fitted with exact days by plain scipy (BTYD and CLVTools print -9582.429)
    assert found.values == pytest.approx((0.24259, 4.41360, 0.79292, 2.42591), rel=5e-5)
    assert found.log_likelihood == pytest.approx(-9582.4292, abs=0.001)


def test_pareto_nbd_has_the_estimates_of_fader_hardie_lee_2005_table_2(cdnow_sample):
    found = estimated(cdnow_sample.histories(), Model.PARETO_NBD)
    assert [round(value, 3) for value in found.values] == [0.553, 10.578, 0.606, 11.669]
    assert found.values == pytest.approx((0.55328, 10.57768, 0.60624, 11.66873), rel=5e-5)
    assert found.log_likelihood == pytest.approx(-9594.9762, abs=0.001)


def test_mbg_nbd_has_the_estimates_printed_by_btydplus(cdnow_sample):
    found = estimated(cdnow_sample.histories(), Model.MBG_NBD)
    assert [round(value, 3) for value in found.values] == [0.525, 6.183, 0.891, 1.614]
    assert found.values == pytest.approx((0.52484, 6.18309, 0.89136, 1.61400), rel=5e-5)
    assert found.log_likelihood == pytest.approx(-9582.1357, abs=0.001)


def test_gamma_gamma_has_the_estimates_of_fader_hardie_2013(cdnow_sample):
    found = fit_spend(cdnow_sample.spends())
    assert isinstance(found, SpendFit)
    assert [round(value, 2) for value in found.estimate.values] == [6.25, 3.74, 15.44]
    assert found.estimate.values == pytest.approx((6.2496, 3.7442, 15.4435), rel=5e-5)
    assert found.estimate.log_likelihood == pytest.approx(-4055.9177, abs=0.001)
    assert (found.estimate.customers, found.left_out, found.warnings) == (946, 0, ())
    assert found.correlation == pytest.approx(0.11, abs=0.005)


@pytest.mark.parametrize(
    ("model", "values", "log_likelihood"),
    [
        (Model.BG_NBD, (0.251624, 4.788943, 0.723434, 2.161088), -95368.444),
        (Model.MBG_NBD, (0.637140, 7.310289, 0.807474, 1.228394), -95336.958),
        (Model.PARETO_NBD, (0.597420, 11.585658, 0.522185, 8.827755), -95415.119),
    ],
)
def test_all_cdnow_customers_give_the_estimates_of_an_independent_scipy_fit(cdnow_all, model, values, log_likelihood):
    found = estimated(cdnow_all.histories(), model)
    assert found.customers == 23570
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.001)
    assert found.values == pytest.approx(values, rel=5e-5)


def test_one_customer_without_value_takes_no_part_in_the_value_model(cdnow_all):
    found = fit_spend(cdnow_all.spends())
    assert isinstance(found, SpendFit)
    assert found.estimate.values == pytest.approx((6.27536, 3.62445, 14.98369), rel=1e-5)
    assert (found.estimate.customers, found.left_out) == (9450, 1)
    assert "1 repeat customer whose" in found.warnings[0]


@pytest.mark.parametrize("model", list(Model))
def test_days_instead_of_weeks_change_only_the_scale(cdnow_sample, model):
    weeks, days = estimated(cdnow_sample.histories(Unit.WEEKS), model), estimated(cdnow_sample.histories(Unit.DAYS), model)
    timed = {"alpha", "beta"}
    for week, day in zip(weeks.parameters, days.parameters, strict=True):
        assert day.value == pytest.approx(week.value * (7 if week.name in timed else 1), rel=1e-5)
        assert day.log_standard_error == pytest.approx(week.log_standard_error, rel=1e-3)
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - 2457 * np.log(7), abs=1e-4)
