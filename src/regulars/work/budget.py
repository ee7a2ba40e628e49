"""The retention budget of a shop: what is believed of each offer, what to keep for tests, and how to split the rest."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

from regulars.errors import DataError, DefinitionError, SourceError, near_names
from regulars.experiments.beliefs import Belief, Beliefs, Learned, Tested, believed, for_period, learned
from regulars.experiments.horizons import sentences
from regulars.playbooks.budget import Allocation, Limits, Line, Offer, allocate, everyone_the_same, people, today
from regulars.playbooks.budget_files import UNSAID_PRIOR, BudgetFile, WrittenOffer, parse_budget
from regulars.work.budget_tests import Test, TooSmall, worthwhile_tests
from regulars.work.request import read_text

NEXT = 100
_SEGMENTS = "segments.csv"
_REACH = 1.959963984540054  # of a normal 95 % interval


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """What is known of a segment: customers who can be reached, the money of an order, and the share that buys anyway in the
    period; `measured` says in words where that share comes from. `held_out` more customers may not be reached now."""

    customers: int
    order: float | None
    base: float | None = None
    measured: str = ""
    held_out: int = 0


@dataclass(frozen=True, slots=True)
class BudgetPlan:
    """The split proposed, beside today's and an even one. `kept` is the budget less what goes into tests; `marginal` what the
    next 100 of money would bring, after it is spent; `beliefs` is by offer, `learned` what tests have taught, offered or not.
    `held_out` is by segment how many of its customers are not counted, as they may not be reached now. `covariance` is how the
    beliefs err together, `horizons` says how lifts seen over other days than the plan's are counted."""

    file: BudgetFile
    kept: float
    proposed: Allocation
    present: Allocation
    even: Allocation
    marginal: float
    tests: tuple[Test, ...]
    too_small: tuple[TooSmall, ...]
    beliefs: tuple[Belief, ...]
    learned: tuple[Learned, ...]
    held_out: Mapping[str, int] = field(default_factory=dict)
    covariance: tuple[tuple[float, ...], ...] = ()
    horizons: tuple[str, ...] = ()

    @property
    def error(self) -> float:
        """The standard error of the net gain: offers err together where they were compared with one control, or are drawn to one
        mean."""
        slopes = [line.offer.slope(line.customers) for line in self.proposed.lines]
        products = (
            one * other * shared
            for one, row in zip(slopes, self.covariance, strict=True)
            for other, shared in zip(slopes, row, strict=True)
        )
        return math.sqrt(max(0.0, sum(products)))

    @property
    def unexplained(self) -> float:
        """Money that offers get today beyond what treating all of their customers costs; `present` does not count it."""
        return sum(max(0.0, line.offer.today - line.spent) for line in self.present.lines if self._is_full(line))

    def _is_full(self, line: Line) -> bool:
        """Whether more money of today would treat nobody more."""
        offers = [each.offer for each in self.present.lines]
        here = [each.customers for each in self.present.lines if each.offer.segment == line.offer.segment]
        # customers that offers share are rounded down
        shared = people(offers, line.offer.segment) - len(here)
        return line.customers == line.offer.customers or (line.customers > 0 and len(here) > 1 and sum(here) > shared)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the net gain of the proposed split, as far as the lifts are uncertain."""
        half = _REACH * self.error
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


def plan_budget(
    file: BudgetFile,
    segments: Mapping[str, SegmentSize] | None = None,
    budget: float | None = None,
    tests: Sequence[Tested] = (),
) -> BudgetPlan:
    """How to split the budget (that of the file, or `budget`); `segments` has sizes, orders and shares that the file leaves out,
    `tests` what experiments say beside those of the file.

    Raises:
        DefinitionError: a number is neither in the file nor known of the segment. DataError: the budget is below 0.
    """
    if budget is not None:
        file = replace(file, budget=budget)
    if file.budget < 0 or not math.isfinite(file.budget):
        raise DataError(f"The budget is {file.budget:g}.", "Give 0 or more.")
    prior, counted = prior_of(file), (*tests, *hand_written(file))
    told = for_period(counted, file.days)
    found = _beliefs(file, told, prior)
    offers = _offers(file, found.each, segments)
    proposals, too_small = worthwhile_tests(offers, file.budget * file.for_tests, file.evidence)
    kept = file.budget - sum(test.cost for test in proposals)
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
        tests=proposals,
        too_small=too_small,
        beliefs=found.each,
        learned=learned(told, prior),
        held_out=_held_out(file, segments or {}),
        covariance=found.covariance,
        horizons=sentences([(test.name, test.days, test.ran) for test in counted if _is_offered(file, test)], file.days),
    )


def _is_offered(file: BudgetFile, test: Tested) -> bool:
    """Whether a test has a part in what is believed of an offer."""
    return any(offer.lift is None and offer.treatment.casefold() == test.treatment.casefold() for offer in file.offers)


def believed_offers(file: BudgetFile, segments: Mapping[str, SegmentSize], tests: Sequence[Tested]) -> list[Offer]:
    """The offers of a budget with what is believed of each; nothing is split.

    Raises:
        DefinitionError: as `plan_budget`.
    """
    told = for_period((*tests, *hand_written(file)), file.days)
    return _offers(file, _beliefs(file, told, prior_of(file)).each, segments)


def _held_out(file: BudgetFile, segments: Mapping[str, SegmentSize]) -> dict[str, int]:
    taken = dict.fromkeys(offer.segment for offer in file.offers if offer.customers is None and offer.segment in segments)
    return {name: segments[name].held_out for name in taken if segments[name].held_out}


def prior_of(file: BudgetFile | None) -> Belief:
    """What is believed of a lift that nothing is known of: as the file says, else a weak belief in none."""
    return Belief(*(file.prior if file is not None else UNSAID_PRIOR), "never tested: the prior")


def hand_written(file: BudgetFile) -> tuple[Tested, ...]:
    """The tests that a budget file has itself."""
    return tuple(Tested(test.segment, test.treatment, test.lift, test.error, test.ended, days=test.days) for test in file.tests)


def net_by_budget(plan: BudgetPlan, budgets: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """What the best split of other budgets would bring: (money spent, net gain), each within a hundredth of the best."""
    offers = [line.offer for line in plan.proposed.lines]
    file = plan.file
    found = []
    for budget in budgets:
        limits = Limits(budget, file.most, file.most_per_customer, evidence=file.evidence)
        best = allocate(offers, limits, gap=0.01)
        found.append((best.spent, best.net))
    return tuple(found)


def _beliefs(file: BudgetFile, tests: Sequence[Tested], prior: Belief) -> Beliefs:
    """What is believed of each offer; a belief that is written has nothing to do with any other."""
    found = believed([(offer.segment, offer.treatment) for offer in file.offers], tests, prior)
    written = [
        Belief(offer.lift, offer.error, "as written") if offer.lift is not None and offer.error is not None else None
        for offer in file.offers
    ]
    places = range(len(written))
    covariance = tuple(
        tuple(_shared(written[row], written[column], found.covariance[row][column], is_same=row == column) for column in places)
        for row in places
    )
    return Beliefs(tuple(mine or each for mine, each in zip(written, found.each, strict=True)), covariance)


def _shared(one: Belief | None, other: Belief | None, told: float, *, is_same: bool) -> float:
    if one is None and other is None:
        return told
    return one.error**2 if is_same and one is not None else 0.0


def _offers(file: BudgetFile, beliefs: Sequence[Belief], segments: Mapping[str, SegmentSize] | None) -> list[Offer]:
    return [_offer(written, found, file, segments) for written, found in zip(file.offers, beliefs, strict=True)]


def _offer(written: WrittenOffer, found: Belief, file: BudgetFile, segments: Mapping[str, SegmentSize] | None) -> Offer:
    size = None
    if segments is not None and None in (written.customers, written.order, written.base):
        size = segments.get(written.segment)
        if size is None:
            raise DefinitionError(
                f"{written.line}: there is no segment {written.segment!r}.", near_names(written.segment, list(segments))
            )
    customers = _known(written, "customers", written.customers, size.customers if size else None)
    order = _known(written, "order", written.order, size.order if size else None)
    base = _known(written, "base", written.base, size.base if size else None)
    return Offer(
        segment=written.segment,
        treatment=written.treatment,
        channel=written.channel,
        customers=int(customers),
        contact=written.contacts * (file.contacts[written.channel] if written.contact is None else written.contact),
        base=base,
        # nobody can be won who buys anyway
        lift=min(found.lift, 1 - base),
        error=found.error,
        margin=order * file.margin,
        incentive=written.incentive,
        redeemed=written.redeemed,
        bend=written.bend,
        fixed=written.fixed,
        least=written.least,
        today=written.today,
    )


_ELSEWHERE = {
    "customers": ", or give --from DIR with scored customers, or --workspace DIR",
    "order": ", or give --from DIR with scored customers, or --workspace DIR",
    "base": ": the share that buys in the period anyway",
}


def _known(offer: WrittenOffer, name: str, written: float | None, of_segment: float | None) -> float:
    value = written if written is not None else of_segment
    if value is None:
        remedy = f"Write {name} = ... there{_ELSEWHERE[name]}."
        raise DefinitionError(f"{offer.line}: the offer for {offer.segment!r} has no {name}.", remedy)
    return value
