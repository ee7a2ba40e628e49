"""What a workspace does by itself: at the right times, each file once, and never twice at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import Interrupted, SourceError
from regulars.work.doctor import examine
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.ledger import FileState, RunState
from regulars.work.refresh import refresh
from regulars.work.rounds import Event, scheduled_round
from regulars.work.schedule import Rhythm, due
from regulars.work.watching import Seen, look, ready
from regulars.work.workspace import Workspace, writing

NOW = datetime(2024, 6, 12, 9, 30, tzinfo=UTC)  # a Wednesday
MakeWorkspace = Callable[..., Workspace]
ROWS = [f"O{n},C{n % 5},2024-0{n % 5 + 1}-11,{n + 5}.00" for n in range(30)]


def write(path: Path, rows: list[str], header: str = "order_id,customer_id,order_date,total") -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def one_round(workspace: Workspace, before: Mapping[Path, Seen] | None = None, now: datetime = NOW) -> list[Event]:
    seen = look(workspace) if before is None else before
    return list(scheduled_round(workspace, seen, actor="tester", clock=lambda: now, address_of=str))


# times

RHYTHMS = st.builds(
    Rhythm,
    st.sampled_from(["hourly", "daily", "weekly"]),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 6),
    st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]).map(ZoneInfo),
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(RHYTHMS, MOMENTS)
def test_the_last_time_is_followed_by_the_next_one_and_by_none_in_between(times: Rhythm, now: datetime) -> None:
    last, following = times.last(now), times.next(now)
    assert last <= now < following
    assert times.next(last) == following
    assert times.last(following) == following
    longest = {"hourly": timedelta(hours=1), "daily": timedelta(hours=25), "weekly": timedelta(days=7, hours=1)}[times.cadence]
    assert timedelta(minutes=30) <= following - last <= longest


def test_times_are_those_of_the_shops_zone_on_both_sides_of_a_change_of_clocks() -> None:
    times = Rhythm("daily", 3, 0, 0, ZoneInfo("Europe/Paris"))
    winter, summer = datetime(2024, 3, 30, 12, tzinfo=UTC), datetime(2024, 3, 31, 12, tzinfo=UTC)
    assert times.last(winter) == datetime(2024, 3, 30, 2, tzinfo=UTC)
    assert times.last(summer) == datetime(2024, 3, 31, 1, tzinfo=UTC)
    weekly = Rhythm("weekly", 3, 0, 0, ZoneInfo("Europe/Paris"))
    assert weekly.next(NOW) == datetime(2024, 6, 17, 1, tzinfo=UTC)


def test_missed_times_are_made_up_for_once_and_a_failure_waits_for_the_next_time(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace = make_workspace()
    assert due(workspace, NOW) is None  # there is nothing to refresh
    import_files(workspace, ImportRequest(requested([str(write(tmp_path / "orders.csv", ROWS))])), actor="t", now=NOW)
    assert due(workspace, NOW) == datetime(2024, 6, 12, 3, tzinfo=UTC)
    refresh(workspace, actor="tester", now=NOW)
    assert due(workspace, NOW + timedelta(hours=17)) is None
    late = NOW + timedelta(days=9)
    assert due(workspace, late) == datetime(2024, 6, 21, 3, tzinfo=UTC)
    assert [event.kind for event in one_round(workspace, now=late)] == ["refreshed"]
    assert one_round(workspace, now=late + timedelta(minutes=1)) == []
    with pytest.raises(RuntimeError), writing(workspace, "refresh", "tester", late + timedelta(days=1)):
        raise RuntimeError("no luck")
    assert due(workspace, late + timedelta(days=1, hours=1)) is None
    assert due(workspace, late + timedelta(days=2)) is not None


def test_the_cadence_never_refreshes_nothing_by_itself(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(cadence="never")
    import_files(workspace, ImportRequest(requested([str(write(tmp_path / "orders.csv", ROWS))])), actor="t", now=NOW)
    assert due(workspace, NOW + timedelta(days=99)) is None


# watched folders


def test_a_new_file_is_imported_once_it_is_whole_and_once_only(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["inbox"], after_import=False, cadence="never")
    file = write(workspace.folder / "inbox" / "orders_01.csv", ROWS[:10])
    (workspace.folder / "inbox" / ".orders_02.csv.part").write_text("half")
    growing = look(workspace)
    assert ready(workspace, {}, growing) == ()  # seen for the first time
    write(file, ROWS[:20])
    assert one_round(workspace, growing) == []  # it has grown since
    (event,) = one_round(workspace)
    assert (event.kind, event.more["changed"]) == ("imported", True)
    assert one_round(workspace) == []
    write(file, ROWS)
    (again,) = one_round(workspace)
    assert "10 orders new" in again.says
    assert file.exists()


def test_a_file_that_fails_is_told_and_tried_again_only_when_it_has_changed(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["inbox"], after_import=False, cadence="never")
    bad = write(workspace.folder / "inbox" / "a.csv", ["43,red"], "shoe_size,colour")
    write(workspace.folder / "inbox" / "orders_02.csv", ROWS)
    assert sorted(event.kind for event in one_round(workspace)) == ["failed", "imported"]
    assert one_round(workspace) == []
    (kept,) = [each for each in workspace.ledger.watched_files() if each.state is FileState.FAILED]
    assert kept.path == "inbox/a.csv"
    assert "customer" in kept.problem
    write(bad, ["X1,C1,2024-01-01,5.00"])
    (event,) = one_round(workspace)
    assert event.kind == "imported"


def test_a_file_is_told_by_its_name_without_the_date_or_by_its_folder(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["inbox"], after_import=True, cadence="never")
    write(workspace.folder / "inbox" / "orders-2024-06-12.csv", ROWS)
    write(workspace.folder / "inbox" / "customers_2024-06-12.csv", ["C1,a@example.com"], "customer_id,email")
    write(workspace.folder / "inbox" / "customers" / "monday.csv", ["C2,b@example.com"], "customer_id,email")
    kinds = [event.kind for event in one_round(workspace)]
    assert kinds == ["imported", "imported", "imported", "refreshed"]
    assert {source.table for source in workspace.ledger.sources()} == {"orders", "customers"}


def test_while_somebody_else_writes_a_round_waits_and_remembers_nothing(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["inbox"], cadence="never", after_import=False)
    write(workspace.folder / "inbox" / "orders.csv", ROWS)
    with writing(workspace, "refresh", "anna", NOW):
        (event,) = one_round(workspace)
    assert event.kind == "waiting"
    assert "anna" in event.says
    assert [event.kind for event in one_round(workspace)] == ["imported"]


def test_a_watched_folder_that_is_gone_is_said_and_the_refresh_waits(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["nowhere"])
    with pytest.raises(SourceError, match="nowhere"):
        look(workspace)
    assert [event.kind for event in one_round(workspace, {})] == ["failed"]


def test_a_database_of_the_settings_is_imported_before_the_refresh(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "till.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE orders (order_id, customer_id, order_date, total)")
        connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", [row.split(",") for row in ROWS])
    connection.close()
    workspace = make_workspace(databases=["env:TILL", "env:NONE"])
    import_files(workspace, ImportRequest(requested([str(write(tmp_path / "orders.csv", ROWS[:3]))])), actor="t", now=NOW)
    addresses = {"env:TILL": f"sqlite:///{file}", "env:NONE": f"sqlite:///{tmp_path}/none.db"}
    done = list(scheduled_round(workspace, {}, actor="t", clock=lambda: NOW, address_of=addresses.__getitem__))
    assert [event.kind for event in done] == ["imported", "failed", "refreshed"]
    assert "27 orders new" in done[0].says


# the command


@pytest.mark.long
def test_the_command_imports_refreshes_and_ends_cleanly_when_it_is_asked_to(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["inbox"], cadence="hourly")
    write(workspace.folder / "inbox" / "orders.csv", ROWS)
    command = [sys.executable, "-m", "regulars", "schedule", "--json", "--workspace", str(workspace.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        seen = []
        for line in process.stdout:
            seen.append(json.loads(line)["event"])
            if seen[-1] == "refreshed":
                break
        assert seen == ["started", "imported", "refreshed"]
        second = subprocess.run([*command, "--once"], capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert "schedule since" in second.stderr
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        assert json.loads(rest.splitlines()[-1])["event"] == "stopped"
        assert process.wait(60) == 0
        assert process.stderr.read() == ""
    assert {run.state for run in workspace.ledger.runs(9)} == {RunState.DONE}


@pytest.mark.long
def test_a_killed_watch_takes_the_file_up_again(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(watch=["inbox"], cadence="never", after_import=False)
    write(workspace.folder / "inbox" / "orders.csv", [f"O{n},C{n % 999},2024-0{n % 5 + 1}-11,{n % 90}.00" for n in range(300_000)])
    command = [sys.executable, "-m", "regulars", "schedule", "--workspace", str(workspace.folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 120
        while not workspace.ledger.unfinished() and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    assert workspace.published() == {}
    assert workspace.ledger.watched_files() == ()
    done = subprocess.run([*command, "--once"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "300,000 orders new" in done.stdout
    assert [run.state for run in workspace.ledger.runs(9)] == [RunState.DONE, RunState.INTERRUPTED]


def test_a_run_that_was_told_to_end_is_said_to_have_been_and_not_to_have_failed(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    with pytest.raises(Interrupted), writing(workspace, "import", "tester", NOW):
        raise Interrupted
    found = next(each for each in examine(workspace, NOW) if each.check == "runs")
    assert (found.ok, found.says) == (False, "The last import was interrupted. It was told to end before it was done.")


def test_the_line_for_a_crontab_does_what_is_due(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    command = [sys.executable, "-m", "regulars", "schedule", "--workspace", str(workspace.folder)]
    line = subprocess.run([*command, "--cron"], capture_output=True, text=True, check=True).stdout.strip()
    assert line.startswith("*/10 * * * * ")
    done = subprocess.run(["sh", "-c", line.split(" ", 5)[5]], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")  # crontabs mail whatever is said
    by_hand = subprocess.run([*command, "--once", "--json"], capture_output=True, text=True, check=True)
    said = json.loads(by_hand.stdout)
    assert (said["event"], said["next"][-6:]) == ("idle", "+00:00")
    assert said["says"].startswith("nothing is due; refreshed daily, next at ")
    shown = subprocess.run([*command, "--show", "--json"], capture_output=True, text=True, check=True)
    assert json.loads(shown.stdout)["due"] is None


def test_a_file_is_whole_however_the_workspace_is_named_at_each_look(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(watch=["inbox"])
    write(workspace.folder / "inbox" / "orders.csv", ROWS)
    monkeypatch.chdir(workspace.folder)
    here = replace(workspace, folder=Path())  # what `cd shop; regulars schedule --once` opens first
    assert ready(workspace, look(here), look(workspace)) == (workspace.folder / "inbox" / "orders.csv",)
