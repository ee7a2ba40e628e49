"""Shrunk lifts: between chance and what was seen, silent on chance, and loud about what is really there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammainc

from regulars.scoring.affinity import is_claimed
from regulars.scoring.lifts import (
    NO_DIFFERENCES,
    SHAPES,
    ClusteredCounts,
    LiftPrior,
    PairCounts,
    design_effects,
    fitted_prior,
    group_lifts,
    pair_lifts,
    paired_at_random,
    shrunk_lifts,
)
from regulars.scoring.tastes import TasteSums, TasteTotals, tastes

priors = st.builds(LiftPrior, st.floats(5, 500), st.floats(0.5, 5), st.floats(0.01, 0.6))
counts = st.lists(st.tuples(st.integers(0, 400), st.floats(0.05, 400)), min_size=1, max_size=20)


def cells(found: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([n for n, _ in found], dtype=float), np.array([e for _, e in found])


@given(counts, priors)
def test_a_shrunk_lift_lies_between_chance_and_what_was_seen(found: list[tuple[int, float]], prior: LiftPrior) -> None:
    n, e = cells(found)
    shrunk, low, high = shrunk_lifts(n, e, prior)
    raw = n / e
    assert np.all(shrunk >= np.minimum(raw, 1) - 1e-9)
    assert np.all(shrunk <= np.maximum(raw, 1) + 1e-9)
    assert np.all(low < high)


@given(counts, priors)
def test_nine_tenths_of_what_is_believed_lie_between_the_ends(found: list[tuple[int, float]], prior: LiftPrior) -> None:
    n, e = cells(found)
    _, low, high = shrunk_lifts(n, e, prior)
    # the mixture, written down again from its definition
    from scipy.stats import nbinom

    far = prior.wide * nbinom.pmf(n, prior.far, prior.far / (prior.far + e))
    near = (1 - prior.wide) * nbinom.pmf(n, prior.near, prior.near / (prior.near + e))
    ok = far + near > 1e-250
    weight = far[ok] / (far + near)[ok]

    def below(lift: np.ndarray) -> np.ndarray:
        inside = [gammainc(a + n[ok], lift[ok] * (a + e[ok])) for a in (prior.near, prior.far)]
        return np.asarray((1 - weight) * inside[0] + weight * inside[1])

    assert below(low) == pytest.approx(0.05, abs=2e-4)
    assert below(high) == pytest.approx(0.95, abs=2e-4)


def test_more_purchases_at_the_same_lift_are_shrunk_less() -> None:
    n = np.array([2.0, 20, 200, 2000])
    shrunk, low, _ = shrunk_lifts(n, n / 3, LiftPrior(50, 1.5, 0.1))
    assert list(shrunk) == sorted(shrunk)
    assert list(low) == sorted(low)
    assert shrunk[0] < 1.6
    assert shrunk[-1] == pytest.approx(3, rel=0.02)


def test_two_purchases_do_not_look_like_love() -> None:
    shrunk, low, _ = shrunk_lifts(np.array([2.0]), np.array([0.3]), LiftPrior(50, 1.5, 0.1))
    assert not is_claimed(2, float(shrunk[0]), float(low[0]))
    assert low[0] < 1


def test_the_prior_finds_how_many_lifts_differ_and_how_much() -> None:
    rng = np.random.default_rng(5)
    e = rng.uniform(5, 80, 6000)
    wide = rng.random(6000) < 0.2
    lift = np.where(wide, rng.gamma(1.5, 1 / 1.5, 6000), rng.gamma(80, 1 / 80, 6000))
    prior = fitted_prior(rng.poisson(e * lift).astype(float), e)
    assert prior.wide == pytest.approx(0.2, abs=0.05)
    assert prior.far == pytest.approx(1.5, rel=0.3)
    assert prior.near > 30


def test_where_nothing_differs_nothing_is_claimed() -> None:
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        e = rng.uniform(0.5, 60, 300)
        n = rng.poisson(e).astype(float)
        prior = fitted_prior(n, e)
        shrunk, low, _ = shrunk_lifts(n, e, prior)
        alarms += any(is_claimed(99, *pair) for pair in zip(shrunk, low, strict=True))
    assert alarms <= 10  # 5 % of 200


def purchases(rng: np.random.Generator, customers: int, love: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Purchases by customer and item, and groups: everyone draws from the same shares, but group 0 item 3 `love` times as much."""
    shares = 1 / np.arange(1, 16)
    shares /= shares.sum()
    group = rng.integers(0, 6, customers)
    x = np.empty((customers, 15))
    for customer in range(customers):
        own = shares.copy()
        own[3] *= love if group[customer] == 0 else 1
        x[customer] = rng.multinomial(1 + rng.poisson(4 * (group[customer] + 1)), own / own.sum())
    return x, group


