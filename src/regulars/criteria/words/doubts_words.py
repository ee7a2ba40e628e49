"""Words that say something no reading follows: "in another order", "would buy", "customers like VIPs", "the summer sale"."""

from __future__ import annotations

from itertools import pairwise

from regulars.criteria.words.clause_universal import LINKS
from regulars.criteria.words.items import Item
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State, Taken
from regulars.criteria.words.tables.calendar import SEASONS
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, VERBS
from regulars.criteria.words.tokens import Kind

_UNREAL = frozenset({"would", "could", "should", "might"})
_OF_THEM = frozenset({"all", "both", "most", "half", "some"})
_SALES = frozenset({"sale", "sales", "promotion", "clearance"})


def settle_word_doubts(p: State, items: list[Item]) -> None:
    """Object to words whose meaning is lost."""
    for at in range(len(p.tokens)):
        if at not in p.guarded:
            _unreal(p, at)
            _resemblance(p, at)
            _other_order(p, at)
            _no_orders_but(p, at)
            _of_them(p, at)
            _season_sale(p, at)
            _weekend_of(p, at)
            _some_without(p, at)
            _lost_all(p, at)
            _set_off(p, at)
            _other_words(p, at)
    for item in items:
        _only_order(p, item)
        _cart_with(p, item)
        _first_of_kind(p, item)
        _only_in_it(p, item)
        _within_days(p, item)
    _came_back(p, items)
    for before, item in pairwise(items):
        _time_after_denial(p, before, item)


def _unreal(p: State, at: int) -> None:
    """ "would buy shoes": nobody knows; "i would like", "who could have" are other things."""
    deed = VERBS.at(p.tokens, at + 1) is not None and p.word(at - 1) not in ("i", "we", "you", "that", "who", "")
    if p.word(at) in _UNREAL and (deed or p.word(at + 1) in _INFINITIVES):
        p.object(at, at + 2, "is not what somebody did", "say what they did: “bought ...”")


_INFINITIVES = frozenset({"buy", "order", "purchase", "spend", "return"})


def _resemblance(p: State, at: int) -> None:
    """ "customers like VIPs": who resembles them is not known."""
    if p.word(at) in ("like", "similar", "resembling") and p.word(at - 1) in ("customers", "people", "shoppers", "buyers", "those"):
        p.object(at, at + 2, "asks for resemblance, which is not in the data", "say what they have in common")


def _other_order(p: State, at: int) -> None:
    """ "bought shoes, and in another order, tops": of two orders, in either order."""
    if p.are(at, "in", "another") and ORDER_NOUNS.at(p.tokens, at + 2) is not None and p.word(at + 3) == ",":
        p.object(at, at + 3, "can be before or after the other one", "say “and later ...”, or leave it out")


def _no_orders_but(p: State, at: int) -> None:
    """ "no orders but store orders in 2025": no others, and of which time."""
    denied = p.word(at) in ("no", "not") and p.word(at + 1) in ("orders", "purchases") and p.word(at + 2) in ("but", "except")
    if denied and any(p.word(n) in ("orders", "purchases") for n in range(at + 3, at + 6)):
        advice = "say “only store orders”, or “all their 2025 orders were in store”"
        p.object(at, at + 3, "leaves out orders of a time or of all times", advice)


def _of_them(p: State, at: int) -> None:
    """ "opened 3 emails, all of them newsletters": passed over."""
    if p.word(at) not in _OF_THEM or p.word(at + 1) != "of" or p.word(at + 2) not in ("them", "those", "these"):
        return
    small = [entry for entry in p.trail if isinstance(entry, Taken) and entry.role is Role.HARMLESS]
    if any(entry.start <= at < entry.end for entry in small):
        p.object(at, at + 3, "is said of each of them", "say it of them by itself: “at least 3 opens of ...”")


def _season_sale(p: State, at: int) -> None:
    """ "ordered during the summer sale": the days of a sale are not in the data."""
    if p.word(at) in SEASONS and p.word(at + 1) in _SALES and p.word(at + 2) not in ("20", "email", "emails", "campaign"):
        said = [entry for entry in p.trail if isinstance(entry, Taken) and entry.start <= at < entry.end]
        if any(entry.role is Role.WINDOW for entry in said) and not any(entry.role is Role.VALUE for entry in said):
            p.object(at, at + 2, "is a sale whose days are not in the data", "say from when to when")


