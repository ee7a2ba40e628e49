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


_TEXTS = st.one_of(
    st.integers(0, 40).map(str),
    st.sampled_from(["", "0", "00", "007", "-7", "+7", " 7", "7 ", "0x7", "1e1", "7.0", "٧", "9" * 18, "9" * 19, "9" * 30]),
)


@given(st.lists(st.lists(st.integers(0, 40).map(str), max_size=20), max_size=4), st.lists(_TEXTS, max_size=2), st.integers(0, 3))
def test_texts_of_digits_are_the_same_customer_only_where_they_are_the_same_text(
    plain: list[list[str]], odd: list[str], cut: int
) -> None:
    rows = [*plain, odd]
    column = pa.chunked_array([pa.array(["1", *chunk], "string")[min(cut, len(chunk)) :] for chunk in rows])
    values, number = numbered(column)
    assert values.take(pa.array(number)).to_pylist() == column.to_pylist()
    assert len(set(values.to_pylist())) == len(values)


def test_texts_of_numbers_close_together_are_numbered_in_their_order() -> None:
    values, number = numbered(pa.chunked_array([pa.array(["10", "9", "10"]), pa.array([], "string"), pa.array(["11"])]))
    assert (values.to_pylist(), number.tolist()) == (["9", "10", "11"], [1, 0, 1, 2])
