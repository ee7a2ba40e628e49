"""The retention budget of a shop: what is believed of each offer, what to keep for tests, and how to split the rest."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from regulars.errors import DataError, DefinitionError, SourceError, near_names
from regulars.experiments.beliefs import Belief, Tested, belief
from regulars.experiments.power import Demand, customers_needed_for_rates
from regulars.playbooks.budget import Allocation, Limits, Line, Offer, allocate, everyone_the_same, today
from regulars.playbooks.budget_files import BudgetFile, WrittenOffer, parse_budget
from regulars.work.request import read_text

NEXT = 100
_SEGMENTS = "segments.csv"
_UNLIKELY = 0.01
_REACH = 1.959963984540054  # of a normal 95 % interval


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """What a scored folder says of a segment: customers, and the money of an order."""

    customers: int
    order: float | None


@dataclass(frozen=True, slots=True)
class Test:
    """A test worth its money: how many customers of the offer in all (half of them held out), what it costs, and what knowing the
    true lift would be worth in one period (expected value of perfect information)."""

    offer: Offer
    customers: int
    cost: float
    worth: float


@dataclass(frozen=True, slots=True)
class BudgetPlan:
    """The split proposed, beside today's and an even one. `kept` is the budget less what goes into tests; `marginal` what the
    next 100 of money would bring, after it is spent."""

    file: BudgetFile
    kept: float
    proposed: Allocation
    present: Allocation
    even: Allocation
    marginal: float
    tests: tuple[Test, ...]
    beliefs: tuple[Belief, ...]

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the net gain of the proposed split, as far as the lifts are uncertain."""
        half = _REACH * self.proposed.error
        return self.proposed.net - half, self.proposed.net + half


def example() -> str:
    """A budget file to begin with: the one in the description of `playbooks.budget_files`."""
    from inspect import cleandoc

    from regulars.playbooks import budget_files

    return cleandoc(budget_files.__doc__ or "").split("\n\n", 1)[1] + "\n"


def read_budget(path: Path) -> BudgetFile:
    """A budget file.

    Raises:
        SourceError: it cannot be read. DefinitionError: it is not valid; the message names file and line.
    """
    return parse_budget(read_text(path), str(path))


def scored_segments(folder: Path) -> dict[str, SegmentSize]:
    """The segments of a folder that `regulars score --out` wrote.

    Raises:
        SourceError: it is no such folder.
    """
    path = folder / _SEGMENTS
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["name"]: SegmentSize(int(row["customers"]), _money(row.get("aov"))) for row in rows}
    except OSError as error:
        raise SourceError(f"{folder} has no {_SEGMENTS}.", "Give a folder that regulars score --out wrote.") from error
    except (KeyError, ValueError) as error:
        raise SourceError(f"{path} is not what regulars score writes.", "Score again with --out.") from error


def _money(text: str | None) -> float | None:
    try:
        return float(Decimal(text)) if text else None
    except InvalidOperation:
        return None


def plan_budget(file: BudgetFile, segments: Mapping[str, SegmentSize] | None = None, budget: float | None = None) -> BudgetPlan:
    """How to split the budget (that of the file, or `budget`); `segments` has sizes and orders that the file leaves out.

    Raises:
        DefinitionError: a number is neither in the file nor known of the segment. DataError: the budget is below 0.
    """
    if budget is not None:
        file = replace(file, budget=budget)
    if file.budget < 0 or not math.isfinite(file.budget):
        raise DataError(f"The budget is {file.budget:g}.", "Give 0 or more.")
    beliefs = tuple(_belief(offer, file) for offer in file.offers)
    offers = [_offer(written, found, file, segments) for written, found in zip(file.offers, beliefs, strict=True)]
    tests = worthwhile_tests(offers, file.budget * file.for_tests, file.evidence)
    kept = file.budget - sum(test.cost for test in tests)
    limits = Limits(kept, file.most, file.most_per_customer, evidence=file.evidence)
    proposed = allocate(offers, limits)
    more = allocate(offers, replace(limits, budget=kept + NEXT))
    return BudgetPlan(
        file=file,
        kept=kept,
        proposed=proposed,
        present=today(offers),
        even=everyone_the_same(offers, replace(limits, budget=file.budget)),
        marginal=max(0.0, more.net - proposed.net),
        tests=tests,
        beliefs=beliefs,
    )


