"""Imports from databases: real servers, exact values, the tables told by their names, and no password anywhere."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.servers import mariadb_server, postgres_server

from regulars.errors import DefinitionError, SourceError, UndecidedError
from regulars.ingest.servers import is_address, read_address
from regulars.work.custom_segments import read_table
from regulars.work.imports import ImportReport, ImportRequest, import_files, last_imports, requested, try_import
from regulars.work.workspace import Workspace

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A PostgreSQL server."""
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="module")
def mariadb() -> Iterator[str]:
    """A MariaDB server."""
    with mariadb_server() as address:
        yield address


def bring(workspace: Workspace, address: str, *tables: str) -> ImportReport:
    return import_files(workspace, ImportRequest(requested([address], tables=tables)), actor="tester", now=NOW)


def orders_of(workspace: Workspace) -> dict[str, dict[str, Any]]:
    return {row["order_id"]: row for row in read_table(workspace, workspace.published(), "orders")}


def everything_kept(workspace: Workspace) -> str:
    """All that the workspace's files say, as text."""
    return "".join(path.read_bytes().decode("latin-1") for path in workspace.folder.rglob("*") if path.is_file())


@pytest.mark.long
def test_tables_of_postgresql_come_in_exactly_and_together(postgres: str, make_workspace: MakeWorkspace) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        for statement in (
            "CREATE TABLE customers (customer_id int, email text, accepts_marketing boolean, country text, note text)",
            "INSERT INTO customers VALUES (1, 'ann@example.com', true, 'FR', E'two\\nlines, \"quoted\"'), (2, 'bo@example.com', false, 'DE', NULL)",
            """CREATE TABLE orders (order_id bigint, customer_id int, ordered_at timestamptz, total numeric(20, 4), status text,
                                    paid money, "odd ""name" text)""",
            # 0.1 + 0.2 is no 0.3 in floating point, and sixteen digits hardly fit into one
            """INSERT INTO orders VALUES (1, 1, '2024-03-01 23:30:00-05', 0.3, 'paid', 5, ''),
                                         (2, 2, '2024-03-02 00:00:00+01', 123456789012.3456, 'paid', 5, 'x,y'),
                                         (3, 2, '2024-04-02 10:00:00+00', 12.3456, 'cancelled', NULL, NULL)""",
            "CREATE TABLE order_items (order_id bigint, product_id text, quantity int, line_total numeric(10, 2))",
            "INSERT INTO order_items VALUES (1, 'pen', 3, 0.30), (2, 'ship', 1, 999999999999.99 - 999999999999.00)",
            "CREATE TABLE events (customer_id int, occurred_at timestamptz, type text)",
            "CREATE TABLE unrelated (colour text)",
        ):
            connection.execute(statement)
    workspace = make_workspace()
    done = bring(workspace, postgres)
    assert {name: made["added"] for name, made in done.tables.items()} == {"orders": 3, "order_lines": 2, "customers": 2}
    orders = orders_of(workspace)
    assert orders["1"]["total"] == Decimal("0.3")
    assert orders["2"]["total"] == Decimal("123456789012.3456")
    assert orders["3"]["total"] == Decimal("12.3456")
    assert orders["1"]["ordered_at"] == datetime(2024, 3, 2, 4, 30, tzinfo=UTC)
    assert orders["2"]["ordered_at"] == datetime(2024, 3, 1, 23, tzinfo=UTC)
    people = {row["customer_id"]: row for row in read_table(workspace, workspace.published(), "customers")}
    assert (people["1"]["accepts_marketing"], people["2"]["accepts_marketing"]) == (True, False)
    assert not bring(workspace, postgres).changed  # again: the same
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("UPDATE orders SET status = 'cancelled' WHERE order_id = 1")
        connection.execute("CREATE SCHEMA archive")
        connection.execute(
            "CREATE TABLE archive.sales AS SELECT order_id + 100 AS order_id, customer_id, ordered_at, total FROM orders"
        )
    assert bring(workspace, postgres).tables["orders"]["replaced"] == 1
    assert bring(workspace, postgres, "orders=archive.sales").tables["orders"]["added"] == 3
    with pytest.raises(SourceError, match="sales"):
        bring(workspace, postgres, "archive.salse")
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE TABLE archive.orders AS SELECT * FROM orders")
    with pytest.raises(UndecidedError, match=r"orders=archive\.orders"):
        bring(workspace, postgres)


