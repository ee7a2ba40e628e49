"""More or less than something else: the average, most customers, another period, another kind of goods, another measure."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import End, Period, RankBy, Statistic
from regulars.criteria.tree import OfBase, Rank, RowText
from regulars.criteria.words.amounts import AmountKind, amount
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.periods import before_that, year_before
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.averages import AVERAGE, CUSTOMERS
from regulars.criteria.words.tables.lexicon import MEASURES
from regulars.criteria.words.windows import window


def than(p: State, f: Frame, at: int) -> int | None:
    """The other side of a comparison, from "than" or "as" on; sets what the frame is compared with."""
    start = at
    if p.are(at, "compared", "to") or p.are(at, "compared", "with") or p.are(at, "relative", "to"):
        at += 2
    elif p.word(at) in ("than", "as", "versus"):
        at += 1
    elif (
        f.relative is None
        or f.relative.factor == 1
        or (p.word(at) not in ("what", "their", "average", "median", "mean") and p.word(at - 1) != "of")
    ):
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
    found = AVERAGE.at(p.tokens, at)
    named = _average_of(p, at)
    if named is not None and (found is None or named[1] > found[1]):
        return named[0], p.take(at, named[1], Role.CONDITION)
    if found is None:
        return None
    end = found[1]
    if p.word(end) in ("order", "gap", "time", "interval", "days") or (p.word(at) == "average" and p.word(end) in ("of",)):
        return None
    return (Statistic.AVERAGE if found[0] == "average" else Statistic.MEDIAN), p.take(at, end, Role.CONDITION)


def _average_of(p: State, at: int) -> tuple[Statistic, int] | None:
    """the average lifetime spend; our median order count: of all customers."""
    place = at
    while p.word(place) in ("the", "our", "overall", "a", "an"):
        place += 1
    figure = {"average": Statistic.AVERAGE, "mean": Statistic.AVERAGE, "median": Statistic.MEDIAN}.get(p.word(place))
    found = MEASURES.at(p.tokens, place + 1) if figure is not None else None
    if figure is None or found is None or found[0] not in ("spend", "count", "aov", "units") or p.word(at) == "their":
        return None
    return figure, found[1]


def _rank(p: State, f: Frame, at: int) -> int | None:
    most = table_most(p, at)
    share: tuple[Decimal, int] | None = (Decimal("0.5"), most) if most is not None else None
    if share is None:
        found = amount(p, at)
        if found is None or found[0].kind is not AmountKind.SHARE:
            return None
        customers = CUSTOMERS.at(p.tokens, found[1])
        if customers is None:
            return None
        share = found[0].value, p.take(found[1], customers[1], Role.CONDITION)
    from regulars.criteria.words.building import quantity
    from regulars.criteria.words.dependents import dependents

    above = f.relative is None or f.relative.above
    f.relative = None
    # a window or goods at the end belong to what is ranked
    share = share[0], dependents(p, f, share[1])
    f.against_rank = Rank(quantity(p, f), End.TOP if above else End.BOTTOM, RankBy.BEYOND, share[0])
    f.relative = None
    return share[1]


def table_most(p: State, at: int) -> int | None:
    """The place after "most customers", or None."""
    for words in (
        ("most", "customers"),
        ("most", "of", "our", "customers"),
        ("most", "other", "customers"),
        ("most", "people"),
        ("most", "shoppers"),
        ("most", "of", "the", "customers"),
    ):
        if p.are(at, *words):
            return p.take(at, at + len(words), Role.CONDITION)
    return None


def _statistic(p: State, f: Frame, at: int) -> int | None:
    found = statistic(p, at)
    if found is None:
        return None
    from regulars.criteria.terms import Aggregate, Comparator, Source
    from regulars.criteria.tree import All, Compare, Constant, Measure, Rows
    from regulars.criteria.words.attributes import attribute
    from regulars.criteria.words.building import quantity
    from regulars.criteria.words.dependents import dependents
    from regulars.criteria.words.places import place_list

    measured = quantity(p, f)
    end = found[1]
    if "their" in (p.word(at), p.word(at - 1)) and f.measure in ("max_order", "min_order", "max_price"):
        p.object(
            at, end, "can be of their own orders, or of all customers", "say “the average customer”, or “their average order value”"
        )
    if (
        p.word(end - 1) in ("customer", "shopper", "buyer")
        and p.word(end) in ("in", "from")
        and (where := place_list(p, end + 1, bare=True)) is not None
    ):
        bought = Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.AT_LEAST, Constant(Decimal(1)))
        f.against = OfBase(found[0], measured, None, All((bought, where[0])))
        p.note("the average is over the customers of that place with an order")
        return p.take(end, where[1], Role.VALUE)
    group = attribute(p, end) if p.word(end - 1) in ("average", "mean", "median", "typical", "usual") else None
    if group is not None:
        # "more than the average Texan": over those alone
        bought = Compare(Measure(Aggregate.COUNT, Rows(Source.ORDERS)), Comparator.AT_LEAST, Constant(Decimal(1)))
        f.against = OfBase(found[0], measured, None, All((bought, group[0])))
        p.note("the average is over those with an order")
        return group[1] + (p.word(group[1]) in ("customer", "shopper", "buyer"))
    # a window or goods at the end belong to both sides
    said, f.relative = f.relative, None
    end = dependents(p, f, end)
    f.relative = said
    if f.said() & _NO_SIDE:
        return None
    f.against = OfBase(found[0], quantity(p, f))
    p.note("averages are over the customers with an order")
    return end


def _usual(p: State, f: Frame, at: int) -> int | None:
    """Longer than their own average gap; than their usual."""
    place = at
    while p.word(place) in ("their", "the", "his", "her", "own", "is", "personal", "in"):
        place += 1
    dated = window(p, place, bare=True)
    if (
        dated is not None
        and dated[0].window is not None
        and (same := MEASURES.at(p.tokens, dated[1])) is not None
        and same[0] in (f.measure, f.head)
    ):
        from regulars.criteria.words.building import quantity as made

        g = f.copy()
        g.relative, g.windows = None, [dated[0].window]
        f.against = made(p, g)
        return p.take(at, same[1], Role.CONDITION)
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
    if g.said() & _NO_SIDE:
        return None
    _share_window(f, g)
    if dimension(f) != dimension(g):
        return None
    f.against = quantity(p, g)
    return end


# what the other side of a comparison has no meaning for
_NO_SIDE = frozenset(["count", "money", "share", "each", "only", "denied", "again", "sequels", "same_value"])
_MONEY = frozenset(
    [
        "spend",
        "gross",
        "aov",
        "max_order",
        "min_order",
        "max_price",
        "min_price",
        "average_discount",
        "discounts",
        "refund_total",
        "order_size",
    ]
)


_TIME = frozenset({"days_since", "average_gap", "longest_gap", "last_gap"})


def dimension(f: Frame) -> str:
    """What a frame measures is money, days, a share, or a number: only equals are compared."""
    if f.head == "spend" or f.measure in _MONEY:
        return "money"
    if f.measure in _TIME:
        return "days"
    return (
        "share"
        if f.measure.endswith("_rate") or f.measure in ("click_to_open", "discount_share")
        else "age"
        if f.measure == "age"
        else "number"
    )


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
    while p.word(at) in ("they", "did", "do", "what", "have", "had", "were", "was", "usual", "he", "she") or (
        p.word(at) in ("spent", "ordered", "bought", "spend", "placed") and p.word(at - 1) in ("they", "what")
    ):
        at += 1
    at = p.take(start, at, Role.HARMLESS)
    g = f.copy()
    g.relative, g.against = None, None
    before = before_that(p, f, at) or (year_before(p, f.windows[0], at) if len(f.windows) == 1 else None)
    if before is not None:
        g.windows = [before[0]]
        f.against = quantity(p, g)
        return before[1]
    g.windows, g.goods, g.filters, g.count, g.money = [], [], [], None, None
    noun = _other_noun(p, g, at)
    end = dependents(p, g, noun if noun is not None else at)
    if end == at:
        dated = _bare_window(p, g, at)
        if dated is None:
            return None
        end = dated
    if g.head == f.head and g.measure == f.measure and g.noun == f.noun and not (g.windows or g.goods or g.filters):
        return None
    if g.said() & _NO_SIDE:
        return None
    if g.filters and g.measure == f.measure and g.measure in ("coupons", "full_price"):
        # "more orders with a coupon than without one"
        g.measure = "count"
    _said_of_both(p, f, g, noun if noun is not None else at)
    _fill(f, g)
    if not f.windows and g.windows and not (g.goods or g.filters) and g.head == f.head and g.measure == f.measure:
        # "fewer orders than last year": this year's
        said = g.windows[0] if len(g.windows) == 1 else None
        if not isinstance(said, Period) or (said.first, said.last) != (-1, -1):
            return None
        f.windows = [Period(said.unit, 0, 0)]
        p.note(f"compared with this {said.unit.value} so far")
    if dimension(f) != dimension(g) and not (f.position is not None):
        return None
    apart = _each_of_several(p, g, at, end)
    f.against, *also = [quantity(p, side) for side in apart]
    f.against_also = tuple(also)
    return end


def _each_of_several(p: State, g: Frame, at: int, end: int) -> list[Frame]:
    """The other sides of "than in 2025 and in 2024": each of the times, or all of them together."""
    said = p.text(at, end).split()
    if len(g.windows) < 2 or p.word(end) in ("together", "combined"):
        return [g]
    if "or" in said:
        p.object(at, end, "can be each of these times, or one of them", "say “than in 2025 and in 2024”")
        return [g]
    p.note(f"“{p.text(at, end)}” is taken as each of these times, and not as all of them together")
    sides = [g.copy() for _ in g.windows]
    for side, when in zip(sides, g.windows, strict=True):
        side.windows = [when]
    return sides


def _said_of_both(p: State, f: Frame, g: Frame, at: int) -> None:
    """ "more in 2026 than in 2025 on the web": what follows the second time is of both."""
    mark = p.mark()
    dated = window(p, at, bare=True)
    p.back(mark)
    differ = f.windows and g.windows and f.windows != g.windows and (g.head, g.measure) == (f.head, f.measure)
    if dated is None or dated[0].window is None or not differ:
        return
    told = {part.column for group in f.filters for part in group.parts if isinstance(part, RowText)}
    again = {part.column for group in g.filters for part in group.parts if isinstance(part, RowText)}
    if (g.filters and not told & again) or (g.goods and not f.goods):
        f.goods = f.goods or list(g.goods)
        f.filters = g.filters = [*f.filters, *(group for group in g.filters if group not in f.filters)]
        p.note("what is said after the second time is taken to hold for both")


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
