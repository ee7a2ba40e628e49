"""The words that nodes are made of: sources, units, comparators, aggregates, and windows of time.

A window is read in the shop's zone, as of the instant a question is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Source(StrEnum):
    """The tables whose rows belong to a customer. A line carries the columns of its order, too."""

    ORDERS = "orders"
    LINES = "lines"
    EVENTS = "events"


class Unit(StrEnum):
    """Units of time. Months, quarters and years are calendar steps; a week begins on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Comparator(StrEnum):
    """How two quantities are compared."""

    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"
    EQUAL = "equal"
    UNEQUAL = "unequal"


class TextOperator(StrEnum):
    """How a text value is compared with the given ones; case never matters.

    ANY_OF: equals one of them. CONTAINS, STARTS_WITH, ENDS_WITH: for one of them. TAGGED: a tag list holds one of them.
    """

    ANY_OF = "any_of"
    CONTAINS = "contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    TAGGED = "tagged"


class Aggregate(StrEnum):
    """What is worked out over rows. COUNT counts orders over orders and lines, and events over events.

    FIRST and LAST are the earliest and latest time of the rows. AVERAGE_GAP, LONGEST_GAP and LAST_GAP are days between consecutive
    rows in time: their mean, the largest, and the one between the last two; unknown with fewer than two rows. MOST_REPEATED is the
    number of orders (or events) that have the commonest value of a column: 3 when some product was bought in 3 orders. LONGEST_RUN
    is how many calendar periods in a row have a row: 3 with orders in March, April and May. MOST_SPENT is the most money (net of
    orders, totals of lines) of the rows with one value of a column: what was spent in the best calendar month.
    """

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    DISTINCT = "distinct"
    FIRST = "first"
    LAST = "last"
    AVERAGE_GAP = "average_gap"
    LONGEST_GAP = "longest_gap"
    LAST_GAP = "last_gap"
    MOST_REPEATED = "most_repeated"
    LONGEST_RUN = "longest_run"
    MOST_SPENT = "most_spent"


class DatePart(StrEnum):
    """A part of a time or date, in the shop's zone. WEEKDAY: 1 is Monday."""

    YEAR = "year"
    MONTH = "month"
    DAY_OF_MONTH = "day_of_month"
    WEEKDAY = "weekday"
    HOUR = "hour"


class End(StrEnum):
    """Which end of a ranking."""

    TOP = "top"
    BOTTOM = "bottom"


class RankBy(StrEnum):
    """How much of a ranking is taken; equal values are never split, so ties at the border are all in.

    SHARE: that share of the customers ranked (0.1 = the top tenth). COUNT: that many customers. BEYOND: those ahead of more than
    that share of the others. MAKING: the fewest customers whose values add up to that share of the whole.
    """

    SHARE = "share"
    COUNT = "count"
    BEYOND = "beyond"
    MAKING = "making"


class Statistic(StrEnum):
    """A figure about the customers as a whole. AVERAGE of a ratio is pooled: the sum of its tops over the sum of its bottoms."""

    AVERAGE = "average"
    MEDIAN = "median"
    PERCENTILE = "percentile"


@dataclass(frozen=True, slots=True)
class Past:
    """Counted back from the as-of: after (as-of - older) and up to (as-of - newer), the end included.

    `Past(90, 0, DAY)` is the last 90 days, `Past(None, 60, DAY)` is 60 days ago or earlier, `Past(12, 6, MONTH)` the 6 months
    before the last 6.
    """

    older: int | None
    newer: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Period:
    """Whole calendar units: from `first` to `last`, counted from the running one (0), the past being negative.

    `Period(MONTH, -1, -1)` is last month, `Period(YEAR, 0, 0)` this year so far, `Period(QUARTER, -2, -1)` the last two full ones.
    """

    unit: Unit
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Dates:
    """Whole days from `first` to `last`, both included; None leaves that side open (one side is given)."""

    first: date | None
    last: date | None


Window: TypeAlias = Past | Period | Dates
