"""Cells as blocks: together they hold exactly the cells."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.scoring.boxes import boxes
from regulars.scoring.map_compiler import compile_map
from regulars.scoring.map_presets import PRESETS

GRID = tuple(product(range(1, 5), repeat=3))


def inside(block: tuple[tuple[int, int], ...]) -> set[tuple[int, ...]]:
    return set(product(*(range(low, high + 1) for low, high in block)))


@given(st.sets(st.sampled_from(GRID), min_size=1, max_size=40))
def test_blocks_hold_exactly_the_cells_and_each_is_needed(cells: set[tuple[int, ...]]) -> None:
    found = [inside(block) for block in boxes(cells)]
    assert set().union(*found) == cells
    for place, block in enumerate(found):
        earlier = set().union(*found[:place]) if place else set()
        assert block - earlier


def test_no_cells_are_no_blocks() -> None:
    assert boxes(()) == ()


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_segments_of_every_map_are_few_blocks(name: str) -> None:
    cells = compile_map(PRESETS[name]).cells
    for segment in set(cells.values()):
        theirs = [cell for cell, owner in cells.items() if owner == segment]
        found = boxes(theirs)
        assert set().union(*map(inside, found)) == set(theirs)
        assert len(found) <= max(len(theirs) // 2, 1) + 4
