"""A segment read back as one English sentence that means exactly its tree, with the actual dates of every window.

SQL that stays SQL is put into words by whoever can read SQL (`Context.say_sql`); without them it stands as it is.
"""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.columns import ValueKind, customer_fields
from regulars.criteria.kinds import kind_of
from regulars.criteria.operators import AGGREGATES, COMPARATORS, DATE_PARTS, TEXT_OPERATORS
from regulars.criteria.phrases import Context, amount, either, figure, ordinal, quoted, window_words
from regulars.criteria.row_phrases import column_label, rows_phrase
from regulars.criteria.terms import Aggregate, Comparator, End, RankBy, Statistic

__all__ = ["Context", "sentence"]

_SOME = {(Comparator.AT_LEAST, Decimal(1)), (Comparator.ABOVE, Decimal(0)), (Comparator.UNEQUAL, Decimal(0))}


def sentence(condition: t.Condition, context: Context) -> str:
    """One sentence, beginning with a capital and ending with a full stop."""
    match condition:
        case t.All(()):
            return "All customers."
        case t.Any(()):
            return "No customers."
    return f"Customers {clause(condition, context)}."


def clause(condition: t.Condition, context: Context) -> str:
    """A condition as a relative clause: "whose country is “Canada”"."""
    return _Speaker(context).clause(condition)


