"""Words that say something no reading follows: "in another order", "would buy", "customers like VIPs", "the summer sale"."""

from __future__ import annotations

from regulars.criteria.words.clause_universal import LINKS
from regulars.criteria.words.doubts.rules import Refused, over_deeds, over_pairs, over_words, whole
from regulars.criteria.words.doubts.runs import Gap, Span, anything, none_of, number, run, verb
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken
from regulars.criteria.words.tables.calendar import SEASONS
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS

_ORDERS = frozenset({"orders", "purchases"})
_YEAR = 4  # digits
_CART = run("cart|basket|carts with|of|worth|containing|over|holding")
_THEIR_ONLY = run("only order|purchase")
_LED_BY_FIRST = (run("first|last", verb), run("most recently", verb))
_ONE_ORDER = run("order|purchase", after="an|a|one")
_EACH_TIME = run("every|each time")
_WITHIN = run("within")


def _year(p: State, at: int) -> bool:
    return number(p, at) and len(p.word(at)) == _YEAR and p.word(at).isdigit()


def _their_deed(p: State, at: int) -> bool:
    """A deed after "would"; "i would like", "who could have" are other things."""
    told = p.word(at - 2) in ("", "i", "we", "you", "that", "who")
    return p.word(at) in _INFINITIVES or (verb(p, at) and not told)


_INFINITIVES = frozenset({"buy", "order", "purchase", "spend", "return"})


def _order_noun(p: State, at: int) -> bool:
    return ORDER_NOUNS.at(p.tokens, at) is not None


def _passed_over(p: State, at: int) -> bool:
    """Whether the words were taken for something that does not matter."""
    return any(entry.role is Role.HARMLESS for entry in _taken(p, at))


def _only_a_time(p: State, at: int) -> bool:
    """Whether the words were taken for a time, and for no name."""
    roles = {entry.role for entry in _taken(p, at)}
    return Role.WINDOW in roles and Role.VALUE not in roles


def _taken(p: State, at: int) -> list[Taken]:
    return [entry for entry in p.trail if isinstance(entry, Taken) and entry.start <= at < entry.end]


def _only_order(p: State, item: Item, f: Frame) -> Span | None:
    """ "got their only order refunded": one order in all, and that one."""
    start, end = whole(item)
    return (start, end) if f.only and f.head == "buy" and _THEIR_ONLY.within(p, start, end - 1) else None


def _cart_with(p: State, item: Item, f: Frame) -> Span | None:
    """ "left a cart with 3 items": what a cart held is not known."""
    start, end = whole(item)
    at = _CART.first(p, max(start, end - 3), end) if f.head == "cart" else None
    return None if at is None else (at, at + 3)


def _first_of_kind(p: State, item: Item, f: Frame) -> Span | None:
    """ "first bought shoes on the web": the first order of all, or the first one with shoes."""
    narrowed = f.head == "position" and f.goods and f.filters and not item.clause.negated
    return whole(item) if narrowed and any(led(p, item.clause.start) for led in _LED_BY_FIRST) else None


def _only_in_it(p: State, item: Item, f: Frame) -> Span | None:
    """ "an order with Skincare only", "ordered Skincare every time": of one order, or of all that was bought."""
    if not f.only or f.head != "buy" or not f.goods or item.clause.negated:
        return None
    return whole(item) if _ONE_ORDER.within(p, *whole(item)) or _EACH_TIME.within(p, *whole(item)) else None


def _ordinal_within(_p: State, item: Item, f: Frame) -> Span | None:
    """ "third order in under 90 days": since when, or up to now."""
    said = f.window_text.split()
    return whole(item) if f.head == "position" and (said[:2] == ["in", "under"] or said[:3] == ["in", "less", "than"]) else None


def _share_within(p: State, item: Item, f: Frame) -> Span | None:
    """ "all orders within 90 days": up to now, or of each other."""
    if f.share is None or f.window_text.split()[:1] != ["within"] or f.head != "buy":
        return None
    start, end = whole(item)
    at = _WITHIN.first(p, start, end)
    return (start if at is None else at), end


def _not_until(_p: State, item: Item, f: Frame) -> Span | None:
    """ "no coupon until 2026": that year let in or left out."""
    until = f.window_text.split()[:1] in (["until"], ["till"]) and f.then_in is None
    return whole(item) if item.clause.negated and until and f.head == "use" else None


def _came_back(p: State, items: list[Item]) -> None:
    """ "came back in 2026": after what, where nothing was done before."""
    f = items[0].clause.frame if len(items) == 1 else None
    if f is None or f.head != "buy" or f.said() != {"windows"} or items[0].clause.negated:
        return
    start, end = whole(items[0])
    if p.are(start, "came", "back") and end > start + 1:
        p.object(start, start + 2, "does not say after what", "say “ordered in 2025 and again in 2026”")


