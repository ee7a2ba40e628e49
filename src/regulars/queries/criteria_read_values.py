"""Literals, calls and operators of SQL as criteria have them. `CannotSay` means: SQL that criteria have no exact word for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from sqlglot import exp

from regulars.criteria.terms import Comparator, Dates, Past, Period, TextOperator, Unit, Window
from regulars.queries.criteria_written import TEXT_FUNCTIONS
from regulars.queries.trees import Tree

_Member = TypeVar("_Member", bound=StrEnum)


class CannotSay(Exception):  # noqa: N818 - it is no error: the part stays SQL
    """The criteria have no exact word for this SQL."""


_COMPARATORS: dict[type[exp.Expr], Comparator] = {
    exp.GT: Comparator.ABOVE,
    exp.GTE: Comparator.AT_LEAST,
    exp.LT: Comparator.BELOW,
    exp.LTE: Comparator.AT_MOST,
    exp.EQ: Comparator.EQUAL,
    exp.NEQ: Comparator.UNEQUAL,
}
_MIRROR = {
    Comparator.ABOVE: Comparator.BELOW,
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.BELOW: Comparator.ABOVE,
    Comparator.AT_MOST: Comparator.AT_LEAST,
}
_TEXT_OPERATORS = {name: operator for operator, name in TEXT_FUNCTIONS.items()}


def comparator_of(tree: Tree) -> Comparator | None:
    """The comparator of a comparison; None of anything else."""
    return _COMPARATORS.get(type(tree))


def flipped(comparator: Comparator) -> Comparator:
    """The same comparison with its sides exchanged."""
    return _MIRROR.get(comparator, comparator)


def bare(tree: Tree) -> Tree:
    """Without the parentheses around it."""
    return tree.unnest() if isinstance(tree, exp.Paren) else tree


def chain(tree: Tree, kind: type[exp.Binary]) -> list[Tree]:
    """a, b, c of `a AND b AND c`; what is in parentheses is one part."""
    parts: list[Tree] = []
    while type(tree) is kind:
        parts.append(tree.expression)
        tree = tree.this
    return [tree, *reversed(parts)]


def call_name(tree: Tree) -> str | None:
    """The upper-case name of a function that sqlglot knows by name only."""
    return str(tree.this).upper() if isinstance(tree, exp.Anonymous) else None


def arguments(tree: Tree, fewest: int, most: int) -> list[Tree]:
    """The arguments of a call."""
    found = list(tree.expressions)
    if not fewest <= len(found) <= most:
        raise CannotSay
    return found


def is_null(tree: Tree) -> bool:
    """Whether it is NULL."""
    return isinstance(tree, exp.Null)


def number_literal(tree: Tree) -> Decimal:
    """A number, with its sign and its digits as they are written."""
    tree = bare(tree)
    if isinstance(tree, exp.Neg):
        return -number_literal(tree.this)
    if not isinstance(tree, exp.Literal) or tree.is_string:
        raise CannotSay
    try:
        return Decimal(tree.this)
    except InvalidOperation as error:
        raise CannotSay from error


def whole_literal(tree: Tree) -> int:
    """A whole number."""
    number = number_literal(tree)
    if number != number.to_integral_value() or abs(number) >= 10**9:
        raise CannotSay
    return int(number)


def text_literal(tree: Tree) -> str:
    """A text."""
    tree = bare(tree)
    if not isinstance(tree, exp.Literal) or not tree.is_string:
        raise CannotSay
    return str(tree.this)


def texts(trees: list[Tree]) -> tuple[str, ...]:
    """Several texts, at least one."""
    if not trees:
        raise CannotSay
    return tuple(text_literal(tree) for tree in trees)


def enum_literal(tree: Tree, of: type[_Member]) -> _Member:
    """A text that is one of an enumeration's."""
    known = {member.value: member for member in of}
    found = known.get(text_literal(tree).lower())
    if found is None:
        raise CannotSay
    return found


def day_literal(tree: Tree) -> date:
    """`DATE '2025-01-31'`, or a timestamp at midnight."""
    tree = bare(tree)
    if not isinstance(tree, exp.Cast) or not tree.to.is_type("date", "timestamp", "timestampntz"):
        raise CannotSay
    text = text_literal(tree.this).strip()
    day, _, clock = text.replace("T", " ").partition(" ")
    if clock.strip("0:."):
        raise CannotSay
    try:
        return date.fromisoformat(day)
    except ValueError as error:
        raise CannotSay from error


def is_as_of(tree: Tree) -> bool:
    """Whether it is AS_OF()."""
    return call_name(tree) == "AS_OF" and not tree.expressions


def ago_literal(tree: Tree) -> tuple[int, Unit]:
    """90 and day of `AS_OF() - INTERVAL 90 DAY`."""
    tree = bare(tree)
    if not isinstance(tree, exp.Sub) or not is_as_of(tree.this) or not isinstance(tree.expression, exp.Interval):
        raise CannotSay
    interval = tree.expression
    unit = str(interval.args.get("unit") or "").lower().rstrip("s")
    amount = interval.this
    if amount is None or unit not in {member.value for member in Unit}:
        raise CannotSay
    try:
        count = int(str(amount.this))
    except ValueError as error:
        raise CannotSay from error
    if not 0 <= count < 10**6:
        raise CannotSay
    return count, Unit(unit)


def text_function(name: str) -> TextOperator | None:
    """The operator of a text function."""
    return _TEXT_OPERATORS.get(name)


def like_operator(pattern: str) -> tuple[TextOperator, str]:
    """The operator that a LIKE pattern stands for, where it has its per cent signs at its ends alone."""
    body = pattern.strip("%")
    if not body or "%" in body or "_" in body or "\\" in body:
        raise CannotSay
    starts, ends = pattern.endswith("%"), pattern.startswith("%")
    match starts, ends:
        case True, True:
            return TextOperator.CONTAINS, body
        case True, False:
            return TextOperator.STARTS_WITH, body
        case False, True:
            return TextOperator.ENDS_WITH, body
        case _:
            return TextOperator.ANY_OF, body


def window_call(tree: Tree) -> tuple[Tree, Window] | None:
    """The time and the window of IN_LAST and its kin; None of anything else."""
    match call_name(tree):
        case "IN_LAST":
            time, count, unit = arguments(tree, 3, 3)
            return time, Past(whole_literal(count), 0, enum_literal(unit, Unit))
        case "IN_PAST":
            time, older, newer, unit = arguments(tree, 4, 4)
            return time, Past(None if is_null(older) else whole_literal(older), whole_literal(newer), enum_literal(unit, Unit))
        case "IN_PERIOD":
            time, unit, first, last = arguments(tree, 4, 4)
            return time, Period(enum_literal(unit, Unit), whole_literal(first), whole_literal(last))
        case "IN_DATES":
            time, first, last = arguments(tree, 3, 3)
            return time, Dates(*(None if is_null(day) else day_literal(day) for day in (first, last)))
    return None
