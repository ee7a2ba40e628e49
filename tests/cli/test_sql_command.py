"""`regulars sql` gives the answer of `ask` from a SQL condition, and reaches nothing but the shop's tables."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.commands import run

import regulars


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "customers.csv").write_text("customer_id,country,first_name\n1,Canada,Ada\n2,France,Bo\n3,,Cy\n4,canada,Di\n")
    (folder / "orders.csv").write_text(
        "order_id,customer_id,ordered_at,total,status\n"
        "a,1,2025-01-05 10:00:00,50.00,paid\nb,1,2025-03-01 10:00:00,75.00,paid\nc,2,2025-03-02 10:00:00,20.00,cancelled\n"
        "d,2,2025-03-03 10:00:00,30.00,paid\ne,4,2025-02-03 10:00:00,30.00,paid\n"
    )
    return folder


def _run(shop: Path, *arguments: str) -> CompletedProcess[str]:
    return run("sql", *arguments, "--data", shop)


def test_a_condition_answers_as_ask_does(shop: Path, tmp_path: Path) -> None:
    done = _run(shop, "country = 'Canada'", "--json", "--members", str(tmp_path / "m.csv"))
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["status"], found["count"], found["is_sql"]) == ("ok", 2, False)
    assert found["sentence"] == "Customers whose country is “Canada”."
    assert "whatever its case" in " ".join(found["assumptions"])
    assert (tmp_path / "m.csv").read_text() == "customer_id\n1\n4\n"
    again = json.loads(_run(shop, found["written"], "--json").stdout)
    assert again["criteria"] == found["criteria"]


@pytest.mark.parametrize(
    ("condition", "ids"),
    [
        ("SELECT customer_id FROM orders WHERE counted", ("1", "2", "4")),
        ("SELECT customer_id FROM orders WHERE status = 'cancelled'", ("2",)),
        ("LENGTH(first_name) > 2", ("1",)),
        ("NOT LENGTH(country) > 6", ("1", "2", "4")),
        ("NOT country = 'Canada'", ("2",)),
        ("orders_ever >= 2", ("1",)),
        ("customer_id IN (SELECT customer_id FROM orders WHERE counted GROUP BY customer_id HAVING SUM(total) > 40)", ("1",)),
        (
            "customer_id IN (SELECT customer_id FROM orders WHERE ordered_at > AS_OF() - INTERVAL 5 DAY ORDER BY total DESC LIMIT 1)",
            ("1",),
        ),
        (
            "EXISTS (SELECT 1 FROM orders AS o WHERE o.customer_id = c.customer_id AND o.total > 60 AND LENGTH(c.first_name) = 3)",
            ("1",),
        ),
        ("TRUE", ("1", "2", "3", "4")),
    ],
)
def test_sql_finds_whom_it_says(shop: Path, condition: str, ids: tuple[str, ...]) -> None:
    assert regulars.sql(condition, data=shop).answer.segments[0].customer_ids == ids


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("country = ", "cannot be read"),
        ("SELECT customer_id FROM read_csv('/etc/passwd')", "READ_CSV"),
        ("DROP TABLE orders", "DROP TABLE orders"),
        ("contry = 'x'", "Did you mean country"),
        ("first_name > 3", "first_name"),
        ("LENGTH(first_name) > 'x'", "Could not convert string"),
        ("LENGTH(orders_ever) > 1", "cannot be run"),
    ],
)
def test_a_refusal_is_one_line_and_a_remedy(shop: Path, condition: str, said: str) -> None:
    done = _run(shop, condition)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert "Traceback" not in done.stderr


def test_a_query_that_takes_too_long_is_stopped(shop: Path) -> None:
    many = ", ".join(f"orders AS o{n}" for n in range(26))
    done = _run(shop, f"(SELECT COUNT(*) FROM {many}) > 1 AND LENGTH(country) > 0", "--seconds", "1")
    assert (done.returncode, "took more than 1 seconds" in done.stderr) == (1, True), done.stderr


def test_the_engine_is_cut_off_from_files_before_the_query_runs(shop: Path, tmp_path: Path) -> None:
    from regulars.errors import RegularsError
    from regulars.work.ask_sql import ask_sql

    with regulars.open_shop(shop) as asking:
        ask_sql(asking, "country = 'Canada'")
        engine = asking.data.engine
        for query in (
            f"SELECT * FROM read_csv('{shop}/orders.csv')",
            "SET memory_limit = '1GB'",
            "INSTALL httpfs",
            "ATTACH 'x.db' AS x",
        ):
            with pytest.raises(RegularsError):
                engine.rows(query)
        with pytest.raises(RegularsError):
            engine.copy("SELECT 1", tmp_path / "x.csv", ("FORMAT CSV",))
        assert engine.rows("SELECT COUNT(*) FROM orders") == [(5,)]
