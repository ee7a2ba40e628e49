"""Quantities of a customer in SQL as criteria: numbers, fields, what is worked out over rows, and figures of the base."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Statistic
from regulars.queries.criteria_functions import OVER
from regulars.queries.criteria_read_rows import RowsReader
from regulars.queries.criteria_read_times import date_part_of
from regulars.queries.criteria_read_values import CannotSay, arguments, bare, call_name, chain, is_as_of, number_literal
from regulars.queries.trees import Tree


class QuantityReader(ABC):
    """Reads quantities of guarded SQL. `kinds` are those of the customers' fields."""

    def __init__(self, kinds: Mapping[str, ValueKind], *, only_cancelled: bool, has_returns: bool) -> None:
        self._kinds = kinds
        self._rows = RowsReader(self.quantity, only_cancelled=only_cancelled, has_returns=has_returns)

    @abstractmethod
    def condition(self, tree: Tree) -> t.Condition:
        """A condition; the parts that criteria cannot say stay SQL."""

    def quantity(self, tree: Tree) -> t.Quantity:
        """A quantity of the customer."""
        match tree:
            case exp.Paren():
                return self.quantity(tree.this)
            case exp.Literal() | exp.Neg():
                return t.Constant(number_literal(tree))
            case exp.Column():
                return t.FieldValue(self._field(tree))
            case exp.Subquery():
                select = self._select(tree)
                tables = self._rows.tables(select)
                return self._rows.measure(select.expressions[0], self._rows.rows(select, tables, is_correlated=True), tables)
            case exp.Div():
                return t.Ratio(self.quantity(tree.this), self.quantity(tree.expression))
            case exp.Add():
                return t.Sum(tuple(self.quantity(part) for part in chain(tree, exp.Add)))
            case exp.Sub():
                return t.Sum(
                    (self.quantity(tree.this), t.Scaled(number_literal(exp.Literal.number(-1)), self.quantity(tree.expression)))
                )
            case exp.Mul():
                return self._scaled(tree)
        part = date_part_of(tree)
        if part is not None:
            return t.PartOf(self.quantity(part[1]), part[0])
        if isinstance(tree, exp.Anonymous):
            return self._quantity_call(tree)
        raise CannotSay

    def _scaled(self, tree: exp.Mul) -> t.Quantity:
        try:
            return t.Scaled(number_literal(tree.this), self.quantity(tree.expression))
        except CannotSay:
            return t.Scaled(number_literal(tree.expression), self.quantity(tree.this))

    def _quantity_call(self, tree: exp.Anonymous) -> t.Quantity:
        name = call_name(tree) or ""
        if name in OVER:
            return self._over(OVER[name], tree)
        match name:
            case "DAYS_BETWEEN":
                earlier, later = arguments(tree, 2, 2)
                if is_as_of(later):
                    return t.DaysSince(self.quantity(earlier))
                return t.DaysBetween(self.quantity(earlier), self.quantity(later))
            case "YEARS_BETWEEN":
                time, until = arguments(tree, 2, 2)
                if not is_as_of(until):
                    raise CannotSay
                return t.YearsSince(self.quantity(time))
            case "DAYS_TO_ANNIVERSARY":
                return t.DaysToAnniversary(self.quantity(arguments(tree, 1, 1)[0]))
        raise CannotSay

    def _over(self, statistic: Statistic, tree: exp.Anonymous) -> t.OfBase:
        quantity, *rest = arguments(tree, 1, 3)
        percent = None
        if statistic is Statistic.PERCENTILE and rest:
            percent, rest = number_literal(rest[0]), rest[1:]
        if len(rest) > 1:
            raise CannotSay
        return t.OfBase(statistic, self.quantity(quantity), percent, self._among(rest))

    def _among(self, trees: list[Tree]) -> t.Condition | None:
        return self.condition(trees[0]) if trees else None

    def _field(self, tree: Tree) -> str:
        tree = bare(tree)
        if not isinstance(tree, exp.Column) or tree.table.lower() not in {"", "c", "customers"}:
            raise CannotSay
        name = str(tree.name)
        return name if name in self._kinds else name.lower()

    def _select(self, tree: Tree) -> exp.Select:
        tree = tree.this if isinstance(tree, exp.Subquery) else tree
        if not isinstance(tree, exp.Select) or len(tree.expressions) > 1 or tree.args.get("group") or tree.args.get("having"):
            raise CannotSay
        return tree
