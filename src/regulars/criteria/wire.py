"""The wire format of criteria: versioned, strict, and exact both ways.

`{"version": 1, "criteria": {"node": "compare", "left": {...}, ...}}`. A node is an object with its name and its fields; fields at
their default are left out; numbers that are Decimal are strings, dates are ISO. Whatever is unknown, missing or of a wrong type is
refused with the path to it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, cast

from regulars.criteria.nodes import FAMILIES, Node, Part, classes, node_name, parts
from regulars.criteria.tree import Condition
from regulars.errors import DefinitionError, near_names

VERSION = 1
DEEPEST = 60
MOST_NODES = 5_000
LONGEST_TEXT = 20_000


def to_wire(condition: Condition) -> dict[str, Any]:
    """The wire object of a condition: dicts, lists, strings, integers and booleans only."""
    return {"version": VERSION, "criteria": _written(condition)}


def from_wire(wire: object) -> Condition:
    """The condition of a wire object.

    Raises:
        DefinitionError: it is not exactly of this format; the message names the path.
    """
    if not isinstance(wire, dict):
        raise _wrong("criteria", "an object with version and criteria", wire)
    unknown = sorted(str(key) for key in wire if key not in {"version", "criteria"})
    if unknown:
        raise DefinitionError(f"The criteria have an unknown key {unknown[0]!r}.", "Known: criteria, version.")
    if wire.get("version") != VERSION or isinstance(wire.get("version"), bool):
        raise DefinitionError(f"The criteria are of version {wire.get('version')!r}.", f"This Regulars reads version {VERSION}.")
    if "criteria" not in wire:
        raise DefinitionError("The criteria have no key 'criteria'.", "It holds the condition.")
    return cast(Condition, _Reader().node(wire["criteria"], "condition", "criteria", 0))


def _written(node: Node) -> dict[str, Any]:
    kind: type = type(node)
    made: dict[str, Any] = {"node": node_name(kind)}
    for part in parts(kind):
        value = getattr(node, part.name)
        if value is None or (value == part.default and part.default is not None):
            continue
        made[part.name] = [_plain(each) for each in value] if part.is_list else _plain(value)
    return made


def _plain(value: Node) -> Any:
    match value:
        case StrEnum():
            return value.value
        case bool() | int() | str():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case _:
            return _written(value)


class _Reader:
    """Reads one wire object; counts nodes, so that a hostile one ends in a sentence and not in a full stack."""

    def __init__(self) -> None:
        self._nodes = 0

    def node(self, wire: object, family: str, path: str, depth: int) -> Node:
        self._nodes += 1
        if depth > DEEPEST or self._nodes > MOST_NODES:
            raise DefinitionError(
                f"The criteria are too large at {path[:200]}.", f"At most {DEEPEST} levels and {MOST_NODES:,} nodes are read."
            )
        if not isinstance(wire, dict):
            raise _wrong(path, f"a {family.replace('_', ' ')}", wire)
        made = self._class(wire, family, path)
        known = parts(made)
        names = {part.name for part in known}
        unknown = sorted(str(key) for key in wire if key not in names and key != "node")
        if unknown:
            remedy = near_names(unknown[0], names) if names else "It has no fields."
            raise DefinitionError(f"{path} has an unknown field {unknown[0]!r}.", remedy)
        values = {part.name: self._field(wire, part, path, depth) for part in known}
        return made(**values)

    def _class(self, wire: dict[Any, Any], family: str, path: str) -> type:
        known = classes(family)
        name = wire.get("node")
        if isinstance(name, str) and name in known:
            return known[name]
        if name is None:
            raise DefinitionError(f"{path} has no field 'node'.", f"It names one of: {', '.join(known)}.")
        raise DefinitionError(f"{path} is no {family.replace('_', ' ')}: {name!r}.", near_names(str(name), known))

    def _field(self, wire: dict[Any, Any], part: Part, path: str, depth: int) -> Node:
        where = f"{path}.{part.name}"
        if part.name not in wire:
            if part.is_optional or part.default is not None:
                return part.default
            raise DefinitionError(f"{path} has no field {part.name!r}.", "It is needed.")
        value = wire[part.name]
        if not part.is_list:
            return self._value(value, part.of, where, depth)
        if not isinstance(value, list):
            raise _wrong(where, "a list", value)
        return tuple(self._value(each, part.of, f"{where}[{at}]", depth) for at, each in enumerate(value))

    def _value(self, value: object, of: str | type, path: str, depth: int) -> Node:
        if isinstance(of, str):
            return self.node(value, of, path, depth + 1)
        if of is bool:
            return _typed(value, bool, path, "true or false")
        if of is int:
            return _typed(value, int, path, "a whole number")
        text = _typed(value, str, path, _LEXICAL.get(of, "a text"))
        if len(text) > LONGEST_TEXT:
            raise DefinitionError(f"{path} is longer than {LONGEST_TEXT:,} characters.", "Shorten it.")
        if of is Decimal:
            return _decimal(text, path)
        if of is date:
            return _date(text, path)
        return _member(text, of, path) if issubclass(of, StrEnum) else text


_LEXICAL: dict[type, str] = {Decimal: 'a number as text, such as "12.50"', date: "a date such as 2025-12-31"}


def _typed(value: object, kind: type, path: str, said: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _wrong(path, said, value)
    return value


def _decimal(text: str, path: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _wrong(path, _LEXICAL[Decimal], text) from None
    # an exponent would let twelve characters stand for gigabytes of digits
    if not number.is_finite() or "e" in text.lower() or text.strip() != text or "_" in text:
        raise _wrong(path, _LEXICAL[Decimal], text)
    return number


def _date(text: str, path: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _wrong(path, _LEXICAL[date], text) from None
    if day.isoformat() != text:
        raise _wrong(path, _LEXICAL[date], text)
    return day


def _member(text: str, of: type[StrEnum], path: str) -> StrEnum:
    known = {member.value: member for member in of}
    if text not in known:
        raise DefinitionError(f"{path} is {text!r}.", near_names(text, known))
    return known[text]


def _wrong(path: str, wanted: str, found: object) -> DefinitionError:
    shown = repr(found)
    return DefinitionError(f"{path} is {shown if len(shown) <= 60 else shown[:57] + '...'}.", f"It must be {wanted}.")


def node_names() -> tuple[str, ...]:
    """The wire names of all nodes."""
    return tuple(name for family in FAMILIES for name in classes(family))
