"""Written criteria with letters and words changed: read, run and said in English, or refused in a sentence, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import opened, write_demo
from trees import Trees

from regulars.criteria.sentence import sentence
from regulars.errors import RegularsError
from regulars.queries.criteria_read import read_condition
from regulars.queries.criteria_written import written
from regulars.work.ask import Asking
from regulars.work.ask_sql import limited_sql, raw_sql
from regulars.work.sql_tables import sql_tables

pytestmark = pytest.mark.long

_PIECES = [
    "SELECT",
    "customer_id",
    "FROM",
    "orders",
    "events",
    "customers",
    "WHERE",
    "AND",
    "OR",
    "NOT",
    "IN",
    "(",
    ")",
    ",",
    ".",
    "*",
    "=",
    "<>",
    ">",
    "5",
    "'x'",
    "NULL",
    "COUNT(*)",
    "SUM(total)",
    "GROUP",
    "BY",
    "HAVING",
    "WITH",
    "UNION",
    "EXISTS",
    "BETWEEN",
    "LIKE",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "INTERVAL",
    "DAY",
    "AS_OF()",
    "OVER",
    "LIMIT",
    "DISTINCT",
    "o.",
    "c.",
    "counted",
    "place",
    "month",
    "-",
    "||",
    ";",
    "--",
    "/*",
    "$1",
    "::",
    "[",
    "]",
    "1e9",
    "DATE",
    "TRUE",
]
_PLACE = st.floats(0, 1, exclude_max=True)
_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["cut", "insert", "double", "letter"]),
        _PLACE,
        st.integers(1, 12),
        st.sampled_from(_PIECES),
        st.characters(),
    ),
    min_size=1,
    max_size=4,
)
_OPEN: list[tuple[Asking, Trees]] = []


@pytest.fixture(scope="module", autouse=True)
def _shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with opened(write_demo(tmp_path_factory.mktemp("shop"))) as data:
        asking = Asking(data)
        values = {column: [value.text for value in each[:3]] for column, each in asking.vocabulary.values.items()}
        fields = {name: kind for name, kind in data.shape.fields.items() if name not in data.homes}
        _OPEN.append((asking, Trees(replace(data.shape, fields=fields), values)))
        yield
        _OPEN.clear()


def _changed(sql: str, changes: list[tuple[str, float, int, str, str]]) -> str:
    for how, place, length, piece, letter in changes:
        at = int(place * len(sql))
        middle = sql[at : at + length]
        instead = {"cut": "", "insert": f" {piece} {middle}", "double": middle * 2, "letter": letter + middle}[how]
        sql = sql[:at] + instead + sql[at + length :]
    return sql


@given(st.deferred(lambda: _OPEN[0][1].conditions(1)), _CHANGES)
@settings(max_examples=1500, suppress_health_check=list(HealthCheck))
def test_changed_sql_is_read_and_run_or_refused_in_a_sentence(
    condition: object, changes: list[tuple[str, float, int, str, str]]
) -> None:
    asking = _OPEN[0][0]
    tables = sql_tables(asking.data)
    refusal = ""
    try:
        found = read_condition(_changed(written(condition), changes), tables)  # type: ignore[arg-type]
        is_raw = bool(raw_sql([found], {}))
        assert is_raw or read_condition(written(found), tables) == found
        assert sentence(found, asking.context).endswith(".")
        with limited_sql(asking, 5, is_raw=is_raw):
            asking.segment(found)
    except RegularsError as error:
        refusal = str(error)
    assert "\n" not in refusal
    assert "report this as a bug" not in refusal
