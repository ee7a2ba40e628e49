"""The meanings of groups by their habits: how they take e-mails, and how they buy."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Source
from regulars.criteria.tree import All, Any, Compare, Condition, Constant, FieldTrue, Not, Ratio, RowNot, RowNumber
from regulars.criteria.words.quantities import COUPON, DISCOUNTED, REFUNDED
from regulars.criteria.words.special_ways import Ways, at_least, event_count, last_days, order_count
from regulars.criteria.words.state import State


def mailing_ways(p: State, name: str) -> Ways:
    """The meanings of a group by how they take e-mails."""
    if name not in ("engaged", "unengaged", "engaged_subscribers") or not p.index.has(Source.EVENTS):
        return []
    subscribed = FieldTrue("accepts_marketing")
    if name == "engaged_subscribers":
        opens = [
            (
                f"subscribed and opened an e-mail in the last {n} days",
                All((subscribed, at_least(event_count(p, "open", last_days(n)), 1))),
            )
            for n in (30, 60, 90)
        ]
        return [
            *[
                (
                    f"subscribed and opened or clicked an e-mail in the last {n} days",
                    All(
                        (
                            subscribed,
                            Any(
                                (
                                    at_least(event_count(p, "open", last_days(n)), 1),
                                    at_least(event_count(p, "click", last_days(n)), 1),
                                )
                            ),
                        )
                    ),
                )
                for n in (30, 60, 90)
            ],
            *opens,
        ]
    if name == "engaged":
        return [
            *[
                (
                    f"opened or clicked an e-mail in the last {n} days",
                    Any((at_least(event_count(p, "open", last_days(n)), 1), at_least(event_count(p, "click", last_days(n)), 1))),
                )
                for n in (30, 60, 90)
            ],
            *[(f"opened an e-mail in the last {n} days", at_least(event_count(p, "open", last_days(n)), 1)) for n in (30, 90)],
            *[
                (
                    f"subscribed and opened an e-mail in the last {n} days",
                    All((subscribed, at_least(event_count(p, "open", last_days(n)), 1))),
                )
                for n in (30, 90)
            ],
            ("open rate of 50% or more", at_least(Ratio(event_count(p, "open"), event_count(p, "send")), "0.5")),
        ]
    return [
        *[
            (f"subscribed, no open in {n} days", All((subscribed, Not(at_least(event_count(p, "open", last_days(n)), 1)))))
            for n in (90, 60, 180, 30)
        ],
        *[
            (
                f"subscribed, no open and no click in {n} days",
                All(
                    (
                        subscribed,
                        Not(
                            Any(
                                (
                                    at_least(event_count(p, "open", last_days(n)), 1),
                                    at_least(event_count(p, "click", last_days(n)), 1),
                                )
                            )
                        ),
                    )
                ),
            )
            for n in (90, 180)
        ],
        *[
            (
                f"e-mailed, no open in {n} days",
                All((at_least(event_count(p, "send"), 1), Not(at_least(event_count(p, "open", last_days(n)), 1)))),
            )
            for n in (90, 60, 180)
        ],
        ("e-mailed, never opened", All((at_least(event_count(p, "send"), 1), Not(at_least(event_count(p, "open"), 1))))),
    ]


def habit_ways(p: State, name: str) -> Ways:
    """The meanings of a group by how they buy: with discounts, at weekends, in the holidays."""
    weekend = RowNumber("weekday", Comparator.AT_LEAST, Decimal(6))
    cheap = DISCOUNTED
    shares = {"discount_lovers": cheap, "weekend": weekend, "returners": REFUNDED}
    if name == "full_price":
        never = All((at_least(order_count(), 1), Not(at_least(order_count(cheap), 1))))
        p.note("full-price customers have ordered, and never with a discount")
        return [("ordered, never with a discount", never)]
    if name in shares:
        test = shares[name]
        said = {"discount_lovers": "a discount", "weekend": "a weekend", "returners": "a refund"}[name]
        share = Ratio(order_count(test), order_count())
        ways: list[tuple[str, Condition]] = [
            (f"half or more of their orders with {said}", at_least(share, "0.5")),
            (f"all of their orders with {said}", at_least(share, 1)),
            (f"any order with {said}", at_least(order_count(test), 1)),
            (f"2 or more orders with {said}", at_least(order_count(test), 2)),
            (f"3 or more orders with {said}", at_least(order_count(test), 3)),
            (f"more than half of their orders with {said}", Compare(share, Comparator.ABOVE, Constant(Decimal("0.5")))),
        ]
        if name == "discount_lovers":
            ways += [
                ("half or more of their orders with a coupon", at_least(Ratio(order_count(COUPON), order_count()), "0.5")),
                ("any order with a coupon", at_least(order_count(COUPON), 1)),
                ("3 or more orders with a coupon", at_least(order_count(COUPON), 3)),
            ]
        return ways
    if name == "holiday":
        test = RowNumber("month", Comparator.AT_LEAST, Decimal(11))
        return [
            ("ordered in a November or December", at_least(order_count(test), 1)),
            (
                "ordered in a November or December only",
                All((at_least(order_count(test), 1), Compare(order_count(RowNot(test)), Comparator.EQUAL, Constant(Decimal(0))))),
            ),
            ("ordered in a December", at_least(order_count(RowNumber("month", Comparator.EQUAL, Decimal(12))), 1)),
        ]
    return [("any order", at_least(order_count(), 1))]
