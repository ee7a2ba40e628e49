"""Does a result hold over time? The same figure at several split dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import combinations
from math import factorial
from statistics import median
from typing import assert_never

from regulars.errors import DataError
from regulars.validation import words
from regulars.validation.estimates import Reason, Refusal

# With four dates even a perfect order has two-sided p = 2/24: a trend cannot be told from chance below five.
FEWEST_FOR_A_TREND = 5


class Trend(StrEnum):
    """Where a figure went over the split dates."""

    RISING = "rising"
    FALLING = "falling"
    NONE_SHOWN = "no trend shown"
    TOO_FEW_DATES = "too few dates"


@dataclass(frozen=True, slots=True)
class AtSplit:
    """A figure as validated at one split date."""

    split: date
    value: float


@dataclass(frozen=True, slots=True)
class Stability:
    """A figure over split dates, earliest first. `p_value` is of Mann and Kendall's test, exact, two-sided; None with too few
    dates.
    """

    name: str
    points: tuple[AtSplit, ...]
    least: float
    middle: float
    most: float
    trend: Trend
    p_value: float | None
    sentence: str


def stability(name: str, points: Sequence[AtSplit], level: float = 0.95) -> Stability | Refusal:
    """The least, middle and greatest of a figure over split dates, and whether it rises or falls.

    Refused without dates. Raises DataError when a date is given twice.
    """
    if not points:
        return Refusal(Reason.TOO_FEW, f"No split date gave a figure for {name}.")
    ordered = tuple(sorted(points, key=lambda point: point.split))
    if len({point.split for point in ordered}) < len(ordered):
        raise DataError("A split date is given twice.", "Give each date once.")
    values = [point.value for point in ordered]
    p_value = mann_kendall(values) if len(values) >= FEWEST_FOR_A_TREND else None
    trend = _trend(values, p_value, level)
    least, middle, most = min(values), median(values), max(values)
    sentence = (
        f"{name} over {len(values)} split {'date' if len(values) == 1 else 'dates'}: "
        f"{words.number(least)} at least, {words.number(middle)} in the middle, {words.number(most)} at most; "
        f"{_told(trend, ordered, p_value)}."
    )
    return Stability(name, ordered, least, middle, most, trend, p_value, sentence)


def mann_kendall(values: Sequence[float]) -> float:
    """The exact two-sided p-value of a monotone trend; tied values count neither way, which only makes it more careful.

    Mann 1945, Kendall 1938: the number of pairs out of order in a random permutation.
    """
    concordant, discordant = _pairs(values)
    pairs = len(values) * (len(values) - 1) // 2
    excess = abs(concordant - discordant)
    ways = _inversions(len(values))
    extreme = sum(count for inversions, count in enumerate(ways) if abs(pairs - 2 * inversions) >= excess)
    return extreme / factorial(len(values))


def _pairs(values: Sequence[float]) -> tuple[int, int]:
    """How many pairs rise, and how many fall."""
    pairs = list(combinations(values, 2))
    return sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)


@cache
def _inversions(size: int) -> tuple[int, ...]:
    """How many permutations of `size` values have 0, 1, 2... pairs out of order (Mahonian numbers)."""
    if size <= 1:
        return (1,)
    before = _inversions(size - 1)
    longest = size * (size - 1) // 2
    return tuple(sum(before[max(0, total - size + 1) : total + 1]) for total in range(longest + 1))


def _trend(values: Sequence[float], p_value: float | None, level: float) -> Trend:
    if p_value is None:
        return Trend.TOO_FEW_DATES
    if p_value > 1 - level:
        return Trend.NONE_SHOWN
    rises, falls = _pairs(values)
    return Trend.RISING if rises > falls else Trend.FALLING


def _told(trend: Trend, points: Sequence[AtSplit], p_value: float | None) -> str:
    span = f"from {words.number(points[0].value)} ({points[0].split}) to {words.number(points[-1].value)} ({points[-1].split})"
    shown = "" if p_value is None else f", {words.p_value(p_value)}"
    match trend:
        case Trend.RISING | Trend.FALLING:
            return f"it is {trend.value} {span}{shown}"
        case Trend.NONE_SHOWN:
            return f"no trend shown{shown}"
        case Trend.TOO_FEW_DATES:
            return f"too few dates to tell a trend ({FEWEST_FOR_A_TREND} are needed)"
        case _:
            assert_never(trend)
