"""Sums over several orders: "their orders came to over $500", and amounts that can be of one order or of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Unplaced
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS, SMALL
from regulars.criteria.words.tokens import Kind, Token

_ORDERS = frozenset({"orders", "purchases", "transactions"})
_SUMS = (
    *((verb, "to") for verb in ("came", "come", "coming", "comes", "amounted", "amount", "amounting")),
    *((verb, "up", "to") for verb in ("add", "added", "adding", "adds")),
    ("total",), ("totaled",), ("totalled",),
)  # fmt: skip
# of such orders each is meant, or another clause has begun
_ENDS = word_set("each every any one single order , ; : . who and or but whose with")
_COMPARED = word_set("over above under below more less at up exactly between")
_WORTH = frozenset({"was", "is", "worth", "were", "value", "total"})
_IN_ALL = (("in", "total"), ("altogether",), ("combined",), ("together",), ("in", "all"))


def sums_plainer(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "orders in 2026 came to over $500" as "orders in 2026 totalling over $500"."""
    words = [token.word for token in tokens]
    for at in range(1, len(tokens)):
        for said in _SUMS:
            end = at + len(said)
            if tuple(words[at:end]) == said and _amount(tokens, end) and _of_orders(words, at):
                return (*tokens[:at], replace(tokens[at], word="totalling", end=tokens[end - 1].end), *tokens[end:])
    return tokens


def _of_orders(words: list[str], at: int) -> bool:
    """Whether orders, and not each of them, are the subject before the place."""
    begun = max((n + 1 for n in range(at) if words[n] in _ENDS), default=0)
    whole = not {"each", "every", "any", "one", "single"} & set(words[max(0, begun - 3) : at])
    return whole and bool(_ORDERS & set(words[begun:at]))


def _amount(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether an amount of money begins at the place."""
    signs = {token.word for token in tokens[at : at + 4]} & set(CURRENCY_SIGNS)
    return at < len(tokens) and bool(signs) and (tokens[at].word in _COMPARED or tokens[at].word in CURRENCY_SIGNS)


def unclear_sum(request: str, tokens: tuple[Token, ...]) -> Unplaced | None:
    """An amount that can be of one order or of several together."""
    for start, end, reason, suggestion in _unclear(tokens):
        text = request[tokens[start].start : tokens[end - 1].end]
        return Unplaced(text, f"“{text}” {reason}", suggestion)
    return None


def _unclear(tokens: tuple[Token, ...]) -> Iterator[tuple[int, int, str, str]]:
    words = [token.word for token in tokens]
    for at, word in enumerate(words):
        counted = (
            at + 2 < len(words) and (tokens[at + 1].kind is Kind.NUMBER or words[at + 1] in SMALL) and words[at + 2] in _ORDERS
        )
        if word in ("over", "across") and counted and _money_before(tokens, at):
            yield at, at + 3, "can be more orders than that, or that many together", "say “and more than 5 orders”, or leave it out"
        worth = next((n for n in range(at + 1, len(words)) if words[n] not in _WORTH), len(words))
        if word == "order" and _amount(tokens, worth) and _no_verb(words, at):
            yield at, worth + 1, "can be one order or all that was ordered", "say “an order over $75”, or “spent over $75”"
        placed = word in ("first", "last", "latest") and bool(_ORDERS & set(words[at + 1 : at + 3]))
        if placed and any(tuple(words[n : n + len(s)]) == s for s in _IN_ALL for n in range(at + 3, min(len(words), at + 10))):
            end = next(n for n in range(at, len(words)) if words[n] in _ORDERS)
            yield at, end + 1, "cannot be added up here", "ask about one of these orders, or about all that was spent"


def _money_before(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether "spent $500" stands right before the place."""
    number = at > 1 and tokens[at - 1].kind is Kind.NUMBER
    return number and tokens[at - 2].word in CURRENCY_SIGNS and any(t.word in ("spent", "spend", "paid") for t in tokens[:at])


def _no_verb(words: list[str], at: int) -> bool:
    """Whether "order" is no verb there, and no "an order" either: at the beginning, or after "ever"."""
    before = words[at - 1] if at else ""
    return before in ("", "ever", ",", ";")
