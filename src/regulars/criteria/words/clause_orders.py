"""Clauses about the first, last or nth order."""

from __future__ import annotations

from regulars.criteria.terms import Aggregate, Comparator, Source, Window
from regulars.criteria.tree import Any, Compare, Condition, Measure, Not, Position, Quantity, Rows, Scaled, Within
from regulars.criteria.words.building import condition, last_order, nth_order, orders_there, quantity
from regulars.criteria.words.clause import Clause, window_follows
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import amount_of_time
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.quantities import rows
from regulars.criteria.words.rankings_against import against_average
from regulars.criteria.words.relatives import relative
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    MEASURES,
    NEGATIONS,
    ORDER_NOUNS,
    POSITIONS,
    UNIT_NOUNS,
)
from regulars.criteria.words.verbs import verb_frame


def read_position(p: State, at: int) -> Clause | None:
    """First order ...; last order more than 60 days ago; second purchase within 30 days of the first."""
    position = POSITIONS.at(p.tokens, at)
    if position is None:
        return None
    number, place = int(position[0]), position[1]
    groups, goods, place = _adjectives(p, place)
    noun = ORDER_NOUNS.at(p.tokens, place)
    if noun is not None:
        end = p.take(at, noun[1], Role.CONDITION)
    elif p.are(place, "of", "which") or p.are(place, "of", "them"):
        told = p.before.leading if p.before is not None and not p.before.negated else None
        if told is None or told.head != "buy" or told.said() - {"count"}:
            return None
        end = p.take(at, place + 2, Role.CONDITION)
    elif p.word(place) == "one" and p.before is not None and p.before.leading is not None and not p.before.leading.is_event:
        end = p.take(at, place + 1, Role.CONDITION)
    elif (groups or goods) and _after_position(p):
        # "first order in store, second online"
        other = Frame("position", at, position=Position(abs(number), number < 0), filters=groups, goods=goods, objects=True)
        end = dependents(p, other, p.take(at, place, Role.CONDITION))
        return Clause(at, end, frame=other) if other.narrows_only() else None
    elif window_follows(p, place) and (_after_position(p) or (number in (1, -1) and _after_counted(p))):
        # "first bought in 2023 and most recently in May", "first order in 2025 and second in 2026", "5+ orders, the last in 2025"
        end = p.take(at, place, Role.CONDITION)
    elif p.word(place) in ("bought", "ordered", "purchased", "shopped", "buy", "order", "transacted"):
        if p.word(place) in ("order",):
            return None
        end = p.take(at, place + 1, Role.CONDITION)
    else:
        return _event_position(p, at, number, place)
    f = Frame("position", at, position=Position(abs(number), number < 0), objects=True)
    if groups or goods:
        f.filters, f.goods = groups, goods
        return None if noun is None else _last_of_kind(p, f, number, at, end)
    end = _position_rest(p, f, end)
    if noun is None and p.word(place) == "one" and (one_of_those := _one_of_those(p, f, number, at, end)) is not None:
        return one_of_those
    if noun is None and p.word(place) in _BUYING and (of_kind := when_of_kind(p, f, number)) is not None:
        return Clause(at, end, fixed=of_kind)
    if (
        p.word(end) in ("date", "was", "is", "were", "being", "made", "placed", "came", "happened", "took", "of")
        and p.word(end) != ""
    ):
        moved = end
        while p.word(moved) in word_set("date was is were being made placed came happened took place value total of"):
            moved += 1
        p.take(end, moved, Role.HARMLESS)
        end = dependents(p, f, moved)
    negative = NEGATIONS.at(p.tokens, end)
    inner_not = False
    if negative is not None and f.plain is False and not (f.windows or f.filters or f.goods or f.size or f.around):
        end = p.take(end, negative[1], Role.CONDITION)
        end = dependents(p, f, end)
        inner_not = True
    versus = _position_compared(p, f, at, end)
    if versus is not None:
        return versus
    within = _first_of_those(p, f, number, at, end)
    if within is not None:
        return within
    if f.lasting or not (f.windows or f.filters or f.goods or f.size or f.around or f.sequels or f.days):
        timed = _timed(p, number, end, at)
        if timed is not None:
            return timed
        if (
            f.relative is None
            and f.position is not None
            and f.position.number > 1
            and not f.position.from_end
            and p.word(end) in ("", ",", "and", "but")
        ):
            return Clause(at, end, frame=f)
        return None
    if inner_not:
        return Clause(at, end, fixed=_presumed_not(p, f))
    return Clause(at, end, frame=f)


_COPULAS = ("was", "is", "were")


