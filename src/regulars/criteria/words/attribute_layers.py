"""What a scoring run adds to a customer, by its name: pattern, composite, lifecycle stage, flags."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import Condition, FieldText, FieldValue
from regulars.criteria.words.amounts import comparison
from regulars.criteria.words.building import compared
from regulars.criteria.words.links import whole
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tokens import Kind

_PATTERN = table(
    """
pattern: rfm; rfm pattern; rfm patterns; pattern; patterns; rfm score; rfm scores; rfm cell; rfm cells; rfm code; rfm codes;
    score pattern; score patterns; rfe pattern; rfm combination
"""
)
_COMPOSITE = table(
    """
composite: composite; composite score; rfm composite; composite rfm score; weighted score; overall score
composite_rank: composite rank; rank by composite; composite percentile
"""
)
_LIFECYCLE = table(
    "lifecycle: lifecycle; lifecycle stage; life cycle; life cycle stage; customer lifecycle; stage in the lifecycle"
)
_STAGE = word_set("stage lifecycle phase")
# stages whose names are no everyday words for something else
_PLAIN_STAGES = frozenset({"won back", "established"})
_FLAG = table(
    "flag: flag; flags; flagged; flagged as; flagged with; the flag; has the flag; with the flag; carrying the flag; flag is"
)


def read_layer(p: State, at: int) -> tuple[Condition, int] | None:
    """RFM 111; composite score above 80; in the lapsing stage; flagged as reseller."""
    place = at
    while p.word(place) in word_set("with a an the in whose their have has having is at") and not p.done(place + 1):
        if _FLAG.at(p.tokens, place):
            break
        place += 1
    for read in (_pattern, _composite, _stage, _flag):
        mark = p.mark()
        found = read(p, place)
        if found is not None:
            p.take(at, place, Role.HARMLESS)
            return found
        p.back(mark)
    return None


def _digits(p: State, at: int) -> str | None:
    """Three scores written together."""
    word = p.word(at)
    scores = p.kind(at) is Kind.NUMBER and len(word) == 3 and word.isdigit() and "0" not in word
    return word if scores else None


def _pattern(p: State, at: int) -> tuple[Condition, int] | None:
    lead = _PATTERN.at(p.tokens, at)
    if lead is None or "pattern" not in p.index.shape.fields:
        return None
    place = lead[1]
    while p.word(place) in ("of", "is", "are", ":", "=", "either", "in"):
        place += 1
    patterns: list[str] = []
    while (digits := _digits(p, place)) is not None:
        patterns.append(digits)
        place += 1
        step = place + (2 if p.word(place) == "," and p.word(place + 1) in ("or", "and") else 1)
        if p.word(place) not in (",", "or", "and") or _digits(p, step) is None:
            break
        place = step
    if not patterns:
        return None
    return FieldText("pattern", TextOperator.ANY_OF, tuple(dict.fromkeys(patterns))), p.take(at, place, Role.VALUE)


def _composite(p: State, at: int) -> tuple[Condition, int] | None:
    name = _COMPOSITE.at(p.tokens, at)
    if name is None or name[0] not in p.index.shape.fields:
        return None
    place = name[1]
    while p.word(place) in ("of", "is", ":"):
        place += 1
    cmp = comparison(p, place)
    if cmp is None:
        return None
    p.take(at, place, Role.CONDITION)
    return compared(FieldValue(name[0]), cmp[0]), cmp[1]


def _stage(p: State, at: int) -> tuple[Condition, int] | None:
    lead = _LIFECYCLE.at(p.tokens, at)
    place = lead[1] if lead is not None else at
    while lead is not None and p.word(place) in ("is", "of", ":", "=", "either", "stage"):
        place += 1
    names: list[str] = []
    end = place
    while (one := whole(p, place, ("lifecycle",))) is not None:
        names.extend(one[0].values)
        end = place = one[1]
        place += 2 if p.word(place) == "," and p.word(place + 1) == "or" else 1 if p.word(place) in (",", "or", "/") else 0
        if place == end:
            break
    if not names:
        return None
    after = p.word(end) in _STAGE
    plain = {name.lower() for name in names} <= _PLAIN_STAGES and p.word(end) in (
        "customers",
        "customer",
        "buyers",
        "",
        ",",
        "and",
        "or",
    )
    if lead is None and not after and not plain:
        return None
    while p.word(end) in _STAGE:
        end += 1
    p.note("lifecycle stages are those of the scoring run")
    return FieldText("lifecycle", TextOperator.ANY_OF, tuple(dict.fromkeys(names))), p.take(at, end, Role.VALUE)


def _flag(p: State, at: int) -> tuple[Condition, int] | None:
    lead = _FLAG.at(p.tokens, at)
    if lead is None:
        return None
    place = lead[1]
    while p.word(place) in ("is", "of", ":", "as", "the", "a", "with"):
        place += 1
    for value in p.index.values("flags"):
        words = value.lower().replace("_", " ").split()
        if p.are(place, *words):
            return FieldText("flags", TextOperator.TAGGED, (value,)), p.take(at, place + len(words), Role.VALUE)
    return None
