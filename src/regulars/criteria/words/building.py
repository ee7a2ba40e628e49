"""Frames as conditions of the tree."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product

from regulars.criteria.terms import Aggregate, Comparator, Source, Unit
from regulars.criteria.tree import (
    All,
    Any,
    Around,
    Between,
    Compare,
    Condition,
    Constant,
    DaysBetween,
    EachPeriod,
    FieldValue,
    Followed,
    Measure,
    Not,
    OfBase,
    Position,
    Quantity,
    Ratio,
    RowNot,
    Rows,
    Scaled,
    Within,
)
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.frames import Frame, Relative
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import (
    REFUNDED,
    added,
    counted,
    either,
    exists,
    joined,
    measured,
    rows,
    source,
    spent,
    unfiltered,
    windows_of,
)
from regulars.criteria.words.state import State

UNIT_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30, Unit.QUARTER: 91, Unit.YEAR: 365}
CREATED = FieldValue("created_at")


def compared(quantity: Quantity, cmp: Cmp, factor: Decimal = Decimal(1)) -> Condition:
    """The quantity compared with the amounts, each times `factor`."""
    values = [(comparator, Constant(amount.value * factor)) for comparator, amount in cmp.parts]
    if len(values) == 2 and {c for c, _ in values} == {Comparator.AT_LEAST, Comparator.AT_MOST}:
        low, high = (value for _, value in sorted(values, key=lambda pair: pair[0] is Comparator.AT_MOST))
        return Between(quantity, low, high)
    parts = tuple(Compare(quantity, comparator, value) for comparator, value in values)
    return parts[0] if len(parts) == 1 else All(parts)


def both(parts: list[Condition]) -> Condition:
    """All of the conditions."""
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def condition(p: State, f: Frame) -> Condition:
    """The condition of a frame, negated where it says so."""
    count = f.count
    if f.negated and count is not None and not count.said:
        f = f.copy()
        f.count = Cmp(((Comparator.AT_LEAST, count.parts[0][1]),))
    positive = _spread(p, f)
    return Not(positive) if f.negated else positive


def presumed(p: State, f: Frame) -> list[Condition]:
    """What a denial takes as done: "haven't opened an email since they unsubscribed" is said of who unsubscribed."""
    told = [exists(p, sequel.other) for sequel in f.sequels]
    if f.around is not None and isinstance(f.around.anchor, Measure):
        told.insert(0, Compare(Measure(Aggregate.COUNT, f.around.anchor.rows), Comparator.AT_LEAST, Constant(Decimal(1))))
    return told


def _spread(p: State, f: Frame) -> Condition:
    """A frame whose lists ask for all of their parts is one condition for each."""
    if f.same_order:
        f = f.copy()
        f.goods = [Group((part,)) for group in f.goods for part in group.parts] if all(g.every for g in f.goods) else f.goods
    listed = [("goods", n) for n, g in enumerate(f.goods) if g.every and len(g.parts) > 1]
    listed += [("filters", n) for n, g in enumerate(f.filters) if g.every and len(g.parts) > 1]
    # "only in May and June" is all of the orders in one of them or the other
    windows = f.every_window and len(f.windows) > 1 and not f.only
    summed = (
        f.only
        or (f.head in ("spend", "measure") and not f.per_order)
        or (f.count is not None and f.noun in ("unit", "product", "products"))
        or bool(f.money)
    )
    if (not listed and not windows) or (summed and not windows) or (f.negated and not f.only and not windows):
        return _one(p, f)
    parts: list[Condition] = []
    choices: list[list[tuple[str, int, object]]] = [
        [(name, n, Group((part,), text=getattr(f, name)[n].text)) for part in getattr(f, name)[n].parts] for name, n in listed
    ]
    if windows:
        choices.append([("windows", 0, window) for window in f.windows])
    for chosen in product(*choices):
        g = f.copy()
        g.every_window = False
        for name, n, part in chosen:
            if name == "windows":
                g.windows = [part]  # type: ignore[list-item]
            else:
                getattr(g, name)[n] = part
        parts.append(_one(p, g))
    return Any(tuple(parts)) if f.negated else All(tuple(parts))


def _one(p: State, f: Frame) -> Condition:
    if f.head == "sign_up":
        return _signed_up(f)
    if f.relative is not None and f.against is not None:
        return _against(quantity(p, f), f.relative, f.against)
    parts: list[Condition] = []
    if f.same_value is not None:
        column, many = f.same_value
        of = Source.LINES if column in ("product_id", "product_title", "category") else source(f)
        parts += [
            Compare(Measure(Aggregate.MOST_REPEATED, rows(p, f, window, of), column), Comparator.AT_LEAST, Constant(Decimal(many)))
            for window in windows_of(f)
        ]
    if f.only:
        parts.append(_only(p, f))
    if f.each is not None:
        parts.extend(EachPeriod(rows(p, f, window), *f.each) for window in windows_of(f))
    if f.share is not None:
        # ratios are compared to six digits, and so is a third
        share = [(how, replace(amount, value=round(amount.value, 6))) for how, amount in f.share.parts]
        parts.append(compared(_share(p, f), Cmp(tuple(share))))
    if f.sequels:
        parts.extend(_followed(p, f))
    if f.head in ("spend", "measure"):
        parts.extend(_amounts(p, f))
    else:
        if f.count is not None:
            parts.append(compared(counted(p, f), f.count))
        if f.money is not None and f.head == "return":
            parts.append(compared(_refunded(p, f), f.money))
        elif f.money is not None:
            parts.append(compared(spent(p, f), f.money))
    if not parts:
        parts.append(exists(p, f))
    return both(parts)


def _refunded(p: State, f: Frame) -> Quantity:
    """Money given back on the frame's orders."""
    money = f.copy()
    money.head, money.measure = "measure", "refund_total"
    return measured(p, money)


