"""From canonical rows to one row per customer, with the facts that prove that nothing was lost.

`facts` adds rows and money up by reason; `customers` adds them up by customer. Both leave out what the other need not do: where
the facts show that nothing was returned, the customers' aggregate has no filters, which halves its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from regulars.queries.render import (
    Tree,
    all_of,
    array,
    call,
    case,
    coalesce,
    name,
    null,
    number,
    select,
    subquery,
    table,
    template,
    text,
    timestamp,
)
from regulars.queries.row_reader import RawTable
from regulars.queries.rows import RETURN, SALE
from regulars.records import dataclass
from regulars.tables import DISCOUNT_TITLES, Reason


@dataclass(frozen=True, slots=True)
class TimeSlice:
    """Orders after `after` (exclusive; None = from the beginning) up to and including `until`."""

    until: datetime
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class BaseShape:
    """What the facts showed about the counted rows, so that the aggregate does no needless work.

    `has_returns`: some rows are returns or continuations. `has_refunds`: some money was given back on orders.
    `all_counted`: no row is left out.
    `unique_orders`: every counted row is an order of its own. `has_blank_orders`: some rows have no order number.
    `has_visit_flags`: rows are events, and those whose `quantity` is 1 are visits.
    """

    all_counted: bool
    has_returns: bool
    has_refunds: bool
    unique_orders: bool
    has_blank_orders: bool
    has_visit_flags: bool = False


def reason_in(time_slice: TimeSlice | None) -> Tree:
    """A row's reason, the time slice considered."""
    if time_slice is None:
        return name("reason")
    branches = [(template("ordered_at > $u", u=timestamp(time_slice.until)), text(Reason.AFTER_AS_OF))]
    if time_slice.after is not None:
        branches.append((template("ordered_at <= $a", a=timestamp(time_slice.after)), text(Reason.OUTSIDE_WINDOW)))
    return coalesce(name("reason"), case(branches, null()))


def counted(time_slice: TimeSlice | None, source: str | None = None) -> Tree:
    """The condition that a row (of `source`, where a query has several) counts."""
    conditions = [template("$r IS NULL", r=name("reason", source))]
    if time_slice is not None:
        moment = name("ordered_at", source)
        conditions.append(template("$m <= $u", m=moment, u=timestamp(time_slice.until)))
        if time_slice.after is not None:
            conditions.append(template("$m > $a", m=moment, a=timestamp(time_slice.after)))
    return all_of(*conditions)


def facts(time_slice: TimeSlice | None) -> Tree:
    """Rows and money by reason; the row whose reason is NULL is what counts."""
    return template(
        f"""
        SELECT $reason AS reason, COUNT(*) AS n, SUM(amount) AS amount, SUM(refunded) AS refunded,
               COUNT(CASE WHEN kind = {SALE} THEN 1 END) AS sales,
               COUNT(CASE WHEN kind = {RETURN} THEN 1 END) AS returns,
               COUNT(order_key) AS with_order,
               SUM(CASE WHEN kind = {SALE} THEN amount END) AS gross,
               MIN(CASE WHEN kind = {SALE} THEN ordered_at END) AS first_at,
               MAX(CASE WHEN kind = {SALE} THEN ordered_at END) AS last_at
        FROM rows GROUP BY 1
        """,
        reason=reason_in(time_slice),
    )


def by_reason(time_slice: TimeSlice | None, unique_orders: bool, source: str = "rows", discounts: str | None = None) -> Tree:
    """One row per customer and reason (NULL = counted), from which facts and customers are made without reading rows again.

    Columns: customer, reason, n, amount, refunded, sales, returns, with_order, gross, first_at and last_at (of sales), frequency.
    `discounts` is the column with the products' names: then also discount_rows and discounts (positive), the returns that are
    discounts by their name.
    """
    key = "NULL" if unique_orders else "order_key"
    named, added = (
        (_discount_columns(discounts), ", SUM(discount_rows) AS discount_rows, SUM(discounts) AS discounts")
        if discounts
        else ("", "")
    )
    per_order = template(
        f"""
        SELECT customer, $reason AS reason, {key} AS order_key, COUNT(*) AS n, SUM(amount) AS amount, SUM(refunded) AS refunded,
               COUNT(CASE WHEN kind = {SALE} THEN 1 END) AS sales,
               COUNT(CASE WHEN kind = {RETURN} THEN 1 END) AS returns,
               COUNT(order_key) AS with_order,
               SUM(CASE WHEN kind = {SALE} THEN amount END) AS gross,
               MIN(CASE WHEN kind = {SALE} THEN ordered_at END) AS first_at,
               MAX(CASE WHEN kind = {SALE} THEN ordered_at END) AS last_at{named}
        FROM $source GROUP BY 1, 2, 3
        """,
        reason=reason_in(time_slice),
        source=table(source),
        words=array([text(word) for word in sorted(DISCOUNT_TITLES)]),
    )
    if unique_orders:
        return template("SELECT o.*, o.sales AS frequency FROM $o AS o", o=subquery(per_order))
    # by order first: faster than COUNT(DISTINCT), and it spills
    return template(
        f"""
        SELECT customer, reason, SUM(n) AS n, SUM(amount) AS amount, SUM(refunded) AS refunded, SUM(sales) AS sales,
               SUM(returns) AS returns, SUM(with_order) AS with_order, SUM(gross) AS gross, MIN(first_at) AS first_at,
               MAX(last_at) AS last_at,
               CAST(SUM(CASE WHEN order_key IS NULL THEN sales WHEN sales > 0 THEN 1 ELSE 0 END) AS BIGINT) AS frequency{added}
        FROM $o AS o GROUP BY 1, 2
        """,
        o=subquery(per_order),
    )


