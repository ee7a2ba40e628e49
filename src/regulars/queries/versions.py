"""Versions of an order by the time of their last change: the latest of a source, and those that the workspace is ahead of."""

from __future__ import annotations

from regulars.queries import reading
from regulars.queries.lake import LakeTable
from regulars.queries.render import Tree, name, select, table, template
from regulars.queries.row_reader import RawTable, ReadingRules, RowReader
from regulars.tables import ColumnUse, Mapping

UPDATES = LakeTable(
    "order_updates", ("order_id",), {"order_id": "VARCHAR", "customer_id": "VARCHAR", "updated_at": "TIMESTAMP WITH TIME ZONE"}
)


def staged_updates(raw: RawTable, mapping: Mapping, rules: ReadingRules, use: ColumnUse) -> Tree:
    """Of each order of a source, the time of its last change and whose it is."""
    reader = RowReader(raw, mapping, rules)
    return template(
        """
        SELECT CAST($k AS VARCHAR) AS order_id, MAX(CAST($c AS VARCHAR)) AS customer_id,
               MAX(CAST($u AS TIMESTAMP WITH TIME ZONE)) AS updated_at
        FROM $raw WHERE NOT $k IS NULL AND NOT $u IS NULL GROUP BY 1
        """,
        k=reader.order_key(),
        c=reader.customer(),
        u=reading.calendar_value(use, raw.types[use.column], rules.file_zone),
        raw=table(raw.view),
    )


def latest_rows(raw: RawTable, mapping: Mapping, rules: ReadingRules, use: ColumnUse) -> Tree:
    """The rows of a source without those of orders that it has a later row of; rows of the same time stay together."""
    reader = RowReader(raw, mapping, rules)
    timed = template(
        "SELECT *, $k AS version_key, $u AS version_at, MAX($u) OVER (PARTITION BY $k) AS version_newest FROM $raw",
        k=reader.order_key(),
        u=reading.calendar_value(use, raw.types[use.column], rules.file_zone),
        raw=table(raw.view),
    )
    columns = [name(column) for column in raw.types]
    return template(
        "SELECT $columns FROM $t AS t WHERE version_key IS NULL OR version_newest IS NULL OR version_at = version_newest",
        columns=Tree(", ".join(column.text for column in columns), is_closed=True),
        t=timed,
    )


def outdated(updates: str, known: str) -> Tree:
    """The staged orders that `known` has a later version of."""
    return template(
        "SELECT s.order_id FROM $s AS s JOIN $k AS k ON k.order_id = s.order_id WHERE k.updated_at > s.updated_at",
        s=table(updates),
        k=table(known),
    )


def current(view: str, old: str) -> Tree:
    """The rows of a staged view whose order is not in `old`."""
    return select(Tree("v.*")).from_(template("$v AS v ANTI JOIN $o AS o USING (order_id)", v=table(view), o=table(old)))
