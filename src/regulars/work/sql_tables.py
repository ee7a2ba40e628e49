"""What SQL about an opened shop may name."""

from __future__ import annotations

from regulars.criteria.terms import Source
from regulars.queries.criteria_raw import SEGMENTS
from regulars.queries.criteria_read import SqlTables
from regulars.queries.lake_views import STORED_AT
from regulars.work.data import ShopData

_TABLES = {Source.ORDERS: "orders", Source.LINES: "order_lines", Source.EVENTS: "events"}
SEGMENT_COLUMNS = frozenset({"customer_id", "r", "f", "m", "segment"})


def sql_tables(data: ShopData) -> SqlTables:
    """The tables of a shop with their columns. The customers have every field; `segments` are those of our own scoring."""
    columns = {
        name: frozenset(data.engine.columns(name)) - {STORED_AT} for source, name in _TABLES.items() if data.shape.has(source)
    }
    columns["customers"] = frozenset(data.engine.columns("customers")) | frozenset(data.shape.fields)
    if any(name in data.homes for name in SEGMENT_COLUMNS):
        columns[SEGMENTS] = SEGMENT_COLUMNS
    return SqlTables(columns, data.shape, only_cancelled=set(data.uncounted) <= {"cancelled"}, has_returns=data.has_returns)
