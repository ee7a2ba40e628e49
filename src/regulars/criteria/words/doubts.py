"""What can be read in more ways than can be told apart, and is refused: "non-returners with 5+ orders", "A - B", "or none"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.tree import FieldText
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import NEGATIONS, ORDER_NOUNS

_APART = "say the two in separate conditions, each with a verb of its own"
# what a "non-" can be said of together with the word it is written with
_PLAIN = frozenset({"goods", "filters", "windows"})
_SINGLE = frozenset({"one", "1"})


def settle_doubts(p: State, items: list[Item]) -> None:
    """Object to what could be of one thing or of another."""
    _words_doubted(p)
    for item in items:
        _non(p, item)
    for before, item in pairwise(items):
        _dash(p, before, item)
        _or_none(p, before, item)
        _no_orders_not(p, before, item)


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
    _counted_after(p)


def _counted_after(p: State) -> None:
    """ "orders excluding store orders: 3+": a number after a colon, of orders some of which are left out."""
    colon = next((n for n in range(len(p.tokens)) if p.word(n) == ":" and n not in p.guarded), 0)
    denied = {"excluding", "except", "without", "not", "besides", "minus"} & {p.word(n) for n in range(colon)}
    if colon and denied and ORDER_NOUNS.at(p.tokens, 0) is not None and p.word(0).endswith("s"):
        p.object(0, colon + 1, "are not counted in this form", "say “at least 3 orders that ...”")


def _non(p: State, item: Item) -> None:
    """ "non-returners with 5+ orders": whether "non-" is of the amount too."""
    c = item.clause
    said = c.frame.said() if c.frame is not None else frozenset()
    near = next((n for n in (c.start, c.start - 1, c.start - 2) if p.word(n) == "non"), None)
    if near is not None and c.negated and (said - _PLAIN):
        p.object(near, c.end, "can deny the amount, or only the word that it stands before", _APART)


def _dash(p: State, before: Item, item: Item) -> None:
    """ "UK customers - staff": a dash, or a minus."""
    at = item.clause.start - 1
    fixed = item.clause.fixed
    named = isinstance(fixed, FieldText) and fixed.field in ("tags", "segment")
    alone = at > 0 and p.word(at) == "-" and p.tokens[at - 1].end < p.tokens[at].start and p.tokens[at].end < p.tokens[at + 1].start
    if named and alone and before.clause.attribute and not item.clause.negated and before.clause.end == at:
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
    deeds = one.frame is not None and two.frame is not None and one.frame.noun in ("", "order") and one.frame.head == "buy"
    led = {p.word(n) for n in range(one.end, two.start)}
    if deeds and one.negated and two.negated and item.joint in ("next", "who") and not led & {",", "and", "but", ";"} and led:
        if p.word(one.end - 1) in ("orders", "order", "purchases", "purchase"):
            p.object(one.start, two.end, "denies twice", "say what all of their orders were")
