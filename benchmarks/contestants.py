"""One way of scoring one file, alone in its process: prints seconds, peak memory and what came out, as JSON.

Run as `python -m benchmarks.contestants NAME FILE`. Imports are not timed; reading the file is. Every contestant but the RFM packages,
which define scores in their own way, must give the same scores, and the checksum shows it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Scores = list[tuple[int, int, int, int]]  # r, f, m, customers


def floor(path: Path) -> Scores:
    """The leanest SQL that gives these scores: one aggregate, its quantiles, one projection."""
    import duckdb

    connection = duckdb.connect()
    source = f"read_csv('{path}', types = {{'total': 'DECIMAL(18, 2)'}})" if path.suffix == ".csv" else f"'{path}'"
    connection.execute(
        f"CREATE TEMP TABLE base AS SELECT customer_id, MAX(ordered_at) AS last_at, COUNT(*) AS f, SUM(total) AS m FROM {source} GROUP BY 1"
    )
    cuts = "[0.2, 0.4, 0.6, 0.8]"
    row = connection.execute(
        f"""
        SELECT MAX(last_at)::DATE + 1, quantile_disc(f, {cuts}), quantile_disc(m, {cuts}),
               quantile_disc((SELECT MAX(last_at)::DATE + 1 FROM base) - last_at::DATE, {cuts}) FROM base
        """
    ).fetchone()
    assert row is not None
    as_of, f, m, r = row
    up = lambda column, borders: "1" + "".join(f" + ({column} > {border})::INT" for border in borders)  # noqa: E731
    connection.execute(
        f"""
        CREATE TEMP TABLE scored AS
        SELECT *, {up(f"(DATE '{as_of}' - last_at::DATE)", r)} AS rs, 6 - ({up("f", f)}) AS fs, 6 - ({up("m", m)}) AS ms FROM base
        """
    )
    return connection.execute("SELECT rs, fs, ms, COUNT(*) FROM scored GROUP BY ALL").fetchall()


def regulars(path: Path) -> Scores:
    import regulars as library

    with library.score(path) as result:
        cells = result._run.placement.totals  # the grid, without turning customers into another library's table
        return [(*cell.scores, cell.customers) for cell in cells]  # type: ignore[misc]


def pandas(path: Path) -> Scores:
    """A good pandas script: only the columns needed, one groupby, exact nearest-rank borders, vectorised scores."""
    import numpy as np
    import pandas as pd

    columns = ["customer_id", "ordered_at", "total"]
    if path.suffix == ".csv":
        orders = pd.read_csv(path, usecols=columns, parse_dates=["ordered_at"])
        orders["total"] = (orders["total"] * 100).round()  # cents, so that sums are exact
    else:
        orders = _frame(path, columns)
    base = orders.groupby("customer_id", sort=False).agg(last_at=("ordered_at", "max"), f=("total", "size"), m=("total", "sum"))
    base["m"] = base["m"].round(2)
    as_of = base["last_at"].max().normalize() + pd.Timedelta(days=1)
    base["r"] = (as_of - base["last_at"].dt.normalize()).dt.days

    def levels(values: Any) -> Any:
        ordered = np.sort(values)
        borders = ordered[[-(-len(values) * k // 5) - 1 for k in range(1, 5)]]
        return np.searchsorted(borders, values, side="left") + 1

    scored = pd.DataFrame(
        {"r": levels(base["r"].to_numpy()), "f": 6 - levels(base["f"].to_numpy()), "m": 6 - levels(base["m"].to_numpy())}
    )
    counts = scored.value_counts()
    return [(*key, int(count)) for key, count in counts.items()]  # type: ignore[misc]


def _frame(path: Path, columns: list[str]) -> Any:
    """A Parquet file as pandas, its decimals made floats by arrow: a column of Decimal objects takes seconds more."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=columns)
    return table.set_column(2, "total", table["total"].cast(pa.float64())).to_pandas()


def polars(path: Path) -> Scores:
    """A good polars script: lazy scan, one aggregate, exact nearest-rank borders, expressions."""
    import polars as pl

    scan = pl.scan_csv(path, try_parse_dates=True) if path.suffix == ".csv" else pl.scan_parquet(path)
    if path.suffix == ".csv":
        scan = scan.with_columns(pl.col("total").mul(100).round(0))  # cents, so that sums are exact
    base = (
        scan.group_by("customer_id")
        .agg(last_at=pl.col("ordered_at").max(), f=pl.len(), m=pl.col("total").sum().cast(pl.Float64).round(2))
        .collect(engine="streaming")
    )
    as_of = base["last_at"].dt.date().max()
    base = base.with_columns(r=(pl.lit(as_of) - pl.col("last_at").dt.date()).dt.total_days() + 1)

    def levels(name: str) -> Any:
        ordered = base[name].sort()
        borders = [ordered[-(-len(ordered) * k // 5) - 1] for k in range(1, 5)]
        return sum(((pl.col(name) > border).cast(pl.Int64) for border in borders), pl.lit(1))

    scored = base.select(r=levels("r"), f=6 - levels("f"), m=6 - levels("m"))
    return scored.group_by("r", "f", "m").len().rows()


def lifetimes(path: Path) -> Scores:
    """lifetimes' summary of transactions: frequency, recency, T and monetary value; it has no scores."""
    import pandas as pd
    from lifetimes.utils import summary_data_from_transaction_data

    columns = ["customer_id", "ordered_at", "total"]
    orders = pd.read_csv(path, usecols=columns) if path.suffix == ".csv" else _frame(path, columns)
    summary_data_from_transaction_data(orders, "customer_id", "ordered_at", "total")
    return []


def pymc_marketing(path: Path) -> Scores:
    """pymc-marketing's rfm_segments: quartiles and six segments of its own."""
    import pandas as pd
    from pymc_marketing.clv import rfm_segments

    columns = ["customer_id", "ordered_at", "total"]
    orders = pd.read_csv(path, usecols=columns) if path.suffix == ".csv" else _frame(path, columns)
    rfm_segments(orders, "customer_id", "ordered_at", "total")
    return []


CONTESTANTS: dict[str, Callable[[Path], Scores]] = {
    "floor (DuckDB SQL)": floor,
    "regulars": regulars,
    "pandas": pandas,
    "polars": polars,
    "lifetimes": lifetimes,
    "pymc-marketing": pymc_marketing,
}
_IMPORTS = {
    "floor (DuckDB SQL)": ("duckdb",),
    "regulars": ("regulars.library", "regulars.work.score", "regulars.engines.duckdb"),
    "pandas": ("pandas", "pyarrow.parquet"),
    "polars": ("polars",),
    "lifetimes": ("lifetimes.utils", "pandas"),
    "pymc-marketing": ("pymc_marketing.clv", "pandas"),
}


def main() -> None:
    name, path = sys.argv[1], Path(sys.argv[2])
    for module in _IMPORTS[name]:
        __import__(module)
    started = time.perf_counter()
    scores = CONTESTANTS[name](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "scores": sorted([int(part) for part in row] for row in scores)}))


if __name__ == "__main__":
    main()
