"""Verbs and the frames that they open."""

from __future__ import annotations

from regulars.criteria.terms import Source
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.phrases import table
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import NEEDS_OBJECT, ORDER_NOUNS, VERBS

_EMAIL_SENT = table("send: sent the; sent an; sent our; sent any; sent emails; sent email; emailed; sent a; sent")
_PHRASES = table(
    """
cart: abandoned a cart; abandoned their cart; cart abandoners; abandoned checkout; abandoned cart; abandoned carts; cart abandonment; left a cart; left something in their cart; left items in their cart; left their cart; left a basket; left a cart behind; left something in the cart; left something in their basket; left items in the cart; left carts; left items in their basket; left without completing check out; cart abandoned; dropped out at check out; abandoned check out; abandoned a check out; leave items in their cart; left behind a cart; left things in their cart; dropped a cart; walked away from a cart; walked away from their cart; put something in the cart without checking out; leaving something in their cart
return: returned; returned an order; returned something; returned anything; got a refund; had a refund; had an order refunded; received a refund; asked for a refund; requested a refund; got their money back; had a return; made a return; got money back; sent something back; sent anything back; sent an order back; been refunded; were refunded; was refunded; got refunded; had orders refunded; had refunds; had a purchase refunded; had any refund; had something refunded; got refunds; received refunds; asked for their money back; have a refund; has a refund; have a refunded order; have refunds; has had a refund; received any refund; gotten a refund; have gotten a refund; get a refund; have an order refunded; had an item refunded; had an order returned; has a refunded order; received money back; sent items back; sent back; had at least one refund; have had an order refunded; had any order refunded; have any refunds; had any refunds; been given a refund; were given a refund; issued a refund; been issued a refund; getting a refund; ever refunded
cancel: had an order cancelled; had a cancelled order; have a cancelled order; has a cancelled order; have had an order cancelled; had any order cancelled; had orders cancelled; cancelled
sign_up: signed up; sign up; signing up; joined; registered; created an account
view: viewed product pages; looked at products; looked at product pages; browsed products; viewed products; viewed a product; looked at a product
visit: been on the site; been on our site; been active on site; been active on the site; active on site; been on the website; came to the site; came to the website; active on the site; come to the site; been to the site; been to our site; been to the website; been to our website; come to our site; came to our site; came back to the site; come back to the site; had a session; been active on the website; was active on site; were active on site; shopped around the site; active on our site; been online; active on the website
unsubscribe: opted out; opted out of emails; opted out of marketing; unsubscribed
open: read an email; read our emails; read any email; opened
send: were sent; was sent; been sent; got sent; been emailed; were emailed; was emailed; got an email; gotten an email; been mailed; received; got emailed; got our emails; got emails; got any email; been sent an email; get our emails; got the; contacted by email; got our; get an email; were mailed; receives; receive; were contacted by email; been emailed by us
"""
)


def verb_frame(p: State, at: int) -> tuple[Frame, int] | None:
    """The frame that a verb opens, and the place after the verb."""
    mark = p.mark()
    phrase = _PHRASES.at(p.tokens, at)
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
    head = _settled(p, head, word, end)
    if head is None:
        p.back(mark)
        return None
    return _available(p, Frame(head, at), at, p.take(at, end, Role.CONDITION))


def _email_follows(p: State, at: int) -> bool:
    here = p.index.parts
    for place in range(at, min(at + 7, len(p.tokens))):
        if p.word(place) in ("email", "emails", "newsletter", "newsletters", "campaign", "message", "messages", "mailing"):
            return True
        if p.word(place) in ("and", "but", "who"):
            return False
    from regulars.criteria.words.links import stems

    return any((links := here.get(stems(p, at, end), {})) and "campaign" in links for end in range(min(at + 6, len(p.tokens)), at + 1, -1))


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
    if head == "cart" and word in ("left", "leave", "leaving", "leaves") and not any(p.word(n) in ("cart", "carts", "basket", "baskets", "checkout", "check") for n in range(end, end + 6)):
        return None
    if head == "return" and word in ("asked for", "requested", "request") and not any(p.word(n) in ("refund", "refunds", "money", "return") for n in range(end, end + 4)):
        return None
    if head == "send" and not _email_follows(p, end) and word in ("received", "receive", "receives", "receiving", "sent", "get", "getting", "gotten"):
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
    if head == "buy" and word in ("add", "tried", "try", "redeemed", "bag"):
        return None if word == "add" else "buy"
    if head == "view" and word in ("checked", "seen", "saw") and not any(p.word(n) in ("product", "products", "item", "items") for n in range(end, end + 4)):
        return None
    if head == "visit" and p.word(end) in ("products", "product"):
        return "view"
    if head == "spend" and word == "dropped" and not any(p.kind(n) == "number" or p.word(n) in ("$", "€", "£") for n in range(end, end + 4)):
        return None
    if head == "open" and word == "read" and not _email_follows(p, end):
        return None
    if head == "sign_up" and word in ("was created", "were created", "been created", "were added", "was added") and False:
        return None
    return head


def _available(p: State, f: Frame, at: int, end: int) -> tuple[Frame, int]:
    if f.is_event and not p.index.has(Source.EVENTS):
        p.object(at, end, "the data has no events: no e-mails, visits or views", "import events, or ask about orders")
    if f.head == "sign_up" and "created_at" not in p.index.shape.fields:
        p.object(at, end, "the data does not say when customers signed up", "ask for the first order instead")
    return f, end


__all__ = ["ORDER_NOUNS", "verb_frame"]
