"""Decimals go to whole numbers and come back as they were."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from regulars.work.decimals import WholeNumbers, decimals

_WHOLE = st.one_of(st.none(), st.integers(-(10**38) + 1, 10**38 - 1), st.integers(-(10**6), 10**6))


@given(st.lists(_WHOLE, max_size=12), st.integers(0, 12), st.integers(0, 5), st.integers(0, 12))
def test_a_column_comes_back_as_it_was(values: list[int | None], cut: int, scale: int, room: int) -> None:
    kind = pa.decimal128(38, scale)
    column = pa.array([None if value is None else _exact(value, scale) for value in values], kind)
    whole = WholeNumbers(room)
    for part in (column.slice(0, cut), column.slice(cut)):
        whole.add(part)
    found, known = whole.all()
    assert decimals(found, scale, known).equals(column)


def _exact(value: int, scale: int) -> Decimal:
    return Decimal((0 if value >= 0 else 1, tuple(map(int, str(abs(value)))), -scale))
