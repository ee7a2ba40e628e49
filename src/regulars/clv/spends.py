"""What the value model knows of a customer: x repeat orders and their mean value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from regulars.clv.arrays import Floats, Ints
from regulars.clv.histories import distinct, every_kth, summed
from regulars.errors import DataError


@dataclass(frozen=True, slots=True, eq=False)
class Spends:
    """Distinct (x, mean order value), sorted, with the number of customers in each; `inverse` maps customers to rows.
    `levels` are the distinct x, and row i has `levels[level[i]]`: functions of x alone are computed on them. `log_mean` is the
    natural logarithm of the mean, no number where that is none.

    `repeats` x, `mean` in the shop's currency; 0 where there is no repeat order.
    """

    repeats: Floats
    mean: Floats
    weight: Floats
    inverse: Ints
    levels: Floats
    level: Ints
    log_mean: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RowSpends:
    """The `mean` and the mean `square` of the mean order values of the customers in each row of some histories.

    Enough for totals: the expected value of an order is linear in a customer's own mean. Values below 0 count as 0.
    """

    mean: Floats
    square: Floats


def spends(repeats: ArrayLike, mean: ArrayLike, weight: ArrayLike | None = None) -> Spends:
    """Condense customers to distinct spends.

    `repeats`: repeat orders x. `mean`: mean value of the repeat orders, net of refunds; ignored (and may be NaN) where x = 0. May
    be zero or negative (all refunded): such customers do not take part in a fit. Raises DataError for a missing value, naming
    the first.
    """
    x, m = np.array(repeats, dtype=np.float64), np.array(mean, dtype=np.float64)
    counts = np.ones_like(x) if weight is None else np.array(weight, dtype=np.float64)
    if x.ndim != 1 or not x.shape == m.shape == counts.shape:
        raise DataError("The columns of customer spends differ in length.", "Give one entry per customer in each.")
    m = np.where(x == 0, 0.0, m) + 0.0
    broken = ~(np.isfinite(x) & np.isfinite(m) & (x >= 0) & (counts > 0))
    if broken.any():
        place = int(np.argmax(broken))
        raise DataError(
            f"Customer spend {place} has a missing, infinite or impossible value (x={x[place]:g}, mean={m[place]:g}).",
            "Give the mean value of the repeat orders of every customer who has one.",
        )
    # Values may be negative, and `distinct` takes none: their order stands for them.
    first, inverse = distinct(x, np.unique(m, return_inverse=True)[1].astype(np.float64))
    total = summed(inverse, counts, len(first))
    return _condensed(x[first], m[first], total, inverse)


def spend_rows(given: Spends, rows: NDArray[np.bool_]) -> Spends:
    """Some rows of `given`; `inverse` of the result is that of its own rows."""
    inverse = np.arange(np.count_nonzero(rows), dtype=np.int64)
    return _condensed(given.repeats[rows], given.mean[rows], given.weight[rows], inverse)


def sampled_spends(given: Spends, customers: int) -> Spends:
    """That many customers evenly over all, in the order of repeat orders and value; all when there are no more."""
    if given.weight.sum() <= customers:
        return given
    rows, counts = every_kth(given.weight, customers)
    return _condensed(given.repeats[rows], given.mean[rows], counts, np.arange(len(rows), dtype=np.int64))


def _condensed(x: Floats, m: Floats, weight: Floats, inverse: Ints) -> Spends:
    for column in (x, m, weight, inverse):
        column.setflags(write=False)
    levels, level = np.unique(x, return_inverse=True)
    with np.errstate(all="ignore"):
        logs = np.log(m)
    return Spends(x, m, weight, inverse, levels, level, logs)
