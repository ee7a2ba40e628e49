"""Where a shop's lines are, and how they are read: in a file of their own, once or again as text, or as the rows of the orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.queries import profile_lines, render
from regulars.queries.profile import ProfileShape
from regulars.queries.row_reader import RawTable
from regulars.work.numbered import may_address
from regulars.work.purchases import LineQueries
from regulars.work.reading import reads_lines_again

if TYPE_CHECKING:
    from regulars.work.score import Inputs


def line_queries(engine: Engine, inputs: Inputs, shape: ProfileShape) -> LineQueries:
    """What reads the lines; makes the table `catalogue`, and looks at `profile_orders` for how orders are named."""
    if _has_product_names(engine, inputs):
        engine.table("catalogue", render.sql(profile_lines.catalogue("product_names"), engine.dialect))
        return LineQueries(
            profile_lines.written_lines_of_orders(_same_key_type(engine, "written_lines")),
            profile_lines.written_lines_by_key() if _has_whole_keys(engine, "written_lines") else None,
        )
    is_own_file = inputs.lines is not None
    bought = profile_lines.bought_lines() if is_own_file else profile_lines.bought_rows(shape)
    engine.view("bought", render.sql(bought, engine.dialect))
    engine.table("catalogue", render.sql(profile_lines.catalogue("bought"), engine.dialect))
    if not is_own_file:
        return LineQueries(profile_lines.lines_that_are_orders(), have_customers=True)
    return LineQueries(
        profile_lines.lines_of_orders(_same_key_type(engine, "bought")),
        profile_lines.lines_by_key() if _has_whole_keys(engine, "bought") else None,
    )


def _has_product_names(engine: Engine, inputs: Inputs) -> bool:
    """Make `product_names` and `written_lines` where the file of lines is read again and one column tells products apart."""
    mapping = inputs.lines
    if mapping is None or inputs.source.mapping.inner_lines is not None:
        return False
    raw = RawTable("raw_lines", engine.columns("raw_lines"))
    if not reads_lines_again(raw, mapping):
        return False
    engine.table("product_names", render.sql(profile_lines.product_names(raw, mapping), engine.dialect))
    if engine.rows(render.sql(profile_lines.nameless_products(), engine.dialect))[0][0]:
        return False
    engine.view("written_lines", render.sql(profile_lines.written_lines(raw, mapping), engine.dialect))
    return True


def _same_key_type(engine: Engine, source: str) -> bool:
    return engine.columns(source)["order_key"] == engine.columns("profile_orders")["order_key"]


def _has_whole_keys(engine: Engine, source: str) -> bool:
    return all(may_address(engine.columns(table)["order_key"]) for table in (source, "profile_orders"))
