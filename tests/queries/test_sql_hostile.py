"""SQL that is meant to do harm is refused in a sentence, or does none: it ends soon, and changes, reads and fills nothing."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import opened, write_tables

from regulars.errors import DefinitionError, EngineError, RegularsError
from regulars.work.ask import Asking
from regulars.work.ask_sql import ask_sql

_DOUBLING = "".join(f", a{n + 1} AS (SELECT customer_id, e || e AS e FROM a{n})" for n in range(30))

REFUSED = [
    # comments and further statements
    "1=1;--", "1=1; SELECT 1", "country='US'; ATTACH '/tmp/x.db'", "/**/DROP/**/TABLE/**/orders", "TRUE\n;\nDROP TABLE orders",
    "TRUE\x00; DROP TABLE orders", "country = 'US'\u2028; DROP TABLE orders", "SELECT customer_id FROM orders; COPY orders TO 'x.csv'",
    # writing, and statements that are no question
    "WITH d AS (DELETE FROM orders RETURNING customer_id) SELECT customer_id FROM d",
    "WITH i AS (INSERT INTO orders SELECT * FROM orders RETURNING customer_id) SELECT customer_id FROM i",
    "MERGE INTO orders USING customers ON TRUE WHEN MATCHED THEN DELETE", "CREATE OR REPLACE VIEW orders AS SELECT 1",
    "CREATE MACRO f(x) AS x", "ALTER TABLE orders ADD COLUMN x INT", "TRUNCATE orders", "EXPORT DATABASE 'x'", "CHECKPOINT", "VACUUM",
    "LOAD httpfs", "USE memory", "CALL pragma_version()", "EXPLAIN ANALYZE SELECT customer_id FROM orders", "DESCRIBE orders",
    "SHOW TABLES", "EXECUTE x", "PREPARE x AS SELECT 1", "BEGIN", "SUMMARIZE orders", "VALUES (1)", "TABLE orders", "FROM orders",
    "SELECT customer_id INTO t FROM orders", "SELECT customer_id FROM orders FOR UPDATE",
    # files, settings, environment, clocks, other databases
    "SELECT customer_id FROM read_text('/etc/passwd')", "SELECT customer_id FROM read_blob('*')", 'SELECT customer_id FROM "/etc/passwd"',
    "SELECT customer_id FROM sniff_csv('/etc/passwd')", "customer_id = (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT customer_id FROM orders ORDER BY (SELECT 1 FROM read_text('/etc/passwd'))",
    "SELECT customer_id FROM orders LIMIT (SELECT COUNT(*) FROM read_text('/etc/passwd'))",
    "SELECT customer_id FROM orders GROUP BY ALL HAVING read_text('/x') = 1",
    "current_setting('home_directory') = ''", "SELECT customer_id FROM duckdb_secrets()", "SELECT customer_id FROM sqlite_master",
    "SELECT customer_id FROM pg_catalog.pg_tables", "SELECT customer_id FROM system.information_schema.tables", "current_user = 'x'",
    "version() = 'x'", "SELECT customer_id FROM query('SELECT 1')", "SELECT customer_id FROM query_table('orders')",
    "COLUMNS('.*') = 'x'", "write_log('x') = 1", "pg_sleep(60) IS NULL", "nextval('s') > 0", "txid_current() > 0",
    "SELECT customer_id FROM postgres_scan('h','s','t')", "SELECT customer_id FROM orders AT (VERSION => 1)",
    # names of what is not the shop's
    "\"country\"\"; DROP TABLE orders; --\" = 'x'", "main.orders.total > 1", "SELECT customer_id FROM temp.orders",
    "SELECT customer_id FROM raw_orders", "SELECT customer_id FROM judged_customers", "SELECT customer_id FROM customer_totals",
    "rowid > 0", "customers = 'x'", "SELECT * EXCLUDE (email) FROM customers", "SELECT customer_id FROM (VALUES ('a')) t(customer_id)",
    "SELECT customer_id FROM orders PIVOT (COUNT(*) FOR status IN ('paid'))", "SELECT customer_id FROM orders USING SAMPLE 5",
    # letters that look like others, quotes that are none
    "country = ‘US’ OR 1=1", "country = ’; DROP TABLE orders; --’", "country ＝ 'US'", "\u202edrop table orders", "cоuntry = 'US'",
    "country = U&'\\0027 OR 1=1'", "country = E'\\' OR 1=1 --'", "country = $$US$$", "country = $tag$ ' OR 1=1 $tag$",
    # what would grow: nesting, rows out of nothing, texts
    "(" * 151 + "1" + ")" * 151 + " = 1", "NOT " * 1000 + "TRUE", "-" * 5000 + "1 > 0", "CASE WHEN " * 500 + "TRUE",
    "SELECT customer_id FROM generate_series(1, 10000000000)", "UNNEST(range(100000000)) > 0", "repeat('a', 1000000000) = 'x'",
    "length(lpad('a', 1000000000, 'b')) > 0", "list_sum(range(1000000000)) > 0", "LENGTH(REPLACE(email, 'e', 'eeeeeeeeeeee')) > 5",
    f"WITH a0 AS (SELECT customer_id, email AS e FROM customers){_DOUBLING} SELECT customer_id FROM a30 WHERE e = 'x'",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT customer_id FROM r", "regexp_full_match(email, '(a|a)*b')",
    "email SIMILAR TO '(a+)+'", "email ~ '(a+)+$'", "email GLOB '*'", "list_transform([1], lambda x: x) = [1]", "{'a': 1}.a = 1",
    # what means nothing
    "''", "NULL", "1", "customer_id", "TRUE AND 5", "NOT email", "AS_OF(1) > created_at", "IN_SEGMENT()", "FOLLOWED(1, 2)", "?", "\\",
    "(SELECT FROM orders AS o WHERE o.customer_id = c.customer_id) >= 0", "EXISTS (SELECT FROM orders)",
]  # fmt: skip

HARMLESS = [
    "country = 'US' -- ' OR 1=1",
    "country = 'x' /*! OR 1=1 */",
    "country = 'US\x00'",
    f"country = '{'a' * 19_000}'",
    "email LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b'",
    "SELECT 'a' AS customer_id",
]

_JOINS = " ".join(f"JOIN orders o{n} ON TRUE" for n in range(7))
ENDLESS = [
    "SELECT a.customer_id FROM orders a, orders b, orders c, orders d, orders e, orders f, orders g, orders h",
    f"customer_id IN (SELECT o.customer_id FROM orders o {_JOINS} GROUP BY 1)",
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Three hundred customers in two countries, with an order each."""
    customers = "\n".join(f"C{n},{'US' if n % 2 else 'DE'},e{n}@example.com,2025-01-0{n % 9 + 1}" for n in range(300))
    orders = "\n".join(f"O{n},C{n},2025-06-0{n % 9 + 1} 10:00:00,{n}.50" for n in range(300))
    folder = write_tables(
        tmp_path_factory.mktemp("shop"),
        customers=f"customer_id,country,email,created_at\n{customers}",
        orders=f"order_id,customer_id,ordered_at,total\n{orders}",
    )
    with opened(folder) as data:
        yield Asking(data)