def quantity(p: State, f: Frame) -> Quantity:
    """What a frame measures: the measure that it names, spend, or its count."""
    if f.head == "measure":
        return measured(p, f)
    if f.head == "spend":
        return spent(p, f)
    return counted(p, f)


def _amounts(p: State, f: Frame) -> list[Condition]:
    if f.days is not None:
        cmp, unit = f.days
        return [compared(quantity(p, f), cmp, Decimal(UNIT_DAYS[unit]))]
    said = f.money or f.count
    made = [] if said is None else [compared(quantity(p, f), said)]
    if f.head == "spend" and f.money is not None and f.count is not None:
        made.append(compared(counted(p, f), f.count))
    return made


def _against(left: Quantity, said: Relative, other: Quantity) -> Condition:
    right = other if said.factor == 1 else Scaled(said.factor, other)
    if said.equal:
        return Compare(left, Comparator.EQUAL, right)
    if said.above:
        if said.inclusive and not isinstance(other, OfBase):
            # nothing is not "at least twice as much" as nothing
            some = other if said.factor > 1 else left
            return All((Compare(some, Comparator.ABOVE, Constant(Decimal(0))), Compare(left, Comparator.AT_LEAST, right)))
        return Compare(left, Comparator.AT_LEAST if said.inclusive else Comparator.ABOVE, right)
    if said.inclusive and said.factor < 1 and not isinstance(other, OfBase):
        # and no "at most half" of it
        return All((Compare(other, Comparator.ABOVE, Constant(Decimal(0))), Compare(left, Comparator.AT_MOST, right)))
    return Compare(left, Comparator.AT_MOST if said.inclusive else Comparator.BELOW, right)


def _signed_up_around(around: Around) -> Condition:
    """Signed up so many days before or after another time of the customer's."""
    after = DaysBetween(around.anchor, CREATED)
    parts: list[Condition] = []
    if around.earliest is not None:
        parts.append(
            Compare(
                after,
                Comparator.ABOVE if around.strictly and not around.earliest else Comparator.AT_LEAST,
                Constant(around.earliest),
            )
        )
    if around.latest is not None:
        parts.append(
            Compare(
                after, Comparator.BELOW if around.strictly and not around.latest else Comparator.AT_MOST, Constant(around.latest)
            )
        )
    return both(parts)


