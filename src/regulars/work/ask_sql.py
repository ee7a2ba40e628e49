"""Asking in SQL: the same answer as in words, from a condition or a SELECT of customer_id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from regulars.criteria.nodes import walk
from regulars.criteria.tree import Condition, FieldText, InSegment, RowText, SqlCondition
from regulars.criteria.words.results import Status
from regulars.errors import DefinitionError, EngineError
from regulars.queries import shop_tables
from regulars.queries.criteria_raw import SEGMENTS, names_table
from regulars.queries.criteria_read import read_condition
from regulars.queries.criteria_written import written
from regulars.queries.render import sql as rendered
from regulars.work.absent_values import absent_values
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
    condition = read_condition(text, sql_tables(asking.data))
    seal_for(asking, [condition])
    with limited_sql(asking, seconds, is_raw=bool(raw_sql([condition], asking.saved))):
        segment = asking.segment(condition, with_ids=with_ids)
    stays_sql = bool(raw_sql([condition], {}))
    assumptions = (*absent_values(asking, condition), *sql_assumptions(condition))
    return SqlAnswer(Answer(Status.OK, text, (segment,), assumptions, ()), written(condition), stays_sql)


def raw_sql(conditions: Iterable[object], saved: Mapping[str, Condition]) -> list[str]:
    """The SQL inside conditions, and inside the saved segments that they name."""
    found: list[str] = []
    waiting, seen = list(conditions), set[str]()
    while waiting:
        for node in walk(waiting.pop()):
            if isinstance(node, SqlCondition):
                found.append(node.sql)
            elif isinstance(node, InSegment):
                fresh = [name for name in node.names if name in saved and name not in seen]
                seen.update(fresh)
                waiting += [saved[name] for name in fresh]
    return found


def seal_for(asking: Asking, conditions: Sequence[Condition]) -> None:
    """Read from the files what conditions need, and put the files out of reach of every query that follows.

    Raises:
        DefinitionError: a condition has no meaning on the tables.
    """
    data = asking.data
    if any(names_table(sql, SEGMENTS) for sql in raw_sql(conditions, asking.saved)):
        scored(data)
        data.engine.view(SEGMENTS, rendered(shop_tables.segments(), data.engine.dialect))
    layout_for(data, conditions, asking.saved)
    data.seal()


@contextmanager
def limited_sql(asking: Asking, seconds: float, *, is_raw: bool) -> Iterator[None]:
    """Inside, a query ends after so many seconds; what the engine says of people's own SQL (`is_raw`) is said as theirs.

    Raises:
        DefinitionError: the SQL cannot be run. EngineError: it took longer.
    """
    try:
        with asking.data.engine.limited(seconds):
            yield
    except EngineError as error:
        if not is_raw or "seconds" in error.problem:
            raise
        raise DefinitionError(
            f"The SQL cannot be run: {error.problem.removeprefix('The engine refused a query: ')}", "Check its columns and types."
        ) from error


def sql_assumptions(condition: Condition) -> tuple[str, ...]:
    """What a person should know of how their SQL is read."""
    texts = any(isinstance(node, FieldText | RowText) for node in walk(condition))
    return (
        *(("Text is compared whatever its case.",) if texts else ()),
        *(("A part of it stays SQL: it is run as it is, and cannot be edited as a form.",) if raw_sql([condition], {}) else ()),
    )
