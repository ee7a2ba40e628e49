"""Tests of one order, order line or event, and the place of an order among a customer's: what `Rows` of the tree are told by."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from regulars.criteria.terms import Aggregate, Comparator, TextOperator


@dataclass(frozen=True, slots=True)
class RowNumber:
    """A row's number compared with a value: `total`, `discount`, `quantity`, `weekday`, `hour`, `month`..."""

    column: str
    comparator: Comparator
    value: Decimal


@dataclass(frozen=True, slots=True)
class RowText:
    """A row's text: `channel`, `coupon_code`, `status`, `category`, `product_title`, `type`, `campaign`..."""

    column: str
    operator: TextOperator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowKnown:
    """The row has a value in the column: `RowKnown("coupon_code")` is an order with a coupon."""

    column: str


@dataclass(frozen=True, slots=True)
class Contains:
    """An order with at least one line for which `where` is true; only where rows are orders."""

    where: RowCondition


@dataclass(frozen=True, slots=True)
class LinesNumber:
    """An order whose lines come to a number: 3 different products, 5 units from “Tops”; only where rows are orders.

    `aggregate` (SUM or DISTINCT) of the lines' `column` is compared with `value`, over those for which `where` is true; over no
    line it is 0.
    """

    aggregate: Aggregate
    column: str
    comparator: Comparator
    value: Decimal
    where: RowCondition | None = None


@dataclass(frozen=True, slots=True)
class RowAll:
    """All parts are true; at least one part."""

    parts: tuple[RowCondition, ...]


@dataclass(frozen=True, slots=True)
class RowAny:
    """One part or more is true; at least one part."""

    parts: tuple[RowCondition, ...]


@dataclass(frozen=True, slots=True)
class RowNot:
    """The part is false. A value that is not there makes a row test unknown, and its negation too."""

    part: RowCondition


RowCondition: TypeAlias = RowNumber | RowText | RowKnown | Contains | LinesNumber | RowAll | RowAny | RowNot


@dataclass(frozen=True, slots=True)
class Position:
    """The customer's nth counted order (1 is the first), or nth from the end; ties in time by order number."""

    number: int
    from_end: bool = False