def _signed_up(f: Frame) -> Condition:
    if f.around is not None:
        return _signed_up_around(f.around)
    parts: list[Condition] = [Within(CREATED, window) for window in f.windows]
    if not parts:
        from regulars.criteria.tree import Known

        return Known(CREATED)
    return parts[0] if len(parts) == 1 else (All(tuple(parts)) if f.every_window else Any(tuple(parts)))


def _only(p: State, f: Frame) -> Condition:
    """There are such rows, and no others."""
    base = unfiltered(f)
    if f.only_then and f.windows:
        always = f.copy()
        always.windows, always.noun = [], ""
        return All((exists(p, f), Compare(counted(p, f), Comparator.EQUAL, counted(p, always))))
    if f.position is None and f.goods and not f.filters:
        others = [
            Rows(Source.LINES, RowNot(part), window, None, f.around)
            for window in windows_of(f)
            if (part := joined([either(group) for group in f.goods])) is not None
        ]
        none = [Compare(Measure(Aggregate.COUNT, other), Comparator.EQUAL, Constant(Decimal(0))) for other in others]
        return All((exists(p, f), *none))
    if not f.goods and not f.filters and f.size is None:
        base.windows = []
    plain = f.copy()
    plain.noun, base.noun = "", ""
    if f.filters and all(getattr(part, "column", "") == "status" for group in f.filters for part in group.parts):
        # "partial refunds only": of what was refunded, not of all orders
        base.filters = [Group((REFUNDED,))]
    return All((exists(p, f), Compare(counted(p, plain), Comparator.EQUAL, counted(p, base))))


def _share(p: State, f: Frame) -> Quantity:
    base = unfiltered(f)
    if f.share_of == "spend" and f.goods:
        every = added([Measure(Aggregate.SUM, Rows(Source.LINES, None, window), "line_total") for window in windows_of(f)])
        return Ratio(spent(p, f), every)
    if f.share_of == "spend":
        return Ratio(spent(p, f), spent(p, base))
    if f.share_of == "windows" or (f.windows and not (f.goods or f.filters or f.size) and f.head in ("buy", "spend")):
        base = f.copy()
        base.windows = []
        return Ratio(quantity(p, f), quantity(p, base))
    plain = f.copy()
    plain.noun = base.noun = f.noun if f.noun in ("unit",) else ""
    if f.head == "return":
        base.head = "buy"
    elif f.head == "cancel":
        return Ratio(counted(p, plain), Measure(Aggregate.COUNT, Rows(Source.ORDERS, every_status=True)))
    elif f.head in ("open", "click"):
        base = f.copy()
        base.head = "send"
    return Ratio(counted(p, plain), counted(p, base))


def _followed(p: State, f: Frame) -> list[Condition]:
    out: list[Condition] = []
    for sequel in f.sequels:
        other_kind = Source.ORDERS if source(sequel.other) is Source.LINES else source(sequel.other)
        own_kind = Source.ORDERS if source(f) is Source.LINES else source(f)
        theirs = [rows(p, sequel.other, window, other_kind) for window in windows_of(sequel.other)]
        own = [rows(p, f, window, own_kind) for window in windows_of(f)]
        pairs = [Followed(*((a, b) if sequel.after else (b, a)), sequel.days) for a in theirs for b in own]
        out.append(pairs[0] if len(pairs) == 1 else Any(tuple(pairs)))
    return out


def first_order() -> Quantity:
    """The time of the first counted order."""
    return Measure(Aggregate.FIRST, Rows(Source.ORDERS))


def nth_order(position: Position) -> Quantity:
    """The time of the customer's nth counted order."""
    return Measure(Aggregate.FIRST, Rows(Source.ORDERS, position=position))


def last_order() -> Quantity:
    """The time of the last counted order."""
    return Measure(Aggregate.LAST, Rows(Source.ORDERS))


def after_anchor(anchor: Quantity, days: Decimal | None, *, before: bool = False) -> Around:
    """The days after (or before) a time of the customer's."""
    if before:
        return Around(anchor, None if days is None else -days, Decimal(0), strictly=True)
    return Around(anchor, Decimal(0), days)
