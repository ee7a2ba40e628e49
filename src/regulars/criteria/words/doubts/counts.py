"""What a number or an amount is of, where a count stands beside it: "over $100 at least twice", "one of A or B"."""

from __future__ import annotations

from dataclasses import replace

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import All, RowAll, RowNumber
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.building import condition
from regulars.criteria.words.doubts.rules import Refused, both_deeds, over_deeds, over_pairs, whole
from regulars.criteria.words.doubts.runs import Span, none_of, run
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.items import Item
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import either
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.amounts import SMALL
from regulars.criteria.words.tables.lexicon import UNIT_NOUNS, VERBS
from regulars.criteria.words.tables.objects import SINGLE_ORDER
from regulars.criteria.words.tokens import Kind


def _counts(p: State, at: int) -> bool:
    return p.kind(at) is Kind.NUMBER or p.word(at) in SMALL


_KINDS = frozenset({"product", "products", "category", "unit"})
_ORDERS = frozenset({"orders", "order", "purchases", "purchase"})
# all of these orders together, and not each of them
_TOGETHER = frozenset(
    {
        "across",
        "totalling",
        "totaling",
        "total",
        "altogether",
        "combined",
        "together",
        "overall",
        "all",
        "revenue",
        "spend",
        "from",
        "lifetime",
    }
)
_ORDER_FOR_ALL = run("order", after=none_of("per each every"))
_SO_MANY_OF = run(_counts, "of")
_AND_A = run(",|and|plus|or a|an|one|pair")
_ORDER_THAT_WAS = run("order that|which was")
_ONLY_ONE_CODE = run("only one coupon|code")
_ORDER_WITH = run("order|purchase|basket|transaction with|of|containing|including|contained|included|holding|having")
# apart from the keys of other choices, which are places of the request or far from these
_EACH_KEY = 340_000
_EACH = [("so much in each of so many orders", True), ("so many orders, and so much in all", False)]
_ONE_KEY = 350_000
_OF_THOSE_KEY = 360_000
_OF_THOSE = [("among the orders said before", True), ("of any time", False)]
_TOGETHER_KEY = 540_000
_OF_EACH = [("so many of them all together", False), ("so many of each", True)]
_ONLY_ONE_KEY = 700_000
_ONLY_ONE = [("exactly one order was so", False), ("one order in all, and that one was so", True)]
_CODE_KEY = 730_000
_CODE = [("one order with a coupon", False), ("one code, in any number of orders", True)]


def _each_or_all(p: State, item: Item, f: Frame) -> None:
    """ "ordered for over $100 at least twice": each time, or in all."""
    start, end = whole(item)
    words = {p.word(n) for n in range(start, end)}
    up = f.count is not None and f.count.comparator not in (Comparator.BELOW, Comparator.AT_MOST)
    several = up and f.count is not None and _several(f.count) and f.noun in ("", "order") and f.size is None
    if f.head not in ("buy", "spend") or f.money is None or not several or words & _TOGETHER or f.goods or f.measure:
        return
    if _ORDER_FOR_ALL.within(p, start, end) or p.choose(_EACH_KEY + start, _EACH):
        f.head, f.noun, f.objects, f.size, f.money = "buy", "order", True, f.money, None


def _several(count: Cmp) -> bool:
    return count.value > 1 or (count.comparator is Comparator.ABOVE and count.value == 1)


def _one_of(p: State, item: Item, f: Frame) -> None:
    """ "bought one of Clay Mask or Wool Scarf": either, or one and not the other."""
    at = _SO_MANY_OF.first(p, *whole(item))
    exact = f.count is not None and f.count.comparator is Comparator.EQUAL and not f.count.said
    if at is None or not exact or f.count is None or f.noun not in _KINDS or not f.goods or item.clause.negated:
        return
    least = Cmp(((Comparator.AT_LEAST, f.count.parts[0][1]),))
    said = p.word(at)
    if p.word(at - 1) == "any":
        f.count = least
        return
    ways = [(f"at least {said} of them", least), (f"{said} of them and no more", f.count)]
    f.count = p.choose(_ONE_KEY + item.clause.start, ways)


def _one_item(_p: State, _item: Item, f: Frame) -> None:
    """ "an item over $100 from Tops": one item is both."""
    if f.head != "buy" or len(f.goods) != 2 or any(group.every for group in f.goods):
        return
    priced = [group for group in f.goods if all(isinstance(part, RowNumber) for part in group.parts)]
    others = [group for group in f.goods if group not in priced]
    if len(priced) == 1 and len(others) == 1:
        f.goods = [Group((RowAll((either(others[0]), either(priced[0]))),), text=others[0].text)]


def _counts_listed(item: Item, f: Frame) -> bool:
    """Whether so many are said of a list of goods."""
    listed = len(f.goods) == 1 and len(f.goods[0].parts) > 1
    units = f.count is not None and f.noun in ("unit", "product", "products")
    return f.head == "buy" and units and listed and not item.clause.negated


def _counts_some(p: State, item: Item, f: Frame) -> Span | None:
    """ "bought 2 candles and a mug": so many of one of them."""
    return whole(item) if _counts_listed(item, f) and _AND_A.within(p, *whole(item)) else None


