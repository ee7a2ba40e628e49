"""What the models know of a customer: x repeat orders, the last of them at t_x, observed until age T.

Time starts at the customer's first order. The models see nothing else, so customers with the same (x, t_x, T) are one row with
a weight: a million customers are often some hundred thousand rows, and far fewer pairs (x, T) and (x, t_x), on which the costly
functions are computed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

import numpy as np
from numpy.typing import ArrayLike

from regulars.clv.arrays import Floats, Ints
from regulars.errors import DataError

DAYS_PER_YEAR = 365.25
_LARGEST_CODE = 2**62
_LARGEST_WHOLE = 2.0**20
_MOST_PLACES = 2**20


class Unit(StrEnum):
    """The unit of every time: recency, age, horizons, and the scale parameters of a fit."""

    DAYS = "days"
    WEEKS = "weeks"

    @property
    def days(self) -> float:
        """How many days one unit is."""
        match self:
            case Unit.DAYS:
                return 1.0
            case Unit.WEEKS:
                return 7.0
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The distinct (x, time) of the rows of some histories: row i has pair `index[i]`."""

    repeats: Floats
    time: Floats
    index: Ints

    def totals(self, per_row: Floats) -> Floats:
        """The sum of `per_row` over the rows of each pair."""
        return summed(self.index, per_row, len(self.repeats))


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Distinct customer histories, sorted by (x, t_x, T), with the number of customers in each.

    `repeats` x, `last` t_x and `age` T have one entry per row, `weight` its customers. `inverse` maps the entries given to
    `histories` to rows: `per_row[inverse]` is per customer. Times are in `unit`.
    """

    repeats: Floats
    last: Floats
    age: Floats
    weight: Floats
    inverse: Ints
    unit: Unit
    at_age: Pairs
    at_last: Pairs

    @property
    def customers(self) -> int:
        """The number of customers."""
        return round(float(self.weight.sum()))

    @property
    def repeaters(self) -> int:
        """The number of customers with at least one repeat order."""
        return round(float(self.weight[self.repeats > 0].sum()))


def histories(repeats: ArrayLike, last: ArrayLike, age: ArrayLike, unit: Unit, weight: ArrayLike | None = None) -> Histories:
    """Condense customers to distinct histories.

    `repeats`: repeat orders x (the first order is not counted; orders of one day are one). `last`: age t_x at the last order, 0
    without repeat orders. `age`: time T from the first order to the end of observation. `weight`: customers per entry, 1 each
    by default. Raises DataError for values that no customer can have, naming the first.
    """
    x, t_x, ages = _column("repeats", repeats), _column("last", last), _column("age", age)
    counts = np.ones_like(x) if weight is None else _column("weight", weight)
    if not len(x) == len(t_x) == len(ages) == len(counts):
        raise DataError(
            f"The columns of customer histories differ in length: {len(x)}, {len(t_x)}, {len(ages)}, {len(counts)}.",
            "Give one entry per customer in each.",
        )
    _check(x, t_x, ages, counts)
    first, inverse = distinct(x, t_x, ages)
    total = summed(inverse, counts, len(first))
    return _condensed(x[first], t_x[first], ages[first], total, inverse, unit)


def scaled(given: Histories, factor: float) -> Histories:
    """The same customers with every time multiplied by `factor`; `unit` is then only the name of what it was."""
    return replace(
        given,
        last=given.last * factor,
        age=given.age * factor,
        at_age=replace(given.at_age, time=given.at_age.time * factor),
        at_last=replace(given.at_last, time=given.at_last.time * factor),
    )


def sampled(given: Histories, customers: int) -> Histories:
    """A systematic sample of that many customers, or all when there are no more; see `sample_rows`."""
    if given.customers <= customers:
        return given
    return part_of(given, *sample_rows(given, customers))


def sample_rows(given: Histories, customers: int) -> tuple[Ints, Floats]:
    """Every k-th customer in the order of (x, t_x, T): the rows they stand in and how many in each. No chance is involved."""
    return every_kth(given.weight, customers)


def every_kth(weight: Floats, customers: int) -> tuple[Ints, Floats]:
    """That many customers, evenly over all rows of so many each: the rows they stand in, and how many in each."""
    edges = np.cumsum(weight)
    picks = (np.arange(customers) + 0.5) * (float(edges[-1]) / customers)
    counts = np.bincount(np.searchsorted(edges, picks), minlength=len(edges)).astype(np.float64)
    rows = np.flatnonzero(counts)
    return rows, counts[rows]


def part_of(given: Histories, rows: Ints, weight: Floats) -> Histories:
    """Some rows of `given` with weights of their own; its `inverse` is that of its rows."""
    inverse = np.arange(len(rows), dtype=np.int64)
    return _condensed(given.repeats[rows], given.last[rows], given.age[rows], weight, inverse, given.unit)


def summed(places: Ints, values: Floats, size: int) -> Floats:
    """The sum of `values` at each of the places 0 .. size - 1."""
    return np.bincount(places, weights=values, minlength=size).astype(np.float64, copy=False)


def distinct(*columns: Floats) -> tuple[Ints, Ints]:
    """The entries where each distinct tuple of `columns` first stands, in sorted order, and every entry's place in that order.

    The columns hold no negative value.
    """
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    size = 1
    for column in columns:
        places, count = _codes(column)
        if size * count > _LARGEST_CODE:
            # Renumbered, as the product of three large counts would not fit 64 bits.
            codes = np.unique(codes, return_inverse=True)[1]
            size = len(codes)
        codes = codes * count + places
        size *= count
    if bool((codes[1:] > codes[:-1]).all()):
        return np.arange(len(codes)), np.arange(len(codes))
    if size <= _MOST_PLACES:
        return _numbered(codes, size)
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    return first, inverse


def _numbered(codes: Ints, size: int) -> tuple[Ints, Ints]:
    """The same for codes below a small `size`, without sorting: an entry for every code that could be."""
    first = np.full(size, len(codes), dtype=np.int64)
    # later assignments win, so the earliest entry has to come last
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    there = first < len(codes)
    number = np.cumsum(there) - 1
    return first[there], number[codes]


def _codes(column: Floats) -> tuple[Ints, int]:
    """Whole numbers that order like `column`, and a bound above them."""
    most = float(column.max(initial=0.0))
    # Times in days are mostly whole already: that saves the sorting.
    if most < _LARGEST_WHOLE and bool((column == np.floor(column)).all()):
        return column.astype(np.int64), int(most) + 1
    values, places = np.unique(column, return_inverse=True)
    return places, max(len(values), 1)


def _condensed(x: Floats, t_x: Floats, age: Floats, weight: Floats, inverse: Ints, unit: Unit) -> Histories:
    for column in (x, t_x, age, weight, inverse):
        column.setflags(write=False)
    return Histories(x, t_x, age, weight, inverse, unit, _pairs(x, age), _pairs(x, t_x))


def _pairs(x: Floats, time: Floats) -> Pairs:
    first, index = distinct(x, time)
    return Pairs(x[first], time[first], index)


def _column(name: str, values: ArrayLike) -> Floats:
    try:
        column = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"Customer histories: {name} holds something that is not a number.", "Give numbers only.") from error
    if column.ndim != 1:
        raise DataError(f"Customer histories: {name} has {column.ndim} dimensions.", "Give one entry per customer.")
    # -0.0 and 0.0 are one history.
    return column + 0.0


def _check(x: Floats, t_x: Floats, age: Floats, weight: Floats) -> None:
    rules = (
        (~(np.isfinite(x) & np.isfinite(t_x) & np.isfinite(age)), "has a missing or infinite value"),
        ((x < 0) | (x != np.floor(x)), "has a number of repeat orders that is negative or not whole"),
        ((t_x < 0) | (t_x > age), "has a last order before the first or after the end of observation"),
        ((x == 0) & (t_x != 0), "has no repeat order, yet a time of one"),
        (~np.isfinite(weight) | (weight <= 0), "has a weight that is not above zero"),
    )
    for broken, words in rules:
        if broken.any():
            place = int(np.argmax(broken))
            raise DataError(
                f"Customer history {place} {words} (x={x[place]:g}, t_x={t_x[place]:g}, T={age[place]:g}).",
                "Count repeat orders from the first order of each customer to one common end.",
            )
