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

    That there is none is a value too. Whole numbers close together are numbered in their order, also where they are texts.
    """
    import numpy as np
    import pyarrow

    if pyarrow.types.is_integer(column.type) and column.type != pyarrow.uint64() and not column.null_count and len(column):
        found = _addressed(column)
        if found is not None:
            return found
    if pyarrow.types.is_dictionary(column.type):
        return _coded(column)
    if pyarrow.types.is_string(column.type) and not column.null_count and len(column):
        found = _addressed_texts(column)
        if found is not None:
            return found
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


def _addressed_texts(column: Any) -> tuple[Any, Any] | None:
    """As `numbered` of texts that are whole numbers close together, each written in the one shortest way; else None."""
    import numpy as np
    import pyarrow

    chunks = column.chunks if isinstance(column, pyarrow.ChunkedArray) else [column]
    signs = 0
    for chunk in chunks:
        found = _digits(chunk)
        if found is None:
            return None
        signs += found
    try:
        whole = pyarrow.chunked_array([chunk.cast("int64") for chunk in chunks])
    except pyarrow.ArrowInvalid:  # an empty one, or too long
        return None
    numbers = _addressed(whole)
    if numbers is None:
        return None
    values, place = numbers
    texts = values.cast(pyarrow.string())
    # digits alone can say a number in other ways only with zeros before it, which make it longer
    lengths = np.diff(np.frombuffer(texts.buffers()[1], np.int32)[: len(texts) + 1])
    if int(np.bincount(place, minlength=len(texts)) @ lengths) != signs:
        return None
    return texts, place


def _digits(chunk: Any) -> int | None:
    """How many digits some texts have together; None where they have something else."""
    import numpy as np

    if not len(chunk):
        return 0
    _, starts, data = chunk.buffers()
    ends = np.frombuffer(starts, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    if ends[-1] == ends[0]:
        return None
    signs = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]]
    return len(signs) if signs.min() >= ord("0") and signs.max() <= ord("9") else None
