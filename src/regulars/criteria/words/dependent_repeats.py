"""The same thing again, and how often in time: the same product 3 times, on the same day, in 4 of the last 6 months, within 7 days
of each other.
"""

from __future__ import annotations

from regulars.criteria.terms import Comparator, Past, Period, Unit
from regulars.criteria.tree import FieldValue
from regulars.criteria.words.amounts import AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.anchors import DAYS, anchor
from regulars.criteria.words.dependent_runs import PERIODS, take_best_period
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.lengths import length, unit
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS
from regulars.criteria.words.windows import window

_SAME = table(
    """
product_id: the same product; the same item; the same thing; the same products; one and the same product; the exact same product;
    the same article; the same sku; the exact same item; the same items; the same things
category: the same category; the same product category; something from the same category; from the same category;
    in the same category
coupon_code: the same coupon; the same code; the same coupon code; the same promo code; the same discount code; the same voucher
channel: the same channel; from the same channel; in the same channel; through the same channel; via the same channel;
    on the same channel
"""
)
_AGAIN = table("again: again; repeatedly; over and over; again and again; several times; more than one time; multiple times")
_EACH_OTHER = (("of", "each", "other"), ("of", "one", "another"), ("from", "each", "other"), ("apart", "at", "most"))
_APART = frozenset({"different", "distinct", "separate", "calendar", "individual", "unique"})


def take_same_value(p: State, f: Frame, at: int) -> int | None:
    """bought the same product 3 times; used the same coupon in 2 orders: how often the commonest one comes."""
    found = _SAME.at(p.tokens, at)
    if found is None or f.head not in ("buy", "use") or f.same_value is not None or f.goods:
        return None
    column, end = found
    many = _least(f.count) if f.count is not None else None
    if many is None:
        said = _times(p, end)
        if said is None:
            return None
        many, end = said
    if many < 2:
        return None
    f.count, f.noun, f.same_value = None, "", (column, many)
    f.objects = True
    return p.take(at, end, Role.CONDITION)


def _times(p: State, at: int) -> tuple[int, int] | None:
    """ "at least 3 times", "in two different orders", "again": the fewest it stands for."""
    again = _AGAIN.at(p.tokens, at)
    if again is not None:
        return 2, again[1]
    place = at + (p.word(at) in ("in", "on", "across", "over"))
    found = comparison(p, place)
    if found is None or found[0].kind not in (AmountKind.PLAIN, AmountKind.TIMES):
        return None
    cmp, end = found
    if cmp.kind is AmountKind.PLAIN:
        end += p.word(end) in _APART
        noun = ORDER_NOUNS.at(p.tokens, end)
        if noun is None and p.word(end) not in ("times", "occasions"):
            return None
        end = noun[1] if noun is not None else end + 1
    cmp, end = after_noun(p, cmp, end)
    many = _least(cmp)
    return None if many is None else (many, end)


def _least(cmp: Cmp | None) -> int | None:
    """The fewest of "at least 3", "more than 2" and "3"; None for a limit from above."""
    if cmp is None or len(cmp.parts) != 1 or cmp.value != int(cmp.value):
        return None
    if cmp.comparator in (Comparator.AT_LEAST, Comparator.EQUAL):
        return int(cmp.value)
    return int(cmp.value) + 1 if cmp.comparator is Comparator.ABOVE else None


def take_same_period(p: State, f: Frame, at: int) -> int | None:
    """twice on the same day; 3 times in any one year: the most in one calendar period."""
    if f.head == "spend":
        return _best_of_each(p, f, at)
    many = _least(f.count)
    if many is None or many < 2 or f.same_value is not None or f.noun not in ("", "order") or f.head in ("spend", "measure"):
        return None
    if p.negated and p.are(at, "in", "a") and unit(p, at + 2) is not None and p.word(at + 3) in ("", ",", ".", "and", "but", "or"):
        # "never ordered more than once in a year"
        at_unit = p.word(at + 2)
        if not p.choose(_IN_A_KEY + at, [(f"in any one calendar {at_unit}", True), (f"in the last {at_unit}", False)]):
            return None
        return _most_in(p, f, at, at + 2, many)
    for lead in _ONE_PERIOD:
        named = unit(p, at + len(lead)) if p.are(at, *lead) else None
        if named is not None and named[1] == 1 and p.kind(at + len(lead)) is not None:
            column = PERIODS.get(named[0])
            end = named[2]
            if p.word(end) in ("ago", "before", "after") or column is None:
                return None
            if f.count is not None and not f.count.said:
                p.note(f"{many} is taken as {many} or more of them {p.text(at, end)}")
            f.count, f.same_value = None, (column, many)
            return p.take(at, end, Role.CONDITION)
    return None


# apart from the keys of other choices, which are places of the request or far from these
_IN_A_KEY = 310_000


def _most_in(p: State, f: Frame, start: int, at: int, many: int) -> int | None:
    """So many or more in one calendar unit, which stands at `at`."""
    named = unit(p, at)
    column = PERIODS.get(named[0]) if named is not None else None
    if named is None or column is None:
        return None
    f.count, f.same_value = None, (column, many)
    return p.take(start, named[2], Role.CONDITION)


def _best_of_each(p: State, f: Frame, at: int) -> int | None:
    """spent over $500 in a single month: in any one calendar month."""
    alone = unit(p, at + 2) if p.are(at, "in", "a") and p.word(at + 3) in ("", ",", ".", "and", "but", "or") else None
    if alone is not None and f.money is not None and not f.windows:
        ways = [(f"in any one calendar {alone[0].value}", True), (f"in the last {alone[0].value}", False)]
        return take_best_period(p, f, at, alone[2], alone[0]) if alone[0] in PERIODS and p.choose(_IN_A_KEY + at, ways) else None
    for lead in _ONE_PERIOD:
        named = unit(p, at + len(lead)) if p.are(at, *lead) and not {"the", "same"} & set(lead) else None
        if named is not None:
            return take_best_period(p, f, at, named[2], named[0])
    return None


