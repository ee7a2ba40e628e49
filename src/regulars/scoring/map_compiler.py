"""The segment map compiler: proves that a map gives every pattern to exactly one segment, or says where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice, product

from regulars.errors import DefinitionError, MapError
from regulars.records import dataclass
from regulars.scoring.maps import RFE, RFM, Cell, Segment, SegmentMap, holds
from regulars.scoring.results import Axis

SHOWN_CELLS = 10


@dataclass(frozen=True, slots=True)
class Grid:
    """The axes of a scorecard and the number of levels of each: the cells a map has to cover."""

    axes: tuple[Axis, ...]
    levels: tuple[int, ...]

    def cells(self) -> tuple[Cell, ...]:
        """Every cell, 1 = best, in the order of the axes."""
        return tuple(product(*(range(1, levels + 1) for levels in self.levels)))


@dataclass(frozen=True, slots=True)
class CompiledMap:
    """A map proven an exact cover of `grid`: `cells` has every cell (1 = best) and its segment's name."""

    name: str
    title: str
    source: str
    grid: Grid
    cells: dict[Cell, str]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class CellSet:
    """Cells over the map's own axes (1 = best), and the customers in them where counts were given."""

    cells: tuple[Cell, ...]
    customers: int | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Cells that two segments both claim."""

    first: str
    second: str
    where: CellSet


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A segment that no pattern ends in; `wanted` are the cells its rules match, which `taken_by` has."""

    name: str
    wanted: CellSet
    taken_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SegmentCells:
    """The cells that end in one segment."""

    name: str
    where: CellSet


@dataclass(frozen=True, slots=True)
class MapCheck:
    """What the compiler found, cell by cell over the map's own axes, on the levels that it was written for."""

    gaps: CellSet
    overlaps: tuple[Overlap, ...]
    unreachable: tuple[Unreachable, ...]
    cells_per_segment: tuple[SegmentCells, ...]

    @property
    def exact(self) -> bool:
        """Whether every cell has exactly one segment and every segment a cell."""
        return not (self.gaps.cells or self.overlaps or self.unreachable)


def default_grid(segment_map: SegmentMap) -> Grid:
    """The three-axis grid a map was written for; a map on R and F covers every level of M."""
    axes = RFE if Axis.ENGAGEMENT in segment_map.axes else RFM
    return Grid(axes, (segment_map.levels,) * len(axes))


def compile_map(segment_map: SegmentMap, counts: Mapping[Cell, int] | None = None, grid: Grid | None = None) -> CompiledMap:
    """The map as a table from every cell of `grid` to a segment name.

    `grid` is the scorecard's (default: three axes with the map's own levels); `counts` are customers per cell of that grid, only
    used to say in an error how many are concerned.

    Raises MapError when the map is not an exact cover, or was not written for these axes and levels.
    """
    grid = grid or default_grid(segment_map)
    _refuse_other_grid(segment_map, grid)
    check = check_map(segment_map, counts, grid)
    if not check.exact:
        findings = "; ".join(_findings(segment_map, check))
        raise MapError(
            f'Map "{segment_map.name}" does not give every pattern exactly one segment: {findings}.',
            'Change the rules, let the first match win (first_match = true), or give one segment the rest (when = ["rest"]).',
        )
    own = {cell: part.name for part in check.cells_per_segment for cell in part.where.cells}
    cells = {cell: own[_own_cell(segment_map, grid, cell)] for cell in grid.cells()}
    return CompiledMap(segment_map.name, segment_map.title, segment_map.source, grid, cells, segment_map.segments)


def compile_for(
    segment_map: SegmentMap, axes: Sequence[Axis], levels: Sequence[int], counts: Mapping[Cell, int] | None = None
) -> CompiledMap:
    """`compile_map` for a scorecard's axes and their numbers of levels."""
    return compile_map(segment_map, counts, Grid(tuple(axes), tuple(levels)))