class _Speaker:
    def __init__(self, context: Context) -> None:
        self._context = context

    def clause(self, condition: t.Condition) -> str:
        match condition:
            case t.All(parts):
                return self._joined(parts, "and", "who are any customer")
            case t.Any(parts):
                return self._joined(parts, "or", "who are no customer")
            case t.Not(part):
                return self._denied(part)
            case t.Compare(left, comparator, right):
                return self._compare(left, comparator, right)
            case t.Between(quantity, low, high):
                kind = kind_of(quantity)
                return f"whose {self.quantity(quantity)} is from {self._right(low, kind)} to {self._right(high, kind)}"
            case t.Within(time, window):
                return f"whose {self.quantity(time)} is {window_words(window, self._context)}"
            case t.FieldText(field, operator, values):
                return f"whose {field_label(field)} {TEXT_OPERATORS[operator].words} {either([quoted(v) for v in values])}"
            case t.FieldTrue(field):
                return f"for whom “{field_label(field)}” is true"
            case t.Known(quantity):
                return f"whose {self.quantity(quantity)} is known"
            case t.Rank():
                return self._rank(condition)
            case t.Followed(first, then, days):
                within = "" if days is None else f" within {figure(days)} days"
                return f"with one of the {self.rows(first)} followed{within} by one of the {self.rows(then)}"
            case t.EachPeriod(rows, unit, count):
                return f"with at least {count:,} of the {self.rows(rows)} in every calendar {unit} of that time"
            case t.InSegment(names):
                return f"in the segment {either([quoted(name) for name in names])}"
            case t.SqlCondition(sql):
                said = self._context.say_sql(sql) if self._context.say_sql is not None else None
                return said or f"for whom this SQL is true: {' '.join(sql.split())}"

    def _joined(self, parts: tuple[t.Condition, ...], word: str, empty: str) -> str:
        if not parts:
            return empty
        said = [self._bracketed(part) if len(parts) > 1 else self.clause(part) for part in parts]
        return f", {word} ".join(said)

    def _bracketed(self, part: t.Condition) -> str:
        said = self.clause(part)
        return f"({said})" if isinstance(part, t.All | t.Any) and len(part.parts) > 1 else said

    def _denied(self, part: t.Condition) -> str:
        match part:
            case t.FieldText(field, operator, values):
                label, denied = field_label(field), TEXT_OPERATORS[operator].denied
                return f"whose {label} is known and {denied} {either([quoted(v) for v in values])}"
            case t.FieldTrue(field):
                return f"for whom “{field_label(field)}” is known and false"
            case t.Known(quantity):
                return f"whose {self.quantity(quantity)} is not known"
            case t.Compare(left, comparator, right):
                return self._compare(left, COMPARATORS[comparator].opposite, right)
            case t.Within(time, window):
                return f"whose {self.quantity(time)} is known and not {window_words(window, self._context)}"
            case t.InSegment(names):
                return f"not in the segment {either([quoted(name) for name in names])}"
            case t.Followed(first, then, days):
                within = "" if days is None else f" within {figure(days)} days"
                return f"with none of the {self.rows(first)} followed{within} by one of the {self.rows(then)}"
        return f"for whom it is not so: [{self.clause(part)}]"

    def _compare(self, left: t.Quantity, comparator: Comparator, right: t.Quantity) -> str:
        if isinstance(left, t.Measure) and left.aggregate is Aggregate.COUNT and isinstance(right, t.Constant):
            return f"with {self._counted(left.rows, comparator, right.value)}"
        kind = kind_of(left)
        words = COMPARATORS[comparator].time_words if kind is ValueKind.TIME else COMPARATORS[comparator].words
        return f"whose {self.quantity(left)} is {words} {self._right(right, kind)}"

    def _counted(self, rows: t.Rows, comparator: Comparator, value: Decimal) -> str:
        if (comparator, value) in {
            (Comparator.EQUAL, Decimal(0)),
            (Comparator.BELOW, Decimal(1)),
            (Comparator.AT_MOST, Decimal(0)),
        }:
            return f"no {self.rows(rows, plural=False)}"
        if rows.position is not None and (comparator, value) in _SOME:
            return f"their {self.rows(rows, plural=False)}"
        several = value != 1
        return f"{COMPARATORS[comparator].words} {figure(value)} {self.rows(rows, plural=several)}"

    def _right(self, quantity: t.Quantity, kind: ValueKind | None) -> str:
        match quantity:
            case t.Constant(value):
                return amount(value, kind, self._context)
            case t.OfBase():
                return self.quantity(quantity)
            case t.Scaled(factor, t.OfBase() as inner):
                return f"{figure(factor)} times {self.quantity(inner)}"
            case t.Scaled(factor, inner):
                return f"{figure(factor)} times their {self.quantity(inner)}"
        return f"their {self.quantity(quantity)}"

    def _rank(self, rank: t.Rank) -> str:
        quantity = self.quantity(rank.quantity)
        among = self._among(rank.among)
        percent = figure(rank.amount * 100)
        match rank.by:
            case RankBy.SHARE:
                return f"in the {rank.end} {percent} % by {quantity}, among {among}"
            case RankBy.COUNT:
                return f"among the {figure(rank.amount)} with the {_extreme(rank.end)} {quantity}, of {among}"
            case RankBy.BEYOND:
                more = "higher" if rank.end is End.TOP else "lower"
                return f"whose {quantity} is {more} than that of {percent} % of {among}"
            case RankBy.MAKING:
                return f"among the fewest that together make {percent} % of the {quantity} of {among}, {_extreme(rank.end)} first"

    def _among(self, among: t.Condition | None) -> str:
        return "the customers with an order" if among is None else f"the customers {self.clause(among)}"

    def quantity(self, quantity: t.Quantity) -> str:
        match quantity:
            case t.Constant(value):
                return figure(value)
            case t.FieldValue(field):
                return field_label(field)
            case t.Measure():
                return self._measure(quantity)
            case t.Ratio(over, under):
                return f"[{self.quantity(over)} divided by {self.quantity(under)}]"
            case t.Sum(parts):
                return f"[{' plus '.join(self.quantity(part) for part in parts)}]"
            case t.Scaled(factor, inner):
                return f"{figure(factor)} times [{self.quantity(inner)}]"
            case t.DaysSince(time):
                return f"number of days since the {self.quantity(time)}"
            case t.DaysBetween(earlier, later):
                return f"number of days from the {self.quantity(earlier)} to the {self.quantity(later)}"
            case t.YearsSince(time):
                return "age in years" if time == t.FieldValue("birth_date") else f"whole years since the {self.quantity(time)}"
            case t.DaysToAnniversary(time):
                return f"number of days to the next anniversary of the {self.quantity(time)}"
            case t.PartOf(time, part):
                return f"{DATE_PARTS[part]} of the {self.quantity(time)}"
            case t.OfBase():
                return self._of_base(quantity)

    def _measure(self, measure: t.Measure) -> str:
        rows, words = measure.rows, AGGREGATES[measure.aggregate].words
        if measure.aggregate in {Aggregate.FIRST, Aggregate.LAST}:
            if rows.position is not None:
                return self.rows(rows, plural=False)
            return f"{words} {self.rows(rows, plural=False)}"
        label = "" if measure.column is None else column_label(measure.column)
        if measure.aggregate is Aggregate.DISTINCT:
            return f"{words} values of {label} in {self.rows(rows)}"
        if measure.aggregate is Aggregate.MOST_REPEATED:
            return f"largest number of {self.rows(rows)} with the same {label}"
        if measure.column is None:
            return f"{words} {self.rows(rows)}"
        if rows.position is not None:
            return f"{label} of the {self.rows(rows, plural=False)}"
        return f"{words} {label} of {self.rows(rows)}"

    def _of_base(self, figure_of: t.OfBase) -> str:
        quantity, among = self.quantity(figure_of.quantity), self._among(figure_of.among)
        match figure_of.statistic:
            case Statistic.PERCENTILE:
                return f"the {ordinal(int(figure_of.percent or 0))} percentile of {quantity} over {among}"
            case _:
                return f"the {figure_of.statistic} {quantity} over {among}"

    def rows(self, rows: t.Rows, *, plural: bool = True) -> str:
        return rows_phrase(rows, self._context, self.quantity, plural=plural)


def _extreme(end: End) -> str:
    return "highest" if end is End.TOP else "lowest"


def field_label(field: str) -> str:
    """The noun of a customer's field."""
    known = customer_fields().get(field)
    return known.label if known is not None else field.replace("_", " ")
