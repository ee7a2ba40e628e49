"""The files of a run. Everything is written aside first and renamed when complete: a folder never holds half a result."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import OutputError
from regulars.queries.spreadsheets import FORMULA, NUMBER
from regulars.scoring.results import Summary
from regulars.work.score_wire import (
    AFFINITY_COLUMNS,
    PAIR_COLUMNS,
    pair_row,
    preference_row,
    quality_object,
    run_object,
    segment_object,
)
from regulars.work.temporary import make_folder
from regulars.work.validation_wire import back_test_object

if TYPE_CHECKING:
    from regulars.work.score import ScoreRun

SEGMENT_COLUMNS = (
    "name", "customers", "share", "orders", "revenue", "revenue_share", "aov", "median_recency", "patterns", "objective",
    "campaign_type", "top_products",
)  # fmt: skip


def write_outputs(run: ScoreRun, out: Path, title: str, *, made_up: bool = False, tested: bool = True) -> tuple[Path, ...]:
    """Write customers.parquet, customers.csv, segments.csv, report.html, quality.json and run.json into the folder `out`,
    and affinity.csv and pairs.csv where products are known. `tested`: with the run's back-test on its own data.

    Raises:
        OutputError: the folder cannot be written; what was there before is untouched.
    """
    from dataclasses import replace

    from regulars.charts.report import report_html
    from regulars.work.judged_contacts import copy_customers
    from regulars.work.playbooks import shipped_playbooks

    summary = replace(run.whole(), made_up=made_up, outputs=True)
    back_test = run.back_test() if tested else None
    writers: dict[str, Callable[[Path], None]] = {
        "customers.parquet": lambda path: copy_customers(run.engine, run.profile_sql, path),
        "customers.csv": lambda path: run.engine.copy(run.csv_sql, path, ("FORMAT CSV", "HEADER")),
        "segments.csv": lambda path: _write_segments(summary, path),
        "report.html": lambda path: _write(path, report_html(summary, title, back_test=back_test, playbooks=shipped_playbooks())),
        "quality.json": lambda path: _write(path, dumps(quality_object(summary.quality))),
    }
    affinity = summary.layers.affinity if summary.layers else None
    if affinity is not None:
        liked, paired = map(preference_row, affinity.preferences), map(pair_row, affinity.pairs)
        writers["affinity.csv"] = lambda path: _write_table(path, AFFINITY_COLUMNS, liked)
        writers["pairs.csv"] = lambda path: _write_table(path, PAIR_COLUMNS, paired)
    others = tuple(writers)
    about = run_object(run, summary) | {"validation": back_test_object(back_test)}
    # the last one, so that it tells whether the others beside it are of the same run
    writers["run.json"] = lambda path: _write(path, dumps(about | {"outputs": _checksums(path.parent, others)}))
    return write_aside(out, writers)


def _checksums(folder: Path, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Size in bytes and SHA-256 of files, by name."""
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        with (folder / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found[name] = {"bytes": (folder / name).stat().st_size, "sha256": digest}
    return found


def write_aside(out: Path, writers: dict[str, Callable[[Path], None]]) -> tuple[Path, ...]:
    """Write each file into a hidden folder beside its place; when all are complete, move them in, one after the other."""
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder.", "Give another --out.")
    made = not out.exists()
    aside: Path | None = None
    try:
        out.mkdir(parents=True, exist_ok=True)
        aside = make_folder(".regulars-", out)
        for name, write in writers.items():
            write(aside / name)
        for name in writers:
            (aside / name).replace(out / name)
    except OSError as error:
        raise OutputError(
            f"{out} cannot be written: {error.strerror or error}.",
            f"{'Free some space or give' if error.errno == errno.ENOSPC else 'Give'} another --out; nothing was left half written.",
        ) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        if made:
            with suppress(OSError):
                out.rmdir()  # only succeeds when nothing was written
    return tuple(out / name for name in writers)


def dumps(value: object) -> str:
    """JSON with money as numbers and instants in ISO 8601."""
    return json.dumps(value, default=plain, ensure_ascii=False, indent=2) + "\n"


def plain(value: object) -> object:
    """What JSON has no form for, for `json.dumps(default=...)`."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent >= 0 else float(value)  # type: ignore[operator]
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _write_segments(summary: Summary, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SEGMENT_COLUMNS)
        for segment in summary.segments:
            row = segment_object(segment)
            row["patterns"] = " ".join(segment.patterns)
            row["top_products"] = "; ".join(product.title for product in segment.top_products)
            writer.writerow([_harmless(row[column]) for column in SEGMENT_COLUMNS])


def _write_table(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_harmless(value) for value in row] for row in rows)


def _harmless(value: object) -> object:
    """A cell that no spreadsheet program runs as a formula; see `queries.spreadsheets`."""
    runs = isinstance(value, str) and re.match(FORMULA, value) and not re.match(NUMBER, value)
    return f"'{value}" if runs else value


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
