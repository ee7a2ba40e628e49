"""Clauses with a verb or a noun of doing, and shortened clauses that take over the verb before."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.building import quantity
from regulars.criteria.words.clause import BUYERS, Clause, same_verb, window_follows
from regulars.criteria.words.clause_amounts import EVENT_NOUNS
from regulars.criteria.words.clause_orders import read_position
from regulars.criteria.words.dependent_others import take_no_other
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import filter_list, of_noun
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.links import Group, whole
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.rankings_against import against_average, compared_to_average
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequences import days_after
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    AUXILIARIES,
    NEGATIONS,
    ORDER_NOUNS,
    POSITIONS,
    UNIT_NOUNS,
)
from regulars.criteria.words.verbs import verb_frame
from regulars.criteria.words.windows import window

_ORDERS = frozenset(["order", "coupon_use", "discounted", "full_refund", "partial_refund"])


def read_order_phrase(p: State, at: int) -> Clause | None:
    """An order over $80; orders in 2025; an online purchase; any refund; visits in May; a second order."""
    place = at
    while (
        p.word(place) in ("a", "an", "any", "the", "some", "with", "at", "least", "have", "having", "their")
        and not p.done(place + 1)
        and UNIT_NOUNS.at(p.tokens, place) is None
    ):
        place += 1
    if p.word(place) == "more" and p.word(place - 1) in ("any", "no"):
        place += 1
    groups: list[Group] = []
    goods: list[Group] = []
    if p.word(place) in ("item", "product", "items", "products") and place + 1 < len(p.tokens) and p.tokens[place + 1].quote:
        place += 1
    while (noun := UNIT_NOUNS.at(p.tokens, place) if place not in p.guarded else None) is None:
        adjective = filter_list(p, place)
        if adjective is not None:
            groups.append(adjective[0])
        elif (adjective := goods_list(p, place)) is not None:
            goods.append(adjective[0])
        else:
            break
        place = adjective[1]
    buyers = p.word(place) in BUYERS
    if noun is None and buyers and (groups or goods):
        f = Frame("buy", at)
        f.filters, f.goods = groups, goods
        only = p.word(place - 1) == "only"
        end = p.take(at, place + 1, Role.CONDITION)
        f.only = only
        return Clause(at, dependents(p, f, end), frame=f)
    if noun is None:
        return _goods_first(p, at, place, groups, goods) if goods else None
    kind = noun[0]
    head = EVENT_NOUNS.get(kind) or ("buy" if kind in _ORDERS else "")
    if not head:
        return None
    f = Frame(head, at)
    f.objects = True
    f.noun = "order" if kind == "order" else ""
    f.filters, f.goods = groups, goods
    end = p.take(at, noun[1], Role.CONDITION)
    own = of_noun(p, kind)
    if own is not None:
        f.filters.append(own)
    while p.word(end) in word_set(
        "placed made bought that was were is are ever whatsoever from us with all always only exclusively come came"
    ) and not p.done(end + 1):
        if p.word(end) in ("all", "always", "only", "exclusively"):
            if p.word(end - 1) not in ("was", "were", "are", "is", "been", "come", "came"):
                break
            f.only = True
        if p.word(end) in ("with", "from") and p.word(end + 1) != "us":
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    return Clause(at, dependents(p, f, end), frame=f)


def _goods_first(p: State, at: int, place: int, groups: list[Group], goods: list[Group]) -> Clause | None:
    """with a rain jacket; shoes bought in May: goods with no noun of an order."""
    f = Frame("buy", at)
    f.filters, f.goods = groups, goods
    if not groups and _owned(p, at, place):
        return Clause(at, dependents(p, f, p.take(at, place, Role.CONDITION)), frame=f)
    if p.word(place) in ("bought", "purchased", "ordered"):
        return Clause(at, dependents(p, f, p.take(at, place + 1, Role.CONDITION)), frame=f)
    return None


def _owned(p: State, at: int, end: int) -> bool:
    """Whether a product's whole name of several words stands here, after "with" or "have": who has it is who bought it."""
    if p.word(at) not in ("with", "have", "has") and p.word(at - 1) not in ("with", "have", "has", "having", "own", "owning"):
        return False
    names = [whole(p, start, ("product_title",)) for start in range(at, end)]
    if not any(found is not None and found[1] - at > 1 and found[1] <= end for found in names):
        return False
    p.note("who has a product is who bought it")
    return True


