"""What one unit of a product costs: bought something over $200; a Top for more than $80; items priced between $50 and $100."""

from __future__ import annotations

from regulars.criteria.terms import Source
from regulars.criteria.tree import RowAll, RowCondition, RowNumber
from regulars.criteria.words.amounts import AmountKind, Cmp, after_noun, comparison
from regulars.criteria.words.dependent_amounts import ENDINGS, bare_money
from regulars.criteria.words.frames import Frame
from regulars.criteria.words.links import Group
from regulars.criteria.words.phrases import table, word_set
from regulars.criteria.words.quantities import either
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State

_PRICED = table(
    """
price: costing; costs; cost; priced at; priced; that costs; that cost; which costs; which cost; with a price of;
    with a unit price of; with a price; at a price of; with a price tag of; that is; which is; that was; which was; selling for;
    selling at; that sells for; retailing at; retailing for; price; price of
"""
)
# said of a thing these are of its price, and said of goods they can be of all that was spent on them
_WORTH = table("worth: worth; for; at; of; valued at; valued; in the range of; that is worth; that are worth; with a value of")
THINGS = word_set("something anything item items product products thing things article articles piece pieces goods")
_PRICE_OR_TOTAL = [("the price of one of them", True), ("the total of the order", False)]
_ORDERS = word_set("order orders purchase purchases transaction transactions")
_SEVERAL = word_set("items products things articles pieces goods")
_EACH = word_set("each apiece")
_IN_ALL = table("all: in total; altogether; combined; overall; in all; all together")
_HOLDING = word_set("with on of including included includes containing contained contains had has for in featuring")
_DETERMINERS = word_set("a an any some at least one the single")
_ONE_OF = frozenset({"a", "an", "any", "one", "single", "another"})
# apart from the keys of other choices, which are places of the request or far from these
_PRICE_KEY = 230_000
_PRICE_OR_SPEND = [("spent on them in all", False), ("the price of one of them", True)]


def take_price(p: State, f: Frame, at: int) -> int | None:
    """bought something costing more than $200; an item under $20; a Top for more than $80: the price of one unit of it."""
    if f.head not in ("buy", "return") or f.noun == "order" or f.size is not None or at in p.guarded:
        return None
    lead = _PRICED.at(p.tokens, at)
    if not _of_thing(p, f, at) and (lead is None or not f.goods):
        return (_of_named(p, f, at) or _of_thing_there(p, f, at)) if f.head == "buy" else None
    found = _price(p, at)
    if found is None:
        return None
    in_all = _IN_ALL.at(p.tokens, found[1])
    several = p.word(at - 1) in _SEVERAL and _WORTH.at(p.tokens, at) is not None and p.word(found[1]) not in _EACH
    if (
        f.head == "buy"
        and lead is None
        and (in_all is not None or (several and not p.choose(_PRICE_KEY + f.start, _PRICE_OR_SPEND)))
    ):
        f.head, f.money = "spend", bare_money(p, found[0])
        return p.take(at, in_all[1] if in_all is not None else found[1], Role.CONDITION)
    return _priced(p, f, at, found)


def _of_thing(p: State, f: Frame, at: int) -> bool:
    """Whether "an item", or the "nothing" of what was bought, stands before."""
    return p.word(at - 1) in THINGS or (p.word(at - 1) == "nothing" and f.denied and (f.bare or f.start == at))


def _of_thing_there(p: State, f: Frame, at: int) -> int | None:
    """ "bought something online for more than $100" can be of its price or of the order's total."""
    if f.goods or f.said() - {"filters", "windows"} or not (f.filters or f.windows) or f.noun or not _says_thing(p, f, at):
        return None
    found = _price(p, at)
    if found is None or not p.choose(_PRICE_KEY + f.start, _PRICE_OR_TOTAL):
        return None
    return _priced(p, f, at, found)


def _says_thing(p: State, f: Frame, at: int) -> bool:
    words = {p.word(n) for n in range(f.start, at)}
    return bool(words & THINGS) and not words & _ORDERS


