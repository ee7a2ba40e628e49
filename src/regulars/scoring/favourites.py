"""The category that each customer is fond of, and the set of categories they have bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.scoring.affinity import FEWEST_PURCHASES, SMALLEST_LIFT
from regulars.scoring.lifts import TAIL_Z
from regulars.scoring.purchases import Bought

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_DIGITS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class TasteColumns:
    """One entry per category: `shape` (NaN: customers differ by chance alone), `effect` and `share` of `scoring.tastes.Taste`."""

    shape: Floats
    effect: Floats
    share: Floats


def favourites(bought: Bought, purchases: Ints, known: TasteColumns) -> tuple[Ints, Floats]:
    """The category of the highest shrunk lift above chance of each customer (-1: none; of equals the first), and that lift to
    four digits (NaN: none). `purchases` are all of each customer with a category.

    The lower bound is the gamma quantile by Wilson and Hilferty 1931, which for few purchases errs downwards.
    """
    enough = np.flatnonzero(bought.orders >= FEWEST_PURCHASES)
    who = np.searchsorted(bought.starts, enough, side="right") - 1
    category, count = bought.item[enough], bought.orders[enough]
    shape, effect = known.shape[category], known.effect[category]
    size, rate = shape + count / effect, shape + purchases[who] * known.share[category] / effect
    lift = half_up(size / rate * _DIGITS)
    root = 1 - 1 / (9 * size) - TAIL_Z / (3 * np.sqrt(size))
    claimed = np.flatnonzero((lift / _DIGITS >= SMALLEST_LIFT) & (size * root * root * root > rate))
    best = np.full(len(purchases), -1, dtype=np.int64)
    lifts = np.full(len(purchases), np.nan)
    # of several entries for one customer the last stays
    order = claimed[np.lexsort((-category[claimed], lift[claimed]))]
    best[who[order]], lifts[who[order]] = category[order], lift[order] / _DIGITS
    return best, lifts


def half_up(values: Floats) -> Floats:
    """Positive numbers to whole ones, halves upwards, as engines round them."""
    down = np.floor(values)
    return np.asarray(down + (values - down >= 0.5))


def category_sets(bought: Bought, bits: Ints) -> Ints:
    """The set of categories of each customer, as the sum of their `bits`; 0 for who has none."""
    found = np.zeros(len(bought.starts) - 1, dtype=np.int64)
    there = np.flatnonzero(np.diff(bought.starts))
    if len(there):
        found[there] = np.add.reduceat(bits[bought.item], bought.starts[there])
    return found
