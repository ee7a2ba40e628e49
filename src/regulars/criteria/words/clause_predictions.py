"""Clauses about what is predicted: likely to buy in the next 30 days, predicted lifetime value over 500.

A prediction is a figure of the model that a scoring run fits, never a fact: "will buy" is refused, "likely to buy" is a chance of
at least one half, which is said.
"""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator, End, RankBy, Unit
from regulars.criteria.tree import Compare, Condition, Constant, FieldValue, Known, Quantity, Rank
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.building import compared
from regulars.criteria.words.clause import Clause
from regulars.criteria.words.dependent_amounts import bare_money
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.lengths import length, unit
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.predictions import CHANCE, DEED, EXPECTED, HORIZON, LIKELY, VALUE
from regulars.criteria.words.windows import window
from regulars.fields import HORIZONS

_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30, Unit.QUARTER: 90, Unit.YEAR: 365}
_NO_HORIZON = "predictions are for the next 30, 90 or 365 days"
_NO_MODEL = "there are no predictions for this data; they are made from orders over a longer time"
# what "likely" and its kin stand for: the comparison of a chance with a share
_CHANCES = {
    "likely": (Comparator.AT_LEAST, "0.5"),
    "very_likely": (Comparator.AT_LEAST, "0.8"),
    "unlikely": (Comparator.BELOW, "0.5"),
    "very_unlikely": (Comparator.BELOW, "0.2"),
}


def read_prediction(p: State, at: int) -> Clause | None:
    """The prediction that begins here."""
    start = at
    while p.word(at) in word_set("with whose their the a an are is have has who that of to be our most") and not p.done(at + 1):
        if CHANCE.at(p.tokens, at) or VALUE.at(p.tokens, at) or LIKELY.at(p.tokens, at):
            break
        at += 1
    for read in (_ranked, _value, _chance, _expected, _likely):
        mark = p.mark()
        found = read(p, at)
        if found is not None:
            p.take(start, at, Role.HARMLESS)
            return Clause(start, found[1], fixed=found[0], attribute=True)
        p.back(mark)
    return None


def _field(p: State, name: str, start: int, end: int) -> FieldValue:
    if name not in p.index.shape.fields:
        p.object(start, end, _NO_MODEL, "ask for what they did: orders, spend, days since the last order")
    return FieldValue(name)


