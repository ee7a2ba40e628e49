"""Verbs and the frames that they open."""

from __future__ import annotations

from regulars.criteria.terms import Source
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.deeds import PHRASES
from regulars.criteria.words.tables.lexicon import NEEDS_OBJECT, VERBS

# verbs that say "again" by themselves
REORDERING = word_set("reorder reorders reordered reordering rebought repurchase repurchases repurchased")


def verb_frame(p: State, at: int) -> tuple[Frame, int] | None:
    """The frame that a verb opens, and the place after the verb."""
    mark = p.mark()
    phrase = PHRASES.at(p.tokens, at)
    found = VERBS.at(p.tokens, at)
    if phrase is not None and (found is None or phrase[1] >= found[1]):
        head, end = phrase
        if head == "send" and p.word(end - 1) in ("got", "our", "the") and not _email_follows(p, end):
            phrase = None
        else:
            f = Frame(head, at)
            f.objects = end - at > 1
            return _available(p, f, at, p.take(at, end, Role.CONDITION))
    if found is None:
        p.back(mark)
        return None
    head, end = found
    word = p.text(at, end)
    settled = _settled(p, head, word, end)
    if settled is None:
        p.back(mark)
        return None
    f = Frame(settled, at)
    f.again = word in REORDERING
    return _available(p, f, at, p.take(at, end, Role.CONDITION))


def _email_follows(p: State, at: int) -> bool:
    here = p.index.parts
    from regulars.criteria.words.links import stems

    if any("campaign" in here.get(stems(p, at, end), {}) for end in range(min(at + 6, len(p.tokens)), at + 1, -1)):
        return True
    for place in range(at, min(at + 7, len(p.tokens))):
        if p.word(place) in ("email", "emails", "newsletter", "newsletters", "campaign", "message", "messages", "mailing"):
            return True
        if p.word(place) in ("and", "but", "who"):
            return False
    return False


def _settled(p: State, head: str, word: str, end: int) -> str | None:
    """What a verb with several uses stands for here."""
    if word in NEEDS_OBJECT:
        near = [p.word(n) for n in range(end, min(end + 8, len(p.tokens)))]
        stop = next((n for n, w in enumerate(near) if w in ("who", "but", "and") and n > 2), len(near))
        nouns = ("order", "orders", "purchase", "purchases", "transaction", "transactions", "sale", "return", "returns", "checkout")
        if not any(w in nouns for w in near[:stop]) and p.word(end) not in ("more", "fewer", "at", "over", "no"):
            return None
        if any(w in ("return", "returns") for w in near[:3]):
            return "return"
        return head
    if (
        head == "cart"
        and word in ("left", "leave", "leaving", "leaves")
        and not any(p.word(n) in ("cart", "carts", "basket", "baskets", "checkout", "check") for n in range(end, end + 6))
    ):
        return None
    if (
        head == "return"
        and word in ("asked for", "requested", "request")
        and not any(p.word(n) in ("refund", "refunds", "money", "return") for n in range(end, end + 4))
    ):
        return None
    if (
        head == "send"
        and not _email_follows(p, end)
        and word in ("received", "receive", "receives", "receiving", "sent", "get", "getting", "gotten")
    ):
        if any(p.word(n) in ("refund", "refunds") for n in range(end, end + 4)):
            return "return"
        if any(p.word(n) in ("discount", "discounts") for n in range(end, end + 4)):
            return "buy"
        if word in ("get", "getting", "gotten"):
            return "buy" if word == "gotten" else None
        if p.word(end) not in ("it", "them", "anything", "nothing") and p.word(end) != "":
            return None
    if head == "buy" and word in ("got", "get") and _email_follows(p, end):
        return "send"
    if head == "buy" and word in ("tried", "try") and p.word(end) in _NO_GOODS:
        # "customers who tried in 2026": no goods are said
        return None
    if head == "buy" and word in ("add", "tried", "try", "redeemed", "bag"):
        return None if word == "add" else "buy"
    if (
        head == "view"
        and word in ("checked", "seen", "saw")
        and not any(p.word(n) in ("product", "products", "item", "items") for n in range(end, end + 4))
    ):
        return None
    if head == "visit" and p.word(end) in ("products", "product"):
        return "view"
    if (
        head == "spend"
        and word == "dropped"
        and not any(p.kind(n) == "number" or p.word(n) in ("$", "€", "£") for n in range(end, end + 4))
    ):
        return None
    if head == "open" and word == "read" and not _email_follows(p, end):
        return None
    return head


_NO_GOODS = frozenset({"", ",", ".", "in", "on", "and", "or", "but", "since", "last"})


def _available(p: State, f: Frame, at: int, end: int) -> tuple[Frame, int]:
    if f.is_event and not p.index.has(Source.EVENTS):
        p.object(at, end, "the data has no events: no e-mails, visits or views", "import events, or ask about orders")
    if f.head == "sign_up" and "created_at" not in p.index.shape.fields:
        p.object(at, end, "the data does not say when customers signed up", "ask for the first order instead")
    return f, end
