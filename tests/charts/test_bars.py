from __future__ import annotations

import re
from dataclasses import replace

from summaries import LONG, shop

from regulars.charts.bars import segment_bars, share_bar


def widths(html: str) -> list[float]:
    return [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)%"', html)]


def test_the_largest_share_fills_the_bar_and_the_rest_is_in_proportion() -> None:
    assert widths(share_bar(0.5, 0.5)) == [100]
    assert widths(share_bar(0.125, 0.5)) == [25]


def test_unknown_negative_and_scaleless_shares_have_no_length() -> None:
    assert widths(share_bar(None, 0.5)) == widths(share_bar(-0.2, 0.5)) == widths(share_bar(0.2, 0)) == [0]


def test_each_segment_has_a_bar_for_customers_and_one_for_money() -> None:
    parts = shop().segments
    assert len(widths(segment_bars(parts, True))) == 2 * len(parts)
    assert len(widths(segment_bars(parts, False))) == len(parts)


def test_both_bars_share_one_scale() -> None:
    people, money = widths(segment_bars(shop().segments, True))[:2]
    champions = shop().segments[0]
    assert money == 80
    assert people == round(80 * champions.share / (champions.revenue_share or 1), 3)


def test_the_description_tells_the_largest_and_the_richest() -> None:
    html = segment_bars(shop().segments, True)
    assert "The largest is Champions with 21.7% of customers; Champions brings 62.7% of net revenue" in html


def test_long_names_are_cut_in_the_drawing_and_no_segments_are_drawn_as_none() -> None:
    first = replace(shop().segments[0], name=LONG)
    assert LONG[:43] + "…" in segment_bars((first,), True)
    assert "There are no segments." in segment_bars((), True)