_ONE_PERIOD = (
    ("on", "the", "same"),
    ("in", "the", "same"),
    ("within", "the", "same"),
    ("during", "the", "same"),
    ("the", "same"),
    ("on", "one"),
    ("in", "one"),
    ("within", "one"),
    ("on", "a", "single"),
    ("in", "a", "single"),
    ("within", "a", "single"),
    ("on", "any", "one"),
    ("in", "any", "one"),
    ("within", "any", "one"),
    ("on", "any"),
    ("in", "any", "single"),
    ("on", "any", "single"),
    ("in", "any", "given"),
    ("on", "any", "given"),
    ("in", "any"),
)


def take_periods(p: State, f: Frame, at: int) -> int | None:
    """in at least 4 of the last 6 months; on 3 different days; in 2 separate years: how many calendar periods have one."""
    if f.head in ("spend", "measure", "sign_up", "position") or f.periods is not None or p.word(at) not in ("in", "on", "during"):
        return None
    found = comparison(p, at + 1)
    if found is None or found[0].kind is not AmountKind.PLAIN:
        return None
    cmp, end = found
    of_them = _of_last(p, f, at, cmp, end)
    if of_them is not None:
        return of_them
    if p.word(end) not in _APART:
        return None
    while p.word(end) in _APART:
        end += 1
    named = unit(p, end)
    column = PERIODS.get(named[0]) if named is not None and named[1] == 1 else None
    if named is None or column is None or f.count is not None:
        return None
    f.periods = (column, cmp)
    return p.take(at, named[2], Role.CONDITION)


def _of_last(p: State, f: Frame, start: int, cmp: Cmp, at: int) -> int | None:
    """ "of the last 6 months": whole calendar ones, of which so many have an order."""
    if p.word(at) != "of" or f.windows or f.count is not None:
        return None
    group = window(p, at + 1 + (p.word(at + 1) in ("these", "those")), bare=True)
    said = group[0].window if group is not None else None
    if group is None or not isinstance(said, Past | Period):
        return None
    column = PERIODS.get(said.unit)
    if column is None or (isinstance(said, Past) and (said.older is None or said.newer)):
        return None
    f.windows = [Period(said.unit, -(said.older or 1), -1) if isinstance(said, Past) else said]
    if not cmp.said:
        p.note(f"“{p.text(start, group[1])}” is taken as so many or more")
        cmp = Cmp(((Comparator.AT_LEAST, cmp.parts[0][1]),))
    f.periods = (column, cmp)
    return p.take(start, group[1], Role.CONDITION)


def take_close(p: State, f: Frame, at: int) -> int | None:
    """two orders within 7 days of each other; twice within any 30 days; shoes and bags within a week of one another."""
    if p.word(at) not in ("within", "in", "inside") or f.sequels or f.head in ("spend", "measure", "position", "sign_up"):
        return None
    place = at + 1
    anywhere = p.word(place) == "any"
    many = length(p, place + anywhere)
    if many is None or (anywhere and p.word(place + 1) in ("a", "one", "single", "given")):
        return None
    end = many[2]
    tail = next((len(words) for words in _EACH_OTHER if p.are(end, *words)), 0)
    if not tail and not anywhere:
        return None
    end += tail
    end += p.word(end) in ("period", "window", "span", "stretch")
    days = DAYS[many[1]] * many[0]
    pair = len(f.goods) == 1 and f.goods[0].every and len(f.goods[0].parts) == 2 and f.count is None
    least = _least(f.count)
    if pair:
        f.close = days
        return p.take(at, end, Role.WINDOW)
    if least != 2 or f.noun not in ("", "order"):
        p.object(
            at,
            end,
            "can be asked only of one order or event and the next",
            f"say “twice {p.text(at, end)}”, or a time such as 2026",
        )
        return end
    f.count = None
    f.sequels.append(Sequel(f.copy(), after=True, days=days))
    return p.take(at, end, Role.WINDOW)


def take_day_of(p: State, f: Frame, at: int) -> int | None:
    """ordered on the day they signed up; in the same month as their sign-up; signed up and ordered on the same day."""
    place = at + (p.word(at) in ("on", "in", "within", "during"))
    place += p.word(place) == "the"
    same = p.word(place) == "same"
    place += same
    unit_said = _SAME_UNITS.get(p.word(place))
    alone = place == at
    if alone or unit_said is None or f.around is not None or f.head in ("spend", "measure", "position") or f.count is not None:
        return None
    place += 1
    after_sign_up = isinstance(p.previous, Frame) and p.previous.head == "sign_up"
    if same and after_sign_up and f.head != "sign_up" and p.word(place) in ("", ",", ".", "and", "but", "or"):
        f.same_day, f.same_unit = CREATED_AT, unit_said
        return p.take(at, place, Role.CONDITION)
    step = place
    while p.word(step) in ("as", "of", "that", "when", "on", "in", "which", "they"):
        step += 1
    found = anchor(p, step)
    own = found is not None and found[2] and not f.is_event and f.head != "sign_up"
    if found is None or own or (f.head == "sign_up" and not found[2]):
        return None
    if not same and p.word(place) not in ("of", "that", "when", "they", "on", "in"):
        return None
    f.same_day, f.same_unit = found[0], unit_said
    p.take(at, step, Role.CONDITION)
    return found[1]


_SAME_UNITS = {"day": Unit.DAY, "month": Unit.MONTH, "year": Unit.YEAR}
CREATED_AT = FieldValue("created_at")
