"""Cuts: where one score ends and the next begins, and the score of a value.

Borders are ascending. A value's *ascending level* counts from the lowest values; its *score* counts from the best (1), which for
recency are the lowest values and for all else the highest. Equal values always get equal scores.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, TypeVar

from regulars.errors import DataError, DefinitionError
from regulars.records import replace
from regulars.scoring.cuts_wire import cuts_from_wire, cuts_to_wire
from regulars.scoring.results import Axis, AxisCuts, CutMethod
from regulars.scoring.scorecards import AxisSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "MAX_NATURAL_VALUES",
    "ascending_level",
    "cuts_for",
    "cuts_from_wire",
    "cuts_to_wire",
    "cycle_cuts",
    "display_score",
    "fixed_cuts",
    "level_ranges",
    "natural_cuts",
    "quantile_cuts",
    "score",
    "usable_levels",
]

Number = Decimal | int
T = TypeVar("T", int, Decimal, Fraction)

# The optimal partition needs memory and time by the square of the number of distinct values: above this the caller bins first.
MAX_NATURAL_VALUES = 2048

NOBODY = "—"
RANGE_DASH = "\N{EN DASH}"
_DISCRETE = frozenset({Axis.RECENCY, Axis.FREQUENCY})


def quantile_cuts(values: Sequence[tuple[T, int]], levels: int) -> tuple[T, ...]:
    """The `levels` - 1 borders that cut customers into parts of equal size, by nearest rank.

    `values` are distinct values, ascending, with their customers. Border i is the smallest value v where
    cumulative(v) * levels >= i * n: whole numbers only, so exact on every machine. Ties repeat a border.

    Raises DataError when there are no customers.
    """
    total = sum(count for _, count in values)
    if total <= 0:
        raise DataError("There are no customers to cut into levels.", "Give data with at least one counted order.")
    cumulative = list(accumulate(count for _, count in values))
    ranks = (-(-share * total // levels) for share in range(1, levels))
    return tuple(values[bisect_left(cumulative, rank)][0] for rank in ranks)


def natural_cuts(values: NDArray[np.float64], counts: NDArray[np.float64], levels: int) -> tuple[int, ...]:
    """The natural breaks (Fisher-Jenks): the partition whose levels vary least within, weighted by customers.

    `values` are distinct and ascending, at most MAX_NATURAL_VALUES, `counts` their customers. Returns `levels` - 1 positions in
    `values`: the largest value of each level but the last. Fewer distinct values than levels repeat a border.

    Raises DataError when there are no values or too many.
    """
    from regulars.scoring.natural import best_partition

    if not 0 < len(values) <= MAX_NATURAL_VALUES:
        raise DataError(
            f"Natural breaks need 1 to {MAX_NATURAL_VALUES} distinct values, and there are {len(values)}.",
            "Join neighbouring values into bins first.",
        )
    ends = best_partition(values, counts, min(levels, len(values)))
    return _spread(ends, levels)


def _spread(ends: Sequence[int], levels: int) -> tuple[int, ...]:
    """Last positions of classes, on a scale with as many levels or more: first class lowest, last class highest."""
    classes = len(ends)
    if classes == 1:
        return (ends[0],) * (levels - 1)
    steps = classes - 1
    level_of = [1 + (2 * index * (levels - 1) + steps) // (2 * steps) for index in range(classes)]
    return tuple(ends[bisect_right(level_of, level) - 1] for level in range(1, levels))


def cycle_cuts(typical_gap_days: float, multiples: Sequence[Number]) -> tuple[int, ...]:
    """Recency borders at multiples of the typical gap between orders, in whole days, strictly ascending and at least 1.

    Raises DataError when the gap is not a number of days.
    """
    if not math.isfinite(typical_gap_days) or typical_gap_days < 0:
        raise DataError(
            f"A typical gap of {typical_gap_days} days is no purchase cycle.", "Use quantiles or fixed borders for recency."
        )
    borders: list[int] = []
    for multiple in multiples:
        days = math.floor(Fraction(typical_gap_days) * Fraction(multiple) + Fraction(1, 2))
        borders.append(max(days, borders[-1] + 1 if borders else 1))
    return tuple(borders)


def cuts_for(
    spec: AxisSpec, boundaries: Sequence[Number], low: Number, high: Number, *, frozen: AxisCuts | None = None
) -> AxisCuts:
    """The cuts in force on an axis, from the borders that its method found.

    `boundaries` are ascending; those of a FIXED axis as the scorecard writes them. `low` and `high` are the smallest and largest
    value there is. With `frozen`, those cuts are kept and only `usable` is about the new values.

    Raises DefinitionError when the number of borders is not `levels` - 1.
    """
    if frozen is not None:
        return _noted(replace(frozen, method=CutMethod.FROZEN), low, high)
    if len(boundaries) != spec.levels - 1:
        raise DefinitionError(
            f"{spec.axis.name.capitalize()} has {spec.levels} levels and {len(boundaries)} borders.",
            f"Give {spec.levels - 1} borders.",
        )
    fixed = spec.method is CutMethod.FIXED
    cuts = AxisCuts(
        axis=spec.axis,
        method=spec.method,
        levels=spec.levels,
        boundaries=tuple(sorted(boundaries)),
        usable=spec.levels,
        lower_is_better=spec.axis is Axis.RECENCY,
        inclusive_upper=not fixed or spec.axis is Axis.RECENCY,
    )
    return _noted(cuts, low, high)


def fixed_cuts(spec: AxisSpec) -> AxisCuts:
    """The cuts of a FIXED axis before any value is known: every level can hold somebody."""
    ascending = sorted(spec.boundaries)
    return replace(cuts_for(spec, ascending, ascending[0], ascending[-1]), usable=spec.levels, note="")


def _noted(cuts: AxisCuts, low: Number, high: Number) -> AxisCuts:
    usable = usable_levels(cuts.boundaries, low, high, inclusive_upper=cuts.inclusive_upper)
    return replace(cuts, usable=usable, note="" if usable == cuts.levels else _tie_note(cuts, usable))


def _tie_note(cuts: AxisCuts, usable: int) -> str:
    if cuts.method in (CutMethod.QUANTILE, CutMethod.NATURAL):
        return f"Equal values stay together, so {usable} of {cuts.levels} levels can hold anybody."
    return f"The values lie in {usable} of {cuts.levels} levels."


def usable_levels(boundaries: Sequence[Number], minimum: Number, maximum: Number, *, inclusive_upper: bool = True) -> int:
    """How many levels can hold a value between `minimum` and `maximum`."""
    side = bisect_left if inclusive_upper else bisect_right
    first, last = side(boundaries, minimum), side(boundaries, maximum)
    inner = boundaries[first:last]
    return 1 + len(set(inner))


def ascending_level(value: Number, cuts: AxisCuts) -> int:
    """The level of a value, 1 = the lowest values."""
    side = bisect_left if cuts.inclusive_upper else bisect_right
    return 1 + side(cuts.boundaries, value)


def score(value: Number, cuts: AxisCuts) -> int:
    """The score of a value, 1 = best."""
    level = ascending_level(value, cuts)
    return level if cuts.lower_is_better else cuts.levels + 1 - level


def display_score(score: int, levels: int, best: int) -> int:
    """A score (1 = best) as it is shown: itself when `best` is 1, else counted from the other end, so that the highest is best."""
    return score if best == 1 else levels + 1 - score


def level_ranges(cuts: AxisCuts, unit: str = "", money: Callable[[Decimal, int], str] | None = None) -> tuple[str, ...]:
    """What each score stands for, best first: "6 orders or more", "3 orders", "over 1,234.50"; a dash where nothing
    can be.

    `unit` is a plural ("days", "orders"). Money is written without a unit, or by `money` with so many digits after the point.
    """
    whole = cuts.axis in _DISCRETE or (cuts.axis is Axis.ENGAGEMENT and all(isinstance(border, int) for border in cuts.boundaries))
    ascending = _whole_ranges(cuts, unit) if whole else _measured_ranges(cuts, unit, money)
    return tuple(ascending if cuts.lower_is_better else reversed(ascending))


def _whole_ranges(cuts: AxisCuts, unit: str) -> list[str]:
    least = 1 if cuts.axis is Axis.FREQUENCY else 0
    uppers = [_largest_whole(border, cuts.inclusive_upper) for border in cuts.boundaries]
    lowers = [least, *(max(upper + 1, least) for upper in uppers)]
    closed = [_whole_range(low, high, unit) for low, high in zip(lowers, uppers, strict=False)]
    return [*closed, f"{_amount(lowers[-1], unit)} or more"]


def _largest_whole(border: Number, inclusive: bool) -> int:
    exact = Decimal(border)
    if inclusive:
        return int(exact.to_integral_value(ROUND_FLOOR))
    return int(exact.to_integral_value(ROUND_CEILING)) - 1


def _whole_range(low: int, high: int, unit: str) -> str:
    if low > high:
        return NOBODY
    return _amount(low, unit) if low == high else f"{low:,}{RANGE_DASH}{_amount(high, unit)}"


def _amount(value: int, unit: str) -> str:
    word = unit[:-1] if value == 1 and unit.endswith("s") else unit
    return f"{value:,} {word}".rstrip()


def _measured_ranges(cuts: AxisCuts, unit: str, money: Callable[[Decimal, int], str] | None) -> list[str]:
    places = max(_places(border) for border in cuts.boundaries)
    if cuts.axis is not Axis.MONETARY:
        words = [f"{border:,.{places}f} {unit}".rstrip() for border in cuts.boundaries]
    elif money is None:
        words = [f"{border:,.{places}f}" for border in cuts.boundaries]
    else:
        words = [money(Decimal(border), places) for border in cuts.boundaries]
    below, between, above = (
        ("up to {}", "over {} to {}", "over {}") if cuts.inclusive_upper else ("under {}", "{} to under {}", "{} or more")
    )
    inner = [NOBODY if low == high else between.format(low, high) for low, high in pairwise(words)]
    return [below.format(words[0]), *inner, above.format(words[-1])]


def _places(border: Number) -> int:
    if isinstance(border, int):
        return 0
    exponent = border.as_tuple().exponent
    return max(2, -exponent) if isinstance(exponent, int) else 2
