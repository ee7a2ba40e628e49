"""The retention budget: which segment gets which treatment through which channel, so that the money brings the most margin.

Customers of a segment are reached best first: the first ones respond more than the last. With N customers, an average lift d and
the bend k, the first u of them (a share) bring N d g(u), g(u) = (1 - exp(-k u)) / (1 - exp(-k)), and N d u without a bend.
Treating a customer costs the contacts, and the incentive for everybody who redeems it: those won, and those who would have bought
anyway (leakage).

The curve is cut into steps, each with its average; within them the answer is exact (a mixed-integer program, HiGHS).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

STEPS = 20
_STRAIGHT = 1e-9
_FEW = 200  # customers of an offer that are counted one by one
_NEVER_MORE = 1e-6  # money; what the solver may be off by


@dataclass(frozen=True, slots=True)
class Offer:
    """A treatment for a segment through a channel, with what is believed about it. Money is in the currency's units.

    `contact` is the cost of all contacts with one customer in the period, `incentive` of one redemption, `redeemed` the share of
    buyers who redeem. `base` is the share that buys anyway, `lift` what treatment adds to it on average (standard error `error`),
    `margin` what one buyer brings before all costs of the treatment. `bend` is k above; `today` the money it gets at present.
    `fixed` is spent once if anybody is treated; `least` customers are treated then.
    """

    segment: str
    treatment: str
    channel: str
    customers: int
    contact: float
    base: float
    lift: float
    error: float
    margin: float
    incentive: float = 0.0
    redeemed: float = 1.0
    bend: float = 1.0
    fixed: float = 0.0
    least: int = 0
    today: float = 0.0

    @property
    def leakage(self) -> float:
        """What redemptions of those who would have bought anyway cost, per customer treated."""
        return self.incentive * self.redeemed * self.base

    @property
    def kept(self) -> float:
        """The margin of one buyer who was won, after the incentive."""
        return self.margin - self.incentive * self.redeemed

    @property
    def break_even(self) -> float:
        """The average lift from which on treating the first customers gains; infinite where no lift does."""
        if self.kept <= 0:
            return math.inf
        steepest = 1.0 if abs(self.bend) < _STRAIGHT else -self.bend / math.expm1(-self.bend)
        return (self.contact + self.leakage) / self.kept / steepest

    @property
    def chance(self) -> float:
        """How likely it is that treating the first customers gains, by the belief about the lift."""
        if math.isinf(self.break_even) or not self.error:
            return float(self.lift > self.break_even)
        return 0.5 * math.erfc((self.break_even - self.lift) / self.error / math.sqrt(2))

    def response(self, customers: float) -> float:
        """The buyers won among the first so many customers, per unit of average lift."""
        share = customers / self.customers if self.customers else 0.0
        if abs(self.bend) < _STRAIGHT:
            return customers
        return self.customers * math.expm1(-self.bend * share) / math.expm1(-self.bend)

    def spent(self, customers: int) -> float:
        """What treating the first so many costs."""
        per_head = self.contact + self.leakage
        won = self.lift * self.response(customers)
        return (self.fixed if customers else 0.0) + per_head * customers + self.incentive * self.redeemed * won

    def gained(self, customers: int) -> float:
        """The margin that treating the first so many brings, before what it costs."""
        return self.margin * self.lift * self.response(customers)

    def slope(self, customers: int) -> float:
        """How much the net gain changes per unit of average lift: what its uncertainty counts for."""
        return self.kept * self.response(customers)

    @property
    def steps(self) -> tuple[int, ...]:
        """Customers in each step of the curve."""
        count = min(STEPS, self.customers)
        edges = [self.customers * place // count for place in range(count + 1)] if count else [0]
        return tuple(after - before for before, after in pairwise(edges))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the plan may not exceed: the `budget`; money by channel; money per customer treated; treatments per customer.

    An offer that gains with a chance below `evidence` gets nothing.
    """

    budget: float
    channels: Mapping[str, float]
    per_customer: float | None = None
    treatments: int = 1
    evidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """What the plan gives an offer: customers, money, margin before it, and the net gain; `why` where it gets nothing."""

    offer: Offer
    customers: int
    spent: float
    gained: float
    why: str = ""

    @property
    def net(self) -> float:
        """The margin after what it cost."""
        return self.gained - self.spent


