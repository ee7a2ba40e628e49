"""Rules of reading that single requests show: lists, hours, years beside years, what contradicts itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from regulars.criteria.terms import Aggregate, Comparator, Dates, Source
from regulars.criteria.tree import All, Any, Compare, Condition, Constant, Followed, Measure, Rows
from regulars.criteria.words import Status
from regulars.criteria.words.assumptions import nodes
from regulars.criteria.words.tables import retail
from regulars.criteria.words.tokens import stem

from .shop import at_least, condition, orders, understood


def _goods(made: Condition) -> list[str]:
    return [value for node in nodes(made) if hasattr(node, "values") and hasattr(node, "column") for value in node.values]


def test_a_comma_after_a_name_is_no_part_of_it() -> None:
    made = condition("bought footwear, a scarf or electronics")
    assert isinstance(made, Compare)
    assert sorted(_goods(made)) == ["Electronics", "Footwear", "Wool Scarf"]


@pytest.mark.parametrize(
    ("request_", "outer"),
    [
        ("bought footwear, or a scarf and a jacket", Any),
        ("bought a scarf and a jacket or footwear", Any),
        ("bought a scarf and a jacket", All),
    ],
)
def test_and_binds_closer_than_or_in_a_list_of_goods(request_: str, outer: type) -> None:
    assert isinstance(condition(request_), outer)


def test_hours_are_parts_of_a_day() -> None:
    followed = [node for node in nodes(condition("clicked an email then ordered within 48 hours")) if isinstance(node, Followed)]
    assert [each.days for each in followed] == [Decimal(2)]


def test_last_summer_beside_this_summer_is_the_one_before() -> None:
    made = condition("ordered fewer times this summer than last summer")
    assert isinstance(made, Compare)
    windows = [node for node in nodes(made) if isinstance(node, Dates)]
    assert [window.first for window in windows] == [date(2026, 6, 1), date(2025, 6, 1)]


def test_a_year_said_on_one_side_holds_for_the_other() -> None:
    made = condition("spent more in the second half of 2025 than in the first half")
    assert [node.first for node in nodes(made) if isinstance(node, Dates)] == [date(2025, 7, 1), date(2025, 1, 1)]


def test_a_year_after_in_is_never_an_amount() -> None:
    made = condition("customers whose last purchase was in 2023 or 2024")
    assert {node.first for node in nodes(made) if isinstance(node, Dates)} == {date(2023, 1, 1), date(2024, 1, 1)}


def test_one_order_over_an_amount_is_at_least_one() -> None:
    made = condition("one order of at least $400")
    assert isinstance(made, Compare)
    assert (made.comparator, made.right) == (Comparator.AT_LEAST, Constant(Decimal(1)))


def test_no_more_than_is_a_limit_and_no_negation() -> None:
    assert condition("those with no more than 2 orders") == Compare(orders(), Comparator.AT_MOST, Constant(Decimal(2)))


def test_either_opens_a_choice_of_its_own() -> None:
    made = condition("bought boots, and who either live in Canada or ordered twice")
    assert isinstance(made, All)
    assert any(isinstance(part, Any) for part in made.parts)


def test_a_gap_between_two_orders_is_the_longest_one() -> None:
    longest = Measure(Aggregate.LONGEST_GAP, Rows(Source.ORDERS))
    assert condition("went more than 6 months between two orders") == Compare(longest, Comparator.ABOVE, Constant(Decimal(180)))


def test_every_so_often_on_average_is_the_average_gap() -> None:
    gap = Measure(Aggregate.AVERAGE_GAP, Rows(Source.ORDERS))
    assert condition("orders on average every 30 days or less") == Compare(gap, Comparator.AT_MOST, Constant(Decimal(30)))


def test_reordering_is_ordering_twice() -> None:
    made = condition("reordered the Leather Boots")
    assert isinstance(made, Compare)
    assert made.right == Constant(Decimal(2))
    assert condition("two or more orders") == at_least(orders(), 2)


@pytest.mark.parametrize(
    "request_",
    [
        "Champions who are Lost",
        "live in both Canada and Germany",
        "more than 5 and fewer than 3 orders",
        "ordered more in May 2025 than in May 2025",
    ],
)
def test_what_contradicts_itself_is_refused_and_says_so(request_: str) -> None:
    found = understood(request_)
    assert found.status is Status.REFUSED
    assert found.unplaced[0].suggestion


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ("customers near Berlin", "distances"),
        ("customers who live abroad", "abroad"),
        ("bought boots at the Munich store", "which store"),
        ("lookalikes of Champions", "likeness"),
        ("opened the Cyber Week 2025 email", "no e-mail campaign"),
        ("customers in Atlantis", "no place"),
        ("bought the Velvet Blazer", "no product or category"),
        ("ordered next month", "future"),
    ],
)
def test_a_refusal_names_the_words_and_why_and_what_to_ask(request_: str, named: str) -> None:
    found = understood(request_)
    assert found.status is Status.REFUSED
    assert any(named in each.reason for each in found.unplaced)
    assert all(each.text and each.suggestion for each in found.unplaced)


def test_the_words_of_the_shop_tables_are_stems() -> None:
    for listed in (retail.CATEGORIES, retail.GROUPS, retail.PRODUCTS):
        assert [words for words in listed if " ".join(stem(word) for word in words.split()) != words] == []
