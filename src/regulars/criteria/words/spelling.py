"""Slips of spelling set right, and reported: "Germny" read as "germany", "odered" as "ordered"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from regulars.criteria.words.index import Index, everyday
from regulars.criteria.words.links import CHANNEL_WORDS
from regulars.criteria.words.phrases import Phrases
from regulars.criteria.words.spoken import plain
from regulars.criteria.words.tables import (
    amounts,
    attributes,
    averages,
    calendar,
    changes,
    deeds,
    groups,
    heard,
    lexicon,
    objects,
    offers,
    predictions,
    rankings,
    refused,
    retail,
    sequences,
)
from regulars.criteria.words.tables.known import KNOWN
from regulars.criteria.words.tokens import Kind, Token, stem

_TABLES = (
    amounts,
    attributes,
    averages,
    calendar,
    changes,
    deeds,
    groups,
    heard,
    lexicon,
    objects,
    offers,
    predictions,
    rankings,
    sequences,
)


@lru_cache(maxsize=1)
def grammar_words() -> frozenset[str]:
    """Every word that the tables of the language have."""
    words: set[str] = set()
    for module in _TABLES:
        for value in vars(module).values():
            if isinstance(value, Phrases):
                words |= value.words()
            elif isinstance(value, frozenset | dict) and value and all(isinstance(key, str) for key in value):
                words |= {word for key in value for word in key.split()}
    words |= CHANNEL_WORDS.words() | everyday() | {word for phrase in retail.GENDERS for word in phrase.split("-")}
    words |= KNOWN
    return frozenset(word for word in words if word)


@lru_cache(maxsize=1)
def refused_words() -> frozenset[str]:
    """Words of what cannot be asked for: they are never slips of something else."""
    every = (refused.PRIVATE, refused.MISSING, refused.COMMANDS, refused.QUESTIONS, refused.DETAILS)
    return frozenset(word for phrases in every for word in phrases.words())


@lru_cache(maxsize=1)
def _short() -> frozenset[str]:
    """Words of four letters, which are no repair, and stand in the way of one: "wrth" can be "with" or "worth"."""
    return frozenset(word for word in grammar_words() if len(word) == 4 and word.isalpha())


def _doubtful(word: str, near: str, before: str, index: Index) -> bool:
    """Whether the nearest word is no safe repair: a short word is as near, or a name of the data that differs in a letter or stands
    where no name can.
    """
    distance = OSA.distance(word, near)
    short = (other for other in _short() if other[0] == word[0] and not near.startswith(other))
    if any(OSA.distance(word, other) <= distance for other in short):
        return True
    if near not in index.words and stem(near) not in index.words and stem(near) not in _synonyms():
        return False
    others = (known for known in _targets().get(word[0], ()) if stem(known) != stem(near))
    alike = [known for known in others if OSA.distance(word, known) <= distance]
    replaced = len(near) == len(word) and sorted(near) != sorted(word)
    return (
        (replaced and (bool(alike) or len(word) <= 6 or word[-1] != near[-1]))
        or before in _NO_NAME_AFTER
        or (word[-1] == "s" != near[-1] and distance > 1)
    )


@lru_cache(maxsize=1)
def _synonyms() -> frozenset[str]:
    """Words that stand for kinds of goods, whatever the data calls these: "drunk" is no "drink"."""
    return frozenset(word for name in (*retail.CATEGORIES, *retail.PRODUCTS) for word in name.split())


# a name of goods or a place is not said right after these: "orders booth used"
_NO_NAME_AFTER = frozenset({"orders", "order", "purchases", "emails"})


@lru_cache(maxsize=1)
def _targets() -> dict[str, tuple[str, ...]]:
    """Long enough words of the language, by first letter."""
    out: dict[str, list[str]] = {}
    for word in sorted(grammar_words()):
        if len(word) >= 5 and word.isalpha():
            out.setdefault(word[0], []).append(word)
    return {letter: tuple(words) for letter, words in out.items()}


def refused_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether words begin here that name what cannot be asked for."""
    return any(
        phrases.at(tokens, at) is not None
        for phrases in (refused.PRIVATE, refused.MISSING, refused.COMMANDS, refused.QUESTIONS, refused.DETAILS)
    )


def known(word: str, index: Index) -> bool:
    """Whether the word is one of the language or of the data."""
    return (
        word in grammar_words()
        or word in index.words
        or stem(word) in index.words
        or plain(stem(word)) in index.words
        or stem(word) in grammar_words()
    )


# words that turn a meaning round are no repair of words as long as they are: "newer" is not "never"
_TURNS = frozenset({"never", "without", "except", "neither"})
# people are no repair of what can be a thing
_PEOPLE = frozenset({"shopper", "shoppers", "folks", "owner", "owners", "users"})


def corrected(tokens: tuple[Token, ...], index: Index) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """The tokens with slips set right, and a note for each."""
    out: list[Token] = []
    notes: list[str] = []
    for n, token in enumerate(tokens):
        if (
            token.kind is Kind.WORD
            and len(token.word) >= 4
            and token.word.isalpha()
            and not known(token.word, index)
            and token.word not in refused_words()
            and not token.quote
        ):
            near = index.near(plain(token.word), _targets().get(token.word[0], ()))
            turned = near is not None and near in _TURNS and len(near) == len(token.word) and sorted(near) != sorted(token.word)
            if near is not None and (turned or (near in _PEOPLE and not token.word.startswith(near[:3]))):
                near = None
            if near is not None and _doubtful(plain(token.word), near, tokens[n - 1].word if n else "", index):
                near = None
            if near is not None and near != token.word and (len(near) >= 5 or len(token.word) >= 5):
                notes.append(f"“{token.word}” is read as “{near}”")
                out.append(replace(token, word=near))
                continue
        out.append(token)
    return tuple(out), tuple(notes)
