"""SQL that stays SQL says in English what it reads, keeps, adds up and compares."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.criteria import tree as t
from regulars.criteria.phrases import Context
from regulars.criteria.sentence import sentence
from regulars.queries.criteria_paraphrase import LONGEST_SAID, paraphrase

CONTEXT = Context(datetime(2026, 10, 1, tzinfo=UTC), ZoneInfo("America/New_York"), "USD")


def said(sql: str) -> str:
    found = paraphrase(sql, CONTEXT)
    assert found is not None
    return found.removeprefix("for whom this is true in SQL: ")


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("LENGTH(email) > 20", "{the length of their e-mail is more than 20}"),
        ("COALESCE(city, '') = '' OR (country <> 'US' AND LOWER(city) LIKE 'san %')", "{the first known of (their city, “”) is “” or (their country is not “US” and their city in lower case is like “san %”)}"),
        ("customer_id IN (SELECT customer_id FROM orders GROUP BY customer_id HAVING MAX(total) > 2 * AVG(total))", "{they are among the [customers of orders, for each customer, having the largest order total is more than (2 times the average order total)]}"),
        ("customer_id NOT IN (SELECT customer_id FROM orders ORDER BY total DESC LIMIT 100)", "{they are not among the [customers of orders, the first 100 of them in order of order total from the largest]}"),
        ("NOT EXISTS (SELECT 1 FROM events e WHERE e.customer_id = c.customer_id AND e.occurred_at > AS_OF() - INTERVAL 1 MONTH)", "{there are no [events where customer is this one and event time is after 1 Sep 2026 00:00 UTC (1 month before the as-of)]}"),
        ("(SELECT SUM(o.total) FROM orders AS o WHERE o.customer_id = c.customer_id) > 0.5 * (SELECT AVG(total) FROM orders)", "{[the sum of order total of orders where customer is this one] is more than (0.5 times [the average order total of orders])}"),
        ("CASE WHEN country = 'US' THEN 500 ELSE 300 END < 400", "{(500 if their country is “US”, otherwise 300) is less than 400}"),
        ("customer_id IN (SELECT customer_id FROM orders QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC) = 1 AND total > 100)", "{they are among the [customers of orders, of which the row's number within the same customer in order of order time from the largest is 1 and order total is more than 100]}"),
        ("customer_id IN (WITH big AS (SELECT customer_id, SUM(total) AS spent FROM orders GROUP BY customer_id) SELECT customer_id FROM big WHERE spent > 5)", "{they are among the [with “big” is [customer and the sum of order total (called “spent”) of orders, for each customer]: customers of “big” where “spent” is more than 5]}"),
        ("customer_id IN (SELECT customer_id FROM orders WHERE refunded > 0 UNION SELECT customer_id FROM events)", "{they are among the [(customers of orders where refund is more than 0) together with (customers of events)]}"),
        ("customer_id IN (SELECT customer_id FROM orders GROUP BY 1 HAVING COUNT(*) FILTER (WHERE channel = 'web') > COUNT(*) / 2)", "{they are among the [customers of orders, for each customer, having the number of rows (only where channel is “web”) is more than (the number of rows divided by 2)]}"),
        ("created_at >= TIMESTAMP '2025-01-01 10:30:00' AND birth_date < DATE '1990-05-02'", "{their sign-up is at or after 1 Jan 2025 10:30 and their birth date is before 2 May 1990}"),
    ],
)  # fmt: skip
def test_a_condition_reads_as(sql: str, words: str) -> None:
    assert said(sql) == words


def test_a_text_stays_as_it_is_and_inside_its_quotation_marks() -> None:
    assert said("city = 'a , b} and everybody'") == "{their city is “a , b} and everybody”}"


def test_conditions_that_differ_in_a_detail_read_differently() -> None:
    base = "customer_id IN (SELECT customer_id FROM orders WHERE {where} GROUP BY 1 HAVING {having} {sign} 2 * AVG(total))"
    made = [
        base.format(where=where, having=having, sign=sign)
        for where in ("total > 1", "total >= 1", "refunded > 1", "total > 1 OR refunded > 1", "NOT total > 1", "status = 'paid'")
        for having in ("SUM(total)", "MAX(total)", "COUNT(*)", "COUNT(DISTINCT channel)", "MAX(total) - MIN(total)")
        for sign in (">", ">=", "<", "<>", "=")
    ]
    assert len({said(sql) for sql in made}) == len(made)


def test_what_would_be_too_long_is_summed_up() -> None:
    tests = " OR ".join(f"SUM(total) = {number} * AVG(refunded)" for number in range(100))
    found = paraphrase(f"customer_id IN (SELECT customer_id FROM orders GROUP BY 1 HAVING {tests})", CONTEXT)
    assert found == (
        "for whom a long condition in SQL is true, over orders, about customer, order total and refund, with AVG and SUM"
    )
    assert len(found) < LONGEST_SAID


def test_the_sentence_of_a_tree_takes_it_in() -> None:
    context = Context(CONTEXT.as_of, CONTEXT.zone, say_sql=lambda sql: paraphrase(sql, CONTEXT))
    tree = t.All((t.SqlCondition("LENGTH(email) > 20"), t.FieldTrue("accepts_marketing")))
    assert sentence(tree, context) == (
        "Customers for whom this is true in SQL: {the length of their e-mail is more than 20}, and who are subscribed to marketing."
    )
    assert "LENGTH(email) > 20" in sentence(tree, CONTEXT)


_PIECES = st.sampled_from(
    [
        "customer_id",
        "orders",
        "events",
        "IN",
        "(",
        ")",
        "SELECT",
        "FROM",
        "WHERE",
        "AND",
        "OR",
        "NOT",
        "total",
        "SUM(total)",
        "COUNT(*)",
        ">",
        "=",
        "5",
        "'x'",
        "GROUP",
        "BY",
        "HAVING",
        "NULL",
        "IS",
        "AS_OF()",
        "-",
        "INTERVAL",
        "3",
        "DAY",
        "CASE",
        "WHEN",
        "THEN",
        "END",
        "LIKE",
        "BETWEEN",
        "EXISTS",
        "country",
        ",",
        ".",
        "*",
        "CAST(1",
        "AS",
        "INT)",
        "OVER",
        "ORDER",
        "LIMIT",
        "DISTINCT",
    ]
)


@given(st.lists(_PIECES, max_size=20).map(" ".join))
@settings(max_examples=200)
def test_whatever_is_typed_reads_as_something_or_not_at_all(sql: str) -> None:
    found = paraphrase(sql, CONTEXT)
    assert found is None or found.startswith("for whom ")
