"""SQL as people write it becomes criteria where they say exactly the same, and stays SQL where they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.nodes import walk
from regulars.criteria.sentence import Context, sentence
from regulars.criteria.terms import Source
from regulars.criteria.tree import Condition, SqlCondition
from regulars.errors import DefinitionError
from regulars.queries.criteria_read import SqlTables, guarded, read_condition
from regulars.queries.criteria_written import written

FIELDS = {
    "customer_id": ValueKind.TEXT, "country": ValueKind.TEXT, "email": ValueKind.TEXT, "phone": ValueKind.TEXT, "tags": ValueKind.TAGS,
    "birth_date": ValueKind.TIME, "created_at": ValueKind.TIME, "accepts_marketing": ValueKind.FLAG, "orders_ever": ValueKind.NUMBER,
}  # fmt: skip
ORDERS = frozenset({"customer_id", "order_id", "ordered_at", "total", "refunded", "status", "channel", "coupon_code"})
LINES = frozenset({"order_id", "product_title", "category", "quantity"})
EVENTS = frozenset({"customer_id", "occurred_at", "type", "campaign"})
TABLES = SqlTables(
    {"customers": frozenset(FIELDS), "orders": ORDERS, "order_lines": LINES, "events": EVENTS},
    Shape({Source.ORDERS: ORDERS | {"net"}, Source.LINES: LINES | ORDERS, Source.EVENTS: EVENTS}, FIELDS),
)
CONTEXT = Context(datetime(2026, 10, 1, tzinfo=UTC), UTC, "USD")


def _read(sql: str, tables: SqlTables = TABLES) -> Condition:
    return read_condition(sql, tables)


def _stays_sql(condition: Condition) -> bool:
    return any(isinstance(node, SqlCondition) for node in walk(condition))


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("country = 'Canada' AND orders_ever > 3", "whose country is “Canada”, and whose number of orders ever is more than 3"),
        ("3 < orders_ever", "whose number of orders ever is more than 3"),
        ("country <> 'Canada' OR NOT accepts_marketing", "whose country is known and not “Canada”, or who are known not to be subscribed to marketing"),
        ("accepts_marketing = FALSE", "who are known not to be subscribed to marketing"),
        ("country NOT IN ('A', 'B')", "whose country is known and neither “A” nor “B”"),
        ("email LIKE '%@gmail.com' AND phone IS NOT NULL", "whose e-mail ends with “@gmail.com”, and whose phone is known"),
        ("orders_ever BETWEEN 2 AND 5", "whose number of orders ever is from 2 to 5"),
        ("birth_date < DATE '1990-01-01'", "who were born on or before 31 Dec 1989"),
        ("created_at >= TIMESTAMP '2025-01-01 00:00:00'", "who signed up on or after 1 Jan 2025"),
        ("created_at > AS_OF() - INTERVAL 30 DAY", "who signed up in the last 30 days (1 to 30 Sep 2026)"),
        ("created_at < AS_OF() - INTERVAL 2 WEEK", "who signed up more than 14 days ago"),
        ("created_at >= AS_OF() - INTERVAL 30 DAY", "who signed up at most 30 days ago"),
        ("created_at >= '2025-01-01'", "who signed up on or after 1 Jan 2025"),
        ("MONTH(birth_date) = 12 OR DATE_PART('year', birth_date) = 1990", "who were born in December, or who were born in 1990"),
        ("tags LIKE '%vip%'", "whose tags contain “vip”"),
        ("SELECT customer_id FROM orders WHERE ordered_at >= '2026-01-01' AND ordered_at < '2026-04-01'", "with at least 1 order of any status from 1 Jan to 31 Mar 2026"),
        ("SELECT customer_id FROM orders WHERE YEAR(ordered_at) = 2025 AND HOUR(ordered_at) < 6", "with at least 1 order of any status before 6:00 in the day during 2025"),
        ("SELECT customer_id FROM orders WHERE DATE_TRUNC('month', ordered_at) = DATE '2025-02-01'", "with at least 1 order of any status during February 2025"),
        ("SELECT customer_id FROM orders GROUP BY 1 HAVING MAX(ordered_at) < AS_OF() - INTERVAL 180 DAY", "whose latest order of any status was more than 180 days ago"),
        ("SELECT customer_id FROM orders GROUP BY 1 HAVING MIN(ordered_at) >= DATE '2025-01-01'", "whose first order of any status was on or after 1 Jan 2025"),
        ("TAGGED(tags, 'vip')", "with the tag “vip”"),
        ("customer_id IN (SELECT customer_id FROM orders WHERE counted AND ordered_at > AS_OF() - INTERVAL 90 DAY GROUP BY customer_id HAVING SUM(total - refunded) > 500)", "whose net spend in the last 90 days (3 Jul to 30 Sep 2026) is more than 500 USD"),
        ("SELECT customer_id FROM orders WHERE status <> 'cancelled' GROUP BY 1 HAVING COUNT(*) < 3", "with at least 1 order, and with fewer than 3 orders"),
        ("SELECT o.customer_id FROM order_lines AS l JOIN orders AS o USING (order_id) WHERE l.category IN ('A', 'B') AND o.counted", "with at least 1 order of something from “A” or “B”"),
        ("customer_id NOT IN (SELECT customer_id FROM events WHERE type = 'email_open')", "who did not open any e-mail"),
        ("EXISTS (SELECT 1 FROM orders AS o WHERE o.customer_id = c.customer_id AND o.total > 100)", "with at least 1 order of any status worth more than 100 USD"),
        ("SELECT customer_id FROM customers AS k WHERE k.country = 'France' UNION SELECT customer_id FROM events", "whose country is “France”, or with at least 1 event"),
        ("SELECT customer_id FROM customers EXCEPT SELECT customer_id FROM orders WHERE counted", "who are any customer, and with no order"),
        ("(SELECT COUNT(*) FROM orders AS o WHERE o.customer_id = c.customer_id AND o.counted) >= 2", "with at least 2 orders"),
    ],
)  # fmt: skip
def test_usual_forms_become_criteria(sql: str, said: str) -> None:
    found = _read(sql)
    assert not _stays_sql(found)
    assert sentence(found, CONTEXT) == f"Customers {said}."


@pytest.mark.parametrize(
    "sql",
    [
        "LENGTH(country) > 3",
        "email LIKE 'a_b%'",
        "created_at > TIMESTAMP '2025-01-01 10:30:00'",
        "created_at < AS_OF() - INTERVAL 6 MONTH",
        "created_at BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'",
        "created_at >= '2025-01-01 10:30'",
        "SELECT customer_id FROM orders WHERE DATE_TRUNC('month', ordered_at) = DATE '2025-02-02'",
        "orders_ever > 1e3",
        "customer_id IN (SELECT customer_id FROM orders ORDER BY total DESC LIMIT 10)",
        "customer_id IN (SELECT customer_id FROM orders GROUP BY customer_id, channel HAVING COUNT(*) > 3)",
        "EXISTS (SELECT 1 FROM orders AS o WHERE o.total > 100)",
        "SELECT customer_id FROM orders GROUP BY 1 HAVING STDDEV(total) > 3",
    ],
)
def test_what_criteria_cannot_say_exactly_stays_sql(sql: str) -> None:
    assert _stays_sql(_read(sql))


def test_only_the_part_that_they_cannot_say_stays_sql() -> None:
    found = _read("country = 'Canada' AND LENGTH(email) > 3 AND orders_ever > 2")
    assert [node.sql for node in walk(found) if isinstance(node, SqlCondition)] == ["LENGTH(email) > 3"]


def test_every_status_is_sql_where_returns_stand_among_the_orders() -> None:
    sql = "customer_id IN (SELECT customer_id FROM orders WHERE total > 5)"
    assert not _stays_sql(_read(sql))
    assert _stays_sql(_read(sql, replace(TABLES, has_returns=True)))


def test_not_cancelled_is_counted_only_where_nothing_else_is_left_out() -> None:
    sql = "SELECT customer_id FROM orders WHERE status <> 'cancelled'"
    assert "any status" not in sentence(_read(sql), CONTEXT)
    assert "any status" in sentence(_read(sql, replace(TABLES, only_cancelled=False)), CONTEXT)


def test_functions_of_criteria_are_refused_inside_sql_that_stays_sql() -> None:
    with pytest.raises(DefinitionError, match="IN_LAST where criteria cannot say the rest"):
        _read("customer_id IN (SELECT customer_id FROM orders WHERE IN_LAST(ordered_at, 3, 'day') ORDER BY total LIMIT 3)")
    with pytest.raises(DefinitionError, match="the column weekday where criteria cannot say the rest"):
        _read("customer_id IN (SELECT customer_id FROM orders WHERE weekday > 5 LIMIT 3)")


def test_a_name_made_inside_the_sql_may_be_like_one_of_criteria() -> None:
    sql = "WITH v AS (SELECT customer_id, total - refunded AS net FROM orders) SELECT customer_id FROM v WHERE net > 5"
    assert _stays_sql(_read(sql))


def test_sql_that_comes_from_a_file_is_checked_again() -> None:
    with pytest.raises(DefinitionError, match="READ_CSV"):
        guarded("customer_id IN (SELECT customer_id FROM read_csv('/etc/passwd'))", TABLES)
    with pytest.raises(DefinitionError, match="more than one statement"):
        guarded("TRUE; DROP TABLE orders", TABLES)


@pytest.mark.parametrize(
    "value", ["it's", "'; DROP TABLE orders; --", "\\", "\\'", "100%", "a\nb", "“x”", "$1", "{}", "🙂", "\x00x"]
)
def test_a_value_never_leaves_its_quotes(value: str) -> None:
    from regulars.criteria.terms import TextOperator
    from regulars.criteria.tree import FieldText

    tree = FieldText("country", TextOperator.ANY_OF, (value,))
    assert _read(written(tree)) == tree
