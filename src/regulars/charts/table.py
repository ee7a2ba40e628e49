"""Accessible tables: a caption, column and row headings, numbers on the right, and a box of their own to scroll in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from regulars.charts.markup import Markup, el


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers (set on the right) or is a slim chart."""

    heading: str
    number: bool = False
    class_: str = ""

    @property
    def css(self) -> str | None:
        """The class of the column's cells."""
        return " ".join(part for part in ("number" if self.number else "", self.class_) if part) or None


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    foot: Iterable[Sequence[str]] = (),
    show_caption: bool = False,
    class_: str = "",
) -> Markup:
    """A table whose first column heads its rows. Cells are text or `Markup`."""
    head = el("tr", *(el("th", column.heading, scope="col", class_=column.css) for column in columns))
    body = [_row(columns, row) for row in rows]
    feet = [_row(columns, row) for row in foot]
    inside = el(
        "table",
        el("caption", caption, class_=None if show_caption else "sr"),
        el("thead", head),
        el("tbody", *body),
        *([el("tfoot", *feet)] if feet else []),
        class_=class_ or None,
    )
    return scroll(caption, inside)


def scroll(name: str, inside: Markup) -> Markup:
    """A box that scrolls sideways by itself, so that the page never does; reachable by keyboard."""
    return el("div", inside, class_="scroll", role="group", aria_label=name, tabindex="0")


def _row(columns: Sequence[Column], cells: Sequence[str]) -> Markup:
    first, rest = columns[0], columns[1:]
    heading = el("th", cells[0], scope="row", class_=first.css)
    return el("tr", heading, *(el("td", cell, class_=column.css) for column, cell in zip(rest, cells[1:], strict=True)))
