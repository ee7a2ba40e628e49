"""Words in a row as data: what may stand at each place, what right before and after, and what else has to be so.

    run("did it|so")                                              two words, the second of which is one of two
    run("in another", ORDER_NOUN, then=",")                       a class of words, and a comma that is not part of it
    run("some|most", Gap(4), "orders", LINK, "no|not")            up to four words between
    run("once", "bought|ordered", after=none_of("than only"))     not right after one of these
    run("other than", when=said_before("email campaign", 6))      and one of these up to six words before

The places before the first word and after the last one have the word "".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import VERBS
from regulars.criteria.words.tokens import Kind

Span = tuple[int, int]
Test = Callable[[State, int], bool]


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words, whichever they are. The first word of `before` is not passed: what follows begins there or sooner."""

    most: int
    before: frozenset[str] = frozenset()


Spot = frozenset[str] | Test | Gap
Written = str | Spot
# what ends what is said: the end of the request, a stop, a word that joins
ENDS = frozenset({"", ",", ".", ";", "and", "or", "but"})


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row. Called with a place, it gives the tokens (the end excluded) of the run that begins there.

    `after` is of as many places as it has parts: a gap can be in `words` and in `then` only.
    """

    words: tuple[Spot, ...]
    after: tuple[Spot, ...]
    then: tuple[Spot, ...]
    when: Test | None

    def __call__(self, p: State, at: int) -> Span | None:
        """The places of the words, without what has to stand before and after them."""
        end = _end(p, at, self.words)
        if end is None or (self.after and _end(p, at - len(self.after), self.after) is None):
            return None
        if (self.then and _end(p, end, self.then) is None) or (self.when is not None and not self.when(p, at)):
            return None
        return at, end

    def first(self, p: State, start: int, end: int) -> int | None:
        """The first place from `start` on and before `end` where it begins."""
        return next((at for at in range(start, end) if self(p, at) is not None), None)

    def within(self, p: State, start: int, end: int) -> bool:
        """Whether it begins anywhere from `start` on and before `end`."""
        return self.first(p, start, end) is not None

    @property
    def begins(self) -> frozenset[str] | None:
        """The words of which one stands first; None where a test says it."""
        return self.words[0] if isinstance(self.words[0], frozenset) else None


def run(*words: Written, after: Written | tuple[Written, ...] = (), then: Written | tuple[Written, ...] = (),
        when: Test | None = None) -> Run:  # fmt: skip
    """A run of words. In a text, a blank stands between places and "|" between the words that one place may have."""
    return Run(_spots(words), _spots(after), _spots(then), when)


def _spots(written: Written | tuple[Written, ...]) -> tuple[Spot, ...]:
    if isinstance(written, str):
        return tuple(frozenset(place.split("|")) for place in written.split())
    return tuple(spot for each in written for spot in _spots(each)) if isinstance(written, tuple) else (written,)


def _end(p: State, at: int, spots: tuple[Spot, ...]) -> int | None:
    """The place after the spots, the first of which is here."""
    for number, spot in enumerate(spots):
        if isinstance(spot, Gap):
            return _after_gap(p, at, spot, spots[number + 1 :])
        if not (p.word(at) in spot if isinstance(spot, frozenset) else spot(p, at)):
            return None
        at += 1
    return at


def _after_gap(p: State, at: int, gap: Gap, spots: tuple[Spot, ...]) -> int | None:
    for begun in range(at, at + gap.most + 1):
        end = _end(p, begun, spots)
        if end is not None or p.word(begun) in gap.before:
            return end
    return None


def none_of(words: str) -> Test:
    """Any word but these; also no word at all, before the first one and after the last."""
    listed = word_set(words)
    return lambda p, at: p.word(at) not in listed


def said_before(words: str, places: int | None = None) -> Test:
    """One of these words stands before the run: anywhere, or up to so many places before its first word."""
    listed = word_set(words)
    return lambda p, at: any(p.word(n) in listed for n in range(0 if places is None else max(0, at - places), at))


def anything(_p: State, _at: int) -> bool:
    """Any word, or none."""
    return True


def something(p: State, at: int) -> bool:
    """Any word."""
    return p.word(at) != ""


def number(p: State, at: int) -> bool:
    """A number in figures."""
    return p.kind(at) is Kind.NUMBER


def verb(p: State, at: int) -> bool:
    """A verb of what customers do."""
    return VERBS.at(p.tokens, at) is not None


def words_of(p: State, start: int, end: int) -> list[str]:
    """The words from one place to another."""
    return [p.word(n) for n in range(start, end)]
