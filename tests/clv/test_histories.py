import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.clv.histories import Unit, distinct, histories, sampled
from regulars.clv.spends import spends
from regulars.errors import DataError

CUSTOMER = st.integers(0, 4).flatmap(
    lambda x: st.integers(0, 9).flatmap(lambda age: st.tuples(st.just(x), st.integers(0, age) if x else st.just(0), st.just(age)))
)


@given(st.lists(CUSTOMER, max_size=60))
def test_every_customer_finds_his_own_history_and_none_is_counted_twice(customers):
    columns = np.array(customers, dtype=float).reshape(-1, 3).T
    found = histories(*columns, Unit.DAYS)
    rows = np.stack((found.repeats, found.last, found.age))
    assert np.array_equal(rows[:, found.inverse], columns)
    assert len(np.unique(rows.T, axis=0)) == len(rows.T) == len(set(customers))
    assert found.customers == len(customers)
    for pairs, time in ((found.at_age, found.age), (found.at_last, found.last)):
        assert np.array_equal(pairs.repeats[pairs.index], found.repeats)
        assert np.array_equal(pairs.time[pairs.index], time)


@given(st.lists(CUSTOMER, min_size=1, max_size=60), st.integers(1, 70))
def test_a_sample_has_that_many_customers_of_the_whole(customers, size):
    found = histories(*np.array(customers, dtype=float).T, Unit.DAYS)
    part = sampled(found, size)
    assert part.customers == min(size, len(customers))
    whole = set(zip(found.repeats, found.last, found.age, strict=True))
    assert set(zip(part.repeats, part.last, part.age, strict=True)) <= whole


@pytest.mark.parametrize(
    ("x", "t_x", "age", "words"),
    [
        (1, 5, 4, "after the end"),
        (-1, 0, 4, "negative"),
        (1.5, 1, 4, "not whole"),
        (0, 1, 4, "no repeat order"),
        (float("nan"), 1, 4, "missing"),
        (1, 1, float("inf"), "missing or infinite"),
    ],
)
def test_a_history_that_nobody_can_have_is_named(x, t_x, age, words):
    with pytest.raises(DataError, match=rf"history 1 .*{words}"):
        histories([0, x], [0, t_x], [3, age], Unit.DAYS)


def test_columns_of_different_length_are_refused():
    with pytest.raises(DataError, match="differ in length"):
        histories([0, 1], [0], [3, 4], Unit.DAYS)
    with pytest.raises(DataError, match="differ in length"):
        spends([0, 1], [3.0])


def test_text_is_refused_with_a_remedy():
    with pytest.raises(DataError, match="not a number"):
        histories(["a"], [0], [3], Unit.DAYS)


def test_a_missing_mean_is_refused_only_where_there_is_a_repeat_order():
    found = spends([0, 2, 2], [float("nan"), 5.0, 5.0])
    assert (list(found.mean), list(found.weight)) == ([0.0, 5.0], [1.0, 2.0])
    with pytest.raises(DataError, match="spend 1 "):
        spends([0, 2], [1.0, float("nan")])


def test_results_cannot_be_changed_afterwards():
    found = histories([0, 1], [0, 1], [3, 4], Unit.DAYS)
    with pytest.raises(ValueError, match="read-only"):
        found.repeats[0] = 7


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60), st.booleans())
def test_distinct_pairs_are_those_of_a_sort_however_they_are_found(pairs, in_order):
    given_pairs = sorted(set(pairs)) if in_order else pairs
    left, right = (np.array([pair[side] for pair in given_pairs], dtype=float) for side in (0, 1))
    for grown in (1.0, 1e9):  # whole small numbers need no sort; large ones get one
        first, inverse = distinct(left * grown, right)
        assert [(left[place], right[place]) for place in first] == sorted(set(given_pairs))
        assert [(left[first][place], right[first][place]) for place in inverse] == given_pairs
        assert all(given_pairs.index(given_pairs[place]) == place for place in first)