def read_verb(p: State, at: int) -> Clause | None:
    """bought shoes in 2025; opened an email; spent over $500: a verb and all that belongs to it."""
    if p.word(at) in _PLURALS and p.word(at - 1) not in word_set(
        "who that which customer person shopper anyone everyone someone everybody anybody"
    ):
        return None
    if p.word(at - 1) in ("whose", "their", "the", "all") and p.word(at) in word_set(
        "orders purchases views visits opens clicks returns order visit purchase view click return"
    ):
        return None
    if p.word(at) in _NOUNS_TOO and p.word(at - 1) in _DETERMINERS:
        return None
    found = verb_frame(p, at)
    if found is None:
        return None
    f, end = found
    if p.word(at - 1) in ("mostly", "mainly", "primarily", "predominantly", "chiefly", "largely") and f.head in ("buy", "spend"):
        f.share = Cmp(((Comparator.ABOVE, Amount(Decimal("0.5"), AmountKind.SHARE)),))
        f.share_of = "spend" if f.head == "spend" else "count"
        p.note(f"“{p.word(at - 1)}” is taken as more than half")
    ordinal = _verb_position(p, f, end)
    if ordinal is not None:
        return ordinal
    f.bare = True
    end = dependents(p, f, end)
    average = against_average(p, end) if f.against is None else None
    if average is not None:
        return (
            None
            if f.said() & {"count", "money", "share", "each", "only", "sequels", "again"}
            else Clause(at, average[1], fixed=compared_to_average(p, quantity(p, f), average[0]))
        )
    if f.head == "spend" and f.measure == "aov" and f.money is not None:
        f.head = "measure"
        f.per_order = False
    elif f.head == "spend" and f.per_order and f.money is not None:
        f.head, f.size, f.money = "buy", f.money, None
    if f.size is not None and f.count is not None and not f.count.said and "single" in p.text(at, end).split():
        f.count = None
    if f.pronoun and f.head == "buy" and not _taken_over(p, f):
        return None
    coming_back = p.text(at, found[1]) in _COMING_BACK and f.head == "buy"
    if (f.again or coming_back) and (f.head in ("spend", "use", "sign_up") or not _once_more(p, f)):
        return None
    if not _whole(f, p.negated):
        return None
    return Clause(at, end, frame=f, again_said=True)


_COMING_BACK = frozenset(["come back", "came back", "returned to buy"])


def _taken_over(p: State, f: Frame) -> bool:
    """The goods that "it" or "them" stands for: those of the clause before."""
    before = p.before.leading if p.before is not None else None
    if before is None or not before.goods:
        return False
    f.goods = list(before.goods)
    return True


def _once_more(p: State, f: Frame) -> bool:
    """What "again" adds to the frame: after what was said before, or a second order; False where it has no meaning."""
    before = p.before.leading if p.before is not None else None
    if f.sequels or f.around:
        return True
    if before is not None and p.before is not None and p.before.frame is not None and not p.before.negated:
        return _after_that(p, f, before, negated=p.negated)
    if p.negated and f.windows and not (f.goods or f.filters or f.size or f.count):
        return True
    if f.each or f.position is not None or (f.again and (p.negated or f.windows)):
        return False
    if f.again and f.count is not None:
        return False
    if f.again:
        p.note("“again” is taken as twice or more")
        f.count = Cmp(((Comparator.AT_LEAST, Amount(Decimal(2), AmountKind.TIMES)),))
    return True


def _after_that(p: State, f: Frame, before: Frame, *, negated: bool) -> bool:
    """Again, after what the clause before says was done."""
    if before.head in ("spend", "measure", "sign_up"):
        return not f.again
    if negated and before.head == "buy" and before.count is None and not f.windows and (since := days_after(p, before)) is not None:
        f.windows = [since]
        return True
    earlier = before.copy()
    earlier.count = None
    f.sequels.append(Sequel(earlier, after=True))
    return True


# "no order above $100": a noun after these, whatever the word is elsewhere
_NOUNS_TOO = frozenset(["order", "purchase", "visit", "return", "refund", "click", "open", "view", "request", "shop"])
_DETERMINERS = frozenset(["no", "a", "an", "any", "one", "zero", "each", "every", "another", "single", "their", "the"])
_PLURALS = frozenset(["orders", "purchases", "visits", "opens", "clicks", "views", "returns"])


def _verb_position(p: State, f: Frame, at: int) -> Clause | None:
    """placed their first order in 2025; made a second purchase within 30 days."""
    if f.head != "buy":
        return None
    place = at
    while p.word(place) in ("for", "their", "a", "the", "his", "her"):
        place += 1
    position = POSITIONS.at(p.tokens, place) if place not in p.guarded else None
    if position is None or ORDER_NOUNS.at(p.tokens, position[1]) is None:
        return None
    found = read_position(p, place)
    if found is not None:
        p.take(at, place, Role.HARMLESS)
        found.start = f.start
    return found


