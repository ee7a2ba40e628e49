"""What happened after the split, per group (segment, score level, lifecycle stage), and what the order of the groups is worth.

Groups come best first, as the map, the score or the stages put them. Claims are made in steps, so that on a future without any
signal something is claimed in at most 1 - level of all cases: first whether the groups differ at all, and only then pairs,
corrected by Holm for how many are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from typing import assert_never

import numpy as np

from regulars.errors import DataError
from regulars.validation import words
from regulars.validation.distributions import holm
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.heterogeneity import Heterogeneity, heterogeneity
from regulars.validation.intervals import Moments, mean, moments, rate, rate_difference, rate_difference_p
from regulars.validation.outcomes import Ints, Values, finite, flags, same_length


class GroupKind(StrEnum):
    """What the groups are, as a sentence calls them in the singular."""

    SEGMENT = "segment"
    SCORE = "score"
    STAGE = "lifecycle stage"


@dataclass(frozen=True, slots=True)
class Group:
    """One group's customers, how many of them came back after the split, and their net revenue after it (None without money)."""

    name: str
    customers: int
    returned: int
    revenue: Moments | None = None


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """One row of the table: the share that came back (Wilson) and net revenue per head, zeros included (Student)."""

    group: Group
    rate: Estimate | Refusal
    revenue_per_head: Estimate | Refusal | None


