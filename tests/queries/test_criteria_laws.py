"""What holds for every tree: it runs on DuckDB, reads on Spark and Postgres, and obeys the logic of true, false and unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlglot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import opened, write_demo
from trees import Trees

from regulars.criteria.check import check
from regulars.criteria.sentence import sentence
from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import All, Any, Condition, FieldText, Not
from regulars.queries import criteria, trees
from regulars.work.ask import Asking
from regulars.work.data import ShopData
from regulars.work.shop_scores import layout_for

_SLOW = settings(max_examples=25, suppress_health_check=list(HealthCheck))
_LONG = settings(max_examples=400, suppress_health_check=list(HealthCheck))


class _Shop:
    def __init__(self, data: ShopData) -> None:
        self.data = data
        self.asking = Asking(data)
        values = {column: [value.text for value in values[:3]] for column, values in self.asking.vocabulary.values.items()}
        # the models may refuse so small a shop, whose fields are then none
        layout_for(data, [FieldText("lifecycle", TextOperator.ANY_OF, ("new",))], {})
        made = data.engine.columns("profile")
        there = {name: kind for name, kind in data.shape.fields.items() if data.homes.get(name) != "profile" or name in made}
        self.trees = Trees(replace(data.shape, fields=there), values)
        self.everybody = frozenset(str(row[0]) for row in data.engine.rows("SELECT customer_id FROM customers"))

    def members(self, condition: Condition) -> frozenset[str]:
        found = [str(row[0]) for row in self.data.engine.rows(self.asking.members_sql(condition))]
        assert len(found) == len(set(found))
        return frozenset(found)

    def judged(self, condition: Condition) -> dict[str, bool | None]:
        layout = layout_for(self.data, [condition], {})
        rows = self.data.engine.rows(trees.sql(criteria.judged([condition], layout), "duckdb"))
        return {str(row[0]): row[1] for row in rows}


_OPEN: list[_Shop] = []


@pytest.fixture(scope="module", autouse=True)
def _shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = write_demo(tmp_path_factory.mktemp("shop"))
    _OPEN.extend(_Shop(opened(folder, timezone=zone)) for zone in ("UTC", "America/New_York"))
    yield
    for shop in _OPEN:
        shop.data.close()
    _OPEN.clear()


def shops() -> st.SearchStrategy[_Shop]:
    return st.deferred(lambda: st.sampled_from(_OPEN))


def _any_tree(shop: _Shop, depth: int = 2) -> st.SearchStrategy[Condition]:
    return shop.trees.conditions(depth)


TREES = shops().flatmap(lambda shop: st.tuples(st.just(shop), _any_tree(shop)))
PAIRS = shops().flatmap(lambda shop: st.tuples(st.just(shop), _any_tree(shop, 1), _any_tree(shop, 1)))


def _logic_holds(shop: _Shop, condition: Condition) -> None:
    check(condition, shop.data.shape)
    inside, outside = shop.members(condition), shop.members(Not(condition))
    kept = trees.sql(criteria.members(condition, shop.asking.kept_layout([condition])), "duckdb")
    assert inside == {str(row[0]) for row in shop.data.engine.rows(kept)}
    judged = shop.judged(condition)
    assert judged.keys() == shop.everybody
    assert inside == {customer for customer, truth in judged.items() if truth is True}
    assert outside == {customer for customer, truth in judged.items() if truth is False}


@given(TREES)
@_SLOW
def test_segment_complement_and_unknown_are_everybody_and_each_apart(found: tuple[_Shop, Condition]) -> None:
    _logic_holds(*found)


@pytest.mark.long
@given(TREES)
@_LONG
def test_segment_complement_and_unknown_are_everybody_on_many_trees(found: tuple[_Shop, Condition]) -> None:
    _logic_holds(*found)


@given(PAIRS)
@_SLOW
def test_de_morgan_holds(found: tuple[_Shop, Condition, Condition]) -> None:
    shop, one, other = found
    assert shop.members(Not(All((one, other)))) == shop.members(Any((Not(one), Not(other))))
    assert shop.members(Not(Any((one, other)))) == shop.members(All((Not(one), Not(other))))


@given(PAIRS)
@_SLOW
def test_all_is_intersection_and_any_is_union(found: tuple[_Shop, Condition, Condition]) -> None:
    shop, one, other = found
    assert shop.members(All((one, other))) == shop.members(one) & shop.members(other)
    assert shop.members(Any((one, other))) == shop.members(one) | shop.members(other)


@given(TREES)
@_SLOW
def test_every_tree_is_one_select_in_every_dialect_and_has_a_sentence(found: tuple[_Shop, Condition]) -> None:
    shop, condition = found
    layout = layout_for(shop.data, [condition], {})
    for dialect in ("duckdb", "spark", "postgres"):
        written = trees.sql(criteria.members(condition, layout), dialect, pretty=True)
        statements = sqlglot.parse(written, read=dialect)
        assert len(statements) == 1
        assert isinstance(statements[0], sqlglot.exp.Select)
    assert sentence(condition, shop.asking.context).startswith(("Customers ", "All ", "No "))
