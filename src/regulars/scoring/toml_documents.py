"""TOML with line numbers: tomllib reads the values, a second look at the text finds where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from regulars.errors import DefinitionError
from regulars.scoring.documents import Items, Node, Scalar, Table


def read_toml(text: str, filename: str) -> Table:
    """The text as a table. Raises DefinitionError naming the line."""
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(str(error), text, filename) from None
    except (ValueError, InvalidOperation) as error:  # a number with thousands of digits
        raise DefinitionError(f"{filename}: a value cannot be read ({error}).", "Write ordinary numbers and text.") from None
    lines = _TomlLines(text)
    node = _toml_node(content, (), lines)
    if not isinstance(node, Table) or not node.entries:
        raise DefinitionError(f"{filename} is empty.", "Write at least one entry.")
    return node


def _toml_error(message: str, text: str, filename: str) -> DefinitionError:
    found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    problem = message[: found.start()] if found else message
    return DefinitionError(
        f"{filename}, line {line}: this is not valid TOML ({problem}).", 'Write key = "value", and text in quotes.'
    )


_Path = tuple[str | int, ...]


def _toml_node(value: object, path: _Path, lines: _TomlLines) -> Node:
    line = lines.at(path)
    if isinstance(value, Mapping):
        return Table(tuple((str(key), _toml_node(part, (*path, str(key)), lines)) for key, part in value.items()), line)
    if isinstance(value, list):
        cursor = line
        nodes: list[Node] = []
        for index, part in enumerate(value):
            if not isinstance(part, Mapping | list):
                cursor = lines.of_element(path, str(part), cursor)
                nodes.append(Scalar(part, _toml_text(part), cursor))
            else:
                nodes.append(_toml_node(part, (*path, index), lines))
        return Items(tuple(nodes), line)
    return Scalar(value, _toml_text(value), line)


def _toml_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*[.=]""")
_LEXEME = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')


class _TomlLines:
    """Where keys and table headers stand. tomllib does not say, so a second, forgiving look at the text finds them.

    What it cannot place (keys of an inline table, say) gets the line of the nearest part around it that it can.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._known: dict[_Path, int] = {(): 1}
        self._tables: dict[_Path, int] = {}
        self._scan()

    def at(self, path: _Path) -> int:
        """The line of a key or table."""
        while path not in self._known:
            path = path[:-1]
        return self._known[path]

    def of_element(self, path: _Path, text: str, start: int) -> int:
        """The line of a list's element: the first at or after `start` that shows its text, before the next key."""
        own = self.at(path)
        end = min((line for line in self._known.values() if line > own), default=len(self._lines) + 1)
        return next((line for line in range(start, end) if text in self._lines[line - 1]), start)

    def _scan(self) -> None:
        prefix: _Path = ()
        depth, quote = 0, ""
        for number, line in enumerate(self._lines, 1):
            if depth == 0 and not quote:
                header = _HEADER.match(line)
                if header:
                    prefix = self._header(header[1], header[2], number)
                    continue
                key = _KEY.match(line)
                if key:
                    self._known.setdefault((*prefix, key[1].strip("\"'")), number)
            depth, quote = _after(line, depth, quote)

    def _header(self, brackets: str, name: str, number: int) -> _Path:
        path: _Path = tuple(part.strip().strip("\"'") for part in name.split("."))
        if brackets == "[[":
            index = self._tables.get(path, -1) + 1
            self._tables[path] = index
            self._known.setdefault(path, number)
            path = (*path, index)
        self._known.setdefault(path, number)
        return path


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Bracket depth and the mark of an open multi-line text after a line of TOML."""
    position = 0
    while position < len(line):
        if quote:
            end = line.find(quote, position)
            if end < 0:
                return depth, quote
            position, quote = end + 3, ""
            continue
        lexeme = _LEXEME.search(line, position)
        if lexeme is None:
            break
        position = lexeme.end()
        if lexeme[0] in ('"""', "'''"):
            quote = lexeme[0]
        depth += (lexeme[0] in "[{") - (lexeme[0] in "]}")
    return max(depth, 0), quote
