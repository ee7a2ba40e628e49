"""One clause of a request: who somebody is, what somebody did or did not do, how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from regulars.criteria.terms import Comparator, Period, Unit, Window
from regulars.criteria.tree import Condition, Constant, Not, Position, Within
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison, number, times_noun
from regulars.criteria.words.attributes import attribute
from regulars.criteria.words.building import compared, condition, last_order, nth_order, quantity
from regulars.criteria.words.comparisons import relative
from regulars.criteria.words.dependents import bare_money, dependents, exact_size, place_amount, said_share, share_amount
from regulars.criteria.words.filters import filter_list, goods_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import COUPON
from regulars.criteria.words.rankings import against_average, compared_to_average, percentile, ranking
from regulars.criteria.words.results import Role
from regulars.criteria.words.specials import plain_group, vague_group
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import BEFORE
from regulars.criteria.words.tables.lexicon import (
    AUXILIARIES,
    MEASURES,
    NEGATIONS,
    OPENERS,
    ORDER_NOUNS,
    POSITIONS,
    SUBJECTS,
    UNIT_NOUNS,
)
from regulars.criteria.words.verbs import verb_frame
from regulars.criteria.words.windows import amount_of_time, length, window

LEADERS = frozenset(OPENERS | SUBJECTS | AUXILIARIES | {"their", "there", "whose", "with", "having", "made", "been"})
_BUYERS = frozenset({"buyers", "buyer", "shoppers", "shopper", "customers", "customer", "purchasers", "orders", "purchases", "users", "people"})


@dataclass(slots=True)
class Clause:
    """A clause as read. `fixed` is the condition of one that is no frame; `bare`: it began without who, have or a negation."""

    start: int
    end: int
    frame: Frame | None = None
    fixed: Condition | None = None
    negated: bool = False
    bare: bool = True
    own_window: bool = False
    attribute: bool = False
    perfect: bool = False
    past: bool = False
    echo: Frame | None = None

    @property
    def leading(self) -> Frame | None:
        """The frame that a shortened clause after it takes its verb from."""
        return self.frame or self.echo

    def made(self, p: State) -> Condition:
        """The condition of the clause, negation and all."""
        if self.frame is not None:
            self.frame.negated = self.negated
            if self.frame.against_rank is not None:
                return Not(self.frame.against_rank) if self.negated else self.frame.against_rank
            return condition(p, self.frame)
        assert self.fixed is not None
        return Not(self.fixed) if self.negated else self.fixed


def clause(p: State, at: int, previous: Clause | None) -> Clause | None:
    """The clause at the place; `previous` is the one before, whose verb a shortened one takes over."""
    start = at
    fronted: list[Window] = []
    negated, bare, perfect = False, True, False
    while True:
        if p.done(at):
            return None
        begun = _begun(p, start, at, previous, negated)
        if begun is not None:
            if begun.frame is not None and begun.frame.denied:
                begun.frame.denied, begun.negated = False, not begun.negated
            begun.negated = begun.negated != negated
            begun.bare = begun.bare and bare
            begun.perfect = perfect
            begun.past = "did" in (p.word(at - 2), p.word(at - 1)) or p.word(at - 1) in ("without", "not") and p.word(at - 2) == "did" or p.word(at - 1) == "without"
            _front(begun, fronted)
            if begun.frame is not None and begun.frame.each is not None and not begun.frame.windows:
                _regular(p, begun.frame)
            if begun.frame is not None and not _sound(begun.frame):
                return None
            return begun
        no = NEGATIONS.at(p.tokens, at)
        if no is not None and not (p.word(at) == "no" and p.word(at + 1) in ("more", "less", "fewer")):
            at = p.take(at, no[1], Role.CONDITION)
            perfect = perfect or p.word(no[1] - 2) in ("have", "has")
            negated, bare = not negated, False
            continue
        when = window(p, at) if not fronted and not negated else None
        if when is not None and when[0].window is not None:
            fronted.append(when[0].window)
            at = p.skip(when[1], (",",))
            continue
        word = p.word(at)
        if word in LEADERS:
            bare = bare and word not in ("who", "have", "has", "had", "that", "whose", "are", "is", "did", "do", "with")
            perfect = perfect or word in ("have", "has")
            at = p.take(at, at + 1, Role.HARMLESS)
            continue
        return None


def _regular(p: State, f: Frame) -> None:
    """Every month, of no time that is said: a choice of the recent ones."""
    assert f.each is not None
    unit = f.each[0]
    ways = {Unit.DAY: (30, 7), Unit.WEEK: (4, 12, 52), Unit.MONTH: (12, 6, 3), Unit.QUARTER: (4, 8), Unit.YEAR: (2, 3)}.get(unit, (12,))
    f.windows = [p.choose(f.start, [(f"in each of the last {n} full {unit.value}s", Period(unit, -n, -1)) for n in ways])]


def _sound(f: Frame) -> bool:
    """Whether every part of the frame is one that its head has a meaning for, so that nothing said is dropped."""
    orders = f.goods or f.size or f.only
    if f.head == "sign_up":
        return not (orders or f.count or f.money or f.filters or f.share or f.sequels or f.each or f.relative or f.against or f.position)
    if f.is_event and f.head != "measure":
        return not (f.goods or f.size or f.money or f.position or (f.only and not f.filters)) and (f.share is None or f.head in ("open", "click"))
    if f.head == "measure":
        return not (f.share or f.each or f.only or f.sequels or f.same_value or f.position)
    if f.head == "spend":
        return not (f.size or f.each or f.sequels or f.position or f.count) and not (f.relative and not f.against)
    if f.head == "position":
        return not (f.count or f.money or f.share or f.each or f.only or f.relative)
    if f.head in ("return", "cancel"):
        return not (f.each or f.same_value or (f.money and f.head == "cancel"))
    if f.relative is not None and f.against is None and f.against_rank is None:
        return False
    return not (f.against is not None and (f.count or f.money or f.share or f.each or f.sequels))


def _front(c: Clause, fronted: list[Window]) -> None:
    if fronted and c.frame is not None and not c.frame.windows:
        c.frame.windows = list(fronted)
        c.own_window = True


def _begun(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    p.previous = previous.leading if previous is not None else None
    for read in _READERS:
        mark = p.mark()
        found = read(p, start, at, previous, negated)
        if found is not None:
            return found
        p.back(mark)
    return None


def _saved(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """The user's own words."""
    if not p.index.saved:
        return None
    from regulars.criteria.words.links import stems

    for end in range(min(len(p.tokens), at + 6), at, -1):
        found = p.index.saved.get(stems(p, at, end))
        if found is not None:
            p.note(f"“{found[0]}” is your own word")
            return Clause(at, p.take(at, end, Role.VALUE), fixed=found[1], attribute=True)
    return None


