"""Conditions that nobody can meet: more than 5 and fewer than 3 of the same thing."""

from __future__ import annotations

from decimal import Decimal

from regulars.criteria.terms import Aggregate, Comparator, Source, TextOperator
from regulars.criteria.tree import (
    All,
    Any,
    Between,
    Compare,
    Condition,
    Constant,
    FieldText,
    FieldValue,
    Known,
    Measure,
    Not,
    Quantity,
    Rank,
    Ratio,
    RowAll,
    RowCondition,
    RowText,
)
from regulars.criteria.words.assumptions import nodes

_LOW = (Comparator.ABOVE, Comparator.AT_LEAST, Comparator.EQUAL)
_HIGH = (Comparator.BELOW, Comparator.AT_MOST, Comparator.EQUAL)


def contradiction(condition: Condition) -> str | None:
    """Why no customer can be in it; None when nothing speaks against it."""
    if any(isinstance(node, RowAll) and _two_texts(node.parts) for node in nodes(condition)):
        return "contradicts itself: it asks for two of what an order has one of"
    if isinstance(condition, Compare) and condition.left == condition.right:
        return "compares something with itself"
    if isinstance(condition, Compare | Between) and _of_itself(
        condition.left if isinstance(condition, Compare) else condition.quantity
    ):
        return "compares something with itself"
    if isinstance(condition, Not):
        return "compares something with itself" if contradiction(condition.part) == "compares something with itself" else None
    if isinstance(condition, All):
        inner = next((said for part in condition.parts if (said := contradiction(part))), None)
        return inner or _limits(condition.parts) or _opposites(condition.parts) or _dead_alternative(condition.parts)
    if isinstance(condition, Any):
        each = [contradiction(part) for part in condition.parts]
        # one alternative that nobody can meet is a misunderstanding when it asks for two countries at once
        two = next((said for said in each if said is not None and said.endswith(_AT_ONCE)), None)
        return two or (each[0] if each and all(each) else None)
    return None


def _dead_alternative(parts: tuple[Condition, ...]) -> str | None:
    """Of "a man who (bought A or is a woman)" the second is nobody: what belongs together was not understood."""
    whole = tuple(part for part in parts if not isinstance(part, Any))
    branches = [branch for part in parts if isinstance(part, Any) for branch in part.parts]
    met = (contradiction(All((*whole, *(branch.parts if isinstance(branch, All) else (branch,))))) for branch in branches)
    return next((said for said in met if said is not None), None) if whole else None


def _of_itself(quantity: Quantity) -> bool:
    """A share of itself, which is all of it whatever it is."""
    return isinstance(quantity, Ratio) and quantity.over == quantity.under


def _limits(parts: tuple[Condition, ...]) -> str | None:
    low: dict[Quantity, tuple[Decimal, bool]] = {}
    high: dict[Quantity, tuple[Decimal, bool]] = {}
    for part in _leaves(parts):
        if isinstance(part, Between) and isinstance(part.low, Constant) and isinstance(part.high, Constant):
            _tighten(low, part.quantity, part.low.value, strict=False, up=True)
            _tighten(high, part.quantity, part.high.value, strict=False, up=False)
        if isinstance(part, Compare) and isinstance(part.right, Constant):
            if part.comparator in _LOW:
                _tighten(low, part.left, part.right.value, strict=part.comparator is Comparator.ABOVE, up=True)
            if part.comparator in _HIGH:
                _tighten(high, part.left, part.right.value, strict=part.comparator is Comparator.BELOW, up=False)
    for quantity, (least, strictly) in low.items():
        if quantity not in high:
            continue
        most, below = high[quantity]
        if least > most or (least == most and (strictly or below)):
            from_, to = "more than" if strictly else "at least", "less than" if below else "at most"
            return f"contradicts itself: nothing is {from_} {least} and {to} {most} at once"
    return None


def limited_twice(condition: Condition) -> str | None:
    """What is limited twice in the same direction: one of the limits says nothing, and so is not understood rightly."""
    if isinstance(condition, Any):
        return next((said for part in condition.parts if (said := limited_twice(part))), None)
    if not isinstance(condition, All):
        return None
    known: dict[tuple[Quantity, bool], Decimal] = {}
    for part in _leaves(condition.parts):
        if not isinstance(part, Compare) or not isinstance(part.right, Constant) or part.comparator is Comparator.EQUAL:
            continue
        limit, up = part.right.value, part.comparator in _LOW
        # "at least one order" beside a higher number only says who is meant
        if up and limit <= 1:
            continue
        if known.setdefault((part.left, up), limit) != limit:
            return "limits the same thing twice, and one of the limits says nothing"
    return next((said for part in condition.parts if isinstance(part, Any) and (said := limited_twice(part))), None)


def _leaves(parts: tuple[Condition, ...]) -> list[Condition]:
    out: list[Condition] = []
    for part in parts:
        if isinstance(part, All):
            out.extend(_leaves(part.parts))
        elif isinstance(part, Not) and isinstance(part.part, Compare):
            opposite = {
                Comparator.ABOVE: Comparator.AT_MOST, Comparator.AT_LEAST: Comparator.BELOW,
                Comparator.BELOW: Comparator.AT_LEAST, Comparator.AT_MOST: Comparator.ABOVE,
            }.get(part.part.comparator)  # fmt: skip
            out.append(Compare(part.part.left, opposite, part.part.right) if opposite is not None else part)
        else:
            out.append(part)
    return out


