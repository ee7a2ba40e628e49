"""Questions that the column detector puts to a whole source: one pass for as many as possible, small answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.queries import reading
from regulars.queries.render import Tree, sql
from regulars.queries.scans import identifier, literal
from regulars.tables import ColumnUse, NumberFormat, TimeFormat, TimeKind

# an offset after a time of day: a reader of local times would drop it and say nothing
_OFFSET = r":\d{2}(\.\d+)?\s*(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$"
_DECISIVE_NUMBER = r"[.,]\d{1,2}\D*$|[.,]\d{4,}|[.,].*[.,]|(^|\D)0[.,]"
_HASH_PARTS = 64
# below this many rows in a hash part, the whole table is small enough to look at
SMALL_PART = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a source: its name and the engine's type."""

    name: str
    type: str


def sample_sql(view: str, columns: Sequence[str], limit: int) -> str:
    """Some rows, every value as text."""
    values = ", ".join(f"CAST({identifier(name)} AS VARCHAR)" for name in columns)
    return f"SELECT {values} FROM {identifier(view)} LIMIT {int(limit)}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A format that is put to all values of a column. `whole`: so far only whole numbers were seen, so a mark is news."""

    use: ColumnUse
    column: Column
    whole: bool = False


def misfits_sql(view: str, readings: Sequence[Reading]) -> str:
    """One row: for each format, how many of the column's values are not blank and cannot be read in it."""
    counts = ", ".join(f"count(*) FILTER (WHERE {_misfit(each)})" for each in readings)
    return f"SELECT {counts} FROM {identifier(view)}"


def misfit_examples_sql(view: str, each: Reading, limit: int = 200) -> str:
    """Some distinct values that a format does not read."""
    return f"SELECT DISTINCT {_text(each.column)} FROM {identifier(view)} WHERE {_misfit(each)} LIMIT {int(limit)}"


def _misfit(each: Reading) -> str:
    """The condition that a value is not blank and not read, or read as what it cannot be."""
    value, form = _text(each.column), each.use.format
    if isinstance(form, TimeFormat):
        return f"{value} IS NOT NULL AND ({_time_misfit(each.use, each.column, value, form)})"
    wrong = f"({_rendered(reading.money_value(each.use, each.column.type))}) IS NULL{_mark_misfit(form, value)}"
    if each.whole:
        wrong += f" OR contains({value}, '.') OR contains({value}, ',')"
    return f"{value} IS NOT NULL AND ({wrong})"


def _time_misfit(use: ColumnUse, column: Column, value: str, form: TimeFormat) -> str:
    instant = _rendered(reading.time_value(use, column.type, "UTC"))
    # a two-digit year read as four digits is no date of a shop
    wrong = f"({instant}) IS NULL OR ({instant}) < TIMESTAMP '1900-01-01' OR ({instant}) > TIMESTAMP '2200-01-01'"
    if form.kind in (TimeKind.ISO, TimeKind.PATTERN):
        # the two most frequent shapes need no search
        plain = f"length({value}) = 10 OR (length({value}) = 19 AND {value}[17] = ':')"
        wrong += f" OR CASE WHEN {plain} THEN false ELSE regexp_matches({value}, {literal(_OFFSET)}) END"
    return wrong


def _mark_misfit(form: object, value: str) -> str:
    """A decimal mark where the format expects the thousands one: 12,50 would be read as 1250."""
    if not isinstance(form, NumberFormat) or form.plain:
        return ""
    other = r",\d{1,2}\D*$" if form.decimal == "." else r"\.\d{1,2}\D*$"
    return f" OR regexp_matches({value}, {literal(other)})"


def decisive_numbers_sql(view: str, column: Column) -> str:
    """Some distinct values that tell the decimal mark from the thousands mark."""
    value = _text(column)
    return f"SELECT DISTINCT {value} FROM {identifier(view)} WHERE regexp_matches({value}, {literal(_DECISIVE_NUMBER)}) LIMIT 200"


def date_order_sql(view: str, column: Column, day_first: Sequence[str], month_first: Sequence[str]) -> str:
    """One row: how many values only the day-first patterns read, how many only the others, and an example of each."""
    value = _text(column)
    by_day, by_month = _read_by(value, day_first), _read_by(value, month_first)
    only_day = f"FILTER (WHERE {by_day} IS NOT NULL AND {by_month} IS NULL)"
    only_month = f"FILTER (WHERE {by_month} IS NOT NULL AND {by_day} IS NULL)"
    return (
        f"SELECT count(*) {only_day} AS only_day, count(*) {only_month} AS only_month, "
        f"min({value}) {only_day} AS day_example, min({value}) {only_month} AS month_example FROM {identifier(view)}"
    )


def _read_by(value: str, patterns: Sequence[str]) -> str:
    return f"try_strptime({value}, [{', '.join(literal(pattern) for pattern in patterns)}])"


def orders_sql(view: str, order: Column, total: ColumnUse | None, total_type: str, *, whole: bool) -> str:
    """One row about a part of the orders (all of them with `whole`), chosen by a hash of the order number.

    `rows`, `orders`, `repeated` (orders of several rows), `differing` (orders whose rows carry different totals), `blank_totals`
    (rows of repeated orders without a total).
    """
    key = _rendered(reading.key_value(order.name, order.type))
    money = _rendered(reading.money_value(total, total_type)) if total else "NULL::DECIMAL(18, 4)"
    where = f"{key} IS NOT NULL" + ("" if whole else f" AND hash({key}) % {_HASH_PARTS} = 0")
    return f"""
        WITH of_order AS (
            SELECT count(*) AS n, count(DISTINCT money) AS totals, count(*) - count(money) AS blank
            FROM (SELECT {key} AS id, {money} AS money FROM {identifier(view)} WHERE {where}) GROUP BY id
        )
        SELECT coalesce(sum(n), 0)::BIGINT AS rows, count(*) AS orders, count(*) FILTER (WHERE n > 1) AS repeated,
               count(*) FILTER (WHERE n > 1 AND totals > 1) AS differing,
               coalesce(sum(blank) FILTER (WHERE n > 1), 0)::BIGINT AS blank_totals
        FROM of_order"""


def prefix_sql(view: str, order: Column, prefix: str, amount: ColumnUse, amount_type: str) -> str:
    """One row: `marked` rows have an order number of the prefix and a digit, of which `negative` ones have no positive amount."""
    key = identifier(order.name)
    value = _rendered(reading.money_value(amount, amount_type))
    return (
        f"SELECT count(*) AS marked, count(*) FILTER (WHERE ({value}) <= 0) AS negative FROM {identifier(view)} "
        f"WHERE starts_with({key}, {literal(prefix)}) AND regexp_matches({key}, {literal('^' + prefix + '[0-9]')})"
    )


def _text(column: Column) -> str:
    return _rendered(reading.text_value(column.name, column.type))


def _rendered(tree: Tree) -> str:
    return sql(tree, "duckdb")
