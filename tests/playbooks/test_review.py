"""What to look at, and when: each rule at its border, and one side of it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from regulars.cli.main import parser
from regulars.playbooks.review import (
    MOST_COMING,
    Area,
    BoundaryFacts,
    BudgetFacts,
    DataFacts,
    ExperimentFacts,
    Look,
    OfferFacts,
    ReviewFacts,
    SegmentFacts,
    review,
)

TODAY = date(2026, 6, 30)
YESTERDAY = TODAY - timedelta(days=1)
CALM = ReviewFacts(
    data=DataFacts(YESTERDAY, YESTERDAY, 1.0),
    boundaries=BoundaryFacts(400, 20, YESTERDAY, None, 60.0, 61.0, 60, None, TODAY - timedelta(days=10)),
    segments=(SegmentFacts("Champions", False, 400, 390),),
    experiments=(),
    budget=None,
    budget_said=False,
)
SPRING = ExperimentFacts("Spring", TODAY - timedelta(days=20), False, True, True, 0.02, 0.1)
OFFER = OfferFacts("At Risk", "voucher", 100.0, 0.95, TODAY - timedelta(days=100))


def due(facts: ReviewFacts) -> list[Look]:
    return [look for look in review(facts, TODAY) if look.is_due]


def _is_a_command(words: str) -> None:
    """The command line takes it, or there is none."""
    given = shlex.split(words)
    assert not given or parser(given[0]).parse_args(given).run


def bounds(**other: Any) -> ReviewFacts:
    assert CALM.boundaries is not None
    return replace(CALM, boundaries=replace(CALM.boundaries, **other))


def test_where_all_is_well_nothing_is_due_and_the_next_date_is_said() -> None:
    (only,) = review(CALM, TODAY)
    assert (only.area, only.is_due, only.day) == (Area.BOUNDARIES, False, TODAY + timedelta(days=170))


@pytest.mark.parametrize(
    ("facts", "area", "said"),
    [
        (replace(CALM, data=DataFacts(TODAY - timedelta(days=8), YESTERDAY, 1.0)), Area.DATA, "8 days ago"),
        (replace(CALM, data=DataFacts(YESTERDAY, TODAY - timedelta(days=16), 7.0)), Area.DATA, "longer ago than its cadence"),
        (
            replace(CALM, data=DataFacts(YESTERDAY, YESTERDAY, 1.0, TODAY, "No room is left.")),
            Area.DATA,
            "The last refresh, of 30 June 2026, failed: No room is left.",
        ),
        (bounds(by_border=100), Area.MOVEMENT, "25% of the 400 customers who changed segment since 29 June 2026"),
        (bounds(cuts_since=TODAY - timedelta(days=120)), Area.BOUNDARIES, "frozen since 2 March 2026"),
        (bounds(cycle=120.0, cycle_before=110.0), Area.BOUNDARIES, "the settings say 60"),
        (bounds(cycle_before=25.0), Area.BOUNDARIES, "a year ago it was 25"),
        (bounds(window=90), Area.BOUNDARIES, "Only 90 days are scored"),
        (bounds(tested=None), Area.BOUNDARIES, "never tested"),
        (bounds(tested=TODAY - timedelta(days=180)), Area.BOUNDARIES, "last tested on 1 January 2026"),
        (replace(CALM, segments=[SegmentFacts("Mine", True, 0, 5)]), Area.SEGMENTS, "Nobody is in Mine"),
        (replace(CALM, segments=[SegmentFacts("Mine", True, None, 5)]), Area.SEGMENTS, "could not be worked out"),
        (replace(CALM, segments=[SegmentFacts("Lost", False, 80, 40)]), Area.SEGMENTS, "grew from 40 to 80 customers"),
        (replace(CALM, segments=[SegmentFacts("Lost", False, 0, 40)]), Area.SEGMENTS, "shrank from 40 to 0 customers"),
        (replace(CALM, experiments=[replace(SPRING, is_read=False)]), Area.EXPERIMENTS, "nobody has read it"),
        (replace(CALM, experiments=[replace(SPRING, is_read=False, ran=9)]), Area.EXPERIMENTS, "was stopped after 9 days, on"),
        (replace(CALM, budget_said=True), Area.BUDGET, "no plan for it"),
        (replace(CALM, budget_said=True, budget_problem="budget.toml, line 2: x."), Area.BUDGET, "line 2"),
        (replace(CALM, budget=BudgetFacts(YESTERDAY, 0.8, (OFFER,))), Area.BUDGET, "until 29 June 2026"),
        (replace(CALM, budget=BudgetFacts(None, 0.8, (replace(OFFER, chance=0.3),))), Area.BUDGET, "100 of today's money"),
        (replace(CALM, budget=BudgetFacts(None, 0.8, (replace(OFFER, tested=None),))), Area.EXPERIMENTS, "never tested"),
        (
            replace(CALM, budget=BudgetFacts(None, 0.8, (replace(OFFER, tested=date(2025, 6, 1)),))),
            Area.EXPERIMENTS,
            "last tested on 1 June 2025",
        ),
        (
            replace(CALM, budget=BudgetFacts(None, 0.8, (OFFER, replace(OFFER, segment="Lost", today=0.0)))),
            Area.BUDGET,
            "voucher for Lost would gain",
        ),
        (
            replace(CALM, budget=BudgetFacts(None, 0.8, (OFFER,)), experiments=[replace(SPRING, is_used=False)]),
            Area.EXPERIMENTS,
            "no offer of what it tried",
        ),
        (
            replace(CALM, experiments=[replace(SPRING, ends=TODAY + timedelta(days=9), is_running=True, detectable=0.06)]),
            Area.EXPERIMENTS,
            "6 points (of 10 %)",
        ),
    ],
)
def test_each_rule_says_what_it_found(facts: ReviewFacts, area: Area, said: str) -> None:
    (found,) = due(facts)
    assert found.area is area
    assert said in found.says
    assert found.why
    _is_a_command(found.command)


@pytest.mark.parametrize(
    "facts",
    [
        replace(CALM, data=DataFacts(TODAY - timedelta(days=7), TODAY - timedelta(days=3), 1.0)),
        replace(CALM, data=DataFacts(None, None, None)),
        bounds(by_border=99),
        bounds(moved=19, by_border=19),
        bounds(cuts_since=TODAY - timedelta(days=119)),
        bounds(cycle=119.0, cycle_before=None),
        bounds(window=120),
        bounds(tested=TODAY - timedelta(days=179)),
        replace(CALM, segments=[SegmentFacts("Lost", False, 79, 40), SegmentFacts("Few", False, 30, 11)]),
        replace(CALM, segments=[SegmentFacts("Lost", False, 0, None)]),
        replace(CALM, experiments=[SPRING]),
        replace(CALM, experiments=[replace(SPRING, is_read=False, ran=0)]),
        replace(CALM, experiments=[replace(SPRING, is_used=False)]),
        replace(CALM, experiments=[replace(SPRING, ends=TODAY, is_running=True, detectable=None)]),
        replace(CALM, budget=BudgetFacts(TODAY, 0.8, (OFFER,))),
        replace(CALM, budget=BudgetFacts(None, 0.8, (replace(OFFER, today=0.0, tested=None, chance=0.4),))),
    ],
)
def test_and_is_silent_on_the_other_side_of_its_border(facts: ReviewFacts) -> None:
    assert due(facts) == []


def test_a_line_names_the_command_that_looks_at_it_with_names_quoted() -> None:
    (look,) = due(replace(CALM, experiments=[replace(SPRING, name="Win back; now", is_read=False)]))
    assert look.command == "experiment read 'Win back; now'"
    (look,) = due(replace(CALM, budget=BudgetFacts(None, 0.8, (replace(OFFER, tested=None),))))
    assert look.command == "experiment plan --segment 'At Risk'"


def test_the_more_pressing_comes_first_and_few_coming_dates_are_named() -> None:
    running = [replace(SPRING, name=f"e{n}", ends=TODAY + timedelta(days=30 - n), is_running=True) for n in range(6)]
    found = review(
        replace(bounds(tested=None, by_border=400), data=DataFacts(date(2026, 1, 1), YESTERDAY, 1.0), experiments=running), TODAY
    )
    assert [look.area for look in found if look.is_due] == [Area.DATA, Area.MOVEMENT, Area.BOUNDARIES]
    coming = [look.about for look in found if not look.is_due]
    assert coming == ["e5", "e4", "e3", "e2"]
    assert len(coming) == MOST_COMING
