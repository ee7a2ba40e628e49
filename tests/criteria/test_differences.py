"""What differs between two definitions is told by condition, and nothing is told where nothing differs."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.criteria.trees import Trees

from regulars.criteria import tree as t
from regulars.criteria.columns import ROW_COLUMNS, Shape, ValueKind
from regulars.criteria.differences import ConditionChange, criteria_difference
from regulars.criteria.terms import Aggregate, Comparator, Source, TextOperator


def spent(amount: int, comparator: Comparator = Comparator.ABOVE) -> t.Compare:
    return t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS), "net"), comparator, t.Constant(Decimal(amount)))


def country(*names: str) -> t.FieldText:
    return t.FieldText("country", TextOperator.ANY_OF, names)


KNOWN = t.Known(t.FieldValue("created_at"))
SHAPE = Shape(
    {source: frozenset(ROW_COLUMNS[source]) for source in Source},
    {"country": ValueKind.TEXT, "created_at": ValueKind.TIME, "clv": ValueKind.MONEY, "accepts_marketing": ValueKind.FLAG},
)
CONDITIONS = Trees(SHAPE, {}).conditions()


def test_a_condition_with_another_value_is_changed_and_not_removed_and_added() -> None:
    found = criteria_difference(
        t.All((spent(100), country("France"))), t.All((country("France", "Spain"), spent(200, Comparator.AT_LEAST)))
    )
    assert set(found.changed) == {
        ConditionChange(spent(100), spent(200, Comparator.AT_LEAST)),
        ConditionChange(country("France"), country("France", "Spain")),
    }
    assert not found.added
    assert not found.removed


def test_from_more_than_to_between_is_a_change_of_the_same_condition() -> None:
    between = t.Between(spent(0).left, t.Constant(Decimal(3)), t.Constant(Decimal(5)))
    assert criteria_difference(spent(100), between).changed == (ConditionChange(spent(100), between),)


def test_conditions_about_other_things_are_removed_and_added() -> None:
    found = criteria_difference(t.All((spent(100), country("France"))), t.All((spent(100), KNOWN)))
    assert (found.added, found.removed, found.changed) == ((KNOWN,), (country("France"),), ())


def test_all_of_them_and_one_of_them_are_not_the_same() -> None:
    parts = (spent(100), KNOWN)
    assert criteria_difference(t.All(parts), t.Any(parts)).joined_otherwise
    assert not criteria_difference(t.All(parts), t.All(parts)).joined_otherwise
    assert not criteria_difference(spent(100), t.All(parts)).joined_otherwise


@given(CONDITIONS)
def test_a_definition_does_not_differ_from_itself(condition: t.Condition) -> None:
    assert criteria_difference(condition, condition).is_empty


@given(st.lists(CONDITIONS, max_size=4), st.lists(CONDITIONS, max_size=4))
def test_every_condition_of_both_is_told_once_or_is_in_both(before: list[t.Condition], after: list[t.Condition]) -> None:
    old, new = t.All(tuple(before)), t.All(tuple(after))
    found = criteria_difference(old, new)
    left = list(before or [old])
    for each in (*found.removed, *(change.before for change in found.changed)):
        left.remove(each)
    right = list(after or [new])
    for each in (*found.added, *(change.after for change in found.changed)):
        right.remove(each)
    assert sorted(map(repr, left)) == sorted(map(repr, right))  # what is left over stands in both
