"""What one order holds: an order with more than 3 items, 5 different products in one order, 2 items per order on average."""

from __future__ import annotations

from regulars.criteria.terms import Comparator
from regulars.criteria.words.amounts import AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.baskets import holding
from regulars.criteria.words.filter_goods import goods_list
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.quantities import LINE_NOUNS
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import TIMES, TIMES_NOUNS
from regulars.criteria.words.tables.lexicon import UNIT_NOUNS
from regulars.criteria.words.tables.objects import AVERAGE, SINGLE_ORDER

_ORDER_WORDS = word_set("order orders purchase purchases basket baskets transaction transactions checkout checkouts one ones")
# what stands between an order and what it holds
_HOLDING = table(
    """
holding: with; of; containing; contained; contains; contain; including; included; includes; include; having; had; has; have;
    holding; held; comprising; with a total of; that contained; that contain; that included; that include; that had; that have;
    which contained; which included; which had; made up of; consisting of; was of; were of; was for; were for; for; that held
"""
)
_EACH_OF_THEM = table(
    "each: per order; per purchase; per transaction; per basket; an order; each order; every order; each time; a transaction"
)
_IN_ALL = table("all: in total; in all; altogether; combined; all together; overall; across them; between them; put together")
_HEADS = frozenset({"buy", "position", "return", "cancel", "use", "spend"})
_PLURAL_ORDERS = word_set("orders purchases transactions")
# apart from the keys of other choices, which are places of the request or far from these
_DIFFERENT_KEY = 570_000
_APART = word_set("different distinct separate individual unique")


def take_basket(p: State, f: Frame, at: int) -> int | None:
    """an order with more than 3 items; orders of 3+ different products; first order had at least 2 Tops: what each order holds."""
    if f.is_event or f.head not in _HEADS or at in p.guarded or not _of_orders(p, f, at):
        return None
    lead = _HOLDING.at(p.tokens, at) or (("", at + 1) if p.word(at) == "and" else None)
    said = comparison(p, lead[1] if lead is not None else at)
    if said is None or said[0].kind is not AmountKind.PLAIN or (lead is None and not said[0].said):
        return None
    what = _what_counted(p, said[1])
    if what is None:
        return None
    kind, goods, end = what
    p.take(at, end, Role.CONDITION)
    whole = _IN_ALL.at(p.tokens, end)
    if whole is not None and any(p.word(n) in _PLURAL_ORDERS for n in range(f.start, at)):
        p.object(
            at, whole[1], "can be of each of these orders or of all of them together", "say “in one order”, or the items alone"
        )
    if goods is not None and goods.every and len(goods.parts) > 1:
        p.object(at, end, "can be so many of each or of all together", "say how many of each: “an order with 2 Tops”, or “in all”")
    cmp, end = after_noun(p, said[0], end)
    f.filters.append(Group((holding(p, kind, cmp, goods),), text=p.text(at, end)))
    f.objects = True
    return p.take(end, whole[1], Role.HARMLESS) if whole is not None and whole[1] > end else end


def _what_counted(p: State, at: int) -> tuple[str, Group | None, int] | None:
    """What a number before the place counts, of which goods: items; different products; units of Tops; Tops; skincare products."""
    noun = UNIT_NOUNS.at(p.tokens, at)
    apart = p.word(at - 1) in _APART
    if noun is not None:
        kind = "product" if apart and noun[0] in ("unit", "products") else noun[0]
        inside = _of_goods(p, noun[1])
        return (kind, *(inside or (None, noun[1]))) if kind in LINE_NOUNS else None
    first = at + (p.word(at) in _APART)
    found = goods_list(p, first)
    return None if found is None else ("product" if first > at else "unit", *found)


def take_in_one_order(p: State, f: Frame, at: int) -> int | None:
    """bought at least 5 items in one order; 3 Tops at once; 2 items per order on average."""
    if f.head not in ("buy", "use") or f.count is None or f.noun not in LINE_NOUNS or f.position is not None:
        return None
    found = SINGLE_ORDER.at(p.tokens, at)
    if found is None or f.count.kind is not AmountKind.PLAIN or len(f.goods) > 1:
        return None
    if f.goods and f.goods[0].every and len(f.goods[0].parts) > 1:
        p.object(f.start, found[1], "can be so many of each or of all together", "say how many of each: “an order with 2 Tops”")
    if _EACH_OF_THEM.at(p.tokens, at) is not None:
        return _on_average(p, f, at, found[1])
    if f.noun == "product" and not f.count.said and f.count.value > 1:
        # "two different Dresses in one order" is there with three of them, too
        least = Cmp(((Comparator.AT_LEAST, f.count.parts[0][1]),))
        f.count = p.choose(_DIFFERENT_KEY + at, [("at least so many", least), ("exactly so many", f.count)])
    f.filters.append(Group((holding(p, f.noun, f.count, f.goods[0] if f.goods else None),), text=p.text(f.start, found[1])))
    f.goods, f.count, f.noun, f.objects = [], None, "order", True
    return p.take(at, found[1], Role.CONDITION)


def take_on_average(p: State, f: Frame, at: int) -> int | None:
    """items per order [on average]; an average discount over $15 [per order]: as they are taken anyway."""
    if f.head == "measure" and f.measure == "average_discount" and (each := _EACH_OF_THEM.at(p.tokens, at)) is not None:
        return p.take(at, each[1], Role.HARMLESS)
    found = AVERAGE.at(p.tokens, at)
    if f.head != "measure" or f.measure != "units_per_order" or found is None or not p.word(at + 1).startswith(("average", "avg")):
        return None
    return p.take(at, found[1], Role.HARMLESS)


def _of_orders(p: State, f: Frame, at: int) -> bool:
    """Whether an order has just been spoken of, or the one whose place is known."""
    if f.head == "position":
        return p.word(at - 1) in _ORDER_WORDS or _HOLDING.at(p.tokens, at) is not None
    if p.word(at) == "with" and (p.word(at - 1) in TIMES_NOUNS or TIMES.at(p.tokens, at - 1) is not None):
        # "ordered 3 times with at least 2 items"
        return f.head == "buy"
    if p.word(at) == "and":
        return f.noun == "order" and bool(f.filters or f.size) and not f.goods
    said = f.noun == "order" or f.objects or _HOLDING.at(p.tokens, at) is not None
    return said and any(p.word(n) in _ORDER_WORDS for n in range(max(f.start, at - 4), at))


def _of_goods(p: State, at: int) -> tuple[Group, int] | None:
    """The goods of "5 units of Tops", "3 items from Skincare"."""
    if p.word(at) not in ("of", "from"):
        return None
    found = goods_list(p, at + 1)
    if found is not None:
        p.take(at, at + 1, Role.HARMLESS)
    return found


def _on_average(p: State, f: Frame, at: int, end: int) -> int | None:
    if f.noun not in ("unit", "products") or f.goods:
        p.object(f.start, end, "can be of each order or of an average one", "say “in one order”, or “items per order”")
        return end
    p.note("items per order are taken on average")
    f.head, f.measure, f.money, f.count, f.noun = "measure", "units_per_order", f.count, None, ""
    return p.take(at, end, Role.CONDITION)
