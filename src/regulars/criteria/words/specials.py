"""Names of groups as conditions: those of one meaning, and those that people must choose a meaning for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, End, Past, RankBy, Source, TextOperator, Unit, Window
from regulars.criteria.tree import (
    All,
    Any,
    Compare,
    Condition,
    Constant,
    DaysSince,
    FieldText,
    FieldTrue,
    FieldValue,
    Measure,
    Not,
    Quantity,
    Rank,
    Ratio,
    RowCondition,
    RowNot,
    RowNumber,
    Rows,
    RowText,
    Scaled,
    Within,
)
from regulars.criteria.words.links import event_types
from regulars.criteria.words.quantities import COUPON, DISCOUNTED, REFUNDED
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.groups import PLAIN, VAGUE
from regulars.criteria.words.windows import window

Ways = Sequence[tuple[str, Condition]]
_CREATED = FieldValue("created_at")


def _orders(where: RowCondition | None = None, window_: Window | None = None) -> Quantity:
    return Measure(Aggregate.COUNT, Rows(Source.ORDERS, where, window_))


def _spend(window_: Window | None = None) -> Quantity:
    return Measure(Aggregate.SUM, Rows(Source.ORDERS, None, window_), "net")


def _aov() -> Quantity:
    return Ratio(_spend(), _orders())


def _at_least(quantity: Quantity, value: int | str) -> Condition:
    return Compare(quantity, Comparator.AT_LEAST, Constant(Decimal(value)))


def _over(quantity: Quantity, value: int) -> Condition:
    return Compare(quantity, Comparator.ABOVE, Constant(Decimal(value)))


def _events(p: State, key: str, window_: Window | None = None) -> Quantity:
    types = event_types(p, key)
    return Measure(Aggregate.COUNT, Rows(Source.EVENTS, RowText("type", TextOperator.ANY_OF, types or (key,)), window_))


def _days(count: int) -> Past:
    return Past(count, 0, Unit.DAY)


def _top(quantity: Quantity, share: str, end: End = End.TOP) -> Condition:
    return Rank(quantity, end, RankBy.SHARE, Decimal(share))


def plain_group(p: State, at: int) -> tuple[Condition, int] | None:
    """A group whose name has one meaning: one-time buyers, repeat customers, prospects."""
    found = PLAIN.at(p.tokens, at)
    if found is None:
        return None
    name, end = found
    condition = _plain(p, name)
    if condition is None:
        return None
    notes = {"one_order": "one order is taken as exactly one, ever", "repeat": "repeat means two orders or more", "no_order": "customers without any order"}
    if name in notes:
        p.note(notes[name])
    return condition, p.take(at, end, Role.CONDITION)


def _plain(p: State, name: str) -> Condition | None:
    one = Constant(Decimal(1))
    ways: dict[str, Condition] = {
        "one_order": Compare(_orders(), Comparator.EQUAL, one),
        "repeat": _at_least(_orders(), 2),
        "no_order": Compare(_orders(), Comparator.EQUAL, Constant(Decimal(0))),
        "any_order": _at_least(_orders(), 1),
        "omni": _at_least(Measure(Aggregate.DISTINCT, Rows(Source.ORDERS), "channel"), 2),
        "coupon_users": _at_least(_orders(COUPON), 1),
        "refunders": _at_least(_orders(REFUNDED), 1),
    }
    if name in ways:
        return ways[name]
    if not p.index.has(Source.EVENTS):
        return None
    if name == "browsers":
        p.note("window shoppers visited the site and never ordered")
        return All((_at_least(_events(p, "visit"), 1), Compare(_orders(), Comparator.EQUAL, Constant(Decimal(0)))))
    key = {"openers": "open", "clickers": "click", "cart": "cart", "visitors": "visit"}[name]
    return _at_least(_events(p, key), 1)


def vague_group(p: State, at: int) -> tuple[Condition, int] | None:
    """A group whose name has several meanings, one of which is chosen."""
    found = VAGUE.at(p.tokens, at)
    if found is None:
        return None
    name, end = found
    end = p.take(at, end, Role.CONDITION)
    when = window(p, end) if name in ("frequent", "big_spender", "new", "active", "inactive", "not_recent", "recent", "engaged", "unengaged", "large_orders") else None
    if when is not None and when[0].window is not None:
        ways = _windowed(p, name, when[0].window)
        if ways:
            return p.choose(at, ways), when[1]
        return None
    return p.choose(at, _vague(p, name)), end


def _windowed(p: State, name: str, said: Window) -> Ways:
    if name == "frequent":
        return [(f"{n} or more orders in that time", _at_least(_orders(None, said), n)) for n in (3, 4, 5, 6)]
    if name == "big_spender":
        return [("top 10% by spend in that time", _top(_spend(said), "0.1")), *[(f"spent {n} or more in that time", _at_least(_spend(said), n)) for n in (500, 1000)]]
    if name == "new":
        first = Measure(Aggregate.FIRST, Rows(Source.ORDERS))
        return [("first order in that time", Within(first, said)), ("signed up in that time", Within(_CREATED, said))]
    if name == "active":
        return [("ordered in that time", _at_least(_orders(None, said), 1)), *_active_events(p, said)]
    if name in ("inactive", "not_recent"):
        return [
            ("ordered before, but not in that time", All((_at_least(_orders(), 1), Not(_at_least(_orders(None, said), 1))))),
            ("no order in that time, never-ordered included", Not(_at_least(_orders(None, said), 1))),
            *([("no order, visit, open or click in that time", Not(Any((_at_least(_orders(None, said), 1), *(_at_least(_events(p, key, said), 1) for key in ("visit", "open", "click"))))))] if p.index.has(Source.EVENTS) else []),
        ]
    if name in ("engaged", "unengaged") and p.index.has(Source.EVENTS):
        opened, clicked = _at_least(_events(p, "open", said), 1), _at_least(_events(p, "click", said), 1)
        if name == "engaged":
            return [("opened or clicked an e-mail in that time", Any((opened, clicked))), ("opened an e-mail in that time", opened), ("clicked an e-mail in that time", clicked)]
        return [
            ("subscribed, no open and no click in that time", All((FieldTrue("accepts_marketing"), Not(Any((opened, clicked)))))),
            ("no open and no click in that time", Not(Any((opened, clicked)))),
            ("e-mailed in that time, no open", All((_at_least(_events(p, "send", said), 1), Not(opened)))),
        ]
    return []


def _active_events(p: State, said: Window) -> Ways:
    if not p.index.has(Source.EVENTS):
        return []
    tests = [_at_least(_orders(None, said), 1), *(_at_least(_events(p, key, said), 1) for key in ("open", "click", "visit"))]
    return [("any order, open, click or visit in that time", Any(tuple(tests)))]


def _tagged(p: State, name: str, label: str) -> Ways:
    held = tuple(value for value in p.index.values("tags") if value.lower() == name)
    return [(label, FieldText("tags", TextOperator.TAGGED, held))] if held else []


def _in_segment(p: State, *names: str) -> Ways:
    held = tuple(value for value in p.index.values("segment") if value.lower() in names)
    return [(f"in the segment {' or '.join(held)}", FieldText("segment", TextOperator.ANY_OF, held))] if held else []


def _vague(p: State, name: str) -> Ways:
    return _buying(p, name) or _lapsing(p, name) or _mailing(p, name) or _habits(p, name)


def _buying(p: State, name: str) -> Ways:
    year = Past(12, 0, Unit.MONTH)
    if name == "frequent":
        return [
            *[(f"{n} or more orders", _at_least(_orders(), n)) for n in (3, 4, 5, 6, 8, 10)],
            ("5 or more orders in 12 months", _at_least(_orders(None, year), 5)),
        ]
    if name == "big_spender":
        return [
            *[(f"spent {n} or more", _at_least(_spend(), n)) for n in (500, 1000)],
            *[(f"top {n}% by spend", _top(_spend(), f"0.{n:02d}")) for n in (10, 20, 25, 5)],
            *_in_segment(p, "champions"), *_in_segment(p, "big spenders"), *_in_segment(p, "champions", "loyal customers"), *_tagged(p, "vip", "tagged VIP"),
            ("best monetary score", Compare(FieldValue("m"), Comparator.EQUAL, Constant(Decimal(p.index.best_score)))),
            ("spent over 2000", _over(_spend(), 2000)),
        ]  # fmt: skip
    if name == "low_spender":
        return [
            *[(f"spent less than {n}", Compare(_spend(), Comparator.BELOW, Constant(Decimal(n)))) for n in (100, 50)],
            ("bottom 25% by spend", _top(_spend(), "0.25", End.BOTTOM)), ("bottom 10% by spend", _top(_spend(), "0.1", End.BOTTOM)),
        ]  # fmt: skip
    if name == "loyal":
        return [
            *_in_segment(p, "loyal customers"), *_in_segment(p, "champions", "loyal customers"), *_in_segment(p, "champions"),
            *[(f"{n} or more orders", _at_least(_orders(), n)) for n in (5, 3, 10)],
            *[(f"signed up {n} years ago or earlier", Within(_CREATED, Past(None, n, Unit.YEAR))) for n in (1, 2)],
        ]  # fmt: skip
    if name == "large_orders":
        return [
            *[(f"an order of {n} or more", _at_least(_orders(RowNumber("total", Comparator.AT_LEAST, Decimal(n))), 1)) for n in (200, 300, 500)],
            *[(f"average order value of {n} or more", _at_least(_aov(), n)) for n in (150, 200)], ("top 10% by average order value", _top(_aov(), "0.1")),
        ]  # fmt: skip
    return []


def _lapsing(p: State, name: str) -> Ways:
    bought = _at_least(_orders(), 1)
    last = Measure(Aggregate.LAST, Rows(Source.ORDERS))
    if name == "recent":
        return [(f"ordered in the last {n} days", _at_least(_orders(None, _days(n)), 1)) for n in (30, 60, 90, 14, 7)]
    if name in ("inactive", "not_recent"):
        gone = [(f"ordered before, but not in {n} days", All((bought, Not(_at_least(_orders(None, _days(n)), 1))))) for n in (90, 180, 365, 60, 30)]
        never = [(f"no order in {n} days, never-ordered included", Not(_at_least(_orders(None, _days(n)), 1))) for n in (90, 180, 365, 60)]
        named = [*_in_segment(p, "lost"), *_in_segment(p, "hibernating", "lost"), *_in_segment(p, "hibernating")] if name == "inactive" else []
        return [*gone, *named, *never]
    if name == "active":
        return [
            *[(f"ordered in the last {n} days", _at_least(_orders(None, _days(n)), 1)) for n in (90, 30, 180, 365, 60)],
            *[(f"any order, open, click or visit in the last {n} days", way[0][1]) for n in (90, 30) if (way := list(_active_events(p, _days(n))))],
        ]
    if name == "new":
        return [
            *_in_segment(p, "new customers"),
            *[(f"signed up in the last {n} days", Within(_CREATED, _days(n))) for n in (30, 60, 90)],
            *[(f"first order in the last {n} days", Within(Measure(Aggregate.FIRST, Rows(Source.ORDERS)), _days(n))) for n in (30, 60, 90)],
            ("exactly one order", Compare(_orders(), Comparator.EQUAL, Constant(Decimal(1)))),
        ]
    if name == "at_risk":
        return [*_in_segment(p, "at risk"), *_in_segment(p, "at risk", "can't lose them"), *_in_segment(p, "about to sleep"),
                *[(f"ordered before, but not in {n} days", All((bought, Not(_at_least(_orders(None, _days(n)), 1))))) for n in (90, 180)]]  # fmt: skip
    if name == "overdue":
        gap = Measure(Aggregate.AVERAGE_GAP, Rows(Source.ORDERS))
        return [
            (label, Compare(DaysSince(last), Comparator.ABOVE, gap if factor == 1 else Scaled(Decimal(factor), gap)))
            for factor, label in (("1", "longer since the last order than their own average gap"), ("1.5", "1.5 times their own average gap"), ("2", "twice their own average gap"))
        ]
    return []


def _mailing(p: State, name: str) -> Ways:
    if name not in ("engaged", "unengaged") or not p.index.has(Source.EVENTS):
        return []
    subscribed = FieldTrue("accepts_marketing")
    if name == "engaged":
        return [
            *[(f"opened or clicked an e-mail in the last {n} days", Any((_at_least(_events(p, "open", _days(n)), 1), _at_least(_events(p, "click", _days(n)), 1)))) for n in (30, 60, 90)],
            *[(f"opened an e-mail in the last {n} days", _at_least(_events(p, "open", _days(n)), 1)) for n in (30, 90)],
            *[(f"subscribed and opened an e-mail in the last {n} days", All((subscribed, _at_least(_events(p, "open", _days(n)), 1)))) for n in (30, 90)],
            ("open rate of 50% or more", _at_least(Ratio(_events(p, "open"), _events(p, "send")), "0.5")),
        ]  # fmt: skip
    return [
        *[(f"subscribed, no open in {n} days", All((subscribed, Not(_at_least(_events(p, "open", _days(n)), 1))))) for n in (90, 60, 180, 30)],
        *[(f"subscribed, no open and no click in {n} days", All((subscribed, Not(Any((_at_least(_events(p, "open", _days(n)), 1), _at_least(_events(p, "click", _days(n)), 1))))))) for n in (90, 180)],
        *[(f"e-mailed, no open in {n} days", All((_at_least(_events(p, "send"), 1), Not(_at_least(_events(p, "open", _days(n)), 1))))) for n in (90, 60, 180)],
        ("e-mailed, never opened", All((_at_least(_events(p, "send"), 1), Not(_at_least(_events(p, "open"), 1))))),
    ]  # fmt: skip


def _habits(p: State, name: str) -> Ways:
    weekend = RowNumber("weekday", Comparator.AT_LEAST, Decimal(6))
    cheap = DISCOUNTED
    shares = {"discount_lovers": cheap, "weekend": weekend, "returners": REFUNDED}
    if name == "full_price":
        never = All((_at_least(_orders(), 1), Not(_at_least(_orders(cheap), 1))))
        p.note("full-price customers have ordered, and never with a discount")
        return [("ordered, never with a discount", never)]
    if name in shares:
        test = shares[name]
        said = {"discount_lovers": "a discount", "weekend": "a weekend", "returners": "a refund"}[name]
        share = Ratio(_orders(test), _orders())
        ways: list[tuple[str, Condition]] = [
            (f"half or more of their orders with {said}", _at_least(share, "0.5")),
            (f"all of their orders with {said}", _at_least(share, 1)),
            (f"any order with {said}", _at_least(_orders(test), 1)),
            (f"2 or more orders with {said}", _at_least(_orders(test), 2)),
            (f"3 or more orders with {said}", _at_least(_orders(test), 3)),
            (f"more than half of their orders with {said}", Compare(share, Comparator.ABOVE, Constant(Decimal("0.5")))),
        ]
        if name == "discount_lovers":
            ways += [("half or more of their orders with a coupon", _at_least(Ratio(_orders(COUPON), _orders()), "0.5")), ("any order with a coupon", _at_least(_orders(COUPON), 1)), ("3 or more orders with a coupon", _at_least(_orders(COUPON), 3))]
        return ways
    if name == "holiday":
        test = RowNumber("month", Comparator.AT_LEAST, Decimal(11))
        return [
            ("ordered in a November or December", _at_least(_orders(test), 1)),
            ("ordered in a November or December only", All((_at_least(_orders(test), 1), Compare(_orders(RowNot(test)), Comparator.EQUAL, Constant(Decimal(0)))))),
            ("ordered in a December", _at_least(_orders(RowNumber("month", Comparator.EQUAL, Decimal(12))), 1)),
        ]
    return [("any order", _at_least(_orders(), 1))]
