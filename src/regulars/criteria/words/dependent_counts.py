"""What a number counts: 3 orders, 5 items, 2 different categories, 3 pairs of boots, two of tops and dresses."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.tree import RowText
from regulars.criteria.words.amounts import Cmp, after_noun
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.filters import filter_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import word_set
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import UNIT_NOUNS


def count_noun(p: State, f: Frame, cmp: Cmp, at: int) -> int | None:
    """3 orders; 5 items; 2 different categories; 4 of our emails; 3 pairs of boots; 2 online orders."""
    place = at
    mark = p.mark()
    groups: list[Group] = []
    noun: tuple[str, int] | None
    while True:
        noun = UNIT_NOUNS.at(p.tokens, place)
        if noun is not None:
            break
        adjective = filter_list(p, place)
        if adjective is not None:
            groups.append(adjective[0])
            place = adjective[1]
            continue
        if p.word(place) in word_set(
            "of our or a total such or-more of-our more additional further separate distinct different individual"
        ) and UNIT_NOUNS.at(p.tokens, place + 1):
            place = p.take(place, place + 1, Role.HARMLESS)
            continue
        break
    torn = p.negated and bool(f.filters) and not f.noun and noun is not None and noun[0] == "order" and f.head == "buy"
    if f.count is not None or (torn and p.word(at - 1) in ("coupon", "discount", "code", "voucher")):
        p.back(mark)
        return None
    if noun is None:
        counted = _goods_counted(p, f, cmp, at, place, groups)
        if counted is None:
            p.back(mark)
        return counted
    end = p.take(place, noun[1], Role.CONDITION)
    f.filters.extend(groups)
    if f.head == "buy" and f.plain and noun[0] in ("return", "cancel") and p.text(f.start, f.start + 2) in ("have had", "has had"):
        f.head = noun[0]
        f.count, end = after_noun(p, cmp, end)
        f.objects = True
        return end
    if not _fits(f, noun[0]):
        p.back(mark)
        return None
    if noun[0] in ("unit", "products") and f.head in ("buy", "use") and p.word(place - 1) in _APART:
        noun = ("product", noun[1])
    f.noun = (
        noun[0]
        if noun[0] not in ("email", "open", "click", "visit", "view", "cart", "return", "cancel", "sent")
        else ("order" if f.head == "buy" else "")
    )
    if noun[0] == "coupon_use":
        from regulars.criteria.words.quantities import COUPON

        f.noun = ""
        if not any(COUPON in g.parts for g in f.filters):
            f.filters.append(Group((COUPON,)))
    f.count, end = after_noun(p, cmp, end)
    f.objects = True
    return end


def _goods_counted(p: State, f: Frame, cmp: Cmp, at: int, place: int, groups: list[Group]) -> int | None:
    """3 pairs of boots; two of tops and dresses; four different skincare products."""
    goods = goods_list(p, place + (p.word(place) in _APART))
    if goods is None or f.head not in ("buy", "use", "measure") or p.kind(at - 1) is None:
        return None
    f.goods.append(goods[0])
    f.filters.extend(groups)
    p.take(at, place + (p.word(place) in _APART), Role.CONDITION)
    after = UNIT_NOUNS.at(p.tokens, goods[1])
    kinds = of_them(p, at, goods[0])
    if kinds:
        f.noun = kinds
        f.goods[-1] = replace(goods[0], every=False)
        after_kind = UNIT_NOUNS.at(p.tokens, goods[1])
        end = p.take(goods[1], after_kind[1], Role.CONDITION) if after_kind and after_kind[0] == "products" else goods[1]
        f.count, end = after_noun(p, cmp, end)
        return end
    f.noun = "order" if after and after[0] == "order" else ("unit" if not after or after[0] in ("unit", "products") else after[0])
    end = p.take(goods[1], after[1], Role.CONDITION) if after else goods[1]
    f.count, end = after_noun(p, cmp, end)
    if f.noun == "unit":
        p.note("the number of goods is taken as units bought")
    return end


_APART = frozenset({"different", "distinct", "separate", "individual", "unique"})


def of_them(p: State, at: int, goods: Group) -> str:
    """What "two of A, B and C" and "two different B" count: kinds of goods and not units of them; blank for units."""
    columns = {part.column if isinstance(part, RowText) else "" for part in goods.parts}
    if p.word(at) in _APART:
        return "product"
    if "of" not in (p.word(at), p.word(at - 1)) or len(goods.parts) < 2:
        return ""
    single = all(isinstance(part, RowText) and len(part.values) == 1 for part in goods.parts)
    if len(columns) > 1 or not single:
        p.object(at, at + 1, "cannot be counted among these", "name each of them, joined by “and” or “or”")
    return {"category": "category", "product_title": "product"}.get(next(iter(columns)), "category")


_COUNTED = {
    "open": ("email", "open", "campaign"),
    "click": ("email", "click", "campaign"),
    "send": ("email", "campaign", "sent"),
    "engage": ("email", "campaign"),
    "visit": ("visit",),
    "view": ("view", "products", "unit"),
    "cart": ("cart",),
}


def _fits(f: Frame, noun: str) -> bool:
    """Whether the noun can be counted in this frame."""
    if f.is_event:
        return noun in _COUNTED.get(f.head, ())
    if f.head in ("return", "cancel"):
        return noun in ("order", "unit", "products")
    if f.head == "use":
        return noun in ("coupon", "coupon_use", "order", "channel")
    return noun in ("order", "unit", "product", "products", "category", "channel", "coupon", "coupon_use")
