"""A sentence says the whole tree, with the days that its windows mean."""

from __future__ import annotations

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
        (t.Not(CANADA), "Customers whose country is known and is not “Canada”."),
        (
            t.All((CANADA, t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, window=LAST_90), "net"), Comparator.ABOVE, _number("500")))),
            "Customers whose country is “Canada”, and whose total net revenue of orders in the last 90 days (3 Jul 2026 to 30 Sep 2026) is more than 500 USD.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS, OPENS, Period(Unit.MONTH, -1, -1))), Comparator.EQUAL, _number("0")),
            "Customers with no e-mail open in the last full month (1 Sep 2026 to 30 Sep 2026).",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.LINES, SKINCARE, position=t.Position(1))), Comparator.AT_LEAST, _number("1")),
            "Customers with their first order with category “Skincare”.",
        ),
        (t.Compare(AOV, Comparator.ABOVE, t.OfBase(Statistic.AVERAGE, AOV)), "Customers whose [total net revenue of orders divided by number of orders] is more than the average [total net revenue of orders divided by number of orders] over the customers with an order."),
        (t.Rank(SPEND, End.TOP, RankBy.SHARE, Decimal("0.1")), "Customers in the top 10 % by total net revenue of orders, among the customers with an order."),
        (t.Rank(SPEND, End.TOP, RankBy.MAKING, Decimal("0.8"), CANADA), "Customers among the fewest that together make 80 % of the total net revenue of orders of the customers whose country is “Canada”, highest first."),
        (t.Within(t.Measure(Aggregate.LAST, ORDERS), Past(None, 60, Unit.DAY)), "Customers whose latest order is 60 days ago or earlier (up to 1 Aug 2026)."),
        (t.Within(t.FieldValue("created_at"), Dates(date(2025, 1, 1), date(2025, 12, 31))), "Customers whose sign-up is from 1 Jan 2025 to 31 Dec 2025."),
        (t.Within(t.FieldValue("created_at"), Dates(date(2025, 3, 1), None)), "Customers whose sign-up is since 1 Mar 2025."),
        (t.Between(t.YearsSince(t.FieldValue("birth_date")), _number("25"), _number("34")), "Customers whose age in years is from 25 to 34."),
        (t.Compare(t.PartOf(t.FieldValue("birth_date"), DatePart.MONTH), Comparator.EQUAL, _number("10")), "Customers whose month of the birth date is exactly 10."),
        (
            t.Followed(t.Rows(Source.LINES, SKINCARE), t.Rows(Source.ORDERS), Decimal(30)),
            "Customers with one of the orders with category “Skincare” followed within 30 days by one of the orders.",
        ),
        (t.EachPeriod(t.Rows(Source.ORDERS, window=Period(Unit.YEAR, 0, 0)), Unit.QUARTER), "Customers with at least 1 of the orders this year (1 Jan 2026 to 30 Sep 2026) in every calendar quarter of that time."),
        (t.Any((t.All((CANADA, t.FieldTrue("accepts_marketing"))), t.InSegment(("Whales",)))), "Customers (whose country is “Canada”, and for whom “subscribed to marketing” is true), or in the segment “Whales”."),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAny((t.RowText("channel", TextOperator.ANY_OF, ("web",)), t.RowNumber("weekday", Comparator.AT_LEAST, Decimal(6)))))), Comparator.ABOVE, _number("2")),
            "Customers with more than 2 orders with channel “web” or weekday Saturday or Sunday.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAll((t.RowNumber("total", Comparator.ABOVE, Decimal(300)), t.RowNumber("weekday", Comparator.AT_LEAST, Decimal(6)))))), Comparator.AT_LEAST, _number("1")),
            "Customers with at least 1 order with order total more than 300 USD on a Saturday or Sunday.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowNumber("weekday", Comparator.EQUAL, Decimal(1)))), Comparator.AT_LEAST, _number("1")),
            "Customers with at least 1 order on a Monday.",
        ),
        (
            t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowNot(t.RowKnown("coupon_code")), around=t.Around(t.Measure(Aggregate.FIRST, ORDERS), Decimal(0), Decimal(90), strictly=True))), Comparator.AT_LEAST, _number("2")),
            "Customers with at least 2 orders with no coupon strictly after the first order and within 90 days of it.",
        ),
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
    trees = [
        t.Compare(t.Measure(aggregate, rows, column), comparator, _number(value))
        for aggregate, column in ((Aggregate.COUNT, None), (Aggregate.SUM, "net"), (Aggregate.DISTINCT, "category"))
        for rows in (bought, t.Rows(Source.LINES, SKINCARE), t.Rows(Source.LINES, SKINCARE, Past(90, 30, Unit.DAY)), t.Rows(Source.LINES, None, LAST_90), t.Rows(Source.LINES, t.RowNot(SKINCARE)), t.Rows(Source.LINES, SKINCARE, position=t.Position(1)), t.Rows(Source.LINES, SKINCARE, position=t.Position(1, from_end=True)), t.Rows(Source.ORDERS, t.Contains(SKINCARE)), t.Rows(Source.LINES, SKINCARE, every_status=True))
        for comparator in Comparator
        for value in ("2", "3", "2.5")
    ]  # fmt: skip
    assert len({sentence(tree, CONTEXT) for tree in trees}) == len(trees)


def test_the_scope_of_a_negation_is_bracketed() -> None:
    inner = t.Any((CANADA, t.FieldTrue("accepts_marketing")))
    assert "not so: [" in sentence(t.Not(inner), CONTEXT)
    assert sentence(t.Not(inner), CONTEXT) != sentence(t.Any((t.Not(CANADA), t.FieldTrue("accepts_marketing"))), CONTEXT)


def test_a_value_of_the_data_stays_inside_its_quotation_marks() -> None:
    hostile = t.FieldText("city", TextOperator.ANY_OF, ("Paris, or anybody",))
    assert sentence(hostile, CONTEXT) == "Customers whose city is “Paris, or anybody”."


def test_a_window_that_begins_at_the_as_of_does_not_end_before_it_begins() -> None:
    opened = t.Compare(
        t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS, OPENS, Period(Unit.MONTH, 0, 0))), Comparator.EQUAL, _number("0")
    )
    assert (
        sentence(opened, CONTEXT) == "Customers with no e-mail open this month (from 1 Oct 2026 on, of which nothing is known yet)."
    )
