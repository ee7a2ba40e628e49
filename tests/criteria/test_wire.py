"""The wire format says exactly what the tree says, and takes nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from regulars.criteria import nodes
from regulars.criteria.schema import json_schema
from regulars.criteria.terms import Aggregate, Comparator, Past, Source, TextOperator, Unit
from regulars.criteria.tree import All, Compare, Constant, FieldText, InSegment, Measure, Not, Rows
from regulars.criteria.wire import from_wire, to_wire
from regulars.errors import DefinitionError

_SCHEMA = Draft202012Validator(json_schema())
_PLAIN = {
    str: st.text(max_size=12),
    int: st.integers(-1000, 1000),
    bool: st.booleans(),
    date: st.dates(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
}
_LEAVES = {"condition": "in_segment", "quantity": "constant", "row_condition": "row_known", "window": "past"}


def _any_of(family: str, depth: int) -> st.SearchStrategy[Any]:
    known = nodes.classes(family)
    if depth == 0 and family in _LEAVES:
        return _any_node(known[_LEAVES[family]], 0)
    return st.one_of(*(_any_node(made, depth - 1 if depth else 0) for made in known.values()))


def _any_node(made: type, depth: int) -> st.SearchStrategy[Any]:
    return st.builds(made, **{part.name: _any_part(part, depth) for part in nodes.parts(made)})


def _any_part(part: nodes.Part, depth: int) -> st.SearchStrategy[Any]:
    if part.is_optional and depth == 0 and isinstance(part.of, str):
        return st.none()
    if isinstance(part.of, str):
        one = st.deferred(lambda: _any_of(part.of, depth))  # type: ignore[arg-type]
    else:
        one = st.sampled_from(part.of) if issubclass(part.of, StrEnum) else _PLAIN[part.of]
    if part.is_list:
        return st.lists(one, max_size=3).map(tuple)
    return st.none() | one if part.is_optional else one


CONDITIONS = _any_of("condition", 3)


@given(CONDITIONS)
@settings(max_examples=300, deadline=None)
def test_any_tree_comes_back_from_json_as_it_went_in(condition: Any) -> None:
    assert from_wire(json.loads(json.dumps(to_wire(condition)))) == condition


@given(CONDITIONS)
@settings(max_examples=100, deadline=None)
def test_what_is_written_fits_the_json_schema(condition: Any) -> None:
    _SCHEMA.validate(json.loads(json.dumps(to_wire(condition))))


SPENT = Compare(
    Measure(Aggregate.SUM, Rows(Source.ORDERS, window=Past(90, 0, Unit.DAY)), "net"), Comparator.ABOVE, Constant(Decimal("500"))
)


def test_fields_at_their_default_are_left_out() -> None:
    rows = to_wire(SPENT)["criteria"]["left"]["rows"]
    assert rows == {"node": "rows", "source": "orders", "window": {"node": "past", "older": 90, "newer": 0, "unit": "day"}}


def test_the_digits_of_money_are_kept() -> None:
    exact = replace(SPENT, right=Constant(Decimal("500.10")))
    assert to_wire(exact)["criteria"]["right"]["value"] == "500.10"


def _changed(path: str, value: object) -> dict[str, Any]:
    wire: Any = to_wire(All((SPENT, FieldText("country", TextOperator.ANY_OF, ("Canada",)))))
    at = wire
    *before, last = path.split(".")
    for step in before:
        at = at[int(step)] if step.isdigit() else at[step]
    if value is _changed:
        del at[last]
    else:
        at[int(last) if last.isdigit() else last] = value
    return wire  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("version", 2, "version 2"),
        ("version", True, "version True"),
        ("extra", 1, "unknown key 'extra'"),
        ("criteria", _changed, "no key 'criteria'"),
        ("criteria", [], "must be a condition"),
        ("criteria.node", "alle", "Did you mean all?"),
        ("criteria.node", _changed, "no field 'node'"),
        ("criteria.node", 7, "criteria is no condition: 7"),
        ("criteria.parts", "x", "criteria.parts is 'x'. It must be a list"),
        ("criteria.parts.0.left.rows.window.unit", "dya", "criteria.parts[0].left.rows.window.unit is 'dya'. Did you mean day?"),
        ("criteria.parts.0.left.rows.window.older", True, "It must be a whole number"),
        ("criteria.parts.0.left.rows.window.older", 1.5, "It must be a whole number"),
        ("criteria.parts.0.right.value", 500, "It must be a number as text"),
        ("criteria.parts.0.right.value", "1e999999999", "It must be a number as text"),
        ("criteria.parts.0.right.value", "NaN", "It must be a number as text"),
        ("criteria.parts.0.right.value", " 5", "It must be a number as text"),
        ("criteria.parts.0.right.where", {}, "unknown field 'where'"),
        ("criteria.parts.0.right", {"node": "not"}, "is no quantity: 'not'"),
        ("criteria.parts.1.values.0", None, "It must be a text"),
        ("criteria.parts.1.values.0", "x" * 20_001, "longer than 20,000"),
        ("criteria.parts.1.field", _changed, "no field 'field'"),
    ],
)
def test_anything_else_is_refused_with_its_path(path: str, value: object, said: str) -> None:
    with pytest.raises(DefinitionError, match=None) as error:
        from_wire(_changed(path, value))
    assert said in str(error.value)


def test_nothing_but_an_object_is_criteria() -> None:
    for wire in (None, [], "all", 3):
        with pytest.raises(DefinitionError, match="an object with version and criteria"):
            from_wire(wire)


def test_a_tree_too_deep_for_the_stack_is_refused_in_a_sentence() -> None:
    condition: Any = InSegment(("a",))
    for _ in range(61):
        condition = Not(condition)
    with pytest.raises(DefinitionError, match="too large"):
        from_wire(to_wire(condition))


def test_a_tree_of_too_many_nodes_is_refused() -> None:
    with pytest.raises(DefinitionError, match="too large"):
        from_wire(to_wire(All(tuple(InSegment(("a",)) for _ in range(5_001)))))


def test_every_node_has_a_name_of_its_own() -> None:
    names = [name for family in nodes.FAMILIES for name in nodes.classes(family)]
    assert len(names) == len(set(names))
