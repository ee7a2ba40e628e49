"""Sparks and columns stay within their drawing, whatever the values."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from regulars.charts.trend import columns, spark


@given(st.lists(st.integers(min_value=0, max_value=10**12), min_size=2, max_size=30))
def test_a_spark_stays_within_its_box(values: list[int]) -> None:
    points = re.search(r'points="([^"]+)"', spark(values, "words"))
    assert points is not None
    pairs = [tuple(map(float, pair.split(","))) for pair in points[1].split()]
    assert len(pairs) == len(values)
    assert all(0 <= x <= 88 and 0 <= y <= 24 for x, y in pairs)
    assert all(first[0] < second[0] for first, second in pairwise(pairs))


def test_one_value_is_no_trend() -> None:
    assert spark([5], "words") == ""
    assert columns([], "trend", "title") == ""


@given(st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=30))
def test_columns_never_leave_the_plot(values: list[int]) -> None:
    drawn = columns([(f"day {place}", value) for place, value in enumerate(values)], "trend", "title")
    heights = [float(each) for each in re.findall(r'<rect[^>]* height="([0-9.]+)"', drawn)]
    assert len(heights) == len(values)
    assert all(0 <= height <= 100.01 for height in heights)
    assert f"{values[-1]:,}" in drawn
