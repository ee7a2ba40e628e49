"""The facts about the rows of a source: by reason and customer, whether each is an order of its own, and which are alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.engines.base import Engine
from regulars.ingest.order_numbers import different_numbers
from regulars.queries import base, render
from regulars.queries.reading import YEARS, is_integer
from regulars.queries.row_reader import RawTable, is_order_level
from regulars.queries.scans import beside_sql
from regulars.records import dataclass
from regulars.tables import AmountRule, Mapping, Reason
from regulars.work.reading import ORDERS, OrdersRead

if TYPE_CHECKING:
    from regulars.work.kept_facts import FactKeeper


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """Rows and money behind one reason (None = counted)."""

    reason: str | None
    rows: int
    amount: Decimal
    refunded: Decimal
    sales: int
    returns: int
    with_order: int
    gross: Decimal
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlainRows:
    """What column statistics prove about a source in which every row is one sale: its facts, how far apart its customers' numbers
    are where these are whole numbers, and the scale of its amounts (and of what was given back) where no sum of them exceeds 18
    digits."""

    facts: ReasonFacts
    key_span: int | None
    scale: int | None


def plain_rows(engine: Engine, orders: OrdersRead) -> PlainRows | None:
    """What column statistics alone prove of a source in which every row is one sale; None where rows must be looked at.

    The facts' `amount`, `refunded` and `gross` are left at zero: the customers' totals have them.
    """
    judged = (
        "status", "cancelled_at", "cancelled", "test", "captured", "is_refunded", "is_return", "row_type", "unit_price", "quantity",
    )  # fmt: skip
    if (
        orders.is_kept
        or not orders.is_typed
        or orders.mapping.amount is not AmountRule.TOTAL
        or any(map(orders.mapping.use, judged))
    ):
        return None
    whole_customers = is_integer(engine.columns("parsed")["customer"])
    has_refunds = orders.mapping.use("refunded") is not None
    query = base.plain_facts(whole_customers=whole_customers, has_refunds=has_refunds)
    row = engine.record(render.sql(query, engine.dialect))
    count = int(row["n"])
    whole = count and count == row["customers"] == row["moments"] == row["amounts"] and row["least"] >= 0
    if not whole or row["orders"] not in {0, count} or not _in_calendar(row["first_at"], row["last_at"]):
        return None
    zero = Decimal(0)
    facts = ReasonFacts(None, count, zero, zero, count, 0, int(row["orders"]), zero, row["first_at"], row["last_at"])
    span = row["high"] - row["low"] if whole_customers else None
    largest = [Decimal(row[end] or 0) for end in ("most", "least_back", "most_back")]
    return PlainRows(facts, span, _scale_of_sums(largest, count))


def _in_calendar(*moments: object) -> bool:
    """Whether instants are dates that a shop can have: the engine gives those outside of the calendar as text."""
    first, last = YEARS
    return all(isinstance(moment, datetime) and first <= moment.year < last for moment in moments)


def _scale_of_sums(largest: Sequence[Decimal], count: int) -> int | None:
    """The decimals of amounts no larger than the `largest`, where `count` of them add up to no more than 18 digits."""
    scale = max(-int(most.as_tuple().exponent) for most in largest)
    return scale if max(map(abs, largest)) * count < Decimal(10) ** (18 - scale) else None


def title_column(mapping: Mapping) -> str | None:
    """The column of `rows` that names the products, where there is one."""
    if mapping.use("product_title"):
        return "product_title"
    return "product" if mapping.use("product_id") else None


def facts_by_customer(
    engine: Engine,
    orders: OrdersRead,
    time_slice: base.TimeSlice | None,
    unique_orders: bool,
    keeper: FactKeeper | None = None,
) -> tuple[ReasonFacts, ...]:
    """Rows and money by reason; makes the table `by_reason`, which has them by customer."""
    if keeper is None:
        query = base.by_reason(time_slice, unique_orders, discounts=title_column(orders.mapping))
        engine.table("by_reason", render.sql(query, engine.dialect))
    else:
        source = "rows_changed" if keeper.is_narrow(ORDERS) else "rows"
        keeper.table(engine, ORDERS, "by_reason", render.sql(base.by_reason(time_slice, unique_orders, source), engine.dialect))
    return _facts(engine, base.added_facts())


def row_facts(engine: Engine, time_slice: base.TimeSlice | None) -> tuple[ReasonFacts, ...]:
    """Rows and money by reason."""
    return _facts(engine, base.facts(time_slice))


def _facts(engine: Engine, query: render.Tree) -> tuple[ReasonFacts, ...]:
    zero = Decimal(0)
    return tuple(
        ReasonFacts(reason, int(n), amount or zero, refunded or zero, sales, returns, with_order, gross or zero, first_at, last_at)
        for reason, n, amount, refunded, sales, returns, with_order, gross, first_at, last_at in engine.rows(
            render.sql(query, engine.dialect)
        )
    )


def of_reason(facts: Sequence[ReasonFacts], reason: Reason | None) -> ReasonFacts | None:
    """The facts about one reason."""
    return next((part for part in facts if part.reason == reason), None)


def has_unique_orders(engine: Engine, orders: OrdersRead, *, is_known: bool = False) -> bool:
    """Whether every row is an order of its own, proven on all rows; `is_known` where no number is there twice."""
    if not is_order_level(orders.mapping):
        return False
    if orders.mapping.use("order_id") is None:
        return True
    if orders.mapping.amount is not AmountRule.TOTAL:
        return False
    if is_known:
        return True
    whole = whole_order_numbers(engine, orders.raw, orders.mapping)
    if whole is not None:
        return whole[0] == whole[1]
    distinct, with_order = engine.rows(render.sql(base.distinct_orders(), engine.dialect))[0]
    return bool(distinct == with_order)


def whole_order_numbers(engine: Engine, raw: RawTable, mapping: Mapping) -> tuple[int, int] | None:
    """How many rows have an order number, and how many different ones there are, where these are whole numbers that lie close
    together; else None."""
    use = mapping.use("order_id")
    return different_numbers(engine, raw.view, use.column) if use and is_integer(raw.types[use.column]) else None


def count_different_rows(engine: Engine, orders: OrdersRead, unique_orders: bool) -> Callable[[], int] | None:
    """Count the rows of which no two are alike in every column, beside what is asked of the engine until the answer is called for;
    None where order numbers show that no row is there twice."""
    is_order_level_numbered = bool(orders.mapping.use("order_id")) and is_order_level(orders.mapping)
    if unique_orders and orders.mapping.use("order_id"):
        return None
    if orders.is_kept and not is_order_level_numbered:
        return _counted(lambda: engine.rows(render.sql(base.different_rows(), engine.dialect)))
    query = render.sql(base.different_source_rows(orders.raw), engine.dialect)
    if orders.scan is None:
        return _counted(lambda: engine.rows(query))
    return _counted(engine.beside(beside_sql(orders.scan, orders.raw.view, query)))


def _counted(ask: Callable[[], list[tuple[Any, ...]]]) -> Callable[[], int]:
    return lambda: int(ask()[0][0])
