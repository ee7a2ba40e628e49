"""Goods and campaigns other than those named, and deeds done again."""

from __future__ import annotations

from regulars.criteria.tree import Contains, Position, RowAll, RowCondition, RowNot, RowNumber, RowText
from regulars.criteria.words.filter_campaigns import campaign
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.frames import EMAIL_HEADS, Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table
from regulars.criteria.words.quantities import either
from regulars.criteria.words.results import Role
from regulars.criteria.words.sequence_windows import earlier
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.objects import EMAIL_OBJECTS
from regulars.criteria.words.tables.offers import ANYTHING, OTHER_THAN
from regulars.criteria.words.windows import window


def take_other(p: State, f: Frame, at: int) -> int | None:
    """bought something other than coffee: goods that are not of that kind, whatever else was bought."""
    mailed = f.head in EMAIL_HEADS and not f.campaign
    lead = (EMAIL_OBJECTS if mailed else ANYTHING).at(p.tokens, at)
    other = OTHER_THAN.at(p.tokens, lead[1]) if lead is not None else None
    if other is not None and mailed:
        return _other_campaign(p, f, at, other[1])
    if other is None or f.head not in ("buy", "use", "return") or f.goods:
        return None
    barred = goods_list(p, other[1])
    if barred is None or f.denied:
        return None
    if p.negated:
        # "never bought anything other than shoes": shoes, and nothing else
        f.goods.append(barred[0])
        f.only = f.denied = True
        p.take(at, other[1], Role.CONDITION)
        return barred[1]
    f.goods.append(Group((RowNot(either(barred[0])),), text=p.text(at, barred[1])))
    f.objects = True
    p.take(at, other[1], Role.CONDITION)
    return barred[1]


def take_nothing_else(p: State, f: Frame, at: int) -> int | None:
    """ "Tops buyers who bought nothing else": no goods but those of the clause before."""
    before = p.before.leading if p.before is not None and not p.before.negated else None
    if p.word(at) != "else" or not f.denied or not f.bare or p.word(at - 1) != "nothing" or f.head != "buy" or f.goods:
        return None
    if before is None or len(before.goods) != 1:
        return None
    f.goods.append(Group((RowNot(either(before.goods[0])),), text="else"))
    return p.take(at, at + 1, Role.CONDITION)


def _other_campaign(p: State, f: Frame, start: int, at: int) -> int | None:
    """clicked any e-mail except the newsletter: an e-mail of another campaign."""
    barred = campaign(p, at)
    if barred is None:
        return None
    if p.negated or f.denied:
        p.object(start, barred[1], "can mean those e-mails or all the others", "name the campaigns that are meant")
    f.filters.append(Group((RowNot(either(barred[0])),), text=p.text(start, barred[1])))
    f.campaign = f.objects = True
    p.take(start, at, Role.CONDITION)
    return barred[1]


def take_both_of_before(p: State, f: Frame, at: int) -> int | None:
    """ "... neither tops nor bags this year, but bought both last year": all the goods that the clause before lists."""
    before = p.before.leading if p.before is not None else None
    listed = before.goods[0] if before is not None and len(before.goods) == 1 else None
    if p.word(at) not in ("both", "all") or f.head != "buy" or f.goods or f.denied or listed is None or len(listed.parts) < 2:
        return None
    if p.word(at) == "both" and len(listed.parts) != 2:
        return None
    end = at + 1 + (2 if p.are(at + 1, "of", "them") or p.are(at + 1, "of", "these") or p.are(at + 1, "of", "those") else 0)
    mark = p.mark()
    follows = p.word(end) in ("", ",", ".", "and", "but", "or", "in", "on", "during", "since", "before", "after") or (
        (when := window(p, end)) is not None and when[0].window is not None
    )
    p.back(mark)
    if not follows:
        return None
    f.goods = [Group(listed.parts, every=True, text=listed.text)]
    f.objects = f.both = True
    return p.take(at, end, Role.VALUE)


_KINDS = {
    **dict.fromkeys(("coupon", "coupons", "code", "codes", "voucher", "vouchers"), "coupon_code"),
    **dict.fromkeys(("product", "products", "item", "items"), "product_title"),
    **dict.fromkeys(("category", "categories"), "category"),
    **dict.fromkeys(("channel", "channels"), "channel"),
}


def take_no_other(p: State, f: Frame, at: int, *, some: bool = False) -> int | None:
    """used WELCOME10 and no other coupon; bought shoes but no other category: none but those of the clause before; or (`some`)
    "and any other coupon": one that is not among them.
    """
    place = at + 1
    while p.word(place) in ("coupon", "promo", "discount", "sales", "product") and p.word(place + 1) in _KINDS:
        place += 1
    column = _KINDS.get(p.word(place))
    before = p.before.leading if p.before is not None else None
    others = ("other", "different", "another") if some else ("other", "different", "further")
    if p.word(at) not in others or before is None or (some and (column != "coupon_code" or p.before is None or p.before.negated)):
        return None
    if not some and p.word(at) == "other" and f.head in ("buy", "use") and goods_list(p, at + 1) is not None:
        return _no_other_goods(p, f, before, at)
    if column is None or not (some or p.negated or f.denied):
        return None
    if column == "coupon_code" and p.word(place + 1) in ("code", "codes"):
        place += 1
    said = [g for g in (*before.filters, *before.goods) if all(_column(part) in _ALIKE[column] for part in g.parts)]
    if len(said) != 1:
        return None
    apart = Group((RowNot(either(said[0])),), text=p.text(at, place + 1))
    (f.goods if column in ("category", "product_title") else f.filters).append(apart)
    f.objects = True
    return p.take(at, place + 1, Role.CONDITION)


