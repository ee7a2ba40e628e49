"""Why a request is refused: the words, the reason, and what can be asked instead."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from regulars.criteria.words.index import everyday
from regulars.criteria.words.links import CHANNEL_WORDS
from regulars.criteria.words.parsed import Parsed
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.refusals_timed import before_time, denied_time
from regulars.criteria.words.refused_at_once import of_a_name
from regulars.criteria.words.results import Unplaced
from regulars.criteria.words.spelling import known
from regulars.criteria.words.state import Objection, State
from regulars.criteria.words.tables.amounts import VAGUE_AMOUNTS
from regulars.criteria.words.tables.lexicon import RELATIVES
from regulars.criteria.words.tables.refused import (
    COMMANDS,
    DETAILS,
    MISSING,
    PRIVATE,
    QUESTIONS,
    REASONS,
    SHOWN_BY,
    UNREAD,
)
from regulars.criteria.words.tokens import stem

_HELP = "say it as places, amounts, windows of time, goods, e-mails, scores or segments"


def unplaced_words(request: str, state: State, parsed: Parsed, objections: Iterable[Objection]) -> list[Unplaced]:
    """What stands in the way, most telling first; never empty."""
    out = [Unplaced(_text(request, state, each.start, each.end), each.reason, each.suggestion) for each in objections]
    for start, end in parsed.missed:
        out.extend(_explained(request, state, start, end))
    telling = [each for each in out if not each.reason.endswith(_NOT_UNDERSTOOD)]
    # a reason that a table gives says more than that the rest is not understood
    out = telling if any(_UNKNOWN not in each.reason for each in telling) else out
    if not out:
        out.append(Unplaced(request.strip()[:120], "is not understood", _HELP))
    return [_named(request, entry) for entry in dict.fromkeys(out)][:6]


def _named(request: str, entry: Unplaced) -> Unplaced:
    """When all of the request is in the way, the reason names it, too."""
    bare = request.strip(" .!?\"'")
    if entry.text.strip(" .!?\"'") != bare or bare in entry.reason:
        return entry
    return Unplaced(entry.text, f"“{bare[:80]}”: {entry.reason}", entry.suggestion)


def _text(request: str, state: State, start: int, end: int) -> str:
    if start >= len(state.tokens):
        return request.strip()[-40:]
    return request[state.tokens[start].start : state.tokens[min(end, len(state.tokens)) - 1].end]


def _explained(request: str, state: State, start: int, end: int) -> list[Unplaced]:
    """The reason for words that no reading fits: a table knows them, or nothing does."""
    tokens = state.tokens
    denied = denied_time(state, start, end)
    if denied is not None:
        text = _text(request, state, *denied)
        advice = "say it, as in “ordered in 2025 but did not order in 2026”"
        return [Unplaced(text, f"“{text}” does not say what was not done", advice)]
    out: list[Unplaced] = []
    covered: set[int] = set()
    for phrases in (PRIVATE, DETAILS, MISSING, QUESTIONS, COMMANDS):
        for at in range(max(0, start - 3), end):
            found = phrases.at(tokens, at)
            if found is None or found[1] <= start or at in covered or _usable(state, at, found[1], phrases is MISSING):
                continue
            if phrases is MISSING and of_a_name(tuple(tokens), at, found[1], state.index):
                # "Rain Jacket" is no weather
                continue
            covered.update(range(at, found[1]))
            told = phrases is COMMANDS and (state.word(at - 1) in RELATIVES | _TOLD_OF or state.word(at).endswith("ed"))
            reason, suggestion = REASONS["habit" if told else found[0]]
            out.append(Unplaced(_text(request, state, at, found[1]), reason, suggestion))
    coupon = _no_such_coupon(request, state, start, end)
    if coupon is not None:
        return [coupon]
    if out:
        return out[:3] + [u for n in range(start, end) if n not in covered and (u := _strange(request, state, n)) is not None][:2]
    strange = [n for n in range(start, end) if tokens[n].word.isalpha() and not known(tokens[n].word, state.index)]
    if strange:
        return [u for n in strange[:3] if (u := _strange(request, state, n)) is not None]
    absent = [n for n in range(start, end) if stem(tokens[n].word) in everyday() and stem(tokens[n].word) not in state.index.words]
    if absent:
        text = _text(request, state, absent[0], absent[-1] + 1)
        return [Unplaced(text, f"“{text}”: no product or category of the data is called that", _known_goods(state))]
    vague = [n for n in range(start, end) if tokens[n].word in VAGUE_AMOUNTS]
    if vague:
        return [Unplaced(_text(request, state, start, end), "is no exact amount", "say a number, such as “at least 5”")]
    if start == 0 and end == len(tokens):
        end = before_time(state, end)
        if tokens[0].word in _SIZES:
            return [Unplaced(_text(request, state, 0, end), "is no exact amount", "say from how much on: “an order over $200”")]
    text = _text(request, state, start, end)
    known_kind = _of_a_kind(request, state, start, end)
    return [known_kind if known_kind is not None else Unplaced(text, f"“{text}” {_NOT_UNDERSTOOD}", _HELP)]


_SIZES = word_set("big bigger large larger small smaller huge expensive pricey cheap high low")
_NOT_UNDERSTOOD = "is not understood here"
_UNKNOWN = "is no word that is known here"


# a command after one of these tells of somebody
_TOLD_OF = frozenset({"never", "not", "have", "has", "ever", "often", "always"})
# what a question about figures begins with
_FIGURES = word_set("average monthly yearly weekly daily total revenue sales median mean count")
_FEW = 5


def _said_before(state: State, start: int) -> str:
    """What to do about a word that stands for something said before."""
    coupon = any(token.word in ("coupon", "coupons", "voucher", "vouchers") for token in state.tokens[:start])
    given = "; which coupons were given out is not in the data, only which were used" if coupon else ""
    return f"say by its name what is meant{given}"


def _filled_cart(request: str, state: State) -> Unplaced | None:
    """ "added the Smart Watch to their cart": what is in carts is not in the data."""
    words = [token.word for token in state.tokens]
    added = next((n for n, word in enumerate(words) if word in ("added", "add", "adding", "put", "puts")), None)
    held = next((n for n, word in enumerate(words) if word in ("cart", "carts", "basket", "baskets")), None)
    if added is None or held is None or held < added:
        return None
    text = _text(request, state, added, held + 1)
    return Unplaced(
        text, f"“{text}”: what is put into carts is not in the data", "“abandoned a cart” can be asked for, whatever was in it"
    )


def _of_a_kind(request: str, state: State, start: int, end: int) -> Unplaced | None:
    """What the missed words are of, where they show it: one store, an e-mail, a time that is not exact, a dangling "or"."""
    words = [token.word for token in state.tokens[start:end]]
    if (
        words[0] in ("store", "stores", "shop", "location")
        and start
        and state.tokens[start - 1].word not in ("the", "our", "a", "in")
    ):
        reason, suggestion = REASONS["branch"]
        return Unplaced(_text(request, state, start - 1, start + 1), reason, suggestion)
    text = _text(request, state, start, end)
    cart = _filled_cart(request, state)
    if cart is not None:
        return cart
    if words[0] in _FIGURES and "of" in words[1:]:
        return Unplaced(text, f"“{text}” {REASONS['question'][0]}", REASONS["question"][1])
    if {"it", "them", "that", "those"} & set(words) and len(words) < _FEW:
        return Unplaced(text, f"“{text}” does not show what it stands for", _said_before(state, start))
    # "at least" and "at most" are limits, and rank nothing
    told = {word for before, word in pairwise([state.word(start - 1), *words]) if before != "at"}
    for kind, marks in SHOWN_BY.items():
        if marks & told:
            if len(words) == len(state.tokens):
                text = _text(request, state, *_marked(words, marks))
            return Unplaced(text, f"“{text}”: {UNREAD[kind][0]}", UNREAD[kind][1])
    if {"email", "emails", "campaign", "newsletter"} & set(words) and len(words) > 1:
        names = ", ".join(state.index.values("campaign")[:6])
        return Unplaced(
            text, f"“{text}”: no e-mail campaign of the data is called that", f"campaigns are {names}…" if names else None
        )
    if words[0] in ("around", "about", "roughly", "circa"):
        return Unplaced(text, f"“{text}” is no exact time or amount", "say from when to when, or from how much to how much")
    if len(words) == 1 and words[0] in ("and", "or", "but", "not", "with", "who", "except", "without"):
        return Unplaced(text, f"“{text}” has nothing that it joins or belongs to", "say what it is about, or leave it out")
    return None


def _marked(words: list[str], marks: frozenset[str]) -> tuple[int, int]:
    """Where all of a request is in the way, the part of it that shows what it is: all of it would name nothing."""
    at = next(n for n, word in enumerate(words) if word in marks and (n == 0 or words[n - 1] != "at"))
    begun = at - 1 if words[at] == "than" and words[at - 1] in ("more", "less", "fewer") else at
    return (begun, len(words)) if begun else (0, at + 1)


def _usable(state: State, start: int, end: int, missing: bool) -> bool:
    """Whether words of a refusal table stand for something else here, such as a channel."""
    return missing and CHANNEL_WORDS.at(state.tokens, start) is not None and end - start == 1


def _near(state: State, word: str) -> str | None:
    near = state.index.near(word, ())
    return f"did you mean “{near}”?" if near is not None else _HELP


def _strange(request: str, state: State, at: int) -> Unplaced | None:
    """A word that neither the language nor the data knows."""
    token = state.tokens[at]
    if not token.word.isalpha() or known(token.word, state.index):
        return None
    text = _text(request, state, at, at + 1)
    near = state.index.near(token.word, ())
    before = {state.word(n) for n in range(max(0, at - 4), at)}
    if near is None and before & {"bought", "buy", "purchased", "ordered", "buying", "product", "category"}:
        return Unplaced(text, f"“{text}”: no product or category of the data is called that", _known_goods(state))
    if near is None and state.word(at - 1) in ("in", "from", "near", "living", "based"):
        return Unplaced(
            text, f"“{text}” is no place in the data, nor a word that is known here", "ask for a place that the data has"
        )
    return Unplaced(text, f"“{text}” {_UNKNOWN}, nor a value in the data", _near(state, token.word))


def _no_such_coupon(request: str, state: State, start: int, end: int) -> Unplaced | None:
    """A code in capitals or with digits after "code", "coupon" or "used", that the data does not have."""
    words = {token.word for token in state.tokens[max(0, start - 3) : end]}
    if not words & {"coupon", "code", "used", "voucher", "promo", "redeemed", "using", "use"}:
        return None
    for n in range(start, end):
        token = state.tokens[n]
        if token.upper and len(token.word) > 2:
            stop = n + 2 if n + 1 < len(state.tokens) and state.tokens[n + 1].start == token.end else n + 1
            code = _text(request, state, n, stop)
            if code.lower() in {value.lower() for value in state.index.values("coupon_code")}:
                return None
            codes = ", ".join(state.index.values("coupon_code")[:8])
            return Unplaced(code, f"there is no coupon code {code} in the data", f"codes are {codes}" if codes else None)
    return None


def _known_goods(state: State) -> str | None:
    categories = ", ".join(state.index.values("category")[:12])
    return f"categories are {categories}" if categories else None
