"""Conditions and quantities of SQL as criteria; what they cannot say stays SQL. `criteria_read` is the way in."""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import ValueKind
from regulars.criteria.operators import AGGREGATES, holds
from regulars.criteria.terms import Aggregate, Comparator, TextOperator, Unit
from regulars.errors import DefinitionError
from regulars.queries.criteria_functions import RANKS
from regulars.queries.criteria_read_quantities import QuantityReader
from regulars.queries.criteria_read_rows import Tables
from regulars.queries.criteria_read_times import as_time, days_ago, is_time_literal, window_call, window_of
from regulars.queries.criteria_read_values import (
    CannotSay,
    arguments,
    bare,
    call_name,
    chain,
    comparator_of,
    enum_literal,
    flipped,
    is_null,
    like_operator,
    number_literal,
    text_function,
    text_literal,
    texts,
    whole_literal,
)
from regulars.queries.criteria_written import time_of
from regulars.queries.trees import Tree


class Reader(QuantityReader):
    """Reads guarded SQL."""

    def query(self, tree: Tree) -> t.Condition:
        """A SELECT of customer_id."""
        try:
            return self._set(tree)
        except CannotSay:
            inner = exp.In(this=exp.column("customer_id", table="c"), query=exp.Subquery(this=tree.copy()))
            return t.SqlCondition(inner.sql("duckdb"))

    def condition(self, tree: Tree) -> t.Condition:
        """A condition; the parts that criteria cannot say stay SQL."""
        match tree:
            case exp.Paren():
                return self.condition(tree.this)
            case exp.And():
                return t.All(tuple(self.condition(part) for part in chain(tree, exp.And)))
            case exp.Or():
                return t.Any(tuple(self.condition(part) for part in chain(tree, exp.Or)))
            case exp.Not() if not (isinstance(tree.this, exp.Is) and is_null(tree.this.expression)):
                return t.Not(self.condition(tree.this))
        try:
            return self._test(tree)
        except CannotSay:
            self._refuse_value(tree)
            return t.SqlCondition(tree.sql("duckdb"))

    def _refuse_value(self, tree: Tree) -> None:
        """An engine would take a number or a text for true or false, and mean nothing by it."""
        is_value = isinstance(
            tree, exp.Literal | exp.Null | exp.Neg | exp.Star | exp.Interval | exp.Add | exp.Sub | exp.Mul | exp.Div
        )
        if isinstance(tree, exp.Column):
            named = str(tree.name)
            is_value = self._kinds.get(named, self._kinds.get(named.lower())) not in {None, ValueKind.FLAG}
        if is_value:
            raise DefinitionError(
                f"The SQL has a value where a condition should be: {tree.sql('duckdb')[:80]}.", "Compare it with something."
            )

    def _test(self, tree: Tree) -> t.Condition:
        match tree:
            case exp.Boolean():
                return t.All(()) if tree.this else t.Any(())
            case exp.Column():
                field = self._field(tree)
                if self._kinds.get(field) not in {None, ValueKind.FLAG}:
                    raise CannotSay
                return t.FieldTrue(field)
            case exp.Not():
                return t.Known(self.quantity(tree.this.this))
            case exp.Is() if is_null(tree.expression):
                return t.Not(t.Known(self.quantity(tree.this)))
            case exp.In():
                return self._in(tree)
            case exp.Like() | exp.ILike():
                operator, text = like_operator(text_literal(tree.expression))
                return t.FieldText(self._text_field(tree.this, has_tags=operator is TextOperator.CONTAINS), operator, (text,))
            case exp.Between():
                return t.Between(*(self.quantity(tree.args[part]) for part in ("this", "low", "high")))
            case exp.Exists():
                return t.Compare(self._count_of(tree.this), Comparator.AT_LEAST, t.Constant(number_literal(exp.Literal.number(1))))
            case exp.Anonymous():
                return self._call(tree)
        return self._comparison(tree)

    def _call(self, tree: exp.Anonymous) -> t.Condition:
        name = call_name(tree) or ""
        window = window_call(tree)
        if window is not None:
            return t.Within(self.quantity(window[0]), window[1])
        operator = text_function(name)
        if operator is not None:
            value, *wanted = arguments(tree, 2, 10_000)
            return t.FieldText(self._field(value), operator, texts(wanted))
        if name in RANKS:
            end, by = RANKS[name]
            quantity, amount, *among = arguments(tree, 2, 3)
            return t.Rank(self.quantity(quantity), end, by, number_literal(amount), self._among(among))
        match name:
            case "ALL_OF":
                return t.All((self.condition(arguments(tree, 1, 1)[0]),))
            case "ANY_OF":
                return t.Any((self.condition(arguments(tree, 1, 1)[0]),))
            case "IN_SEGMENT":
                return t.InSegment(texts(list(tree.expressions)))
            case "FOLLOWED":
                first, then, *days = arguments(tree, 2, 3)
                return t.Followed(self._times(first), self._times(then), number_literal(days[0]) if days else None)
            case "EACH_PERIOD":
                rows, unit, count = arguments(tree, 3, 3)
                return t.EachPeriod(self._times(rows), enum_literal(unit, Unit), whole_literal(count))
        raise CannotSay

    def _comparison(self, tree: Tree) -> t.Condition:
        comparator = comparator_of(tree)
        if comparator is None:
            raise CannotSay
        left, right = bare(tree.this), bare(tree.expression)
        if isinstance(right, exp.Column) and isinstance(left, exp.Literal | exp.Cast | exp.Boolean):
            left, right, comparator = right, left, flipped(comparator)
        if isinstance(right, exp.Literal) and right.is_string:
            if self._is_time(left):
                return self._time_compared(self.quantity(left), comparator, as_time(right))
            return self._same_text(left, comparator, text_literal(right))
        if isinstance(right, exp.Boolean) and comparator in {Comparator.EQUAL, Comparator.UNEQUAL}:
            found = t.FieldTrue(self._field(left))
            return found if bool(right.this) is (comparator is Comparator.EQUAL) else t.Not(found)
        if is_time_literal(right):
            return self._time_compared(self.quantity(left), comparator, right)
        return t.Compare(self.quantity(left), comparator, self.quantity(right))

    def _is_time(self, tree: Tree) -> bool:
        return isinstance(tree, exp.Column) and self._kinds.get(self._field(tree)) is ValueKind.TIME

    def _time_compared(self, time: t.Quantity, comparator: Comparator, limit: Tree) -> t.Condition:
        ago = days_ago(comparator, limit)
        if ago is not None:
            return t.Compare(t.DaysSince(time), ago[0], t.Constant(ago[1]))
        try:
            return t.Within(time, window_of(comparator, limit))
        except CannotSay:
            if isinstance(limit, exp.Cast):
                raise
            return t.Compare(time, comparator, self.quantity(limit))

    def _same_text(self, left: Tree, comparator: Comparator, text: str) -> t.Condition:
        same = t.FieldText(self._text_field(left), TextOperator.ANY_OF, (text,))
        if comparator is Comparator.EQUAL:
            return same
        if comparator is Comparator.UNEQUAL:
            return t.Not(same)
        raise CannotSay

    def _text_field(self, tree: Tree, *, has_tags: bool = False) -> str:
        tree = bare(tree)
        if isinstance(tree, exp.Lower | exp.Trim):
            tree = tree.this
        field = self._field(tree)
        if self._kinds.get(field) not in {None, ValueKind.TEXT, ValueKind.TAGS if has_tags else None}:
            raise CannotSay
        return field

    def _in(self, tree: exp.In) -> t.Condition:
        query = tree.args.get("query")
        if query is not None:
            if self._field(tree.this) != "customer_id":
                raise CannotSay
            return self._set(query.this if isinstance(query, exp.Subquery) else query)
        if not tree.expressions or isinstance(tree.expressions[0], exp.Query):
            raise CannotSay
        if self._kinds.get(self._field(tree.this)) in {None, ValueKind.TEXT}:
            return t.FieldText(self._text_field(tree.this), TextOperator.ANY_OF, texts(tree.expressions))
        value = self.quantity(tree.this)
        return t.Any(tuple(t.Compare(value, Comparator.EQUAL, self.quantity(each)) for each in tree.expressions))

    def _set(self, query: Tree) -> t.Condition:
        """The customers that a SELECT of customer_id lists."""
        match query:
            case exp.Subquery() | exp.Paren():
                return self._set(query.this)
            case exp.Union():
                return t.Any((self._set(query.left), self._set(query.right)))
            case exp.Intersect():
                return t.All((self._set(query.left), self._set(query.right)))
            case exp.Except():
                return t.All((self._set(query.left), t.Not(self._set(query.right))))
            case exp.Select():
                return self._listed(query)
        raise CannotSay

    def _listed(self, select: exp.Select) -> t.Condition:
        if len(select.expressions) != 1 or bare(select.expressions[0]).alias_or_name.lower() != "customer_id":
            raise CannotSay
        if not isinstance(select.expressions[0], exp.Column):
            raise CannotSay
        if _only_table(select) == "customers":
            where = select.args.get("where")
            return t.All(()) if where is None else _Customers(self, select).condition(where.this)
        plain = select.copy()
        plain.set("distinct", None)
        tables = self._rows.tables(plain, outside="")
        rows = self._rows.rows(plain, tables, is_correlated=False)
        some = t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.AT_LEAST, t.Constant(number_literal(exp.Literal.number(1))))
        group, having = plain.args.get("group"), plain.args.get("having")
        if having is None:
            return some
        if group is None or [bare(each).sql() for each in group.expressions] not in (["1"], [select.expressions[0].sql()]):
            raise CannotSay
        tests = [self._having(part, rows, tables) for part in chain(having.this, exp.And)]
        # a group is there for those alone who have rows
        return t.All((some, *tests)) if any(_passes_at_nothing(test) for test in tests) else _all(tests)

    def _having(self, tree: Tree, rows: t.Rows, tables: Tables) -> t.Condition:
        tree = bare(tree)
        comparator = comparator_of(tree)
        if comparator is None:
            raise CannotSay
        left, right = tree.this, tree.expression
        if isinstance(bare(left), exp.Literal):
            left, right, comparator = right, left, flipped(comparator)
        measure = self._rows.measure(left, rows, tables)
        if measure.aggregate in {Aggregate.FIRST, Aggregate.LAST}:
            return self._time_compared(measure, comparator, as_time(right))
        return t.Compare(measure, comparator, t.Constant(number_literal(right)))

    def _count_of(self, tree: Tree) -> t.Measure:
        select = self._select(tree)
        return t.Measure(Aggregate.COUNT, self._rows.rows(select, self._rows.tables(select), is_correlated=True))

    def _times(self, tree: Tree) -> t.Rows:
        select = self._select(bare(tree))
        tables = self._rows.tables(select)
        if not select.expressions or select.expressions[0].name.lower() != time_of(tables.source).name:
            raise CannotSay
        return self._rows.rows(select, tables, is_correlated=True)