def _belief(offer: WrittenOffer, file: BudgetFile) -> Belief:
    if offer.lift is not None and offer.error is not None:
        return Belief(offer.lift, offer.error, "as written")
    tests = [Tested(test.segment, test.treatment, test.lift, test.error, test.ended) for test in file.tests]
    return belief(offer.segment, offer.treatment, tests, Belief(*file.prior, "never tested: the prior"))


def _offer(written: WrittenOffer, found: Belief, file: BudgetFile, segments: Mapping[str, SegmentSize] | None) -> Offer:
    size = None
    if segments is not None and (written.customers is None or written.order is None):
        size = segments.get(written.segment)
        if size is None:
            raise DefinitionError(
                f"{written.line}: there is no segment {written.segment!r}.", near_names(written.segment, list(segments))
            )
    customers = _known(written, "customers", written.customers, size.customers if size else None)
    order = _known(written, "order", written.order, size.order if size else None)
    return Offer(
        segment=written.segment,
        treatment=written.treatment,
        channel=written.channel,
        customers=int(customers),
        contact=written.contacts * file.contacts[written.channel],
        base=written.base,
        lift=found.lift,
        error=found.error,
        margin=order * file.margin,
        incentive=written.incentive,
        redeemed=written.redeemed,
        bend=written.bend,
        fixed=written.fixed,
        least=written.least,
        today=written.today,
    )


def _known(offer: WrittenOffer, name: str, written: float | None, of_segment: float | None) -> float:
    value = written if written is not None else of_segment
    if value is None:
        remedy = f"Write {name} = ..., or give --from DIR with scored customers."
        raise DefinitionError(f"{offer.line}: the offer for {offer.segment!r} has no {name}.", remedy)
    return value


def worthwhile_tests(offers: Sequence[Offer], money: float, evidence: float) -> tuple[Test, ...]:
    """Tests of offers about which too little is known, best worth for its cost first, as far as the money goes.

    A test is sized to find a lift one standard error above the belief, at least the one that pays (95 %, power 80 %, half held
    out); offers whose segment is too small for it, or that no likely lift would pay, have none.
    """
    found = [test for offer in offers if (test := _test(offer, evidence)) is not None and test.worth > test.cost]
    chosen, left = [], money
    for test in sorted(found, key=lambda each: each.cost / each.worth):
        if test.cost <= left:
            chosen.append(test)
            left -= test.cost
    return tuple(chosen)


def _test(offer: Offer, evidence: float) -> Test | None:
    target = offer.base + max(offer.break_even, offer.lift + offer.error)
    if not offer.customers or not _UNLIKELY < offer.chance < evidence or not 0 < offer.base < target < 1:
        return None
    needed = math.ceil(customers_needed_for_rates(offer.base, target, Demand()))
    if needed > offer.customers:
        return None
    treated = math.ceil(needed / 2)
    cost = offer.fixed + treated * (offer.contact + offer.incentive * offer.redeemed * max(0.0, offer.base + offer.lift))
    return Test(offer, needed, cost, _value_of_knowing(offer))


def _value_of_knowing(offer: Offer) -> float:
    """What deciding with the true lift in hand is worth over deciding now: a normal's expected loss (Raiffa and Schlaifer 1961)."""
    slope = offer.kept * offer.customers
    distance = abs(offer.lift - offer.break_even) / offer.error
    density = math.exp(-(distance**2) / 2) / math.sqrt(2 * math.pi)
    return slope * offer.error * (density - distance * 0.5 * math.erfc(distance / math.sqrt(2)))


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
        "even_net": round(plan.even.net, 2),
        "next_100": round(plan.marginal, 2),
        "lines": [_line_object(line, now, found) for line, now, found in lines],
        "tests": [
            {
                "segment": test.offer.segment,
                "treatment": test.offer.treatment,
                "channel": test.offer.channel,
                "customers": test.customers,
                "cost": round(test.cost, 2),
                "worth": round(test.worth, 2),
            }
            for test in plan.tests
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
