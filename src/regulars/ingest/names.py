"""How well a column's name fits a role: compared word by word with the lists of `name_lists`.

Case, accents, punctuation and camelCase do not matter: "CustomerID", "customer_id" and "Customer ID" are one name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as Map
from functools import cache, lru_cache

from regulars.ingest.name_lists import EVENT_NAMES, FURTHER_NAMES, ORDER_NAMES, RoleNames
from regulars.records import dataclass

Words = tuple[str, ...]

SURE_NAME = 0.9
_LIKELY = 0.7
_BARE = 0.97
_PREFERENCE = 0.0002
_SPOKEN_AGAINST = 0.45

_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
    | {"№": " no ", "#": " no ", "°": " "}
)
# words that say nothing about a column's role: units, zones, a data model's prefixes
_FILLER = frozenset(
    (
        "utc", "gmt", "eur", "usd", "gbp", "cny", "rmb", "jpy", "krw", "rub", "uah", "tl", "in", "the", "of", "de", "du",
        "formatted", "raw", "fact", "dim", "tbl", "col", "\u0440\u0443\u0431", "грн", "元", "円", "원", "税込",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The phrases of all roles: how sure each is for which role, by its letters; those with a filler, by their letters without it;
    and the words against each role."""

    phrases: Map[str, Map[str, float]]
    without_filler: Map[str, Map[str, float]]
    never: Map[str, frozenset[str]]


@lru_cache(maxsize=8192)
def words(name: str) -> Words:
    """A column name as lower-case words without accents."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(piece.lower() for piece in _PIECE.findall(plain))


@lru_cache(maxsize=8192)
def order_roles(name: str) -> Map[str, float]:
    """The roles of an orders table that a column name fits, and how well (0 to 1)."""
    return _scores(words(name), _orders())


@lru_cache(maxsize=1024)
def event_roles(name: str) -> Map[str, float]:
    """The roles of an events table that a column name fits, and how well (0 to 1)."""
    return _scores(words(name), _events())


def roles_named(columns: Iterable[str]) -> frozenset[str]:
    """The roles of an orders table that some column is surely named after."""
    return frozenset(role for name in columns for role, score in order_roles(name).items() if score >= SURE_NAME)


@cache
def _orders() -> _Vocabulary:
    return _vocabulary(ORDER_NAMES)


@cache
def _events() -> _Vocabulary:
    return _vocabulary(EVENT_NAMES)


def _vocabulary(lists: Map[str, RoleNames]) -> _Vocabulary:
    phrases: dict[str, dict[str, float]] = {}
    bare: dict[str, dict[str, float]] = {}
    for role, known in lists.items():
        further = FURTHER_NAMES.get(role, RoleNames(""))
        for listed, sure in ((known.exact, 1.0), (known.likely, _LIKELY), (further.exact, 1.0), (further.likely, _LIKELY)):
            for place, parts in enumerate(map(_phrase, listed.replace("\n", " ").split(","))):
                # of two names, the one listed first is preferred
                score = sure - place * _PREFERENCE
                _note(phrases, "".join(parts), role, score)
                if not _FILLER.isdisjoint(parts):
                    _note(bare, _bare(parts), role, score)
    never = {role: frozenset(known.never.replace(",", " ").split()) for role, known in lists.items()}
    return _Vocabulary(phrases, bare, never)


def _phrase(listed: str) -> Words:
    # the many plain ones are written as `words` would give them
    return tuple(listed.split()) if listed.isascii() else words(listed)


def _note(table: dict[str, dict[str, float]], letters: str, role: str, sure: float) -> None:
    if letters:
        roles = table.setdefault(letters, {})
        roles[role] = max(roles.get(role, 0.0), sure)


def _bare(parts: Words) -> str:
    return "".join(part for part in parts if part not in _FILLER)


def _scores(found: Words, known: _Vocabulary) -> Map[str, float]:
    scores: dict[str, float] = dict(known.phrases.get("".join(found), {}))
    bare = _bare(found)
    for phrases in (known.phrases, known.without_filler):
        for role, score in phrases.get(bare, {}).items():
            scores[role] = max(scores.get(role, 0.0), score * _BARE)
    for parts, weight in _inner(found):
        for role, score in known.phrases.get("".join(parts), {}).items():
            # a name that is listed as it stands is not ruled out by a word in it; a longer one is
            against = _SPOKEN_AGAINST if not known.never[role].isdisjoint(found) else 1.0
            scores[role] = max(scores.get(role, 0.0), score * weight * against)
    return scores


def _inner(found: Words) -> Iterable[tuple[Words, float]]:
    """The ends and beginnings of a name that could be a listed phrase, and how much of it they say."""
    for cut in range(1, len(found)):
        tail, front = found[cut:], found[:cut]
        if sum(map(len, tail)) >= 4:
            yield tail, 0.85 if len(tail) > 1 else 0.7
        if len(front) > 1 and sum(map(len, front)) >= 4:
            yield front, 0.8
