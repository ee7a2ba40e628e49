"""Addresses that several members have: found by their hashes, told apart by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.work.arrow_arrays import numbers_of

if TYPE_CHECKING:
    import pyarrow as pa

# hashes that are sorted at once: 32 MB
_HASHES_AT_ONCE = 1 << 23
_BITS = 22


def short(hashes: pa.Array) -> Any:
    """Half of each hash, which is sorted in half the time, and tells almost as many apart."""
    import numpy as np

    return numbers_of(hashes).astype(np.uint32)


def found_twice(hashes: Callable[[], Iterable[Any]], number: int) -> Any:
    """Which of `number` hashes are there more than once, ascending (an array); of many millions, one part after the other."""
    import numpy as np

    parts = 1 + number // _HASHES_AT_ONCE
    found = [np.empty(0, np.uint32)]
    for part in range(parts):
        some = np.concatenate([found[0], *(each[each % parts == part] if parts > 1 else each for each in hashes())])
        some.sort()
        found.append(np.unique(some[1:][some[1:] == some[:-1]]))
    return np.sort(np.concatenate(found))


class Known:
    """Hashes to be found again (ascending); a table of their beginnings says of most others that they are not among them."""

    def __init__(self, hashes: Any) -> None:
        import numpy as np

        self._hashes = hashes
        self._begins = np.zeros(1 << _BITS, dtype=bool)
        self._begins[hashes >> (32 - _BITS)] = True

    def has(self, hashes: Any) -> Any:
        """Which of the hashes are among them (an array)."""
        import numpy as np

        found = self._begins[hashes >> (32 - _BITS)]
        maybe = np.flatnonzero(found)
        places = np.minimum(np.searchsorted(self._hashes, hashes[maybe]), len(self._hashes) - 1)
        found[maybe] = self._hashes[places] == hashes[maybe]
        return found


def lines_of(path: Path, start: int, sizes: Any) -> pa.Array:
    """The lines of a batch, which are in the file from `start` on; empty where there is none. Only those that are looked at are
    read, and they count as this process's memory as long as the array is there."""
    import numpy as np
    import pyarrow as pa

    ends = np.concatenate([np.zeros(1, np.int32), np.cumsum(sizes, dtype=np.int32)])
    with pa.memory_map(str(path)) as lines:
        lines.seek(start)
        return pa.StringArray.from_buffers(len(sizes), pa.py_buffer(ends), lines.read_buffer(int(ends[-1])))
