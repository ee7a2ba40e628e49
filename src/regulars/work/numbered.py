"""Columns of the engine as whole numbers from 0, so that arrays can be addressed by them."""

from __future__ import annotations

from typing import Any

_IN_64_BITS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "INT", "LONG"}
# whole numbers are looked up in a table of all between the least and the most, where it has at most so many entries for each
_ADDRESSES_EACH = 4


def may_address(engine_type: str) -> bool:
    """Whether a column has whole numbers that fit into 64 bits with their sign, so that they may be addresses themselves."""
    return engine_type.upper() in _IN_64_BITS


def numbered(column: Any) -> tuple[Any, Any]:
    """The different values of an Arrow column as an array, and the place of each row's in it as a numpy array (int32).

    That there is none is a value too. Whole numbers close together are numbered in their order.
    """
    import numpy as np
    import pyarrow

    if pyarrow.types.is_integer(column.type) and column.type != pyarrow.uint64() and not column.null_count and len(column):
        found = _addressed(column)
        if found is not None:
            return found
    if pyarrow.types.is_dictionary(column.type):
        return _coded(column)
    chunks = column.chunks if isinstance(column, pyarrow.ChunkedArray) else [column]
    named = pyarrow.chunked_array(chunks, type=column.type).dictionary_encode(null_encoding="encode")
    if not named.num_chunks:
        return pyarrow.array([], column.type), np.zeros(0, np.int32)
    # all chunks have the dictionary of the last
    return named.chunks[-1].dictionary, np.concatenate([chunk.indices.to_numpy() for chunk in named.chunks])


def _coded(column: Any) -> tuple[Any, Any]:
    """As `numbered` of a column whose chunks have dictionaries of their own."""
    import numpy as np
    import pyarrow

    together = column.unify_dictionaries()
    if not together.num_chunks:
        return pyarrow.array([], column.type.value_type), np.zeros(0, np.int32)
    values = together.chunks[0].dictionary
    place = [chunk.indices.fill_null(len(values)).to_numpy(zero_copy_only=False) for chunk in together.chunks]
    if column.null_count:
        values = pyarrow.concat_arrays([values, pyarrow.nulls(1, values.type)])
    return values, np.concatenate(place)


def _addressed(column: Any) -> tuple[Any, Any] | None:
    """As `numbered`; None where the numbers lie too far apart."""
    import numpy as np
    import pyarrow

    values = column.to_numpy().astype(np.int64, copy=False)
    low, high = int(values.min()), int(values.max())
    if high - low >= _ADDRESSES_EACH * len(values):
        return None
    place = values - low if low else values
    there = np.zeros(high - low + 1, dtype=bool)
    there[place] = True
    known = np.flatnonzero(there)
    if len(known) < len(there):
        number = np.empty(len(there), dtype=np.int32)
        number[known] = np.arange(len(known), dtype=np.int32)
        place = number[place]
    return pyarrow.array(known + low).cast(column.type), place.astype(np.int32, copy=False)
