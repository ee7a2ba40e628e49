"""Requests said in full: what an ellipsis leaves out is put back, in the words that the grammar reads.

Every rule here only says again what the request itself says: "2025 orders" as "orders in 2025", "second order without one" as
"second order without a coupon". Each word keeps its place in the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.tables.amounts import CURRENCY_SIGNS, SMALL
from regulars.criteria.words.tables.calendar import SEASONS
from regulars.criteria.words.tokens import Kind, Token, each_word, put

Tokens = tuple[Token, ...]

_YEARS = range(2000, 2100)
_OF_A_YEAR = word_set("orders purchases order purchase spend spending revenue visits opens clicks")
# a year after these belongs to the noun behind it, and is neither a number nor part of a name
_BEFORE_A_YEAR = word_set(", ; : ( and or but with whose their the no any more fewer less have had made placed a")
_DEEDS = word_set("bought ordered purchased used clicked opened redeemed")
_LISTED = (
    ("each", "of"), ("each", "of", "these"), ("every", "one", "of"), ("all", "of", "these"), ("all", "three"), ("all", "four"),
    ("all", "3"), ("all", "4"), ("all", "three", "of"), ("all", "four", "of"), ("both",), ("both", "of", "these"),
)  # fmt: skip
_HELD = word_set("coupon discount refund")
_ENDS = word_set(", ; . and or but")
_ONE_OF = (("at", "least", "one", "of"), ("any", "one", "of"), ("one", "of"), ("any", "of"))
_LIMITS = word_set("at more over under fewer less exactly above below")
_DEEDS_COUNTED = {"visited": "visits", "ordered": "orders", "opened": "opens", "clicked": "clicks", "bought": "orders"}


def fuller(tokens: Tokens) -> Tokens:
    """The tokens with what was left out put back."""
    for rule in _RULES:
        tokens = rule(tokens)
    return tokens


def _is_year(token: Token) -> bool:
    return token.kind is Kind.NUMBER and token.value is not None and token.value in _YEARS and token.end - token.start == 4


def _year_before_noun(tokens: Tokens) -> Tokens:
    """ "2025 orders over $100", "more 2026 orders than 2025 orders": orders in 2025."""
    pairs = [n for n in range(len(tokens) - 1) if _is_year(tokens[n]) and tokens[n + 1].word in _OF_A_YEAR]
    compared = len(pairs) > 1
    out = list(tokens)
    for n in pairs:
        before = tokens[n - 1].word if n else ""
        if (
            not before
            or before in _BEFORE_A_YEAR
            or before in SMALL
            or (compared and before in ("than", "over", "exceeds", "above", "to"))
        ):
            out[n : n + 2] = [replace(tokens[n + 1], start=tokens[n].start), tokens[n]]
    # from the last to the first, so that the places before stay
    for n in reversed(pairs):
        if out[n].word in _OF_A_YEAR:
            out.insert(n + 1, put(out[n], "in")[0])
    return tuple(out)


def _all_of_a_list(tokens: Tokens) -> Tokens:
    """ "bought all three: boots, a jacket and a scarf", "bought each of Tops and Dresses": the list alone, which asks for all."""
    words = each_word(tokens)
    for at in range(1, len(words) - 2):
        if words[at - 1] not in _DEEDS:
            continue
        said = next((each for each in sorted(_LISTED, key=len, reverse=True) if tuple(words[at : at + len(each)]) == each), None)
        end = at + len(said) if said else at
        colon = end < len(words) and words[end] == ":"
        if said is None or not (colon or said[-1] == "of") or "or" in words[end:]:
            continue
        stop = next((n for n in range(end, len(words)) if words[n] in (";", ".", "who", "but")), len(words))
        if "and" in words[end:stop] and not _DEEDS & set(words[end:stop]):
            return (*tokens[:at], *tokens[end + colon :])
    return tokens


def _one_of_these_tags(tokens: Tokens) -> Tokens:
    """ "one of these tags: VIP, wholesale": tagged VIP or wholesale."""
    words = each_word(tokens)
    colon = next((n for n, word in enumerate(words) if word == ":"), 0)
    led = next((each for each in _ONE_OF for n in range(colon) if tuple(words[n : n + len(each)]) == each), None)
    if not colon or led is None:
        return tokens
    at = next(n for n in range(colon) if tuple(words[n : n + len(led)]) == led)
    noun = words[at + len(led) : colon]
    tagged_with = at > 1 and words[at - 2 : at] == ["tagged", "with"]
    tagged = tagged_with or (at > 0 and words[at - 1] in ("tagged", "tag", "tags"))
    if noun not in (["these", "tags"], ["the", "following", "tags"], ["the", "tags"]) and not (tagged and noun in ([], ["these"])):
        return tokens
    rest = tokens[colon + 1 :]
    if {"and", "but", "who", ";", "."} & set(each_word(rest)) or not rest:
        return tokens
    last = max((n for n, token in enumerate(rest) if token.word == ","), default=-1)
    if "or" not in each_word(rest):
        rest = tuple(put(token, "or")[0] if n == last else token for n, token in enumerate(rest))
    begun = at - (2 if tagged_with else 1 if tagged else 0)
    begun -= begun > 0 and words[begun - 1] in ("with", "has", "have", "having", "carrying")
    return (*tokens[:begun], *put(tokens[colon], "tagged"), *rest)


def _one_that_was_named(tokens: Tokens) -> Tokens:
    """ "first order with a coupon and second order without one": without a coupon. Only where one such thing was named."""
    words = each_word(tokens)
    named = {word for word in words if word in _HELD}
    if len(named) != 1:
        return tokens
    out: list[Token] = []
    for n, token in enumerate(tokens):
        before = words[n - 1] if n else ""
        ends = n + 1 == len(words) or words[n + 1] in _ENDS
        of_another = before in _ORDINALS or (before == "one" and n > 1 and words[n - 2] in _ORDINALS)
        held = token.word in ("with", "without") and (ends or words[n + 1] == "one")
        if held and of_another:
            out = [*out[: len(out) - (before == "one")], *put(token, "order")]
        if token.word == "one" and before in ("with", "without") and ends:
            out += put(token, "a", *named)
            continue
        out.append(token)
        if held and ends and of_another:
            out += put(token, "a", *named)
    return tuple(out)


_ORDINALS = word_set("first second third last 1st 2nd 3rd")


def _of_which(tokens: Tokens) -> Tokens:
    """ "3 orders, of which at least one in store", "one of which in store": at least one of them. Of money: spent so much of it."""
    words = each_word(tokens)
    at = next((n for n in range(1, len(words) - 2) if words[n : n + 2] == ["of", "which"]), 0)
    if not at:
        return tokens
    counted = words[at - 1] in SMALL or tokens[at - 1].kind is Kind.NUMBER
    if counted and words[at - 1] not in CURRENCY_SIGNS and words[max(0, at - 2)] not in CURRENCY_SIGNS:
        return (*tokens[:at], tokens[at], *put(tokens[at + 1], "them"), *tokens[at + 2 :])
    end = at + 2
    while end < len(words) and words[end] in ("at", "least", "most", "more", "less", "than", "over", "under", "exactly", "fewer"):
        end += 1
    if end < len(words) and words[end] in CURRENCY_SIGNS and {"spent", "spend"} & set(words[:at]):
        comma = words[at - 1] == ","
        return (*tokens[: at - comma], *put(tokens[at], "and", "spent"), *tokens[at + 2 :])
    if end < len(words) and (words[end] in SMALL or tokens[end].kind is Kind.NUMBER):
        pause = () if words[at - 1] == "," else (replace(tokens[at], word=",", kind=Kind.SIGN),)
        return (*tokens[:at], *pause, *tokens[at + 2 : end + 1], *put(tokens[at], "of", "them"), *tokens[end + 1 :])
    return tokens


def _end_of_that_year(tokens: Tokens) -> Tokens:
    """ "from 3 Nov 2025 until the end of that year", "through year end 2025": until the end of 2025."""
    words = each_word(tokens)
    for n in range(len(words) - 1):
        if words[n : n + 2] == ["that", "year"] and words[max(0, n - 3) : n] == ["the", "end", "of"]:
            year = next((token for token in reversed(tokens[:n]) if _is_year(token)), None)
            if year is not None:
                return (*tokens[:n], replace(year, start=tokens[n].start, end=tokens[n + 1].end), *tokens[n + 2 :])
        dated = n + 2 < len(words) and _is_year(tokens[n + 2])
        if dated and words[n : n + 2] == ["year", "end"] and n and words[n - 1] in ("through", "until", "till", "to"):
            return (*tokens[: n - 1], *put(tokens[n - 1], "until", "the", "end", "of"), *tokens[n + 2 :])
    return tokens


def _winter_of_two_years(tokens: Tokens) -> Tokens:
    """ "the winter of 2025/26": that which begins in 2025."""
    for n in range(1, len(tokens) - 2):
        year, sign, following = tokens[n : n + 3]
        said = "winter" in {token.word for token in tokens[max(0, n - 2) : n]} & set(SEASONS)
        if not said or not _is_year(year) or year.value is None or sign.word not in ("/", "-"):
            continue
        if following.kind is Kind.NUMBER and following.value in (year.value + 1, (year.value + 1) % 100):
            return (*tokens[:n], replace(year, end=following.end), *tokens[n + 3 :])
    return tokens


def _both_decades(tokens: Tokens) -> Tokens:
    """ "in their 20s or 30s": in their 20s or in their 30s."""
    out: list[Token] = []
    for n, token in enumerate(tokens):
        joined = n > 3 and tokens[n - 1].word in ("or", "and") and tokens[n - 2].kind is Kind.DECADE
        if joined and token.kind is Kind.DECADE and tokens[n - 3].word in ("their", "her", "his"):
            out += put(token, "in", "their")
        out.append(token)
    return tuple(out)


def _more_often_than(tokens: Tokens) -> Tokens:
    """ "visited more often than they ordered": more visits than orders."""
    words = each_word(tokens)
    for n in range(len(words) - 4):
        end = n + 5 if words[n + 4] == "they" else n + 4
        compared = words[n + 2 : n + 4] == ["often", "than"] and words[n + 1] in ("more", "less")
        ends = words[end + 1 : end + 2] in ([], [","], ["."])
        if compared and ends and words[n] in _DEEDS_COUNTED and words[end : end + 1] and words[end] in _DEEDS_COUNTED:
            more = "more" if words[n + 1] == "more" else "fewer"
            said = (more, _DEEDS_COUNTED[words[n]], "than", _DEEDS_COUNTED[words[end]])
            lead = n - 1 if n and words[n - 1] == "who" else n
            return (*tokens[:lead], *put(tokens[n], *said), *tokens[end + 1 :])
    return tokens


def _countries_but(tokens: Tokens) -> Tokens:
    """ "all countries except Germany and France", "other countries than the US": not in them."""
    words = each_word(tokens)
    for at, said in ((n, said) for n in range(len(words)) for said in _BUT_COUNTRIES if tuple(words[n : n + len(said)]) == said):
        begun = at - 1 if at and words[at - 1] in ("in", "from") else at
        if begun and words[begun - 1] in ("no", "not", "never", "nor"):
            return tokens
        return (*tokens[:begun], *put(tokens[at], "not", "in"), *tokens[at + len(said) :])
    return tokens


_BUT_COUNTRIES = tuple(
    tuple(said.split())
    for said in (
        "all countries except", "all countries but", "every country except", "every country but", "any country but",
        "any country except", "any country other than", "all countries other than", "countries other than",
        "other countries than", "other country than", "another country than", "a country other than",
    )
)  # fmt: skip


def _last_deed_as_noun(tokens: Tokens) -> Tokens:
    """ "no order since their last email open": since they last opened an email."""
    words = each_word(tokens)
    for n in range(len(words) - 2):
        if words[n] != "since" or words[n + 1] not in ("their", "the", "his", "her") or words[n + 2] not in ("last", "latest"):
            continue
        said = next((each for each in _DEED_NOUNS if tuple(words[n + 3 : n + 3 + len(each)]) == each), None)
        if said is not None:
            return (
                *tokens[: n + 1],
                *put(tokens[n + 2], "they", "last", *_DEED_NOUNS[said]),
                *tokens[n + 3 + len(said) :],
            )
    return tokens


_DEED_NOUNS = {
    ("email", "open"): ("opened", "an", "email"),
    ("e-mail", "open"): ("opened", "an", "email"),
    ("open",): ("opened", "an", "email"),
    ("email", "click"): ("clicked", "an", "email"),
    ("click",): ("clicked", "an", "email"),
    ("site", "visit"): ("visited", "the", "site"),
    ("visit",): ("visited", "the", "site"),
}


def _small_words(tokens: Tokens) -> Tokens:
    """ "bought twice, both times with a coupon": each time. "usually shops in store": mostly. "bought anyway": bought."""
    words = each_word(tokens)
    out: list[Token] = []
    for n, token in enumerate(tokens):
        following = words[n + 1] if n + 1 < len(words) else ""
        if token.word == "usually" and following in _HABITS:
            out += put(token, "mostly")
        elif token.word == "both" and following == "times":
            out += put(token, "each")
        elif token.word == "times" and n and words[n - 1] == "both":
            out += put(token, "time")
        elif not (token.word in ("anyway", "nonetheless", "nevertheless", "regardless") and n and following in _ENDS | {""}):
            out.append(token)
    return tuple(out)


_HABITS = word_set("shop shops shopped buy buys bought order orders ordered purchase purchases")


def _led_by_exclusion(tokens: Tokens) -> Tokens:
    """ "without VIPs: more than 1000 spent": a comma, as a list of what must not be follows no colon here."""
    words = each_word(tokens)
    stop = next((n for n, word in enumerate(words) if word == ":"), 0)
    if words[:1] in (["without"], ["excluding"]) and 0 < stop < _SHORT and "," not in words[:stop]:
        return (*tokens[:stop], replace(tokens[stop], word=","), *tokens[stop + 1 :])
    return tokens


# an exclusion of more words than these is no name of goods
_SHORT = 6

_RULES: tuple[Callable[[Tokens], Tokens], ...] = (
    _year_before_noun,
    _all_of_a_list,
    _one_of_these_tags,
    _one_that_was_named,
    _of_which,
    _end_of_that_year,
    _winter_of_two_years,
    _both_decades,
    _more_often_than,
    _countries_but,
    _last_deed_as_noun,
    _small_words,
    _led_by_exclusion,
)
