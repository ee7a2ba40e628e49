"""More orders of another size, with no noun of their own: "one order over $100 and one under $50", "... or two above $200"."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import AmountKind, Cmp, comparison
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependent_amounts import ENDINGS, place_amount
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State

_OF_AN_ORDER = frozenset({"size", "count", "windows", "filters"})


def read_orders_of_size(p: State, at: int) -> Clause | None:
    """ "3 orders over $50 and one over $300": so many other orders, each of that size; the limit of the first number goes on."""
    base = p.before.leading if p.before is not None else None
    if base is None or base.head != "buy" or base.size is None or not base.said() <= _OF_AN_ORDER or p.negated:
        return None
    many = comparison(p, at)
    if many is None or many[0].kind is not AmountKind.PLAIN or many[0].value != int(many[0].value) or many[0].value < 1:
        return None
    size = comparison(p, many[1])
    if size is None or not size[0].said or size[0].kind not in (AmountKind.MONEY, AmountKind.PLAIN):
        return None
    if p.word(size[1]) not in ENDINGS:
        return None
    f = Frame("buy", at, noun="order", objects=True)
    f.count = many[0] if many[0].said else _so_many(base, many[0])
    end = place_amount(p, f, size[0], size[1])
    if end is None or f.size is None:
        return None
    p.take(at, end, Role.CONDITION)
    return Clause(at, dependents(p, f, end), frame=f)


def _so_many(base: Frame, many: Cmp) -> Cmp | None:
    """At least one where "one" is said; more than one with the limit said before, if it was "at least"."""
    if many.value == 1:
        return None
    least = base.count is not None and base.count.said and base.count.comparator is Comparator.AT_LEAST
    return Cmp(((Comparator.AT_LEAST if least else Comparator.EQUAL, many.parts[0][1]),), said=False)
