"""Experiments in a workspace: assigned once, held out of everything, and read as the statistics of their orders say."""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from regulars.errors import DataError, DefinitionError
from regulars.experiments.assignment import assign_stratified, design
from regulars.experiments.costs import UnitCost, cost_per_retained_from_pairs
from regulars.experiments.differences import Comparison, compare_means, compare_rates
from regulars.experiments.exposure import Reached
from regulars.experiments.holdouts import holdout
from regulars.experiments.results import always_valid, shown_comparison
from regulars.experiments.samples import pair
from regulars.exports.audiences import Mode, Wanted
from regulars.exports.destinations import DESTINATIONS, destination
from regulars.queries.trials import METRICS
from regulars.validation.estimates import Estimate
from regulars.validation.intervals import moments
from regulars.web.setup import start, stop
from regulars.work.audience_tables import ASSIGNMENTS, EXPOSURES, AudienceTables
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.export_workspace import preview_export, workspace_export
from regulars.work.held_out import global_holdout, held_out_now, is_held_out
from regulars.work.people import forget_customer, show_customer
from regulars.work.reached import bring_reached
from regulars.work.segment_proposals import propose_segment
from regulars.work.trial_baseline import past_warning, strangers_sentence, what_can_be_seen
from regulars.work.trial_outcomes import look_at, read_trial
from regulars.work.trial_reach import reach_by_channel
from regulars.work.trial_request import ArmCosts, TrialRequest
from regulars.work.trials import plan_experiment, start_experiment, stop_experiment
from regulars.work.workspace import Workspace, open_workspace

sys.path.insert(0, str(Path(__file__).parent))

from shops_made import NOW, again, bring, copied, made_workspace

FORMATS = tuple(DESTINATIONS)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace of 240 customers with a segment of all of them."""
    return made_workspace(tmp_path_factory.mktemp("trials"), customers=240, with_everybody=True)


@pytest.fixture
def opened(shop: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace, as if it were new."""
    yield copied(shop, tmp_path / "shop")
    stop()


def begin(workspace: Workspace, name: str = "Spring", now: datetime = NOW, **request: Any) -> ExperimentRecord:
    asked = {"segments": ("All",), "days": 30, **request}
    return start_experiment(workspace, TrialRequest(name, **asked), actor="tester", now=now)


def assignments(workspace: Workspace) -> list[dict[str, Any]]:
    from pyarrow import parquet

    return [row for path in AudienceTables(workspace).files(ASSIGNMENTS) for row in parquet.read_table(path).to_pylist()]


def control_of(workspace: Workspace, made: ExperimentRecord) -> set[str]:
    mine = [row for row in assignments(workspace) if row["experiment"] == made.number]
    return {row["customer_id"] for row in mine if row["arm"] == made.control}


def sent(workspace: Workspace, segment: str, format_: str, now: datetime = NOW, **more: Any) -> set[str]:
    """The customers in a file, told by the phone number or id that is theirs alone."""
    wanted = Wanted(
        segment, destination(format_), is_hashed=False if DESTINATIONS[format_].can_hash else None,
        ignores_consent=True, ignores_playbook=True, **more,
    )  # fmt: skip
    done = workspace_export(workspace, wanted, actor="tester", now=now)
    found: set[str] = set()
    for part in done.receipt["files"]:
        with done.receipt_path.with_name(part["name"]).open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        if format_ == "standard":
            found |= {row[header.index("customer_id")] for row in rows}
        else:
            place = header.index({"google": "Phone", "meta": "phone", "klaviyo": "Phone Number"}[format_])
            found |= {str(int(row[place][-7:]) - 5552000) for row in rows}
    return found


