"""Numbers written so that they can be read in two ways, or as two numbers: 1.500, 1.000,50, 12,5, 1 500."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regulars.criteria.words.results import Unplaced
from regulars.criteria.words.tokens import Token

_SHAPE = re.compile(
    r"(?<![\w.,])(?:\d+(?:[.,'\u2019]\d+)+(?![.,]?\d)|(?<![-/:])\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?(?![.,:/-]?\w))"
)
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.(?:\d{1,2}|\d{4,})|0\.\d+")
_DAY = re.compile(r"\d{1,4}\.\d{1,2}\.\d{1,4}")
_YEARS = re.compile(r"\d{1,4}(?:,(?:19|20)\d\d)+")


def unclear_number(request: str, tokens: Sequence[Token], guarded: frozenset[int]) -> Unplaced | None:
    """A number of another notation than 1,500.50, told with the ways to write it; names of the data are left alone."""
    named = [tokens[n] for n in guarded]
    for found in _SHAPE.finditer(request):
        said = found.group(0)
        if _PLAIN.fullmatch(said) or _DAY.fullmatch(said) or _YEARS.fullmatch(said):
            continue
        if any(token.start < found.end() and token.end > found.start() for token in named):
            continue
        ways = _ways(said)
        how = "can be read in two ways" if len(ways) > 1 else "is not how numbers are written here"
        return Unplaced(said, f"“{said}” {how}", f"write {' or '.join(ways)}")
    return None


def _ways(said: str) -> list[str]:
    """The numbers that are meant by it, without signs between thousands."""
    digits = re.sub(r"\D", "", said)
    whole, _, rest = said.rpartition(",")
    if whole and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", whole):
        return [f"{whole.replace('.', '')}.{rest}"]
    if re.fullmatch(r"\d+,\d+", said):
        return [said.replace(",", "."), f"“{whole}, {rest}”"]
    if re.fullmatch(r"\d{1,3}\.\d{3}", said):
        return [digits, said.rstrip("0").rstrip(".")]
    decimals = re.fullmatch(r"(\d{1,3}(?:[^\d.,]\d{3})+)[.,](\d+)", said)
    if decimals is not None:
        return [re.sub(r"\D", "", decimals[1]) + "." + decimals[2]]
    return [digits]
