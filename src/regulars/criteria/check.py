"""Whether a tree means something on a shop's data: kinds of values that fit, columns that are there, windows that hold anything.

Everything that builds trees ends here; what passes compiles to SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from regulars.criteria import check_rows
from regulars.criteria.check_rows import fail
from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.nodes import Node, parts, walk
from regulars.criteria.terms import Comparator, RankBy, Statistic, TextOperator, Unit
from regulars.criteria.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Constant,
    DaysBetween,
    DaysSince,
    DaysToAnniversary,
    EachPeriod,
    FieldText,
    FieldTrue,
    FieldValue,
    Followed,
    InSegment,
    Known,
    Measure,
    Not,
    OfBase,
    PartOf,
    Quantity,
    Rank,
    Ratio,
    Rows,
    Scaled,
    SqlCondition,
    Sum,
    Within,
    YearsSince,
)
from regulars.errors import DefinitionError, near_names

# deeper trees are no criteria of a person's, and every face walks them by recursion
MAX_DEPTH = 60
_TOO_LARGE, _MOST_DIGITS = Decimal(10) ** 15, 30


def check(condition: Condition, shape: Shape, saved: Mapping[str, Condition] | None = None) -> None:
    """Refuse a condition that has no meaning on the data. `saved` are the custom segments that `InSegment` can name.

    Raises:
        DefinitionError: the message names the part and what would fit.
    """
    _Checker(shape, saved or {}, ()).condition(condition, 0)
    for node in walk(condition):
        made: type = type(node)
        for part in parts(made):
            if part.of is Decimal:
                _fits(node, getattr(node, part.name))


def _fits(node: Node, value: Decimal | None) -> None:
    """Engines have no number of more than 38 digits that could be compared with an amount."""
    if value is None:
        return
    written = value.as_tuple()
    digits = max(len(written.digits), -written.exponent) if isinstance(written.exponent, int) else _MOST_DIGITS + 1
    if digits > _MOST_DIGITS or abs(value) >= _TOO_LARGE:
        raise fail(node, "a number has too many digits", "Give one of at most 15 before the point, and 30 in all.")


@dataclass(frozen=True, slots=True)
class _Checker:
    shape: Shape
    saved: Mapping[str, Condition]
    inside: tuple[str, ...]  # the segments whose definitions are being looked at

    def condition(self, node: Condition, depth: int) -> None:
        deeper = self._deeper(depth)
        match node:
            case All(parts) | Any(parts):
                for part in parts:
                    self.condition(part, deeper)
            case Not(part):
                self.condition(part, deeper)
            case Compare(left, comparator, right):
                self._same_kind(node, (left, right), deeper, "are compared")
                if not isinstance(comparator, Comparator):
                    raise fail(node, f"{comparator!r} is not a comparison")
            case Between(quantity, low, high):
                self._same_kind(node, (quantity, low, high), deeper, "are compared")
                if isinstance(low, Constant) and isinstance(high, Constant) and low.value > high.value:
                    raise fail(node, f"nothing lies between {low.value} and {high.value}", "Give the smaller number first.")
            case Within(moment, window):
                self._time(node, moment, deeper)
                check_rows.window(node, window)
            case FieldText(field, operator, values):
                self._text_field(node, field, operator)
                check_rows.values(node, values)
            case FieldTrue(field):
                self._field(node, field, (ValueKind.FLAG,))
            case Known(quantity):
                self._known(node, quantity, deeper)
            case Rank():
                self._rank(node, deeper)
            case Followed(first, then, days):
                self.rows(first, deeper)
                self.rows(then, deeper)
                if days is not None and days <= 0:
                    raise fail(node, f"nothing follows within {days} days", "Give a number of days above 0.")
            case EachPeriod(rows, unit, count):
                self._each_period(node, rows, unit, count, deeper)
            case InSegment(names):
                self._segments(node, names, deeper)
            case SqlCondition():
                pass  # its own checker has read it
            case _:
                assert_never(node)

    def quantity(self, node: Quantity, depth: int) -> ValueKind | None:
        deeper = self._deeper(depth)
        number = ValueKind.NUMBER
        match node:
            case Constant(value):
                if not value.is_finite():
                    raise fail(node, f"{value} is not a number")
                return None
            case FieldValue(field):
                return self._field(node, field, (number, ValueKind.MONEY, ValueKind.TIME))
            case Measure(_, rows):
                self.rows(rows, deeper)
                return check_rows.measure(node, self.shape)
            case Ratio(over, under):
                return self._ratio(node, self._amount(node, over, deeper), self._amount(node, under, deeper))
            case Sum(parts):
                if len(parts) < 2:
                    raise fail(node, "a sum needs two parts or more")
                kind = self._same_kind(node, parts, deeper, "are added up")
                if kind is ValueKind.TIME:
                    raise fail(node, "times cannot be added up")
                return kind
            case Scaled(factor, quantity):
                if not factor.is_finite():
                    raise fail(node, f"{factor} is not a number")
                return self._amount(node, quantity, deeper)
            case DaysSince(moment) | YearsSince(moment) | DaysToAnniversary(moment) | PartOf(moment, _):
                self._time(node, moment, deeper)
                return number
            case DaysBetween(earlier, later):
                self._time(node, earlier, deeper)
                self._time(node, later, deeper)
                return number
            case OfBase():
                return self._of_base(node, deeper)
            case _:
                assert_never(node)

    def rows(self, node: Rows, depth: int) -> None:
        check_rows.rows(node, self.shape)
        if node.around is not None:
            self._time(node.around, node.around.anchor, self._deeper(depth))

    def _deeper(self, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise DefinitionError("The conditions are nested too deeply.", f"Stay below {MAX_DEPTH} levels.")
        return depth + 1

    def _field(self, node: object, field: str, kinds: tuple[ValueKind, ...]) -> ValueKind:
        kind = self.shape.fields.get(field)
        if kind is None:
            raise fail(node, f"the data have no field {field!r}", near_names(field, self.shape.fields))
        if kind not in kinds:
            fitting = [name for name, other in self.shape.fields.items() if other in kinds]
            remedy = f"Use one such as {', '.join(fitting[:6])}." if fitting else ""
            raise fail(node, f"{field!r} is {_KIND_WORDS[kind]}, and here {_or(kinds)} is needed", remedy)
        return kind

    def _text_field(self, node: FieldText, field: str, operator: TextOperator) -> None:
        tagged = operator is TextOperator.TAGGED
        self._field(node, field, (ValueKind.TAGS,) if tagged else (ValueKind.TEXT, ValueKind.TAGS))

    def _known(self, node: Known, quantity: Quantity, depth: int) -> None:
        if isinstance(quantity, FieldValue):
            self._field(node, quantity.field, tuple(ValueKind))
        else:
            self.quantity(quantity, depth)

    def _time(self, node: object, moment: Quantity, depth: int) -> None:
        kind = self.quantity(moment, depth)
        if kind is not ValueKind.TIME:
            raise fail(node, f"{_word(kind)} stands where a time is needed", "Use a time, such as the first order or a date field.")

    def _amount(self, node: object, quantity: Quantity, depth: int) -> ValueKind | None:
        kind = self.quantity(quantity, depth)
        if kind is ValueKind.TIME:
            raise fail(node, "a time cannot be reckoned with", "Use a number of days: days since, or days between two times.")
        return kind

    def _same_kind(self, node: object, parts: tuple[Quantity, ...], depth: int, deed: str) -> ValueKind | None:
        kinds = {kind for part in parts if (kind := self.quantity(part, depth)) is not None}
        if len(kinds) > 1:
            raise fail(node, f"{' and '.join(sorted(_KIND_WORDS[kind] for kind in kinds))} {deed}", "Use values of one kind.")
        kind = next(iter(kinds), None)
        if kind is ValueKind.TIME and any(isinstance(part, Constant) for part in parts):
            raise fail(node, f"a time and a number {deed}", "Use a window of time, or a number of days since.")
        return kind

    def _ratio(self, node: Ratio, over: ValueKind | None, under: ValueKind | None) -> ValueKind | None:
        if over is None and under is None:
            raise fail(node, "two plain numbers are divided", "Divide what is measured on the customer.")
        if over is ValueKind.MONEY and under is not ValueKind.MONEY:
            return ValueKind.MONEY
        return ValueKind.NUMBER

    def _of_base(self, node: OfBase, depth: int) -> ValueKind | None:
        kind = self.quantity(node.quantity, depth)
        percentile = node.statistic is Statistic.PERCENTILE
        if percentile != (node.percent is not None):
            raise fail(node, "a percentile needs its per cent, and nothing else takes one")
        if node.percent is not None and not 0 < node.percent <= 100:
            raise fail(node, f"{node.percent} is no percentile", "Give a number above 0, up to 100.")
        if kind is ValueKind.TIME and not percentile:
            raise fail(node, f"the {node.statistic} of times is not defined", "Use a number of days since.")
        if node.among is not None:
            self.condition(node.among, depth)
        return kind

    def _rank(self, node: Rank, depth: int) -> None:
        kind = self.quantity(node.quantity, depth)
        if node.by is RankBy.COUNT:
            if node.amount < 1 or node.amount != node.amount.to_integral_value():
                raise fail(node, f"{node.amount} is no number of customers", "Give a whole number of 1 or more.")
        elif not 0 < node.amount < 1 and not (node.by is not RankBy.BEYOND and node.amount == 1):
            raise fail(node, f"{node.amount} is no share of the customers", "Give a number between 0 and 1: 0.1 is a tenth.")
        if node.by is RankBy.MAKING and kind is ValueKind.TIME:
            raise fail(node, "times do not add up to a whole", "Rank by a number or an amount of money.")
        if node.among is not None:
            self.condition(node.among, depth)

    def _each_period(self, node: EachPeriod, rows: Rows, unit: Unit, count: int, depth: int) -> None:
        self.rows(rows, depth)
        if rows.window is None or not check_rows.has_beginning(rows.window):
            raise fail(node, "a window with a beginning is needed", "Say since when, such as in 2025 or in the last 12 months.")
        if count < 1:
            raise fail(node, f"{count} is no number of {rows.source}", "Give 1 or more.")
        if unit is Unit.HOUR:
            raise fail(node, "hours are too short a rhythm", "Use days, weeks, months, quarters or years.")

    def _segments(self, node: InSegment, names: tuple[str, ...], depth: int) -> None:
        check_rows.values(node, names)
        for name in names:
            if name in self.inside:
                circle = " -> ".join((*self.inside[self.inside.index(name) :], name))
                raise fail(node, f"segments are defined in a circle: {circle}", "Take one of them out.")
            if name in self.saved:
                _Checker(self.shape, self.saved, (*self.inside, name)).condition(self.saved[name], depth)
            elif name not in self.shape.segments:
                known = {*self.saved, *self.shape.segments}
                raise fail(node, f"there is no segment {name!r}", near_names(name, known) if known else "No segment is saved yet.")


_KIND_WORDS = {
    ValueKind.NUMBER: "a number",
    ValueKind.MONEY: "an amount of money",
    ValueKind.TEXT: "a text",
    ValueKind.TAGS: "a list of tags",
    ValueKind.TIME: "a time",
    ValueKind.FLAG: "a yes or no",
}


def _word(kind: ValueKind | None) -> str:
    return "a number" if kind is None else _KIND_WORDS[kind]


def _or(kinds: tuple[ValueKind, ...]) -> str:
    return " or ".join(_KIND_WORDS[kind] for kind in kinds)
