"""The report as a browser shows it: no errors, nothing loaded, nothing cut off, accessible in both themes and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from summaries import CASES
from waits import becomes

from regulars.charts.report import report_html

pytestmark = pytest.mark.browser

Opener = Callable[..., Any]


@pytest.fixture(name="open_report")
def opener(chromium: Any, tmp_path: Path) -> Iterator[Opener]:
    """Opens a case's report; at the end the page must have logged nothing and asked for nothing but itself."""
    complaints: list[str] = []
    contexts = []

    def open_report(case: str, width: int = 1280, scheme: str = "light", bypass_csp: bool = False) -> Any:
        path = tmp_path / f"{case}.html"
        path.write_text(report_html(CASES[case]()), encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=bypass_csp)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda request: complaints.append(request.url) if not request.url.startswith(("file:", "data:")) else None
        )
        page.goto(path.as_uri())
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("case", ["shop", "ten_levels", "huge", "hostile", "long", "right_to_left", "without_money"])
def test_the_page_never_scrolls_sideways(open_report: Opener, case: str) -> None:
    page = open_report(case)
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("case", ["shop", "huge", "ten_levels", "long"])
def test_paper_cuts_nothing_off_and_unfolds_everything(open_report: Opener, case: str) -> None:
    a4_inside_margins = 703
    page = open_report(case, a4_inside_margins, scheme="dark")
    hidden = "part => !part.checkVisibility({contentVisibilityAuto: true})"
    folded = f"[...document.querySelectorAll('details table')].filter({hidden}).length"
    assert page.evaluate(folded) > 0
    page.emulate_media(media="print")
    becomes(lambda: page.evaluate(folded), lambda parts: parts == 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= a4_inside_margins
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("case", ["shop", "ten_levels", "unbalanced"])
def test_axe_finds_no_violation(open_report: Opener, case: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_report(case, scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_two_themes_have_their_own_colours(open_report: Opener) -> None:
    ask = "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
    light, dark = (open_report("shop", scheme=scheme).evaluate(ask) for scheme in ("light", "dark"))
    assert light[0] != dark[0]
    assert light[1] != dark[1]


def test_the_key_figures_can_be_read(open_report: Opener) -> None:
    said = open_report("shop").inner_text("body")
    for figure in ("4,338", "18,532", "£8,310,477.05", "£448.44", "65.6%", "£760,335.13", "Everything adds up", "Champions"):
        assert figure in said


def test_folded_products_open_without_scripts(open_report: Opener) -> None:
    details = open_report("shop").locator("details").first
    expect(details.locator("table")).not_to_be_visible()
    details.locator("summary").click()
    expect(details.locator("table")).to_be_visible()


_OVERFLOWING = "[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth + 1).length"


def test_on_paper_no_table_leaves_its_card(open_report: Opener) -> None:
    page = open_report("shop", 703)
    page.emulate_media(media="print")
    becomes(lambda: page.evaluate(_OVERFLOWING), lambda tables: tables == 0)
    expect(page.locator("table.segments th", has_text="Patterns")).to_be_visible()


def test_a_phone_shows_segment_customers_and_revenue_without_scrolling(open_report: Opener) -> None:
    page = open_report("shop", 390)
    for heading in ("Customers", "Net revenue"):
        box = page.locator("table.segments thead th", has_text=heading).first.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(page.get_by_text("scroll the table sideways")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.get_by_text("scroll the table sideways")).not_to_be_visible()
    becomes(lambda: page.evaluate(_OVERFLOWING), lambda tables: tables == 0)


@pytest.mark.parametrize("case", ["shop", "without_money"])
def test_the_bars_and_the_grid_are_cards_of_one_height(open_report: Opener, case: str) -> None:
    page = open_report(case)
    heights = [page.locator(f"#{name}").bounding_box()["height"] for name in ("sizes", "grid")]
    assert abs(heights[0] - heights[1]) < 1


@pytest.mark.parametrize("width", [1280, 390])
def test_drawings_stay_inside_their_card(open_report: Opener, width: int) -> None:
    outside = open_report("shop", width).evaluate(
        """() => [...document.querySelectorAll('svg.chart rect, svg.chart text')].filter(shape => {
            const box = shape.getBoundingClientRect(), card = shape.closest('section').getBoundingClientRect();
            return box.width > 0 && (box.left < card.left || box.right > card.right + 1);
        }).map(shape => shape.outerHTML)"""
    )
    assert outside == []


def test_a_hostile_name_makes_no_element(open_report: Opener) -> None:
    page = open_report("hostile", bypass_csp=True)
    expect(page.locator("script, img")).to_have_count(0)
    assert page.locator("section").count() > 5
