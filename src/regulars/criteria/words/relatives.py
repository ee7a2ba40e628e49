"""More, fewer, twice as much: how something is compared with something else."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.words.amounts import AmountKind, amount
from regulars.criteria.words.frames import Relative
from regulars.criteria.words.lengths import length
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken_numbers import number
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import BEFORE, FRACTIONS, RELATIVE
from regulars.criteria.words.tables.averages import CUSTOMERS
from regulars.criteria.words.tables.lexicon import UNIT_NOUNS
from regulars.criteria.words.windows import window

_MULTIPLES = {
    "twice": Decimal(2),
    "double": Decimal(2),
    "triple": Decimal(3),
    "thrice": Decimal(3),
    "quadruple": Decimal(4),
    "half": Decimal("0.5"),
}


def relative(p: State, at: int) -> tuple[Relative, int] | None:
    """more; fewer; twice as much; at least 50% more; three times as many; at least as much."""
    start = at
    inclusive = False
    part = _less_than_part(p, at)
    if part is not None:
        return part
    lead = {("at", "least"): True, ("more", "than"): False, ("over",): False, ("no", "less", "than"): True}
    for words, flag in lead.items():
        if p.are(at, *words) and _multiple(p, at + len(words)):
            at += len(words)
            inclusive = flag
            break
    multiple = _multiple(p, at)
    if multiple is not None:
        factor, above, end, exact = multiple
        note_exact = exact and at == start
        if note_exact and factor != 1:
            p.note(f"“{p.text(start, end)}” is taken as {'at least' if above else 'at most'} that much")
        return Relative(above, factor, inclusive or note_exact or (not above and False), equal=False), p.take(
            start, end, Role.CONDITION
        )
    by_amount = _by_an_amount(p, at)
    if by_amount is not None:
        return by_amount
    found = RELATIVE.at(p.tokens, at)
    if found is None or (p.word(found[1]) == "than" and _amount_here(p, found[1] + 1) and not _percent_of_base(p, found[1] + 1)):
        return None
    word, end = found
    if p.word(at) == "no":
        return None
    return Relative(word == "above"), p.take(start, end, Role.CONDITION)


def _by_an_amount(p: State, at: int) -> tuple[Relative, int] | None:
    """$200 more; at least 3 orders more; over 5 fewer orders: so much above, or below, something else."""
    before = BEFORE.at(p.tokens, at)
    how = before[0] if before is not None else "at_least"
    place = before[1] if before is not None else at
    mark = p.mark()
    found = amount(p, place)
    p.back(mark)
    if found is None or found[0].kind not in (AmountKind.MONEY, AmountKind.PLAIN) or how not in ("at_least", "above"):
        return None
    end = found[1]
    noun = UNIT_NOUNS.at(p.tokens, end)
    end = noun[1] if noun is not None else end
    word = RELATIVE.at(p.tokens, end)
    if (
        word is None
        or p.word(end) not in ("more", "less", "fewer", "higher", "lower")
        or (p.word(word[1]) == "than" and noun is None)
    ):
        return None
    if not any(p.word(n) == "than" for n in range(word[1], min(len(p.tokens), word[1] + 8))):
        return None
    if before is None:
        p.note(f"“{p.text(at, word[1])}” is taken as at least that much")
    return Relative(word[0] == "above", plus=found[0].value, inclusive=how == "at_least"), p.take(at, word[1], Role.CONDITION)


def _less_than_part(p: State, at: int) -> tuple[Relative, int] | None:
    """less than half of; more than a third of; at most half: of what they had in another time."""
    before = BEFORE.at(p.tokens, at)
    fraction = FRACTIONS.at(p.tokens, before[1]) if before is not None else None
    if before is None or fraction is None or before[0] not in ("above", "at_least", "below", "at_most"):
        return None
    end = fraction[1]
    if p.word(end) == "of":
        end += 1
    elif p.word(end) not in ("what", "their", "as"):
        return None
    if p.word(end) == "as":
        end += 2
    if p.word(end) not in ("what", "last", "their", "the", "this", "as", "in"):
        return None
    if p.word(end) in ("their", "the") and window(p, end + 1, bare=True) is None:
        return None
    above = before[0] in ("above", "at_least")
    return Relative(above, fraction[0], before[0] in ("at_least", "at_most")), p.take(at, end, Role.CONDITION)


def _amount_here(p: State, at: int) -> bool:
    if length(p, at) is not None:
        return True
    mark = p.mark()
    found = amount(p, at)
    p.back(mark)
    return found is not None and not (p.word(at) in ("twice", "double", "once") and p.word(found[1]) == "as")


def _percent_of_base(p: State, at: int) -> bool:
    mark = p.mark()
    found = amount(p, at)
    p.back(mark)
    return found is not None and found[0].kind is AmountKind.SHARE and CUSTOMERS.at(p.tokens, found[1]) is not None


def _multiple(p: State, at: int) -> tuple[Decimal, bool, int, bool] | None:
    """A factor, whether above, the place after it, and whether it is said as an equality."""
    word = p.word(at)
    if word in _MULTIPLES and word not in ("double", "triple", "quadruple"):
        if p.word(at + 1) == "as" and p.word(at + 2) in word_set("much many often long high large big frequently old"):
            return _MULTIPLES[word], word != "half", at + 3, True
        if p.word(at + 1) == "the":
            return _MULTIPLES[word], word != "half", at + 2, True
        if p.word(at + 1) in ("their", "what") and word != "half":
            return _MULTIPLES[word], True, at + 1, True
        return None
    if word in ("double", "triple", "quadruple", "doubled", "tripled"):
        end = at + 1
        if p.word(end) == "the":
            end += 1
        return _MULTIPLES[word.removesuffix("d") if word.endswith("d") else word], True, end, True
    if word == "as" and p.word(at + 1) in ("much", "many", "often", "high", "frequently"):
        return Decimal(1), True, at + 2, True
    found = number(p, at)
    if (
        found is not None
        and p.word(found[1]) in ("times", "x")
        and (p.word(found[1] + 1) == "as" or p.word(found[1] + 1) in ("their", "the", "more", "what", "higher"))
    ):
        end = found[1] + 1
        if p.word(end) == "as":
            end += 2
        elif p.word(end) in ("the", "more", "higher"):
            end += 1
        return found[0], True, end, True
    mark = p.mark()
    share = amount(p, at)
    p.back(mark)
    if (
        share is not None
        and share[0].kind is AmountKind.SHARE
        and p.word(share[1]) in ("more", "less", "fewer", "higher", "lower", "above", "below", "longer", "greater", "over", "under")
    ):
        up = p.word(share[1]) in ("more", "higher", "above", "longer", "greater", "over")
        return (1 + share[0].value if up else 1 - share[0].value), up, share[1] + 1, True
    return None
