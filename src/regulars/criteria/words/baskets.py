"""What an order holds, as a test of the order: at least 3 items, 2 different products, 5 units from Tops; a multi-item order."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import LinesNumber, RowAll, RowCondition
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, comparison
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.quantities import ONE, ZERO, either
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS

_SEVERAL = word_set("multi multiple several")
_ONE_THING = {"item": "unit", "unit": "unit", "piece": "unit", "product": "product", "category": "category"}


def holding(p: State, noun: str, cmp: Cmp, goods: Group | None = None) -> RowCondition:
    """The test of an order that holds so many items (`noun` unit), different products or categories."""
    where = either(replace(goods, every=False)) if goods is not None else None
    aggregate, column = _column(p, noun)
    tests: list[RowCondition] = [LinesNumber(aggregate, column, how, amount.value, where) for how, amount in cmp.parts]
    if all(how in (Comparator.BELOW, Comparator.AT_MOST) for how, _ in cmp.parts):
        # an order without lines is none "with fewer than 3 items"
        tests.insert(0, LinesNumber(aggregate, column, Comparator.ABOVE, ZERO, where))
    return tests[0] if len(tests) == 1 else RowAll(tuple(tests))


def _column(p: State, noun: str) -> tuple[Aggregate, str]:
    if noun == "unit":
        return Aggregate.SUM, "quantity"
    if noun == "category":
        return Aggregate.DISTINCT, "category"
    return Aggregate.DISTINCT, "product_id" if p.index.has(Source.LINES, "product_id") else "product_title"


def basket_adjective(p: State, at: int) -> tuple[RowCondition, int] | None:
    """A multi-item order; single-item orders; 3+ item orders: what stands before the noun of the order."""
    if not any(p.word(n) in _ONE_THING for n in range(at + 1, at + 6)):
        return None
    mark = p.mark()
    several = p.word(at) in _SEVERAL
    found = (_more_than_one(), at + 1) if several else comparison(p, at)
    if found is None or found[0].kind is not AmountKind.PLAIN:
        p.back(mark)
        return None
    cmp, place = found
    place += p.word(place) == "-"
    kind = _ONE_THING.get(p.word(place))
    end = place + 1
    if kind is None or ORDER_NOUNS.at(p.tokens, end) is None:
        p.back(mark)
        return None
    return holding(p, kind, cmp), p.take(at, end, Role.CONDITION)


def _more_than_one() -> Cmp:
    return Cmp(((Comparator.ABOVE, Amount(ONE.value, AmountKind.PLAIN)),))
