"""A sentence says the whole tree, with the days that its windows mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from regulars.criteria import tree as t
from regulars.criteria.sentence import Context, sentence
from regulars.criteria.terms import (
    Aggregate,
    Comparator,
    DatePart,
    Dates,
    End,
    Past,
    Period,
    RankBy,
    Source,
    Statistic,
    TextOperator,
    Unit,
)
from regulars.errors import DefinitionError

from .test_wire import CONDITIONS

CONTEXT = Context(datetime(2026, 10, 1, tzinfo=UTC), UTC, "USD")
ORDERS, LINES, EVENTS = t.Rows(Source.ORDERS), t.Rows(Source.LINES), t.Rows(Source.EVENTS)
LAST_90 = Past(90, 0, Unit.DAY)
SPEND = t.Measure(Aggregate.SUM, ORDERS, "net")
COUNT = t.Measure(Aggregate.COUNT, ORDERS)
AOV = t.Ratio(SPEND, COUNT)
OPENS = t.RowText("type", TextOperator.ANY_OF, ("email_open",))
SKINCARE = t.RowText("category", TextOperator.ANY_OF, ("Skincare",))
CANADA = t.FieldText("country", TextOperator.ANY_OF, ("Canada",))


def _number(value: str) -> t.Constant:
    return t.Constant(Decimal(value))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (t.All(()), "All customers."),
        (CANADA, "Customers whose country is “Canada”."),
        (t.Not(CANADA), "Customers whose country is known and not “Canada”."),
        (
            t.All((CANADA, t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, window=LAST_90), "net"), Comparator.ABOVE, _number("500")))),
            "Customers whose country is “Canada”, and whose net spend in the last 90 days (3 Jul to 30 Sep 2026) is more than 500 USD.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS, OPENS, Period(Unit.MONTH, -1, -1))), Comparator.EQUAL, _number("0")),
            "Customers who did not open any e-mail in the last full month (1 to 30 Sep 2026).",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.LINES, SKINCARE, position=t.Position(1))), Comparator.AT_LEAST, _number("1")),
            "Customers whose first order was of something from “Skincare”.",
        ),
        (t.Compare(AOV, Comparator.ABOVE, t.OfBase(Statistic.AVERAGE, AOV)), "Customers whose average net order value is more than the average of the average net order value (over the customers with an order)."),
        (t.Rank(SPEND, End.TOP, RankBy.SHARE, Decimal("0.1")), "Customers in the top 10 % by net spend (among the customers with an order)."),
        (t.Rank(SPEND, End.TOP, RankBy.MAKING, Decimal("0.8"), CANADA), "Customers among the fewest that together make 80 % of the net spend (of the customers whose country is “Canada”, highest first)."),
        (t.Within(t.Measure(Aggregate.LAST, ORDERS), Past(None, 60, Unit.DAY)), "Customers whose latest order was 60 days ago or earlier (up to 1 Aug 2026)."),
        (t.Within(t.FieldValue("created_at"), Dates(date(2025, 1, 1), date(2025, 12, 31))), "Customers who signed up during 2025."),
        (t.Within(t.FieldValue("created_at"), Dates(date(2025, 3, 1), None)), "Customers who signed up on or after 1 Mar 2025."),
        (t.Between(t.YearsSince(t.FieldValue("birth_date")), _number("25"), _number("34")), "Customers who are aged 25 to 34."),
        (t.Compare(t.PartOf(t.FieldValue("birth_date"), DatePart.MONTH), Comparator.EQUAL, _number("10")), "Customers who were born in October."),
        (
            t.Followed(t.Rows(Source.LINES, SKINCARE), t.Rows(Source.ORDERS), Decimal(30)),
            "Customers with an order of something from “Skincare” that was followed within 30 days by an order.",
        ),
        (t.EachPeriod(t.Rows(Source.ORDERS, window=Period(Unit.YEAR, 0, 0)), Unit.QUARTER), "Customers with at least 1 order in every calendar quarter this year (1 Jan to 30 Sep 2026)."),
        (t.Any((t.All((CANADA, t.FieldTrue("accepts_marketing"))), t.InSegment(("Whales",)))), "Customers (whose country is “Canada”, and who are subscribed to marketing), or in the segment “Whales”."),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAny((t.RowText("channel", TextOperator.ANY_OF, ("web",)), t.RowNumber("weekday", Comparator.AT_LEAST, Decimal(6)))))), Comparator.ABOVE, _number("2")),
            "Customers with more than 2 orders (on the website or on a Saturday or Sunday).",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAll((t.RowNumber("total", Comparator.ABOVE, Decimal(300)), t.RowNumber("weekday", Comparator.AT_LEAST, Decimal(6)))))), Comparator.AT_LEAST, _number("1")),
            "Customers with at least 1 order worth more than 300 USD on a Saturday or Sunday.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowNumber("weekday", Comparator.EQUAL, Decimal(1)))), Comparator.AT_LEAST, _number("1")),
            "Customers with at least 1 order on a Monday.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowNot(t.RowKnown("coupon_code")), around=t.Around(t.Measure(Aggregate.FIRST, ORDERS), Decimal(0), Decimal(90), strictly=True))), Comparator.AT_LEAST, _number("2")),
            "Customers with at least 2 orders without a coupon after the first order and within 90 days of it.",
        ),
        (
            t.All((CANADA, t.Any((t.Not(t.FieldText("segment", TextOperator.ANY_OF, ("Lost",))), t.Not(t.Known(t.FieldValue("segment"))))))),
            "Customers whose country is “Canada”, and whose segment is unknown or not “Lost”.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAll((t.Contains(SKINCARE), t.RowKnown("coupon_code"))), LAST_90)), Comparator.AT_LEAST, _number("1")),
            "Customers who ordered something from “Skincare” with a coupon in the last 90 days (3 Jul to 30 Sep 2026).",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.LinesNumber(Aggregate.DISTINCT, "product_id", Comparator.AT_LEAST, Decimal(3)))), Comparator.AT_LEAST, _number("1")),
            "Customers with at least 1 order with at least 3 different products.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowNot(t.LinesNumber(Aggregate.SUM, "quantity", Comparator.ABOVE, Decimal(5), SKINCARE)))), Comparator.ABOVE, _number("2")),
            "Customers with more than 2 orders with at most 5 items from “Skincare”.",
        ),
        (t.Not(t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.Contains(SKINCARE))), Comparator.AT_LEAST, _number("1"))), "Customers who did not order anything from “Skincare”."),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAll((t.RowNumber("hour", Comparator.AT_LEAST, Decimal(6)), t.RowNumber("hour", Comparator.AT_MOST, Decimal(11)))))), Comparator.AT_LEAST, _number("2")),
            "Customers with at least 2 orders between 6:00 and 11:59.",
        ),
        (t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowText("channel", TextOperator.ANY_OF, ("web",)))), Comparator.EQUAL, COUNT), "Customers all of whose orders, if any, are on the website."),
        (t.Compare(t.Ratio(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowKnown("coupon_code"))), COUNT), Comparator.AT_LEAST, _number("1")), "Customers with orders, all of which have a coupon."),
        (t.Compare(t.Ratio(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowKnown("coupon_code"))), COUNT), Comparator.ABOVE, _number("0.333333333333")), "Customers whose orders with a coupon are more than 33.33 % of all their orders."),
        (t.Compare(t.FieldValue("probability_buys_30d"), Comparator.AT_LEAST, _number("0.8")), "Customers whose chance to order in 30 days is at least 80 %."),
        (t.Compare(t.FieldValue("m"), Comparator.EQUAL, _number("1")), "Customers whose monetary score is 1."),
        (t.Compare(t.DaysSince(t.Measure(Aggregate.LAST, ORDERS)), Comparator.ABOVE, _number("90")), "Customers whose latest order was more than 90 days ago."),
        (t.Within(t.FieldValue("created_at"), Dates(None, date(2023, 12, 31))), "Customers who signed up on or before 31 Dec 2023."),
        (t.Not(t.Within(t.FieldValue("created_at"), Dates(date(2026, 4, 1), None))), "Customers who signed up before 1 Apr 2026."),
        (t.Within(t.FieldValue("created_at"), Past(1, 0, Unit.YEAR)), "Customers who signed up in the last year (1 Oct 2025 to 30 Sep 2026)."),
        (t.Within(t.FieldValue("created_at"), Dates(date(2026, 10, 1), date(2026, 10, 1))), "Customers who signed up on 1 Oct 2026 (of which nothing is known yet)."),
        (t.Followed(t.Rows(Source.EVENTS, OPENS), ORDERS, Decimal("0.0416666666666666666666")), "Customers with an e-mail open that was followed within 1 hour by an order."),
        (t.Not(t.Rank(SPEND, End.TOP, RankBy.SHARE, Decimal(1) / Decimal(3))), "Customers not in the top 33.33 % by net spend (among the customers with an order)."),
        (t.Not(t.Known(t.FieldValue("tags"))), "Customers without tags."),
        (t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.LINES, SKINCARE), "line_total"), Comparator.ABOVE, _number("50")), "Customers whose spend on goods from “Skincare” is more than 50 USD."),
        (t.Compare(t.Measure(Aggregate.DISTINCT, LINES, "category"), Comparator.AT_LEAST, _number("3")), "Customers with at least 3 different categories ordered."),
    ],
)  # fmt: skip
def test_a_tree_reads_as(condition: t.Condition, said: str) -> None:
    assert sentence(condition, CONTEXT) == said


@given(CONDITIONS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_tree_has_a_sentence_or_a_reason(condition: Any) -> None:
    try:
        said = sentence(condition, CONTEXT)
    except DefinitionError:
        return
    assert said.endswith(".")
    assert "None" not in said or "None" in repr(condition)


def test_trees_that_differ_in_a_detail_read_differently() -> None:
    bought = t.Rows(Source.LINES, SKINCARE, LAST_90)
    web, coupon = t.RowText("channel", TextOperator.ANY_OF, ("web",)), t.RowKnown("coupon_code")
    since_first = t.Measure(Aggregate.FIRST, ORDERS)
    wheres = (
        None,
        web,
        coupon,
        t.RowNot(web),
        t.RowNot(coupon),
        t.RowAll((web, coupon)),
        t.RowAny((web, coupon)),
        t.RowNot(t.RowAny((web, coupon))),
        t.Contains(SKINCARE),
        t.RowNot(t.Contains(SKINCARE)),
        t.RowAll((t.Contains(SKINCARE), web)),
        t.RowNumber("total", Comparator.ABOVE, Decimal(50)),
    )
    abouts = (
        None,
        t.Around(since_first, Decimal(0), Decimal(90)),
        t.Around(since_first, Decimal(0), Decimal(90), strictly=True),
        t.Around(since_first, Decimal(-90), Decimal(0)),
        t.Around(since_first, None, Decimal(90)),
        t.Around(since_first, Decimal(90), None),
    )
    every = [
        bought,
        t.Rows(Source.LINES, SKINCARE),
        t.Rows(Source.LINES, SKINCARE, Past(90, 30, Unit.DAY)),
        t.Rows(Source.LINES, None, LAST_90),
        t.Rows(Source.LINES, t.RowNot(SKINCARE)),
        t.Rows(Source.LINES, SKINCARE, every_status=True),
        t.Rows(Source.LINES, t.RowAll((SKINCARE, web))),
    ]
    every += [t.Rows(Source.ORDERS, where, around=around) for where in wheres for around in abouts]
    counted = [
        *every,
        t.Rows(Source.LINES, SKINCARE, position=t.Position(1)),
        t.Rows(Source.LINES, SKINCARE, position=t.Position(1, from_end=True)),
    ]
    trees: list[t.Condition] = [
        t.Compare(t.Measure(aggregate, rows, column), comparator, _number(value))
        for aggregate, column in (
            (Aggregate.COUNT, None),
            (Aggregate.SUM, "net"),
            (Aggregate.DISTINCT, "category"),
            (Aggregate.MAXIMUM, "total"),
        )
        for rows in counted
        for comparator in Comparator
        for value in ("2", "3", "2.5")
    ]
    for rows in every:
        measure = t.Measure(Aggregate.COUNT, rows)
        trees += [t.Compare(measure, Comparator.AT_LEAST, _number("1")), t.Compare(measure, Comparator.EQUAL, _number("0"))]
        trees += [t.Followed(rows, ORDERS), t.Not(t.Followed(rows, ORDERS)), t.Followed(rows, ORDERS, Decimal(1))]
        trees += [t.EachPeriod(rows, Unit.MONTH), t.Not(t.EachPeriod(rows, Unit.MONTH)), t.EachPeriod(rows, Unit.MONTH, 2)]
        trees += [t.Compare(t.Ratio(measure, COUNT), Comparator.AT_LEAST, _number(value)) for value in ("0.5", "1")]
        trees += [t.Within(t.Measure(aggregate, rows), LAST_90) for aggregate in (Aggregate.FIRST, Aggregate.LAST)]
        if rows != ORDERS:
            trees += [t.Compare(measure, Comparator.EQUAL, COUNT), t.Compare(COUNT, Comparator.EQUAL, measure)]
    trees += _windows_and_calendars() + _codes_and_names() + _goods_and_items()
    parts = (CANADA, t.FieldTrue("accepts_marketing"), t.InSegment(("Whales",)))
    one, two = t.FieldTrue("accepts_marketing"), t.InSegment(("Whales",))
    trees += [t.All((t.Any((one, two)), t.Not(t.All((one, two))))), t.All((t.Any((one, two)), CANADA))]
    trees += [
        t.All((CANADA, t.Any((one, two)))),
        t.Any((t.All((CANADA, one)), two, t.All((one, two)))),
        t.Any((CANADA, t.All((one, two)))),
    ]
    trees += [made(parts[:count]) for made in (t.All, t.Any) for count in (2, 3)]
    trees += [t.Not(made(parts[:count])) for made in (t.All, t.Any) for count in (2, 3)]
    trees += [t.All((parts[0], t.Any(parts[1:]))), t.Any((t.All(parts[:2]), parts[2])), t.Not(t.Not(CANADA)), t.Not(CANADA)]
    said: dict[str, t.Condition] = {}
    for tree in trees:
        other = said.setdefault(sentence(tree, CONTEXT), tree)
        assert other == tree, sentence(tree, CONTEXT)


def _windows_and_calendars() -> list[t.Condition]:
    """Whole months and years as windows, as parts of the calendar, and as periods of which each or one has to hold."""
    windows = [
        Dates(date(2025, 1, 1), date(2025, 12, 31)),
        Dates(date(2025, 8, 1), date(2025, 8, 31)),
        Dates(date(2025, 8, 1), date(2025, 8, 30)),
        Dates(date(2025, 1, 1), date(2026, 12, 31)),
        Dates(date(2025, 8, 1), None),
        Period(Unit.YEAR, -1, -1),
    ]
    calendars = [("year", 2025), ("year_month", 202508), ("month", 8), ("year_quarter", 20253)]
    rows = [t.Rows(Source.ORDERS, window=window) for window in windows]
    rows += [t.Rows(Source.ORDERS, t.RowNumber(column, Comparator.EQUAL, Decimal(value))) for column, value in calendars]
    trees: list[t.Condition] = []
    for amount in ("5", "6"):
        each = [t.Compare(t.Measure(Aggregate.SUM, of, "net"), Comparator.ABOVE, _number(amount)) for of in rows]
        trees += [*each, *(made(tuple(each[:count])) for made in (t.All, t.Any) for count in (3, 4))]
        trees += [t.All((CANADA, *each[:3])), t.All((*each[:3], CANADA)), t.Any((*each[:3], CANADA))]
    time = t.FieldValue("created_at")
    trees += [t.Within(time, window) for window in windows]
    months = [t.Compare(t.PartOf(time, DatePart.MONTH), Comparator.EQUAL, _number(str(month))) for month in (3, 4, 5)]
    return [*trees, *months, t.Any(tuple(months)), t.Any(tuple(months[:2])), t.Any((*months[:2], CANADA))]


def _codes_and_names() -> list[t.Condition]:
    """Channels by their codes and by names that look like them, tags, and one or none of what happened."""
    channels = ("web", "Web", "website", "the website", "mobile_app", "retail_store", "marketplace")
    wheres: list[t.RowCondition] = [t.RowText("channel", TextOperator.ANY_OF, (name,)) for name in channels]
    wheres += [t.RowText("channel", TextOperator.ANY_OF, pair) for pair in (("web", "mobile_app"), ("web", "kiosk"))]
    wheres += [t.RowNot(where) for where in wheres]
    wheres += [
        t.RowText("coupon_code", TextOperator.ANY_OF, ("A",)),
        t.RowNot(t.RowText("coupon_code", TextOperator.ANY_OF, ("A",))),
    ]
    trees: list[t.Condition] = [
        t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, where)), Comparator.AT_LEAST, _number("2")) for where in wheres
    ]
    for count in (1, 2, 3):
        tagged = t.FieldText("tags", TextOperator.TAGGED, ("A", "B", "C")[:count])
        trees += [tagged, t.Not(tagged), t.Any((t.Not(tagged), t.Not(t.Known(t.FieldValue("tags")))))]
    campaign = t.RowAll((OPENS, t.RowText("campaign", TextOperator.ANY_OF, ("May",))))
    for happened in (
        OPENS,
        campaign,
        t.RowText("type", TextOperator.ANY_OF, ("site_visit",)),
        t.RowText("type", TextOperator.ANY_OF, ("web",)),
    ):
        for window in (None, LAST_90):
            measure = t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS, happened, window))
            trees += [t.Compare(measure, Comparator.AT_LEAST, _number(value)) for value in ("1", "2")]
            trees += [t.Compare(measure, Comparator.EQUAL, _number(value)) for value in ("0", "1")]
    return trees


def _goods_and_items() -> list[t.Condition]:
    """Goods by name, by category and by price, alone and together; orders that hold them, items of them, spend on them."""
    named = t.RowText("product_title", TextOperator.ANY_OF, ("Tea",))
    dear = t.RowNumber("unit_price", Comparator.ABOVE, Decimal(50))
    many = t.RowNumber("quantity", Comparator.AT_LEAST, Decimal(2))
    tests: list[t.RowCondition] = [named, dear, many, t.RowNot(named), t.RowNot(SKINCARE)]
    tests += [t.RowAll((SKINCARE, dear)), t.RowAll((SKINCARE, many)), t.RowAny((SKINCARE, named)), t.RowAny((SKINCARE, dear))]
    tests += [t.RowAll((t.RowAny((SKINCARE, named)), dear)), t.RowAny((SKINCARE, t.RowAll((named, dear))))]
    trees: list[t.Condition] = []
    for test in tests:
        lines = t.Rows(Source.LINES, test, LAST_90)
        held = t.Rows(Source.ORDERS, t.Contains(test), LAST_90)
        for comparator, value in (
            (Comparator.AT_LEAST, "2"),
            (Comparator.AT_LEAST, "1"),
            (Comparator.EQUAL, "0"),
            (Comparator.BELOW, "3"),
        ):
            trees += [t.Compare(t.Measure(Aggregate.COUNT, rows), comparator, _number(value)) for rows in (lines, held)]
            trees += [
                t.Compare(t.Measure(Aggregate.SUM, lines, column), comparator, _number(value))
                for column in ("quantity", "line_total")
            ]
            number = t.LinesNumber(Aggregate.SUM, "quantity", comparator, Decimal(value), test)
            trees.append(t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, number)), Comparator.AT_LEAST, _number("1")))
    items = t.Measure(Aggregate.SUM, LINES, "quantity")
    made = (
        t.Ratio(items, COUNT),
        t.Sum((COUNT, items)),
        t.Scaled(Decimal(2), t.Sum((COUNT, items))),
        t.Sum((t.Scaled(Decimal(2), COUNT), items)),
    )
    return [
        *trees,
        *(t.Compare(SPEND, Comparator.ABOVE, each) for each in made),
        *(t.Compare(each, Comparator.ABOVE, _number("3")) for each in made),
    ]


def test_the_days_of_a_window_are_said_once_and_of_every_other_window_again() -> None:
    def spent(window: Past) -> t.Condition:
        return t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, window=window), "net"), Comparator.ABOVE, _number("5"))

    def opened(window: Past) -> t.Condition:
        return t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS, OPENS, window)), Comparator.AT_LEAST, _number("1"))

    assert sentence(t.All((spent(LAST_90), opened(LAST_90))), CONTEXT) == (
        "Customers whose net spend in the last 90 days (3 Jul to 30 Sep 2026) is more than 5 USD, and who opened an e-mail in the last 90 days."
    )
    assert sentence(t.All((spent(LAST_90), opened(Past(1, 0, Unit.WEEK)))), CONTEXT) == (
        "Customers whose net spend in the last 90 days (3 Jul to 30 Sep 2026) is more than 5 USD, "
        "and who opened an e-mail in the last week (24 to 30 Sep 2026)."
    )


def test_the_same_of_several_periods_is_said_once() -> None:
    years = [Dates(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)]
    spent = [
        t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, window=year), "net"), Comparator.ABOVE, _number("100"))
        for year in years
    ]
    assert sentence(t.All((CANADA, *spent)), CONTEXT) == (
        "Customers whose country is “Canada”, and whose net spend is more than 100 USD in each of these periods (2024, 2025 and 2026)."
    )
    assert sentence(t.Any(tuple(spent)), CONTEXT) == (
        "Customers whose net spend is more than 100 USD in at least one of these periods (2024, 2025 and 2026)."
    )


def test_one_of_two_and_not_both_is_said_so() -> None:
    one, two = t.FieldText("tags", TextOperator.TAGGED, ("VIP",)), t.InSegment(("Whales",))
    assert sentence(t.All((t.Any((one, two)), t.Not(t.All((one, two))))), CONTEXT) == (
        "Customers either with the tag “VIP”, or in the segment “Whales”, but not both."
    )


def test_not_both_is_not_said_of_what_may_be_unknown() -> None:
    one, two = t.InSegment(("Whales",)), CANADA
    assert sentence(t.All((t.Any((one, two)), t.Not(t.All((one, two))))), CONTEXT) == (
        "Customers (in the segment “Whales”, or whose country is “Canada”), "
        "and (not in the segment “Whales”, or whose country is known and not “Canada”)."
    )


def test_alternatives_are_joined_by_or_every_time() -> None:
    three = (CANADA, t.FieldTrue("accepts_marketing"), t.InSegment(("Whales",)))
    assert sentence(t.Any(three), CONTEXT) == (
        "Customers whose country is “Canada”, or who are subscribed to marketing, or in the segment “Whales”."
    )
    assert sentence(t.All(three), CONTEXT) == (
        "Customers whose country is “Canada”, who are subscribed to marketing, and in the segment “Whales”."
    )


def test_a_tag_denied_with_another_is_denied_by_name() -> None:
    assert (
        sentence(t.Not(t.FieldText("tags", TextOperator.TAGGED, ("A", "B"))), CONTEXT)
        == "Customers with neither the tag “A” nor “B”."
    )


def test_the_scope_of_a_negation_is_bracketed() -> None:
    inner = t.Any((CANADA, t.FieldTrue("accepts_marketing")))
    assert sentence(t.Not(inner), CONTEXT) == (
        "Customers whose country is known and not “Canada”, and who are known not to be subscribed to marketing."
    )
    both = t.Not(t.All(inner.parts))
    assert sentence(both, CONTEXT) == (
        "Customers whose country is known and not “Canada”, or who are known not to be subscribed to marketing."
    )
    assert sentence(t.All((t.FieldTrue("accepts_marketing"), both)), CONTEXT) == (
        "Customers who are subscribed to marketing, and (whose country is known and not “Canada”, "
        "or who are known not to be subscribed to marketing)."
    )
    assert sentence(t.Not(inner), CONTEXT) != sentence(t.Any((t.Not(CANADA), t.FieldTrue("accepts_marketing"))), CONTEXT)


def test_an_order_that_is_there_and_was_not_so_is_said_in_one_clause() -> None:
    last = t.Rows(Source.ORDERS, position=t.Position(1, from_end=True))
    there = t.Compare(t.Measure(Aggregate.COUNT, last), Comparator.AT_LEAST, t.Constant(Decimal(1)))
    coupon = replace(last, where=t.RowKnown("coupon_code"))
    denied = t.Not(t.Compare(t.Measure(Aggregate.COUNT, coupon), Comparator.AT_LEAST, t.Constant(Decimal(1))))
    assert sentence(t.All((there, denied)), CONTEXT) == "Customers whose last order did not have a coupon."
    assert sentence(denied, CONTEXT) == "Customers whose last order, if any, did not have a coupon."


def test_a_value_of_the_data_stays_inside_its_quotation_marks() -> None:
    hostile = t.FieldText("city", TextOperator.ANY_OF, ("Paris, or anybody",))
    assert sentence(hostile, CONTEXT) == "Customers whose city is “Paris, or anybody”."


def test_a_window_that_begins_at_the_as_of_does_not_end_before_it_begins() -> None:
    opened = t.Compare(
        t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS, OPENS, Period(Unit.MONTH, 0, 0))), Comparator.EQUAL, _number("0")
    )
    assert (
        sentence(opened, CONTEXT)
        == "Customers who did not open any e-mail this month (from 1 Oct 2026 on, of which nothing is known yet)."
    )
