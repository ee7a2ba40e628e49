"""An array that comes in parts is what its parts are put together, however much room it was given."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from regulars.work.growing import Growing


@given(st.lists(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=5), max_size=6), st.integers(0, 12))
def test_parts_are_found_in_their_order(parts: list[list[int]], room: int) -> None:
    grown = Growing(np.int64, room)
    for part in parts:
        grown.add(np.array(part, np.int64))
    assert grown.all().tolist() == [value for part in parts for value in part]
