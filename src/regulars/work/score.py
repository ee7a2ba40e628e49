"""The main use case: from a shop's orders (or events) to everyone scored and placed in exactly one segment."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_never

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError
from regulars.queries import render, scores, summaries
from regulars.queries.scores import Cell, OutputNames
from regulars.scoring.composite import composite, composite_fifths, composite_ranks, fifth_name
from regulars.scoring.cuts import cuts_for, display_score
from regulars.scoring.map_compiler import CompiledMap, compile_for
from regulars.scoring.map_presets import get_map
from regulars.scoring.maps import SegmentMap
from regulars.scoring.results import Axis, AxisCuts, CutMethod, Quality, Summary
from regulars.scoring.scorecards import AxisSpec
from regulars.work import engagement, reading
from regulars.work.options import ScoreOptions
from regulars.work.population import CENT, Population, has_money, make_population, quality
from regulars.work.summary import CellTotal, brief_summary, full_summary

MOST_NATURAL_VALUES = 2048


@dataclass(frozen=True, slots=True)
class Placement:
    """The grid of one run: which cells are occupied, and what each means."""

    axes: tuple[Axis, ...]
    cuts: tuple[AxisCuts, ...]
    cells: tuple[Cell, ...]
    totals: tuple[CellTotal, ...]
    compiled: CompiledMap


class ScoreRun:
    """A finished run, still in the engine: `summary()` describes it, `customers_sql` is the query of all scored customers.

    Close it to free the engine and its temporary files.
    """

    def __init__(
        self,
        engine: Engine,
        options: ScoreOptions,
        population: Population,
        placement: Placement,
        quality: Quality,
        currency: str | None,
        names: OutputNames,
        has_products: bool,
        cleanup: Callable[[], None],
    ) -> None:
        self.engine = engine
        self.options = options
        self.population = population
        self.placement = placement
        self.quality = quality
        self.currency = currency
        self.names = names
        self.has_products = has_products
        self._cleanup = cleanup
        self._full: Summary | None = None

    @property
    def cuts(self) -> tuple[AxisCuts, ...]:
        """The cuts in force."""
        return self.placement.cuts

    @property
    def customers_sql(self) -> str:
        """The query that lists the scored customers, by customer_id."""
        return render.sql(scores.ordered("customers", "customer_id"), self.engine.dialect)

    def brief(self) -> Summary:
        """The summary without what needs another pass over the rows: months, products, distributions."""
        return brief_summary(self)

    def summary(self) -> Summary:
        """The whole summary."""
        if self._full is None:
            self._full = full_summary(self)
        return self._full

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self.engine.close()
        self._cleanup()


def score(
    orders: object,
    options: ScoreOptions,
    make_engine: Callable[[Path], Engine],
    *,
    lines: object = None,
    events: object = None,
    customers: object = None,
) -> ScoreRun:
    """Score every customer of a source.

    `orders` is a path, pattern, folder, database file or in-memory table; `make_engine` opens an engine that spills into the folder
    it is given. With a scorecard that has an engagement axis, `events` (or, without them, `orders`) are engagement events.
    """
    workdir = Path(tempfile.mkdtemp(prefix="regulars-"))
    try:
        engine = make_engine(workdir)
        try:
            return _score(engine, workdir, orders, options, lines, events, customers)
        except BaseException:
            engine.close()
            raise
    except BaseException:
        shutil.rmtree(workdir, ignore_errors=True)
        raise


def _score(
    engine: Engine, workdir: Path, orders: object, options: ScoreOptions, lines: object, events: object, customers: object
) -> ScoreRun:
    currency: str | None = None
    notes: tuple[str, ...] = ()
    if Axis.ENGAGEMENT in {spec.axis for spec in options.scorecard.axes}:
        source = engagement.read_events(engine, orders if events is None else events, workdir, options)
        names, has_value = scores.EVENT_NAMES, True
    else:
        source = reading.read_orders(engine, orders, workdir, options)
        currency, notes = reading.check_currencies(engine, options, source.mapping)
        names, has_value = scores.ORDER_NAMES, has_money(source.mapping)
        notes = (*notes, *_status_notes(engine, source))
    has_products = source.has_products
    population, ledger, repeated = make_population(engine, source, options)
    if lines is not None:
        reading.read_lines(engine, lines, workdir)
        has_products = True
    if has_products:
        sold = summaries.sold_rows() if lines is None else summaries.sold_lines()
        engine.view("sold", render.sql(sold, engine.dialect))
    placement = _place(engine, options, population, has_value, names, customers is not None)
    if customers is not None:
        reading.join_customers(engine, customers, workdir)
    warnings = (*source.notes, *notes, *((source.rejected_note,) if source.rejected_note else ()))
    return ScoreRun(
        engine=engine,
        options=options,
        population=population,
        placement=placement,
        quality=quality(ledger, source, population, repeated, warnings),
        currency=currency,
        names=names,
        has_products=has_products,
        cleanup=lambda: shutil.rmtree(workdir, ignore_errors=True),
    )


def _status_notes(engine: Engine, orders: reading.OrdersRead) -> tuple[str, ...]:
    from regulars.queries.rows import unknown_statuses

    query = unknown_statuses(orders.raw, orders.mapping)
    found = engine.rows(render.sql(query, engine.dialect)) if query is not None else []
    if not found:
        return ()
    words = ", ".join(f"{word!r} ({count:,} rows)" for word, count in found[:8])
    return (f"Status words that Regulars does not know were counted as paid: {words}.",)


def _place(
    engine: Engine, options: ScoreOptions, population: Population, has_value: bool, names: OutputNames, has_details: bool
) -> Placement:
    specs = [spec for spec in options.scorecard.axes if has_value or spec.axis is not Axis.MONETARY]
    axes = tuple(spec.axis for spec in specs)
    cuts = tuple(_cuts(engine, spec, options, population) for spec in specs)
    engine.table("scored", render.sql(scores.scored(cuts), engine.dialect))
    totals = tuple(
        CellTotal(tuple(row[: len(axes)]), int(row[-3]), int(row[-2]), Decimal(row[-1]) if row[-1] is not None else None)
        for row in engine.rows(render.sql(scores.cell_totals(axes, has_value), engine.dialect))
    )
    segment_map = _map(options, axes)
    levels = tuple(cut.levels for cut in cuts)
    compiled = compile_for(segment_map, axes, levels, {total.scores: total.customers for total in totals})
    cells = _cells(options, specs, levels, totals, compiled)
    engine.table("cells", render.sql(scores.cells(axes, cells), engine.dialect))
    view = "customers_plain" if has_details else "customers"
    engine.view(view, render.sql(scores.placed(axes, names, has_value), engine.dialect))
    return Placement(axes, cuts, cells, totals, compiled)


def _map(options: ScoreOptions, axes: Sequence[Axis]) -> SegmentMap:
    if options.map is not None:
        return options.map
    if len(axes) == 2:
        return get_map("rf-grid")
    return get_map(options.scorecard.map_name)


def _cuts(engine: Engine, spec: AxisSpec, options: ScoreOptions, population: Population) -> AxisCuts:
    frozen = next((cuts for cuts in options.cuts if cuts.axis is spec.axis), None)
    if options.cuts and frozen is None:
        raise DefinitionError(
            f"The frozen cuts have no {spec.axis.name.lower()} axis.", "Use the scorecard they were made with, or leave out --cuts."
        )
    method = CutMethod.FROZEN if frozen else spec.method
    if population.customers < 2 and method in {CutMethod.QUANTILE, CutMethod.NATURAL, CutMethod.CYCLE}:
        raise DataError(
            f"All {population.frequency:,} orders belong to one customer: scores compare customers, so at least two are needed.",
            "To score one customer alone, give the cuts of a former run with --cuts run.json, or a scorecard with fixed cuts.",
        )

    def ask(tree: Any) -> list[tuple[Any, ...]]:
        return engine.rows(render.sql(tree, engine.dialect))

    if method is CutMethod.QUANTILE:
        *borders, low, high, _ = ask(scores.axis_quantiles(spec.axis, spec.levels))[0]
        return cuts_for(spec, tuple(_tidy(border) for border in borders), low, high)
    low, high = ask(scores.extent(spec.axis))[0]
    match method:
        case CutMethod.FROZEN:
            return cuts_for(spec, (), low, high, frozen=frozen)
        case CutMethod.FIXED:
            return cuts_for(spec, spec.boundaries, low, high)
        case CutMethod.NATURAL:
            return cuts_for(spec, _natural(ask(scores.histogram(spec.axis, MOST_NATURAL_VALUES)), spec.levels), low, high)
        case CutMethod.CYCLE:
            return cuts_for(spec, _cycle(ask(scores.gap_quantiles())[0], spec), low, high)
        case _:
            assert_never(method)


def _natural(histogram: list[tuple[Any, Any]], levels: int) -> tuple[Any, ...]:
    import numpy as np

    from regulars.scoring.cuts import natural_cuts

    values = [value for value, _ in histogram]
    counts = np.array([int(count) for _, count in histogram], dtype=np.float64)
    picks = natural_cuts(np.array([float(value) for value in values]), counts, levels)
    return tuple(_tidy(values[index]) for index in picks)


def _tidy(border: int | Decimal) -> int | Decimal:
    """A border without the zeros that only the engine's scale gave it."""
    return border.quantize(CENT) if isinstance(border, Decimal) and border == border.quantize(CENT) else border


