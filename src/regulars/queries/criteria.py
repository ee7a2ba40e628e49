"""Criteria as SQL: one readable query of customer_id per tree, the same for every engine.

What SQL leaves open is decided here once. A condition is true, false or unknown, as SQL's own; what is asked about rows, ranks,
rhythms, sequences and segments is never unknown: who is not ranked is not in a rank. Only literals and names made by `render` get
into the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import assert_never

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import ValueKind
from regulars.criteria.kinds import kind_of
from regulars.criteria.operators import COMPARATORS, holds
from regulars.criteria.terms import Aggregate, Comparator, Source, Window
from regulars.criteria.windows import unit_start, unit_starts
from regulars.errors import DefinitionError, near_names
from regulars.queries.criteria_distances import days_apart, ends, nearer, relative_distance
from regulars.queries.criteria_measures import expression, group_of, having, is_lifetime, is_zero_without_rows, source_of
from regulars.queries.criteria_quantities import Quantities, Scope, measures_in
from regulars.queries.criteria_ranks import ranked
from regulars.queries.criteria_raw import bound
from regulars.queries.criteria_rows import customer_column, row_set, time_column
from regulars.queries.criteria_terms import (
    Layout,
    both,
    column,
    compared,
    constant,
    days_between,
    either,
    in_window,
    known,
    local_time,
    moment,
    negated,
    our_table,
    text_test,
)
from regulars.queries.trees import Tree, alias, call, number, template, text

__all__ = ["Layout", "judged", "members"]

_SOME = {(Comparator.AT_LEAST, Decimal(1)), (Comparator.ABOVE, Decimal(0)), (Comparator.UNEQUAL, Decimal(0))}
_NONE = {(Comparator.EQUAL, Decimal(0)), (Comparator.BELOW, Decimal(1)), (Comparator.AT_MOST, Decimal(0))}
_TEXT_AT_ONCE = frozenset({Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT})


def members(condition: t.Condition, layout: Layout) -> Tree:
    """The query of the customers for whom a condition is true: one column, customer_id, each once.

    The condition must have passed `criteria.check`.

    Raises:
        DefinitionError: a window reaches outside the calendar, or a segment is not there.
    """
    compiler = _Compiler(layout, [condition])
    scope = Scope()
    tree = None if condition == t.All(()) else compiler.condition(condition, scope)
    return compiler.finished(scope.select([column("customer_id", "c")], tree))


def judged(parts: Sequence[t.Condition], layout: Layout, customer: str | None = None) -> Tree:
    """Every customer (or one of them) with each condition's truth and what it looked at.

    Columns: customer_id; then for each part, counted from 1, `part_N` (true, false or unknown), `value_N` (what is compared, NULL
    where there is no one value), `limit_N` (what it is compared with, where that is not a constant) and `distance_N`: how far the
    value is from passing, as a share of the limit (for times, of 30 days), NULL where that cannot be told.
    """
    compiler = _Compiler(layout, parts, keeps_values=True)
    scope = Scope()
    columns: list[Tree] = [column("customer_id", "c")]
    for place, part in enumerate(parts, 1):
        value, limit = compiler.looked_at(part, scope)
        columns += [
            alias(compiler.condition(part, scope), f"part_{place}"),
            alias(value, f"value_{place}"),
            alias(limit, f"limit_{place}"),
            alias(compiler.distance(part, scope), f"distance_{place}"),
        ]
    only = None if customer is None else column("customer_id", "c").eq(text(customer))
    return compiler.finished(scope.select(columns, only))


class _Compiler(Quantities):
    def __init__(self, layout: Layout, conditions: Sequence[t.Condition], *, keeps_values: bool = False) -> None:
        super().__init__(layout, measures_in(conditions, layout))
        self._keeps_values = keeps_values
        self._segments: dict[str, str] = {}

    def condition(self, node: t.Condition, scope: Scope) -> Tree:
        match node:
            case t.All(parts):
                return both([self.condition(part, scope) for part in parts])
            case t.Any(parts):
                return either([self.condition(part, scope) for part in parts])
            case t.Not(part):
                return negated(self.condition(part, scope))
            case t.Compare(left, comparator, right):
                return self._compare(left, comparator, right, scope)
            case t.Between(quantity, low, high):
                value = self.value(quantity, scope)
                return exp.Between(this=value, low=self.value(low, scope), high=self.value(high, scope))
            case t.Within(time_of, window):
                return self._within(time_of, window, scope)
            case t.FieldText(field, operator, values):
                return text_test(self.field(field, scope), operator, values)
            case t.FieldTrue(field):
                return self.field(field, scope)
            case t.Known(quantity):
                return self._known(quantity, scope)
            case t.Rank():
                return _among(ranked(node, self))
            case t.Followed():
                return self._followed(node)
            case t.EachPeriod():
                return self._each_period(node)
            case t.InSegment(names):
                return either(
                    [_among(template("SELECT s.customer_id FROM $t AS s", t=our_table(self._segment(name)))) for name in names]
                )
            case t.SqlCondition(sql):
                return self._sql(sql, scope)
            case _:
                assert_never(node)

    def looked_at(self, node: t.Condition, scope: Scope) -> tuple[Tree, Tree]:
        """The value that a condition looks at, and the limit it compares it with where that is the customer's or the base's own."""
        nothing = exp.null()
        match node:
            case t.Not(part):
                return self.looked_at(part, scope)
            case t.Compare(left, comparator, right):
                if self._by_lines(left, comparator, right):
                    return nothing, exp.null()
                limit = exp.null() if isinstance(right, t.Constant) else self.value(right, scope)
                return self.value(left, scope), limit
            case t.Between(quantity) | t.Rank(quantity) | t.Within(quantity) | t.Known(quantity):
                if isinstance(quantity, t.FieldValue):
                    return self.field(quantity.field, scope), nothing
                return self.value(quantity, scope), nothing
            case t.FieldText(field) | t.FieldTrue(field):
                return self.field(field, scope), nothing
            case _:
                return nothing, exp.null()

    def distance(self, node: t.Condition, scope: Scope) -> Tree:
        """How far a value is from passing (or, for those who pass, from not passing); NULL where that cannot be told."""
        match node:
            case t.Compare(left, comparator, right) if not self._is_time(left) and not self._by_lines(left, comparator, right):
                return relative_distance(self.value(left, scope), self.value(right, scope))
            case t.Between(quantity, low, high) if not self._is_time(quantity):
                value = self.value(quantity, scope)
                return nearer([relative_distance(value, self.value(end, scope)) for end in (low, high)])
            case t.Within(time_of, window):
                return nearer([days_apart(self.value(time_of, scope), end) for end in ends(window, self.layout)])
            case _:
                return exp.null()

    def _is_time(self, quantity: t.Quantity) -> bool:
        return kind_of(quantity, self.layout.kinds) is ValueKind.TIME

    def _compare(self, left: t.Quantity, comparator: Comparator, right: t.Quantity, scope: Scope) -> Tree:
        is_kept = self.layout.lifetime is not None and isinstance(left, t.Measure) and is_lifetime(left)
        if isinstance(left, t.Measure) and isinstance(right, t.Constant) and not is_kept:
            if left.aggregate is Aggregate.COUNT and (not self._keeps_values or self._by_lines(left, comparator, right)):
                if (comparator, right.value) in _SOME:
                    return _among(self._owners(left.rows))
                if (comparator, right.value) in _NONE:
                    return exp.Not(this=_among(self._owners(left.rows)))
            if self._is_read_once(left):
                return self._by_having(left, comparator, right.value)
        return compared(self.value(left, scope), comparator, self.value(right, scope))

    def _by_lines(self, left: t.Quantity, comparator: Comparator, right: t.Quantity) -> bool:
        """Whether the question is only if there are any lines: to count their orders would cost much for a number nobody needs."""
        if not isinstance(left, t.Measure) or not isinstance(right, t.Constant) or left.aggregate is not Aggregate.COUNT:
            return False
        return left.rows.source is Source.LINES and (comparator, right.value) in _SOME | _NONE

    def _is_read_once(self, measure: t.Measure) -> bool:
        """Whether a measure is best tested where it is worked out: it is 0 without rows, and nothing else reads the same rows."""
        if self._keeps_values or not is_zero_without_rows(measure) or measure.aggregate not in _TEXT_AT_ONCE:
            return False
        return self._measures[group_of(measure, self.layout)] == 1

    def _by_having(self, measure: t.Measure, comparator: Comparator, limit: Decimal) -> Tree:
        """Customers without rows have 0: where that passes, those who fail are left out instead."""
        passes = holds(Decimal(0), comparator, limit)
        used = COMPARATORS[comparator].opposite if passes else comparator
        source = source_of(group_of(measure, self.layout), self)
        found = _among(having(measure, source, compared(expression(measure, self.layout), used, constant(limit))))
        return exp.Not(this=found) if passes else found

    def _owners(self, rows: t.Rows) -> Tree:
        return row_set(rows, self).select(customer_column(rows.source))

    def _within(self, time_of: t.Quantity, window: Window, scope: Scope) -> Tree:
        if isinstance(time_of, t.FieldValue) and time_of.field in self.layout.days:
            return both(in_window(self.field(time_of.field, scope), window, self.layout, is_day=True))
        return both(in_window(self.value(time_of, scope), window, self.layout))

    def _known(self, quantity: t.Quantity, scope: Scope) -> Tree:
        if isinstance(quantity, t.FieldValue):
            stored = self.field(quantity.field, scope)
            return known(template("NULLIF($v, '')", v=stored)) if quantity.field == "tags" else known(stored)
        return known(self.value(quantity, scope))

    def _followed(self, node: t.Followed) -> Tree:
        first, then = (self._moments(rows) for rows in (node.first, node.then))
        later = template("s.moment > f.moment")
        if node.days is not None:
            later = exp.and_(
                later, exp.LTE(this=days_between(template("f.moment"), template("s.moment")), expression=constant(node.days))
            )
        return _among(
            template(
                "SELECT f.customer_id FROM $first AS f JOIN $then AS s ON s.customer_id = f.customer_id AND $later",
                first=exp.Subquery(this=first),
                then=exp.Subquery(this=then),
                later=later,
            )
        )

    def _moments(self, rows: t.Rows) -> Tree:
        return row_set(rows, self).select(customer_column(rows.source), alias(time_column(rows.source), "moment"))

    def _each_period(self, node: t.EachPeriod) -> Tree:
        rows, layout = node.rows, self.layout
        assert rows.window is not None  # noqa: S101 - the check demands it
        starts = unit_starts(rows.window, node.unit, layout.as_of, layout.zone)
        if not starts:
            return exp.false()
        after = datetime.combine(unit_start(starts[-1], node.unit, 1), time(), tzinfo=layout.zone)
        period = call("X_UNIT_START", text(node.unit), local_time(time_column(rows.source), layout))
        counted = template("COUNT(DISTINCT o.order_id)") if rows.source is Source.LINES else template("COUNT(*)")
        kept = (
            row_set(rows, self)
            .where(exp.LT(this=time_column(rows.source), expression=moment(after.astimezone(UTC))))
            .select(customer_column(rows.source), alias(period, "moment"))
            .group_by(customer_column(rows.source), period.copy())
            .having(exp.GTE(this=counted, expression=number(node.count)))
        )
        return _among(
            template(
                "SELECT p.customer_id FROM $kept AS p GROUP BY p.customer_id HAVING COUNT(*) = $n",
                kept=exp.Subquery(this=kept),
                n=number(len(starts)),
            )
        )

    def _segment(self, name: str) -> str:
        """The table of a custom segment's customers."""
        if name not in self._segments:
            if name not in self.layout.saved:
                raise DefinitionError(f"There is no segment {name!r}.", near_names(name, self.layout.saved))
            scope = Scope()
            condition = self.condition(self.layout.saved[name], scope)
            self._segments[name] = self.add_table("segment_members", scope.select([column("customer_id", "c")], condition))
        return self._segments[name]

    def _sql(self, sql: str, scope: Scope) -> Tree:
        if self.layout.sql_condition is None:
            raise DefinitionError("A SQL condition cannot be used here.", "Use regulars sql, or say it in words.")
        return bound(self.layout.sql_condition(sql), self, scope)


def _among(query: Tree) -> Tree:
    return exp.In(this=column("customer_id", "c"), query=exp.Subquery(this=query))
