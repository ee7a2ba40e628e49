"""The four corners of the recency by frequency grid: who stands there, and what they bring."""

from __future__ import annotations

from decimal import Decimal

from regulars.charts import text
from regulars.charts.markup import Markup, el
from regulars.charts.table import Column, table
from regulars.scoring.results import Summary

_NEAR = 0.4  # of the scores of an axis make a corner: two of five
_FEWEST = 3  # with two scores there is nothing between the corners


def four_corners(summary: Summary, rows: int, columns: int) -> Markup:
    """A table of the corners of a grid of `rows` recency and `columns` frequency scores; nothing where it is too small."""
    if min(rows, columns) < _FEWEST or not summary.customers:
        return Markup()
    come, order = text.again_verb(summary), f"{text.occasion(summary)}s"
    corners = (
        (True, True, f"Recent, many {order}", "the regulars: thank them"),
        (False, True, f"Long ago, many {order}", f"used to {come}: win them back"),
        (True, False, f"Recent, few {order}", "new or occasional: ask them in again"),
        (False, False, f"Long ago, few {order}", "mostly gone: spend little"),
    )
    headings = [Column("Corner"), Column("Customers", True), Column("Share", True)]
    headings += [Column("Share of revenue", True)] if summary.has_money else []
    body = (_row(summary, rows, columns, *corner) for corner in corners)
    return table("The four corners of the grid", headings, body, show_caption=True, class_="corners")


def _row(summary: Summary, rows: int, columns: int, recent: bool, often: bool, name: str, hint: str) -> list[str]:
    inside = [cell for cell in summary.grid if _within(cell.r, rows, recent) and _within(cell.f, columns, often)]
    customers = sum(cell.customers for cell in inside)
    heading = el("span", name, el("span", hint, class_="sub"))
    cells: list[str] = [heading, text.count(customers), text.percent(customers / summary.customers)]
    if summary.has_money:
        revenue = sum((cell.revenue or Decimal(0) for cell in inside), Decimal(0))
        whole = summary.revenue
        cells.append(text.percent(float(revenue / whole)) if whole is not None and whole > 0 else text.NOTHING)
    return cells


def _within(score: int, levels: int, best: bool) -> bool:
    """Whether a score (1 = best) is among the best, or else the lowest, of its axis."""
    reach = max(1, int(levels * _NEAR))
    return score <= reach if best else score > levels - reach
