"""The place of a parse: tokens, what has been taken for what, what was assumed, and where two meanings are possible.

Everything taken, assumed, objected to or chosen is an entry of one trail, so that giving up a path is cutting the trail back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from regulars.criteria.words.index import Index
from regulars.criteria.words.phrases import Phrases
from regulars.criteria.words.results import Role
from regulars.criteria.words.tokens import Kind, Token

if TYPE_CHECKING:
    from regulars.criteria.words.clause import Clause
    from regulars.criteria.words.frames import Frame

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """Tokens `start` to `end` (excluded) were taken for something."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Note:
    """Something assumed, for people to read."""

    text: str


@dataclass(frozen=True, slots=True)
class Objection:
    """Words that were recognised and cannot be had: the request is refused if they belong to its reading."""

    start: int
    end: int
    reason: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Words with several meanings, one of which was taken in this parse."""

    key: int
    labels: tuple[str, ...]


Entry = Taken | Note | Objection | Choice


@dataclass(slots=True)
class State:
    """The tokens of a request and the trail of a parse through them. `selected` says which meaning is taken at a choice."""

    tokens: Sequence[Token]
    index: Index
    as_of: date
    selected: dict[int, int] = field(default_factory=dict)
    trail: list[Entry] = field(default_factory=list)
    furthest: int = 0
    previous: Frame | None = None
    before: Clause | None = None
    negated: bool = False
    objections: list[Objection] = field(default_factory=list)
    guarded: frozenset[int] = frozenset()
    found: dict[tuple[str, int], object] = field(default_factory=dict)

    def mark(self) -> int:
        """A point to go back to."""
        return len(self.trail)

    def back(self, mark: int) -> None:
        """Forget what was taken since the mark."""
        del self.trail[mark:]

    def word(self, at: int) -> str:
        """The word at a place; blank beyond the end."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> Kind | None:
        """The kind of token at a place."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def done(self, at: int) -> bool:
        """Whether the place is beyond the last token."""
        return at >= len(self.tokens)

    def are(self, at: int, *words: str) -> bool:
        """Whether the words stand at the place, in a row."""
        return all(self.word(at + n) == word for n, word in enumerate(words))

    def take(self, start: int, end: int, role: Role) -> int:
        """Note that the tokens were placed; gives `end` back."""
        if end > start:
            self.trail.append(Taken(start, end, role))
            self.furthest = max(self.furthest, end)
        return end

    def phrase(self, at: int, phrases: Phrases[T], role: Role = Role.CONDITION) -> tuple[T, int] | None:
        """The longest phrase of the table at the place, taken."""
        found = phrases.at(self.tokens, at)
        if found is not None:
            self.take(at, found[1], role)
        return found

    def skip(self, at: int, words: Iterable[str], role: Role = Role.HARMLESS) -> int:
        """The place after any of the words, as many as there are, taken."""
        start = at
        while not self.done(at) and self.word(at) in words:
            at += 1
        return self.take(start, at, role)

    def note(self, text: str) -> None:
        """Record an assumption."""
        entry = Note(text)
        if entry not in self.trail:
            self.trail.append(entry)

    def object(self, start: int, end: int, reason: str, suggestion: str | None = None) -> None:
        """Record that these words cannot be had."""
        entry = Objection(start, end, reason, suggestion)
        self.trail.append(entry)
        self.objections.append(entry)

    def choose(self, key: int, options: Sequence[tuple[str, T]]) -> T:
        """One of several meanings, by label: the selected one, or the first."""
        if len(options) == 1:
            return options[0][1]
        self.trail.append(Choice(key, tuple(label for label, _ in options)))
        return options[min(self.selected.get(key, 0), len(options) - 1)][1]

    def text(self, start: int, end: int) -> str:
        """The words from one place to another, for people to read."""
        return " ".join(token.word for token in self.tokens[start:end])