def test_sql_deals_out_as_the_published_method_does(opened: Workspace) -> None:
    made = begin(opened, treatments={"mail": "0.5", "phone": "1/6"})
    rows = assignments(opened)
    assert len(rows) == 240
    plan = design(made.salt, {arm.name: arm.share for arm in made.arms})
    expected = assign_stratified(plan, {row["customer_id"]: row["stratum"] for row in rows})
    assert {row["customer_id"]: row["arm"] for row in rows} == expected
    assert {arm.name: arm.customers for arm in made.arms} == {
        arm.name: sum(row["arm"] == arm.name for row in rows) for arm in made.arms
    }
    assert len({row["stratum"] for row in rows}) > 3


def test_assignments_survive_refreshes_imports_restarts_and_failures(opened: Workspace, tmp_path: Path) -> None:
    begin(opened)
    before = sorted(map(str, assignments(opened)))
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,order_date,total\nnew-1,0,2024-08-30,5000.00\nnew-2,999,2024-08-30,5.00\n"
    )
    bring(opened, tmp_path / "orders.csv")
    again(opened, NOW + timedelta(days=1))
    with pytest.raises(DefinitionError):
        begin(opened, "Other", metrics=("happiness",))
    with pytest.raises(DataError, match="too few"):
        begin(opened, "Other")  # everybody is taken
    with pytest.raises(DataError, match="already"):
        begin(opened)
    stop()
    anew = open_workspace(opened.folder, start, opened.make_engine)
    assert sorted(map(str, assignments(anew))) == before
    assert [each.name for each in anew.ledger.experiments.experiments()] == ["Spring"]


@pytest.mark.long
def test_the_held_out_reach_no_export(opened: Workspace) -> None:
    for format_ in FORMATS:  # everybody was sent once
        assert len(sent(opened, "All", format_)) == 240
    made = begin(opened)
    control = control_of(opened, made)
    assert 40 <= len(control) <= 56
    for format_ in FORMATS:
        gone = sent(opened, "All", format_, mode=Mode.CHANGES)
        assert gone == control, format_  # taken off where they were
        assert sent(opened, "All", format_) == {str(customer) for customer in range(240)} - control
        assert not sent(opened, "Champions", format_) & control
        assert not sent(opened, "Spring", format_, arm="treatment") & control
    for customer in range(240):
        assert is_held_out(opened, str(customer), NOW) is (str(customer) in control)
    assert held_out_now(opened, NOW).controls == control


def test_a_treatment_is_exported_like_a_segment_and_the_control_is_not(opened: Workspace) -> None:
    made = begin(opened, treatments={"a": "0.4", "b": "0.4"})
    arms = {row["customer_id"]: row["arm"] for row in assignments(opened)}
    assert sent(opened, "spring", "standard", arm="a") == {customer for customer, arm in arms.items() if arm == "a"}
    with pytest.raises(DefinitionError, match="gets nothing"):
        sent(opened, "Spring", "standard", arm=made.control)
    with pytest.raises(DefinitionError, match="no arm"):
        sent(opened, "Spring", "standard", arm="c")
    with pytest.raises(DefinitionError, match="is over"):
        sent(opened, "Spring", "standard", arm="a", now=NOW + timedelta(days=30))
    with pytest.raises(DefinitionError, match="no experiment"):
        sent(opened, "Autumn", "standard", arm="a")


def test_who_is_over_or_stopped_is_reached_again(opened: Workspace) -> None:
    made = begin(opened)
    control = control_of(opened, made)
    assert not sent(opened, "All", "standard", now=NOW + timedelta(days=29)) & control
    assert sent(opened, "All", "standard", now=NOW + timedelta(days=30)) >= control
    stopped = stop_experiment(opened, "spring", actor="tester", now=NOW + timedelta(days=5))
    assert stopped.ends == NOW + timedelta(days=5)
    assert sent(opened, "All", "standard", now=NOW + timedelta(days=6)) >= control
    with pytest.raises(DefinitionError, match="is over"):
        stop_experiment(opened, "Spring", actor="tester", now=NOW + timedelta(days=6))


