"""Columns of the engine as whole numbers from 0, so that arrays can be addressed by them."""

from __future__ import annotations

from typing import Any

_IN_64_BITS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "INT", "LONG"}


def may_address(engine_type: str) -> bool:
    """Whether a column has whole numbers that fit into 64 bits with their sign, so that they may be addresses themselves."""
    return engine_type.upper() in _IN_64_BITS


def numbered(column: Any) -> tuple[Any, Any]:
    """The different values of an Arrow column as an array, and the place of each row's in it as a numpy array (int32).

    That there is none is a value too. Quickest where equal values come one behind the other: only the first of them is looked up.
    """
    import numpy as np
    import pyarrow
    from pyarrow import compute

    whole = column.combine_chunks()
    if isinstance(whole, pyarrow.ChunkedArray):  # text of more than 2 GB
        whole = pyarrow.concat_arrays(whole.chunks)
    runs = compute.run_end_encode(whole)
    named = runs.values.dictionary_encode(null_encoding="encode")
    ends = runs.run_ends.to_numpy()
    return named.dictionary, np.repeat(named.indices.to_numpy(), np.diff(ends, prepend=0))
