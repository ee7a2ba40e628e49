"""What nobody can be: two groups where the words name two, and otherwise refused with what can be said instead."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Unplaced
from regulars.criteria.words.tables.lexicon import SUBJECTS
from regulars.criteria.words.tokens import Token

_GROUPS = SUBJECTS | word_set("women men woman man females males ladies guys girls boys")
_JOINING = frozenset({"and", "or", "but", "except", "nor"})
_VIEWED = word_set("viewed view views browsed looked viewing browsing")
_SAME_GOODS = word_set("them it those these same that")
_ITSELF = "compares something with itself"


def either_group(tokens: tuple[Token, ...], request: str) -> tuple[tuple[Token, ...], str] | None:
    """ "women under 30 and women over 60", said of nobody as one group, is two: the tokens with "or", and a note.

    Only where the word for people is said again after "and", and nothing else is joined; None where it is not so.
    """
    if sum(token.word in _JOINING for token in tokens) != 1:
        return None
    out = list(tokens)
    said = ""
    for n in range(1, len(tokens) - 1):
        noun = tokens[n + 1].word
        before = next((other for other in range(n) if tokens[other].word == noun), None)
        if tokens[n].word == "and" and noun in _GROUPS and before is not None:
            out[n] = replace(tokens[n], word="or")
            said = request[tokens[n].start : tokens[n + 1].end]
    return (tuple(out), f"“{said}” is taken as either group: nobody can be in both") if said else None


def nobody(request: str, tokens: tuple[Token, ...], against: str) -> Unplaced:
    """The refusal of a request that nobody can meet, `against` being why."""
    text, words = request.strip()[:120], {token.word for token in tokens}
    if against == _ITSELF and words & _VIEWED and words & _SAME_GOODS:
        reason = "which product was viewed is not in the data, so it cannot be held against what was bought"
        return Unplaced(text, reason, "say the goods, as in “viewed a product and never bought Footwear”")
    if against == _ITSELF and any(token.word in ("%", "percent", "half", "quarter", "third") for token in tokens):
        return Unplaced(text, "does not show what it is a part of", "say of what, as in “half of their orders were in store”")
    if against == _ITSELF:
        return Unplaced(text, against, "say two different things, or two different times, to compare")
    return Unplaced(text, against, "change one of them, or say “or” where either will do")
