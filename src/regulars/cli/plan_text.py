"""What `regulars plan` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regulars.charts import text
from regulars.charts.columns import TextColumn, clip, fold, one_line, table
from regulars.experiments.beliefs import DRAWN, in_points
from regulars.work.budget_words import beside_sentences
from regulars.work.budget_words import money as _money

if TYPE_CHECKING:
    from regulars.playbooks.budget import Offer
    from regulars.work.budget import BudgetPlan
    from regulars.work.budget_tests import Test

_TREATMENT = 28  # cells of a name in a table
_ALONE = "alone: what tests in that segment say by themselves; drawn to the mean of as many segments, the less they say the more."


def plan_text(plan: BudgetPlan, width: int) -> str:
    """The plan as plain text of at most `width` cells a line."""
    parts = [_verdict(plan), *_beside(plan)]
    lines = [line for part in parts for line in fold(part, width, "  ")]
    lines += ["", *_table(plan, width)]
    left_out = [line for line in plan.proposed.lines if line.why]
    if left_out:
        lines += ["", "Nothing for"]
        lines += [row for line in left_out for row in fold(f"  {_named(line.offer)}: {line.why}.", width, "    ")]
    lines += ["", *(row for part in _tests(plan) for row in fold(part, width, "    "))]
    lines += ["", *_beliefs(plan, width)]
    if plan.horizons:
        lines += ["", *(row for said in plan.horizons for row in fold(one_line(said), width, "  "))]
    return "\n".join(lines) + "\n"


def _verdict(plan: BudgetPlan) -> str:
    spent, net = plan.proposed.spent, plan.proposed.net
    low, high = plan.interval
    if not spent:
        return f"Spend nothing: no offer of the {_money(plan, plan.file.budget)} is expected to bring more than it costs."
    days = text.plural(plan.file.days, "day")
    return (
        f"Spend {_money(plan, spent)} of {_money(plan, plan.file.budget)} in {days}: expected to bring "
        f"{_money(plan, net)} of margin after all costs [{_money(plan, low)}, {_money(plan, high)}], as far as the lifts are known."
    )


def _beside(plan: BudgetPlan) -> Iterator[str]:
    yield from beside_sentences(plan)
    if plan.unexplained >= 0.005:
        yield (
            f"Of today's money {_money(plan, plan.unexplained)} is more than treating everybody costs by these costs, and is not "
            "counted: see whether contacts cost more."
        )
    if plan.held_out:
        held = text.words([f"{text.plural(count, 'customer')} of {one_line(name)}" for name, count in plan.held_out.items()])
        yield f"Held out now, of experiments that run or of everything, and not counted: {held}."
    if plan.marginal >= 0.005:
        yield f"The next {_money(plan, 100)} would bring {_money(plan, plan.marginal)} after they are spent."
    else:
        yield f"The next {_money(plan, 100)} would bring nothing."


def _table(plan: BudgetPlan, width: int) -> list[str]:
    lines = [line for line in plan.proposed.lines if line.customers]
    if not lines:
        return ["Every offer gets nothing."]
    present = {line.offer: line.spent for line in plan.present.lines}
    columns = [
        TextColumn("segment", [one_line(line.offer.segment) for line in lines], right=False),
        TextColumn("treatment", [clip(one_line(line.offer.treatment), _TREATMENT) for line in lines], right=False),
        TextColumn("channel", [clip(one_line(line.offer.channel), _TREATMENT) for line in lines], right=False, drop=2),
        TextColumn("customers", [f"{line.customers:,} of {line.offer.customers:,}" for line in lines], drop=3),
        TextColumn("spend", [_money(plan, line.spent) for line in lines]),
        TextColumn("today", [_money(plan, present[line.offer]) for line in lines], drop=4),
        TextColumn("to those who buy anyway", [_money(plan, line.offer.leakage * line.customers) for line in lines], drop=5),
        TextColumn("net gain", [_money(plan, line.net) for line in lines]),
    ]
    return table(columns, width)


def _tests(plan: BudgetPlan) -> Iterator[str]:
    for each in plan.too_small:
        where = f"{one_line(each.segments[0])} has" if len(each.segments) == 1 else f"its {len(each.segments)} segments have"
        yield (
            f"Too few for a test of {one_line(each.treatment)} by {one_line(each.channel)}: {where} "
            f"{text.plural(each.customers, 'customer')}, and it would take {each.needed:,}."
        )
    if not plan.tests:
        yield "No test of an offer is worth its money now."
        return
    cost = sum(test.cost for test in plan.tests)
    yield f"Keep {_money(plan, cost)} for tests, where too little is known:"
    yield from (f"  {_test(plan, test)}" for test in plan.tests)


def _test(plan: BudgetPlan, test: Test) -> str:
    offer = test.offer
    believed = f"{_points(offer.lift)} ± {_points(offer.error)}"
    return (
        f"{_tested(test)}: {test.customers:,} customers, half of them held out, {_money(plan, test.cost)}; pays from a lift of "
        f"{_points(offer.break_even)} on, believed {believed}; knowing it is worth {_money(plan, test.worth)} a period."
    )


def _beliefs(plan: BudgetPlan, width: int) -> list[str]:
    offers = [line.offer for line in plan.proposed.lines]
    columns = [
        TextColumn("segment", [one_line(offer.segment) for offer in offers], right=False),
        TextColumn("treatment", [clip(one_line(offer.treatment), _TREATMENT) for offer in offers], right=False),
        TextColumn("believed, points", [in_points(each.lift, each.error) for each in plan.beliefs]),
        TextColumn("pays from", ["never" if offer.kept <= 0 else f"{100 * offer.break_even:.2g}" for offer in offers]),
        TextColumn("chance", [f"{offer.chance:.0%}" for offer in offers], drop=5),
        TextColumn("last tested", [each.ended or text.NOTHING for each in plan.beliefs], drop=4),
        TextColumn("how", [each.source for each in plan.beliefs], right=False, drop=3),
    ]
    said = ["What is believed of each lift, and what it has to be to pay:", *table(columns, width)]
    return [*said, *fold(_ALONE, width, "  ")] if any(DRAWN in each.source for each in plan.beliefs) else said


def _tested(test: Test) -> str:
    if len(test.segments) == 1:
        return _named(test.offer)
    segments = text.words([*map(one_line, test.segments)])
    return f"{one_line(test.offer.treatment)} by {one_line(test.offer.channel)}, {segments} together"


def _named(offer: Offer) -> str:
    return f"{one_line(offer.segment)}, {one_line(offer.treatment)} by {one_line(offer.channel)}"


def _points(share: float) -> str:
    return text.plural(1, "point") if f"{share * 100:.2g}" == "1" else f"{share * 100:.2g} points"
