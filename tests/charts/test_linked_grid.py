"""The grid of the pages: every cell with customers leads to them, and shows digits as the shop counts them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from regulars.charts.linked_grid import linked_grid


@dataclass(frozen=True)
class Cell:
    r: int
    f: int
    customers: int
    share: float
    revenue: Decimal | None


def grid(best: int) -> str:
    rows = [
        [Cell(1, 1, 30, 0.6, Decimal(1234)), Cell(1, 2, 0, 0.0, None)],
        [Cell(2, 1, 5, 0.1, None), Cell(2, 2, 15, 0.3, Decimal(-2))],
    ]
    return linked_grid(rows, 30, lambda r, f: f"/cell/{r}/{f}", best=best, currency="EUR")


def test_cells_lead_to_their_customers_and_empty_ones_nowhere() -> None:
    drawn = grid(1)
    assert drawn.count("<a ") == 3
    assert 'href="/cell/1/1"' in drawn
    assert 'href="/cell/1/2"' not in drawn
    assert "€1.23K" in drawn


def test_where_5_is_best_headings_are_turned_and_addresses_are_not() -> None:
    drawn = grid(5)
    assert drawn.index(">R 2<") < drawn.index(">R 1<")
    assert drawn.index("/cell/1/1") < drawn.index("/cell/2/1")
