"""YAML with line numbers. Nothing is constructed but text, numbers and flags, and aliases are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import yaml

from regulars.errors import DefinitionError
from regulars.scoring.documents import Items, Node, Scalar, Table, error_at

_DEEPEST = 20
_WHOLE = re.compile(r"[-+]?[0-9]+")


def read_yaml(text: str, filename: str) -> Table:
    """The text as a table. Raises DefinitionError naming the line."""
    try:
        _refuse_tricks(text, filename)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _yaml_error(error, filename) from None
    if root is None:
        raise DefinitionError(f"{filename} is empty.", "Write at least one entry.")
    node = _yaml_node(root, filename)
    if not isinstance(node, Table):
        raise error_at(filename, node.line, "the file has to begin with keys.", "Write key: value lines, such as name: my-map.")
    return node


def _refuse_tricks(text: str, filename: str) -> None:
    """Refuse what makes a small text a large or endless one, before anything is built from it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise error_at(filename, _line(event.start_mark), "aliases (*name) are not read here.", "Write the value out.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise error_at(
                filename, _line(event.start_mark), "the values are nested too deeply.", "A definition needs four levels at most."
            )


def _yaml_error(error: yaml.YAMLError, filename: str) -> DefinitionError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "a character that YAML does not allow"
    where = filename if mark is None else f"{filename}, line {mark.line + 1}"
    return DefinitionError(
        f"{where}: this is not valid YAML ({problem}).", "Indent with spaces, and quote text that has : or # in it."
    )


def _yaml_node(node: yaml.Node, filename: str) -> Node:
    line = _line(node.start_mark)
    if isinstance(node, yaml.MappingNode):
        return Table(tuple(_yaml_entries(node, filename)), line)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_yaml_node(part, filename) for part in node.value), line)
    return Scalar(_yaml_value(node.tag.rpartition(":")[2], node.value), node.value, line)


def _yaml_entries(node: yaml.MappingNode, filename: str) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        line = _line(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise error_at(filename, line, "a key has to be a word.", "Write key: value lines, such as name: my-map.")
        if key.value in seen:
            raise error_at(filename, line, f'the key "{key.value}" is there twice.', "Keep one of the two.")
        seen.add(key.value)
        yield key.value, _yaml_node(value, filename)


def _yaml_value(kind: str, text: str) -> object:
    # The written digits count, not YAML's octal and sexagesimal readings of them: 012 is twelve.
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind not in ("int", "float"):
        return text
    if _WHOLE.fullmatch(text) and len(text) <= 30:
        return int(text)
    try:
        return Decimal(text.replace("_", ""))
    except InvalidOperation:
        return text


def _line(mark: object) -> int:
    return int(getattr(mark, "line", 0)) + 1
