"""What the profile expects of each customer, from a file of orders to the fields and totals."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import regulars
from regulars.clv.fit import fit, fit_spend
from regulars.clv.histories import Unit, histories
from regulars.clv.predict import Valuation, predict, spend_model
from regulars.clv.results import Fit, Model, Refusal, SpendFit
from regulars.clv.spends import spends
from regulars.clv.spread import order_range, order_spread, value_range
from regulars.fields import Group, profile_fields
from regulars.scoring.profile_files import ProfileRules
from regulars.work.prediction import CHANCE, EXPECTED_ORDERS, EXPECTED_REVENUE, predicted_scores
from regulars.work.profile import fit_models_alone

FIELDS = {field.name for field in profile_fields((Group.PREDICTION,))}
MONEY = {name for name in FIELDS if "revenue" in name or name.startswith("clv")}
END = date(1997, 9, 30)


@pytest.fixture(scope="module")
def cdnow(cdnow_files: Path, cdnow_sample_ids: frozenset[int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The orders of the published 1/10 sample, calibration and holdout."""
    path = tmp_path_factory.mktemp("cdnow") / "orders.csv"
    rows = ["order_id,customer_id,ordered_at,total"]
    for number, line in enumerate((cdnow_files / "CDNOW_master.txt").read_text().splitlines()[1:]):
        customer, day, _, money = line.split()
        if int(customer) in cdnow_sample_ids:
            rows.append(f"{number},{int(customer)},{day[:4]}-{day[4:6]}-{day[6:]},{money}")
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture(scope="module")
def scored(cdnow: Path) -> regulars.Result:
    return regulars.score(cdnow, as_of=END)


def by_customer(path: Path) -> dict[str, tuple[int, int, int, float]]:
    """x, t_x, T and the mean value of the repeat order days of each customer up to END, counted in plain Python."""
    spent: defaultdict[str, defaultdict[date, float]] = defaultdict(lambda: defaultdict(float))
    for line in path.read_text().splitlines()[1:]:
        _, customer, day, money = line.split(",")
        if date.fromisoformat(day) <= END:
            spent[customer][date.fromisoformat(day)] += float(money)
    found = {}
    for customer, money_by_day in spent.items():
        days = sorted(money_by_day)
        repeat = [money_by_day[day] for day in days[1:]]
        mean = float(np.mean(repeat)) if repeat else 0.0
        found[customer] = (len(repeat), (days[-1] - days[0]).days, (END - days[0]).days, mean)
    return found


def write_shop(path: Path, gaps: list[list[int]], money: Any = lambda customer, order: "20.00", extra: str = "") -> Path:
    """A shop whose customer i first orders on day i % 200 and then after each of `gaps[i]`, in days."""
    rows = [f"order_id,customer_id,ordered_at{',total' if money else ''}{',cost' if extra else ''}"]
    number = 0
    for customer, waits in enumerate(gaps):
        day = date(2023, 1, 1) + timedelta(days=customer % 200)
        for order, wait in enumerate([0, *waits]):
            day += timedelta(days=wait)
            number += 1
            amount = f",{money(customer, order)}" if money else ""
            rows.append(f"{number},c{customer:05},{day}{amount}{extra}")
    path.write_text("\n".join(rows) + "\n")
    return path


def steady(customers: int, seed: int = 4, days: int = 500) -> list[list[int]]:
    """Customers who go on at a rate of their own until the end of the data: nobody leaves."""
    chance = np.random.default_rng(seed)
    found = []
    for customer in range(customers):
        rate, day, waits = chance.gamma(1.5, 1 / 60), float(customer % 200), []
        while True:
            wait = chance.exponential(1 / rate)
            if day + wait > days:
                break
            day += wait
            waits.append(int(wait) + 1)
        found.append(waits)
    return found


def uneven_values(customers: int, seed: int = 8) -> Any:
    """Order values around a level of each customer's own, which has nothing to do with how often they order."""
    chance = np.random.default_rng(seed)
    levels = 6 / chance.gamma(4, 1 / 15, customers)
    return lambda customer, _order: f"{levels[customer] * chance.gamma(6, 1 / 6) + 5:.2f}"


# --- CDNOW, through the product ---------------------------------------------------------------------------------------------


