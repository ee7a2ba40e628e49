"""What people may say in SQL: one question that only reads the shop's own tables.

Everything is an allow-list on the parsed tree: statements, clauses, tables, columns, functions, types. What is not on it is refused
with its own text. What passes is written out again by sqlglot, so the user's text itself never reaches an engine.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError

from regulars.errors import DefinitionError, near_names
from regulars.queries.criteria_functions import FUNCTION_NAMES

LONGEST = 20_000
DEEPEST = 150
# each may double a text, and the tenth has it a thousand times
MOST_JOINED_TEXTS = 10

# what the parser has to say about a statement is said by the refusal
logging.getLogger("sqlglot").addHandler(logging.NullHandler())

# structure: clauses, names, literals, operators
_STRUCTURE: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.Subquery, exp.Union, exp.Intersect, exp.Except, exp.From, exp.Join, exp.Where, exp.Group, exp.Having,
    exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.With, exp.CTE, exp.TableAlias, exp.Table, exp.Column, exp.Identifier,
    exp.Alias, exp.Star, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Tuple, exp.Distinct, exp.And, exp.Or, exp.Not,
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.In, exp.Between,
    exp.Like, exp.ILike, exp.Exists, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe,
    exp.Interval, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.DataType, exp.DataTypeParam, exp.Var, exp.Window,
    exp.WindowSpec, exp.Filter, exp.Escape, exp.IntervalSpan, exp.Any, exp.All,
)  # fmt: skip
_FUNCTIONS: tuple[type[exp.Expr], ...] = (
    exp.Sum, exp.Count, exp.Min, exp.Max, exp.Avg, exp.Median, exp.Stddev, exp.ArgMax, exp.ArgMin, exp.LogicalAnd, exp.LogicalOr,
    exp.Coalesce, exp.Nullif, exp.Abs, exp.Round, exp.Floor, exp.Ceil, exp.Greatest, exp.Least, exp.Lower, exp.Upper, exp.Trim,
    exp.Length, exp.Substring, exp.StartsWith, exp.EndsWith, exp.Contains, exp.Replace, exp.Left, exp.Right, exp.StrPosition,
    exp.DateDiff, exp.DateTrunc, exp.TimestampTrunc, exp.Extract, exp.Year, exp.Month, exp.Day, exp.Hour, exp.DayOfWeek,
    exp.DayOfWeekIso, exp.Quarter, exp.Week, exp.DateAdd, exp.DateSub, exp.Date, exp.TsOrDsToDate, exp.RowNumber, exp.Rank,
    exp.DenseRank, exp.PercentRank, exp.Split, exp.SplitPart, exp.ArrayContains, exp.PercentileCont,
    exp.PercentileDisc, exp.WithinGroup, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue,
)  # fmt: skip
# functions that sqlglot knows by name only
_NAMED_FUNCTIONS = frozenset({"ISODOW", "PREFIX", "SUFFIX", "DATE_PART"}) | FUNCTION_NAMES
_CLOCK = (exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime, exp.CurrentDatetime, exp.Localtime, exp.Localtimestamp)
_TYPE = exp.DataType.Type
_TYPES = frozenset(
    {
        _TYPE.INT, _TYPE.BIGINT, _TYPE.DECIMAL, _TYPE.DOUBLE, _TYPE.VARCHAR, _TYPE.TEXT, _TYPE.DATE, _TYPE.TIMESTAMP,
        _TYPE.TIMESTAMPNTZ, _TYPE.BOOLEAN,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked in SQL: a boolean `condition` over the columns of the customers, or a `query` that lists customer_id."""

    condition: exp.Expr | None
    query: exp.Expr | None


def read_sql(text: str, tables: Mapping[str, frozenset[str]]) -> Asked:
    """Read one condition or one SELECT of customer_id; `tables` are the tables there are, with their columns.

    Raises:
        DefinitionError: it does not parse, or something in it is not allowed; the message names that part.
    """
    tree = parsed(text)
    is_query = isinstance(tree, exp.Query)
    body = tree.unnest() if isinstance(tree, exp.Subquery) else tree
    for node in body.walk():
        node.comments = None
    if isinstance(body, exp.Alias):
        raise DefinitionError(
            f"The SQL ends with {body.alias!r}, which is no part of the condition before it.",
            "Take it off, or join it with AND or OR.",
        )
    _check_nodes(body)
    _check_growth(body)
    _check_tables(body, tables)
    _check_columns(body, tables)
    if not is_query:
        return Asked(body, None)
    _check_projection(body)
    return Asked(None, body)


def parsed(text: str) -> exp.Expr:
    """One statement or condition as a tree, not checked.

    Raises:
        DefinitionError: it does not parse, or it is several.
    """
    if len(text) > LONGEST:
        raise DefinitionError(f"The SQL is longer than {LONGEST:,} characters.", "Shorten it.")
    if not text.strip():
        raise DefinitionError("The SQL is empty.", "Give a condition, such as country = 'Canada', or SELECT customer_id FROM ....")
    _check_depth(text)
    try:
        found = sqlglot.parse(text, read="duckdb")
    except SqlglotError as error:
        raise DefinitionError(
            f"The SQL cannot be read: {_first_line(error)}.", "Check its spelling, quotes and parentheses."
        ) from error
    except RecursionError as error:
        raise DefinitionError("The SQL is nested too deeply.", "Simplify it.") from error
    if len(found) != 1:
        raise DefinitionError("The SQL holds more than one statement.", "Give one condition or one SELECT, without a semicolon.")
    if found[0] is None:
        raise DefinitionError("The SQL holds nothing but comments.", "Give a condition or a SELECT.")
    return found[0]


