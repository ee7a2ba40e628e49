"""The meanings that the name of a group can have."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Dates, End, Past, Period, Source, Statistic, Unit, Window
from regulars.criteria.tree import (
    All,
    Any,
    Compare,
    Constant,
    DaysSince,
    FieldTrue,
    FieldValue,
    Measure,
    Not,
    OfBase,
    RowNumber,
    Rows,
    Scaled,
    Within,
)
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.dates import Days
from regulars.criteria.words.special_habits import habit_ways, mailing_ways
from regulars.criteria.words.special_ways import (
    CREATED,
    Ways,
    above,
    active_ways,
    at_least,
    event_count,
    in_top,
    last_days,
    order_count,
    order_value,
    segment_ways,
    tagged_ways,
    total_spend,
)
from regulars.criteria.words.state import State


def stopped_ways(p: State, said: Window) -> Ways:
    """ "stopped ordering in June": the last order was then, or none since it began; nothing for a time without an end."""
    days = days_of(said, p.as_of) if isinstance(said, Period) else said
    if not isinstance(days, Dates | Days) or days.first is None or days.last is None:
        return []
    before = at_least(order_count(None, Dates(None, days.first - timedelta(days=1))), 1)
    since = Not(at_least(order_count(None, Dates(days.first, None)), 1))
    last = Measure(Aggregate.LAST, Rows(Source.ORDERS))
    return [
        ("the last order was in that time", Within(last, said)),
        ("ordered before it, and not since it began", All((before, since))),
    ]


def windowed_ways(p: State, name: str, said: Window) -> Ways:
    """The meanings of a group in a time that is said."""
    if name == "frequent":
        return [(f"{n} or more orders in that time", at_least(order_count(None, said), n)) for n in (3, 4, 5, 6)]
    if name == "big_spender":
        return [
            ("top 10% by spend in that time", in_top(total_spend(said), "0.1")),
            *[(f"spent {n} or more in that time", at_least(total_spend(said), n)) for n in (500, 1000)],
        ]
    if name == "new":
        first = Measure(Aggregate.FIRST, Rows(Source.ORDERS))
        return [("first order in that time", Within(first, said)), ("signed up in that time", Within(CREATED, said))]
    if name == "sign_ups":
        return [("signed up in that time", Within(CREATED, said))]
    if name == "first_time":
        return [("first order in that time", Within(Measure(Aggregate.FIRST, Rows(Source.ORDERS)), said))]
    if name == "active":
        return [("ordered in that time", at_least(order_count(None, said), 1)), *active_ways(p, said)]
    if name in ("inactive", "not_recent"):
        return [
            ("ordered before, but not in that time", All((at_least(order_count(), 1), Not(at_least(order_count(None, said), 1))))),
            ("no order in that time, never-ordered included", Not(at_least(order_count(None, said), 1))),
            *(
                [
                    (
                        "no order, visit, open or click in that time",
                        Not(
                            Any(
                                (
                                    at_least(order_count(None, said), 1),
                                    *(at_least(event_count(p, key, said), 1) for key in ("visit", "open", "click")),
                                )
                            )
                        ),
                    )
                ]
                if p.index.has(Source.EVENTS)
                else []
            ),
        ]
    if name in ("engaged", "unengaged") and p.index.has(Source.EVENTS):
        opened, clicked = at_least(event_count(p, "open", said), 1), at_least(event_count(p, "click", said), 1)
        if name == "engaged":
            return [
                ("opened or clicked an e-mail in that time", Any((opened, clicked))),
                ("opened an e-mail in that time", opened),
                ("clicked an e-mail in that time", clicked),
            ]
        return [
            ("subscribed, no open and no click in that time", All((FieldTrue("accepts_marketing"), Not(Any((opened, clicked)))))),
            ("no open and no click in that time", Not(Any((opened, clicked)))),
            ("e-mailed in that time, no open", All((at_least(event_count(p, "send", said), 1), Not(opened)))),
        ]
    return []


def vague_ways(p: State, name: str) -> Ways:
    """The meanings of a group."""
    return _buying(p, name) or _lapsing(p, name) or mailing_ways(p, name) or habit_ways(p, name)


def _buying(p: State, name: str) -> Ways:
    year = Past(12, 0, Unit.MONTH)
    if name == "frequent":
        return [
            *[(f"{n} or more orders", at_least(order_count(), n)) for n in (3, 4, 5, 6, 8, 10)],
            ("5 or more orders in 12 months", at_least(order_count(None, year), 5)),
        ]
    if name == "big_spender":
        return [
            *segment_ways(p, "champions"),
            *[(f"top {n}% by spend", in_top(total_spend(), f"0.{n:02d}")) for n in (10, 20, 25, 5)],
            *[(f"spent {n} or more", at_least(total_spend(), n)) for n in (1000, 500)],
            *segment_ways(p, "big spenders"),
            *segment_ways(p, "champions", "loyal customers"),
            *tagged_ways(p, "vip", "tagged VIP"),
            ("best monetary score", Compare(FieldValue("m"), Comparator.EQUAL, Constant(Decimal(p.index.best_score)))),
            ("spent over 2000", above(total_spend(), 2000)),
        ]
    if name == "low_spender":
        return [
            *[(f"spent less than {n}", Compare(total_spend(), Comparator.BELOW, Constant(Decimal(n)))) for n in (100, 50)],
            ("bottom 25% by spend", in_top(total_spend(), "0.25", End.BOTTOM)),
            ("bottom 10% by spend", in_top(total_spend(), "0.1", End.BOTTOM)),
        ]
    if name == "loyal":
        return [
            *segment_ways(p, "loyal customers"),
            *segment_ways(p, "champions", "loyal customers"),
            *segment_ways(p, "champions"),
            *[(f"{n} or more orders", at_least(order_count(), n)) for n in (5, 3, 10)],
            *[(f"signed up {n} years ago or earlier", Within(CREATED, Past(None, n, Unit.YEAR))) for n in (1, 2)],
        ]
    if name == "high_aov":
        return [
            *[(f"average order value of {n} or more", at_least(order_value(), n)) for n in (150, 200, 100)],
            *[(f"top {n}% by average order value", in_top(order_value(), f"0.{n}")) for n in (10, 20, 25)],
            (
                "average order value above the average",
                Compare(order_value(), Comparator.ABOVE, OfBase(Statistic.AVERAGE, order_value())),
            ),
        ]
    if name == "large_orders":
        return [
            *[
                (f"an order of {n} or more", at_least(order_count(RowNumber("total", Comparator.AT_LEAST, Decimal(n))), 1))
                for n in (200, 300, 500)
            ],
            *[(f"average order value of {n} or more", at_least(order_value(), n)) for n in (150, 200)],
            ("top 10% by average order value", in_top(order_value(), "0.1")),
        ]
    return []


def _lapsing(p: State, name: str) -> Ways:
    bought = at_least(order_count(), 1)
    last = Measure(Aggregate.LAST, Rows(Source.ORDERS))
    if name == "recent":
        return [(f"ordered in the last {n} days", at_least(order_count(None, last_days(n)), 1)) for n in (30, 60, 90, 14, 7)]
    if name in ("inactive", "not_recent"):
        gone = [
            (f"ordered before, but not in {n} days", All((bought, Not(at_least(order_count(None, last_days(n)), 1)))))
            for n in (90, 180, 365, 60, 30)
        ]
        never = [
            (f"no order in {n} days, never-ordered included", Not(at_least(order_count(None, last_days(n)), 1)))
            for n in (90, 180, 365, 60)
        ]
        named = (
            [*segment_ways(p, "lost"), *segment_ways(p, "hibernating", "lost"), *segment_ways(p, "hibernating")]
            if name == "inactive"
            else []
        )
        return [*gone, *named, *never]
    if name == "active":
        return [
            *[(f"ordered in the last {n} days", at_least(order_count(None, last_days(n)), 1)) for n in (90, 30, 180, 365, 60)],
            *[
                (f"any order, open, click or visit in the last {n} days", way[0][1])
                for n in (90, 30)
                if (way := list(active_ways(p, last_days(n))))
            ],
        ]
    if name == "new":
        return [
            *segment_ways(p, "new customers"),
            *[(f"signed up in the last {n} days", Within(CREATED, last_days(n))) for n in (30, 60, 90)],
            *[
                (f"first order in the last {n} days", Within(Measure(Aggregate.FIRST, Rows(Source.ORDERS)), last_days(n)))
                for n in (30, 60, 90)
            ],
            ("exactly one order", Compare(order_count(), Comparator.EQUAL, Constant(Decimal(1)))),
        ]
    if name == "sign_ups":
        return [(f"signed up in the last {n} days", Within(CREATED, last_days(n))) for n in (30, 60, 90, 7, 14)]
    if name == "first_time":
        return [
            ("exactly one order", Compare(order_count(), Comparator.EQUAL, Constant(Decimal(1)))),
            *[
                (f"first order in the last {n} days", Within(Measure(Aggregate.FIRST, Rows(Source.ORDERS)), last_days(n)))
                for n in (30, 60, 90)
            ],
        ]
    if name == "at_risk":
        return [
            *segment_ways(p, "at risk"),
            *segment_ways(p, "at risk", "can't lose them"),
            *segment_ways(p, "about to sleep"),
            *[
                (f"ordered before, but not in {n} days", All((bought, Not(at_least(order_count(None, last_days(n)), 1)))))
                for n in (90, 180)
            ],
        ]
    if name == "declining":
        return [
            (
                f"{what} less in the last {n} months than in the {n} months before",
                Compare(of(Past(n, 0, Unit.MONTH)), Comparator.BELOW, of(Past(2 * n, n, Unit.MONTH))),
            )
            for n in (6, 12, 3)
            for what, of in (("spent", total_spend), ("ordered", lambda window_: order_count(None, window_)))
        ]
    if name == "overdue":
        gap = Measure(Aggregate.AVERAGE_GAP, Rows(Source.ORDERS))
        return [
            (label, Compare(DaysSince(last), Comparator.ABOVE, gap if factor == "1" else Scaled(Decimal(factor), gap)))
            for factor, label in (
                ("1", "longer since the last order than their own average gap"),
                ("1.5", "1.5 times their own average gap"),
                ("2", "twice their own average gap"),
            )
        ]
    return []
