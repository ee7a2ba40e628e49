"""An array that comes in parts, written where it stays."""

from __future__ import annotations

from typing import Any

_ROOM = 4  # times what is there


class Growing:
    """A numpy array of a type that is added to; `room` is how long it may become without being moved."""

    def __init__(self, dtype: Any, room: int = 0) -> None:
        import numpy as np

        # what is not written to takes no memory
        self._values = np.empty(room, dtype)
        self._count = 0

    def add(self, values: Any) -> None:
        """More values, of this type or one that fits into it."""
        import numpy as np

        end = self._count + len(values)
        if end > len(self._values):
            larger = np.empty(_ROOM * end, self._values.dtype)
            larger[: self._count] = self.all()
            self._values = larger
        self._values[self._count : end] = values
        self._count = end

    def all(self) -> Any:
        """What was added."""
        return self._values[: self._count]
