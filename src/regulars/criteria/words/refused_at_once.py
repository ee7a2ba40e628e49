"""Requests that are refused before they are read: code, commands, no condition at all, private traits, what hangs in the air."""

from __future__ import annotations

import re

from regulars.criteria.words.index import Index
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Unplaced
from regulars.criteria.words.tables.calendar import NAMED_DAYS
from regulars.criteria.words.tables.lexicon import SUBJECTS
from regulars.criteria.words.tables.refused import PRIVATE, REASONS, SQL_SHAPES
from regulars.criteria.words.tokens import Kind, Token, stem

_SQL = tuple(re.compile(shape, re.IGNORECASE | re.DOTALL) for shape in SQL_SHAPES)
# words that are a private trait in some requests and something else in others: judged only when nothing else fits them
_OFTEN_INNOCENT = frozenset(
    [
        "black",
        "white",
        "straight",
        "faith",
        "church",
        "race",
        "blind",
        "deaf",
        "liberal",
        "conservative",
        "healthy",
        "health",
        "ill",
        "sick",
        "expecting",
        "minority",
        "trans",
        "medical",
        "liberals",
        "conservatives",
        "faith",
        "cancer",
    ]
)


def hostile(request: str) -> Unplaced | None:
    """SQL, or something made to look like an end of it."""
    for shape in _SQL:
        found = shape.search(request)
        if found is not None:
            start = max(0, found.start() - 30)
            text = request[start : found.end() + 40].strip()
            return Unplaced(
                text,
                f"“{found.group(0).strip()}” looks like SQL or code; requests are plain words, and this part is not understood",
                "say it in plain words, or use the SQL form",
            )
    return None


_POLITE = word_set("please can could would you kindly just now then hey hi hello let us we i want need to go ahead and")
_DEEDS = word_set(
    "refund cancel email e-mail mail text call notify remind message contact offer give grant award make ban block promote reward "
    "unsubscribe subscribe tag untag label mark move assign credit reimburse charge thank invite"
)
_OBJECTS = word_set("all every everyone everybody each any the their our these those them him her customers people vip vips")
_ASKED_FOR = word_set("me us a an segment list audience group")


def instruction(tokens: tuple[Token, ...], request: str) -> Unplaced | None:
    """A request that begins by telling somebody to do something to customers: "refund all orders of last week"."""
    at = 0
    while at < len(tokens) and tokens[at].word in _POLITE:
        at += 1
    if at + 1 >= len(tokens) or tokens[at].word not in _DEEDS:
        return None
    following = tokens[at + 1].word
    handed = tokens[at].word in ("give", "offer", "grant", "award") and following not in _ASKED_FOR
    if following not in _OBJECTS and not handed:
        return None
    reason, suggestion = REASONS["command"]
    return Unplaced(request[tokens[at].start : tokens[-1].end][:60], f"“{tokens[at].word}” {reason}", suggestion)


_EVERYBODY = SUBJECTS | word_set("all every our the my of a list segment show me give get find please . ! ?")


def no_condition(tokens: tuple[Token, ...], request: str) -> Unplaced | None:
    """ "all customers": who is meant is everybody."""
    if not all(token.word in _EVERYBODY for token in tokens) or not any(token.word in SUBJECTS for token in tokens):
        return None
    text = request.strip()[:60]
    reason = f"“{text}” names no condition: it would be every customer"
    return Unplaced(text, reason, "say what they did, have or are, such as “ordered in the last 30 days”")


_ONE_ORDER = word_set("order purchase one transaction")
_PLACED = word_set("first second third fourth fifth last latest 1st 2nd 3rd 4th 5th")


def hanging(tokens: tuple[Token, ...], request: str) -> Unplaced | None:
    """ "second order without": of what, nothing says. "their only 2025 order": no number of orders is 2025 and one."""
    words = [token.word for token in tokens]
    for n in range(len(words) - 1):
        if tokens[n].kind is Kind.NUMBER and 2000 <= (tokens[n].value or 0) < 2100 and words[n + 1] in ("order", "purchase"):
            text = request[tokens[n].start : tokens[n + 1].end]
            return Unplaced(text, f"“{text}” has a year before its noun, which is not understood here", "say “in” and the year")
    for n in range(2, len(words)):
        ends = n + 1 == len(words) or words[n + 1] in (",", ";", ".", "and", "but")
        if words[n] == "without" and ends and words[n - 1] in _ONE_ORDER and words[n - 2] in _PLACED:
            text = request[tokens[n - 2].start : tokens[n].end]
            return Unplaced(text, f"“{text}” does not say without what", "name it, as in “second order without a coupon”")
    return None


def private(tokens: tuple[Token, ...], index: Index, request: str) -> Unplaced | None:
    """A private trait of people, whatever the data holds."""
    for at in range(len(tokens)):
        found = PRIVATE.at(tokens, at)
        if found is None:
            continue
        said = " ".join(token.word for token in tokens[at : found[1]])
        if said in _OFTEN_INNOCENT or _protected(tokens, at, found[1], index):
            continue
        reason, suggestion = REASONS["private"]
        return Unplaced(request[tokens[at].start : tokens[found[1] - 1].end], reason, suggestion)
    return None


def _protected(tokens: tuple[Token, ...], start: int, end: int, index: Index) -> bool:
    """Whether the words are part of a longer name of the data, or of a day's name."""
    days = (NAMED_DAYS.at(tokens, first) for first in range(max(0, start - 4), start + 1))
    return any(day is not None and day[1] >= end for day in days) or of_a_name(tokens, start, end, index)


def of_a_name(tokens: tuple[Token, ...], start: int, end: int, index: Index) -> bool:
    """Whether the words are part of a longer name of the data."""
    for first in range(max(0, start - 4), start + 1):
        for last in range(end, min(len(tokens), end + 5) + 1):
            if last - first > end - start:
                run = tuple(stem(token.word) for token in tokens[first:last] if token.word != "the")
                if run in index.place_names or any(
                    link.column in ("product_title", "category", "campaign", "coupon_code") for link in index.whole.get(run, ())
                ):
                    return True
    return False
