"""Asking in SQL: the same answer as in words, from a condition or a SELECT of customer_id."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.criteria.nodes import walk
from regulars.criteria.tree import FieldText, RowText, SqlCondition
from regulars.criteria.words.results import Status
from regulars.errors import DefinitionError, EngineError
from regulars.queries import shop_tables
from regulars.queries.criteria_raw import SEGMENTS, names_table
from regulars.queries.criteria_read import read_condition
from regulars.queries.criteria_written import written
from regulars.queries.render import sql as rendered
from regulars.work.ask import Answer, Asking
from regulars.work.shop_scores import layout_for, scored
from regulars.work.sql_tables import sql_tables

MOST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class SqlAnswer:
    """The answer, with the condition as SQL that can be edited (`written`), and whether a part of it stays SQL (`is_sql`)."""

    answer: Answer
    written: str
    is_sql: bool


def ask_sql(asking: Asking, text: str, *, with_ids: bool = False, seconds: float = MOST_SECONDS) -> SqlAnswer:
    """The customers for whom SQL is true. The engine is sealed first: from then on its queries reach the shop's tables alone.

    Raises:
        DefinitionError: the SQL does not parse, something in it is not allowed, or it has no meaning on the tables.
        EngineError: it took longer than `seconds`.
    """
    data = asking.data
    condition = read_condition(text, sql_tables(data))
    raw = [node.sql for node in walk(condition) if isinstance(node, SqlCondition)]
    if any(names_table(sql, SEGMENTS) for sql in raw):
        scored(data)
        data.engine.view(SEGMENTS, rendered(shop_tables.segments(), data.engine.dialect))
    layout_for(data, [condition], asking.saved)  # what has to be worked out is read from the files before they are out of reach
    data.engine.seal()
    try:
        with data.engine.limited(seconds):
            segment = asking.segment(condition, with_ids=with_ids)
    except EngineError as error:
        if not raw or "seconds" in error.problem:
            raise
        raise DefinitionError(
            f"The SQL cannot be run: {error.problem.removeprefix('The engine refused a query: ')}", "Check its columns and types."
        ) from error
    assumptions = _assumptions(condition, has_raw=bool(raw))
    return SqlAnswer(Answer(Status.OK, text, (segment,), assumptions, ()), written(condition), bool(raw))


def _assumptions(condition: object, *, has_raw: bool) -> tuple[str, ...]:
    texts = any(isinstance(node, FieldText | RowText) for node in walk(condition))
    return (
        *(("Text is compared whatever its case.",) if texts else ()),
        *(("A part of it stays SQL: it is run as it is, and cannot be edited as a form.",) if has_raw else ()),
    )