def _time_after_denial(p: State, before: Item, item: Item) -> Span | None:
    """ "bought shoes, and never dresses, in 2025": of what was denied, or of all of it."""
    f = item.clause.frame
    alone = item.clause.only_when and f is not None and f.said() == {"windows", "goods"} and not item.clause.negated
    set_off = p.word(item.clause.start - 1) == "," and item.joint in ("comma", "next")
    return whole(item) if alone and before.clause.negated and set_off else None


_LETTERS = frozenset({"email", "emails", "campaigns", "newsletters", "messages"})
_EACH = "is said of each of them"

LOST_WORDS = (
    over_words(
        Refused(run("would|could|should|might", _their_deed), "is not what somebody did", "say what they did: “bought ...”"),
        Refused(
            run("like|similar|resembling", anything, after="customers|people|shoppers|buyers|those"),
            "asks for resemblance, which is not in the data", "say what they have in common",
        ),
        Refused(
            run("in another", _order_noun, then=","),
            "can be before or after the other one", "say “and later ...”, or leave it out",
        ),
        Refused(
            run("no|not", _ORDERS, "but|except", then=(Gap(2), _ORDERS)),
            "leaves out orders of a time or of all times", "say “only store orders”, or “all their 2025 orders were in store”",
        ),
        Refused(
            run("all|every|each", after="opened|clicked|received", then=(anything, Gap(2), _LETTERS)),
            _EACH, "ask for them one by one, with “and”",
        ),
        Refused(
            run("all|both|most|half|some of them|those|these", when=_passed_over),
            _EACH, "say it of them by itself: “at least 3 opens of ...”",
        ),
        Refused(
            run(frozenset(SEASONS), "sale|sales|promotion|clearance", then=none_of("20 email emails campaign"), when=_only_a_time),
            "is a sale whose days are not in the data", "say from when to when",
        ),
        # days beside a day, and no Saturdays and Sundays: "Black Friday 2025 weekend"
        Refused(run(_year, "weekend|week"), "does not say which days are meant", "say from when to when"),
        Refused(
            run("some|several|most|many", Gap(4, before=_ORDERS), _ORDERS, LINKS, "no|not|never|without"),
            "is said of some orders, and denied of all", "say “at least 1 order without ...”",
        ),
        Refused(
            run("in all their", then=none_of("orders purchases")), _EACH, "say “all of their store orders included Coffee”"
        ),
        Refused(run("one", anything, "on each of"), _EACH, "say “all of their orders had a coupon”"),
        Refused(
            run("in a later order", after=",", then=","),
            "is set off from what was bought in it", "say “bought a candle and later a mug”",
        ),
        Refused(run("orders but one"), "is said of all orders but one", "say “exactly 1 order without a coupon”"),
        Refused(run("did it|so"), "points back to what was done before", "say it in one: “bought Tops in store”"),
        Refused(run("only coupon was|is"), "leaves out all other coupons", "say “used SUMMER20 and no other coupon”"),
        Refused(
            run("returned customers"), "can be sent something back, or came back", "say “returned an order”, or “ordered again”"
        ),
        Refused(run("returned to the"), "is no order sent back", "say “visited the site again”, or “ordered again”"),
        Refused(run("in a calendar"), "does not say which one", "say “in any one calendar year”, or the year"),
        Refused(
            run("in addition to"), "can be these as well, or those who are both", "say “or”, or “who are both ... and ...”"
        ),
        Refused(
            run("once bought|ordered|opened|used|visited|clicked|spent|returned",
                after=none_of("than just only exactly least most")),
            "can be exactly once, or some time ago", "say “exactly once”, or leave “once” out",
        ),
    ),
    over_deeds(
        Refused(_only_order, "can be one order in all, or all of them", "say “exactly 1 order, and it was refunded”"),
        Refused(_cart_with, "is not known: the data does not say what a cart held", "ask for abandoned carts alone"),
        Refused(_first_of_kind, "can be the first order of all, or the first one of that kind", "say “first order ...”"),
        Refused(
            _only_in_it,
            "can be nothing else in it, or nothing else ever",
            "say “bought Tops and nothing else”, or “all orders included Tops”",
        ),
        Refused(_ordinal_within, "can be counted from the first order, or up to now", "say “in the last 90 days”"),
        Refused(_share_within, "can be up to now, or of each other", "say “all of their orders were in the last 90 days”"),
        Refused(_not_until, "can be not before that time, or not in it either", "say “before 2026”"),
    ),
    _came_back,
    over_pairs(
        Refused(_time_after_denial, "can be the time of what is denied, or of all", "say the time in each part"),
    ),
)  # fmt: skip
