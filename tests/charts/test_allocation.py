"""The pictures of the budget say what its numbers say."""

from __future__ import annotations

import re

from regulars.charts.allocation import Lift, Spend, allocation_bars, lift_whiskers, returns_by_budget


def _widths(drawn: str, class_: str) -> list[float]:
    return [float(width) for width in re.findall(rf'<rect[^>]* width="([\d.]+)%"[^>]* class="{class_}"', drawn)]


def test_bars_are_in_proportion_and_most_money_comes_first() -> None:
    drawn = allocation_bars([Spend("few", 50.0, 200.0), Spend("much", 200.0, 0.0), Spend("none", 0.0, 0.0)], "USD")
    names = re.findall(r'class="name">([^<]+)<', drawn)
    assert names == ["much", "few", "none"]
    plan, today = _widths(drawn, "people"), _widths(drawn, "money")
    assert plan[0] == 4 * plan[1] == today[1]
    assert (plan[2], today[0]) == (0, 0)
    assert "$200 by the plan" in drawn
    assert "Most goes to much: $200." in drawn


def test_today_is_drawn_only_where_it_is_known_and_names_do_not_become_markup() -> None:
    drawn = allocation_bars([Spend("<script>&", 0.0, 0.0)], None)
    assert _widths(drawn, "money") == []
    assert "<script>" not in drawn
    assert "&lt;script&gt;&amp;" in drawn
    assert "No offer gets any money." in drawn
    assert "There are no offers." in allocation_bars([], None)


def test_a_ring_marks_the_lift_that_pays_unless_none_does() -> None:
    drawn = lift_whiskers([Lift("a", 0.10, 0.01, 0.05), Lift("b", -0.02, 0.01, None)])
    assert drawn.count('class="ring"') == 1
    ring = float(re.findall(r'cx="([\d.]+)%"[^>]*class="ring"', drawn)[0])
    first, second = (float(place) for place in re.findall(r'cx="([\d.]+)%"[^>]*class="dot"', drawn))
    assert second < ring < first
    assert "never pays" in drawn


def test_the_curve_marks_the_budget_where_it_is_near() -> None:
    points = [(0.0, 0.0), (100.0, 900.0), (200.0, 1200.0)]
    assert 'class="cut"' in returns_by_budget(points, 150.0, "EUR")
    assert 'class="cut"' not in returns_by_budget(points, 5000.0, "EUR")
    assert returns_by_budget([(0.0, 0.0)], 0.0, None)
