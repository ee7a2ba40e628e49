"""How far a command is: the line on a terminal, and what another process is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from regulars.cli.progress import Watch
from regulars.cli.refresh import status_text
from regulars.cli.watched_ledger import watched
from regulars.work.ledger import RunRecord, RunState, StepRecord
from regulars.work.running import Running, usual_seconds

NOW = datetime(2024, 6, 1, tzinfo=UTC)


class HalfWay:
    """An engine that has done half of its query."""

    def progress(self) -> float | None:
        return 0.5


class KnownRuns:
    """A ledger that remembers one refresh."""

    def __init__(self) -> None:
        self.ended: list[tuple[int, int]] = []

    def runs(self, limit: int) -> tuple[RunRecord, ...]:
        steps = (StepRecord("scores", 100, 4.0), StepRecord("profile", 100, 36.0))
        return (RunRecord(1, "refresh", RunState.DONE, "anna", NOW, NOW, steps=steps),)[:limit]

    def begin_run(self, kind: str, actor: str, at: datetime) -> int:
        return 2

    def begin_step(self, run: int, name: str) -> int:
        return 7

    def end_step(self, step: int, rows: int, seconds: float) -> None:
        self.ended.append((step, rows))


def test_the_line_says_the_step_its_share_and_what_is_left() -> None:
    watch, ledger = Watch(), KnownRuns()
    watch(HalfWay())  # type: ignore[arg-type]
    told = watched(ledger, watch)  # type: ignore[arg-type]
    assert told.begin_step(told.begin_run("refresh", "anna", NOW), "scores") == 7
    assert watch.line("refreshing", 1.0).startswith(
        "refreshing: scores [############            ]  50% of this part  1 s, about 40 s left"
    )
    assert watch.line("refreshing", 1.0, 79) == "refreshing: scores 50%  1 s, about 40 s left"
    told.end_step(7, 1_000_000, 2.0)
    told.begin_step(2, "profile")
    line = watch.line("refreshing", 3.0)
    assert "refreshing: profile" in line
    assert "about 36 s left" in line
    assert line.endswith("(scores: 1,000,000 rows, 500,000 a second)")
    assert ledger.ended == [(7, 1_000_000)]


def test_what_is_left_of_a_query_is_told_where_no_run_of_before_tells_more(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, engine = [100.0], HalfWay()
    monkeypatch.setattr("regulars.cli.progress.time.monotonic", lambda: clock[0])
    watch = Watch()
    watch(engine)  # type: ignore[arg-type]
    watch.begin("read orders")
    shares = [0.0, 0.25, 0.5, 0.1]  # the last is another query
    said = []
    for at, share in enumerate(shares):
        clock[0] = 100.0 + 4 * at
        monkeypatch.setattr(engine, "progress", lambda share=share: share)
        said.append(watch.line("importing", 4.0 * at, 60))
    assert said == [
        "importing: read orders 0%  0 s",
        "importing: read orders 25%  4 s, about 12 s left of this part",
        "importing: read orders 50%  8 s, about 8 s left of this part",
        "importing: read orders 10%  12 s",
    ]


def test_without_a_run_of_before_nothing_is_promised() -> None:
    watch = Watch()
    watch.begin("read orders")
    assert watch.line("importing", 2.0) == "importing: read orders  2 s"


def test_a_run_that_takes_longer_than_the_last_promises_nothing() -> None:
    watch = Watch()
    watch.expect({"scores": 2.0})
    watch.begin("scores")
    watch._step = ("scores", time.monotonic() - 60)
    assert "left" not in watch.line("refreshing", 60.0)


def test_another_process_is_told_the_steps_and_what_the_last_run_needed_beyond_them() -> None:
    steps = (StepRecord("scores", 1_234, 2.0), StepRecord("profile"))
    run = RunRecord(2, "refresh", RunState.RUNNING, "anna", NOW, steps=steps)
    usual = usual_seconds(KnownRuns().runs(9), "refresh")
    found = Running(run, usual).wire(NOW + timedelta(seconds=6))
    assert (found["step"], found["seconds"], found["seconds_left"]) == ("profile", 6.0, 32.0)
    text = status_text({"running": found, "last": None})
    assert "refresh by anna since 2024-06-01 00:00:00 UTC (6 s; about 32 s left, as the last one took)" in text
    assert "1,234 rows" in text
    assert "profile          going on" in text
    assert status_text({"running": None, "last": None}) == "Nothing is running.\n"
