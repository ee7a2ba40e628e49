"""What a run says, gathered from the engine into frozen values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from math import floor, log10
from typing import TYPE_CHECKING, Any

from regulars.charts.text import money
from regulars.engines.base import Engine
from regulars.queries import render, scores, summaries
from regulars.records import replace
from regulars.scoring.cuts import level_ranges
from regulars.scoring.cycle import recommend
from regulars.scoring.results import (
    AtRisk,
    Axis,
    AxisCuts,
    AxisDistribution,
    GridCell,
    HistogramBin,
    PeriodTotal,
    ProductTotal,
    PurchaseCycle,
    SegmentSummary,
    Summary,
)
from regulars.work.options import zone_info
from regulars.work.placement import CellTotal
from regulars.work.population import cents
from regulars.work.reading import keep_rows

if TYPE_CHECKING:
    from regulars.work.score import ScoreRun

PRODUCTS_PER_SEGMENT = 5
PRODUCTS_OVERALL = 20
BINS = 30

# the segments whose customers were worth a lot and have stopped coming, in the maps that have them
HIGH_VALUE_AT_RISK = (
    "Can't Lose Them",
    "Cannot lose",
    "Can't lose",
    "Cannot Lose Them",
    "Previously loyal",
    "Inactive high-value buyers",
)

_AXIS_LABEL = {
    Axis.RECENCY: ("Recency", "days"),
    Axis.FREQUENCY: ("Frequency", "orders"),
    Axis.MONETARY: ("Monetary", "net revenue"),
    Axis.ENGAGEMENT: ("Engagement", "points"),
}


def brief_summary(run: ScoreRun) -> Summary:
    """Everything that the grid and the books already know."""
    population, placement = run.population, run.placement
    has_money = any(total.revenue is not None for total in placement.totals) and run.names.value == "revenue"
    segments = _segments(run, has_money)
    revenue = cents(population.value) if has_money else None
    return Summary(
        as_of=population.as_of.astimezone(zone_info(run.options.zone)),
        zone=run.options.zone,
        window_days=run.options.window,
        scorecard=run.options.scorecard.name,
        map_name=placement.compiled.name,
        best=run.options.best,
        currency=run.currency,
        has_money=has_money,
        customers=population.customers,
        orders=population.frequency,
        revenue=revenue,
        repeat_rate=population.repeaters / population.customers,
        aov=_per(revenue, population.frequency),
        axes=tuple(_axis(run, index, cuts, ()) for index, cuts in enumerate(placement.cuts)),
        segments=segments,
        grid=_grid(placement.totals, has_money),
        months=(),
        products=(),
        at_risk=_at_risk(segments, revenue),
        cycle=_cycle(run),
        quality=run.quality,
    )


def full_summary(run: ScoreRun) -> Summary:
    """The brief summary with distributions, months and products."""
    keep_rows(run.engine, run.inputs.source)
    brief = with_products(run, brief_summary(run))
    sql = _reader(run)
    return replace(
        brief,
        axes=tuple(_axis(run, index, cuts, axis_bins(run.engine, cuts.axis)) for index, cuts in enumerate(run.placement.cuts)),
        months=tuple(
            PeriodTotal(month, int(orders), int(customers), cents(revenue) if brief.has_money else None)
            for month, orders, customers, revenue in sql(
                summaries.months(run.population.shape, run.population.time_slice, run.options.zone)
            )
        ),
    )


def with_products(run: ScoreRun, summary: Summary) -> Summary:
    """A summary with the products of most revenue, over all customers and by segment."""
    if not run.has_products:
        return summary
    sql = _reader(run)
    tops: dict[str, list[ProductTotal]] = defaultdict(list)
    _add_up_products(run, summaries.product_sums(run.population.time_slice))
    for segment, *product in sql(summaries.top_products(PRODUCTS_PER_SEGMENT, by_segment=True)):
        tops[segment].append(_product(product))
    overall = sql(summaries.top_products(PRODUCTS_OVERALL, by_segment=False))
    run.engine.drop("product_sums")
    return replace(
        summary,
        segments=tuple(replace(segment, top_products=tuple(tops[segment.name])) for segment in summary.segments),
        products=tuple(_product(product) for _, *product in overall),
    )


def custom_products(run: ScoreRun) -> dict[str, tuple[ProductTotal, ...]]:
    """The products of most revenue of every custom segment, by name, from the table `custom_members`."""
    if not run.has_products:
        return {}
    sql = _reader(run)
    tops: dict[str, list[ProductTotal]] = defaultdict(list)
    _add_up_products(run, summaries.custom_product_sums(run.population.time_slice))
    for segment, *product in sql(summaries.top_products(PRODUCTS_PER_SEGMENT, by_segment=True)):
        tops[segment].append(_product(product))
    run.engine.drop("product_sums")
    return {segment: tuple(products) for segment, products in tops.items()}


def _add_up_products(run: ScoreRun, sums: render.Tree) -> None:
    sold = summaries.sold_rows() if run.inputs.lines is None else summaries.sold_lines()
    run.engine.view("sold", render.sql(sold, run.engine.dialect))
    run.engine.table("product_sums", render.sql(sums, run.engine.dialect))


def _reader(run: ScoreRun) -> Any:
    return lambda tree: run.engine.rows(render.sql(tree, run.engine.dialect))


def _product(row: Sequence[Any]) -> ProductTotal:
    product, title, quantity, revenue, customers = row
    return ProductTotal(product, title or product, Decimal(quantity or 0), cents(Decimal(revenue or 0)), int(customers))


def _per(money: Decimal | None, count: int) -> Decimal | None:
    return cents(money / count) if money is not None and count else None


def _segments(run: ScoreRun, has_money: bool) -> tuple[SegmentSummary, ...]:
    placement = run.placement
    medians = dict(_reader(run)(summaries.median_recency()))
    totals: dict[str, list[CellTotal]] = defaultdict(list)
    patterns: dict[str, list[str]] = defaultdict(list)
    by_scores = {cell.scores: cell for cell in placement.cells}
    for total in sorted(placement.totals, key=lambda total: total.scores):
        place = by_scores[total.scores].segment
        totals[place].append(total)
        patterns[place].append(by_scores[total.scores].pattern)
    everyone = run.population.customers
    money = run.population.value
    rows = []
    for segment in placement.compiled.segments:  # every name of the map, nobody in it or not
        parts = totals[segment.name]
        customers = sum(part.customers for part in parts)
        orders = sum(part.orders for part in parts)
        exact = sum((part.revenue or Decimal(0) for part in parts), Decimal(0))
        revenue = cents(exact) if has_money else None
        rows.append(
            SegmentSummary(
                name=segment.name,
                customers=customers,
                share=customers / everyone,
                orders=orders,
                revenue=revenue,
                revenue_share=float(exact / money) if has_money and money > 0 else None,
                aov=_per(revenue, orders),
                median_recency=medians.get(segment.name),
                patterns=tuple(patterns[segment.name]),
                objective=segment.objective,
                campaign_type=segment.campaign_type,
            )
        )
    return tuple(rows)


def _grid(totals: Sequence[CellTotal], has_money: bool) -> tuple[GridCell, ...]:
    customers: dict[tuple[int, int], int] = defaultdict(int)
    revenue: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for total in totals:
        key = (total.scores[0], total.scores[1])
        customers[key] += total.customers
        revenue[key] += total.revenue or 0
    return tuple(GridCell(*key, customers[key], cents(revenue[key]) if has_money else None) for key in sorted(customers))


def _at_risk(segments: Sequence[SegmentSummary], revenue: Decimal | None) -> AtRisk | None:
    risky = [segment for segment in segments if segment.name in HIGH_VALUE_AT_RISK]
    if not risky or revenue is None:
        return None
    stake = sum((segment.revenue or Decimal(0) for segment in risky), Decimal(0))
    return AtRisk(
        segments=tuple(segment.name for segment in risky),
        customers=sum(segment.customers for segment in risky),
        revenue=stake,
        revenue_share=float(stake / revenue) if revenue > 0 else 0.0,
        aov=_per(stake, sum(segment.orders for segment in risky)),
    )


def _cycle(run: ScoreRun) -> PurchaseCycle | None:
    *quantiles, _, _, people = _reader(run)(scores.gap_quantiles())[0]
    if not people:
        return None
    median, p75, p90 = (float(value) / 10 for value in quantiles)
    history = (run.population.last_at - run.population.first_at).days
    return recommend(int(people), median, p75, p90, history)


def _axis(run: ScoreRun, index: int, cuts: AxisCuts, bins: tuple[HistogramBin, ...]) -> AxisDistribution:
    counts = [0] * cuts.levels
    for total in run.placement.totals:
        counts[total.scores[index] - 1] += total.customers
    label, unit = axis_words(cuts.axis, is_events=run.names.moment == "event")
    return AxisDistribution(
        cuts=cuts,
        label=label,
        unit=unit,
        bins=bins,
        level_counts=tuple(counts),
        level_ranges=level_ranges(cuts, unit, lambda amount, places: money(amount, run.currency, places)),
    )


def axis_words(axis: Axis, *, is_events: bool) -> tuple[str, str]:
    """What an axis is called, and the unit of its values; `is_events` where visits are counted instead of orders."""
    label, unit = _AXIS_LABEL[axis]
    return label, "visits" if is_events and axis is Axis.FREQUENCY else unit


def axis_bins(engine: Engine, axis: Axis) -> tuple[HistogramBin, ...]:
    """The engine's `population` in bins of a round width up to the 98th percentile; the last one holds the rest."""

    def sql(tree: render.Tree) -> list[tuple[Any, ...]]:
        return engine.rows(render.sql(tree, engine.dialect))

    q98, low, high, _ = sql(scores.axis_percentile(axis, 98))[0]
    low, high, knee = Decimal(low), Decimal(high), Decimal(q98)
    width = _round_width((knee - low) / BINS, whole=axis in {Axis.RECENCY, Axis.FREQUENCY})
    start = (low / width).to_integral_value(rounding="ROUND_FLOOR") * width
    count = max(1, int(((knee - start) / width).to_integral_value(rounding=ROUND_CEILING)))
    edges = [start + width * step for step in range(count + 1)]
    if high < edges[-1]:
        edges.pop()
    found = dict(sql(scores.bin_counts(axis, edges)))
    ends = [*edges[1:], max(high, edges[-1] + width)]
    return tuple(HistogramBin(float(a), float(b), int(found.get(i, 0))) for i, (a, b) in enumerate(zip(edges, ends, strict=True)))


def _round_width(width: Decimal, *, whole: bool) -> Decimal:
    """The next of 1, 2, 5 x 10^k that is not smaller."""
    if width <= 0:
        return Decimal(1)
    power = Decimal(10) ** floor(log10(width))
    rounded = next(power * step for step in (1, 2, 5, 10) if power * step >= width)
    return max(rounded, Decimal(1)) if whole else rounded