def _discount_columns(called: str) -> str:
    # few rows are returns, and only those are looked at
    named = f"CASE WHEN kind = {RETURN} THEN X_AMONG(LOWER(TRIM({called})), $words) ELSE FALSE END"
    return f""",
               COUNT(CASE WHEN {named} THEN 1 END) AS discount_rows,
               SUM(CASE WHEN {named} THEN refunded - amount END) AS discounts"""


def added_facts() -> Tree:
    """The `facts`, added up from the table that `by_reason` made."""
    return template(
        """
        SELECT reason, SUM(n) AS n, SUM(amount) AS amount, SUM(refunded) AS refunded, SUM(sales) AS sales, SUM(returns) AS returns,
               SUM(with_order) AS with_order, SUM(gross) AS gross, MIN(first_at) AS first_at, MAX(last_at) AS last_at
        FROM by_reason GROUP BY 1
        """
    )


def counted_customers(shape: BaseShape) -> Tree:
    """The same as `customers`, from the table that `by_reason` made."""
    value = "amount - refunded" if shape.has_refunds else "amount"
    return template(
        f"SELECT customer, first_at, last_at, frequency, {value} AS value, n AS row_count FROM by_reason WHERE reason IS NULL"
    )


def plain_facts(*, whole_customers: bool, has_refunds: bool) -> Tree:
    """What column statistics can tell without reading rows, where the source has none but plain typed columns.

    `low` and `high`: the least and most of the customers' numbers, where these are `whole_customers`. `least_back` and `most_back`:
    of what was given back.
    """
    ends = "MIN(customer) AS low, MAX(customer) AS high" if whole_customers else "NULL AS low, NULL AS high"
    ends += f", {'MIN(refunded)' if has_refunds else 0} AS least_back, {'MAX(refunded)' if has_refunds else 0} AS most_back"
    return template(
        f"""
        SELECT COUNT(*) AS n, COUNT(customer) AS customers, COUNT(ordered_at) AS moments, COUNT(amount) AS amounts,
               COUNT(order_key) AS orders, MIN(amount) AS least, MAX(amount) AS most, MIN(ordered_at) AS first_at,
               MAX(ordered_at) AS last_at, {ends}
        FROM parsed
        """
    )


def ends(view: str, columns: Sequence[str]) -> Tree:
    """The least and most of each column, in turns: free where column statistics tell."""
    values = [template(f"{end}($c)", c=name(column)) for column in columns for end in ("MIN", "MAX")]
    return select(*values).from_(table(view))


def by_currency() -> Tree:
    """Rows per currency (NULL: none is named) that count, or would if their amount were known, largest first."""
    return template(
        "SELECT currency, COUNT(*) AS n FROM rows WHERE reason IS NULL OR reason = $r GROUP BY 1 ORDER BY n DESC, currency",
        r=text(Reason.UNREADABLE_AMOUNT),
    )


def unreadable_examples(reason: Reason, limit: int) -> Tree:
    """Rows behind one reason, for a message that shows what is meant."""
    return template("SELECT customer, order_key, amount FROM rows WHERE reason = $r LIMIT $n", r=text(reason), n=number(limit))


def whole_number_range(view: str, column: str) -> Tree:
    """Smallest, largest and number of the numbers in a column of whole numbers."""
    return template("SELECT MIN($o) AS lo, MAX($o) AS hi, COUNT($o) AS n FROM $t", o=name(column), t=table(view))


def distinct_whole_numbers(view: str, column: str, low: int, high: int) -> Tree:
    """How many different numbers there are, exactly, as a set of bits: cheap where the numbers lie close together."""
    return template("SELECT $c AS n FROM $t", c=call("X_BITSTRING_COUNT", name(column), number(low), number(high)), t=table(view))


