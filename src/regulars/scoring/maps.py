"""Segment maps: ordered rules from score patterns to segment names.

A map is written in its own notation (which end of the scale is best, scales from 0 or from 1). Everything that leaves this module
is a cell: a tuple of scores in the order of the axes, 1 = best. `map_compiler` proves that a map is an exact cover.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import assert_never

from regulars.errors import DefinitionError
from regulars.records import dataclass, field
from regulars.scoring.results import Axis

Cell = tuple[int, ...]

MIN_LEVELS = 2
MAX_LEVELS = 10

RFM = (Axis.RECENCY, Axis.FREQUENCY, Axis.MONETARY)
RFE = (Axis.RECENCY, Axis.FREQUENCY, Axis.ENGAGEMENT)
RF = (Axis.RECENCY, Axis.FREQUENCY)


class Feature(StrEnum):
    """What a condition looks at: one score, or a figure made of two."""

    R = "r"
    F = "f"
    M = "m"
    E = "e"
    FM = "fm"  # (F + M) / 2
    S = "s"  # F + M

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The axes it is made of."""
        return _MADE_OF[self]


_BOTH = (Axis.FREQUENCY, Axis.MONETARY)
_MADE_OF = {feature: _BOTH if feature in (Feature.FM, Feature.S) else (Axis(feature.value),) for feature in Feature}


@dataclass(frozen=True, slots=True)
class Between:
    """low <= feature <= high; a side that is None is open-ended, a side marked strict excludes its limit."""

    feature: Feature
    low: Decimal | None = None
    high: Decimal | None = None
    low_strict: bool = False
    high_strict: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """The feature is one of these values."""

    feature: Feature
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """The pattern is one of these, digits in the order of the map's axes and in the map's notation."""

    codes: tuple[Cell, ...]


Condition = Between | OneOf | Codes


@dataclass(frozen=True, slots=True)
class Rule:
    """All of its conditions hold; or, when `rest`, no other segment's rule does."""

    conditions: tuple[Condition, ...] = ()
    rest: bool = False


REST = Rule(rest=True)


@dataclass(frozen=True, slots=True)
class Segment:
    """A named segment: any of its rules places a pattern in it. `where` is the file and line it was read from."""

    name: str
    rules: tuple[Rule, ...]
    objective: str = ""
    campaign_type: str = ""
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a map writes scores: its axes, the number of levels of each, and which end of the scale is best.

    Scales begin at 1, or at 0 where `best` says so (4 levels with 3 as best run from 0 to 3).
    """

    axes: tuple[Axis, ...]
    levels: int
    best: int

    @property
    def lowest(self) -> int:
        """The smallest digit."""
        return 1 if self.best in (1, self.levels) else 0

    @property
    def highest(self) -> int:
        """The largest digit."""
        return self.lowest + self.levels - 1

    def written(self, cell: Cell) -> Cell:
        """A cell (1 = best) as the map's own digits."""
        if self.best == self.lowest:
            return tuple(score - 1 + self.lowest for score in cell)
        return tuple(self.highest + 1 - score for score in cell)

    def code(self, cell: Cell) -> str:
        """A cell (1 = best) as the map's own pattern: `555`, with dashes where a digit has two places."""
        digits = [str(digit) for digit in self.written(cell)]
        return ("-" if self.highest > 9 else "").join(digits)

    def cells(self) -> tuple[Cell, ...]:
        """Every cell over the map's own axes, 1 = best."""
        return tuple(product(range(1, self.levels + 1), repeat=len(self.axes)))

    def limits(self, feature: Feature) -> tuple[int, int]:
        """The smallest and largest value a feature can have."""
        times = 2 if feature is Feature.S else 1
        return self.lowest * times, self.highest * times


@dataclass(frozen=True, slots=True)
class SegmentMap:
    """Rules from patterns to segment names, as published or typed.

    `levels` is the number of levels per axis that it was written for, `best` the end of the scale that is best in its own
    notation (1, or the highest digit). With `first_match` the first segment whose rule holds takes the pattern; without, two
    segments that claim the same pattern are an error. `rescales` states that it may be used on scorecards with another number of
    levels (see `map_compiler.rescale`).

    Raises DefinitionError when a name, level or rule is not valid.
    """

    name: str
    title: str
    source: str
    axes: tuple[Axis, ...]
    levels: int
    best: int
    first_match: bool
    segments: tuple[Segment, ...]
    rescales: bool = False

    def __post_init__(self) -> None:
        problem = notation_problem(self.notation) or segments_problem(self.segments) or self._rules_problem()
        if problem:
            raise DefinitionError(f'Map "{self.name}": {problem}.', "Correct the map's definition.")

    @property
    def notation(self) -> Notation:
        """How this map writes scores."""
        return Notation(self.axes, self.levels, self.best)

    def code(self, cell: Cell) -> str:
        """A cell over the map's axes (1 = best) as the map writes it."""
        return self.notation.code(cell)

    def _rules_problem(self) -> str:
        for segment in self.segments:
            for rule in segment.rules:
                problem = rule_problem(rule, self.notation)
                if problem:
                    return f'segment "{segment.name}": {problem}'
        return ""


