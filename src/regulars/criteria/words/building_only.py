"""There are such rows, and no others: "only in store", "only tea on their first order", "tops only in store"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source
from regulars.criteria.tree import All, Compare, Condition, Constant, Measure, RowAll, RowCondition, RowNot, Rows, RowText
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import COUPON, REFUNDED, counted, either, exists, joined, rows, unfiltered, windows_of
from regulars.criteria.words.state import State


def only(p: State, f: Frame) -> Condition:
    """There are such rows, and no others."""
    base = unfiltered(f)
    if f.only_then and f.windows:
        always = f.copy()
        always.windows, always.noun = [], ""
        return All((exists(p, f), Compare(counted(p, f), Comparator.EQUAL, counted(p, always))))
    if f.position is not None:
        return _only_position(p, f)
    if f.goods and not f.filters:
        others = [
            Rows(Source.LINES, RowNot(part), window, None, f.around)
            for window in windows_of(f)
            if (part := joined([either(group) for group in f.goods])) is not None
        ]
        none = [Compare(Measure(Aggregate.COUNT, other), Comparator.EQUAL, Constant(Decimal(0))) for other in others]
        return All((exists(p, f), *none))
    if f.goods and f.filters and f.size is None:
        return _only_there(p, f)
    if not f.goods and not f.filters and f.size is None:
        base.windows = []
    plain = f.copy()
    plain.noun, base.noun = "", ""
    if f.filters and all(getattr(part, "column", "") == "status" for group in f.filters for part in group.parts):
        # "partial refunds only": of what was refunded, not of all orders
        base.filters = [Group((REFUNDED,))]
    if f.head == "use" and f.filters and all(_is_code(part) for group in f.filters for part in group.parts):
        # "only used WELCOME10": no other coupon
        base.filters = [Group((COUPON,))]
    return All((exists(p, f), Compare(counted(p, plain), Comparator.EQUAL, counted(p, base))))


def _only_there(p: State, f: Frame) -> Condition:
    """ "bought tops only in store": tops nowhere else, nothing else there, or both."""
    anywhere = f.copy()
    anywhere.filters, anywhere.noun = [], ""
    goods = joined([either(group) for group in f.goods])
    there = f.copy()
    there.goods = []
    lines = [replace(rows(p, there, window, Source.LINES), source=Source.LINES) for window in windows_of(f)]
    others = [replace(each, where=joined([*_tests(each.where), RowNot(goods)] if goods is not None else [])) for each in lines]
    nowhere_else: list[Condition] = [Compare(counted(p, _without_noun(f)), Comparator.EQUAL, counted(p, anywhere))]
    nothing_else: list[Condition] = [
        Compare(Measure(Aggregate.COUNT, other), Comparator.EQUAL, Constant(Decimal(0))) for other in others
    ]
    ways: list[tuple[str, Condition]] = [
        ("these goods nowhere else", All((exists(p, f), *nowhere_else))),
        ("nothing else there", All((exists(p, f), *nothing_else))),
        ("these goods nowhere else, and nothing else there", All((exists(p, f), *nowhere_else, *nothing_else))),
    ]
    return p.choose(_ONLY_KEY + f.start, ways)


def _tests(where: RowCondition | None) -> list[RowCondition]:
    return [] if where is None else list(where.parts) if isinstance(where, RowAll) else [where]


def _without_noun(f: Frame) -> Frame:
    plain = f.copy()
    plain.noun = ""
    return plain


def _is_code(test: RowCondition) -> bool:
    return isinstance(test, RowText) and test.column == "coupon_code"


def _only_position(p: State, f: Frame) -> Condition:
    """ "only bought tea on their first order": nothing else in it, or tea in no other order."""
    anywhere = f.copy()
    anywhere.position, anywhere.noun = None, ""
    in_no_other = All((exists(p, f), Compare(counted(p, anywhere), Comparator.EQUAL, Constant(Decimal(1)))))
    goods = joined([either(group) for group in f.goods])
    if goods is None:
        return in_no_other
    others = [Rows(Source.LINES, RowNot(goods), window, f.position, f.around) for window in windows_of(f)]
    none = [Compare(Measure(Aggregate.COUNT, other), Comparator.EQUAL, Constant(Decimal(0))) for other in others]
    ways: list[tuple[str, Condition]] = [
        ("nothing else in that order", All((exists(p, f), *none))),
        ("in no other order", in_no_other),
    ]
    return p.choose(_ONLY_KEY + f.start, ways)


# apart from the keys of the choices that are made while reading, which are places of the request
_ONLY_KEY = 20_000