def test_nobody_is_in_two_experiments_that_change_the_same(opened: Workspace) -> None:
    first = begin(opened, segments=("Champions",), changes=frozenset({"email"}))
    second = begin(opened, "Second", changes=frozenset({"email", "ads"}))
    third = begin(opened, "Third", changes=frozenset({"letters"}))
    members = {
        made.number: {row["customer_id"] for row in assignments(opened) if row["experiment"] == made.number}
        for made in (first, second, third)
    }
    assert not members[first.number] & members[second.number]
    treated = len(members[first.number]) - first.arms[0].customers
    assert second.facts["left_out"] == {"held out": first.arms[0].customers, "in the experiment Spring": treated}
    # what they change differs, so both at once; but whoever is held out is held out of everything
    assert members[third.number] & members[first.number]
    assert not members[third.number] & (control_of(opened, first) | control_of(opened, second))


def test_the_global_holdout_takes_turns_and_exports_obey(opened: Workspace) -> None:
    workspace = replace(
        opened, settings=replace(opened.settings, values=dict(opened.settings.values) | {"global_holdout_percent": 20})
    )
    everyone = {str(customer) for customer in range(240)}
    held: list[set[str]] = []
    for turn in range(2):
        day = NOW + timedelta(days=90 * turn + 1)
        kept = everyone - sent(workspace, "All", "standard", now=day)
        assert kept == {customer for customer in everyone if is_held_out(workspace, customer, day)}
        held.append(kept)
    assert all(25 <= len(each) <= 75 for each in held)
    assert not held[0] & held[1]
    found = global_holdout(workspace, NOW)
    assert found is not None
    assert found == holdout(found.salt, Decimal("0.2"), found.since, 90)
    made = begin(workspace, now=NOW + timedelta(days=1))
    assert not {row["customer_id"] for row in assignments(workspace)} & held[0]
    assert made.facts["left_out"]["held out"] == len(held[0])


def orders_after(folder: Path, made: ExperimentRecord, arms: dict[str, str]) -> tuple[Path, dict[str, tuple[int, float]]]:
    """Orders after the start: of the treated nearly all buy, of the control every fourth; and what came of each."""
    outcome: dict[str, tuple[int, float]] = {}
    path = folder / "later.csv"
    with path.open("w") as file:
        file.write("order_id,customer_id,order_date,total,refunded,status\n")
        for customer, arm in arms.items():
            number = int(customer)
            buys = number % 4 == 0 if arm == made.control else number % 10 != 0
            total = 10 + number % 7 * 5
            if buys:
                file.write(f"L{customer},{customer},{NOW + timedelta(days=number % 20 + 1):%Y-%m-%d},{total}.00,1.50,paid\n")
                file.write(f"X{customer},{customer},{NOW + timedelta(days=number % 20 + 1):%Y-%m-%d},99.00,0,cancelled\n")
            file.write(f"Z{customer},{customer},{NOW + timedelta(days=40):%Y-%m-%d},77.00,0,paid\n")  # too late to count
            outcome[customer] = (int(buys), total - 1.5 if buys else 0.0)
    return path, outcome


def test_a_reading_is_what_the_orders_say(opened: Workspace, tmp_path: Path) -> None:
    made = begin(opened, treatments={"treatment": "0.5"})
    arms = {row["customer_id"]: row["arm"] for row in assignments(opened)}
    with pytest.raises(DataError, match="No order since the start"):
        read_trial(opened, made, now=NOW + timedelta(days=10))
    path, outcome = orders_after(tmp_path, made, arms)
    bring(opened, path)
    found = read_trial(opened, made, now=NOW + timedelta(days=31))
    assert found.is_over
    assert found.until == NOW + timedelta(days=30)
    retained, revenue, unsubscribed, _ = found.reading.metrics
    groups = {arm: [outcome[customer] for customer, mine in arms.items() if mine == arm] for arm in ("control", "treatment")}
    bought = {arm: sum(one for one, _ in rows) for arm, rows in groups.items()}
    expected = compare_rates(*((bought[arm], len(groups[arm])) for arm in ("treatment", "control")))
    raw = retained.overall.arms[0].raw
    assert isinstance(raw, Comparison)
    assert isinstance(expected, Comparison)
    assert raw.difference == expected.difference
    assert retained.overall.arms[0].is_seen
    money = compare_means(*(moments(np.array([amount for _, amount in groups[arm]])) for arm in ("treatment", "control")))
    shown = revenue.overall.arms[0].raw
    assert isinstance(shown, Comparison)
    assert isinstance(money, Comparison)
    assert shown.difference.value == pytest.approx(money.difference.value, abs=1e-9)
    assert shown.difference.low == pytest.approx(money.difference.low, abs=1e-9)
    assert revenue.overall.arms[0].adjusted is not None
    assert set(retained.segments) == {"All"}
    assert not unsubscribed.overall.arms[0].is_seen
    assert found.fractions["retained"] > 0


