"""What can be read in more ways than can be told apart, and is refused: "non-returners with 5+ orders", "A - B", "or none"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.tree import FieldText
from regulars.criteria.words.dependent_objects import THOSE
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import SMALL
from regulars.criteria.words.tables.lexicon import NEGATIONS
from regulars.criteria.words.tokens import Kind

_APART = "say the two in separate conditions, each with a verb of its own"
# what a "non-" can be said of together with the word it is written with
_PLAIN = frozenset({"goods", "filters", "windows"})
_ORDERS = frozenset({"orders", "order", "purchases", "purchase"})
_SINGLE = frozenset({"one", "1"})
_MONEY = frozenset({"dollar", "dollars", "buck", "bucks", "euro", "euros", "pound", "pounds", "hundred", "thousand", "million"})


def settle_doubts(p: State, items: list[Item]) -> None:
    """Object to what could be of one thing or of another."""
    _words_doubted(p)
    for item in items:
        _non(p, item)
        _counted(p, item)
    for before, item in pairwise(items):
        _visited_place(p, before, item)
        _dash(p, before, item)
        _one_of_them(p, before, item)
        _one_over(p, before, item)
        _counted_after(p, before, item)
        _or_none(p, before, item)
        _no_orders_not(p, before, item)


def _visited_place(p: State, before: Item, item: Item) -> None:
    """ "visited Paris in 2025": where people went is not known, and the site is not named."""
    f, at = before.clause.frame, item.clause.start
    place = isinstance(item.clause.fixed, FieldText) and item.clause.fixed.field in ("country", "region", "city")
    if f is not None and f.head == "visit" and not f.objects and place and at == before.clause.end and p.word(at - 1) == "visited":
        p.object(at - 1, item.clause.end, "is not known: the data has visits of the site only", "say “visited the site”")


def _words_doubted(p: State) -> None:
    for at in range(len(p.tokens)):
        if at in p.guarded:
            continue
        if p.are(at, "or", "not") and p.word(at + 2) in ("", ",", ".", ";", ")", "and", "but", "who", "with"):
            p.object(at, at + 2, "leaves it open, so that it says nothing of anybody", "leave it out")
        no = NEGATIONS.at(p.tokens, at)
        if no is not None and p.word(no[1]) == "without" and p.word(at) != "without":
            p.object(at, no[1] + 1, "denies twice", "say what they always or sometimes did")
        if p.word(at) == "not" and p.word(at + 1) in ("just", "only", "merely") and p.word(at + 2) in _SINGLE:
            p.object(at, at + 3, "can be more than one, or any number but one", "say “more than 1” or “not exactly 1”")
        if p.word(at) == "minus" and "plus" in {p.word(n) for n in range(at, len(p.tokens))}:
            p.object(at, len(p.tokens), "can leave out what is after “plus”, or let it in", "say “and” or “or”, and “not”")


def _counted_after(p: State, before: Item, item: Item) -> None:
    """ "orders excluding store orders: 3+": a number at the end, of orders some of which are left out."""
    one, two = before.clause.frame, item.clause.frame
    told = one is not None and one.head == "buy" and not one.said() and two is not None and not before.clause.negated
    left_out = item.joint == "except" or (item.clause.negated and item.joint == "next")
    after = p.kind(item.clause.end - 1) is Kind.NUMBER or p.kind(item.clause.end - 2) is Kind.NUMBER
    if told and left_out and after and before.clause.end < item.clause.start:
        p.object(before.clause.start, item.clause.end, "is not counted in this form", "say “at least 3 orders that ...”")


def _one_over(p: State, before: Item, item: Item) -> None:
    """ "2+ orders, one over $100": what one order came to, and not all that was spent."""
    counted = before.clause.frame is not None and before.clause.frame.head == "buy" and before.clause.frame.count is not None
    f, at = item.clause.frame, item.clause.start - 1
    none = before.clause.negated and bool(_ORDERS & {p.word(n) for n in range(before.clause.start, before.clause.end)})
    if (counted or none) and f is not None and f.money is not None and f.count is None and p.word(at) == "one":
        p.object(at, item.clause.end, "can be one order of so much, or all that was spent", "say “at least 1 order over ...”")


def _non(p: State, item: Item) -> None:
    """ "non-returners with 5+ orders": whether "non-" is of the amount too."""
    c = item.clause
    said = c.frame.said() if c.frame is not None else frozenset()
    near = next((n for n in (c.start, c.start - 1, c.start - 2) if p.word(n) == "non"), None)
    orders = {p.word(n) for n in range(c.start, c.end)} & _ORDERS
    if near is not None and c.negated and (said - _PLAIN or orders):
        p.object(near, c.end, "can deny the amount, or only the word that it stands before", _APART)


def _counted(p: State, item: Item) -> None:
    """ "worth at least one order", "was the only one in store": a number of orders, that is no money."""
    c, f = item.clause, item.clause.frame
    amount = (f.money or f.size) if f is not None else None
    if amount is None or f is None or (f.head == "measure" and f.measure not in ("", "spend", "aov")):
        return
    for n in range(c.start, c.end):
        one = SMALL.get(p.word(n)) == amount.value and f.count is None and p.word(n + 1) not in _MONEY | {"k", "grand"}
        orders = f.head in ("spend", "measure") and f.count is None and p.word(n + 1) in ("order", "orders")
        if one or (orders and p.kind(n) is Kind.NUMBER and p.tokens[n].value == amount.value):
            p.object(n, n + 2, "is no amount of money", "say “at least 1 order”, or the amount with its currency")


def _one_of_them(p: State, before: Item, item: Item) -> None:
    """ "spent over $500, one of them in store": of orders that have not been spoken of."""
    frames = (before.clause.frame, item.clause.frame)
    start = item.clause.start
    if all(f is not None and f.head == "spend" for f in frames) and p.word(start + 1) in THOSE and p.word(start) == "of":
        p.object(start - 1, item.clause.end, "speaks of orders that are not named before", "say “at least 1 order ...”")


def _dash(p: State, before: Item, item: Item) -> None:
    """ "UK customers - staff": a dash, or a minus."""
    at = item.clause.start - 1
    fixed = item.clause.fixed
    named = isinstance(fixed, FieldText) and fixed.field in ("tags", "segment") and p.word(at + 1) != "tagged"
    alone = at > 0 and p.word(at) == "-" and p.tokens[at - 1].end < p.tokens[at].start and p.tokens[at].end < p.tokens[at + 1].start
    if named and alone and before.clause.attribute and not item.clause.negated and before.clause.end in (at, at - 1):
        p.object(at, item.clause.end, "can be let in or left out", "say “and” or “but not” for the dash")


def _or_none(p: State, before: Item, item: Item) -> None:
    """ "last order before 2025 or none at all": none before 2025, or none ever."""
    at = item.clause.start
    led = [p.word(n) for n in range(before.clause.end, at + 1)]
    deed = before.clause.frame
    if item.joint in ("or", "comma_or") and "none" in led and deed is not None and deed.windows and not before.clause.negated:
        p.object(before.clause.end, item.clause.end, "can be none in that time, or none ever", "say “or no orders”")


def _no_orders_not(p: State, before: Item, item: Item) -> None:
    """ "no orders not online", "no orders that weren't online": of each order, and no second denial of customers."""
    one, two = before.clause, item.clause
    deeds = one.frame is not None and two.frame is not None and one.frame.head == "buy" and not one.frame.said()
    led = {p.word(n) for n in range(one.end, two.start)}
    orders = {p.word(n) for n in range(one.start, one.end)} & _ORDERS
    joined = item.joint in ("next", "who") and not led & {",", "and", "but", ";"}
    if deeds and orders and joined and one.negated and two.negated:
        p.object(one.start, two.end, "denies twice", "say what all of their orders were")
