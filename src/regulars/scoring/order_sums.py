"""Exact sums of money on arrays: whole numbers of the smallest decimal, in 64 bits where these hold them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.signedinteger[Any]]

_MOST = 2**63 - 1
# doubles err by less than the rest up to what 64 bits hold
_ABOUT_MOST = 2.0**62


def exact_sums(who: Whole, values: NDArray[Any], persons: int) -> NDArray[Any]:
    """What the values of each person 0 .. `persons` - 1 add up to.

    `who` is whose each of the values is. These are int64, or Python's integers as objects, which is what sums are that 64 bits may
    not hold.
    """
    is_small = values.dtype != object and _fits(values)
    sums = np.zeros(persons, dtype=np.int64 if is_small else object)
    np.add.at(sums, who, values if is_small else values.astype(object))
    return sums


def _fits(values: NDArray[Any]) -> bool:
    """Whether no sum of some of the values can leave 64 bits."""
    largest = max(int(values.max(initial=0)), -int(values.min(initial=0)))
    # one slip of the pen does not make sums large
    return largest * len(values) <= _MOST or float(np.abs(values.astype(np.float64)).sum()) < _ABOUT_MOST