def _check_depth(text: str) -> None:
    deepest = depth = 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise DefinitionError("The SQL is nested too deeply.", f"At most {DEEPEST} parentheses may be open at once.")


def _first_line(error: Exception) -> str:
    # sqlglot underlines the place with terminal codes on further lines
    line = str(error).splitlines()[0] if str(error) else "it is not SQL"
    return "".join(letter for letter in line if letter.isprintable()).rstrip(". ")[:200]


def _shown(node: exp.Expr) -> str:
    text = " ".join(node.sql("duckdb", unsupported_level=ErrorLevel.IGNORE).split())
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _refused(
    node: exp.Expr, why: str, remedy: str = "Only reading questions about the shop's own tables are allowed."
) -> DefinitionError:
    return DefinitionError(f"The SQL has a part that {why}: {_shown(node)}.", remedy)


def _check_nodes(tree: exp.Expr) -> None:
    for node in tree.walk():
        if isinstance(node, _CLOCK):
            raise _refused(node, "reads the clock", "AS_OF() is the instant that the question is asked for.")
        if isinstance(node, exp.Anonymous):
            if str(node.this).upper() not in _NAMED_FUNCTIONS:
                raise _refused(node, "calls a function that is not on the list")
        elif type(node) not in _STRUCTURE and type(node) not in _FUNCTIONS:
            is_function = isinstance(node, exp.Func)
            raise _refused(node, "calls a function that is not on the list" if is_function else "is not allowed")
        elif isinstance(node, exp.DataType) and node.this not in _TYPES:
            raise _refused(node, "names a type that is not on the list")
        elif isinstance(node, exp.With) and node.args.get("recursive"):
            raise _refused(node, "recurses", "A query that calls itself may never end.")
        elif isinstance(node, exp.Select) and not node.expressions:
            raise _refused(node, "selects nothing", "Name a column, or COUNT(*), behind SELECT.")
        elif isinstance(node, exp.Select) and (node.args.get("into") or node.args.get("locks") or node.args.get("hint")):
            raise _refused(node, "is not allowed")


def _check_growth(tree: exp.Expr) -> None:
    """No text may grow out of all proportion: the engine's limit of memory does not see it coming."""
    for node in tree.find_all(exp.Replace):
        found, by = node.expression, node.args.get("replacement")
        if not _is_text(found) or not (by is None or _is_text(by)) or (by is not None and len(by.this) > len(found.this)):
            raise _refused(node, "may make a text longer", "REPLACE takes two texts, of which the second is no longer.")
    joined = list(tree.find_all(exp.DPipe))
    if len(joined) > MOST_JOINED_TEXTS:
        raise _refused(joined[0], f"joins more than {MOST_JOINED_TEXTS} texts", "Join fewer.")


def _is_text(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string)


def _check_tables(tree: exp.Expr, tables: Mapping[str, frozenset[str]]) -> None:
    made = {cte.alias for cte in tree.find_all(exp.CTE)}
    for name in sorted(made & set(tables)):
        raise DefinitionError(f"The SQL calls a subquery {name!r}, as a table of the shop is called.", "Give it another name.")
    for table in tree.find_all(exp.Table):
        if table.db or table.catalog or not isinstance(table.this, exp.Identifier):
            raise _refused(table, "is no table of the shop", near_names(table.name, tables))
        if table.name.lower() not in tables and table.name not in made:
            raise _refused(table, "is no table of the shop", near_names(table.name, tables))
        if any(table.args.get(key) for key in ("pivots", "sample", "version", "when", "changes", "only")):
            raise _refused(table, "is not allowed")


def _check_columns(tree: exp.Expr, tables: Mapping[str, frozenset[str]]) -> None:
    """Every column is one of a table's or was named inside the query itself."""
    made = {alias.alias for alias in tree.find_all(exp.Alias)}
    made |= {column.name for named in tree.find_all(exp.TableAlias) for column in named.columns}
    known = {name.lower() for columns in tables.values() for name in columns} | {name.lower() for name in made}
    for column in tree.find_all(exp.Column):
        if column.db or column.catalog:
            raise _refused(column, "names another database")
        if not isinstance(column.this, exp.Star) and column.name.lower() not in known:
            raise _refused(column, "is no column of the shop's tables", near_names(column.name.lower(), known))


def _check_projection(query: exp.Expr) -> None:
    for select in _branches(query):
        columns = select.expressions
        if len(columns) != 1 or columns[0].alias_or_name.lower() != "customer_id":
            raise DefinitionError("The SELECT must list customer_id and nothing else.", "Write SELECT customer_id FROM ....")


def _branches(query: exp.Expr) -> list[exp.Select]:
    if isinstance(query, exp.SetOperation):
        return [*_branches(query.left), *_branches(query.right)]
    if isinstance(query, exp.Subquery):
        return _branches(query.this)
    return [query] if isinstance(query, exp.Select) else []
