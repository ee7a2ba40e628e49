"""What is predicted, and what a scoring run adds to a customer, by words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.terms import Comparator, End, RankBy, TextOperator
from regulars.criteria.tree import Compare, Constant, FieldText, FieldValue, Known, Rank
from regulars.criteria.vocabulary import Value, Vocabulary
from regulars.criteria.words import Index, Status

from .shop import condition, understood, vocabulary

_SHARES = [f"probability_buys_{n}d" for n in (30, 90, 365)] + ["probability_alive", "composite"]
_NUMBERS = [f"expected_orders_{n}d" for n in (30, 90, 365)]
_MONEY = [f"expected_revenue_{n}d" for n in (30, 90, 365)] + ["clv"]


def _scored() -> Vocabulary:
    """The shop with the fields of a scoring run."""
    plain = vocabulary()
    fields = {
        **plain.shape.fields,
        **dict.fromkeys([*_SHARES, *_NUMBERS], ValueKind.NUMBER),
        **dict.fromkeys(_MONEY, ValueKind.MONEY),
        **dict.fromkeys(["pattern", "lifecycle"], ValueKind.TEXT),
        "flags": ValueKind.TAGS,
    }
    values = {
        **plain.values,
        "lifecycle": tuple(Value(name, 1) for name in ("new", "active", "established", "won back", "lapsing", "lapsed")),
        "flags": (Value("discount_dependent", 1), Value("high_return_rate", 1)),
    }
    return replace(plain, shape=Shape(plain.shape.rows, fields), values=values)


INDEX = Index.of(_scored())


def _of(field: str, comparator: Comparator, value: str) -> Compare:
    return Compare(FieldValue(field), comparator, Constant(Decimal(value)))


@pytest.mark.parametrize(
    ("request_", "meant"),
    [
        ("likely to buy in the next 30 days", _of("probability_buys_30d", Comparator.AT_LEAST, "0.5")),
        ("customers very likely to order in the next quarter", _of("probability_buys_90d", Comparator.AT_LEAST, "0.8")),
        ("unlikely to come back", _of("probability_alive", Comparator.BELOW, "0.5")),
        ("probability alive under 50%", _of("probability_alive", Comparator.BELOW, "0.5")),
        ("churn probability above 70%", _of("probability_alive", Comparator.BELOW, "0.3")),
        ("at least a 60% chance of ordering within a year", _of("probability_buys_365d", Comparator.AT_LEAST, "0.6")),
        ("expected to spend over $200 in the next 90 days", _of("expected_revenue_90d", Comparator.ABOVE, "200")),
        ("expected to order at least twice in the next year", _of("expected_orders_365d", Comparator.AT_LEAST, "2")),
        ("predicted lifetime value over 500", _of("clv", Comparator.ABOVE, "500")),
    ],
)
def test_a_prediction_is_a_field_of_the_model(request_: str, meant: Compare) -> None:
    assert condition(request_, INDEX) == meant


def test_likely_says_what_it_is_taken_for() -> None:
    assert "“likely” is taken as a chance of at least 50%" in understood("likely to buy in the next 30 days", INDEX).assumptions


def test_a_horizon_that_is_not_said_is_asked_back() -> None:
    found = understood("likely to buy again", INDEX)
    assert found.status is Status.AMBIGUOUS
    assert [reading.label for reading in found.readings] == [f"in the next {n} days" for n in (30, 90, 365)]


def test_a_rank_may_be_by_a_prediction() -> None:
    clv = FieldValue("clv")
    assert condition("top 10% by predicted lifetime value", INDEX) == Rank(clv, End.TOP, RankBy.SHARE, Decimal("0.1"), Known(clv))


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ("likely to buy in the next 45 days", "30, 90 or 365"),
        ("expected to spend over 200 this year", "30, 90 or 365"),
        ("likely to buy shoes in the next 30 days", "not of what will be in them"),
        ("likely to churn", "not predicted as such"),
        ("customers who will order next month", "future"),
    ],
)
def test_what_no_field_predicts_is_refused_with_the_reason(request_: str, why: str) -> None:
    found = understood(request_, INDEX)
    assert found.status is Status.REFUSED
    assert any(why in each.reason for each in found.unplaced)


@pytest.mark.parametrize(
    "request_", ["likely to buy in the next 30 days", "predicted lifetime value over 500", "unlikely to come back"]
)
def test_without_predictions_they_are_refused_with_what_to_ask_instead(request_: str) -> None:
    found = understood(request_)
    assert found.status is Status.REFUSED
    assert all("no predictions" in each.reason and each.suggestion for each in found.unplaced)


@pytest.mark.parametrize(
    ("request_", "meant"),
    [
        ("RFM 111", FieldText("pattern", TextOperator.ANY_OF, ("111",))),
        ("pattern 155 or 255", FieldText("pattern", TextOperator.ANY_OF, ("155", "255"))),
        ("lifecycle stage is lapsing", FieldText("lifecycle", TextOperator.ANY_OF, ("lapsing",))),
        ("customers in the won back stage", FieldText("lifecycle", TextOperator.ANY_OF, ("won back",))),
        ("flagged as discount dependent", FieldText("flags", TextOperator.TAGGED, ("discount_dependent",))),
        ("composite score above 80", _of("composite", Comparator.ABOVE, "80")),
    ],
)
def test_patterns_stages_and_flags_are_named(request_: str, meant: object) -> None:
    assert condition(request_, INDEX) == meant
