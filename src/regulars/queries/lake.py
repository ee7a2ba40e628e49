"""The workspace's canonical tables, what is staged from a source, and what is one customer's. What of it is new is in `upserts`.

Every table has a key (an order's number, a customer's). All rows of a key are one thing: rows staged for a key replace those that
are there, unless they are the same. Instants are stored with their zone (UTC), as other engines expect of a lake.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass

from regulars.queries import reading
from regulars.queries.canonical import STATUS_REASONS, events_read
from regulars.queries.render import Tree, alias, aliased, call, is_in, name, number, select, subquery, table, template, text
from regulars.queries.row_reader import RawTable
from regulars.queries.rows import RETURN, SALE
from regulars.queries.scans import ParquetScan, scan_sql
from regulars.tables import Mapping, Status


@dataclass(frozen=True, slots=True)
class LakeTable:
    """A canonical table: its key, its columns with their types, and those (`about`) that do not make a row another one.

    `adds_up`: rows staged for a key come beside those that are there, instead of replacing them.
    """

    name: str
    key: tuple[str, ...]
    columns: Dictionary[str, str]
    about: frozenset[str] = frozenset()
    adds_up: bool = False


_MONEY = reading.FINE_MONEY
_TEXT, _TIME, _FLAG, _NUMBER = "VARCHAR", "TIMESTAMP WITH TIME ZONE", "BOOLEAN", "DECIMAL(18, 4)"

ORDERS = LakeTable(
    "orders",
    ("order_id",),
    {"order_id": _TEXT, "customer_id": _TEXT, "ordered_at": _TIME, "currency": _TEXT, "total": _MONEY, "discount": _MONEY}
    | {"shipping": _MONEY, "tax": _MONEY, "refunded": _MONEY, "cost": _MONEY, "channel": _TEXT, "coupon_code": _TEXT}
    | {"status": _TEXT, "is_return": _FLAG, "source": _TEXT},
    frozenset({"source"}),
)
LINES = LakeTable(
    "order_lines",
    ("order_id",),
    {"order_id": _TEXT, "line_no": "BIGINT", "product_id": _TEXT, "product_title": _TEXT, "category": _TEXT}
    | {"quantity": _NUMBER, "unit_price": _MONEY, "line_total": _MONEY},
)
EVENTS = LakeTable(
    "events",
    ("customer_id", "occurred_at", "type"),
    {"customer_id": _TEXT, "occurred_at": _TIME, "type": _TEXT, "session_id": _TEXT, "campaign": _TEXT, "channel": _TEXT}
    | {"value": _MONEY, "source": _TEXT},
    frozenset({"source"}),
    adds_up=True,
)
CUSTOMERS = "customers"
CANONICAL = ("customers", "orders", "order_lines", "events")


def files_sql(paths: Sequence[str], *, numbered: bool = False) -> str:
    """The rows of Parquet files; `numbered` with the file that each stands in as `filename`."""
    query = scan_sql(ParquetScan(tuple(paths)))
    return query.replace("union_by_name = true", "union_by_name = true, filename = true") if numbered else query


def numbered_rows(view: str) -> Tree:
    """Judged rows in which a row without an order number has one of its own, made of what it says and not of where it stands."""
    return template(
        """
        SELECT * REPLACE (COALESCE(order_id, CONCAT(
            'row ', CAST(customer AS VARCHAR), ' ', CAST(ordered_at AS VARCHAR), ' ', CAST(amount AS VARCHAR), ' ',
            COALESCE(product, ''), ' ',
            CAST(ROW_NUMBER() OVER (PARTITION BY customer, ordered_at, amount, product, order_id) AS VARCHAR)
        )) AS order_id)
        FROM $v
        """,
        v=table(view),
    )


def _kept() -> Tree:
    return template("(reason IS NULL OR $s)", s=is_in(name("reason"), [text(reason) for reason in STATUS_REASONS]))


def order_numbers() -> Tree:
    """How many rows the table `judged` has, how many of them with an order number, and how many different ones."""
    return template("SELECT COUNT(*) AS n, COUNT(order_id) AS numbered, COUNT(DISTINCT order_id) AS different FROM judged")


def whole_orders(judged: str, source: str) -> Tree:
    """The orders in a table of judged rows, where every row is one."""
    back = f"kind = {RETURN}"
    return template(
        f"""
        SELECT order_id, CAST(customer AS VARCHAR) AS customer_id, CAST(ordered_at AS {_TIME}) AS ordered_at, currency,
               CAST(CASE WHEN {back} THEN amount - refunded ELSE amount END AS {_MONEY}) AS total,
               CAST(discount AS {_MONEY}) AS discount, CAST(shipping AS {_MONEY}) AS shipping, CAST(tax AS {_MONEY}) AS tax,
               CAST(CASE WHEN {back} THEN 0 ELSE refunded END AS {_MONEY}) AS refunded, CAST(cost AS {_MONEY}) AS cost,
               channel, coupon_code,
               CASE WHEN NOT reason IS NULL THEN reason WHEN {back} THEN '{Status.PAID}' ELSE known_status END AS status,
               {back} AS is_return, $source AS source
        FROM $j WHERE $kept
        """,
        j=table(judged),
        kept=_kept(),
        source=text(source),
    )


def staged_orders(source: str) -> Tree:
    """The orders in the view `judged`, one row per number (and customer, and state); a return that names no order is one itself."""
    sale, back = f"kind = {SALE}", f"kind = {RETURN}"
    is_return = f"MAX(CASE WHEN {sale} THEN 1 ELSE 0 END) = 0"
    charged = f"SUM(CASE WHEN {back} THEN 0 ELSE amount END)"
    given_back = f"SUM(CASE WHEN {back} THEN refunded - amount ELSE refunded END)"
    total = template(f"CASE WHEN {is_return} THEN -({given_back}) ELSE {charged} END")
    # rows that add up to more than an amount may be are an amount that cannot be read
    sums = {"total": total, "refunded": template(f"CASE WHEN {is_return} THEN 0 ELSE {given_back} END")}
    sums |= {each: template(f"SUM({each})") for each in ("discount", "shipping", "tax", "cost")}
    return template(
        f"""
        SELECT order_id, CAST(customer AS VARCHAR) AS customer_id,
               CAST(COALESCE(MIN(CASE WHEN {sale} THEN ordered_at END), MIN(ordered_at)) AS {_TIME}) AS ordered_at,
               MIN(currency) AS currency,
               $total AS total, $discount AS discount, $shipping AS shipping, $tax AS tax, $refunded AS refunded, $cost AS cost,
               MIN(channel) AS channel, MIN(coupon_code) AS coupon_code,
               CASE WHEN NOT MIN(reason) IS NULL THEN MIN(reason)
                    WHEN {is_return} THEN '{Status.PAID}'
                    WHEN MIN(known_status) = MAX(known_status) THEN MIN(known_status)
                    ELSE '{Status.PARTIALLY_REFUNDED}' END AS status,
               {is_return} AS is_return, $source AS source
        FROM judged WHERE $kept GROUP BY customer, order_id, reason
        """,
        kept=_kept(),
        source=text(source),
        **{called: reading.fine_money(value) for called, value in sums.items()},
    )


def lines_in_rows() -> Tree:
    """The lines in the view `judged`, where its rows are lines themselves; what came back is in its order's `refunded`."""
    return template(
        f"""
        SELECT order_id, COALESCE(product_id, product) AS product_id, product_title, category, quantity, unit_price,
               line_amount AS line_total
        FROM judged WHERE $kept AND NOT product IS NULL AND kind <> {RETURN}
        """,
        kept=_kept(),
    )


