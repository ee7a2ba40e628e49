"""What a request begins with: words that ask for a segment, and a name for it."""

from __future__ import annotations

from regulars.criteria.words.clauses import clause
from regulars.criteria.words.results import Role
from regulars.criteria.words.spelling import refused_at
from regulars.criteria.words.state import Choice, State
from regulars.criteria.words.tables.lexicon import OPENINGS
from regulars.criteria.words.tokens import Kind

_LONGEST_TITLE = 7


def _title(p: State) -> int:
    """The place after a name that a request gives its segment: "big wallets: lifetime spend of at least 2k"."""
    colon = next((n for n in range(1, min(len(p.tokens) - 1, _LONGEST_TITLE)) if p.word(n) == ":"), 0)
    if not colon:
        return 0
    alone = State(p.tokens[:colon], p.index, p.as_of, guarded=p.guarded)
    found = clause(alone, 0, None)
    vague = found is not None and found.end == colon and any(isinstance(entry, Choice) for entry in alone.trail)
    if any(token.kind is not Kind.WORD for token in p.tokens[:colon]):
        return 0
    # "moved from retail to web" names what follows, as long as it is followed by it
    if not vague and any(refused_at(p.tokens, n) for n in range(colon) if p.word(n) != "moved"):
        return 0
    named = (
        found is not None
        and found.end == colon
        and found.echo is None
        and not any(isinstance(entry, Choice) for entry in alone.trail)
    )
    if named or any(token.word in _MEANING for token in p.tokens[:colon]):
        return 0
    p.note(f"“{p.text(0, colon)}” is taken as a name for what follows")
    return p.take(0, colon + 1, Role.HARMLESS)


def opening(p: State) -> int:
    """The place after a name and words that ask for a segment and say nothing about it: "create a segment of"."""
    at = _title(p)
    found = OPENINGS.at(p.tokens, at)
    return at if found is None else p.take(at, found[1], Role.HARMLESS)


_MEANING = frozenset(
    [
        "country",
        "region",
        "city",
        "segment",
        "tag",
        "tags",
        "age",
        "gender",
        "spend",
        "orders",
        "channel",
        "category",
        "product",
        "coupon",
        "score",
        "not",
        "except",
        "without",
        "no",
        "never",
    ]
)
