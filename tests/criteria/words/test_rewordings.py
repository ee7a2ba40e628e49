"""What is said in other words, or left out, is read as the same said in full; what nobody can be is refused with the reason."""

from __future__ import annotations

import pytest

from regulars.criteria.words import Status

from .shop import condition, understood


@pytest.mark.parametrize(
    ("request_", "in_full"),
    [
        ("2025 orders over $100", "orders in 2025 over $100"),
        ("more 2026 orders than 2025 orders", "more orders in 2026 than in 2025"),
        ("2026 spend greater than 2025 spend", "spent more in 2026 than in 2025"),
        ("no 2026 orders but at least two 2025 orders", "no orders in 2026 but at least two orders in 2025"),
        ("bought each of Footwear, Outerwear and Electronics", "bought Footwear, Outerwear and Electronics"),
        ("bought all three: Footwear, Outerwear and Electronics", "bought Footwear, Outerwear and Electronics"),
        ("one of these tags: VIP, wholesale", "tagged VIP or wholesale"),
        ("tagged with one of these: VIP, wholesale", "tagged VIP or wholesale"),
        ("first order with a coupon and second order without one", "first order with a coupon and second order without a coupon"),
        ("first order with a coupon, second without", "first order with a coupon, second order without a coupon"),
        ("3+ orders, one of which in store", "3+ orders, one of them in store"),
        ("3+ orders, of which at least two in store", "3+ orders, at least two of them in store"),
        ("spent over $500 of which at least $200 in store", "spent over $500 and spent at least $200 in store"),
        ("ordered from 3 Nov 2025 until the end of that year", "ordered from 3 Nov 2025 until the end of 2025"),
        ("last order in the winter of 2025/26", "last order in winter 2025"),
        ("in their 20s or 30s", "in their 20s or in their 30s"),
        ("visited more often than they ordered", "more site visits than orders"),
        ("other countries than France", "not in France"),
        ("no order since their last email open", "no order since they last opened an email"),
        ("bought twice, both times with a coupon", "bought twice, each time with a coupon"),
        ("usually shops in store", "mostly shops in store"),
        ("the 20 customers who opened the most emails", "top 20 customers by email opens"),
        ("the customer with the most orders", "top 1 customers by orders"),
        ("top 50 by footwear spend", "top 50 by spend on footwear"),
        ("top 100 VIPs by spend", "top 100 customers by spend among VIPs"),
        ("whose first order did not use a coupon", "whose first order was without a coupon"),
        ("bought Footwear in 2025 and never again", "bought Footwear in 2025 but not since"),
        ("customers lapsed between 6 and 12 months", "last ordered 6 to 12 months ago"),
        ("first order was followed by another within 30 days", "second order within 30 days of the first"),
        ("ignored Summer Sale 2026", "received Summer Sale 2026 but did not open it"),
        ("spent over 200 in 2025 and under 100 in 2026", "spent over 200 in 2025 and spent under 100 in 2026"),
        ("one order in 2025 and two in 2026", "one order in 2025 and two orders in 2026"),
        ("opned an email wihtout a click", "opened an email without a click"),
        ("boought Footwear at leats twice", "bought Footwear at least twice"),
    ],
)
def test_other_words_are_read_as_the_same_in_full(request_: str, in_full: str) -> None:
    assert condition(request_) == condition(in_full)


@pytest.mark.parametrize(
    ("request_", "in_full"),
    [
        ("VIP or (who bought Footwear and who bought Outerwear)", "VIP or (bought Footwear and bought Outerwear)"),
        (
            "(who live in France, and who bought Footwear), or (who live in Canada, and who bought Outerwear)",
            "(in France and bought Footwear) or (in Canada and bought Outerwear)",
        ),
    ],
)
def test_a_bracket_that_begins_with_who_keeps_what_it_joins(request_: str, in_full: str) -> None:
    assert condition(request_) == condition(in_full)


def test_a_list_of_codes_with_and_asks_for_all_of_them_and_with_or_for_any() -> None:
    both = condition("used WELCOME10 and used SUMMER20")
    assert condition("used WELCOME10 and SUMMER20") == both
    assert condition("used WELCOME10, SUMMER20") == condition("used WELCOME10 or SUMMER20") != both


def test_two_groups_that_nobody_is_both_of_are_either_and_that_is_said() -> None:
    found = understood("women under 30 and women over 60")
    assert found.status is Status.OK
    assert found.readings[0].condition == condition("women under 30 or women over 60")
    assert any("either group" in said for said in found.assumptions)


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        ("all customers", "names no condition"),
        ("customers who run", "nothing that the data says"),
        ("women under 30 and women over 60 and VIPs", "say “or”"),
        ("more than 5 orders and fewer than 3 orders", "say “or”"),
        ("viewed 3 products but bought none of them", "which product was viewed"),
        ("added the Rain Jacket to their cart but did not check out", "what is put into carts"),
        ("their only 2025 order was in store", "year before its noun"),
        ("placed two orders, the second one without", "without what"),
        ("last order was bigger than the one before it", "comparison is not understood"),
        ("customers ranked 11 to 20 by spend", "ranking is not understood"),
        ("average order value of German customers", "question about figures"),
        ("got a coupon but never used it", "only which were used"),
        ("students", "whether people study"),
        ("ordered 150% of the time", "what it is a part of"),
        ("no country other than France", "contradicts itself"),
    ],
)
def test_a_refusal_says_why_and_what_can_be_said_instead(request_: str, named: str) -> None:
    found = understood(request_)
    assert found.status is Status.REFUSED
    assert any(named in f"{each.reason} {each.suggestion}" for each in found.unplaced), found.unplaced
    assert all(each.suggestion for each in found.unplaced)


def test_a_word_of_a_product_is_no_weather() -> None:
    found = understood("bought the Rain Jacket zorbly")
    assert [each.text for each in found.unplaced] == ["zorbly"]


def test_dates_of_one_request_are_written_alike() -> None:
    assert condition("ordered between 12/1/2025 and 12/24/2025") == condition("ordered between 1 Dec 2025 and 24 Dec 2025")
    assert condition("ordered between 1/12/2025 and 24/12/2025") == condition("ordered between 1 Dec 2025 and 24 Dec 2025")
    assert understood("ordered on 12/1/2025").status is Status.AMBIGUOUS


@pytest.mark.parametrize("request_", ["bought botas", "customers in Londen-on-Sea", "bought samples"])
def test_another_letter_makes_another_name(request_: str) -> None:
    assert understood(request_).status is Status.REFUSED
