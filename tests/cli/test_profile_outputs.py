"""The profile in what `regulars score` writes and prints."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest
from tests.commands import run

from regulars.fields import field_named

LEADING = "customer_id,last_order_at,recency_days,orders,revenue,r,f,m,pattern,segment"


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    rows = ["order_id,customer_id,ordered_at,total,channel"]
    rows += [f"o{n},c{n % 23},2024-{1 + n % 12:02}-{1 + n % 28:02} 10:00:00,{n % 90}.50,web" for n in range(200)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def test_the_customers_files_gain_the_fields_after_the_contracts_columns(orders: Path) -> None:
    out = orders.parent / "out"
    assert run("score", orders, "--out", out).returncode == 0
    head, *rows = csv.reader((out / "customers.csv").read_text().splitlines())
    assert ",".join(head).startswith(LEADING)
    assert {"lifecycle", "flags", "flag_reasons", "revenue_90d", "overdue"} <= set(head)
    assert "visits_30d" not in head
    assert all(field_named(column) for column in head)
    table = pyarrow.parquet.read_table(out / "customers.parquet")
    assert table.column_names == head
    assert table.num_rows == len(rows) == 23
    assert "Lifecycle" in (out / "report.html").read_text()


def test_json_has_lifecycle_and_flags(orders: Path) -> None:
    found = json.loads(run("score", orders, "--json").stdout)
    stages = found["lifecycle"]
    assert {"stage", "customers", "share", "revenue"} <= stages[0].keys()
    assert sum(stage["customers"] for stage in stages) == found["customers"]
    assert sum(stage["revenue"] for stage in stages) == pytest.approx(found["revenue"])
    flags = {flag["flag"]: flag for flag in found["flags"]}
    assert flags["single_channel"]["customers"] == 23
    assert flags["single_channel"]["threshold"] == {"orders": 3}
    assert found["plane"] is None


def test_rules_of_ones_own_reach_the_flags_and_the_borders(orders: Path) -> None:
    rules = orders.parent / "rules.toml"
    rules.write_text("[flags.single_channel]\norders = 99\n[lifecycle]\ntypical_gap = 33\n")
    found = json.loads(run("score", orders, "--json", "--profile-rules", rules).stdout)
    assert {flag["flag"]: flag["customers"] for flag in found["flags"]}["single_channel"] == 0
    assert found["lifecycle_borders"]["typical_gap_days"] == 33


def test_wrong_rules_are_refused_before_anything_is_read(orders: Path) -> None:
    rules = orders.parent / "rules.toml"
    rules.write_text("[flags.single_chanel]\norders = 3\n")
    done = run("score", orders, "--profile-rules", rules)
    assert done.returncode == 1
    assert "Did you mean single_channel?" in done.stderr


def test_engagement_runs_have_their_profile_too(tmp_path: Path) -> None:
    rows = [f"c{n % 23},2024-{1 + n % 12:02}-{1 + n % 28:02} 10:00:00,{('site_visit', 'email_open')[n % 2]}" for n in range(200)]
    (tmp_path / "e.csv").write_text("\n".join(["customer_id,occurred_at,type", *rows]) + "\n")
    done = run("score", tmp_path / "e.csv", "--scorecard", "rfe", "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["lifecycle"] == []
    assert "visits_90d" in (tmp_path / "out" / "customers.csv").read_text().splitlines()[0]
