"""`regulars score` as a person or a script meets it: a real process, its exit status, streams and files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import run

CONTRACT_COLUMNS = "customer_id,last_order_at,recency_days,orders,revenue,r,f,m,pattern,segment"
FILES = {"customers.parquet", "customers.csv", "segments.csv", "report.html", "quality.json", "run.json"}

# a command that is told to end while it executes a text
IN_AN_EXECUTED_TEXT = """
import sys, regulars.cli.demo
from regulars.cli.main import main

def run(args):
    exec("import os, signal; os.kill(os.getpid(), signal.{ending})")
    return 0

regulars.cli.demo.run = run
sys.exit(main(["demo"]))
"""


def run_alone(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "regulars", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def shop(path: Path, rows: int = 200) -> Path:
    lines = ["order_id,customer_id,ordered_at,total"]
    lines += [f"o{n},c{n % 23},2024-{1 + n % 12:02}-{1 + n % 28:02} 10:00:00,{(n * 37) % 500 + 0.5:.2f}" for n in range(rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_run_without_out_prints_a_summary_and_writes_nothing(tmp_path: Path) -> None:
    shop(tmp_path / "orders.csv")
    done = run_alone("score", "orders.csv", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Champions" in done.stdout
    assert "Everything adds up" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"orders.csv"}


def test_out_gets_the_files_of_the_contract(tmp_path: Path) -> None:
    shop(tmp_path / "orders.csv")
    done = run("score", tmp_path / "orders.csv", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    assert (tmp_path / "out" / "customers.csv").read_text().splitlines()[0].startswith(CONTRACT_COLUMNS)
    quality = json.loads((tmp_path / "out" / "quality.json").read_text())
    assert quality["reconciles"] is True
    assert quality["rows"] == 200


def test_json_is_one_object_with_the_contracts_keys(tmp_path: Path) -> None:
    shop(tmp_path / "orders.csv")
    done = run("score", tmp_path / "orders.csv", "--json")
    found = json.loads(done.stdout)
    assert {"as_of", "customers", "orders", "revenue", "excluded", "cuts", "segments", "files"} <= found.keys()
    keys = {"name", "customers", "share", "orders", "revenue", "revenue_share", "aov", "patterns", "objective", "campaign_type"}
    assert all(keys <= segment.keys() for segment in found["segments"])
    assert sum(segment["customers"] for segment in found["segments"]) == found["customers"] == 23


def test_the_same_run_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    shop(tmp_path / "orders.csv")
    for folder in ("one", "two"):  # strings have other hashes in another process
        run_alone("score", tmp_path / "orders.csv", "--out", tmp_path / folder)
    for name in FILES - {"customers.parquet"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


BAD = {
    "empty.csv": b"",
    "header.csv": b"customer_id,order_id,order_date,total\n",
    "nodates.csv": b"customer_id,order_id,total\na,1,5\nb,2,6\n",
    "onecustomer.csv": b"customer_id,order_id,order_date,total\na,1,2024-01-01,5\na,2,2024-02-01,6\n",
    "oneorder.csv": b"customer_id,order_id,order_date,total\na,1,2024-01-01,5\n",
    "future.csv": b"customer_id,order_id,order_date,total\na,1,2024-01-01,5\nb,2,2099-01-01,6\n",
    "currencies.csv": b"customer_id,order_id,order_date,total,currency\na,1,2024-01-01,5,EUR\nb,2,2024-01-02,6,USD\n",
    "wide.csv": b"customer_id,order_date,total,"
    + b",".join(b"c%d" % n for n in range(10_000))
    + b"\na,2024-01-01,5"
    + b",1" * 10_000
    + b"\n",
    "binary.csv": bytes(range(256)) * 40,
    "truncated.csv.gz": b"",
    "ambiguous.csv": b"customer_id,order_id,order_date,total\na,1,03/04/2024,5\nb,2,05/06/2024,6\nc,3,01/02/2024,7\n",
    "twoamounts.csv": b"customer_id,order_id,order_date,net,gross\na,1,2024-01-01,5,6\nb,2,2024-01-02,6,7\nc,3,2024-03-01,6,8\n",
}


@pytest.mark.parametrize("name", [*BAD, "missing.csv", "folder"])
def test_bad_input_is_one_line_and_what_to_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif name == "truncated.csv.gz":
        import gzip

        path.write_bytes(gzip.compress(shop(tmp_path / "whole.csv", 20_000).read_bytes())[:-900])
    elif name != "missing.csv":
        path.write_bytes(BAD[name])
    done = run("score", path, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stdout == ""
    problem, remedy = done.stderr.splitlines()
    assert problem.startswith("regulars: ")
    assert problem.endswith((".", ")."))
    assert remedy.startswith("  ")
    assert not (tmp_path / "out").exists()


def test_an_ambiguous_date_is_settled_by_the_flag_it_names(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_bytes(BAD["ambiguous.csv"])
    assert "--date-order dmy" in run("score", tmp_path / "o.csv").stderr
    first = json.loads(run("score", tmp_path / "o.csv", "--date-order", "dmy", "--json").stdout)
    assert first["as_of"].startswith("2024-06-06")
    second = json.loads(run("score", tmp_path / "o.csv", "--date-order", "mdy", "--json").stdout)
    assert second["as_of"].startswith("2024-05-07")


def test_currencies_are_refused_then_chosen_or_converted(tmp_path: Path) -> None:
    text = "customer_id,order_id,order_date,total,currency\na,1,2024-01-01,5,EUR\nb,2,2024-01-02,6,USD\nc,3,2024-01-03,7,EUR\n"
    (tmp_path / "o.csv").write_text(text)
    chosen = json.loads(run("score", tmp_path / "o.csv", "--currency", "EUR", "--json").stdout)
    assert (chosen["revenue"], chosen["excluded"]["other_currency"]["rows"], chosen["input_revenue"]) == (12, 1, 12)
    converted = json.loads(run("score", tmp_path / "o.csv", "--rates", "EUR=1,USD=0.5", "--json").stdout)
    assert (converted["revenue"], converted["currency"]) == (15, "EUR")
    assert "no rate for USD" in run("score", tmp_path / "o.csv", "--rates", "EUR=1").stderr


def test_names_that_a_shell_left_empty_are_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = shop(tmp_path / "orders.csv")
    monkeypatch.chdir(tmp_path)
    assert run("score", "").stderr.startswith("regulars: The path is empty.")
    assert run("score", orders, "--out", "").returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["orders.csv"]


def test_wrong_usage_exits_with_2(tmp_path: Path) -> None:
    assert run_alone("score").returncode == 2
    assert run("nonsense").returncode == 2
    assert run("score", shop(tmp_path / "o.csv"), "--as-of", "yesterday").returncode == 2


def test_unknown_names_are_answered_with_near_ones(tmp_path: Path) -> None:
    orders = shop(tmp_path / "o.csv")
    assert "klaviyo" in run("score", orders, "--map", "klavio").stderr
    assert "Europe/Paris" in run("score", orders, "--timezone", "Europe/Pariss").stderr


def test_a_full_disk_leaves_the_former_result_alone(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let its tests mount a small disk")
    try:
        (small / "customers.csv").write_text("the former result")
        done = run_alone("score", shop(tmp_path / "o.csv", 20_000), "--out", small)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 2
        assert [path.name for path in small.iterdir()] == ["customers.csv"]
        assert (small / "customers.csv").read_text() == "the former result"
    finally:
        subprocess.run(["umount", small], check=True)


def test_an_unwritable_place_is_refused_before_anything_is_lost(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = run("score", shop(tmp_path / "o.csv"), "--out", tmp_path / "file")
    assert done.returncode == 1
    assert "is a file, not a folder" in done.stderr


def test_a_killed_run_leaves_no_half_written_file(tmp_path: Path) -> None:
    """Files are moved in one after the other, so that some may be missing; what is there is whole."""
    import signal

    orders = shop(tmp_path / "o.csv", 400_000)
    command = [sys.executable, "-m", "regulars", "score", str(orders), "--out", str(tmp_path / "out")]
    for delay in (0.2, 0.6, 1.0):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        out = tmp_path / "out"
        visible = {path.name for path in out.iterdir() if not path.name.startswith(".regulars-")} if out.exists() else set()
        assert visible <= FILES
        if "report.html" in visible:
            assert (out / "report.html").read_text().rstrip().endswith("</html>")
        if "run.json" in visible:
            assert json.loads((out / "run.json").read_text())["customers"] == 23


@pytest.mark.long
def test_two_runs_into_one_folder_both_finish_whole(tmp_path: Path) -> None:
    orders = shop(tmp_path / "o.csv", 5_000)
    command = [sys.executable, "-m", "regulars", "score", str(orders), "--out", str(tmp_path / "out")]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    orders = shop(tmp_path / "o.csv")
    shell = f"{sys.executable} -m regulars score {orders} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_closed_stream_is_no_failure_of_ours(tmp_path: Path, closed: str) -> None:
    orders = shop(tmp_path / "o.csv")
    shell = f"{sys.executable} -m regulars score {orders} {closed}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert "Regulars itself failed" not in done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_an_ended_run_says_so_and_leaves_nothing_behind(tmp_path: Path, ending: str) -> None:
    import signal
    import time

    orders = shop(tmp_path / "o.csv", 1_500_000)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "regulars", "score", str(orders), "--out", str(tmp_path / "out"), "--threads", "1"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(temporary)}
    )
    deadline = time.monotonic() + 120
    # before it, Python itself tries whether files can be made there
    while not any(temporary.glob("regulars-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(getattr(signal, ending))
    _, errors = process.communicate(timeout=180)
    assert process.returncode == 130, errors
    assert "interrupted" in errors
    assert "failed" not in errors
    assert list(temporary.iterdir()) == []


def told_to_end(tmp_path: Path, ending: str, before: str = "") -> tuple[int, str]:
    """Exit status and errors of a command that is told to end while it executes a text."""
    (tmp_path / "told.py").write_text(before + IN_AN_EXECUTED_TEXT.format(ending=ending))
    done = subprocess.run([sys.executable, "-m", "told"], cwd=tmp_path, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_the_exit_status_tells_of_an_interruption_wherever_it_came(tmp_path: Path, ending: str) -> None:
    """Python forgets the status if it finds a KeyboardInterrupt leave an executed text, as when a dataclass is being made."""
    assert told_to_end(tmp_path, ending) == (130, "\nregulars: interrupted; nothing was left half written.\n")


@pytest.mark.parametrize("ending", ["SIGINT", "SIGHUP"])
def test_what_the_caller_ignores_does_not_end_a_run(tmp_path: Path, ending: str) -> None:
    ignored = f"import signal; signal.signal(signal.{ending}, signal.SIG_IGN)"
    assert told_to_end(tmp_path, ending, ignored) == (0, "")


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / "out" / f".regulars-{gone.pid}-abc").mkdir(parents=True)
    (tmp_path / "out" / f".regulars-{os.getpid()}-abc").mkdir()
    done = run_alone("score", shop(tmp_path / "o.csv"), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*FILES, f".regulars-{os.getpid()}-abc"}
