"""An audience of millions as a file, beside DuckDB writing the same columns as CSV, each alone in its process.

Run as `python -m benchmarks.export` for all of them on five million members; `... NAME FOLDER` prints one as a JSON object. The
floors are the columns of each file from the raw values as they are, and, for hashed files, SHA-256 of those that it hashes.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

MEMBERS = 5_000_000
ROUNDS = 5
RAW = ("email", "phone", "first_name", "last_name", "country", "postal_code")
# the columns of each file in its order; of those that a destination knows and the shop has not, the header and nothing below it
META = (
    "email", *["NULL"] * 2, "phone", *["NULL"] * 3, "first_name", "last_name", "postal_code", *["NULL"] * 2, "country",
    *["NULL"] * 5, "revenue",
)  # fmt: skip
KLAVIYO = (
    "email", "phone", "first_name", "last_name", *["NULL"] * 6, "country", "postal_code", *["NULL"] * 3,
)  # fmt: skip


def _hashed(columns: tuple[str, ...], plain: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each if each in (*plain, "NULL") else f"sha256({each})" for each in columns)


def members(rows: int, folder: Path) -> Path:
    """A folder as `regulars score --out` leaves it: addresses, numbers and names as people type them, some of them wrong."""
    import duckdb

    if (folder / "run.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "raw.parquet"
    duckdb.sql(
        f"""
        COPY (SELECT printf('C%08d', i) AS customer_id, 'Champions' AS segment,
          CASE WHEN i % 20 = 3 THEN NULL WHEN i % 3 = 0 THEN 'Ann.Lee' || i || '+shop@Gmail.com' WHEN i % 997 = 5 THEN 'jürgen' || i || '@example.de'
            WHEN i % 991 = 9 THEN 'broken' || i ELSE 'first.last' || i || '@example.com' END AS email,
          CASE WHEN i % 10 < 3 THEN NULL
            WHEN i % 10 < 6 THEN '+1' || ['415', '212', '305', '478', '617'][1 + i % 5] || printf('%07d', 2000000 + (i * 7919) % 7999999)
            WHEN i % 10 < 8 THEN '+4479' || printf('%08d', (i * 7919) % 100000000)
            WHEN i % 10 = 8 THEN '0151 2' || printf('%07d', (i * 7919) % 10000000)
            ELSE '(' || ['415', '212', '305'][1 + i % 3] || ') ' || printf('%03d', 200 + i % 800) || '-' || printf('%04d', (i * 31) % 10000) END AS phone,
          ['Anna', 'José', 'Mary Ann', 'John', 'Zoë', 'Peter', 'Łukasz', 'Kim'][1 + i % 8] AS first_name,
          ['Smith', 'Müller', 'O''Brien', 'Garcia', 'Nguyen', 'van der Berg'][1 + i % 6] AS last_name,
          CASE WHEN i % 10 = 8 THEN 'DE' WHEN i % 10 IN (6, 7) THEN 'GB' ELSE 'US' END AS country,
          CASE WHEN i % 10 IN (6, 7) THEN printf('SW%d %dAA', 1 + i % 20, i % 10) ELSE printf('%05d', 10000 + i % 89999) END AS postal_code,
          CAST((i * 7919) % 500000 / 100 AS DECIMAL(18, 2)) AS revenue, TRUE AS accepts_marketing
        FROM range({rows}) t(i)) TO '{target}' (FORMAT PARQUET, COMPRESSION ZSTD)
        """
    )
    _keep(target, folder)
    return folder


def _keep(raw: Path, folder: Path) -> None:
    """Write customers as `regulars score --out` does, and tell what that adds to writing them as they are."""
    from regulars.work.engines import engine_maker
    from regulars.work.judged_contacts import copy_customers

    engine, kept = engine_maker("duckdb", None, None)(folder), folder / "customers.parquet"
    sql = f"SELECT * FROM read_parquet('{raw}')"
    spent = [time.process_time()]
    engine.copy(sql, kept, ("FORMAT PARQUET", "COMPRESSION ZSTD"))
    spent.append(time.process_time())
    copy_customers(engine, sql, kept)
    spent.append(time.process_time())
    engine.close()
    raw.unlink()
    print(
        f"Customers are written in {spent[1] - spent[0]:.2f} s cpu, with their contacts judged in {spent[2] - spent[1]:.2f} s cpu."
    )
    about = {"outputs": {kept.name: {"sha256": hashlib.sha256(kept.read_bytes()).hexdigest()}}}
    (folder / "run.json").write_text(json.dumps(about), encoding="utf-8")


def _floor(columns: tuple[str, ...]) -> Callable[[Path, Path], int]:
    def write(folder: Path, out: Path) -> int:
        import duckdb

        duckdb.sql(f"COPY (SELECT {', '.join(columns)} FROM '{folder}/customers.parquet') TO '{out}' (FORMAT CSV, HEADER)")
        return MEMBERS

    return write


def _export(name: str, hashed: bool) -> Callable[[Path, Path], int]:
    def write(folder: Path, out: Path) -> int:
        from regulars.exports.audiences import Wanted
        from regulars.exports.destinations import destination
        from regulars.work.audience import scored_folder
        from regulars.work.engines import engine_maker
        from regulars.work.export import Export
        from regulars.work.export_files import write_export

        now = datetime.now(tz=UTC)
        workdir = out.parent / "work"
        workdir.mkdir()
        engine = engine_maker("duckdb", "500MB", None, in_order=True)(workdir)
        wanted = Wanted("Champions", destination(name), is_hashed=hashed, fields=RAW if name == "standard" else ())
        made = Export(engine, workdir, wanted, scored_folder(folder), now.date())
        return int(write_export(made, engine, out, now).receipt["sent"])

    return write


# each floor with the exports that are compared with it
BESIDE: dict[str, tuple[Callable[[Path, Path], int], tuple[tuple[str, bool], ...]]] = {
    "DuckDB, raw columns": (_floor(RAW), (("standard", False), ("google", False))),
    "DuckDB, columns of Klaviyo": (_floor(KLAVIYO), (("klaviyo", False),)),
    "DuckDB, columns of Meta": (_floor(META), (("meta", False),)),
    "DuckDB, SHA-256 for Google": (_floor(_hashed(RAW, ("country", "postal_code"))), (("google", True),)),
    "DuckDB, SHA-256 for Meta": (_floor(_hashed(META, ("revenue",))), (("meta", True),)),
}
CONTESTANTS: dict[str, Callable[[Path, Path], int]] = {}
FLOORS: dict[str, str] = {}
for _name, (_write, _exports) in BESIDE.items():
    CONTESTANTS[_name], FLOORS[_name] = _write, _name
    for _destination, _is_hashed in _exports:
        _label = f"regulars, {_destination}{' hashed' if _is_hashed else ''}"
        CONTESTANTS[_label], FLOORS[_label] = _export(_destination, _is_hashed), _name


# what each of the contestants imports, floors as well as we: before the clock starts
_IMPORTED = (
    "duckdb", "numpy", "pyarrow.compute", "pyarrow.parquet", "phonenumbers", "sqlglot", "regulars.work.audience", "regulars.work.engines",
    "regulars.work.export", "regulars.work.export_files", "regulars.work.export_stream", "regulars.engines.duckdb",
    "regulars.exports.destinations",
)  # fmt: skip


def measured(name: str, folder: Path) -> dict[str, Any]:
    """Seconds, processor seconds, peak memory and rows of one contestant, in this process, from when its imports are done."""
    for module in _IMPORTED:
        importlib.import_module(module)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        before = resource.getrusage(resource.RUSAGE_SELF)
        started = time.perf_counter()
        rows = CONTESTANTS[name](folder, Path(place) / "out.csv")
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu_seconds": spent, "peak_mb": used.ru_maxrss / 1024, "rows": rows}


def main() -> None:
    if len(sys.argv) == 3:
        print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
        return
    folder = members(MEMBERS, Path("bench-data") / f"scored-audience-{MEMBERS}")
    taken: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTESTANTS}
    for _ in range(ROUNDS):
        for name, rounds in taken.items():
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.export", name, str(folder)], capture_output=True, text=True, check=True
            )
            rounds.append(json.loads(done.stdout))
    # a shared machine is slow at times: the middle of several rounds in turns, for floors as for us
    middle = {name: {part: median(found[part] for found in rounds) for part in rounds[0]} for name, rounds in taken.items()}
    for name, found in middle.items():
        floor = middle[FLOORS[name]]
        ratios = f"{found['seconds'] / floor['seconds']:.1f} x its floor, {found['cpu_seconds'] / floor['cpu_seconds']:.1f} x its processor time"
        print(f"{name:34} {found['seconds']:7.2f} s {found['cpu_seconds']:7.2f} s cpu {found['peak_mb']:6.0f} MB  {ratios}")


if __name__ == "__main__":
    main()
