"""Objects and what narrows them: goods, e-mails, campaigns, channels, the first order, no shoes."""

from __future__ import annotations

from regulars.criteria.terms import TextOperator
from regulars.criteria.tree import Position, RowAll, RowNot, RowText
from regulars.criteria.words.amounts import comparison
from regulars.criteria.words.filter_campaigns import campaign
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import PREPOSITIONS, column_of, filter_list
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.links import Group, status_values
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.places import place_list
from regulars.criteria.words.quantities import DISCOUNTED, REFUNDED, either
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.calendar import OPEN
from regulars.criteria.words.tables.lexicon import ORDER_NOUNS, POSITIONS
from regulars.criteria.words.tables.objects import (
    BUY_OBJECTS,
    CART_OBJECTS,
    EMAIL_OBJECTS,
    NONE,
    PRODUCT_OBJECTS,
    RETURN_OBJECTS,
    SAME_TIME,
    SIGN_UP_OBJECTS,
    SITE_OBJECTS,
    STATES,
    UNSUBSCRIBE_OBJECTS,
)
from regulars.criteria.words.tables.refused import REASONS

_OBJECTS = {
    "open": EMAIL_OBJECTS,
    "click": EMAIL_OBJECTS,
    "engage": EMAIL_OBJECTS,
    "send": EMAIL_OBJECTS,
    "visit": SITE_OBJECTS,
    "view": PRODUCT_OBJECTS,
    "cart": CART_OBJECTS,
    "unsubscribe": UNSUBSCRIBE_OBJECTS,
    "return": RETURN_OBJECTS,
    "cancel": RETURN_OBJECTS,
}


THOSE = frozenset({"them", "these", "those"})
_ONE_OF_THEM = frozenset({"one", "it", "them", "any", "either", "those"})


def take_on_position(p: State, f: Frame, at: int) -> int | None:
    """used a coupon on their first order."""
    spent = f.head == "spend" and (f.money is not None or bool(f.filters)) and not f.size
    if f.position is not None or not (f.head in ("buy", "use", "return") or spent) or f.count or (f.money and not spent):
        return None
    place = at
    while p.word(place) in ("on", "in", "with", "for", "their", "the", "at", "during"):
        place += 1
    if place == at or p.word(at) not in (
        "on",
        "in",
        "with",
        "for",
        "at",
        "during",
        *(("their", "the") if f.head == "return" else ()),
    ):
        return None
    position = POSITIONS.at(p.tokens, place) if place not in p.guarded else None
    noun = ORDER_NOUNS.at(p.tokens, position[1]) if position is not None else None
    if position is None or noun is None:
        return None
    number = int(position[0])
    f.position = Position(abs(number), number < 0)
    if spent:
        # "spent over $50 on their first order": what that order came to
        f.head, f.size, f.money = "buy", f.money, None
    return p.take(at, noun[1], Role.CONDITION)


def take_state(p: State, f: Frame, at: int) -> int | None:
    """last order was refunded; had an order fully refunded."""
    if f.head not in ("buy", "position", "return") or not (f.objects or f.position or f.head == "return"):
        return None
    found = STATES.at(p.tokens, at)
    if found is None or (f.head == "return" and found[0] not in ("full", "partial")):
        return None
    if found[0] == "cancelled":
        if f.head == "position" or f.position is not None:
            p.object(at, found[1], "cancelled orders are not counted as first, last or nth orders", "ask for cancelled orders")
        f.head = "cancel"
        return p.take(at, found[1], Role.CONDITION)
    if found[0] in ("full", "partial"):
        values = status_values(p, "refunded" if found[0] == "full" else "partially_refunded")
        f.filters.append(Group((RowText("status", TextOperator.ANY_OF, values),)))
    else:
        f.filters.append(Group((REFUNDED if found[0] == "refunded" else DISCOUNTED,)))
    return p.take(at, found[1], Role.CONDITION)


def take_denied(p: State, f: Frame, at: int) -> int | None:
    """bought no shoes; bought neither shoes nor bags; placed zero orders; used no coupon; opened none of our emails."""
    if f.denied or not f.plain or at != f.rest or at in p.guarded:
        return None
    found = NONE.at(p.tokens, at) if OPEN.at(p.tokens, at) is None else None
    if found is None or (comparison(p, at) is not None and p.word(at) not in ("zero", "0", "not")):
        return None
    if p.word(found[1] - 1) == "of" and p.word(found[1]) in THOSE and not f.is_event:
        return None
    if p.word(at) == "no" and f.head not in ("use",) and filter_list(p, at) is not None:
        return None
    if p.negated:
        p.object(at - 1, found[1], "is denied twice", "say in plain words what they did or did not do")
    f.denied = True
    f.rest = found[1]
    return p.take(at, found[1], Role.CONDITION)


