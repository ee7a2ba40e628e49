"""What kind of value a quantity has."""

from __future__ import annotations

from collections.abc import Mapping

from regulars.criteria import tree as t
from regulars.criteria.columns import ROW_COLUMNS, ValueKind, customer_fields
from regulars.criteria.operators import AGGREGATES
from regulars.criteria.terms import Aggregate


def is_share(quantity: t.Quantity) -> bool:
    """Whether a quantity is a part of a whole, which runs from 0 to 1: some of the orders by all of them."""
    match quantity:
        case t.Ratio(t.Measure(over, rows, column), t.Measure(under, every, of)):
            counts = over is under is Aggregate.COUNT and rows.source is every.source
            sums = over is under is Aggregate.SUM and {column, of} in ({"net"}, {"line_total"}, {"refunded", "total"}, {"quantity"})
            return counts or sums
        case t.Ratio(t.Sum(parts), t.Sum(wholes)):
            return all(is_share(t.Ratio(part, whole)) for part, whole in zip(parts, wholes, strict=False))
    return False


def kind_of(quantity: t.Quantity, fields: Mapping[str, ValueKind] | None = None) -> ValueKind | None:
    """The kind of a quantity; None for a plain number, which fits whatever it is compared with, and where a name is unknown.

    `fields` are kinds of customers' fields that the data has beside the catalogue's.
    """
    match quantity:
        case t.Constant():
            return None
        case t.FieldValue(field):
            if fields and field in fields:
                return fields[field]
            known = customer_fields().get(field)
            return None if known is None else known.kind
        case t.Measure(aggregate, rows, column):
            gives = AGGREGATES[aggregate].gives
            if gives is not None or column is None:
                return gives
            found = ROW_COLUMNS[rows.source].get(column)
            return None if found is None else found.kind
        case t.Ratio(over, under):
            top = kind_of(over, fields)
            return top if top is ValueKind.MONEY and kind_of(under, fields) is not ValueKind.MONEY else ValueKind.NUMBER
        case t.Sum(parts):
            return next((kind for part in parts if (kind := kind_of(part, fields)) is not None), None)
        case t.Scaled(_, inner) | t.OfBase(_, inner):
            return kind_of(inner, fields)
        case t.DaysSince() | t.DaysBetween() | t.YearsSince() | t.DaysToAnniversary() | t.PartOf():
            return ValueKind.NUMBER
