"""Names in a request linked to values of the data: kinds of goods, products, campaigns, channels, coupons, tags, segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import RowCondition, RowText
from regulars.criteria.words.index import Index, Link, Stems, stems_of
from regulars.criteria.words.phrases import table, word_set
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


def _reach(p: State, at: int) -> range:
    return range(min(len(p.tokens), at + _LONGEST), at, -1)


def whole(p: State, at: int, columns: tuple[str, ...]) -> tuple[Link, int] | None:
    """The longest name at the place that is a value of one of the columns, the earlier column first."""
    if _is_sign(p, at):
        return None
    key = (" ".join(columns), at)
    if key not in p.found:
        p.found[key] = _whole(p, at, columns)
    return cast("tuple[Link, int] | None", p.found[key])


def _whole(p: State, at: int, columns: tuple[str, ...]) -> tuple[Link, int] | None:
    for end in _reach(p, at):
        if p.word(end - 1) in ("the", "and", ",") or p.word(at) in ("the", "a", "an") or _is_sign(p, end - 1):
            continue
        links = p.index.whole.get(stems(p, at, end))
        if links:
            for column in columns:
                for link in links:
                    if link.column == column:
                        return link, end
    return None


def _is_sign(p: State, at: int) -> bool:
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
    for end in _reach(p, at):
        if p.word(end - 1) in ("the", "and", "of", "in", ",") or p.word(at) in ("the", "a", "an"):
            continue
        found = p.index.parts.get(stems(p, at, end), {}).get(column)
        if found:
            return Link(column, tuple(found)), end
    return None


def _category_named(p: State, names: str) -> tuple[str, ...]:
    for name in names.split(";"):
        links = p.index.whole.get(stems_of(name), ())
        held = tuple(value for link in links if link.column == "category" for value in link.values)
        if held:
            return held
    return ()


def _titles_with(p: State, names: str) -> tuple[str, ...]:
    held: dict[str, None] = {}
    for name in names.split(";"):
        for title in p.index.parts.get(stems_of(name), {}).get("product_title", ()):
            held[title] = None
    return tuple(held)


# "in the top quartile" is no piece of clothing
_EXTENTS = word_set("quartile quarter decile quintile tercile tertile third fifth tenth half percentile ten five twenty one two")


def goods(p: State, at: int) -> tuple[Link, int] | None:
    """A product or kind of goods: by its own name, by an everyday word for a category, by words of titles."""
    named = at + (p.word(at) == "the")
    if p.word(named) == "top" and (p.kind(named + 1) is Kind.NUMBER or p.word(named + 1) in _EXTENTS):
        return None
    if _is_sign(p, at):
        return None
    key = ("goods", at)
    if key not in p.found:
        p.found[key] = _goods(p, at)
    return cast("tuple[Link, int] | None", p.found[key])


def _goods(p: State, at: int) -> tuple[Link, int] | None:
    # "both coffee and tea" are two things, whatever a category is called
    apart = p.word(at - 1) == "both"
    named = whole(p, at, ("category", "product_title"))
    if apart and named is not None and "and" in p.text(at, named[1]).split():
        named = None
    best: tuple[Link, int] | None = named
    for end in _reach(p, at):
        if best is not None and end <= best[1]:
            return best
        if p.kind(end - 1) is Kind.SIGN and p.word(end - 1) not in CURRENCY_SIGNS:
            continue
        said = " ".join(stems(p, at, end))
        if apart and "and" in said.split():
            continue
        link = _everyday(p, said)
        if link is not None:
            return link, end
        kind = _part_link(p, at, end)
        if kind is not None:
            return kind, end
    return best


def _everyday(p: State, said: str) -> Link | None:
    if said in retail.CATEGORIES and not (said in retail.BOUGHT_ALONE and _BOUGHT.isdisjoint(t.word for t in p.tokens)):
        held = _category_named(p, retail.CATEGORIES[said])
        if held:
            return Link("category", held, f"“{said}” is taken as the category {' and '.join(held)}")
    if said in retail.GROUPS:
        every = tuple(value for name in retail.GROUPS[said].split(";") for value in _category_named(p, name))
        if every:
            return Link("category", every, f"“{said}” is taken as the categories {', '.join(every)}")
    return None


_BOUGHT = word_set("bought buy buys buying purchased purchase purchases ordered orders order spent spend got buyers shoppers")


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


def _part_link(p: State, at: int, end: int) -> Link | None:
    """Words that are part of a category's name, or of products' titles, or stand for such words."""
    if p.kind(at) is not Kind.WORD or p.word(at) in function_words() or p.word(end - 1) in ("the", "and", "of", "in", ",", "a"):
        return None
    run = stems(p, at, end)
    said = " ".join(run)
    if said in retail.BOUGHT_ALONE and _BOUGHT.isdisjoint(t.word for t in p.tokens):
        return None
    categories = p.index.parts.get(run, {}).get("category", ())
    if categories and not _rival_part(p, categories, run):
        return Link("category", tuple(categories), f"“{said}” is taken as the category {' and '.join(categories)}")
    found = p.index.parts.get(run, {}).get("product_title", ())
    if len(run) == 1 and said not in retail.PRODUCTS:
        # a lone word names a product by its noun, which comes last: "jacket", not the "rain" of a rain jacket
        found = [title for title in found if stems_of(title)[-1:] == run]
    titles = dict.fromkeys(found)
    titles |= dict.fromkeys(_titles_with(p, retail.PRODUCTS.get(said, "")))
    if not titles:
        return None
    return Link("product_title", tuple(titles), f"“{said}” is taken as {_listed(tuple(titles))}")


def _rival_part(p: State, categories: list[str] | tuple[str, ...], run: Stems) -> bool:
    """Whether another part of the same category's name is in the request, so that each stands for its own products."""
    others = {word for category in categories for word in stems_of(category)} - set(run) - {"and"}
    here = [stem(token.word) for token in p.tokens]
    inside = any(here[n] in others and ("both" in here or not _one_name(here, n, run)) for n in range(len(here)))
    return inside and bool(p.index.parts.get(run, {}).get("product_title"))


def _one_name(here: list[str], place: int, run: Stems) -> bool:
    return any(word in here[max(0, place - 2) : place + 3] and "and" in here[max(0, place - 2) : place + 3] for word in run) and (
        here[place - 1 : place] == ["and"] or here[place + 1 : place + 2] == ["and"]
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")


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