@pytest.mark.long
def test_only_what_was_changed_is_read_where_a_column_tells(postgres: str, mariadb: str, make_workspace: MakeWorkspace) -> None:
    import psycopg
    import pymysql

    at = read_address(mariadb)
    make = (
        "CREATE TABLE till_orders (order_id int, customer_id int, ordered_at timestamp, total decimal(10, 2), updated_at timestamp NULL)",
        """INSERT INTO till_orders VALUES (1, 1, '2024-01-05 10:00:00', 1, '2024-01-05 10:00:00'),
           (2, 1, '2024-01-06 10:00:00', 2, '2024-05-30 10:00:00'), (3, 1, '2024-01-07 10:00:00', 3, NULL)""",
    )
    with psycopg.connect(postgres, autocommit=True) as first:
        for statement in make:
            first.execute(statement)
    with pymysql.connect(
        host=at.host, port=at.port or 0, user=at.user, password=at.password, database=at.database, autocommit=True
    ) as second:
        for statement in make:
            second.cursor().execute(statement)
    for name, address in (("one", postgres), ("two", mariadb)):
        workspace = make_workspace(name)
        sources = requested([address], tables=["orders=till_orders"], since=datetime(2024, 5, 1, tzinfo=UTC))
        tried = try_import(workspace, ImportRequest(sources))
        assert tried.tables["orders"]["added"] == 2
        assert any("rows changed since 2024-05-01" in note for note in tried.sources[0]["notes"])
        assert last_imports(workspace) == {}
        bring(workspace, address, "orders=till_orders")
        since = last_imports(workspace)
        assert list(since.values()) == [NOW - timedelta(days=1)]
        again = import_files(
            workspace, ImportRequest(requested([address], tables=["orders=till_orders"], since=since)), actor="t", now=NOW
        )
        assert again.sources[0]["rows"] == 1  # the one that does not say
        assert not again.changed


