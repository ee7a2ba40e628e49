"""Codes and names of places that are words of their own: "irl", "nice customers", "mobile users"."""

from __future__ import annotations

from regulars.criteria.words.state import State
from regulars.criteria.words.tables.places import COUNTRIES


def code_of_country(p: State, at: int) -> bool:
    """A code of three small letters: "irl", "deu"; "usa" and "nyc" are words of their own."""
    word = p.word(at)
    return len(word) == 3 and not p.tokens[at].upper and word not in ("usa", "nyc", "uae") and word in _COUNTRY_CODES


_COUNTRY_CODES = frozenset(
    other
    for row in COUNTRIES.strip().splitlines()
    for listed in row.split("|")[1:]
    for other in listed.split(",")
    if len(other) == 3
)
_SURE = frozenset(["us", "ca", "la", "pa", "ga", "tx", "fl", "ny", "il", "nj", "uk", "usa", "aus"])


def clearly(p: State, at: int) -> bool:
    """A code in small letters right after "in" or "from", and no word of its own there: "from ca", "in the us"."""
    if p.word(at) not in _SURE:
        return False
    if p.word(at) == "us":
        return p.word(at - 1) == "the" or (p.word(at - 1) == "in")
    return p.word(at - 1) in ("from", "in", ",", "or", "and")


# names of towns that say something of people or what they do
_EVERYDAY = frozenset(
    {
        "nice",
        "mobile",
        "reading",
        "bath",
        "deal",
        "sale",
        "orange",
        "male",
        "normal",
        "liberal",
        "hope",
        "surprise",
        "superior",
        "imperial",
        "commerce",
        "enterprise",
        "defiance",
        "independence",
        "bend",
        "split",
        "cork",
        "wells",
        "sandwich",
        "battle",
        "buffalo",
    }
)


def everyday(p: State, at: int) -> bool:
    """A town whose name is a common word, and nothing before it says that a place is meant: "nice customers"."""
    return p.word(at) in _EVERYDAY and p.word(at - 1) not in ("from", "in", "near", "around", "city", "town", ",", "or", "and")
