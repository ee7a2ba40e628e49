"""The JSON schema of the wire format, made from the nodes themselves."""

from __future__ import annotations

import inspect
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from regulars.criteria.nodes import FAMILIES, Part, node_name, parts
from regulars.criteria.wire import LONGEST_TEXT, VERSION


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the object that `wire.to_wire` gives."""
    definitions: dict[str, Any] = {}
    for family, members in FAMILIES.items():
        definitions[family] = {"oneOf": [{"$ref": f"#/$defs/{node_name(made)}_node"} for made in members]}
        for made in members:
            definitions[f"{node_name(made)}_node"] = _node(made)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Regulars criteria",
        "type": "object",
        "properties": {"version": {"const": VERSION}, "criteria": {"$ref": "#/$defs/condition"}},
        "required": ["version", "criteria"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _node(made: type) -> dict[str, Any]:
    known = parts(made)
    needed = [part.name for part in known if not part.is_optional and part.default is None]
    return {
        "description": inspect.getdoc(made),
        "type": "object",
        "properties": {"node": {"const": node_name(made)}, **{part.name: _part(part) for part in known}},
        "required": ["node", *needed],
        "additionalProperties": False,
    }


def _part(part: Part) -> dict[str, Any]:
    value = _value(part.of)
    return {"type": "array", "items": value} if part.is_list else value


def _value(of: str | type) -> dict[str, Any]:
    if isinstance(of, str):
        return {"$ref": f"#/$defs/{of}"}
    if issubclass(of, StrEnum):
        return {"enum": [member.value for member in of]}
    plain: dict[type, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        Decimal: {"type": "string", "pattern": r"^[+-]?(\d+(\.\d*)?|\.\d+)$", "maxLength": LONGEST_TEXT},
        date: {"type": "string", "format": "date"},
        str: {"type": "string", "maxLength": LONGEST_TEXT},
    }
    return plain[of]
