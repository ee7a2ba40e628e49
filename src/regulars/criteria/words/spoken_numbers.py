"""Numbers in digits and words."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import (
    COUNTED,
    PAIRS,
    SCALES,
    SMALL,
    TENS,
)
from regulars.criteria.words.tokens import Kind, stem


def number(p: State, at: int) -> tuple[Decimal, int] | None:
    """A number in digits or words."""
    pair = PAIRS.at(p.tokens, at)
    if pair is not None:
        return pair
    token = p.tokens[at] if not p.done(at) else None
    if token is None:
        return None
    single = at + 1 if p.word(at) in ("a", "just", "the") else at
    if p.word(single) == "single" and stem(p.word(single + 1)) in COUNTED:
        return Decimal(1), single + 1
    if token.kind is Kind.NUMBER and token.value is not None:
        return _scaled(p, token.value, at + 1)
    total: Decimal | None = None
    place = at
    while p.kind(place) is Kind.WORD:
        word = p.word(place)
        if word in TENS:
            total = (total or Decimal(0)) + TENS[word]
        elif word in SMALL:
            total = (total or Decimal(0)) + SMALL[word]
        elif word in ("hundred", "thousand", "million", "dozen", "grand") and total is not None:
            total = total * SCALES[word]
        elif word in ("hundred", "dozen") and p.word(place - 1) in ("last", "past", "previous"):
            total = SCALES[word]
        elif not (
            word == "and"
            and total is not None
            and total >= 100
            and p.word(place + 1) in {**TENS, **SMALL}
            and p.word(place - 1) == "hundred"
        ):
            break
        place += 1
    return None if total is None else (total, place)


def _scaled(p: State, value: Decimal, at: int) -> tuple[Decimal, int]:
    while p.word(at) in ("hundred", "thousand", "million", "dozen", "grand", "k"):
        value *= SCALES[p.word(at)]
        at += 1
    return value, at
