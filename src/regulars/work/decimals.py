"""Arrow's DECIMALs as whole numbers of their smallest decimal, and back."""

from __future__ import annotations

from typing import Any

_DIGITS = 38
_BYTES = 16


def whole_numbers(column: Any) -> tuple[Any, Any]:
    """The values of an Arrow array of DECIMALs as a numpy array, and which are known (None: all are).

    int64 where all fit, else Python's integers as objects; 0 where there is none.
    """
    import numpy as np

    words = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)[column.offset : column.offset + len(column)]
    known = column.is_valid().to_numpy(zero_copy_only=False) if column.null_count else None
    if known is not None:
        words = np.where(known[:, None], words, 0)
    low, high = words[:, 0], words[:, 1]
    if (high == low >> 63).all():
        return low.copy(), known
    low, high = low.astype(np.uint64).astype(object), high.astype(object)
    return (high << 64) + low, known


def together(parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Several of what `whole_numbers` gives, one behind the other."""
    import numpy as np

    values = np.concatenate([value for value, _ in parts] or [np.zeros(0, np.int64)])
    if all(known is None for _, known in parts):
        return values, None
    return values, np.concatenate([np.ones(len(value), bool) if known is None else known for value, known in parts])


def decimals(values: Any, scale: int, known: Any = None) -> Any:
    """Whole numbers (int64, or objects) as an Arrow array of DECIMAL(38, scale); NULL where they are not `known`."""
    import numpy as np
    import pyarrow

    words: Any = np.stack([values, values >> 63], axis=1)
    if values.dtype == object:
        words = b"".join(int(value).to_bytes(_BYTES, "little", signed=True) for value in values)
    valid = None if known is None else pyarrow.array(known).buffers()[1]
    return pyarrow.Array.from_buffers(pyarrow.decimal128(_DIGITS, scale), len(values), [valid, pyarrow.py_buffer(words)])
