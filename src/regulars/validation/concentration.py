"""How much of the outcome the best-scored customers hold: normalised Gini and top-10 % capture.

Ties are exact: customers with equal scores share what any order of them would give on average. Higher scores are better.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from regulars.errors import DefinitionError
from regulars.validation.distributions import normal_reach, two_sided
from regulars.validation.estimates import Estimate, Reason, Refusal
from regulars.validation.intervals import wilson
from regulars.validation.outcomes import Floats, Ints, Tied, Values, finite, same_length, tied

TOP_SHARE = 0.1

# Fewest neighbours around the border that tell what a customer there is worth; more on larger data, by the square root.
_FEWEST_NEIGHBOURS = 15
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Capture:
    """The share of the whole outcome that belongs to the `top` best-scored of `customers`.

    The interval comes from the infinitesimal jackknife (see `capture`).
    """

    estimate: Estimate
    top: int
    customers: int


@dataclass(frozen=True, slots=True)
class CaptureDifference:
    """First capture minus second on the same customers, with the paired interval of the infinitesimal jackknife."""

    estimate: Estimate
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class _Top:
    """A capture with every customer's influence on it; `weights` are the parts of each customer that are in the top."""

    value: float
    influence: Floats
    size: int

    @property
    def error(self) -> float:
        """The standard error: root of the summed squared influences, over n."""
        return float(np.linalg.norm(np.sort(self.influence))) / len(self.influence)


def normalised_gini(scores: Values, outcomes: Values) -> float | Refusal:
    """Gini of the outcome in the order of the score, over the Gini in the order of the outcome itself: 1 is a perfect order, 0
    chance.

    `outcomes` may be money (net, so that single values may be negative) or 0/1. Refused when the outcome does not add up to
    more than zero, or is the same for everybody. Raises DataError on missing values.
    """
    values, amounts = _checked(scores, outcomes)
    refusal = _unshared(amounts)
    if refusal is not None:
        return refusal
    return _area(tied(values, amounts)) / _area(tied(amounts, amounts))


def gain_curve(scores: Values, outcomes: Values, steps: int = 20) -> tuple[float, ...] | Refusal:
    """The share of the outcome that the best-scored 0, 1/steps, 2/steps ... 1 of the customers hold; ties are a straight piece.

    Refused when the outcome does not add up to more than zero. Raises DataError on missing values.
    """
    values, amounts = _checked(scores, outcomes)
    refusal = _empty(amounts)
    if refusal is not None:
        return refusal
    groups = tied(values, amounts)
    people = np.append(0, np.cumsum(groups.customers)) / len(amounts)
    held = np.append(0.0, np.cumsum(groups.totals)) / float(groups.totals.sum())
    return tuple(float(share) for share in np.interp(np.linspace(0, 1, steps + 1), people, held))


def capture(scores: Values, outcomes: Values, share: float = TOP_SHARE, level: float = 0.95) -> Capture | Refusal:
    """The share of the outcome held by the ceil(`share` * n) best-scored; ties at the border are shared in proportion.

    The interval is the infinitesimal jackknife (Efron 1982): exact in ties, free of seeds and of row order. What a customer at
    the border is worth is taken from those tied there, and from the nearest sqrt(n) (at least 15) to either side where fewer
    are tied. Refused when the outcome does not add up to more than zero. Raises DataError on missing values, DefinitionError on
    a share outside 0..1.
    """
    values, amounts = _checked(scores, outcomes)
    refusal = _empty(amounts)
    if refusal is not None:
        return refusal
    top = _top(values, amounts, share)
    return Capture(_interval(top, amounts, level), top.size, len(amounts))


def capture_difference(
    first: Values, second: Values, outcomes: Values, share: float = TOP_SHARE, level: float = 0.95
) -> CaptureDifference | Refusal:
    """How much more of the outcome the top of the first score holds than the top of the second, on the same customers.

    Refused and raised as `capture`.
    """
    one, amounts = _checked(first, outcomes)
    two, _ = _checked(second, outcomes)
    refusal = _empty(amounts)
    if refusal is not None:
        return refusal
    return paired_capture(one, two, amounts, share, level)


