"""Clauses that can be joined in two ways: "A or B and C", "A / B", "never with a coupon or over $200"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.tree import Compare
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.frames import EMAIL_HEADS
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import NEGATIONS, VERBS

_DONE = frozenset({"ordered", "bought", "purchased", "opened", "clicked", "visited", "shopped"})
_NOUNS = frozenset({"refund", "refunds", "returns", "visit", "visits", "open", "opens", "click", "clicks", "orders", "emails"})
# apart from the keys of other choices, which are places of the request or far from these
_SLASH_KEY = 240_000
_SLASHES = [("all of them", "and"), ("any of them", "or")]
_PRECEDENCE_KEY = 250_000


def slashes(p: State, items: list[Item]) -> None:
    """ "5+ orders / $1k spend": conditions of unlike kinds with a slash between can all be meant, or any one of them."""
    apart = [
        item
        for before, item in pairwise(items)
        if item.joint == "or" and p.word(item.clause.start - 1) == "/" and not _alike(before.clause, item.clause)
    ]
    for item in apart:
        item.joint = p.choose(_SLASH_KEY, _SLASHES)


def _alike(one: Clause, two: Clause) -> bool:
    """Whether two clauses say the same kind of thing: two places, two e-mail deeds, two goods."""
    if one.frame is None or two.frame is None:
        return one.attribute and two.attribute
    return one.frame.head == two.frame.head or {one.frame.head, two.frame.head} <= EMAIL_HEADS


def neither_of_list(p: State, items: list[Item]) -> None:
    """ "neither opened, clicked nor ordered": none of the list. "Never bought tops without bags" is of orders, and is no list."""
    for number, item in enumerate(items):
        start = item.clause.start
        if item.joint == "nor":
            first = number
            while first and items[first - 1].joint == "comma" and not items[first - 1].clause.negated:
                first -= 1
            if first and "neither" in {p.word(n) for n in range(items[first - 1].clause.start)} and items[first - 1].clause.negated:
                for listed in items[first:number]:
                    listed.clause.negated, listed.joint = True, "and"
        led = {p.word(n) for n in range(items[number - 1].clause.end, start + 1)} if number else set()
        told = number and item.joint == "next" and "without" in led and items[number - 1].clause.negated
        if told and items[number - 1].clause.frame is not None and item.clause.frame is not None:
            p.object(start - 1, item.clause.end, "can be of each order or of all of them", "say “bought ... but never ...”")


def denial_ends(p: State, before: Item, item: Item) -> bool:
    """Whether "or" begins something that is so: "no orders or one order", "never ordered or ordered only once".

    A number, an "only", a place among the orders, or the same verb said again have a meaning of their own after a denial; so has a
    verb after "but not ...", whose "not" is of goods alone.
    """
    one, two = before.clause.frame, item.clause.frame
    if item.joint not in ("or", "comma_or"):
        return False
    if two is None:
        words = {p.word(n) for n in range(item.clause.start, item.clause.end)}
        return isinstance(item.clause.fixed, Compare) and not item.clause.negated and bool(words & {"only", "exactly", "just"})
    own = two.only or two.head == "position" or (two.count is not None and (one is None or one.count is None))
    verb = VERBS.at(p.tokens, item.clause.start) is not None or two.head == "measure"
    again = one is not None and verb and one.bare and one.head == two.head and bool(two.windows or two.filters)
    of_goods = one is not None and not one.bare and bool(one.goods) and before.joint == "but"
    return own or (again and p.word(item.clause.start) in _DONE) or (verb and of_goods)


def noun_denied(p: State, before: Item, item: Item) -> bool:
    """ "no coupon or refund", "without phone or email opens": nouns after one "no"."""
    start = before.clause.start + (p.word(before.clause.start) == "with")
    denied = {p.word(start), p.word(start - 1)} & {"no", "without"}
    at = item.clause.start + (p.word(item.clause.start) == "email")
    return bool(denied) and item.joint == "or" and item.clause.bare and p.word(at) in _NOUNS


def precedence(p: State, items: list[Item]) -> list[list[Item]] | None:
    """ "A or B and C": with nothing to tell which belong together, both are asked back; None where "and" binds closer."""
    joints = [item.joint for item in items]
    set_off = joints[1:] == ["comma_and", "or"] and not items[2].comma
    set_off = set_off or (joints[1:] == ["and", "or"] and _of_one_have(p, items))
    two_ways = set_off or (joints[1:] in (["or", "and"], ["and", "or"]) and not any(item.comma or item.opens for item in items))
    sure = any(item.linked or item.anew or item.carried or item.restated for item in items[1:])
    if not two_ways or (sure and not set_off):
        p.note("“and” binds closer than “or”")
        return None
    apart = [items[:2], items[2:]] if joints[1] == "or" else [items[:1], items[1:]]
    close = _text(p, items[1:] if joints[1] == "or" else items[:2])
    loose = _text(p, items[:2] if joints[1] == "or" else items[1:])
    ways = [(f"“{close}” belong together", False), (f"“{loose}” belong together", True)]
    return apart if p.choose(_PRECEDENCE_KEY, ways[::-1] if set_off else ways) else None


def _of_one_have(p: State, items: list[Item]) -> bool:
    """ "... and has a VIP tag or 8+ orders": one "has" before both."""
    led = [p.word(n) for n in range(items[0].clause.end, items[1].clause.start + 1)]
    return bool({"has", "have"} & set(led)) and items[2].clause.bare and not (items[2].restated or items[2].comma or items[2].anew)


_BUT_KEY = 260_000


def but_with_or(p: State, items: list[Item]) -> bool:
    """ "A or B but not C", "A but not B or C": whether "but" and "or" have been told apart, with both ways asked back.

    "(A but not B) or (C but not D)", "either A but not B or C" and "A but not B, or C" have one meaning.
    """
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if before.joint == item.joint == after.joint == "but" and item.clause.negated and p.word(item.clause.start - 1) == "or":
            start, end = item.clause.start - 1, item.clause.end
            p.object(start, end, "can be left out or have the “but” after it", "put what belongs together in brackets")
    buts = [n for n, item in enumerate(items) if n and item.joint == "but" and not item.comma and not item.clause.excepted]
    ors = [n for n, item in enumerate(items) if n and item.joint == "or"]
    if not buts or len(ors) != 1 or len(buts) > 2:
        return False
    either = "either" in p.text(0, items[ors[0]].clause.start).split()
    first, last, turn = buts[0], buts[-1], ors[0]
    if len(buts) == 2:
        if not (turn == first + 1 and last == turn + 1):
            return False
    elif first == turn + 1:
        if not items[first].clause.negated:
            return False
        if not p.choose(_BUT_KEY, _ways(p, items[turn - 1 : first + 1], 1)):
            return False
    elif turn == first + 1:
        if not _denied(p, items[first]) or items[turn].carried:
            return False
        if not (either or items[turn].comma) and not p.choose(_BUT_KEY, _ways(p, items[first - 1 : turn + 1], 2)):
            return False
    else:
        return False
    for n in buts:
        items[n].joint = "and"
    return True


def _denied(p: State, item: Item) -> bool:
    return item.clause.negated or NEGATIONS.at(p.tokens, item.clause.start) is not None


def _ways(p: State, items: list[Item], split: int) -> list[tuple[str, bool]]:
    """How three clauses belong together: whether the "but" binds closer than the "or"."""
    but, alternatives = (items[1:], items[:2]) if split == 1 else (items[:2], items[1:])
    ways = [(f"“{_text(p, alternatives)}” belong together", False), (f"“{_text(p, but)}” belong together", True)]
    return ways if split == 1 else ways[::-1]


def _text(p: State, items: list[Item]) -> str:
    return p.text(items[0].clause.start, items[-1].clause.end)


def size_or_spend(p: State, before: Item, item: Item) -> bool:
    """ "never placed an order with a coupon or over $200": money with no verb, after orders that are denied."""
    one, two = before.clause.frame, item.clause.frame
    bare = item.clause.bare and not item.restated and p.word(item.clause.start) not in ("spent", "spend", "spending")
    amount = two is not None and two.head == "spend" and two.said() == {"money"} and bare
    return amount and item.joint == "or" and before.clause.negated and one is not None and one.head == "buy"


def of_same_deed(p: State, before: Item, item: Item) -> bool:
    """ "never ordered in store or with a coupon": with no verb of its own, it is of the deed that is denied."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or one.head not in ("buy", "use") or two.head not in ("buy", "use"):
        return False
    led = [p.word(n) for n in range(before.clause.end, item.clause.start + 1)]
    narrowed = one.said() <= {"filters", "goods", "windows"}
    return narrowed and two.said() == {"filters"} and led[-1] in ("with", "without", "using") and led[:-1] in (["or"], [",", "or"])
