"""SQL that stays SQL in English, part by part as it is built: what it reads, keeps, adds up and compares.

It says the structure and no more than that: what criteria can say has a sentence of its own. What a SELECT gives is in brackets,
and the whole in braces. SQL sees times in UTC, so they are said in UTC. What would be too long to read is summed up by the tables,
columns and aggregates that are in it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from regulars.criteria.columns import ROW_COLUMNS, customer_fields
from regulars.criteria.operators import COMPARATORS
from regulars.criteria.phrases import Context, either, figure, quoted
from regulars.criteria.restriction_phrases import column_label
from regulars.criteria.sentence import field_label
from regulars.criteria.terms import Comparator
from regulars.errors import RegularsError
from regulars.queries.criteria_paraphrase_functions import (
    ROW_TIMES,
    aggregate_words,
    ago_words,
    cast_words,
    function_words,
    interval_words,
    is_called,
    is_time,
    moment_words,
)
from regulars.queries.criteria_read_values import CannotSay, bare, chain, comparator_of, is_as_of, number_literal
from regulars.queries.sql_guard import parsed
from regulars.queries.trees import Tree

LONGEST_SAID = 900
_ROWS = {
    "orders": "orders",
    "order_lines": "order lines",
    "events": "events",
    "customers": "customers",
    "segments": "scored customers",
}
_KEYS = {"customer_id": "customer", "order_id": "order number"}
_ROW_NAMES = frozenset(name for columns in ROW_COLUMNS.values() for name in columns)
_ARITHMETIC: dict[type[exp.Expr], str] = {
    exp.Add: "plus", exp.Sub: "minus", exp.Mul: "times", exp.Div: "divided by", exp.IntDiv: "divided in whole numbers by",
    exp.Mod: "modulo", exp.DPipe: "followed by",
}  # fmt: skip


def paraphrase(sql: str, context: Context) -> str | None:
    """A clause that says a guarded condition: "for whom this is true in SQL: {...}"; None where it cannot be read."""
    try:
        tree = parsed(sql)
        said = f"for whom this is true in SQL: {{{_Speaker(context).test(tree)}}}"
        return said if len(said) <= LONGEST_SAID else _summary(tree)
    except (RegularsError, RecursionError):
        return None


def _summary(tree: Tree) -> str:
    tables = sorted({_ROWS.get(table.name.lower(), quoted(table.name)) for table in tree.find_all(exp.Table)})
    columns = sorted({_plain_label(column.name) for column in tree.find_all(exp.Column)})
    functions = sorted({str(call.sql_name()) for call in tree.find_all(exp.AggFunc)})
    about = [
        f"over {either(tables, 'and')}" if tables else "over the customers alone",
        f"about {either(columns, 'and')}" if columns else "",
        f"with {either(functions, 'and')}" if functions else "",
    ]
    return f"for whom a long condition in SQL is true, {', '.join(part for part in about if part)}"


def _plain_label(named: str) -> str:
    lower = named.lower()
    if lower in _KEYS | ROW_TIMES:
        return (_KEYS | ROW_TIMES)[lower]
    return column_label(lower) if lower in _ROW_NAMES else field_label(named)


class _Speaker:
    """`scopes` are the tables of the SELECTs around a part, innermost last: the names that rows go by, with their table's."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._scopes: list[dict[str, str]] = []
        self._made: set[str] = set()

    def test(self, tree: Tree) -> str:
        """A condition: "order total is more than 5"."""
        match tree:
            case exp.Paren():
                return self.test(tree.this)
            case exp.And() | exp.Or():
                word = "and" if isinstance(tree, exp.And) else "or"
                return f" {word} ".join(self._bracketed(part) for part in chain(tree, type(tree)))
            case exp.Not():
                return self._denied(tree.this)
            case exp.Is():
                return f"{self.value(tree.this)} is {_is_words(tree.expression)}"
            case exp.In():
                return self._in(tree)
            case exp.Between():
                low, high = (self.value(tree.args[part]) for part in ("low", "high"))
                if isinstance(tree.args["high"], exp.Cast) and tree.args["high"].to.is_type("date"):
                    high += " 00:00"  # what comes later on that day is beyond it
                return f"{self.value(tree.this)} is from {low} to {high}"
            case exp.Like() | exp.ILike():
                case = ", whatever its case" if isinstance(tree, exp.ILike) else ""
                return f"{self.value(tree.this)} is like {self.value(tree.expression)}{case}"
            case exp.Escape():
                return f"{self.test(tree.this)}, {self.value(tree.expression)} being the escape"
            case exp.Exists():
                return f"there are [{self._query(tree.this, names_rows=True)}]"
            case exp.NullSafeEQ() | exp.NullSafeNEQ():
                word = "the same as" if isinstance(tree, exp.NullSafeEQ) else "other than"
                return f"{self.value(tree.this)} is {word} {self.value(tree.expression)}"
        comparator = comparator_of(tree)
        if comparator is not None:
            return self._compared(tree.this, comparator, tree.expression)
        said = self.value(tree)
        return said if is_called(tree) else f"{said} is true"

    def _bracketed(self, part: Tree) -> str:
        said = self.test(part)
        return f"({said})" if isinstance(bare(part), exp.Connector) else said

    def _denied(self, tree: Tree) -> str:
        inner = bare(tree)
        match inner:
            case exp.Is() if isinstance(inner.expression, exp.Null):
                return f"{self.value(inner.this)} is known"
            case exp.In() if inner.args.get("query") is None:
                return f"{self.value(inner.this)} is none of {either([self.value(each) for each in inner.expressions])}"
            case exp.In():
                return self._in(inner, is_denied=True)
            case exp.Exists():
                return f"there are no [{self._query(inner.this, names_rows=True)}]"
        return f"it is not so that ({self.test(tree)})"

    def _in(self, tree: exp.In, *, is_denied: bool = False) -> str:
        query = tree.args.get("query")
        if query is None:
            return f"{self.value(tree.this)} is one of {either([self.value(each) for each in tree.expressions])}"
        inner = query.this if isinstance(query, exp.Subquery) else query
        who = "they are" if not self._scopes and _is_customer(tree.this) else f"{self.value(tree.this)} is"
        return f"{who} {'not ' if is_denied else ''}among the [{self._query(inner)}]"

    def _compared(self, left: Tree, comparator: Comparator, right: Tree) -> str:
        row = COMPARATORS[comparator]
        are_times = is_time(left) or is_time(right)
        words = row.time_words if are_times else row.words
        if not are_times and comparator in {Comparator.EQUAL, Comparator.UNEQUAL}:
            words = "" if comparator is Comparator.EQUAL else "not"
        if isinstance(bare(right), exp.Any | exp.All):
            of = bare(right).this
            each = "any of" if isinstance(bare(right), exp.Any) else "every one of"
            return f"{self.value(left)} is {words} {each} the [{self._query(of.this if isinstance(of, exp.Subquery) else of)}]"
        return " ".join(part for part in (self.value(left), "is", words, self.value(right)) if part)

    def value(self, tree: Tree) -> str:
        """A value: "the sum of order total"; what has parts of its own is in brackets."""
        match tree:
            case exp.Paren():
                return self.value(tree.this)
            case exp.Literal():
                return quoted(str(tree.this)) if tree.is_string else _number_words(tree)
            case exp.Boolean():
                return "true" if tree.this else "false"
            case exp.Null():
                return "unknown"
            case exp.Star():
                return "rows"
            case exp.Column():
                return self._column(tree)
            case exp.Neg():
                return f"minus {self.value(tree.this)}"
            case exp.Interval():
                return interval_words(tree)
            case exp.Cast():
                return cast_words(tree, self.value)
            case exp.Subquery():
                return f"[{self._query(tree.this)}]"
            case exp.Case():
                return self._case(tree)
            case exp.Filter():
                return f"{self.value(tree.this)} (only where {self.test(tree.expression.this)})"
            case exp.Window():
                return self._window(tree)
            case exp.Distinct():
                return f"different {either([self.value(each).removeprefix('the ') for each in tree.expressions], 'and')}"
        if is_as_of(tree):
            return f"the as-of ({moment_words(self._context.as_of)})"
        ago = ago_words(tree, self._context.as_of)
        if ago is not None:
            return ago
        if type(tree) in _ARITHMETIC and isinstance(tree, exp.Binary):
            return f"({f' {_ARITHMETIC[type(tree)]} '.join(self.value(part) for part in chain(tree, type(tree)))})"
        if isinstance(tree, exp.AggFunc):
            return aggregate_words(tree, self.value, is_time=is_time(tree.this))
        if comparator_of(tree) is not None or (isinstance(tree, exp.Connector | exp.Not | exp.Predicate) and not is_called(tree)):
            return f"whether ({self.test(tree)})"
        return function_words(tree, self.value)

    def _column(self, tree: exp.Column) -> str:
        named, table = tree.name.lower(), tree.table.lower()
        if isinstance(tree.this, exp.Star):
            return f"all of {quoted(tree.table)}"
        if named in self._made and not table:
            return quoted(tree.name)
        if not self._scopes or (table in {"c", "customers"} and not any(table in scope for scope in self._scopes)):
            if self._scopes and named == "customer_id":
                return "this one"
            return f"their {_KEYS.get(named) or field_label(named if named in customer_fields() else tree.name)}"
        label = _plain_label(tree.name)
        inner = self._scopes[-1]
        if not table or (len(inner) == 1 and table in inner):
            return label
        return f"{label} of {quoted(tree.table)}"

    def _case(self, tree: exp.Case) -> str:
        subject = tree.args.get("this")
        found = []
        for branch in tree.args["ifs"]:
            when = self.test(branch.this) if subject is None else f"{self.value(subject)} is {self.value(branch.this)}"
            found.append(f"{self.value(branch.args['true'])} if {when}")
        default = tree.args.get("default")
        return f"({', '.join([*found, f'otherwise {self.value(default)}' if default is not None else 'otherwise unknown'])})"

    def _window(self, tree: exp.Window) -> str:
        said = self.value(tree.this)
        keys = tree.args.get("partition_by") or []
        if keys:
            said += f" within the same {either([self.value(key) for key in keys], 'and')}"
        if tree.args.get("order"):
            said += f" in order of {self._order(tree.args['order'])}"
        spec = tree.args.get("spec")
        return f"{said} over {spec.sql('duckdb').lower()}" if spec is not None else said

    def _order(self, order: exp.Order) -> str:
        return either(
            [f"{self.value(each.this)}{' from the largest' if each.args.get('desc') else ''}" for each in order.expressions], "then"
        )

    def _query(self, tree: Tree, *, names_rows: bool = False) -> str:
        """Rows of a SELECT, or of several; `names_rows` leaves out which columns it lists."""
        match tree:
            case exp.Subquery():
                return self._query(tree.this, names_rows=names_rows)
            case exp.SetOperation():
                words = {exp.Union: "together with", exp.Intersect: "that are also", exp.Except: "without"}[type(tree)]
                return f"{self._with(tree)}({self._query(tree.left)}) {words} ({self._query(tree.right)})"
            case exp.Select():
                return self._select(tree, names_rows=names_rows)
        return tree.sql("duckdb")

    def _with(self, tree: exp.Query) -> str:
        found = tree.args.get("with_") or tree.args.get("with")
        if found is None:
            return ""
        said = [f"{quoted(each.alias)} is [{self._query(each.this)}]" for each in found.expressions]
        return f"with {either(said, 'and')}: "

    def _select(self, select: exp.Select, *, names_rows: bool) -> str:
        ahead = self._with(select)
        found = select.args.get("from_") or select.args.get("from")
        sources = [] if found is None else [found.this, *(join.this for join in select.args.get("joins") or [])]
        self._scopes.append({source.alias_or_name.lower(): source.name.lower() for source in sources})
        listed = [self._listed(each, select) for each in select.expressions]
        try:
            what = "" if names_rows or not sources else f"{either(listed, 'and')} of "
            said = [what + self._sources(select, sources)] if sources else [either(listed, "and")]
            said += self._clauses(select)
        finally:
            self._scopes.pop()
        return ahead + said[0] + "".join(part if part.startswith(",") else f" {part}" for part in said[1:])

    def _listed(self, tree: Tree, select: exp.Select) -> str:
        distinct = "different " if select.args.get("distinct") else ""
        if isinstance(tree, exp.Alias):
            said = self.value(tree.this)
            self._made.add(tree.alias.lower())
            return f"{distinct}{said} (called {quoted(tree.alias)})"
        if len(select.expressions) == 1 and _is_customer(tree):
            return "customers"
        return distinct + self.value(tree)

    def _sources(self, select: exp.Select, sources: list[Tree]) -> str:
        said = [self._source(source, is_named=len(sources) > 1 or _has_inner(select)) for source in sources]
        for place, join in enumerate(select.args.get("joins") or [], 1):
            how = " ".join(str(part).lower() for part in (join.side, join.kind) if part)
            on, using = join.args.get("on"), join.args.get("using")
            link = f" where {self.test(on)}" if on is not None else ""
            if using:
                link = f" of the same {either([_plain_label(each.name) for each in using], 'and')}"
            said[place] = f"{f'{how} ' if how not in {'', 'inner'} else ''}joined with {said[place]}{link}"
        return " ".join(said)

    def _source(self, source: Tree, *, is_named: bool) -> str:
        if isinstance(source, exp.Subquery):
            return f"[{self._query(source.this)}]{f' {quoted(source.alias)}' if source.alias else ''}"
        words = _ROWS.get(source.name.lower(), quoted(source.name))
        return f"{words} {quoted(source.alias)}" if is_named and source.alias else words

    def _clauses(self, select: exp.Select) -> Iterable[str]:
        where, group, having, qualify = (select.args.get(part) for part in ("where", "group", "having", "qualify"))
        order, limit = select.args.get("order"), select.args.get("limit")
        if where is not None:
            yield f"where {self.test(where.this)}"
        if group is not None:
            keys = [select.expressions[int(str(key)) - 1] if _is_place(key, select) else key for key in group.expressions]
            yield f", for each {either([self.value(key.unalias()) for key in keys], 'and')}"
        if having is not None:
            yield f", having {self.test(having.this)}"
        if qualify is not None:
            yield f", of which {self.test(qualify.this)}"
        if limit is not None:
            yield f", the first {self.value(limit.expression)} of them"
        if order is not None:
            yield f"in order of {self._order(order)}"


def _number_words(tree: exp.Literal) -> str:
    try:
        return figure(number_literal(tree))
    except CannotSay:  # in powers of ten
        return str(tree.this)


def _is_words(tree: Tree) -> str:
    if isinstance(tree, exp.Boolean):
        return "true" if tree.this else "false"
    return "unknown" if isinstance(tree, exp.Null) else tree.sql("duckdb")


def _is_customer(tree: Tree) -> bool:
    return isinstance(bare(tree), exp.Column) and bare(tree).name.lower() == "customer_id"


def _has_inner(select: exp.Select) -> bool:
    return sum(1 for _ in select.find_all(exp.Select)) > 1


def _is_place(key: Tree, select: exp.Select) -> bool:
    return isinstance(key, exp.Literal) and str(key).isdigit() and 1 <= int(str(key)) <= len(select.expressions)
