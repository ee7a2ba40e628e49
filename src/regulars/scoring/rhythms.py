"""When customers order: the gaps between their order days, and the weekday, hour and month of most of their orders.

Worked out on sorted whole numbers, one for each order (customer, day and hour side by side), a block of customers at a time: a
sort and a few counts, where grouping by customer and hour, by customer and weekday and by customer and month takes three passes
over all orders and millions of groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Whole = NDArray[np.signedinteger[Any]]

HOURS, WEEKDAYS, MONTHS = 24, 7, 12
# 1970-01-01, day 0, was a Thursday, and Monday is 1
_THURSDAY = 3
_HOUR_BITS = 5
# so many at a time that their counts by hour stay near the processor
_BLOCK = 1 << 14
# a table of customers by values is counted in where it has at most so many cells for each order
_CELLS_PER_ORDER = 4


@dataclass(frozen=True, slots=True, eq=False)
class Rhythms:
    """What the orders say of each customer 0 .. n - 1; one entry each.

    `order_days` are different days with an order, `first_day` and `last_day` days since 1970-01-01. `median_gap_days` is the
    nearest-rank median of the gaps between one order day and the next, `last_gap_days` the last of them; 0 with one order day.
    `weekday` (1 is Monday), `hour` and `month` are those of most orders, the first of equals, packed with their number of orders
    as `most * 100 + 99 - value`; the month has its number of different years behind that, as `packed * 1000 + years`.
    """

    order_days: Ints
    first_day: Ints
    last_day: Ints
    median_gap_days: Ints
    last_gap_days: Ints
    weekday: Ints
    hour: Ints
    month: Ints


def rhythms(customer: Whole, day: Whole, hour: Whole, customers: int) -> Rhythms:
    """The rhythms of customers 0 .. `customers` - 1, each of whom has an order.

    `customer`, `day` (since 1970-01-01) and `hour` (0 to 23) have one entry per order, in any order; quickest with a customer's
    orders together.
    """
    if not customers:
        return Rhythms(*[np.zeros(0, dtype=np.int64) for _ in fields(Rhythms)])
    low = int(day.min())
    bits = (int(day.max()) - low).bit_length()
    orders = customer.astype(np.int64)
    orders <<= bits
    orders |= day - low
    orders <<= _HOUR_BITS
    orders |= hour
    orders.sort()
    blocks = [_of_block(*block, low, bits) for block in _blocks(orders, bits + _HOUR_BITS, customers)]
    return Rhythms(*[np.concatenate([getattr(block, part.name) for block in blocks]) for part in fields(Rhythms)])


def _blocks(orders: Ints, shift: int, customers: int) -> Iterator[tuple[Ints, int]]:
    """Sorted orders of some customers, who are numbered from 0, and how many they are."""
    starts = np.arange(0, customers, _BLOCK)
    edges = np.append(np.searchsorted(orders, starts << shift), len(orders))
    for place, start in enumerate(starts.tolist()):
        yield orders[edges[place] : edges[place + 1]] - (start << shift), min(_BLOCK, customers - start)


def _of_block(orders: Ints, customers: int, low: int, bits: int) -> Rhythms:
    days = orders >> _HOUR_BITS
    who = days >> bits
    day = (days & ((1 << bits) - 1)) + low
    hours = _most(who * HOURS + (orders & ((1 << _HOUR_BITS) - 1)), customers, HOURS, 0)
    weekdays = _most(who * WEEKDAYS + (day + _THURSDAY) % WEEKDAYS, customers, WEEKDAYS, 1)
    month = _months(day)
    of_year = who * MONTHS + month % MONTHS
    months = _most(of_year, customers, MONTHS, 1)
    is_first = np.ones(len(days), dtype=bool)  # of its month
    is_first[1:] = (who[1:] != who[:-1]) | (month[1:] != month[:-1])
    years = np.bincount(of_year[is_first], minlength=customers * MONTHS)
    best = 99 - months % 100 - 1 + MONTHS * np.arange(customers)
    is_new = np.ones(len(days), dtype=bool)  # of its day
    is_new[1:] = days[1:] != days[:-1]
    return Rhythms(*_gaps(who[is_new], day[is_new], customers), weekdays, hours, months * 1000 + years[best])


def _gaps(who: Ints, day: Ints, customers: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Number of days, first, last, median gap and last gap, of different days in order."""
    count = np.bincount(who, minlength=customers)
    end = np.cumsum(count)
    gap = np.zeros_like(day)
    gap[1:] = day[1:] - day[:-1]
    gap[end - count] = 0  # of a first day; the smallest of its customer, since the others are above zero
    last = gap[end - 1]
    bits = int(gap.max()).bit_length()
    ordered = (who << bits) | gap
    ordered.sort()
    # the gaps come behind the zero, and of an even number the smaller middle one counts
    median = ordered[end - count + count // 2] & ((1 << bits) - 1)
    return count, day[end - count], day[end - 1], median, last


def _most(codes: Ints, customers: int, size: int, least: int) -> Ints:
    """The value of most orders of each customer, packed with their number; `codes` are `customer * size + value - least`."""
    counts = np.bincount(codes, minlength=customers * size).reshape(customers, size)
    place = counts.argmax(axis=1)
    most: Ints = counts[np.arange(customers), place] * 100 + 99 - (place + least)
    return most


def favourites(customer: Whole, value: Whole, customers: int, values: int) -> tuple[Ints, Ints, Ints]:
    """Of each customer: how many different values their orders have, the value of most orders (of equals the first; 0 without
    any), and how many these orders are. `value` is 0 .. `values` - 1 of each order, or -1 for none.
    """
    known = value >= 0
    if not known.all():
        customer, value = customer[known], value[known]
    codes = customer.astype(np.int64) * values + value
    if 0 < customers * values <= _CELLS_PER_ORDER * len(codes):
        counts = np.bincount(codes, minlength=customers * values).reshape(customers, values)
        main = counts.argmax(axis=1)
        return np.count_nonzero(counts, axis=1), main, counts[np.arange(customers), main]
    codes.sort()
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    who, count = codes[starts] // max(values, 1), np.diff(starts, append=len(codes))
    found = np.zeros((2, customers), dtype=np.int64)
    # of several values of one customer the last stays
    order = np.lexsort((-starts, count))
    found[:, who[order]] = codes[starts[order]] % max(values, 1), count[order]
    return np.bincount(who, minlength=customers), found[0], found[1]


def _months(day: Ints) -> Ints:
    """Months since January 1970."""
    low, high = int(day.min()), int(day.max())
    if high - low > len(day):
        return _months_of(day)
    return _months_of(np.arange(low, high + 1))[day - low]  # every day of the calendar once


def _months_of(day: Ints) -> Ints:
    found: Ints = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return found