def clustered(x: np.ndarray, group: np.ndarray) -> ClusteredCounts:
    n = x.sum(axis=1)
    inside = [group == place for place in range(6)]

    def over(values: np.ndarray) -> np.ndarray:
        return np.concatenate([values[rows].sum(axis=0) for rows in inside])

    sizes = np.repeat([n[rows].sum() for rows in inside], 15), np.repeat([(n[rows] ** 2).sum() for rows in inside], 15)
    return ClusteredCounts(over(x), over(x * x), over(x * n[:, None]), *sizes, np.tile(x.sum(axis=0) / x.sum(), 6))


def claims(x: np.ndarray, group: np.ndarray) -> set[int]:
    _, shrunk, low, _ = group_lifts(clustered(x, group))
    return {place for place in range(90) if is_claimed(99, float(shrunk[place]), float(low[place]))}


def test_groups_that_buy_alike_are_not_told_apart() -> None:
    alarms = sum(bool(claims(*purchases(np.random.default_rng(seed), 300))) for seed in range(200))
    assert alarms <= 10  # 5 % of 200


def test_what_one_group_really_loves_is_found() -> None:
    for seed in range(5):
        assert claims(*purchases(np.random.default_rng(seed), 1500, love=2.5)) == {3}


def test_one_customer_who_buys_the_same_again_and_again_is_no_love_of_the_group() -> None:
    x, group = purchases(np.random.default_rng(3), 400)
    x[np.flatnonzero(group == 2)[0], 9] += 120
    assert 2 * 15 + 9 not in claims(x, group)


def test_renumbering_items_or_customers_changes_nothing() -> None:
    x, group = purchases(np.random.default_rng(9), 900, love=2.0)
    order, people = np.random.default_rng(1).permutation(15), np.random.default_rng(2).permutation(900)
    before = np.array(group_lifts(clustered(x, group))).reshape(4, 6, 15)
    after = np.array(group_lifts(clustered(x[people][:, order], group[people]))).reshape(4, 6, 15)
    assert after == pytest.approx(before[:, :, order], rel=1e-6)


def test_design_effects_are_at_least_one() -> None:
    assert list(design_effects(np.array([4.0, 0, 10]), np.array([20.0, 0, 3]))) == [5, 1, 1]


def taste_sums(x: np.ndarray, customer: np.ndarray) -> tuple[list[TasteSums], TasteTotals]:
    """The sums of orders x (orders by categories) of customers, as the queries make them."""
    n = x.sum(axis=1)
    who = np.unique(customer)
    xc = np.array([x[customer == one].sum(axis=0) for one in who])
    nc, mc = xc.sum(axis=1), np.array([(n[customer == one] ** 2).sum() for one in who])
    squares = np.array([(x[customer == one] ** 2).sum(axis=0) for one in who])
    crossed = np.array([(x[customer == one] * n[customer == one][:, None]).sum(axis=0) for one in who])
    parts = [
        TasteSums(x[:, g].sum(), ((xc[:, g] ** 2 - squares[:, g]) / nc).sum(), ((xc[:, g] * nc - crossed[:, g]) / nc).sum(),
                  (x[:, g] ** 2 / n).sum())
        for g in range(x.shape[1])
    ]  # fmt: skip
    return parts, TasteTotals(len(n), n.sum(), (n**2).sum(), ((nc**2 - mc) / nc).sum())