def take_objects(p: State, f: Frame, at: int) -> int | None:
    """an order; their cart; our emails; it: what a verb is done to, where it says no more than the verb."""
    if f.head == "sign_up":
        found = SIGN_UP_OBJECTS.at(p.tokens, at)
        return None if found is None else p.take(at, found[1], Role.CONDITION)
    tables = _OBJECTS.get(f.head) or (BUY_OBJECTS if f.head in ("buy", "use") else None)
    if tables is None:
        return None
    found = tables.at(p.tokens, at)
    if found is None:
        return _pronoun(p, f, at)
    end = found[1]
    if any(p.word(n) == "us" and p.tokens[n].upper for n in range(at, end)):
        # "bought from US" is of the country, "from us" of the shop
        return None
    if f.head in EMAIL_HEADS and (kept := take_campaign(p, f, at)) is not None and kept > end:
        return kept
    if f.head in ("return", "cancel", "buy", "use") and (p.word(end) in ("from", "in", "of") or p.word(end) == ""):
        lead = goods_list(p, at)
        if lead is not None:
            f.goods.append(lead[0])
            return lead[1]
    if p.word(end - 1) in ("any", "one", "some") and p.word(end) in ("of", "or"):
        return None
    if f.head in ("buy", "use", "return", "cancel") and p.word(at) in ("one", "1") and p.word(end) not in ("", ",", "and", "but"):
        return None
    if (
        f.head == "buy"
        and end < len(p.tokens)
        and (p.word(end - 1) in ("product", "order", "purchase", "orders", "purchases"))
        and p.word(end) in ("category", "categories", "code")
    ):
        return None
    if f.head in ("buy", "use") and p.word(end - 1) == "else":
        before = p.previous if isinstance(p.previous, Frame) and len(p.previous.goods) == 1 else None
        if before is None or f.goods:
            p.object(at, end, "is something other than what, which is not said", "name the goods that are meant")
        else:
            f.goods.append(Group((RowNot(either(before.goods[0])),), text=p.text(at, end)))
    f.objects = True
    f.again = f.again or (
        f.head in ("buy", "use")
        and bool({"another", "additional", "further", "subsequent", "follow"} & set(p.text(at, end).split()))
    )
    f.pronoun = f.head in ("return", "buy") and p.word(end - 1) in ("it", "them") and end - at == 1
    if f.head == "return" and p.word(at) in ("the", "that") and p.word(end - 1) in ("order", "purchase"):
        before = p.previous if isinstance(p.previous, Frame) else None
        f.pronoun = before is not None and before.head == "buy" and not before.negated
    if f.head == "buy" and p.text(at, end) in ("some", "one", "any") and isinstance(p.previous, Frame) and p.previous.goods:
        f.pronoun = True
    if f.head in EMAIL_HEADS and end - at == 1 and p.word(at) in _ONE_OF_THEM:
        # "opened a newsletter but never clicked one": a newsletter
        f.pronoun = isinstance(p.previous, Frame) and p.previous.campaign
    return p.take(at, end, Role.CONDITION)


def _pronoun(p: State, f: Frame, at: int) -> int | None:
    if p.word(at) in ("it", "them", "that", "one") and f.is_event and SAME_TIME.at(p.tokens, at) is None:
        f.pronoun = True
        return p.take(at, at + 1, Role.HARMLESS)
    return None


def take_campaign(p: State, f: Frame, at: int) -> int | None:
    """the Summer Sale 2026 email; in Back to School: e-mails of a campaign."""
    if f.head not in EMAIL_HEADS and f.head != "unsubscribe" and not (f.head == "measure" and f.is_event):
        return None
    place = at
    while p.word(place) in PREPOSITIONS or (
        p.word(place) in ("the", "our", "an", "a", "any", "email", "emails", "link", "links", "either", "both")
        and not p.done(place + 1)
    ):
        mark = p.mark()
        found = campaign(p, place)
        if found is not None:
            break
        p.back(mark)
        place += 1
    both = "both" in (p.word(place - 1), p.word(place))
    found = campaign(p, place)
    if found is None or f.campaign:
        return None
    if p.word(at) in ("on", "in", "during", "since", "before", "after", "between", "over") and p.word(found[1] - 1) not in (
        "email",
        "emails",
        "campaign",
        "campaigns",
        "newsletter",
    ):
        return None
    group, end = found
    if both and len(group.parts) < 2:
        return None
    p.take(at, place, Role.HARMLESS)
    f.filters.append(Group(group.parts, group.every or both, group.text))
    f.both = f.both or both
    f.campaign = True
    return end


def take_filter(p: State, f: Frame, at: int) -> int | None:
    """online; with a coupon; on weekends: what is known of an order or event itself."""
    if f.is_event and f.head not in ("visit", "view", "open", "click", "cart", "send"):
        return None
    found = filter_list(p, at)
    if found is None:
        return None
    group, end = found
    if f.head == "buy" and at == f.rest and p.word(at - 1) in _BUYING and p.word(end - 1) in _COUPONS and p.word(at) in _ITS_NAME:
        p.object(at, end, "can be used and not bought, as far as is known", "say “used a coupon”, or name the gift cards")
    if f.is_event and not all(column_of(part) in ("weekday", "hour") for part in group.parts):
        return None
    if f.head == "return":
        p.note("where something was returned is not in the data; the channel is that of the order")
    if p.word(end - 1) in ("store", "stores", "shop", "shops") and p.word(end) in ("in", "from", "at"):
        mark = p.mark()
        where = place_list(p, end + 1, bare=True)
        p.back(mark)
        if where is not None:
            p.object(end, where[1], *REASONS["branch"])
    f.filters.append(group)
    f.both = f.both or "both" in (p.word(at), p.word(at + 1))
    return end


