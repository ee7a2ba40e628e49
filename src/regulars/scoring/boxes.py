"""A set of cells of the scoring grid as few blocks, so that a segment of any map reads as a rule of its own."""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

Cell = tuple[int, ...]
Box = tuple[tuple[int, int], ...]


def boxes(cells: Collection[Cell]) -> tuple[Box, ...]:
    """Blocks (least and greatest score per axis) that together hold exactly `cells`; they may overlap. Greedy: the largest block of
    what is left goes first, grown over cells of the set that other blocks have already, so that rules stay short."""
    whole, left, found = frozenset(cells), set(cells), []
    while left:
        best = max(
            (_grown((first,), whole, order) for first in sorted(left) for order in _orders(len(first))),
            key=lambda box: (sum(cell in left for cell in _inside(box)), [-low for low, _ in box]),
        )
        found.append(best)
        left -= set(_inside(best))
    return tuple(found)


def _grown(start: tuple[Cell], whole: frozenset[Cell], order: tuple[int, ...]) -> Box:
    """The block around a cell that grows axis by axis as far as the set goes."""
    box = [(score, score) for score in start[0]]
    for axis in order:
        for step in (-1, 1):
            while True:
                low, high = box[axis]
                wider = (low + step, high) if step < 0 else (low, high + step)
                edge = wider[0] if step < 0 else wider[1]
                slab = [*box[:axis], (edge, edge), *box[axis + 1 :]]
                if not all(cell in whole for cell in _inside(tuple(slab))):
                    break
                box[axis] = wider
    return tuple(box)


def _orders(axes: int) -> tuple[tuple[int, ...], ...]:
    """The axes in every cyclic order, both ways round."""
    turned = [tuple((first + step) % axes for step in range(axes)) for first in range(axes)]
    return tuple(dict.fromkeys([*turned, *(each[::-1] for each in turned)]))


def _inside(box: Box) -> tuple[Cell, ...]:
    return tuple(product(*(range(low, high + 1) for low, high in box)))
