"""Places among all customers: top 10% by spend, the 100 biggest spenders, above average, the customers who make 80% of revenue."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import End, RankBy
from regulars.criteria.tree import All, Condition, Rank
from regulars.criteria.words.amounts import AmountKind, amount
from regulars.criteria.words.building import quantity
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.places import place_list
from regulars.criteria.words.quantities import exists
from regulars.criteria.words.rankings_by_time import read_by_time
from regulars.criteria.words.rankings_measured import by_one_only, measured_by, modifiers
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.attributes import LIVING
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS
from regulars.criteria.words.tables.rankings import ENDS, MADE_OF, MAKERS, SPEND_WHO, SUPERLATIVE, WHO

_TILES = {
    "decile": 10, "deciles": 10, "quartile": 4, "quintile": 5, "quarter": 4, "half": 2, "third": 3, "fifth": 5, "tenth": 10,
    "percentile": 100, "percent": 100, "tercile": 3, "tertile": 3,
}  # fmt: skip


def ranking(p: State, at: int) -> tuple[Condition, int] | None:
    """The ranking that begins here."""
    for read in (read_by_time, _makers, _ranked, _superlative):
        mark = p.mark()
        found = read(p, at)
        if found is not None:
            return found
        p.back(mark)
    return None


def _skip(p: State, at: int) -> int:
    while p.word(at) in word_set(
        "in the are is our among within who that rank ranks ranking ranked being place belong to of "
        "fall falls from sit into a part were fall"
    ) and not p.done(at + 1):
        at += 1
    return at


def _makers(p: State, at: int) -> tuple[Condition, int] | None:
    """The best customers who make 80% of revenue; the fewest customers that bring in half of sales."""
    start = at
    end_of = End.TOP
    at = _skip(p, at)
    for words in (
        ("smallest", "group", "of", "customers"),
        ("fewest", "customers"),
        ("smallest", "set", "of", "customers"),
        ("best", "customers"),
        ("top", "customers"),
        ("biggest", "customers"),
        ("smallest", "number", "of", "customers"),
        ("biggest", "spenders"),
        ("top", "spenders"),
        ("largest", "customers"),
        ("most", "valuable", "customers"),
        ("highest", "spending", "customers"),
        ("core", "customers"),
        ("customers",),
        ("people",),
        ("smallest", "group"),
        ("few", "customers"),
        ("customers", "at", "the", "top"),
        ("big", "spenders"),
        ("highest", "spenders"),
        ("minimum", "number", "of", "customers"),
        ("minimal", "set", "of", "customers"),
        ("top", "buyers"),
        ("best", "buyers"),
        ("shoppers",),
    ):
        if p.are(at, *words):
            at += len(words)
            break
    at += p.word(at) in ("who", "that") and MAKERS.at(p.tokens, at) is None
    making = MAKERS.at(p.tokens, at)
    if making is None and p.word(at - 1) in ("who", "that"):
        making = MAKERS.at(p.tokens, at - 1)
    if making is None:
        return None
    place = making[1]
    while p.word(place) in ("the", "up", "to", "for", "together", "first", "top"):
        place += 1
    share = amount(p, place)
    if share is None or share[0].kind is not AmountKind.SHARE:
        return None
    made = MADE_OF.at(p.tokens, share[1])
    if made is None:
        return None
    f = Frame("measure", start, measure=made[0])
    end = modifiers(p, f, made[1])
    return Rank(quantity(p, f), end_of, RankBy.MAKING, share[0].value), p.take(start, end, Role.CONDITION)


def _ranked(p: State, at: int) -> tuple[Condition, int] | None:
    start = at
    at = _skip(p, at)
    ends = ENDS.at(p.tokens, at)
    if ends is None:
        return _number_first(p, start, at)
    end, at = (End.TOP if ends[0] == "top" else End.BOTTOM), ends[1]
    if p.word(at) in ("and", "or"):
        return None
    said = extent(p, at)
    if said is None:
        return None
    by, value, at = said
    orders = ORDER_NOUNS.at(p.tokens, at + 1) if p.word(at) == "of" and by is RankBy.SHARE else None
    if orders is not None and p.word(at + 1) in ("orders", "purchases", "transactions"):
        p.object(
            start, orders[1], "is a rank of orders, and ranks here are of customers", "say “top 10% by number of orders”, or a size"
        )
    within = _adjective(p, at)
    at = within[1] if within is not None else at
    at = _after_extent(p, at)
    where = within or _where(p, at)
    at = where[1] if where is not None and within is None else at
    measure, at = measured_by(p, at, start)
    if measure is None:
        return None
    return _made(p, measure, end, by, value, start, at, None if where is None else where[0])


def _adjective(p: State, at: int) -> tuple[Condition, int] | None:
    """German, of "top 15 German spenders": the ones ranked."""
    mark = p.mark()
    place = at + 1 if p.word(at) == "of" else at
    found = place_list(p, place, bare=True)
    following = found[1] if found is not None else at
    if found is None or (WHO.at(p.tokens, following) is None and SPEND_WHO.at(p.tokens, following) is None):
        p.back(mark)
        return None
    return found


def _where(p: State, at: int) -> tuple[Condition, int] | None:
    """in Germany: the ones ranked, when "by" follows."""
    if p.word(at) not in ("in", "from"):
        return None
    mark = p.mark()
    found = place_list(p, at + 1, bare=True)
    if found is None or p.word(found[1]) not in ("by", "in", "ranked", "based"):
        p.back(mark)
        return None
    p.take(at, at + 1, Role.HARMLESS)
    return found


def extent(p: State, at: int) -> tuple[RankBy, Decimal, int] | None:
    """10%; 100; a quarter; decile; two deciles; ten percent."""
    if (p.word(at) in _TILES and p.word(at) not in ("half", "quarter", "third")) or (
        p.word(at) in ("half", "quarter", "third", "fifth", "tenth")
    ):
        return RankBy.SHARE, Decimal(1) / _TILES[p.word(at)], at + 1
    mark = p.mark()
    found = amount(p, at) if p.word(at) != "single" else None
    if found is None:
        p.back(mark)
        return None
    value, end = found
    if value.kind is AmountKind.SHARE:
        return RankBy.SHARE, value.value, end
    if value.kind is not AmountKind.PLAIN or value.value != int(value.value):
        p.back(mark)
        return None
    tile = (
        _TILES.get(p.word(end).rstrip("s"))
        if p.word(end) in ("deciles", "quartiles", "quintiles", "percentiles", "percentile")
        else None
    )
    if tile:
        return RankBy.SHARE, value.value / tile, end + 1
    return RankBy.COUNT, value.value, end


def _after_extent(p: State, at: int) -> int:
    for found in (WHO.at(p.tokens, at),):
        if found is not None and SPEND_WHO.at(p.tokens, at) is None:
            return found[1]
    return at


def _made(
    p: State, f: Frame, end: End, by: RankBy, value: Decimal, start: int, at: int, where: Condition | None = None
) -> tuple[Condition, int]:
    if where is None and by in (RankBy.COUNT, RankBy.SHARE):
        # so many of a place are so many among those of the place; a share can be of all
        lead = LIVING.at(p.tokens, at)
        inside = place_list(p, lead[1], bare=True) if lead is not None else None
        if inside is not None and (by is RankBy.COUNT or p.choose(at, _OF_WHOM)):
            where, at = inside[0], inside[1]
    if where is None and p.word(at) == "among":
        of = _among(p, at + 1)
        where, at = (of[0], of[1]) if of is not None else (where, at)
    among: Condition | None = None
    if f.windows or f.filters or f.goods:
        plain = f.copy()
        plain.head, plain.measure = (
            ("open" if f.measure == "opens" else "click" if f.measure == "clicks" else "visit" if f.measure == "visits" else "buy"),
            "",
        )
        among = exists(p, plain)
        p.note("ranked among the customers who have any of it")
    elif f.is_event:
        plain = f.copy()
        plain.head, plain.measure = (
            {"opens": "open", "clicks": "click", "visits": "visit", "views": "view", "open_rate": "send"}.get(f.measure, "visit"),
            "",
        )
        among = exists(p, plain)
    if where is not None:
        p.note("ranked among those customers only")
        bought = among or exists(p, Frame("buy", start))
        among = All((bought, where))
    measured = quantity(p, f)
    by_one_only(p, at)
    if f.measure == "days_since":
        end = End.BOTTOM if end is End.TOP else End.TOP
    if by is RankBy.SHARE:
        p.note("shares are of the customers with an order")
    return Rank(measured, end, by, value, among), p.take(start, at, Role.CONDITION)


def _among(p: State, at: int) -> tuple[Condition, int] | None:
    """Germans; customers with at least 2 orders: who is ranked, by one clause."""
    from regulars.criteria.words.attributes import attribute
    from regulars.criteria.words.clauses import clause

    of = attribute(p, at)
    if of is not None:
        return of
    place = at
    while p.word(place) in ("customers", "people", "those", "all", "the", "who", "buyers", "shoppers"):
        place += 1
    p.take(at, place, Role.HARMLESS)
    before = p.before
    found = clause(p, place, None) if place > at else None
    p.before = before
    return None if found is None else (found.made(p), found.end)


_OF_WHOM = [("of the customers there", True), ("of all customers, and there", False)]


def _number_first(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    """the 100 biggest spenders; 50 best customers by orders; 5% highest spending customers."""
    mark = p.mark()
    said = extent(p, at)
    if said is None:
        p.back(mark)
        return None
    by, value, place = said
    place += 1 if p.word(place) == "of" else 0
    ends = ENDS.at(p.tokens, place)
    freq = p.are(place, "most", "frequent") or p.are(place, "most", "loyal") or p.are(place, "most", "active")
    if freq:
        frame = Frame("measure", start, measure="count")
        end = place + 2
        end += 1 if p.word(end) in ("buyers", "customers", "shoppers", "purchasers") else 0
        end = modifiers(p, frame, end)
        return _made(p, frame, End.TOP, by, value, start, end)
    if ends is None:
        p.back(mark)
        return None
    at = _after_extent(p, ends[1])
    if at == ends[1] and p.word(at - 1) == "top" and p.word(at) in ("", ",", ".", ";", "and", "or", "but", "in"):
        # "one top and two dresses" are goods
        p.back(mark)
        return None
    where = _where(p, at)
    at = where[1] if where is not None else at
    measure, at = measured_by(p, at, start)
    if measure is None:
        return None
    inside = None if where is None else where[0]
    return _made(p, measure, End.TOP if ends[0] == "top" else End.BOTTOM, by, value, start, at, inside)


def _superlative(p: State, at: int) -> tuple[Condition, int] | None:
    """the 10% who spent the most; the 50 customers with the most orders."""
    start = at
    at = _skip(p, at)
    said = extent(p, at)
    if said is None:
        return None
    by, value, place = said
    who = WHO.at(p.tokens, place)
    place = who[1] if who is not None else place
    found = SUPERLATIVE.at(p.tokens, place)
    if found is None and p.word(place) in ("who", "that"):
        found = SUPERLATIVE.at(p.tokens, place + 1)
    if found is None:
        return None
    measure, end_name = found[0].split()
    f = Frame("measure", start, measure=measure)
    end = modifiers(p, f, found[1])
    return _made(p, f, End(end_name), by, value, start, end)
