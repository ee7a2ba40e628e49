"""Predicting a million customers: summary of the orders, fit and prediction, each contestant alone in its process.

`python -m benchmarks.prediction` makes the orders if they are not there, lets both take turns and writes the table of
docs/performance.md between its marks; `python -m benchmarks.prediction NAME FILE` is one run. Customers are drawn from MBG/NBD, the
model that both fit, with order values from Gamma-Gamma. All end with the expected orders in 30, 90 and 365 days and P(alive) of every
customer, and their value: discounted over three years in months, but for the contestant that leaves that out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.data import FOLDER

CUSTOMERS = 1_000_000
HORIZONS = (30, 90, 365)
DAYS = 1095
R, ALPHA, A, B = 0.5, 45.0, 0.9, 1.6
P, Q, V = 6.25, 3.74, 15.4
START, END = "<!-- prediction:start -->", "<!-- prediction:end -->"
Found = dict[str, Any]


def orders(customers: int) -> Path:
    """The file of orders of that many customers, made if it is not there."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = FOLDER / f"buyers_{customers}.parquet"
    if path.exists():
        return path
    FOLDER.mkdir(exist_ok=True)
    chance = np.random.default_rng(42)
    rate, leave = chance.gamma(R, 1 / ALPHA, customers), chance.beta(A, B, customers)
    value = P / chance.gamma(Q, 1 / V, customers)
    first = chance.integers(0, DAYS, customers).astype(np.float64)
    who, when = [np.arange(customers)], [first]
    active, clock = np.flatnonzero(chance.random(customers) >= leave), first.copy()
    while len(active):
        clock[active] += chance.exponential(1 / rate[active])
        active = active[clock[active] < DAYS]
        who.append(active)
        when.append(clock[active])
        active = active[chance.random(len(active)) >= leave[active]]
    customer, day = np.concatenate(who), np.concatenate(when)
    order = np.argsort(day, kind="stable")
    customer, seconds = customer[order], (day[order] * 86400).astype("int64")
    total = np.maximum(np.round(value[customer] * chance.gamma(P, 1 / P, len(customer)), 2), 0.01)
    table = pa.table(
        {
            "order_id": np.arange(len(order)),
            "customer_id": customer,
            "ordered_at": np.datetime64("2023-01-01", "us") + seconds.astype("timedelta64[s]"),
            "total": pa.array(total).cast(pa.decimal128(18, 2)),
        }
    )
    aside = path.with_suffix(".part")
    pq.write_table(table, aside)
    aside.rename(path)
    return path


def prediction_alone(path: Path) -> Found:
    """What the prediction takes of the profile's work, from the file on; the RFM scores before it are not timed."""
    import regulars as library
    from regulars.queries import histories, render, rows
    from regulars.scoring.prediction import PredictionTerms
    from regulars.scoring.profile_files import ProfileRules
    from regulars.work.prediction import make_expectation
    from regulars.work.profile import _Maker

    with library.score(path) as result:
        run = result._run
        engine, source = run.engine, run.inputs.source
        started, worked = time.perf_counter(), time.process_time()
        shape = _Maker(run, ProfileRules())._shape(Decimal(60))
        reading = rows.ReadingRules()
        details = rows.parsed_details(source.raw, source.mapping, reading)
        engine.view("parsed_details", render.sql(details, engine.dialect))
        engine.view("detailed", render.sql(rows.classified_details(source.mapping, reading, "parsed_details"), engine.dialect))
        engine.table("profile_orders", render.sql(histories.order_days(shape), engine.dialect))
        engine.table("profile_gaps", render.sql(histories.rhythms_of_days(), engine.dialect))
        engine.table("profile_later", render.sql(histories.later_revenue(), engine.dialect))
        make_expectation(run, shape, PredictionTerms())
        engine.table("predicted", "SELECT * FROM expected")
        seconds, cpu = time.perf_counter() - started, time.process_time() - worked
        return {**_sums(engine, "predicted"), "seconds": seconds, "cpu_seconds": cpu}


def whole_profile(path: Path) -> Found:
    """What `result.profile` does: scores, the whole profile and the prediction, kept in the engine."""
    import regulars as library

    with library.score(path) as result:
        assert result._run.profile.prediction is not None
        return _sums(result._run.engine, "profile")


def _sums(engine: Any, table: str) -> Found:
    columns = ", ".join([*(f"SUM(expected_orders_{days}d)" for days in HORIZONS), "SUM(probability_alive)", "COUNT(*)"])
    *sums, customers = engine.rows(f"SELECT {columns} FROM {table}")[0]
    return {"customers": customers, "sums": [float(value) for value in sums]}


