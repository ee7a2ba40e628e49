"""Money given back against money kept: refunded more than they kept, returned over half of what they spent."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, Compare, Condition, Constant, Quantity
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.building import compared, quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependent_parts import said_share, share_amount
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State

_GAVE_BACK = table(
    """
back: refunded; returned; return; returns; were refunded; was refunded; been refunded; got refunded; get refunded; sent back;
    got back; refunds of; returned goods worth; refunds worth; had refunds of; had refunds worth; received refunds of
"""
)
_SPENT = table(
    """
spend: of what they spent; of their spend; of their spending; of their total spend; of what they bought; of their money;
    of what they paid; of what they spend; of their revenue; of everything they spent; of the money they spent;
    of everything they bought; of their total spending; of all they spent; of all they bought
"""
)
_THAN = {
    ("more", "than"): Comparator.ABOVE,
    ("less", "than"): Comparator.BELOW,
    ("at", "least", "as", "much", "as"): Comparator.AT_LEAST,
    ("as", "much", "as"): Comparator.AT_LEAST,
}
_KEPT = table(
    "kept: they kept; they keep; kept; they did not return; they did not send back; what they kept; was kept; they have kept"
)
# apart from the keys of other choices, which are places of the request or far from these
_KEPT_KEY = 210_000


def read_given_back(p: State, at: int) -> Clause | None:
    """Refunded more than they kept; returned more than half of what they spent."""
    lead = _GAVE_BACK.at(p.tokens, at)
    if lead is None:
        return None
    return _part_of_spend(p, at, lead[1]) or _more_than_kept(p, at, lead[1])


def _part_of_spend(p: State, at: int, place: int) -> Clause | None:
    part = share_amount(p, place)
    base = _SPENT.at(p.tokens, part[1]) if part is not None else None
    if part is None or base is None:
        return None
    f = Frame("measure", at, measure="refund_money_rate")
    end = dependents(p, f, p.take(at, base[1], Role.CONDITION))
    if not f.narrows_only():
        return None
    p.note("money given back by what the orders were charged")
    return Clause(at, end, fixed=compared(quantity(p, f), _six_digits(said_share(p, part[0]))))


def _six_digits(cmp: Cmp) -> Cmp:
    """Ratios are compared to six digits, and so is a third."""
    return Cmp(tuple((how, type(amount)(round(amount.value, 6), amount.kind)) for how, amount in cmp.parts), cmp.said)


def _more_than_kept(p: State, at: int, place: int) -> Clause | None:
    for words, how in _THAN.items():
        end = place + len(words)
        kept = _KEPT.at(p.tokens, end) if p.are(place, *words) else None
        if kept is None:
            continue
        f = Frame("measure", at, measure="spend")
        last = dependents(p, f, p.take(at, kept[1], Role.CONDITION))
        if not f.narrows_only():
            return None
        ways: list[tuple[str, Condition]] = [("in money", _money(p, f, how)), ("in orders", _orders(p, f, how))]
        return Clause(at, last, fixed=p.choose(_KEPT_KEY + at, ways))
    return None


def _of(p: State, f: Frame, measure: str) -> Quantity:
    other = f.copy()
    other.measure = measure
    return quantity(p, other)


def _money(p: State, f: Frame, how: Comparator) -> Condition:
    if how is Comparator.AT_LEAST:
        # nothing is not "at least as much" as nothing
        some = Compare(_of(p, f, "refund_total"), Comparator.ABOVE, Constant(Decimal(0)))
        return All((some, Compare(_of(p, f, "refund_total"), how, _of(p, f, "spend"))))
    return Compare(_of(p, f, "refund_total"), how, _of(p, f, "spend"))


def _orders(p: State, f: Frame, how: Comparator) -> Condition:
    """Orders with a refund by all orders, more than half."""
    return Compare(_of(p, f, "refund_rate"), how, Constant(Decimal("0.5")))
