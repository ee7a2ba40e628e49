"""Order lines that stand inside the order's own row, as a table of their own. In DuckDB's SQL, like the scans of sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regulars.queries.scans import identifier, literal
from regulars.tables import InnerLines, LinePacking

ORDER_COLUMN = "order_id"


def lines_sql(view: str, order_column: str, lines: InnerLines) -> str:
    """One row per line: ORDER_COLUMN, then what the line says under each of its keys, as text."""
    order = f"{identifier(order_column)} AS {identifier(ORDER_COLUMN)}"
    values = ", ".join(f"{_value(key, lines)} AS {identifier(key)}" for key in lines.keys)
    cells = f"SELECT {order}, {_cells(lines.packing, lines.columns)} AS item FROM {identifier(view)}"
    return f"SELECT {identifier(ORDER_COLUMN)}, {values} FROM ({cells}) WHERE trim(CAST(item AS VARCHAR)) <> ''"


def keys_sql(view: str, column: str, packing: LinePacking, limit: int = 1000) -> str:
    """The keys of the lines in a list column that hold a value somewhere, from its first rows, in alphabetical order."""
    some = f"(SELECT * FROM {identifier(view)} WHERE {identifier(column)} IS NOT NULL LIMIT {int(limit)})"
    items = f"SELECT {_cells(packing, (column,))} AS item FROM {some}"
    pairs = f"SELECT unnest(json_keys(item)) AS key, item FROM ({items}) WHERE json_type(item) = 'OBJECT'"
    return f"SELECT DISTINCT key FROM ({pairs}) WHERE coalesce(json_extract_string(item, '/' || key), '') <> '' ORDER BY key"


def _cells(packing: LinePacking, columns: Sequence[str]) -> str:
    match packing:
        case LinePacking.PAIRS:
            return f"unnest([{', '.join(f'CAST({identifier(column)} AS VARCHAR)' for column in columns)}])"
        case LinePacking.JSON:
            return f"unnest(json_extract(TRY_CAST({identifier(columns[0])} AS JSON), '$[*]'))"
        case LinePacking.NATIVE:
            return f"unnest(json_extract(to_json({identifier(columns[0])}), '$[*]'))"


def _value(key: str, lines: InnerLines) -> str:
    if lines.packing is not LinePacking.PAIRS:
        return f"json_extract_string(item, {literal('/' + key.replace('~', '~0').replace('/', '~1'))})"
    # a value may hold the mark between pairs: it ends where another key begins
    expression = f"(?s)(?:^|[|]){re.escape(key)}:(.*?)(?:[|][A-Za-z_]+:|$)"
    return f"nullif(regexp_extract(item, {literal(expression)}, 1), '')"
