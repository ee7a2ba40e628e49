"""What tests have taught about each segment and treatment, and since when."""

from __future__ import annotations

import pytest

from regulars.experiments import beliefs
from regulars.experiments.beliefs import Belief, belief, learned
from regulars.experiments.several import Effect, shrunk
from regulars.validation.estimates import Refusal

PRIOR = Belief(0.0, 0.02, "the prior")


def test_each_pair_that_was_tested_is_there_once_with_its_last_test_first() -> None:
    tests = [
        beliefs.Tested("At Risk", "voucher", 0.03, 0.01, "2025-03-01", "Spring"),
        beliefs.Tested("Lost", "voucher", 0.01, 0.02, "2025-03-01", "Spring"),
        beliefs.Tested("at  risk", "Voucher", 0.05, 0.01, "2026-03-01", "Spring again"),
        beliefs.Tested("Lost", "call", 0.01, 0.02, "2024-03-01", "Calls"),
    ]
    found = learned(tests, PRIOR)
    assert [(each.segment, each.treatment) for each in found] == [("Lost", "call"), ("At Risk", "voucher"), ("Lost", "voucher")]
    assert [test.name for test in found[1].tests] == ["Spring again", "Spring"]
    assert found[1].belief.ended == "2026-03-01"


def test_several_segments_are_drawn_to_each_other_as_random_effects_say() -> None:
    # two tests of one segment count as one, by inverse variance: 0.04 with an error of 0.01 / sqrt(2)
    tests = [
        beliefs.Tested("A", "t", 0.03, 0.01, "2025-01-01"),
        beliefs.Tested("a", "T", 0.05, 0.01, "2025-02-01"),
        beliefs.Tested("B", "t", 0.0, 0.01, "2025-01-01"),
        beliefs.Tested("C", "t", 0.01, 0.03, "2025-01-01"),
    ]
    expected = shrunk([Effect("A", 0.04, 0.01 / 2**0.5), Effect("B", 0.0, 0.01), Effect("C", 0.01, 0.03)])
    assert not isinstance(expected, Refusal)
    for name, effect in zip("ABC", expected.effects, strict=True):
        assert belief(name, "t", tests, PRIOR).lift == pytest.approx(effect.value)
    assert belief("D", "t", tests, PRIOR).lift == pytest.approx(expected.mean.value)
    assert belief("D", "other", tests, PRIOR) is PRIOR
