"""Ages, birthdays and years of birth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.criteria.terms import Comparator, Dates
from regulars.criteria.tree import (
    Between,
    Compare,
    Condition,
    Constant,
    FieldValue,
    Within,
    YearsSince,
)
from regulars.criteria.words.amounts import AmountKind, Cmp, comparison
from regulars.criteria.words.attribute_base import need_field
from regulars.criteria.words.building import compared
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import BEFORE
from regulars.criteria.words.tables.attributes import (
    AGE_NOUNS,
    GENERATIONS,
    TEENS,
    VAGUE_AGES,
)
from regulars.criteria.words.tokens import Kind


def read_generation(p: State, at: int) -> tuple[Condition, int] | None:
    """millennials; baby boomers: by year of birth."""
    found = GENERATIONS.at(p.tokens, at)
    if found is not None:
        first, last = (int(year) for year in found[0].split())
        p.note(f"{p.text(at, found[1])} are taken as born {first} to {last}")
        need_field(p, "birth_date", at, found[1])
        return Within(FieldValue("birth_date"), Dates(date(first, 1, 1), date(last, 12, 31))), p.take(at, found[1], Role.VALUE)
    vague = VAGUE_AGES.at(p.tokens, at)
    if vague is not None:
        return _vague_age(p, at, *vague)
    found = TEENS.at(p.tokens, at)
    if found is None:
        return None
    low, high = (Decimal(age) for age in found[0].split())
    years = YearsSince(FieldValue("birth_date"))
    need_field(p, "birth_date", at, found[1])
    end = p.take(at, found[1], Role.VALUE)
    if high > 900:
        return Compare(years, Comparator.AT_LEAST, Constant(low)), end
    return Between(years, Constant(low), Constant(high)), end


def _vague_age(p: State, at: int, name: str, end: int) -> tuple[Condition, int]:
    """seniors; young customers: a choice of ages."""
    need_field(p, "birth_date", at, end)
    said = read_age(p, end)
    if said is not None:
        # "seniors aged 65+" says which age is meant
        return said[0], p.take(at, said[1], Role.VALUE)
    years = YearsSince(FieldValue("birth_date"))
    young = name.startswith("young")
    limits = [Decimal(age) for age in name.split()[1:]]
    comparator = Comparator.BELOW if young else Comparator.AT_LEAST
    ways = [
        (f"{'under' if young else 'aged'} {age}{'' if young else ' or over'}", Compare(years, comparator, Constant(age)))
        for age in limits
    ]
    return p.choose(at, ways), p.take(at, end, Role.VALUE)


def read_age(p: State, at: int) -> tuple[Condition, int] | None:
    """aged 25 to 34; over 60; under-30s; 18-24 year olds; in their thirties; older than 40; age 35+."""
    start = at
    said = False
    named = _between_ages(p, at)
    if named is not None:
        return named
    while p.word(at) in word_set(
        "aged age ages are is of the between with an whose group at a people in bracket : range currently"
    ) and not p.done(at):
        if p.word(at) in ("between", "at") and comparison_here(p, at):
            break
        if p.word(at) in ("aged", "age", "ages"):
            said = True
        at += 1
    decade = _decade(p, start, at)
    if decade is not None:
        return decade
    limit = _of_age(p, start, at)
    if limit is not None:
        return limit
    older = (
        p.word(at) in ("older", "younger") or p.are(at, "no", "older") or p.are(at, "no", "younger") or p.are(at, "not", "older")
    )
    if p.word(at - 1) in ("account", "accounts", "membership", "profile", "profiles"):
        # how long somebody has been a customer
        return None
    cmp = comparison(p, at)
    if cmp is None:
        return None
    found, end = cmp
    if found.kind is not AmountKind.PLAIN or any(amount.value > 120 for _, amount in found.parts):
        return None
    after = p.word(end)
    nouns = AGE_NOUNS.at(p.tokens, end)
    bare_years = p.word(end) == "years" and not said and nouns is not None and nouns[1] == end + 1 and not older
    if nouns is not None and not (bare_years and not _after_people(p, at)):
        said, end = True, nouns[1]
    elif p.kind(end) is Kind.DECADE:
        return None
    more = None
    if not found.said and said:
        from regulars.criteria.words.amounts import after_noun

        found, end = after_noun(p, found, end)
        more = found
    if not (said or older) and not _age_shape(p, at, found, after):
        return None
    need_field(p, "birth_date", start, end)
    p.take(start, end, Role.CONDITION)
    del more
    return compared(YearsSince(FieldValue("birth_date")), found), end


def _between_ages(p: State, at: int) -> tuple[Condition, int] | None:
    """between the ages of 20 and 29; from ages 20 to 29."""
    if p.word(at) not in ("between", "from"):
        return None
    place = at + 1 + (p.word(at + 1) == "the")
    low = number(p, place + 1 + (p.word(place + 1) == "of")) if p.word(place) in ("ages", "age") else None
    high = number(p, low[1] + 1) if low is not None and p.word(low[1]) in ("and", "to", "-") else None
    if low is None or high is None or not low[0] <= high[0] <= _OLDEST_AGE:
        return None
    need_field(p, "birth_date", at, high[1])
    return Between(YearsSince(FieldValue("birth_date")), Constant(low[0]), Constant(high[0])), p.take(at, high[1], Role.CONDITION)


_OLDEST_AGE = 120


def _of_age(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    """over the age of 65; under the age of 30."""
    before = BEFORE.at(p.tokens, at)
    if before is None or before[0] in ("vague", "equal", "unequal"):
        return None
    place = before[1] + (p.word(before[1]) == "the")
    years = number(p, place + 2) if p.are(place, "age", "of") else None
    if years is None:
        return None
    need_field(p, "birth_date", start, years[1])
    test = Compare(YearsSince(FieldValue("birth_date")), Comparator(before[0]), Constant(years[0]))
    return test, p.take(start, years[1], Role.CONDITION)


def comparison_here(p: State, at: int) -> bool:
    """Whether a comparison begins here; nothing is taken."""
    mark = p.mark()
    found = comparison(p, at)
    p.back(mark)
    return found is not None


def _age_shape(p: State, at: int, cmp: Cmp, after: str) -> bool:
    """ "over 60" with nothing counted after it: an age when it follows who somebody is, and is no size of anything."""
    if (
        not cmp.said
        and p.word(at - 1) in ("are", "is")
        and _GROWN <= cmp.value <= _OLDEST
        and after in ("", ",", "and", "but", ".")
    ):
        return True
    if not cmp.said or cmp.value < 10 or cmp.value > 100:
        return False
    if p.word(at) not in ("over", "under", "above", "below", "between", "from") and p.kind(at) is not Kind.NUMBER:
        return False
    if after not in ("", ",", "and", "but", "who", "or", "in", "from", "with", "that", "living", "whose", "'", "s", ".", ")"):
        return False
    if p.kind(at) is Kind.NUMBER:
        return _after_people(p, at) or (p.word(at + 1) == "-" and p.word(at - 1) == "") or _in_a_description(p, at)
    before = p.word(at - 1)
    if p.previous is None and at > 0:
        return True
    return before in (
        "",
        *word_set(
            "customers women men people who are shoppers buyers anyone everyone customer females "
            "males ladies is and those subscribers , canadians americans germans members clients"
        ),
    )


# "customers who are 30" is of years, as "who are 5" may be of something else
_GROWN, _OLDEST = 14, 100
_PEOPLE = word_set(
    "women men females males ladies people customers shoppers aged person woman man subscribers clients members vips"
)


def _after_people(p: State, at: int) -> bool:
    """Whether people are named right before: "women 40 and over"."""
    return p.word(at - 1) in _PEOPLE


def _in_a_description(p: State, at: int) -> bool:
    """Whether a number of its own goes on about who somebody is: "women, 18-35, California"; "18 to 24 year olds, or 65+"."""
    before = p.before
    if before is None or not before.attribute or p.word(at - 1) not in (",", "or", "and", "("):
        return False
    p.note("a number by itself is taken as an age")
    return True


DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


def _decade(p: State, start: int, at: int) -> tuple[Condition, int] | None:
    """in their 20s; thirty-somethings; twenties; over-50s; under 30s."""
    years = YearsSince(FieldValue("birth_date"))
    if p.word(at) in ("their", "early", "late", "mid"):
        if p.word(at + 1) in ("early", "late", "mid") or p.word(at) in ("early", "late", "mid"):
            p.object(at, at + 2, "“early”, “mid” and “late” are no exact ages", "say the ages, such as 20 to 24")
        place = at + 2 if p.word(at + 1) in ("early", "late", "mid") else at + 1
        decade = DECADES.get(p.word(place)) or (int(p.tokens[place].value or 0) if p.kind(place) is Kind.DECADE else None)
        if decade is not None and decade <= 100:
            need_field(p, "birth_date", start, place + 1)
            return Between(years, Constant(Decimal(decade)), Constant(Decimal(decade + 9))), p.take(
                start, place + 1, Role.CONDITION
            )
    from regulars.criteria.words.tables.amounts import TENS

    if p.word(at) in TENS and p.word(at + 1) in ("somethings", "something"):
        low = TENS[p.word(at)]
        return Between(years, Constant(low), Constant(low + 9)), p.take(start, at + 2, Role.CONDITION)
    if p.kind(at) is Kind.NUMBER and p.word(at + 1) in ("somethings", "something"):
        low = p.tokens[at].value or Decimal(0)
        return Between(years, Constant(low), Constant(low + 9)), p.take(start, at + 2, Role.CONDITION)
    before = BEFORE.at(p.tokens, at)
    if (
        before is not None
        and before[0] in ("above", "below")
        and p.kind(before[1]) is Kind.DECADE
        and (p.tokens[before[1]].value or 0) <= 100
    ):
        comparator = Comparator(before[0])
        need_field(p, "birth_date", start, before[1] + 1)
        return Compare(years, comparator, Constant(p.tokens[before[1]].value or Decimal(0))), p.take(
            start, before[1] + 1, Role.CONDITION
        )
    return None
