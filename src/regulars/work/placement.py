"""Cuts, scores and segments: from the population to the grid of one run."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, in_words
from regulars.queries import render, scores
from regulars.queries.scores import Cell, OutputNames
from regulars.records import dataclass
from regulars.scoring.composite import FIFTHS_MAP_NAME, composite, composite_fifths, composite_ranks, fifth_name, fifths_map
from regulars.scoring.cuts import MAX_NATURAL_VALUES, cuts_for, display_score
from regulars.scoring.frozen import FrozenRun
from regulars.scoring.map_compiler import CompiledMap, Grid, compile_for
from regulars.scoring.map_presets import get_map
from regulars.scoring.results import Axis, AxisCuts, CutMethod
from regulars.scoring.scorecards import AxisSpec, Scorecard, without_money
from regulars.work.options import ScoreOptions
from regulars.work.population import CENT, Population


@dataclass(frozen=True, slots=True)
class CellTotal:
    """Customers, orders and revenue at one cell of the grid (scores with 1 = best)."""

    scores: tuple[int, ...]
    customers: int
    orders: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Composite:
    """The composite of one cell: its value, rank from 0 to 100 and fifth."""

    value: Fraction
    rank: float
    fifth: str


@dataclass(frozen=True, slots=True)
class Placement:
    """The grid of one run: which cells are occupied, and what each means."""

    axes: tuple[Axis, ...]
    cuts: tuple[AxisCuts, ...]
    cells: tuple[Cell, ...]
    totals: tuple[CellTotal, ...]
    compiled: CompiledMap
    composites: tuple[tuple[Fraction, int], ...]


def place(engine: Engine, options: ScoreOptions, population: Population, names: OutputNames, *, has_value: bool) -> Placement:
    """Cut every axis, score the population and give every occupied cell its segment.

    Makes the engine's tables `scored` (population with scores) and `cells` (what each cell means).
    """
    card = options.scorecard if has_value or names is scores.EVENT_NAMES else without_money(options.scorecard)
    axes = tuple(spec.axis for spec in card.axes)
    cuts = tuple(_cuts(engine, spec, options, population) for spec in card.axes)
    levels = tuple(cut.levels for cut in cuts)
    engine.table("scored", render.sql(scores.scored(cuts), engine.dialect))
    totals = tuple(
        CellTotal(tuple(row[: len(axes)]), int(row[-3]), int(row[-2]), Decimal(row[-1]) if row[-1] is not None else None)
        for row in engine.rows(render.sql(scores.cell_totals(axes, has_value), engine.dialect))
    )
    weights = [spec.weight for spec in card.axes]
    values = {total.scores: composite(total.scores, levels, weights) for total in totals}
    counts = _counts(values, totals)
    composites = _composites(values, counts, options.frozen)
    compiled = _segments(options, card, levels, totals, composites)
    cells = tuple(_cell(key, levels, options.best, composites, compiled) for key in sorted(composites))
    engine.table("cells", render.sql(scores.cells(axes, cells), engine.dialect))
    return Placement(axes, cuts, cells, totals, compiled, counts)


def _cuts(engine: Engine, spec: AxisSpec, options: ScoreOptions, population: Population) -> AxisCuts:
    kept = options.frozen.cuts if options.frozen else ()
    frozen = next((cuts for cuts in kept if cuts.axis is spec.axis), None)
    if kept and frozen is None:
        raise DefinitionError(
            f"The frozen cuts have no {spec.axis.name.lower()} axis.", "Use the scorecard they were made with, or leave out --cuts."
        )
    if frozen and frozen.levels != spec.levels:
        raise DefinitionError(
            f"The frozen cuts have {frozen.levels} levels of {spec.axis.name.lower()}, the scorecard has {spec.levels}.",
            "Use the scorecard they were made with, or leave out --cuts.",
        )
    method = CutMethod.FROZEN if frozen else spec.method
    if population.customers < 2 and method in {CutMethod.QUANTILE, CutMethod.NATURAL, CutMethod.CYCLE}:
        raise DataError(
            f"The data ({in_words(population.frequency, 'order')}) are about one customer; scores compare customers.",
            "Bring in more customers; one alone takes the cuts of a former run (frozen), or a scorecard with fixed cuts.",
        )

    if frozen is not None:
        low, high = engine.rows(render.sql(scores.extent(spec.axis), engine.dialect))[0]
        return cuts_for(spec, (), low, high, frozen=frozen)
    return cuts_by_method(engine, spec)


def cuts_by_method(engine: Engine, spec: AxisSpec) -> AxisCuts:
    """The cuts that an axis's own method finds in the engine's table or view `population`."""

    def ask(tree: Any) -> list[tuple[Any, ...]]:
        return engine.rows(render.sql(tree, engine.dialect))

    if spec.method is CutMethod.QUANTILE:
        *borders, low, high, _ = ask(scores.axis_quantiles(spec.axis, spec.levels))[0]
        return cuts_for(spec, tuple(_tidy(border) for border in borders), low, high)
    low, high = ask(scores.extent(spec.axis))[0]
    match spec.method:
        case CutMethod.FIXED:
            return cuts_for(spec, spec.boundaries, low, high)
        case CutMethod.NATURAL:
            return cuts_for(spec, _natural(ask(scores.histogram(spec.axis, MAX_NATURAL_VALUES)), spec.levels), low, high)
        case CutMethod.CYCLE:
            return cuts_for(spec, _cycle(ask(scores.gap_quantiles())[0], spec), low, high)
        case CutMethod.FROZEN:
            raise AssertionError("a scorecard refuses an axis of this method")
        case _:
            assert_never(spec.method)


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


def _counts(values: dict[tuple[int, ...], Fraction], totals: Sequence[CellTotal]) -> tuple[tuple[Fraction, int], ...]:
    """Customers per composite value, ascending."""
    counts: dict[Fraction, int] = {}
    for total in totals:
        value = values[total.scores]
        counts[value] = counts.get(value, 0) + total.customers
    return tuple(sorted(counts.items()))


def _composites(
    values: dict[tuple[int, ...], Fraction], present: tuple[tuple[Fraction, int], ...], frozen: FrozenRun | None
) -> dict[tuple[int, ...], Composite]:
    """Composite, rank and fifth per cell: among these customers (`present`), or among those of the frozen run."""
    counts = dict.fromkeys(values.values(), 0) | dict((frozen.composites if frozen else ()) or present)
    ranks, fifths = composite_ranks(counts), composite_fifths(counts)
    return {scores: Composite(value, ranks[value], fifth_name(fifths[value])) for scores, value in values.items()}


def _segments(
    options: ScoreOptions,
    card: Scorecard,
    levels: tuple[int, ...],
    totals: Sequence[CellTotal],
    composites: dict[tuple[int, ...], Composite],
) -> CompiledMap:
    axes = tuple(spec.axis for spec in card.axes)
    if options.by_fifths or (options.map is None and card.map_name == FIFTHS_MAP_NAME):
        return fifths_map(Grid(axes, levels), {scores: found.fifth for scores, found in composites.items()})
    segment_map = options.map or get_map(card.map_name)
    return compile_for(segment_map, axes, levels, {total.scores: total.customers for total in totals})


def _cell(
    scores: tuple[int, ...], levels: tuple[int, ...], best: int, composites: dict[tuple[int, ...], Composite], compiled: CompiledMap
) -> Cell:
    shown = tuple(display_score(score, level, best) for score, level in zip(scores, levels, strict=True))
    found = composites[scores]
    return Cell(
        scores=scores,
        shown=shown,
        pattern=("-" if max(levels) > 9 else "").join(str(digit) for digit in shown),
        segment=compiled.cells[scores],
        composite=Decimal(found.value.numerator) / Decimal(found.value.denominator),
        composite_rank=Decimal(str(round(found.rank, 2))),
        fifth=found.fifth,
    )
