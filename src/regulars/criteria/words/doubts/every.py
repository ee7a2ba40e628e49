"""Whether each of a kind is meant or some of it: "bought all Dresses", "half of what they bought", "all their visits were ..."."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import RowText
from regulars.criteria.words.clause_universal import LINKS, every_said
from regulars.criteria.words.doubts.rules import Refused, both_deeds, over_deeds, over_pairs, over_words, whole
from regulars.criteria.words.doubts.runs import ENDS, Span, run
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number as spoken_number
from regulars.criteria.words.state import State, Taken

_BETWEEN = frozenset({"of", "the", "our", "your", "available"})
_MAILED = frozenset({"campaigns", "campaign", "newsletters", "coupons", "codes", "products", "vouchers", "promotions"})
_HEADS = frozenset({"buy", "use", "return", "view", "open", "click", "send", "cart"})
_AGAIN = frozenset({"reordered", "repurchased", "rebought", "reorder", "repurchase", "reorders", "repurchases", "again", "twice"})
_DEEDS = frozenset(
    {"visits", "visit", "opens", "open", "clicks", "click", "refunds", "refund", "returns", "emails", "views", "carts"}
)
_DEEDS_WERE = run("were|was|are|is", after=_DEEDS)
_ALL_DEEDS = run("all|every", _DEEDS)
_AN_ORDER_THAT = run("order|purchase that|which")
_ONE_OF_THEIRS = run("one of their")
_OWNING = frozenset({"own", "owns", "owning", "owner", "owners", "got", "rent", "rents"})
_HOME = frozenset({"home", "homes"})
# apart from the keys of other choices, which are places of the request or far from these
_PART_KEY = 600_000
_LETTER_KEY = 680_000
_PARTS = [("of their orders", "count"), ("of the items they bought", "unit"), ("of the money they spent", "spend")]
# "orders" alone is no kind of them
_KIND_WORDS = 2


def _every_unread(p: State, at: int) -> Span | None:
    """ "all web orders ...": said of every order of a kind, and read as something else."""
    said = every_said(p, at) if p.word(at) in ("all", "every", "each") else None
    if said is None or said.link - said.kind < _KIND_WORDS or spoken_number(p, said.kind) is not None:
        return None
    read = (entry for entry in p.trail if isinstance(entry, Taken) and entry.role is Role.CONDITION)
    return None if any(entry.start <= at and entry.end > said.link + 1 for entry in read) else (at, said.link + 1)


def _of_one_order(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "an order that used a coupon and was refunded": one order, or two."""
    if item.joint != "and" or one.head not in ("buy", "use") or two.head not in ("buy", "use", "return"):
        return None
    start, end = whole(before)
    one_order = _AN_ORDER_THAT.within(p, start, end - 1) or _ONE_OF_THEIRS.within(p, start, end - 2)
    said = {p.word(n) for n in range(end, item.clause.start + 1)}
    more = said & (LINKS | {"in", "with", "on", "over", "under", "refunded"})
    plain = two.said() <= {"filters", "goods", "windows", "size"} and one.position is None
    return (start, item.clause.end) if one_order and more and plain else None


def _part_of_what(p: State, item: Item, f: Frame) -> None:
    """ "half of what they bought was Skincare": of the orders, of the items or of the money."""
    for at in range(*whole(item)):
        if p.are(at, "of", "what", "they") and f.share is not None and f.share_of == "count" and f.head == "buy" and f.goods:
            how = p.choose(_PART_KEY + at, _PARTS)
            f.noun, f.share_of = ("unit", "count") if how == "unit" else ("", how)


def _every_deed(p: State, item: Item, f: Frame) -> Span | None:
    """ "all their visits were in 2026": no others, which is asked of orders only."""
    start, end = whole(item)
    begun = max(0, start - 1)
    led = {p.word(n) for n in range(begun, min(end, start + 3))} & {"all", "every", "each"}
    told = _DEEDS_WERE.within(p, start + 1, end) or _ALL_DEEDS.within(p, begun, end)
    # "opened all emails" is a share of those received
    emailed = p.word(start) in ("opened", "clicked", "received")
    if emailed and {"emails", "opened"} <= {p.word(n) for n in range(start, end + 1)}:
        return None
    return (begun, end) if led and told and f.share is None and not f.only and (f.is_event or f.head == "return") else None


