"""Many segments at once: corrected, pooled, and drawn together, to published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest

from regulars.errors import DefinitionError
from regulars.experiments.several import (
    Between,
    Effect,
    Shrunk,
    between,
    drawn_to_mean,
    false_discoveries,
    pooled,
    shrunk,
    simultaneous_level,
    spread_above_zero,
)
from regulars.validation.distributions import holm
from regulars.validation.estimates import Estimate, Refusal

# Rubin 1981, "Estimation in parallel randomized experiments": eight schools
SCHOOLS = [Effect(name, value, error) for name, value, error in zip("ABCDEFGH", (28, 8, -3, 7, -1, 1, 18, 12), (15, 10, 16, 11, 9, 11, 10, 18), strict=True)]  # fmt: skip
# Colditz et al. 1994, BCG vaccine: cases and others, vaccinated and not
_BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761), (180, 1361, 372, 1079),
    (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
BCG = [
    Effect(str(place), math.log(a / (a + b) / (c / (c + d))), math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)), a + b + c + d)
    for place, (a, b, c, d) in enumerate(_BCG)
]


def test_dersimonian_laird_on_the_bcg_trials_as_metafor_prints_it() -> None:
    found = between(BCG)
    assert isinstance(found, Between)
    assert (found.statistic, found.degrees) == (pytest.approx(152.2330, abs=5e-5), 12)
    assert found.variance == pytest.approx(0.3088, abs=5e-5)
    assert found.i_squared == pytest.approx(0.9212, abs=5e-5)
    drawn = drawn_to_mean(BCG, found, found.variance)
    assert (drawn.mean.value, drawn.mean.low, drawn.mean.high) == pytest.approx((-0.7141, -1.0644, -0.3638), abs=1e-4)


def test_eight_schools_do_not_differ_and_are_drawn_to_one_mean() -> None:
    found = between(SCHOOLS)
    assert isinstance(found, Between)
    assert found.variance == 0
    drawn = drawn_to_mean(SCHOOLS, found, 0)
    # Gelman et al., Bayesian Data Analysis, section 5.5: complete pooling gives 7.7 with a standard error of 4.1
    assert drawn.mean.value == pytest.approx(7.7, abs=0.05)
    assert (drawn.mean.high - drawn.mean.low) / (2 * 1.959964) == pytest.approx(4.1, abs=0.05)
    assert {round(effect.value, 9) for effect in drawn.effects} == {round(drawn.mean.value, 9)}


def test_chung_2013_eight_schools_may_differ_though_their_likeliest_spread_is_none() -> None:
    # the mode of likelihood x tau, found apart from ours by scipy's bounded search
    assert spread_above_zero(SCHOOLS) == pytest.approx(6.30535, abs=5e-5)
    drawn = shrunk(SCHOOLS)
    assert isinstance(drawn, Shrunk)
    assert drawn.effects[0].value > drawn.mean.value > drawn.effects[4].value
    # by hand: of k effects that are all the same, spread^2 = error^2 / (k - 1)
    assert spread_above_zero([Effect(str(place), 0.1, 0.02) for place in range(5)]) == pytest.approx(0.01, rel=1e-6)


def test_segments_that_may_differ_are_covered_at_nominal() -> None:
    """Twelve segments of a small shop that differ by less than each knows itself: believed to be alike (a spread of 0 where that is
    likeliest), only 87 % of the intervals held the truth."""
    rng = np.random.default_rng(6)
    errors = np.array([0.045, 0.05, 0.08, 0.05, 0.085, 0.035, 0.04, 0.115, 0.075, 0.125, 0.125, 0.095])
    held = []
    for _ in range(60):
        truth = rng.normal(0.03, 0.02, 12)
        seen = rng.normal(truth, errors)
        drawn = shrunk([Effect("", float(value), float(error)) for value, error in zip(seen, errors, strict=True)])
        assert isinstance(drawn, Shrunk)
        held += [effect.covers(value) for effect, value in zip(drawn.effects, truth, strict=True)]
    assert np.mean(held) > 0.95 - 3 * (0.05 * 0.95 / len(held)) ** 0.5


def test_what_is_known_well_is_drawn_less() -> None:
    drawn = shrunk([Effect("big", 1.0, 0.1), Effect("small", 1.0, 1.0), Effect("other", -1.0, 0.1)])
    assert isinstance(drawn, Shrunk)
    assert drawn.effects[0].value > drawn.effects[1].value > drawn.mean.value


def test_pooled_weighs_segments_by_their_customers() -> None:
    found = pooled([Effect("a", 1.0, 0.3, 300), Effect("b", 5.0, 0.4, 100)])
    assert isinstance(found, Estimate)
    assert found.value == 2.0
    assert found.high - 2.0 == pytest.approx(1.959964 * math.hypot(0.75 * 0.3, 0.25 * 0.4), rel=1e-6)


def test_one_segment_alone_is_not_compared() -> None:
    assert isinstance(between(BCG[:1]), Refusal)
    assert isinstance(pooled([]), Refusal)
    assert isinstance(shrunk([Effect("a", 1.0, 0.0), Effect("b", 1.0, 1.0)]), Refusal)


def test_benjamini_hochberg_1995_finds_four_of_their_fifteen() -> None:
    p_values = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0)
    assert [value <= 0.05 for value in false_discoveries(p_values)] == [True] * 4 + [False] * 11
    assert sum(value <= 0.05 for value in holm(p_values)) == 3
    shuffled = p_values[::-1]
    assert false_discoveries(shuffled) == false_discoveries(p_values)[::-1]


def test_intervals_that_hold_together_are_wider() -> None:
    assert simultaneous_level(0.95, 5) == pytest.approx(0.99)
    with pytest.raises(DefinitionError):
        simultaneous_level(0.95, 0)
