from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from regulars.charts.months import drawable, order_columns, revenue_columns, without_gaps
from regulars.charts.svg import ticks
from regulars.scoring.results import PeriodTotal


def month(label: str, orders: int = 1, revenue: str = "10.00") -> PeriodTotal:
    return PeriodTotal(label, orders, 1, Decimal(revenue))


periods = st.lists(
    st.tuples(st.integers(1990, 2024), st.integers(1, 12), st.integers(0, 10**6), st.integers(-(10**9), 10**9)),
    min_size=1, max_size=20, unique_by=lambda row: row[:2],
).map(lambda rows: [PeriodTotal(f"{y}-{m:02d}", n, n, Decimal(cents) / 100) for y, m, n, cents in sorted(rows)])  # fmt: skip


def test_months_without_orders_are_zero_and_not_missing() -> None:
    filled = without_gaps([month("2010-11"), month("2011-02")])
    assert [(part.label, part.orders) for part in filled] == [("2010-11", 1), ("2010-12", 0), ("2011-01", 0), ("2011-02", 1)]


@given(periods)
def test_filling_and_adding_up_to_years_lose_nothing(parts: list[PeriodTotal]) -> None:
    for shown in (without_gaps(parts), drawable(parts)):
        assert sum(part.orders for part in shown) == sum(part.orders for part in parts)
        assert sum(part.revenue or 0 for part in shown) == sum(part.revenue or 0 for part in parts)
    assert len(drawable(parts)) <= 120


@given(periods)
def test_columns_stay_inside_the_drawing(parts: list[PeriodTotal]) -> None:
    drawn = revenue_columns(parts, "EUR")
    shapes = re.findall(r'<rect x="([\d.]+)%" y="([\d.]+)" width="([\d.]+)%" height="([\d.]+)"', drawn)
    assert len(shapes) == len(drawable(parts))
    for x, y, width, height in ((float(part) for part in shape) for shape in shapes):
        assert x >= 0
        assert x + width <= 100.001
        assert y >= 13
        assert y + height <= 192


def test_a_month_that_gave_back_more_hangs_below_the_line() -> None:
    drawn = revenue_columns([month("2011-01", revenue="100"), month("2011-02", revenue="-50")], None)
    above, below = (float(y) for y in re.findall(r'<rect x="[\d.]+%" y="([\d.]+)"', drawn))
    assert above < below
    assert 'class="loss"' in drawn


def test_every_column_says_its_month_and_figure() -> None:
    assert "<title>Jan 2011: 1,200</title>" in order_columns([month("2011-01", 1200)])
    assert "<title>Jan 2011: €1,200.00</title>" in revenue_columns([month("2011-01", revenue="1200")], "EUR")


def test_no_months_and_odd_labels_are_drawn() -> None:
    assert "no orders" in order_columns([])
    assert "week 7: 1" in order_columns([month("week 7"), month("week 8")])


@given(st.floats(-1e15, 0), st.floats(0, 1e15))
def test_ticks_span_their_values_and_include_zero(low: float, high: float) -> None:
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 9
    assert 0 in marks
    slack = max((high - low) * 1e-9, 1e-8)
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack


def test_ticks_of_nothing_are_drawn_from_zero_to_one() -> None:
    assert ticks(0, 0) == ticks(0, float("nan")) == ticks(0, 5e-324) == (0.0, 1.0)