def _weekend_of(p: State, at: int) -> None:
    """ "Black Friday 2025 weekend": days beside a day, and no Saturdays and Sundays."""
    if (
        p.word(at) in ("weekend", "week")
        and p.kind(at - 1) is Kind.NUMBER
        and p.word(at - 1).isdigit()
        and len(p.word(at - 1)) == _YEAR
    ):
        p.object(at - 1, at + 1, "does not say which days are meant", "say from when to when")


_YEAR = 4  # digits


def _other_words(p: State, at: int) -> None:
    """Pairs of words that no reading follows."""
    for words, reason, advice in _LOST:
        if p.are(at, *words):
            p.object(at, at + len(words), reason, advice)
    counted = p.word(at - 1) in ("than", "just", "only", "exactly", "least", "most")
    if (
        p.word(at) == "once"
        and not counted
        and p.word(at + 1) in ("bought", "ordered", "opened", "used", "visited", "clicked", "spent", "returned")
    ):
        p.object(at, at + 2, "can be exactly once, or some time ago", "say “exactly once”, or leave “once” out")


_LOST = (
    (("orders", "but", "one"), "is said of all orders but one", "say “exactly 1 order without a coupon”"),
    (("did", "it"), "points back to what was done before", "say it in one: “bought Tops in store”"),
    (("did", "so"), "points back to what was done before", "say it in one: “bought Tops in store”"),
    (("only", "coupon", "was"), "leaves out all other coupons", "say “used SUMMER20 and no other coupon”"),
    (("only", "coupon", "is"), "leaves out all other coupons", "say “used SUMMER20 and no other coupon”"),
    (("returned", "customers"), "can be sent something back, or came back", "say “returned an order”, or “ordered again”"),
    (("returned", "to", "the"), "is no order sent back", "say “visited the site again”, or “ordered again”"),
    (("in", "a", "calendar"), "does not say which one", "say “in any one calendar year”, or the year"),
    (("in", "addition", "to"), "can be these as well, or those who are both", "say “or”, or “who are both ... and ...”"),
)


def _some_without(p: State, at: int) -> None:
    """ "some web orders had no coupon": of some of these orders, and no denial of all."""
    if p.word(at) not in ("some", "several", "most", "many") or at + 1 >= len(p.tokens):
        return
    noun = next((n for n in range(at + 1, at + 6) if p.word(n) in ("orders", "purchases")), None)
    if noun is not None and p.word(noun + 1) in LINKS and p.word(noun + 2) in ("no", "not", "never", "without"):
        p.object(at, noun + 3, "is said of some orders, and denied of all", "say “at least 1 order without ...”")


def _lost_all(p: State, at: int) -> None:
    """ "opened all Summer Sale emails", "in all their store orders": of each of them, and no longer of any."""
    letters = any(p.word(n) in ("email", "emails", "campaigns", "newsletters", "messages") for n in range(at + 3, at + 6))
    if p.word(at) in ("opened", "clicked", "received") and p.word(at + 1) in ("all", "every", "each") and letters:
        p.object(at + 1, at + 2, "is said of each of them", "ask for them one by one, with “and”")
    if p.are(at, "in", "all", "their") and p.word(at + 3) not in ("orders", "purchases"):
        p.object(at, at + 3, "is said of each of them", "say “all of their store orders included Coffee”")
    if p.are(at, "on", "each", "of") and p.word(at - 2) == "one":
        p.object(at - 2, at + 3, "is said of each of them", "say “all of their orders had a coupon”")


def _set_off(p: State, at: int) -> None:
    """ "bought a candle and, in a later order, a mug": later than that."""
    if p.are(at, "in", "a", "later", "order") and p.word(at - 1) == "," and p.word(at + 4) == ",":
        p.object(at, at + 4, "is set off from what was bought in it", "say “bought a candle and later a mug”")


def _only_order(p: State, item: Item) -> None:
    """ "got their only order refunded": one order in all, and that one."""
    f = item.clause.frame
    words = [p.word(n) for n in range(item.clause.start, item.clause.end)]
    told = any(words[n] == "only" and words[n + 1] in ("order", "purchase") for n in range(len(words) - 1))
    if f is not None and f.only and told and f.head == "buy":
        p.object(
            item.clause.start,
            item.clause.end,
            "can be one order in all, or all of them",
            "say “exactly 1 order, and it was refunded”",
        )


