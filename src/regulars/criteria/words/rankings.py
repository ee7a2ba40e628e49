"""Places among all customers: top 10% by spend, the 100 biggest spenders, above average, the customers who make 80% of revenue."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, End, RankBy, Statistic
from regulars.criteria.tree import All, Compare, Condition, OfBase, Quantity, Rank
from regulars.criteria.words.amounts import AmountKind, amount
from regulars.criteria.words.building import quantity
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.places import place_list
from regulars.criteria.words.quantities import exists
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import MEASURES
from regulars.criteria.words.tables.rankings import ABOVE, BY, ENDS, MADE_OF, MAKERS, SPEND_WHO, SUPERLATIVE, WHO

_TILES = {
    "decile": 10, "deciles": 10, "quartile": 4, "quintile": 5, "quarter": 4, "half": 2, "third": 3, "fifth": 5, "tenth": 10,
    "percentile": 100, "percent": 100, "tercile": 3, "tertile": 3,
}  # fmt: skip


def ranking(p: State, at: int) -> tuple[Condition, int] | None:
    """The ranking that begins here."""
    for read in (_makers, _ranked, _superlative):
        mark = p.mark()
        found = read(p, at)
        if found is not None:
            return found
        p.back(mark)
    return None


def _skip(p: State, at: int) -> int:
    while p.word(at) in word_set(
        "in the are is our among within who that rank ranks ranking being place belong to of "
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
    end = _modifiers(p, f, made[1])
    return Rank(quantity(p, f), end_of, RankBy.MAKING, share[0].value), p.take(start, end, Role.CONDITION)


def _modifiers(p: State, f: Frame, at: int) -> int:
    """Windows and filters of what is ranked by."""
    from regulars.criteria.words.dependents import dependents

    mark, narrowed = p.mark(), f.copy()
    end = dependents(p, narrowed, at)
    if not narrowed.narrows_only():
        p.back(mark)
        return at
    f.windows, f.goods, f.filters, f.around = narrowed.windows, narrowed.goods, narrowed.filters, narrowed.around
    f.size, f.position = narrowed.size, narrowed.position
    f.window_text, f.every_window, f.ever, f.objects = narrowed.window_text, narrowed.every_window, narrowed.ever, narrowed.objects
    return end


def _ranked(p: State, at: int) -> tuple[Condition, int] | None:
    start = at
    at = _skip(p, at)
    ends = ENDS.at(p.tokens, at)
    if ends is None:
        return _number_first(p, start, at)
    end, at = (End.TOP if ends[0] == "top" else End.BOTTOM), ends[1]
    if p.word(at) in ("and", "or"):
        return None
    said = _extent(p, at)
    if said is None:
        return None
    by, value, at = said
    at = _after_extent(p, at)
    where = _where(p, at)
    at = where[1] if where is not None else at
    measure, at = _measured_by(p, at, start)
    if measure is None:
        return None
    if where is None and by is RankBy.COUNT and p.word(at) in ("in", "from"):
        where = place_list(p, at + 1, bare=True)
        at = where[1] if where is not None else at
    return _made(p, measure, end, by, value, start, at, None if where is None else where[0])


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


def _extent(p: State, at: int) -> tuple[RankBy, Decimal, int] | None:
    """10%; 100; a quarter; decile; two deciles; ten percent."""
    if (p.word(at) in _TILES and p.word(at) not in ("half", "quarter", "third")) or (
        p.word(at) in ("half", "quarter", "third", "fifth", "tenth")
    ):
        return RankBy.SHARE, Decimal(1) / _TILES[p.word(at)], at + 1
    mark = p.mark()
    found = amount(p, at)
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


def _measured_by(p: State, at: int, start: int) -> tuple[Frame | None, int]:
    """What is ranked by; spend when the words do not say, which is noted."""
    named = SPEND_WHO.at(p.tokens, at)
    if named is not None:
        f = Frame("measure", start, measure=named[0])
        at = named[1]
        by = BY.at(p.tokens, at)
        if by is not None:
            f.measure, at = by
        elif p.word(at) == "by" and (other := MEASURES.at(p.tokens, at + 1)) is not None:
            f.measure, at = other
        return f, _modifiers(p, f, at)
    by = BY.at(p.tokens, at)
    if by is None:
        f = Frame("measure", start, measure="")
        at = _modifiers_before(p, f, at)
        by = BY.at(p.tokens, at)
    else:
        f = Frame("measure", start)
    if by is not None:
        f.measure = by[0]
        return f, _modifiers(p, f, by[1])
    if p.word(at) == "by" and (measure := MEASURES.at(p.tokens, at + 1 + (p.word(at + 1) in ("their", "the")))) is not None:
        f.measure = measure[0]
        return f, _modifiers(p, f, measure[1])
    p.note("ranked by net spend, as nothing else is said")
    f.measure = "spend"
    return f, at


def _modifiers_before(p: State, f: Frame, at: int) -> int:
    """A window or place before the measure: "top 100 customers in 2025 by spend"."""
    mark = p.mark()
    f.measure = "spend"
    end = _modifiers(p, f, at)
    if end == at:
        p.back(mark)
    return end


def _made(
    p: State, f: Frame, end: End, by: RankBy, value: Decimal, start: int, at: int, where: Condition | None = None
) -> tuple[Condition, int]:
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
        p.note("ranked among the customers of that place")
        bought = among or exists(p, Frame("buy", start))
        among = All((bought, where))
    measured = quantity(p, f)
    if f.measure == "days_since":
        end = End.BOTTOM if end is End.TOP else End.TOP
    if by is RankBy.SHARE:
        p.note("shares are of the customers with an order")
    return Rank(measured, end, by, value, among), p.take(start, at, Role.CONDITION)


def _number_first(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    """the 100 biggest spenders; 50 best customers by orders; 5% highest spending customers."""
    mark = p.mark()
    said = _extent(p, at)
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
        end = _modifiers(p, frame, end)
        return _made(p, frame, End.TOP, by, value, start, end)
    if ends is None:
        p.back(mark)
        return None
    at = _after_extent(p, ends[1])
    measure, at = _measured_by(p, at, start)
    if measure is None:
        return None
    return _made(p, measure, End.TOP if ends[0] == "top" else End.BOTTOM, by, value, start, at)


def _superlative(p: State, at: int) -> tuple[Condition, int] | None:
    """the 10% who spent the most; the 50 customers with the most orders."""
    start = at
    at = _skip(p, at)
    said = _extent(p, at)
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
    end = _modifiers(p, f, found[1])
    return _made(p, f, End(end_name), by, value, start, end)


def against_average(p: State, at: int) -> tuple[tuple[Comparator, Statistic], int] | None:
    """above average; below the median."""
    found = ABOVE.at(p.tokens, at)
    if found is None:
        return None
    if p.word(found[1]) in ("gap", "interval", "time", "of") or (
        p.word(found[1]) in ("order", "number", "basket")
        and p.text(at, found[1]).startswith(("above the", "over the", "higher than the"))
    ):
        return None
    comparator = Comparator.ABOVE if found[0].startswith("above") else Comparator.BELOW
    return (comparator, Statistic.MEDIAN if found[0].endswith("median") else Statistic.AVERAGE), p.take(
        at, found[1], Role.CONDITION
    )


def compared_to_average(p: State, measured: Quantity, said: tuple[Comparator, Statistic]) -> Condition:
    """The quantity against the figure of all customers."""
    p.note("the average is over the customers with an order")
    return Compare(measured, said[0], OfBase(said[1], measured))


def percentile(p: State, measured: Quantity, at: int) -> tuple[Condition, int] | None:
    """above the 90th percentile; in the top 10%; in the bottom quarter."""
    place = at
    while p.word(place) in ("is", "are", "in", "at", "lies", "falls", "within", "ranks", "puts", "them"):
        place += 1
    ends = ENDS.at(p.tokens, place + 1 if p.word(place) == "the" else place)
    if ends is not None:
        said = _extent(p, ends[1])
        if said is not None and said[0] is RankBy.SHARE:
            who = WHO.at(p.tokens, said[2])
            end = who[1] if who else said[2]
            return Rank(measured, End.TOP if ends[0] == "top" else End.BOTTOM, RankBy.SHARE, said[1]), p.take(
                at, end, Role.CONDITION
            )
    word = p.word(place)
    if word in ("above", "over", "beyond", "below", "under", "exceeding"):
        step = place + (2 if p.word(place + 1) == "the" else 1)
        token = p.tokens[step] if not p.done(step) else None
        if token is not None and token.value is not None and p.word(step + 1) == "percentile" and token.value <= 100:
            figure = OfBase(Statistic.PERCENTILE, measured, token.value)
            comparator = Comparator.BELOW if word in ("below", "under") else Comparator.ABOVE
            return Compare(measured, comparator, figure), p.take(at, step + 2, Role.CONDITION)
    return None
