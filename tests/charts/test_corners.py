from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pages import Page
from summaries import engagement, shop, ten_levels, without_money

from regulars.charts.corners import four_corners
from regulars.scoring.results import GridCell


def test_corners_take_two_of_five_scores_and_leave_the_middle_out() -> None:
    cells = tuple(GridCell(r, f, 10 * r + f, Decimal(10 * r + f)) for r in range(1, 6) for f in range(1, 6))
    everyone = sum(cell.customers for cell in cells)
    said = Page(four_corners(replace(shop(), grid=cells, customers=everyone, revenue=Decimal(everyone)), 5, 5)).text
    assert f"\n{11 + 12 + 21 + 22}\n" in said  # recent, often
    assert f"\n{41 + 42 + 51 + 52}\n" in said  # long ago, often
    assert f"\n{14 + 15 + 24 + 25}\n" in said
    assert f"\n{44 + 45 + 54 + 55}\n" in said


def test_money_is_shared_out_only_where_it_is_known() -> None:
    assert "Share of revenue" in four_corners(shop(), 5, 5)
    assert "revenue" not in four_corners(without_money(), 5, 5)


def test_visits_are_not_called_orders() -> None:
    said = four_corners(engagement(), 5, 5)
    assert "many visits" in said
    assert "used to come" in said
    assert "orders" not in said


def test_a_grid_without_a_middle_has_no_corners() -> None:
    assert four_corners(shop(), 2, 5) == ""
    assert four_corners(replace(shop(), customers=0), 5, 5) == ""
    assert four_corners(ten_levels(), 10, 10) != ""
