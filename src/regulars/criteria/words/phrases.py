"""Tables of phrases: which words, in a row, stand for what. The longest phrase at a place wins."""

from __future__ import annotations  # noqa: I001, RUF100

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Generic, TypeVar

from regulars.criteria.words.tokens import Token, tokenize

T = TypeVar("T")


@cache
def word_set(text: str) -> frozenset[str]:
    """The words of a text, made once."""
    return frozenset(text.split())


class Phrases(Generic[T]):
    """Phrases with what they stand for, looked up at a place in a row of tokens."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in entries.items():
            words = tuple(token.word for token in tokenize(phrase))
            self._by_first.setdefault(words[0], []).append((words, meaning))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def at(self, tokens: Sequence[Token], start: int) -> tuple[T, int] | None:
        """What the longest phrase beginning at `start` stands for, and the place after it."""
        if start >= len(tokens):
            return None
        for words, meaning in self._by_first.get(tokens[start].word, ()):
            end = start + len(words)
            if end <= len(tokens) and all(tokens[start + n].word == word for n, word in enumerate(words)):
                return meaning, end
        return None

    def words(self) -> frozenset[str]:
        """Every word of every phrase."""
        return frozenset(word for rows in self._by_first.values() for words, _ in rows for word in words)


def table(text: str) -> Phrases[str]:
    """Phrases written as lines of `meaning: phrase; phrase; ...`; an indented line is the continuation of the one before."""
    entries: dict[str, str] = {}
    meaning = ""
    for line in text.strip().splitlines():
        said, _, listed = ("", "", line) if line.startswith(" ") else line.partition(":")
        meaning = said or meaning
        entries.update((phrase.strip(), meaning.strip()) for phrase in listed.split(";") if phrase.strip())
    return Phrases(entries)
