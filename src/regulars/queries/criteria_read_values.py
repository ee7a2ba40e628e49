"""Literals, calls and operators of SQL as criteria have them. `CannotSay` means: SQL that criteria have no exact word for."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from sqlglot import exp

from regulars.criteria.terms import Comparator, TextOperator
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
    # an exponent would let a few characters stand for gigabytes of digits
    if not isinstance(tree, exp.Literal) or tree.is_string or "e" in str(tree.this).lower():
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


def is_as_of(tree: Tree) -> bool:
    """Whether it is AS_OF()."""
    return call_name(tree) == "AS_OF" and not tree.expressions


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
