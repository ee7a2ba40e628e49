"""How a rule about doubtful words is written: a row of a table, which says where the doubt is and what is said of it.

`Refused(find, reason, advice)` refuses a request over the words that `find` gives: "“<words>” <reason>", and what to ask instead.
`find` is a run of words (`runs.run`) or a function that gives the first place and the one after the last, or None. A rule that asks
back, or changes what was read, is a function with the same arguments that gives nothing; it asks with `State.choose`.

Each module of this package has one theme and ends in its table, a tuple of passes that are made in turn:

- `over_words(...)`: rows of `(p, at)`, at every place but the names of goods and codes of the data;
- `over_clauses(...)`: rows of `(p, item)`, at every clause;
- `over_deeds(...)`: rows of `(p, item, f)`, at every clause with a frame, which says what was done;
- `over_pairs(...)`: rows of `(p, before, item)`, at every clause but the first; `@both_deeds` gives a row both frames as well;
- a function of `(p, items)`: for what is of the request as a whole.

Rows of one pass take turns at each place, passes follow each other: reasons are given in that order.

To refuse one more run of words, add a row to `over_words` of the theme it belongs to:

    Refused(run("did it|so"), "points back to what was done before", "say it in one: “bought Tops in store”"),
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Concatenate, Generic, ParamSpec, TypeVar

from regulars.criteria.words.doubts.runs import Run, Span
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State

P = ParamSpec("P")
R = TypeVar("R")
Pass = Callable[[State, list[Item]], None]


@dataclass(frozen=True, slots=True)
class Refused(Generic[P]):
    """A rule that refuses the words it finds: why, and what can be asked instead."""

    find: Callable[Concatenate[State, P], Span | None]
    reason: str
    advice: str

    def __call__(self, p: State, *of: P.args, **named: P.kwargs) -> None:
        """Object to the words, where they are found."""
        span = self.find(p, *of, **named)
        if span is not None:
            p.object(*span, self.reason, self.advice)


@dataclass(frozen=True, slots=True)
class Walk:
    """A pass made of rows, and how they are walked over a request."""

    rows: tuple[Callable[..., None], ...]
    made: Pass

    def __call__(self, p: State, items: list[Item]) -> None:
        """Try every row where it can hold."""
        self.made(p, items)


def over_words(*rows: Callable[[State, int], None]) -> Walk:
    """A pass over the places of a request. Rows whose first word is known are tried at such words only."""
    known = {word for row in rows for word in _begins(row) or ()}
    by_word = {word: tuple(row for row in rows if word in (_begins(row) or (word,))) for word in known}
    others = tuple(row for row in rows if _begins(row) is None)

    def made(p: State, _items: list[Item]) -> None:
        for at, token in enumerate(p.tokens):
            if at not in p.guarded:
                for row in by_word.get(token.word, others):
                    row(p, at)

    return Walk(rows, made)


def _begins(row: Callable[[State, int], None]) -> frozenset[str] | None:
    return row.find.begins if isinstance(row, Refused) and isinstance(row.find, Run) else None


def over_clauses(*rows: Callable[[State, Item], None]) -> Walk:
    """A pass over the clauses of a request."""

    def made(p: State, items: list[Item]) -> None:
        for item in items:
            for row in rows:
                row(p, item)

    return Walk(rows, made)


def over_deeds(*rows: Callable[[State, Item, Frame], None]) -> Walk:
    """A pass over the clauses that say what was done. A row that replaces the frame leaves the old one to the rows after it."""

    def made(p: State, items: list[Item]) -> None:
        for item in items:
            f = item.clause.frame
            if f is not None:
                for row in rows:
                    row(p, item, f)

    return Walk(rows, made)


def over_pairs(*rows: Callable[[State, Item, Item], None]) -> Walk:
    """A pass over the clauses and those before them."""

    def made(p: State, items: list[Item]) -> None:
        for before, item in list(pairwise(items)):
            for row in rows:
                row(p, before, item)

    return Walk(rows, made)


def both_deeds(row: Callable[[State, Item, Item, Frame, Frame], R]) -> Callable[[State, Item, Item], R | None]:
    """A row of `over_pairs` for two clauses that each say what was done."""

    def made(p: State, before: Item, item: Item) -> R | None:
        one, two = before.clause.frame, item.clause.frame
        return None if one is None or two is None else row(p, before, item, one, two)

    return made


def whole(item: Item) -> Span:
    """The words of a clause."""
    return item.clause.start, item.clause.end


def from_first(words: Run, p: State, item: Item) -> Span | None:
    """A clause from the first place on where the words begin; None where they do not."""
    at = words.first(p, *whole(item))
    return None if at is None else (at, item.clause.end)
