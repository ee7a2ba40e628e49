"""Before a test starts it is said how what it would see compares with what campaigns usually bring."""

from __future__ import annotations

import pytest

from regulars.experiments.plan_words import Usual, verdict
from regulars.experiments.sizing import plan_means, plan_rates

HERE = Usual(0.02, "by Spring")


@pytest.mark.parametrize(
    ("customers", "is_enough", "says"),
    [
        (300, False, "That is 5.9 times what such campaigns usually bring (2 points: by Spring)."),
        (30, False, "That is 23 times"),
        (20_000, True, "or more, and such campaigns usually bring 2 points (by Spring)."),
    ],
)
def test_a_plan_begins_with_a_plain_verdict(customers: int, is_enough: bool, says: str) -> None:
    plan = plan_rates(0.1, customers)
    found = verdict(plan, HERE, is_rate=True)
    assert found.is_enough is is_enough
    assert says in found.sentence
    assert f"{100 * (plan.detectable or 0):.3g} points" in found.sentence


def test_where_campaigns_brought_nothing_or_nothing_is_known_no_multiple_is_made_up() -> None:
    plan = plan_rates(0.1, 3000)
    assert verdict(plan, Usual(-0.01, "by Spring"), is_rate=True).sentence.endswith(
        "Such campaigns have brought nothing so far (by Spring)."
    )
    amounts = verdict(plan_means(20.0, 60.0, 3000, sign="€"), None, is_rate=False, sign="€")
    assert amounts.is_enough is None
    assert amounts.sentence == "This test would very likely see nothing smaller than €6.14."
    nothing = verdict(plan_rates(0.9999, 30), HERE, is_rate=True)
    assert (nothing.is_enough, "nothing at all" in nothing.sentence) == (False, True)
