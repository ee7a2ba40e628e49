"""Every customer is in exactly one stage, by the shop's gaps and their own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.scoring.lifecycle import LifecycleEdits, Rhythm, Stage, borders, rules, stage_of
from regulars.scoring.results import PurchaseCycle

CYCLE = PurchaseCycle(500, 30.0, 60.0, 150.0, 7, 365, "")
SHOP = borders(CYCLE)  # typical gap 30, lapsing 2, lapsed 5, new 30 days, established 4 orders and 150 days


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    days = sorted(draw(st.sets(st.integers(0, 1500), max_size=9)))
    if not days:
        return Rhythm(0, 0, 0, None)
    return Rhythm(
        order_days=len(days),
        span=days[-1] - days[0],
        recency=draw(st.integers(0, 1500)),
        last_gap=days[-1] - days[-2] if len(days) > 1 else None,
    )


def independent_stages(rhythm: Rhythm) -> set[Stage]:
    """The stages whose own condition holds, written with quotients and without an order of trying."""
    if rhythm.order_days == 0:
        return {Stage.PROSPECT}
    gaps = rhythm.order_days - 1
    back = False
    span = rhythm.span
    if rhythm.last_gap is not None:
        earlier = Decimal(60 + span - rhythm.last_gap) / (2 + gaps - 1)
        back = rhythm.last_gap / earlier > 5
        if back:
            span, gaps = span - rhythm.last_gap, gaps - 1
    overdue = rhythm.recency / (Decimal(60 + span) / (2 + gaps))
    tenure = rhythm.span + rhythm.recency
    in_time = overdue <= 2
    fresh = rhythm.order_days == 1 or tenure <= 30
    settled = rhythm.order_days >= 4 and tenure >= 150
    holds = {
        Stage.LAPSED: overdue > 5,
        Stage.LAPSING: 2 < overdue <= 5,
        Stage.WON_BACK: in_time and back,
        Stage.NEW: in_time and not back and fresh,
        Stage.ESTABLISHED: in_time and not back and not fresh and settled,
        Stage.ACTIVE: in_time and not back and not fresh and not settled,
    }
    return {stage for stage, held in holds.items() if held}


@given(rhythms())
def test_everybody_is_in_exactly_one_stage(rhythm: Rhythm) -> None:
    assert independent_stages(rhythm) == {stage_of(rhythm, SHOP)}


@given(rhythms(), st.integers(0, 500))
def test_waiting_longer_never_brings_anybody_back(rhythm: Rhythm, more: int) -> None:
    late = [Stage.LAPSING, Stage.LAPSED]
    now, later = stage_of(rhythm, SHOP), stage_of(replace(rhythm, recency=rhythm.recency + more), SHOP)
    if now in late:
        assert later in late[late.index(now) :]


@pytest.mark.parametrize(
    ("rhythm", "stage"),
    [
        (Rhythm(0, 0, 0, None), Stage.PROSPECT),
        (Rhythm(1, 0, 60, None), Stage.NEW),
        (Rhythm(1, 0, 61, None), Stage.LAPSING),
        (Rhythm(1, 0, 150, None), Stage.LAPSING),
        (Rhythm(1, 0, 151, None), Stage.LAPSED),
        (Rhythm(2, 20, 20, 20), Stage.ACTIVE),
        (Rhythm(2, 10, 20, 10), Stage.NEW),
        (Rhythm(5, 200, 10, 40), Stage.ESTABLISHED),
        (Rhythm(3, 400, 10, 380), Stage.WON_BACK),
    ],
)
def test_the_borders_are_where_they_are_said_to_be(rhythm: Rhythm, stage: Stage) -> None:
    assert stage_of(rhythm, SHOP) is stage


def test_a_slow_steady_buyer_is_not_late_when_a_fast_one_is() -> None:
    slow, fast = Rhythm(9, 8 * 120, 150, 120), Rhythm(9, 8 * 10, 150, 10)
    assert stage_of(slow, SHOP) is Stage.ESTABLISHED
    assert stage_of(fast, SHOP) is Stage.LAPSED


def test_borders_come_from_the_gaps_and_say_so() -> None:
    assert (SHOP.typical_gap, SHOP.lapsing, SHOP.lapsed, SHOP.new_days, SHOP.established_days) == (30, 2, 5, 30, 150)
    assert "500 customers" in SHOP.because
    narrow = borders(replace(CYCLE, p75_gap=31.0, p90_gap=33.0))
    assert (narrow.lapsing, narrow.lapsed) == (Decimal("1.5"), 3)


def test_without_enough_returning_customers_fixed_borders_are_taken_and_said() -> None:
    fixed = borders(None)
    assert fixed.typical_gap == 60
    assert "Too few customers" in fixed.because


def test_edits_replace_what_they_name_and_are_said() -> None:
    own = borders(CYCLE, LifecycleEdits(typical_gap=Decimal(10), lapsed=Decimal(20)))
    assert (own.typical_gap, own.lapsed, own.new_days) == (10, 20, 10)
    assert "by hand" in own.because


def test_borders_that_do_not_rise_are_refused() -> None:
    with pytest.raises(DefinitionError, match="do not rise"):
        borders(CYCLE, LifecycleEdits(lapsing=Decimal(9), lapsed=Decimal(3)))


def test_every_stage_has_a_rule() -> None:
    assert {stage for stage, _ in rules(SHOP)} == set(Stage)
