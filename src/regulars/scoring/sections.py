"""Typed reading of a document's tables: what is missing, of another kind or unknown is an error that names file and line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TypeVar

from regulars.errors import DefinitionError, near_names
from regulars.records import dataclass
from regulars.scoring.documents import Items, Node, Scalar, Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a file, called `label` in messages."""

    table: Table
    filename: str
    label: str

    def error(self, problem: str, remedy: str, line: int | None = None) -> DefinitionError:
        """An error about this section, at `line` or at its first line."""
        return DefinitionError(f"{self.where(line)}: {problem}", remedy)

    def where(self, line: int | None = None) -> str:
        """File and line, as messages write it."""
        return f"{self.filename}, line {self.table.line if line is None else line}"

    def line(self, key: str) -> int:
        """The line of a key, or of the section where the key is absent."""
        node = self.table.get(key)
        return self.table.line if node is None else node.line

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return self.table.get(key) is not None

    def only(self, *keys: str) -> None:
        """Refuse any other key."""
        for name, node in self.table.entries:
            if name not in keys:
                raise self.error(f'{self.label} has no setting "{name}".', near_names(name, keys), node.line)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; numbers and flags count as the text they are written with."""
        node = self.table.get(key)
        if node is None:
            return self._default(key, default)
        if isinstance(node, Scalar) and node.value is not None:
            return node.text
        raise self._kind(key, "text", f'{key} = "..."', node)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        node = self.table.get(key)
        if node is None:
            return self._default(key, default)
        if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
            return node.value
        raise self._kind(key, "a whole number", f"{key} = 5", node)

    def number(self, key: str, default: Decimal | int | None = None) -> Decimal | int:
        """A finite number."""
        node = self.table.get(key)
        if node is not None:
            return self._number(key, node)
        if default is None:
            raise self._missing(key)
        return default

    def numbers(self, key: str) -> tuple[Decimal | int, ...]:
        """A list of finite numbers."""
        node = self.table.get(key)
        if isinstance(node, Items):
            return tuple(self._number(key, part) for part in node.items)
        if node is None:
            raise self._missing(key)
        raise self._kind(key, "a list of numbers", f"{key} = [1, 2, 3]", node)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        node = self.table.get(key)
        if node is None:
            return default
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        raise self._kind(key, "true or false", f"{key} = true", node)

    def texts(self, key: str) -> tuple[Scalar, ...]:
        """A text, or a list of them, with their lines; empty where the key is absent."""
        node = self.table.get(key)
        if node is None:
            return ()
        parts = node.items if isinstance(node, Items) else (node,)
        found = tuple(part for part in parts if isinstance(part, Scalar) and part.value is not None)
        if len(found) != len(parts):
            raise self._kind(key, "text or a list of texts", f'{key} = ["..."]', node)
        return found

    def section(self, key: str) -> Section | None:
        """The table under a key, or None."""
        node = self.table.get(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.value is None:
            node = Table((), node.line)  # a YAML key with nothing after it
        if isinstance(node, Table):
            return Section(node, self.filename, f"[{key}]")
        raise self._kind(key, "a group of settings", f"[{key}]", node)

    def sections(self, key: str) -> tuple[Section, ...]:
        """The tables of a list under a key; empty where the key is absent."""
        node = self.table.get(key)
        if node is None:
            return ()
        tables = tuple(part for part in node.items if isinstance(part, Table)) if isinstance(node, Items) else ()
        if not isinstance(node, Items) or len(tables) != len(node.items):
            raise self._kind(key, "a list of groups", f"[[{key}]]", node)
        return tuple(Section(table, self.filename, f"A {key}") for table in tables)

    def _number(self, key: str, node: Node) -> Decimal | int:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self._kind(key, "a number", f"{key} = 5", node)
        return value

    def _default(self, key: str, default: T | None) -> T:
        if default is None:
            raise self._missing(key)
        return default

    def _missing(self, key: str) -> DefinitionError:
        return self.error(f'{self.label} needs the setting "{key}".', f"Add {key}.")

    def _kind(self, key: str, kind: str, example: str, node: Node) -> DefinitionError:
        return self.error(f'"{key}" has to be {kind}.', f"Write it like {example}.", node.line)


def toml_text(value: str) -> str:
    """A text as a TOML basic string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
