"""`regulars validate`: real shops show the known signal, a shuffled future shows none, and nothing leaks back over the split."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from regulars.charts.validation_text import validation_text
from regulars.demo.shop import Shop, make_shop
from regulars.errors import DataError
from regulars.validation.backtest import Outcome, Validation
from regulars.validation.calibration import Calibration
from regulars.validation.discrimination import Auc
from regulars.validation.signals import SignalReport, Verdict
from regulars.validation.upside import Upside
from regulars.work.engines import engine_maker
from regulars.work.request import make_options
from regulars.work.score import score
from regulars.work.validate import validate
from regulars.work.validation_signals import signals_at
from regulars.work.validation_split import watch

NOW = datetime(2026, 7, 1, tzinfo=UTC)
DAYS = [date(2024, 1, 1), date(2024, 1, 5), date(2024, 3, 1)]
ENGAGED = {"email_open", "email_click", "site_visit", "page_view", "product_view", "cart_abandoned", "product_use"}


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


@pytest.fixture(scope="module")
def demo() -> Shop:
    return make_shop(800, seed=7)


def channel_shop(customers: int = 600) -> pa.Table:
    """Customers who buy alike until the middle of 2024; then mostly those of the app come back."""
    rng = np.random.default_rng(11)
    start, split = date(2024, 1, 1), date(2024, 7, 1)
    rows = []
    for number in range(customers):
        channel = ("app", "site", "store")[int(rng.integers(3))]
        days = rng.choice(182, size=1 + int(rng.poisson(1.5)), replace=False)
        rows += [(f"c{number:03}", start + timedelta(days=int(day)), channel) for day in days]
        if rng.random() < (0.6 if channel == "app" else 0.25):
            rows.append((f"c{number:03}", split + timedelta(days=int(rng.integers(89))), channel))
    rows.append(("c000", split + timedelta(days=89), "site"))
    totals = np.round(rng.lognormal(3, 0.5, len(rows)), 2)
    names = ("customer_id", "ordered_at", "channel")
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    return pa.table({"order_id": [str(number) for number in range(len(rows))], "total": totals, **columns})


def test_a_shop_whose_lapsed_customers_stay_away_has_a_signal(shop: Path) -> None:
    split = back_test(shop, "2024-07-01").splits[0]
    assert split.customers == 400
    assert split.returned == 200
    assert split.verdict.found
    recency = next(row for row in split.board.rows if row.name == "recency")
    assert isinstance(recency.auc, Auc)
    assert recency.auc.estimate.value == 1.0


@pytest.mark.long
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


def test_the_command_prints_text_and_json(shop: Path) -> None:
    command = [sys.executable, "-m", "regulars", "validate", str(shop), "--split", "2024-07-01"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "200 of 400 customers ordered again" in text
    found = json.loads(subprocess.run([*command, "--json"], capture_output=True, text=True, check=True).stdout)
    assert found["splits"][0]["returned"] == 200


def test_a_lifecycle_stage_is_told_of_everybody_and_orders_them(shop: Path) -> None:
    split = back_test(shop, "2024-07-01").splits[0]
    assert split.stages is not None
    assert sum(row.group.customers for row in split.stages.rows) == split.customers
    rates = {row.group.name: row.group.returned / row.group.customers for row in split.stages.rows if row.group.customers}
    assert rates["established"] == 1.0
    assert rates["lapsed"] == 0.0


def test_what_the_models_expected_is_judged_beside_the_baselines_or_refused_in_words(shop: Path, demo: Shop) -> None:
    split = back_test(demo.orders, "2026-03-31").splits[0]
    names = [row.name for row in split.board.rows if not row.baseline]
    assert names[0].startswith("expected orders (")
    first = split.predictions[0]
    assert isinstance(first.calibration, Calibration)
    # the engine's day counts and the bins' means say the same of the future
    assert first.calibration.actual >= split.returned
    few = pa.table({"order_id": ["1", "2", "3"], "customer_id": ["a", "b", "a"], "ordered_at": DAYS, "total": [5.0, 6.0, 7.0]})
    refused = back_test(few, "2024-02-01")
    assert refused.splits[0].predictions == ()
    assert refused.splits[0].notes[0].startswith("No prediction: ")


def test_a_planted_channel_earns_its_place_and_noise_does_not() -> None:
    found = back_test(channel_shop(), "2024-07-01")
    assert isinstance(found.signals, SignalReport)
    first = found.signals.signals[0]
    assert (first.name, first.verdict) == ("main_channel", Verdict.ADDS)
    noise = next(gain for gain in found.signals.signals if gain.name == "main_weekday")
    assert noise.verdict is Verdict.NO_GAIN
    assert isinstance(found.layers, SignalReport)
    assert found.layers.signals[0].name == "Channels"
    assert "Earns its place" in validation_text(found)


def test_the_future_changes_no_signal(shop: Path) -> None:
    whole = back_test(shop, "2024-07-01", horizon_days=30)
    rows = [row.split(",") for row in shop.read_text().splitlines()[1:] if row.split(",")[2] < "2024-07-31"]
    names = ("order_id", "customer_id", "ordered_at", "total")
    cut = pa.table({name: [row[at] for row in rows] for at, name in enumerate(names)})
    assert back_test(cut, "2024-07-01", horizon_days=30).signals == whole.signals


def test_events_are_tested_on_visits_and_on_purchases_where_orders_are_given(demo: Shop) -> None:
    alone = back_test(demo.events, "2026-03-31", scorecard="rfe")
    assert [part.outcome for part in alone.splits] == [Outcome.VISITED]
    assert alone.splits[0].verdict.found
    assert [row.name for row in alone.splits[0].board.rows] == ["recency", "frequency", "engagement points", "RFE sum"]
    both = back_test(demo.orders, "2026-03-31", scorecard="rfe", events=demo.events)
    visited, bought = both.splits
    assert visited == alone.splits[0]
    assert bought.outcome is Outcome.BOUGHT
    buyers = {
        row["customer_id"]
        for row in demo.orders.to_pylist()
        if row["customer_id"]
        and row["ordered_at"].date() >= date(2026, 3, 31)
        and row["status"] in {"paid", "refunded", "partially_refunded"}
    }
    seen = {
        row["customer_id"]
        for row in demo.events.to_pylist()
        if row["occurred_at"].date() < date(2026, 3, 31) and row["type"] in ENGAGED
    }
    assert bought.returned == len(buyers & seen)
    assert bought.later_revenue is not None


def false_alarms(seeds: int) -> tuple[int, int]:
    """How often the fields, and how often the layers, claim something of a shuffled future."""
    options = replace(make_options(now=NOW), as_of=date(2024, 7, 1), excludes_as_of=True)
    run = score(channel_shop(), options, engine_maker("duckdb", None, None))
    alarms = [0, 0]
    try:
        for seed in range(seeds):
            reports = signals_at(watch(run, date(2024, 7, 1), date(2024, 9, 29), seed, None))
            assert reports is not None
            for at, report in enumerate(reports):
                assert isinstance(report, SignalReport)
                alarms[at] += any(gain.verdict is not Verdict.NO_GAIN for gain in report.signals)
    finally:
        run.close()
    return alarms[0], alarms[1]


@pytest.mark.parametrize(("seeds", "most"), [(10, 3), pytest.param(200, 17, marks=pytest.mark.long)])
def test_of_a_shuffled_future_no_signal_is_claimed_beyond_nominal(seeds: int, most: int) -> None:
    """Nominal is 1 in 20; more than `most` have a chance below 2 %."""
    assert max(false_alarms(seeds)) <= most


def test_the_report_and_its_json_are_written(shop: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "regulars", "validate", str(shop), "--split", "2024-05-01", "--split", "2024-07-01"]
    subprocess.run([*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, check=True)
    page = (tmp_path / "out" / "validation.html").read_text()
    assert "<script" not in page
    for heading in ("Is there a signal?", "Lifecycle stages", "Which signals earn their place", "Over time", "How to read it"):
        assert heading in page
    found = json.loads((tmp_path / "out" / "validation.json").read_text())
    assert [part["split"] for part in found["splits"]] == ["2024-05-01", "2024-07-01"]
    assert found["signals"]["customers"] == 400


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


def test_what_is_being_done_is_told_step_by_step(shop: Path) -> None:
    steps: list[str] = []
    back_test(shop, "2024-07-01", horizon_days=90, tell=steps.append)
    assert steps[:2] == ["scores as of 2024-07-01", "profile as of 2024-07-01, and what came"]
    compared = [step for step in steps if step.startswith("fields as signals, ")]
    assert compared[0].startswith("fields as signals, 0 of ")
    assert len(compared) == int(compared[0].split(" of ")[1].split(" ")[0])


def test_where_nothing_is_before_the_split_the_split_is_what_to_change(shop: Path) -> None:
    with pytest.raises(DataError) as refused:
        back_test(shop, "1999-01-01", horizon_days=90)
    assert "--split" in refused.value.remedy
    assert "--as-of" not in refused.value.remedy