@pytest.mark.parametrize("sql", REFUSED)
def test_what_would_do_harm_is_refused_in_one_sentence(shop: Asking, sql: str) -> None:
    with pytest.raises(DefinitionError) as error:
        ask_sql(shop, sql, seconds=5)
    assert "\n" not in str(error.value)
    assert "bug" not in str(error.value)


@pytest.mark.parametrize("sql", HARMLESS)
def test_what_looks_like_harm_finds_some_or_nobody(shop: Asking, sql: str) -> None:
    assert ask_sql(shop, sql, seconds=5).answer.segments[0].count in {0, 150}


@pytest.mark.parametrize("sql", ENDLESS)
def test_what_would_never_end_is_stopped_and_takes_little_memory(shop: Asking, sql: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(EngineError, match=r"more than 0\.5 seconds"):
        ask_sql(shop, sql, seconds=0.5)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # kilobytes; unbounded, it filled the machine


def test_more_parts_than_the_engine_takes_are_refused_as_that(shop: Asking) -> None:
    with pytest.raises(RegularsError, match="adds up too many parts"):
        ask_sql(shop, " + ".join(["1"] * 1500) + " > 0", seconds=5)


def test_afterwards_everything_is_as_it_was(shop: Asking, tmp_path: Path) -> None:
    assert shop.data.engine.rows("SELECT COUNT(*) FROM orders") == [(300,)]
    assert ask_sql(shop, "country = 'US'").answer.segments[0].count == 150
    assert not list(tmp_path.iterdir())
