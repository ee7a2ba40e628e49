"""A worked-out budget for the templates: its charts, and money as amounts to the cent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from regulars.charts.allocation import Lift, Spend, allocation_bars, lift_whiskers, returns_by_budget
from regulars.experiments.beliefs import Belief
from regulars.playbooks.budget import Line, Offer
from regulars.work.budget import NEXT, BudgetPlan
from regulars.work.budget_tests import Test
from regulars.work.budget_words import Beside, beside_even, beside_today, compared
from regulars.work.pages.budget import BudgetPage


@dataclass(frozen=True, slots=True)
class OfferShown:
    """One line of the plan. `leakage` is what goes to those who would have bought anyway, `why` says why an offer gets nothing."""

    place: int
    offer: Offer
    customers: int
    spent: Decimal
    leakage: Decimal
    net: Decimal
    today: Decimal
    today_net: Decimal
    why: str
    believed: str
    pays_from: str
    belief: Belief


@dataclass(frozen=True, slots=True)
class TestShown:
    """A test that is proposed; `query` chooses its segments on the page of a new experiment."""

    segments: tuple[str, ...]
    query: str
    treatment: str
    channel: str
    customers: int
    cost: Decimal
    worth: Decimal


def _other(plan: BudgetPlan, found: Beside | None) -> dict[str, Any] | None:
    """Another split for its tile."""
    if found is None:
        return None
    said = compared(plan, found)
    amounts = {"net": _cents(found.net), "spent": _cents(found.spent), "less": _cents(found.less)}
    return amounts | {"said": said, "looks_better": found.looks_better}


def shown(found: BudgetPage, currency: str | None, today: date) -> dict[str, Any]:
    """The context of the page."""
    plan = found.plan
    currency = plan.file.currency or currency
    low, high = plan.interval
    offers, ends = tuple(_offers(plan)), plan.file.ends
    return {
        "kept": found.kept,
        "money": currency or "",
        "budget": _cents(plan.file.budget),
        "ends": ends,
        "is_over": ends is not None and ends < today,
        "spent": _cents(plan.proposed.spent),
        "net": _cents(plan.proposed.net),
        "low": _cents(low),
        "high": _cents(high),
        "present": _other(plan, beside_today(plan)),
        "present_spent": _cents(plan.present.spent),
        "unexplained": _cents(plan.unexplained),
        "horizons": plan.horizons,
        "even": _other(plan, beside_even(plan)),
        "next": NEXT,
        "marginal": _cents(plan.marginal),
        "for_tests": _cents(plan.file.budget - plan.kept),
        "left": _cents(max(plan.kept - plan.proposed.spent, 0.0)),
        "offers": offers,
        "given": [each for each in offers if each.customers],
        "nothing": [each for each in offers if not each.customers],
        "tests": [_test(each) for each in plan.tests],
        "too_small": plan.too_small,
        "learned": [
            (each, _points(each.belief.lift, each.belief.error), [(test, _day(test.ended)) for test in each.tests])
            for each in plan.learned
        ],
        "not_counted": found.not_counted,
        "held_out": plan.held_out,
        "measured": sorted({size.measured for size in found.sizes.values() if size.measured}),
        "bars": allocation_bars([Spend(_name(each.offer), float(each.spent), float(each.today)) for each in offers], currency),
        "curve": returns_by_budget(found.curve, plan.kept, currency) if len(found.curve) > 1 else None,
        "curve_rows": [(_cents(spent), _cents(net)) for spent, net in found.curve],
        "marks_budget": plan.kept <= 2 * max(spent for spent, _ in found.curve),
        "lifts": lift_whiskers([_lift(each) for each in offers]),
    }


def _offers(plan: BudgetPlan) -> Iterator[OfferShown]:
    lines = zip(plan.proposed.lines, plan.present.lines, plan.beliefs, strict=True)
    for place, (line, now, belief) in enumerate(lines):
        offer = line.offer
        yield OfferShown(
            place=place,
            offer=offer,
            customers=line.customers,
            spent=_cents(line.spent),
            leakage=_cents(offer.leakage * line.customers),
            net=_cents(line.net),
            today=_cents(offer.today),
            today_net=_cents(now.net),
            why=line.why or _partly(line),
            believed=_points(belief.lift, belief.error),
            pays_from="never" if math.isinf(offer.break_even) else f"{100 * offer.break_even:.2g}",
            belief=belief,
        )


def _partly(line: Line) -> str:
    """Why an offer does not get all of its segment."""
    if line.customers == line.offer.customers:
        return ""
    return f"the first {line.customers / line.offer.customers:.0%}, who respond most"


def _test(test: Test) -> TestShown:
    return TestShown(
        segments=test.segments,
        query=urlencode([("segment", segment) for segment in test.segments]),
        treatment=test.offer.treatment,
        channel=test.offer.channel,
        customers=test.customers,
        cost=_cents(test.cost),
        worth=_cents(test.worth),
    )


def _lift(each: OfferShown) -> Lift:
    pays = each.offer.break_even
    return Lift(_name(each.offer), each.belief.lift, each.belief.error, None if math.isinf(pays) else pays)


def _name(offer: Offer) -> str:
    return f"{offer.segment}: {offer.treatment} by {offer.channel}"


def _points(lift: float, error: float) -> str:
    return f"{100 * lift:+.1f} ± {100 * error:.1f}".replace("-", "\N{MINUS SIGN}")


def _day(text: str) -> str:
    """A day of a test as people write it; as it was typed by hand where it is no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B %Y}"


def _cents(amount: float) -> Decimal:
    return Decimal(repr(round(amount, 2)))