def test_early_looks_are_told_from_the_end(opened: Workspace, tmp_path: Path) -> None:
    made = begin(opened, treatments={"treatment": "0.5"})
    bring(opened, orders_after(tmp_path, made, {row["customer_id"]: row["arm"] for row in assignments(opened)})[0])
    early = read_trial(opened, made, now=NOW + timedelta(days=8))
    late = read_trial(opened, made, now=NOW + timedelta(days=15))
    assert not early.is_over
    assert 0 < early.fractions["revenue"] < late.fractions["revenue"]


def test_the_plan_says_what_the_experiment_can_see(opened: Workspace) -> None:
    made = begin(opened, days=60)
    plan = what_can_be_seen(made)
    assert plan is not None
    assert plan.customers == 240
    assert plan.detectable is not None
    assert plan.detectable > 0.1  # 48 held out cannot show less
    assert made.facts["baseline"]["source"] == "the same customers"


def test_the_plan_looks_at_who_was_in_the_segment_then(opened: Workspace) -> None:
    again(opened, NOW - timedelta(days=30))
    again(opened)
    made = begin(opened, segments=("Champions",))
    assert made.facts["baseline"]["source"] == "the segment then"


def test_assignments_made_elsewhere_are_read_the_same_way(opened: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "dealt.csv"
    rows = [f"{customer},{'hold' if customer % 3 == 0 else 'mail'}" for customer in range(90)]
    file.write_text("\n".join(["customer,group", *rows, ",mail", "7777,"]) + "\n")
    request = TrialRequest(
        "Mailing", treatments={"mail": "2/3"}, control="hold", days=30, file=file, customer_column="customer", arm_column="group"
    )
    made = start_experiment(opened, request, actor="tester", now=NOW)
    assert {arm.name: arm.customers for arm in made.arms} == {"hold": 30, "mail": 60}
    assert made.facts["left_out"] == {"no customer or no arm": 2}
    assert not sent(opened, "All", "standard") & {str(customer) for customer in range(0, 90, 3)}
    bring(opened, orders_after(tmp_path, made, {row["customer_id"]: row["arm"] for row in assignments(opened)})[0])
    found = read_trial(opened, made, now=NOW + timedelta(days=31))
    assert found.reading.metrics[0].overall.counts == {"hold": 30, "mail": 60}
    assert not found.reading.metrics[0].overall.is_blocked
    # the same arms, planned otherwise: the sizes are off, and nothing is said
    wrong = start_experiment(opened, replace(request, name="Wrong", treatments={"mail": "0.1"}), actor="tester", now=NOW)
    assert read_trial(opened, wrong, now=NOW + timedelta(days=31)).reading.metrics[0].overall.is_blocked
    file.write_text("customer,group\n1,mail\n1,hold\n2,hold\n")
    with pytest.raises(DataError, match="several arms"):
        start_experiment(opened, replace(request, name="Twice"), actor="tester", now=NOW)
    file.write_text("customer,group\n1,mail\n2,hold\n3,other\n")
    with pytest.raises(DataError, match="'other'"):
        start_experiment(opened, replace(request, name="Other"), actor="tester", now=NOW)
    file.write_text("customer,group\n1,mail\n2,hold\nnobody,mail\n")
    known = start_experiment(opened, replace(request, name="Partly", treatments={"mail": "0.5"}), actor="tester", now=NOW)
    assert strangers_sentence(known).startswith("1 of these 3 customers")
    file.write_text("customer,group\nnobody,mail\nno one,hold\n")
    with pytest.raises(DataError, match="None of the 2 customers"):
        start_experiment(opened, replace(request, name="Strangers"), actor="tester", now=NOW)
    file.write_text("customer,group\n1,mail\n2,hold\n")
    with pytest.raises(DataError, match="the first order known"):
        start_experiment(opened, replace(request, name="Ancient", started=NOW - timedelta(days=9000)), actor="tester", now=NOW)


def test_only_whom_the_destination_could_reach_takes_part(opened: Workspace) -> None:
    made = begin(opened, reached_by="klaviyo")
    counts = preview_export(
        opened, Wanted("All", destination("klaviyo"), ignores_playbook=True), now=NOW - timedelta(days=1)
    ).counts
    assert (
        sum(arm.customers for arm in made.arms)
        == 240 - made.facts["left_out"]["without consent"] - made.facts["left_out"]["unsubscribed"]
    )
    assert made.facts["left_out"].keys() <= counts.left_out.keys() | {"held out"}


def test_a_start_that_is_stopped_holds_nobody_out(opened: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(type(opened.ledger.experiments), "run", killed)
        with pytest.raises(KeyboardInterrupt):
            begin(opened)
    assert assignments(opened) == []
    assert len(sent(opened, "All", "standard")) == 240
    assert begin(opened).name == "Spring"


def test_the_forgotten_leave_experiments_and_the_database_knows_nobody(opened: Workspace) -> None:
    begin(opened)
    sent(opened, "All", "standard")
    arm = next(row["arm"] for row in assignments(opened) if row["customer_id"] == "7")
    shown = show_customer(opened, "7")
    assert shown["experiments"] == [{"experiment": "Spring", "arm": arm, "was_reached": False}]
    assert [each["segment"] for each in shown["exports"]] == (["All"] if arm == "treatment" else [])
    done = forget_customer(opened, "7", actor="tester", now=NOW)
    assert done.rows[ASSIGNMENTS] == 1
    assert "7" not in {row["customer_id"] for row in assignments(opened)}
    with sqlite3.connect(opened.folder / "regulars.sqlite3") as database:
        dump = "\n".join(database.iterdump())
    assert "example.org" not in dump


@pytest.mark.parametrize(
    "wrong",
    [
        {"treatments": {"a": "0.6", "b": "0.5"}},
        {"treatments": {"control": "0.5"}},
        {"segments": ()},
        {"segments": ("Nobody",)},
        {"days": 0},
        {"metrics": ()},
        {"treatments": {"two\nlines": "0.5"}},
        {"effect": 1.5},
        {"effect": 0.999},  # some of them order anyway
        {"segments": (), "file": Path("not read.csv"), "started": NOW + timedelta(days=1)},
    ],
)
def test_what_makes_no_sense_is_refused(opened: Workspace, wrong: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        begin(opened, **wrong)
    assert opened.ledger.experiments.experiments() == ()


def with_codes(folder: Path, arms: dict[str, str], control: str) -> tuple[Path, dict[str, tuple[int, int, float, float]]]:
    """Orders after the start, some with the voucher's code; per customer: ordered, redeemed, discount and margin."""
    outcome: dict[str, tuple[int, int, float, float]] = {}
    path = folder / "vouchers.csv"
    with path.open("w") as file:
        file.write("order_id,customer_id,order_date,total,discount,cost,coupon_code,status\n")
        for customer, arm in arms.items():
            number = int(customer)
            buys = number % 5 == 0 if arm == control else number % 3 != 0
            uses = buys and (number % 2 == 0 if arm != control else number == 50)
            total, discount = 40 + number % 7 * 5, 5.0 if uses else 0.0
            if buys:
                code = " back5 " if uses else "OTHER"
                day = NOW + timedelta(days=number % 20 + 1)
                file.write(f"V{customer},{customer},{day:%Y-%m-%d},{total}.00,{discount},{total // 2}.00,{code},paid\n")
            outcome[customer] = (int(buys), int(uses), discount, total - total // 2 if buys else 0.0)
    return path, outcome


def test_vouchers_are_counted_by_their_code_and_cost_their_discount(opened: Workspace, tmp_path: Path) -> None:
    costs = {"treatment": ArmCosts(Decimal("0.50"), None, "BACK5")}
    made = begin(opened, treatments={"treatment": "0.5"}, costs=costs)
    arms = {row["customer_id"]: row["arm"] for row in assignments(opened)}
    path, outcome = with_codes(tmp_path, arms, made.control)
    bring(opened, path)
    groups = {
        arm: np.array([outcome[customer] for customer, mine in arms.items() if mine == arm]) for arm in (made.control, "treatment")
    }
    (spent,) = look_at(opened, made, now=NOW + timedelta(days=31)).spending
    treated = groups["treatment"]
    assert spent.contacted == len(treated)
    assert spent.redeemed == treated[:, 1].sum()
    assert spent.leaked == groups[made.control][:, 1].sum()
    assert float(spent.redemption_cost) == treated[:, 2].sum()
    assert float(spent.cost) == 0.5 * len(treated) + treated[:, 2].sum()
    # each customer's own cost beside what came of them, in both arms
    pairs = {arm: pair(rows[:, 0], rows[:, 2] + (0.5 if arm == "treatment" else 0.0)) for arm, rows in groups.items()}
    expected = cost_per_retained_from_pairs(pairs["treatment"], pairs[made.control])
    assert isinstance(spent.per_retained, UnitCost)
    assert isinstance(expected, UnitCost)
    assert spent.per_retained.value == pytest.approx(expected.value)
    assert spent.per_retained.high == pytest.approx(expected.high)
    # a discount has lowered the margin of the order already, so it is taken off once
    assert spent.net is not None
    margins = {arm: rows[:, 3].mean() for arm, rows in groups.items()}
    assert spent.net.value == pytest.approx((margins["treatment"] - margins[made.control] - 0.5) * len(treated), abs=1e-6)
    assert spent.margin_source == "what orders say goods cost"


def test_a_cost_of_its_own_takes_the_place_of_the_discount(opened: Workspace, tmp_path: Path) -> None:
    costs = {"treatment": ArmCosts(Decimal(0), Decimal(3), "BACK5")}
    made = begin(opened, treatments={"treatment": "0.5"}, costs=costs)
    arms = {row["customer_id"]: row["arm"] for row in assignments(opened)}
    bring(opened, with_codes(tmp_path, arms, made.control)[0])
    (spent,) = look_at(opened, made, now=NOW + timedelta(days=31)).spending
    assert spent.cost == spent.redemption_cost == 3 * spent.redeemed
    with pytest.raises(DefinitionError, match="cannot be counted"):
        begin(opened, "No code", costs={"treatment": ArmCosts(Decimal(0), Decimal(3))})
    with pytest.raises(DefinitionError, match="below 0"):
        begin(opened, "Negative", costs={"treatment": ArmCosts(Decimal(-1))})
    with pytest.raises(DefinitionError, match="no treatment 'mail'"):
        begin(opened, "Wrong arm", costs={"mail": ArmCosts(Decimal(1))})


def test_the_last_day_of_the_course_is_what_the_reading_says(opened: Workspace, tmp_path: Path) -> None:
    made = begin(opened, treatments={"treatment": "0.5"})
    arms = {row["customer_id"]: row["arm"] for row in assignments(opened)}
    bring(opened, with_codes(tmp_path, arms, made.control)[0], orders_after(tmp_path, made, arms)[0], left_after(tmp_path))
    for metric in METRICS:
        found = look_at(opened, replace(made, metrics=(metric,)), now=NOW + timedelta(days=31))
        (course,) = found.courses
        (arm,) = found.reading.metrics[0].overall.arms
        shown = shown_comparison(arm)
        assert isinstance(shown, Comparison)
        last = course.looks[-1]
        assert last.day == 30
        assert last.difference.value == pytest.approx(shown.difference.value), metric
        sequence = always_valid(shown, found.fractions[metric])
        # that of plain rates is Newcombe's, which is wider where few have the outcome
        wide, known = last.difference.high - last.difference.low, sequence.high - sequence.low
        assert wide == pytest.approx(known, rel=0.02 if arm.adjusted is not None else 0.1), metric
        assert found.spread is not None
        sizes = {arm: sum(counts) for arm, counts in found.spread.customers.items()}
        assert sizes == {arm.name: arm.customers for arm in made.arms}
        kept = opened.ledger.experiments.experiments()[0].seen
        assert [arm["arm"] for arm in kept["arms"]] == ["treatment"]
        assert kept["metric"] == metric


def left_after(folder: Path) -> Path:
    """Who unsubscribed after the start."""
    path = folder / "events.csv"
    rows = [f"{customer},{NOW + timedelta(days=customer % 9 + 1):%Y-%m-%d} 10:00:00,unsubscribed" for customer in range(0, 240, 16)]
    path.write_text("\n".join(["customer_id,occurred_at,type", *rows]) + "\n")
    return path


def test_who_was_reached_stands_beside_who_was_meant_to_be(opened: Workspace, tmp_path: Path) -> None:
    made = begin(opened, treatments={"treatment": "0.5"}, costs={"treatment": ArmCosts(Decimal(2))})
    arms = {row["customer_id"]: row["arm"] for row in assignments(opened)}
    bring(opened, orders_after(tmp_path, made, arms)[0])
    reached = sorted(customer for customer, arm in arms.items() if arm == "treatment" and int(customer) % 2 == 0)
    file = tmp_path / "reached.csv"
    file.write_text("\n".join(["id", *reached, *reached[:3], "nobody", '""']) + "\n")
    with pytest.raises(DataError, match="no column"):
        bring_reached(opened, "Spring", file, actor="tester", now=NOW)
    done = bring_reached(opened, "spring", file, customer_column="id", actor="tester", now=NOW)
    assert done.in_experiment == len(reached)
    assert done.left_out == {"no customer": 1, "not in the experiment": 1}
    kept = opened.ledger.experiments.experiments()[0]
    found = look_at(opened, kept, now=NOW + timedelta(days=31))
    (arm,) = found.reached
    shown = arm.found["retained"]
    raw = found.reading.metrics[0].overall.arms[0].raw
    assert isinstance(shown, Reached)
    assert isinstance(raw, Comparison)
    assert isinstance(shown.effect, Estimate)
    share = len(reached) / sum(arm == "treatment" for arm in arms.values())
    assert shown.treated_share == pytest.approx(share)
    assert shown.effect.value == pytest.approx(raw.difference.value / share)
    assert shown.assigned == raw.difference  # the verdict is that of all assigned
    assert found.spending[0].contacted == len(reached)
    assert found.spending[0].cost == 2 * len(reached)
    # a later file takes the place of the former, and the forgotten are gone from it
    file.write_text("\n".join(["id", *reached[1:]]) + "\n")
    assert bring_reached(opened, "Spring", file, customer_column="id", actor="tester", now=NOW).in_experiment == len(reached) - 1
    forget_customer(opened, reached[1], actor="tester", now=NOW)
    rows = [row["customer_id"] for path in AudienceTables(opened).files(EXPOSURES) for row in read_rows(path)]
    assert sorted(rows) == reached[2:]
    file.write_text("id\nnobody\n")
    with pytest.raises(DataError, match="Nobody in"):
        bring_reached(opened, "Spring", file, customer_column="id", actor="tester", now=NOW)


def read_rows(path: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    return list(parquet.read_table(path).to_pylist())


def test_segments_of_a_file_are_those_of_its_start_or_none(opened: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "dealt.csv"
    file.write_text(
        "customer_id,arm\n" + "".join(f"{customer},{'mail' if customer % 2 else 'control'}\n" for customer in range(240))
    )
    request = TrialRequest("Before", treatments={"mail": "0.5"}, file=file, started=NOW - timedelta(days=30))
    start_experiment(opened, request, actor="tester", now=NOW)
    # the segments of today know what came of it
    assert {row["segment"] for row in assignments(opened)} == {None}
    start_experiment(opened, replace(request, name="Since", started=NOW), actor="tester", now=NOW)
    assert {"Champions", "Lost"} <= {row["segment"] for row in assignments(opened) if row["segment"]}


def test_a_plan_keeps_nothing_and_says_what_the_start_will(opened: Workspace) -> None:
    request = TrialRequest("Spring", segments=("Champions", "Lost"), treatments={"mail": "0.5"}, days=60, effect=0.05)
    plan = plan_experiment(opened, request, actor="tester", now=NOW)
    assert assignments(opened) == []
    assert opened.ledger.experiments.experiments() == ()
    # those of today ordered lately, or they would not be in them: who was in them then is looked at
    assert plan.made.facts["baseline"]["source"] == "the segment then"
    assert plan.sees is not None
    assert plan.sees.is_enough is False
    assert 60 in plan.lengths
    assert len(plan.lengths) > 1
    assert plan.verdict is not None
    assert plan.verdict.is_enough is False
    assert "times what such campaigns usually bring (2 points: a guess, since no test of this shop is over" in plan.verdict.sentence
    reach = {each.channel: each for each in plan.reach}
    everybody = sum(arm.customers for arm in plan.made.arms)
    assert {each.members for each in plan.reach} == {everybody}
    lacking = reach["e-mail"].left_out
    assert reach["e-mail"].reached + sum(lacking.values()) == everybody
    # whoever is in several segments is one customer
    assert {each.members for each in reach_by_channel(opened, ("All", "Champions", "Lost"), NOW)} == {240}
    made = start_experiment(opened, replace(request, baseline=plan.made.facts["baseline"]), actor="tester", now=NOW)
    assert {arm.name: arm.share for arm in made.arms} == {arm.name: arm.share for arm in plan.made.arms}
    assert sum(arm.customers for arm in made.arms) == sum(arm.customers for arm in plan.made.arms)
    assert made.facts["baseline"] == plan.made.facts["baseline"]
    with pytest.raises(DataError, match="already"):
        plan_experiment(opened, request, actor="tester", now=NOW)
    with pytest.raises(DefinitionError, match="above 0"):
        plan_experiment(opened, replace(request, name="x", effect=-1.0), actor="tester", now=NOW)


@pytest.mark.long
def test_a_segment_of_ones_own_is_looked_for_as_of_then_unless_it_names_days(opened: Workspace) -> None:
    for name, words in (
        ("Lately", "customers who ordered in the last 60 days"),
        ("June", "customers who ordered before 1 June 2024"),
    ):
        opened.ledger.save_segment(propose_segment(opened, name, now=NOW, author="tester", words=words).segment)
    again(opened)

    def source(segment: str, *more: str) -> tuple[str, str]:
        request = TrialRequest("Spring", segments=(segment, *more), treatments={"mail": "0.5"}, days=30)
        made = plan_experiment(opened, request, actor="tester", now=NOW).made
        return made.facts["baseline"]["source"], past_warning(made)

    assert source("Lately", "Lost") == ("the segment then", "")
    same, warning = source("June")
    assert same == "the same customers"
    assert "bends what is seen" in warning
