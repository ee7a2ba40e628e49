"""What can happen to a workspace from outside: the process is killed, the disk is full, others read and write at the same time."""

from __future__ import annotations

import json
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.commands import run as command

from regulars.web.setup import start, stop
from regulars.work.custom_segments import read_table
from regulars.work.doctor import examine
from regulars.work.engines import engine_maker
from regulars.work.imports import ImportRequest, import_files, requested
from regulars.work.kept_facts import FOLDER
from regulars.work.ledger import RunState
from regulars.work.refresh import refresh
from regulars.work.workspace import Workspace, open_workspace

MOMENTS = 10  # of an import, of a full refresh and of an incremental one
DERIVED = ("profile", "memberships", "segment_metrics", "history", "moves")
READER = """
import json, sys, time
from pathlib import Path
from regulars.web.setup import start
from regulars.work.custom_segments import read_table
from regulars.work.engines import engine_maker
from regulars.work.workspace import open_workspace
workspace = open_workspace(Path(sys.argv[1]), start, engine_maker("duckdb", None, 1))
seen, reads = set(), 0
print("ready", flush=True)
while not Path(sys.argv[1], "stop").exists():
    time.sleep(0.2)
    latest = workspace.ledger.latest("refresh")
    metrics = read_table(workspace, latest.versions, "segment_metrics")
    profile = read_table(workspace, latest.versions, "profile")
    members = read_table(workspace, latest.versions, "memberships")
    assert sum(row["customers"] for row in metrics) == len(profile) == len(members) == latest.facts["customers"]
    assert {row["customer_id"]: row["segment"] for row in profile} == {row["customer_id"]: row["segment"] for row in members}
    seen.add(latest.number)
    reads += 1
print(json.dumps({"seen": sorted(seen), "reads": reads}), flush=True)
"""


def orders(path: Path, until: date, customers: int) -> Path:
    with path.open("w") as file:
        file.write("order_id,customer_id,order_date,total\n")
        for customer in range(customers):
            dice = random.Random(customer)  # noqa: S311 - a made-up shop
            for number in range(dice.randrange(1, 8)):
                day = date(2024, 1, 1) + timedelta(days=dice.randrange(240))
                total = f"{dice.randrange(5, 300)}.50"
                if day < until:
                    file.write(f"{customer}-{number},{customer},{day},{total}\n")
    return path


def a_day(path: Path) -> Path:
    """The orders of one day."""
    path.write_text("order_id,customer_id,order_date,total\n" + "".join(f"D{each},{each},2024-06-01,9.50\n" for each in range(8)))
    return path


