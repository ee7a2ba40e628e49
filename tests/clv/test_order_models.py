"""The three models of repeat buying against direct integration and simulation, and the laws their predictions obey."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import from_beta_geometric, from_pareto
from scipy import integrate

from regulars.clv.bg_nbd import BgNbd
from regulars.clv.histories import Unit, histories
from regulars.clv.mbg_nbd import MbgNbd
from regulars.clv.nbd import Nbd
from regulars.clv.pareto_nbd import ParetoNbd

SHAPE = st.floats(0.05, 8.0)
SCALE = st.floats(0.5, 200.0)
MODELS = st.one_of(
    st.builds(BgNbd, SHAPE, SCALE, SHAPE, SHAPE),
    st.builds(MbgNbd, SHAPE, SCALE, SHAPE, SHAPE),
    st.builds(ParetoNbd, SHAPE, SCALE, SHAPE, SCALE),
)
WITHOUT_LEAVING = st.builds(Nbd, SHAPE, SCALE)
# x up to heavy buyers; t_x as a part of T
PEOPLE = st.tuples(st.integers(0, 150), st.floats(0.01, 1.0), st.floats(0.5, 800.0))


def one(x, part, age):
    return histories([x], [part * age if x else 0.0], [age], Unit.DAYS)


@settings(max_examples=50)
@given(st.one_of(MODELS, WITHOUT_LEAVING), PEOPLE)
def test_p_alive_is_a_probability(model, person):
    alive = model.p_alive(one(*person))
    assert 0.0 <= alive[0] <= 1.0


@settings(max_examples=50)
@given(MODELS, st.integers(1, 150), st.floats(0.5, 400.0), st.floats(0.5, 400.0), st.floats(0.5, 400.0))
def test_p_alive_falls_with_the_time_since_the_last_order(model, x, last, quiet, more):
    near = model.p_alive(histories([x], [last], [last + quiet], Unit.DAYS))[0]
    far = model.p_alive(histories([x], [last], [last + quiet + more], Unit.DAYS))[0]
    assert far <= near * (1 + 1e-9)
    # equal only where both have run into 0 or 1 in floating point
    assert far < near or near < 1e-12 or near > 1 - 1e-9


@settings(max_examples=50)
@given(st.one_of(MODELS, WITHOUT_LEAVING), PEOPLE, st.floats(1.0, 400.0))
def test_expected_orders_grow_with_the_horizon_ever_more_slowly(model, person, step):
    pairs = one(*person).at_age
    orders = np.array([model.orders_if_alive(pairs, step * k)[0] for k in (1, 2, 3, 4)])
    gains = np.diff(orders, prepend=0.0)
    assert (gains >= 0.0).all()
    # Where scipy's function is good to ten digits, so are the differences.
    assert (np.diff(gains) <= 1e-9 * orders[-1]).all()


@settings(max_examples=50)
@given(st.one_of(MODELS, WITHOUT_LEAVING), PEOPLE, st.floats(1.0, 400.0))
def test_the_chance_of_an_order_lies_between_nothing_and_the_expected_orders(model, person, horizon):
    pairs = one(*person).at_age
    chance, orders = model.order_chance_if_alive(pairs, horizon)[0], model.orders_if_alive(pairs, horizon)[0]
    assert 0.0 < chance <= 1.0
    assert chance <= orders * (1 + 1e-9)


@settings(max_examples=100)
@given(st.one_of(MODELS, WITHOUT_LEAVING), PEOPLE, st.floats(1.0, 400.0))
def test_orders_that_come_in_pairs_explain_more_than_one_order(model, person, horizon):
    # E[Y (Y - 1)] / 2 >= E[Y] - P(Y >= 1): every order beyond the first makes at least one pair.
    pairs = one(*person).at_age
    beyond = model.orders_if_alive(pairs, horizon)[0] - model.order_chance_if_alive(pairs, horizon)[0]
    assert model.order_pairs_if_alive(pairs, horizon)[0] / 2.0 >= beyond - 1e-8 * (1.0 + beyond)


@settings(max_examples=60)
@given(st.floats(0.2, 3.0), SCALE, st.floats(0.2, 3.0), SCALE, st.integers(0, 60), st.floats(0.05, 0.95), st.floats(5.0, 400.0))
def test_pareto_likelihood_is_its_defining_integral(r, alpha, s, beta, x, part, age):
    row = one(x, part, age)
    last = row.last[0]
    # Fader & Hardie 2005, eq. 13 to 17, integrated over the moment of leaving instead of in closed form; relative to u = t_x.
    scale = -(r + x) * np.log(alpha + last) - (s + 1) * np.log(beta + last)

    def leaving_at(u):
        return np.exp(-(r + x) * np.log(alpha + u) - (s + 1) * np.log(beta + u) - scale)

    gone = s * integrate.quad(leaving_at, last, age, epsabs=0, epsrel=1e-10, limit=200)[0]
    stayed = np.exp(-(r + x) * np.log(alpha + age) - s * np.log(beta + age) - scale)
    rising = sum(np.log(r + k) for k in range(x))
    direct = rising + r * np.log(alpha) + s * np.log(beta) + scale + np.log(gone + stayed)
    assert ParetoNbd(r, alpha, s, beta).log_likelihood(row)[0] == pytest.approx(direct, rel=1e-8, abs=1e-8)
    assert ParetoNbd(r, alpha, s, beta).p_alive(row)[0] == pytest.approx(stayed / (gone + stayed), rel=1e-7)


@settings(max_examples=60)
@given(
    st.sampled_from([BgNbd, MbgNbd]), SHAPE, SCALE, st.floats(0.2, 4.0), st.floats(0.2, 8.0), st.integers(0, 60), st.floats(5, 400)
)
def test_beta_geometric_orders_are_their_defining_integral(kind, r, alpha, a, b, x, horizon):
    model, age = kind(r, alpha, a, b), 100.0
    stays = b + x + (kind is MbgNbd)
    rho, reach = r + x, horizon / (alpha + age)

    def orders_at(p):
        return -np.expm1(-rho * np.log1p(p * reach)) / p if p > 0 else rho * reach

    # alive at T, p is Beta(a, stays); weight "alg" takes the ends of its density exactly
    total = integrate.quad(orders_at, 0, 1, weight="alg", wvar=(a - 1, stays - 1), epsabs=0, epsrel=1e-11, limit=200)[0]
    whole = integrate.quad(lambda p: 1.0, 0, 1, weight="alg", wvar=(a - 1, stays - 1), epsabs=0, epsrel=1e-11, limit=200)[0]
    assert model.orders_if_alive(one(x, 0.5, age).at_age, horizon)[0] == pytest.approx(total / whole, rel=1e-6)


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd])
@pytest.mark.parametrize("b", [0.02, 0.3, 0.5, 5.0])
def test_nothing_jumps_at_the_poles_of_the_closed_form(kind, b):
    # a = 1 for every customer; a + b = 1 for one without repeat orders under BG/NBD
    pairs = histories([0, 0, 3, 40], [0, 0, 20, 90], [0, 50, 50, 100], Unit.DAYS).at_age
    for centre in (1.0, 1.0 - b):
        if centre <= 0:
            continue
        near = [kind(0.5, 10.0, centre + off, b).orders_if_alive(pairs, 365.0) for off in (-0.003, -0.0005, 0.0, 0.0005, 0.003)]
        slopes = np.diff(np.array(near), axis=0) / np.diff([-0.003, -0.0005, 0.0, 0.0005, 0.003])[:, None]
        assert np.isfinite(slopes).all()
        assert np.abs(np.diff(slopes, axis=0)).max() < 0.02 * np.abs(slopes).max() + 1e-6


@settings(max_examples=60)
@given(st.sampled_from([BgNbd, MbgNbd]), SHAPE, SCALE, SHAPE, SHAPE, st.lists(PEOPLE, min_size=1, max_size=8))
def test_the_gradient_is_the_slope_of_the_log_likelihood(kind, r, alpha, a, b, people):
    x, part, age = (np.array(column, dtype=float) for column in zip(*people, strict=True))
    rows = histories(x, np.where(x > 0, part * age, 0.0), age, Unit.DAYS)
    values, step = np.array([r, alpha, a, b]), 1e-5

    def total(point):
        return float(rows.weight @ kind(*point).log_likelihood(rows))

    numeric = [(total(values * np.exp(e)) - total(values * np.exp(-e))) / (2 * step) for e in np.eye(4) * step]
    assert kind(*values).gradient(rows) == pytest.approx(numeric, rel=1e-5, abs=1e-4)
    plain = [
        float(rows.weight @ Nbd(*(values[:2] * np.exp(sign * e))).log_likelihood(rows))
        for e in np.eye(2) * step
        for sign in (1, -1)
    ]
    assert Nbd(r, alpha).gradient(rows) == pytest.approx(
        [(plain[0] - plain[1]) / (2 * step), (plain[2] - plain[3]) / (2 * step)], rel=1e-5, abs=1e-4
    )


@given(SHAPE, SCALE, st.lists(PEOPLE, min_size=1, max_size=8), st.floats(1.0, 400.0))
def test_nbd_is_where_the_others_end_as_nobody_leaves(r, alpha, people, horizon):
    x, part, age = (np.array(column, dtype=float) for column in zip(*people, strict=True))
    rows = histories(x, np.where(x > 0, part * age, 0.0), age, Unit.DAYS)
    plain = Nbd(r, alpha)
    for limit in (MbgNbd(r, alpha, 1e-9, 1.0), BgNbd(r, alpha, 1e-9, 1.0), ParetoNbd(r, alpha, 1e-9, 100.0)):
        # a chance to leave of 1e-9 moves nothing but the P(alive) of customers who are silent beyond all reason
        likely = limit.p_alive(rows) > 0.999
        assert limit.log_likelihood(rows)[likely] == pytest.approx(plain.log_likelihood(rows)[likely], rel=1e-6, abs=2e-3)
        pairs = rows.at_age
        assert limit.orders_if_alive(pairs, horizon) == pytest.approx(plain.orders_if_alive(pairs, horizon), rel=1e-5)
        assert limit.order_chance_if_alive(pairs, horizon) == pytest.approx(plain.order_chance_if_alive(pairs, horizon), rel=1e-5)
        assert limit.order_pairs_if_alive(pairs, horizon) == pytest.approx(plain.order_pairs_if_alive(pairs, horizon), rel=1e-5)


@settings(max_examples=50)
@given(st.one_of(MODELS, WITHOUT_LEAVING), st.lists(PEOPLE, min_size=1, max_size=12))
def test_weights_equal_repeated_customers(model, people):
    x, part, age = (np.array(column, dtype=float) for column in zip(*people, strict=True))
    last = np.where(x > 0, part * age, 0.0)
    counts = np.arange(1, len(x) + 1)
    weighted = histories(x, last, age, Unit.DAYS, weight=counts)
    repeated = histories(np.repeat(x, counts), np.repeat(last, counts), np.repeat(age, counts), Unit.DAYS)
    assert np.array_equal(weighted.weight, repeated.weight)
    total = float(weighted.weight @ model.log_likelihood(weighted))
    assert total == pytest.approx(float(np.repeat(model.log_likelihood(weighted)[weighted.inverse], counts).sum()), rel=1e-12)


@pytest.mark.parametrize(
    ("model", "draw"),
    [
        (MbgNbd(0.8, 30.0, 0.7, 2.0), lambda v, n, s, days: from_beta_geometric(v, n, s, leaves_at_first=True, days=days)),
        (BgNbd(0.8, 30.0, 0.7, 2.0), lambda v, n, s, days: from_beta_geometric(v, n, s, leaves_at_first=False, days=days)),
        (ParetoNbd(0.8, 30.0, 0.6, 60.0), from_pareto),
    ],
)
def test_mean_and_variance_of_orders_are_those_of_simulated_customers(model, draw):
    # For a customer of age 0 the prediction is of a fresh one; simulated ages are whole days, so those of one age are taken.
    values = [getattr(model, name) for name in model.NAMES]
    drawn = draw(values, 400_000, 11, 3)
    seen = drawn.age == 2.0
    weight, x = drawn.weight[seen], drawn.repeats[seen]
    mean = np.average(x, weights=weight)
    pairs = np.average(x * (x - 1), weights=weight)
    new = histories([0], [0], [0], Unit.DAYS)
    alive = model.p_alive(new)[0]
    error = np.sqrt(np.average((x - mean) ** 2, weights=weight) / weight.sum())
    assert abs(alive * model.orders_if_alive(new.at_age, 2.0)[0] - mean) < 4 * error
    spread = np.sqrt(np.average((x * (x - 1) - pairs) ** 2, weights=weight) / weight.sum())
    assert abs(alive * model.order_pairs_if_alive(new.at_age, 2.0)[0] - pairs) < 4 * spread
    chance = np.average(x > 0, weights=weight)
    assert abs(alive * model.order_chance_if_alive(new.at_age, 2.0)[0] - chance) < 4 * np.sqrt(chance / weight.sum())