@dataclass(frozen=True, slots=True)
class Allocation:
    """A split of the money, one line per offer in the order given."""

    lines: tuple[Line, ...]

    @property
    def spent(self) -> float:
        """The money given out."""
        return sum(line.spent for line in self.lines)

    @property
    def net(self) -> float:
        """The margin expected after all costs."""
        return sum(line.net for line in self.lines)


def allocate(offers: Sequence[Offer], limits: Limits, gap: float = 0.0) -> Allocation:
    """The split with the most expected margin after costs. "Nothing" is a possible answer for every offer.

    `gap` lets the answer be so much (a share) below the best, where that is found sooner.

    Raises:
        ValueError: a limit is below 0.
    """
    if limits.budget < 0 or any(most < 0 for most in limits.channels.values()):
        raise ValueError("a budget cannot be below 0")
    reasons = [_out(offer, limits) for offer in offers]
    treated = _solved(offers, limits, reasons, gap) if not all(reasons) else [0] * len(offers)
    lines = []
    for offer, customers, reason in zip(offers, treated, reasons, strict=True):
        why = reason or ("" if customers else "the money brings more elsewhere")
        lines.append(Line(offer, customers, offer.spent(customers), offer.gained(customers), why))
    return Allocation(tuple(lines))


def today(offers: Sequence[Offer]) -> Allocation:
    """What the money brings as it is spent at present: each offer treats as many as its money does, and where that is more than the
    segment has, its offers share them: nobody is treated twice."""
    wanted = [_affordable(offer, offer.today) for offer in offers]
    lines = []
    for offer, customers in zip(offers, wanted, strict=True):
        whole = sum(other for each, other in zip(offers, wanted, strict=True) if each.segment == offer.segment)
        most = people(offers, offer.segment)
        lines.append(_line(offer, customers if whole <= most else customers * most // whole))
    return Allocation(tuple(lines))


def people(offers: Sequence[Offer], segment: str) -> int:
    """How many customers a segment has by the offers for it."""
    return max(offer.customers for offer in offers if offer.segment == segment)


def everyone_the_same(offers: Sequence[Offer], limits: Limits) -> Allocation:
    """The same share of every segment treated, its offers sharing it evenly, for as much of the budget as that takes."""
    within = [sum(other.segment == offer.segment for other in offers) for offer in offers]

    def at(share: float) -> Allocation:
        parts = zip(offers, within, strict=True)
        return Allocation(tuple(_line(offer, math.floor(offer.customers * share / rivals)) for offer, rivals in parts))

    low, high = 0.0, 1.0
    if at(1.0).spent <= limits.budget:
        return at(1.0)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if at(middle).spent <= limits.budget else (low, middle)
    return at(low)


def _line(offer: Offer, customers: int) -> Line:
    return Line(offer, customers, offer.spent(customers), offer.gained(customers))


def _affordable(offer: Offer, money: float) -> int:
    """The most customers that the money treats."""
    low, high = 0, offer.customers
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if offer.spent(middle) <= money else (low, middle - 1)
    return low


def _out(offer: Offer, limits: Limits) -> str:
    """Why an offer gets nothing before any money is counted; empty where it may."""
    if not offer.customers:
        return "nobody is in the segment"
    if limits.per_customer is not None and offer.spent(offer.customers) / offer.customers > limits.per_customer:
        return "more than may be spent on one customer"
    if offer.kept <= 0:
        return "the incentive costs more than a buyer brings"
    if offer.chance < limits.evidence:
        return f"too little evidence: a gain has a chance of {offer.chance:.0%}"
    return ""


def _solved(offers: Sequence[Offer], limits: Limits, reasons: Sequence[str], gap: float) -> list[int]:
    """Customers treated by offer. Variables: customers in each step, and whether a step is begun (the one before is then full).

    An earlier step brings more, for the whole and for the money, so that steps need no chain where customers can be parted: of
    offers with many customers and no fixed costs, fractions of a customer are dropped afterwards.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

    steps = [(place, number) for place, offer in enumerate(offers) if not reasons[place] for number in range(len(offer.steps))]
    count = len(steps)
    size = np.array([offers[place].steps[number] for place, number in steps], float)
    cost, gain = np.array([_step(offers[place], number) for place, number in steps]).T
    fixed = np.array([offers[place].fixed if number == 0 else 0.0 for place, number in steps])
    # of two splits that bring the same, the cheaper one
    objective = np.concatenate([cost - gain, fixed])
    rows, low, high = [], [], []

    def limit(weights: np.ndarray, at_least: float, at_most: float) -> None:
        rows.append(weights)
        low.append(at_least)
        high.append(at_most)

    spends = np.concatenate([cost, fixed])
    limit(spends, -np.inf, limits.budget)
    for channel, most in limits.channels.items():
        here = np.array([offers[place].channel == channel for place, _ in steps] * 2, float)
        limit(spends * here, -np.inf, most)
    for segment in dict.fromkeys(offer.segment for offer in offers):
        here = np.array([offers[place].segment == segment for place, _ in steps], float)
        limit(np.concatenate([here, np.zeros(count)]), -np.inf, people(offers, segment) * limits.treatments)
    chained = [offer.fixed > 0 or offer.least > 0 or offer.customers <= _FEW for offer in offers]
    for column, (place, number) in enumerate(steps):
        begun = np.zeros(2 * count)
        begun[column], begun[count + column] = 1, -size[column]
        limit(begun, -np.inf, 0)
        if number and chained[place]:
            full = np.zeros(2 * count)
            full[column - 1], full[count + column] = 1, -size[column - 1]
            limit(full, 0, np.inf)
        elif not number and offers[place].least:
            all_of_it = np.array([float(other == place) for other, _ in steps])
            limit(np.concatenate([all_of_it, -offers[place].least * np.eye(count)[column]]), 0, np.inf)
    free = np.array([not chained[place] for place, _ in steps])
    whole = np.array([offers[place].customers <= _FEW for place, _ in steps])
    found = milp(
        objective,
        constraints=LinearConstraint(np.array(rows), low, high),
        # what is not chained counts as begun
        bounds=Bounds(np.concatenate([np.zeros(count), free.astype(float)]), np.concatenate([size, np.ones(count)])),
        integrality=np.concatenate([whole, ~free]).astype(int),
        options={"mip_rel_gap": gap, "time_limit": 60.0},
    )
    treated = [0] * len(offers)
    if found.x is not None:
        for column, (place, _) in enumerate(steps):
            treated[place] += math.floor(found.x[column] + _NEVER_MORE)
    return _within(offers, limits, treated)


def _within(offers: Sequence[Offer], limits: Limits, treated: list[int]) -> list[int]:
    """The solver works to a tolerance and on averages of steps: take off customers until every limit holds exactly."""

    def over() -> list[int]:
        spent = [offer.spent(customers) for offer, customers in zip(offers, treated, strict=True)]
        beyond = [place for place in range(len(offers)) if treated[place]] if sum(spent) > limits.budget + _NEVER_MORE else []
        for channel, most in limits.channels.items():
            here = [place for place, offer in enumerate(offers) if offer.channel == channel and treated[place]]
            if sum(spent[place] for place in here) > most + _NEVER_MORE:
                beyond = here
        return beyond

    while beyond := over():
        least = min(beyond, key=lambda place: _last_worth(offers[place], treated[place]))
        treated[least] -= 1
        if treated[least] < offers[least].least:
            treated[least] = 0
    return treated


def _last_worth(offer: Offer, customers: int) -> float:
    """What the last customer treated brings per unit of money."""
    cost = offer.spent(customers) - offer.spent(customers - 1)
    return (offer.gained(customers) - offer.gained(customers - 1) - cost) / cost if cost > 0 else math.inf


def _step(offer: Offer, number: int) -> tuple[float, float]:
    """Cost and margin per customer within a step."""
    before = sum(offer.steps[:number])
    after = before + offer.steps[number]
    won = offer.lift * (offer.response(after) - offer.response(before)) / offer.steps[number]
    return offer.contact + offer.leakage + offer.incentive * offer.redeemed * won, offer.margin * won
