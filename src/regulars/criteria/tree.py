"""The closed set of nodes that a segment is made of.

A *condition* is true, false or unknown for a customer; a segment holds those for whom it is true. A *quantity* is a number, an
amount of money, a time or nothing (unknown) for a customer. `Rows` are a customer's orders, order lines or events, chosen by
window, position and `where`. Comparing with an unknown value is unknown, and so is its negation: "not in Spain" needs a known
country. Counts and sums over no rows are 0, never unknown; averages, ratios and times over no rows are unknown.

Every node is frozen and hashable; numbers are Decimal. What may stand where is `check.py`; the wire format is `wire.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from regulars.criteria.row_tests import (
    Contains,
    LinesNumber,
    Position,
    RowAll,
    RowAny,
    RowCondition,
    RowKnown,
    RowNot,
    RowNumber,
    RowText,
)
from regulars.criteria.terms import (
    Aggregate,
    Comparator,
    DatePart,
    End,
    RankBy,
    Source,
    Statistic,
    TextOperator,
    Unit,
    Window,
)

# nodes of the tree that have a module of their own
__all__ = ["Contains", "LinesNumber", "Position", "RowAll", "RowAny", "RowCondition", "RowKnown", "RowNot", "RowNumber", "RowText"]


@dataclass(frozen=True, slots=True)
class Around:
    """Rows between `earliest` and `latest` days after the customer's own time `anchor`; None leaves that side open.

    `Around(first order, 0, 90)` is the customer's first 90 days. Exactly `latest` days after is included; a row at the very
    instant of the anchor counts only when `earliest` is not above 0. `strictly` leaves that instant out.
    """

    anchor: Quantity
    earliest: Decimal | None
    latest: Decimal | None
    strictly: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A customer's rows. `position` is applied before everything else, then `window`, `around` and `where`.

    Orders are those that count (not cancelled) unless `every_status`; lines are those of such orders.
    """

    source: Source
    where: RowCondition | None = None
    window: Window | None = None
    position: Position | None = None
    around: Around | None = None
    every_status: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A given number, amount of money or number of days."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A column of the customers or of the profile, such as `created_at`, `r`, `clv` or `recency_days`."""

    field: str


@dataclass(frozen=True, slots=True)
class Measure:
    """`aggregate` of `column` over rows. COUNT, FIRST, LAST and the gaps take no column."""

    aggregate: Aggregate
    rows: Rows
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """`over` divided by `under`; unknown where `under` is 0 or unknown."""

    over: Quantity
    under: Quantity


@dataclass(frozen=True, slots=True)
class Sum:
    """The parts added up; unknown when one is. At least two parts."""

    parts: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Scaled:
    """A quantity times a number: "twice their own average gap", "minus last year's spend"."""

    factor: Decimal
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Days from a time of the customer's to the as-of, with their fraction."""

    time: Quantity


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """Days from one time of the customer's to another, with their fraction; negative when `later` comes first."""

    earlier: Quantity
    later: Quantity


@dataclass(frozen=True, slots=True)
class YearsSince:
    """Whole years from a date of the customer's to the as-of: an age."""

    time: Quantity


@dataclass(frozen=True, slots=True)
class DaysToAnniversary:
    """Whole days from the as-of day to the next yearly return of a date of the customer's: 0 on a birthday."""

    time: Quantity


@dataclass(frozen=True, slots=True)
class PartOf:
    """A calendar part of a time of the customer's: the month of a birth date."""

    time: Quantity
    part: DatePart


@dataclass(frozen=True, slots=True)
class OfBase:
    """A figure about the customers as a whole: the average AOV, the median spend, the 90th percentile of orders.

    Taken over the customers for whom `among` is true; without it, over those with a counted order. `percent` (0 to 100) goes
    with PERCENTILE: the smallest value with at least that many per cent of the customers at or below it.
    """

    statistic: Statistic
    quantity: Quantity
    percent: Decimal | None = None
    among: Condition | None = None


Quantity: TypeAlias = (
    Constant
    | FieldValue
    | Measure
    | Ratio
    | Sum
    | Scaled
    | DaysSince
    | DaysBetween
    | YearsSince
    | DaysToAnniversary
    | PartOf
    | OfBase
)


@dataclass(frozen=True, slots=True)
class All:
    """All parts are true; with no part, everybody."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One part or more is true; with no part, nobody."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is false; where it is unknown, this is unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers, two amounts or two times compared."""

    left: Quantity
    comparator: Comparator
    right: Quantity


@dataclass(frozen=True, slots=True)
class Between:
    """A quantity from `low` to `high`, both included."""

    quantity: Quantity
    low: Quantity
    high: Quantity


@dataclass(frozen=True, slots=True)
class Within:
    """A time of the customer's lies in a window: signed up in 2025, last order in the last 60 days."""

    time: Quantity
    window: Window


@dataclass(frozen=True, slots=True)
class FieldText:
    """A text, place or tag list of the customer's: `country`, `city`, `tags`, `segment`, `lifecycle`."""

    field: str
    operator: TextOperator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldTrue:
    """A yes/no of the customer's is yes: `accepts_marketing`, a flag."""

    field: str


@dataclass(frozen=True, slots=True)
class Known:
    """The quantity or field has a value; never unknown itself. A blank text counts as no value."""

    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Rank:
    """The customer's place among others by a quantity.

    Ranked are the customers for whom `among` is true (without it, those with a counted order) and whose quantity is known.
    """

    quantity: Quantity
    end: End
    by: RankBy
    amount: Decimal
    among: Condition | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """Some row of `first` is followed by a later row of `then`, within `days` where given (exactly that many included)."""

    first: Rows
    then: Rows
    days: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EachPeriod:
    """In every calendar `unit` that `rows.window` touches (begun before the as-of), at least `count` rows."""

    rows: Rows
    unit: Unit
    count: int = 1


@dataclass(frozen=True, slots=True)
class InSegment:
    """In one of the named segments; names are looked up among the custom segments."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SqlCondition:
    """A condition that only SQL can say, over the columns of the customers; checked and read-only, never from words."""

    sql: str


Condition: TypeAlias = (
    All
    | Any
    | Not
    | Compare
    | Between
    | Within
    | FieldText
    | FieldTrue
    | Known
    | Rank
    | Followed
    | EachPeriod
    | InSegment
    | SqlCondition
)
