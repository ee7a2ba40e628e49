"""Every number, name and denial of a request shows in what it is understood as, and a joined request is what its parts are."""

from __future__ import annotations

import json
import re
from itertools import permutations
from pathlib import Path

import pytest

from regulars.criteria.tree import All, Any, Condition
from regulars.criteria.words import Status

from .shop import understood

_READ = [
    case["request"]
    for line in (Path(__file__).parent / "requests_mended.jsonl").read_text("utf-8").splitlines()
    if (case := json.loads(line))["status"] != "refused"
]
# joined, each is still one condition or a list of them that hold together
_PARTS = (
    "bought Footwear in 2025",
    "spent over $500",
    "from Canada",
    "opened an email in the last 30 days",
    "an order with at least 3 items",
    "never used a coupon",
    "bought something over $200",
    "VIPs",
)


def _meant(request: str) -> frozenset[Condition]:
    return frozenset(reading.condition for reading in understood(request).readings)


def _numbers(request: str) -> list[tuple[int, int]]:
    """Where the plain numbers of a request stand: no years, no codes, no dates."""
    return [found.span() for found in re.finditer(r"(?<![\w.,-])\d{1,3}(?![\d\w.,-]|[ ,]+(?:and|to|or) \d)", request)]


@pytest.mark.parametrize("request_", [words for words in _READ if _numbers(words)][::4])
def test_another_number_is_another_meaning_or_is_refused(request_: str) -> None:
    for start, end in _numbers(request_):
        other = f"{request_[:start]}{int(request_[start:end]) + 7}{request_[end:]}"
        assert _meant(other) != _meant(request_), other


@pytest.mark.parametrize("name", ["Footwear", "Electronics", "VIP", "in store", "SUMMER20", "Rain Jacket", "Champions"])
def test_a_name_left_out_is_another_meaning_or_is_refused(name: str) -> None:
    named = [words for words in _READ if f" {name} " in f" {words} "][:8]
    assert named, name
    for words in named:
        assert _meant(f" {words} ".replace(f" {name} ", " ", 1).strip()) != _meant(words), words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Winback Canada: spent over $250", "canada"),
        ("zentrik Canada customers: spent over $250", "canada"),
        ("spent less this year than last year per order", "per order"),
        ("never bought anything from Footwear or Electronics together", "together"),
        ("always buys more than 3 items", "always"),
        ("spends less than $50 each order", "each order"),
    ],
)
def test_words_that_no_reading_shows_refuse_the_request_by_name(words: str, said: str) -> None:
    found = understood(words)
    assert found.status is Status.REFUSED
    assert [each.text for each in found.unplaced] == [said]


def _parts(condition: Condition, kind: type[All] | type[Any]) -> frozenset[Condition]:
    if not isinstance(condition, kind):
        return frozenset({condition})
    return frozenset(part for inner in condition.parts for part in _parts(inner, kind))


@pytest.mark.parametrize(("joint", "kind"), [("and", All), ("but", All), ("or", Any)])
def test_two_requests_joined_are_the_two_together(joint: str, kind: type[All] | type[Any]) -> None:
    for one, two in permutations(_PARTS, 2):
        found = understood(f"{one} {joint} {two}")
        if found.status is Status.REFUSED or (joint == "or" and one.startswith("never")):
            # "never used a coupon or bought tops" is neither
            continue
        (first,), (second,) = _meant(one), _meant(two)
        assert _parts(first, kind) | _parts(second, kind) in [_parts(each.condition, kind) for each in found.readings], (
            one,
            joint,
            two,
        )
