"""Which version of an order is the later one, where the data say when each was last changed.

Of several versions in one source the latest is kept, and none takes the place of a later one that the workspace has. Without a
time, the order of imports decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from regulars.engines.base import Engine
from regulars.errors import in_words
from regulars.ingest.answers import Answers
from regulars.ingest.names import words
from regulars.ingest.updates import ROLE
from regulars.queries import lake, render, versions
from regulars.queries.row_reader import RawTable, ReadingRules
from regulars.tables import ColumnUse
from regulars.tables import Mapping as Reading

EARLIER_VERSION = "earlier_version"
EARLIER_MEANING = "an earlier version of an order that the same source has a later one of"
_GOODS = ("product_id", "product_title", "unit_price", "quantity")
_LINE_WORDS = frozenset({"line", "item", "position", "detail", "row"})


def apart(answers: Answers) -> tuple[Answers, str | None]:
    """The answers about orders, and which column was said to be the time of the last change."""
    columns = dict(answers.columns)
    wanted = columns.pop(ROLE, None)
    return replace(answers, columns=columns), wanted


def latest_rows(
    engine: Engine, raw: RawTable, reading: Reading, rules: ReadingRules, use: ColumnUse, view: str
) -> tuple[RawTable, int]:
    """The rows of a source that are the latest version of their order, as `view`, and how many are not.

    Where rows are lines of orders, all of them are kept: lines may be changed at different times.
    """
    if reading.use("order_id") is None or _has_lines(reading):
        return raw, 0
    engine.view(view, _sql(engine, versions.latest_rows(raw, reading, rules, use)))
    rows, kept = (int(engine.rows(_sql(engine, lake.count_rows(each)))[0][0]) for each in (raw.view, view))
    return (RawTable(view, raw.types), rows - kept) if kept < rows else (raw, 0)


def _has_lines(reading: Reading) -> bool:
    """Whether rows are lines, by what stands in them: an order with several totals looks like one with several lines."""
    amount = reading.use("line_total")
    return any(map(reading.use, _GOODS)) or (amount is not None and bool(_LINE_WORDS & set(words(amount.column))))


def staged_updates(engine: Engine, raw: RawTable, reading: Reading, rules: ReadingRules, use: ColumnUse, table: str) -> str:
    """Make the table of the orders of a source with the time of their last change; its name, or "" where orders have no number."""
    if reading.use("order_id") is None:
        return ""
    engine.table(table, _sql(engine, versions.staged_updates(raw, reading, rules, use)))
    return table


def drop_outdated(engine: Engine, views: dict[str, str], updates: str, files: Sequence[Path]) -> tuple[dict[str, str], str, str]:
    """The staged `views` and `updates` without orders of which the lake (`files` of its order_updates) has a later version.

    The third is a note about these; "" where there are none.
    """
    if not files:
        return views, updates, ""
    known, old = f"{updates}_known", f"{updates}_old"
    engine.view(known, lake.files_sql([str(path) for path in files]))
    engine.table(old, _sql(engine, versions.outdated(updates, known)))
    count = int(engine.rows(_sql(engine, lake.count_rows(old)))[0][0])
    if not count:
        return views, updates, ""
    kept = dict(views)
    for table in ("orders", "order_lines"):
        if table in views:
            kept[table] = f"{views[table]}_current"
            engine.view(kept[table], _sql(engine, versions.current(views[table], old)))
    engine.view(f"{updates}_current", _sql(engine, versions.current(updates, old)))
    return kept, f"{updates}_current", f"{in_words(count, 'order')} left as the workspace has them, in a later version."


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
