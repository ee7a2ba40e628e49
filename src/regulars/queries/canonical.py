"""The canonical tables of orders, order lines and events, made from read rows.

`orders` has every order up to the as-of with its status; rows that are no orders at all (no customer, no date...) are counted
by `left_out` and left out. A return that names no order is a row of status `return`: money given back, on its own day.
"""

from __future__ import annotations

from datetime import datetime

from regulars.queries import reading
from regulars.queries.engagement import event_customer, event_type
from regulars.queries.render import Select, Tree, alias, case, is_in, name, null, select, table, template, text, timestamp
from regulars.queries.row_reader import RawTable, ReadingRules, RowReader
from regulars.queries.rows import RETURN, SALE, classified_details, parsed_details
from regulars.tables import Mapping, Reason, Status

RETURN_STATUS = "return"
# reasons that are an order's status, and not a flaw of its row
STATUS_REASONS = (Reason.CANCELLED, Reason.PENDING, Reason.FAILED, Reason.TEST, Reason.DRAFT)
ORDER_MONEY = ("total", "discount", "shipping", "tax", "refunded", "cost")


def read_whole(raw: RawTable, mapping: Mapping, rules: ReadingRules) -> Tree:
    """The view `whole`: every role that the canonical tables keep, read and not judged."""
    reader = RowReader(raw, mapping, rules)
    more = [alias(reader.detail(role), role) for role in ("shipping", "tax")]
    price = reader.money("unit_price")
    return parsed_details(raw, mapping, rules).select(*more, alias(_money(price), "unit_price"))


def _money(value: Tree | None) -> Tree:
    return template(f"CAST(NULL AS {reading.FINE_MONEY})") if value is None else value


def judged(mapping: Mapping, rules: ReadingRules, *, is_numbered: bool, whole: str = "whole") -> Tree:
    """The rows of the view `whole` with their kind, reason and status; `is_numbered` where rows may be without an order number."""
    known = case(
        [(name("state").eq(text(status)), text(status)) for status in (Status.PARTIALLY_REFUNDED, Status.REFUNDED)],
        text(Status.PAID),
    )
    own = template("CAST(order_key AS VARCHAR)")
    if is_numbered:
        own = template("COALESCE($o, CONCAT('row ', CAST(ROW_NUMBER() OVER () AS VARCHAR)))", o=own)
    return classified_details(mapping, rules, whole).select(
        *map(name, ("shipping", "tax", "unit_price", "product_id")), alias(known, "known_status"), alias(own, "order_id")
    )


def left_out(as_of: datetime | None) -> Tree:
    """How many rows of `judged` are no part of the canonical orders, by reason."""
    late = [(template("ordered_at > $u", u=timestamp(as_of)), text(Reason.AFTER_AS_OF))] if as_of else []
    status = is_in(name("reason"), [text(reason) for reason in STATUS_REASONS])
    reason = case([(template("NOT reason IS NULL AND NOT $s", s=status), name("reason")), *late], null())
    return template("SELECT $r AS why, COUNT(*) AS n FROM judged GROUP BY 1 ORDER BY n DESC, why", r=reason)


def read_orders() -> Tree:
    """Rows of `judged` by the reason why they are left out (NULL: they stay) and currency, with first and last instant and what was
    charged."""
    status = is_in(name("reason"), [text(reason) for reason in STATUS_REASONS])
    reason = case([(template("NOT reason IS NULL AND NOT $s", s=status), name("reason"))], null())
    return template(
        f"""
        SELECT $r AS why, currency, COUNT(*) AS n, MIN(ordered_at) AS first_at, MAX(ordered_at) AS last_at,
               SUM(CASE WHEN kind = {SALE} THEN amount END) AS charged
        FROM judged GROUP BY 1, 2 ORDER BY n DESC, why, currency
        """,
        r=reason,
    )


def last_counted() -> Tree:
    """The instant of the last order that counts."""
    return template(f"SELECT MAX(CASE WHEN reason IS NULL AND kind = {SALE} THEN ordered_at END) AS last_at FROM judged")


def order_keys() -> Tree:
    """The view `rows` that counting order numbers goes by."""
    return template("SELECT order_key FROM judged")


def _kept(as_of: datetime) -> Tree:
    status = is_in(name("reason"), [text(reason) for reason in STATUS_REASONS])
    return template("(reason IS NULL OR $s) AND ordered_at <= $u", s=status, u=timestamp(as_of))