def _first_of_those(p: State, f: Frame, number: int, start: int, end: int) -> Clause | None:
    """ "first order in 2026 was in store" can be of the first order ever, made then, or of the first one then."""
    copula = next((n for n in range(start, end) if p.word(n) in _COPULAS), None)
    noun = next((n for n in range(start, end) if ORDER_NOUNS.at(p.tokens, n) is not None), None)
    if copula is None or noun is None or copula <= noun + 1 or number not in (1, -1) or f.sequels or f.around or f.days:
        return None
    inner = State(p.tokens[:copula], p.index, p.as_of, p.selected, guarded=p.guarded, found={})
    those = Frame("position", start, position=f.position)
    those.objects = True
    if dependents(inner, those, noun + 1) != copula or not those.said() - {"position"} or not those.narrows_only():
        return None
    if f.said() == those.said() and len(f.filters) == len(those.filters) and len(f.goods) == len(those.goods):
        return None
    if len(f.windows) > 1 or not p.choose(start, _FIRST_OF):
        return None
    aggregate = Aggregate.LAST if number == -1 else Aggregate.FIRST
    times = []
    for each in (f, those):
        among = each.copy()
        among.head, among.position, among.windows = "buy", None, list(those.windows) or list(each.windows)
        times.append(Measure(aggregate, rows(p, among, among.windows[0] if among.windows else None, Source.ORDERS)))
    return Clause(start, end, fixed=Compare(times[0], Comparator.EQUAL, times[1]))


_FIRST_OF = [("of those orders alone", True), ("of all their orders", False)]


def _adjectives(p: State, place: int) -> tuple[list[Group], list[Group], int]:
    """What stands between "last" and "order": filters, goods, and the place after them."""
    groups: list[Group] = []
    goods: list[Group] = []
    while ORDER_NOUNS.at(p.tokens, place) is None and p.word(place) not in ("in", "on", "at", "from"):
        adjective = filter_list(p, place)
        kind = goods_list(p, place) if adjective is None else None
        found = adjective or kind
        if found is None:
            break
        (groups if adjective is not None else goods).append(found[0])
        place = found[1]
    return groups, goods, place


def _last_of_kind(p: State, f: Frame, number: int, start: int, at: int) -> Clause | None:
    """last skincare order over 6 months ago: the last one of that kind."""
    end = dependents(p, f, p.skip(at, ("was", "is", "were", "placed", "made", "came")))
    of_kind = when_of_kind(p, f, number)
    return None if of_kind is None else Clause(start, end, fixed=of_kind)


def _after_position(p: State) -> bool:
    """Whether the clause before is of the first or another order."""
    before = p.before.frame if p.before is not None else None
    return before is not None and before.position is not None


def _after_counted(p: State) -> bool:
    """Whether the clause before is of a number of orders, whatever they are."""
    before = p.before.frame if p.before is not None and not p.before.negated else None
    return before is not None and before.head == "buy" and before.noun == "order" and before.said() == {"count"}


def _one_of_those(p: State, f: Frame, number: int, at: int, end: int) -> Clause | None:
    """ "bought tops, last one in 2025": the last order with tops, or the last of all; None where only one can be meant."""
    told = p.before.leading if p.before is not None and not p.before.negated else None
    said = told.said() if told is not None else frozenset()
    if told is None or told.head not in ("buy", "use") or not said & {"goods", "filters", "size"} or "position" in said:
        return None
    if told.size is not None or f.said() - {"position", "windows"}:
        p.object(at, end, "can be of the orders just spoken of, or of all", "say “and whose last order ...”")
        return None
    of_kind = f.copy()
    of_kind.goods, of_kind.filters = list(told.goods), list(told.filters)
    fixed = when_of_kind(p, of_kind, number)
    if fixed is None or not p.choose(_OF_THOSE_KEY + at, _OF_THOSE):
        return None
    return Clause(at, end, fixed=fixed)


# apart from the keys of other choices, which are places of the request or far from these
_OF_THOSE_KEY = 340_000
_OF_THOSE = [("of the orders just spoken of", True), ("of all their orders", False)]
_BUYING = frozenset(["bought", "ordered", "purchased", "shopped", "buy"])


def when_of_kind(p: State, f: Frame, number: int) -> Condition | None:
    """ "last bought shoes more than 60 days ago": the last order with shoes, which need not be the last of all."""
    if number not in (1, -1) or not (f.goods or f.filters) or not f.windows or f.size or f.around or f.sequels or f.days:
        return None
    kind = f.copy()
    kind.head, kind.position = "buy", None
    which = "last" if number == -1 else "first"
    p.note(f"“{which}” is taken as the {which} of such orders, not of all orders")
    time = Measure(Aggregate.LAST if number == -1 else Aggregate.FIRST, rows(p, kind, None, Source.ORDERS))
    parts = tuple(Within(time, said) for said in f.windows)
    return parts[0] if len(parts) == 1 else Any(parts)


