"""What other thresholds would change: how large each segment would be, and who would move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import prod
from typing import TYPE_CHECKING

from regulars.scoring.composite import composite, composite_fifths, fifth_name
from regulars.scoring.cuts import cuts_for
from regulars.scoring.results import AxisCuts
from regulars.scoring.scorecards import Scorecard
from regulars.work.pages.scoring_basis import Basis, Cells
from regulars.work.pages.scoring_people import People

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHOWN_FLOWS, SHOWN_MOVERS = 12, 5


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """A segment as published and as it would be; net revenue is that of those who would be in it."""

    name: str
    before: int
    after: int
    share: float
    revenue: Decimal | None

    @property
    def change(self) -> int:
        """Customers more (or fewer)."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class WouldMove:
    """Customers who would go from one segment to another, and their net revenue."""

    from_segment: str
    to_segment: str
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Mover:
    """One customer who would move."""

    customer_id: str
    from_segment: str
    to_segment: str
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Everybody under other cuts. `level_counts` has customers per score (1 = best) of each axis; `flows` the largest, of
    `flow_count`."""

    customers: int
    moved: int
    sizes: tuple[SegmentSize, ...]
    level_counts: tuple[tuple[int, ...], ...]
    flows: tuple[WouldMove, ...]
    flow_count: int
    movers: tuple[Mover, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Customers of one published segment and one cell of the drafted grid."""

    segment: str
    cell: tuple[int, ...]
    customers: int
    revenue: Decimal | None


def drafted(basis: Basis, card: Scorecard, people: People) -> tuple[AxisCuts, ...]:
    """The cuts of `basis`, with those typed in `card` in their place."""
    found = {part.axis: part for part in basis.cuts}
    for spec in card.axes:
        if spec.boundaries and spec is not basis.card.spec(spec.axis):
            found[spec.axis] = cuts_for(spec, spec.boundaries, *people.extent(spec.axis))
    return tuple(found[part.axis] for part in basis.cuts)


def preview(people: People, basis: Basis, cuts: Sequence[AxisCuts], *, movers: int = SHOWN_MOVERS) -> Preview:
    """Everybody under `cuts` and the map of `basis`; up to `movers` people are named."""
    shape = tuple(part.levels for part in cuts)
    cell = people.levels(cuts[0])
    for part in cuts[1:]:
        cell = cell * part.levels + people.levels(part)
    groups = _groups(people, cell, shape)
    cells = basis.cells if basis.cells is not None else _fifths(basis, cuts, groups)
    return replace(_summed(groups, cells, basis.names, cuts), movers=_movers(people, cell, shape, cells, movers))


def _groups(people: People, cell: NDArray[np.int64], shape: tuple[int, ...]) -> list[_Group]:
    import numpy as np

    size = prod(shape)
    key = people.segment * np.int64(size) + cell
    counts = np.bincount(key, minlength=size * len(people.segments))
    cents = np.bincount(key, weights=people.cents) if people.cents is not None else None
    found = []
    for place in np.flatnonzero(counts).tolist():
        segment, at = divmod(place, size)
        money = Decimal(int(cents[place])) / 100 if cents is not None else None
        found.append(_Group(people.segments[segment], _scores(at, shape), int(counts[place]), money))
    return found


def _movers(people: People, cell: NDArray[np.int64], shape: tuple[int, ...], cells: Cells, shown: int) -> tuple[Mover, ...]:
    """The first `shown` who would be elsewhere: those of the highest revenue."""
    import numpy as np

    names = [*people.segments, *(name for name in dict.fromkeys(cells.values()) if name not in people.segments)]
    place = {name: at for at, name in enumerate(names)}
    targets = np.full(prod(shape), -1, dtype=np.int32)
    for scores, name in cells.items():
        targets[np.ravel_multi_index([score - 1 for score in scores], shape)] = place[name]
    moving = np.flatnonzero(targets[cell] != people.segment)[:shown].tolist() if shown else []
    return tuple(
        Mover(
            str(people.ids[int(people.row[at])]),
            people.segments[people.segment[at]],
            names[targets[cell[at]]],
            Decimal(int(people.cents[at])) / 100 if people.cents is not None else None,
        )
        for at in moving
    )


def _scores(place: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The scores (1 = best) of a cell by its place in the grid."""
    scores = []
    for levels in reversed(shape):
        place, score = divmod(place, levels)
        scores.append(score + 1)
    return tuple(reversed(scores))


def _summed(groups: Sequence[_Group], cells: Cells, names: Sequence[str], cuts: Sequence[AxisCuts]) -> Preview:
    before: dict[str, int] = defaultdict(int)
    after: dict[str, int] = defaultdict(int)
    revenue: dict[str, Decimal] = defaultdict(Decimal)
    moves: dict[tuple[str, str], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    levels = [[0] * part.levels for part in cuts]
    has_money = any(group.revenue is not None for group in groups)
    for group in groups:
        target, money = cells[group.cell], group.revenue or Decimal(0)
        before[group.segment] += group.customers
        after[target] += group.customers
        revenue[target] += money
        for place, score in enumerate(group.cell):
            levels[place][score - 1] += group.customers
        if target != group.segment:
            customers, worth = moves[group.segment, target]
            moves[group.segment, target] = (customers + group.customers, worth + money)
    total = sum(before.values())
    listed = [*names, *(name for name in (*after, *before) if name not in names)]
    ordered = sorted(moves.items(), key=lambda each: (-each[1][0], each[0]))
    return Preview(
        customers=total,
        moved=sum(customers for customers, _ in moves.values()),
        sizes=tuple(
            SegmentSize(
                name, before[name], after[name], after[name] / total if total else 0.0, revenue[name] if has_money else None
            )
            for name in dict.fromkeys(listed)
        ),
        level_counts=tuple(map(tuple, levels)),
        flows=tuple(
            WouldMove(source, target, customers, worth if has_money else None)
            for (source, target), (customers, worth) in ordered[:SHOWN_FLOWS]
        ),
        flow_count=len(ordered),
        movers=(),
    )


def _fifths(basis: Basis, cuts: Sequence[AxisCuts], groups: Sequence[_Group]) -> Mapping[tuple[int, ...], str]:
    """The composite's fifths among the same customers, per cell."""
    weights = [spec.weight for spec in basis.card.axes]
    levels = tuple(part.levels for part in cuts)
    values = {group.cell: composite(group.cell, levels, weights) for group in groups}
    counts = dict.fromkeys(values.values(), 0)
    for group in groups:
        counts[values[group.cell]] += group.customers
    fifths = composite_fifths(counts)
    return {cell: fifth_name(fifths[value]) for cell, value in values.items()}
