from __future__ import annotations

import pytest
from pages import Page
from summaries import CASES, HOSTILE, named, shop, unbalanced, without_money

from regulars.charts.notebook import notebook_html


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_a_balanced_fragment_that_loads_nothing(case: str) -> None:
    seen = Page(notebook_html(CASES[case]()))
    assert not {"script", "img", "link", "html", "body"} & set(seen.tags)
    assert seen.values("style") == seen.values("src") == seen.values("href") == seen.values("id") == []


def test_every_style_is_scoped_to_the_card() -> None:
    sheet = "".join(Page(notebook_html(shop())).styles)
    selectors = [part for rule in sheet.split("}") if "{" in rule for part in rule.split("{")[0].strip().split(",")]
    assert selectors
    assert all(selector.startswith(".regulars-card") for selector in selectors)


def test_the_card_says_the_figures_and_the_risk() -> None:
    said = Page(notebook_html(shop())).text
    for part in (
        "4,338 customers",
        "£8,310,477.05 net revenue",
        "High value at risk: £760,335.13",
        "Champions",
        "everything adds up",
    ):
        assert part in said


def test_a_ledger_that_does_not_add_up_is_told() -> None:
    assert "the figures do not add up" in Page(notebook_html(unbalanced())).text


def test_without_money_there_is_none() -> None:
    assert "revenue" not in Page(notebook_html(without_money())).text


def test_hostile_names_stay_text() -> None:
    assert Page(notebook_html(named(HOSTILE))).tags == Page(notebook_html(named("name"))).tags
