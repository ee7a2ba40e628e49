"""The composite: one number per customer out of the scores, its rank from 0 to 100, and fifths of the customers by it.

All customers of a cell have the same composite, so these functions work on a handful of values and their counts. Arithmetic is in
fractions: equal composites are equal exactly, and ties are never split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from regulars.scoring.cuts import quantile_cuts
from regulars.scoring.map_compiler import CompiledMap, Grid
from regulars.scoring.maps import Segment

FIFTHS = 5
FIFTHS_MAP_NAME = "fifths"

# What to do with each fifth, best first. Membership follows from the composite, not from rules on the pattern.
COMPOSITE_SEGMENTS = (
    Segment("Top fifth", (), "Maximize LTV", "VIP/Loyalty"),
    Segment("Second fifth", (), "Retain", "Loyalty"),
    Segment("Third fifth", (), "Acquire/Retain", "Nurture"),
    Segment("Fourth fifth", (), "Reactivate", "Win-back"),
    Segment("Bottom fifth", (), "Monitor", "Sunset"),
)


def composite(scores: Sequence[int], levels: Sequence[int], weights: Sequence[Decimal | int]) -> Fraction:
    """The weighted sum of the scores, each counted with its highest as best: more is better.

    `scores` are 1 = best, one per axis, with the axis's number of levels and weight. Axes with more levels count for more.
    """
    parts = zip(scores, levels, weights, strict=True)
    return sum((_weighted(weight, count + 1 - score) for score, count, weight in parts), Fraction(0))


@lru_cache(maxsize=256)
def _weighted(weight: Decimal | int, points: int) -> Fraction:
    return Fraction(weight) * points


def composite_ranks(histogram: Mapping[Fraction, int]) -> dict[Fraction, float]:
    """The rank of each composite value, 0 to 100, more is better: the share of customers below it plus half of those equal to it.

    `histogram` has the customers per composite value. Equal values have equal ranks, the mean over customers is always 50, and
    only a value that nobody else shares comes near 0 or 100.
    """
    total = sum(histogram.values())
    ranks: dict[Fraction, float] = {}
    below = 0
    for value in sorted(histogram):
        ranks[value] = float(Fraction(100 * (2 * below + histogram[value]), 2 * max(total, 1)))
        below += histogram[value]
    return ranks


def composite_fifths(histogram: Mapping[Fraction, int]) -> dict[Fraction, int]:
    """The fifth of each composite value, 1 = top, cut by nearest rank; ties stay together, so fifths need not be equal in size."""
    ascending = [(value, histogram[value]) for value in sorted(histogram) if histogram[value] > 0]
    if not ascending:
        return {}
    borders = quantile_cuts(ascending, FIFTHS)
    return {value: FIFTHS - sum(border < value for border in borders) for value in histogram}


def fifth_name(fifth: int) -> str:
    """The segment name of a fifth, 1 = top."""
    return COMPOSITE_SEGMENTS[fifth - 1].name


def fifths_map(grid: Grid, fifths: Mapping[tuple[int, ...], str]) -> CompiledMap:
    """The fifths as a segment map of one run: `fifths` has the name of every occupied cell."""
    source = "Regulars: fifths of the customers by the composite score."
    return CompiledMap(FIFTHS_MAP_NAME, "Fifths of the composite", source, grid, dict(fifths), COMPOSITE_SEGMENTS)