def staged_lines(view: str) -> Tree:
    """Lines with their number, which depends on what they say and not on where they stood."""
    return template(
        f"""
        SELECT order_id,
               ROW_NUMBER() OVER (
                   PARTITION BY order_id
                   ORDER BY product_id NULLS FIRST, product_title NULLS FIRST, quantity NULLS FIRST, line_total NULLS FIRST,
                            unit_price NULLS FIRST, category NULLS FIRST
               ) AS line_no,
               product_id, product_title, category, CAST(quantity AS {_NUMBER}) AS quantity,
               CAST(unit_price AS {_MONEY}) AS unit_price,
               CAST(line_total AS {_MONEY}) AS line_total
        FROM $v WHERE NOT order_id IS NULL
        """,
        v=table(view),
    )


def events_with_sessions(raw: RawTable, mapping: Mapping, file_zone: str) -> Tree:
    """The view `all_events`: what `canonical.events_read` has, and the visit that each belongs to."""
    use = mapping.use("session_id")
    session = reading.text_value(use.column, raw.types[use.column]) if use else template("CAST(NULL AS VARCHAR)")
    return events_read(raw, mapping, file_zone).select(alias(session, "session_id"))


def staged_events(source: str) -> Tree:
    """The events of the view `all_events`; one that is told twice is one."""
    return template(
        f"""
        SELECT DISTINCT customer_id, CAST(occurred_at AS {_TIME}) AS occurred_at, COALESCE(type, '') AS type, session_id, campaign,
               channel, CAST(value AS {_MONEY}) AS value, $source AS source
        FROM all_events WHERE NOT customer_id IS NULL AND NOT occurred_at IS NULL
        """,
        source=text(source),
    )


