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
    Measure,
    Not,
    OfBase,
    Position,
    Quantity,
    Rows,
    Scaled,
    Sum,
    Within,
)
from regulars.criteria.words.amounts import Cmp
from regulars.criteria.words.building_only import only
from regulars.criteria.words.building_shares import share
from regulars.criteria.words.building_times import (
    close_together,
    counted_after,
    followed,
    of_orders,
    on_day_of,
    one_stretch,
    same_time,
    time_told,
)
from regulars.criteria.words.frames import Frame, Relative
from regulars.criteria.words.links import Group
from regulars.criteria.words.quantities import (
    added,
    counted,
    exists,
    measured,
    rows,
    source,
    spent,
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
    if f.position is not None and f.head in ("buy", "use"):
        told.append(exists(p, Frame("buy", f.start, position=f.position)))
    if f.around is not None and isinstance(f.around.anchor, Measure):
        told.insert(0, Compare(Measure(Aggregate.COUNT, f.around.anchor.rows), Comparator.AT_LEAST, Constant(Decimal(1))))
    return told


def _spread(p: State, f: Frame) -> Condition:
    """A frame whose lists ask for all of their parts is one condition for each."""
    if f.same_order and f.negated and sum(len(group.parts) for group in (*f.goods, *f.filters)) < 2:
        p.object(f.start, f.start + 1, "can be of an order spoken of before, which a denial cannot reach", "leave out the order")
    if f.same_order:
        f = f.copy()
        f.goods = [Group((part,)) for group in f.goods for part in group.parts] if all(g.every for g in f.goods) else f.goods
    listed = [("goods", n) for n, g in enumerate(f.goods) if g.every and len(g.parts) > 1]
    listed += [("filters", n) for n, g in enumerate(f.filters) if g.every and len(g.parts) > 1]
    if f.any_window and len(f.windows) > 1:
        apart = [replace(f.copy(), windows=[window], any_window=False) for window in f.windows]
        return Any(tuple(_spread(p, each) for each in apart))
    if f.every_window and not f.both and not f.only:
        f = one_stretch(p, f)
    # "only in May and June" is all of the orders in one of them or the other
    # and what somebody does once ("signed up in May and June") is in one of them
    once = f.head in ("sign_up", "position") and not f.both
    windows = f.every_window and len(f.windows) > 1 and not f.only and not once
    summed = not f.apart and (
        f.only
        or (f.head in ("spend", "measure") and not f.per_order)
        or (f.count is not None and f.noun in ("unit", "product", "products"))
        or bool(f.money)
        or f.close is not None
    )
    neither = f.negated and not f.only and not windows and not f.both
    if (not listed and not windows) or (summed and not windows) or neither:
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
    # "not in 2024 and 2025" is in neither; "not in both" can be in one of them
    return Any(tuple(parts)) if f.negated and not f.both else All(tuple(parts))


def _one(p: State, f: Frame) -> Condition:
    if f.head == "sign_up":
        return _signed_up(f)
    if f.relative is not None and f.against is not None:
        left = quantity(p, f)
        sides = [orders_there(_against(left, f.relative, other), left, other) for other in (f.against, *f.against_also)]
        return sides[0] if len(sides) == 1 else All(tuple(sides))
    parts: list[Condition] = []
    if f.same_value is not None:
        column, many = f.same_value
        of = Source.LINES if column in ("product_id", "product_title", "category") else source(f)
        parts += [
            Compare(Measure(Aggregate.MOST_REPEATED, rows(p, f, window, of), column), Comparator.AT_LEAST, Constant(Decimal(many)))
            for window in windows_of(f)
        ]
    if f.periods is not None:
        column, limits = f.periods
        periods = added([Measure(Aggregate.DISTINCT, rows(p, f, window, of_orders(f)), column) for window in windows_of(f)])
        parts.append(compared(periods, limits))
    if f.run is not None:
        column, limits = f.run
        runs = [Measure(Aggregate.LONGEST_RUN, rows(p, f, window, of_orders(f)), column) for window in windows_of(f)]
        parts += [compared(run, limits) for run in runs]
    if f.close is not None:
        parts.append(close_together(p, f, f.close))
    if f.same_day is not None:
        parts.append(on_day_of(p, f, f.same_day))
    if f.only:
        parts.append(only(p, f))
    if f.each is not None:
        parts.extend(EachPeriod(rows(p, f, window), *f.each) for window in windows_of(f))
    if f.share is not None:
        # ratios are compared to six digits, and so is a third
        limits_said = [(how, replace(amount, value=round(amount.value, 6))) for how, amount in f.share.parts]
        parts.append(compared(share(p, f), Cmp(tuple(limits_said))))
    if f.sequels and (f.count is not None or f.money is not None) and f.around is None and len(f.sequels) == 1:
        f = counted_after(p, f)
    if f.sequels:
        parts.extend(followed(p, f))
    if f.head in ("spend", "measure"):
        parts.extend(_amounts(p, f))
    else:
        if f.count is not None:
            if any(amount.value != int(amount.value) for _, amount in f.count.parts):
                p.object(f.start, f.start + 1, "cannot be counted in parts of one", "say a whole number")
            parts.append(compared(counted(p, f), f.count))
        if f.money is not None and f.head == "return":
            parts.append(compared(_refunded(p, f), f.money))
        elif f.money is not None:
            if f.head == "buy" and all(how in (Comparator.BELOW, Comparator.AT_MOST) for how, _ in f.money.parts):
                # "bought shoes for less than $50" is said of who bought some
                parts.append(exists(p, f))
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
    if f.best is not None and f.money is not None:
        of = [Measure(Aggregate.MOST_SPENT, rows(p, f, window, source(f)), f.best) for window in windows_of(f)]
        return [compared(best, f.money) for best in of]
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
    if said.plus:
        # "$200 more": that much above it, or below it
        right = Sum((right, Constant(said.plus if said.above else -said.plus)))
        how = (Comparator.AT_LEAST, Comparator.ABOVE) if said.above else (Comparator.AT_MOST, Comparator.BELOW)
        return Compare(left, how[not said.inclusive], right)
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
    if f.same_day is not None:
        return same_time(CREATED, f.same_day, f.same_unit)
    when = [time_told(CREATED, part) for group in f.filters for part in group.parts]
    parts: list[Condition] = [Within(CREATED, window) for window in f.windows]
    if not parts and not when:
        from regulars.criteria.tree import Known

        return Known(CREATED)
    # somebody signs up once: "in January and February" is in either
    within = [] if not parts else [parts[0] if len(parts) == 1 else (All(tuple(parts)) if f.both else Any(tuple(parts)))]
    return both([*when, *within])


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


def orders_there(said: Condition, *quantities: Quantity) -> Condition:
    """A comparison of nth orders, for those who have them: who ordered once has no second order, and none of 0."""
    of_position = (part for part in quantities if isinstance(part, Measure) and part.rows.position is not None)
    rows_there = dict.fromkeys(replace(part.rows, where=None) for part in of_position)
    there = (Compare(Measure(Aggregate.COUNT, rows), Comparator.AT_LEAST, Constant(Decimal(1))) for rows in rows_there)
    return All((*there, said)) if rows_there else said