def _cycle(gaps: tuple[Any, ...], spec: AxisSpec) -> tuple[int, ...]:
    from regulars.scoring.cuts import cycle_cuts

    median, *_, people = gaps
    if not people:
        raise DataError(
            "No customer has ordered on two different days, so there is no purchase cycle to cut recency by.",
            "Use --scorecard rfm (quantiles) or rfm-fixed instead.",
        )
    return cycle_cuts(float(median) / 10, spec.multiples)


def _cells(
    options: ScoreOptions,
    specs: Sequence[AxisSpec],
    levels: tuple[int, ...],
    totals: Sequence[CellTotal],
    compiled: CompiledMap,
) -> tuple[Cell, ...]:
    weights = [spec.weight for spec in specs]
    values = {total.scores: composite(total.scores, levels, weights) for total in totals}
    counts: dict[Any, int] = {}
    for total in totals:
        counts[values[total.scores]] = counts.get(values[total.scores], 0) + total.customers
    ranks, fifths = composite_ranks(counts), composite_fifths(counts)
    joiner = "-" if max(levels) > 9 else ""
    cells = []
    for total in totals:
        shown = tuple(display_score(score, level, options.best) for score, level in zip(total.scores, levels, strict=True))
        value = values[total.scores]
        cells.append(
            Cell(
                scores=total.scores,
                shown=shown,
                pattern=joiner.join(str(digit) for digit in shown),
                segment=compiled.cells[total.scores],
                composite=Decimal(value.numerator) / Decimal(value.denominator),
                composite_rank=Decimal(str(round(ranks[value], 2))),
                fifth=fifth_name(fifths[value]),
            )
        )
    return tuple(sorted(cells, key=lambda cell: cell.scores))
