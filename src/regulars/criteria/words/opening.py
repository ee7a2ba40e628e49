"""What a request begins with: words that ask for a segment, and a name for it."""

from __future__ import annotations

from regulars.criteria.words.clauses import clause
from regulars.criteria.words.colon_lists import quantified
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.links import whole
from regulars.criteria.words.places import place_list
from regulars.criteria.words.results import Role
from regulars.criteria.words.spelling import refused_at
from regulars.criteria.words.state import Choice, State
from regulars.criteria.words.tables.groups import VAGUE
from regulars.criteria.words.tables.lexicon import CONNECTORS, NEGATIONS, OPENINGS, SUBJECTS
from regulars.criteria.words.tokens import Kind
from regulars.criteria.words.windows import window

_LONGEST_TITLE = 7


def _title(p: State) -> int:
    """The place after a name that a request gives its segment: "big wallets: lifetime spend of at least 2k"."""
    colon = next((n for n in range(1, min(len(p.tokens) - 1, _LONGEST_TITLE)) if _ends_title(p, n)), 0)
    if not colon:
        return 0
    alone = State(p.tokens[:colon], p.index, p.as_of, guarded=p.guarded)
    if any(_names_time(alone, n) for n in range(colon)):
        # "last year: over $200 spent" says when, and names nothing
        return 0
    if _defined(p, colon):
        p.note(f"“{p.text(0, colon)}” is taken as a name for what follows")
        return p.take(0, colon + 1, Role.HARMLESS)
    if (group := VAGUE.at(p.tokens, 0)) is not None and group[1] == colon:
        # "frequent buyers: Canada" says who, and where
        return 0
    found = clause(alone, 0, None)
    vague = found is not None and found.end == colon and any(isinstance(entry, Choice) for entry in alone.trail)
    if any(token.kind is not Kind.WORD or token.word in _SPEAKERS for token in p.tokens[:colon]) or quantified(p, colon):
        return 0
    # "moved from retail to web" names what follows, as long as it is followed by it
    if not vague and any(refused_at(p.tokens, n) for n in range(colon) if p.word(n) not in _IN_TITLES):
        return 0
    whole = found is not None and all(p.word(n) in _AFTER_WHO or p.word(n) in SUBJECTS for n in range(found.end, colon))
    named = found is not None and whole and found.echo is None and not any(isinstance(entry, Choice) for entry in alone.trail)
    if named or _of_the_data(alone, colon) or any(token.word in _MEANING for token in p.tokens[:colon]) or _restricts(p, colon):
        return 0
    p.note(f"“{p.text(0, colon)}” is taken as a name for what follows")
    return p.take(0, colon + 1, Role.HARMLESS)


def _defined(p: State, colon: int) -> bool:
    """ "discount hunters: over 60% of orders with a discount": a name without an exact meaning is defined by what follows it; one
    that is a segment of the data can be that, too.
    """
    found = VAGUE.at(p.tokens, 0)
    if found is None or found[1] != colon or p.done(colon + 1):
        return False
    mark = p.mark()
    first = clause(p, colon + 1, None)
    p.back(mark)
    if first is None or first.attribute:
        # "frequent buyers: Canada" defines nothing
        return False
    segment = whole(p, 0, ("segment",))
    ways = [("a name for what follows", True), ("the segment of that name", False)]
    return p.choose(_DEFINED_KEY, ways) if segment is not None and segment[1] >= colon - 1 else True


# apart from the keys of other choices, which are places of the request or far from these
_DEFINED_KEY = 380_000
# "candle lovers: ..." is explained by what follows
_IN_TITLES = frozenset({"moved", "lovers", "lover", "fans", "fan", "enthusiasts", "addicts", "junkies", "hunters", "seekers"})


def _names_time(alone: State, at: int) -> bool:
    """Whether a time begins at a word of a heading; nothing is taken."""
    mark = alone.mark()
    found = window(alone, at, bare=True)
    alone.back(mark)
    return found is not None and found[0].window is not None


def _ends_title(p: State, at: int) -> bool:
    """A colon, or a dash that stands by itself."""
    apart = p.tokens[at].start > p.tokens[at - 1].end and p.tokens[at + 1].start > p.tokens[at].end
    return p.word(at) == ":" or (p.word(at) == "-" and apart)


def _of_the_data(p: State, end: int) -> bool:
    """Whether it begins with something that can be asked for: "mobile: ..." is no name for what follows."""
    at = next((n for n in range(end) if p.word(n) not in ("a", "the", "all", "our", "only", "just")), 0)
    mark = p.mark()
    found = filter_list(p, at) is not None or place_list(p, at, bare=True) is not None
    p.back(mark)
    return found or whole(p, at, ("tags", "segment", "category", "product_title", "campaign")) is not None


def _restricts(p: State, end: int) -> bool:
    """Whether words before the place leave somebody out, so that they are no name: "exclude staff: ..."."""
    left_out = (CONNECTORS.at(p.tokens, n) for n in range(end))
    return any(found is not None and found[0] == "except" for found in left_out) or NEGATIONS.at(p.tokens, 0) is not None


# who speaks to a program, and names no customers
_SPEAKERS = frozenset(
    {"system", "assistant", "user", "developer", "prompt", "admin", "root", "instruction", "instructions", "ignore"}
)
# "VIPs only: ..." says who
_AFTER_WHO = frozenset({"only", "please", "just"})


def opening(p: State) -> int:
    """The place after a name and words that ask for a segment and say nothing about it: "create a segment of"."""
    at = _title(p)
    while (found := OPENINGS.at(p.tokens, at)) is not None:
        # "I would like" and then "a list of"
        at = p.take(at, found[1], Role.HARMLESS)
    return at


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
