"""Text in columns for a terminal: how wide a name really is, clipping, folding, and tables that drop what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import bidirectional, category, east_asian_width

from regulars.charts.markup import clean

_GAP = 2
_SHORTEST_NAME = 12
# Marks, embeddings, overrides and isolates of the bidirectional algorithm: data must not turn a line around.
_BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# signs of our own, one cell each, in nearly every line
_NARROW = dict.fromkeys(map(ord, "·—…✓≤≥€£\u2212\u2013\u00d7"), " ")
_ISOLATE, _POP = "\u2068", "\u2069"


class TextColumn(NamedTuple):
    """One column of a table: its heading, cells, side, and how soon it is dropped (0 is never dropped)."""

    heading: str
    cells: Sequence[str]
    right: bool = True
    drop: int = 0


def one_line(text: str) -> str:
    """`text` from data, safe to print: one line, no control characters, and right-to-left text isolated from its neighbours."""
    shown = " ".join(clean(text).translate(_BIDI_CONTROLS).split())
    turned = any(bidirectional(letter) in {"R", "AL", "AN"} for letter in shown)
    return f"{_ISOLATE}{shown}{_POP}" if turned else shown


def cells_of(text: str) -> int:
    """The number of terminal cells `text` takes: wide characters two, combining and format characters none."""
    if text.isascii() or text.translate(_NARROW).isascii():
        return len(text)
    return sum(_letter(letter) for letter in text)


def clip(text: str, width: int) -> str:
    """`text` cut to `width` cells, with an ellipsis where something is missing."""
    if cells_of(text) <= width:
        return text
    kept, used = "", 0
    for letter in text:
        used += _letter(letter)
        if used > width - 1:
            break
        kept += letter
    return f"{kept}…{_POP * (kept.count(_ISOLATE) - kept.count(_POP))}"


def pad(text: str, width: int, right: bool = False) -> str:
    """`text` filled with blanks to `width` cells."""
    blanks = " " * max(width - cells_of(text), 0)
    return blanks + text if right else text + blanks


def fold(text: str, width: int, indent: str = "") -> list[str]:
    """`text` as lines of at most `width` cells, broken between words; further lines begin with `indent`."""
    start = text[: len(text) - len(text.lstrip(" "))]
    lines, line = [], ""
    for word in text.strip(" ").split(" "):
        grown = f"{line} {word}" if line else start + word
        if line and cells_of(grown) > width:
            lines.append(line.rstrip(" "))
            grown = indent + word
        line = clip(grown, width)
    return [*lines, line]


def table(columns: Sequence[TextColumn], width: int) -> list[str]:
    """The columns as aligned lines of at most `width` cells, the heading first.

    Columns with the highest `drop` leave first until the rest fits; then the first column is clipped.
    A long first column is clipped to a third of the width before another column is dropped for it.
    """
    kept = list(columns)
    modest = min(_width(columns[0]), max(_SHORTEST_NAME, width // 3))
    while modest + _others(kept) > width and any(column.drop for column in kept):
        kept.remove(max(kept, key=lambda column: column.drop))
    first = min(_width(columns[0]), max(width - _others(kept), _SHORTEST_NAME))
    widths = [first, *(_width(column) for column in kept[1:])]
    rows = zip(*(_lines(column, size) for column, size in zip(kept, widths, strict=True)), strict=True)
    return [clip((" " * _GAP).join(row).rstrip(), width) for row in rows]


def _lines(column: TextColumn, width: int) -> Iterable[str]:
    return (pad(clip(cell, width), width, column.right) for cell in (column.heading, *column.cells))


def _width(column: TextColumn) -> int:
    return max(cells_of(cell) for cell in (column.heading, *column.cells))


def _others(columns: Sequence[TextColumn]) -> int:
    return sum(_width(column) + _GAP for column in columns[1:])


@lru_cache(maxsize=4096)
def _letter(letter: str) -> int:
    if category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(letter) in {"W", "F"} else 1
