"""SQL put together from fixed templates, and rendered for one engine. The only place where dialects differ.

Everything is written as DuckDB's SQL, with `$slots` for other pieces of SQL and a handful of primitives, functions named `X_...`,
that every engine writes in its own way. For DuckDB only the primitives are left to fill in; for another engine the text is parsed
and translated (`trees.py`, which also has the same helpers for what is built as trees). Every function in a query must be on the
tested list, so that nothing reaches an engine on which nobody has tried it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from regulars.errors import EngineError
from regulars.queries.primitives import PRIMITIVES, TESTED, WORDS
from regulars.records import dataclass, replace

if TYPE_CHECKING:
    from sqlglot import exp

_SLOT = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(?P<slot>\w+)")
_MARK = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?P<call>\b[A-Za-z_]\w*)\s*\(|[()\[\],]")


@dataclass(frozen=True, slots=True)
class Tree:
    """A piece of SQL. `is_closed`: it can stand anywhere in an expression without brackets around it."""

    text: str
    is_closed: bool = False

    @property
    def inner(self) -> str:
        """The text as a part of something larger."""
        return self.text if self.is_closed else f"({self.text})"

    def eq(self, other: Tree) -> Tree:
        """`self = other`."""
        return Tree(f"{self.inner} = {other.inner}")

    def neq(self, other: Tree) -> Tree:
        """`self <> other`."""
        return Tree(f"{self.inner} <> {other.inner}")


@dataclass(frozen=True, slots=True)
class Select(Tree):
    """A query that can be added to; its text is complete at any time."""

    columns: tuple[str, ...] = ()
    source: str = ""
    joins: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    def select(self, *columns: Tree) -> Select:
        """More columns."""
        return _written(replace(self, columns=(*self.columns, *_texts(columns))))

    def from_(self, source: Tree | str) -> Select:
        """From another table, view or subquery; a name that is text is one of ours."""
        return _written(replace(self, source=_text(source)))

    def join(self, source: Tree, *, on: Tree | None = None, using: str = "", join_type: str = "") -> Select:
        """Joined with a table, view or subquery, on a condition or by a column that both have."""
        how = f"ON {on.text}" if on is not None else f"USING ({_quoted(using)})"
        written = f"{join_type.upper()} JOIN {source.text} {how}".strip()
        return _written(replace(self, joins=(*self.joins, written)))

    def where(self, condition: Tree | str) -> Select:
        """Of rows that also meet a condition."""
        return _written(replace(self, conditions=(*self.conditions, f"({_text(condition)})")))

    def group_by(self, *keys: Tree | str) -> Select:
        """Grouped by columns or their places."""
        return _written(replace(self, groups=(*self.groups, *_texts(keys))))

    def order_by(self, *keys: Tree | str) -> Select:
        """In an order."""
        return _written(replace(self, order=(*self.order, *_texts(keys))))


def _text(piece: Tree | str) -> str:
    return piece if isinstance(piece, str) else piece.text


def _texts(pieces: Sequence[Tree | str]) -> tuple[str, ...]:
    return tuple(_text(piece) for piece in pieces)


def _written(query: Select) -> Select:
    parts = [
        f"SELECT {', '.join(query.columns)}",
        f"FROM {query.source}" if query.source else "",
        *query.joins,
        f"WHERE {' AND '.join(query.conditions)}" if query.conditions else "",
        f"GROUP BY {', '.join(query.groups)}" if query.groups else "",
        f"ORDER BY {', '.join(query.order)}" if query.order else "",
    ]
    return replace(query, text=" ".join(part for part in parts if part))


def select(*columns: Tree) -> Select:
    """A query of columns, to be given a source."""
    return Select("").select(*columns)


def union_all(*queries: Tree) -> Tree:
    """The rows of several queries."""
    return Tree(" UNION ALL ".join(query.text for query in queries))


def subquery(query: Tree) -> Tree:
    """A query to select from."""
    return Tree(f"({query.text})", is_closed=True)


@lru_cache(maxsize=512)
def _cut(template: str) -> tuple[str, ...]:
    """A template cut at its slots: text, slot, text, slot, ... text. What is quoted holds no slots."""
    parts, end = [], 0
    for found in _SLOT.finditer(template):
        if found["slot"]:
            parts += [template[end : found.start()], found["slot"]]
            end = found.end()
    return (*parts, template[end:])


def template(sql: str, **slots: Tree) -> Tree:
    """`sql`, in which every `$name` stands for the piece given for it."""
    parts = list(_cut(sql))
    parts[1::2] = [slots[slot].inner for slot in parts[1::2]]
    return Tree("".join(parts))


def sql(tree: Tree | exp.Expr, dialect: str) -> str:
    """A piece of SQL, or a tree of sqlglot, as an engine writes it.

    Raises:
        EngineError: a function is not on the tested list, or the dialect has no rendering of a primitive.
    """
    if isinstance(tree, Tree) and dialect == "duckdb":
        return _expanded(tree.text)
    from regulars.queries import trees  # takes long to import, and DuckDB's own SQL does without

    return trees.translated(tree.text, dialect) if isinstance(tree, Tree) else trees.sql(tree, dialect)


def _expanded(text: str) -> str:
    """`text` with DuckDB's form in place of every primitive, its functions checked."""
    # one level per open bracket: the primitive, if it is one's, and its arguments in pieces
    levels: list[tuple[str, list[list[str]]]] = [("", [[]])]
    end = 0
    for found in _MARK.finditer(text):
        mark, called = found[0], found["call"]
        pieces = levels[-1][1][-1]
        pieces.append(text[end : found.start()])
        end = found.end()
        if called is not None and called.startswith("X_"):
            levels.append((called, [[]]))
        elif mark[-1] in "([":
            _check(called)
            pieces.append(mark)
            levels.append(("", [pieces]))
        elif mark in {")", "]"}:
            primitive, arguments = levels.pop()
            written = ["".join(argument).strip() for argument in arguments] if primitive else []
            levels[-1][1][-1].append(rendering(primitive, "duckdb", written) if primitive else mark)
        elif mark == "," and levels[-1][0]:
            levels[-1][1].append([])
        else:
            pieces.append(mark)
    return "".join([*levels[0][1][0], text[end:]])


