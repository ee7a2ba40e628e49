"""The split of a budget: never over it, the best there is, and honest about what is not known."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.playbooks.budget import Limits, Offer, allocate, everyone_the_same, today

_OFFER = Offer("At Risk", "voucher", "email", 1000, 0.5, 0.1, 0.05, 0.01, 40.0, incentive=5.0)
_MONEY = st.integers(0, 60).map(lambda cents: cents / 4)
_OFFERS = st.lists(
    st.builds(
        Offer,
        segment=st.sampled_from(["a", "b"]),
        treatment=st.just("t"),
        channel=st.sampled_from(["email", "post"]),
        customers=st.integers(0, 5),
        contact=st.integers(1, 8).map(lambda n: n / 4),
        base=st.sampled_from([0.0, 0.1, 0.3]),
        lift=st.sampled_from([-0.1, 0.0, 0.1, 0.4]),
        error=st.just(0.1),
        margin=st.integers(0, 40).map(float),
        incentive=st.sampled_from([0.0, 2.0, 10.0]),
        bend=st.sampled_from([0.0, 1.0, 3.0]),
        fixed=st.sampled_from([0.0, 1.5]),
        least=st.sampled_from([0, 2]),
    ),
    min_size=1,
    max_size=3,
)


def _best_of_all(offers: list[Offer], limits: Limits) -> float:
    best = 0.0
    for treated in product(*(range(offer.customers + 1) for offer in offers)):
        spent = [offer.spent(n) for offer, n in zip(offers, treated, strict=True)]
        fits = sum(spent) <= limits.budget + 1e-9
        fits &= all(
            sum(s for s, o in zip(spent, offers, strict=True) if o.channel == c) <= m + 1e-9 for c, m in limits.channels.items()
        )
        for segment in {offer.segment for offer in offers}:
            here = [(o, n) for o, n in zip(offers, treated, strict=True) if o.segment == segment]
            fits &= sum(n for _, n in here) <= max(o.customers for o, _ in here)
        fits &= all(n == 0 or (n >= o.least and o.kept > 0) for o, n in zip(offers, treated, strict=True))
        if fits:
            best = max(best, sum(o.gained(n) - o.spent(n) for o, n in zip(offers, treated, strict=True)))
    return best


@settings(max_examples=150, deadline=None)
@given(_OFFERS, _MONEY, st.dictionaries(st.sampled_from(["email", "post"]), _MONEY))
def test_the_split_is_the_best_of_all_splits(offers: list[Offer], budget: float, channels: dict[str, float]) -> None:
    limits = Limits(budget, channels, evidence=0.0)
    found = allocate(offers, limits)
    assert found.spent <= budget + 1e-6
    assert found.net == pytest.approx(_best_of_all(offers, limits), abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.lists(_OFFERS.map(lambda few: few[0]), min_size=2, max_size=4), st.floats(20, 3000), st.integers(201, 700))
def test_many_customers_are_split_as_if_they_were_counted_one_by_one(offers: list[Offer], budget: float, customers: int) -> None:
    large = [
        replace(offer, segment=f"s{n}", customers=customers + 31 * n, fixed=0.0, least=0, lift=abs(offer.lift) / 2)
        for n, offer in enumerate(offers)
    ]
    limits = Limits(budget, {"post": budget / 2}, evidence=0.0)
    found = allocate(large, limits)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("regulars.playbooks.budget._FEW", 10**9)
        exact = allocate(large, limits)
    assert found.spent <= budget + 1e-6
    # at most a customer of each offer is lost by parting none
    assert found.net == pytest.approx(exact.net, abs=sum(offer.margin for offer in large), rel=0.01)


def test_money_goes_where_the_campaign_works_and_nowhere_else() -> None:
    works = replace(_OFFER, segment="works")
    idle = [replace(_OFFER, segment=f"idle {n}", lift=0.0) for n in range(5)]
    found = allocate([*idle, works], Limits(1e9, {}, evidence=0.0))
    assert [line.customers for line in found.lines] == [0, 0, 0, 0, 0, found.lines[-1].customers]
    assert found.lines[-1].customers > 0


def test_a_smooth_curve_is_cut_where_the_next_customer_brings_nothing() -> None:
    # d k exp(-k u) / (1 - exp(-k)) (margin - incentive) = contact + leakage
    k, offer = 2.0, replace(_OFFER, bend=2.0, customers=100_000, lift=0.03)
    u = -math.log((offer.contact + offer.leakage) * (1 - math.exp(-k)) / (offer.lift * k * offer.kept)) / k
    found = allocate([offer], Limits(1e9, {}, evidence=0.0))
    assert found.lines[0].customers == pytest.approx(u * 100_000, abs=100_000 / 20)


def test_whoever_would_have_bought_anyway_costs_the_incentive() -> None:
    leaky, tight = replace(_OFFER, base=0.9), replace(_OFFER, base=0.0)
    assert leaky.leakage == 4.5
    assert allocate([leaky], Limits(1e6, {}, evidence=0.0)).net < allocate([tight], Limits(1e6, {}, evidence=0.0)).net
    assert allocate([leaky], Limits(1e6, {}, evidence=0.0)).lines[0].customers == 0


@pytest.mark.parametrize(
    ("offer", "limits", "why"),
    [
        (replace(_OFFER, customers=0), Limits(100, {}), "nobody is in the segment"),
        (_OFFER, Limits(100, {}, per_customer=0.5), "more than may be spent on one customer"),
        (replace(_OFFER, incentive=50.0), Limits(100, {}), "the incentive costs more than a buyer brings"),
        (replace(_OFFER, lift=0.03, error=0.02, bend=0.0), Limits(100, {}), "too little evidence: a gain has a chance of 53%"),
        (_OFFER, Limits(0, {}), "the money brings more elsewhere"),
    ],
)
def test_nothing_is_a_valid_line_and_says_why(offer: Offer, limits: Limits, why: str) -> None:
    line = allocate([offer], limits).lines[0]
    assert (line.customers, line.spent, line.why) == (0, 0.0, why)


def test_the_plan_brings_at_least_what_todays_split_and_an_even_one_bring() -> None:
    offers = [
        replace(_OFFER, segment=name, lift=lift, today=money, bend=1.0)
        for name, lift, money in (("a", 0.06, 100.0), ("b", 0.01, 700.0), ("c", 0.04, 200.0))
    ]
    limits = Limits(1000.0, {}, evidence=0.0)
    best, now, even = allocate(offers, limits), today(offers), everyone_the_same(offers, limits)
    assert now.spent <= 1000
    assert even.spent <= 1000
    assert best.net > now.net
    assert best.net > even.net
    assert {line.customers for line in even.lines} == {even.lines[0].customers}


def test_a_plan_of_forty_offers_and_large_segments_is_solved() -> None:
    offers = [
        replace(
            _OFFER, segment=f"s{n % 12}", treatment=f"t{n}", customers=50_000 + 997 * n, lift=0.02 + 0.002 * (n % 17), bend=n % 3
        )
        for n in range(40)
    ]
    found = allocate(offers, Limits(250_000.0, {"email": 200_000.0}, evidence=0.5))
    assert 199_000 < found.spent <= 200_000
