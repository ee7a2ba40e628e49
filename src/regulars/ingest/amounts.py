"""Where the money of an order is: which columns, and how the rows of an order add up."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from regulars.engines.base import Engine
from regulars.errors import UndecidedError
from regulars.ingest.names import words
from regulars.ingest.order_numbers import different_numbers
from regulars.ingest.roles import SAID, Claim, as_use
from regulars.ingest.samples import Sample
from regulars.queries import probes
from regulars.queries.reading import is_integer
from regulars.records import dataclass, replace
from regulars.tables import AmountRule, ColumnUse

_EQUAL_CLAIM = 0.03
# whole words of a column that says it is the order's
_ORDER_WORDS = frozenset(
    {
        "order", "total", "grand", "invoice", "bestellung", "auftrag", "gesamt", "gesamtbetrag", "gesamtsumme", "bestellwert",
        "bestellsumme", "rechnungsbetrag", "commande", "pedido", "ordine", "totale", "totaal", "zamowienia", "razem", "basket",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amounts:
    """The columns that carry money, and how they are meant before the rows were looked at."""

    total: ColumnUse | None
    line_total: ColumnUse | None
    unit_price: ColumnUse | None

    @property
    def uses(self) -> tuple[ColumnUse, ...]:
        """The columns there are."""
        return tuple(use for use in (self.total, self.line_total, self.unit_price) if use is not None)


def chosen_amounts(found: Sequence[Claim], sample: Sample, answered: dict[str, str], quantity: str | None) -> Amounts:
    """The amount columns, of which `answered` ones are settled.

    Raises UndecidedError when two columns have an equal claim to be what was charged.
    """
    given = {role: ColumnUse(role, column, None, 1.0, SAID) for role, column in answered.items()}
    free = [claim for claim in found if claim.column not in answered.values() and claim.column != quantity]
    price = given.get("unit_price") or _best(free, "unit_price", sample, 0.8)
    if "total" in given or "line_total" in given:
        return Amounts(given.get("total"), given.get("line_total"), price)
    free = [claim for claim in free if price is None or claim.column != price.column]
    line = _best(free, "line_total", sample, 0.8)
    total = _one_total(
        [c for c in free if c.role == "total" and (line is None or c.column != line.column)], sample, line is not None
    )
    if price and not quantity and not line and not total:
        # a price without a quantity is what was paid
        return Amounts(replace(price, role="total", sure=0.7, why="the only amount"), None, None)
    return Amounts(total, line, price)


def _best(found: Sequence[Claim], role: str, sample: Sample, least: float) -> ColumnUse | None:
    claim = next((claim for claim in found if claim.role == role and claim.score >= least), None)
    return as_use(claim, sample) if claim else None


def _one_total(found: Sequence[Claim], sample: Sample, has_lines: bool) -> ColumnUse | None:
    if not found or (has_lines and found[0].score < 0.8):
        return None
    equal = [claim for claim in found if claim.score >= found[0].score - _EQUAL_CLAIM]
    different = [claim for claim in equal[1:] if sample.cells[claim.column] != sample.cells[equal[0].column]]
    if different:
        names = [equal[0].column, *(claim.column for claim in different)]
        choices = " or ".join(f"total={name}" for name in names[:4])
        problem = f"Several columns could be what was charged: {', '.join(names)}."
        raise UndecidedError(problem, f"Say which with --map-columns {choices}.")
    return as_use(found[0], sample)


@dataclass(frozen=True, slots=True)
class Ruled:
    """How the rows of an order add up, the amount columns in their final roles, and sentences about it."""

    rule: AmountRule
    uses: tuple[ColumnUse, ...]
    notes: tuple[str, ...] = ()


def ruled(
    engine: Engine,
    sample: Sample,
    amounts: Amounts,
    order: ColumnUse | None,
    quantity: ColumnUse | None,
    measured: Map[str, int] | None,
    *,
    has_products: bool,
) -> Ruled:
    """The rule that the rows follow, looked up in the whole source where the names leave it open.

    Formats must be settled; `measured` are the `order_measures` of a pass, if one was made.
    """
    if amounts.total is None:
        return _without_total(amounts, quantity)
    if amounts.unit_price and quantity and _is_product(sample, amounts.total, quantity, amounts.unit_price):
        line = replace(amounts.total, role="line_total", why=f"{amounts.total.why}; it is quantity x unit price")
        return Ruled(AmountRule.LINE_TOTAL, _without_none(line, amounts.unit_price))
    if order is None:
        return Ruled(AmountRule.TOTAL, amounts.uses)
    line_like = has_products or quantity is not None or amounts.unit_price is not None or amounts.line_total is not None
    found = _orders(engine, sample, amounts.total, order, measured, line_like=line_like)
    return _by_orders(amounts, amounts.total, found, line_like=line_like)


def _without_none(*uses: ColumnUse | None) -> tuple[ColumnUse, ...]:
    return tuple(use for use in uses if use is not None)


def _without_total(amounts: Amounts, quantity: ColumnUse | None) -> Ruled:
    if amounts.line_total:
        return Ruled(AmountRule.LINE_TOTAL, amounts.uses)
    if amounts.unit_price and quantity:
        return Ruled(AmountRule.QUANTITY_TIMES_PRICE, amounts.uses)
    return Ruled(AmountRule.NONE, amounts.uses, ("The data have no amounts: recency and frequency are scored, money is not.",))


def _by_orders(amounts: Amounts, total: ColumnUse, found: Map[str, int], *, line_like: bool) -> Ruled:
    if found["repeated"] == 0:
        return Ruled(AmountRule.TOTAL, amounts.uses)
    if found["differing"]:
        return _rows_add_up(amounts, total)
    if found["blank_totals"] >= found["repeated"]:
        note = f"{total.column!r} stands on one row per order; it is counted once."
        return Ruled(AmountRule.FIRST_ROW_TOTAL, amounts.uses, (note,))
    if line_like or total.why == SAID or not _ORDER_WORDS.isdisjoint(words(total.column)):
        note = f"{total.column!r} is the same on every row of an order; it is counted once per order."
        return Ruled(AmountRule.REPEATED_TOTAL, amounts.uses, (note,))
    raise _same_on_every_row(total.column, found["repeated"])


def _rows_add_up(amounts: Amounts, total: ColumnUse) -> Ruled:
    if amounts.line_total:
        return Ruled(AmountRule.LINE_TOTAL, amounts.uses)
    note = f"Orders have several rows with different {total.column!r}: it is read as the amount of a row, and the rows add up."
    line = replace(total, role="line_total")
    return Ruled(AmountRule.LINE_TOTAL, _without_none(line, amounts.unit_price), (note,))


def _same_on_every_row(column: str, orders: int) -> UndecidedError:
    have = "1 order has" if orders == 1 else f"{orders:,} orders have"
    problem = f"{have} several rows with the same {column!r} on each: the order's total written again, or rows that add up."
    return UndecidedError(
        problem, f"Say which with --map-columns total={column} (once per order) or line_total={column} (rows add up)."
    )


_UNIQUE: Map[str, int] = {"repeated": 0, "differing": 0, "blank_totals": 0}


def _orders(
    engine: Engine, sample: Sample, total: ColumnUse, order: ColumnUse, measured: Map[str, int] | None, *, line_like: bool
) -> Map[str, int]:
    """How often orders repeat and whether their totals do: all orders of a small source, a part of a large one."""
    keys = sample.values(order.column)
    if measured is None:
        rows = int(engine.rows(probes.row_count_sql(sample.view))[0][0])
        # one row per order in the sample and nothing that a line would have: not worth a pass over a large table
        if rows > probes.SMALL and len(set(keys)) == len(keys) and not line_like:
            return _UNIQUE
    else:
        rows = measured["rows"]
        if rows > probes.SMALL and measured["part_rows"] == measured["part_orders"]:
            return _UNIQUE
    key, kind = sample.column(order.column), sample.types[total.column]
    if is_integer(key.type) and len(set(keys)) == len(keys):
        different = different_numbers(engine, sample.view, key.name)
        if different and different[0] == different[1]:
            return _UNIQUE
    found = engine.record(probes.orders_sql(sample.view, key, total, kind, whole=rows <= probes.SMALL))
    return {name: int(value) for name, value in found.items()}


def _is_product(sample: Sample, total: ColumnUse, quantity: ColumnUse, price: ColumnUse) -> bool:
    """Whether the amount is quantity x price on most rows, and not on single-unit rows only."""
    rows = zip(sample.cells[total.column], sample.cells[quantity.column], sample.cells[price.column], strict=True)
    numbers = [tuple(_decimal(cell) for cell in row) for row in rows]
    several = [row for row in numbers if None not in row and row[1] not in (0, 1)]
    fits = sum(abs(row[0] - row[1] * row[2]) <= max(abs(row[0]) / 100, Decimal("0.02")) for row in several)  # type: ignore[operator,arg-type]
    return bool(several) and fits >= len(several) * 0.7


def _decimal(cell: str | None) -> Decimal | None:
    text = (cell or "").strip().lstrip("€$£ ").rstrip("€$£ ")
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