def run(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    started = [sys.executable, "-m", "regulars", *arguments, "--workspace", str(folder)]
    return subprocess.run(started, capture_output=True, text=True, check=False, **options)


def done(folder: Path, *arguments: str) -> None:
    finished = command(*arguments, "--workspace", folder)
    assert finished.returncode == 0, finished.stderr


def opened(folder: Path) -> Workspace:
    return open_workspace(folder, start, engine_maker("duckdb", None, 1))


def content(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """All published rows, without what is named after a run."""
    workspace = opened(folder)
    found = {}
    for table in workspace.published():
        rows = [
            {key: value for key, value in row.items() if key not in {"run", "since_run"}}
            for row in read_table(workspace, workspace.published(), table)
        ]
        found[table] = sorted(rows, key=lambda row: [str(value) for value in row.values()])
    return found


def left_over(folder: Path) -> set[Path]:
    """Files in the lake that no published version knows, and no refresh goes on from."""
    workspace = opened(folder)
    known = {
        path
        for publication in workspace.ledger.publications()
        for table, version in publication.versions.items()
        for path in workspace.lake.files(table, version)
    }
    latest = workspace.ledger.latest("refresh")
    for section in latest.facts["kept"].values() if latest else ():
        for part in section["parts"]:
            known |= {folder / "lake" / FOLDER / name for name in (*part["tables"].values(), part["affected"]) if name}
    return {path for path in (folder / "lake").rglob("*.parquet") if path not in known and "_delta_log" not in path.parts}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A workspace that has been refreshed once, and a file with later orders."""
    folder = tmp_path_factory.mktemp("before")
    assert command("init", folder / "shop", "--yes", "--set", "after_import=no").returncode == 0
    done(folder / "shop", "import", str(orders(folder / "orders.csv", date(2024, 6, 1), 300)))
    done(folder / "shop", "refresh", "--as-of", "2024-06-01")
    yield folder / "shop", orders(folder / "orders_later.csv", date(2024, 9, 1), 320)
    stop()


@pytest.mark.long
@pytest.mark.parametrize("what", ["import", "refresh", "increment"])
def test_killed_at_any_moment_the_published_state_stands_and_the_next_run_is_as_if_nothing_had_been(
    before: tuple[Path, Path], tmp_path: Path, what: str
) -> None:
    start_from, later = before
    base = tmp_path / "base"
    shutil.copytree(start_from, base)
    if what != "import":
        done(base, "import", str(later if what == "refresh" else a_day(tmp_path / "a_day.csv")))
    arguments = {
        "import": ("import", str(later)),
        "refresh": ("refresh", "--as-of", "2024-09-01"),
        "increment": ("refresh", "--as-of", "2024-06-02"),
    }[what]
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(base, undisturbed)
    began = time.monotonic()
    done(undisturbed, *arguments)
    whole = time.monotonic() - began
    former, wanted = content(base), content(undisturbed)
    assert opened(undisturbed).ledger.runs(1)[0].report.get("mode") == {"refresh": "full", "increment": "incremental"}.get(what)
    for moment in range(MOMENTS):
        folder = tmp_path / f"killed_{moment}"
        for _ in range(5):
            shutil.copytree(base, folder)
            took = killed_after(folder, arguments, whole * (0.25 + 0.75 * moment / MOMENTS))
            if took is None or moment == MOMENTS - 1:
                break
            whole = took  # the machine was less busy than it was for the run before
            shutil.rmtree(folder)
        else:
            raise AssertionError(f"the run was over before its moment {moment} five times")
        there = content(folder)
        assert there in (former, wanted)
        if there == former:
            done(folder, *arguments)
            assert content(folder) == wanted
            assert not left_over(folder)
            states = {run.state for run in opened(folder).ledger.runs(9)}
            assert states <= {RunState.DONE, RunState.INTERRUPTED}
        shutil.rmtree(folder)


def killed_after(folder: Path, arguments: tuple[str, ...], seconds: float) -> float | None:
    """Run a command and kill it so long after its start; how long it took where it was over before that."""
    began = time.monotonic()
    command = [sys.executable, "-m", "regulars", *arguments, "--workspace", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    if process.returncode == -signal.SIGKILL:
        return None
    assert process.returncode == 0
    return time.monotonic() - began


@pytest.mark.long
def test_an_import_that_was_killed_while_it_was_taken_back_is_there_or_gone(before: tuple[Path, Path], tmp_path: Path) -> None:
    """At moments of the work itself, not of the start: a process is killed when the lock says that it has begun, and some time after."""
    base = tmp_path / "base"
    shutil.copytree(before[0], base)
    done(base, "import", str(before[1]))
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(base, undisturbed)
    former = content(base)
    whole = undone_after(undisturbed) or 0.0
    wanted = content(undisturbed)
    assert len(wanted["orders"]) < len(former["orders"])
    for moment in range(MOMENTS):
        folder = tmp_path / f"killed_{moment}"
        for _ in range(5):
            shutil.copytree(base, folder)
            took = undone_after(folder, kill_after=whole * moment / MOMENTS)
            if took is None or moment == MOMENTS - 1:
                break
            whole = took  # the machine was less busy than it was for the run before
            shutil.rmtree(folder)
        else:
            raise AssertionError(f"the work was over before its moment {moment} five times")
        there = content(folder)
        assert there in (former, wanted)
        if there == former:
            done(folder, "import", "--undo", "--no-refresh")
            assert content(folder) == wanted
            assert not left_over(folder)
        assert {run.state for run in opened(folder).ledger.runs(9)} <= {RunState.DONE, RunState.INTERRUPTED}
        refused = run(folder, "import", "--undo", "3")
        assert "taken back already" in refused.stderr
        shutil.rmtree(folder)


def undone_after(folder: Path, kill_after: float | None = None) -> float | None:
    """Take the last import back; how long the work took once it had begun, or None where it was killed so long after that."""
    stop()
    lock = folder / ".regulars.lock"
    former = lock.read_text()
    command = [sys.executable, "-m", "regulars", "import", "--undo", "--no-refresh", "--workspace", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while lock.read_text() in {former, ""} and process.poll() is None:
            time.sleep(0.002)
        began = time.monotonic()
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
    if process.returncode == -signal.SIGKILL:
        return None
    assert process.returncode == 0
    return time.monotonic() - began


@pytest.mark.long
def test_readers_see_whole_states_only_while_refreshes_are_published(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    for reader in readers:
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == "ready"
    for month in (6, 7, 8):
        done(folder, "refresh", "--as-of", f"2024-0{month}-15")
    (folder / "stop").touch()
    found = []
    for reader in readers:
        out, errors = reader.communicate()
        assert reader.returncode == 0, errors
        found.append(json.loads(out))
    assert len(set().union(*(each["seen"] for each in found))) >= 2
    assert all(each["reads"] for each in found)


def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    former, files = content(folder), set((folder / "lake").rglob("*.parquet"))
    many = orders(tmp_path / "orders_many.csv", date(2024, 9, 1), 20_000)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    failed = run(folder, "import", str(many), preexec_fn=little_room)
    assert failed.returncode == 1, failed.stdout
    assert len(failed.stderr.strip().splitlines()) == 2, failed.stderr
    assert content(folder) == former
    assert set((folder / "lake").rglob("*.parquet")) == files


@pytest.mark.parametrize("limit", [200, 20_000])
def test_a_refresh_on_a_disk_that_takes_no_more_leaves_the_former_one(
    before: tuple[Path, Path], tmp_path: Path, limit: int
) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    done(folder, "import", str(a_day(tmp_path / "a_day.csv")))
    former, files = content(folder), set((folder / "lake").rglob("*.parquet"))

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    failed = run(folder, "refresh", "--as-of", "2024-06-02", preexec_fn=little_room)
    assert failed.returncode == 1, failed.stdout
    assert len(failed.stderr.strip().splitlines()) == 2, failed.stderr
    assert content(folder) == former
    assert set((folder / "lake").rglob("*.parquet")) == files
    done(folder, "refresh", "--as-of", "2024-06-02")


def test_on_a_disk_that_cannot_be_written_it_is_said_and_nothing_is_lost(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    former = content(folder)
    stop()
    read_only = f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}"
    if subprocess.run(["unshare", "-m", "sh", "-c", read_only], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a folder read-only")
    command = f"{read_only} && exec {sys.executable} -m regulars refresh --workspace {folder}"
    refused = subprocess.run(["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "cannot be written" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 2
    assert content(folder) == former


def test_a_disk_without_a_byte_left_is_said_to_be_full(before: tuple[Path, Path], tmp_path: Path) -> None:
    stop()
    home = tmp_path / "small"
    home.mkdir()
    mount = f"mount -t tmpfs -o size=4m tmpfs {home}"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    fill = f"cp -r {before[0]} {home}/shop && (dd if=/dev/zero of={home}/filled bs=1k 2>/dev/null; true)"
    listed = f"{sys.executable} -m regulars segments list --workspace {home}/shop"
    command = f"{mount} && {fill} && {listed} && exec {sys.executable} -m regulars refresh --workspace {home}/shop"
    refused = subprocess.run(["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Champions" in refused.stdout  # what is there can still be read
    assert refused.returncode == 1
    assert "is full" in refused.stderr
    assert "Free some space" in refused.stderr


ON_A_READ_ONLY_DISK = """
import os, sys
from regulars.cli.main import main
folder = sys.argv[1]
assert not os.access(folder, os.W_OK)
for command in (
    ["segments", "list"], ["segments", "members", "Champions"], ["show", "1"], ["refresh", "--status"], ["doctor"], ["schedule", "--show"],
    ["import", "--list"], ["export", "Champions", "--format", "standard", "--preview"],
):
    assert main([*command, "--workspace", folder]) == 0, command
assert main(["segments", "create", "Mine", "--words", "customers who spent more than 5", "--workspace", folder]) == 1
"""


def test_a_workspace_on_a_disk_that_cannot_be_written_can_be_read(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    stop()
    read_only = f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}"
    if subprocess.run(["unshare", "-m", "sh", "-c", read_only], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a folder read-only")
    (tmp_path / "read.py").write_text(ON_A_READ_ONLY_DISK)
    command = f"{read_only} && exec {sys.executable} {tmp_path / 'read.py'} {folder}"
    with closing(sqlite3.connect(folder / "regulars.sqlite3")) as database:
        # what was written last stands in a file beside the database for as long as somebody has it open
        database.execute("UPDATE workspace_run SET actor = 'somebody late'")
        database.commit()
        done = subprocess.run(["unshare", "-m", "sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Champions" in done.stdout
    assert "somebody late" in done.stdout
    assert "read-only medium" in done.stderr


def test_a_clock_that_goes_back_changes_the_date_and_nothing_else(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    workspace = opened(folder)
    later, earlier = (datetime(2024, 6, day, tzinfo=UTC) for day in (20, 3))
    first = refresh(workspace, actor="tester", now=later, as_of="2024-06-01")
    second = refresh(workspace, actor="tester", now=earlier, as_of="2024-06-01")
    assert second.publication > first.publication
    assert workspace.refresh_number(None).number == second.publication
    assert set(second.moved.values()) == {0}
    assert import_files(
        workspace, ImportRequest(requested([str(a_day(tmp_path / "a_day.csv"))])), actor="tester", now=earlier
    ).changed
    found = {finding.check: finding for finding in examine(workspace, earlier - timedelta(days=1))}
    assert "later than now" in found["refresh"].says
    third = refresh(workspace, actor="tester", now=earlier)
    assert third.as_of == earlier
    assert workspace.published("refresh")["orders"] == workspace.lake.head("orders")


def test_what_can_be_made_again_is_made_again_where_it_was_damaged(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    former = content(folder)
    for path in (*(folder / "lake" / FOLDER).glob("*.parquet"), *(folder / "lake" / "profile").glob("*.parquet")):
        path.write_bytes(path.read_bytes()[:100])
    workspace, now = opened(folder), datetime.now(UTC)
    tables = {finding.check: finding for finding in examine(workspace, now)}["tables"]
    assert (tables.ok, tables.remedy) == (False, "regulars refresh makes it anew.")
    done = refresh(workspace, actor="tester", now=now, as_of="2024-06-01")
    assert "gone or damaged" in done.why
    assert any("movement begins anew" in warning for warning in done.warnings)
    assert content(folder) == former


def test_a_lake_without_the_database_that_knows_it_is_not_written(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    stop()
    (folder / "regulars.sqlite3").unlink()
    assert subprocess.run([sys.executable, "-m", "regulars", "init", str(folder)], check=True, capture_output=True)
    refused = run(folder, "import", str(before[1]))
    assert refused.returncode == 1
    assert "knows nothing of" in refused.stderr
    shutil.rmtree(folder / "lake")
    done(folder, "import", str(before[1]))


def test_of_two_commands_at_once_the_second_says_who_is_running(before: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    shutil.copytree(before[0], folder)
    first = subprocess.Popen(
        [sys.executable, "-m", "regulars", "refresh", "--as-of", "2024-06-01", "--workspace", str(folder)], stdout=subprocess.PIPE
    )
    lock = folder / ".regulars.lock"
    former = lock.read_text()
    while lock.read_text() in {former, ""} and first.poll() is None:
        time.sleep(0.01)
    first.send_signal(signal.SIGSTOP)  # so that it is running for as long as the second needs
    second = run(folder, "import", str(before[1]))
    first.send_signal(signal.SIGCONT)
    first.communicate()
    assert first.returncode == 0
    assert second.returncode == 1
    assert f"process {first.pid}" in second.stderr
    assert "refresh since" in second.stderr
    done(folder, "import", str(before[1]))


@pytest.mark.parametrize("name", ["a%20b", "a\\b"])
def test_a_folder_in_which_no_table_would_be_found_again_is_refused(before: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    refused = command("init", tmp_path / name, "--yes")
    assert (refused.returncode, "Rename that folder" in refused.stderr) == (1, True)
    assert not (tmp_path / name).exists()
    shutil.copytree(before[0], tmp_path / name)
    assert "Rename that folder" in command("refresh", "--workspace", tmp_path / name).stderr


def test_an_application_database_that_was_emptied_is_not_said_to_be_made_anew(before: tuple[Path, Path], tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(before[0], base, ignore=shutil.ignore_patterns("regulars.sqlite3*"))
    (base / "regulars.sqlite3").touch()
    for _ in range(2):  # the first one to open it has written a header
        refused = command("segments", "list", "--workspace", base)
        assert refused.returncode == 1
        assert "backup" in refused.stderr
