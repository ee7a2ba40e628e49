"""The recency by frequency grid: a real table whose shade follows the share of customers in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from regulars.charts import text
from regulars.charts.corners import four_corners
from regulars.charts.markup import Markup, el
from regulars.charts.table import scroll
from regulars.scoring.results import Axis, GridCell, Summary

SHADES = 8
_CAPTION = "Customers by recency score (rows) and frequency score (columns)"


def recency_frequency_grid(summary: Summary) -> Markup:
    """The grid with its legend. Rows are recency, columns frequency, best first; a cell without customers is shown as 0."""
    rows, columns = _levels(summary, Axis.RECENCY), _levels(summary, Axis.FREQUENCY)
    cells = {(cell.r, cell.f): cell for cell in summary.grid}
    largest = max((cell.customers for cell in summary.grid), default=0)
    body = [
        el("tr", _row_heading(r, rows, summary.best), *(_cell(cells.get((r, f)), largest, summary) for f in range(1, columns + 1)))
        for r in range(1, rows + 1)
    ]
    inside = el(
        "table", el("caption", _CAPTION, class_="sr"), _head(columns, summary.best), el("tbody", *body), class_=_size(columns)
    )
    return el(
        "div",
        scroll(_CAPTION, inside),
        _legend(summary.grid, summary.customers),
        four_corners(summary, rows, columns),
        class_="grid-box",
    )


def shade(customers: int, largest: int) -> int:
    """0 for nobody, else 1 to 8. The root keeps small cells apart from empty ones beside one huge cell."""
    if customers <= 0 or largest <= 0:
        return 0
    return max(1, min(SHADES, round(SHADES * sqrt(customers / largest))))


def _levels(summary: Summary, axis: Axis) -> int:
    known = [part.cuts.levels for part in summary.axes if part.cuts.axis is axis]
    used = [cell.r if axis is Axis.RECENCY else cell.f for cell in summary.grid]
    return max(known + used, default=1)


def _head(columns: int, best: int) -> Markup:
    headings = [_column_heading(f, columns, best) for f in range(1, columns + 1)]
    return el("thead", el("tr", el("td", class_="corner"), *headings))


def _column_heading(f: int, levels: int, best: int) -> Markup:
    return el("th", f"F {text.shown_score(f, levels, best)}", _end_words(Axis.FREQUENCY, f, levels), scope="col")


def _row_heading(r: int, levels: int, best: int) -> Markup:
    return el("th", f"R {text.shown_score(r, levels, best)}", _end_words(Axis.RECENCY, r, levels), scope="row")


def _end_words(axis: Axis, score: int, levels: int) -> Markup:
    first, last = text.extremes(axis)
    said = first if score == 1 else last if score == levels else ""
    return el("small", said) if said else Markup()


def _cell(cell: GridCell | None, largest: int, summary: Summary) -> Markup:
    customers = cell.customers if cell else 0
    part = customers / summary.customers if summary.customers else 0.0
    lines = [el("b", text.count(customers)), el("span", text.percent(part))]
    if summary.has_money and cell is not None and cell.revenue is not None:
        exact = text.money(cell.revenue, summary.currency)
        lines.append(el("span", text.compact_money(cell.revenue, summary.currency), class_="worth", title=f"net revenue {exact}"))
    return el("td", *lines, class_=f"l{shade(customers, largest)}")


def _size(columns: int) -> str:
    return "heat" if columns <= 6 else "heat dense"


def _legend(cells: Sequence[GridCell], customers: int) -> Markup:
    largest = max((cell.customers for cell in cells), default=0)
    top = text.percent(largest / customers if customers else 0.0)
    swatches = [el("i", class_=f"l{level}") for level in range(SHADES + 1)]
    return el("p", "Nobody ", el("span", *swatches, class_="swatches", aria_hidden="true"), f" {top} of customers", class_="legend")