def test_cdnow_from_its_orders_gives_the_published_mbg_nbd_and_gamma_gamma(scored: regulars.Result) -> None:
    found = scored.layers.prediction
    assert found is not None
    assert found.orders_model is not None
    assert found.value_model is not None
    estimates = {part.name: part.value for part in found.orders_model.parameters}
    estimates["alpha"] /= 7  # published in weeks
    assert estimates == pytest.approx({"r": 0.52484, "alpha": 6.18309, "a": 0.89136, "b": 1.61400}, rel=1e-4)
    assert found.orders_model.log_likelihood + 2457 * np.log(7) == pytest.approx(-9582.1357, abs=0.01)
    assert {part.name: part.value for part in found.value_model.parameters} == pytest.approx(
        {"p": 6.2496, "q": 3.7442, "v": 15.4435}, rel=1e-4
    )
    assert (found.orders_model.customers, found.orders_model.repeaters) == (2357, 946)


def test_the_fields_are_what_the_models_say_of_each_customer(scored: regulars.Result, cdnow: Path) -> None:
    rows = scored.profile.to_dicts()
    known = by_customer(cdnow)
    x, t_x, age, mean = (np.array(column, dtype=float) for column in zip(*(known[row["customer_id"]] for row in rows), strict=True))
    given, spent = histories(x, t_x, age, Unit.DAYS), spends(x, mean)
    fitted, value = fit(Model.MBG_NBD, given), fit_spend(spent)
    assert isinstance(fitted, Fit)
    assert isinstance(value, SpendFit)
    expected = predict(fitted, given, (30, 90, 365), Valuation(value, spent, 1.0, 0.1, 3 * 365))
    assert expected.values is not None
    for place, days in enumerate((30, 90, 365)):
        assert [row[f"expected_orders_{days}d"] for row in rows] == pytest.approx(expected.orders[:, place], abs=6e-5)
        assert [row[f"probability_buys_{days}d"] for row in rows] == pytest.approx(expected.p_order[:, place], abs=6e-5)
        revenue = [float(row[f"expected_revenue_{days}d"]) for row in rows]
        assert revenue == pytest.approx(expected.values.revenue[:, place], abs=0.011)
    assert [row["probability_alive"] for row in rows] == pytest.approx(expected.p_alive, abs=6e-5)
    assert [float(row["clv"]) for row in rows] == pytest.approx(expected.values.lifetime_value, abs=0.011)
    year, model = order_spread(fitted, given, 365.0), spend_model(value)
    orders, money = order_range(year), value_range(year, model)
    scale = model.v + x * mean
    for end in ("low", "high"):
        assert [row[f"expected_orders_365d_{end}"] for row in rows] == list(getattr(orders, end)[given.inverse])
        revenue = [float(row[f"expected_revenue_365d_{end}"]) for row in rows]
        assert revenue == pytest.approx(getattr(money, end)[given.inverse] * scale, rel=1e-6, abs=0.011)
    # half of a customer's lifetime value is in its range's middle, more or less, and all of it below the end
    assert all(row["clv_low"] <= row["clv"] <= row["clv_high"] for row in rows if row["probability_buys_365d"] > 0.3)


def test_cdnow_split_in_two_predicts_the_holdout_as_the_literature_does(cdnow: Path) -> None:
    with regulars.score(cdnow, as_of=END) as result:
        found = predicted_scores(result._run, result._run.profile.prediction, 273)
        names = [row["customer_id"] for row in result.customers.to_dicts()]
    assert not isinstance(found, Refusal)
    # 39 weeks: MBG/NBD expects 1,577 of what were 1,882
    assert found[EXPECTED_ORDERS].sum() == pytest.approx(1577, abs=1)
    assert len(names) == len(found[EXPECTED_ORDERS]) == 2357
    later: defaultdict[str, set[str]] = defaultdict(set)
    for line in cdnow.read_text().splitlines()[1:]:
        _, customer, day, _ = line.split(",")
        if date.fromisoformat(day) > END:
            later[customer].add(day)
    actual = np.array([len(later[name]) for name in names])
    assert actual.sum() == 1882
    assert np.corrcoef(found[EXPECTED_ORDERS], actual)[0, 1] > 0.6  # were they in another order, it would be near zero


