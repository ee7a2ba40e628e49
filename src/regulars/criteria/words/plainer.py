"""Other ways to say the same, in the words that the grammar reads: "refund-free orders", "orders averaging $100"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS, SMALL
from regulars.criteria.words.tokens import Kind, Token

_SAME: Mapping[tuple[str, ...], tuple[str, ...]] = {
    tuple(said.split()): tuple(plain.split())
    for said, plain in {
        "refund free orders": "orders without a refund",
        "refund free customers": "customers with no refunds",
        "refund free buyers": "customers with no refunds",
        "return free orders": "orders without a refund",
        "discount free orders": "orders without a discount",
        "coupon free orders": "orders without a coupon",
        "orders averaging": "average order value",
        "orders average": "average order value",
        "does not exceed": "at most",
        "do not exceed": "at most",
        "did not exceed": "at most",
        "one or more of them": "at least one of them",
        "one or more of those": "at least one of those",
        "1 or more of them": "at least one of them",
        "different coupon code used": "different coupons used",
        "different coupon codes used": "different coupons used",
        "different coupon codes": "different coupons",
        "order worth more than their": "order bigger than their",
        "order worth more than the": "order bigger than the",
        "order worth less than their": "order smaller than their",
        "order worth less than the": "order smaller than the",
        "not reached": "fewer than",
        "on single order": "on a single order",
        "in single order": "in a single order",
        "in single month": "in a single month",
        "in single quarter": "in a single quarter",
        "in single year": "in a single year",
        "in single day": "in a single day",
        "every single order": "every order",
        "each single order": "every order",
        "each order they placed": "every order",
        "every order they placed": "every order",
        "came with a coupon": "used a coupon",
        "orders , the majority in": "orders , most of them in",
        "orders , the majority on": "orders , most of them on",
        "orders , the majority with": "orders , most of them with",
        "orders , the majority online": "orders , most of them online",
        "decile for": "decile by",
        "quartile for": "quartile by",
        "% for": "% by",
        "no . of": "number of",
        "in single": "in a single",
        "on single": "on a single",
        "already have": "have",
        "already has": "has",
        "for less than full price": "at a discount",
        "for less than the full price": "at a discount",
        "below full price": "at a discount",
        "under full price": "at a discount",
        "lacks": "lack",
        "from any of": "from",
        "belongs to": "in",
        "belong to": "in",
        "a lone order": "a single order",
        "did not return for a second order": "never came back for a second order",
        "did not return for a second purchase": "never came back for a second order",
        "sign up date in": "signed up in",
        "sign up year": "signed up in",
        "sale items": "items on sale",
        "sale products": "items on sale",
        "sale goods": "items on sale",
        "over the course of": "during",
        "both years": "in both",
        "in both years": "in both",
        "all four quarters of": "every quarter of",
        "all 4 quarters of": "every quarter of",
        "each of the four quarters of": "every quarter of",
        "all twelve months of": "every month of",
        "all 12 months of": "every month of",
        "previous buyers": "customers who have ever ordered",
        "no of orders": "number of orders",
        "no of purchases": "number of purchases",
        "greater than or equal to": "at least",
        "less than or equal to": "at most",
    }.items()
}
_FIRST = frozenset(said[0] for said in _SAME)
_LIMITS = frozenset({"over", "under", "above", "below", "exceeding", "more", "less", "at", ">", "<"})


def plainer(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens with phrases said in other words; each word keeps its place in the request."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        said = _phrase(tokens, at) if tokens[at].word in _FIRST else None
        if said is not None:
            last = tokens[at + len(said) - 1]
            out += [
                replace(tokens[min(at + n, at + len(said) - 1)], word=word, kind=Kind.WORD, end=last.end, value=None, glued=False)
                for n, word in enumerate(_SAME[said])
            ]
            at += len(said)
            continue
        out.append(tokens[at])
        at += 1
    made = _all_of(_total(_on_average(_each_order(_then(_or_more_of(_one_order(_compared(tuple(out)))))))))
    return _with_than_without(_yet(made))


_CLAUSES = frozenset(
    {"only", "not", "never", "no", "did", "does", "do", "have", "has", "spent", "ordered", "bought", "nothing", "none", "opened"}
)


def _yet(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "5+ orders yet only one this year": but; not in "have not yet ordered"."""
    turns = {
        n
        for n in range(1, len(tokens) - 1)
        if tokens[n].word == "yet"
        and tokens[n + 1].word in _CLAUSES
        and tokens[n - 1].word not in ("not", "have", "has", "and", "but", "never")
    }
    return tuple(replace(token, word="but") if n in turns else token for n, token in enumerate(tokens))


