"""Values are numbered from 0, each once."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.work.numbered import numbered


@given(
    st.lists(st.lists(st.one_of(st.none(), st.integers(-128, 127)), max_size=9), max_size=4),
    st.sampled_from(["int8", "int64", "string"]),
    st.booleans(),
)
def test_every_row_has_the_number_of_its_value(chunks: list[list[int | None]], kind: str, is_coded: bool) -> None:
    rows = [[None if value is None else str(value) if kind == "string" else value for value in chunk] for chunk in chunks]
    column = pa.chunked_array(rows, type=kind)
    # also with a dictionary of its own for each chunk
    coded = pa.chunked_array([chunk.dictionary_encode() for chunk in column.chunks], pa.dictionary(pa.int32(), column.type))
    values, number = numbered(coded if is_coded else column)
    assert values.type == kind
    assert [values[int(place)].as_py() for place in number] == [value for chunk in rows for value in chunk]
    assert len(set(values.to_pylist())) == len(values)


@pytest.mark.parametrize("values", [[5, 5, 3], [1 << 62, -(1 << 62)], [(1 << 64) - 1, 1 << 63]])
def test_numbers_close_together_far_apart_and_beyond_63_bits(values: list[int]) -> None:
    kind = "uint64" if max(values) >= 1 << 63 else "int64"
    found, number = numbered(pa.chunked_array([pa.array(values, kind)]))
    assert found.take(pa.array(number)).to_pylist() == values
