"""What a refresh need not work out again: the facts of customers nothing about whom has changed since the refresh before.

A customer's facts depend on their own rows and on where the borders of time fall between them (the as-of, the starts of the
windows). So only customers are looked at anew who have other rows than before, or a row that a border has passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regulars.queries.render import (
    Tree,
    aliased,
    any_of,
    call,
    name,
    number,
    select,
    subquery,
    table,
    template,
    timestamp,
    union_all,
)


def changed_keys(key: str, columns: Sequence[str], gone: str, come: str) -> Tree:
    """The values of `key` whose rows in the view `come` are others than in the view `gone`.

    Rows are compared by the sum of their 64-bit hashes: that two different sets of rows are taken for the same is as likely as that
    a number drawn from 2 ** 64 is a given one.
    """
    hashed = call("X_ROW_HASH", *map(name, columns))

    def side(view: str, sign: int) -> Tree:
        return template(
            f"SELECT $k AS k, CAST({sign} AS HUGEINT) AS n, {sign} * CAST($h AS HUGEINT) AS h FROM $v",
            k=name(key),
            h=hashed,
            v=table(view),
        )

    return template(
        f"SELECT k AS {key} FROM $both AS b GROUP BY 1 HAVING SUM(n) <> 0 OR SUM(h) <> 0",
        both=subquery(union_all(side(gone, -1), side(come, 1))),
    )


def passed_by(view: str, moment: str, spans: Sequence[tuple[datetime, datetime]]) -> Tree:
    """The customers with a row whose `moment` is in one of the spans (the beginning not included)."""
    zoned = "CAST($t AS TIMESTAMP WITH TIME ZONE)"
    within = [
        template(
            f"($m > {zoned.replace('$t', '$a')} AND $m <= {zoned.replace('$t', '$b')})",
            m=name(moment),
            a=timestamp(after),
            b=timestamp(until),
        )
        for after, until in spans
    ]
    query = select(template("DISTINCT customer_id")).from_(table(view))
    return query.where(any_of(*within) if within else template("FALSE"))


def owners(orders: str, keys: str) -> Tree:
    """The customers of the orders in a table of order_id."""
    return template("SELECT DISTINCT o.customer_id FROM $o AS o SEMI JOIN $k AS k USING (order_id)", o=table(orders), k=table(keys))


def together(*queries: Tree) -> Tree:
    """The different customers that several queries find."""
    return template(
        "SELECT DISTINCT customer_id AS customer FROM $q AS q WHERE NOT customer_id IS NULL", q=subquery(union_all(*queries))
    )


def repeated_orders(view: str, keys: str) -> Tree:
    """How many rows the orders in a table of order_id have, and how many different numbers."""
    return template(
        "SELECT COUNT(*) AS n, COUNT(DISTINCT order_id) AS different FROM $v AS v SEMI JOIN $k AS k USING (order_id)",
        v=table(view),
        k=table(keys),
    )


def of_customers(view: str, columns: Sequence[str], customers: str) -> Tree:
    """The rows of a view that are of customers in a table, with some columns."""
    chosen = aliased(table(customers), "c")
    rows = select(*[name(column, "v") for column in columns]).from_(aliased(table(view), "v"))
    return rows.join(chosen, on=name("customer", "c").eq(name("customer_id", "v")), join_type="semi")


def superseded(steps: Sequence[tuple[str, int]]) -> Tree:
    """The last step (increments are counted from 1) at which each customer was worked out anew; `steps` are tables and steps."""
    listed = [
        template("SELECT customer, CAST($s AS INTEGER) AS step FROM $t", s=number(step), t=table(made)) for made, step in steps
    ]
    return template("SELECT customer, MAX(step) AS step FROM $a AS a GROUP BY 1", a=subquery(union_all(*listed)))


def completed(columns: Sequence[str], parts: Sequence[tuple[str, int]], newest: str, superseded_by: str) -> Tree:
    """The facts of everybody: of each part those that no later step has made anew, and the table `newest`."""
    wanted = ", ".join(name(column).text for column in columns)
    kept = [
        template(
            f"SELECT {wanted} FROM $p AS p WHERE NOT EXISTS (SELECT 1 FROM $s AS s WHERE s.customer = p.customer AND s.step > $i)",
            p=table(part),
            s=table(superseded_by),
            i=number(step),
        )
        for part, step in parts
    ]
    return union_all(*kept, template(f"SELECT {wanted} FROM $n", n=table(newest)))
