"""A plan of the retention budget, and what is believed of each treatment, as JSON has them."""

from __future__ import annotations

import math
from typing import Any

from regulars.experiments.beliefs import Belief, Learned
from regulars.playbooks.budget import Line
from regulars.work.budget import BudgetPlan


def plan_object(plan: BudgetPlan) -> dict[str, Any]:
    """The object of `plan --json`; money in units of the currency, to the cent."""
    low, high = plan.interval
    lines = zip(plan.proposed.lines, plan.present.lines, plan.beliefs, strict=True)
    return {
        "currency": plan.file.currency or None,
        "days": plan.file.days,
        "budget": round(plan.file.budget, 2),
        "spent": round(plan.proposed.spent, 2),
        "for_tests": round(sum(test.cost for test in plan.tests), 2),
        "net": round(plan.proposed.net, 2),
        "net_low": round(low, 2),
        "net_high": round(high, 2),
        "today_net": round(plan.present.net, 2),
        "today_unexplained": round(plan.unexplained, 2),
        "even_net": round(plan.even.net, 2),
        "next_100": round(plan.marginal, 2),
        "held_out": dict(plan.held_out),
        "horizons": list(plan.horizons),
        "lines": [_line_object(line, now, found) for line, now, found in lines],
        "tests": [
            {
                "segments": list(test.segments),
                "treatment": test.offer.treatment,
                "channel": test.offer.channel,
                "customers": test.customers,
                "cost": round(test.cost, 2),
                "worth": round(test.worth, 2),
            }
            for test in plan.tests
        ],
        "too_small": [
            {
                "segments": list(each.segments),
                "treatment": each.treatment,
                "channel": each.channel,
                "customers": each.customers,
                "needed": each.needed,
            }
            for each in plan.too_small
        ],
        "beliefs": [belief_object(each) for each in plan.learned],
    }


def belief_object(found: Learned) -> dict[str, Any]:
    """What is believed of a treatment in a segment, with the tests of it, for JSON."""
    return {
        "segment": found.segment,
        "treatment": found.treatment,
        "lift": found.belief.lift,
        "error": found.belief.error,
        "evidence": found.belief.source,
        "last_tested": found.belief.ended or None,
        "tests": [
            {
                "experiment": test.name or None,
                "lift": test.lift,
                "error": test.error,
                "days": test.days or None,
                "ended": test.ended or None,
            }
            for test in found.tests
        ],
    }


def _line_object(line: Line, now: Line, found: Belief) -> dict[str, Any]:
    offer = line.offer
    return {
        "segment": offer.segment,
        "treatment": offer.treatment,
        "channel": offer.channel,
        "customers": line.customers,
        "of": offer.customers,
        "base": offer.base,
        "spent": round(line.spent, 2),
        "margin": round(line.gained, 2),
        "net": round(line.net, 2),
        "leakage": round(offer.leakage * line.customers, 2),
        "today_spent": round(now.spent, 2),
        "lift": found.lift,
        "lift_error": found.error,
        "break_even": offer.break_even if math.isfinite(offer.break_even) else None,
        "chance": round(offer.chance, 4),
        "evidence": found.source,
        "tested": found.ended or None,
        "why": line.why or None,
    }