@pytest.mark.long
def test_a_password_stands_in_no_message_and_no_file(postgres: str, make_workspace: MakeWorkspace) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE closed")
        connection.execute("CREATE ROLE buyer LOGIN PASSWORD 'hunter2secret'")
        connection.execute("CREATE SCHEMA IF NOT EXISTS mine AUTHORIZATION buyer")
        connection.execute(
            "CREATE TABLE mine.orders AS SELECT 'A' AS order_id, 'C' AS customer_id, now() - interval '300 days' AS ordered_at, 5.00 AS total"
        )
        connection.execute("ALTER TABLE mine.orders OWNER TO buyer")
    address = postgres.replace("shop@", "buyer:hunter2secret@")
    workspace = make_workspace()
    assert bring(workspace, address, "mine.orders").tables["orders"]["added"] == 1
    refused = []
    for wrong in (
        address.replace("/postgres", "/nowhere"),
        address.replace("127.0.0.1", "127.0.0.2"),
        address.replace("127.0.0.1:", "127.0.0.1:1"),
        address + "?sslmode=require",
        address + "?colour=red",
    ):
        with pytest.raises(SourceError) as error:
            bring(workspace, wrong, "mine.orders")
        refused.append(f"{error.value.problem} {error.value.remedy} {error.value.__cause__!r}")
    assert all("hunter2" not in each for each in refused), refused
    assert "hunter2" not in everything_kept(workspace)
    environment = os.environ | {"SHOP_DATABASE": address, "REGULARS_TRACEBACK": ""}
    command = [sys.executable, "-m", "regulars", "import", "env:SHOP_DATABASE", "--table", "mine.orders", "--dry-run"]
    done = subprocess.run(
        [*command, "--workspace", str(workspace.folder)], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "1 rows read" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.long
def test_tables_of_mariadb_come_in_exactly_and_together(mariadb: str, make_workspace: MakeWorkspace) -> None:
    import pymysql

    at = read_address(mariadb)
    with pymysql.connect(
        host=at.host,
        port=at.port or 0,
        user=at.user,
        password=at.password,
        database=at.database,
        autocommit=True,
        charset="utf8mb4",
    ) as connection:
        cursor = connection.cursor()
        for statement in (
            "SET time_zone = '+02:00'",
            "CREATE TABLE orders (`order` bigint, customer_id int, ordered_at timestamp NULL, total decimal(20, 4), test tinyint(1), note text)",
            """INSERT INTO orders VALUES (1, 1, '2024-03-01 01:30:00', 0.3, 0, 'Zoë 🎉, \"x\"\nnext'),
                                         (2, 2, '2024-03-02 12:00:00', 123456789012.3456, 0, ''), (3, 2, '2024-04-02 10:00:00', 12.3456, 1, NULL)""",
            "CREATE TABLE order_items (order_id bigint, product_id varchar(9), quantity int, line_total decimal(10, 2))",
            "INSERT INTO order_items VALUES (1, 'pen', 3, 0.30)",
        ):
            cursor.execute(statement)
    workspace = make_workspace()
    done = bring(workspace, mariadb)
    assert {name: made["added"] for name, made in done.tables.items()} == {"orders": 3, "order_lines": 1}
    orders = orders_of(workspace)
    assert [orders[key]["total"] for key in "123"] == [Decimal("0.3"), Decimal("123456789012.3456"), Decimal("12.3456")]
    assert orders["1"]["ordered_at"] == datetime(2024, 2, 29, 23, 30, tzinfo=UTC)
    assert orders["3"]["status"] == "test"
    assert not bring(workspace, mariadb).changed
    with pytest.raises(SourceError) as refused:
        bring(workspace, mariadb.replace("s3cret", "wrong-s3cret"))
    assert "s3cret" not in refused.value.problem + repr(refused.value.__cause__)
    assert "s3cret" not in everything_kept(workspace)


def test_a_sqlite_file_by_address_gives_all_its_tables(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    file = tmp_path / "till.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE tbl_orders (order_id, customer_id, order_date, total)")
        connection.executemany(
            "INSERT INTO tbl_orders VALUES (?, ?, ?, ?)", [(f"O{n}", f"C{n % 3}", f"2024-03-{n + 1:02}", "7.10") for n in range(9)]
        )
        connection.execute("CREATE TABLE order_items (order_id, product, quantity, price)")
        connection.execute("INSERT INTO order_items VALUES ('O1', 'pen', 1, '7.10')")
        connection.execute("CREATE TABLE customers (customer_id, email)")
    connection.close()
    workspace = make_workspace()
    tried = try_import(workspace, ImportRequest(requested([f"sqlite:///{file}"])))
    assert {name: made["added"] for name, made in tried.tables.items()} == {
        "orders": 9,
        "order_lines": 1,
    }  # no customers: it is empty
    assert bring(workspace, f"sqlite:///{file}").changed
    assert [source.name for source in workspace.ledger.sources()] == ["order_items", "tbl_orders"]
    with pytest.raises(SourceError, match="no rows"):
        bring(workspace, f"sqlite:///{file}", "customers")
    with pytest.raises(SourceError, match="There is no file"):
        bring(workspace, f"sqlite:///{tmp_path}/none.db")


def test_orders_that_only_columns_tell_are_read_with_a_word_of_what_was_left_out(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    file = tmp_path / "till.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE till (order_id, customer_id, order_date, total, status)")
        connection.execute("INSERT INTO till VALUES ('O1', 'C1', '2024-03-01', '7.10', 'paid')")
        connection.execute("CREATE TABLE till_of_before (order_id, customer_id, order_date, total)")
        connection.execute("CREATE TABLE customers (customer_id, email)")
    connection.close()
    done = bring(make_workspace(), f"sqlite:///{file}")
    (orders,) = done.sources
    assert [note for note in orders["notes"] if "left out" in note] == [
        f"The table 'till' of sqlite:///{file} was read; left out: till_of_before (--table NAME)."
    ]
    with pytest.raises(DefinitionError) as refused:
        requested([f"sqlite:///{file}"], tables=["till=orders"])
    assert refused.value.remedy == "Did you mean --table orders=till?"


def test_an_address_is_read_or_refused_without_saying_what_it_was() -> None:
    found = read_address("mysql+pymysql://ann:p%40ss%2F@db.example.org:3307/shop")
    assert (found.kind, found.host, found.port, found.user, found.password, found.database) == (
        "mysql", "db.example.org", 3307, "ann", "p@ss/", "shop",
    )  # fmt: skip
    assert found.shown == "mysql://db.example.org:3307/shop"
    assert "p@ss" not in repr(found)
    assert is_address("postgresql://x/y")
    assert not any(map(is_address, ("orders.csv", "https://example.org/orders.csv", r"C:\orders.csv", "s3://bucket/orders")))
    for wrong in ("postgres://ann:secret@host:port/shop", "mysql://ann:secret@host", "mysql://ann:secret@host/shop?secret=1"):
        with pytest.raises(SourceError) as refused:
            read_address(wrong)
        assert "secret@" not in refused.value.problem + refused.value.remedy
