"""Requests in the order of words that the grammar reads: "the 20 customers who opened the most emails" as a ranking.

As in `fuller`, every rule says again what the request itself says; what no rule knows stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS, SMALL
from regulars.criteria.words.tables.lexicon import SUBJECTS
from regulars.criteria.words.tokens import Kind, Token, each_word, put

Tokens = tuple[Token, ...]

_ENDS = word_set(", ; . and but who that or with")
_ORDINALS = word_set("first second third fourth fifth sixth seventh eighth ninth tenth last latest 1st 2nd 3rd 4th 5th")
# what somebody did the most of, by the verb and its noun, and what that is counted as
_MOST_DONE = {
    ("opened", "emails"): ("email", "opens"),
    ("clicked", "emails"): ("email", "clicks"),
    ("placed", "orders"): ("orders",),
    ("made", "orders"): ("orders",),
    ("made", "purchases"): ("orders",),
}
_MOST_HAD = {
    ("email", "opens"): ("email", "opens"),
    ("opens",): ("email", "opens"),
    ("email", "clicks"): ("email", "clicks"),
    ("clicks",): ("email", "clicks"),
    ("site", "visits"): ("site", "visits"),
    ("visits",): ("site", "visits"),
    ("orders",): ("orders",),
    ("single", "order"): ("largest", "order"),
    ("order",): ("largest", "order"),
    ("order", "total"): ("largest", "order"),
}
_SUPERLATIVES = word_set("most highest largest biggest")
# before "spend" or "orders", these are no goods
_NO_GOODS = word_set(
    "net total lifetime average overall highest lowest their the his her our online web app mobile store coupon discounted "
    "refunded weekend cancelled retail marketplace email website number of year month quarter monthly yearly annual last this "
    "gross recent"
)
_RANKED_AS = word_set("spenders buyers shoppers customers customer purchasers of in with who percent % decile quartile per by and")
_LIMITS = word_set("over under above below exactly only at more less fewer least most than just up to")
_DENIALS = frozenset({"never", "not", "no", "nor", "or"})
_UNITS = word_set("day days week weeks month months year years")
_PLACED = word_set("in on online this last during")


def reworded(tokens: Tokens) -> Tokens:
    """The tokens in the order, and with the words, that the grammar reads."""
    for rule in _RULES:
        tokens = rule(tokens)
    return tokens


def _is_number(token: Token) -> bool:
    return token.kind is Kind.NUMBER or token.word in SMALL


def _with_the_most(tokens: Tokens) -> Tokens:
    """ "the 20 customers who opened the most emails", "the customer with the largest single order": top 20, top 1, by these."""
    words = each_word(tokens)
    if words[:1] != ["the"] or len(words) < 5:
        return tokens
    numbered = _is_number(tokens[1])
    at = 2 if numbered else 1
    if words[at] not in SUBJECTS or (not numbered and words[at] != "customer"):
        return tokens
    found = _most_of(words, at + 1)
    if found is None:
        return tokens
    many = (tokens[1],) if numbered else (replace(tokens[1], word="1", kind=Kind.NUMBER, value=Decimal(1)),)
    return (*put(tokens[0], "top"), *many, *put(tokens[at], "customers", "by", *found[0]), *tokens[found[1] :])


def _most_of(words: list[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """What is ranked by, and the place after it."""
    if words[at] == "who" and words[at + 2 : at + 4] == ["the", "most"] and at + 4 < len(words):
        counted = _MOST_DONE.get((words[at + 1], words[at + 4]))
        return None if counted is None else (counted, at + 5)
    if words[at : at + 2] != ["with", "the"] or at + 3 >= len(words) or words[at + 2] not in _SUPERLATIVES:
        return None
    for end in (at + 5, at + 4):
        counted = _MOST_HAD.get(tuple(words[at + 3 : end]))
        one = counted == ("largest", "order")
        if counted is not None and end <= len(words) and one == (words[at + 2] != "most"):
            return counted, end
    return None


def _by_spend_on(tokens: Tokens) -> Tokens:
    """ "top 50 by skincare spend", "by number of skincare orders": by spend on skincare, by number of orders with skincare."""
    words = each_word(tokens)
    if "top" not in words and "bottom" not in words:
        return tokens
    for n in range(len(words) - 2):
        if words[n] != "by" and words[n : n + 2] != ["number", "of"]:
            continue
        begun = n + 1 if words[n] == "by" else n + 2
        noun = next((at for at in range(begun + 1, min(begun + 4, len(words))) if words[at] in ("spend", "orders")), None)
        if noun is None or (words[n] == "by") != (words[noun] == "spend") or _NO_GOODS & set(words[begun:noun]):
            continue
        if any(token.kind is not Kind.WORD for token in tokens[begun:noun]):
            continue
        link = "on" if words[noun] == "spend" else "with"
        return (*tokens[:begun], *put(tokens[begun], words[noun], link), *tokens[begun:noun], *tokens[noun + 1 :])
    return tokens


def _top_of_some(tokens: Tokens) -> Tokens:
    """ "top 100 VIPs by spend": top 100 customers by spend among VIPs."""
    words = each_word(tokens)
    for n in range(len(words) - 4):
        if words[n] not in ("top", "bottom") or tokens[n + 1].kind is not Kind.NUMBER:
            continue
        group = n + 3 if words[n + 2] == "%" else n + 2
        if group + 2 >= len(words) or words[group] in _RANKED_AS | SUBJECTS or words[group + 1] != "by":
            continue
        end = next((at for at in range(group + 2, len(words)) if words[at] in _ENDS), len(words))
        among = (*put(tokens[group], "among"), tokens[group])
        led = (*tokens[:group], *put(tokens[group], "customers"))
        return (*led, *tokens[group + 1 : end], *among, *tokens[end:])
    return tokens


def _order_that_used_none(tokens: Tokens) -> Tokens:
    """ "whose first order did not use a coupon": was without a coupon."""
    words = each_word(tokens)
    for n in range(1, len(words) - 4):
        used = words[n + 1 : n + 3] == ["did", "not"] and words[n + 3 : n + 4] in (["use"], ["have"])
        held = words[n + 4] in ("a", "any", "coupon", "discount", "refund")
        if words[n] == "order" and words[n - 1] in _ORDINALS and used and held:
            rest = tokens[n + 5 :] if words[n + 4] in ("a", "any") else tokens[n + 4 :]
            return (*tokens[: n + 1], *put(tokens[n + 1], "was", "without", "a"), *rest)
    return tokens


def _never_again(tokens: Tokens) -> Tokens:
    """ "bought in 2025 and never again": but not since."""
    words = each_word(tokens)
    for n in range(1, len(words) - 2):
        ends = words[n + 3 : n + 4] in ([], [","], ["."], [";"])
        if words[n] in ("and", "but") and words[n + 1] in ("never", "not") and words[n + 2] == "again" and ends:
            return (*tokens[:n], *put(tokens[n], "but", "not", "since"), *tokens[n + 3 :])
    return tokens


def _lapsed_between(tokens: Tokens) -> Tokens:
    """ "inactive for 90 to 180 days", "lapsed between 6 and 12 months": last ordered 90 to 180 days ago."""
    words = each_word(tokens)
    for n in range(len(words) - 4):
        if words[n] not in ("inactive", "lapsed", "dormant", "gone", "silent"):
            continue
        at = n + 2 if words[n + 1] in ("for", "between") else n + 1
        ranged = tokens[at : at + 4]
        if len(ranged) < 4 or not (ranged[0].kind is ranged[2].kind is Kind.NUMBER) or ranged[1].word not in ("to", "and", "-"):
            continue
        if ranged[3].word in _UNITS:
            begun = n - 1 if n and words[n - 1] in ("been", "are") else n
            ago = (ranged[0], *put(ranged[1], "to"), *ranged[2:], *put(ranged[3], "ago"))
            return (*tokens[:begun], *put(tokens[n], "last", "ordered"), *ago, *tokens[at + 4 :])
    return tokens


def _followed_by_another(tokens: Tokens) -> Tokens:
    """ "first order was followed by another within 30 days": second order within 30 days of the first."""
    words = each_word(tokens)
    for n in range(len(words) - 7):
        if words[n : n + 6] != ["first", "order", "was", "followed", "by", "another"]:
            continue
        at = n + 7 if words[n + 6 : n + 7] == ["order"] else n + 6
        unit = at + 2
        if words[at : at + 1] == ["within"] and words[unit : unit + 1] and words[unit] in _UNITS:
            within = tokens[at : unit + 1]
            first = put(tokens[unit], "of", "the", "first")
            return (*tokens[:n], *put(tokens[n], "second", "order"), *within, *first, *tokens[unit + 1 :])
    return tokens


def _email_subscription(tokens: Tokens) -> Tokens:
    """ "with no email subscription": not subscribed."""
    words = each_word(tokens)
    for n in range(len(words) - 2):
        if words[n + 1 : n + 3] != ["email", "subscription"]:
            continue
        if words[n] in ("no", "without"):
            begun = n - 1 if n and words[n - 1] in ("with", "have", "has") else n
            return (*tokens[:begun], *put(tokens[n], "not", "subscribed"), *tokens[n + 3 :])
        if words[n] == "an" and n and words[n - 1] in ("with", "have", "has"):
            return (*tokens[: n - 1], *put(tokens[n], "subscribed"), *tokens[n + 3 :])
    return tokens


def _ignored_mail(tokens: Tokens) -> Tokens:
    """ "ignored Summer Sale 2026": received it and did not open it."""
    words = each_word(tokens)
    at = next((n for n, word in enumerate(words) if word == "ignored"), None)
    if at is None or (at and words[at - 1] in _DENIALS):
        return tokens
    end = next((n for n in range(at + 1, len(words)) if words[n] in _ENDS), len(words))
    if end == at + 1 or words[end : end + 1] in (["and"], ["or"]):
        # "ignored A and B" can be of both, or another deed can follow
        return tokens
    received, unopened = put(tokens[at], "received"), put(tokens[end - 1], "but", "did", "not", "open", "it")
    return (*tokens[:at], *received, *tokens[at + 1 : end], *unopened, *tokens[end:])


def _reached_an_order(tokens: Tokens) -> Tokens:
    """ "reached their fifth order this year": that order was made in it. "third most recent order": third to last order."""
    words = each_word(tokens)
    for n in range(len(words) - 3):
        if words[n] in ("reached", "hit") and words[n + 1] == "their" and words[n + 2] in _ORDINALS and words[n + 3] == "order":
            return (*tokens[:n], *tokens[n + 2 :])
        if words[n] in ("second", "third", "fourth") and words[n + 1 : n + 4] == ["most", "recent", "order"]:
            return (*tokens[: n + 1], *put(tokens[n + 1], "to", "last"), *tokens[n + 3 :])
    return tokens


# a bare number below this is a number of things rather than an amount of money
_MONEY = 20


def _second_amount(tokens: Tokens) -> Tokens:
    """ "spent over 200 in 2025 and under 100 in 2026": and spent under 100. "one order in 2025 and two in 2026": and two orders."""
    words = each_word(tokens)
    for n in range(3, len(words) - 2):
        if words[n] not in ("and", "but"):
            continue
        begun = max((at + 1 for at in range(n) if words[at] in (",", ";", "who", "and", "but")), default=0)
        at = n + 1
        while at < len(words) and (words[at] in _LIMITS or words[at] in CURRENCY_SIGNS):
            at += 1
        timed = at + 1 < len(words) and _is_number(tokens[at]) and words[at + 1] in _PLACED
        dated = _PLACED & set(words[begun:n])
        if not timed or not dated:
            continue
        before = words[begun:n]
        if (
            "spent" in before
            and not {"order", "orders"} & set(before)
            and any(token.kind is Kind.NUMBER for token in tokens[begun:n])
        ):
            return (*tokens[: n + 1], *put(tokens[n], "spent"), *tokens[n + 1 :])
        counted = [word for word in before if word in ("order", "orders")]
        is_plain = not {"over", "under", "worth", "above", "below", *CURRENCY_SIGNS} & {*before, words[at - 1]}
        if len(counted) == 1 and is_plain:
            return (*tokens[: at + 1], *put(tokens[at], "orders"), *tokens[at + 1 :])
    return tokens


_RULES: tuple[Callable[[Tokens], Tokens], ...] = (
    _with_the_most,
    _by_spend_on,
    _top_of_some,
    _order_that_used_none,
    _never_again,
    _lapsed_between,
    _followed_by_another,
    _email_subscription,
    _ignored_mail,
    _reached_an_order,
    _second_amount,
)
