"""More or less than something else: the average, most customers, another period, another kind of goods, another measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from regulars.criteria.terms import Dates, End, Past, Period, RankBy, Statistic, Unit, Window
from regulars.criteria.tree import OfBase, Quantity, Rank
from regulars.criteria.words.amounts import AmountKind, amount, number
from regulars.criteria.words.frames import Frame, Relative
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import RELATIVE
from regulars.criteria.words.tables.lexicon import MEASURES, ORDER_NOUNS, VERBS
from regulars.criteria.words.windows import length, window

_DAY = timedelta(days=1)
_MULTIPLES = {"twice": Decimal(2), "double": Decimal(2), "triple": Decimal(3), "thrice": Decimal(3), "quadruple": Decimal(4), "half": Decimal("0.5")}
_AVERAGE = table(
    """
average: the average customer; the average; average; average customer; an average customer; the company average; company average; the overall average; the store average; the shop average; our average; the mean; the average shopper; the average buyer; the norm; the average for all customers; the average of all customers; the store wide average; the average across all customers; the shop wide average; the site average; the average among all customers; the customer average; the average across customers; the average person; the average client; the typical customer average; the average one; overall average; the global average; the general average; our average customer; the average of our customers; the average for the store; the population average; the storewide average; the average among customers; the average customer does; the average customer did; usual customer; average for the store; the average user; the average aov; the average order value; our average order value; the average spend; the average number of orders; the store average order value; the average order count; the overall average order value; the company wide average; the mean customer; customers on average; the average spend per customer; the average customer spend; the average lifetime spend; our store average; the average customer spends; the average customer orders; the average customer places; the average of everyone; the average age; other customers on average; the average across the base; the base average; everyone else on average; the average total; the average member
median: the median customer; the median; median; our median; the overall median; the median of all customers; the median shopper; a median customer; the median spend; the median order count; the store median; the median across customers; the median number of orders; the customer median; the median buyer; the median aov; the median order value; the median order; the median for all customers
"""
)
_CUSTOMERS = table("customers: of customers; of all customers; of our customers; of the customers; of shoppers; of buyers; of other customers; of all other customers; of the others; of everyone; of people; of all shoppers; of our other customers; of all buyers; of the base; of our customer base; of the customer base; of everybody; of all our customers; of the rest; of our shoppers; of users; of others; of the other customers; customers; of clients; of everyone else; of all other shoppers; of your customers; of their peers")


def relative(p: State, at: int) -> tuple[Relative, int] | None:
    """more; fewer; twice as much; at least 50% more; three times as many; at least as much."""
    start = at
    inclusive = False
    lead = {("at", "least"): True, ("more", "than"): False, ("over",): False, ("no", "less", "than"): True}
    for words, flag in lead.items():
        if p.are(at, *words) and _multiple(p, at + len(words)):
            at += len(words)
            inclusive = flag
            break
    multiple = _multiple(p, at)
    if multiple is not None:
        factor, above, end, exact = multiple
        note_exact = exact and at == start
        if note_exact and factor != 1:
            p.note(f"“{p.text(start, end)}” is taken as {'at least' if above else 'at most'} that much")
        return Relative(above, factor, inclusive or note_exact or not above and False, equal=False), p.take(start, end, Role.CONDITION)
    found = RELATIVE.at(p.tokens, at)
    if found is None or (p.word(found[1]) == "than" and _amount_here(p, found[1] + 1) and not _percent_of_base(p, found[1] + 1)):
        return None
    word, end = found
    if p.word(at) == "no":
        return None
    return Relative(word == "above"), p.take(start, end, Role.CONDITION)


def _amount_here(p: State, at: int) -> bool:
    if length(p, at) is not None:
        return True
    mark = p.mark()
    found = amount(p, at)
    p.back(mark)
    return found is not None and not (p.word(at) in ("twice", "double", "once") and p.word(found[1]) == "as")


def _percent_of_base(p: State, at: int) -> bool:
    mark = p.mark()
    found = amount(p, at)
    p.back(mark)
    return found is not None and found[0].kind is AmountKind.SHARE and _CUSTOMERS.at(p.tokens, found[1]) is not None


def _multiple(p: State, at: int) -> tuple[Decimal, bool, int, bool] | None:
    """A factor, whether above, the place after it, and whether it is said as an equality."""
    word = p.word(at)
    if word in _MULTIPLES and word not in ("double", "triple", "quadruple"):
        if p.word(at + 1) == "as" and p.word(at + 2) in ("much", "many", "often", "long", "high", "large", "big", "frequently", "old"):
            return _MULTIPLES[word], word != "half", at + 3, True
        if p.word(at + 1) == "the":
            return _MULTIPLES[word], word != "half", at + 2, True
        if p.word(at + 1) in ("their", "what") and word != "half":
            return _MULTIPLES[word], True, at + 1, True
        return None
    if word in ("double", "triple", "quadruple", "doubled", "tripled"):
        end = at + 1
        if p.word(end) == "the":
            end += 1
        return _MULTIPLES[word.removesuffix("d") if word.endswith("d") else word], True, end, True
    if word == "as" and p.word(at + 1) in ("much", "many", "often", "high", "frequently"):
        return Decimal(1), True, at + 2, True
    found = number(p, at)
    if found is not None and p.word(found[1]) in ("times", "x") and (p.word(found[1] + 1) == "as" or p.word(found[1] + 1) in ("their", "the", "more", "what", "higher")):
        end = found[1] + 1
        if p.word(end) == "as":
            end += 2
        elif p.word(end) in ("the", "more", "higher"):
            end += 1
        return found[0], True, end, True
    mark = p.mark()
    share = amount(p, at)
    p.back(mark)
    if share is not None and share[0].kind is AmountKind.SHARE and p.word(share[1]) in ("more", "less", "fewer", "higher", "lower", "above", "below", "longer", "greater", "over", "under"):
        up = p.word(share[1]) in ("more", "higher", "above", "longer", "greater", "over")
        return (1 + share[0].value if up else 1 - share[0].value), up, share[1] + 1, True
    return None


def than(p: State, f: Frame, at: int) -> int | None:
    """The other side of a comparison, from "than" or "as" on; sets what the frame is compared with."""
    start = at
    if p.are(at, "compared", "to") or p.are(at, "compared", "with") or p.are(at, "relative", "to"):
        at += 2
    elif p.word(at) in ("than", "as", "versus"):
        at += 1
    elif p.word(at) not in ("what", "their") or f.relative is None or f.relative.factor == 1:
        return None
    p.take(start, at, Role.CONDITION)
    for side in (_rank, _statistic, _usual, _same_otherwise):
        mark = p.mark()
        end = side(p, f, at)
        if end is not None:
            return end
        p.back(mark)
    return None


def statistic(p: State, at: int) -> tuple[Statistic, int] | None:
    """The average customer; the median."""
    found = _AVERAGE.at(p.tokens, at)
    if found is None:
        return None
    end = found[1]
    if p.word(end) in ("order", "gap", "time", "interval", "days") or p.word(at) == "average" and p.word(end) in ("of",):
        return None
    return (Statistic.AVERAGE if found[0] == "average" else Statistic.MEDIAN), p.take(at, end, Role.CONDITION)


def _rank(p: State, f: Frame, at: int) -> int | None:
    most = table_most(p, at)
    share = (Decimal("0.5"), most) if most is not None else None
    if share is None:
        found = amount(p, at)
        if found is None or found[0].kind is not AmountKind.SHARE:
            return None
        customers = _CUSTOMERS.at(p.tokens, found[1])
        if customers is None:
            return None
        share = found[0].value, p.take(found[1], customers[1], Role.CONDITION)
    from regulars.criteria.words.building import quantity

    above = f.relative is None or f.relative.above
    f.against_rank = Rank(quantity(p, f), End.TOP if above else End.BOTTOM, RankBy.BEYOND, share[0])
    f.relative = None
    return share[1]


def table_most(p: State, at: int) -> int | None:
    """The place after "most customers", or None."""
    for words in (("most", "customers"), ("most", "of", "our", "customers"), ("most", "other", "customers"), ("most", "people"), ("most", "shoppers"), ("most", "of", "the", "customers")):
        if p.are(at, *words):
            return p.take(at, at + len(words), Role.CONDITION)
    return None


def _statistic(p: State, f: Frame, at: int) -> int | None:
    found = statistic(p, at)
    if found is None:
        return None
    from regulars.criteria.tree import All, Compare, Constant, Measure, Rows
    from regulars.criteria.terms import Aggregate, Comparator, Source
    from regulars.criteria.words.building import quantity
    from regulars.criteria.words.places import place_list

    measured = quantity(p, f)
    end = found[1]
    if p.word(end - 1) in ("customer", "shopper", "buyer") and p.word(end) in ("in", "from") and (where := place_list(p, end + 1, bare=True)) is not None:
        bought = Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.AT_LEAST, Constant(Decimal(1)))
        f.against = OfBase(found[0], measured, None, All((bought, where[0])))
        p.note("the average is over the customers of that place with an order")
        return p.take(end, where[1], Role.VALUE)
    f.against = OfBase(found[0], measured)
    p.note("averages are over the customers with an order")
    return end


def _usual(p: State, f: Frame, at: int) -> int | None:
    """Longer than their own average gap; than their usual."""
    place = at
    while p.word(place) in ("their", "the", "his", "her", "own", "is", "personal"):
        place += 1
    found = MEASURES.at(p.tokens, place)
    if found is None:
        return None
    from regulars.criteria.words.building import quantity

    g = Frame("measure", place, measure=found[0])
    end = p.take(at, found[1], Role.CONDITION)
    if f.measure == found[0] or (f.head == "buy" and found[0] == "count") or (f.head == "spend" and found[0] == "spend"):
        return _same_otherwise(p, f, found[1])
    from regulars.criteria.words.dependents import dependents

    end = dependents(p, g, end)
    _share_window(f, g)
    if dimension(f) != dimension(g):
        return None
    f.against = quantity(p, g)
    return end


_MONEY = frozenset({"spend", "gross", "aov", "max_order", "min_order", "discounts", "refund_total", "order_size"})
_TIME = frozenset({"days_since", "average_gap", "longest_gap", "last_gap"})


def dimension(f: Frame) -> str:
    """What a frame measures is money, days, a share, or a number: only equals are compared."""
    if f.head == "spend" or f.measure in _MONEY:
        return "money"
    if f.measure in _TIME:
        return "days"
    return "share" if f.measure.endswith("_rate") or f.measure == "click_to_open" else "age" if f.measure == "age" else "number"


def _share_window(f: Frame, g: Frame) -> None:
    """A window at the very end belongs to both sides when only goods or measures differ."""
    if g.windows and not f.windows:
        f.windows = list(g.windows)
    elif f.windows and not g.windows:
        g.windows = list(f.windows)


def _same_otherwise(p: State, f: Frame, at: int) -> int | None:
    from regulars.criteria.words.building import quantity
    from regulars.criteria.words.dependents import dependents

    start = at
    while p.word(at) in ("they", "did", "do", "what", "have", "had", "were", "was", "usual", "he", "she") or (p.word(at) in ("spent", "ordered", "bought", "spend", "placed") and p.word(at - 1) in ("they", "what")):
        at += 1
    at = p.take(start, at, Role.HARMLESS)
    g = f.copy()
    g.relative, g.against = None, None
    before = _before_that(p, f, at)
    if before is not None:
        g.windows = [before[0]]
        f.against = quantity(p, g)
        return before[1]
    g.windows, g.goods, g.filters, g.count, g.money = [], [], [], None, None
    noun = _other_noun(p, g, at)
    end = dependents(p, g, noun if noun is not None else at)
    if end == at:
        end = _bare_window(p, g, at)
        if end is None:
            return None
    if g.head == f.head and g.measure == f.measure and g.noun == f.noun and not (g.windows or g.goods or g.filters):
        return None
    _fill(f, g)
    if dimension(f) != dimension(g) and not (f.position is not None):
        return None
    f.against = quantity(p, g)
    return end


def _other_noun(p: State, g: Frame, at: int) -> int | None:
    place = at + 1 if p.word(at) in ("their", "the") else at
    found = MEASURES.at(p.tokens, place)
    if found is None:
        return None
    g.head, g.measure, g.noun = "measure", found[0], ""
    return p.take(at, found[1], Role.CONDITION)


def _bare_window(p: State, g: Frame, at: int) -> int | None:
    found = window(p, at, bare=True)
    if found is None or found[0].window is None:
        return None
    g.windows = [found[0].window]
    return found[1]


def _fill(f: Frame, g: Frame) -> None:
    """What only one side says and the other leaves out is meant for both, when it is not what differs."""
    if g.windows and not f.windows and (g.goods or g.filters or g.measure != f.measure or g.head != f.head):
        f.windows = list(g.windows)
    if not g.windows:
        g.windows = list(f.windows)
    if not g.goods and (g.windows != f.windows or g.filters):
        g.goods = list(f.goods)
    if not g.filters and (g.windows != f.windows or g.goods != f.goods):
        g.filters = list(f.filters)


def _before_that(p: State, f: Frame, at: int) -> tuple[Window, int] | None:
    """the 6 months before that; the year before; the previous period."""
    if len(f.windows) != 1:
        return None
    base = f.windows[0]
    start = at
    while p.word(at) in ("in", "the", "during", "over", "for", "from"):
        at += 1
    lead = p.word(at) in ("previous", "preceding", "prior", "earlier")
    if lead:
        at += 1
    many = length(p, at)
    end = many[2] if many is not None else at
    if many is None and p.word(at) in ("period", "one", "year", "month", "quarter", "week", "half"):
        end = at + 1
    if end == at:
        return None
    tail = end
    for words in (("before", "that"), ("before", "then"), ("before", "those"), ("prior", "to", "that"), ("preceding", "that"), ("before", "it"), ("before",), ("prior",), ("preceding",), ("earlier",), ("previously",), ("just", "before")):
        if p.are(end, *words):
            tail = end + len(words)
            break
    if tail == end and not lead:
        return None
    shifted = earlier(base, many[:2] if many is not None else None)
    return None if shifted is None else (shifted, p.take(start, tail, Role.WINDOW))


def earlier(base: Window, many: tuple[int, Unit] | None = None) -> Window | None:
    """The window of the same length (or of the given one) that ends where this begins."""
    if isinstance(base, Past) and base.older is not None:
        if many is None or many[1] is base.unit:
            size = many[0] if many else base.older - base.newer
            return Past(base.older + size, base.older, base.unit)
        return None
    if isinstance(base, Period):
        size = base.last - base.first + 1
        return Period(base.unit, base.first - size, base.first - 1)
    if isinstance(base, Dates) and base.first and base.last:
        if (base.first.month, base.first.day) == (1, 1) and (base.last.month, base.last.day) == (12, 31):
            return Dates(base.first.replace(year=base.first.year - 1), base.last.replace(year=base.last.year - 1))
        span = base.last - base.first
        return replace(base, first=base.first - span - _DAY, last=base.first - _DAY)
    return None





__all__ = ["ORDER_NOUNS", "Quantity", "VERBS", "earlier", "relative", "statistic", "table_most", "than"]
