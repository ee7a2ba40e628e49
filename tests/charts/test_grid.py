from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from summaries import best_is_five, shop, ten_levels, without_money

from regulars.charts.grid import recency_frequency_grid, shade
from regulars.scoring.results import GridCell


def cells(html: str) -> list[list[str]]:
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    return [re.findall(r"<b>([\d,]+)</b>", row) for row in body.split("</tr>")[:-1]]


def test_rows_are_recency_and_columns_frequency_best_first() -> None:
    summary = replace(shop(), grid=(GridCell(1, 2, 7, None), GridCell(5, 1, 9, None)))
    shown = cells(recency_frequency_grid(summary))
    assert [len(row) for row in shown] == [5] * 5
    assert shown[0][1] == "7"
    assert shown[4][0] == "9"
    assert sum(row.count("0") for row in shown) == 23


def test_the_ends_of_both_axes_are_named_in_words() -> None:
    html = recency_frequency_grid(shop())
    assert html.index("R 1<small>most recent") < html.index("R 5<small>longest ago")
    assert html.index("F 1<small>most often") < html.index("F 5<small>least often")


def test_five_as_best_changes_headings_and_not_places() -> None:
    html, plain = recency_frequency_grid(best_is_five()), recency_frequency_grid(shop())
    assert "R 5<small>most recent" in html
    assert cells(html) == cells(plain)


def test_money_is_shown_only_where_it_is_known() -> None:
    assert "net revenue £" in recency_frequency_grid(shop())
    assert "net revenue" not in recency_frequency_grid(without_money())


def test_ten_levels_make_a_hundred_cells() -> None:
    assert sum(len(row) for row in cells(recency_frequency_grid(ten_levels()))) == 100


def test_an_empty_grid_is_a_table_of_zeros() -> None:
    assert set(chain.from_iterable(cells(recency_frequency_grid(replace(shop(), grid=(), customers=0))))) == {"0"}


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(1, 10**9))
def test_shades_follow_customers_and_only_nobody_has_none(one: int, other: int, largest: int) -> None:
    one, other = min(one, largest), min(other, largest)
    assert (shade(one, largest) == 0) == (one == 0)
    assert shade(largest, largest) == 8
    assert shade(min(one, other), largest) <= shade(max(one, other), largest)
