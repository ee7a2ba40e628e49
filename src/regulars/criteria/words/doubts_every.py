"""Whether each of a kind is meant or some of it: "bought all Dresses", "half of what they bought", "all their visits were ..."."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import RowText
from regulars.criteria.words.clause_universal import LINKS, every_said
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number as spoken_number
from regulars.criteria.words.state import State, Taken

_BETWEEN = frozenset({"of", "the", "our", "your", "available"})
_MAILED = frozenset({"campaigns", "campaign", "newsletters", "coupons", "codes", "products", "vouchers", "promotions"})
_HEADS = frozenset({"buy", "use", "return", "view", "open", "click", "send", "cart"})
_AGAIN = frozenset({"reordered", "repurchased", "rebought", "reorder", "repurchase", "reorders", "repurchases"})
# apart from the keys of other choices, which are places of the request or far from these
_PART_KEY = 600_000
_LETTER_KEY = 680_000
_PARTS = [("of their orders", "count"), ("of the items they bought", "unit"), ("of the money they spent", "spend")]


def settle_every_doubts(p: State, items: list[Item]) -> None:
    """Object to "all" of goods that are not named one by one, and to parts of what was bought."""
    _before_last(p)
    _every_unread(p)
    _only_tag(p)
    for before, item in pairwise(items):
        _of_one_order(p, before, item)
    for item in items:
        f = item.clause.frame
        if f is not None:
            _part_of_what(p, item, f)
            _every_deed(p, item, f)
            _newsletters(p, item, f)
            _owns_home(p, item, f)
            _all_of_a_kind(p, item, f)
            _one_of_them_again(p, item, f)


def _part_of_what(p: State, item: Item, f: Frame) -> None:
    """ "half of what they bought was Skincare": of the orders, of the items or of the money."""
    for at in range(item.clause.start, item.clause.end):
        if p.are(at, "of", "what", "they") and f.share is not None and f.share_of == "count" and f.head == "buy" and f.goods:
            how = p.choose(_PART_KEY + at, _PARTS)
            f.noun, f.share_of = ("unit", "count") if how == "unit" else ("", how)


def _before_last(p: State) -> None:
    """ "last order before last": before which order is not said."""
    for at in range(1, len(p.tokens)):
        ends = p.word(at + 2) in ("", ",", ".", ";", "and", "or", "but")
        if p.are(at, "before", "last") and ends and p.word(at - 1) in ("order", "purchase", "orders", "purchases"):
            p.object(at - 1, at + 2, "does not say before what", "say “second to last order”, or “before their last order”")


def _newsletters(p: State, item: Item, f: Frame) -> None:
    """ "opened at least 3 newsletters": of any e-mail, or of the campaign that is called so."""
    words = {p.word(n) for n in range(item.clause.start, item.clause.end)}
    named = [value for value in p.index.values("campaign") if "newsletter" in value.lower()]
    if (
        f.head in EMAIL_HEADS
        and f.count is not None
        and not f.filters
        and words & {"newsletters", "newsletter"}
        and len(named) == 1
    ):
        ways = [(f"of the campaign {named[0]}", True), ("of any e-mail", False)]
        if p.choose(_LETTER_KEY + item.clause.start, ways):
            f.filters.append(Group((RowText("campaign", TextOperator.ANY_OF, (named[0],)),), text=named[0]))
            f.campaign = True


def _every_deed(p: State, item: Item, f: Frame) -> None:
    """ "all their visits were in 2026": no others, which is asked of orders only."""
    start, end = item.clause.start, item.clause.end
    led = {p.word(n) for n in range(max(0, start - 1), min(end, start + 3))} & {"all", "every", "each"}
    told = any(p.word(n) in ("were", "was", "are", "is") and p.word(n - 1) in _DEEDS for n in range(start + 1, end))
    told = told or any(p.word(n) in ("all", "every") and p.word(n + 1) in _DEEDS for n in range(max(0, start - 1), end))
    if {"emails", "opened"} <= {p.word(n) for n in range(start, end + 1)} and p.word(start) in _EMAILED:
        # "opened all emails" is a share of those received
        return
    if led and told and f.share is None and not f.only and (f.is_event or f.head == "return"):
        p.object(max(0, start - 1), end, "is said of every one of them", "say “visited in 2026, and no visit before 2026”")


_DEEDS = frozenset(
    {"visits", "visit", "opens", "open", "clicks", "click", "refunds", "refund", "returns", "emails", "views", "carts"}
)
_EMAILED = frozenset({"opened", "clicked", "received"})


def _every_unread(p: State) -> None:
    """ "all web orders ...": said of every order of a kind, and read as something else."""
    for at in range(len(p.tokens)):
        said = every_said(p, at) if at not in p.guarded else None
        if said is None or said.link - said.kind < _KIND_WORDS or p.word(at) not in ("all", "every", "each"):
            continue
        if spoken_number(p, said.kind) is not None:
            continue
        whole = (entry for entry in p.trail if isinstance(entry, Taken) and entry.role is Role.CONDITION)
        if not any(entry.start <= at and entry.end > said.link + 1 for entry in whole):
            p.object(
                at, said.link + 1, "is said of every order of a kind, and what is said is not understood", "say what they all had"
            )


# "orders" alone is no kind of them
_KIND_WORDS = 2


def _only_tag(p: State) -> None:
    """ "whose only tag is VIP": no others, which the data can not be asked for."""
    for at in range(len(p.tokens) - 2):
        if p.word(at) in ("only", "sole") and p.word(at + 1) in ("tag", "tags", "segment") and p.word(at + 2) in ("is", "are"):
            p.object(at, at + 3, "leaves out all other tags, which is not asked here", "name those that they may not have")


def _of_one_order(p: State, before: Item, item: Item) -> None:
    """ "an order that used a coupon and was refunded": one order, or two."""
    one, two = before.clause.frame, item.clause.frame
    if (
        one is None
        or two is None
        or item.joint != "and"
        or one.head not in ("buy", "use")
        or two.head not in ("buy", "use", "return")
    ):
        return
    words = [p.word(n) for n in range(before.clause.start, before.clause.end)]
    single = any(word in ("order", "purchase") and words[n + 1 : n + 2] in (["that"], ["which"]) for n, word in enumerate(words))
    of_them = any(words[n : n + 3] == ["one", "of", "their"] for n in range(len(words)))
    more = {p.word(n) for n in range(before.clause.end, item.clause.start + 1)} & (
        LINKS | {"in", "with", "on", "over", "under", "refunded"}
    )
    if (single or of_them) and more and two.said() <= {"filters", "goods", "windows", "size"} and one.position is None:
        p.object(
            before.clause.start, item.clause.end, "can be one order of which both is so, or two orders",
            "say “a refunded order with a coupon”, or say the order again",
        )  # fmt: skip


def _all_of_a_kind(p: State, item: Item, f: Frame) -> None:
    """ "bought all Dresses", "clicked all campaigns": each one there is, which is asked by naming them."""
    if f.head not in _HEADS or f.share is not None or f.only or f.count is not None or item.clause.negated:
        return
    if any(group.every and len(group.parts) > 1 for group in (*f.goods, *f.filters)):
        return
    for at in range(item.clause.start, item.clause.end):
        end = at + 1
        while p.word(end) in _BETWEEN:
            end += 1
        named = p.word(end) in _MAILED or (f.goods and _begins(p, f, end))
        if p.word(at) == "all" and named and p.word(at - 1) not in ("at", "in", "over"):
            p.object(
                at, item.clause.end, "can be each one there is, or any of them",
                "name each that is meant: “bought A, B and C”; or leave “all” out",
            )  # fmt: skip
            return


def _owns_home(p: State, item: Item, f: Frame) -> None:
    """ "own their home": how people live, and no category that is called so."""
    words = {p.word(n) for n in range(max(0, item.clause.start - 1), item.clause.end)}
    named = f.head == "buy" and len(f.goods) == 1 and set(f.goods[0].text.split()) <= {"a", "the", "their", "own", "home", "homes"}
    if named and words & {"own", "owns", "owning", "owner", "owners", "got", "rent", "rents"} and words & {"home", "homes"}:
        p.object(
            item.clause.start, item.clause.end, "how people live is not in the data", "name the category in full, as it is called"
        )


def _begins(p: State, f: Frame, at: int) -> bool:
    """Whether the goods of a frame begin at the place."""
    return any(p.word(at) in group.text.split() for group in f.goods)


def _one_of_them_again(p: State, item: Item, f: Frame) -> None:
    """ "reordered a Skincare product", "bought any Skincare product again": the same one, or another of the kind."""
    start, end = item.clause.start, item.clause.end
    words = [p.word(n) for n in range(start, end)]
    one = any(word in ("a", "an", "any") and {"product", "item"} & set(words[n + 1 : n + 4]) for n, word in enumerate(words))
    again = bool(_AGAIN & set(words)) or "again" in words or "twice" in words
    if f.head == "buy" and f.goods and one and again and f.same_value is None and not item.clause.negated:
        p.object(
            start, end, "can be the same product again, or another of that kind",
            "say “at least 2 orders with Skincare”, or name the product",
        )  # fmt: skip
