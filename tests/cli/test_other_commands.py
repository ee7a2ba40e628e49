"""maps, scorecards, demo and the top of the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import run

GAP = """
name = "mine"
best = 1
levels = 5
first_match = true

[[segment]]
name = "Good"
when = ["r<=3"]
objective = "Retain"
campaign_type = "Loyalty"
"""


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("score", "maps", "scorecards", "demo"))


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from regulars.cli.main import parser; parser(); print(*(m for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"duckdb", "sqlglot", "numpy", "pyarrow", "yaml"} & set(loaded)


def test_every_preset_map_is_listed_shown_and_passes_the_check(tmp_path: Path) -> None:
    names = [row["name"] for row in json.loads(run("maps", "list", "--json").stdout)]
    assert {"default", "klaviyo", "rf-grid"} <= set(names)
    shown = run("maps", "show", "default")
    (tmp_path / "mine.toml").write_text(shown.stdout)
    checked = json.loads(run("maps", "check", tmp_path / "mine.toml", "--json").stdout)
    assert (checked["exact_cover"], checked["cells"]) == (True, 125)


def test_a_map_with_a_gap_is_refused_with_its_cells(tmp_path: Path) -> None:
    (tmp_path / "gap.toml").write_text(GAP)
    done = run("maps", "check", tmp_path / "gap.toml")
    assert done.returncode == 1
    assert "50" in done.stderr
    assert "411" in done.stderr


def test_a_scorecard_can_be_shown_edited_and_used(tmp_path: Path) -> None:
    shown = run("scorecards", "show", "rfm-fixed").stdout
    (tmp_path / "card.toml").write_text(shown)
    orders = tmp_path / "o.csv"
    orders.write_text("order_id,customer_id,ordered_at,total\n1,a,2024-01-01,5\n2,b,2024-06-01,1500\n")
    done = run("score", orders, "--scorecard", tmp_path / "card.toml", "--as-of", "2024-06-10", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cuts"]["r"]["boundaries"] == [30, 90, 180, 365]


def test_a_mistake_in_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text('name = "x"\nlevels = = 5\n')
    done = run("score", tmp_path / "card.toml", "--scorecard", tmp_path / "card.toml")
    assert done.returncode == 1
    assert "line 2" in done.stderr


def test_demo_makes_scores_and_reports_a_shop_that_says_it_is_made_up(tmp_path: Path) -> None:
    done = run("demo", "--customers", "120", "--out", tmp_path / "shop")
    assert done.returncode == 0, done.stderr
    assert "made" in done.stdout
    assert str(tmp_path / "shop" / "report.html") in done.stdout
    assert "Made-up data" in (tmp_path / "shop" / "report.html").read_text()
    assert (tmp_path / "shop" / "shop" / "orders.csv").exists()
    workspace = tmp_path / "shop" / "workspace"
    assert f"regulars serve --workspace {workspace}" in done.stdout
    listed = json.loads(run("segments", "list", "--json", "--workspace", workspace).stdout)
    told = next(csv.DictReader((tmp_path / "shop" / "segments.csv").open()))
    assert [row["customers"] for row in listed if row["name"] == told["name"]] == [int(told["customers"])]


@pytest.mark.long
def test_the_folder_of_the_demo_can_be_scored_as_it_is(tmp_path: Path) -> None:
    run("demo", "--no-workspace", "--customers", "300", "--out", tmp_path / "shop")
    done = run("score", tmp_path / "shop" / "shop", "--json")
    assert done.returncode == 0, done.stderr
    direct = json.loads(run("score", tmp_path / "shop" / "shop" / "orders.csv", "--json").stdout)
    found = json.loads(done.stdout)
    assert (found["customers"], found["revenue"]) == (direct["customers"], direct["revenue"])
    assert any(segment["top_products"] for segment in found["segments"])


def test_a_shop_too_small_is_refused() -> None:
    done = run("demo", "--customers", "3")
    assert done.returncode == 1
    assert "at least 100" in done.stderr