def notation_problem(notation: Notation) -> str:
    """What is wrong with a map's axes, levels or best end, as a phrase; empty when nothing is."""
    axes, levels, best = notation.axes, notation.levels, notation.best
    if not axes or axes not in {tuple(axis for axis in whole if axis in axes) for whole in (RFM, RFE)}:
        return "axes must be r, f and one of m or e, in this order (some may be left out)"
    if not MIN_LEVELS <= levels <= MAX_LEVELS:
        return f"levels is {levels}, and must be {MIN_LEVELS} to {MAX_LEVELS}"
    if best not in (0, 1, levels - 1, levels):
        return f"best is {best}, and must be 1 or {levels} (0 or {levels - 1} for a scale that begins at 0)"
    return ""


def segments_problem(segments: tuple[Segment, ...]) -> str:
    """What is wrong with the list of segments, rules aside, as a phrase; empty when nothing is."""
    if not segments:
        return "it has no segments"
    seen: set[str] = set()
    for segment in segments:
        problem = name_problem(segment.name)
        if problem:
            return problem
        if segment.name in seen:
            return f'segment "{segment.name}" is there twice'
        seen.add(segment.name)
    if sum(any(rule.rest for rule in segment.rules) for segment in segments) > 1:
        return "only one segment can take the rest"
    return ""


def name_problem(name: str) -> str:
    """What is wrong with a segment's name, as a phrase; empty when nothing is."""
    if not name.strip():
        return "a segment has no name"
    if not name.isprintable():
        return f"the segment name {name!r} has a character that cannot be printed"
    return ""


def rule_problem(rule: Rule, notation: Notation) -> str:
    """What is wrong with a rule in this notation, as a phrase; empty when nothing is."""
    if rule.rest:
        return "a rule for the rest cannot have conditions" if rule.conditions else ""
    if not rule.conditions:
        return "a rule has no conditions"
    problems = (_condition_problem(condition, notation) for condition in rule.conditions)
    return next((problem for problem in problems if problem), "")


def _condition_problem(condition: Condition, notation: Notation) -> str:
    if isinstance(condition, Codes):
        return next((problem for code in condition.codes if (problem := _code_problem(code, notation))), "")
    missing = [axis.value for axis in condition.feature.axes if axis not in notation.axes]
    if missing:
        has = " and ".join(axis.value for axis in notation.axes)
        return f"{condition.feature.value} needs the axis {' and '.join(missing)}, and the map has {has}"
    low, high = notation.limits(condition.feature)
    outside = [value for value in _limits(condition) if not low <= value <= high]
    if outside:
        return f"{condition.feature.value} runs from {low} to {high}, so {outside[0]} is outside"
    return ""


def _code_problem(code: Cell, notation: Notation) -> str:
    written = ("-" if notation.highest > 9 else "").join(map(str, code))
    if len(code) != len(notation.axes):
        return f"the code {written} has {len(code)} digits, and the map has {len(notation.axes)} axes"
    if any(not notation.lowest <= digit <= notation.highest for digit in code):
        return f"the code {written} has a digit outside {notation.lowest} to {notation.highest}"
    return ""


def _limits(condition: Between | OneOf) -> tuple[Decimal, ...]:
    if isinstance(condition, OneOf):
        return condition.values
    return tuple(value for value in (condition.low, condition.high) if value is not None)


def holds(rule: Rule, written: Cell, axes: tuple[Axis, ...]) -> bool:
    """Whether a rule's conditions hold for a pattern in the map's own digits. A rule for the rest holds for none."""
    return not rule.rest and all(_condition_holds(condition, written, axes) for condition in rule.conditions)


def _condition_holds(condition: Condition, written: Cell, axes: tuple[Axis, ...]) -> bool:
    match condition:
        case Between():
            return _is_between(condition, _value(condition.feature, written, axes))
        case OneOf():
            return _value(condition.feature, written, axes) in condition.values
        case Codes():
            return written in condition.codes
        case _:
            assert_never(condition)


def _is_between(condition: Between, value: Decimal | int) -> bool:
    above = condition.low is None or value > condition.low or (value == condition.low and not condition.low_strict)
    below = condition.high is None or value < condition.high or (value == condition.high and not condition.high_strict)
    return above and below


def _value(feature: Feature, written: Cell, axes: tuple[Axis, ...]) -> Decimal | int:
    first, *more = _MADE_OF[feature]
    total = written[axes.index(first)]
    for axis in more:
        total += written[axes.index(axis)]
    return Decimal(total) / 2 if feature is Feature.FM else total
