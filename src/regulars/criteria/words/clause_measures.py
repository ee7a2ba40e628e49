"""Clauses about a measure by name: compared with an amount, an average, another time."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Unit, Window
from regulars.criteria.tree import Compare, Constant
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.building import quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.comparisons import dimension
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import amount_of_time, length, unit
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.rankings_against import against_average, compared_to_average, percentile
from regulars.criteria.words.relatives import relative
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import BEFORE
from regulars.criteria.words.tables.changes import CHANGED
from regulars.criteria.words.tables.lexicon import (
    MEASURES,
)
from regulars.criteria.words.windows import window


def read_measure(p: State, at: int) -> Clause | None:
    """A measure by name, compared: AOV over 80; lifetime revenue above $1000; open rate below average."""
    place = at
    while p.word(place) in ("whose", "with", "their", "the", "a", "an", "own", "have", "has"):
        place += 1
    adjective = None
    dated = _dated_measure(p, place)
    place = dated[1] if dated is not None else place
    if MEASURES.at(p.tokens, place) is None:
        adjective = filter_list(p, place) or goods_list(p, place)
        if adjective is not None:
            place = adjective[1]
    found = MEASURES.at(p.tokens, place) or _other_extreme(p, place)
    if found is None:
        return None
    f = Frame("measure", at, measure=found[0])
    if found[0] == "order_size":
        f = Frame("buy", at, noun="order")
        f.objects = True
        end = dependents(p, f, p.take(at, found[1], Role.CONDITION))
        return Clause(at, end, frame=f) if f.size is not None and adjective is None else None
    if adjective is not None:
        group = adjective[0]
        target = f.goods if getattr(group.parts[0], "column", "") in ("category", "product_title") else f.filters
        target.append(group)
    if dated is not None:
        f.windows = [dated[0]]
    end = p.take(at, found[1], Role.CONDITION)
    end = _measure_rest(p, f, end)
    made = _finished(p, f, at, end)
    if made is not None and found[0] == "count" and p.word(made.end) in ("per", "a", "every", "each") and unit(p, made.end + 1):
        # "orders at least twice per quarter": a deed, whose rhythm is said
        return None
    return made


def _extreme_was(p: State, f: Frame, at: int, end: int) -> Clause | None:
    """biggest order was in 2025; smallest order was online: no other one was bigger, or smaller."""
    narrowed = f.said() - {"windows"} <= {"goods", "filters"} and bool(f.said())
    if (
        f.measure not in _EXTREMES
        or not narrowed
        or not {"was", "is", "came", "fell", "included", "contained", "used"} & {p.word(n) for n in range(at, end)}
    ):
        return None
    p.note(f"“{p.text(at, at + 2)}” is the one with the {'largest' if f.measure == 'max_order' else 'smallest'} total")
    every = Frame("measure", at, measure=f.measure)
    return Clause(at, end, fixed=Compare(quantity(p, f), Comparator.EQUAL, quantity(p, every)))


_EXTREMES = {
    "max_order": ("biggest", "largest", "highest", "maximum", "costliest"),
    "min_order": ("smallest", "cheapest", "lowest", "minimum"),
}


def _other_extreme(p: State, at: int) -> tuple[str, int] | None:
    """The "smallest" of "biggest order over $400 and smallest under $40"."""
    before = p.before.frame.measure if p.before is not None and p.before.frame is not None else ""
    if before not in _EXTREMES:
        return None
    for name, words in _EXTREMES.items():
        if p.word(at) in words:
            return name, at + 1 + (p.word(at + 1) in ("one", "ones"))
    return None


def _dated_measure(p: State, at: int) -> tuple[Window, int] | None:
    """The window that stands before a measure: "2026 spend", "last year's revenue"."""
    mark = p.mark()
    found = window(p, at, bare=True)
    if found is None or found[0].window is None or MEASURES.at(p.tokens, found[1]) is None:
        p.back(mark)
        return None
    return found[0].window, found[1]


_COPULAS = (
    "is",
    "was",
    "are",
    "were",
    "of",
    "has",
    "been",
    ":",
    "=",
    "equals",
    "being",
    "at",
    "stands",
    "has",
    "have",
    "by",
    "that",
    "which",
    "in",
    "to",
    "adds",
    "up",
    "totals",
    "came",
    "comes",
    "being",
    "sits",
    "currently",
    "total",
    "have",
    "per",
    "order",
    "the",
    "still",
    "always",
    "falls",
    "fall",
    "lies",
    "lie",
    "ranges",
    "range",
    "totalling",
    "totaling",
    "amounting",
    "amounts",
    "adding",
    "over",
)


def _measure_rest(p: State, f: Frame, at: int) -> int:
    end = dependents(p, f, at)
    if f.money is None and f.count is None:
        step = end
        while p.word(step) in _COPULAS and not p.done(step + 1) and not _value_here(p, step):
            step += 1
        if _value_here(p, step):
            p.take(end, step, Role.HARMLESS)
            return step
    return end


def _value_here(p: State, at: int) -> bool:
    from regulars.criteria.words.attribute_ages import comparison_here

    mark = p.mark()
    found = (
        comparison_here(p, at)
        or against_average(p, at) is not None
        or percentile(p, Constant(Decimal(0)), at) is not None
        or relative(p, at) is not None
        or length(p, at) is not None
        or amount_of_time(p, at) is not None
    )
    p.back(mark)
    return found


def _finished(p: State, f: Frame, at: int, end: int) -> Clause | None:
    """The comparison of a measure, in whichever form it is said."""
    if f.against is not None or f.against_rank is not None:
        return Clause(at, end, frame=f)
    if f.money is not None and f.count is not None:
        if f.measure != "spend" or f.noun != "order":
            return None
        # "revenue under $100 from two or more orders": both of the same orders
        f.head, f.measure = "spend", ""
        return Clause(at, end, frame=f)
    if f.money is not None or f.count is not None:
        f.money, f.count = f.money or f.count, None
        return _rest_of_measure(p, f, at, end)
    place = percentile(p, quantity(p, f), end)
    if place is not None:
        return Clause(at, place[1], fixed=place[0])
    average = against_average(p, end)
    if average is not None:
        end = dependents(p, f, average[1])
        return Clause(at, end, fixed=compared_to_average(p, quantity(p, f), average[0])) if f.narrows_only() else None
    said = relative(p, end)
    if said is not None:
        f.relative = said[0]
        last = dependents(p, f, said[1])
        return Clause(at, last, frame=f) if f.against is not None or f.against_rank is not None else None
    if f.measure in ("days_since", "average_gap", "longest_gap", "last_gap"):
        two = amount_of_time(p, end)
        if two is not None:
            cmp, (unit, size), last = two
            return _timed_measure(p, f, cmp, unit, size, at, p.take(end, last, Role.AMOUNT))
        many = length(p, end)
        if many is not None:
            cmp = Cmp(((Comparator.EQUAL, Amount(Decimal(many[0]), AmountKind.PLAIN)),))
            return _timed_measure(p, f, cmp, many[1], 1, at, p.take(end, many[2], Role.AMOUNT))
    found = comparison(p, end)
    if found is None:
        return _extreme_was(p, f, at, end)
    cmp, last = found
    if cmp.kind is AmountKind.MONEY and f.measure == "returns":
        # "refunds totalling $100": their money, not their number
        f.measure = "refund_total"
    if cmp.kind is AmountKind.MONEY and dimension(f) != "money":
        return None
    if cmp.kind is AmountKind.SHARE and f.measure not in word_set(
        "open_rate click_rate click_to_open refund_rate coupon_rate discount_rate cancel_rate refund_money_rate"
    ):
        return None
    if cmp.kind is AmountKind.PLAIN and f.measure.endswith("_rate") and cmp.value > 1:
        cmp = Cmp(tuple((c, Amount(a.value / 100, AmountKind.SHARE)) for c, a in cmp.parts), cmp.said)
    cmp, last = after_noun(p, cmp, last)
    if p.word(last) in word_set(
        "orders order items opens clicks purchases visits products times dollars units years transactions emails"
    ):
        last = p.take(last, last + 1, Role.HARMLESS)
        cmp, last = after_noun(p, cmp, last)
    f.money = cmp
    last = p.skip(last, ("range", "bracket", "band"))
    return _rest_of_measure(p, f, at, last)


def _timed_measure(p: State, f: Frame, cmp: Cmp, unit: Unit, size: int, at: int, end: int) -> Clause:
    f.days = Cmp(tuple((c, Amount(a.value * size, a.kind)) for c, a in cmp.parts)), unit
    if unit not in (Unit.DAY, Unit.WEEK):
        p.note(f"a {unit.value} is taken as {({Unit.MONTH: 30, Unit.QUARTER: 91, Unit.YEAR: 365})[unit]} days here")
    return Clause(at, end, frame=f)


def _rest_of_measure(p: State, f: Frame, at: int, end: int) -> Clause | None:
    last = dependents(p, f, end)
    if f.count is not None and f.measure == "spend" and f.noun == "order" and f.money is not None:
        f.head, f.measure = "spend", ""
        return Clause(at, last, frame=f)
    return None if f.count is not None else Clause(at, last, frame=f)


def read_adjective_average(p: State, at: int) -> Clause | None:
    """above average spend; more orders than 90% of customers; higher AOV than average; longer than usual since the last order."""
    average = against_average(p, at)
    if average is not None:
        measure = MEASURES.at(p.tokens, average[1])
        if measure is None:
            return None
        f = Frame("measure", at, measure=measure[0])
        end = dependents(p, f, p.take(average[1], measure[1], Role.CONDITION))
        return Clause(at, end, fixed=compared_to_average(p, quantity(p, f), average[0])) if f.narrows_only() else None
    said = relative(p, at)
    if said is None:
        return None
    place = said[1]
    f = Frame("measure", at)
    while p.word(place) in ("total", "email", "a", "an", "the", "of", "money"):
        if MEASURES.at(p.tokens, place):
            break
        place += 1
    adjective = filter_list(p, place) if MEASURES.at(p.tokens, place) is None else None
    if adjective is not None:
        f.filters.append(adjective[0])
        place = adjective[1]
    measure = MEASURES.at(p.tokens, place)
    kind = goods_list(p, place) if measure is None and adjective is None else None
    counted = MEASURES.at(p.tokens, kind[1]) if kind is not None else None
    if kind is not None and counted is not None and counted[0] == "count":
        f.measure, f.relative = "count", said[0]
        f.goods.append(kind[0])
        measure_end = p.take(kind[1], counted[1], Role.CONDITION)
    elif measure is None and (goods := goods_list(p, place)) is not None:
        f.measure, f.relative = "units", said[0]
        f.goods.append(goods[0])
        measure_end = goods[1]
        p.note("amounts of goods are compared by units bought")
    elif measure is None:
        return None
    else:
        f.measure, f.relative = measure[0], said[0]
        measure_end = p.take(place, measure[1], Role.CONDITION)
    end = dependents(p, f, measure_end)
    if f.against is None and f.against_rank is None:
        return None
    return Clause(at, end, frame=f)


def read_changed(p: State, at: int) -> Clause | None:
    """whose spend dropped this year compared to last year; orders increased from 2024 to 2025."""
    place = at
    while p.word(place) in ("whose", "their", "the", "total"):
        if MEASURES.at(p.tokens, place):
            break
        place += 1
    measure = MEASURES.at(p.tokens, place)
    if measure is None:
        return None
    f = Frame("measure", at, measure=measure[0])
    end = dependents(p, f, p.take(at, measure[1], Role.CONDITION))
    change = CHANGED.at(p.tokens, end)
    if change is None:
        return None
    end = p.take(end, change[1], Role.CONDITION)
    from regulars.criteria.words.amounts import amount
    from regulars.criteria.words.building import quantity as made
    from regulars.criteria.words.frames import Relative

    factor, inclusive = Decimal(1), False
    step = end + (1 if p.word(end) == "by" else 0)
    limit = BEFORE.at(p.tokens, step)
    step = limit[1] if limit else step
    share = amount(p, step)
    if share is not None and share[0].kind is AmountKind.SHARE:
        factor = 1 + share[0].value if change[0] == "up" else 1 - share[0].value
        inclusive = limit is None or limit[0] == "at_least"
        end = p.take(end, share[1], Role.CONDITION)
    f.relative = Relative(change[0] == "up", factor, inclusive)
    if p.word(end) == "from":
        low = window(p, end + 1, bare=True)
        if low is not None and p.word(low[1]) == "to":
            high = window(p, low[1] + 1, bare=True)
            if high is not None and low[0].window and high[0].window:
                g = f.copy()
                g.relative = None
                f.windows, g.windows = [high[0].window], [low[0].window]
                f.against = made(p, g)
                p.take(end, high[1], Role.WINDOW)
                return Clause(at, high[1], frame=f)
    end = dependents(p, f, end)
    return Clause(at, end, frame=f) if f.against is not None else None
