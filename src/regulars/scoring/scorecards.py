"""Scorecards: how the values of a customer become scores.

A scorecard names its axes (recency, frequency and money or engagement), the levels and cut method of each, the window of orders it
looks at, the segment map and the weights of the composite. It is data: see `scorecard_files` for the file form.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from regulars.errors import DefinitionError
from regulars.records import dataclass, replace
from regulars.scoring.map_presets import PRESETS as MAP_PRESETS
from regulars.scoring.map_presets import RF_MAP_NAME
from regulars.scoring.maps import MAX_LEVELS, MIN_LEVELS, RF, RFE, RFM
from regulars.scoring.results import Axis, CutMethod

Number = Decimal | int

# The share of the typical gap at which each level of CYCLE recency ends: the first levels - 1 of these. Each border is about 1.6
# times the one before, so that the first means "on rhythm" and the last "long gone" whatever the number of levels.
CYCLE_MULTIPLES = (1, 2, 3, 5, 8, 13, 21, 34, 55)

_MOST_DAYS = 36525  # a century


@dataclass(frozen=True, slots=True)
class AxisSpec:
    """One axis of a scorecard.

    `boundaries` (FIXED only) are `levels` - 1 limits, best first: for recency the most days each level allows (30, 90, 180, 365:
    score 1 is 30 days or less), for the other axes the least value each level needs (8, 5, 3, 2: score 1 is 8 orders or more).
    `multiples` are the `levels` - 1 borders of a CYCLE recency in typical gaps, ascending, by default those of
    CYCLE_MULTIPLES; other methods pay no heed to them. `weight` is the axis's weight in the composite score.

    Raises DefinitionError when any of this does not hold.
    """

    axis: Axis
    levels: int = 5
    method: CutMethod = CutMethod.QUANTILE
    boundaries: tuple[Number, ...] = ()
    multiples: tuple[Number, ...] = ()
    weight: Number = 1

    def __post_init__(self) -> None:
        if self.method is CutMethod.CYCLE and not self.multiples:
            object.__setattr__(self, "multiples", CYCLE_MULTIPLES[: self.levels - 1])
        problem = axis_problem(self)
        if problem:
            raise DefinitionError(f"{self.axis.name.capitalize()}: {problem}.", "Correct the scorecard.")


def axis_problem(spec: AxisSpec) -> str:
    """What is wrong with an axis, as a phrase; empty when nothing is."""
    if not MIN_LEVELS <= spec.levels <= MAX_LEVELS:
        return f"levels is {spec.levels}, and must be {MIN_LEVELS} to {MAX_LEVELS}"
    if not Decimal(spec.weight).is_finite() or spec.weight < 0:
        return f"weight is {spec.weight}, and must be 0 or more"
    if spec.boundaries and spec.method is not CutMethod.FIXED:
        return "limits are for the fixed cut"
    return _method_problem(spec)


def _method_problem(spec: AxisSpec) -> str:
    match spec.method:
        case CutMethod.FIXED:
            return _limits_problem(spec)
        case CutMethod.CYCLE:
            return _multiples_problem(spec)
        case CutMethod.FROZEN:
            return "frozen cuts come from a former run, not from a scorecard"
        case CutMethod.QUANTILE | CutMethod.NATURAL:
            return ""
        case _:
            assert_never(spec.method)


def _limits_problem(spec: AxisSpec) -> str:
    if len(spec.boundaries) != spec.levels - 1:
        return f"{spec.levels} levels need {spec.levels - 1} limits, and there are {len(spec.boundaries)}"
    if not all(Decimal(limit).is_finite() for limit in spec.boundaries):
        return "a limit is not a number"
    ascending = spec.axis is Axis.RECENCY
    ordered = spec.boundaries if ascending else tuple(reversed(spec.boundaries))
    if any(low >= high for low, high in pairwise(ordered)):
        return f"limits must be best first, each {'more' if ascending else 'less'} than the one before"
    return ""


def _multiples_problem(spec: AxisSpec) -> str:
    if spec.axis is not Axis.RECENCY:
        return "only recency can be cut by the purchase cycle"
    if len(spec.multiples) != spec.levels - 1:
        return f"{spec.levels} levels need {spec.levels - 1} multiples, and there are {len(spec.multiples)}"
    if not all(Decimal(multiple).is_finite() and multiple > 0 for multiple in spec.multiples):
        return "multiples must be more than 0"
    if any(low >= high for low, high in pairwise(spec.multiples)):
        return "multiples must ascend"
    return ""


@dataclass(frozen=True, slots=True)
class EventWeight:
    """The engagement points of one event of a type."""

    type: str
    points: Number


# What an event says about interest: a look is one point, a click on a mail three, using the product five. An event of another
# type has no points.
DEFAULT_EVENT_WEIGHTS = (
    EventWeight("site_visit", 1),
    EventWeight("page_view", 1),
    EventWeight("product_view", 2),
    EventWeight("email_open", 1),
    EventWeight("email_click", 3),
    EventWeight("product_use", 5),
)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How a population is scored. `window_days` None looks at all history; `event_weights` only matter with an engagement axis.

    Raises DefinitionError when the axes, window, map or weights are not valid.
    """

    name: str
    title: str
    source: str
    axes: tuple[AxisSpec, ...]
    window_days: int | None = None
    map_name: str = "default"
    event_weights: tuple[EventWeight, ...] = ()

    def __post_init__(self) -> None:
        problem = scorecard_problem(self)
        if problem:
            raise DefinitionError(f'Scorecard "{self.name}": {problem}.', "Correct the scorecard.")

    @property
    def levels(self) -> tuple[int, ...]:
        """The number of levels per axis."""
        return tuple(spec.levels for spec in self.axes)

    def spec(self, axis: Axis) -> AxisSpec | None:
        """The definition of one axis, or None."""
        return next((spec for spec in self.axes if spec.axis is axis), None)


def scorecard_problem(card: Scorecard) -> str:
    """What is wrong with a scorecard, its axes aside, as a phrase; empty when nothing is."""
    axes = tuple(spec.axis for spec in card.axes)
    if axes not in (RFM, RFE, RF):
        return "its axes must be recency, frequency and one of monetary or engagement (or none), in this order"
    if all(spec.weight == 0 for spec in card.axes):
        return "all weights are 0"
    if card.window_days is not None and not 1 <= card.window_days <= _MOST_DAYS:
        return f"window_days is {card.window_days}, and must be 1 to {_MOST_DAYS}"
    return _events_problem(card)


def _events_problem(card: Scorecard) -> str:
    engaged = card.spec(Axis.ENGAGEMENT) is not None
    if card.event_weights and not engaged:
        return "event weights need an engagement axis"
    if any(not Decimal(event.points).is_finite() or event.points < 0 for event in card.event_weights):
        return "event weights must be 0 or more"
    if len({event.type for event in card.event_weights}) != len(card.event_weights):
        return "an event type has two weights"
    if engaged and not any(event.points for event in card.event_weights):
        return "an engagement axis needs a type of event with points"
    return ""


def without_money(card: Scorecard) -> Scorecard:
    """The scorecard for data without amounts: no monetary axis, and the R x F map unless its own map does without money."""
    axes = tuple(spec for spec in card.axes if spec.axis is not Axis.MONETARY)
    own = MAP_PRESETS.get(card.map_name)
    keeps = (own is not None and Axis.MONETARY not in own.axes) or card.map_name == "fifths"
    weighted = axes if any(spec.weight for spec in axes) else tuple(replace(spec, weight=1) for spec in axes)
    return replace(card, axes=weighted, map_name=card.map_name if keeps else RF_MAP_NAME)
