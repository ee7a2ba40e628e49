"""The application database: on SQLite, and on a real PostgreSQL server where one is installed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.servers import postgres_server

from regulars.errors import DefinitionError, SourceError
from regulars.web.databases import database
from regulars.web.setup import start, stop
from regulars.work.ledger import RunState

NOW = datetime(2024, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a server of our own."""
    with postgres_server() as address:
        yield address


@pytest.mark.long
def test_a_workspace_lives_on_postgresql(postgres: str, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    rows = [f"O{number},C{number % 9},2024-0{number % 6 + 1}-11,{number + 5}.00" for number in range(60)]
    orders.write_text("\n".join(["order_id,customer_id,order_date,total", *rows]) + "\n")
    folder = tmp_path / "shop"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"DATABASE_URL": postgres, "REGULARS_WORKSPACE": str(folder)}
        return subprocess.run(
            [sys.executable, "-m", "regulars", *arguments], capture_output=True, text=True, check=False, env=environment
        )

    for arguments in (
        ("init", str(folder), "--yes", "--set", "after_import=no"),
        ("import", str(orders)),
        ("refresh", "--as-of", "2024-06-01"),
        ("refresh", "--as-of", "2024-07-01"),
        ("segments", "create", "Some", "--words", "customers who spent more than 100"),
        ("segments", "movement"),
        ("doctor",),
    ):
        done = run(*arguments)
        assert done.returncode == 0, (arguments, done.stderr, done.stdout)
    assert not (folder / "regulars.sqlite3").exists()
    assert "Some" in run("segments", "list").stdout
    count = subprocess.run(
        ["psql", postgres, "-Atc", "SELECT kind, COUNT(*) FROM workspace_publication GROUP BY 1 ORDER BY 1"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert count.stdout.split() == ["data|1", "refresh|2"]


def test_publishing_ends_the_run_and_the_newest_publication_is_in_force(tmp_path: Path) -> None:
    ledger = start(tmp_path, create=True)
    try:
        run = ledger.begin_run("import", "anna", NOW)
        assert [each.number for each in ledger.unfinished()] == [run]
        step = ledger.begin_step(run, "read orders")
        ledger.end_step(step, 7, 0.5)
        ledger.publish(run, "data", NOW, None, {"orders": 3}, {}, {"rows": 7})
        assert ledger.unfinished() == ()
        assert ledger.runs(1)[0].state is RunState.DONE
        assert [(each.name, each.rows) for each in ledger.runs(1)[0].steps] == [("read orders", 7)]
        earlier = datetime(2020, 1, 1, tzinfo=UTC)  # the clock went back
        ledger.publish(ledger.begin_run("refresh", "anna", earlier), "refresh", earlier, earlier, {"orders": 4}, {}, {})
        latest = ledger.latest()
        assert latest is not None
        assert latest.versions == {"orders": 4}
        assert [each.kind for each in ledger.publications()] == ["data", "refresh"]
    finally:
        stop()


def test_a_folder_without_a_database_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="regulars init"):
        start(tmp_path)


@pytest.mark.parametrize("is_postgres", [False, True])
def test_tables_that_were_being_made_when_the_process_ended_are_made_by_the_next(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_postgres: bool
) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    if is_postgres:
        subprocess.run(["psql", postgres, "-c", "CREATE DATABASE half"], check=True, capture_output=True)
        monkeypatch.setenv("DATABASE_URL", f"{postgres.rpartition('/')[0]}/half")
    else:
        monkeypatch.delenv("DATABASE_URL", raising=False)
    left = [0]

    def ends(recorder: MigrationRecorder, app: str, name: str) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        at_once(recorder, app, name)

    at_once = MigrationRecorder.record_applied
    try:
        with monkeypatch.context() as patched:
            patched.setattr(MigrationRecorder, "record_applied", ends)
            for left[0] in range(1, 7):
                with pytest.raises(KeyboardInterrupt):
                    start(tmp_path, create=True)
                stop()
        assert start(tmp_path, create=True).publications() == ()
    finally:
        stop()


def test_a_server_that_does_not_answer_is_said_to_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://anna:secret@127.0.0.1:1/shop")
    try:
        with pytest.raises(SourceError) as refused:
            start(tmp_path)
    finally:
        stop()
    assert "Start the server" in refused.value.remedy
    assert "secret" not in str(refused.value)


def test_the_address_of_a_database_is_read_or_refused(tmp_path: Path) -> None:
    found = database("postgresql://anna:p%40ss@db.example.org:5433/shop?sslmode=require", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "anna", "p@ss", "db.example.org", "5433", "shop",
    )  # fmt: skip
    assert found["OPTIONS"] == {"sslmode": "require"}
    for wrong in ("mysql://host/shop", "postgres://host", "postgres://host:port/shop"):
        with pytest.raises(DefinitionError) as refused:
            database(wrong, tmp_path)
        assert "host" not in refused.value.problem  # it may have a password in it


def test_scoring_starts_neither_django_nor_deltalake() -> None:
    code = "import sys, regulars, regulars.cli.main as m; m.parser(); import regulars.work.score; print(sorted({'django', 'deltalake'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_database_answers_where_an_event_loop_runs_in_the_thread(make_workspace: Any) -> None:
    async def asked() -> int:
        try:
            return len(make_workspace("loop").ledger.runs(limit=3))
        finally:
            stop()

    # a thread of its own: a browser's driver may keep a loop in this one
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, asked()).result() == 0