def paired_capture(first: Floats, second: Floats, amounts: Floats, share: float, level: float) -> CaptureDifference:
    """As `capture_difference`, for finite scores and outcomes that add up to more than zero."""
    a, b = _top(first, amounts, share), _top(second, amounts, share)
    apart = _Top(a.value - b.value, a.influence - b.influence, a.size)
    error = apart.error if apart.error > _ROUNDING else 0.0
    half = normal_reach(level) * error
    p_value = two_sided(apart.value / error) if error else 1.0
    return CaptureDifference(Estimate(apart.value, apart.value - half, apart.value + half, level), p_value)


def _checked(scores: Values, outcomes: Values) -> tuple[Floats, Floats]:
    same_length(scores=scores, outcomes=outcomes)
    return finite("scores", scores), finite("outcomes", outcomes)


def _empty(amounts: Floats) -> Refusal | None:
    if not len(amounts):
        return Refusal(Reason.NOBODY, "There are no customers to rank.")
    if np.sort(amounts).sum() <= 0:
        return Refusal(Reason.NO_EVENT, "Nothing came in after the split, so there is nothing to share out.")
    return None


def _unshared(amounts: Floats) -> Refusal | None:
    empty = _empty(amounts)
    if empty is not None:
        return empty
    if amounts.min() == amounts.max():
        return Refusal(Reason.NO_VARIATION, "Every customer brought the same, so no order is better than another.")
    return None


def _area(groups: Tied) -> float:
    """Twice the area between the concentration curve and the diagonal; ties are a straight piece of the curve."""
    reached = np.cumsum(groups.totals) - groups.totals / 2
    return float(2 * np.dot(reached, groups.customers)) / (float(groups.totals.sum()) * int(groups.customers.sum())) - 1


def _top(values: Floats, amounts: Floats, share: float) -> _Top:
    """The capture and its influence function: y (w - C) less what the place it takes at the border is worth, over the mean."""
    if not 0 < share <= 1:
        raise DefinitionError(f"{share} is no share of customers.", "Give a number above 0 and up to 1, such as 0.1.")
    groups = tied(values, amounts)
    size = len(amounts)
    # the product of a share such as 0.1 with a whole number may end in a rounding error above it
    top = min(size, math.ceil(share * size - _ROUNDING * size))
    reached = np.cumsum(groups.customers)
    within = np.clip((top - (reached - groups.customers)) / groups.customers, 0.0, 1.0)
    mean = float(groups.totals.sum()) / size
    value = float(np.dot(within, groups.totals)) / (mean * size)
    weights = within[groups.group]
    border = _worth_at_border(groups, reached, top)
    influence = (amounts * (weights - value) - (weights - top / size) * border) / mean
    return _Top(value, influence, top)


def _worth_at_border(groups: Tied, reached: Ints, top: int) -> float:
    """The mean outcome of customers whose score is at the border or next to it."""
    size = int(reached[-1])
    at = int(np.searchsorted(reached, top))
    wide = max(_FEWEST_NEIGHBOURS, math.isqrt(size))
    if groups.customers[at] >= wide:
        return float(groups.totals[at] / groups.customers[at])
    first = int(np.searchsorted(reached, top - wide, side="right"))
    last = min(int(np.searchsorted(reached, top + wide)), len(reached) - 1)
    near = slice(first, last + 1)
    return float(groups.totals[near].sum() / groups.customers[near].sum())


def _interval(top: _Top, amounts: Floats, level: float) -> Estimate:
    """Normal limits kept inside what is possible; Wilson's on the number of effective outcomes where all or none is captured."""
    reach = normal_reach(level)
    negative = bool((amounts < 0).any())
    if not negative and not _ROUNDING < top.value < 1 - _ROUNDING:
        share = float(min(max(round(top.value), 0), 1))
        # Kish's effective size: as many equal outcomes as these are worth
        effective = float(np.sort(amounts).sum()) ** 2 / float(np.dot(np.sort(amounts), np.sort(amounts)))
        return Estimate(share, *wilson(share * effective, effective, reach), level)
    half = reach * top.error
    low, high = top.value - half, top.value + half
    return Estimate(top.value, low, high, level) if negative else Estimate(top.value, max(0.0, low), min(1.0, high), level)
