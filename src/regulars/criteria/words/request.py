"""A whole request: clauses and what joins them, from the first word to the last."""

from __future__ import annotations

from dataclasses import dataclass, field

from regulars.criteria.tree import All, Compare, Condition, Constant, Not
from regulars.criteria.words.clauses import LEADERS, Clause, clause
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.joining import Item, combined
from regulars.criteria.words.lone import lone_ways
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import CONNECTORS, NEGATIONS, RELATIVES

_PUNCTUATION = frozenset({",", ";", ".", ":", "!", "?", "(", ")", "-", "/", "|"})


@dataclass(slots=True)
class Parsed:
    """A parse: its condition when every word was placed, otherwise the places that were not."""

    condition: Condition | None
    missed: list[tuple[int, int]] = field(default_factory=list)


def parse(p: State) -> Parsed:
    """Read the tokens from the first to the last."""
    items: list[Item] = []
    missed: list[tuple[int, int]] = []
    at = 0
    while not p.done(at):
        joint, place = _joint(p, at, bool(items))
        if p.done(place):
            if joint not in ("next", "comma", "semicolon") or _dangling(p, at, place):
                missed.append((at, place))
            break
        mark = p.mark()
        found = clause(p, place, items[-1].clause if items else None)
        if found is not None and found.end > place and _may_follow(p, joint, found, place, bool(items)):
            items.append(Item(joint, found))
            at = found.end
            continue
        p.back(mark)
        end = _harmless_tail(p, place)
        if end is not None:
            at = end
            continue
        stuck = _stuck(p, place)
        missed.append(stuck)
        at = stuck[1]
    if missed or not items:
        return Parsed(None, missed or [(0, len(p.tokens))])
    lone = lone_ways(p, [item.clause for item in items])
    if lone is not None:
        return Parsed(lone)
    return Parsed(combined(p, items))


def _may_follow(p: State, joint: str, found: Clause, place: int, started: bool) -> bool:
    """With nothing between, only what describes somebody may follow, or what a small word or a negation begins."""
    if joint != "next" or not started or found.attribute or found.negated:
        return True
    return found.start > place


def _dangling(p: State, at: int, place: int) -> bool:
    return any(p.word(n) in ("and", "or", "but", "except", "without", "not") for n in range(at, place))


def _harmless_tail(p: State, at: int) -> int | None:
    """Small words before the end, or before the next connection: "who bought shoes please"."""
    end = at
    while not p.done(end) and (p.word(end) in LEADERS or p.word(end) in _PUNCTUATION):
        end += 1
    if end > at and p.done(end):
        return p.take(at, end, Role.HARMLESS)
    return None


def _stuck(p: State, at: int) -> tuple[int, int]:
    """The words that no reading fits, up to the next connection."""
    end = at
    while not p.done(end) and (p.word(end) in LEADERS or NEGATIONS.at(p.tokens, end)) and end < len(p.tokens) - 1:
        end += 1
    start = end
    end += 1
    while not p.done(end) and p.word(end) not in (",", ";", ".") and CONNECTORS.at(p.tokens, end) is None and p.word(end) not in ("who", "that", "with"):
        end += 1
    return start, end


def _joint(p: State, at: int, started: bool) -> tuple[str, int]:
    """How the next clause is joined, and where it begins."""
    kinds: list[str] = []
    start = at
    while not p.done(at):
        word = p.word(at)
        connector = CONNECTORS.at(p.tokens, at)
        if connector is not None and (connector[0] != "and" or word != "plus" or started) and not (word in ("only", "while", "outside", "besides") and not started):
            if word == "only" or (word == "but" and p.word(at + 1) == "not" and connector[0] == "except"):
                kinds.append("but")
                at += 1
                break
            kinds.append(connector[0])
            at = connector[1]
        elif word in _PUNCTUATION:
            kinds.append("semicolon" if word in (";", ".", ":") and started else ",")
            at += 1
        elif word in RELATIVES and started:
            kinds.append("who")
            at += 1
        elif word in ("then", "later", "subsequently", "afterwards") and started and p.word(at - 1) in ("and", ",", "but", "who") or (word == "then" and started and kinds):
            kinds.append("then")
            at += 1
        elif word == "with" and started:
            kinds.append("with")
            break
        else:
            break
    p.take(start, at, Role.CONNECTION)
    if not started:
        return ("except" if "except" in kinds else "next"), at
    return _named(kinds), at


def _named(kinds: list[str]) -> str:  # noqa: PLR0911
    said = [kind for kind in kinds if kind != ","]
    comma = "," in kinds
    if not said:
        return "comma" if comma else "next"
    if "except" in said:
        return "except"
    if "then" in said:
        return "then"
    if "nor" in said:
        return "nor"
    if "or" in said:
        return "comma_or" if comma else "or"
    if "but" in said:
        return "but"
    if "and" in said:
        if "who" in said:
            return "and_who"
        return "comma_and" if comma else "and"
    return said[-1]


__all__ = ["All", "Compare", "Constant", "Frame", "Not", "Parsed", "Clause", "parse"]
