"""A closer look at a segment: who is in it, who nearly is, why one customer is or is not, and what a new definition changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from regulars.criteria.sentence import clause
from regulars.criteria.tree import All, Condition, Not
from regulars.criteria.tree import Any as Either
from regulars.errors import DataError
from regulars.queries import criteria, render, segments, trees
from regulars.work.ask import Asking
from regulars.work.population import cents

SHOWN = 5
_JUDGED, _OLD, _NEW, _MEMBERS = "judged_customers", "old_members", "new_members", "previewed_members"
_WHO = ("email", "first_name", "last_name", "country", "city")


@dataclass(frozen=True, slots=True)
class Member:
    """A customer of the segment: counted orders, lifetime net revenue, and `who` they are, as far as the data say."""

    customer_id: str
    orders: int
    revenue: Decimal
    last_order_at: Any
    who: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A customer who fails exactly one condition: which, its value for them, and what it is compared with where that is theirs.

    `distance` is how far off the value is, as a share of the limit (for times, of 30 days); None where that cannot be told.
    """

    customer_id: str
    missed: Condition
    clause: str
    value: Any
    limit: Any
    distance: float | None


@dataclass(frozen=True, slots=True)
class Preview:
    """Count, share of all customers, lifetime net revenue (None: no amounts), and some who are in and some who nearly are."""

    count: int
    share: float
    revenue: Decimal | None
    members: tuple[Member, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A condition for one customer: true, false or unknown (None), its value, and the parts of a list of conditions."""

    condition: Condition
    clause: str
    truth: bool | None
    value: Any
    limit: Any
    parts: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new definition changes: how many are in both, who enters, who leaves."""

    stay: int
    enter: tuple[str, ...]
    leave: tuple[str, ...]


def preview(asking: Asking, condition: Condition, shown: int = SHOWN) -> Preview:
    """Who is in the segment and who nearly is, from one pass over the customers.

    Raises:
        DefinitionError: the condition has no meaning on this shop's data. DataError: a field cannot be worked out.
    """
    engine = asking.data.engine
    parts = condition.parts if isinstance(condition, All) and condition.parts else (condition,)
    engine.table(_JUDGED, segments.nearly(_judged_sql(asking, parts), len(parts)))
    engine.table(_MEMBERS, _sql(asking, segments.passing(_JUDGED, len(parts))))
    found = asking.figures(_MEMBERS)
    details = [name for name in _WHO if name in asking.data.shape.fields]
    members = engine.rows(_sql(asking, segments.some_members(_MEMBERS, details, shown)))
    missing = engine.rows(_sql(asking, segments.near_misses(_JUDGED, len(parts), shown)))
    if len(parts) == 1:  # to fail the only condition is near to nothing, unless it is known how far off the value is
        missing = [row for row in missing if row[2] is not None]
    return Preview(
        count=found.count,
        share=found.share,
        revenue=found.revenue,
        members=tuple(_member(row, details) for row in members),
        near_misses=tuple(_near_miss(asking, parts, row) for row in missing),
    )


def _member(row: tuple[Any, ...], details: list[str]) -> Member:
    customer, orders, revenue, last, *who = row
    return Member(str(customer), int(orders), cents(Decimal(revenue)), last, dict(zip(details, who, strict=True)))


def _near_miss(asking: Asking, parts: tuple[Condition, ...], row: tuple[Any, ...]) -> NearMiss:
    customer, missed, distance, *values = row
    place = int(missed) - 1
    part = parts[place]
    return NearMiss(
        customer_id=str(customer),
        missed=part,
        clause=clause(part, asking.context),
        value=values[2 * place],
        limit=values[2 * place + 1],
        distance=None if distance is None else float(distance),
    )


def explain(asking: Asking, condition: Condition, customer_id: str) -> Judgement:
    """Every condition of a tree for one customer.

    Raises:
        DataError: there is no such customer. DefinitionError: the condition has no meaning on this shop's data.
    """
    nodes = tuple(_in_order(condition))
    found = asking.data.engine.rows(_judged_sql(asking, nodes, customer_id))
    if not found:
        raise DataError(f"There is no customer {customer_id!r}.", "Give the identifier as it stands in the data.")
    answers = iter(zip(nodes, _in_fours(found[0][1:]), strict=True))
    return _judgement(asking, answers)


def _in_order(condition: Condition) -> Iterator[Condition]:
    """The condition, then those it is made of, each before its own parts."""
    yield condition
    for part in _parts(condition):
        yield from _in_order(part)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All(parts) | Either(parts):
            return parts
        case Not(part):
            return (part,)
        case _:
            return ()


def _in_fours(values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    return (values[start : start + 4] for start in range(0, len(values), 4))


def _judgement(asking: Asking, answers: Iterator[tuple[Condition, tuple[Any, ...]]]) -> Judgement:
    condition, (truth, value, limit, _) = next(answers)
    parts = tuple(_judgement(asking, answers) for _ in _parts(condition))
    return Judgement(condition, clause(condition, asking.context), truth, value, limit, parts)


def difference(asking: Asking, old: Condition, new: Condition) -> Difference:
    """Who enters and who leaves when `new` takes the place of `old`.

    Raises:
        DefinitionError: one of them has no meaning on this shop's data.
    """
    engine = asking.data.engine
    for table, condition in ((_OLD, old), (_NEW, new)):
        asking.make_members(table, condition)
    moved = engine.rows(_sql(asking, segments.difference(_OLD, _NEW)))
    after = int(engine.rows(_sql(asking, segments.count(_NEW)))[0][0])
    enter = tuple(str(customer) for customer, entered in moved if entered)
    leave = tuple(str(customer) for customer, entered in moved if not entered)
    return Difference(after - len(enter), enter, leave)


def _judged_sql(asking: Asking, parts: tuple[Condition, ...], customer: str | None = None) -> str:
    layout = asking.kept_layout(parts)
    return trees.sql(criteria.judged(parts, layout, customer), asking.data.engine.dialect)


def _sql(asking: Asking, tree: render.Tree) -> str:
    return render.sql(tree, asking.data.engine.dialect)
