"""The report's section on what customers like: the surest first, on a scale with chance, and honest when there is nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pages import Page
from summaries import HOSTILE, shop

from regulars.charts.affinity import interval_bar, times
from regulars.charts.report import report_html
from regulars.scoring.affinity import Affinity, AffinityLimits, CategoryInterest, ItemKind, Pair, Preference
from regulars.scoring.layers import Layers

NAMES = [segment.name for segment in shop().segments]


def preference(segment: str, kind: ItemKind, title: str, low: float) -> Preference:
    return Preference(segment, kind, f"id {title}", title, 37, 61, 20.44, low + 2, low + 1, low, low + 3)


def affinity(title: str = "Brass lamp") -> Affinity:
    liked = [preference(name, kind, f"{title} {at}", 1.1 + at / 3) for at, name in enumerate(NAMES) for kind in ItemKind]
    unsure = preference(NAMES[0], ItemKind.PRODUCT, "Unsure thing", 0.7)
    pairs = tuple(
        Pair(ItemKind.PRODUCT, f"p{at}", title, f"q{at}", "Bulb", 971, 55, 1300, 1400, 0.02, 0.7469, 99.0, 9.8, 9.7, 8.1, 11.2)
        for at in range(20)
    )
    interests = (CategoryInterest(title, 871, 2203), CategoryInterest("Rugs", 4, 5))
    return Affinity((*liked, unsure), pairs, interests, AffinityLimits(200_113, 1_234_567, 200, 5001, 24, 24))


def page(found: Affinity | None) -> Page:
    return Page(report_html(replace(shop(), layers=Layers(None, (), (), affinity=found))))


def test_the_section_is_there_with_its_figures() -> None:
    seen = page(affinity())
    assert "affinity" in seen.values("id")
    assert "#affinity" in seen.values("href")
    for figure in (
        "9.7\N{MULTIPLICATION SIGN}",
        "8.1\N{MULTIPLICATION SIGN} to 11\N{MULTIPLICATION SIGN}",
        "74.7%",
        "971",
        "871",
        "2,203",
        "20.4",
        "61",
        "37",
    ):
        assert figure in seen.text
    assert "the surest 15 of 20 pairs" in seen.text


def test_only_what_is_above_chance_is_shown() -> None:
    assert "Unsure thing" not in page(affinity()).text


def test_the_surest_come_first() -> None:
    said = page(affinity()).text
    first, last = f"Brass lamp {len(NAMES) - 1}", "Brass lamp 0"
    assert said.index(first) < said.index(last)


def test_what_was_left_out_is_said() -> None:
    said = page(affinity()).text
    assert "the 200 products with most buyers, of 5,001" in said
    assert "the latest 200,113 orders, of 1,234,567" in said
    assert "24 categories" not in said
    whole = replace(affinity(), limits=AffinityLimits(9, 9, 9, 9, 9, 9))
    assert "Looked at" not in page(whole).text


def test_nothing_above_chance_is_said_and_no_table_drawn() -> None:
    said = page(Affinity((preference(NAMES[0], ItemKind.PRODUCT, "Lamp", 0.5),), (), (), AffinityLimits(9, 9, 1, 1, 0, 0)))
    assert "No segment is seen to buy anything more than chance" in said.text
    assert "Lamp" not in said.text


def test_without_products_there_is_no_section() -> None:
    assert "affinity" not in page(None).values("id")


@pytest.mark.parametrize("name", [HOSTILE, "<b>", "", "مصباح نحاسي طويل جدا " * 12, "x" * 400])
def test_names_from_the_data_stay_text(name: str) -> None:
    plain, hostile = page(affinity("A")), page(affinity(name))
    assert set(hostile.tags) == set(plain.tags)
    assert hostile.tags.count("tr") == plain.tags.count("tr")


def test_tables_have_captions_and_ids_stay_unique() -> None:
    html = report_html(replace(shop(), layers=Layers(None, (), (), affinity=affinity())))
    assert all("<caption" in part and 'scope="col"' in part for part in re.findall(r"<table.*?</table>", html, flags=re.DOTALL))
    ids = Page(html).values("id")
    assert len(ids) == len(set(ids))


def test_the_interval_stands_right_of_chance_and_inside_the_drawing() -> None:
    drawn = interval_bar(3, 2, 5, 5)
    shares = [float(value) for value in re.findall(r'(?:x1|x2|cx)="([\d.]+)%"', drawn)]
    chance, _, low, high, dot = shares
    assert 0 < chance < low < dot < high <= 100


@pytest.mark.parametrize(
    ("lift", "said"),
    [
        (1.14, "1.1\N{MULTIPLICATION SIGN}"),
        (9.96, "10\N{MULTIPLICATION SIGN}"),
        (21.9, "22\N{MULTIPLICATION SIGN}"),
        (1234.5, "1,234\N{MULTIPLICATION SIGN}"),
    ],
)
def test_lifts_are_said_in_two_digits(lift: float, said: str) -> None:
    assert times(lift) == said
