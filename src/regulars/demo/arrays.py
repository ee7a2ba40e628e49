"""Numpy arrays on the way in, Arrow columns on the way out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MONEY = pa.decimal128(18, 2)
INSTANT = pa.timestamp("us")


def money(cents: Ints) -> pa.Array:
    """Whole cents as decimal128(18, 2), exactly."""
    words = np.empty((len(cents), 2), dtype="<i8")
    words[:, 0] = cents
    # Arrow stores a decimal as a 128-bit two's complement integer: the high word only repeats the sign.
    words[:, 1] = cents >> 63
    return pa.Array.from_buffers(MONEY, len(cents), [None, pa.py_buffer(words)])


def instants(seconds: Ints) -> pa.Array:
    """Seconds since 1970 (UTC) as timestamp[us] without zone."""
    return pa.array(seconds * 1_000_000, type=pa.int64()).cast(INSTANT)


def chosen(values: Sequence[str] | pa.Array, index: NDArray[np.signedinteger]) -> pa.Array:
    """`values[index]` as text; null where the index is negative."""
    source = values if isinstance(values, pa.Array) else pa.array(values, type=pa.string())
    return pc.take(source, pa.array(index, mask=index < 0))


def constant(value: str, rows: int) -> pa.Array:
    """The same text in every row."""
    return pa.repeat(pa.scalar(value, type=pa.string()), rows)


def where(keep: Flags, column: pa.Array) -> pa.Array:
    """The column, null where `keep` is false."""
    return pc.if_else(pa.array(keep), column, pa.scalar(None, type=column.type))


def numbered(prefix: str, numbers: Ints, digits: int) -> pa.Array:
    """Identifiers: the prefix and each number, padded with zeros to at least so many digits."""
    text = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width=digits, padding="0")
    return joined(constant(prefix, len(numbers)), text)


def joined(*parts: pa.Array) -> pa.Array:
    """The parts of each row run together; null where any part is."""
    return pc.binary_join_element_wise(*parts, "")


def spread(counts: Ints) -> Ints:
    """Row numbers repeated: [2, 0, 1] gives [0, 0, 2]."""
    return np.repeat(np.arange(len(counts)), counts)


def position(counts: Ints) -> Ints:
    """The place of each repeated row inside its own repeats: [2, 0, 1] gives [0, 1, 0]."""
    starts = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(starts, counts)


def sums(values: Ints, group: Ints, groups: int) -> Ints:
    """The exact sum of `values` in each of `groups` groups; `group` is ascending."""
    total = np.concatenate([[0], np.cumsum(values)])
    edges = np.searchsorted(group, np.arange(groups + 1))
    return np.asarray(total[edges[1:]] - total[edges[:-1]], dtype=np.int64)


def drawn(rng: np.random.Generator, weights: Floats, size: int) -> Ints:
    """So many indices drawn with chances in proportion to `weights`."""
    edges = np.cumsum(weights)
    return np.asarray(np.searchsorted(edges, rng.random(size) * edges[-1], side="right"), dtype=np.int64)
