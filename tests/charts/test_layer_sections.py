"""The report's sections about the layers: there when the data allow, accessible, and with every figure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from pages import Page
from summaries import HOSTILE, shop, without_money

from regulars.charts.report import report_html
from regulars.scoring.layers import (
    ChannelTotal,
    Corner,
    CornerTotal,
    FlagTotal,
    Habit,
    Layers,
    Plane,
    PlaneCell,
    StageTotal,
)
from regulars.scoring.lifecycle import Stage, borders, rules
from regulars.scoring.results import Summary

SHOP = borders(shop().cycle)


def layers() -> Layers:
    said = dict(rules(SHOP))
    money = [Decimal(f"{1000 + 7 * place}.25") for place in range(40)]
    cells = [PlaneCell(worth, visits, 10 * worth + visits, money[worth * 3 + visits]) for worth in range(6) for visits in range(3)]
    return Layers(
        borders=SHOP,
        stages=tuple(
            StageTotal(stage, said[stage], 611 + place, 0.141 + place / 100, money[place]) for place, stage in enumerate(Stage)
        ),
        flags=(FlagTotal("slipping", "Slipping", "overdue", (("overdue", Decimal(2)),), 733, 0.0733, Decimal("991.10")),),
        channels=(ChannelTotal("web & <app>", 821, 205, 0.613, Decimal("881.90")),),
        habits=(Habit("orders with a discount or a coupon", 0.2371),),
        plane=Plane(
            7, 90, tuple(cells), tuple(CornerTotal(corner, "so", 951 + at, money[at + 20]) for at, corner in enumerate(Corner))
        ),
        notes=("The two files name customers differently.",),
    )


def with_layers(summary: Summary) -> Summary:
    return replace(summary, layers=layers())


def test_the_sections_are_there_and_in_the_contents() -> None:
    seen = Page(report_html(with_layers(shop())))
    for name in ("lifecycle", "flags", "habits", "plane"):
        assert name in seen.values("id")
        assert f"#{name}" in seen.values("href")


def test_without_layers_there_are_no_sections() -> None:
    seen = Page(report_html(shop()))
    assert {"lifecycle", "flags", "habits", "plane"}.isdisjoint(seen.values("id"))


def test_what_the_data_do_not_have_is_left_out() -> None:
    bare = replace(layers(), channels=(), habits=(), plane=None)
    seen = Page(report_html(replace(shop(), layers=bare)))
    assert "lifecycle" in seen.values("id")
    assert {"habits", "plane"}.isdisjoint(seen.values("id"))


def test_every_figure_is_shown() -> None:
    said = Page(report_html(with_layers(shop()))).text
    figures = [f"{611 + place}" for place in range(len(Stage))] + [
        "733",
        "7.3%",
        "£991.10",
        "821",
        "61.3%",
        "25.0%",
        "£881.90",
        "23.7%",
    ]
    figures += [f"{951 + at}" for at in range(len(Corner))] + ["52", "7 visits or more are heavy visiting"]
    assert [figure for figure in figures if figure not in said] == []
    assert SHOP.because in said
    assert "The two files name customers differently." in said


def test_every_stage_and_corner_is_named_with_who_is_in_it() -> None:
    said = Page(report_html(with_layers(shop()))).text.lower()
    assert all(stage.value in said for stage in Stage)
    assert all(corner.value in said for corner in Corner)
    assert all(rule.lower() in said for _, rule in rules(SHOP))


def test_tables_have_captions_and_scoped_headings_and_ids_stay_unique() -> None:
    html = report_html(with_layers(shop()))
    tables = re.findall(r"<table.*?</table>", html, flags=re.DOTALL)
    assert all("<caption" in part and 'scope="col"' in part for part in tables)
    ids = Page(html).values("id")
    assert len(ids) == len(set(ids))


def test_without_money_no_money_is_shown() -> None:
    said = Page(report_html(replace(without_money(), layers=layers()))).text
    assert "£" not in said
    assert "Net revenue" not in said


@pytest.mark.parametrize("name", [HOSTILE, "<b>", ""])
def test_names_from_the_data_stay_text(name: str) -> None:
    channel = replace(layers().channels[0], channel=name)
    hostile = replace(shop(), layers=replace(layers(), channels=(channel,)))
    assert Page(report_html(hostile)).tags == Page(report_html(with_layers(shop()))).tags
