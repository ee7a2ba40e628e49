from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from summaries import shop, ten_levels

from regulars.charts.histogram import histogram, position
from regulars.scoring.results import AxisDistribution, HistogramBin

edges = st.lists(st.integers(-1000, 10**6), min_size=2, max_size=30, unique=True).map(sorted)


def bins(ends: list[int]) -> tuple[HistogramBin, ...]:
    return tuple(HistogramBin(low, high, 1) for low, high in pairwise(ends))


@given(edges, st.floats(-2000, 2e6), st.floats(-2000, 2e6))
def test_positions_keep_the_order_of_values(ends: list[int], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= position(low, bins(ends)) <= position(high, bins(ends)) <= 1


@given(edges)
def test_an_edge_stands_where_its_bin_begins(ends: list[int]) -> None:
    assert [round(position(edge, bins(ends)) * (len(ends) - 1), 6) for edge in ends] == list(range(len(ends)))


def cut_lines(drawn: str) -> list[float]:
    return [float(x) for x in re.findall(r'<line x1="([\d.]+)%"[^>]*class="cut"', drawn)]


def test_every_distinct_cut_is_drawn_and_labelled_once() -> None:
    for summary in (shop(), ten_levels()):
        for axis in summary.axes:
            drawn = histogram(axis, "GBP", 1)
            assert len(cut_lines(drawn)) == len(set(axis.cuts.boundaries))
            assert drawn.count('class="cut-label"') == len(set(axis.cuts.boundaries))


def test_a_repeated_cut_says_how_often() -> None:
    assert "1 (\u00d72)" in histogram(shop().axes[1], None, 1)


def test_a_border_belongs_to_the_level_below_it() -> None:
    after_one_order, after_two = 10, 20  # per cent: ten bins, the first two hold one and two orders
    assert cut_lines(histogram(shop().axes[1], None, 1))[:2] == [after_one_order, after_two]


def boxes(drawn: str) -> list[str]:
    return re.findall(r"<title>score (\d+)</title>", drawn)


def test_the_strip_names_scores_in_the_direction_of_the_axis() -> None:
    recency, frequency, _ = shop().axes
    assert boxes(histogram(recency, None, 1)) == ["1", "2", "3", "4", "5"]
    assert boxes(histogram(frequency, None, 1)) == ["5", "3", "2", "1"]
    assert boxes(histogram(frequency, None, 5)) == ["1", "3", "4", "5"]


def test_every_bin_says_its_range_and_customers() -> None:
    assert "<title>1 to 2: 1,493 customers</title>" in histogram(shop().axes[1], None, 1)


@pytest.mark.parametrize("values", ["10 50 120 190 310 500 770 1300 1810", "61.0 139.94 273.81 581.19", "3800 3900 3950 3999"])
def test_labels_that_would_touch_hang_in_different_rows(values: str) -> None:
    plain = shop().axes[2]
    axis = replace(plain, cuts=replace(plain.cuts, levels=10, boundaries=tuple(map(Decimal, values.split()))))
    drawn = histogram(axis, "USD", 1)
    labels = re.findall(r'<text x="([\d.]+)%" y="([\d.]+)" text-anchor="(\w+)" class="cut-label">([^<]*)', drawn)
    assert len(labels) == len(set(axis.cuts.boundaries))
    for row in {y for _, y, _, _ in labels}:
        spans = [_span(float(x) / 100, anchor, said) for x, y, anchor, said in labels if y == row]
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def _span(x: float, anchor: str, said: str) -> tuple[float, float]:
    length = len(said) * 0.027
    start = x - {"start": 0.0, "middle": length / 2, "end": length}[anchor]
    return start, start + length


def wide_ended() -> AxisDistribution:
    axis = shop().axes[2]
    ends = (*range(0, 3000, 100), 33_600)
    return replace(axis, bins=tuple(HistogramBin(low, high, 5) for low, high in pairwise(ends)))


def test_an_open_end_says_and_more_and_equal_bins_do_not() -> None:
    drawn = histogram(wide_ended(), "USD", 1)
    assert ">$2.9K and more</text>" in drawn
    assert "<title>$2.9K and more, up to $33.6K: 5 customers</title>" in drawn
    assert ">$33.6K</text>" not in drawn
    assert "and more" not in histogram(replace(wide_ended(), bins=wide_ended().bins[:-1]), "USD", 1)


def test_an_axis_without_bins_cuts_or_customers_is_drawn_all_the_same() -> None:
    axis = shop().axes[0]
    bare = replace(axis.cuts, boundaries=(), levels=1, usable=1)
    assert "nothing to show" in histogram(replace(axis, bins=(), cuts=bare, level_counts=(0,)), None, 1)
    assert "nan" not in histogram(replace(axis, bins=(HistogramBin(0, 1, 0),)), None, 1)


def test_money_borders_carry_the_currency() -> None:
    axis = shop().axes[2]
    assert ">£250.10<" in histogram(axis, "GBP", 1)
    assert ">250.1<" in histogram(axis, None, 1)