_BUYING = frozenset({"bought", "buy", "buys", "purchased", "purchase", "buying", "purchasing"})
_COUPONS = frozenset({"coupon", "coupons", "voucher", "vouchers"})
_ITS_NAME = _COUPONS | {"a", "any", "the", "discount"}


def take_goods(p: State, f: Frame, at: int) -> int | None:
    """shoes; from Skincare; that included the Rain Jacket: goods of an order."""
    if f.head == "view" and (seen := goods_list(p, at)) is not None:
        p.object(at, seen[1], "which product was viewed is not in the data", "ask for product views, or for what was bought")
        return seen[1]
    if f.is_event or f.head == "sign_up":
        return None
    place = at
    start_mark = p.mark()
    if p.word(place) in word_set(
        "on of in from for with includes included including include contained containing "
        "contains contain featuring featured had was were is at under comprised"
    ) and not p.done(place + 1):
        direct = goods_list(p, place)
        if direct is not None and direct[1] > place + 1:
            f.goods.append(direct[0])
            f.both = f.both or p.word(place + 1) == "both"
            return direct[1]
        p.back(start_mark)
        place += 1
    if f.head == "spend" and f.goods == [] and p.word(at) in ("with", "using", "by") and (paid := goods_list(p, place)) is not None:
        p.object(at, paid[1], *REASONS["payment"])
        return paid[1]
    all_of = p.are(place, "all", "of")
    both = p.word(place) == "both" or all_of
    if both or p.word(place) == "either":
        place += 1 + all_of
    found = goods_list(p, place)
    if found is None:
        return None
    group, end = found
    if both and len(group.parts) < 2:
        return None
    if both and not group.every:
        p.object(at, end, "says “both” of goods that “or” joins", "join them by “and”, or leave out “both”")
    p.take(at, place, Role.HARMLESS)
    if f.head == "return":
        p.note("refunds are known by the order, not by the item")
    if len(f.goods) >= 1 and p.word(at) not in ("from", "in", "including", "with"):
        return None
    other = _BARRING.at(p.tokens, end)
    barred = goods_list(p, other[1]) if other is not None else None
    if barred is not None:
        p.take(end, barred[1], Role.CONDITION)
        f.goods.append(Group((RowAll((either(group), RowNot(either(barred[0])))),), text=p.text(place, barred[1])))
        return barred[1]
    f.goods.append(Group(group.parts, group.every or both, group.text))
    f.both = f.both or both
    held = (f.noun == "order" and p.word(at) in _HOLDING) or "together" in group.text.split()
    if group.every and len(group.parts) > 1 and f.head == "buy" and held:
        # "an order with Tops and Dresses", "a scarf together with a coat"
        f.same_order = True
        p.note("both are taken of the same order")
    # "in it" can point back to a time as well
    timed = isinstance(p.previous, Frame) and bool(p.previous.windows) and not f.windows
    in_it = (p.are(end, "in", "it") or p.are(end, "in", "them")) and not timed
    return p.take(end, end + 2, Role.HARMLESS) if in_it else end


def take_left_out(p: State, f: Frame, at: int) -> int | None:
    """ "spend excluding gift cards over $300": what was spent on other things."""
    barred = _LEFT_OUT.at(p.tokens, at)
    if barred is None or not (f.head == "spend" or f.measure == "spend") or f.money is not None or f.goods:
        return None
    found = goods_list(p, barred[1])
    if found is None:
        return None
    f.goods.append(Group((RowNot(either(found[0])),), text=p.text(at, found[1])))
    return p.take(at, barred[1], Role.CONDITION) and found[1]


_LEFT_OUT = table(
    "out: excluding; not including; not counting; without counting; leaving out; ignoring; other than on; except on; without"
)
_HOLDING = word_set("with including included containing contained contains includes")
_BARRING = table("barring: other than; except; except for; apart from; aside from; excluding")


def take_order_noun(p: State, f: Frame, at: int) -> int | None:
    """The noun of a light verb: made [an online] purchase."""
    if f.head not in ("buy", "use", "spend", "position", "return", "cancel") and f.measure != "count":
        return None
    found = ORDER_NOUNS.at(p.tokens, at)
    if found is None or p.word(at - 1) in ("and", "or", "but", ",", "who", "those", "these"):
        return None
    f.objects = True
    if f.head == "buy":
        f.noun = f.noun or "order"
    return p.take(at, found[1], Role.CONDITION)
