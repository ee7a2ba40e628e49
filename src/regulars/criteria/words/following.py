"""What may follow a clause with nothing to join the two: "Champions worth over $500", "canada 5+ orders $1000+ spend"."""

from __future__ import annotations

from regulars.criteria.words.clause import Clause
from regulars.criteria.words.items import Item
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import AUXILIARIES, RELATIVES
from regulars.criteria.words.tokens import Kind

PUNCTUATION = frozenset([",", ";", ".", ":", "!", "?", "(", ")", "-", "/", "|"])


def may_follow(p: State, joint: str, found: Clause, place: int, items: list[Item]) -> bool:
    """With nothing between, only what describes somebody may follow, or what a small word or a negation begins."""
    if joint != "next" or not items or found.attribute or found.negated:
        return True
    if _told_in_a_row(p, found, items[-1].clause):
        return True
    return any(p.word(n) in _LINKING for n in range(place, found.start)) or (
        p.word(found.start) in _PARTICIPLES and items[-1].clause.attribute
    )


def _told_in_a_row(p: State, found: Clause, before: Clause) -> bool:
    """ "canada 5+ orders $1000+ spend": an amount with its noun, right after another or after who somebody is."""
    f, one = found.frame, before.frame
    noun = p.word(found.end - 1) in ("orders", "purchases", "spend", "spent", "ltv", "aov")
    number = p.kind(found.start) is Kind.NUMBER or (p.word(found.start) == "$" and p.kind(found.start + 1) is Kind.NUMBER)
    amount = f is not None and f.said() <= {"count", "money"} and bool(f.said())
    told = before.attribute or (one is not None and one.said() <= {"count", "money"} and p.kind(before.start) is Kind.NUMBER)
    return noun and number and amount and told


# "At Risk customers worth over $500", "US buyers of shoes": verbs and nouns that need no "who"
_PARTICIPLES = frozenset({"worth", "spending", "ordering", "buying", "shopping", "purchasing"})
_PARTICIPLES |= {"buyers", "purchasers", "shoppers", "orderers"}
# a clause may follow another with nothing but one of these between
_LINKING = RELATIVES | AUXILIARIES | PUNCTUATION | {"with", "also", "plus", "then"}
