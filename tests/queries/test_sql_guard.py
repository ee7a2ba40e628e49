"""SQL from people reads the shop's own tables, or is refused with the part that does not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.queries.sql_guard import Asked, read_sql

TABLES = {
    "customers": frozenset({"customer_id", "country", "email", "created_at"}),
    "orders": frozenset({"customer_id", "order_id", "total", "refunded", "status", "ordered_at"}),
    "order_lines": frozenset({"order_id", "category"}),
}


def _text(asked: Asked) -> str:
    tree = asked.condition or asked.query
    assert tree is not None
    return tree.sql("duckdb")


@pytest.mark.parametrize(
    "sql",
    [
        "country = 'Canada'",
        "country = 'it''s' OR NOT email LIKE '%@example.com'",
        "created_at > CAST('2025-01-01' AS TIMESTAMP)",
        "SELECT customer_id FROM orders WHERE total > (SELECT AVG(total) FROM orders) LIMIT 5",
        "SELECT customer_id FROM orders AS o JOIN order_lines AS l ON o.order_id = l.order_id WHERE category = 'x' AND ordered_at > AS_OF() - INTERVAL '90' DAY GROUP BY 1 HAVING SUM(total - refunded) > 500",
        "SELECT customer_id FROM customers EXCEPT SELECT customer_id FROM orders",
        "WITH big AS (SELECT customer_id, SUM(total) AS spent FROM orders GROUP BY customer_id) SELECT customer_id FROM big WHERE spent > 5",
        "customer_id IN (SELECT customer_id FROM orders WHERE EXTRACT(ISODOW FROM ordered_at) > 5)",
    ],
)
def test_questions_about_the_shops_tables_pass_as_they_are(sql: str) -> None:
    assert _text(read_sql(sql, TABLES)) == sql


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("country = 'x'; DROP TABLE orders", "more than one statement"),
        ("DROP TABLE orders", "DROP TABLE orders"),
        ("DELETE FROM orders", "DELETE FROM orders"),
        ("UPDATE orders SET total = 1", "UPDATE orders SET total = 1"),
        ("INSERT INTO orders VALUES (1)", "INSERT INTO orders"),
        ("CREATE TABLE x AS SELECT 1", "CREATE TABLE x"),
        ("COPY orders TO 'x'", "COPY orders TO 'x'"),
        ("ATTACH 'x'", "ATTACH 'x'"),
        ("INSTALL httpfs", "INSTALL"),
        ("SET memory_limit = '1'", "SET memory_limit"),
        ("PRAGMA version", "PRAGMA version"),
        ("SELECT customer_id FROM read_csv('/etc/passwd')", "READ_CSV('/etc/passwd')"),
        ("SELECT customer_id FROM '/etc/passwd'", "no table of the shop"),
        ("SELECT customer_id FROM glob('*')", "GLOB"),
        ("SELECT customer_id FROM duckdb_settings()", "DUCKDB_SETTINGS()"),
        ("SELECT customer_id FROM information_schema.tables", "information_schema.tables"),
        ("SELECT customer_id FROM main.orders", "main.orders"),
        ("getenv('HOME') = 'x'", "GETENV('HOME')"),
        ("current_setting('x') = 'y'", "CURRENT_SETTING"),
        ("SELECT customer_id FROM range(10)", "RANGE"),
        ("SELECT UNNEST([1]) AS customer_id", "not on the list"),
        ("WITH RECURSIVE a AS (SELECT customer_id FROM orders UNION ALL SELECT customer_id FROM a) SELECT customer_id FROM a", "recurses"),
        ("WITH orders AS (SELECT 1) SELECT customer_id FROM orders", "calls a subquery 'orders'"),
        ("SELECT customer_id, email FROM customers", "must list customer_id and nothing else"),
        ("SELECT email AS mail FROM customers", "must list customer_id and nothing else"),
        ("SELECT * FROM orders", "must list customer_id and nothing else"),
        ("SELECT customer_id FROM orders UNION SELECT email FROM customers", "must list customer_id"),
        ("country = $1", "$1"),
        ("country = ?", "?"),
        ("total::JSON = 1", "JSON"),
        ("rowid = 1", "no column of the shop's tables: rowid"),
        ("contry = 'x'", "Did you mean country?"),
        ("ordered_at > NOW()", "NOW()"),
        ("ordered_at > CURRENT_TIMESTAMP", "AS_OF() is the instant"),
        ("SELECT customer_id FROM orders TABLESAMPLE 10%", "TABLESAMPLE"),
        ("SELECT customer_id FROM orders ORDER BY RANDOM()", "RANDOM()"),
        ("regexp_matches(email, '(a+)+$')", "REGEXP_MATCHES"),
        ("", "empty"),
        ("-- nothing", "nothing but comments"),
        ("'", "cannot be read"),
        ("((((", "cannot be read"),
        ("(" * 3000 + "1" + ")" * 3000, "nested too deeply"),
        ("not " * 4900 + "true", "nested too deeply"),
        ("a" * 20_001, "longer than 20,000"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_part(sql: str, said: str) -> None:
    with pytest.raises(DefinitionError) as error:
        read_sql(sql, TABLES)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_comments_do_not_pass() -> None:
    assert _text(read_sql("country = 'a' /* hidden */ -- more", TABLES)) == "country = 'a'"


_WORDS = st.sampled_from(
    [
        "select",
        "customer_id",
        "from",
        "orders",
        "customers",
        "where",
        "and",
        "or",
        "not",
        "in",
        "(",
        ")",
        "=",
        "<",
        ">",
        "'",
        '"',
        ";",
        "--",
        "/*",
        "*/",
        ",",
        ".",
        "*",
        "1",
        "'x'",
        "country",
        "total",
        "with",
        "as",
        "union",
        "drop",
        "table",
        "delete",
        "insert",
        "copy",
        "attach",
        "read_csv",
        "(",
        ")",
        "case",
        "when",
        "then",
        "end",
        "interval",
        "day",
        "cast",
        "between",
        "like",
        "is",
        "null",
        "exists",
        "over",
        "partition",
        "by",
        "$1",
        "?",
        "::",
        "[",
        "]",
        "{",
        "}",
    ]
)


@pytest.mark.parametrize("sql", ["customer_id delete", "country = 'a' AS drop", "(country = 'a') more"])
def test_a_name_behind_a_condition_is_refused(sql: str) -> None:
    with pytest.raises(DefinitionError, match="no part of the condition"):
        read_sql(sql, TABLES)


@given(st.lists(_WORDS, max_size=25).map(" ".join) | st.text(max_size=40))
@settings(max_examples=500, deadline=None)
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(sql: str) -> None:
    try:
        asked = read_sql(sql, TABLES)
    except DefinitionError:
        return
    outside_literals = re.sub(r"'(?:[^']|'')*'", "''", _text(asked)).upper().split()
    assert not any(word in outside_literals for word in ("DROP", "DELETE", "INSERT", "COPY", "ATTACH"))
