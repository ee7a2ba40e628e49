"""What a refresh writes beside the customers: figures of the segments, top products, and what later refreshes compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.engines.base import Engine
from regulars.queries import refreshes, render
from regulars.scoring.cuts import cuts_to_wire
from regulars.scoring.frozen import composites_to_wire
from regulars.scoring.results import ProductTotal, Summary
from regulars.work.population import cents

if TYPE_CHECKING:
    from regulars.work.custom_segments import CustomMembers
    from regulars.work.score import ScoreRun


def refresh_facts(run: ScoreRun, summary: Summary) -> dict[str, Any]:
    """What later refreshes compare with: cuts, the whole map, names."""
    compiled = run.placement.compiled
    return {
        "as_of": run.population.as_of.isoformat(),
        "zone": summary.zone,
        "scorecard": summary.scorecard,
        "map": summary.map_name,
        "currency": summary.currency,
        "customers": summary.customers,
        "cuts": cuts_to_wire(run.cuts),
        "composites": composites_to_wire(run.placement.composites),
        "cells": [[list(cell), segment] for cell, segment in sorted(compiled.cells.items())],
        "names": {"frequency": run.names.frequency, "value": run.names.value},
        "window_days": run.options.window,
        "event_points": {each.type: str(each.points) for each in run.options.scorecard.event_weights},
        "cycle_days": summary.cycle.median_gap if summary.cycle else None,
    }


def metric_rows(run: ScoreRun, summary: Summary, custom: CustomMembers) -> list[dict[str, Any]]:
    """The rows of `segment_metrics`."""
    rows = [
        {
            "name": segment.name,
            "kind": refreshes.LIFECYCLE,
            "customers": segment.customers,
            "share": segment.share,
            "orders": segment.orders,
            "revenue": segment.revenue,
            "revenue_share": segment.revenue_share,
            "aov": segment.aov,
            "objective": segment.objective,
            "campaign_type": segment.campaign_type,
        }
        for segment in summary.segments
    ]
    names = run.names
    rows += custom_metric_rows(run.engine, names.frequency, names.value, custom.names, summary.customers, summary.revenue)
    return rows


def custom_metric_rows(
    engine: Engine, frequency: str, value: str, names: Sequence[str], everybody: int, revenue: Decimal | None
) -> list[dict[str, Any]]:
    """The rows of `segment_metrics` of custom segments, from the engine's `custom_members` and `customers`.

    `revenue` is everybody's, None where the shop has no amounts.
    """
    found = {
        name: (int(customers), int(orders), worth)
        for name, customers, orders, worth in engine.rows(render.sql(refreshes.custom_totals(frequency, value), engine.dialect))
    }
    rows = []
    for name in names:
        customers, orders, worth = found.get(name, (0, 0, None))
        money = cents(worth) if revenue is not None and worth is not None else None
        rows.append(
            {
                "name": name,
                "kind": refreshes.CUSTOM,
                "customers": customers,
                "share": customers / everybody,
                "orders": orders,
                "revenue": money,
                "revenue_share": float(money / revenue) if money is not None and revenue else None,
                "aov": cents(money / orders) if money is not None and orders else None,
                "objective": None,
                "campaign_type": None,
            }
        )
    return rows


def product_rows(summary: Summary, custom: Mapping[str, Sequence[ProductTotal]]) -> list[dict[str, Any]]:
    """The rows of `top_products`: of everybody, of the map's segments, and of `custom` ones by name."""
    return [
        {
            "segment": segment,
            "place": place,
            "product_id": product.product,
            "title": product.title,
            "quantity": product.quantity,
            "revenue": product.revenue,
            "customers": product.customers,
        }
        for segment, products in [
            (None, summary.products),
            *((each.name, each.top_products) for each in summary.segments),
            *custom.items(),
        ]
        for place, product in enumerate(products, 1)
    ]


def table_schema(table: str) -> Any:
    """The Arrow schema of a small table."""
    import pyarrow as pa

    money = pa.decimal128(18, 2)
    text, whole, share = pa.string(), pa.int64(), pa.float64()
    schemas = {
        "segment_metrics": [
            ("name", text), ("kind", text), ("customers", whole), ("share", share), ("orders", whole), ("revenue", money),
            ("revenue_share", share), ("aov", money), ("objective", text), ("campaign_type", text),
        ],
        "top_products": [
            ("segment", text), ("place", whole), ("product_id", text), ("title", text), ("quantity", pa.decimal128(18, 4)),
            ("revenue", money), ("customers", whole),
        ],
    }  # fmt: skip
    return pa.schema(schemas[table])
