"""SQL that stays SQL inside criteria: put into the compiled query with its names and instants bound."""

from __future__ import annotations

from sqlglot import exp

from regulars.queries.criteria_quantities import Quantities, Scope
from regulars.queries.criteria_read_values import call_name
from regulars.queries.criteria_terms import moment
from regulars.queries.sql_guard import parsed
from regulars.queries.trees import FROM_PERSON, Tree

SEGMENTS = "segments"


def bound(tree: Tree, quantities: Quantities, scope: Scope) -> Tree:
    """A guarded condition over the customers, for a SELECT where they are `c`: fields are read where they are stored."""
    tree = exp.Paren(this=tree.copy())
    for node in tree.walk():
        node.meta[FROM_PERSON] = True
    for node in list(tree.find_all(exp.Column, exp.Anonymous)):
        if call_name(node) == "AS_OF":
            node.replace(moment(quantities.layout.as_of))
        elif isinstance(node, exp.Column) and _is_customers(node):
            node.replace(quantities.field(node.name if node.name in quantities.layout.kinds else node.name.lower(), scope))
    return tree


def _is_customers(column: exp.Column) -> bool:
    """Whether a column is the customer's: outside of every subquery, or named `c.` where nothing inside is called so."""
    select = column.find_ancestor(exp.Select)
    if select is None:
        return column.table.lower() in {"", "c", "customers"}
    if column.table.lower() != "c":
        return False
    while select is not None:
        if any(table.alias_or_name.lower() == "c" for table in select.find_all(exp.Table)):
            return False
        select = select.find_ancestor(exp.Select)
    return True


def columns_in(sql: str) -> set[str]:
    """The names of all columns in a SQL condition, as they are written and in lower case."""
    names = {column.name for column in parsed(sql).find_all(exp.Column)}
    return names | {name.lower() for name in names}


def names_table(sql: str, table: str) -> bool:
    """Whether a SQL condition reads a table."""
    return any(found.name.lower() == table for found in parsed(sql).find_all(exp.Table))
