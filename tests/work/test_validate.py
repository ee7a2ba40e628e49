"""`regulars validate`: real shops show the known signal, a shuffled future shows none, and nothing leaks back over the split."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from regulars.charts.validation_text import validation_text
from regulars.errors import DataError, DefinitionError
from regulars.validation.backtest import Validation
from regulars.validation.discrimination import Auc
from regulars.validation.upside import Upside
from regulars.work.engines import engine_maker
from regulars.work.request import make_options
from regulars.work.validate import validate

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def back_test(orders: Any, *splits: str, **how: Any) -> Validation:
    options = make_options(now=NOW, scorecard=how.pop("scorecard", "rfm"))
    return validate(orders, options, engine_maker("duckdb", None, None), [date.fromisoformat(split) for split in splits], **how)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 customers of two kinds: half keep ordering every few weeks, half stop in spring."""
    path = tmp_path_factory.mktemp("shop") / "orders.csv"
    rows = ["order_id,customer_id,ordered_at,total"]
    start = date(2024, 1, 1)
    for customer in range(400):
        days = range(customer % 20, 360 if customer % 2 else 90, 21 + customer % 13)
        rows += [f"{customer}-{day},c{customer},{start + timedelta(days=day)},{20 + customer % 50}.00" for day in days]
    path.write_text("\n".join(rows) + "\n")
    return path


def test_a_shop_whose_lapsed_customers_stay_away_has_a_signal(shop: Path) -> None:
    split = back_test(shop, "2024-07-01").splits[0]
    assert split.customers == 400
    assert split.returned == 200
    assert split.verdict.found
    recency = next(row for row in split.board.rows if row.name == "recency")
    assert isinstance(recency.auc, Auc)
    assert recency.auc.estimate.value == 1.0


def test_a_shuffled_future_has_none_and_nothing_is_claimed_of_any_group(shop: Path) -> None:
    claimed = 0
    for seed in range(20):
        split = back_test(shop, "2024-07-01", shuffle=seed).splits[0]
        claimed += split.verdict.found
        assert split.verdict.found or (split.findings, split.upsides) == ((), ())
    assert claimed <= 3  # nominal is 1 in 20; four or more have a chance below 2 %
    text = validation_text(back_test(shop, "2024-07-01", shuffle=1))
    assert "dealt out at random" in text
    assert "There is no signal" in text


def test_what_happens_after_the_split_changes_no_score(shop: Path) -> None:
    """The future is cut off: who is scored, and how, is the same with and without it."""
    whole = back_test(shop, "2024-07-01", horizon_days=30).splits[0]
    rows = [row for row in shop.read_text().splitlines()[1:] if row.split(",")[2] < "2024-07-31"]
    cut = pa.table(
        {name: [row.split(",")[at] for row in rows] for at, name in enumerate(("order_id", "customer_id", "ordered_at", "total"))}
    )
    short = back_test(cut, "2024-07-01", horizon_days=30).splits[0]
    assert [row.group for row in whole.segments.rows] == [row.group for row in short.segments.rows]


def test_several_splits_are_watched_equally_long_and_compared(shop: Path) -> None:
    found = back_test(shop, "2024-05-01", "2024-07-01", "2024-09-01")
    assert {(split.until - split.split).days for split in found.splits} == {found.horizon_days}
    assert [split.split.month for split in found.splits] == [5, 7, 9]
    assert any("AUC of recency" in part.sentence for part in found.over_time)


@pytest.mark.parametrize(("split", "horizon"), [("2030-01-01", None), ("2024-07-01", 5000)])
def test_a_future_that_the_data_do_not_have_is_refused(shop: Path, split: str, horizon: int | None) -> None:
    with pytest.raises(DataError):
        back_test(shop, split, horizon_days=horizon)


def test_events_are_refused(shop: Path) -> None:
    with pytest.raises(DefinitionError, match="scores events"):
        back_test(shop, "2024-07-01", scorecard="rfe")


def test_the_command_prints_text_and_json(shop: Path) -> None:
    command = [sys.executable, "-m", "regulars", "validate", str(shop), "--split", "2024-07-01"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "200 of 400 customers came back" in text
    found = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert found["splits"][0]["returned"] == 200


@pytest.mark.real_data
def test_online_retail_orders_its_segments_as_the_design_says(real_data: Path) -> None:
    split = back_test(real_data / "online_retail_2010-2011.parquet", "2011-08-31", horizon_days=100).splits[0]
    rates = {row.group.name: row.group.returned / row.group.customers for row in split.segments.rows}
    for segment, known in (
        ("Champions", 0.89),
        ("Loyal Customers", 0.71),
        ("Can't Lose Them", 0.71),
        ("New Customers", 0.49),
        ("Lost", 0.34),
    ):
        assert rates[segment] == pytest.approx(known, abs=0.02), segment
    assert all("If moved" in part.sentence for part in split.upsides if isinstance(part, Upside))
