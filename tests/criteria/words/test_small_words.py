"""Words that are easily passed over: again, both, except, since, then, or, a year's apostrophe. Each means what it says, or refuses."""

from __future__ import annotations

import pytest

from regulars.criteria.words.results import Status

from .shop import condition, understood


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("ordered in Sept '26", "ordered in September 2026"),
        ("signed up in '25", "signed up in 2025"),
        ("ordered in July or August 2025", "ordered in July 2025 or August 2025"),
        ("ordered in December and January 2026", "ordered in December 2025 and January 2026"),
        ("ordered in 2024 or 2025 but not since", "ordered in 2024 or 2025 but not since 1 January 2026"),
        ("ordered in 2024 but never ordered again", "ordered in 2024 but not since"),
        ("no order above $100", "no orders above $100"),
        ("has ever placed a single order worth more than $750", "placed an order worth more than $750"),
        ("ordered at most twice in 2025, and at least once", "ordered at most twice in 2025 and at least once in 2025"),
        ("orders totalling over $600 in 2025", "spent over $600 in 2025"),
        ("orders worth over $600 in total", "spent over $600"),
        ("never bought anything other than boots", "bought only boots"),
        ("bought boots but not in 2025", "bought boots and never bought boots in 2025"),
        ("no visit and no order in 2025", "no visit in 2025 and no order in 2025"),
        ("placed an order before 9 in the morning", "placed an order before 9am"),
        ("spent over $100 since the start of the year", "spent over $100 this year"),
        ("last order in 2024 or earlier", "last order before 2025"),
        ("spent over $500 (net of refunds)", "spent over $500"),
        ("two-time buyers", "exactly 2 orders"),
        ("ordered in May or March 2025", "ordered in May 2025 or March 2025"),
        ("3 orders, all before 2025", "exactly 3 orders and ordered only before 2025"),
        ("bought boots in 2025 but not since 1 March 2026", "bought boots in 2025 and never bought boots since 1 March 2026"),
        ("In 2025, VIPs who ordered twice", "VIPs who ordered twice in 2025"),
        ("customers who've spent $1,200 or more with us", "spent $1,200 or more"),
    ],
)
def test_what_is_said_in_two_ways_means_the_same(said: str, same: str) -> None:
    one, two = understood(said), understood(same)
    assert one.status is Status.OK, (said, one.unplaced)
    assert two.status is Status.OK, (same, two.unplaced)
    told = {frozenset(getattr(each.readings[0].condition, "parts", (each.readings[0].condition,))) for each in (one, two)}
    assert len(told) == 1, told


@pytest.mark.parametrize(
    "request_",
    [
        "refund all orders from last week",
        "please cancel the orders of everyone in Maine",
        "give VIPs free shipping",
        "make everyone in Ontario a VIP",
        "bought it in 2025",
        "opened every email",
        "customers who paid with boots",
        "ordered -1 times",
        "customers who live in Toronto, Oregon",
        "customers near Portland, Oregon",
        "haven't opened any email except the Monthly Newsletter",
        "in 2025 customers in Oregon",
        "spent $40 less in 2026 than in 2025",
        "total spend of more than $2,500 twice",
        "people in Canada who later bought boots",
        "customers in both Toronto",
        "bought either boots",
        "first order again in 2025",
        "have a repeat order in 2026",
        "bought around Christmas",
    ],
)
def test_what_has_no_meaning_here_is_refused(request_: str) -> None:
    found = understood(request_)
    assert found.status is Status.REFUSED, found.readings
    assert found.unplaced


def test_or_before_other_customers_joins_whole_descriptions() -> None:
    two = condition("US customers who bought boots or Canadian customers who bought a scarf")
    assert two != condition("US customers who bought boots or who bought a scarf")
    assert {len(part.parts) for part in two.parts} == {2}  # type: ignore[union-attr]


def test_what_follows_the_last_of_two_descriptions_can_be_of_both() -> None:
    asked = understood("US customers who bought boots or Canadians who bought a scarf in the last 90 days")
    assert asked.status is Status.AMBIGUOUS
    assert len(asked.readings) == 2


def test_not_both_takes_those_with_both_out() -> None:
    assert condition("used WELCOME10 or SUMMER20, but not both") != condition("used WELCOME10 or SUMMER20")
    assert condition("VIPs or wholesale, but not both") != condition("VIPs or wholesale")


def test_other_than_keeps_who_has_both_kinds() -> None:
    # somebody with boots and coffee has bought something other than boots
    assert condition("bought something other than boots") != condition("bought something but not boots")
    assert condition("used any code other than WELCOME10") != condition("used a code but not WELCOME10")


def test_again_after_something_is_a_later_order_and_alone_a_second_one() -> None:
    assert condition("cancelled an order and never ordered again") != condition("cancelled an order and one-time buyers")
    assert condition("bought boots again") == condition("bought boots at least twice")


def test_within_days_of_opening_is_of_the_e_mail_named_before() -> None:
    said = "opened Summer Sale 2026 but didn't order within 14 days of opening"
    assert condition(said) == condition(f"{said} it")


def test_last_bought_goods_is_the_last_of_those_goods() -> None:
    assert condition("last bought boots more than 60 days ago") != condition("last order more than 60 days ago with boots")