def _newsletters(p: State, item: Item, f: Frame) -> None:
    """ "opened at least 3 newsletters": of any e-mail, or of the campaign that is called so."""
    said = any(p.word(n) in ("newsletters", "newsletter") for n in range(*whole(item)))
    if not said or f.head not in EMAIL_HEADS or f.count is None or f.filters:
        return
    named = [value for value in p.index.values("campaign") if "newsletter" in value.lower()]
    if len(named) == 1:
        ways = [(f"of the campaign {named[0]}", True), ("of any e-mail", False)]
        if p.choose(_LETTER_KEY + item.clause.start, ways):
            f.filters.append(Group((RowText("campaign", TextOperator.ANY_OF, (named[0],)),), text=named[0]))
            f.campaign = True


def _owns_home(p: State, item: Item, f: Frame) -> Span | None:
    """ "own their home": how people live, and no category that is called so."""
    start, end = whole(item)
    words = {p.word(n) for n in range(max(0, start - 1), end)}
    named = f.head == "buy" and len(f.goods) == 1 and set(f.goods[0].text.split()) <= {"a", "the", "their", "own", *_HOME}
    return (start, end) if named and words & _OWNING and words & _HOME else None


def _all_of_a_kind(p: State, item: Item, f: Frame) -> Span | None:
    """ "bought all Dresses", "clicked all campaigns": each one there is, which is asked by naming them."""
    if f.head not in _HEADS or f.share is not None or f.only or f.count is not None or item.clause.negated:
        return None
    if any(group.every and len(group.parts) > 1 for group in (*f.goods, *f.filters)):
        return None
    for at in range(*whole(item)):
        end = at + 1
        while p.word(end) in _BETWEEN:
            end += 1
        named = p.word(end) in _MAILED or any(p.word(end) in group.text.split() for group in f.goods)
        if p.word(at) == "all" and named and p.word(at - 1) not in ("at", "in", "over"):
            return at, item.clause.end
    return None


def _one_of_them_again(p: State, item: Item, f: Frame) -> Span | None:
    """ "reordered a Skincare product", "bought any Skincare product again": the same one, or another of the kind."""
    words = [p.word(n) for n in range(*whole(item))]
    one = any(word in ("a", "an", "any") and {"product", "item"} & set(words[n + 1 : n + 4]) for n, word in enumerate(words))
    again = f.head == "buy" and f.goods and one and _AGAIN & set(words)
    return whole(item) if again and f.same_value is None and not item.clause.negated else None


EVERY_ONE = (
    over_words(
        Refused(
            run("order|purchase|orders|purchases before last", then=ENDS),
            "does not say before what", "say “second to last order”, or “before their last order”",
        ),
    ),
    over_words(
        Refused(
            _every_unread, "is said of every order of a kind, and what is said is not understood", "say what they all had",
        ),
    ),
    over_words(
        Refused(
            run("only|sole tag|tags|segment is|are"),
            "leaves out all other tags, which is not asked here", "name those that they may not have",
        ),
    ),
    over_pairs(
        Refused(
            both_deeds(_of_one_order), "can be one order of which both is so, or two orders",
            "say “a refunded order with a coupon”, or say the order again",
        ),
    ),
    over_deeds(
        _part_of_what,
        Refused(_every_deed, "is said of every one of them", "say “visited in 2026, and no visit before 2026”"),
        _newsletters,
        Refused(_owns_home, "how people live is not in the data", "name the category in full, as it is called"),
        Refused(
            _all_of_a_kind, "can be each one there is, or any of them",
            "name each that is meant: “bought A, B and C”; or leave “all” out",
        ),
        Refused(
            _one_of_them_again, "can be the same product again, or another of that kind",
            "say “at least 2 orders with Skincare”, or name the product",
        ),
    ),
)  # fmt: skip