def drawn(seed: int, taste: float, clumping: float) -> tuple[np.ndarray, np.ndarray]:
    """Orders of 800 customers in 6 categories: Dirichlet tastes of precision `taste`, orders clumped by precision `clumping`."""
    rng = np.random.default_rng(seed)
    shares = np.array([0.3, 0.25, 0.2, 0.12, 0.08, 0.05])
    rows, who = [], []
    for customer in range(800):
        own = rng.dirichlet(shares * taste) if taste else shares
        for _ in range(1 + rng.poisson(4)):
            here = rng.dirichlet(np.maximum(own, 1e-12) * clumping) if clumping else own
            rows.append(rng.multinomial(1 + rng.poisson(2), here))
            who.append(customer)
    return np.array(rows, dtype=float), np.array(who)


def test_taste_is_told_from_the_clumping_of_baskets() -> None:
    # a Dirichlet of precision k gives a lift the variance (1 - share) / (share (k + 1))
    found = [tastes(*taste_sums(*drawn(seed, taste=9, clumping=0))) for seed in range(4)]
    by_theory = np.mean([[(part.shape or 0) * (1 - part.share) / (10 * part.share) for part in parts] for parts in found], axis=0)
    assert by_theory == pytest.approx(np.ones(6), abs=0.2)
    assert all(part.effect < 1.1 for parts in found for part in parts)
    clumped = tastes(*taste_sums(*drawn(1, taste=0, clumping=2)))
    assert all(part.effect > 1.5 for part in clumped)
    assert all(part.shape is None or part.shape > 20 * part.share for part in clumped)


def test_customers_with_one_order_each_have_no_taste_to_tell() -> None:
    x, _ = drawn(2, taste=3, clumping=0)
    assert {part.shape for part in tastes(*taste_sums(x, np.arange(len(x))))} == {None}


def in_orders(baskets: list[set[int]], items: int) -> PairCounts:
    first, second = np.triu_indices(items, 1)
    both = np.array([sum({a, b} <= basket for basket in baskets) for a, b in zip(first, second, strict=True)], dtype=float)
    return PairCounts(first, second, both, both)


def test_expected_pairs_have_the_sums_that_were_seen() -> None:
    rng = np.random.default_rng(8)
    pairs = in_orders([set(rng.choice(12, size=rng.integers(1, 6), replace=False).tolist()) for _ in range(400)], 12)
    expected = paired_at_random(pairs)
    for item in range(12):
        mine = (pairs.first == item) | (pairs.second == item)
        assert expected[mine].sum() == pytest.approx(pairs.both[mine].sum(), rel=1e-6)


def test_large_baskets_alone_make_no_pair() -> None:
    alarms = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        popular = 1 / np.arange(1, 21)
        baskets = [
            set(rng.choice(20, size=rng.choice([1, 1, 1, 2, 9]), replace=False, p=popular / popular.sum()).tolist())
            for _ in range(300)
        ]
        _, shrunk, low, _ = pair_lifts(in_orders(baskets, 20))
        alarms += any(is_claimed(99, *pair) for pair in zip(shrunk, low, strict=True))
    assert alarms <= 2  # 5 % of 40


def test_a_planted_pair_is_found_and_nothing_else() -> None:
    rng = np.random.default_rng(4)
    baskets = [set(rng.choice(20, size=rng.integers(1, 4), replace=False).tolist()) for _ in range(1500)]
    for basket in baskets:
        if 5 in basket and rng.random() < 0.5:
            basket.add(11)
    pairs = in_orders(baskets, 20)
    _, shrunk, low, _ = pair_lifts(pairs)
    found = {(int(a), int(b)) for a, b, s, w in zip(pairs.first, pairs.second, shrunk, low, strict=True) if is_claimed(99, s, w)}
    assert found == {(5, 11)}


def test_nothing_at_all_is_no_error() -> None:
    none = np.zeros(0)
    assert fitted_prior(none, none) == NO_DIFFERENCES
    assert NO_DIFFERENCES.near == SHAPES[1]
    assert len(pair_lifts(PairCounts(none.astype(int), none.astype(int), none, none))[0]) == 0
