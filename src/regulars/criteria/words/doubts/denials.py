"""What a denial, a dash or a number is of, where it can be of two things: "non-returners with 5+ orders", "A - B", "or none"."""

from __future__ import annotations

from regulars.criteria.tree import FieldText
from regulars.criteria.words.dependent_objects import THOSE
from regulars.criteria.words.doubts.rules import Refused, both_deeds, over_clauses, over_pairs, over_words, whole
from regulars.criteria.words.doubts.runs import Span, run
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken
from regulars.criteria.words.tables.amounts import SMALL
from regulars.criteria.words.tables.lexicon import NEGATIONS
from regulars.criteria.words.tokens import Kind

# what a "non-" can be said of together with the word it is written with
_PLAIN = frozenset({"goods", "filters", "windows"})
_DENIALS = frozenset({"not", "no", "never", "without", "neither", "none"})
_ORDERS = frozenset({"orders", "order", "purchases", "purchase"})
_MONEY = frozenset({"dollar", "dollars", "buck", "bucks", "euro", "euros", "pound", "pounds", "hundred", "thousand", "million"})


def _denied_twice(p: State, at: int) -> Span | None:
    """ "not without a coupon": always with one, or not."""
    no = NEGATIONS.at(p.tokens, at)
    denied = no is not None and p.word(no[1]) == "without" and p.word(at) != "without"
    return (at, no[1] + 1) if no is not None and denied else None


def _minus_plus(p: State, at: int) -> Span | None:
    """ "Champions minus VIPs plus Canadians": what the "plus" adds to."""
    end = len(p.tokens)
    return (at, end) if p.word(at) == "minus" and any(p.word(n) == "plus" for n in range(at, end)) else None


def _visited_place(p: State, before: Item, item: Item) -> Span | None:
    """ "visited Paris in 2025": where people went is not known, and the site is not named."""
    f, (start, end) = before.clause.frame, whole(item)
    place = isinstance(item.clause.fixed, FieldText) and item.clause.fixed.field in ("country", "region", "city")
    visited = f is not None and f.head == "visit" and not f.objects
    return (start - 1, end) if visited and place and start == before.clause.end and p.word(start - 1) == "visited" else None


def _counted_after(p: State, before: Item, item: Item, one: Frame, _two: Frame) -> Span | None:
    """ "orders excluding store orders: 3+": a number at the end, of orders some of which are left out."""
    told = one.head == "buy" and not one.said() and not before.clause.negated
    left_out = item.joint == "except" or (item.clause.negated and item.joint == "next")
    after = p.kind(item.clause.end - 1) is Kind.NUMBER or p.kind(item.clause.end - 2) is Kind.NUMBER
    found = told and left_out and after and before.clause.end < item.clause.start
    return (before.clause.start, item.clause.end) if found else None


def _one_over(p: State, before: Item, item: Item) -> Span | None:
    """ "2+ orders, one over $100": what one order came to, and not all that was spent."""
    counted = before.clause.frame is not None and before.clause.frame.head == "buy" and before.clause.frame.count is not None
    f, at = item.clause.frame, item.clause.start - 1
    none = before.clause.negated and _of_orders(p, before)
    amount = f is not None and f.money is not None and f.count is None
    return (at, item.clause.end) if (counted or none) and amount and p.word(at) == "one" else None


def _of_orders(p: State, item: Item) -> bool:
    return any(p.word(n) in _ORDERS for n in range(*whole(item)))


def _non(p: State, item: Item) -> Span | None:
    """ "non-returners with 5+ orders": whether "non-" is of the amount too."""
    c = item.clause
    said = c.frame.said() if c.frame is not None else frozenset()
    near = next((n for n in (c.start, c.start - 1, c.start - 2) if p.word(n) == "non"), None)
    return (near, c.end) if near is not None and c.negated and (said - _PLAIN or _of_orders(p, item)) else None


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


