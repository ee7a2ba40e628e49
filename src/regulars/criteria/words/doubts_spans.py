"""What a number of orders or of years is of: "Tops buyers with 3+ orders", "ordered in three years"."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from regulars.criteria.terms import Comparator, Past, Unit
from regulars.criteria.tree import All
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.building import condition
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.dependent_runs import PERIODS
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken

_DOERS = frozenset({"buyers", "buyer", "shoppers", "shopper", "customers", "users", "purchasers", "people", "bought", "ordered"})
_GLUE = frozenset({"of", "in", "the", "who", "have", "has", "from", "our", "(", ")", ","})
# apart from the keys of other choices, which are places of the request or far from these
_ALL_KEY = 610_000
_ALL = [("so many orders in all", True), ("so many of those orders", False)]
_YEARS_KEY = 620_000


def settle_span_doubts(p: State, items: list[Item]) -> None:
    """Ask whether so many orders are of those named before, and whether so many years are the last ones or any."""
    for before, item in pairwise(items):
        _place_of_those(p, before, item)
    for item in items:
        f = item.clause.frame
        if f is not None and f.head == "buy" and not item.clause.negated:
            _orders_of_buyers(p, item, f)
        if f is not None and item.clause.frame is not None and not item.clause.negated:
            _so_many_years(p, item, f)


def settle_denied_lists(p: State) -> None:
    """ "... a list of none of: refund, coupon": a denial that ends at a colon and of which no list was read."""
    for at in range(1, len(p.tokens)):
        denied = p.word(at) == ":" and (p.word(at - 1) in _DENIALS or p.are(at - 2, "none", "of"))
        listed = any(
            isinstance(entry, Taken) and entry.role is Role.CONNECTION and entry.start < at < entry.end for entry in p.trail
        )
        if denied and not listed and at not in p.guarded:
            p.object(at - 1, at + 1, "does not show how far it reaches", "say “no” or “never” before each part of the list")


_DENIALS = frozenset({"not", "no", "never", "without", "neither", "none"})


def _place_of_those(p: State, before: Item, item: Item) -> None:
    """ "bought A and B together in one order, never in store": such orders, these goods, or any order."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or not one.same_order or two.head != "buy" or not item.clause.negated or two.same_order:
        return
    if item.clause.bare or not two.objects:
        p.object(
            item.clause.start, item.clause.end, "can be of such an order, of these goods or of any order",
            "say “and no order in store”, or “never bought A in store”",
        )  # fmt: skip


def _orders_of_buyers(p: State, item: Item, f: Frame) -> None:
    """ "Tops buyers with 3+ orders", "buyers in 2025 with 3+ orders": of those goods or that time, or in all."""
    start, end = item.clause.start, item.clause.end
    if f.count is None or f.noun != "order" or not f.said() <= {"count", "goods", "windows", "filters"} or len(f.said()) < 2:
        return
    at = next((n for n in range(start + 1, end) if p.word(n) == "with" and comparison_at(p, n + 1)), None)
    led = {p.word(n) for n in range(start, at)} if at is not None else set()
    if at is None or not led & _DOERS or not led - _DOERS - _GLUE or not {"orders", "order", "purchases"} & {p.word(end - 1)}:
        return
    if p.choose(_ALL_KEY + start, _ALL):
        those, every = f.copy(), Frame("buy", f.start, noun="order", objects=True, count=f.count)
        those.count = None
        item.clause.fixed, item.clause.frame = All((condition(p, those), condition(p, every))), None


def _so_many_years(p: State, item: Item, f: Frame) -> None:
    """ "ordered in three years": in the last three, or in three different ones."""
    said = f.windows[0] if len(f.windows) == 1 else None
    words = f.window_text.split()
    if not isinstance(said, Past) or said.newer or said.older is None or said.unit not in (Unit.YEAR, Unit.MONTH):
        return
    if (
        words[:1] == ["for"]
        and not {"last", "past", "the"} & set(words[1:3])
        and f.each is None
        and f.head in ("buy", "visit", "open", "click")
    ):
        p.object(
            item.clause.start,
            item.clause.end,
            "can be again and again, or at least once",
            "say “in the last 3 months”, or “every month”",
        )
    counted = words[:1] == ["in"] and len(words) == _LENGTH and said.older > 1
    if f.head in ("buy", "use", "open", "click", "visit") and counted and f.said() <= {"windows", "goods", "filters"}:
        unit = f"{said.unit.value}s"
        ways = [(f"in the last {said.older} {unit}", False), (f"in at least {said.older} different {unit}", True)]
        if p.choose(_YEARS_KEY + item.clause.start, ways):
            least = Cmp(((Comparator.AT_LEAST, Amount(Decimal(said.older), AmountKind.PLAIN)),))
            f.windows, f.window_text, f.periods = [], "", (PERIODS[said.unit], least)


_LENGTH = 3
