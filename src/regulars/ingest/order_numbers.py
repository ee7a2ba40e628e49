"""Whether order numbers that are whole numbers are all different: a set of bits tells, at a tenth of what grouping them costs."""

from __future__ import annotations

from regulars.engines.base import Engine
from regulars.queries import base, render

# sets of bits stay small below this many per order
_BITS_PER_ORDER = 64


def different_numbers(engine: Engine, view: str, column: str) -> tuple[int, int] | None:
    """How many rows have a number in a column of whole numbers, and how many different ones there are; None where they lie too
    far apart for a set of bits."""
    low, high, count = engine.rows(render.sql(base.whole_number_range(view, column), engine.dialect))[0]
    if not count or high - low >= max(count * _BITS_PER_ORDER, 1_000_000):
        return None
    statement = base.distinct_whole_numbers(view, column, low, high)
    return int(count), int(engine.rows(render.sql(statement, engine.dialect))[0][0])
