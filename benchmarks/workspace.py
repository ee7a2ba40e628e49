"""A workspace of many orders beside what DuckDB alone needs: import, full and incremental refresh, storage, readers meanwhile.

Run as `python -m benchmarks.workspace` for all of it (10 million orders; `--orders` for fewer), each part alone in its process and
timed from when its imports are done; writes the table of docs/performance.md. Floors: DuckDB reading the same CSV and writing it as
Parquet, and the scoring floor of `benchmarks.contestants` on that Parquet file. A day's increment is a thousandth of the customers
with one order each, and the next day as as-of.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.data import FOLDER, orders

READERS = 8
START, END = "<!-- workspace:start -->", "<!-- workspace:end -->"
AS_OF, NEXT_DAY = "2026-01-01", "2026-01-02"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _opened(folder: Path, *, create: bool = False) -> Any:
    from regulars.web.setup import start
    from regulars.work.engines import engine_maker
    from regulars.work.workspace import open_workspace

    return open_workspace(folder, lambda where: start(where, create=create), engine_maker("duckdb", None, None))


def copied(csv: Path, folder: Path) -> dict[str, Any]:
    """The floor of an import: DuckDB reads the file and writes it as Parquet."""
    import duckdb

    duckdb.sql(f"COPY (FROM read_csv('{csv}')) TO '{folder / 'floor.parquet'}' (FORMAT PARQUET)")
    return {"bytes": (folder / "floor.parquet").stat().st_size}


def imported(csv: Path, folder: Path) -> dict[str, Any]:
    from regulars.work.imports import ImportRequest, import_files, requested

    done = import_files(_opened(folder / "shop"), ImportRequest(requested([str(csv)])), actor="bench", now=NOW)
    return {"rows": done.tables["orders"]["added"] + done.tables["orders"]["replaced"]}


def scored(_: Path, folder: Path) -> dict[str, Any]:
    """The floor of a refresh: the scoring floor."""
    from benchmarks.contestants import floor

    return {"rows": sum(cell[3] for cell in floor(folder / "floor.parquet"))}


def _refreshed(as_of: str, mode: str) -> Callable[[Path, Path], dict[str, Any]]:
    def part(_: Path, folder: Path) -> dict[str, Any]:
        from regulars.work.refresh import refresh

        done = refresh(_opened(folder / "shop"), actor="bench", now=NOW, as_of=as_of, mode=mode)
        size = sum(path.stat().st_size for path in (folder / "shop" / "lake").rglob("*") if path.is_file())
        return {"rows": done.customers, "mode": done.mode, "looked_at": done.looked_at, "bytes": size}

    return part


def read(_: Path, folder: Path) -> dict[str, Any]:
    """One reader: the published figures and who is in a segment of the last refresh, again and again until it is told to stop."""
    from regulars.work.custom_segments import read_table

    workspace = _opened(folder / "shop")
    waits: dict[bool, list[float]] = {False: [], True: []}
    errors = 0
    print("ready", flush=True)
    while not (folder / "stop").exists():
        is_going = (folder / "going").exists()
        began = time.perf_counter()
        latest = workspace.ledger.latest("refresh")
        waits[is_going].append(time.perf_counter() - began)
        rows = read_table(workspace, latest.versions, "segment_metrics")
        errors += sum(row["customers"] for row in rows if row["kind"] == "lifecycle") != latest.facts["customers"]
        time.sleep(0.05)
    before, meanwhile = sorted(waits[False]), sorted(waits[True])
    return {
        "reads": len(meanwhile),
        "errors": errors,
        "longest": meanwhile[-1],
        "middle": meanwhile[len(meanwhile) // 2],
        "longest_before": before[-1],
        "middle_before": before[len(before) // 2],
    }


PARTS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "DuckDB: CSV to Parquet": copied,
    "regulars: import": imported,
    "DuckDB: scoring floor": scored,
    "regulars: full refresh": _refreshed(AS_OF, "full"),
    "regulars: import of a day": imported,
    "regulars: increment of a day": _refreshed(NEXT_DAY, "auto"),
    "regulars: the same day in full": _refreshed(NEXT_DAY, "full"),
    "reader": read,
}
_FLOOR = {
    "regulars: import": "DuckDB: CSV to Parquet",
    "regulars: full refresh": "DuckDB: scoring floor",
    "regulars: increment of a day": "regulars: the same day in full",
}


def measured(name: str, csv: Path, folder: Path) -> dict[str, Any]:
    """What one part took, in this process."""
    for module in ("duckdb", "pyarrow.parquet", "deltalake", "scipy.optimize", "regulars.library", "regulars.work.refresh"):
        __import__(module)
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    found = PARTS[name](csv, folder)
    seconds, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return found | {"seconds": seconds, "cpu_seconds": spent, "peak_mb": used.ru_maxrss / 1024}


def _command(name: str, csv: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.workspace", "--part", name, "--csv", str(csv), "--folder", str(folder)]


def alone(name: str, csv: Path, folder: Path) -> dict[str, Any]:
    """One part in a process of its own."""
    done = subprocess.run(_command(name, csv, folder), capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"{name:32} {found['seconds']:8.2f} s {found['cpu_seconds']:8.2f} s cpu {found['peak_mb']:7.0f} MB", flush=True)
    return found


def a_day(rows: int, folder: Path) -> Path:
    """One order each of a thousandth of the customers, the day after the last."""
    path = folder / "day.csv"
    with path.open("w") as file:
        file.write("order_id,customer_id,ordered_at,total\n")
        for number in range(rows // 10_000):
            file.write(f"{rows + number},{number * 1_000 % (rows // 10)},2026-01-01 10:{number % 60:02}:00,25.50\n")
    return path


def run(rows: int) -> list[str]:
    """Everything in turn; the lines of the table."""
    csv, folder = orders(rows, "csv").absolute(), (FOLDER / "workspace").absolute()
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "shop").mkdir(parents=True)
    from regulars.work.workspace_settings import defaults, written

    (folder / "shop" / "regulars.toml").write_text(written(defaults()))
    _opened(folder / "shop", create=True)
    found: dict[str, dict[str, Any]] = {}
    for name in list(PARTS)[:5]:
        found[name] = alone(name, a_day(rows, folder) if name == "regulars: import of a day" else csv, folder)
    shutil.copytree(folder / "shop", folder / "before")
    readers = [subprocess.Popen(_command("reader", csv, folder), stdout=subprocess.PIPE, text=True) for _ in range(READERS)]
    for reader in readers:
        assert reader.stdout is not None
        reader.stdout.readline()
    time.sleep(10)
    (folder / "going").touch()
    alone("regulars: increment of a day", csv, folder)  # published under the readers' eyes
    (folder / "stop").touch()
    seen = [json.loads(reader.communicate()[0].strip().splitlines()[-1]) for reader in readers]
    # once more without readers, and in full, each from where the day's orders have just come in
    for name in ("regulars: increment of a day", "regulars: the same day in full"):
        shutil.rmtree(folder / "shop")
        shutil.copytree(folder / "before", folder / "shop")
        found[name] = alone(name, csv, folder)
    return _lines(found, seen)


def _lines(found: dict[str, dict[str, Any]], seen: list[dict[str, Any]]) -> list[str]:
    lines = ["| part | seconds | processor time | peak MB | of its floor (seconds, processor time) |", "|---|--:|--:|--:|---|"]
    for name, part in found.items():
        floor = found.get(_FLOOR.get(name, ""))
        share = f"{part['seconds'] / floor['seconds']:.2f}, {part['cpu_seconds'] / floor['cpu_seconds']:.2f}" if floor else ""
        lines.append(f"| {name} | {part['seconds']:.1f} | {part['cpu_seconds']:.1f} | {part['peak_mb']:,.0f} | {share} |")
    size, plain = found["regulars: full refresh"]["bytes"], found["DuckDB: CSV to Parquet"]["bytes"]
    increment = found["regulars: increment of a day"]
    lines += [
        "",
        f"Storage after the first refresh: {size / 1e6:,.0f} MB, {size / plain:.2f} times the Parquet of the same rows.",
        f"The increment looked anew at {increment['looked_at']:,} of {increment['rows']:,} customers.",
        _readers(seen),
    ]
    return lines


def _readers(seen: list[dict[str, Any]]) -> str:
    def longest(key: str) -> str:
        return f"{max(each[key] for each in seen) * 1000:.0f} ms"

    reads, errors = (sum(each[key] for each in seen) for key in ("reads", "errors"))
    return (
        f"{READERS} readers while a refresh was made and published: {reads:,} reads, {errors} of half a state. Wait for the published "
        f"state: {longest('middle')} in the middle and {longest('longest')} at most; before the refresh, {longest('middle_before')} and "
        f"{longest('longest_before')}."
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--part")
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    if args.part:
        print(json.dumps(measured(args.part, args.csv, args.folder)))
        return
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    lines = [f"Machine: {machine}. {args.orders:,} orders.", "", *run(args.orders)]
    print("\n".join(lines))
    page = Path("docs/performance.md")
    before, rest = page.read_text().split(START)
    page.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
