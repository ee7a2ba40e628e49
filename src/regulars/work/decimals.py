"""Arrow's DECIMALs as whole numbers of their smallest decimal, and back."""

from __future__ import annotations

from typing import Any

from regulars.work.growing import Growing

_DIGITS = 38
_BYTES = 16


class WholeNumbers:
    """A column of DECIMALs that comes in parts, as whole numbers of their last decimal; `room` for how many."""

    def __init__(self, room: int = 0) -> None:
        import numpy as np

        self._small = Growing(np.int64, room)
        self._large: list[Any] = []
        self._known: list[Any] = []
        self._count = 0

    def add(self, column: Any) -> None:
        """More of the column: an Arrow array of DECIMALs."""
        import numpy as np

        words = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)[column.offset : column.offset + len(column)]
        low, high = words[:, 0], words[:, 1]
        if column.null_count and not self._known:
            self._known.append(np.ones(self._count, bool))
        self._count += len(column)
        if self._known:
            known = column.is_valid().to_numpy(zero_copy_only=False)
            low, high = np.where(known, low, 0), np.where(known, high, 0)
            self._known.append(known)
        if not self._large and (high == low >> 63).all():
            self._small.add(low)
            return
        if not self._large:
            self._large.append(self._small.all().astype(object))
        self._large.append((high.astype(object) << 64) + low.astype(np.uint64).astype(object))

    def all(self) -> tuple[Any, Any]:
        """The values as a numpy array, and which are known (None: all are).

        int64 where all fit, else Python's integers as objects; 0 where there is none.
        """
        import numpy as np

        values = np.concatenate(self._large) if self._large else self._small.all()
        return values, np.concatenate(self._known) if self._known else None


def decimals(values: Any, scale: int, known: Any = None) -> Any:
    """Whole numbers (int64, or objects) as an Arrow array of DECIMAL(38, scale); NULL where they are not `known`."""
    import numpy as np
    import pyarrow

    words: Any = np.stack([values, values >> 63], axis=1)
    if values.dtype == object:
        words = b"".join(int(value).to_bytes(_BYTES, "little", signed=True) for value in values)
    valid = None if known is None else pyarrow.array(known).buffers()[1]
    return pyarrow.Array.from_buffers(pyarrow.decimal128(_DIGITS, scale), len(values), [valid, pyarrow.py_buffer(words)])
