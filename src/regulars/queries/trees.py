"""SQL as sqlglot's trees, for what is built node by node, and for translating from DuckDB's SQL to another engine's.

`render.py` puts SQL together as text, for which DuckDB needs nothing imported; what must look into SQL works on trees. Templates,
primitives and the list of tested functions are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

import sqlglot
from sqlglot import exp

from regulars.errors import EngineError
from regulars.queries.primitives import TESTED
from regulars.queries.render import rendering

Tree = exp.Expr

# what sqlglot calls functions and is none
_NO_FUNCTIONS = (exp.And, exp.Or, exp.Xor, exp.Case, exp.If, exp.Array)

# a mark on the nodes of a person's own SQL, which has a list of its own: `sql_guard`
FROM_PERSON = "from_person"


def translated(text: str, dialect: str) -> str:
    """A query with primitives, written for DuckDB, in another engine's dialect.

    Raises:
        EngineError: a function is not on the tested list, or the dialect has no rendering of a primitive.
    """
    return sql(sqlglot.parse_one(text, read="duckdb"), dialect)


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


def sql(tree: Tree, dialect: str, *, pretty: bool = False) -> str:
    """`tree` in an engine's dialect, on lines for people where `pretty`. The tree is used up: build it again to render it twice.

    Raises:
        EngineError: a function is not on the tested list, or the dialect has no rendering of a primitive.
    """
    # the breadth-first order reversed reaches inner primitives before the ones around them
    for node in reversed(list(tree.find_all(exp.Anonymous))):
        if FROM_PERSON in node.meta:
            continue
        text = _primitive(node, dialect)
        if node is tree:
            return text
        node.replace(exp.Var(this=text))
    for function in tree.find_all(exp.Func):
        if FROM_PERSON in function.meta:
            continue
        if not isinstance(function, _NO_FUNCTIONS) and not TESTED.intersection(function.sql_names()):
            raise EngineError(
                f"The function {function.sql_name()} is not on the list of tested functions.", "Please report this as a bug."
            )
    return tree.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE, pretty=pretty)


def _primitive(node: exp.Anonymous, dialect: str) -> str:
    arguments = [argument.sql(dialect, unsupported_level=sqlglot.ErrorLevel.RAISE) for argument in node.expressions]
    return rendering(str(node.this).upper(), dialect, arguments)


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
