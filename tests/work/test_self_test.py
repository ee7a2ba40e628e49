"""A scoring run tests its scores on its own last weeks, says so in its files, and says why where it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

import regulars
from regulars.demo.shop import Shop, make_shop
from regulars.validation.backtest import Validation
from regulars.validation.calibration import Calibration
from regulars.validation.estimates import Refusal
from regulars.validation.upside import Upside
from regulars.work import self_test


@pytest.fixture(scope="module")
def shop() -> Shop:
    return make_shop(1000, seed=5)


@pytest.fixture(scope="module")
def tested(shop: Shop) -> Validation:
    with regulars.score(shop.orders, as_of=date(2026, 6, 30)) as result:
        own = result.back_test
    assert isinstance(own, Validation)
    return own


def orders(days: int, customers: int = 200) -> pa.Table:
    """Everybody orders every 20 days or so, for so many days."""
    start = date(2024, 1, 1)
    rows = [
        (f"c{number}", start + timedelta(days=day))
        for number in range(customers)
        for day in range(number % 20, days, 18 + number % 5)
    ]
    rows.append(("c0", start + timedelta(days=days - 1)))
    names = [str(number) for number in range(len(rows))]
    columns = {"customer_id": [customer for customer, _ in rows], "ordered_at": [day for _, day in rows]}
    return pa.table({"order_id": names, **columns, "total": [Decimal("10.00")] * len(rows)})


def test_a_run_says_the_same_of_its_own_weeks_as_a_back_test_of_that_day(shop: Shop, tested: Validation) -> None:
    part = tested.splits[0]
    assert (part.until, tested.horizon_days) == (date(2026, 6, 30), 90)
    by_hand = regulars.validate(shop.orders, "2026-04-01", horizon_days=90, signals=False).splits[0]
    assert part.segments == by_hand.segments
    assert part.levels == by_hand.levels
    assert part.board == by_hand.board
    assert part.predictions == by_hand.predictions
    assert part.upsides == by_hand.upsides


def test_of_many_customers_the_models_look_at_those_whose_scores_are_judged(
    shop: Shop, tested: Validation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "MOST_CUSTOMERS", 400)
    with regulars.score(shop.orders, as_of=date(2026, 6, 30)) as result:
        some = result.back_test
    assert isinstance(some, Validation)
    part, all_of_them = some.splits[0], tested.splits[0]
    assert part.notes[0].startswith("Predictions are of 400 of the ")
    assert [check.name for check in part.predictions] == [check.name for check in all_of_them.predictions]
    found, full = part.predictions[0].calibration, all_of_them.predictions[0].calibration
    assert isinstance(found, Calibration)
    assert isinstance(full, Calibration)
    assert sum(each.customers for each in found.bins) == 400
    assert found.predicted / 400 == pytest.approx(full.predicted / all_of_them.customers, rel=0.15)
    assert part.segments == all_of_them.segments


def test_a_shop_without_a_model_says_so_beside_its_baselines() -> None:
    with regulars.score(once_only()) as result:
        own = result.back_test
    assert isinstance(own, Validation)
    split = own.splits[0]
    assert all(row.baseline for row in split.board.rows)
    assert split.predictions == ()
    assert split.notes[0].startswith("No prediction: ")


def once_only(customers: int = 300) -> pa.Table:
    """Nearly nobody orders a second time: nothing to fit a model to."""
    start = date(2024, 1, 1)
    rows = [(f"c{number}", start + timedelta(days=number % 250)) for number in range(customers)]
    rows += [(f"c{number}", start + timedelta(days=260 + number % 30)) for number in range(0, customers, 12)]
    names = [str(number) for number in range(len(rows))]
    columns = {"customer_id": [customer for customer, _ in rows], "ordered_at": [day for _, day in rows]}
    return pa.table({"order_id": names, **columns, "total": [Decimal("10.00")] * len(rows)})


def test_the_run_itself_is_untouched_by_its_test(shop: Shop) -> None:
    with regulars.score(shop.orders, events=shop.events, lines=shop.order_lines, as_of=date(2026, 6, 30)) as result:
        before = result.customers.to_arrow(), result.segments.to_dicts()
        assert isinstance(result.back_test, Validation)
        again = result._run.engine.arrow(result._run.customers_sql)
        assert (again, [row["name"] for row in result.segments.to_dicts()]) == (before[0], [row["name"] for row in before[1]])
        assert result.profile.to_arrow().num_rows == again.num_rows


@pytest.mark.parametrize(("days", "split"), [(300, "2024-07-29"), (90, "2024-03-01")])
def test_it_watches_ninety_days_or_a_third_of_the_history(days: int, split: str) -> None:
    with regulars.score(orders(days)) as result:
        own = result.back_test
    assert isinstance(own, Validation)
    assert own.splits[0].split.isoformat() == split


@pytest.mark.parametrize(
    ("days", "customers", "why"), [(40, 200, "The data span 40 days"), (200, 60, "Too few customers were known")]
)
def test_too_little_history_is_refused_with_the_reason(days: int, customers: int, why: str) -> None:
    with regulars.score(orders(days, customers)) as result:
        own = result.back_test
    assert isinstance(own, Refusal)
    assert own.sentence.startswith(why)


def test_events_are_tested_on_visits(shop: Shop) -> None:
    with regulars.score(shop.events, scorecard="rfe") as result:
        own = result.back_test
    assert isinstance(own, Validation)
    assert own.splits[0].outcome == "came for a visit"
    assert own.splits[0].verdict.found


@pytest.mark.long
def test_the_files_of_a_run_hold_its_test_unless_it_is_left_out(shop: Shop, tmp_path: Path) -> None:
    source = tmp_path / "orders.parquet"
    import pyarrow.parquet

    pyarrow.parquet.write_table(shop.orders, source)
    command = [sys.executable, "-m", "regulars", "score", str(source), "--as-of", "2026-06-30", "--json", "--out"]
    said = subprocess.run([*command, str(tmp_path / "out")], capture_output=True, text=True, check=True).stdout
    stored = json.loads((tmp_path / "out" / "run.json").read_text())["validation"]
    assert json.loads(said)["validation"] == stored
    assert stored["split"] == "2026-04-01"
    assert stored["signal"] is True
    assert stored["scores"][0]["name"].startswith("expected orders (")
    assert stored["predictions"][0]["within_their_range"] > 0.85
    moved = stored["retention_upside"][0]
    assert moved["sentence"].startswith("If moved: ")
    assert moved["amount_if_moved"]["low"] <= moved["amount_if_moved"]["value"] <= moved["amount_if_moved"]["high"]
    page = (tmp_path / "out" / "report.html").read_text()
    assert "Do the scores predict?" in page
    assert "Retention upside, if moved" in page
    assert "Did the prediction keep its word?" in page
    subprocess.run([*command, str(tmp_path / "less"), "--no-validation"], capture_output=True, text=True, check=True)
    assert json.loads((tmp_path / "less" / "run.json").read_text())["validation"] is None
    assert "Do the scores predict?" not in (tmp_path / "less" / "report.html").read_text()


def test_an_upside_names_the_next_better_segment(tested: Validation) -> None:
    split = tested.splits[0]
    rates = {row.group.name: row.group.returned / row.group.customers for row in split.segments.rows if row.group.customers}
    found = [part for part in split.upsides if isinstance(part, Upside)]
    assert found
    assert all(rates[part.target] > rates[part.segment] for part in found)
