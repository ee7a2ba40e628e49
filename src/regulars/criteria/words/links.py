"""Names in a request linked to values of the data: kinds of goods, products, campaigns, channels, coupons, tags, segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import RowCondition, RowText
from regulars.criteria.words.index import Index, Link, Stems
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.spoken import plain
from regulars.criteria.words.state import State
from regulars.criteria.words.tables import retail
from regulars.criteria.words.tables.amounts import AFTER, BEFORE, CURRENCY_SIGNS, RELATIVE, SMALL, TENS
from regulars.criteria.words.tables.calendar import LAST, MONTHS, OPEN, UNITS
from regulars.criteria.words.tables.lexicon import AUXILIARIES, CONNECTORS, NEGATIONS, OPENERS, SUBJECTS
from regulars.criteria.words.tokens import Kind, Token, stem

_LONGEST = 8
CHANNEL_WORDS = table(retail.CHANNEL_WORDS)


@dataclass(frozen=True, slots=True)
class Group:
    """Row conditions said as a list, and whether all of them or any of them is meant."""

    parts: tuple[RowCondition, ...]
    every: bool = False
    text: str = ""


def stems(p: State, start: int, end: int) -> Stems:
    """The stems of the request's words from one place to another."""
    return tuple(
        stem(plain(token.word))
        for token in p.tokens[start:end]
        if token.word not in ("the", "_") and (token.kind is not Kind.SIGN or token.word in "$€£")
    )


def reach(p: State, at: int) -> range:
    """The places after which a name that begins here can end, the longest first."""
    return range(min(len(p.tokens), at + _LONGEST), at, -1)


def whole(p: State, at: int, columns: tuple[str, ...]) -> tuple[Link, int] | None:
    """The longest name at the place that is a value of one of the columns, the earlier column first."""
    if is_sign(p, at):
        return None
    key = (" ".join(columns), at)
    if key not in p.found:
        p.found[key] = _whole(p, at, columns)
    return cast("tuple[Link, int] | None", p.found[key])


def _whole(p: State, at: int, columns: tuple[str, ...]) -> tuple[Link, int] | None:
    for end in reach(p, at):
        if p.word(end - 1) in ("the", "and", ",") or p.word(at) in ("the", "a", "an") or is_sign(p, end - 1):
            continue
        links = p.index.whole.get(stems(p, at, end))
        if links:
            for column in columns:
                for link in links:
                    if link.column == column:
                        return link, end
    return None


def is_sign(p: State, at: int) -> bool:
    """Whether a sign stands there that no name begins or ends with: the colon of "VIPs: ..."."""
    return p.kind(at) is Kind.SIGN and p.word(at) not in CURRENCY_SIGNS


def guards(tokens: Sequence[Token], index: Index) -> frozenset[int]:
    """Where a name of goods or a channel of the data begins that has several words: no number or verb is read there."""
    p = State(tokens, index, date.min)
    starts: set[int] = set()
    at = 0
    while at < len(tokens):
        found = whole(p, at, ("product_title", "category", "channel"))
        if (
            found is not None
            and found[1] - at > 1
            and any(t.kind is Kind.WORD and t.word not in function_words() for t in tokens[at : found[1]])
        ):
            starts.update(range(at, found[1]))
            at = found[1]
        else:
            end = _code_end(tokens, index, at)
            starts.update(range(at, end))
            at = max(end, at + 1)
    return frozenset(starts)


def _code_end(tokens: Sequence[Token], index: Index, at: int) -> int:
    """The place after a code of the data that is written in one and read in pieces, as VIP15 is; `at` where there is none."""
    joined = tokens[at].word
    for end in range(at + 1, min(at + 4, len(tokens))):
        if tokens[end].start != tokens[end - 1].end:
            break
        joined += tokens[end].word
        if joined in index.codes:
            return end + 1
    return at


def part(p: State, at: int, column: str) -> tuple[Link, int] | None:
    """The longest run of words at the place that stands in values of the column."""
    for end in reach(p, at):
        if p.word(end - 1) in ("the", "and", "of", "in", ",") or p.word(at) in ("the", "a", "an"):
            continue
        found = p.index.parts.get(stems(p, at, end), {}).get(column)
        if found:
            return Link(column, tuple(found)), end
    return None


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """Words of the grammar, which never stand for a part of a name alone."""
    listed = (BEFORE, AFTER, RELATIVE, OPEN, LAST, NEGATIONS, CONNECTORS)
    words = frozenset(word for phrases in listed for word in phrases.words())
    return (
        words
        | OPENERS
        | SUBJECTS
        | AUXILIARIES
        | frozenset(SMALL)
        | frozenset(TENS)
        | frozenset(MONTHS)
        | frozenset(UNITS)
        | _TOO_COMMON
    )


_TOO_COMMON = frozenset(
    [
        "set",
        "new",
        "gift",
        "50",
        "25",
        "100",
        "order",
        "orders",
        "kit",
        "day",
        "daily",
        "bag's",
        "for",
        "of",
        "with",
        "and",
        "in",
        "on",
        "free",
        "sale",
        "vip",
        "club",
        "early",
        "access",
        "top",
        "stand",
        "all",
        "one",
        "two",
        "three",
        "first",
        "last",
        "back",
        "year",
        "summer",
        "winter",
        "spring",
        "fall",
        "black",
        "friday",
        "c",
    ]
)


def condition(link: Link) -> RowCondition:
    """A row's test for a link."""
    return RowText(link.column, TextOperator.ANY_OF, link.values)


def channel(p: State, at: int) -> tuple[RowCondition, int] | None:
    """A channel by its name or an everyday word; online is website or app."""
    named = whole(p, at, ("channel",))
    found = CHANNEL_WORDS.at(p.tokens, at)
    if (
        named is not None
        and (found is None or named[1] >= found[1])
        and not (found and found[0] == "online" and named[1] == found[1])
    ):
        return condition(named[0]), named[1]
    if found is None:
        return None
    keys = ("web", "app") if found[0] == "online" else (found[0],)
    held = tuple(value for key in keys for value in _channel_values(p, key))
    if not held:
        return None
    return RowText("channel", TextOperator.ANY_OF, held), found[1]


def _channel_values(p: State, key: str) -> tuple[str, ...]:
    names = {plain(name).replace("_", " ") for name in retail.CHANNELS[key]}
    return tuple(value for value in p.index.values("channel") if plain(value).lower().replace("_", " ") in names)


def event_types(p: State, key: str) -> tuple[str, ...]:
    """The event types of the data that stand for a kind of event."""
    names = {name.replace("_", " ") for name in retail.EVENTS[key]}
    return tuple(value for value in p.index.values("type") if value.lower().replace("_", " ") in names)


def status_values(p: State, key: str) -> tuple[str, ...]:
    """The order statuses of the data that stand for one."""
    return tuple(value for value in p.index.values("status") if value.lower() in retail.STATUSES[key])


def quoted(p: State, at: int) -> int | None:
    """The end of the quotation that begins here, or None."""
    token = p.tokens[at] if not p.done(at) else None
    if token is None or not token.quote:
        return None
    end = at
    while not p.done(end) and p.tokens[end].quote == token.quote:
        end += 1
    return end


def take_link(p: State, link: Link, start: int, end: int) -> int:
    """Note how a link was made, and take its words."""
    if link.note:
        p.note(link.note)
    return p.take(start, end, Role.VALUE)
