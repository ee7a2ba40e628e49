"""The files of a run. Everything is written aside first and renamed when complete: a folder never holds half a result."""

from __future__ import annotations

import csv
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
from regulars.scoring.cuts import cuts_to_wire
from regulars.scoring.frozen import composites_to_wire
from regulars.scoring.results import AxisCuts, Quality, SegmentSummary, Summary
from regulars.version import VERSION
from regulars.work.prediction_wire import prediction_object
from regulars.work.temporary import make_folder
from regulars.work.validation_wire import back_test_object

if TYPE_CHECKING:
    from regulars.scoring.affinity import Affinity, Pair, Preference
    from regulars.scoring.layers import Layers
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Refusal
    from regulars.work.score import ScoreRun

SEGMENT_COLUMNS = (
    "name", "customers", "share", "orders", "revenue", "revenue_share", "aov", "median_recency", "patterns", "objective",
    "campaign_type", "top_products",
)  # fmt: skip

AFFINITY_COLUMNS = (
    "segment", "kind", "item", "title", "buyers", "purchases", "expected", "lift", "shrunk_lift", "low", "high", "above_chance",
)  # fmt: skip
PAIR_COLUMNS = (
    "kind", "item", "title", "with_item", "with_title", "orders", "buyers", "item_orders", "with_orders", "support", "confidence",
    "expected", "lift", "shrunk_lift", "low", "high",
)  # fmt: skip


def write_outputs(run: ScoreRun, out: Path, title: str, *, made_up: bool = False, tested: bool = True) -> tuple[Path, ...]:
    """Write customers.parquet, customers.csv, segments.csv, report.html, quality.json and run.json into the folder `out`,
    and affinity.csv and pairs.csv where products are known. `tested`: with the run's back-test on its own data.

    Raises:
        OutputError: the folder cannot be written; what was there before is untouched.
    """
    from dataclasses import replace

    from regulars.charts.report import report_html

    summary = replace(run.whole(), made_up=made_up, outputs=True)
    back_test = run.back_test() if tested else None
    customers = run.profile_sql
    writers: dict[str, Callable[[Path], None]] = {
        "customers.parquet": lambda path: run.engine.copy(customers, path, ("FORMAT PARQUET", "COMPRESSION ZSTD")),
        "customers.csv": lambda path: run.engine.copy(run.csv_sql, path, ("FORMAT CSV", "HEADER")),
        "segments.csv": lambda path: _write_segments(summary, path),
        "report.html": lambda path: _write(path, report_html(summary, title, back_test=back_test)),
        "quality.json": lambda path: _write(path, dumps(quality_object(summary.quality))),
    }
    affinity = summary.layers.affinity if summary.layers else None
    if affinity is not None:
        liked, paired = map(_preference, affinity.preferences), map(_pair, affinity.pairs)
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
            "Free some space or give another --out; nothing was left half written.",
        ) from error
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        if made:
            with suppress(OSError):
                out.rmdir()  # only succeeds when nothing was written
    return tuple(out / name for name in writers)


def score_object(summary: Summary, files: tuple[Path, ...] = (), back_test: Validation | Refusal | None = None) -> dict[str, Any]:
    """The object of `score --json`; `validation` is null where the run was not tested."""
    quality = summary.quality
    return {
        "as_of": summary.as_of,
        "zone": summary.zone,
        "window_days": summary.window_days,
        "scorecard": summary.scorecard,
        "map": summary.map_name,
        "best": summary.best,
        "currency": summary.currency,
        "customers": summary.customers,
        "orders": summary.orders,
        "revenue": summary.revenue,
        "gross_revenue": quality.gross if summary.has_money else None,
        "returned": quality.returned if summary.has_money else None,
        "aov": summary.aov,
        "repeat_rate": summary.repeat_rate,
        "rows": quality.rows,
        "counted_rows": quality.counted_rows,
        "input_revenue": quality.input_revenue if summary.has_money else None,
        "excluded": excluded_object(quality),
        "reconciles": quality.reconciles,
        "duplicate_rows": quality.duplicate_rows,
        "customers_without_order": quality.customers_without_order,
        "cuts": {axis.cuts.axis.value: _cut_object(axis.cuts) for axis in summary.axes},
        "segments": [segment_object(segment) for segment in summary.segments],
        **(layers_object(summary.layers) if summary.layers else {}),
        "validation": back_test_object(back_test),
        "warnings": [*quality.warnings, *(summary.layers.notes if summary.layers else ())],
        "files": [str(path) for path in files],
    }


def layers_object(layers: Layers) -> dict[str, Any]:
    """The layers' keys of `score --json`."""
    return {
        "lifecycle": [
            {"stage": str(part.stage), "customers": part.customers, "share": part.share, "revenue": part.revenue, "rule": part.rule}
            for part in layers.stages
        ],
        "lifecycle_borders": None
        if layers.borders is None
        else {
            "typical_gap_days": layers.borders.typical_gap,
            "lapsing": layers.borders.lapsing,
            "lapsed": layers.borders.lapsed,
            "new_days": layers.borders.new_days,
            "established_orders": layers.borders.established_orders,
            "established_days": layers.borders.established_days,
            "because": layers.borders.because,
        },
        "flags": [
            {
                "flag": part.name,
                "customers": part.customers,
                "threshold": dict(part.thresholds),
                "rule": part.rule,
                "share": part.share,
                "revenue": part.revenue,
            }
            for part in layers.flags
        ],
        "affinity": None if layers.affinity is None else affinity_object(layers.affinity),
        "plane": None
        if layers.plane is None
        else [
            {"group": str(part.corner), "customers": part.customers, "revenue": part.revenue, "rule": part.rule}
            for part in layers.plane.corners
        ],
        "prediction": prediction_object(layers.prediction),
    }