def _one_of_them(p: State, _before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "spent over $500, one of them in store": of orders that have not been spoken of."""
    start, end = whole(item)
    spent = one.head == two.head == "spend"
    return (start - 1, end) if spent and p.word(start + 1) in THOSE and p.word(start) == "of" else None


def _dash(p: State, before: Item, item: Item) -> Span | None:
    """ "UK customers - staff": a dash, or a minus."""
    at = item.clause.start - 1
    fixed = item.clause.fixed
    named = isinstance(fixed, FieldText) and fixed.field in ("tags", "segment") and p.word(at + 1) != "tagged"
    alone = at > 0 and p.word(at) == "-" and p.tokens[at - 1].end < p.tokens[at].start and p.tokens[at].end < p.tokens[at + 1].start
    beside = before.clause.attribute and not item.clause.negated and before.clause.end in (at, at - 1)
    return (at, item.clause.end) if named and alone and beside else None


def _or_none(p: State, before: Item, item: Item) -> Span | None:
    """ "last order before 2025 or none at all": none before 2025, or none ever."""
    end, deed = before.clause.end, before.clause.frame
    none = any(p.word(n) == "none" for n in range(end, item.clause.start + 1))
    told = deed is not None and deed.windows and not before.clause.negated
    return (end, item.clause.end) if item.joint in ("or", "comma_or") and none and told else None


def _no_orders_not(p: State, before: Item, item: Item, one: Frame, _two: Frame) -> Span | None:
    """ "no orders not online", "no orders that weren't online": of each order, and no second denial of customers."""
    led = {p.word(n) for n in range(before.clause.end, item.clause.start)}
    joined = item.joint in ("next", "who") and not led & {",", "and", "but", ";"}
    none = one.head == "buy" and not one.said() and before.clause.negated and _of_orders(p, before)
    return (before.clause.start, item.clause.end) if none and joined and item.clause.negated else None


def settle_denied_lists(p: State) -> None:
    """Object to "... a list of none of: refund, coupon": a denial that ends at a colon and of which no list was read.

    For the end of a request: a list after a colon is read as a request of its own, and taken only then.
    """
    for at in range(1, len(p.tokens)):
        denied = p.word(at) == ":" and (p.word(at - 1) in _DENIALS or p.are(at - 2, "none", "of"))
        if denied and not _listed(p, at) and at not in p.guarded:
            p.object(at - 1, at + 1, "does not show how far it reaches", "say “no” or “never” before each part of the list")


def _listed(p: State, at: int) -> bool:
    joints = (entry for entry in p.trail if isinstance(entry, Taken) and entry.role is Role.CONNECTION)
    return any(entry.start < at < entry.end for entry in joints)


_DENIES_TWICE = "denies twice"

DENIALS = (
    over_words(
        Refused(
            run("or not", then=frozenset({"", ",", ".", ";", ")", "and", "but", "who", "with"})),
            "leaves it open, so that it says nothing of anybody", "leave it out",
        ),
        Refused(_denied_twice, _DENIES_TWICE, "say what they always or sometimes did"),
        Refused(
            run("not just|only|merely one|1"),
            "can be more than one, or any number but one", "say “more than 1” or “not exactly 1”",
        ),
        Refused(_minus_plus, "can leave out what is after “plus”, or let it in", "say “and” or “or”, and “not”"),
    ),
    over_clauses(
        Refused(
            _non,
            "can deny the amount, or only the word that it stands before",
            "say the two in separate conditions, each with a verb of its own",
        ),
        _counted,
    ),
    over_pairs(
        Refused(
            _visited_place, "is not known: the data has visits of the site only", "say “visited the site”",
        ),
        Refused(_dash, "can be let in or left out", "say “and” or “but not” for the dash"),
        Refused(both_deeds(_one_of_them), "speaks of orders that are not named before", "say “at least 1 order ...”"),
        Refused(_one_over, "can be one order of so much, or all that was spent", "say “at least 1 order over ...”"),
        Refused(both_deeds(_counted_after), "is not counted in this form", "say “at least 3 orders that ...”"),
        Refused(_or_none, "can be none in that time, or none ever", "say “or no orders”"),
        Refused(both_deeds(_no_orders_not), _DENIES_TWICE, "say what all of their orders were"),
    ),
)  # fmt: skip