def _so_many_of_each(p: State, item: Item, f: Frame) -> None:
    """ "bought 2 Tops and Dresses": of each, or of all together."""
    start, end = whole(item)
    if not _counts_listed(item, f) or _AND_A.within(p, start, end):
        return
    words = {p.word(n) for n in range(start, min(end + 2, len(p.tokens)))}
    counted = next((n for n in range(start, end) if _counts(p, n)), start)
    named = any(UNIT_NOUNS.at(p.tokens, n) is not None for n in range(counted + 1, min(end, counted + 5)))
    if not f.goods[0].every or named or words & (_TOGETHER - {"from"}) or not p.choose(_TOGETHER_KEY + start, _OF_EACH):
        return
    each = [replace(f.copy(), goods=[Group((part,))]) for part in f.goods[0].parts]
    item.clause.fixed, item.clause.frame = All(tuple(condition(p, one) for one in each)), None


def _one_that_was(p: State, item: Item, f: Frame) -> None:
    """ "one order that was refunded": of all that were refunded, or the only order there is."""
    start, end = whole(item)
    exact = f.count is not None and f.count.value == 1 and f.count.comparator is Comparator.EQUAL and not f.count.said
    told = exact and _ORDER_THAT_WAS.within(p, start, end)
    if f.head == "buy" and told and item.clause.frame is f and p.choose(_ONLY_ONE_KEY + start, _ONLY_ONE):
        those, every = f.copy(), Frame("buy", f.start, noun="order", objects=True, count=f.count)
        those.count = None
        item.clause.fixed, item.clause.frame = All((condition(p, every), condition(p, those))), None


def _one_code(p: State, item: Item, f: Frame) -> None:
    """ "used only one coupon code": once, or no other code."""
    start, end = whole(item)
    told = _ONLY_ONE_CODE.within(p, start, end)
    if f.head == "use" and f.count is not None and f.count.value == 1 and f.noun != "coupon" and told and not item.clause.negated:
        f.noun = "coupon" if p.choose(_CODE_KEY + start, _CODE) else f.noun


def _announced(_p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "bought two products: Clay Mask and Wool Scarf": a number that only says how many follow."""
    exact = one.count is not None and one.noun in _KINDS and one.count.comparator is Comparator.EQUAL
    return whole(before) if exact and item.joint == "semicolon" and two.goods and two.said() == {"goods"} else None


def _of_those(p: State, before: Item, item: Item) -> None:
    """ "3+ orders in 2026, at least one over $100": one of those orders, or one of any time."""
    one, two = before.clause.frame, item.clause.frame
    if one is None or two is None or not item.comma or one.head != "buy" or two.head != "buy" or before.clause.negated:
        return
    counted = (
        one.count is not None
        and one.count.value > 1
        and bool(one.windows or one.filters)
        and one.said() <= {"count", "windows", "filters"}
    )
    among = two.count is not None and two.said() in ({"count", "size"}, {"count", "filters"}) and not two.ever
    noun = any(p.word(n) in _ORDERS for n in range(*whole(item)))
    if counted and among and not noun and item.clause.bare and p.choose(_OF_THOSE_KEY + item.clause.start, _OF_THOSE):
        two.windows, two.window_text = list(one.windows), one.window_text
        two.filters = [*two.filters, *(group for group in one.filters if group not in two.filters)]


def _goes_on(p: State, item: Item, one: Frame) -> bool:
    """Whether a clause goes on about what was bought before, without a verb of its own."""
    alone = item.clause.bare and not item.restated and item.joint != "or"
    return one.head == "buy" and alone and VERBS.at(p.tokens, item.clause.start) is None


def _both_counted(p: State, before: Item, item: Item, one: Frame, _two: Frame) -> Span | None:
    """ "3 tops and 2 dresses in one order": two counts of one order."""
    same = any(SINGLE_ORDER.at(p.tokens, n) is not None for n in range(*whole(item)))
    found = _goes_on(p, item, one) and one.goods and one.count is not None and same
    return (before.clause.start, item.clause.end) if found else None


def _in_that_order(p: State, before: Item, item: Item, one: Frame, two: Frame) -> Span | None:
    """ "an order with 2 tops and 1 dress": whether the second is in that order is not said."""
    start, end = whole(before)
    goods = two.head == "buy" and two.goods and two.noun in ("", "unit", "product", "products")
    held = _goes_on(p, item, one) and goods and _ORDER_WITH.within(p, start, end - 1)
    return (start, item.clause.end) if held and _both_counted(p, before, item, one, two) is None else None


COUNTS = (
    over_deeds(
        _each_or_all,
        _one_of,
        _one_item,
        Refused(
            _counts_some, "counts some of the goods and not the others", "say each by itself: “bought 2 Tops and bought a Dress”"
        ),
        _so_many_of_each,
        _one_that_was,
        _one_code,
    ),
    over_pairs(
        Refused(both_deeds(_announced), "says how many, and then which", "leave the number out: “bought A and B”"),
        _of_those,
        Refused(both_deeds(_both_counted), "is not counted in one order", "say “at least 3 Tops and Dresses in one order”"),
        Refused(
            both_deeds(_in_that_order), "can be in the same order or in another",
            "say “and bought ...”, or “an order with at least 2 ...” for one kind of goods",
        ),
    ),
)  # fmt: skip
