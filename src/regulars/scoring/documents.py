"""TOML and YAML that a person writes, read so that every value knows the line it stands on."""

from __future__ import annotations

from regulars.errors import DefinitionError
from regulars.records import dataclass

MOST_CHARACTERS = 200_000
_YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: text, whole number, Decimal, flag or None; `text` is how it is written."""

    value: object
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Keys and their nodes, in order."""

    entries: tuple[tuple[str, Node], ...]
    line: int

    def get(self, key: str) -> Node | None:
        """The node under a key, or None."""
        return next((node for name, node in self.entries if name == key), None)


Node = Scalar | Items | Table


def read_document(text: str, filename: str) -> Table:
    """The document as a table; YAML where the file's name ends so, TOML otherwise.

    Raises DefinitionError that names the file and the line.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MOST_CHARACTERS:
        raise DefinitionError(
            f"{filename} has {len(text):,} characters, and a definition has {MOST_CHARACTERS:,} at most.",
            "Check that it is the file you meant.",
        )
    try:
        if filename.lower().endswith(_YAML_ENDINGS):
            from regulars.scoring.yaml_documents import read_yaml

            return read_yaml(text, filename)
        from regulars.scoring.toml_documents import read_toml

        return read_toml(text, filename)
    except RecursionError:
        raise DefinitionError(f"{filename}: the values are nested too deeply.", "A definition needs four levels at most.") from None


def error_at(filename: str, line: int, problem: str, remedy: str) -> DefinitionError:
    """An error at a line of a file."""
    return DefinitionError(f"{filename}, line {line}: {problem}", remedy)
