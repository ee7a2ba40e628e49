"""Agreement of two divisions, against published figures and laws that it must obey."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.contingency import association

from regulars.validation.agreement import agreement

TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=1, max_size=5)
)


def test_the_adjusted_rand_index_is_the_one_of_the_published_example() -> None:
    # Santos and Embrechts, "On the use of the adjusted Rand index as a metric for evaluating supervised classification" (2009), and
    # scikit-learn's documentation: labels [0, 0, 1, 1] against [0, 0, 1, 2]
    assert agreement([[2, 0, 0], [0, 1, 1]]).adjusted_rand == pytest.approx(4 / 7)
    assert agreement([[1, 1], [1, 1]]).adjusted_rand == pytest.approx(-0.5)


@given(TABLES)
def test_cramers_v_is_that_of_scipy_and_neither_measure_knows_the_order_of_groups(table: list[list[int]]) -> None:
    found = agreement(table)
    kept = np.array(table)
    kept = kept[kept.sum(axis=1) > 0][:, kept.sum(axis=0) > 0]
    if min(kept.shape, default=0) > 1:
        assert found.cramers_v == pytest.approx(association(kept, method="cramer"), abs=1e-9)
    else:
        assert found.cramers_v is None
    assert agreement(table[::-1]) == found
    turned = agreement([list(column) for column in zip(*table, strict=True)])
    assert (turned.adjusted_rand, turned.people) == (found.adjusted_rand, found.people)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_the_same_division_agrees_fully(sizes: list[int]) -> None:
    found = agreement([[size if row == column else 0 for column in range(len(sizes))] for row, size in enumerate(sizes)])
    assert found.adjusted_rand == pytest.approx(1)
    assert found.cramers_v == pytest.approx(1)


def test_where_there_is_nothing_to_compare_nothing_is_claimed() -> None:
    assert agreement([]).adjusted_rand is None
    assert agreement([[7]]) == agreement([[7]])
    assert agreement([[7]]).adjusted_rand is None
    assert agreement([[3, 4]]).cramers_v is None
    with pytest.raises(ValueError, match="one length"):
        agreement([[1, 2], [3]])