def lifetimes(path: Path) -> Found:
    """The steps of its documentation, with its defaults."""
    return _lifetimes(path, discounted=True)


def lifetimes_without_value(path: Path) -> Found:
    """The same without its discounted lifetime value, which is most of its time."""
    return _lifetimes(path, discounted=False)


def _lifetimes(path: Path, *, discounted: bool) -> Found:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq
    from lifetimes import GammaGammaFitter, ModifiedBetaGeoFitter
    from lifetimes.utils import summary_data_from_transaction_data

    table = pq.read_table(path, columns=["customer_id", "ordered_at", "total"])
    frame: pd.DataFrame = table.set_column(2, "total", table["total"].cast(pa.float64())).to_pandas()
    summary = summary_data_from_transaction_data(frame, "customer_id", "ordered_at", "total")
    x, t_x, age = summary["frequency"], summary["recency"], summary["T"]
    fitted = ModifiedBetaGeoFitter().fit(x, t_x, age)
    sums = [fitted.conditional_expected_number_of_purchases_up_to_time(days, x, t_x, age).sum() for days in HORIZONS]
    sums.append(float(fitted.conditional_probability_alive(x, t_x, age).sum()))
    back = summary[(x > 0) & (summary["monetary_value"] > 0)]
    spend = GammaGammaFitter().fit(back["frequency"], back["monetary_value"])
    spend.conditional_expected_average_profit(x, summary["monetary_value"])
    if discounted:
        monthly = 1.1 ** (1 / 12) - 1
        spend.customer_lifetime_value(fitted, x, t_x, age, summary["monetary_value"], time=36, discount_rate=monthly, freq="D")
    return {"customers": len(summary), "sums": [float(value) for value in sums]}


CONTESTANTS: dict[str, Callable[[Path], Found]] = {
    "lifetimes": lifetimes,
    "lifetimes without lifetime value": lifetimes_without_value,
    "regulars, prediction alone": prediction_alone,
    "regulars, scores and whole profile": whole_profile,
}
_OURS = (
    "duckdb", "sqlglot", "pyarrow", "scipy.special", "regulars.library", "regulars.work.profile", "regulars.engines.duckdb",
    "regulars.clv.fit", "regulars.clv.predict", "regulars.clv.spread",
    "pandas",  # where it is installed, pyarrow imports it as soon as an array is made
)  # fmt: skip
_THEIRS = ("lifetimes", "lifetimes.utils", "pandas", "pyarrow.parquet")


def one(name: str, path: Path) -> None:
    """One run: prints seconds, peak memory and what came out, as JSON."""
    for module in _THEIRS if name.startswith("lifetimes") else _OURS:
        __import__(module)
    started, worked = time.perf_counter(), time.process_time()
    found = CONTESTANTS[name](path)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "peak_mb": peak, **found}))


def compare(rounds: int) -> list[str]:
    """Both in turns; the lines of the table."""
    path = orders(CUSTOMERS)
    results: dict[str, list[Found]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, found in results.items():
            command = [sys.executable, "-m", "benchmarks.prediction", name, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout.strip().splitlines()[-1]))
            print(name, found[-1], flush=True)
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    busy = f"load {os.getloadavg()[1]:.1f}"
    rows = [f"Machine: {machine}, {busy}. {CUSTOMERS:,} customers, medians of {rounds} rounds in turns.", ""]
    rows += [
        "| contestant | seconds | of lifetimes | CPU seconds | peak MB | expected orders in 365 days |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    slow = _median(results["lifetimes"], "seconds")
    for name, found in results.items():
        seconds, cpu, peak = (_median(found, key) for key in ("seconds", "cpu_seconds", "peak_mb"))
        share, orders_ahead = f"1/{slow / seconds:.1f}", f"{found[0]['sums'][2]:,.0f}"
        rows.append(f"| {name} | {seconds:.1f} | {share} | {cpu:.1f} | {peak:,.0f} | {orders_ahead} |")
    return rows


def _median(found: list[Found], key: str) -> float:
    return float(statistics.median(part[key] for part in found))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("name", nargs="?", choices=tuple(CONTESTANTS))
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    if args.name:
        one(args.name, args.file)
        return
    rows = compare(args.rounds)
    page = Path("docs/performance.md")
    before, rest = page.read_text().split(START)
    page.write_text(f"{before}{START}\n" + "\n".join(rows) + f"\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
