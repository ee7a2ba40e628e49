"""Intervals that keep their word on small groups: rates, differences and ratios of rates, means and differences of means.

Methods: Wilson 1927 for a rate, Newcombe 1998 (hybrid score, without continuity correction) for a difference of rates, Katz 1978
(log ratio) for a ratio, Student's t for a mean, Welch for a difference of means. Money per head counts those who spent nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from regulars.errors import DataError
from regulars.validation.distributions import normal_reach, t_reach, two_sided
from regulars.validation.estimates import Estimate, Reason, Refusal

_NOBODY = Refusal(Reason.NOBODY, "There is nobody in the group.")
_FARTHEST = 40.0  # standard errors: beyond that a double holds no tail probability
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Moments:
    """A sample in three numbers: how many values, their mean, and their variance (n - 1 in the denominator; 0 for one value)."""

    count: int
    mean: float
    variance: float


def moments(values: NDArray[np.float64]) -> Moments:
    """The moments of one value per customer, zeros included.

    Raises DataError when a value is missing or infinite.
    """
    sample = np.sort(np.asarray(values, dtype=np.float64))
    if not np.isfinite(sample).all():
        raise DataError("An amount is missing or infinite.", "Give one finite number per customer; nothing spent is 0.")
    if not len(sample):
        return Moments(0, 0.0, 0.0)
    return Moments(len(sample), float(sample.mean()), float(sample.var(ddof=1)) if len(sample) > 1 else 0.0)


def moments_from_sums(count: int, total: Decimal | float, total_of_squares: Decimal | float) -> Moments:
    """The moments from what SQL adds up: customers, sum and sum of squares. Exact where the sums are."""
    if count == 0:
        return Moments(0, 0.0, 0.0)
    amount, squares = Fraction(total), Fraction(total_of_squares)
    variance = max(Fraction(0), squares - amount * amount / count) / max(count - 1, 1)
    return Moments(count, float(amount / count), float(variance))


def rate(successes: int, of: int, level: float = 0.95) -> Estimate | Refusal:
    """A share between 0 and 1 with Wilson's interval. Refused for an empty group.

    Raises DataError when the counts are no part of a whole.
    """
    _check(successes, of)
    if of == 0:
        return _NOBODY
    return Estimate(successes / of, *wilson(successes, of, normal_reach(level)), level)


def wilson(successes: float, of: float, reach: float) -> tuple[float, float]:
    """Wilson's limits for `successes` (fractions allowed) of `of` > 0 at `reach` standard errors."""
    share = successes / of
    weight = reach * reach / of
    middle = share + weight / 2
    half = reach * math.sqrt(share * (1 - share) / of + weight / of / 4)
    # the limits at 0 and at all are exactly 0 and 1, whatever the rounding
    low = 0.0 if successes <= 0 else max(0.0, (middle - half) / (1 + weight))
    high = 1.0 if successes >= of else min(1.0, (middle + half) / (1 + weight))
    return min(low, share), max(high, share)


def rate_difference(first: int, first_of: int, second: int, second_of: int, level: float = 0.95) -> Estimate | Refusal:
    """First rate minus second, with Newcombe's hybrid score interval (his method 10). Refused when either group is empty.

    Raises DataError when the counts are no part of a whole.
    """
    _check(first, first_of)
    _check(second, second_of)
    if first_of == 0 or second_of == 0:
        return _NOBODY
    low, high = _newcombe(first, first_of, second, second_of, normal_reach(level))
    return Estimate(first / first_of - second / second_of, low, high, level)


def rate_difference_p(first: int, first_of: int, second: int, second_of: int) -> float:
    """The two-sided p-value that belongs to Newcombe's interval: 1 - the highest level at which it leaves out 0.

    Both groups must hold somebody. Word and interval can never contradict each other, as they could with a pooled z test.
    """
    if first * second_of == second * first_of:
        return 1.0
    if first * second_of < second * first_of:
        first, first_of, second, second_of = second, second_of, first, first_of
    near, far = 0.0, _FARTHEST
    for _ in range(_HALVINGS):
        middle = (near + far) / 2
        above = _newcombe(first, first_of, second, second_of, middle)[0] > 0
        near, far = (middle, far) if above else (near, middle)
    return two_sided(near)


def _newcombe(first: int, first_of: int, second: int, second_of: int, reach: float) -> tuple[float, float]:
    """Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10."""
    p1, p2 = first / first_of, second / second_of
    l1, u1 = wilson(first, first_of, reach)
    l2, u2 = wilson(second, second_of, reach)
    return p1 - p2 - math.hypot(p1 - l1, u2 - p2), p1 - p2 + math.hypot(u1 - p1, p2 - l2)


def rate_ratio(first: int, first_of: int, second: int, second_of: int, level: float = 0.95) -> Estimate | Refusal:
    """First rate as a multiple of the second, with Katz's interval on the log scale (`value - 1` is the relative lift).

    Refused when a group is empty or nobody in it had the outcome: a log of zero has no interval.
    Raises DataError when the counts are no part of a whole.
    """
    _check(first, first_of)
    _check(second, second_of)
    if first_of == 0 or second_of == 0:
        return _NOBODY
    if first == 0 or second == 0:
        return Refusal(Reason.NO_EVENT, "Nobody came back in one of the groups, so a ratio has no interval.")
    ratio = (first / first_of) / (second / second_of)
    spread = normal_reach(level) * math.sqrt(1 / first - 1 / first_of + 1 / second - 1 / second_of)
    return Estimate(ratio, ratio * math.exp(-spread), ratio * math.exp(spread), level)


def mean(sample: Moments, level: float = 0.95) -> Estimate | Refusal:
    """A mean per head with Student's interval. Refused for fewer than two values, or when all are equal."""
    refusal = _unspread(sample)
    if refusal is not None:
        return refusal
    half = t_reach(level, sample.count - 1) * math.sqrt(sample.variance / sample.count)
    return Estimate(sample.mean, sample.mean - half, sample.mean + half, level)


def mean_difference(first: Moments, second: Moments, level: float = 0.95) -> Estimate | Refusal:
    """First mean minus second, with Welch's interval. Refused when either has fewer than two values, or neither varies."""
    if min(first.count, second.count) < 2:
        return _unspread(min(first, second, key=lambda sample: sample.count)) or _NOBODY
    parts = [sample.variance / sample.count for sample in (first, second)]
    if sum(parts) == 0:
        return Refusal(Reason.NO_VARIATION, "All values in each group are equal, so their spread is unknown.")
    # Welch-Satterthwaite degrees of freedom
    degrees = sum(parts) ** 2 / (parts[0] ** 2 / (first.count - 1) + parts[1] ** 2 / (second.count - 1))
    half = t_reach(level, degrees) * math.sqrt(sum(parts))
    difference = first.mean - second.mean
    return Estimate(difference, difference - half, difference + half, level)


def _unspread(sample: Moments) -> Refusal | None:
    """Why these values show no spread, or None when they do."""
    if sample.count == 0:
        return _NOBODY
    if sample.count == 1:
        return Refusal(Reason.TOO_FEW, "One customer alone shows no spread, so there is no interval.")
    if sample.variance == 0:
        return Refusal(Reason.NO_VARIATION, f"All {sample.count:,} values are equal, so their spread is unknown.")
    return None


def _check(successes: int, of: int) -> None:
    if not 0 <= successes <= of:
        raise DataError(f"{successes} of {of} is no part of a whole.", "Give counts with 0 <= part <= whole.")
