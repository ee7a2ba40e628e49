"""All contestants on all files, in turns, medians of several rounds; writes docs/performance.json and the table of docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.contestants import CONTESTANTS
from benchmarks.data import orders
from benchmarks.profile import CONTESTANTS as PROFILERS
from benchmarks.profile_data import shop

CASES = (
    ("1M parquet", 1_000_000, "parquet"),
    ("10M parquet", 10_000_000, "parquet"),
    ("10M csv", 10_000_000, "csv"),
    ("100M parquet", 100_000_000, "parquet"),
)
# orders, lines and events; their full profile
SHOPS = (("1M shop", 1_000_000), ("10M shop", 10_000_000))
# previews of segments on an opened shop
ASKED = (("ask 1M", 1_000_000), ("ask 10M", 10_000_000))
ROUNDS = {1_000_000: 7, 10_000_000: 5, 100_000_000: 3}
# beyond this they need more memory than the machine has
MOST_ROWS = {"lifetimes": 10_000_000, "pymc-marketing": 10_000_000, "pandas": 10_000_000}
PARQUET_ONLY = {"lifetimes", "pymc-marketing"}  # half a minute a run, and nothing new
LIMIT_SECONDS = 900
START, END = "<!-- bench:start -->", "<!-- bench:end -->"


@dataclass
class Line:
    case: str
    contestant: str
    seconds: float | None
    peak_mb: float | None
    ratio: float | None
    note: str = ""


def measure(contestant: str, path: Path, module: str = "benchmarks.contestants") -> dict[str, Any] | str:
    """One run in a process of its own, or why there is none."""
    command = [sys.executable, "-m", module, contestant, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"gave up after {LIMIT_SECONDS} s"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1][:120]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def run_case(case: str, rows: int, form: str, rounds: int) -> list[Line]:
    """Contestants take turns, so that a busy minute of the machine hits all of them alike."""
    path = orders(rows, form)
    names = [name for name in CONTESTANTS if rows <= MOST_ROWS.get(name, rows) and (form == "parquet" or name not in PARQUET_ONLY)]
    results: dict[str, list[Any]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            results[name].append(measure(name, path))
    base = _median(results[names[0]], "seconds")
    expected = _scores(results[names[0]])
    lines = []
    for name in names:
        seconds, peak = _median(results[name], "seconds"), _median(results[name], "peak_mb")
        failure = next((found for found in results[name] if isinstance(found, str)), "")
        scores = _scores(results[name])
        note = failure or ("" if not scores or scores == expected else "other scores than the floor")
        lines.append(Line(case, name, seconds, peak, seconds / base if seconds and base else None, note))
        print(f"{case:14} {name:20} {seconds or 0:8.2f} s {peak or 0:8.0f} MB  {note}", flush=True)
    left_out = [name for name in CONTESTANTS if name not in names]
    return lines + [Line(case, name, None, None, None, "not run on this file") for name in left_out]


def run_shop(case: str, rows: int, rounds: int) -> list[Line]:
    """The full profile beside its floor, in turns; the scoring floor of the same orders beside them."""
    path = shop(rows)
    results: dict[str, list[Any]] = {name: [] for name in PROFILERS}
    for _ in range(rounds):
        for name in PROFILERS:
            results[name].append(measure(name, path, "benchmarks.profile"))
    base = _median(results[next(iter(PROFILERS))], "seconds")
    expected = _scores(results[next(iter(PROFILERS))])
    lines = []
    for name, found in results.items():
        seconds, peak = _median(found, "seconds"), _median(found, "peak_mb")
        sums = _scores(found)
        agrees = not sums or not expected or all(mine == theirs for mine, theirs in zip(sums, expected, strict=False))
        spent = _median(found, "cpu_seconds")  # says more than time where the machine has other things to do
        said = f"{spent:.1f} s of processor time" if spent else ""
        note = next((one for one in found if isinstance(one, str)), "") or (said if agrees else "other sums than the floor")
        lines.append(Line(case, name, seconds, peak, seconds / base if seconds and base else None, note))
        print(f"{case:14} {name:28} {seconds or 0:8.2f} s {peak or 0:8.0f} MB  {note}", flush=True)
    return lines


def run_ask(case: str, rows: int) -> list[Line]:
    """Opening a shop, and previews once it is warm: one process, the median of several previews each."""
    done = measure(str(shop(rows)), Path("5"), "benchmarks.ask")
    if isinstance(done, str):
        return [Line(case, "preview", None, None, None, done)]
    lines = [Line(case, name, seconds, done["peak_mb"], None, "") for name, seconds in done["seconds"].items()]
    for line in lines:
        print(f"{case:14} {line.contestant:28} {line.seconds or 0:8.2f} s {line.peak_mb or 0:8.0f} MB", flush=True)
    return lines


def _median(found: list[Any], key: str) -> float | None:
    values = [one[key] for one in found if not isinstance(one, str)]
    return statistics.median(values) if values else None


def _scores(found: list[Any]) -> Any:
    return next((one["scores"] for one in found if not isinstance(one, str)), None)


def table(lines: list[Line], machine: str) -> str:
    """The results as a Markdown table."""
    rows = [f"Machine: {machine}.", "", "| file | contestant | seconds | x floor | peak MB | |", "|---|---|--:|--:|--:|---|"]
    for line in lines:
        cells = (
            ("-", "-", "-")
            if line.seconds is None
            else (f"{line.seconds:.2f}", f"{line.ratio or 0:.2f}", f"{line.peak_mb or 0:,.0f}")
        )
        rows.append(f"| {line.case} | {line.contestant} | {' | '.join(cells)} | {line.note} |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", nargs="*", default=[*(case for case, _, _ in CASES), *(case for case, _ in (*SHOPS, *ASKED))])
    parser.add_argument("--rounds", type=int, default=0)
    args = parser.parse_args()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    lines: list[Line] = []
    for case, rows, form in CASES:
        if case in args.cases:
            lines += run_case(case, rows, form, args.rounds or ROUNDS[rows])
    for case, rows in SHOPS:
        if case in args.cases:
            lines += run_shop(case, rows, args.rounds or ROUNDS[rows])
    for case, rows in ASKED:
        if case in args.cases:
            lines += run_ask(case, rows)
    store = Path("docs/performance.json")
    kept = [Line(**line) for line in json.loads(store.read_text())["results"]] if store.exists() else []
    order = [*(case for case, _, _ in CASES), *(case for case, _ in (*SHOPS, *ASKED))]
    lines = sorted([*lines, *(line for line in kept if line.case not in args.cases)], key=lambda line: order.index(line.case))
    store.write_text(json.dumps({"machine": machine, "results": [asdict(line) for line in lines]}, indent=1) + "\n")
    page = Path("docs/performance.md")
    before, rest = page.read_text().split(START)
    after = rest.split(END)[1]
    page.write_text(f"{before}{START}\n{table(lines, machine)}\n{END}{after}")


if __name__ == "__main__":
    main()