class _Customers(Reader):
    """Inside `SELECT customer_id FROM customers AS x WHERE ...`, where the customers may go by another name."""

    def __init__(self, outer: Reader, select: exp.Select) -> None:
        self.__dict__.update(outer.__dict__)
        self._alias = _from(select).alias_or_name.lower()

    def _field(self, tree: Tree) -> str:
        tree = bare(tree)
        if isinstance(tree, exp.Column) and tree.table.lower() == self._alias:
            tree = exp.column(tree.this.copy())
        return super()._field(tree)


def _from(select: exp.Select) -> exp.Table:
    found = select.args.get("from_") or select.args.get("from")
    if found is None or not isinstance(found.this, exp.Table):
        raise CannotSay
    return found.this


def _only_table(select: exp.Select) -> str:
    clauses = ("joins", "group", "having", "order", "limit", "offset", "qualify", "with_", "with")
    return _from(select).name.lower() if not any(select.args.get(part) for part in clauses) else ""


def _passes_at_nothing(test: t.Condition) -> bool:
    """Whether a customer without rows, who is in no group, would pass."""
    if not isinstance(test, t.Compare) or not isinstance(test.left, t.Measure) or not AGGREGATES[test.left.aggregate].is_zero:
        return False
    return not isinstance(test.right, t.Constant) or holds(Decimal(0), test.comparator, test.right.value)


def _all(tests: list[t.Condition]) -> t.Condition:
    return tests[0] if len(tests) == 1 else t.All(tuple(tests))
