"""Clauses about what somebody does on average: an average of 2 items an order, averaging more than one order a month."""

from __future__ import annotations

from datetime import date, timedelta

from regulars.criteria.terms import Past, Period, Unit, Window
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.building import compared, quantity
from regulars.criteria.words.calendar_days import days_of
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependent_amounts import bare_money
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.lengths import unit
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import UNIT_NOUNS
from regulars.criteria.words.verbs import verb_frame
from regulars.criteria.words.windows import window

_LEAD = table(
    """
average: an average of; average of; averaging; averages; averaged; on average; an average; averaging about
"""
)
_PER_ORDER = table(
    """
order: per order; an order; each order; every order; in each order; in every order; per purchase; in an order; a purchase;
    per transaction; in their orders; per basket; on each order
"""
)


def read_average_of(p: State, at: int) -> Clause | None:
    """an average of at least 2 items per order; averaging more than one order a month; spends over $100 a month on average."""
    verb = verb_frame(p, at)
    place = verb[1] if verb is not None and verb[0].head in ("buy", "spend") else at
    lead = _LEAD.at(p.tokens, place)
    found = comparison(p, lead[1] if lead is not None else place)
    if found is None or found[0].kind not in (AmountKind.PLAIN, AmountKind.MONEY):
        return None
    cmp, end = found
    spends = cmp.kind is AmountKind.MONEY or (verb is not None and verb[0].head == "spend")
    noun = None if spends else UNIT_NOUNS.at(p.tokens, end)
    if not spends and (noun is None or noun[0] not in ("order", "unit", "products")):
        return None
    cmp, end = after_noun(p, cmp, noun[1] if noun is not None else end)
    if noun is not None and noun[0] != "order":
        return None if lead is None else _items(p, at, cmp, end)
    per_order = _PER_ORDER.at(p.tokens, end)
    if spends and lead is not None and per_order is not None:
        f = Frame("measure", at, measure="aov")
        f.money = cmp
        return Clause(at, p.take(at, per_order[1], Role.CONDITION), frame=f)
    if p.word(end) not in ("a", "per", "each", "every", "an"):
        return None
    per = unit(p, end + 1)
    if per is None or per[1] != 1:
        return None
    end = per[2]
    tail = _LEAD.at(p.tokens, end) if lead is None else None
    if lead is None and tail is None:
        return None
    end = tail[1] if tail is not None else end
    return _rate(p, at, cmp, per[0], p.take(at, end, Role.CONDITION), spends=spends)


def _items(p: State, at: int, cmp: Cmp, end: int) -> Clause:
    per = _PER_ORDER.at(p.tokens, end)
    if per is None:
        p.note("the average is taken per order")
    end = p.take(at, per[1] if per is not None else end, Role.CONDITION)
    f = Frame("measure", at, measure="units_per_order")
    when = window(p, end)
    if when is not None and when[0].window is not None:
        f.windows, end = [when[0].window], when[1]
    f.money = cmp
    return Clause(at, end, frame=f)


def _rate(p: State, at: int, cmp: Cmp, per: Unit, end: int, *, spends: bool) -> Clause | None:
    """So much in each unit of a time: so many times as much in all of it."""
    when = window(p, end)
    if when is None or when[0].window is None:
        if not spends:
            p.object(
                at, end, "names no time of which it is the average",
                "add one (“in the last 2 years”), or say “average time between orders under 183 days”",
            )  # fmt: skip
            return Clause(at, end, frame=Frame("buy", at))
        return None
    said, end = when[0].window, when[1]
    many = _units(said, per, p.as_of)
    if many is None:
        return None
    f = Frame("spend" if spends else "measure", at, measure="" if spends else "count", windows=[said])
    cmp = bare_money(p, cmp)
    every = Cmp(tuple((how, Amount(amount.value * many, amount.kind)) for how, amount in cmp.parts))
    p.note(f"an average per {per.value} of {many} of them is so much in all")
    return Clause(at, end, fixed=compared(quantity(p, f), every))


def _units(said: Window, per: Unit, as_of: date) -> int | None:
    """How many whole units a window has up to now; None where they are not whole."""
    if isinstance(said, Past):
        months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}
        steps = months if said.unit in months and per in months else {Unit.DAY: 1, Unit.WEEK: 7}
        if said.older is None or said.newer or said.unit not in steps or per not in steps:
            return None
        whole, rest = divmod(said.older * steps[said.unit], steps[per])
        return whole if whole and not rest else None
    days = days_of(said, as_of) if isinstance(said, Period) else said
    if days.first is None:
        return None
    last = as_of if days.last is None or days.last >= as_of else days.last + timedelta(days=1)
    if per in (Unit.DAY, Unit.WEEK):
        whole, rest = divmod((last - days.first).days, 1 if per is Unit.DAY else 7)
        return whole if whole and not rest else None
    months_between = (last.year - days.first.year) * 12 + last.month - days.first.month
    whole, rest = divmod(months_between, {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}.get(per, 1))
    return whole if whole and not rest and last.day == days.first.day else None
