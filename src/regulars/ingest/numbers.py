"""How numbers are written: which mark is the decimal one, and whether a plain cast reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from regulars.queries.written_money import WRITTEN_NUMBER, units_of
from regulars.records import dataclass
from regulars.tables import NumberFormat

_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_NO_LETTERS = str.maketrans("", "", "0123456789()+'\u2019., \t\u00a0\u202f\u2009\u2212\u2013\u2014-")
_BLANKS = str.maketrans("", "", " '\u2019\t\u00a0\u202f\u2009")


@dataclass(frozen=True, slots=True)
class NumberEvidence:
    """How often values show each sign of how numbers are written."""

    total: int
    readable: int
    plain: int
    dot_decimal: int
    comma_decimal: int
    dot_thousands: int
    comma_thousands: int
    either_dot: int
    either_comma: int
    whole: int
    either_example: str

    @property
    def share(self) -> float:
        """The part of the values that are numbers."""
        return self.readable / self.total if self.total else 0.0

    @property
    def has_marks(self) -> bool:
        """Whether some value has a decimal or thousands mark."""
        return self.readable > self.whole

    @property
    def comma_is_decimal(self) -> bool:
        """Whether some value can only have a decimal comma."""
        return self.comma_decimal > 0 or (self.dot_thousands > 0 and not self.dot_decimal)

    @property
    def dot_is_decimal(self) -> bool:
        """Whether some value can only have a decimal point."""
        return self.dot_decimal > 0 or (self.comma_thousands > 0 and not self.comma_decimal)

    @property
    def has_fractions(self) -> bool:
        """Whether some value has digits after a decimal mark."""
        return self.dot_decimal + self.comma_decimal > 0


def number_evidence(values: Sequence[str]) -> NumberEvidence:
    """What `values` (trimmed, not blank) say together."""
    signs = [sign_of(value) for value in values]
    count = signs.count
    either = next((value for value, sign in zip(values, signs, strict=True) if sign in ("either_dot", "either_comma")), "")
    return NumberEvidence(
        total=len(values),
        readable=len(values) - count(None),
        plain=sum(_PLAIN.fullmatch(value) is not None for value in values),
        dot_decimal=count("dot_decimal"),
        comma_decimal=count("comma_decimal"),
        dot_thousands=count("dot_thousands"),
        comma_thousands=count("comma_thousands"),
        either_dot=count("either_dot"),
        either_comma=count("either_comma"),
        whole=count("whole"),
        either_example=either,
    )


@lru_cache(maxsize=16384)
def sign_of(value: str) -> str | None:
    """What a value shows: a NumberEvidence field ("dot_decimal", "either_comma"...), or None when it is no number."""
    plain = _sign_of_plain(value)
    if plain is not None:
        return plain
    match = _written(value)
    if match is None:
        return "dot_decimal" if _PLAIN.fullmatch(value) else None
    if match["nil"]:
        # "1.250,-": the mark before the dash is the decimal one
        return "dot_decimal" if match["nil"].startswith(".") else "comma_decimal"
    digits = match["digits"].translate(_BLANKS)
    grouped = len(digits) < len(match["digits"])
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "dot_decimal" if digits.rindex(".") > digits.rindex(",") else "comma_decimal"
    if not dots and not commas:
        return "whole"
    mark, name = (".", "dot") if dots else (",", "comma")
    return f"{name}_thousands" if dots + commas > 1 else _single_mark(digits, mark, name, grouped=grouped)


def _sign_of_plain(value: str) -> str | None:
    """What digits with at most one point show; most values are such, and need no expression."""
    whole, mark, fraction = value[value[:1] in ("-", "+") :].partition(".")
    if not value.isascii() or not whole.isdigit():
        return None
    if not mark:
        return "whole"
    return _single_mark(f"{whole}.{fraction}", ".", "dot", grouped=False) if fraction.isdigit() else None


def _written(value: str) -> re.Match[str] | None:
    """A written number in its parts. The expression knows every currency and takes long to compile: words do without it."""
    return re.fullmatch(WRITTEN_NUMBER, value) if _is_unit(value.translate(_NO_LETTERS)) else None


@lru_cache(maxsize=1024)
def _is_unit(letters: str) -> bool:
    return not letters or bool(units_of(letters))


def unit_of(value: str) -> frozenset[str]:
    """The currency signs or codes that a written number carries."""
    match = _written(value)
    return units_of("".join((match["front"] + match["back"]).replace(".", "").split())) if match else frozenset()


def _single_mark(digits: str, mark: str, name: str, *, grouped: bool) -> str:
    before, after = digits.split(mark)
    could_group = len(after) == 3 and 0 < len(before) <= 3 and not before.startswith("0") and not grouped
    return f"either_{name}" if could_group else f"{name}_decimal"


def number_format(evidence: NumberEvidence, decimal: str | None, *, fractions_unlikely: bool = False) -> NumberFormat | None:
    """The format that the evidence allows, or None when 1,234 or 1.234 could be either.

    `decimal` is the owner's answer. `fractions_unlikely` false for money: 1.234 alone is asked about; a quantity's dot is decimal.
    """
    comma, dot = evidence.comma_is_decimal, evidence.dot_is_decimal
    only_plain = evidence.plain == evidence.readable
    if decimal is not None and evidence.total:
        return NumberFormat(plain=decimal == "." and only_plain, decimal=decimal)
    if comma and dot:
        return None
    if comma:
        return NumberFormat(plain=False, decimal=",")
    if dot or not (evidence.either_comma or evidence.either_dot):
        return NumberFormat(plain=only_plain)
    return NumberFormat(plain=True) if fractions_unlikely and only_plain else None


def looks_like_number(values: Sequence[str]) -> bool:
    """Whether values are surely numbers."""
    readable = sum(sign_of(value) is not None for value in values)
    return bool(values) and readable / len(values) >= 0.9
