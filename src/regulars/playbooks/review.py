"""What to look at, and when: a few rules over how a shop's data, segments, experiments and budget stand.

Each rule says what it found, why that matters and since or from which day. Thresholds are judgements, and stand here to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from shlex import quote

from regulars.errors import in_words

# a part of the moves that the borders made, from which on they are worth a look, and how few moves say nothing
BORDER_SHARE, LEAST_MOVES = 0.25, 20
# frozen cuts are looked at after so many days, or two purchase cycles where those are longer
CUTS_DAYS, CUTS_CYCLES = 90, 2
# whether scores predict is tested anew after so many days
TEST_SCORES_DAYS = 180
# a purchase cycle that is so many times another one is another one
OTHER_CYCLE = 2.0
# no order for so many days, or two refreshes where those are further apart, looks like an import that is missing
LEAST_STALE_DAYS, STALE_CADENCES = 7, 2
# a segment that is so many times as large, or as small, by so many customers at least
SUDDEN, LEAST_CHANGE = 2.0, 20
# a test that can only see a difference of so much of the base rate sees little
LARGE_EFFECT = 0.5
# a treatment is tested again after so many days
TEST_AGAIN_DAYS = 365
MOST_COMING = 4
_PLAN_A_TEST, _MOVEMENT = "experiment plan --segment SEGMENT", "segments movement"


class Area(StrEnum):
    """What a line is about; the more pressing first."""

    DATA = "data"
    EXPERIMENTS = "experiments"
    BUDGET = "budget"
    SEGMENTS = "segments"
    MOVEMENT = "movement"
    BOUNDARIES = "boundaries"


@dataclass(frozen=True, slots=True)
class Look:
    """One line: what was found, why to look, from which day on (`is_due`: that day has come), and what it is about by name.

    `command` is what of the command line looks at it or does it, without the program's name; empty where nothing there does.
    """

    area: Area
    says: str
    why: str
    day: date | None
    is_due: bool
    about: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class DataFacts:
    """Days of the newest order and the last refresh; `cadence` is days between refreshes, None where there are none by plan.

    `failed` is the day of the latest refresh where it came to nothing, and `failure` what it said.
    """

    newest_order: date | None
    refreshed: date | None
    cadence: float | None
    failed: date | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class BoundaryFacts:
    """How the last refresh moved customers, and how old its cuts are. `cuts_since` is None where cuts are made anew each time.

    `cycle` and `cycle_before` are the measured days between two orders now and about a year ago, `cycle_said` what somebody said;
    `window` the days that are scored. `tested` is when it was last tested whether the scores predict.
    """

    moved: int
    by_border: int
    moved_since: date | None
    cuts_since: date | None
    cycle: float | None
    cycle_before: float | None
    cycle_said: int | None
    window: int | None
    tested: date | None


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """A segment now and at the refresh before; None where a refresh did not work it out."""

    name: str
    is_custom: bool
    customers: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class ExperimentFacts:
    """An experiment: its last day, whether it runs, was read after its end, and whether the budget offers what it tried.

    `detectable` is the smallest difference it can find, `baseline` the figure without treatment; None where not known. `ran` is for
    how many whole days it ran where it was stopped before its end, None where it was not.
    """

    name: str
    ends: date
    is_running: bool
    is_read: bool
    is_used: bool
    detectable: float | None
    baseline: float | None
    ran: int | None = None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """An offer of the budget: money it gets today, its chance to gain, and the day of its last test (None: never)."""

    segment: str
    treatment: str
    today: float
    chance: float
    tested: date | None


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """The budget's last day (None: not said), the chance that it asks of an offer, and its offers."""

    ends: date | None
    evidence: float
    offers: tuple[OfferFacts, ...]


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """How things stand; `budget` is None where there is none, and `budget_said` whether money is set aside all the same.

    `budget_problem` is what keeps a budget that is there from being worked out.
    """

    data: DataFacts
    boundaries: BoundaryFacts | None
    segments: Sequence[SegmentFacts]
    experiments: Sequence[ExperimentFacts]
    budget: BudgetFacts | None
    budget_said: bool
    budget_problem: str = ""


def review(facts: ReviewFacts, today: date) -> tuple[Look, ...]:
    """What to look at now, the more pressing first, and what comes up next, soonest first."""
    rules: tuple[Callable[[ReviewFacts, date], Iterator[Look]], ...] = (
        _data, _experiments, _budget, _offers, _segments, _movement, _boundaries,
    )  # fmt: skip
    found = [look for rule in rules for look in rule(facts, today)]
    areas = list(Area)
    due = sorted((look for look in found if look.is_due), key=lambda look: areas.index(look.area))
    coming = sorted((look for look in found if not look.is_due), key=lambda look: look.day or date.max)
    return (*due, *coming[:MOST_COMING])