def _check(function: str | None) -> None:
    if function is not None and function.upper() not in TESTED and function.upper() not in WORDS:
        raise EngineError(f"The function {function} is not on the list of tested functions.", "Please report this as a bug.")


def rendering(primitive: str, dialect: str, arguments: Sequence[str]) -> str:
    """A primitive with its arguments, already rendered, in a dialect.

    Raises:
        EngineError: the dialect has no rendering of it.
    """
    forms = PRIMITIVES.get(primitive)
    if forms is None or dialect not in forms:
        raise EngineError(f"{primitive} has no rendering for {dialect}.", "Please report this as a bug.")
    form = forms[dialect]
    if "{*}" in form:
        return form.replace("{*}", ", ".join(arguments))
    return form.format(*arguments)


def call(function: str, *arguments: Tree) -> Tree:
    """A call of a function, or of a primitive."""
    return Tree(f"{function}({', '.join(argument.text for argument in arguments)})", is_closed=True)


def name(text: str, table: str | None = None) -> Tree:
    """A quoted column name: whatever a file calls its columns."""
    return Tree(f"{_quoted(table)}.{_quoted(text)}" if table else _quoted(text), is_closed=True)


def table(text: str) -> Tree:
    """A quoted table or view name."""
    return Tree(_quoted(text), is_closed=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def star(table: str) -> Tree:
    """All columns of a table."""
    return Tree(f"{_quoted(table)}.*", is_closed=True)


def text(value: str) -> Tree:
    """A string literal."""
    return Tree("'" + value.replace("'", "''") + "'", is_closed=True)


def number(value: int | Decimal) -> Tree:
    """A numeric literal; money as the decimal it is, never through a float."""
    written = str(value) if isinstance(value, int) else format(value, "f")
    return Tree(written, is_closed=not written.startswith("-"))


def timestamp(value: datetime) -> Tree:
    """An instant as naive UTC."""
    naive = value.astimezone(UTC).replace(tzinfo=None)
    return call("X_TS", text(naive.isoformat(sep=" ", timespec="microseconds")))


def null() -> Tree:
    """NULL."""
    return Tree("NULL", is_closed=True)


def truth(value: bool) -> Tree:
    """TRUE or FALSE."""
    return Tree("TRUE" if value else "FALSE", is_closed=True)


def alias(tree: Tree, called: str) -> Tree:
    """`tree AS called`."""
    return Tree(f"{tree.text} AS {_quoted(called)}", is_closed=True)


def aliased(source: Tree, called: str) -> Tree:
    """A table or subquery under another name, to select from."""
    return Tree(f"{source.inner} AS {_quoted(called)}", is_closed=True)


def ascending(tree: Tree) -> Tree:
    """A key of an order: smallest first, and what is unknown before it."""
    return Tree(f"{tree.text} NULLS FIRST")


def all_of(*conditions: Tree) -> Tree:
    """All conditions hold."""
    return conditions[0] if len(conditions) == 1 else Tree(" AND ".join(condition.inner for condition in conditions))


def any_of(*conditions: Tree) -> Tree:
    """One of the conditions holds."""
    return conditions[0] if len(conditions) == 1 else Tree(" OR ".join(condition.inner for condition in conditions))


def is_in(tree: Tree, values: Sequence[Tree]) -> Tree:
    """`tree IN (...)`."""
    return Tree(f"{tree.inner} IN ({', '.join(value.text for value in values)})")


def coalesce(*trees: Tree) -> Tree:
    """The first that is known."""
    return trees[0] if len(trees) == 1 else call("COALESCE", *trees)


def array(values: Sequence[Tree]) -> Tree:
    """A list."""
    return Tree(f"[{', '.join(value.text for value in values)}]", is_closed=True)


def joined_text(parts: Sequence[Tree]) -> Tree:
    """Texts, one behind the other."""
    return parts[0] if len(parts) == 1 else Tree(" || ".join(part.inner for part in parts))


def case(branches: Sequence[tuple[Tree, Tree]], otherwise: Tree) -> Tree:
    """CASE WHEN ... THEN ... ELSE ... END; just `otherwise` where there is no branch."""
    if not branches:
        return otherwise
    whens = " ".join(f"WHEN {condition.text} THEN {result.text}" for condition, result in branches)
    return Tree(f"CASE {whens} ELSE {otherwise.text} END", is_closed=True)