def take_priced_thing(p: State, f: Frame, at: int) -> int | None:
    """an order [with an item over $100]; spent $200 [on items under $50]; last order [included something over $150]."""
    of_order = f.head == "position" or (f.head in ("buy", "use", "return") and (f.noun == "order" or f.objects))
    if not (of_order or f.head == "spend") or p.word(at) not in _HOLDING or at in p.guarded:
        return None
    place = at + 1
    while p.word(place) in _DETERMINERS:
        place += 1
    found = _price(p, place + 1) if p.word(place) in THINGS else None
    return None if found is None else _priced(p, f, at, found)


def _price(p: State, at: int) -> tuple[Cmp, int] | None:
    """A price after the noun of a thing: money, or a plain number where nothing else can be meant."""
    lead = _PRICED.at(p.tokens, at)
    step = lead or _WORTH.at(p.tokens, at)
    found = comparison(p, step[1] if step is not None else at)
    if found is None:
        return None
    cmp, end = found
    plain = cmp.kind is AmountKind.PLAIN and (cmp.said or (lead is not None and p.word(lead[1] - 1) not in ("is", "was")))
    return found if cmp.kind is AmountKind.MONEY or (plain and p.word(end) in ENDINGS) else None


def _of_named(p: State, f: Frame, at: int) -> int | None:
    """ "a Top for more than $80" is of its price; "shoes over $100" can be of that or of all that was spent on them."""
    words = {p.word(n) for n in range(f.start, at)}
    if not f.goods or f.said() - {"goods"} or words & _ORDERS:
        return None
    lead = _WORTH.at(p.tokens, at)
    found = comparison(p, lead[1] if lead is not None else at)
    if found is None or found[0].kind is not AmountKind.MONEY or _IN_ALL.at(p.tokens, found[1]) is not None:
        return None
    one = bool(_ONE_OF & words) or (lead is not None and p.word(lead[1] - 1) == "worth" and not p.word(at - 1).endswith("s"))
    singular = one and len(f.goods[0].parts) == 1
    bare = lead is None and not found[0].said and not p.word(at - 1).endswith("s") and len(f.goods[0].parts) == 1
    singular = singular or bare
    if not singular and (lead is not None or not found[0].said) and p.word(found[1]) not in _EACH:
        return None
    if singular or p.word(found[1]) in _EACH or p.choose(_PRICE_KEY + f.start, _PRICE_OR_SPEND):
        return _priced(p, f, at, found)
    f.money = bare_money(p, found[0])
    return p.take(at, found[1], Role.CONDITION)


def _priced(p: State, f: Frame, at: int, found: tuple[Cmp, int]) -> int:
    cmp, end = after_noun(p, *found)
    if not p.index.has(Source.LINES, "unit_price"):
        p.object(at, end, "the data does not say what a unit of a product costs", "ask for the size of orders")
    tests: tuple[RowCondition, ...] = tuple(RowNumber("unit_price", how, amount.value) for how, amount in cmp.parts)
    f.goods.append(_priced_goods(f.goods.pop() if f.goods else None, tests, p.text(at, end)))
    p.note("the price is that of one unit")
    if f.head == "return":
        p.note("refunds are known by the order, not by the item")
    return p.skip(p.take(at, end, Role.CONDITION), _EACH)


def price_test(p: State, cmp: Cmp) -> Group:
    """Goods of a price."""
    p.note("the price is that of one unit")
    tests: tuple[RowCondition, ...] = tuple(RowNumber("unit_price", how, amount.value) for how, amount in cmp.parts)
    return _priced_goods(None, tests, "")


def _priced_goods(goods: Group | None, tests: tuple[RowCondition, ...], text: str) -> Group:
    """Goods of a price: each of a list of which all are asked for."""
    if goods is None:
        return Group((tests[0] if len(tests) == 1 else RowAll(tests),), text=text)
    kinds = goods.parts if goods.every else (either(goods),)
    return Group(tuple(RowAll((kind, *tests)) for kind in kinds), goods.every and len(kinds) > 1, text)
