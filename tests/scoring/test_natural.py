from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DataError
from regulars.scoring.cuts import MAX_NATURAL_VALUES, natural_cuts


def breaks(values, levels, counts=None):
    values = sorted(values)
    counts = counts or [1] * len(values)
    picks = natural_cuts(np.array(values, dtype=float), np.array(counts, dtype=float), levels)
    return [values[pick] for pick in picks]


def cost(values, counts, picks):
    edges = [0, *(pick + 1 for pick in picks), len(values)]
    total = 0.0
    for start, end in pairwise(edges):
        part, weight = np.array(values[start:end], dtype=float), np.array(counts[start:end], dtype=float)
        if len(part):
            total += float((weight * (part - np.average(part, weights=weight)) ** 2).sum())
    return total


def test_the_example_of_the_jenks_literature():
    # 4, 5, 9, 10: of the three splits in two, {4, 5} {9, 10} leaves 0.5 + 0.5
    assert breaks([4, 5, 9, 10], 2) == [5]


def test_the_example_of_ckmeans_1d_dp():
    # Wang and Song 2011, R package Ckmeans.1d.dp: -1, 2, -1, 2, 4, 5, 6, -1, 2, -1 in three clusters {-1} {2} {4, 5, 6}
    assert breaks([-1, 2, 4, 5, 6], 3, counts=[4, 3, 1, 1, 1]) == [-1, 2]


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 20)), min_size=1, max_size=9, unique_by=lambda pair: pair[0]),
    st.integers(2, 5),
)
def test_no_other_partition_is_better(pairs, levels):
    pairs.sort()
    values, counts = [value for value, _ in pairs], [count for _, count in pairs]
    picks = natural_cuts(np.array(values, dtype=float), np.array(counts, dtype=float), levels)
    classes = min(levels, len(values))
    best = min(cost(values, counts, other) for other in combinations(range(len(values) - 1), classes - 1))
    assert cost(values, counts, sorted(set(picks) - {len(values) - 1})) == pytest.approx(best, abs=1e-6)
    assert len(picks) == levels - 1
    assert list(picks) == sorted(picks)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=40, unique=True), st.integers(2, 10), st.integers(1, 10**7))
def test_scaling_values_moves_no_break(values, levels, factor):
    values.sort()
    counts = np.ones(len(values))
    plain = natural_cuts(np.array(values) / 100, counts, levels)
    assert natural_cuts(np.array(values) / 100 * (factor / 1000), counts, levels) == plain


def test_fewer_values_than_levels_repeat_breaks_and_keep_the_ends_apart():
    assert breaks([1, 7], 5) == [1, 1, 1, 1]
    assert breaks([1, 7, 20], 5) == [1, 1, 7, 7]
    assert breaks([3], 4) == [3, 3, 3]


def test_a_large_offset_does_not_drown_the_differences():
    base = 10**9
    assert breaks([base + 4, base + 5, base + 9, base + 10], 2) == [base + 5]


def test_the_most_values_allowed_are_cut_in_ten():
    values = np.sort(np.random.default_rng(7).lognormal(5, 1.5, MAX_NATURAL_VALUES))
    picks = natural_cuts(values, np.ones(len(values)), 10)
    assert len(set(picks)) == 9
    equal_parts = [len(values) * part // 10 for part in range(1, 10)]
    assert cost(values, np.ones(len(values)), picks) < cost(values, np.ones(len(values)), equal_parts)


@pytest.mark.parametrize("size", [0, MAX_NATURAL_VALUES + 1])
def test_no_values_or_too_many_are_refused(size):
    with pytest.raises(DataError, match="distinct values"):
        natural_cuts(np.arange(size, dtype=float), np.ones(size), 5)
