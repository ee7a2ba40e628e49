"""Clauses about a measure by name: compared with an amount, an average, another time."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, Unit, Window
from regulars.criteria.tree import Compare, Constant, Ratio
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.building import compared, quantity
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.comparisons import dimension
from regulars.criteria.words.dependent_amounts import bare_money
from regulars.criteria.words.dependent_repeats import take_periods
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
    if found is None or (p.word(place) == "spend" and p.word(at - 1) == "not" and p.word(at - 2) in ("did", "do", "does")):
        # "did not spend $500": a verb, whose bare amount is the least of it
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
    if found[0] == "count" and p.word(found[1] - 1) in ("orders", "purchases") and _too_many(p, end):
        # "orders over 500" is of their size
        return None
    if found[0] == "count" and take_periods(p, Frame("buy", at), end) is not None:
        # "orders in at least two of the last three months": a deed in so many of them
        return None
    end = _measure_rest(p, f, end)
    made = _finished(p, f, at, end)
    if made is not None and found[0] == "count" and p.word(made.end) in ("per", "a", "every", "each") and unit(p, made.end + 1):
        # "orders at least twice per quarter": a deed, whose rhythm is said
        return None
    return made


# more orders than these are hardly a number of them, where nothing says so
_MANY_ORDERS = 40


def _too_many(p: State, at: int) -> bool:
    """Whether "over 500" follows at once; nothing is taken."""
    mark = p.mark()
    found = comparison(p, at) if p.word(at) in ("over", "above", "under", "below", "exceeding") else None
    p.back(mark)
    return found is not None and found[0].kind is AmountKind.PLAIN and found[0].value >= _MANY_ORDERS


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
    if f.count is not None and not _counts(f):
        return None
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
    if cmp.kind is AmountKind.SHARE and f.measure == "average_discount":
        f.measure = "discount_share"
    if cmp.kind is AmountKind.MONEY and dimension(f) != "money":
        return None
    if cmp.kind is AmountKind.MONEY and f.measure == "spend" and p.word(at) == "spend" and p.word(last) not in ("exactly", "only"):
        # "who spend $500", as "spent $500"
        cmp = bare_money(p, cmp)
    if cmp.kind is AmountKind.SHARE and p.word(last) == "of":
        return _part_of_another(p, f, cmp, at, last)
    if cmp.kind is AmountKind.SHARE and f.measure not in word_set(
        "open_rate click_rate click_to_open refund_rate coupon_rate discount_rate cancel_rate refund_money_rate discount_share"
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


_ITEMS = ("units", "units_per_order")
# the measures whose number is one of these nouns
_OF_NOUN = {"unit": _ITEMS, "products": (*_ITEMS, "products"), "product": ("products",), "category": ("categories",)}


def _counts(f: Frame) -> bool:
    """Whether the noun of the number is what the measure counts: "average basket over 3 items" is of items and not of money."""
    if f.measure == "aov" and f.noun in ("unit", "products"):
        f.measure = "units_per_order"
    if f.noun in _OF_NOUN:
        return f.measure in _OF_NOUN[f.noun]
    return f.measure not in (*_ITEMS, "products", "categories", "aov") or f.noun != "order"


def _part_of_another(p: State, f: Frame, cmp: Cmp, at: int, of: int) -> Clause | None:
    """total refunds are more than 20% of their total spend: one measure as a part of another."""
    place = of + 1
    while p.word(place) in ("their", "the", "all", "total", "own"):
        if MEASURES.at(p.tokens, place):
            break
        place += 1
    other = MEASURES.at(p.tokens, place)
    if other is None or other[0] == f.measure:
        return None
    whole = Frame("measure", at, measure=other[0], windows=list(f.windows))
    end = dependents(p, whole, p.take(of, other[1], Role.CONDITION))
    if not whole.narrows_only():
        return None
    if whole.windows and not f.windows:
        f.windows = list(whole.windows)
    said = Cmp(tuple((how, Amount(round(amount.value, 6), amount.kind)) for how, amount in cmp.parts), cmp.said)
    return Clause(at, end, fixed=compared(Ratio(quantity(p, f), quantity(p, whole)), said))


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
