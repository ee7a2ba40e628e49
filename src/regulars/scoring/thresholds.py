"""Cuts as the limits that a person reads and types, and back.

A limit says what a score needs, best first: for recency the most days, for the other axes the least value ("8 orders or more").
These are the `boundaries` of a FIXED `AxisSpec`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

from regulars.errors import DefinitionError
from regulars.scoring.results import Axis, AxisCuts, CutMethod
from regulars.scoring.scorecards import AxisSpec, Scorecard

Number = Decimal | int

CENT = Decimal("0.01")
_WHOLE = frozenset({Axis.RECENCY, Axis.FREQUENCY})
# nobody means more, and a double still tells neighbours apart
_MOST = Decimal(10) ** 12


def limit_step(axis: Axis) -> Number:
    """The smallest step between two limits: one day, order or point, one cent."""
    return CENT if axis is Axis.MONETARY else 1


def limits_of(cuts: AxisCuts) -> tuple[Number, ...]:
    """The limits that say the same as the cuts, best first. Ties repeat a limit, and its score is nobody's."""
    if cuts.lower_is_better:
        return cuts.boundaries
    step = limit_step(cuts.axis)
    least = (_above(border, step) if cuts.inclusive_upper else border for border in cuts.boundaries)
    return tuple(least)[::-1]


def _above(border: Number, step: Number) -> Number:
    """The smallest multiple of `step` above a border."""
    if isinstance(border, int) and isinstance(step, int):
        return border + step
    steps = (Decimal(border) / step).to_integral_value(rounding=ROUND_FLOOR) + 1
    above = steps * step
    return int(above) if isinstance(step, int) else above


def read_limits(axis: Axis, typed: Sequence[str]) -> tuple[Number, ...]:
    """Limits as they were typed, best first; a thousands comma or blank is no matter.

    Raises:
        DefinitionError: one is not a number, or of a kind that the axis does not have.
    """
    return tuple(_read_limit(axis, text) for text in typed)


def _read_limit(axis: Axis, text: str) -> Number:
    plain = "".join(text.split()).replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > _MOST:
        raise DefinitionError(f"{_label(axis)}: {text.strip()[:40]!r} is not a number.", "Type digits, such as 30.")
    if axis in _WHOLE and (value != value.to_integral_value() or value < 0):
        raise DefinitionError(f"{_label(axis)}: {plain} is not a whole number.", "Type 0, 1, 2 and so on.")
    if value != value.quantize(CENT):
        raise DefinitionError(f"{_label(axis)}: {plain} has more than two decimals.", "Type cents at most.")
    return int(value) if value == value.to_integral_value() else value.quantize(CENT)


def with_limits(spec: AxisSpec, limits: Sequence[Number]) -> AxisSpec:
    """The axis with typed limits instead of its own method.

    Raises:
        DefinitionError: the limits do not descend (ascend, for recency), or are too many or few; the remedy has some that do.
    """
    try:
        return replace(spec, method=CutMethod.FIXED, boundaries=tuple(limits), multiples=())
    except DefinitionError as error:
        if len(limits) != spec.levels - 1:
            raise
        more = "more" if spec.axis is Axis.RECENCY else "less"
        apart = ", ".join(f"{limit}" for limit in spread_limits(spec.axis, limits))
        problem = f"{_label(spec.axis)}: each threshold has to be {more} than the one before it."
        raise DefinitionError(problem, f"Type, for example, {apart}.") from error


def spread_limits(axis: Axis, limits: Sequence[Number]) -> tuple[Number, ...]:
    """The limits moved apart where they coincide or cross, from the worst score up; nothing else changes."""
    rising = list(limits) if axis is Axis.RECENCY else list(limits)[::-1]
    for place in range(1, len(rising)):
        rising[place] = max(rising[place], rising[place - 1] + limit_step(axis))
    return tuple(rising) if axis is Axis.RECENCY else tuple(rising)[::-1]


def with_typed(card: Scorecard, typed: dict[Axis, tuple[Number, ...]]) -> Scorecard:
    """The scorecard with typed limits on some of its axes."""
    axes = tuple(with_limits(spec, typed[spec.axis]) if spec.axis in typed else spec for spec in card.axes)
    return replace(card, axes=axes)


def _label(axis: Axis) -> str:
    return axis.name.capitalize()