def test_scores_of_a_horizon_are_the_fields_unrounded_and_by_customer_id(scored: regulars.Result) -> None:
    found = predicted_scores(scored._run, scored._run.profile.prediction, 90)
    assert not isinstance(found, Refusal)
    rows = scored.profile.to_dicts()
    assert [row["customer_id"] for row in rows] == sorted(row["customer_id"] for row in rows)
    assert found[EXPECTED_ORDERS] == pytest.approx([row["expected_orders_90d"] for row in rows], abs=6e-5)
    assert found[CHANCE] == pytest.approx([row["probability_buys_90d"] for row in rows], abs=6e-5)
    assert found[EXPECTED_REVENUE] == pytest.approx([float(row["expected_revenue_90d"]) for row in rows], abs=0.0051)


def test_totals_add_up_over_segments_and_lie_in_their_ranges(scored: regulars.Result) -> None:
    found = scored.layers.prediction
    assert found is not None
    year = found.horizons[-1]
    assert sum(part.orders.expected for part in found.segments) == pytest.approx(year.orders.expected)
    assert year.revenue is not None
    assert sum(part.revenue.expected for part in found.segments if part.revenue) == year.revenue.expected
    assert sum(part.customers for part in found.segments) == 2357 == sum(found.alive)
    for horizon in found.horizons:
        assert horizon.orders.low is not None
        assert horizon.orders.high is not None
        assert horizon.orders.low < horizon.orders.expected < horizon.orders.high
        assert horizon.buyers < horizon.orders.expected
    for part in found.segments:
        assert part.orders.low is not None
        assert part.orders.high is not None
        assert part.orders.low <= part.orders.expected <= part.orders.high


def test_the_same_file_gives_the_same_ranges_again(cdnow: Path, scored: regulars.Result) -> None:
    with regulars.score(cdnow, as_of=END) as again:
        assert again.layers.prediction == scored.layers.prediction


# --- terms ------------------------------------------------------------------------------------------------------------------


def clv_and_revenue(orders: Path, **options: Any) -> tuple[float, float, Any]:
    with regulars.score(orders, **options) as result:
        rows = result.profile.to_dicts()
        layer = result.layers.prediction
    assert layer is not None
    return sum(float(row["clv"]) for row in rows), sum(float(row["expected_revenue_365d"]) for row in rows), layer


