"""Text that a spreadsheet program would run as a formula, made harmless (CSV injection).

Source: OWASP, "CSV Injection": a cell that begins with = + - @, a tab or a carriage return; a single quote before it makes it text.
"""

from __future__ import annotations

from collections.abc import Mapping

from regulars.queries.reading import is_text
from regulars.queries.render import Tree, alias, aliased, ascending, call, case, name, select, table, template, text

FORMULA = "^[=+\\-@\t\r]"
# what begins like a formula and is a plain number stays one: -5, +49301234
NUMBER = "^[+-][0-9]+([.,][0-9]+)*$"


def harmless(column: Tree) -> Tree:
    """A text column with a quote before what a spreadsheet would run."""
    # all of these signs come before the letters, which is sooner seen
    runs = template(
        "$c < 'A' AND $f AND NOT $n",
        c=column,
        f=call("X_MATCHES", column, text(FORMULA)),
        n=call("X_MATCHES", column, text(NUMBER)),
    )
    return case([(runs, template("CONCAT('''', $c)", c=column))], column)


def customers_for_spreadsheets(columns: Mapping[str, str], fields: Mapping[str, str]) -> Tree:
    """`profile_columns.customers_with_fields` with harmless texts: name and engine type of the customers' columns and of the
    further fields of `profile`."""
    chosen = [
        alias(harmless(name(column, source)), column) if is_text(kind) else name(column, source)
        for source, found in (("c", columns), ("p", fields))
        for column, kind in found.items()
    ]
    return (
        select(*chosen)
        .from_(aliased(table("customers"), "c"))
        .join(aliased(table("profile"), "p"), on=name("customer_id", "p").eq(name("customer_id", "c")))
        .order_by(ascending(name("customer_id", "c")))
    )
