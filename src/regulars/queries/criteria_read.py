"""From SQL to criteria: exactly the written form, and the usual forms that people write by hand. What the tree cannot say is left.

A part that is not recognised becomes a `SqlCondition`, kept as SQL, where it stands alone between AND, OR and NOT.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from regulars.criteria import tree as t
from regulars.criteria.columns import Shape
from regulars.criteria.nodes import walk
from regulars.errors import DefinitionError
from regulars.queries.criteria_functions import FUNCTION_NAMES, VIRTUAL_COLUMNS
from regulars.queries.criteria_read_conditions import Reader
from regulars.queries.criteria_read_values import call_name
from regulars.queries.sql_guard import parsed, read_sql
from regulars.queries.trees import Tree


@dataclass(frozen=True, slots=True)
class SqlTables:
    """What SQL may name: each table with its columns, and what the shop's orders have.

    `only_cancelled`: cancelled orders are all that do not count. `has_returns`: some rows of `orders` are returns of their own.
    """

    columns: Mapping[str, frozenset[str]]
    shape: Shape
    only_cancelled: bool = True
    has_returns: bool = False


def read_condition(text: str, tables: SqlTables) -> t.Condition:
    """The criteria of a SQL condition, or of a SELECT of customer_id.

    Raises:
        DefinitionError: it does not parse, or something in it is not allowed.
    """
    offered = {name: columns | frozenset(VIRTUAL_COLUMNS) for name, columns in tables.columns.items()}
    asked = read_sql(text, offered)
    if asked.condition is not None:
        _check_customers(asked.condition, tables)
    reader = Reader(tables.shape.fields, only_cancelled=tables.only_cancelled, has_returns=tables.has_returns)
    found = reader.query(asked.query) if asked.query is not None else reader.condition(_of(asked.condition))
    _check_raw(found, tables)
    return found


def guarded(sql: str, tables: SqlTables) -> Tree:
    """The tree of a condition that stays SQL, checked again: it may come from a file.

    Raises:
        DefinitionError: something in it is not allowed, or it is no condition.
    """
    condition = t.SqlCondition(sql)
    _check_raw(condition, tables)
    return _of(read_sql(sql, tables.columns).condition)


def _check_customers(condition: Tree, tables: SqlTables) -> None:
    """Outside of every subquery, a condition is about the customers."""
    own = {name.lower() for name in tables.columns["customers"]}
    for column in condition.find_all(exp.Column):
        named = column.name.lower()
        if column.find_ancestor(exp.Select) is not None or named in own or isinstance(column.this, exp.Star):
            continue
        homes = [table for table, columns in tables.columns.items() if table != "customers" and named in columns]
        where = f" FROM {homes[0]} ..." if homes else " ..."
        raise DefinitionError(
            f"The SQL asks for {column.name!r} of the customers, who have no such column.",
            f"Rows are reached through a subquery: customer_id IN (SELECT customer_id{where}).",
        )


def _of(tree: Tree | None) -> Tree:
    if tree is None:
        raise DefinitionError("The SQL is empty.", "Give a condition.")
    return tree


def _check_raw(condition: t.Condition, tables: SqlTables) -> None:
    """SQL that stays SQL is run as it is: it must not name what only criteria know."""
    real = frozenset(column for columns in tables.columns.values() for column in columns)
    for node in walk(condition):
        if not isinstance(node, t.SqlCondition):
            continue
        tree = parsed(node.sql)
        made = {alias.alias.lower() for alias in tree.find_all(exp.Alias)}
        for part in tree.walk():
            name = call_name(part)
            if name in FUNCTION_NAMES and (name != "AS_OF" or part.expressions):
                raise DefinitionError(
                    f"The SQL uses {name} where criteria cannot say the rest: {node.sql[:80]}.", "See docs/sql.md."
                )
            if isinstance(part, exp.Column) and part.name.lower() in VIRTUAL_COLUMNS and part.name.lower() not in real | made:
                raise DefinitionError(
                    f"The SQL uses the column {part.name} where criteria cannot say the rest: {node.sql[:80]}.", "See docs/sql.md."
                )