def nobody() -> Tree:
    """An empty `lake_customers`."""
    return template("SELECT CAST(NULL AS VARCHAR) AS customer_id WHERE FALSE")


def stored(kind: str) -> str:
    """The type that a lake stores for one of the engine's."""
    if kind == "TIMESTAMP":
        return _TIME
    return {"UBIGINT": "BIGINT", "HUGEINT": "DECIMAL(38, 0)", "UINTEGER": "BIGINT"}.get(kind, kind)


def cast_to_stored(view: str, columns: Dictionary[str, str]) -> Tree:
    """A result in types that every reader of a lake knows."""
    kept = [alias(template(f"CAST($c AS {stored(kind)})", c=name(column)), column) for column, kind in columns.items()]
    return select(*kept).from_(table(view))


def some_rows(staged: str, columns: Dictionary[str, str], rows: int) -> Tree:
    """Some rows of what was staged with these columns, instants as naive UTC."""
    shown = [alias(call("X_ZONED_TO_UTC", name(each)), each) if kind == _TIME else name(each) for each, kind in columns.items()]
    first = template("SELECT * FROM $s LIMIT $n", s=table(staged), n=number(rows))
    return select(*shown).from_(aliased(subquery(first), "f"))


def count_rows(staged: str) -> Tree:
    """How many rows are staged."""
    return template("SELECT COUNT(*) AS n FROM $s", s=table(staged))


def orders_of_nobody_else(everywhere: str, published: str, customer_id: str) -> Tree:
    """The orders that a customer has, or had and nobody else has now: an order may have been somebody's before it was another's."""
    return template(
        "SELECT e.order_id, e.customer_id FROM $e AS e WHERE e.order_id NOT IN "
        "(SELECT o.order_id FROM $o AS o WHERE o.order_id IS NOT NULL AND o.customer_id <> $c)",
        e=table(everywhere),
        o=table(published),
        c=text(customer_id),
    )


def by_email(address: str) -> Tree:
    """The customers who have an e-mail address."""
    return template("SELECT DISTINCT customer_id FROM customers WHERE LOWER(email) = LOWER(TRIM($a))", a=text(address))


def without_customer(columns: Sequence[str], view: str, customer_id: str, orders: str | None) -> Tree:
    """The rows of a table that are not one customer's: by customer_id, or by the orders that are theirs."""
    if "customer_id" in columns:
        return template("SELECT * FROM $v WHERE customer_id IS NULL OR customer_id <> $c", v=table(view), c=text(customer_id))
    theirs = template("SELECT o.order_id FROM $o AS o WHERE o.customer_id = $c", o=table(orders or view), c=text(customer_id))
    return template("SELECT * FROM $v AS v WHERE NOT v.order_id IN (SELECT t.order_id FROM $t AS t)", v=table(view), t=theirs)


def of_customer(columns: Sequence[str], view: str, customer_id: str, orders: str | None) -> Tree:
    """The rows of a table that are one customer's."""
    if "customer_id" in columns:
        return template("SELECT * FROM $v WHERE customer_id = $c", v=table(view), c=text(customer_id))
    theirs = template("SELECT o.order_id FROM $o AS o WHERE o.customer_id = $c", o=table(orders or view), c=text(customer_id))
    return template("SELECT * FROM $v AS v WHERE v.order_id IN (SELECT t.order_id FROM $t AS t)", v=table(view), t=theirs)
