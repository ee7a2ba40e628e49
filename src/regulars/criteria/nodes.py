"""The shape of the nodes, read from their definitions: what `wire.py` and `schema.py` both go by."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from regulars.criteria import terms, tree

Node = typing.Any

FAMILIES: typing.Final = {
    "condition": typing.get_args(tree.Condition),
    "quantity": typing.get_args(tree.Quantity),
    "row_condition": typing.get_args(tree.RowCondition),
    "window": typing.get_args(terms.Window),
    "rows": (tree.Rows,),
    "position": (tree.Position,),
    "around": (tree.Around,),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a node. `of` is a family of nodes, an enumeration, or one of str, int, bool, Decimal and date."""

    name: str
    of: str | type[StrEnum] | type
    is_list: bool
    is_optional: bool
    default: object


def node_name(made: type) -> str:
    """The wire's name of a node: `FieldText` is `field_text`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in made.__name__).lstrip("_")


@cache
def classes(family: str) -> dict[str, type]:
    """The nodes of a family by their wire name."""
    return {node_name(made): made for made in FAMILIES[family]}


@cache
def parts(made: type) -> tuple[Part, ...]:
    """The fields of a node, in their order."""
    hints = typing.get_type_hints(made, {**vars(terms), **vars(tree)})
    return tuple(_part(field.name, hints[field.name], field.default) for field in fields(made))


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, whatever its family."""
    yield node
    kind: type = type(node)
    for part in parts(kind):
        if isinstance(part.of, str):
            value = getattr(node, part.name)
            for each in value if part.is_list else () if value is None else (value,):
                yield from walk(each)


def _part(name: str, hint: typing.Any, default: object) -> Part:
    options = _options(hint)
    is_optional = type(None) in options
    options = tuple(option for option in options if option is not type(None))
    is_list = len(options) == 1 and typing.get_origin(options[0]) is tuple
    if is_list:
        options = _options(typing.get_args(options[0])[0])
    return Part(name, _kind(options), is_list, is_optional, None if default is MISSING else default)


def _options(hint: typing.Any) -> tuple[typing.Any, ...]:
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return typing.get_args(hint)
    return (hint,)


def _kind(options: tuple[typing.Any, ...]) -> str | type:
    for family, made in FAMILIES.items():
        if set(options) == set(made):
            return family
    only: type = options[0]
    if len(options) != 1 or not (issubclass(only, StrEnum) or only in {str, int, bool, Decimal, date}):
        raise TypeError(f"no wire form for {options}")
    return only