def distinct_orders() -> Tree:
    """How many different order numbers there are, exactly, whatever they look like, and how many rows have one."""
    # grouped, because a group spills to disk and COUNT(DISTINCT) does not
    return template(
        "SELECT COUNT(*) AS different, COALESCE(SUM(k), 0) AS n "
        "FROM (SELECT order_key, COUNT(*) AS k FROM rows WHERE NOT order_key IS NULL GROUP BY 1) AS kinds"
    )


def different_rows() -> Tree:
    """How many rows there are of which no two are alike in every column.

    Rows are told apart by a 64-bit hash: among n rows the chance that two different ones are taken for the same is about
    n * n / 2 ** 65, less than one in a million up to six million rows.
    """
    return template("SELECT COUNT(*) AS n FROM (SELECT DISTINCT row_hash FROM rows) AS kinds")


def different_source_rows(raw: RawTable) -> Tree:
    """The same from the source, where `rows` was not given hashes."""
    everything = call("X_ROW_HASH", *[name(column) for column in raw.types])
    return template(
        "SELECT COUNT(*) AS n FROM (SELECT DISTINCT $h AS h FROM $t) AS kinds",
        h=everything,
        t=table(raw.view),
    )


def customers(shape: BaseShape, scale: int | None = None) -> Tree:
    """One row per customer of a source in which every row is a sale: first and last order, number of orders, revenue.

    Columns: customer, first_at, last_at, frequency, value, row_count (0: nobody has returns only) and, where the shape has refunds,
    refunded. `scale`: of all amounts, where even their sum over all rows has no more than 18 digits; half the size is grouped and
    compared in two thirds of the time.
    """

    def kept(total: str) -> str:
        return total if scale is None else f"CAST({total} AS DECIMAL(18, {scale}))"

    value = f"{kept('SUM(amount)')} AS value"
    if shape.has_refunds:
        value = f"{kept('SUM(amount) - SUM(refunded)')} AS value, {kept('SUM(refunded)')} AS refunded"
    orders = "COUNT(*)"
    if not shape.unique_orders:
        orders = "COUNT(DISTINCT order_key)"
        orders += " + COUNT(CASE WHEN order_key IS NULL THEN 1 END)" if shape.has_blank_orders else ""
    return template(
        f"""
        SELECT customer, MIN(ordered_at) AS first_at, MAX(ordered_at) AS last_at, CAST({orders} AS BIGINT) AS frequency,
               {value}, 0 AS row_count
        FROM rows GROUP BY 1
        """
    )


def given_back() -> Tree:
    """What was given back to all `customers` of a shape with refunds."""
    return template("SELECT SUM(refunded) AS refunded FROM base")


def returns_only() -> Tree:
    """Customers with counted rows but no order: their number, rows and money."""
    return template(
        "SELECT COUNT(*) AS customers, COALESCE(SUM(row_count), 0) AS n, COALESCE(SUM(value), 0) AS revenue "
        "FROM base WHERE frequency = 0"
    )


def discounts() -> Tree:
    """Counted returns that are discounts by their product's name: their rows and money (positive), of customers with an order.

    From the table that `by_reason` made with `discounts`.
    """
    return template(
        "SELECT COALESCE(SUM(discount_rows), 0) AS n, COALESCE(SUM(discounts), 0) AS money "
        "FROM by_reason WHERE reason IS NULL AND frequency > 0"
    )


def never_ordered() -> Tree:
    """Identified customers none of whose rows counts, by the reasons of their rows; the row with reason NULL has all of them.

    From the table that `by_reason` made.
    """
    return template(
        """
        SELECT reason, COUNT(DISTINCT customer) AS customers FROM by_reason AS x
        WHERE NOT customer IS NULL AND NOT reason IS NULL AND NOT EXISTS (SELECT 1 FROM base AS b WHERE b.customer = x.customer)
        GROUP BY GROUPING SETS ((reason), ())
        """
    )


def population(as_of_day: date, zone: str, least: int = 1) -> Tree:
    """The customers who are scored, with recency in whole local days; `least`: the smallest frequency that counts.

    Columns: customer, customer_id (text), first_at, last_at, recency_days, frequency, value.
    """
    last_day = template("CAST(last_at AS DATE)") if zone == "UTC" else call("X_LOCALDATE", name("last_at"), text(zone))
    day = template("CAST($d AS DATE)", d=text(as_of_day.isoformat()))
    return template(
        """
        SELECT customer, CAST(customer AS VARCHAR) AS customer_id, first_at, last_at, $recency AS recency_days, frequency, value
        FROM base WHERE frequency >= $least
        """,
        recency=call("X_DAYS", last_day, day),
        least=number(least),
    )


def totals() -> Tree:
    """The population in one row."""
    return template(
        """
        SELECT COUNT(*) AS customers, SUM(frequency) AS frequency, SUM(value) AS value,
               COUNT(CASE WHEN frequency > 1 THEN 1 END) AS repeaters, MIN(first_at) AS first_at, MAX(last_at) AS last_at,
               MAX(value) AS largest
        FROM population
        """
    )
