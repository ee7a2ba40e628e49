"""What a request is for, said at its end: "... for our next campaign". It says nothing of the customers."""

from __future__ import annotations

from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.tokens import Token

_WHOSE = word_set("a an our the my this")
_WHICH = word_set("next new upcoming coming big")
_WHAT = word_set("campaign newsletter mailing promotion promo email launch flow test send blast")


def without_purpose(tokens: tuple[Token, ...]) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """The tokens without a purpose at their end, and what to say of it."""
    words = [token.word for token in tokens]
    if not words or words[-1] not in _WHAT:
        return tokens, ()
    place = len(words) - 1
    while place > 0 and words[place - 1] in _WHICH:
        place -= 1
    if place < _SHORTEST or words[place - 1] not in _WHOSE or words[place - 2] != "for":
        return tokens, ()
    said = " ".join(words[place - 2 :])
    end = place - 2 - (words[place - 3] == ",")
    return tokens[:end], (f"“{said}” says what it is for",)


# of words before the purpose, with "for our"
_SHORTEST = 4
