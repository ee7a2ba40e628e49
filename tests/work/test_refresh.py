"""Refreshing a workspace: the same answers as scoring the file, published at once, with a past that can be asked."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import regulars
from regulars.errors import DataError, DefinitionError
from regulars.web.setup import start, stop
from regulars.work.custom_segments import list_segments, members_at, read_table, set_state
from regulars.work.doctor import examine
from regulars.work.engines import engine_maker
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.ledger import RunState
from regulars.work.moves import movement
from regulars.work.people import forget_customer, show_customer
from regulars.work.refresh import refresh
from regulars.work.segment_proposals import propose_segment
from regulars.work.workspace import Workspace, open_workspace
from regulars.work.workspace_settings import SETTINGS_FILE, defaults, written

sys.path.insert(0, str(Path(__file__).parent))

from shops_made import copied

NOW = datetime(2024, 9, 1, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


def shop(folder: Path, until: date, customers: int = 120) -> Path:
    """A made-up shop's orders up to a day, with lines' products left out: the same person always orders the same."""
    path = folder / f"orders_{until}.csv"
    with path.open("w") as file:
        file.write("order_id,customer_id,email,order_date,total\n")
        for customer in range(customers):
            dice = random.Random(customer)  # noqa: S311 - a made-up shop
            day, number = date(2024, 1, 1) + timedelta(days=dice.randrange(150)), 0
            while day < date(2024, 9, 1):
                number += 1
                total = f"{dice.randrange(5, 300)}.{dice.randrange(100):02}"
                if day < until:
                    file.write(f"{customer}-{number},{customer},c{customer}@example.org,{day},{total}\n")
                day += timedelta(days=dice.randrange(3, 40) * (1 + customer % 4))
    return path


def bring(workspace: Workspace, *files: Path) -> None:
    import_files(workspace, ImportRequest(requested([str(file) for file in files])), actor="tester", now=NOW)


def again(workspace: Workspace, day: str, cuts: str | None = None) -> int:
    return refresh(workspace, actor="tester", now=NOW, as_of=day, cuts=cuts).publication


@pytest.fixture(scope="module")
def refreshed_twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """The folder of a workspace with two refreshes, to be copied, and their numbers."""
    folder, files = (tmp_path_factory.mktemp(name) for name in ("moving", "files"))
    (folder / SETTINGS_FILE).write_text(written(defaults()))
    workspace = open_workspace(folder, lambda where: start(where, create=True), engine_maker("duckdb", None, 2))
    bring(workspace, shop(files, date(2024, 6, 1)))
    first = again(workspace, "2024-06-01")
    bring(workspace, shop(files, date(2024, 9, 1), customers=130))
    second = again(workspace, "2024-09-01")
    stop()
    return folder, first, second


@pytest.fixture
def moving(refreshed_twice: tuple[Path, int, int], tmp_path: Path) -> Iterator[tuple[Workspace, int, int]]:
    """A workspace with two refreshes, and their numbers."""
    folder, first, second = refreshed_twice
    yield copied(folder, tmp_path / "shop"), first, second
    stop()


def test_a_refresh_gives_what_scoring_the_file_gives(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, file = make_workspace(), shop(tmp_path, date(2024, 9, 1))
    bring(workspace, file)
    again(workspace, "2024-09-01")
    profile = {row["customer_id"]: row for row in read_table(workspace, workspace.published("refresh"), "profile")}
    with regulars.score(str(file), as_of="2024-09-01") as result:
        scored = result.customers.to_dicts()
        metrics = {segment.name: (segment.customers, segment.revenue) for segment in result.summary.segments}
    assert len(profile) == len(scored) > 100
    for row in scored:
        same = ("recency_days", "orders", "revenue", "r", "f", "m", "pattern", "segment", "composite_rank")
        assert [profile[row["customer_id"]][key] for key in same] == [row[key] for key in same]
    assert {row["name"]: (row["customers"], row["revenue"]) for row in list_segments(workspace)} == metrics


def test_steps_are_recorded_with_rows_and_time(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, shop(tmp_path, date(2024, 9, 1)))
    again(workspace, "2024-09-01")
    run = workspace.ledger.runs(1)[0]
    assert (run.kind, run.state) == ("refresh", RunState.DONE)
    assert [step.name for step in run.steps] == [
        "assignment", "scores", "profile", "memberships", "segment metrics", "top products", "history",
    ]  # fmt: skip
    assert all(step.seconds is not None and step.rows is not None for step in run.steps)


def test_membership_at_an_earlier_refresh_is_what_it_was_then(moving: tuple[Workspace, int, int]) -> None:
    workspace, first, second = moving
    for number in (first, second):
        versions = workspace.refresh_number(number).versions
        then: dict[str, set[str]] = {}
        for row in read_table(workspace, versions, "profile"):
            then.setdefault(row["segment"], set()).add(row["customer_id"])
        for segment, customers in then.items():
            assert set(members_at(workspace, segment, number, None)) == customers


def test_history_keeps_changes_and_not_copies(moving: tuple[Workspace, int, int], tmp_path: Path) -> None:
    workspace, _, _ = moving
    before = len(read_table(workspace, workspace.published(), "history"))
    again(workspace, "2024-09-01")
    assert len(read_table(workspace, workspace.published(), "history")) == before
    latest = {
        row["customer_id"]: row
        for row in sorted(read_table(workspace, workspace.published(), "history"), key=lambda row: row["run"])
    }
    moved = [row for row in latest.values() if row["change"] == "moved"]
    assert moved
    assert all(row["segment"] != row["previous_segment"] and row["since"].date() == date(2024, 9, 1) for row in moved)
    stayed = [row for row in latest.values() if row["change"] == "scores"]
    assert all(row["since"].date() == date(2024, 6, 1) for row in stayed)


def test_every_customer_moved_for_one_cause_or_stayed(moving: tuple[Workspace, int, int]) -> None:
    workspace, first, second = moving
    found = movement(workspace, first, second, workspace.folder / "moved.csv")
    for row in csv.DictReader((workspace.folder / "moved.csv").open()):
        assert (row["act"] == "order") == bool(row["order_id"]), row
        assert not row["order_id"] or row["order_id"].startswith(f"{row['customer_id']}-")
    before, after = (
        {row["customer_id"]: row["segment"] for row in read_table(workspace, workspace.refresh_number(number).versions, "profile")}
        for number in (first, second)
    )
    other = sum(1 for customer in before.keys() & after.keys() if before[customer] != after[customer])
    assert found.causes["behaviour"] + found.causes["border"] == other > 20
    assert found.causes["entered"] == len(after.keys() - before.keys()) > 0
    assert sum(row["customers"] for row in found.wire["matrix"]) == len(after)
    assert {row["customer_id"] for row in read_table(workspace, workspace.published(), "moves")} == {
        customer for customer in before.keys() | after.keys() if before.get(customer) != after.get(customer)
    }


def test_frozen_cuts_leave_no_move_to_the_borders(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    bring(workspace, shop(tmp_path, date(2024, 9, 1)))
    again(workspace, "2024-06-01")
    again(workspace, "2024-09-01", cuts="frozen")
    causes = movement(workspace, None, None).causes
    assert causes["border"] == 0
    assert causes["behaviour"] > 20


def test_borders_that_move_alone_are_told_from_behaviour(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """Nobody of before does anything or is looked at later; newcomers who spend little move the cuts."""
    workspace = make_workspace()
    bring(workspace, shop(tmp_path, date(2024, 6, 1)))
    again(workspace, "2024-06-01")
    others = tmp_path / "newcomers.csv"
    rows = [f"N{number}-1,N{number},n{number}@example.org,2024-05-{number % 28 + 1:02},1.00\n" for number in range(200)]
    others.write_text("order_id,customer_id,email,order_date,total\n" + "".join(rows))
    bring(workspace, others)
    again(workspace, "2024-06-01")
    causes = movement(workspace, None, None).causes
    assert causes["behaviour"] == 0
    assert causes["border"] > 10
    assert causes["entered"] == 200


def test_who_did_nothing_did_not_climb_by_it(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """Time passes and newcomers move the cuts, both at once: whom the later cuts alone put where they are was moved by the border."""
    workspace = make_workspace()
    bring(workspace, shop(tmp_path, date(2024, 6, 1)))
    first = again(workspace, "2024-06-01")
    others = tmp_path / "newcomers.csv"
    rows = [f"N{number}-1,N{number},n{number}@example.org,2024-06-{number % 28 + 1:02},1.00\n" for number in range(200)]
    others.write_text("order_id,customer_id,email,order_date,total\n" + "".join(rows))
    bring(workspace, others)
    by_silence = workspace.refresh_number(again(workspace, "2024-07-01", cuts="frozen"))
    silent = {row["customer_id"]: row for row in read_table(workspace, by_silence.versions, "profile")}
    second = again(workspace, "2024-07-01")
    now = {row["customer_id"]: row for row in read_table(workspace, workspace.published(), "profile")}
    movers = tmp_path / "moved.csv"
    causes = movement(workspace, first, second, movers).causes
    assert causes["border"] > 5
    assert causes["behaviour"] > 5
    for row in csv.DictReader(movers.open()):
        stood, stands = silent[row["customer_id"]], now[row["customer_id"]]
        if row["cause"] == "behaviour":
            assert stood["segment"] != row["from_segment"]
            assert stands["r"] > 1, row  # silence never makes a score better
        if row["cause"] == "border":
            assert row["from_segment"] == stood["segment"] or stood["segment"] != stands["segment"]


def test_another_scorecard_begins_movement_anew(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    events = tmp_path / "events.csv"
    visits = "".join(f"{who},2024-0{who % 6 + 1}-05 10:00:00,site_visit\n" * (who % 4 + 1) for who in range(120))
    events.write_text(f"customer_id,occurred_at,type\n{visits}")
    bring(workspace, shop(tmp_path, date(2024, 9, 1)), events)
    again(workspace, "2024-09-01")
    values = dict(workspace.settings.values) | {"scorecard": "rfe"}
    other = replace(workspace, settings=replace(workspace.settings, values=values))
    done = refresh(other, actor="tester", now=NOW, as_of="2024-09-01")
    assert any("movement begins anew" in warning for warning in done.warnings)
    assert not done.moved
    refresh(other, actor="tester", now=NOW, as_of="2024-09-02")
    assert sum(customers for _, customers, _ in movement(other, None, None).stayed) > 100


@pytest.mark.parametrize(
    ("setting", "value", "said"), [("window_days", 60, "another number of days"), ("currency", "EUR", "currency")]
)
def test_what_other_settings_count_is_no_movement(
    make_workspace: MakeWorkspace, tmp_path: Path, setting: str, value: object, said: str
) -> None:
    workspace = make_workspace()
    if setting == "currency":
        workspace = replace(
            workspace, settings=replace(workspace.settings, values={**workspace.settings.values, "currency": "USD"})
        )
    bring(workspace, shop(tmp_path, date(2024, 9, 1)))
    before = again(workspace, "2024-09-01")
    other = replace(workspace, settings=replace(workspace.settings, values={**workspace.settings.values, setting: value}))
    done = refresh(other, actor="tester", now=NOW, as_of="2024-09-01")
    assert any(said in warning and "movement begins anew" in warning for warning in done.warnings)
    assert not done.moved
    for pair in ((before, done.publication), (done.publication, before)):
        with pytest.raises(DataError, match=said):
            movement(other, *pair)


def test_the_last_movement_after_an_erasure_is_that_of_the_last_two_refreshes(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace()
    bring(workspace, shop(tmp_path, date(2024, 6, 1)))
    first = again(workspace, "2024-06-01")
    bring(workspace, shop(tmp_path, date(2024, 9, 1), customers=130))
    again(workspace, "2024-09-01")
    moved = movement(workspace, None, None)
    forget_customer(workspace, "125", actor="tester", now=NOW)  # came after the first refresh
    found = movement(workspace, None, None)
    assert found.earlier == first
    assert found.causes == {**moved.causes, "entered": moved.causes["entered"] - 1}


def test_custom_segments_are_refreshed_with_the_rest(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    file = shop(tmp_path, date(2024, 9, 1))
    bring(workspace, file)
    words = "customers who spent more than 500"
    made = propose_segment(workspace, "Spenders", now=NOW, author="tester", words=words)
    workspace.ledger.save_segment(made.segment)
    assert next(row for row in list_segments(workspace) if row["name"] == "Spenders")["customers"] is None
    again(workspace, "2024-09-01")
    members = set(members_at(workspace, "Spenders", None, None))
    profile = read_table(workspace, workspace.published(), "profile")
    assert members == {row["customer_id"] for row in profile if row["revenue"] > 500}
    listed = next(row for row in list_segments(workspace) if row["name"] == "Spenders")
    assert (listed["kind"], listed["customers"], listed["words"]) == ("custom", len(members), words)
    assert listed["revenue"] == sum((row["revenue"] for row in profile if row["customer_id"] in members), Decimal(0))
    changed = propose_segment(workspace, "Spenders", now=NOW, author="another", words="customers who spent more than 900")
    workspace.ledger.save_segment(changed.segment)
    assert [version.author for version in workspace.ledger.segment_versions("Spenders")] == ["tester", "another"]
    set_state(workspace, "Spenders", "archived", actor="tester", now=NOW)
    again(workspace, "2024-09-01")
    assert members_at(workspace, "Spenders", None, None) == []


def test_a_custom_segment_needs_a_meaning_and_a_name_of_its_own(moving: tuple[Workspace, int, int]) -> None:
    workspace, _, _ = moving
    with pytest.raises(DefinitionError):
        propose_segment(workspace, "Odd", now=NOW, author="tester", words="customers who like the colour of the sea")
    with pytest.raises(DefinitionError):
        propose_segment(workspace, "Champions", now=NOW, author="tester", words="customers who spent more than 500")


def test_a_refresh_that_fails_leaves_the_former_one_in_force(
    moving: tuple[Workspace, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _, second = moving
    before, files = list_segments(workspace), set(workspace.lake.folder.rglob("*.parquet"))

    def refuse(*_: object) -> None:
        raise RuntimeError("no more room")

    with monkeypatch.context() as patch:
        patch.setattr(type(workspace.ledger), "publish", refuse)
        with pytest.raises(RuntimeError):
            again(workspace, "2024-08-01")
    assert workspace.refresh_number(None).number == second
    assert list_segments(workspace) == before
    assert set(workspace.lake.folder.rglob("*.parquet")) == files


def test_a_failure_after_the_publication_takes_nothing_back(
    moving: tuple[Workspace, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _, second = moving

    def refuse(*_: object) -> None:
        raise RuntimeError("the disk went away")

    with monkeypatch.context() as patch:
        patch.setattr("regulars.work.refresh.forget_old", refuse)
        with pytest.raises(RuntimeError):
            again(workspace, "2024-08-01")
    latest = workspace.refresh_number(None)
    assert latest.number > second
    assert workspace.ledger.runs(1)[0].state is RunState.DONE
    assert len(read_table(workspace, latest.versions, "profile")) == latest.facts["customers"]


def test_a_workspace_without_orders_says_so(make_workspace: MakeWorkspace) -> None:
    with pytest.raises(DataError, match="no orders"):
        again(make_workspace(), "2024-09-01")


def test_another_engine_reads_the_published_tables_from_outside(moving: tuple[Workspace, int, int]) -> None:
    import polars

    workspace, _, _ = moving
    versions = workspace.published("refresh")
    read = {table: polars.read_delta(str(workspace.lake.folder / table), version=version) for table, version in versions.items()}
    segments = read["profile"].group_by("segment").agg(polars.len().alias("customers"), polars.col("revenue").sum())
    ours = {row["name"]: (row["customers"], row["revenue"]) for row in list_segments(workspace) if row["customers"]}
    assert {row["segment"]: (row["customers"], row["revenue"]) for row in segments.to_dicts()} == ours
    assert read["orders"]["total"].sum() == sum(row["total"] for row in read_table(workspace, versions, "orders"))
    assert set(read["memberships"]["customer_id"]) == set(read["profile"]["customer_id"])


def test_who_is_forgotten_is_in_no_file_any_more(moving: tuple[Workspace, int, int]) -> None:
    workspace, _, _ = moving
    held = show_customer(workspace, "c7@example.org")
    assert held["customer_id"] == "7"
    assert all(held[table] for table in ("customers", "orders", "profile", "history"))
    assert held == show_customer(workspace, " 7.0 ")
    assert [row["ordered_at"] for row in held["orders"]] == sorted(row["ordered_at"] for row in held["orders"])
    assert not any("filename" in row for table in ("orders", "profile") for row in held[table])
    others = len(read_table(workspace, workspace.published(), "profile"))
    done = forget_customer(workspace, "c7@example.org", actor="tester", now=NOW)
    assert done.rows["orders"] == len(held["orders"])
    with pytest.raises(DataError):
        show_customer(workspace, "7")
    assert len(read_table(workspace, workspace.published(), "profile")) == others - 1
    import pyarrow.parquet

    for path in workspace.lake.folder.rglob("*.parquet"):
        if "_delta_log" in path.parts:
            continue
        rows = pyarrow.parquet.read_table(path).to_pylist()
        said = [value for row in rows for key, value in row.items() if key in {"customer_id", "email", "order_id"}]
        assert "7" not in said
        assert "c7@example.org" not in said
        assert not any(str(value).startswith("7-") for value in said)
    everything = [path for path in workspace.folder.rglob("*") if path.is_file()]
    assert not [path for path in everything if b"c7@example.org" in path.read_bytes()]
    again(workspace, "2024-09-01")
    assert "7" not in {row["customer_id"] for row in read_table(workspace, workspace.published(), "profile")}


def test_the_doctor_finds_what_is_wrong_and_says_how_to_mend_it(moving: tuple[Workspace, int, int]) -> None:
    workspace, _, _ = moving
    assert all(finding.ok for finding in examine(workspace, NOW))
    late = {finding.check: finding for finding in examine(workspace, NOW + timedelta(days=9))}
    assert not late["refresh"].ok
    assert "regulars refresh" in late["refresh"].remedy
    workspace.lake.files("profile", workspace.published()["profile"])[0].unlink()
    broken = {finding.check: finding for finding in examine(workspace, NOW)}
    assert not broken["tables"].ok


@pytest.mark.long
@pytest.mark.real_data
def test_online_retail_through_a_workspace_is_online_retail_scored(make_workspace: MakeWorkspace, real_data: Path) -> None:
    workspace, file = make_workspace(), real_data / "online_retail_2010-2011.parquet"
    bring(workspace, file)
    again(workspace, "2011-09-01")
    with regulars.score(str(file), as_of="2011-09-01") as result:
        # a workspace keeps numbers of customers without a point, so that they are the same in every file
        scored = {row["customer_id"].removesuffix(".0"): row for row in result.customers.to_dicts()}
    profile = {row["customer_id"]: row for row in read_table(workspace, workspace.published("refresh"), "profile")}
    assert profile.keys() == scored.keys()
    for customer, row in scored.items():
        same = ("recency_days", "orders", "revenue", "r", "f", "m", "segment")
        assert [profile[customer][key] for key in same] == [row[key] for key in same]


def test_the_currency_of_the_shop_is_that_of_orders_which_name_none(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    plain, named = tmp_path / "till.csv", tmp_path / "web.csv"
    plain.write_text("order_id,customer_id,order_date,total\n1,a,2024-01-05,10.00\n2,b,2024-02-05,20.00\n")
    named.write_text("order_id,customer_id,order_date,total,currency\n3,a,2024-03-05,40.00,EUR\n4,b,2024-03-06,80.00,USD\n")
    ours = make_workspace("ours", currency="EUR")
    bring(ours, plain)
    refresh(ours, actor="tester", now=NOW)
    assert _money_and_currency(ours) == (Decimal("30.00"), "EUR")
    bring(ours, named)
    assert refresh(ours, actor="tester", now=NOW, mode="full").customers == 2
    assert _money_and_currency(ours) == (Decimal("70.00"), "EUR")  # dollars are left out
    bring(ours, plain)
    refresh(ours, actor="tester", now=NOW, mode="incremental")
    assert _money_and_currency(ours) == (Decimal("70.00"), "EUR")


def test_orders_without_a_currency_are_not_added_to_others_unsaid(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, file = make_workspace(), tmp_path / "shop.csv"
    file.write_text(
        "order_id,customer_id,order_date,total,currency\n1,a,2024-01-05,10.00,\n2,b,2024-02-05,20.00,USD\n3,a,2024-03-05,40.00,USD\n"
    )
    bring(workspace, file)
    (note,) = [each for each in refresh(workspace, actor="tester", now=NOW).warnings if "currency" in each]
    assert note.startswith("The money of 1 order without a currency is added to 2 orders in USD.")


def _money_and_currency(workspace: Workspace) -> tuple[object, object]:
    published = workspace.ledger.latest("refresh")
    assert published is not None
    rows = read_table(workspace, workspace.published(), "profile")
    return sum(row["revenue_ever"] or 0 for row in rows), published.facts["currency"]
