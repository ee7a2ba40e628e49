"""Clauses that begin with an amount: 3+ orders, $500 in revenue, at least twice."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import AmountKind, Cmp, after_noun, comparison, times_noun
from regulars.criteria.words.baskets import basket_adjective
from regulars.criteria.words.building import condition
from regulars.criteria.words.clause import BUYERS, Clause, same_verb
from regulars.criteria.words.clause_counted import counted_goods
from regulars.criteria.words.dependent_amounts import ENDINGS, bare_money, exact_size
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filters import filter_list, of_noun
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    MEASURES,
    ORDER_NOUNS,
    UNIT_NOUNS,
)
from regulars.criteria.words.verbs import verb_frame


def read_some_orders(p: State, at: int) -> Clause | None:
    """only one of their orders was in store; at least 2 of their purchases used a coupon."""
    found = comparison(p, at)
    if found is None or found[0].kind is not AmountKind.PLAIN or not p.are(found[1], "of", "their"):
        return None
    cmp, end = found
    noun = ORDER_NOUNS.at(p.tokens, end + 2)
    if noun is None:
        return None
    f = Frame("buy", at, noun="order")
    f.objects = True
    end = p.take(at, noun[1], Role.CONDITION)
    while p.word(end) in ("was", "were", "is", "are", "has", "have", "had", "that", "placed", "made", "been"):
        end = p.take(end, end + 1, Role.HARMLESS)
    last = dependents(p, f, end)
    if last == end or not f.narrows_only():
        return None
    if not cmp.said and cmp.value == 1:
        cmp = Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))
    f.count = cmp
    return Clause(at, last, frame=f)


def read_amount_first(p: State, at: int) -> Clause | None:
    """3+ orders; $500 in revenue; more than 5 opens; no more than 2 returns; an order over $80; less than $200."""
    found = comparison(p, at)
    if found is None or (p.word(at - 1) == ":" and p.before is not None and p.before.negated):
        # "orders excluding store orders: 3+" goes on about the orders before
        return None
    cmp, end = found
    if cmp.kind is AmountKind.PLAIN and p.word(end) in ("time", "order", "purchase") and p.word(end + 1) in BUYERS:
        f = Frame("buy", at, noun="order", count=Cmp(cmp.parts))
        f.objects = True
        return Clause(at, dependents(p, f, p.take(end, end + 2, Role.CONDITION)), frame=f)
    if (
        not cmp.said
        and cmp.kind is AmountKind.PLAIN
        and p.word(end) in ("days", "day", "weeks", "months", "years", "month", "year", "week")
    ):
        return None
    if cmp.kind is AmountKind.SHARE:
        return None
    times = times_noun(p, end) if cmp.kind is AmountKind.PLAIN else None
    if times is not None:
        cmp, end = after_noun(p, cmp.as_kind(AmountKind.TIMES), times)
    if cmp.kind is AmountKind.TIMES:
        return _times_first(p, at, cmp, end, p.before)
    if cmp.kind is AmountKind.MONEY:
        return _money_first(p, at, cmp, end, p.before)
    return _of_them(p, at, cmp, end, p.before) or _count_first(p, at, cmp, end, p.before)


def _times_first(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None) -> Clause | None:
    if p.word(end) in ("a", "an", "per", "every", "each") or previous is None or previous.leading is None:
        verb = verb_frame(p, end)
        if verb is None:
            return None
        f, last = verb
        f.count = cmp
        return Clause(at, dependents(p, f, last), frame=f)
    verb = verb_frame(p, end)
    if verb is not None:
        f, last = verb
        f.count = cmp
        return Clause(at, dependents(p, f, last), frame=f)
    f = same_verb(previous.leading)
    f.noun = previous.leading.noun
    last = dependents(p, f, end)
    if _so_often(p, at, previous, f):
        # "ordered in 2026, at least 3 times": so often then
        f = previous.leading.copy()
    elif previous.leading.count is not None and f.plain and not f.ever and not f.objects:
        f = previous.leading.copy()
    elif f.said() == {"windows"} and not f.objects:
        # "bought tea three times this year and once last year": tea
        f.goods, f.filters = list(previous.leading.goods), list(previous.leading.filters)
    elif f.said() == {"filters"} and not f.objects and previous.leading.count is not None and not previous.negated:
        # "bought tea three times, at least once in store": of those orders
        f.goods, f.windows = list(previous.leading.goods), list(previous.leading.windows)
    f.count = cmp
    return Clause(at, last, frame=f)


def _so_often(p: State, at: int, previous: Clause, f: Frame) -> bool:
    """Whether a number of times after a comma is of the deed before, which has no number of its own."""
    base = previous.leading
    told = base is not None and base.head == "buy" and base.said() <= {"goods", "filters", "windows"} and bool(base.said())
    return told and p.word(at - 1) == "," and f.plain and not f.objects and not previous.negated and not p.negated


def _money_first(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None) -> Clause | None:
    sized = cmp
    cmp = bare_money(p, cmp)
    f = Frame("spend", at)
    f.money = cmp
    for lead in (
        ("or", "more"),
        ("in",),
        ("of",),
        ("worth", "of"),
        ("total",),
        ("lifetime",),
        ("in", "total"),
        ("in", "their"),
        ("of", "total"),
        ("in", "lifetime"),
        ("worth",),
    ):
        measure = MEASURES.at(p.tokens, end + len(lead)) if p.are(end, *lead) else None
        if measure is not None and measure[0] in ("spend", "aov", "discounts", "refund_total", "count"):
            f = Frame("measure" if measure[0] != "count" else "spend", at, measure=measure[0] if measure[0] != "count" else "")
            f.money = cmp
            end = p.take(end, measure[1], Role.CONDITION)
            return Clause(at, dependents(p, f, end), frame=f)
    direct = MEASURES.at(p.tokens, end)
    if direct is not None and direct[0] in ("spend", "aov", "discounts", "refund_total", "average_discount"):
        f = Frame("measure", at, measure=direct[0])
        f.money = cmp
        return Clause(at, dependents(p, f, p.take(end, direct[1], Role.CONDITION)), frame=f)
    noun = ORDER_NOUNS.at(p.tokens, end)
    if noun is not None and p.word(end) in ("order", "purchase", "basket", "transaction", "orders", "purchases", "transactions"):
        f = Frame("buy", at)
        f.objects = True
        f.size = exact_size(p, f, sized)
        return Clause(at, dependents(p, f, p.take(end, noun[1], Role.CONDITION)), frame=f)
    verb = verb_frame(p, end)
    if verb is not None and verb[0].head == "spend":
        verb[0].money = cmp
        return Clause(at, dependents(p, f, verb[1]), frame=f)
    sized_before = previous.leading if previous is not None and not previous.negated else None
    if sized_before is not None and sized_before.head == "buy" and sized_before.size is not None and p.word(end) in ENDINGS:
        # "orders over $100 or under $20"
        f = sized_before.copy()
        f.size = sized
        return Clause(at, end, frame=f)
    averaged = sized_before is not None and sized_before.measure in ("aov", "max_order")
    of_all = averaged and _IN_ALL.at(p.tokens, end) is not None
    goes_on = previous is not None and previous.leading is not None and previous.leading.head in ("measure", "spend", "position")
    if goes_on and not of_all and previous is not None and previous.leading is not None:
        f = same_verb(previous.leading)
        f.money = cmp
        if previous.leading.head == "position":
            f.position, f.money, f.size = previous.leading.position, None, cmp
            if p.negated and p.word(at - 1) in ("nothing", "none"):
                # "first order over $200 but nothing over $100 since": no other order
                f.head, f.position, f.noun, f.objects = "buy", None, "order", True
    base = previous.leading if previous is not None else None
    if p.negated and p.word(at - 1) == "never" and base is not None and base.head == "buy" and not base.goods:
        # "bought twice in 2025, never over $50": never an order of that much
        f = Frame("buy", at, noun="order", objects=True, size=cmp)
    return Clause(at, dependents(p, f, end), frame=f)


# "AOV over $100 and over $1000 in total": all that was spent
_IN_ALL = table("all: in total; altogether; overall; in all; all told; lifetime; all together; in their lifetime; so far; total")
EVENT_NOUNS = {
    "open": "open",
    "click": "click",
    "visit": "visit",
    "view": "view",
    "cart": "cart",
    "return": "return",
    "cancel": "cancel",
    "sent": "send",
    "unsubscribe": "unsubscribe",
}


_OF_THEM = (("of", "them"), ("of", "these"), ("of", "those"), ("of", "which"))


def _of_them(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None) -> Clause | None:
    """ "at least 2 orders, at least one of them over $300": among the orders of the clause before."""
    f = previous.leading if previous is not None else None
    if f is None or f.head != "buy" or previous is None or previous.negated or not any(p.are(end, *words) for words in _OF_THEM):
        return None
    among = f.copy()
    if not cmp.said and cmp.value == 1:
        # "3+ orders, one of them over $100": whether or not another is
        cmp = Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))
    among.count, among.noun, among.objects, among.only = cmp, "order", True, False
    last = p.take(end, end + 2, Role.CONDITION)
    while p.word(last) in ("was", "were", "is", "are", "being"):
        last = p.take(last, last + 1, Role.HARMLESS)
    ended = dependents(p, among, last)
    if ended == last and f.plain:
        return None
    # what is said of some of them is said of no others, and the next "of them" is of the same ones
    return Clause(at, ended, fixed=condition(p, among), echo=f)


def _count_first(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None) -> Clause | None:
    f = Frame("buy", at)
    groups: list[Group] = []
    place = end
    while True:
        if (
            p.word(place)
            in word_set(
                "of our total such more past previous prior separate individual lifetime distinct different completed single "
                "the unique email"
            )
            and UNIT_NOUNS.at(p.tokens, place) is None
        ):
            place += 1
            continue
        noun = UNIT_NOUNS.at(p.tokens, place)
        if noun is not None:
            break
        adjective = filter_list(p, place)
        if adjective is None:
            break
        groups.append(adjective[0])
        place = adjective[1]
    if noun is None:
        return counted_goods(p, at, cmp, place, groups, previous)
    if basket_adjective(p, at) is not None:
        # "3+ item orders": so many in one of them
        return None
    end = p.take(place, noun[1], Role.CONDITION)
    kind = noun[0]
    if kind in ("unit", "products") and p.word(end) == "per" and (each := ORDER_NOUNS.at(p.tokens, end + 1)) is not None:
        p.note("items per order are taken on average")
        f.head, f.measure, f.money = "measure", "units_per_order", cmp
        return Clause(at, dependents(p, f, p.take(end, each[1], Role.CONDITION)), frame=f)
    if kind in {"email", "campaign"}:
        return _emails_counted(p, at, cmp, end, kind)
    if kind in EVENT_NOUNS:
        f.head = EVENT_NOUNS[kind]
    elif (own := of_noun(p, kind)) is not None:
        f.filters.append(own)
    elif kind in ("day", "month", "year"):
        p.object(at, end, f"different {kind}s cannot be counted", f"ask for at least one order in every {kind} of a period")
    else:
        f.noun = kind
    f.filters.extend(groups)
    f.count, end = after_noun(p, cmp, end)
    f.objects = True
    while p.word(end) in word_set(
        "placed made bought purchased ordered that were was been have used received completed redeemed with us"
    ) and not p.done(end):
        if p.word(end) == "with" and p.word(end + 1) != "us":
            break
        if p.word(end) in ("that", "were", "was", "been", "have") and p.word(end + 1) not in word_set(
            "placed made bought been over were are returned refunded in on used above under discounted"
        ):
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    if p.word(end) in ("opened", "clicked", "viewed", "abandoned", "refunded", "returned") and kind in (
        "email",
        "order",
        "products",
        "product",
        "cart",
        "view",
    ):
        f.head = {
            "opened": "open",
            "clicked": "click",
            "viewed": "view",
            "abandoned": "cart",
            "refunded": "return",
            "returned": "return",
        }[p.word(end)]
        f.noun = "" if f.is_event else f.noun
        end = p.take(end, end + 1, Role.CONDITION)
    end = dependents(p, f, end)
    one = not cmp.said and cmp.value == 1 and f.size is not None
    if (one or "single" in p.text(at, place)) and (f.size or f.goods or f.filters):
        # "one order over $400" is there whether or not there is another
        f.count = None
    return Clause(at, end, frame=f)


def _emails_counted(p: State, at: int, cmp: Cmp, end: int, kind: str) -> Clause | None:
    heads = {"opened": "open", "clicked": "click", "received": "send", "sent": "send", "read": "open"}
    if p.word(end) not in heads:
        return None
    f = Frame(heads[p.word(end)], at, noun="campaign" if kind == "campaign" else "")
    f.count = cmp
    return Clause(at, dependents(p, f, p.take(end, end + 1, Role.CONDITION)), frame=f)