def _position_compared(p: State, f: Frame, at: int, end: int) -> Clause | None:
    """second order bigger than the first; last order above their average order value; by its total."""
    if f.said() - {"position"}:
        return None
    said = relative(p, end)
    if said is None or f.position is None:
        average = against_average(p, end)
        if average is None or f.position is None:
            return None
        own = Frame("measure", at, measure="aov")
        p.note("“average” is taken as the customer's own average order value")
        total = Measure(Aggregate.SUM, Rows(Source.ORDERS, position=f.position), "total")
        return Clause(at, average[1], fixed=Compare(total, average[0][0], quantity(p, own)))
    place = said[1]
    if p.word(place) not in ("than", "as"):
        return None
    place += 1
    while p.word(place) in ("their", "the", "his", "her", "own", "usual", "a", "an"):
        place += 1
    total = Measure(Aggregate.SUM, Rows(Source.ORDERS, position=f.position), "total")
    position = POSITIONS.at(p.tokens, place)
    measure = MEASURES.at(p.tokens, place)
    if position is not None:
        number_, last = int(position[0]), position[1]
        noun = ORDER_NOUNS.at(p.tokens, last)
        last = noun[1] if noun is not None else last + (p.word(last) in ("one", "ones"))
        other: Quantity = Measure(Aggregate.SUM, Rows(Source.ORDERS, position=Position(abs(number_), number_ < 0)), "total")
    elif measure is not None and measure[0] in ("aov", "max_order", "min_order"):
        other, last = quantity(p, Frame("measure", at, measure=measure[0])), measure[1]
    elif p.word(place) in ("average", "mean", "norm") and p.word(place - 1) in ("their", "own", "his", "her", "usual"):
        other, last = quantity(p, Frame("measure", at, measure="aov")), place + 1
    else:
        return None
    right = other if said[0].factor == 1 else Scaled(said[0].factor, other)
    comparator = Comparator.ABOVE if said[0].above else Comparator.BELOW
    if said[0].inclusive:
        comparator = Comparator.AT_LEAST if said[0].above else Comparator.AT_MOST
    p.note("orders are compared by their totals")
    return Clause(at, p.take(end, last, Role.CONDITION), fixed=orders_there(Compare(total, comparator, right), total, other))


def _presumed_not(p: State, f: Frame) -> Condition:
    """The order is there, and is not so."""
    from regulars.criteria.tree import All
    from regulars.criteria.words.quantities import exists

    plain = Frame("position", f.start, position=f.position)
    return All((exists(p, plain), Not(condition(p, f))))


def _position_rest(p: State, f: Frame, at: int) -> int:
    return dependents(p, f, at)


def _timed(p: State, number: int, at: int, start: int) -> Clause | None:
    """Last order: 60+ days; over 60 days; older than 90 days."""
    time = last_order() if number == -1 else nth_order(Position(abs(number), number < 0))
    mark = p.mark()
    place = at
    while p.word(place) in (":", "was", "is", "older", "than", "at", "least") and not amount_of_time(p, place):
        place += 1
    two = amount_of_time(p, place)
    if two is None:
        p.back(mark)
        return None
    from regulars.criteria.terms import Past

    cmp, (unit, size), end = two
    end += p.word(end) == "old"
    many = int(cmp.value) * size
    older = cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST)
    if len(cmp.parts) == 2:
        high = int(cmp.parts[1][1].value) * size
        return Clause(start, p.take(at, end, Role.WINDOW), fixed=Within(time, Past(high, many, unit)))
    said: Window = Past(None, many, unit) if older else Past(many, 0, unit)
    return Clause(start, p.take(at, end, Role.WINDOW), fixed=Within(time, said))


def _event_position(p: State, at: int, number: int, place: int) -> Clause | None:
    """last visit more than 30 days ago; last opened an email in May; first click."""
    found = UNIT_NOUNS.at(p.tokens, place)
    heads = {"open": "open", "click": "click", "visit": "visit", "view": "view", "cart": "cart"}
    f: Frame | None = None
    if found is not None and found[0] in heads:
        f, end = Frame(heads[found[0]], at), p.take(at, found[1], Role.CONDITION)
    elif number in (-1, 1):
        verb = verb_frame(p, place)
        if verb is None or not verb[0].is_event:
            return None
        f, end = verb
    if f is None:
        return None
    while p.word(end) in ("was", "is", "were"):
        end += 1
    end = dependents(p, f, end)
    if len(f.windows) != 1:
        return None
    time = Measure(Aggregate.LAST if number == -1 else Aggregate.FIRST, rows(p, f, None))
    return Clause(at, p.take(at, place, Role.CONDITION) and end, fixed=Within(time, f.windows[0]))
