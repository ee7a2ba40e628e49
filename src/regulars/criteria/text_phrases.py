"""Comparisons of text fields, and small words of a sentence."""

from __future__ import annotations

from regulars.criteria.operators import TEXT_OPERATORS
from regulars.criteria.phrases import either, neither
from regulars.criteria.quantity_phrases import field_noun
from regulars.criteria.terms import End, TextOperator


def text_said(field: str, operator: TextOperator, values: list[str]) -> str:
    """A field that holds one of the values: "whose country is “Canada”"."""
    if operator is TextOperator.TAGGED:
        return f"with the {_label(field)} {either(values)}"
    words = "contain" if field == "tags" else TEXT_OPERATORS[operator].words
    return f"whose {field_noun(field)} {words} {either(values)}"


def text_denied(field: str, operator: TextOperator, values: list[str]) -> str:
    """A field that is known and holds none of the values; no tags at all are known, too."""
    if operator is TextOperator.TAGGED:
        return _untagged(_label(field), values)
    if operator is TextOperator.ANY_OF:
        return f"whose {field_noun(field)} is known and {neither(values)}"
    return f"whose {field_noun(field)} {_are(field)} known and {_denied_words(field, operator)} {either(values)}"


def text_denied_or_none(field: str, operator: TextOperator, values: list[str]) -> str:
    """Another value, or none."""
    if operator is TextOperator.TAGGED:
        return f"whose {field_noun(field)} are unknown or do not include {either(values)}"
    if operator is TextOperator.ANY_OF:
        return f"whose {field_noun(field)} is unknown or {neither(values)}"
    return f"whose {field_noun(field)} {_are(field)} unknown or {_denied_words(field, operator)} {either(values)}"


def _untagged(label: str, values: list[str]) -> str:
    """ "without the tag “A”", "with neither the tag “A” nor “B”": never "without A or B", which can be read as without both."""
    if len(values) < 2:
        return f"without the {label} {either(values)}"
    if len(values) == 2:
        return f"with neither the {label} {values[0]} nor {values[1]}"
    return f"with none of the {label}s {either(values, 'and')}"


def none_of(what: str) -> str:
    """What follows a verb, after a negation: anything from “Tops”."""
    return f"any{what.removeprefix('some')}" if what.startswith("something ") else what


def _label(field: str) -> str:
    """One of a field's labels: flags are kept as tags are."""
    return "flag" if field == "flags" else "tag"


def _are(field: str) -> str:
    return "are" if field == "tags" else "is"


def _denied_words(field: str, operator: TextOperator) -> str:
    denied = TEXT_OPERATORS[operator].denied
    return denied.replace("does not", "do not", 1) if field == "tags" else denied


def extreme(end: End) -> str:
    """Highest or lowest."""
    return "highest" if end is End.TOP else "lowest"
