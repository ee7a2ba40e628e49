"""Favourite categories, beside the exact bound, and the sets of categories."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaincinv

from regulars.scoring.affinity import FEWEST_PURCHASES, SMALLEST_LIFT
from regulars.scoring.favourites import TasteColumns, category_sets, favourites
from regulars.scoring.lifts import TAIL
from regulars.scoring.purchases import Bought


def test_a_favourite_is_claimed_only_where_the_exact_bound_allows_it() -> None:
    cases = [
        (x, n, shape, share)
        for x in (1, 2, 3, 4, 6, 10, 30)
        for n in (x, x + 2, 3 * x, 9 * x)
        for shape in (0.3, 1.0, 5.0, 60.0)
        for share in (0.02, 0.2, 0.5)
    ]
    effect = 1.3
    x, n, shape, share = (np.array(column) for column in zip(*cases, strict=True))
    places = np.arange(len(cases))
    bought = Bought(np.arange(len(cases) + 1), places.astype(np.int32), x.astype(np.int32))
    best, lifts = favourites(bought, n, TasteColumns(shape, np.full(len(cases), effect), share))
    size, rate = shape + x / effect, shape + n * share / effect
    exact = gammaincinv(size, TAIL) / rate
    claimed = best >= 0
    assert claimed.sum() > 50
    assert (best[claimed] == places[claimed]).all()
    assert (x[claimed] >= FEWEST_PURCHASES).all()
    assert (exact[claimed] > 1).all()
    assert lifts[claimed] == pytest.approx((size / rate)[claimed], abs=1e-4)
    # what is given up by the approximation is close to the border
    assert ((x < FEWEST_PURCHASES) | (exact < 1.02) | (size / rate < SMALLEST_LIFT))[~claimed].all()
    assert np.isnan(lifts[~claimed]).all()


def test_of_several_favourites_the_one_of_the_highest_lift_counts_and_of_equals_the_first() -> None:
    # customer 0 has three categories alike, customer 1 a rarer one as the last, customer 2 nothing
    bought = Bought(np.array([0, 3, 6, 6]), np.array([0, 1, 2, 0, 1, 3], dtype=np.int32), np.full(6, 9, dtype=np.int32))
    known = TasteColumns(np.full(4, 1.0), np.ones(4), np.array([0.1, 0.1, 0.1, 0.05]))
    assert favourites(bought, np.array([27, 27, 0]), known)[0].tolist() == [0, 3, -1]
    by_chance = TasteColumns(np.full(4, np.nan), np.ones(4), known.share)
    assert favourites(bought, np.array([27, 27, 0]), by_chance)[0].tolist() == [-1, -1, -1]


def test_a_set_has_the_bits_of_its_categories() -> None:
    bought = Bought(np.array([0, 2, 2, 3, 3]), np.array([0, 2, 1], dtype=np.int32), np.ones(3, dtype=np.int32))
    assert category_sets(bought, np.array([4, 0, 1])).tolist() == [5, 0, 0, 0]
    assert category_sets(Bought(np.zeros(3, np.int64), bought.item[:0], bought.orders[:0]), np.array([1])).tolist() == [0, 0]