def check_map(segment_map: SegmentMap, counts: Mapping[Cell, int] | None = None, grid: Grid | None = None) -> MapCheck:
    """Gaps, overlaps and unreachable names of a map; `counts` are customers per cell of `grid` (default: the map's own)."""
    grid = grid or default_grid(segment_map)
    customers = _own_counts(segment_map, counts, grid)
    claims = {cell: _claims(segment_map, cell) for cell in segment_map.notation.cells()}
    owned = {cell: names[0] for cell, names in claims.items() if names and (segment_map.first_match or len(names) == 1)}
    return MapCheck(
        gaps=_cell_set((cell for cell, names in claims.items() if not names), customers),
        overlaps=() if segment_map.first_match else _overlaps(segment_map, claims, customers),
        unreachable=_unreachable(segment_map, claims, owned, customers),
        cells_per_segment=tuple(
            SegmentCells(part.name, _cell_set((cell for cell, name in owned.items() if name == part.name), customers))
            for part in segment_map.segments
        ),
    )


def rescale(cells: Mapping[Cell, str], levels: tuple[int, ...]) -> dict[Cell, str]:
    """A full grid of cells on other numbers of levels per axis: see `rescaled_score` for the rule."""
    written = tuple(max(scores) for scores in zip(*cells, strict=True))
    return {
        cell: cells[tuple(rescaled_score(score, own, to) for score, own, to in zip(cell, levels, written, strict=True))]
        for cell in product(*(range(1, count + 1) for count in levels))
    }


def rescaled_score(score: int, levels: int, written_for: int) -> int:
    """The score on `written_for` levels that stands for `score` on `levels` (1 = best on both).

    Best stays best, worst stays worst, the scores between are spread evenly and rounded (a half goes to the worse): 3 levels
    stand for 1, 3, 5 of 5; 4 for 1, 2, 4, 5; 10 for two each.
    """
    steps, wanted = levels - 1, written_for - 1
    return 1 + (2 * (score - 1) * wanted + steps) // (2 * steps)


def _refuse_other_grid(segment_map: SegmentMap, grid: Grid) -> None:
    missing = [axis.name.lower() for axis in segment_map.axes if axis not in grid.axes]
    if missing:
        raise MapError(
            f'Map "{segment_map.name}" needs {" and ".join(missing)} scores, and the scorecard has none.',
            f"Choose a map on {', '.join(axis.name.lower() for axis in grid.axes)} (`regulars maps list` shows the axes of each).",
        )
    has = tuple(grid.levels[grid.axes.index(axis)] for axis in segment_map.axes)
    if not segment_map.rescales and any(levels != segment_map.levels for levels in has):
        raise MapError(
            f'Map "{segment_map.name}" is written for {segment_map.levels} levels on each of {_letters(segment_map.axes)}, '
            f"and the scorecard has {', '.join(map(str, has))}.",
            f"Use a scorecard with {segment_map.levels} levels, or a map that rescales (rescales = true).",
        )


def _letters(axes: tuple[Axis, ...]) -> str:
    return ", ".join(axis.value.upper() for axis in axes)


def _own_cell(segment_map: SegmentMap, grid: Grid, cell: Cell) -> Cell:
    positions = [grid.axes.index(axis) for axis in segment_map.axes]
    return tuple(rescaled_score(cell[position], grid.levels[position], segment_map.levels) for position in positions)


def _own_counts(segment_map: SegmentMap, counts: Mapping[Cell, int] | None, grid: Grid) -> dict[Cell, int] | None:
    if counts is None:
        return None
    totals: dict[Cell, int] = {}
    for cell, customers in counts.items():
        if not _on_grid(cell, grid):
            raise DefinitionError(
                f"The cell {cell} is not on a grid of {grid.levels} levels.", "Count customers per score, 1 = best."
            )
        own = _own_cell(segment_map, grid, cell)
        totals[own] = totals.get(own, 0) + customers
    return totals


