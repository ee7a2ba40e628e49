"""Shortened clauses, which take over the verb before: "but never Electronics", "and no other coupon", "back in 2026"."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Comparator
from regulars.criteria.tree import Any, Condition, RowNot, RowText
from regulars.criteria.words.amounts import Amount, AmountKind, Cmp
from regulars.criteria.words.building import condition
from regulars.criteria.words.clause import Clause, filter_list_here, same_verb, window_follows
from regulars.criteria.words.dependent_amounts import comparison_at
from regulars.criteria.words.dependent_others import take_no_other
from regulars.criteria.words.dependent_prices import price_test
from regulars.criteria.words.dependent_together import take_together
from regulars.criteria.words.dependents import dependents
from regulars.criteria.words.frames import Frame, Sequel
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import either
from regulars.criteria.words.results import Role
from regulars.criteria.words.state import State
from regulars.criteria.words.tables.lexicon import (
    AUXILIARIES,
    NEGATIONS,
    UNIT_NOUNS,
)
from regulars.criteria.words.windows import window


def read_back(p: State, at: int) -> Clause | None:
    """no order in 2025, back in 2026: an order then."""
    before = p.before.leading if p.before is not None else None
    if p.word(at) != "back" or before is None or before.head not in ("buy", "position", "spend", "visit"):
        return None
    f = Frame("visit" if before.head == "visit" else "buy", at)
    if p.negated:
        # "bought in January and haven't been back since"
        end = dependents(p, f, p.take(at, at + 1, Role.CONDITION))
        return (
            Clause(at, end, frame=f)
            if (f.windows or f.sequels or f.around) and not f.said() & {"count", "money", "share"}
            else None
        )
    place = at if window_follows(p, at) else at + 1
    end = dependents(p, f, p.take(at, place, Role.CONDITION))
    return Clause(at, end, frame=f) if f.windows and f.narrows_only() else None


def read_no_other(p: State, at: int) -> Clause | None:
    """ "and no other coupon", "and used any other coupon": of whoever used the one that was named."""
    start = at
    at += p.word(at) in ("used", "redeemed") and not p.negated
    at += p.word(at) in ("through", "via", "on", "in", "from", "with", "using")
    denied = p.word(at) == "no"
    if denied and p.negated:
        return None
    some = not denied and not p.negated
    lead = at + denied
    while some and p.word(lead) in ("any", "a", "some", "at", "least", "one"):
        lead += 1
    f = Frame("buy", at, denied=denied)
    end = take_no_other(p, f, lead, some=some)
    if end is None:
        return None
    p.take(start, lead, Role.CONDITION)
    return Clause(at, dependents(p, f, end), frame=f)


def read_nothing_else(p: State, at: int) -> Clause | None:
    """ "bought Tops but nothing else", "Tops buyers who bought nothing else": no goods but those of the clause before."""
    base = p.before.leading if p.before is not None and not p.before.negated else None
    lone = p.word(at) == "else" and p.word(at - 1) in ("nothing", "anything") and p.negated
    if not lone or base is None or base.head != "buy" or len(base.goods) != 1 or base.said() - {"goods", "filters", "windows"}:
        return None
    f = Frame("buy", at, goods=[Group((RowNot(either(base.goods[0])),), text="else")])
    end = dependents(p, f, p.take(at, at + 1, Role.CONDITION))
    if base.windows and not f.windows:
        f.windows = p.choose(_ELSE_KEY + at, [("nothing else then", list(base.windows)), ("nothing else ever", [])])
    return Clause(at, end, frame=f) if f.said() <= {"goods", "windows"} else None


def read_not_together(p: State, at: int) -> Clause | None:
    """ "bought Tops and Dresses, but never in the same order": no order with both of the clause before."""
    base = p.before.leading if p.before is not None and not p.before.negated else None
    listed = base.goods[0] if base is not None and base.head == "buy" and len(base.goods) == 1 else None
    if listed is None or not p.negated or not listed.every or len(listed.parts) < 2:
        return None
    f = Frame("buy", at, goods=[listed], objects=True)
    end = take_together(p, f, at)
    return None if end is None or not f.same_order else Clause(at, end, frame=f)


# apart from the keys of other choices, which are places of the request or far from these
_ELSE_KEY = 300_000


def _of_all_orders(p: State, base: Frame, at: int) -> bool:
    """Whether "with at least 3 orders" says how many there are, and nothing of what is said before."""
    counts = base.head == "position" and bool({"orders", "purchases"} & {p.word(n) for n in range(at, at + 6)})
    other = base.share is not None or base.head in ("return", "cancel") or counts
    return other and p.word(at) == "with" and comparison_at(p, at + 1)


def read_elliptic(p: State, at: int) -> Clause | None:
    """A shortened clause: "but never Electronics", "and not in 2025", "or at least twice"."""
    if p.before is None or p.before.leading is None or p.word(at) in AUXILIARIES or p.word(at) in ("ever", "who", "that"):
        return None
    if p.are(at, "nothing", "else") or (p.word(at) in ("no", "zero") and UNIT_NOUNS.at(p.tokens, at + 1) is not None):
        # "no refunds, no orders in 2025": a condition of its own
        return None
    nothing = {"none"} & {p.word(at), p.word(at - 1)}
    base = p.before.of if p.before.of is not None and nothing else p.before.leading
    if _of_all_orders(p, base, at):
        # "a third of their orders refunded, with at least 3 orders": of all orders
        return None
    if base.head == "spend" and p.negated and p.word(at - 1) == "nothing":
        # "spent over $500 in 2024, nothing in 2025": no order then
        base = base.copy()
        base.head, base.money, base.count, base.measure = "buy", None, None, ""
    if base.head == "spend" and (p.negated or NEGATIONS.at(p.tokens, at) is not None):
        return None
    f = same_verb(base)
    f.position = base.position if base.head == "position" else None
    if base.head == "position" and p.word(at - 1) in ("then", "afterwards", "later", "subsequently"):
        # "first order in store, then online": another one after it
        f.head, f.position = "buy", None
    if base.head == "position" and p.negated and p.word(at - 1) in ("nothing", "none"):
        # "first order over $200 but nothing over $100 since": no other order
        f.head, f.position, f.noun, f.objects = "buy", None, "order", True
    start, at = at, _all_of_them(p, base, at)
    mark = p.mark()
    end = dependents(p, f, at)
    if end == at:
        p.back(mark)
        days = window(p, at, bare=True)
        if days is None or days[0].window is None:
            return None
        f.windows, end = [days[0].window], days[1]
        f.window_text = p.text(at, end)
    if _leads_on(p, f, at, end):
        return None
    if "none" in (p.word(start), p.word(start - 1)):
        # "2+ orders last year, none with a discount", "a coupon on the first order and none since": none of those
        f.windows = f.windows or list(base.windows)
        f.filters = [*_unlike(base.filters, f.filters), *f.filters]
        f.size = f.size or (base.size if f.money is None else None)
    if f.head == "buy" and f.money is not None and not f.goods and (p.negated or f.denied) and {"none", "nothing"} & _led(p, start):
        _of_one(p, base, f, f.money)
    if f.goods and _bought_alone(p, base, start):
        f, end = _bought(p, f.start, at, mark)
    if f.head == "spend" and f.money is None:
        if base.money is None:
            return None
        f.money = base.money
    elif f.head in ("spend", "position") and _counts_orders(p, start, end, f):
        return None
    if f.head == "position" and (f.around is not None or f.sequels):
        # "first order with a coupon, and dresses in a later order"
        f.head, f.position = "buy", None
    if f.head == "measure" or (f.plain and not f.objects):
        return None
    if p.word(at - 1) == "," and p.word(at - 2) in ("and", "or", "but") and p.word(end) == "," and f.said() == {"windows"}:
        # "bought tops and, in 2026, dresses": the time is of what follows
        return None
    if ("all" in (p.word(at), p.word(at - 1)) or at > start) and f.head == "buy" and not _all_were(base, f):
        return None
    if f.again:
        if p.before.frame is None or p.before.negated or base.head in ("spend", "measure", "sign_up"):
            return None
        f.sequels.append(Sequel(base.copy(), after=True))
        if (either_way := _another(p, base, f, start)) is not None:
            return Clause(at, end, fixed=either_way)
    _ask_not_since(p, base, f, at)
    only_when = bool(f.windows) and not (f.goods or f.filters or f.count or f.money or f.objects)
    # "bought jackets in 2025 but nothing since": nothing at all
    carried = f if "nothing" in (p.word(at), p.word(at - 1)) else _carry(base, f, denied=p.negated)
    return Clause(at, end, frame=carried, only_when=only_when, again_said=f.again)


def _all_were(base: Frame, f: Frame) -> bool:
    """ "3 orders, all before 2025": and no others; False where it cannot be said of them."""
    if base.goods or base.filters or base.size or (base.windows and f.windows):
        return False
    f.size, f.money = f.size or f.money, None
    f.only, f.only_then = not f.goods, bool(f.windows) and not f.goods
    if f.goods:
        # each of the orders has some of them, whatever else is in it
        f.share = Cmp(((Comparator.AT_LEAST, Amount(Decimal(1), AmountKind.SHARE)),))
        if f.windows and not base.windows:
            return False
    f.windows = f.windows or list(base.windows)
    return True


def _unlike(base: list[Group], other: list[Group]) -> list[Group]:
    """ "2 orders in store and none online": none online, and not of those in store."""
    told = {part.column for group in other for part in group.parts if isinstance(part, RowText)}
    return [group for group in base if not any(isinstance(part, RowText) and part.column in told for part in group.parts)]


def _another(p: State, base: Frame, f: Frame, start: int) -> Condition | None:
    """ "one order over $250 and another under $50": of the two, either can be the first; None where the second is later."""
    told = base.head == f.head == "buy" and not p.negated and f.said() <= {"again", "sequels", "size", "filters", "goods"}
    later = {"then", "later", "after", "afterwards", "since"} & {p.word(n) for n in range(start - 1, min(start + 8, len(p.tokens)))}
    if not told or p.word(start) != "another" or later or not base.narrows_only():
        return None
    if not p.choose(_ANOTHER_KEY + start, _ANOTHER):
        return None
    earlier = f.copy()
    earlier.sequels = [Sequel(base.copy(), after=False)]
    return Any((condition(p, f), condition(p, earlier)))


_ANOTHER_KEY = 330_000
_ANOTHER = [("another order, before or after", True), ("a later order", False)]


def _leads_on(p: State, f: Frame, at: int, end: int) -> bool:
    """ "used a coupon in 2025, in 2026 no refund": the time after the comma is of what follows."""
    return f.said() == {"windows"} and p.word(at - 1) == "," and p.word(end) in ("no", "nothing", "never", "zero")


def _ask_not_since(p: State, base: Frame, f: Frame, at: int) -> None:
    """ "bought the serum 45 days ago and not since": no serum, or nothing at all."""
    since = p.word(at) == "since" and p.word(at - 1) == "not" and f.said() <= {"around", "windows", "sequels"}
    ways = [("none of that since", True), ("no order at all since", False)]
    if since and (base.goods or base.filters) and p.choose(_ELSE_KEY + at, ways):
        f.goods, f.filters = [Group(g.parts, g.every, g.text) for g in base.goods], list(base.filters)


def _of_one(p: State, base: Frame, f: Frame, money: Cmp) -> None:
    """ "5+ orders, none over $50": of what one order cost; "products over $100 but nothing over $300": of a price."""
    if base.goods and base.noun != "order":
        f.goods.append(price_test(p, money))
    else:
        f.size = money
    f.money = None


def _bought(p: State, start: int, at: int, mark: int) -> tuple[Frame, int]:
    """The goods read anew, as bought."""
    p.back(mark)
    f = Frame("buy", start)
    return f, dependents(p, f, at)


def _bought_alone(p: State, base: Frame, at: int) -> bool:
    """ "no refunds, no Electronics": goods denied with a "no" of their own, or in a list after one; none, refunded or not."""
    denied = p.before is not None and p.before.negated
    told = denied or bool(_led(p, at) & {"no", "without", "zero"})
    return told and base.head in ("return", "cancel") and not base.goods


def _counts_orders(p: State, start: int, end: int, f: Frame) -> bool:
    """Whether what would be an amount is a number: "spent less than $400, at least one store order"."""
    amount = f.money or f.size
    words = [p.word(n) for n in range(start, end)]
    lone = "one" in words and amount is not None and amount.value == 1
    counted = {"order", "orders", "purchase", "purchases"} & {*words, p.word(end)}
    plain = amount is not None and all(each.kind is not AmountKind.MONEY for _, each in amount.parts)
    return lone or (amount is not None and plain and bool(counted)) or (f.head == "spend" and words[:2] == ["one", "of"])


def _led(p: State, at: int) -> frozenset[str]:
    """The word at a place and the one before it."""
    return frozenset({p.word(at), p.word(at - 1)})


def _all_of_them(p: State, base: Frame, at: int) -> int:
    """The place after the "both" of "two orders, both in 2025", or the "placed" of "one order, placed 30 to 60 days ago"."""
    if base.head != "buy" or base.count is None or base.count.comparator is not Comparator.EQUAL or len(base.count.parts) > 1:
        return at
    both = p.word(at) == "both" and base.count.value == 2
    placed = p.word(at) in ("placed", "made", "both") and p.word(at - 1) in (",", "(", "-")
    told = window_follows(p, at + 1) or (both and filter_list_here(p, at + 1))
    return p.take(at, at + 1, Role.CONDITION) if (both or placed) and told else at


def _carry(base: Frame, f: Frame, *, denied: bool) -> Frame:
    """What the fuller clause says and the shortened one does not replace."""
    if not f.goods and (f.windows or f.filters) and not f.objects:
        f.goods = [Group(g.parts, g.every, g.text) for g in base.goods] if len(base.goods) == 1 else []
    if not f.filters and f.windows and not f.goods:
        f.filters = list(base.filters)
    if denied and f.filters and f.said() <= {"filters", "goods"} and base.said() <= {"goods", "windows"} and not f.ever:
        # "bought tops in 2025, but not in store": not then
        f.windows, f.window_text = list(base.windows), base.window_text
    return f