def orders(as_of: datetime, *, one_row_each: bool) -> Tree:
    """The orders; `one_row_each` where every row of `judged` is an order of its own."""
    given_back = f"CASE WHEN kind = {RETURN} THEN refunded - amount ELSE refunded END"
    money = reading.FINE_MONEY
    charged = f"CASE WHEN kind = {RETURN} THEN 0 ELSE amount END"
    if one_row_each:
        return template(
            f"""
            SELECT order_id, CAST(customer AS VARCHAR) AS customer_id, ordered_at, currency,
                   CAST({charged} AS {money}) AS total, CAST({given_back} AS {money}) AS refunded,
                   discount, shipping, tax, cost, channel, coupon_code,
                   CASE WHEN NOT reason IS NULL THEN reason
                        WHEN kind = {RETURN} THEN '{RETURN_STATUS}' ELSE known_status END AS status
            FROM judged WHERE $kept
            """,
            kept=_kept(as_of),
        )
    sums = {"total": charged, "refunded": given_back} | {each: each for each in ("discount", "shipping", "tax", "cost")}
    return template(
        f"""
        SELECT order_id, CAST(customer AS VARCHAR) AS customer_id,
               COALESCE(MIN(CASE WHEN kind = {SALE} THEN ordered_at END), MIN(ordered_at)) AS ordered_at,
               MIN(currency) AS currency, $total AS total, $refunded AS refunded, $discount AS discount, $shipping AS shipping,
               $tax AS tax, $cost AS cost,
               MIN(channel) AS channel, MIN(coupon_code) AS coupon_code,
               CASE WHEN NOT MIN(reason) IS NULL THEN MIN(reason)
                    WHEN MAX(CASE WHEN kind = {SALE} THEN 1 ELSE 0 END) = 0 THEN '{RETURN_STATUS}'
                    WHEN MIN(known_status) = MAX(known_status) THEN MIN(known_status)
                    ELSE '{Status.PARTIALLY_REFUNDED}' END AS status
        FROM judged WHERE $kept GROUP BY customer, order_id, reason
        """,
        kept=_kept(as_of),
        **{called: reading.fine_money(template(f"SUM({of})")) for called, of in sums.items()},
    )


def lines_of_rows(as_of: datetime) -> Tree:
    """The table `order_lines` where the rows of the orders are lines themselves."""
    return template(
        f"""
        SELECT order_id, COALESCE(product_id, product) AS product_id, product_title, category, quantity, unit_price,
               line_amount AS line_total
        FROM judged WHERE $kept AND NOT product IS NULL AND kind <> {RETURN}
        """,
        kept=_kept(as_of),
    )


def lines_of_file(raw: RawTable, mapping: Mapping) -> Tree:
    """The view `all_lines`, where lines came in a file of their own."""
    reader = RowReader(raw, mapping, ReadingRules())
    price = reader.money("unit_price")
    return select(
        alias(template("CAST($k AS VARCHAR)", k=reader.order_key()), "order_id"),
        alias(reader.text("product_id"), "product_id"),
        alias(reader.text("product_title"), "product_title"),
        alias(reader.text("category"), "category"),
        alias(reader.quantity(), "quantity"),
        alias(_money(price), "unit_price"),
        alias(reader.line_amount(), "line_total"),
    ).from_(table(raw.view))


def known_lines() -> Tree:
    """The table `order_lines`: the lines of `all_lines` whose order is known."""
    return template("SELECT l.* FROM all_lines AS l WHERE l.order_id IN (SELECT o.order_id FROM orders AS o)")


def count_of(view: str) -> Tree:
    """How many rows a table or view has."""
    return template("SELECT COUNT(*) AS n FROM $t", t=table(view))


def events_read(raw: RawTable, mapping: Mapping, file_zone: str) -> Select:
    """The view `all_events`."""
    use = mapping.use("occurred_at")
    moment = reading.calendar_value(use, raw.types[use.column], file_zone) if use else null()
    value = mapping.use("value")
    return select(
        alias(template("CAST($c AS VARCHAR)", c=event_customer(raw, mapping)), "customer_id"),
        alias(moment, "occurred_at"),
        alias(event_type(raw, mapping), "type"),
        *[alias(_text(raw, mapping, role), role) for role in ("campaign", "channel")],
        alias(_money(None if value is None else reading.money_value(value, raw.types[value.column])), "value"),
    ).from_(table(raw.view))


def _text(raw: RawTable, mapping: Mapping, role: str) -> Tree:
    use = mapping.use(role)
    return template("CAST(NULL AS VARCHAR)") if use is None else reading.text_value(use.column, raw.types[use.column])


def events_left_out(as_of: datetime | None) -> Tree:
    """How many events are left out, by reason (`as_of` None: none for being late); NULL: those that stay."""
    reason = case(
        [
            (template("customer_id IS NULL"), text(Reason.NO_CUSTOMER)),
            (template("occurred_at IS NULL"), text(Reason.UNREADABLE_DATE)),
            *([(template("occurred_at > $u", u=timestamp(as_of)), text(Reason.AFTER_AS_OF))] if as_of else []),
        ],
        null(),
    )
    return template("SELECT $r AS why, COUNT(*) AS n FROM all_events GROUP BY 1 ORDER BY n DESC, why", r=reason)


def events(as_of: datetime) -> Tree:
    """The events."""
    return template("SELECT * FROM all_events WHERE NOT customer_id IS NULL AND occurred_at <= $u", u=timestamp(as_of))


def statuses() -> Tree:
    """The statuses of the orders, and the currencies."""
    return template("SELECT status, currency, COUNT(*) AS n FROM orders GROUP BY 1, 2 ORDER BY n DESC, status, currency")


def by_customer(query: Tree, *more: str) -> Tree:
    """A customer's rows side by side, so that grouping by customer finds them in one place; then by `more` columns."""
    return template(f"SELECT * FROM $q AS s ORDER BY {', '.join(('customer_id', *more))}", q=query)
