"""The full profile of a shop beside the floor, each alone in its process: prints seconds, processor seconds, peak memory and sums, as JSON.

Run as `python -m benchmarks.profile NAME FOLDER`. The floor of the profile does what the floor of the scoring benchmark does (one
aggregate per customer and the scores from it), for each of the files that a profile reads: orders; lines, joined to the orders that
say whose they are; events. It has no field of the profile but what those aggregates hold.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.contestants import floor as scoring_floor

Sums = list[int]  # customers, orders, lines of products, visits: the same whoever counts them


def scoring(folder: Path) -> Sums:
    """The floor of the scoring benchmark on the orders alone."""
    scores = scoring_floor(folder / "orders.parquet")
    return [sum(cell[3] for cell in scores)]


def floor(folder: Path) -> Sums:
    """The scoring floor, then the leanest aggregate per customer over the lines and over the events, put together."""
    import duckdb

    scoring_floor(folder / "orders.parquet")
    connection = duckdb.connect()
    connection.execute(
        f"""
        CREATE TEMP TABLE bought AS
        SELECT o.customer_id, COUNT(*) AS lines, SUM(l.quantity) AS units
        FROM '{folder}/order_lines.parquet' l JOIN '{folder}/orders.parquet' o USING (order_id) GROUP BY 1
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE seen AS
        SELECT customer_id, COUNT(*) AS events, COUNT(CASE WHEN type = 'site_visit' THEN 1 END) AS visits, MAX(occurred_at) AS last_at
        FROM '{folder}/events.parquet' GROUP BY 1
        """
    )
    row = connection.execute(
        "SELECT COUNT(*), SUM(b.units), SUM(s.visits) FROM bought b LEFT JOIN seen s USING (customer_id)"
    ).fetchone()
    assert row is not None
    return [int(value) for value in row]


def regulars(folder: Path) -> Sums:
    """Scores, and the table of the whole profile."""
    import regulars as library

    with library.score(folder) as result:
        run = result._run
        assert {"typical_gap_days", "main_product", "main_category", "visits_90d", "flags"} <= set(run.profile.fields)
        return [int(value) for value in run.engine.rows("SELECT COUNT(*), SUM(units) FROM profile")[0]]


# pandas, where it is installed, is imported by pyarrow as soon as an array is made
LATER = (
    "numpy",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "pyarrow.compute",
    "pandas",
    "regulars.clv.fit",
    "regulars.clv.spread",
)

CONTESTANTS: dict[str, Callable[[Path], Sums]] = {
    "profile floor (DuckDB SQL)": floor,
    "regulars, full profile": regulars,
    "scoring floor (orders only)": scoring,
}


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    # imports are not timed: also those that a profile makes when it gets there
    for module in ("duckdb", "sqlglot", "regulars.library", "regulars.work.profile", "regulars.engines.duckdb", *LATER):
        __import__(module)
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    sums = CONTESTANTS[name](folder)
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "cpu_seconds": spent, "peak_mb": used.ru_maxrss / 1024, "scores": sums}))


if __name__ == "__main__":
    main()
