"""Arrow arrays of Python's texts and of numpy's numbers, and back, without `pyarrow.array` and `to_numpy`.

These import pandas wherever it is installed, which takes longer than the arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def text_array(values: Sequence[str | None]) -> pa.Array:
    """Texts, and nulls for those that are None."""
    from pyarrow.lib import StringBuilder

    builder = StringBuilder()
    builder.append_values(values)
    return builder.finish()


def number_array(numbers: Any) -> pa.Array:
    """A numpy array of whole numbers of 32 or 64 bits, none of which is missing."""
    import numpy as np
    import pyarrow as pa

    kind = {"int32": pa.int32(), "int64": pa.int64()}[numbers.dtype.name]
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers))])


def numbers_of(array: pa.Array) -> Any:
    """The numbers of an array, none of which is missing, as numpy has them; they are not copied."""
    import numpy as np

    return np.from_dlpack(array)