def _horizon(p: State, at: int) -> tuple[int, int] | None:
    """The days ahead and the place after them: in the next 30 days, next quarter, within a year."""
    lead = HORIZON.at(p.tokens, at)
    place = lead[1] if lead is not None else at
    if lead is None:
        return None
    many = length(p, place)
    named = unit(p, place) if many is None else None
    if many is None and named is None:
        return None
    size, step, end = many if many is not None else (named[1], named[0], named[2]) if named is not None else (0, Unit.DAY, at)
    days = size * _DAYS.get(step, 0)
    near = next((each for each in HORIZONS if abs(days - each) <= each // 30), None)
    if near is None:
        p.object(at, end, _NO_HORIZON, "ask for one of them")
        return HORIZONS[0], p.take(at, end, Role.WINDOW)
    if step is not Unit.DAY:
        p.note(f"“{p.text(at, end)}” is taken as the next {near} days")
    return near, p.take(at, end, Role.WINDOW)


def _over(p: State, start: int, days: int | None, make: str, end: int) -> FieldValue:
    """The field of a horizon; a horizon that is not said is a choice."""
    if days is not None:
        return _field(p, f"{make}_{days}d", start, end)
    return p.choose(start, [(f"in the next {each} days", _field(p, f"{make}_{each}d", start, end)) for each in HORIZONS])


def _chance_of(p: State, deed: str, days: int | None, start: int, end: int) -> FieldValue:
    if deed == "alive" or (deed == "back" and days is None):
        return _field(p, "probability_alive", start, end)
    return _over(p, start, days, "probability_buys", end)


def _likely(p: State, at: int) -> tuple[Condition, int] | None:
    """likely to buy in the next 30 days; unlikely to come back."""
    how = LIKELY.at(p.tokens, at)
    deed = DEED.at(p.tokens, how[1]) if how is not None else None
    if how is None or deed is None:
        return None
    if deed[0] == "spend":
        return _spending(p, at, deed[1])
    end = deed[1]
    if deed[0] == "leave":
        p.object(
            at,
            end,
            "who leaves is not predicted as such",
            "ask for “probability alive under 50%” or “unlikely to buy in the next 90 days”",
        )
        return Compare(Constant(Decimal(0)), Comparator.EQUAL, Constant(Decimal(1))), p.take(at, end, Role.CONDITION)
    goods = goods_list(p, end)
    if goods is not None:
        p.object(
            end,
            goods[1],
            "predictions are of orders, not of what will be in them",
            "leave the goods out, or ask who bought them before",
        )
        end = goods[1]
    said = _horizon(p, end)
    end = said[1] if said is not None else end
    field = _chance_of(p, deed[0], None if said is None else said[0], at, end)
    comparator, share = _CHANCES[how[0]]
    limit = "at least" if comparator is Comparator.AT_LEAST else "less than"
    p.note(f"“{p.text(at, how[1])}” is taken as a chance of {limit} {Decimal(share):.0%}")
    return Compare(field, comparator, Constant(Decimal(share))), p.take(at, end, Role.CONDITION)


def _spending(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    """expected to spend over $200 in the next 90 days."""
    early = _horizon(p, at)
    place = early[1] if early is not None else at
    cmp = comparison(p, place)
    if cmp is None or cmp[0].kind not in (AmountKind.MONEY, AmountKind.PLAIN):
        return None
    money, end = after_noun(p, cmp[0].as_kind(AmountKind.MONEY), cmp[1])
    late = _horizon(p, end) if early is None else None
    end = late[1] if late is not None else end
    other = window(p, end, bare=True) if early is None and late is None else None
    if other is not None and other[0].window is not None:
        p.object(end, other[1], f"is no time that is predicted; {_NO_HORIZON}", "ask for one of them")
        end = other[1]
    days = (early or late or (None, 0))[0]
    field = _over(p, start, days, "expected_revenue", end)
    p.note("what is expected is an average over customers like this one")
    return compared(field, bare_money(p, money)), p.take(start, end, Role.CONDITION)


def _expected(p: State, at: int) -> tuple[Condition, int] | None:
    """expected to spend over 200 in the next 90 days; predicted to order at least twice in the next year."""
    lead = EXPECTED.at(p.tokens, at)
    if lead is None or p.word(lead[1]) != "to":
        return None
    deed = DEED.at(p.tokens, lead[1])
    if deed is None:
        return None
    if deed[0] == "spend":
        return _spending(p, at, deed[1])
    if deed[0] == "leave":
        return _likely(p, at)
    early = _horizon(p, deed[1])
    place = early[1] if early is not None else deed[1]
    cmp = comparison(p, place)
    if cmp is None or deed[0] != "buy":
        end = place
        field = _chance_of(p, deed[0], None if early is None else early[0], at, end)
        p.note(f"“{p.text(at, lead[1])}” is taken as a chance of at least 50%")
        return Compare(field, Comparator.AT_LEAST, Constant(Decimal("0.5"))), p.take(at, end, Role.CONDITION)
    many, end = cmp
    while p.word(end) in ("times", "time", "orders", "order", "purchases", "purchase"):
        end += 1
    many, end = after_noun(p, many, end)
    late = _horizon(p, end) if early is None else None
    end = late[1] if late is not None else end
    field = _over(p, at, (early or late or (None, 0))[0], "expected_orders", end)
    if not many.said:
        many = Cmp(((Comparator.AT_LEAST, many.parts[0][1]),))
    p.note("expected orders are days with an order, and an average over customers like this one")
    return compared(field, Cmp(tuple((how, Amount(each.value, AmountKind.PLAIN)) for how, each in many.parts))), p.take(
        at, end, Role.CONDITION
    )


def _chance(p: State, at: int) -> tuple[Condition, int] | None:
    """a chance of at least 60% to buy in the next 30 days; probability alive under 50%; 40%+ likelihood of ordering."""
    start = at
    first = comparison(p, at)
    if first is not None and first[0].kind is not AmountKind.SHARE:
        return None
    vague = LIKELY.at(p.tokens, at) if first is None else None
    at = first[1] if first is not None else at
    lead = CHANCE.at(p.tokens, at)
    if lead is None or (vague is not None and first is None and lead is None):
        return None
    name, place = lead
    place += p.word(place) == "of" and comparison(p, place + 1) is not None
    middle = comparison(p, place) if first is None and name == "chance" else None
    place = middle[1] if middle is not None else place
    deed = ("alive", place) if name in ("alive", "leave") else DEED.at(p.tokens, place)
    if deed is None or deed[0] not in ("buy", "back", "alive", "leave"):
        return None
    said = _horizon(p, deed[1])
    end = said[1] if said is not None else deed[1]
    while p.word(end) in ("is", "of", ":", "at"):
        end += 1
    last = comparison(p, end) if first is None and middle is None else None
    found = first or middle or last
    if found is None or found[0].kind is AmountKind.TIMES:
        return None
    end = last[1] if last is not None else end
    cmp = _shares(found[0])
    if cmp is None:
        return None
    gone = name == "leave" or deed[0] == "leave"
    field = (
        _field(p, "probability_alive", start, end)
        if gone
        else _chance_of(p, deed[0], None if said is None else said[0], start, end)
    )
    if gone:
        # who has left is who is not alive any more
        turned = {"above": "below", "below": "above", "at_least": "at_most", "at_most": "at_least"}
        cmp = Cmp(tuple((Comparator(turned.get(how, how)), Amount(1 - each.value, each.kind)) for how, each in cmp.parts[::-1]))
        p.note("the chance of having left is 100% less the probability of being alive")
    return compared(field, cmp), p.take(start, end, Role.CONDITION)


def _shares(cmp: Cmp) -> Cmp | None:
    """A chance as a part of 1: "60" after "chance of" is 60%; a bare one is at least that."""
    parts = tuple((how, Amount(each.value if each.value <= 1 else each.value / 100, AmountKind.SHARE)) for how, each in cmp.parts)
    if any(each.value > 1 for _, each in parts):
        return None
    return Cmp(parts if cmp.said else ((Comparator.AT_LEAST, parts[0][1]),))


def _quantity(p: State, at: int) -> tuple[Quantity, int, bool] | None:
    """A predicted figure by its name, and whether it is money: predicted lifetime value, expected revenue in the next 90 days."""
    found = VALUE.at(p.tokens, at)
    if found is not None and found[0] == "clv":
        p.note("predicted lifetime value is what the next years are expected to bring")
        return _field(p, "clv", at, found[1]), found[1], True
    if found is not None:
        said = _horizon(p, found[1])
        end = said[1] if said is not None else found[1]
        return _over(p, at, None if said is None else said[0], found[0], end), end, found[0] == "expected_revenue"
    lead = CHANCE.at(p.tokens, at)
    if lead is not None and lead[0] == "alive":
        return _field(p, "probability_alive", at, lead[1]), lead[1], False
    deed = DEED.at(p.tokens, lead[1]) if lead is not None and lead[0] == "chance" else None
    if deed is None or deed[0] not in ("buy", "back"):
        return None
    said = _horizon(p, deed[1])
    end = said[1] if said is not None else deed[1]
    return _chance_of(p, deed[0], None if said is None else said[0], at, end), end, False


def _value(p: State, at: int) -> tuple[Condition, int] | None:
    """predicted lifetime value over 500; high expected revenue in the next year."""
    high = p.word(at) in ("high", "highest", "low", "lowest", "top")
    end_of = End.BOTTOM if p.word(at) in ("low", "lowest") else End.TOP
    named = _quantity(p, at + 1 if high else at)
    if named is None:
        return None
    quantity, end, money = named
    if high:
        side = "top" if end_of is End.TOP else "bottom"
        ways: list[tuple[str, Condition]] = [
            (f"in the {side} {Decimal(share):.0%} of it", Rank(quantity, end_of, RankBy.SHARE, Decimal(share), Known(quantity)))
            for share in ("0.1", "0.2", "0.25", "0.5")
        ]
        return p.choose(at, ways), p.take(at, end, Role.CONDITION)
    while p.word(end) in ("is", "of", "was", ":"):
        end += 1
    cmp = comparison(p, end)
    if cmp is None or cmp[0].kind is AmountKind.TIMES:
        return None
    said, last = after_noun(p, cmp[0], cmp[1])
    if money:
        said = bare_money(p, said.as_kind(AmountKind.MONEY))
    elif isinstance(quantity, FieldValue) and quantity.field.startswith("probability"):
        shares = _shares(said)
        if shares is None:
            return None
        said = shares
    elif said.kind is not AmountKind.PLAIN:
        return None
    return compared(quantity, said), p.take(at, last, Role.CONDITION)


def _ranked(p: State, at: int) -> tuple[Condition, int] | None:
    """top 10% by predicted lifetime value; the 100 customers with the highest chance of buying in the next 30 days."""
    from regulars.criteria.words.rankings import extent
    from regulars.criteria.words.tables.rankings import ENDS, WHO

    ends = ENDS.at(p.tokens, at)
    said = extent(p, ends[1] if ends is not None else at)
    if said is None:
        return None
    by, value, place = said
    who = WHO.at(p.tokens, place)
    place = who[1] if who is not None else place
    if p.are(place, "by") or (p.are(place, "with", "the") and ENDS.at(p.tokens, place + 2) is not None):
        if p.word(place) == "with":
            ends = ENDS.at(p.tokens, place + 2)
            place = ends[1] if ends is not None else place
        else:
            place += 1
    else:
        return None
    named = _quantity(p, place)
    if named is None or ends is None:
        return None
    end = End.TOP if ends[0] == "top" else End.BOTTOM
    return Rank(named[0], end, by, value, Known(named[0])), p.take(at, named[1], Role.CONDITION)