def _on_grid(cell: Cell, grid: Grid) -> bool:
    return len(cell) == len(grid.levels) and all(1 <= score <= levels for score, levels in zip(cell, grid.levels, strict=True))


def _claims(segment_map: SegmentMap, cell: Cell) -> tuple[str, ...]:
    """The segments whose rules hold for a cell; where the first match wins, the first alone."""
    written = segment_map.notation.written(cell)
    found = (part.name for part in segment_map.segments if any(holds(rule, written, segment_map.axes) for rule in part.rules))
    names = tuple(islice(found, 1)) if segment_map.first_match else tuple(found)
    return names or tuple(part.name for part in segment_map.segments if any(rule.rest for rule in part.rules))


def _cell_set(cells: Iterable[Cell], customers: Mapping[Cell, int] | None) -> CellSet:
    found = tuple(cells)
    return CellSet(found, None if customers is None else sum(customers.get(cell, 0) for cell in found))


def _overlaps(
    segment_map: SegmentMap, claims: Mapping[Cell, tuple[str, ...]], customers: Mapping[Cell, int] | None
) -> tuple[Overlap, ...]:
    pairs = combinations([part.name for part in segment_map.segments], 2)
    found = (
        (first, second, [cell for cell, names in claims.items() if first in names and second in names]) for first, second in pairs
    )
    return tuple(Overlap(first, second, _cell_set(cells, customers)) for first, second, cells in found if cells)


def _unreachable(
    segment_map: SegmentMap,
    claims: Mapping[Cell, tuple[str, ...]],
    owned: Mapping[Cell, str],
    customers: Mapping[Cell, int] | None,
) -> tuple[Unreachable, ...]:
    reached = set(owned.values()) if segment_map.first_match else {name for names in claims.values() for name in names}
    lost = [part for part in segment_map.segments if part.name not in reached]
    return tuple(_taken(segment_map, part, owned, customers) for part in lost)


def _taken(segment_map: SegmentMap, part: Segment, owned: Mapping[Cell, str], customers: Mapping[Cell, int] | None) -> Unreachable:
    notation = segment_map.notation
    wanted = [c for c in notation.cells() if any(holds(rule, notation.written(c), notation.axes) for rule in part.rules)]
    takers = {owned[cell] for cell in wanted if cell in owned}
    return Unreachable(
        part.name, _cell_set(wanted, customers), tuple(other.name for other in segment_map.segments if other.name in takers)
    )


def _findings(segment_map: SegmentMap, check: MapCheck) -> list[str]:
    labels = {part.name: f'"{part.name}" ({part.where})' if part.where else f'"{part.name}"' for part in segment_map.segments}
    found = []
    if check.gaps.cells:
        found.append(f"no segment for {_cells_text(segment_map, check.gaps)}")
    found.extend(
        f"{labels[both.first]} and {labels[both.second]} both claim {_cells_text(segment_map, both.where)}"
        for both in check.overlaps
    )
    found.extend(_unreachable_text(segment_map, labels, lost) for lost in check.unreachable)
    return found


def _unreachable_text(segment_map: SegmentMap, labels: Mapping[str, str], lost: Unreachable) -> str:
    if not lost.wanted.cells:
        return f"{labels[lost.name]} can never be reached: no pattern is left for its rules"
    takers = ", ".join(labels[name] for name in lost.taken_by)
    return f"{labels[lost.name]} can never be reached: {_cells_text(segment_map, lost.wanted)} that it wants go to {takers} first"


def _cells_text(segment_map: SegmentMap, found: CellSet) -> str:
    total = len(found.cells)
    shown = " ".join(segment_map.code(cell) for cell in found.cells[:SHOWN_CELLS])
    more = f" and {total - SHOWN_CELLS} more" if total > SHOWN_CELLS else ""
    people = "" if found.customers is None else f", {found.customers} customer{'' if found.customers == 1 else 's'}"
    return f"{total} pattern{'' if total == 1 else 's'} ({shown}{more}{people})"