class Standing(StrEnum):
    """What the future says of two groups that are placed one above the other."""

    BORNE_OUT = "borne out"
    NOT_TOLD_APART = "not told apart"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups: `difference` is the upper one's rate minus the lower one's (Newcombe); `p_value` is corrected by Holm."""

    upper: str
    lower: str
    difference: Estimate
    p_value: float
    standing: Standing


class FindingKind(StrEnum):
    """What a finding is about."""

    NO_DIFFERENCE = "no difference between groups"
    SAME_AS_NEIGHBOUR = "not told apart from its neighbour"
    ORDER_NOT_BORNE_OUT = "order not borne out"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know, in one or two sentences; `groups` are the groups it names."""

    kind: FindingKind
    groups: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Groups best first with their outcomes, each group beside the next one, and what follows from it."""

    kind: GroupKind
    rows: tuple[GroupOutcome, ...]
    neighbours: tuple[Pair, ...]
    differ: Heterogeneity | Refusal
    findings: tuple[Finding, ...]


def gather(names: Sequence[str], codes: Ints, returned: Values, revenue: Values | None = None) -> tuple[Group, ...]:
    """Groups from arrays: `codes[i]` is the position of customer i's group in `names`, `revenue` its net revenue after the split.

    Raises DataError when a code names no group or a value is missing.
    """
    same_length(groups=codes, outcomes=returned)
    back = flags("outcomes", returned)
    if len(codes) and not 0 <= int(codes.min()) <= int(codes.max()) < len(names):
        raise DataError("A customer's group has no name.", f"Give group numbers from 0 to {len(names) - 1}.")
    sizes = np.bincount(codes, minlength=len(names))
    events = np.bincount(codes[back], minlength=len(names))
    spent = _spent(len(names), codes, sizes, revenue)
    return tuple(Group(name, int(sizes[at]), int(events[at]), spent[at]) for at, name in enumerate(names))


def _spent(groups: int, codes: Ints, sizes: Ints, revenue: Values | None) -> Sequence[Moments | None]:
    if revenue is None:
        return (None,) * groups
    same_length(groups=codes, revenue=revenue)
    ordered = finite("revenue", revenue)[np.argsort(codes, kind="stable")]
    return [moments(part) for part in np.split(ordered, np.cumsum(sizes)[:-1])]


def compare_groups(groups: Sequence[Group], kind: GroupKind = GroupKind.SEGMENT, level: float = 0.95) -> GroupTable:
    """The table of what happened after the split, with the findings that the data carry.

    `groups` come best first. Empty groups stay in the table and are compared with nobody. Raises DataError when two groups have the
    same name or more came back than there are.
    """
    if len({group.name for group in groups}) < len(groups):
        raise DataError("Two groups have the same name.", "Give each its own.")
    rows = tuple(_outcome(group, level) for group in groups)
    present = [group for group in groups if group.customers]
    differ = heterogeneity([group.customers for group in groups], [group.returned for group in groups])
    told_apart = isinstance(differ, Heterogeneity) and differ.p_value <= 1 - level
    neighbours = _pairs(tuple(pairwise(present)), told_apart, level)
    findings = _findings(present, neighbours, kind, level) if told_apart else (_nothing(differ, kind),)
    return GroupTable(kind, rows, neighbours, differ, findings)


def _outcome(group: Group, level: float) -> GroupOutcome:
    revenue = None if group.revenue is None else mean(group.revenue, level)
    return GroupOutcome(group, rate(group.returned, group.customers, level), revenue)


def _pairs(pairs: Sequence[tuple[Group, Group]], told_apart: bool, level: float) -> tuple[Pair, ...]:
    raw = [rate_difference_p(a.returned, a.customers, b.returned, b.customers) for a, b in pairs]
    return tuple(_pair(a, b, p, told_apart, level) for (a, b), p in zip(pairs, holm(raw), strict=True))


def _pair(upper: Group, lower: Group, p_value: float, told_apart: bool, level: float) -> Pair:
    difference = rate_difference(upper.returned, upper.customers, lower.returned, lower.customers, level)
    if isinstance(difference, Refusal):  # pragma: no cover - both groups hold somebody
        raise DataError(difference.sentence, "Compare groups that hold somebody.")
    standing = Standing.NOT_TOLD_APART
    if told_apart and p_value <= 1 - level:
        standing = Standing.BORNE_OUT if difference.value > 0 else Standing.REVERSED
    return Pair(upper.name, lower.name, difference, p_value, standing)


def _findings(present: Sequence[Group], neighbours: Sequence[Pair], kind: GroupKind, level: float) -> tuple[Finding, ...]:
    everyone = _pairs(tuple(combinations(present, 2)), True, level)
    reversed_ = [pair for pair in everyone if pair.standing is Standing.REVERSED]
    rates = {group.name: group.returned / group.customers for group in present}
    order = [
        _order_finding([pair for pair in reversed_ if pair.upper == group.name], rates, kind)
        for group in present
        if any(pair.upper == group.name for pair in reversed_)
    ]
    same = [_same_finding(pair, kind) for pair in neighbours if pair.standing is Standing.NOT_TOLD_APART]
    return (*order, *same)


def _order_finding(pairs: Sequence[Pair], rates: dict[str, float], kind: GroupKind) -> Finding:
    """One sentence per group that is placed too high: the clearest contradiction in figures, the others by name."""
    worst = min(pairs, key=lambda pair: (pair.difference.value, pair.p_value))
    others = [pair.lower for pair in pairs if pair is not worst]
    back = worst.difference
    turned = Estimate(-back.value, -back.high, -back.low, back.level)
    sentence = (
        f"{_placer(kind)} {worst.upper} above {worst.lower}, but {worst.lower} came back more often: "
        f"{words.percent(rates[worst.lower])} against {words.percent(rates[worst.upper])}, difference {words.points(turned)}."
    )
    if others:
        sentence += f" So did {words.listed(others)}."
    return Finding(FindingKind.ORDER_NOT_BORNE_OUT, (worst.upper, worst.lower, *others), sentence)


def _same_finding(pair: Pair, kind: GroupKind) -> Finding:
    sentence = (
        f"The {kind.value} {pair.upper} cannot be told apart from its neighbour {pair.lower} by how many came back: "
        f"difference {words.points(pair.difference)}, {words.p_value(pair.p_value)} corrected for the number of pairs."
    )
    return Finding(FindingKind.SAME_AS_NEIGHBOUR, (pair.upper, pair.lower), sentence)


def _nothing(differ: Heterogeneity | Refusal, kind: GroupKind) -> Finding:
    if isinstance(differ, Refusal):
        return Finding(FindingKind.NO_DIFFERENCE, (), differ.sentence)
    sentence = (
        f"There is no signal: how many came back does not differ by {kind.value} more than chance explains "
        f"({words.p_value(differ.p_value)})."
    )
    return Finding(FindingKind.NO_DIFFERENCE, (), sentence)


def _placer(kind: GroupKind) -> str:
    """Who puts one group above the other."""
    match kind:
        case GroupKind.SEGMENT:
            return "The map puts"
        case GroupKind.SCORE:
            return "The score puts"
        case GroupKind.STAGE:
            return "The stages put"
        case _:
            assert_never(kind)
