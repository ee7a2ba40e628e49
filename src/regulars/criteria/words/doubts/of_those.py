"""Whether a number of orders or of years is of those named before: "Tops buyers with 3+ orders", "ordered in three years"."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Past, Unit
from regulars.criteria.tree import All
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.building import condition
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.dependent_runs import PERIODS
from regulars.criteria.words.doubts.rules import Refused, both_deeds, over_deeds, over_pairs, whole
from regulars.criteria.words.doubts.runs import Span, run
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State

_DOERS = frozenset({"buyers", "buyer", "shoppers", "shopper", "customers", "users", "purchasers", "people", "bought", "ordered"})
_GLUE = frozenset({"of", "in", "the", "who", "have", "has", "from", "our", "(", ")", ","})
_WITH_SO_MANY = run("with", then=comparison_at)
# apart from the keys of other choices, which are places of the request or far from these
_ALL_KEY = 610_000
_ALL = [("so many orders in all", True), ("so many of those orders", False)]
_YEARS_KEY = 620_000


def _place_of_those(_p: State, _before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "bought A and B together in one order, never in store": such orders, these goods, or any order."""
    never = two.head == "buy" and item.clause.negated and not two.same_order and (item.clause.bare or not two.objects)
    return whole(item) if one.same_order and never else None


def _orders_of_buyers(p: State, item: Item, f: Frame) -> None:
    """ "Tops buyers with 3+ orders", "buyers in 2025 with 3+ orders": of those goods or that time, or in all."""
    start, end = whole(item)
    if f.head != "buy" or f.count is None or f.noun != "order" or item.clause.negated:
        return
    at = _WITH_SO_MANY.first(p, start + 1, end)
    led = {p.word(n) for n in range(start, at)} if at is not None else set()
    named = led & _DOERS and led - _DOERS - _GLUE and p.word(end - 1) in ("orders", "order", "purchases")
    if not named or not f.said() <= {"count", "goods", "windows", "filters"} or len(f.said()) < 2:
        return
    if p.choose(_ALL_KEY + start, _ALL):
        those, every = f.copy(), Frame("buy", f.start, noun="order", objects=True, count=f.count)
        those.count = None
        item.clause.fixed, item.clause.frame = All((condition(p, those), condition(p, every))), None


def _past_years(item: Item, f: Frame) -> Past | None:
    """The years or months that a clause is about, if it says nothing of when they were."""
    said = f.windows[0] if len(f.windows) == 1 and item.clause.frame is not None and not item.clause.negated else None
    if not isinstance(said, Past) or said.newer or said.older is None or said.unit not in (Unit.YEAR, Unit.MONTH):
        return None
    return said


def _for_years(_p: State, item: Item, f: Frame) -> Span | None:
    """ "visited for three months": again and again, or once in them."""
    words = f.window_text.split()
    told = words[:1] == ["for"] and not {"last", "past", "the"} & set(words[1:3]) and f.each is None
    deed = f.head in ("buy", "visit", "open", "click")
    return whole(item) if told and deed and _past_years(item, f) is not None else None


def _so_many_years(p: State, item: Item, f: Frame) -> None:
    """ "ordered in three years": in the last three, or in three different ones."""
    said, words = _past_years(item, f), f.window_text.split()
    if said is None or said.older is None or said.older <= 1 or words[:1] != ["in"] or len(words) != _LENGTH:
        return
    if f.head in ("buy", "use", "open", "click", "visit") and f.said() <= {"windows", "goods", "filters"}:
        unit = f"{said.unit.value}s"
        ways = [(f"in the last {said.older} {unit}", False), (f"in at least {said.older} different {unit}", True)]
        if p.choose(_YEARS_KEY + item.clause.start, ways):
            least = Cmp(((Comparator.AT_LEAST, Amount(Decimal(said.older), AmountKind.PLAIN)),))
            f.windows, f.window_text, f.periods = [], "", (PERIODS[said.unit], least)


_LENGTH = 3

OF_THOSE = (
    over_pairs(
        Refused(
            both_deeds(_place_of_those),
            "can be of such an order, of these goods or of any order",
            "say “and no order in store”, or “never bought A in store”",
        ),
    ),
    over_deeds(
        _orders_of_buyers,
        Refused(_for_years, "can be again and again, or at least once", "say “in the last 3 months”, or “every month”"),
        _so_many_years,
    ),
)
