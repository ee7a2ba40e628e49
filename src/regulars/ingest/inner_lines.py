"""Order lines inside the order's row: which columns hold them, and what a line says."""

from __future__ import annotations

import re

from regulars.engines.base import Engine
from regulars.ingest.platforms.base import Platform
from regulars.ingest.samples import Sample
from regulars.queries.inner_lines import keys_sql
from regulars.tables import InnerLines, LinePacking, Mapping

_PAIR = re.compile(r"(?:^|\|)([A-Za-z_]+):(?=[^|])")
# a list of what: letters only, lower case
_LINE_NAMES = frozenset(
    {
        "lineitems", "items", "orderitems", "orderlines", "lines", "products", "orderedproducts", "cartitems", "cart", "basket",
        "positions", "articles", "details", "orderdetails", "rows", "positionen", "artikel", "produkte", "lignes", "articulos",
        "productos", "articoli", "prodotti", "itens", "produtos", "regels", "pozycje",
    }
)  # fmt: skip
_PRODUCT_KEYS = re.compile(r"sku|product|title|name|article|artikel|item", re.IGNORECASE)


def inner_lines(engine: Engine, sample: Sample, platform: Platform | None) -> InnerLines | None:
    """The order lines that the rows of `sample` hold inside them, or None."""
    if platform is not None and platform.line_columns:
        return _packed(sample, platform.line_columns)
    for column in sample.types:
        packing = list_packing(sample, column)
        if packing is not None and is_called_lines(column):
            keys = tuple(str(row[0]) for row in engine.rows(keys_sql(sample.view, column, packing)))
            plain = tuple(key for key in keys if key.lower() != "order_id")
            if any(map(_PRODUCT_KEYS.search, plain)):
                return InnerLines((column,), packing, plain)
    return None


def is_called_lines(column: str) -> bool:
    """Whether a column's name says that it holds what was bought."""
    return "".join(letter for letter in column.rsplit(".", 1)[-1].lower() if letter.isalpha()) in _LINE_NAMES


def list_packing(sample: Sample, column: str) -> LinePacking | None:
    """How a column holds lists of objects, or None when it does not."""
    if sample.types[column].upper().startswith("STRUCT(") and sample.types[column].endswith("[]"):
        return LinePacking.NATIVE
    values = [value for value in sample.values(column) if value != "[]"]
    return LinePacking.JSON if values and all(value.startswith("[{") for value in values) else None


def unread_lists(sample: Sample, mapping: Mapping) -> tuple[str, ...]:
    """A sentence about lists inside the rows that were not read."""
    read = {*(mapping.inner_lines.columns if mapping.inner_lines else ()), *(use.column for use in mapping.uses)}
    left = [column for column in sample.types if column not in read and list_packing(sample, column) is not None]
    if not left:
        return ()
    return (f"Lists inside the rows were not read: {', '.join(left[:6])}{', ...' if len(left) > 6 else ''}.",)


def _packed(sample: Sample, begins: str) -> InnerLines | None:
    numbered = re.compile(re.escape(begins) + r"\d+", re.IGNORECASE)
    columns = tuple(column for column in sample.types if numbered.fullmatch(column))
    keys = dict.fromkeys(key for column in columns for value in sample.values(column) for key in _PAIR.findall(value))
    return InnerLines(columns, LinePacking.PAIRS, tuple(keys)) if keys else None
