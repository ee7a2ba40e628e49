"""From trees and fixed templates to one engine's SQL. The only place where dialects differ.

Templates are DuckDB SQL with `$slots` for trees. A handful of primitives, written as functions named `X_...`, are rendered by
hand per dialect, because sqlglot's own translation of them is wrong or silent on some engine. Every function in a query must be on
the tested list, so that nothing reaches an engine on which nobody has tried it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp

from regulars.errors import EngineError

Tree = exp.Expr

# {0}, {1}: the arguments, already rendered in the target dialect
PRIMITIVES: dict[str, dict[str, str]] = {
    "X_DAYS": {"duckdb": "DATE_DIFF('day', {0}, {1})", "spark": "DATEDIFF({1}, {0})"},
    "X_LOCALDATE": {
        "duckdb": "CAST(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1} AS DATE)",
        "spark": "CAST(CONVERT_TIMEZONE('UTC', {1}, {0}) AS DATE)",
    },
    "X_TO_UTC": {
        "duckdb": "(({0} AT TIME ZONE {1}) AT TIME ZONE 'UTC')",
        "spark": "CONVERT_TIMEZONE({1}, 'UTC', {0})",
    },
    "X_ZONED_TO_UTC": {"duckdb": "({0} AT TIME ZONE 'UTC')", "spark": "TO_TIMESTAMP_NTZ({0})"},
    "X_TS": {"duckdb": "TIMESTAMP {0}", "spark": "CAST({0} AS TIMESTAMP_NTZ)"},
    "X_MONTH": {"duckdb": "STRFTIME({0}, '%Y-%m')", "spark": "DATE_FORMAT({0}, 'yyyy-MM')"},
    "X_LOCALTIME": {
        "duckdb": "(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1})",
        "spark": "CONVERT_TIMEZONE('UTC', {1}, {0})",
    },
    # 1 is Monday
    "X_WEEKDAY": {"duckdb": "ISODOW({0})", "spark": "(WEEKDAY({0}) + 1)"},
    "X_HOUR": {"duckdb": "HOUR({0})", "spark": "HOUR({0})"},
    "X_MONTH_OF_YEAR": {"duckdb": "MONTH({0})", "spark": "MONTH({0})"},
    "X_YEAR": {"duckdb": "YEAR({0})", "spark": "YEAR({0})"},
    # text from a position on, 1 is the first
    "X_FROM": {"duckdb": "SUBSTRING({0}, {1})", "spark": "SUBSTRING({0}, {1})"},
    "X_TRY_STRPTIME": {"duckdb": "TRY_STRPTIME({0}, {1})"},
    # "+0100", with or without a blank before it, is an offset that the cast does not know
    "X_TRY_ZONED": {
        "duckdb": "(TRY_CAST(REGEXP_REPLACE({0}, ' ?([+-][0-9]{{2}}):?([0-9]{{2}})$', '\\1:\\2') AS TIMESTAMPTZ)"
        " AT TIME ZONE 'UTC')"
    },
    "X_EXCEL_TIME": {
        "duckdb": "(TIMESTAMP '1899-12-30 00:00:00' + TO_SECONDS(CAST(ROUND(TRY_CAST({0} AS DOUBLE) * 86400) AS BIGINT)))",
    },
    "X_EPOCH_TIME": {"duckdb": "MAKE_TIMESTAMP(CAST(ROUND(TRY_CAST({0} AS DOUBLE) * {1}) AS BIGINT))"},
    "X_ADD_TIME": {"duckdb": "(CAST({0} AS DATE) + {1})"},
    "X_ROW_HASH": {"duckdb": "HASH({*})"},
    "X_BITSTRING_COUNT": {"duckdb": "BIT_COUNT(BITSTRING_AGG({0}, {1}, {2}))"},
    "X_DIGITS": {"duckdb": "REGEXP_REPLACE({0}, '[^0-9+]', '', 'g')"},
    "X_KEEP": {"duckdb": "REGEXP_REPLACE({0}, {1}, '', 'g')"},
    "X_MATCHES": {"duckdb": "REGEXP_MATCHES({0}, {1})", "spark": "({0} RLIKE {1})"},
}

# functions tried on every engine that Regulars runs on
TESTED = (
    exp.Sum, exp.Count, exp.Min, exp.Max, exp.Coalesce, exp.Nullif, exp.Trim, exp.Lower, exp.Cast, exp.TryCast, exp.Case, exp.If,
    exp.Abs, exp.Replace, exp.StartsWith, exp.Concat, exp.RowNumber, exp.And, exp.Or, exp.Xor, exp.Greatest, exp.Least, exp.Floor,
    exp.Round, exp.Upper, exp.Array, exp.Exists, exp.Length, exp.Lag, exp.DenseRank,
)  # fmt: skip


@lru_cache(maxsize=256)
def _parsed(template: str) -> Tree:
    return sqlglot.parse_one(template, read="duckdb")


def template(sql: str, **slots: Tree) -> Tree:
    """The tree of a DuckDB-SQL `sql` with every `$name` replaced by the tree given for it."""
    tree = _parsed(sql).copy()
    for node in list(tree.find_all(exp.Placeholder)):
        replacement = slots[str(node.this)].copy()
        if node is tree:
            tree = replacement
        else:
            node.replace(replacement)
    return tree


def sql(tree: Tree, dialect: str) -> str:
    """`tree` in an engine's dialect. The tree is used up: build it again rather than render it twice.

    Raises:
        EngineError: a function is not on the tested list, or the dialect has no rendering of a primitive.
    """
    # the breadth-first order reversed reaches inner primitives before the ones around them
    for node in reversed(list(tree.find_all(exp.Anonymous))):
        text = _primitive(node, dialect)
        if node is tree:
            return text
        node.replace(exp.Var(this=text))
    for function in tree.find_all(exp.Func):
        if not isinstance(function, TESTED):
            raise EngineError(
                f"The function {function.sql_name()} is not on the list of tested functions.", "Please report this as a bug."
            )
    return tree.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _primitive(node: exp.Anonymous, dialect: str) -> str:
    name = str(node.this).upper()
    forms = PRIMITIVES.get(name)
    if forms is None or dialect not in forms:
        raise EngineError(f"{name} has no rendering for {dialect}.", "Please report this as a bug.")
    arguments = [argument.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE) for argument in node.expressions]
    form = forms[dialect]
    if "{*}" in form:
        return form.replace("{*}", ", ".join(arguments))
    return form.format(*arguments)


def call(primitive: str, *arguments: Tree) -> exp.Anonymous:
    """A call of a primitive."""
    return exp.Anonymous(this=primitive, expressions=[argument.copy() for argument in arguments])


def name(text: str, table: str | None = None) -> exp.Column:
    """A quoted column name: whatever a file calls its columns."""
    return exp.column(exp.to_identifier(text, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None)


def table(text: str) -> exp.Table:
    """A quoted table or view name."""
    return exp.to_table(exp.to_identifier(text, quoted=True).sql("duckdb"), dialect="duckdb")


def text(value: str) -> exp.Literal:
    """A string literal."""
    return exp.Literal.string(value)


def number(value: int | Decimal) -> Tree:
    """A numeric literal; money as the decimal it is, never through a float."""
    literal = exp.Literal.number(str(abs(value)) if isinstance(value, int) else format(abs(value), "f"))
    return exp.Neg(this=literal) if value < 0 else literal


def timestamp(value: datetime) -> exp.Anonymous:
    """An instant as naive UTC."""
    naive = value.astimezone(UTC).replace(tzinfo=None)
    return call("X_TS", text(naive.isoformat(sep=" ", timespec="microseconds")))


def alias(tree: Tree, called: str) -> exp.Alias:
    """`tree AS called`."""
    return exp.Alias(this=tree, alias=exp.to_identifier(called))


def aliased(source: Tree, called: str) -> Tree:
    """A table or subquery under another name, to select from."""
    return exp.alias_(source, called, table=True, copy=False)


def null() -> exp.Null:
    """NULL."""
    return exp.Null()


def case(branches: Sequence[tuple[Tree, Tree]], otherwise: Tree) -> Tree:
    """CASE WHEN ... THEN ... ELSE ... END; just `otherwise` where there is no branch."""
    if not branches:
        return otherwise
    tree = exp.Case()
    for condition, result in branches:
        tree = tree.when(condition, result, copy=False)
    return tree.else_(otherwise, copy=False)
