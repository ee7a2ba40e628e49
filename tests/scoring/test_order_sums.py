"""Sums of money are exact, however large."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from regulars.scoring.order_sums import exact_sums

_ENTRIES = st.lists(st.tuples(st.integers(0, 4), st.integers(-(2**63) + 1, 2**63 - 1)), max_size=40)


@given(_ENTRIES)
def test_sums_are_those_of_whole_numbers(entries: list[tuple[int, int]]) -> None:
    who, values = np.array([one for one, _ in entries], dtype=np.int32), np.array([value for _, value in entries], dtype=np.int64)
    expected = [sum(value for one, value in entries if one == person) for person in range(5)]
    assert [int(total) for total in exact_sums(who, values, 5)] == expected
    assert [int(total) for total in exact_sums(who, values.astype(object), 5)] == expected


def test_sums_within_64_bits_stay_there() -> None:
    assert exact_sums(np.array([1, 1]), np.array([-3, 5]), 2).dtype == np.int64