def day_words(day: date) -> str:
    """`3 May 2026`."""
    return f"{day.day} {day:%B %Y}"


def _data(facts: ReviewFacts, today: date) -> Iterator[Look]:
    data = facts.data
    if data.failed is not None:
        says = f"The last refresh, of {day_words(data.failed)}, failed: {data.failure or 'it was interrupted.'}"
        yield Look(Area.DATA, says, "All figures are those of the refresh before it.", data.failed, True)
    allowed = max(LEAST_STALE_DAYS, STALE_CADENCES * (data.cadence or 0))
    if data.newest_order is None:
        return
    behind = (today - data.newest_order).days
    if behind > allowed:
        says = f"The newest order is of {day_words(data.newest_order)}, {in_words(behind, 'day')} ago."
        why = "Import the orders since: recency counts from today."
        yield Look(Area.DATA, says, why, data.newest_order, True, command="import FILE")
    if (
        data.refreshed is not None
        and data.cadence is not None
        and (today - data.refreshed).days > STALE_CADENCES * data.cadence + 1
    ):
        says = f"The last refresh is of {day_words(data.refreshed)}, longer ago than its cadence."
        why = "Refresh, or let regulars serve or regulars schedule do it."
        yield Look(Area.DATA, says, why, data.refreshed, True, command="refresh")


def _experiments(facts: ReviewFacts, today: date) -> Iterator[Look]:
    for each in facts.experiments:
        read = f"experiment read {quote(each.name)}"
        if each.is_running:
            yield Look(Area.EXPERIMENTS, f"{each.name} ends.", "Read it then.", each.ends, False, each.name, read)
            if each.detectable is not None and each.baseline and each.detectable > LARGE_EFFECT * each.baseline:
                says = f"{each.name} is small: it finds a difference of {_figure(each.detectable, each.baseline)} or more."
                why = "Anything less stays unseen: widen the next one, or let it run longer."
                yield Look(Area.EXPERIMENTS, says, why, today, True, each.name, _PLAN_A_TEST)
        elif each.ran == 0:
            continue  # stopped on the day it began: there is nothing to read or to decide
        elif not each.is_read:
            was = "is over since" if each.ran is None else f"was stopped after {in_words(each.ran, 'day')}, on"
            says = f"{each.name} {was} {day_words(each.ends)}, and nobody has read it since."
            yield Look(Area.EXPERIMENTS, says, "Read what it says.", each.ends, True, each.name, read)
        elif facts.budget is not None and not each.is_used and today - each.ends < timedelta(days=TEST_AGAIN_DAYS):
            says = f"{each.name} is over since {day_words(each.ends)}, and the budget has no offer of what it tried."
            yield Look(Area.EXPERIMENTS, says, "Decide: offer it, or leave it.", each.ends, True, each.name, "plan")


def _figure(detectable: float, baseline: float) -> str:
    if baseline < 1:
        return f"{100 * detectable:.2g} points (of {100 * baseline:.2g} %)"
    return f"{detectable:,.2f} (of {baseline:,.2f})"


def _budget(facts: ReviewFacts, today: date) -> Iterator[Look]:
    budget = facts.budget
    if budget is None:
        if facts.budget_problem:
            why = "The plan cannot be worked out: mend it."
            yield Look(Area.BUDGET, facts.budget_problem, why, today, True, command="plan")
        elif facts.budget_said:
            says = "There is a retention budget, and no plan for it."
            yield Look(Area.BUDGET, says, "Plan where it should go.", today, True, command="plan --start")
        return
    if budget.ends is not None and budget.ends < today:
        says = f"The budget was for the time until {day_words(budget.ends)}."
        yield Look(Area.BUDGET, says, "Set the next period.", budget.ends, True, command="plan")
    elif budget.ends is not None:
        yield Look(Area.BUDGET, "The budget's period ends.", "Plan the next one.", budget.ends, False, command="plan")


def _offers(facts: ReviewFacts, today: date) -> Iterator[Look]:
    budget = facts.budget
    if budget is None:
        return
    paid = [offer for offer in budget.offers if offer.today > 0]
    lost = [offer for offer in paid if offer.tested is not None and offer.chance < 0.5]
    if lost:
        money = sum(offer.today for offer in lost)
        says = f"{money:,.0f} of today's money goes to {_named(lost)}, where by what tests say a loss is likelier than a gain."
        yield Look(Area.BUDGET, says, "Move it to what is known to pay.", today, True, command="plan")
    known = [offer for offer in budget.offers if offer.tested is not None and offer.chance >= budget.evidence]
    unpaid = [offer for offer in known if not offer.today]
    if unpaid and paid:
        says = f"{_named(unpaid)} would gain by what tests say, and gets nothing today."
        yield Look(Area.BUDGET, says, "Look at the plan.", today, True, command="plan")
    why = "Hold some of them out, and see what it brings."
    never = [offer for offer in paid if offer.tested is None]
    if never:
        says = f"{_named(never)} gets money and was never tested there."
        yield Look(Area.EXPERIMENTS, says, why, today, True, command=_test_of(never[0]))
    old = [offer for offer in paid if offer.tested is not None and (today - offer.tested).days > TEST_AGAIN_DAYS]
    if old:
        last = min(offer.tested for offer in old if offer.tested is not None)
        says = f"{_named(old)} gets money and was last tested on {day_words(last)}, more than a year ago."
        yield Look(Area.EXPERIMENTS, says, why, last, True, command=_test_of(old[0]))


