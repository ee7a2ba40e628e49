"""Arrays as they come in, checked, and customers gathered by equal score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from regulars.errors import DataError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Values = NDArray[np.float64] | NDArray[np.int64] | NDArray[np.bool_]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Tied:
    """Customers gathered by equal score, best (highest) first.

    `customers[g]` share the g-th highest score, `totals[g]` is their outcome added up, `group[i]` is the g of customer i.
    """

    customers: Ints
    totals: Floats
    group: Ints


def finite(name: str, values: Values) -> Floats:
    """The values as floats. Raises DataError when one is missing or infinite, or when they are not one per customer."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise DataError(f"The {name} have {array.ndim} dimensions.", "Give one number per customer.")
    if not np.isfinite(array).all():
        raise DataError(f"A value of the {name} is missing or infinite.", "Give a finite number for every customer.")
    return array


def flags(name: str, values: Values) -> Flags:
    """The values as yes or no. Raises DataError when one is neither 0 nor 1."""
    array = finite(name, values)
    if not ((array == 0) | (array == 1)).all():
        raise DataError(f"A value of the {name} is neither 0 nor 1.", "Give whether each customer had the outcome.")
    yes: Flags = array == 1
    return yes


def same_length(**arrays: Values | Keys) -> None:
    """Raises DataError when the arrays do not speak of the same customers."""
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
        raise DataError(f"The arrays have different lengths ({told}).", "Give one value per customer in each.")


def tied(scores: Floats, outcomes: Floats) -> Tied:
    """Gather customers by equal score.

    Outcomes are added in an order of their own, so that totals do not depend on the order of the rows, not even by rounding.
    """
    _, group, customers = np.unique(-scores, return_inverse=True, return_counts=True)
    order = np.lexsort((outcomes, group))
    starts = np.cumsum(customers) - customers
    totals = np.add.reduceat(outcomes[order], starts) if len(starts) else np.empty(0)
    return Tied(customers.astype(np.int64), totals, group.astype(np.int64))


def mean_ranks(values: Floats) -> Floats:
    """Ranks from 1, equal values sharing the mean of theirs."""
    _, group, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    ranks: Floats = (last - (count - 1) / 2)[group]
    return ranks
