import numpy as np
import pytest

from regulars.validation.logistic import fit, refit, standardised, with_intercept


def test_o_rings_of_dalal_fowlkes_and_hoadley_1989():
    # 23 flights before Challenger: logit of damage = 15.0429 - 0.2322 temperature (F), log-likelihood -10.158
    temperature = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58]
    damage = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]
    design = with_intercept(np.array(temperature, dtype=float)[:, None])
    found = fit(design, np.array(damage) == 1, ridge=0.0)
    assert found.coefficients.tolist() == pytest.approx([15.0429, -0.2322], rel=1e-3)
    assert found.log_likelihood == pytest.approx(-10.1576, abs=1e-3)


def test_perfectly_separable_data_keep_finite_coefficients():
    design = with_intercept(standardised(np.arange(40.0)[:, None]))
    found = fit(design, np.arange(40) >= 20)
    assert 0 < found.coefficients[1] < 20


def test_the_ridge_leaves_the_intercept_alone():
    events = np.arange(100) < 30
    found = fit(with_intercept(np.zeros((100, 2))), events)
    assert found.coefficients.tolist() == pytest.approx([np.log(0.3 / 0.7), 0, 0], abs=1e-4)


def test_at_the_solution_the_gradient_is_zero():
    rng = np.random.default_rng(0)
    design = with_intercept(standardised(rng.gamma(0.3, 5, (500, 4))))
    events = rng.random(500) < 0.2
    found = fit(design, events)
    chance = 1 / (1 + np.exp(-design @ found.coefficients))
    gradient = design.T @ (events - chance) - np.array([0, 1, 1, 1, 1]) * found.coefficients
    assert np.abs(gradient).max() < 0.1
    assert fit(design, events, found.coefficients).log_likelihood == pytest.approx(found.log_likelihood, abs=1e-3)


def test_constant_columns_become_zero():
    assert standardised(np.array([[3.0, 1.0], [3.0, 2.0]])).tolist() == [[0.0, -1.0], [0.0, 1.0]]


@pytest.mark.parametrize("counted", [np.ones(500, dtype=bool), np.arange(500) % 5 != 2])
def test_leaving_columns_out_of_a_fit_is_the_same_as_fitting_without_them(counted):
    rng = np.random.default_rng(4)
    columns = rng.normal(size=(500, 6))
    columns[:, 3] += 0.8 * columns[:, 1]
    events = rng.random(500) < 1 / (1 + np.exp(-(0.4 + columns[:, 1] + 0.7 * columns[:, 3])))
    design = with_intercept(standardised(columns))
    whole = fit(design[counted], events[counted])
    kept = np.array([True, True, True, False, False, True, True])
    less, again = refit(design, events, whole, kept, counted), fit(design[counted][:, kept], events[counted])
    assert less.coefficients[kept].tolist() == pytest.approx(again.coefficients.tolist(), abs=0.01)
    assert less.coefficients[~kept].tolist() == [0.0, 0.0]
    assert less.log_likelihood == pytest.approx(again.log_likelihood, abs=0.01)