def _tighten(limits: dict[Quantity, tuple[Decimal, bool]], quantity: Quantity, value: Decimal, *, strict: bool, up: bool) -> None:
    known = limits.get(quantity)
    if known is None or (value > known[0] if up else value < known[0]) or (value == known[0] and strict):
        limits[quantity] = (value, strict)


def _opposites(parts: tuple[Condition, ...]) -> str | None:
    leaves = _all_parts(parts)
    for part in leaves:
        if isinstance(part, Not) and part.part in leaves:
            return "contradicts itself: it asks for something and for its opposite"
    if any(_all_cancelled(part) for part in leaves) and any(_needs_order(part) for part in leaves):
        return "contradicts itself: cancelled orders do not count as orders, so who has none but those has not ordered"
    single = _two_values(leaves) or _known_and_unknown(leaves)
    if single is not None:
        return single
    none = any(_says_no_order(part) for part in leaves)
    if none and any(_needs_order(part) for part in leaves):
        return "contradicts itself: it asks for customers without any order, and for something that they ordered"
    return None


_AT_ONCE = "and two are asked for at once"
_SINGLE = frozenset(["segment", "country", "region", "city", "gender", "lifecycle"])


def _two_texts(parts: tuple[RowCondition, ...]) -> bool:
    """Whether one row has to have two channels, coupons or statuses."""
    held: dict[str, set[str]] = {}
    for part in parts:
        if (
            isinstance(part, RowText)
            and part.operator is TextOperator.ANY_OF
            and part.column in ("channel", "coupon_code", "status")
        ):
            values = {value.lower() for value in part.values}
            held[part.column] = held[part.column] & values if part.column in held else values
            if not held[part.column]:
                return True
    return False


def _two_values(leaves: list[Condition]) -> str | None:
    """Two segments, two countries: of each, a customer has one."""
    held: dict[str, set[str]] = {}
    ranked = [part.among for part in leaves if isinstance(part, Rank) and part.among is not None]
    for part in (*leaves, *_all_parts(tuple(ranked))):
        if isinstance(part, FieldText) and part.operator is TextOperator.ANY_OF and part.field in _SINGLE:
            values = {value.lower() for value in part.values}
            held[part.field] = held[part.field] & values if part.field in held else values
            if not held[part.field]:
                return f"contradicts itself: a customer has one {part.field}, {_AT_ONCE}"
    return None


def _known_and_unknown(leaves: list[Condition]) -> str | None:
    """A field that is not known and that is something, or is not something: of an unknown one, neither is true."""
    unknown = {
        leaf.part.quantity.field
        for leaf in leaves
        if isinstance(leaf, Not) and isinstance(leaf.part, Known) and isinstance(leaf.part.quantity, FieldValue)
    }
    tests = [leaf.part if isinstance(leaf, Not) else leaf for leaf in leaves]
    asked = {test.field for test in tests if isinstance(test, FieldText) and test.field not in ("tags", "flags")}
    both = sorted(unknown & asked)
    return f"contradicts itself: a {both[0]} that is not known cannot be held against another" if both else None


def _all_cancelled(part: Condition) -> bool:
    if not isinstance(part, Compare) or not isinstance(part.left, Ratio) or not isinstance(part.right, Constant):
        return False
    over = part.left.over
    return isinstance(over, Measure) and over.rows.every_status and part.comparator is Comparator.AT_LEAST and part.right.value >= 1


def _says_no_order(part: Condition) -> bool:
    if isinstance(part, Not):
        return _needs_order(part.part) and isinstance(part.part, Compare) and _plain_count(part.part)
    zero = isinstance(part, Compare) and isinstance(part.right, Constant) and part.right.value == 0
    return zero and isinstance(part, Compare) and part.comparator is Comparator.EQUAL and _plain_count(part)


def _plain_count(part: Compare) -> bool:
    left = part.left
    if not isinstance(left, Measure) or left.aggregate is not Aggregate.COUNT or left.rows.source is not Source.ORDERS:
        return False
    rows = left.rows
    return rows.where is None and rows.window is None and rows.position is None and rows.around is None and not rows.every_status


def _needs_order(part: Condition) -> bool:
    if not isinstance(part, Compare) or not isinstance(part.right, Constant) or not isinstance(part.left, Measure):
        return False
    if part.left.rows.source is Source.EVENTS or part.left.rows.every_status:
        return False
    some = part.comparator is Comparator.AT_LEAST and part.right.value > 0
    return (
        some
        or (part.comparator in (Comparator.ABOVE, Comparator.EQUAL) and part.right.value > 0)
        or (part.comparator is Comparator.ABOVE and part.right.value >= 0)
    )


def _all_parts(parts: tuple[Condition, ...]) -> list[Condition]:
    out: list[Condition] = []
    for part in parts:
        out.extend(_all_parts(part.parts) if isinstance(part, All) else [part])
    return out