def _no_other_goods(p: State, f: Frame, before: Frame, at: int) -> int | None:
    """bought the mug and no other kitchen product: nothing of that kind but what was named before."""
    wider = goods_list(p, at + 1)
    if wider is None or len(before.goods) != 1:
        return None
    test = RowAll((either(wider[0]), RowNot(either(before.goods[0]))))
    f.goods.append(Group((test,), text=p.text(at, wider[1])))
    f.objects = True
    end = wider[1] + (p.word(wider[1]) in _KINDS or p.word(wider[1]) in ("orders", "order", "goods", "things"))
    return p.take(at, end, Role.CONDITION)


_ALIKE = {
    "coupon_code": ("coupon_code",),
    "channel": ("channel",),
    "category": ("category",),
    "product_title": ("product_title", "category"),
}


def _column(test: object) -> str:
    return test.column if isinstance(test, RowText) else ""


_LATER = frozenset(["afterwards", "later", "then", "after", "subsequently", "next"])


def take_again(p: State, f: Frame, at: int) -> int | None:
    """again; before; already; a second time; for the first time."""
    phrases = (
        ("behind",),
        ("before",),
        ("previously",),
        ("again",),
        ("anymore",),
        ("any", "more"),
        ("any", "longer"),
        ("for", "the", "first", "time"),
        ("yet",),
        ("at", "all"),
        ("more", "than", "once", "before"),
        ("a", "second", "time"),
        ("back", "again"),
        ("since", "then"),
        ("already",),
        ("so", "far"),
        ("for", "a", "second", "time"),
    )
    for words in sorted(phrases, key=len, reverse=True):
        if p.are(at, *words):
            if f.position is not None or f.head == "position":
                return None
            end = p.take(at, at + len(words), Role.CONDITION)
            if words in (("again",), ("a", "second", "time"), ("back", "again"), ("for", "a", "second", "time")):
                f.again = True
            if words in (("before",), ("previously",)):
                if p.word(end) not in ("", ",", "but", "and", "or", "."):
                    return None
                f.ever = not earlier(p, f, at) or f.ever
            if words == ("behind",) and f.head != "cart":
                return None
            if words == ("for", "the", "first", "time"):
                if f.position is not None or f.head not in ("buy", "use"):
                    return None
                f.position = Position(1)
            if words == ("since", "then"):
                return None
            return end
    if p.word(at) == "first" and p.word(at + 1) in ("and", "then", ",") and f.goods and _LATER & {t.word for t in p.tokens[at:]}:
        # "bought A first and B afterwards": the second part says the order
        return p.take(at, at + 1, Role.HARMLESS)
    return None


# the orders of the clause before, and the parts of it that say which rows are meant
THOSE_ORDERS = table("orders: them; those; these; which; those orders; these orders; the orders; those purchases; these purchases")
ROW_PARTS = frozenset({"goods", "filters", "windows", "size"})


def take_there(p: State, f: Frame, at: int) -> int | None:
    """ "ordered in store and spent more than $300 there", "bought tops and spent over $200 on them": where, or on what, before."""
    before = p.before.leading if p.before is not None and not p.before.negated else None
    if before is None or before.head not in ("buy", "use") or f.head not in ("spend", "buy") or f.sequels:
        return None
    if p.word(at) == "there":
        told = [g for g in before.filters if all(isinstance(part, RowText) and part.column == "channel" for part in g.parts)]
        if not told or f.filters:
            return None
        f.filters = list(told)
        return p.take(at, at + 1, Role.CONDITION)
    spoken_of = p.word(at) == "on" and p.word(at + 1) in ("it", "them", "these", "those")
    if f.head == "spend" and spoken_of and before.goods and not f.goods:
        ends = p.word(at + 2) in ("", ",", ".", ";", "and", "but", "or", "in", "since", "during", "this", "last", "that")
        if not ends or len(before.goods) > 1:
            return None
        f.goods = [Group(g.parts, text=g.text) for g in before.goods]
        return p.take(at, at + 2, Role.CONDITION)
    return None


def take_those_orders(p: State, f: Frame, at: int) -> int | None:
    """on those orders: spend on the orders that the clause before is about."""
    place = at + (p.word(at) in ("on", "in", "across", "with", "from", "over"))
    lead = p.word(place)
    found = THOSE_ORDERS.at(p.tokens, place)
    if f.head != "spend" or place == at or lead not in ("those", "these") or found is None or found[1] != place + 2:
        return None
    before = p.before.frame if p.before is not None and not p.before.negated else None
    if before is None or before.head != "buy" or not before.said() <= ROW_PARTS | {"count"} or f.said() & ROW_PARTS:
        return None
    tests: list[RowCondition] = [Contains(part) for group in before.goods for part in group.parts if len(group.parts) == 1]
    if len(tests) != len(before.goods):
        return None
    if before.size is not None:
        tests += [RowNumber("total", how, amount.value) for how, amount in before.size.parts]
    f.windows = list(before.windows)
    f.filters = [*before.filters, *(Group((test,)) for test in tests)]
    return p.take(at, found[1], Role.CONDITION)