def affinity_object(found: Affinity) -> dict[str, Any]:
    """What the customers like, as in `score --json`: only what is above chance."""
    limits = found.limits
    return {
        "preferences": [
            dict(zip(AFFINITY_COLUMNS, _preference(part), strict=True)) for part in found.preferences if part.is_above_chance
        ],
        "pairs": [dict(zip(PAIR_COLUMNS, _pair(part), strict=True)) for part in found.pairs],
        "categories": [
            {"category": part.category, "favourite": part.favourite, "next_best": part.next_best} for part in found.interests
        ],
        "looked_at": {
            "orders_for_pairs": limits.orders,
            "orders": limits.all_orders,
            "products": limits.products,
            "products_bought": limits.all_products,
            "categories": limits.categories,
            "categories_bought": limits.all_categories,
        },
    }


def _preference(part: Preference) -> tuple[Any, ...]:
    return (
        part.segment, str(part.kind), part.item, part.title, part.buyers, part.purchases, part.expected, part.lift, part.shrunk,
        part.low, part.high, part.is_above_chance,
    )  # fmt: skip


def _pair(part: Pair) -> tuple[Any, ...]:
    return (
        str(part.kind), part.item, part.title, part.with_item, part.with_title, part.orders, part.buyers, part.item_orders,
        part.with_orders, part.support, part.confidence, part.expected, part.lift, part.shrunk, part.low, part.high,
    )  # fmt: skip


def excluded_object(quality: Quality) -> dict[str, Any]:
    """Rows and money left out, by reason."""
    parts: dict[str, Any] = {}
    for part in quality.excluded:
        parts[str(part.reason)] = {"rows": part.rows, "revenue": part.revenue, "meaning": part.meaning}
        if part.customers is not None:
            parts[str(part.reason)]["customers"] = part.customers
    return parts


def segment_object(segment: SegmentSummary) -> dict[str, Any]:
    """One segment of `score --json`."""
    return {
        "name": segment.name,
        "customers": segment.customers,
        "share": segment.share,
        "orders": segment.orders,
        "revenue": segment.revenue,
        "revenue_share": segment.revenue_share,
        "aov": segment.aov,
        "median_recency": segment.median_recency,
        "patterns": list(segment.patterns),
        "objective": segment.objective,
        "campaign_type": segment.campaign_type,
        "top_products": [
            {"product": p.product, "title": p.title, "quantity": p.quantity, "revenue": p.revenue, "customers": p.customers}
            for p in segment.top_products
        ],
    }


def quality_object(quality: Quality) -> dict[str, Any]:
    """The object of quality.json."""
    mapping = quality.mapping
    return {
        "rows": quality.rows,
        "counted_rows": quality.counted_rows,
        "return_rows": quality.return_rows,
        "input_revenue": quality.input_revenue,
        "gross_revenue": quality.gross,
        "returned": quality.returned,
        "revenue": quality.revenue,
        "excluded": excluded_object(quality),
        "reconciles": quality.reconciles,
        "duplicate_rows": quality.duplicate_rows,
        "customers_without_order": quality.customers_without_order,
        "first_order_at": quality.first_order_at,
        "last_order_at": quality.last_order_at,
        "files": list(quality.files),
        "platform": mapping.platform,
        "amount": str(mapping.amount),
        "mapping": [{"role": use.role, "column": use.column, "sure": round(use.sure, 2), "why": use.why} for use in mapping.uses],
        "unused_columns": list(mapping.unused),
        "notes": list(mapping.notes),
        "warnings": list(quality.warnings),
    }


def run_object(run: ScoreRun, summary: Summary) -> dict[str, Any]:
    """The object of run.json: what is needed to repeat the run or to keep its cuts."""
    return {
        "regulars": VERSION,
        "as_of": summary.as_of,
        "zone": summary.zone,
        "file_zone": run.options.file_zone or run.options.zone,
        "window_days": summary.window_days,
        "scorecard": summary.scorecard,
        "map": summary.map_name,
        "best": summary.best,
        "files": list(summary.quality.files),
        "customers": summary.customers,
        "orders": summary.orders,
        "revenue": summary.revenue,
        "cuts": cuts_to_wire(run.cuts),
        "composites": composites_to_wire(run.placement.composites),
        "cycle": None
        if summary.cycle is None
        else {
            "customers": summary.cycle.customers,
            "median_gap_days": summary.cycle.median_gap,
            "p75_gap_days": summary.cycle.p75_gap,
            "p90_gap_days": summary.cycle.p90_gap,
            "refresh_every_days": summary.cycle.refresh_every_days,
            "window_days": summary.cycle.window_days,
            "because": summary.cycle.because,
        },
    }


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


def _cut_object(cuts: AxisCuts) -> dict[str, Any]:
    return {
        "method": str(cuts.method),
        "levels": cuts.levels,
        "usable": cuts.usable,
        "boundaries": list(cuts.boundaries),
        "lower_is_better": cuts.lower_is_better,
        "note": cuts.note,
    }


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