def _with_than_without(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "more orders with than without a coupon": with a coupon than without a coupon."""
    words = [token.word for token in tokens]
    for at in range(len(words) - 3):
        if words[at : at + 3] == ["with", "than", "without"]:
            end = at + 4 + (words[at + 3] in ("a", "an", "any"))
            return (*tokens[: at + 1], *tokens[at + 3 : end], *tokens[at + 1 :])
    return tokens


def _phrase(tokens: tuple[Token, ...], at: int) -> tuple[str, ...] | None:
    words = [token.word for token in tokens[at : at + 6]]
    found = [said for said in _SAME if tuple(words[: len(said)]) == said]
    return max(found, key=len, default=None)


def _compared(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "spent more in 2026 compared to 2025": than in 2025."""
    words = [token.word for token in tokens]
    for at in range(2, len(words) - 2):
        more = {"more", "less", "fewer", "higher", "lower"} & set(words[max(0, at - 6) : at])
        if words[at] == "compared" and words[at + 1] in ("to", "with") and more:
            dated = tokens[at + 2].kind is Kind.NUMBER and words[at - 2] == "in"
            rest = (replace(tokens[at + 1], word="in"), *tokens[at + 2 :]) if dated else tokens[at + 2 :]
            return (*tokens[:at], replace(tokens[at], word="than", end=tokens[at + 1].end), *rest)
    return tokens


def _one_order(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "order over $100, with a coupon": an order, which alone can have one."""
    words = [token.word for token in tokens]
    for at in range(len(words) - 3):
        begun = at == 0 or words[at - 1] in (",", ";")
        held = {"with", "using", "containing"} & set(words[at + 2 :])
        if begun and words[at] == "order" and words[at + 1] in _LIMITS and held:
            return (*tokens[:at], replace(tokens[at], word="an"), *tokens[at:])
    return tokens


def _or_more_of(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "two or more of them": at least two of them."""
    words = [token.word for token in tokens]
    for at in range(1, len(words) - 4):
        number = tokens[at].kind is Kind.NUMBER or words[at] in SMALL
        if number and words[at + 1 : at + 4] == ["or", "more", "of"] and words[at + 4] in ("them", "those", "these", "which"):
            led = (
                replace(tokens[at], word="at", kind=Kind.WORD, value=None),
                replace(tokens[at], word="least", kind=Kind.WORD, value=None),
            )
            return (*tokens[:at], *led, tokens[at], *_or_more_of(tokens[at + 3 :]))
    return tokens


def _then(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "more then 6 orders": a comparison, where a number follows."""
    pairs = zip(tokens, (*tokens[1:], None), (*tokens[2:], None, None), strict=False)
    numbered = {
        n + 1
        for n, (one, two, three) in enumerate(pairs)
        if two is not None and three is not None and two.word == "then" and one.word in ("more", "less", "fewer", "greater")
        and (three.kind is Kind.NUMBER or three.word in CURRENCY_SIGNS)
    }  # fmt: skip
    return tuple(replace(token, word="than") if n in numbered else token for n, token in enumerate(tokens))


def _each_order(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "each order under $50", at the beginning of a condition: every order."""
    led = [token.word for token in tokens]
    begun = {
        n
        for n in range(len(tokens) - 2)
        if led[n] == "each"
        and led[n + 1] == "order"
        and led[n + 2] in _LIMITS
        and (n == 0 or led[n - 1] in (",", "and", "with", ";"))
    }
    return tuple(replace(token, word="every") if n in begun else token for n, token in enumerate(tokens))


_OF_BEFORE = frozenset({"them", "their", "these", "those", "the"})


def _all_of(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "bought all three of Tops, Dresses and Footwear": each of them."""
    words = [token.word for token in tokens]
    for at in range(1, len(words) - 3):
        many = tokens[at + 1].kind is Kind.NUMBER or words[at + 1] in SMALL
        told = words[at] == "all" and many and words[at + 2] == "of" and words[at + 3] not in _OF_BEFORE
        if told and words[at - 1] in ("bought", "ordered", "purchased"):
            return (*tokens[:at], *tokens[at + 3 :])
    return tokens


def _total(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "order count = 1, total > $300": all that was spent, where no one order was spoken of."""
    words = [token.word for token in tokens]
    for at in range(len(words) - 1):
        one = any(words[n] == "order" and words[n + 1] not in ("count", "number") for n in range(at))
        if (
            words[at] == "total"
            and (at == 0 or words[at - 1] in (",", ";", "and", "or", "with", "a"))
            and words[at + 1] in _LIMITS | {"=", ">=", "<="}
            and not one
        ):
            return (*tokens[: at + 1], replace(tokens[at], word="spend"), *tokens[at + 1 :])
    return tokens


def _on_average(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """ "orders over $100 on average": the average order value."""
    words = [token.word for token in tokens]
    for at, word in enumerate(words):
        end = next((n for n in range(at + 2, min(len(words), at + 8)) if words[n : n + 2] == ["on", "average"]), None)
        money = end is not None and any(words[n] in CURRENCY_SIGNS for n in range(at, end))
        lone = at == 0 or words[at - 1] in (",", "and", "with", "place", "places", "have", ";", "whose")
        if word == "orders" and end is not None and money and lone and words[at + 1] in _LIMITS:
            made = [replace(tokens[at], word=said) for said in ("average", "order", "value")]
            return (*tokens[:at], *made, *tokens[at + 1 : end], *tokens[end + 2 :])
    return tokens
