"""Retention: what is kept of earlier refreshes, and what can be asked of them afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from regulars.errors import SourceError
from regulars.work.custom_segments import members_at, read_table
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.moves import movement
from regulars.work.refresh import refresh
from regulars.work.retention import forget_old
from regulars.work.running import running
from regulars.work.workspace import Workspace, writing
from regulars.work.workspace_settings import Settings

FIRST = datetime(2024, 6, 1, tzinfo=UTC)
MakeWorkspace = Callable[..., Workspace]


def orders(path: Path, first: int, days: int, cents: int = 50) -> Path:
    """Sixty customers who each order every so many days."""
    rows = [
        f"{customer}-{day},{customer},{date(2024, 1, 1) + timedelta(days=day)},{customer + 10}.{cents}\n"
        for customer in range(60)
        for day in range(first, first + days)
        if day % (customer % 20 + 1) == 0
    ]
    path.write_text("order_id,customer_id,order_date,total\n" + "".join(rows))
    return path


def day(workspace: Workspace, folder: Path, number: int) -> int:
    """One day's orders (the first day all of before), and a refresh; its number."""
    first, length = (0, 152) if number == 0 else (152 + number, 1)
    file, now = orders(folder / f"orders_{number}.csv", first, length), FIRST + timedelta(days=number)
    import_files(workspace, ImportRequest(requested([str(file)])), actor="tester", now=now)
    return refresh(workspace, actor="tester", now=now).publication


def parquet(workspace: Workspace, table: str) -> int:
    return len(list((workspace.lake.folder / table).glob("*.parquet")))


def test_profiles_of_old_refreshes_go_and_who_was_where_stays_known(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(keep_days=1, keep_refreshes=2)
    numbers = [day(workspace, tmp_path, 0)]
    first = workspace.refresh_number(numbers[0])
    then = {row["customer_id"]: row["segment"] for row in read_table(workspace, first.versions, "profile")}
    numbers += [day(workspace, tmp_path, number) for number in range(1, 4)]
    assert parquet(workspace, "profile") == 2
    with pytest.raises(SourceError, match="gone"):
        read_table(workspace, first.versions, "profile")
    for segment in set(then.values()):
        assert set(members_at(workspace, segment, numbers[0], None)) == {who for who, where in then.items() if where == segment}
    assert sum(row["customers"] for row in read_table(workspace, first.versions, "segment_metrics")) == len(then)
    found = movement(workspace, numbers[-2], numbers[-1])
    assert sum(row["customers"] for row in found.wire["matrix"]) == len(read_table(workspace, workspace.published(), "profile"))


def test_all_is_kept_where_the_settings_say_so_and_the_last_two_in_any_case(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(keep_days=0)
    for number in range(2):
        day(workspace, tmp_path, number)
    a_year_on = FIRST + timedelta(days=400)
    refresh(workspace, actor="tester", now=a_year_on, as_of="2024-06-03")
    assert parquet(workspace, "profile") == 3
    short = replace(workspace, settings=Settings(dict(workspace.settings.values) | {"keep_days": 1, "keep_refreshes": 0}))
    assert forget_old(short, a_year_on) > 0
    assert parquet(workspace, "profile") == 2
    assert movement(workspace, None, None).wire["stayed"] > 0


def test_what_imports_replaced_goes_once_it_is_needed_no_more(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(keep_days=1, keep_refreshes=2)
    for number in range(4):
        file = orders(tmp_path / "orders.csv", 0, 150, cents=10 + number)
        now = FIRST + timedelta(days=number)
        import_files(workspace, ImportRequest(requested([str(file)])), actor="tester", now=now)
        refresh(workspace, actor="tester", now=now, as_of="2024-06-01")
    assert parquet(workspace, "orders") == 3  # two imports can be taken back
    assert {row["total"] % 1 for row in read_table(workspace, workspace.published(), "orders")} == {Decimal("0.13")}


def test_any_day_of_the_past_can_be_worked_out_anew(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    numbers = [day(workspace, tmp_path, number) for number in range(2)]
    then = read_table(workspace, workspace.refresh_number(numbers[0]).versions, "profile")
    now = FIRST + timedelta(days=9)
    again = refresh(workspace, actor="tester", now=now, as_of=FIRST)
    rebuilt = read_table(workspace, workspace.refresh_number(again.publication).versions, "profile")

    def listed(rows: list[dict[str, object]]) -> list[str]:
        return sorted(repr(sorted(row.items())) for row in rows)

    assert listed(rebuilt) == listed(then)


def test_a_run_that_goes_on_can_be_seen_from_outside(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace()
    day(workspace, tmp_path, 0)
    assert running(workspace) is None
    now = FIRST + timedelta(days=1)
    with writing(workspace, "refresh", "anna", now) as run:
        workspace.ledger.end_step(workspace.ledger.begin_step(run, "assignment"), 100, 0.5)
        workspace.ledger.begin_step(run, "scores")
        found: list[dict[str, object]] = []

        def look() -> None:
            seen = running(workspace)
            assert seen is not None
            found.append(seen.wire(now + timedelta(seconds=2)))

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert found[0] | {"seconds_left": None, "done": None} == {
            "run": run, "kind": "refresh", "actor": "anna", "started": now, "seconds": 2.0, "step": "scores", "done": None,
            "seconds_left": None,
        }  # fmt: skip
        assert isinstance(found[0]["seconds_left"], float)
