"""Names of groups as conditions: those of one meaning, and those that people must choose a meaning for."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Past, Source
from regulars.criteria.tree import (
    All,
    Compare,
    Condition,
    Constant,
    FieldTrue,
    Measure,
    Rows,
)
from regulars.criteria.words.lengths import length
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.quantities import COUPON, REFUNDED
from regulars.criteria.words.results import Role
from regulars.criteria.words.special_lists import stopped_ways, vague_ways, windowed_ways
from regulars.criteria.words.special_ways import at_least, event_count, order_count
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.groups import PLAIN, VAGUE
from regulars.criteria.words.window_terms import When
from regulars.criteria.words.windows import window


def plain_group(p: State, at: int) -> tuple[Condition, int] | None:
    """A group whose name has one meaning: one-time buyers, repeat customers, prospects."""
    found = PLAIN.at(p.tokens, at)
    if found is None:
        return None
    name, end = found
    condition = _plain(p, name)
    if condition is None:
        return None
    notes = {
        "one_order": "one order is taken as exactly one, ever",
        "two_orders": "two orders are taken as exactly two, ever",
        "repeat": "repeat means two orders or more",
        "no_order": "customers without any order",
    }
    if name in notes:
        p.note(notes[name])
    return condition, p.take(at, end, Role.CONDITION)


def _plain(p: State, name: str) -> Condition | None:
    one = Constant(Decimal(1))
    ways: dict[str, Condition] = {
        "one_order": Compare(order_count(), Comparator.EQUAL, one),
        "two_orders": Compare(order_count(), Comparator.EQUAL, Constant(Decimal(2))),
        "repeat": at_least(order_count(), 2),
        "no_order": Compare(order_count(), Comparator.EQUAL, Constant(Decimal(0))),
        "any_order": at_least(order_count(), 1),
        "omni": at_least(Measure(Aggregate.DISTINCT, Rows(Source.ORDERS), "channel"), 2),
        "coupon_users": at_least(order_count(COUPON), 1),
        "refunders": at_least(order_count(REFUNDED), 1),
    }
    if name in ways:
        return ways[name]
    if not p.index.has(Source.EVENTS):
        return None
    if name == "browsers":
        p.note("window shoppers visited the site and never ordered")
        return All((at_least(event_count(p, "visit"), 1), Compare(order_count(), Comparator.EQUAL, Constant(Decimal(0)))))
    key = {"openers": "open", "clickers": "click", "cart": "cart", "visitors": "visit"}[name]
    return at_least(event_count(p, key), 1)


def vague_group(p: State, at: int) -> tuple[Condition, int] | None:
    """A group whose name has several meanings, one of which is chosen."""
    found = VAGUE.at(p.tokens, at)
    if found is None:
        return None
    name, end = found
    subscribed = name == "new_subscribers" and "accepts_marketing" in p.index.shape.fields
    name = "sign_ups" if name == "new_subscribers" else name
    end = p.take(at, end, Role.CONDITION)
    when = (
        window(p, end) or _bare_length(p, name, end)
        if name
        in word_set("frequent big_spender new first_time sign_ups active inactive not_recent recent engaged unengaged large_orders")
        else None
    )
    if when is not None and when[0].window is not None:
        stopped = stopped_ways(p, when[0].window) if {"stopped", "stop"} & set(p.text(at, end).split()) else []
        ways = stopped or windowed_ways(p, name, when[0].window)
        if ways:
            return _as_said(p.choose(at, ways), subscribed=subscribed), when[1]
        return None
    return _as_said(p.choose(at, vague_ways(p, name)), subscribed=subscribed), end


def _bare_length(p: State, name: str, at: int) -> tuple[When, int] | None:
    """ "inactive 6 months": the last ones."""
    many = length(p, at) if name in ("inactive", "not_recent", "unengaged") else None
    if many is None or p.word(many[2]) not in ("", ",", ".", ";", "and", "but", ")"):
        return None
    p.note(f"“{p.text(at, many[2])}” is taken as the last {p.text(at, many[2])}")
    return When(Past(many[0], 0, many[1])), p.take(at, many[2], Role.WINDOW)


def _as_said(group: Condition, *, subscribed: bool) -> Condition:
    return All((group, FieldTrue("accepts_marketing"))) if subscribed else group
