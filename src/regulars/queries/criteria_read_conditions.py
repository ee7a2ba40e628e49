"""Conditions and quantities of SQL as criteria; what they cannot say stays SQL. `criteria_read` is the way in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import ValueKind
from regulars.criteria.terms import Aggregate, Comparator, Statistic, TextOperator, Unit
from regulars.queries.criteria_functions import OVER, RANKS
from regulars.queries.criteria_read_rows import RowsReader, Tables, window_of
from regulars.queries.criteria_read_values import (
    CannotSay,
    arguments,
    bare,
    call_name,
    chain,
    comparator_of,
    enum_literal,
    flipped,
    is_as_of,
    is_null,
    like_operator,
    number_literal,
    text_function,
    text_literal,
    texts,
    whole_literal,
    window_call,
)
from regulars.queries.criteria_written import EXTRACTS, time_of
from regulars.queries.trees import Tree

_PARTS = {name: part for part, name in EXTRACTS.items()}


class Reader:
    """Reads guarded SQL. `kinds` are those of the customers' fields."""

    def __init__(self, kinds: Mapping[str, ValueKind], *, only_cancelled: bool, has_returns: bool) -> None:
        self._kinds = kinds
        self._rows = RowsReader(self.quantity, only_cancelled=only_cancelled, has_returns=has_returns)

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
            return t.SqlCondition(tree.sql("duckdb"))

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
                return t.FieldText(self._text_field(tree.this), operator, (text,))
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

    def _among(self, trees: list[Tree]) -> t.Condition | None:
        return self.condition(trees[0]) if trees else None

    def _comparison(self, tree: Tree) -> t.Condition:
        comparator = comparator_of(tree)
        if comparator is None:
            raise CannotSay
        left, right = bare(tree.this), bare(tree.expression)
        if isinstance(right, exp.Column) and isinstance(left, exp.Literal | exp.Cast | exp.Boolean):
            left, right, comparator = right, left, flipped(comparator)
        if isinstance(right, exp.Literal) and right.is_string:
            return self._same_text(left, comparator, text_literal(right))
        if isinstance(right, exp.Boolean) and comparator in {Comparator.EQUAL, Comparator.UNEQUAL}:
            found = t.FieldTrue(self._field(left))
            return found if bool(right.this) is (comparator is Comparator.EQUAL) else t.Not(found)
        if isinstance(right, exp.Cast | exp.Sub) or is_as_of(right):
            return self._time_compared(left, comparator, right)
        return t.Compare(self.quantity(left), comparator, self.quantity(right))

    def _time_compared(self, left: Tree, comparator: Comparator, right: Tree) -> t.Condition:
        try:
            window = window_of(comparator, right)
        except CannotSay:
            if isinstance(right, exp.Cast):
                raise
            return t.Compare(self.quantity(left), comparator, self.quantity(right))
        return t.Within(self.quantity(left), window)

    def _same_text(self, left: Tree, comparator: Comparator, text: str) -> t.Condition:
        same = t.FieldText(self._text_field(left), TextOperator.ANY_OF, (text,))
        if comparator is Comparator.EQUAL:
            return same
        if comparator is Comparator.UNEQUAL:
            return t.Not(same)
        raise CannotSay

    def _field(self, tree: Tree) -> str:
        tree = bare(tree)
        if not isinstance(tree, exp.Column) or tree.table.lower() not in {"", "c", "customers"}:
            raise CannotSay
        name = str(tree.name)
        return name if name in self._kinds else name.lower()

    def _text_field(self, tree: Tree) -> str:
        tree = bare(tree)
        if isinstance(tree, exp.Lower | exp.Trim):
            tree = tree.this
        field = self._field(tree)
        if self._kinds.get(field) not in {None, ValueKind.TEXT}:
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

    def _having(self, tree: Tree, rows: t.Rows, tables: Tables) -> t.Compare:
        tree = bare(tree)
        comparator = comparator_of(tree)
        if comparator is None:
            raise CannotSay
        left, right = tree.this, tree.expression
        if isinstance(bare(left), exp.Literal):
            left, right, comparator = right, left, flipped(comparator)
        return t.Compare(self._rows.measure(left, rows, tables), comparator, t.Constant(number_literal(right)))

    def _select(self, tree: Tree) -> exp.Select:
        tree = tree.this if isinstance(tree, exp.Subquery) else tree
        if not isinstance(tree, exp.Select) or len(tree.expressions) > 1 or tree.args.get("group") or tree.args.get("having"):
            raise CannotSay
        return tree

    def _count_of(self, tree: Tree) -> t.Measure:
        select = self._select(tree)
        return t.Measure(Aggregate.COUNT, self._rows.rows(select, self._rows.tables(select), is_correlated=True))

    def _times(self, tree: Tree) -> t.Rows:
        select = self._select(bare(tree))
        tables = self._rows.tables(select)
        if not select.expressions or select.expressions[0].name.lower() != time_of(tables.source).name:
            raise CannotSay
        return self._rows.rows(select, tables, is_correlated=True)

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
            case exp.Extract():
                part = _PARTS.get(str(tree.this).upper())
                if part is None:
                    raise CannotSay
                return t.PartOf(self.quantity(tree.expression), part)
            case exp.Anonymous():
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


def _passes_at_nothing(test: t.Compare) -> bool:
    """Whether a customer without rows, who is in no group, would pass."""
    if not isinstance(test.left, t.Measure) or test.left.aggregate not in {Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT}:
        return False
    value = test.right.value if isinstance(test.right, t.Constant) else None
    if value is None:
        return True
    return {
        Comparator.ABOVE: value < 0,
        Comparator.AT_LEAST: value <= 0,
        Comparator.BELOW: value > 0,
        Comparator.AT_MOST: value >= 0,
        Comparator.EQUAL: value == 0,
        Comparator.UNEQUAL: value != 0,
    }[test.comparator]


def _all(tests: list[t.Compare]) -> t.Condition:
    return tests[0] if len(tests) == 1 else t.All(tuple(tests))
