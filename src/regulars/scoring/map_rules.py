"""The words that rules are written in: `r<=2 f<=2 m<=2`, `r=4 or r=5 m=1-3`, `1<fm<=3`, `m in 1,2`, `543 444`, `1*3`, `rest`.

Conditions side by side must all hold; `or` separates alternatives; codes are patterns in the map's own digits, `*` stands for
any digit, and dashes separate digits of two places (`10-2-3`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product
from typing import assert_never

from regulars.errors import DefinitionError
from regulars.records import dataclass
from regulars.scoring.maps import (
    REST,
    Between,
    Cell,
    Codes,
    Condition,
    Feature,
    Notation,
    OneOf,
    Rule,
    Segment,
    SegmentMap,
    rule_problem,
)

# The objectives of the built-in maps. A map of one's own may use other words.
LTV, RETAIN, ACQUIRE, NURTURE = "Maximize LTV", "Retain", "Acquire", "Acquire/Retain"
REACTIVATE, MONITOR = "Reactivate", "Monitor"

WrittenSegment = tuple[str, str, str, str]  # name, rules, objective, campaign type

HELP = "Write conditions like r<=2, f=1-3, m in 1,2 or fm>2.5, patterns like 111 1*3, or rest."

_NUMBER = r"\d{1,3}(?:\.\d{1,3})?"
_FEATURE = r"(?P<feature>[a-z]{1,2})"
_OPERATOR = r"(?:<=|>=|<|>|==|=)"
_SHAPES = (
    re.compile(rf"(?P<left>{_NUMBER})\s*(?P<left_op><=|<)\s*{_FEATURE}\s*(?P<right_op><=|<)\s*(?P<right>{_NUMBER})"),
    re.compile(rf"{_FEATURE}\s*==?\s*(?P<low>{_NUMBER})\s*(?:-|\.\.)\s*(?P<high>{_NUMBER})"),
    re.compile(rf"{_FEATURE}\s*(?:==?|\s+in\s)\s*(?P<values>{_NUMBER}(?:\s*,\s*{_NUMBER})+)"),
    re.compile(rf"{_FEATURE}\s+in\s+(?P<values>{_NUMBER})"),
    re.compile(rf"{_FEATURE}\s*(?P<op>{_OPERATOR})\s*(?P<value>{_NUMBER})"),
)
_SEPARATOR = re.compile(r"\s*(?:,|&&?|\band\b)?\s*")
_CODE = re.compile(r"[0-9*]+|[0-9*]+(?:-[0-9*]+)+")
_LONGEST = 4000


def parse_rules(text: str, notation: Notation) -> tuple[Rule, ...]:
    """The rules that a line of text stands for. Raises DefinitionError, whose problem quotes the text but not the place."""
    plain = " ".join(text.lower().replace("≤", "<=").replace("≥", ">=").split())
    if len(plain) > _LONGEST:
        raise DefinitionError(f"a rule has {len(plain)} characters, and {_LONGEST} is the most", "Write several shorter rules.")
    rules = tuple(_rule(part.strip(), notation) for part in re.split(r"\bor\b", plain))
    for rule in rules:
        problem = rule_problem(rule, notation)
        if problem:
            raise DefinitionError(f'the rule "{text}" is not valid: {problem}', HELP)
    return rules


def parse_codes(words: tuple[str, ...], notation: Notation) -> Rule:
    """A rule that lists patterns. Raises DefinitionError for a word that is not one."""
    codes: list[Cell] = []
    for word in words:
        if not _CODE.fullmatch(word):
            raise DefinitionError(f'"{word}" is not a pattern', HELP)
        codes.extend(_expanded(word, notation))
    rule = Rule((Codes(tuple(codes)),)) if codes else Rule()
    problem = rule_problem(rule, notation)
    if problem:
        raise DefinitionError(problem, HELP)
    return rule


def format_rule(rule: Rule, notation: Notation) -> str:
    """A rule as text that `parse_rules` reads back."""
    return "rest" if rule.rest else " ".join(_condition_text(condition, notation) for condition in rule.conditions)


@dataclass(frozen=True, slots=True)
class WrittenMap:
    """A map whose rules are written as text, to be read when it is wanted."""

    name: str
    title: str
    source: str
    notation: Notation
    rows: tuple[WrittenSegment, ...]
    first_match: bool = False
    rescales: bool = False

    def read(self) -> SegmentMap:
        """The map that the text stands for."""
        notation = self.notation
        segments = tuple(Segment(label, parse_rules(rules, notation), goal, campaign) for label, rules, goal, campaign in self.rows)
        return SegmentMap(
            self.name,
            self.title,
            self.source,
            notation.axes,
            notation.levels,
            notation.best,
            self.first_match,
            segments,
            self.rescales,
        )


def _rule(text: str, notation: Notation) -> Rule:
    if text == "rest":
        return REST
    words = tuple(text.replace(",", " ").split())
    if words and all(_CODE.fullmatch(word) for word in words):
        return parse_codes(words, notation)
    return Rule(tuple(_conditions(text)))


def _conditions(text: str) -> list[Condition]:
    found: list[Condition] = []
    position = 0
    while position < len(text):
        match = next((match for shape in _SHAPES if (match := shape.match(text, position))), None)
        if match is None:
            raise DefinitionError(f'"{text[position:]}" in the rule "{text}" cannot be read', HELP)
        found.append(_condition(match, text))
        gap = _SEPARATOR.match(text, match.end())
        position = gap.end() if gap else match.end()
        if position == match.end() and position < len(text):
            raise DefinitionError(f'"{text[position:]}" in the rule "{text}" cannot be read', HELP)
    return found


def _condition(match: re.Match[str], text: str) -> Condition:
    parts = match.groupdict()
    feature = _feature(parts["feature"], text)
    if "left" in parts:
        low, high = Decimal(parts["left"]), Decimal(parts["right"])
        return Between(feature, low, high, low_strict=parts["left_op"] == "<", high_strict=parts["right_op"] == "<")
    if "low" in parts:
        return _range(feature, Decimal(parts["low"]), Decimal(parts["high"]), match.group())
    if "values" in parts:
        return OneOf(feature, tuple(Decimal(value.strip()) for value in parts["values"].split(",")))
    return _comparison(feature, parts["op"], Decimal(parts["value"]))


def _range(feature: Feature, low: Decimal, high: Decimal, text: str) -> Between:
    if low > high:
        raise DefinitionError(f'the range "{text}" runs backwards', f"Write {feature.value}={high}-{low}.")
    return Between(feature, low, high)


def _comparison(feature: Feature, operator: str, value: Decimal) -> Between:
    match operator:
        case "<=" | "<":
            return Between(feature, high=value, high_strict=operator == "<")
        case ">=" | ">":
            return Between(feature, low=value, low_strict=operator == ">")
        case _:
            return Between(feature, value, value)


def _feature(word: str, text: str) -> Feature:
    try:
        return Feature(word)
    except ValueError:
        known = ", ".join(Feature)
        raise DefinitionError(f'"{word}" in the rule "{text}" is not a score', f"Known: {known} (fm = (f+m)/2, s = f+m).") from None


def _expanded(word: str, notation: Notation) -> list[Cell]:
    digits = word.split("-") if "-" in word else list(word)
    every = range(notation.lowest, notation.highest + 1)
    if len(digits) != len(notation.axes):
        raise DefinitionError(
            f'the pattern "{word}" has {len(digits)} digits, and the map has {len(notation.axes)} axes',
            "Write one digit per axis; * stands for any, and dashes separate digits of two places (10-2-3).",
        )
    return list(product(*(every if digit == "*" else (_digit(digit, word),) for digit in digits)))


def _digit(digit: str, word: str) -> int:
    if not digit.isdecimal() or len(digit) > 2:
        raise DefinitionError(f'"{word}" is not a pattern', HELP)
    return int(digit)


def _condition_text(condition: Condition, notation: Notation) -> str:
    match condition:
        case Codes():
            dash = "-" if notation.highest > 9 else ""
            return " ".join(dash.join(map(str, code)) for code in condition.codes)
        case OneOf():
            return f"{condition.feature.value} in {','.join(map(_plain, condition.values))}"
        case Between():
            return _between_text(condition)
        case _:
            assert_never(condition)


def _between_text(condition: Between) -> str:
    name, low, high = condition.feature.value, condition.low, condition.high
    strict = condition.low_strict or condition.high_strict
    if low is not None and low == high and not strict:
        return f"{name}={_plain(low)}"
    if low is not None and high is not None and not strict:
        return f"{name}={_plain(low)}-{_plain(high)}"
    if low is not None and high is not None:
        return f"{_plain(low)}{'<' if condition.low_strict else '<='}{name}{'<' if condition.high_strict else '<='}{_plain(high)}"
    if low is not None:
        return f"{name}{'>' if condition.low_strict else '>='}{_plain(low)}"
    return f"{name}{'<' if condition.high_strict else '<='}{_plain(high)}" if high is not None else f"{name}>=0"


def _plain(value: Decimal) -> str:
    return f"{value:f}"
