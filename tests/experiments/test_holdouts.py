"""Some are held out of everything, in turns; nobody is in two experiments that get in each other's way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from regulars.errors import DefinitionError
from regulars.experiments.holdouts import HELD_OUT, Period, available, holdout

CUSTOMERS = [f"C{number}" for number in range(5_000)]
START = date(2026, 1, 1)


def test_the_share_is_held_out_and_stays_so_within_a_turn() -> None:
    plan = holdout("all", "0.1", START, 90)
    held = {customer for customer in CUSTOMERS if plan.on(START).is_held_out(customer)}
    assert 400 < len(held) < 600
    assert held == {customer for customer in CUSTOMERS if plan.on(START + timedelta(days=89)).is_held_out(customer)}
    assert plan.ends(START + timedelta(days=5)) == START + timedelta(days=90)


@pytest.mark.parametrize("share", ["0.1", "0.05", "0.3", "0.5"])
def test_nobody_is_held_out_for_ever_nor_twice_on_end_and_everybody_has_a_turn(share: str) -> None:
    plan = holdout("all", share, START, 30)
    turns = [plan.on(START + timedelta(days=30 * turn)) for turn in range(40)]
    for customer in CUSTOMERS[:500]:
        held = [turn.is_held_out(customer) for turn in turns]
        assert not any(one and next_one for one, next_one in pairwise(held))
        assert abs(sum(held) - 40 * float(share)) <= 1


def test_without_turns_the_same_customers_stay_held_out() -> None:
    plan = holdout("all", 0.1, START)
    assert plan.ends(START) is None
    assert [plan.on(date(2031, 1, 1)).is_held_out(each) for each in CUSTOMERS] == [
        plan.on(START).is_held_out(each) for each in CUSTOMERS
    ]


@pytest.mark.parametrize(("share", "days"), [(0.6, 30), (0, 30), (0.1, -1)])
def test_an_unusable_holdout_is_refused(share: float, days: int) -> None:
    with pytest.raises(DefinitionError):
        holdout("all", share, START, days)


def test_periods_conflict_when_they_overlap_and_change_the_same_thing() -> None:
    spring = Period("spring", date(2026, 3, 1), date(2026, 5, 31), frozenset({"e-mail", "discount"}))
    assert spring.conflicts_with(Period("may", date(2026, 5, 31), date(2026, 6, 30), frozenset({"discount"})))
    assert not spring.conflicts_with(Period("june", date(2026, 6, 1), date(2026, 6, 30), frozenset({"discount"})))
    assert not spring.conflicts_with(Period("app", date(2026, 4, 1), date(2026, 4, 30), frozenset({"push"})))
    assert not spring.conflicts_with(spring)


def test_who_cannot_take_part_is_counted_by_reason() -> None:
    plan = holdout("all", 0.1, START).on(START)
    running = Period("spring", date(2026, 3, 1), date(2026, 5, 31), frozenset({"e-mail"}))
    mine = Period("april", date(2026, 4, 1), date(2026, 4, 30), frozenset({"e-mail"}))
    members = frozenset(CUSTOMERS[:1000])
    found = available(CUSTOMERS, mine, [(running, members)], plan)
    assert members.isdisjoint(found.customers)
    assert not any(plan.is_held_out(customer) for customer in found.customers)
    assert set(found.left_out) == {HELD_OUT, "in the experiment spring"}
    assert len(found.customers) + sum(found.left_out.values()) == len(CUSTOMERS)
