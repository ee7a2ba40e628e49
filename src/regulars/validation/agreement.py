"""How far two ways of dividing the same people agree, from their cross table.

The adjusted Rand index: L. Hubert and P. Arabie, "Comparing partitions", Journal of Classification 2 (1985), 193-218, equation 5.
Cramér's V: H. Cramér, Mathematical Methods of Statistics (1946), 21.4, as the root of chi-squared over n (k - 1), where k is the
smaller number of groups.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two divisions of `people`.

    `adjusted_rand` is 1 where they are the same, about 0 where they agree as by chance, and may be below 0; None where it has no
    meaning (nobody, or both put everybody into one group). `cramers_v` runs from 0 (one says nothing about the other) to 1 (the one
    with more groups tells the other); None where either has one group.
    """

    people: int
    adjusted_rand: float | None
    cramers_v: float | None


def agreement(table: Sequence[Sequence[int]]) -> Agreement:
    """The agreement that a cross table of counts shows: one row per group of one division, one column per group of the other.

    Raises:
        ValueError: the rows are of different lengths, or a count is negative.
    """
    if any(len(row) != len(table[0]) or min(row, default=0) < 0 for row in table):
        raise ValueError("a cross table has rows of one length, of counts of 0 or more")
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)] if table else []
    people = sum(rows)
    return Agreement(people, _adjusted_rand(table, rows, columns, people), _cramers_v(table, rows, columns))


def _adjusted_rand(table: Sequence[Sequence[int]], rows: Sequence[int], columns: Sequence[int], people: int) -> float | None:
    together = sum(math.comb(count, 2) for row in table for count in row)
    by_row, by_column = (sum(math.comb(count, 2) for count in side) for side in (rows, columns))
    if people < 2:
        return None
    expected = Fraction(by_row * by_column, math.comb(people, 2))
    most = Fraction(by_row + by_column, 2)
    if most == expected:  # everybody alone, or everybody together, in both
        return 1.0 if by_row == by_column == 0 else None
    return float((together - expected) / (most - expected))


def _cramers_v(table: Sequence[Sequence[int]], rows: Sequence[int], columns: Sequence[int]) -> float | None:
    groups = min(sum(count > 0 for count in rows), sum(count > 0 for count in columns))
    if groups < 2:
        return None
    squares = sum(
        Fraction(count * count, rows[r] * columns[c]) for r, row in enumerate(table) for c, count in enumerate(row) if count
    )
    return math.sqrt(float((squares - 1) / (groups - 1)))
