"""Clauses about a part of all orders, about all of them, or about none."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import RowNot
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.clause import BUYERS, Clause, filter_list_here
from regulars.criteria.words.dependent_amounts import bare_money
from regulars.criteria.words.dependent_parts import said_share, share_amount
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filter_times import months_of_any_year
from regulars.criteria.words.filters import discount, filter_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    NEGATIONS,
)
from regulars.criteria.words.tables.offers import COUPON_PHRASES
from regulars.criteria.words.verbs import verb_frame
from regulars.criteria.words.windows import window

_WERE = frozenset(["were", "was", "are", "is", "had", "used", "included", "contained", "came", "had"])


def read_share_first(p: State, at: int) -> Clause | None:
    """half of their orders used a coupon; all of their orders were in store; 80% of spend on shoes; a coupon on half of them."""
    from regulars.criteria.words.tables.objects import SHARE_OF

    place = at
    while p.word(place) in word_set("whose with where who for whom have had placed made spend spent") and not p.done(place + 1):
        place += 1
    found = share_amount(p, place)
    if found is None:
        return _coupon_share(p, at)
    cmp, end = found
    end += 1 if p.word(end) == "of" else 0
    base = SHARE_OF.at(p.tokens, end)
    if base is None:
        return None
    told = p.before.leading if p.before is not None else None
    narrowed = told is not None and (told.is_event or told.goods or told.filters or told.windows)
    if p.word(base[1] - 1) in ("them", "those", "these") and narrowed:
        # "bought tops, none of them in store": of those orders, not of all
        return None
    f = Frame("buy", at)
    f.share_of = base[0]
    if f.share_of == "count":
        f.noun, f.objects = "order", True
    end = p.take(at, base[1], Role.CONDITION)
    cmp, end = after_noun(p, cmp, end)
    f.share = said_share(p, cmp)
    mailed = "email" in p.text(at, end)
    if mailed:
        return None
    while p.word(end) in word_set(
        "that were was are is used use had have came come placed made been went to included "
        "include contained contain being which has did do made comes paid bought"
    ):
        if filter_list_here(p, end):
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    no = NEGATIONS.at(p.tokens, end)
    if no is not None and not filter_list_here(p, end):
        return None
    if p.word(end) in ("refunded", "returned", "sent", "cancelled"):
        f.head = "return" if p.word(end) != "cancelled" else "cancel"
        end = p.take(end, end + 1 + (p.word(end) == "sent"), Role.CONDITION)
    if {"items", "item"} & {p.word(n) for n in range(at, end)} and f.share_of == "count":
        f.noun = "unit"
    end = dependents(p, f, end)
    if f.said() == {"share", "windows"} and p.word(end) in _WERE:
        # "half of their orders in 2026 were in store": in store, of those of 2026
        after = dependents(p, f, p.take(end, end + 1, Role.HARMLESS))
        if after == end + 1 or not (f.goods or f.filters or f.size):
            return None
        end = after
    if f.windows and not (f.goods or f.filters or f.size) and f.head == "buy":
        f.share_of = "windows" if f.share_of == "count" else "spent_windows"
        if f.share_of == "spent_windows":
            f.head, f.share_of = "spend", "windows"
        return Clause(at, end, frame=f)
    if not (f.goods or f.filters or f.size or f.head in ("return", "cancel")):
        return None
    if f.share_of == "spend" and not f.goods and not f.filters:
        return None
    return Clause(at, end, frame=f)


def _coupon_share(p: State, at: int) -> Clause | None:
    """a coupon on half of them or more; discount on at least 30% of orders."""
    found = filter_list(p, at)
    if found is None:
        return None
    f = Frame("buy", at)
    f.filters.append(found[0])
    end = dependents(p, f, found[1])
    of_money = f.share is not None and f.share_of == "spend" and f.said() <= {"filters", "share"}
    if of_money and p.word(at) in ("discounts", "refunds"):
        # "discounts over 10% of what they spent": of that money, and not of the orders with some
        f = Frame("measure", at, measure="discount_share" if p.word(at) == "discounts" else "refund_money_rate", money=f.share)
    return Clause(at, end, frame=f) if f.share is not None or f.position is not None or f.measure else None


def read_only_adjective(p: State, at: int) -> Clause | None:
    """weekend-only shoppers; app-only customers; exclusively online buyers; only in store."""
    place = at
    if p.word(at) in ("shop", "shops") and not (p.done(at + 1) or p.tokens[at + 1].glued):
        # what they do, not where
        return None
    before = p.word(place) in ("only", "exclusively", "solely", "strictly", "purely", "always")
    if before:
        place += 1
        while p.word(place) in ("have", "has", "ever"):
            place += 1
        if p.word(place) in ("ever",):
            place += 1
    verb = verb_frame(p, place) if before else None
    if verb is not None:
        f, end = verb
        months = months_of_any_year(p, end, always=True) if f.head == "buy" else None
        if months is not None:
            f.filters.append(Group((months[0],)))
            end = months[1]
        last = dependents(p, f, end)
        if f.count is None and f.is_event and {"one", "1", "single"} & set(p.text(end, last).split()):
            # "only ever opened one e-mail"
            f.count = Cmp(((Comparator.EQUAL, Amount(Decimal(1), AmountKind.PLAIN)),))
        if f.count is not None and not (f.goods or f.filters or f.windows or f.only):
            p.take(at, place, Role.CONDITION)
            return Clause(at, last, frame=f)
        f.only = True
        if f.goods or f.filters or f.windows:
            p.take(at, place, Role.CONDITION)
            return Clause(at, last, frame=f)
        return None
    found = filter_list(p, place) or goods_list(p, place)
    if found is None:
        return None
    end = found[1]
    after = p.word(end) in ("only", "exclusively", "exclusive")
    if not before and not after:
        return None
    often = comparison(p, end + 1) if after else None
    if often is not None and often[0].kind is AmountKind.TIMES:
        # "tea only once" says how often
        return None
    end += 1 if after else 0
    if p.word(end) in BUYERS:
        end += 1
    f = Frame("buy", at)
    f.only = True
    group = found[0]
    if getattr(group.parts[0], "column", "") in ("category", "product_title"):
        f.goods.append(group)
    else:
        f.filters.append(group)
    return Clause(at, dependents(p, f, p.take(at, end, Role.CONDITION)), frame=f)


def read_did_before(p: State, at: int) -> Clause | None:
    """but did before; but used to: the same thing, at any time."""
    base = p.before.leading if p.before is not None else None
    if base is None:
        return None
    for words in (
        ("did", "before"),
        ("did", "previously"),
        ("did", "earlier"),
        ("did", "once"),
        ("have", "before"),
        ("did", "so", "before"),
        ("used", "to"),
        ("have", "done", "so", "before"),
        ("did", "in", "the", "past"),
        ("have", "in", "the", "past"),
    ):
        if p.are(at, *words) and p.word(at + len(words)) in ("", ",", "and", "but", "."):
            f = base.copy()
            f.windows, f.denied = [], False
            return Clause(at, p.take(at, at + len(words), Role.CONDITION), frame=f)
    return None


def read_had_offer(p: State, at: int) -> Clause | None:
    """had a discount; has ever had a coupon: on an order."""
    offer = COUPON_PHRASES.at(p.tokens, at)
    if p.word(at - 1) not in ("had", "has", "have", "having") or offer is None or offer[0] not in ("coupon", "discount"):
        return None
    test = discount(p, at)
    if test is None:
        return None
    f = Frame("buy", at, filters=[Group((test[0],))])
    return Clause(at, dependents(p, f, test[1]), frame=f)


def read_skipped(p: State, at: int) -> Clause | None:
    """skipped 2025; sat out last year: no order then."""
    lead = 2 if p.are(at, "sat", "out") else 1 if p.word(at) in ("skipped", "skip", "skips") else 0
    mark = p.mark()
    found = window(p, at + lead, bare=True) if lead else None
    if found is None or found[0].window is None:
        p.back(mark)
        return None
    f = Frame("buy", at, windows=[found[0].window], window_text=p.text(at + lead, found[1]))
    return Clause(at, p.take(at, found[1], Role.CONDITION), frame=f, negated=True)


def read_no_filter(p: State, at: int) -> Clause | None:
    """no discount on any order; without a coupon: never one."""
    found = COUPON_PHRASES.at(p.tokens, at)
    if found is None or found[0] not in ("no_coupon", "no_discount") or p.negated:
        return None
    end = found[1]
    test = discount(p, at)
    if test is None or not isinstance(test[0], RowNot):
        return None
    for words in (
        ("on", "any", "order"),
        ("on", "any", "orders"),
        ("on", "any", "of", "their", "orders"),
        ("ever",),
        ("at", "all"),
        ("used",),
        ("on", "their", "orders"),
        ("on", "orders"),
        ("on", "any", "purchase"),
    ):
        if p.are(end, *words):
            end = p.take(end, end + len(words), Role.CONDITION)
    if comparison(p, end) is not None:
        # "without a coupon 5 or more orders" has no one meaning
        return None
    f = Frame("buy", at)
    f.filters.append(Group((test[0].part,)))
    p.note("those without any order are included")
    return Clause(at, dependents(p, f, end), frame=f, negated=True)


def read_saved_money(p: State, at: int) -> Clause | None:
    """saved more than $100 in discounts."""
    if p.word(at) not in ("saved", "save", "saving", "got", "received"):
        return None
    found = comparison(p, at + 1)
    if found is None or found[0].kind is not AmountKind.MONEY:
        return None
    end = found[1]
    for words in (
        ("in", "discounts"),
        ("with", "discounts"),
        ("through", "discounts"),
        ("from", "discounts"),
        ("of", "discounts"),
        ("in", "discount"),
        ("off",),
        ("worth", "of", "discounts"),
        ("thanks", "to", "discounts"),
        ("back", "in", "refunds"),
        ("in", "refunds"),
        ("of", "refunds"),
        ("worth", "of", "refunds"),
        ("back",),
        ("refunded",),
    ):
        if p.are(end, *words):
            end += len(words)
            break
    else:
        if p.word(at) != "saved":
            return None
    f = Frame(
        "measure",
        at,
        measure="refund_total" if {"refunds", "back", "refunded"} & set(p.text(found[1], end).split()) else "discounts",
    )
    f.money = bare_money(p, found[0])
    return Clause(at, dependents(p, f, p.take(at, end, Role.CONDITION)), frame=f)