def _cart_with(p: State, item: Item) -> None:
    """ "left a cart with 3 items": what a cart held is not known."""
    for at in range(item.clause.start, len(p.tokens) - 1):
        if p.word(at) in ("cart", "basket", "carts") and p.word(at + 1) in ("with", "of", "worth", "containing", "over", "holding"):
            f = item.clause.frame
            if f is not None and f.head == "cart" and item.clause.end in (at + 1, at + 2, at + 3):
                p.object(at, at + 3, "is not known: the data does not say what a cart held", "ask for abandoned carts alone")
                return


def _first_of_kind(p: State, item: Item) -> None:
    """ "first bought shoes on the web": the first order of all, or the first one with shoes."""
    f, start = item.clause.frame, item.clause.start
    led = p.word(start) == "first" or p.are(start, "most", "recently") or p.word(start) == "last"
    verb = VERBS.at(p.tokens, start + (2 if p.word(start) == "most" else 1))
    if f is not None and f.head == "position" and led and verb is not None and f.goods and f.filters and not item.clause.negated:
        p.object(start, item.clause.end, "can be the first order of all, or the first one of that kind", "say “first order ...”")


def _came_back(p: State, items: list[Item]) -> None:
    """ "came back in 2026": after what, where nothing was done before."""
    f = items[0].clause.frame if len(items) == 1 else None
    words = [p.word(n) for n in range(items[0].clause.start, items[0].clause.end)] if items else []
    if (
        f is not None
        and f.head == "buy"
        and f.said() == {"windows"}
        and words[:2] == ["came", "back"]
        and not items[0].clause.negated
    ):
        p.object(
            items[0].clause.start, items[0].clause.start + 2, "does not say after what", "say “ordered in 2025 and again in 2026”"
        )


def _only_in_it(p: State, item: Item) -> None:
    """ "an order with Skincare only", "ordered Skincare every time": of one order, or of all that was bought."""
    f, start, end = item.clause.frame, item.clause.start, item.clause.end
    if f is None or not f.only or f.head != "buy" or not f.goods or item.clause.negated:
        return
    single = any(p.word(n) in ("order", "purchase") and p.word(n - 1) in ("an", "a", "one") for n in range(start, end))
    each = any(p.word(n) in ("every", "each") and p.word(n + 1) == "time" for n in range(start, end))
    if single or each:
        p.object(
            start,
            end,
            "can be nothing else in it, or nothing else ever",
            "say “bought Tops and nothing else”, or “all orders included Tops”",
        )


def _within_days(p: State, item: Item) -> None:
    """ "third order in under 90 days": since when, or up to now; "no coupon until 2026": that year let in or left out."""
    f = item.clause.frame
    said = f.window_text.split() if f is not None else []
    if f is not None and f.head == "position" and (said[:2] == ["in", "under"] or said[:3] == ["in", "less", "than"]):
        p.object(
            item.clause.start, item.clause.end, "can be counted from the first order, or up to now", "say “in the last 90 days”"
        )
    if f is not None and f.share is not None and said[:1] == ["within"] and f.head == "buy":
        advice = "say “all of their orders were in the last 90 days”"
        at = next((n for n in range(item.clause.start, item.clause.end) if p.word(n) == "within"), item.clause.start)
        p.object(at, item.clause.end, "can be up to now, or of each other", advice)
    if f is not None and item.clause.negated and said[:1] in (["until"], ["till"]) and f.then_in is None and f.head == "use":
        p.object(item.clause.start, item.clause.end, "can be not before that time, or not in it either", "say “before 2026”")


def _time_after_denial(p: State, before: Item, item: Item) -> None:
    """ "bought shoes, and never dresses, in 2025": of what was denied, or of all of it."""
    f = item.clause.frame
    alone = item.clause.only_when and f is not None and f.said() == {"windows", "goods"} and not item.clause.negated
    if alone and before.clause.negated and p.word(item.clause.start - 1) == "," and item.joint in ("comma", "next"):
        p.object(item.clause.start, item.clause.end, "can be the time of what is denied, or of all", "say the time in each part")
