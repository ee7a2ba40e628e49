"""The next best category: never one that is owned, the most popular where nothing is known, and association where there is some."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from regulars.scoring.next_best import evidence, owned, ranked

some_masks = arrays.arrays(np.int64, st.integers(1, 40), elements=st.integers(0, 2**7 - 1))


@given(some_masks)
def test_what_is_owned_is_never_recommended_and_all_else_is(masks: np.ndarray) -> None:
    found = ranked(masks, *evidence(masks, np.ones(len(masks)), 7), 7)
    for mask, best in zip(masks, found, strict=True):
        has = {k for k in range(7) if mask >> k & 1}
        assert {k for k in best if k >= 0} == set(range(7)) - has


@given(some_masks, st.integers(1, 5))
def test_counting_alike_customers_together_changes_nothing(masks: np.ndarray, times: int) -> None:
    sets, people = np.unique(np.repeat(masks, times), return_counts=True)
    one_by_one = evidence(np.repeat(masks, times), np.ones(len(masks) * times), 7)
    together = evidence(sets, people, 7)
    assert np.allclose(one_by_one[0], together[0])
    assert np.allclose(one_by_one[1], together[1])


def test_without_association_the_most_popular_comes_first() -> None:
    rng = np.random.default_rng(3)
    has = rng.random((20000, 5)) < np.array([0.1, 0.6, 0.3, 0.5, 0.2])
    masks = (has * 2 ** np.arange(5)).sum(axis=1)
    found = ranked(np.array([0, 1]), *evidence(masks, np.ones(len(masks)), 5), 5)
    assert found[0].tolist() == [1, 3, 2, 4, 0]
    assert found[1].tolist() == [1, 3, 2, 4, -1]


def test_what_goes_with_what_they_own_beats_the_more_popular() -> None:
    rng = np.random.default_rng(3)
    has = rng.random((20000, 4)) < np.array([0.2, 0.4, 0.0, 0.3])
    has[:, 2] = rng.random(20000) < np.where(has[:, 0], 0.8, 0.05)
    masks = (has * 2 ** np.arange(4)).sum(axis=1)
    found = ranked(np.array([0b0001, 0b1000]), *evidence(masks, np.ones(len(masks)), 4), 1)[:, 0]
    assert found.tolist() == [2, 1]


def test_sixty_categories_fit_a_mask() -> None:
    masks = np.array([2**60 - 1, 2**59, 0])
    assert owned(masks, 60).sum(axis=1).tolist() == [60, 1, 0]
    assert ranked(masks, *evidence(masks, np.array([1, 1, 1]), 60), 1)[0, 0] == -1


@pytest.mark.parametrize(("level", "fewest"), [("department", 0.36), ("product_category", 0.18)])
def test_real_households_next_new_category_is_guessed_better_than_by_popularity(real_data: Path, level: str, fewest: float) -> None:
    """Complete Journey: the last category that each household bought for the first time, guessed from all before it."""
    folder = real_data / "completejourney"
    lines = pyarrow.parquet.read_table(
        folder / "transactions.parquet", columns=["household_id", "product_id", "transaction_timestamp"]
    )
    known = pyarrow.parquet.read_table(folder / "products.parquet", columns=["product_id", level]).filter(
        pc.field(level).is_valid()
    )
    bought = lines.join(known, "product_id", join_type="inner")
    first = bought.group_by(["household_id", level]).aggregate([("transaction_timestamp", "min")]).to_pylist()
    most = [name for name, _ in sorted(Counter(row[level] for row in first).items(), key=lambda pair: (-pair[1], pair[0]))[:60]]
    bit = {name: place for place, name in enumerate(most)}
    households: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for row in first:
        if row[level] in bit:
            households[row["household_id"]].append((row["transaction_timestamp_min"], bit[row[level]]))
    histories = [sorted(found) for found in households.values() if len(found) > 1]
    masks = np.array([sum(1 << place for _, place in found[:-1]) for found in histories])
    target = np.array([found[-1][1] for found in histories])
    base, weights = evidence(masks, np.ones(len(masks)), len(most))
    guessed = ranked(masks, base, weights, 3)
    popular = ranked(masks, owned(masks, len(most)).mean(axis=0), np.zeros_like(weights), 3)

    def hits(found: np.ndarray, places: int) -> float:
        return float((found[:, :places] == target[:, None]).any(axis=1).mean())

    assert hits(guessed, 1) >= fewest
    assert hits(guessed, 1) > hits(popular, 1) + 0.01
    assert hits(guessed, 3) > hits(popular, 3) + 0.01