def _test_of(offer: OfferFacts) -> str:
    return f"experiment plan --segment {quote(offer.segment)}"


def _named(offers: Sequence[OfferFacts]) -> str:
    first = f"{offers[0].treatment} for {offers[0].segment}"
    return first if len(offers) == 1 else f"{first} and {len(offers) - 1} more"


def _segments(facts: ReviewFacts, today: date) -> Iterator[Look]:
    for each in facts.segments:
        if each.customers is None:
            says = f"{each.name} could not be worked out at the last refresh."
            why, command = "A column that it needs may be gone.", f"segments versions {quote(each.name)}"
            yield Look(Area.SEGMENTS, says, why, today, True, each.name, command)
        elif not each.customers and each.is_custom:
            why = "Change it, or archive it: nobody is reached by it."
            command = f"segments archive {quote(each.name)}"
            yield Look(Area.SEGMENTS, f"Nobody is in {each.name}.", why, today, True, each.name, command)
        elif each.before is not None and abs(each.customers - each.before) >= LEAST_CHANGE:
            low, high = sorted((each.customers, each.before))
            if high >= SUDDEN * low:
                way = "grew" if each.customers > each.before else "shrank"
                says = f"{each.name} {way} from {each.before:,} to {in_words(each.customers, 'customer')} at one refresh."
                why = "See who moved before a campaign goes to them."
                yield Look(Area.SEGMENTS, says, why, today, True, each.name, _MOVEMENT)


def _movement(facts: ReviewFacts, today: date) -> Iterator[Look]:
    found = facts.boundaries
    if found is None or found.moved < LEAST_MOVES or found.by_border < BORDER_SHARE * found.moved:
        return
    since = f" since {day_words(found.moved_since)}" if found.moved_since else ""
    share = f"{found.by_border / found.moved:.0%} of the {in_words(found.moved, 'customer')}"
    says = f"{share} who changed segment{since} did so only because the borders moved."
    why = "They did nothing new. Freeze the cuts where that starts campaigns."
    yield Look(Area.MOVEMENT, says, why, found.moved_since or today, True, command=_MOVEMENT)


def _boundaries(facts: ReviewFacts, today: date) -> Iterator[Look]:
    found = facts.boundaries
    if found is None:
        return
    yield from _cycles(found, today)
    if found.cuts_since is not None:
        again = found.cuts_since + timedelta(days=max(CUTS_DAYS, round(CUTS_CYCLES * (found.cycle or 0))))
        says = f"The cuts are frozen since {day_words(found.cuts_since)}."
        yield Look(Area.BOUNDARIES, says, "See whether they still divide the customers as you mean it.", again, again <= today)
    if found.tested is None:
        says = "It was never tested whether the scores predict who buys again."
        yield Look(Area.BOUNDARIES, says, "Test it on the shop's own past, on the page Scoring.", today, True, command="serve")
    else:
        again = found.tested + timedelta(days=TEST_SCORES_DAYS)
        says = f"Whether the scores predict was last tested on {day_words(found.tested)}."
        yield Look(Area.BOUNDARIES, says, "Test it again, on the page Scoring.", again, again <= today, command="serve")


def _cycles(found: BoundaryFacts, today: date) -> Iterator[Look]:
    cycle = found.cycle
    if not cycle:
        return
    measured = f"{cycle:g} days between two orders"
    if found.window and found.window < CUTS_CYCLES * cycle:
        says = f"Only {in_words(found.window, 'day')} are scored, and customers take {measured} (median)."
        yield Look(Area.BOUNDARIES, says, "A longer window lets regulars look like regulars.", today, True)
    for other, said in ((found.cycle_said, "the settings say"), (found.cycle_before, "a year ago it was")):
        if other and (cycle >= OTHER_CYCLE * other or other >= OTHER_CYCLE * cycle):
            why = "See whether orders are missing or doubled, and whether the borders still fit."
            yield Look(Area.BOUNDARIES, f"Customers take {measured} (median); {said} {other:g}.", why, today, True)