def test_lifetime_value_of_one_year_undiscounted_is_the_expected_revenue_of_that_year(cdnow: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[prediction]\nyears = 1\nyearly_discount = 0\n")
    value, revenue, layer = clv_and_revenue(cdnow, as_of=END, profile_rules=rules)
    assert value == pytest.approx(revenue, rel=1e-5)
    assert layer.margin.share == 1
    assert "no costs" in layer.margin.because
    rules.write_text("[prediction]\nyears = 1\nyearly_discount = 0\nmargin = 0.25\n")
    assert clv_and_revenue(cdnow, as_of=END, profile_rules=rules)[0] == pytest.approx(revenue / 4, rel=1e-4)


def test_the_margin_comes_from_the_costs_in_the_data(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "o.csv", steady(400), uneven_values(400), extra=",4.00")
    net = sum(Decimal(line.split(",")[3]) for line in shop.read_text().splitlines()[1:])
    orders = len(shop.read_text().splitlines()) - 1
    _, _, layer = clv_and_revenue(shop)
    assert layer.margin.share == pytest.approx(float((net - 4 * orders) / net))


@pytest.mark.long
def test_another_model_can_be_asked_for(cdnow: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[prediction]\nmodel = "bg_nbd"\n')
    with regulars.score(cdnow, as_of=END, profile_rules=rules) as result:
        found = result.layers.prediction
    assert found is not None
    assert found.orders_model is not None
    assert found.orders_model.label == "BG/NBD"
    assert found.orders_model.parameters[0].value == pytest.approx(0.24259, rel=1e-4)


# --- histories --------------------------------------------------------------------------------------------------------------


def kept_histories(orders: Path, **options: Any) -> dict[str, list[Any]]:
    with regulars.score(orders, **options) as result:
        run = result._run
        assert run.profile.prediction is not None
        return {row[0]: list(row[1:]) for row in run.engine.rows("SELECT * EXCLUDE (recent) FROM profile_histories")}


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_models_alone_see_the_histories_that_a_profile_sees(tmp_path: Path, zone: str) -> None:
    chance = np.random.default_rng(3)
    rows = ["order_id,customer_id,ordered_at,total"]
    for _ in range(600):  # several rows of most orders, which are all of one customer, and returns
        order, month, day, hour = (int(chance.integers(*limits)) for limits in ((0, 400), (1, 13), (1, 29), (0, 24)))
        rows.append(f"{order},c{order % 40},2024-{month:02}-{day:02} {hour:02}:30,{chance.choice([12.5, 40, 7, -5])}")
    (tmp_path / "o.csv").write_text("\n".join(rows))
    found = []
    for alone in (False, True):
        with regulars.score(tmp_path / "o.csv", timezone=zone, file_timezone="UTC") as result:
            run = result._run
            assert (fit_models_alone(run, ProfileRules()) if alone else run.profile.prediction) is not None
            found.append(run.engine.rows("SELECT * REPLACE (COALESCE(recent, 0) AS recent) FROM profile_histories ORDER BY ALL"))
    assert found[0] == found[1]
    assert any(row[-2] for row in found[0])


def test_recent_order_days_are_those_of_the_last_ninety_days(tmp_path: Path) -> None:
    chance, days = np.random.default_rng(4), defaultdict(set)
    rows = ["order_id,customer_id,ordered_at,total"]
    for number in range(400):
        customer, day = f"c{chance.integers(30)}", date(2024, 1, 1) + timedelta(days=int(chance.integers(366)))
        days[customer].add(day)
        rows.append(f"{number},{customer},{day} {chance.integers(24):02}:15,{chance.integers(1, 90)}")
    (tmp_path / "o.csv").write_text("\n".join(rows))
    with regulars.score(tmp_path / "o.csv", as_of=date(2025, 1, 1)) as result:
        assert result._run.profile.prediction is not None
        found = dict(result._run.engine.rows("SELECT customer_id, COALESCE(recent, 0) FROM profile_histories"))
    since = date(2025, 1, 1) - timedelta(days=90)
    assert found == {customer: sum(day >= since for day in ordered) for customer, ordered in days.items()}


@pytest.mark.long
def test_weekly_shoppers_keep_within_their_ranges(real_data: Path) -> None:
    # without a drifting pace 79 in 100 do
    file = real_data / "completejourney" / "transactions.parquet"
    zone = {"timezone": "America/New_York", "file_timezone": "UTC"}
    found = regulars.validate(file, "2017-10-01", horizon_days=90, signals=False, **zone).splits[0]
    held = {part.unit: part.held for part in found.predictions if part.held is not None}
    assert min(held.values()) >= 0.86
    assert any("change their pace" in note for note in found.notes)


def test_orders_of_one_local_day_are_one_purchase(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,total\n1,a,2024-01-01 08:00:00,10\n2,a,2024-01-01 20:00:00,20\n"
        "3,a,2024-01-11 23:30:00,40\n4,a,2024-01-12 00:30:00,2\n5,b,2024-01-31 10:00:00,4\n"
    )
    # watched to the end of the day of the last order
    assert kept_histories(tmp_path / "o.csv") == {"a": [2, 11, 30, 21.0], "b": [0, 0, 0, None]}
    berlin = kept_histories(tmp_path / "o.csv", timezone="Europe/Berlin", file_timezone="UTC")
    assert berlin["a"] == [1, 11, 30, 42.0]  # 23:30 and 00:30 are one day there


def test_returns_lower_the_value_of_the_repeat_orders(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(
        "order_id,customer_id,ordered_at,total\n1,a,2024-01-01,10\n2,a,2024-01-11,20\n3,a,2024-01-21,30\n,a,2024-01-25,-8\n"
        "4,b,2024-02-01,5\n"
    )
    assert kept_histories(tmp_path / "o.csv")["a"] == [2, 20, 31, 21.0]


@pytest.mark.long
def test_a_window_chooses_who_is_scored_and_not_whom_the_model_learns_from(cdnow: Path) -> None:
    with regulars.score(cdnow, as_of=END, window_days=90) as result:
        found = result.layers.prediction
        customers = len(result.profile)
    assert found is not None
    assert found.orders_model is not None
    assert customers < 1000
    assert found.orders_model.customers == 2357
    assert sum(part.customers for part in found.segments) == customers


# --- refusals ---------------------------------------------------------------------------------------------------------------


def test_too_few_repeaters_give_no_figure_but_the_reason(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "o.csv", [[30, 40]] * 60 + [[]] * 300)
    with regulars.score(shop) as result:
        names, found = result.profile.to_arrow().column_names, result.layers.prediction
        refused = predicted_scores(result._run, result._run.profile.prediction, 90)
    assert FIELDS.isdisjoint(names)
    assert found is not None
    assert found.orders_model is None
    assert found.horizons == ()
    assert "60 repeat customers" in (found.refusal or "")
    assert isinstance(refused, Refusal)


def test_where_nobody_leaves_the_model_without_leaving_is_used_and_said(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "o.csv", steady(1500), lambda customer, order: f"{20 + (customer * 7 + order * 3) % 40}.00")
    with regulars.score(shop) as result:
        names, found = set(result.profile.to_arrow().column_names), result.layers.prediction
    assert found is not None
    assert found.orders_model is not None
    assert found.orders_model.label == "NBD"
    assert any("nobody leaving" in note for note in found.notes)
    assert found.alive == ()
    assert "probability_alive" not in names
    assert {"expected_orders_365d", "probability_buys_30d"} <= names
    rate = found.horizons[0].orders.expected
    assert found.horizons[2].orders.expected == pytest.approx(rate * 365 / 30, rel=1e-3)


def test_spend_that_follows_frequency_leaves_orders_and_takes_the_money_away(tmp_path: Path) -> None:
    gaps = steady(1500)
    shop = write_shop(tmp_path / "o.csv", gaps, lambda customer, order: f"{10 + 20 * len(gaps[customer])}.00")
    with regulars.score(shop) as result:
        names, found = set(result.profile.to_arrow().column_names), result.layers.prediction
        scores = predicted_scores(result._run, result._run.profile.prediction, 30)
    assert found is not None
    assert found.refusal is None
    assert "correlation" in (found.value_refusal or "")
    assert found.lifetime_value is None
    assert all(part.revenue is None for part in found.horizons)
    assert "expected_orders_90d" in names
    assert MONEY.isdisjoint(names)
    assert set(scores) == {EXPECTED_ORDERS, CHANCE, "orders_low", "orders_high"}


def test_without_amounts_orders_are_predicted_and_nothing_is_said_of_money(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "o.csv", steady(1500), None)
    with regulars.score(shop) as result:
        names, found = set(result.profile.to_arrow().column_names), result.layers.prediction
    assert found is not None
    assert found.value_refusal is None
    assert found.value_model is None
    assert MONEY.isdisjoint(names)
    assert "expected_orders_30d" in names


def test_a_shop_younger_than_the_horizon_is_told_so(tmp_path: Path) -> None:
    shop = write_shop(tmp_path / "o.csv", steady(1500, days=260))
    with regulars.score(shop) as result:
        found = result.layers.prediction
    assert found is not None
    assert any("further than anybody has been watched" in note for note in found.notes)


def test_scoring_alone_does_not_load_numpy_or_scipy(cdnow: Path) -> None:
    code = (
        "import sys, regulars; r = regulars.score(sys.argv[1]); print(r._run.population.customers,"
        " sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(cdnow)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2357", "[]"]


@pytest.mark.long
def test_the_made_up_shop_is_expected_to_go_on(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "regulars", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    run("demo", "--customers", "1200", "--no-workspace", "--out", str(tmp_path))
    found = json.loads(run("score", str(tmp_path / "shop"), "--json"))["prediction"]
    assert found["refused"] is None
    assert [part["days"] for part in found["horizons"]] == [30, 90, 365]
    for part in found["horizons"]:
        assert part["orders"]["low"] < part["orders"]["expected"] < part["orders"]["high"]
    assert sum(part["orders_next_365d"]["expected"] for part in found["segments"]) == pytest.approx(
        found["horizons"][2]["orders"]["expected"]
    )
    assert found["terms"]["years"] == 3
    assert "What is to be expected" in (tmp_path / "report.html").read_text()
    head = (tmp_path / "customers.csv").read_text().splitlines()[0].split(",")
    assert {"expected_orders_90d", "probability_buys_30d"} <= set(head)


def test_nobody_s_range_has_more_order_days_than_days(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    gaps = [[1 + int(wait) for wait in chance.exponential(1 / chance.gamma(1.0, 1.0), 150)] for _ in range(300)]
    with regulars.score(write_shop(tmp_path / "o.csv", gaps, money=None), as_of=date(2023, 5, 31)) as result:
        rows = result.profile.to_dicts()
    assert max(row["expected_orders_365d_high"] for row in rows) == 365
    assert all(row["expected_orders_365d_low"] <= row["expected_orders_365d_high"] for row in rows)
