"""One million customers dealt out to the arms of an experiment, and the experiment read: seconds and processor seconds of each.

Run as `python -m benchmarks.trials`. The workspace is made of tables with three orders per customer; what is measured is the same
`start_experiment` and `read_trial` that the command line calls.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from regulars.lake.upsert import replace_table
from regulars.web.setup import start
from regulars.work.engines import engine_maker
from regulars.work.held_out import is_held_out
from regulars.work.trial_outcomes import look_at, read_trial
from regulars.work.trial_request import ArmCosts, TrialRequest
from regulars.work.trials import start_experiment
from regulars.work.workspace import Workspace, open_workspace, writing
from regulars.work.workspace_settings import SETTINGS_FILE, defaults, written

CUSTOMERS = 1_000_000
SEGMENTS = ("Champions", "At Risk", "Lost")
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
Found = TypeVar("Found")


def workspace(folder: Path) -> Workspace:
    """A workspace with a million customers in three segments and three million orders."""
    (folder / SETTINGS_FILE).write_text(written(defaults()))
    made = open_workspace(folder, lambda where: start(where, create=True), engine_maker("duckdb", "2GB", None))
    spill = folder / "spill"
    spill.mkdir()
    tables = {
        "profile": f"SELECT 'C' || i AS customer_id, {list(SEGMENTS)}[1 + i % 3] AS segment, 1 + i % 5 AS r, 1 + i % 5 AS f,"
        f" 1 + i * 7 % 5 AS m FROM range({CUSTOMERS}) t(i)",
        "orders": f"SELECT 'O' || i AS order_id, 'C' || (i * 7919 % {CUSTOMERS}) AS customer_id,"
        " TIMESTAMPTZ '2025-06-01 00:00:00+00' + to_seconds(i * 104729 % (86400 * 250)) AS ordered_at,"
        " CAST(10 + i % 90 AS DECIMAL(18, 4)) AS total, CAST(0 AS DECIMAL(18, 4)) AS refunded, CAST(NULL AS DECIMAL(18, 4)) AS cost,"
        f" 'paid' AS status, FALSE AS is_return FROM range({3 * CUSTOMERS}) t(i)",
    }
    with writing(made, "refresh", "benchmark", BEGIN) as run:
        engine = made.make_engine(spill)
        versions = {table: replace_table(engine, made.lake, table, query, run).version or 0 for table, query in tables.items()}
        engine.close()
        cells = [[[1, 1, place + 1], segment] for place, segment in enumerate(SEGMENTS)]
        facts = {"cells": cells, "scorecard": "rfm", "map": "default"}
        made.ledger.publish(run, "refresh", BEGIN, BEGIN, versions, facts, {})
    return made


def timed(what: str, call: Callable[[], Found]) -> Found:
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    found = call()
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{what:44} {seconds:7.2f} s {spent:7.2f} s cpu {after.ru_maxrss / 1024:6.0f} MB", flush=True)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        made = workspace(Path(place))
        costs = {"treatment": ArmCosts(contact=Decimal("0.05"))}
        request = TrialRequest("Big", segments=SEGMENTS, days=20, costs=costs)
        trial = timed(f"{CUSTOMERS:,} customers dealt out", lambda: start_experiment(made, request, actor="benchmark", now=BEGIN))
        timed("read after 21 days", lambda: read_trial(made, trial, now=BEGIN + timedelta(days=21)))
        timed("the same with course, spread and costs", lambda: look_at(made, trial, now=BEGIN + timedelta(days=21)))
        timed("is one customer held out, first time", lambda: is_held_out(made, "C77", BEGIN))
        timed("is one customer held out", lambda: is_held_out(made, "C78", BEGIN))


if __name__ == "__main__":
    main()
