"""A run as JSON: the objects of `score --json`, quality.json and run.json."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.scoring.cuts import cuts_to_wire
from regulars.scoring.frozen import composites_to_wire
from regulars.scoring.results import AxisCuts, Quality, SegmentSummary, Summary
from regulars.version import VERSION
from regulars.work.prediction_wire import prediction_object
from regulars.work.validation_wire import back_test_object

if TYPE_CHECKING:
    from regulars.scoring.affinity import Affinity, Pair, Preference
    from regulars.scoring.layers import Layers
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Refusal
    from regulars.work.score import ScoreRun

AFFINITY_COLUMNS = (
    "segment", "kind", "item", "title", "buyers", "purchases", "expected", "lift", "shrunk_lift", "low", "high", "above_chance",
)  # fmt: skip
PAIR_COLUMNS = (
    "kind", "item", "title", "with_item", "with_title", "orders", "buyers", "item_orders", "with_orders", "support", "confidence",
    "expected", "lift", "shrunk_lift", "low", "high",
)  # fmt: skip


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
            dict(zip(AFFINITY_COLUMNS, preference_row(part), strict=True)) for part in found.preferences if part.is_above_chance
        ],
        "pairs": [dict(zip(PAIR_COLUMNS, pair_row(part), strict=True)) for part in found.pairs],
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


def preference_row(part: Preference) -> tuple[Any, ...]:
    """A row of affinity.csv."""
    return (
        part.segment, str(part.kind), part.item, part.title, part.buyers, part.purchases, part.expected, part.lift, part.shrunk,
        part.low, part.high, part.is_above_chance,
    )  # fmt: skip


def pair_row(part: Pair) -> tuple[Any, ...]:
    """A row of pairs.csv."""
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
        "discount_rows": quality.discount_rows,
        "discounts": quality.discounts,
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


def _cut_object(cuts: AxisCuts) -> dict[str, Any]:
    return {
        "method": str(cuts.method),
        "levels": cuts.levels,
        "usable": cuts.usable,
        "boundaries": list(cuts.boundaries),
        "lower_is_better": cuts.lower_is_better,
        "note": cuts.note,
    }
