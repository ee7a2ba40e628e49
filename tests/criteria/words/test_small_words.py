"""Words that are easily passed over: again, both, except, since, then, or, a year's apostrophe. Each means what it says, or refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from regulars.criteria.terms import Source
from regulars.criteria.tree import All, Any, Followed, Not, Rows
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


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("everyone except Champions and people in the UK", "not Champions and not in the UK"),
        ("all customers excluding VIPs and anyone from Canada", "not VIPs and not from Canada"),
        ("all customers but Champions", "everyone except Champions"),
        ("everyone except those in Oregon and those who ordered in 2025", "not in Oregon and did not order in 2025"),
        ("everyone except VIPs or people from Canada", "not VIPs and not from Canada"),
        ("excluding VIPs and people from Canada, customers who bought boots", "not VIPs, not from Canada, who bought boots"),
        ("excluding VIPs, Canadians who bought boots", "Canadians who bought boots, not VIPs"),
        ("bought boots, excluding VIPs and who spent over $500", "bought boots, not VIPs, who spent over $500"),
        ("customers who aren't VIPs or from Canada", "not VIPs and not from Canada"),
    ],
)
def test_an_exception_reaches_all_who_are_named_and_nobody_else(said: str, same: str) -> None:
    assert set(condition(said).parts if isinstance(condition(said), All) else [condition(said)]) == set(
        condition(same).parts if isinstance(condition(same), All) else [condition(same)]
    )


@pytest.mark.parametrize(
    ("said", "inside"),
    [
        ("everyone except Champions in the UK", "Champions in the UK"),
        ("everyone except people who ordered in 2025 and opened an email", "ordered in 2025 and opened an email"),
        ("everyone except people who neither ordered in 2025 nor opened an email", "neither ordered in 2025 nor opened an email"),
    ],
)
def test_what_describes_those_excepted_is_excepted_with_them(said: str, inside: str) -> None:
    left_out = condition(said)
    assert isinstance(left_out, Not)
    assert isinstance(left_out.part, All)
    described = condition(inside)
    assert isinstance(described, All)
    assert set(described.parts) <= set(left_out.part.parts)


@pytest.mark.parametrize(
    "request_",
    [
        "everyone except Champions and bought boots",
        "everyone except VIPs who ordered in 2025",
        "without VIPs and people from Canada",
        "not in the UK or subscribed",
        "received an email in May and didn't open any email",
    ],
)
def test_how_far_a_denial_reaches_is_asked_back_where_it_can_be_either(request_: str) -> None:
    assert understood(request_).status is Status.AMBIGUOUS


def test_since_they_did_is_said_of_those_who_did() -> None:
    found = condition("haven't opened any email since they unsubscribed")
    assert isinstance(found, All)
    assert any(not isinstance(part, Not) for part in found.parts)
    assert condition("everyone except people who haven't ordered since they clicked an email") == Not(
        condition("haven't ordered since they clicked an email")
    )


def test_the_time_of_the_e_mails_is_that_of_what_became_of_them() -> None:
    whole = "received an email in May, did not open an email in May and did not click an email in May"
    asked = condition("people we emailed in May who neither opened nor clicked")
    assert isinstance(asked, All)
    assert set(asked.parts) == set(condition(whole).parts)  # type: ignore[union-attr]
    assert condition("opened at least 3 emails in May but didn't click a single one") == condition(
        "opened at least 3 emails in May and did not click an email in May"
    )


def test_each_of_them_is_all_of_them() -> None:
    assert condition("at least 4 orders, each of them over $50") == condition("at least 4 orders, all of them over $50")
    assert condition("at least 4 orders, every one of them over $50") == condition("at least 4 orders, all of them over $50")


def test_a_number_without_a_unit_has_that_of_the_time_before() -> None:
    said = "visited the site in the last 7 days but hasn't ordered in 30"
    assert condition(said) == condition("visited the site in the last 7 days but hasn't ordered in the last 30 days")


@pytest.mark.parametrize("request_", ["customers who used to be Champions", "customers who moved from Champions to Lost"])
def test_the_segments_of_the_past_are_refused_with_where_to_look(request_: str) -> None:
    found = understood(request_)
    assert found.status is Status.REFUSED
    assert any("movement" in (each.suggestion or "") for each in found.unplaced)


def test_a_not_before_or_have_can_be_of_both() -> None:
    asked = understood("Don't live in France or have more than 5 orders")
    assert asked.status is Status.AMBIGUOUS
    assert [type(each.condition) for each in asked.readings] == [All, Any]


def test_so_many_within_so_long_can_be_of_any_time() -> None:
    asked = understood("customers who bought twice within 10 days")
    assert asked.status is Status.AMBIGUOUS
    now, ever = (each.condition for each in asked.readings)
    assert now == condition("bought twice in the last 10 days")
    assert ever == Followed(Rows(Source.ORDERS), Rows(Source.ORDERS), Decimal(10))


@pytest.mark.parametrize(
    "said", ["bought at least three times within 30 days", "bought two jackets within 10 days", "visited 3 times in a week"]
)
def test_more_than_two_within_so_long_are_refused_with_the_words_of_the_time(said: str) -> None:
    found = understood(said)
    assert found.status is Status.REFUSED
    assert found.unplaced[0].text in ("within 30 days", "within 10 days", "in a week")
    assert "in the last" in (found.unplaced[0].suggestion or "")


@pytest.mark.parametrize(
    "said", ["ordered within 10 days", "at most 2 orders in 30 days", "ordered twice in the last 10 days", "ordered twice in 2025"]
)
def test_a_time_that_has_one_meaning_is_not_asked_about(said: str) -> None:
    assert understood(said).status is Status.OK
