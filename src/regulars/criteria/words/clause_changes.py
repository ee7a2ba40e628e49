"""Clauses about a change: more than the average, dropped by a fifth, doubled from 2024 to 2025, 3 orders more than last year."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.words.amounts import AmountKind
from regulars.criteria.words.building import quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.frames import Frame, Relative
from regulars.criteria.words.rankings_against import against_average, compared_to_average
from regulars.criteria.words.relatives import relative
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import BEFORE, CURRENCY_SIGNS
from regulars.criteria.words.tables.changes import CHANGED
from regulars.criteria.words.tables.lexicon import (
    MEASURES,
)
from regulars.criteria.words.windows import window


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
    if said[0].plus:
        return _more_by(p, f, said[0], at, place)
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


def _more_by(p: State, f: Frame, said: Relative, at: int, end: int) -> Clause | None:
    """at least 3 orders more in 2026 than in 2025; $200 more this year than last year."""
    words = set(p.text(at, end).split())
    f.measure, f.relative = "spend" if words & set(CURRENCY_SIGNS) else "count", said
    if f.measure == "count" and not words & {"order", "orders", "purchase", "purchases"}:
        return None
    end = dependents(p, f, end)
    return Clause(at, end, frame=f) if f.against is not None else None


_FACTORS = {"double": Decimal(2), "triple": Decimal(3), "half": Decimal("0.5")}


def read_changed_own(p: State, at: int) -> Clause | None:
    """doubled their number of orders from 2024 to 2025; increased their spend this year compared to last year."""
    change = CHANGED.at(p.tokens, at)
    place = change[1] if change is not None else at
    while p.word(place) in ("their", "the", "total"):
        if MEASURES.at(p.tokens, place):
            break
        place += 1
    measure = MEASURES.at(p.tokens, place) if change is not None else None
    if change is None or measure is None or p.word(measure[1]) not in ("from", "this", "compared", "versus", "in", "last"):
        return None
    f = Frame("measure", at, measure=measure[0])
    return _changed(p, f, at, p.take(at, measure[1], Role.CONDITION), change[0])


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
    end = p.take(at, measure[1], Role.CONDITION)
    if CHANGED.at(p.tokens, end) is None:
        end = dependents(p, f, end)
    change = CHANGED.at(p.tokens, end)
    if change is None:
        return None
    end = p.take(end, change[1], Role.CONDITION)
    return _changed(p, f, at, end, change[0])


def _changed(p: State, f: Frame, at: int, end: int, change: str) -> Clause | None:
    """The rest of a change: by how much, and between which times."""
    from regulars.criteria.words.amounts import amount
    from regulars.criteria.words.building import quantity as made

    factor, inclusive = _FACTORS.get(change, Decimal(1)), change in _FACTORS and "more" not in p.text(at, end).split()
    step = end + (1 if p.word(end) == "by" else 0)
    limit = BEFORE.at(p.tokens, step)
    step = limit[1] if limit else step
    share = amount(p, step)
    if share is not None and share[0].kind is AmountKind.SHARE:
        factor = 1 + share[0].value if change == "up" else 1 - share[0].value
        inclusive = limit is None or limit[0] == "at_least"
        end = p.take(end, share[1], Role.CONDITION)
        end = p.take(end, end + 2, Role.CONDITION) if p.are(end, "or", "more") else end
    f.relative = Relative(change not in ("down", "half"), factor, inclusive)
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