def _whole(f: Frame, negated: bool) -> bool:
    """Whether the frame says enough to stand."""
    if f.against is not None or f.against_rank is not None:
        return True
    if f.relative is not None:
        return False
    if f.head == "spend":
        if f.money is None and f.share is None and (f.goods or f.filters or f.windows):
            f.head = "buy"
            return True
        return f.money is not None or f.share is not None
    if f.head == "use":
        return bool(f.filters) or f.noun in ("coupon", "channel")
    if f.head == "sign_up":
        return bool(f.windows or f.around) or not negated
    return True


def read_back(p: State, at: int) -> Clause | None:
    """no order in 2025, back in 2026: an order then."""
    before = p.before.leading if p.before is not None else None
    if p.word(at) != "back" or before is None or before.head not in ("buy", "position", "spend") or p.negated:
        return None
    f = Frame("buy", at)
    place = at if window_follows(p, at) else at + 1
    end = dependents(p, f, p.take(at, place, Role.CONDITION))
    return Clause(at, end, frame=f) if f.windows and f.narrows_only() else None


def read_no_other(p: State, at: int) -> Clause | None:
    """ "and no other coupon": of whoever used the one that was named."""
    start = at
    at += p.word(at) in ("through", "via", "on", "in", "from", "with", "using")
    denied = p.word(at) == "no"
    if denied == p.negated:
        return None
    f = Frame("buy", at, denied=denied)
    end = take_no_other(p, f, at + denied)
    if end is None:
        return None
    p.take(start, at + denied, Role.CONDITION)
    return Clause(at, dependents(p, f, end), frame=f)


def read_elliptic(p: State, at: int) -> Clause | None:
    """A shortened clause: "but never Electronics", "and not in 2025", "or at least twice"."""
    if p.before is None or p.before.leading is None:
        return None
    if p.word(at) in AUXILIARIES or p.word(at) in ("ever", "who", "that"):
        return None
    base = p.before.leading
    if base.head == "spend" and p.negated and p.word(at - 1) == "nothing":
        # "spent over $500 in 2024, nothing in 2025": no order then
        base = base.copy()
        base.head, base.money, base.count, base.measure = "buy", None, None, ""
    if base.head == "spend" and (p.negated or NEGATIONS.at(p.tokens, at) is not None):
        return None
    f = same_verb(base)
    f.position = base.position if base.head == "position" else None
    if base.head == "position" and p.word(at - 1) == "then":
        # "first order in store, then online": another one after it
        f.head, f.position = "buy", None
    mark = p.mark()
    end = dependents(p, f, at)
    if end == at:
        p.back(mark)
        days = window(p, at, bare=True)
        if days is None or days[0].window is None:
            return None
        f.windows, end = [days[0].window], days[1]
        f.window_text = p.text(at, end)
    if f.head == "spend" and f.money is None:
        if base.money is None:
            return None
        f.money = base.money
    if f.head == "measure":
        return None
    if f.plain and not f.objects:
        return None
    if "all" in (p.word(at), p.word(at - 1)) and f.head == "buy":
        # "3 orders, all before 2025": and no others
        if base.goods or base.filters or base.size or (base.windows and f.windows):
            return None
        f.size, f.money = f.size or f.money, None
        f.only, f.only_then = not f.goods, bool(f.windows) and not f.goods
        if f.goods:
            # each of the orders has some of them, whatever else is in it
            f.share = Cmp(((Comparator.AT_LEAST, Amount(Decimal(1), AmountKind.SHARE)),))
            if f.windows and not base.windows:
                return None
        f.windows = f.windows or list(base.windows)
    again = f.again
    if again:
        if p.before.frame is None or p.before.negated or base.head in ("spend", "measure", "sign_up"):
            return None
        f.sequels.append(Sequel(base.copy(), after=True))
    only_when = bool(f.windows) and not (f.goods or f.filters or f.count or f.money or f.objects)
    # "bought jackets in 2025 but nothing since": nothing at all
    carried = f if "nothing" in (p.word(at), p.word(at - 1)) else _carry(base, f)
    return Clause(at, end, frame=carried, only_when=only_when, again_said=again)


def _carry(base: Frame, f: Frame) -> Frame:
    """What the fuller clause says and the shortened one does not replace."""
    if not f.goods and (f.windows or f.filters) and not f.objects:
        f.goods = [Group(g.parts, g.every, g.text) for g in base.goods] if len(base.goods) == 1 else []
    if not f.filters and f.windows and not f.goods:
        f.filters = list(base.filters)
    return f