def _plain(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    found = plain_group(p, at)
    if found is None:
        return None
    end = found[1]
    if p.word(end) == ":" :
        end = p.take(end, end + 1, Role.HARMLESS)
    after = window(p, end)
    if after is not None and after[0].window is not None:
        return None
    if p.word(end) in ("in", "from", "of", "within") and goods_list(p, end + 1):
        return None
    if NEGATIONS.at(p.tokens, end) is None and p.word(end) in ("than", "as", "more"):
        return None
    if _more_follows(p, end):
        return None
    return Clause(at, end, fixed=found[0], attribute=True, echo=Frame("buy", at, noun="order"))


_CONTINUES = frozenset("within after before since on via through using every each times per worth for over under above below".split())


def _more_follows(p: State, end: int) -> bool:
    """Whether what follows still belongs to the same verb, so that the name alone would lose it."""
    if p.word(end) in _CONTINUES:
        return True
    if p.word(end) in ("in", "from", "at", "with", "of", "by"):
        mark = p.mark()
        found = filter_list(p, end) is not None
        p.back(mark)
        return found
    return False


def _vague(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    found = vague_group(p, at)
    if found is None:
        return None
    if _more_follows(p, found[1]) or p.word(found[1]) in ("than", "as") or window_follows(p, found[1]):
        return None
    return Clause(at, found[1], fixed=found[0], attribute=True)


def window_follows(p: State, at: int) -> bool:
    """Whether a window begins here; nothing is taken."""
    mark = p.mark()
    found = window(p, at)
    p.back(mark)
    return found is not None and found[0].window is not None


def _rank(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    found = ranking(p, at)
    return None if found is None else Clause(at, found[1], fixed=found[0], attribute=True)


def _attribute(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    found = attribute(p, at)
    if found is None:
        return None
    return Clause(at, found[1], fixed=found[0], attribute=True)


def _position(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """First order ...; last order more than 60 days ago; second purchase within 30 days of the first."""
    position = POSITIONS.at(p.tokens, at)
    if position is None:
        return None
    number, place = int(position[0]), position[1]
    groups: list[Group] = []
    while True:
        noun = ORDER_NOUNS.at(p.tokens, place)
        if noun is not None:
            break
        adjective = filter_list(p, place) or (goods_list(p, place) if False else None)
        if adjective is None or p.word(place) in ("in", "on", "at", "from"):
            break
        groups.append(adjective[0])
        place = adjective[1]
    if noun is not None:
        end = p.take(at, noun[1], Role.CONDITION)
    elif p.word(place) in ("bought", "ordered", "purchased", "shopped", "buy", "order", "transacted"):
        if p.word(place) in ("order",):
            return None
        end = p.take(at, place + 1, Role.CONDITION)
    else:
        return _event_position(p, at, number, place)
    f = Frame("position", at, position=None if groups else Position(abs(number), number < 0))
    if groups:
        return None
    f.objects = True
    end = _position_rest(p, f, end)
    if p.word(end) in ("date", "was", "is", "were", "being", "made", "placed", "came", "happened", "took", "of") and p.word(end) != "":
        moved = end
        while p.word(moved) in ("date", "was", "is", "were", "being", "made", "placed", "came", "happened", "took", "place", "value", "total", "of"):
            moved += 1
        p.take(end, moved, Role.HARMLESS)
        end = dependents(p, f, moved)
    negative = NEGATIONS.at(p.tokens, end)
    inner_not = False
    if negative is not None and f.plain is False and not (f.windows or f.filters or f.goods or f.size or f.around):
        end = p.take(end, negative[1], Role.CONDITION)
        end = dependents(p, f, end)
        inner_not = True
    if f.lasting or not (f.windows or f.filters or f.goods or f.size or f.around or f.sequels or f.days):
        timed = _timed(p, number, end, at)
        if timed is not None:
            return timed
        if f.relative is None and f.position is not None and f.position.number > 1 and not f.position.from_end and p.word(end) in ("", ",", "and", "but"):
            return Clause(at, end, frame=f)
        return None
    if inner_not:
        return Clause(at, end, fixed=_presumed_not(p, f))
    return Clause(at, end, frame=f)


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
    many = int(cmp.value) * size
    older = cmp.comparator in (Comparator.ABOVE, Comparator.AT_LEAST)
    if len(cmp.parts) == 2:
        high = int(cmp.parts[1][1].value) * size
        return Clause(start, p.take(at, end, Role.WINDOW), fixed=Within(time, Past(high, many, unit)))
    said: Window = Past(None, many, unit) if older else Past(many, 0, unit)
    return Clause(start, p.take(at, end, Role.WINDOW), fixed=Within(time, said))


_LONGER = table("longer: in longer than; for longer than; in more than; for more than; longer than; in over; for over; in; for; more than")


def _own_rhythm(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """haven't ordered in (twice) longer than their usual gap: days since the last order against the customer's own gap."""
    verb = verb_frame(p, at)
    if verb is None or verb[0].head != "buy" or not negated:
        noun = ORDER_NOUNS.at(p.tokens, at) if negated else None
        if noun is None:
            return None
        end = noun[1]
    else:
        end = verb[1]
    lead = _LONGER.at(p.tokens, end)
    if lead is None:
        return None
    factor, place = Decimal(1), lead[1]
    many = {"twice": 2, "double": 2, "triple": 3}.get(p.word(place))
    if many is not None:
        factor, place = Decimal(many), place + 1
    elif (counted := number(p, place)) is not None and p.word(counted[1]) in ("times", "x"):
        factor, place = counted[0], counted[1] + 1
    while p.word(place) in ("their", "the", "own", "than", "as", "long"):
        place += 1
    measure = MEASURES.at(p.tokens, place)
    if measure is None or measure[0] not in ("average_gap", "longest_gap", "last_gap"):
        return None
    from regulars.criteria.tree import Compare, DaysSince, Scaled

    gap = quantity(p, Frame("measure", at, measure=measure[0]))
    right = gap if factor == 1 else Scaled(factor, gap)
    made = Compare(DaysSince(last_order()), Comparator.ABOVE, right)
    return Clause(at, p.take(at, measure[1], Role.CONDITION), fixed=made, negated=True)


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
    from regulars.criteria.terms import Aggregate
    from regulars.criteria.tree import Measure
    from regulars.criteria.words.quantities import rows

    time = Measure(Aggregate.LAST if number == -1 else Aggregate.FIRST, rows(p, f, None))
    return Clause(at, p.take(at, place, Role.CONDITION) and end, fixed=Within(time, f.windows[0]))


def _share_first(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """half of their orders used a coupon; all of their orders were in store; 80% of spend on shoes; a coupon on half of them."""
    from regulars.criteria.words.dependents import _SHARE_OF

    place = at
    while p.word(place) in ("whose", "with", "where", "who", "for", "whom", "have", "had", "placed", "made", "spend", "spent") and not p.done(place + 1):
        place += 1
    found = share_amount(p, place)
    if found is None:
        return _coupon_share(p, at, previous)
    cmp, end = found
    end += 1 if p.word(end) == "of" else 0
    base = _SHARE_OF.at(p.tokens, end)
    if base is None:
        return None
    f = Frame("buy", at)
    f.share, f.share_of = said_share(p, cmp), base[0]
    end = p.take(at, base[1], Role.CONDITION)
    mailed = "email" in p.text(at, end)
    if mailed:
        return None
    while p.word(end) in ("that", "were", "was", "are", "is", "used", "use", "had", "have", "came", "come", "placed", "made", "been", "went", "to", "included", "include", "contained", "contain", "being", "which", "has", "did", "do", "made", "comes", "paid", "bought"):
        if filter_list_here(p, end):
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    no = NEGATIONS.at(p.tokens, end)
    if no is not None and not filter_list_here(p, end):
        return None
    if p.word(end) in ("refunded", "returned", "sent", "cancelled"):
        f.head = "return" if p.word(end) != "cancelled" else "cancel"
        end = p.take(end, end + 1 + (p.word(end) == "sent"), Role.CONDITION)
    end = dependents(p, f, end)
    if f.windows and not (f.goods or f.filters or f.size) and f.head == "buy":
        f.share_of = "windows" if f.share_of == "count" else "spent_windows"
        if f.share_of == "spent_windows":
            f.head, f.share_of = "spend", "windows"
        return Clause(at, end, frame=f)
    if not (f.goods or f.filters or f.size or f.head in ("return", "cancel")):
        return None
    if f.share_of == "spend" and not f.goods and not f.filters:
        return None
    return Clause(at, end, frame=f)


def filter_list_here(p: State, at: int) -> bool:
    """Whether a filter begins here; nothing is taken."""
    mark = p.mark()
    found = filter_list(p, at)
    p.back(mark)
    return found is not None


def _coupon_share(p: State, at: int, previous: Clause | None) -> Clause | None:
    """a coupon on half of them or more; discount on at least 30% of orders."""
    found = filter_list(p, at)
    if found is None:
        return None
    f = Frame("buy", at)
    f.filters.append(found[0])
    end = dependents(p, f, found[1])
    return Clause(at, end, frame=f) if f.share is not None else None


def _measure(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """A measure by name, compared: AOV over 80; lifetime revenue above $1000; open rate below average."""
    place = at
    while p.word(place) in ("whose", "with", "their", "the", "a", "an", "own", "have", "has"):
        place += 1
    adjective = None
    if MEASURES.at(p.tokens, place) is None:
        adjective = filter_list(p, place) or goods_list(p, place)
        if adjective is not None:
            place = adjective[1]
    found = MEASURES.at(p.tokens, place)
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
    end = p.take(at, found[1], Role.CONDITION)
    end = _measure_rest(p, f, end)
    return _finished(p, f, at, end)


_COPULAS = ("is", "was", "are", "were", "of", "has", "been", ":", "=", "equals", "being", "at", "stands", "has", "have", "by", "that", "which", "in", "to", "adds", "up", "totals", "came", "comes", "being", "sits", "currently", "total", "have", "per", "order")


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
    from regulars.criteria.words.attributes import comparison_here

    mark = p.mark()
    found = comparison_here(p, at) or against_average(p, at) is not None or percentile(p, Constant(Decimal(0)), at) is not None or relative(p, at) is not None or length(p, at) is not None or amount_of_time(p, at) is not None
    p.back(mark)
    return found


def _finished(p: State, f: Frame, at: int, end: int) -> Clause | None:
    """The comparison of a measure, in whichever form it is said."""
    if f.against is not None or f.against_rank is not None:
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
        return Clause(at, end, fixed=compared_to_average(p, quantity(p, f), average[0]))
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
        return None
    cmp, last = found
    if cmp.kind is AmountKind.SHARE and f.measure not in ("open_rate", "click_rate", "click_to_open", "refund_rate", "coupon_rate", "discount_rate", "cancel_rate", "refund_money_rate"):
        return None
    if cmp.kind is AmountKind.PLAIN and f.measure.endswith("_rate") and cmp.value > 1:
        cmp = Cmp(tuple((c, Amount(a.value / 100, AmountKind.SHARE)) for c, a in cmp.parts), cmp.said)
    cmp, last = after_noun(p, cmp, last)
    if p.word(last) in ("orders", "order", "items", "opens", "clicks", "purchases", "visits", "products", "times", "dollars", "units", "years", "transactions", "emails"):
        last = p.take(last, last + 1, Role.HARMLESS)
        cmp, last = after_noun(p, cmp, last)
    f.money = cmp
    return _rest_of_measure(p, f, at, last)


def _timed_measure(p: State, f: Frame, cmp: Cmp, unit: Unit, size: int, at: int, end: int) -> Clause:
    f.days = Cmp(tuple((c, Amount(a.value * size, a.kind)) for c, a in cmp.parts)), unit
    if unit not in (Unit.DAY, Unit.WEEK):
        p.note(f"a {unit.value} is taken as {({Unit.MONTH: 30, Unit.QUARTER: 91, Unit.YEAR: 365})[unit]} days here")
    return Clause(at, end, frame=f)


def _rest_of_measure(p: State, f: Frame, at: int, end: int) -> Clause:
    return Clause(at, dependents(p, f, end), frame=f)


def _amount_first(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """3+ orders; $500 in revenue; more than 5 opens; no more than 2 returns; an order over $80; less than $200."""
    found = comparison(p, at)
    if found is None:
        return None
    cmp, end = found
    if not cmp.said and cmp.kind is AmountKind.PLAIN and p.word(end) in ("days", "day", "weeks", "months", "years", "month", "year", "week"):
        return None
    if cmp.kind is AmountKind.SHARE:
        return None
    times = times_noun(p, end) if cmp.kind is AmountKind.PLAIN else None
    if times is not None:
        cmp, end = after_noun(p, cmp.as_kind(AmountKind.TIMES), times)
    if cmp.kind is AmountKind.TIMES:
        return _times_first(p, at, cmp, end, previous)
    if cmp.kind is AmountKind.MONEY:
        return _money_first(p, at, cmp, end, previous)
    return _count_first(p, at, cmp, end, previous, negated)


def _times_first(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None) -> Clause | None:
    if p.word(end) in ("a", "an", "per", "every", "each") or previous is None or previous.leading is None:
        verb = verb_frame(p, end)
        if verb is None:
            return None
        f, last = verb
        f.count = cmp
        return Clause(at, dependents(p, f, last), frame=f)
    verb = verb_frame(p, end)
    if verb is not None:
        f, last = verb
        f.count = cmp
        return Clause(at, dependents(p, f, last), frame=f)
    f = _again(previous.leading)
    f.count = cmp
    return Clause(at, dependents(p, f, end), frame=f)


def _again(f: Frame) -> Frame:
    """The same verb, with nothing else taken over."""
    return Frame(f.head, f.start, measure=f.measure if f.head == "measure" else "", noun="")


def _money_first(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None) -> Clause | None:
    sized = cmp
    cmp = bare_money(p, cmp)
    f = Frame("spend", at)
    f.money = cmp
    for lead in (("or", "more"), ("in",), ("of",), ("worth", "of"), ("total",), ("lifetime",), ("in", "total"), ("in", "their"), ("of", "total"), ("in", "lifetime"), ("worth",)):
        measure = MEASURES.at(p.tokens, end + len(lead)) if p.are(end, *lead) else None
        if measure is not None and measure[0] in ("spend", "aov", "discounts", "refund_total", "count"):
            f = Frame("measure" if measure[0] != "count" else "spend", at, measure=measure[0] if measure[0] != "count" else "")
            f.money = cmp
            end = p.take(end, measure[1], Role.CONDITION)
            return Clause(at, dependents(p, f, end), frame=f)
    direct = MEASURES.at(p.tokens, end)
    if direct is not None and direct[0] in ("spend", "aov", "discounts", "refund_total"):
        f = Frame("measure", at, measure=direct[0])
        f.money = cmp
        return Clause(at, dependents(p, f, p.take(end, direct[1], Role.CONDITION)), frame=f)
    noun = ORDER_NOUNS.at(p.tokens, end)
    if noun is not None and p.word(end) in ("order", "purchase", "basket", "transaction", "orders", "purchases", "transactions"):
        f = Frame("buy", at)
        f.objects = True
        f.size = exact_size(p, f, sized)
        return Clause(at, dependents(p, f, p.take(end, noun[1], Role.CONDITION)), frame=f)
    verb = verb_frame(p, end)
    if verb is not None and verb[0].head == "spend":
        verb[0].money = cmp
        return Clause(at, dependents(p, f, verb[1]), frame=f)
    if previous is not None and previous.leading is not None and previous.leading.head in ("measure", "spend", "position"):
        f = _again(previous.leading)
        f.money = cmp
        if previous.leading.head == "position":
            f.position, f.money, f.size = previous.leading.position, None, cmp
    return Clause(at, dependents(p, f, end), frame=f)


_EVENT_NOUNS = {"open": "open", "click": "click", "visit": "visit", "view": "view", "cart": "cart", "return": "return", "cancel": "cancel", "sent": "send", "unsubscribe": "unsubscribe"}


def _count_first(p: State, at: int, cmp: Cmp, end: int, previous: Clause | None, negated: bool) -> Clause | None:
    f = Frame("buy", at)
    groups: list[Group] = []
    place = end
    while True:
        if p.word(place) in ("of", "our", "total", "such", "more", "separate", "individual", "lifetime", "distinct", "different", "completed", "single", "different", "the", "unique", "email") and UNIT_NOUNS.at(p.tokens, place) is None:
            place += 1
            continue
        noun = UNIT_NOUNS.at(p.tokens, place)
        if noun is not None:
            break
        adjective = filter_list(p, place)
        if adjective is None:
            break
        groups.append(adjective[0])
        place = adjective[1]
    if noun is None:
        return _counted_goods(p, at, cmp, place, groups, previous)
    end = p.take(place, noun[1], Role.CONDITION)
    kind = noun[0]
    if kind == "email" or kind == "campaign":
        return _emails_counted(p, at, cmp, end, kind)
    if kind in _EVENT_NOUNS:
        f.head = _EVENT_NOUNS[kind]
    elif kind in ("full_refund", "partial_refund"):
        from regulars.criteria.words.links import status_values
        from regulars.criteria.tree import RowText
        from regulars.criteria.terms import TextOperator

        f.filters.append(Group((RowText("status", TextOperator.ANY_OF, status_values(p, "refunded" if kind == "full_refund" else "partially_refunded")),)))
    elif kind == "discounted":
        from regulars.criteria.words.quantities import DISCOUNTED

        f.filters.append(Group((DISCOUNTED,)))
    elif kind == "coupon_use":
        f.filters.append(Group((COUPON,)))
    elif kind in ("day", "month", "year"):
        p.object(at, end, f"different {kind}s cannot be counted", f"ask for at least one order in every {kind} of a period")
    else:
        f.noun = kind
    f.filters.extend(groups)
    f.count, end = after_noun(p, cmp, end)
    f.objects = True
    while p.word(end) in ("placed", "made", "bought", "purchased", "ordered", "that", "were", "was", "been", "have", "used", "received", "completed", "redeemed", "with", "us") and not p.done(end):
        if p.word(end) == "with" and p.word(end + 1) != "us":
            break
        if p.word(end) in ("that", "were", "was", "been", "have") and p.word(end + 1) not in ("placed", "made", "bought", "been", "over", "were", "are", "returned", "refunded", "in", "on", "used", "above", "under", "discounted"):
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    if p.word(end) in ("opened", "clicked", "viewed", "abandoned", "refunded", "returned") and kind in ("email", "order", "products", "product", "cart", "view"):
        f.head = {"opened": "open", "clicked": "click", "viewed": "view", "abandoned": "cart", "refunded": "return", "returned": "return"}[p.word(end)]
        f.noun = "" if f.is_event else f.noun
        end = p.take(end, end + 1, Role.CONDITION)
    return Clause(at, dependents(p, f, end), frame=f)


def _emails_counted(p: State, at: int, cmp: Cmp, end: int, kind: str) -> Clause | None:
    heads = {"opened": "open", "clicked": "click", "received": "send", "sent": "send", "read": "open"}
    if p.word(end) not in heads:
        return None
    f = Frame(heads[p.word(end)], at, noun="campaign" if kind == "campaign" else "")
    f.count = cmp
    return Clause(at, dependents(p, f, p.take(end, end + 1, Role.CONDITION)), frame=f)


def _counted_goods(p: State, at: int, cmp: Cmp, place: int, groups: list[Group], previous: Clause | None) -> Clause | None:
    f = Frame("buy", at)
    f.filters.extend(groups)
    goods = goods_list(p, place)
    if goods is not None:
        after = UNIT_NOUNS.at(p.tokens, goods[1])
        f.goods.append(goods[0])
        f.noun = "order" if after is not None and after[0] == "order" else "unit"
        end = p.take(goods[1], after[1], Role.CONDITION) if after is not None and after[0] in ("order", "unit", "products") else goods[1]
        f.count, end = after_noun(p, cmp, end)
        while p.word(end) in ("bought", "purchased", "ordered"):
            end = p.take(end, end + 1, Role.HARMLESS)
        return Clause(at, dependents(p, f, end), frame=f)
    if groups:
        return None
    verb = verb_frame(p, place)
    if verb is not None and cmp.said and verb[0].head in ("spend",) and verb[1] > place:
        f, end = verb
        f.money = cmp.as_kind(AmountKind.MONEY)
        return Clause(at, dependents(p, f, end), frame=f)
    if previous is None or previous.leading is None or not cmp.said:
        return None
    f = _again(previous.leading)
    if f.head == "position":
        f.position = previous.leading.position
    base = previous.leading
    if base.count is not None and (p.word(place) in ("", ",", "and", "but", "or") or p.word(place) in LEADERS):
        f = base.copy()
        f.count, place = after_noun(p, cmp, place)
        return Clause(at, place, frame=f)
    end = place_amount(p, f, cmp, place)
    return None if end is None else Clause(at, dependents(p, f, end), frame=f)


def _order_phrase(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """An order over $80; orders in 2025; an online purchase; any refund; visits in May; a second order."""
    place = at
    while p.word(place) in ("a", "an", "any", "the", "some", "with", "at", "least", "have", "having", "their", "more", "repeat", "another") and not p.done(place + 1) and UNIT_NOUNS.at(p.tokens, place) is None:
        place += 1
    groups: list[Group] = []
    goods: list[Group] = []
    while (noun := UNIT_NOUNS.at(p.tokens, place)) is None:
        adjective = filter_list(p, place)
        if adjective is not None:
            groups.append(adjective[0])
        elif (adjective := goods_list(p, place)) is not None:
            goods.append(adjective[0])
        else:
            break
        place = adjective[1]
    buyers = p.word(place) in _BUYERS
    if noun is None and buyers and (groups or goods):
        f = Frame("buy", at)
        f.filters, f.goods = groups, goods
        only = p.word(place - 1) == "only"
        end = p.take(at, place + 1, Role.CONDITION)
        f.only = only
        return Clause(at, dependents(p, f, end), frame=f)
    if noun is None:
        return None
    kind = noun[0]
    heads = {**_EVENT_NOUNS, "order": "buy", "coupon_use": "buy", "discounted": "buy", "email": "", "unit": "", "products": "", "product": "", "category": "", "full_refund": "buy", "partial_refund": "buy"}
    head = heads.get(kind, "")
    if not head:
        return None
    f = Frame(head, at)
    f.objects = True
    f.noun = "order" if kind == "order" else ""
    f.filters, f.goods = groups, goods
    end = p.take(at, noun[1], Role.CONDITION)
    if kind == "coupon_use":
        f.filters.append(Group((COUPON,)))
    if kind == "discounted":
        from regulars.criteria.words.quantities import DISCOUNTED

        f.filters.append(Group((DISCOUNTED,)))
    if kind in ("full_refund", "partial_refund"):
        from regulars.criteria.terms import TextOperator
        from regulars.criteria.tree import RowText
        from regulars.criteria.words.links import status_values

        f.filters.append(Group((RowText("status", TextOperator.ANY_OF, status_values(p, "refunded" if kind == "full_refund" else "partially_refunded")),)))
    while p.word(end) in ("placed", "made", "bought", "that", "was", "were", "is", "are", "ever", "whatsoever", "from", "us", "with") and not p.done(end + 1):
        if p.word(end) in ("with", "from") and p.word(end + 1) != "us":
            break
        end = p.take(end, end + 1, Role.HARMLESS)
    return Clause(at, dependents(p, f, end), frame=f)


def _only_adjective(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """weekend-only shoppers; app-only customers; exclusively online buyers; only in store."""
    place = at
    before = p.word(place) in ("only", "exclusively", "solely", "strictly", "purely", "always")
    if before:
        place += 1
        while p.word(place) in ("have", "has", "ever"):
            place += 1
        if p.word(place) in ("ever",):
            place += 1
    verb = verb_frame(p, place) if before else None
    if verb is not None:
        f, end = verb
        last = dependents(p, f, end)
        f.only = True
        if f.goods or f.filters or f.windows:
            p.take(at, place, Role.CONDITION)
            return Clause(at, last, frame=f)
        return None
    found = filter_list(p, place) or goods_list(p, place)
    if found is None:
        return None
    end = found[1]
    after = p.word(end) in ("only", "exclusively", "exclusive")
    if not before and not after:
        return None
    end += 1 if after else 0
    if p.word(end) in _BUYERS:
        end += 1
    f = Frame("buy", at)
    f.only = True
    group = found[0]
    if getattr(group.parts[0], "column", "") in ("category", "product_title"):
        f.goods.append(group)
    else:
        f.filters.append(group)
    return Clause(at, dependents(p, f, p.take(at, end, Role.CONDITION)), frame=f)


def _verb(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    found = verb_frame(p, at)
    if found is None:
        return None
    f, end = found
    ordinal = _verb_position(p, f, end, previous)
    if ordinal is not None:
        return ordinal
    f.bare = True
    end = dependents(p, f, end)
    average = against_average(p, end) if f.against is None else None
    if average is not None:
        return Clause(at, average[1], fixed=compared_to_average(p, quantity(p, f), average[0]))
    if f.head == "spend" and f.measure == "aov" and f.money is not None:
        f.head = "measure"
        f.per_order = False
    elif f.head == "spend" and f.per_order and f.money is not None:
        f.head, f.size, f.money = "buy", f.money, None
    if not _whole(p, f, negated):
        return None
    return Clause(at, end, frame=f)


def _verb_position(p: State, f: Frame, at: int, previous: Clause | None) -> Clause | None:
    """placed their first order in 2025; made a second purchase within 30 days."""
    if f.head != "buy":
        return None
    place = at
    while p.word(place) in ("their", "a", "the", "his", "her"):
        place += 1
    position = POSITIONS.at(p.tokens, place)
    if position is None or ORDER_NOUNS.at(p.tokens, position[1]) is None:
        return None
    found = _position(p, at, place, previous, False)
    if found is not None:
        found.start = f.start
    return found


def _whole(p: State, f: Frame, negated: bool) -> bool:
    """Whether the frame says enough to stand."""
    if f.against is not None or f.against_rank is not None:
        return True
    if f.relative is not None:
        return False
    if f.head == "spend":
        if f.money is None and f.share is None and (f.goods or f.filters or f.windows):
            f.head = "buy"
            return True
        return f.money is not None or f.share is not None
    if f.head == "use":
        return bool(f.filters) or f.noun == "coupon"
    if f.head == "sign_up":
        return bool(f.windows or f.around or negated)
    return True


def _adjective_average(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """above average spend; more orders than 90% of customers; higher AOV than average; longer than usual since the last order."""
    average = against_average(p, at)
    if average is not None:
        measure = MEASURES.at(p.tokens, average[1])
        if measure is None:
            return None
        f = Frame("measure", at, measure=measure[0])
        end = dependents(p, f, p.take(average[1], measure[1], Role.CONDITION))
        return Clause(at, end, fixed=compared_to_average(p, quantity(p, f), average[0]))
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
    if measure is None and (goods := goods_list(p, place)) is not None:
        f.measure, f.relative = "units", said[0]
        f.goods.append(goods[0])
        measure_end = goods[1]
        p.note("amounts of goods are compared by units bought")
    elif measure is not None:
        f.measure, f.relative = measure[0], said[0]
        measure_end = p.take(place, measure[1], Role.CONDITION)
    else:
        return None
    end = dependents(p, f, measure_end)
    if f.against is None and f.against_rank is None:
        return None
    return Clause(at, end, frame=f)


_CHANGED = table("up: increased; grew; grown; went up; rose; risen; has increased; has grown; is up; is growing; has risen; is rising; has gone up; increasing; is increasing; growing; gone up; have increased\ndown: decreased; dropped; fell; declined; fallen; shrank; went down; has dropped; has decreased; has declined; has fallen; is down; is declining; is falling; is dropping; dropping; declining; falling; decreasing; gone down; has gone down; have decreased; is decreasing; have dropped; have declined")


def _changed(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
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
    change = _CHANGED.at(p.tokens, end)
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


def _elliptic(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """A shortened clause: "but never Electronics", "and not in 2025", "or at least twice"."""
    if previous is None or previous.leading is None:
        return None
    base = previous.leading
    f = _again(base)
    f.position = base.position
    mark = p.mark()
    end = dependents(p, f, at)
    if end == at:
        p.back(mark)
        days = window(p, at, bare=True)
        if days is None or days[0].window is None:
            return None
        f.windows, end = [days[0].window], days[1]
        f.window_text = p.text(at, end)
    if f.head == "spend" and f.money is None:
        if base.money is None:
            return None
        f.money = base.money
    if f.head == "measure":
        return None
    if f.plain and not f.objects:
        return None
    carried = _carry(base, f)
    return Clause(at, end, frame=carried)


def _carry(base: Frame, f: Frame) -> Frame:
    """What the fuller clause says and the shortened one does not replace."""
    if not f.goods and (f.windows or f.filters) and not f.objects:
        f.goods = [Group(g.parts, g.every, g.text) for g in base.goods] if len(base.goods) == 1 else []
    if not f.filters and f.windows and not f.goods:
        f.filters = list(base.filters)
    return f


def _segment_first(p: State, start: int, at: int, previous: Clause | None, negated: bool) -> Clause | None:
    """The name of a segment of the data wins over what its words could mean."""
    from regulars.criteria.words.attributes import _segment

    found = _segment(p, at)
    return None if found is None else Clause(at, found[1], fixed=found[0], attribute=True)


_READERS = (
    _saved,
    _own_rhythm,
    _segment_first,
    _plain,
    _rank,
    _changed,
    _adjective_average,
    _only_adjective,
    _share_first,
    _position,
    _attribute,
    _vague,
    _amount_first,
    _measure,
    _verb,
    _order_phrase,
    _elliptic,
)
