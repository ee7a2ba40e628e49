"""What criteria mean on PostgreSQL: the members that DuckDB finds, by the SQL rendered for it, on the same tables on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import opened, write_demo
from tests.servers import postgres_server
from trees import Trees

from regulars.criteria.check import check
from regulars.criteria.columns import Shape
from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import Condition, FieldText
from regulars.queries import criteria, trees
from regulars.work.ask import Asking
from regulars.work.data import ShopData
from regulars.work.shop_scores import layout_for

_QUICK = settings(max_examples=30, suppress_health_check=list(HealthCheck))
_LONG = settings(max_examples=1500, suppress_health_check=list(HealthCheck))
_TABLES = ("customers", "orders", "order_lines", "events")
_WORKED_OUT = ("scores", "profile")
# PostgreSQL's names of DuckDB's types, where they are others
_TYPES = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION", "UINTEGER": "BIGINT", "UTINYINT": "SMALLINT", "TINYINT": "SMALLINT"}


class _Both:
    """One shop in DuckDB and in PostgreSQL; `is_scored` with everybody's scores and profile."""

    def __init__(self, folder: Path, zone: str, connection: Any, *, is_scored: bool) -> None:
        self.data = opened(folder, timezone=zone)
        self.schema = f"{zone.replace('/', '_').lower()}_{int(is_scored)}"
        self._connection = connection
        connection.execute(f"CREATE SCHEMA {self.schema}")
        connection.execute(f"SET search_path TO {self.schema}")
        shape = _scored(self.data) if is_scored else _as_told(self.data)
        values = {column: [value.text for value in each[:3]] for column, each in Asking(self.data).vocabulary.values.items()}
        self.trees = Trees(shape, values)
        for table in (*_TABLES, *(_WORKED_OUT if is_scored else ())):
            self._copy(table)

    def _copy(self, table: str) -> None:
        columns = self.data.engine.columns(table)
        typed = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {table} ({typed})")
        with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for row in self.data.engine.rows(f"SELECT * FROM {table}"):
                copy.write_row(row)

    def found(self, condition: Condition) -> tuple[set[str], set[str], str]:
        """The members in DuckDB, those in PostgreSQL, and the SQL of the latter."""
        check(condition, self.data.shape)
        layout = layout_for(self.data, [condition], {})
        here = {str(row[0]) for row in self.data.engine.rows(trees.sql(criteria.members(condition, layout), "duckdb"))}
        rendered = trees.sql(criteria.members(condition, layout), "postgres", pretty=True)
        self._connection.execute(f"SET search_path TO {self.schema}")
        there = [row[0] for row in self._connection.execute(rendered)]
        assert len(there) == len(set(there))
        return here, set(there), rendered


def _as_told(data: ShopData) -> Shape:
    return replace(data.shape, fields={name: kind for name, kind in data.shape.fields.items() if name not in data.homes})


def _scored(data: ShopData) -> Shape:
    """Makes scores and profile; the models may refuse so small a shop, whose fields are then none."""
    layout_for(data, [FieldText(field, TextOperator.ANY_OF, ("new",)) for field in ("lifecycle", "segment")], {})
    made = data.engine.columns("profile")
    there = {name: kind for name, kind in data.shape.fields.items() if data.homes.get(name) != "profile" or name in made}
    return replace(data.shape, fields=there)


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    psycopg = pytest.importorskip("psycopg")
    with postgres_server() as address, psycopg.connect(address, autocommit=True) as opened_connection:
        yield opened_connection


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("shop"))


_PLAIN: list[_Both] = []
_SCORED: list[_Both] = []


@pytest.fixture(scope="module")
def plain_shops(folder: Path, connection: Any) -> Iterator[None]:
    _PLAIN.append(_Both(folder, "America/New_York", connection, is_scored=False))
    yield
    _close(_PLAIN)


@pytest.fixture(scope="module")
def scored_shops(folder: Path, connection: Any) -> Iterator[None]:
    _SCORED.extend(_Both(folder, zone, connection, is_scored=True) for zone in ("UTC", "America/New_York"))
    yield
    _close(_SCORED)


def _close(shops: list[_Both]) -> None:
    for shop in shops:
        shop.data.close()
    shops.clear()


def _trees_of(shops: list[_Both]) -> st.SearchStrategy[tuple[_Both, Condition]]:
    chosen: st.SearchStrategy[_Both] = st.deferred(lambda: st.sampled_from(shops))
    return chosen.flatmap(lambda shop: st.tuples(st.just(shop), shop.trees.conditions(2)))


def _agree(shop: _Both, condition: Condition) -> None:
    here, there, rendered = shop.found(condition)
    assert here == there, rendered


@pytest.mark.usefixtures("plain_shops")
@given(_trees_of(_PLAIN))
@_QUICK
def test_postgresql_finds_the_members_that_duckdb_finds(found: tuple[_Both, Condition]) -> None:
    _agree(*found)


@pytest.mark.long
@pytest.mark.usefixtures("scored_shops")
@given(_trees_of(_SCORED))
@_LONG
def test_postgresql_finds_the_same_members_on_many_trees(found: tuple[_Both, Condition]) -> None:
    _agree(*found)
