"""The recency by frequency grid of the pages: a table whose cells lead to their customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol

from regulars.charts import text
from regulars.charts.grid import SHADES, shade
from regulars.charts.markup import Markup, el
from regulars.charts.table import scroll
from regulars.scoring.results import Axis

CAPTION = "Customers by recency score (rows) and frequency score (columns); each figure leads to its customers"
_DENSE = 6


class Cell(Protocol):
    """One pair of scores (1 = best) with its customers; `share` is of everybody."""

    @property
    def r(self) -> int: ...  # noqa: D102 - named by the axis
    @property
    def f(self) -> int: ...  # noqa: D102 - named by the axis
    @property
    def customers(self) -> int: ...  # noqa: D102 - what it says
    @property
    def share(self) -> float: ...  # noqa: D102 - what it says
    @property
    def revenue(self) -> Decimal | None: ...  # noqa: D102 - what it says


def linked_grid(
    rows: Sequence[Sequence[Cell]], largest: int, address: Callable[[int, int], str], *, best: int, currency: str | None
) -> Markup:
    """The grid; `rows` are recency, best first, their cells frequency. `largest` is the most customers in one cell."""
    levels, columns = len(rows), max((len(row) for row in rows), default=0)
    heads = [_heading("F", Axis.FREQUENCY, f, columns, best, "col") for f in range(1, columns + 1)]
    body = [
        el(
            "tr",
            _heading("R", Axis.RECENCY, place, levels, best, "row"),
            *(_cell(cell, largest, address, currency) for cell in row),
        )
        for place, row in enumerate(rows, 1)
    ]
    table = el(
        "table",
        el("caption", CAPTION, class_="sr"),
        el("thead", el("tr", el("td", class_="corner"), *heads)),
        el("tbody", *body),
        class_="heat linked" if columns <= _DENSE else "heat linked dense",
    )
    swatches = [el("i", class_=f"l{level}") for level in range(SHADES + 1)]
    most = max((cell.share for row in rows for cell in row), default=0.0)
    legend = el(
        "p",
        "Nobody ",
        el("span", *swatches, class_="swatches", aria_hidden="true"),
        f" {text.percent(most)} of customers",
        class_="legend",
    )
    return el("div", scroll(CAPTION, table), legend, class_="grid-box")


def _heading(letter: str, axis: Axis, score: int, levels: int, best: int, scope: str) -> Markup:
    first, last = text.extremes(axis)
    said = first if score == 1 else last if score == levels else ""
    return el("th", f"{letter} {text.shown_score(score, levels, best)}", el("small", said) if said else Markup(), scope=scope)


def _cell(cell: Cell, largest: int, address: Callable[[int, int], str], currency: str | None) -> Markup:
    if not cell.customers:
        return el("td", el("b", "0"), class_="l0")
    lines = [el("b", text.count(cell.customers)), el("span", text.percent(cell.share))]
    if cell.revenue is not None:
        lines.append(el("span", text.compact_money(cell.revenue, currency), class_="worth"))
    return el("td", el("a", *lines, href=address(cell.r, cell.f)), class_=f"l{shade(cell.customers, largest)}")
