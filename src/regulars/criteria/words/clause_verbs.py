"""Clauses with a verb or a noun of doing, and shortened clauses that take over the verb before."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import RowNot, RowText
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.building import quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.clause_orders import read_position, when_of_kind
from regulars.criteria.words.clause_positions import read_on_positions
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.rankings_against import against_average, compared_to_average
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequence_windows import days_after
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    ORDER_NOUNS,
    POSITIONS,
)
from regulars.criteria.words.verbs import verb_frame


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
    if p.word(at) == "reading" and p.word(at - 1) in ("in", "from"):
        # a town
        return None
    if p.word(at) in _NOUNS_TOO and p.word(at - 1) in _DETERMINERS:
        return None
    found = verb_frame(p, at)
    if found is None or (p.word(at) == "paid" and ORDER_NOUNS.at(p.tokens, at + 1) is not None):
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
    before = p.before.frame if p.before is not None and p.before.negated else None
    came = f.head == "return" and p.word(at) == "returned" and f.said() == {"windows"} and not f.objects
    if came and before is not None and before.head == "buy":
        # "skipped 2025, and returned in 2026": came back
        f.head = "buy"
    on_several = read_on_positions(p, f, end)
    if on_several is not None:
        return on_several
    if f.apart and not (len(f.goods) == 1 and len(f.goods[0].parts) > 1 and f.goods[0].every):
        return None
    average = against_average(p, end) if f.against is None else None
    if average is not None:
        return (
            None
            if f.said() & {"count", "money", "share", "each", "only", "sequels", "again"}
            else Clause(at, average[1], fixed=compared_to_average(p, quantity(p, f), average[0]))
        )
    if f.head == "spend" and f.measure == "aov" and f.money is not None and p.negated and "average" not in p.text(at, end):
        # "never spends more than $100 per order": on no order, or not on average
        f.measure = p.choose(_PER_ORDER_KEY + at, _PER_ORDER)
        f.per_order = True
    if f.head == "spend" and f.measure == "aov" and f.money is not None:
        f.head = "measure"
        f.per_order = False
    elif f.head == "spend" and f.per_order and f.money is not None:
        f.head, f.size, f.money = "buy", f.money, None
    if f.size is not None and f.count is not None and not f.count.said and "single" in p.text(at, end).split():
        f.count = None
    if f.pronoun and f.head == "buy" and not _taken_over(p, f):
        return None
    if p.word(at) in ("came", "come") and p.word(found[1] - 1) in ("through", "via") and not f.filters:
        return None
    coming_back = p.text(at, found[1]) in _COMING_BACK and f.head == "buy"
    if (f.again or coming_back) and (f.head in ("spend", "use", "sign_up") or not _once_more(p, f)):
        return None
    if not _whole(f, p.negated):
        return None
    if p.negated:
        _none_but(p, f)
    elif p.word(at) in ("paid", "pay", "pays"):
        _none_of_these(p, f)
    if f.position is not None and (f.goods or f.filters) and f.windows and "for the first time" in p.text(at, end):
        # "bought Tops for the first time in 2026": the first order with them, whatever was ordered before
        of_kind = when_of_kind(p, f, 1)
        return None if of_kind is None else Clause(at, end, fixed=of_kind, echo=f)
    return Clause(at, end, frame=f, again_said=True)


# apart from the keys of other choices, which are places of the request or far from these
_NONE_BUT_KEY = 60_000
_NONE_BUT = [("used it, and no other", True), ("used no other, whether they used it or not", False)]


_PAID_KEY = 150_000
_PAID = [("never with one", True), ("some order without one", False)]


def _none_of_these(p: State, f: Frame) -> None:
    """ "paid with no discount": never with one, or at least once without."""
    only = f.filters[0].parts[0] if len(f.filters) == 1 and len(f.filters[0].parts) == 1 else None
    if f.head != "buy" or f.said() != {"filters"} or not isinstance(only, RowNot):
        return
    if p.choose(_PAID_KEY + f.start, _PAID):
        f.filters, f.denied = [Group((only.part,), text=f.filters[0].text)], True


def _none_but(p: State, f: Frame) -> None:
    """ "never used a coupon other than WELCOME10": used that one alone, or none at all as well."""
    only = f.filters[0].parts[0] if len(f.filters) == 1 and len(f.filters[0].parts) == 1 else None
    if f.head not in ("use", "buy") or not isinstance(only, RowNot) or not isinstance(only.part, RowText):
        return
    if only.part.column == "coupon_code" and f.said() <= {"filters", "windows"} and p.choose(_NONE_BUT_KEY + f.start, _NONE_BUT):
        f.filters, f.only, f.denied = [Group((only.part,), text=f.filters[0].text)], True, True


_PER_ORDER_KEY = 280_000
_PER_ORDER = [("on no order", ""), ("not on average", "aov")]
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
    # "bought tea and repurchased coffee": coffee twice
    other = before is not None and bool(f.goods) and f.goods != before.goods and p.word(f.start).startswith("re")
    if before is not None and p.before is not None and p.before.frame is not None and not p.before.negated and not other:
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
