"""`regulars serve` as a person runs it: it answers, it works, it stops, and nothing is left running."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest


@contextmanager
def served(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The running command, and all that it said until it waited."""
    command = [sys.executable, "-m", "regulars", "serve", "--port", "0", "--processes", "1", "--no-schedule", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def address_of(line: str) -> tuple[str, int]:
    found = re.search(r"http://([\d.]+):(\d+)/", line)
    assert found is not None, line
    return found[1], int(found[2])


def children(number: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{number}/task/{number}/children").read_text().split()]


def is_gone(number: int, within: float = 60) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not Path(f"/proc/{number}").exists() or "State:\tZ" in Path(f"/proc/{number}/status").read_text():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def folder(workspace_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("serving") / "shop"
    shutil.copytree(workspace_folder, copy, ignore=shutil.ignore_patterns("uploads", "results", "exports"))
    return copy


@pytest.mark.long
def test_it_answers_refuses_what_is_too_large_and_stops_with_all_that_it_started(folder: Path) -> None:
    with served("--workspace", str(folder)) as (process, line):
        host, port = address_of(line)
        with urlopen(f"http://{host}:{port}/sign-in") as answer:
            assert "Sign in" in answer.read().decode()
            assert "server" not in answer.headers
        assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.putrequest("POST", "/sign-in")
        connection.putheader("Content-Length", str(40_000_000))
        connection.endheaders()
        try:
            for _ in range(40):
                connection.send(b"x" * 100_000)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it hung up, having said why
        assert connection.getresponse().status == 413
        started = children(process.pid)
        assert len(started) == 2  # one answers, one works
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert all(is_gone(each) for each in started)


@pytest.mark.long
def test_what_it_started_ends_with_it_even_when_it_is_killed_and_is_started_again_when_it_crashes(folder: Path) -> None:
    with served("--workspace", str(folder)) as (process, line):
        host, port = address_of(line)
        pages = children(process.pid)[0]
        os.kill(pages, signal.SIGKILL)
        until = time.monotonic() + 180
        while True:
            try:
                with urlopen(f"http://{host}:{port}/sign-in", timeout=60) as answer:
                    assert answer.status == 200
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.2)
        started = children(process.pid)
        process.kill()
        process.wait(10)
        assert all(is_gone(each) for each in started)


def serve(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "regulars", "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)


def test_a_folder_that_is_no_workspace_is_told_what_to_do(tmp_path: Path) -> None:
    done = serve("--workspace", str(tmp_path))
    assert done.returncode == 1
    assert "is no workspace" in done.stderr
    assert "regulars init" in done.stderr
    assert "regulars demo" in done.stderr


def test_a_port_in_use_is_one_line(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = serve("--workspace", str(folder), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Address already in use" in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    "options", [("--port", "70000"), ("--address", "segments.example.org"), ("--address", "https://x.org/path")]
)
def test_what_is_no_port_or_address_is_refused(folder: Path, options: tuple[str, str]) -> None:
    done = serve("--workspace", str(folder), *options)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2


def test_behind_https_django_finds_nothing_to_improve(folder: Path) -> None:
    environment = os.environ | {
        "REGULARS_WORKSPACE": str(folder),
        "REGULARS_ADDRESS": "https://segments.example.org",
        "REGULARS_SECRET_KEY": "",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "",
        "DJANGO_SETTINGS_MODULE": "regulars.web.settings",
    }
    code = "from regulars.web.served import *; import os; ensure_secret_key(Path(os.environ['REGULARS_WORKSPACE']))"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "0 silenced" in done.stdout


def test_which_names_are_answered_to() -> None:
    from regulars.web.served import Served

    assert set(Served().hosts) == {"127.0.0.1", "localhost", "[::1]"}
    assert "segments.example.org" in Served("0.0.0.0", "https://segments.example.org").hosts
    everywhere = Served("0.0.0.0")
    assert socket.gethostname() in everywhere.hosts
    assert "*" not in everywhere.hosts
    assert "0.0.0.0" not in everywhere.hosts


def test_engines_of_all_processes_together_leave_room_for_the_machine() -> None:
    from regulars.web.serving import machine_memory, memory_shares

    assert memory_shares(8_000_000_000, 2) == ("800MB", "3200MB")
    assert memory_shares(1_000_000_000, 4) == ("256MB", "400MB")
    assert machine_memory() > 100_000_000
