"""What is so of every order of a kind, or of none: "all their web orders had a coupon", "whose store orders were never ..."."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, Compare, Condition, Constant, Not
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.clause_nouns import read_order_phrase
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import counted, exists
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.windows import window
from regulars.criteria.words.windows_joined import in_both


class Reach(Enum):
    """Of how many of the orders something is said."""

    ALL = "all"
    NONE = "none"
    NOT_ALL = "not all"
    NO = "no"


_QUANTIFIERS = {
    Reach.ALL: table("all: all; all of; every; each; every one of; each of; every single one of; always all"),
    Reach.NONE: table("none: none of; not one of; not a single one of; not a single"),
    Reach.NO: table("no: no"),
    Reach.NOT_ALL: table("not: not all; not all of; not every; not each of; not every one of"),
}
_WITHIN = {"all": Reach.ALL, "always": Reach.ALL, "each": Reach.ALL, "never": Reach.NONE, "not": Reach.NONE}
_OWNERS = frozenset({"their", "his", "her", "the", "of", "our", "whose"})
_BEFORE = frozenset({"", ",", "and", "but", "with", "customers", ";"})
LINKS = frozenset(
    [
        "was",
        "were",
        "is",
        "are",
        "had",
        "have",
        "has",
        "used",
        "use",
        "uses",
        "included",
        "include",
        "includes",
        "contained",
        "contain",
        "contains",
        "came",
        "come",
        "got",
        "went",
    ]
)
_ORDERS = frozenset({"orders", "order", "purchases", "purchase"})
_FARTHEST = 12
_KIND = frozenset({"goods", "filters", "windows", "size", "count"})
_SO = frozenset({"goods", "filters", "windows", "size"})


@dataclass(frozen=True, slots=True)
class Said:
    """Where it stands: `kind` of which orders from there on, `link` the verb after them, `so` what is said of them."""

    reach: Reach
    kind: int
    link: int
    so: int


def every_said(p: State, at: int) -> Said | None:
    """The parts of a statement about all or none of the orders of a kind that begins here; nothing is taken."""
    for reach in (Reach.NOT_ALL, Reach.NONE, Reach.ALL, Reach.NO):
        found = _QUANTIFIERS[reach].at(p.tokens, at)
        link = _link(p, found[1]) if found is not None else None
        if found is not None and link is not None:
            return Said(reach, _after_owners(p, found[1]), link, link)
    link = _link(p, at, within=True)
    owned = p.word(at) in _OWNERS or p.word(at - 1) in ("whose", "their")
    if link is None or not (owned or (p.word(at - 1) in _BEFORE and {p.word(link), p.word(link + 1)} & {"never", "always", "all"})):
        return None
    first = link if p.word(link) in _WITHIN else link + 1
    within = _WITHIN.get(p.word(first))
    return None if within is None else Said(within, _after_owners(p, at), link, first + 1)


def _after_owners(p: State, at: int) -> int:
    while p.word(at) in _OWNERS:
        at += 1
    return at


def _link(p: State, at: int, *, within: bool = False) -> int | None:
    """The verb that ends the description of the orders; with `within`, an "all" or "never" can stand for it."""
    noun = next((n for n in range(at, min(at + _FARTHEST, len(p.tokens))) if p.word(n) in _ORDERS), None)
    if noun is None or any(p.word(n) in LINKS or p.word(n) in ("and", "or", "but", ",", "who") for n in range(at, noun)):
        return None
    stops = LINKS | (_WITHIN.keys() if within else frozenset())
    for n in range(noun + 1, min(noun + _FARTHEST, len(p.tokens))):
        if p.word(n) in (",", ";", "and", "or", "but", "who"):
            return None
        if p.word(n) in ("that", "which") or p.word(n - 1) in ("that", "which"):
            # "all orders that included shoes were over $100"
            continue
        if p.word(n) in stops:
            return n
    return None


def read_every(p: State, at: int) -> Clause | None:
    """all their web orders had a coupon; none of their 2025 orders was in store; whose store orders were never refunded."""
    said = every_said(p, at)
    if said is None or p.negated:
        return None
    kind = _orders_of(p, said.kind, said.link)
    if kind is None:
        return None
    so, end = _said_of_them(p, said)
    if not kind.said() & _KIND and not (so.goods and p.word(said.link) in ("always", "include", "contain")):
        return None
    both = of_both(p, kind, so) if so.said() and so.said() <= _SO else None
    if both is None or (kind.count is not None and said.reach is not Reach.NONE):
        return None
    if _goes_on(p, end):
        p.object(
            at,
            end + 2,
            "says two things of the same orders",
            "say each by itself: “all web orders had a coupon, all web orders ...”",
        )
    p.take(at, end, Role.CONDITION)
    return Clause(at, end, fixed=said_of(p, said.reach, kind, both))


def _said_of_them(p: State, said: Said) -> tuple[Frame, int]:
    """What is said of the orders, and the place after it: "used a coupon", "were in 2025", "had a coupon" as "with a coupon"."""
    verb = said.link if p.word(said.link) in LINKS else said.so
    begun = max(said.so, verb)
    tokens = list(p.tokens)
    if p.word(begun) in ("had", "have", "has"):
        tokens[begun] = replace(tokens[begun], word="with")
    elif said.so > said.link and p.word(said.link) in ("had", "have", "has"):
        tokens[begun - 1] = replace(tokens[begun - 1], word="with")
        begun -= 1
    inner = State(tokens, p.index, p.as_of, p.selected, p.trail, objections=p.objections, guarded=p.guarded)
    so = Frame("buy", begun, noun="order", objects=True)
    end = begun
    for at in (begun, begun + 1):
        mark = p.mark()
        so = Frame("buy", at, noun="order", objects=True)
        end = dependents(inner, so, at)
        if so.said():
            break
        p.back(mark)
    return so, end


def _goes_on(p: State, at: int) -> bool:
    """Whether more is said of the same orders: "... had a coupon and were over $50"."""
    place = at + (p.word(at) == ",")
    return p.word(place) in ("and", "or", "but") and (p.word(place + 1) in LINKS or p.word(place + 2) in LINKS)


def _orders_of(p: State, at: int, end: int) -> Frame | None:
    """The orders that are described up to the place."""
    inner = State(p.tokens[:end], p.index, p.as_of, p.selected, p.trail, objections=p.objections, guarded=p.guarded, found=p.found)
    when = window(inner, at, bare=True)
    place = at if when is None else when[1]
    place += inner.word(place) in ("'s", "s", "'")
    many = number(inner, place)
    found = read_order_phrase(inner, place if many is None else many[1])
    f = found.frame if found is not None and found.end == end else None
    if f is not None and many is not None:
        f.count = Cmp(((Comparator.EQUAL, Amount(many[0], AmountKind.PLAIN)),))
    if f is None or f.head != "buy" or not f.said() <= _KIND or (when is not None and f.windows):
        return None
    if when is not None:
        if when[0].window is None:
            return None
        f.windows, f.window_text = [when[0].window], p.text(at, when[1])
    return f


def of_both(p: State, kind: Frame, so: Frame) -> Frame | None:
    """The orders of the kind of which it is so; None where the two have no orders that words can tell."""
    if (kind.size and so.size) or len(kind.windows) > 1 or len(so.windows) > 1:
        return None
    both = kind.copy()
    both.count, both.noun = None, "order"
    both.goods, both.filters, both.size = [*kind.goods, *so.goods], [*kind.filters, *so.filters], kind.size or so.size
    if kind.windows and so.windows:
        together = in_both(kind.windows[0], so.windows[0], p.as_of)
        if together is None:
            return None
        both.windows = [together]
    else:
        both.windows = list(kind.windows or so.windows)
    return both


def said_of(p: State, reach: Reach, kind: Frame, both: Frame) -> Condition:
    """That all, some or none of the orders of a kind are `both` of the kind and so."""
    whole = replace(kind.copy(), count=None)
    if reach is Reach.NOT_ALL:
        return Compare(counted(p, both), Comparator.BELOW, counted(p, whole))
    if reach is Reach.NO:
        return Not(exists(p, both))
    if reach is Reach.NONE:
        so_many = None if kind.count is None else Compare(counted(p, whole), Comparator.EQUAL, Constant(kind.count.value))
        return All((so_many or exists(p, whole), Not(exists(p, both))))
    return All((exists(p, both), Compare(counted(p, both), Comparator.EQUAL, counted(p, whole))))
