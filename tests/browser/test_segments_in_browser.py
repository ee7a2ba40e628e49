"""Overview and segments in a real browser: found by pointer and keyboard, in both themes, on a phone, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from waits import at_rest, becomes

pytestmark = pytest.mark.browser
PageAs = Callable[..., Any]
ADDRESSES = (
    "/",
    "/segments/",
    "/segments/named/Champions",
    "/segments/named/Champions?tab=customers",
    "/segments/named/Champions?tab=map",
    "/segments/named/Champions?tab=geography",
    "/segments/named/Champions?tab=movement",
    "/segments/named/Big spenders?tab=history",
    "/segments/compare?segment=Champions&segment=Big spenders",
    "/segments/cell/1/1",
)


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_in_either_theme(page_as: PageAs, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = page_as("marketer", color_scheme=scheme, bypass_csp=True)
    for address in ADDRESSES:
        page.goto(address)
        at_rest(page)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"


def test_nothing_is_wider_than_a_phone(page_as: PageAs) -> None:
    page = page_as("admin", viewport={"width": 390, "height": 800})
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_from_the_overview_to_who_is_about_to_be_lost(page_as: PageAs) -> None:
    page = page_as("marketer")
    expect(page.locator("main h2").first).to_contain_text("about to be lost")
    page.get_by_role("link", name="See who they are").click()
    page.wait_for_url(re.compile("tab=customers"))
    rows = page.locator("#members tbody tr")
    someone = rows.first.locator("th").inner_text()
    page.get_by_label("Search these customers").press_sequentially(someone)
    page.wait_for_url(re.compile(f"q={re.escape(someone)}(&|$)"))
    expect(rows).to_have_count(1)
    expect(rows.first.locator("th")).to_have_text(someone)
    page.reload()
    expect(rows).to_have_count(1)


def test_the_list_is_searched_sorted_and_gone_back_in(page_as: PageAs) -> None:
    page = page_as("viewer", "/segments/")
    page.locator("#segments thead").get_by_role("link", name="Customers").click()
    page.wait_for_url(re.compile("sort=-customers"))
    at_rest(page)
    shown = page.locator("#segments tbody td.num:nth-of-type(2)").all_inner_texts()
    # a segment that no refresh has looked at yet has no size, and stands at the end
    sizes = [int(each.replace(",", "")) for each in shown if each != "–"]
    assert sizes == sorted(sizes, reverse=True)
    assert shown[len(sizes) :] == ["–"] * (len(shown) - len(sizes))
    page.get_by_label("Search segments").press_sequentially("champ")
    page.wait_for_url(re.compile("q=champ.*sort=-customers"))
    expect(page.locator("#segments tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator("#segments tbody tr").nth(5)).to_be_visible()


def test_two_segments_are_chosen_and_compared(page_as: PageAs) -> None:
    page = page_as("viewer", "/segments/")
    page.get_by_label("Compare Champions", exact=True).check()
    page.get_by_label("Compare Big spenders", exact=True).check()
    page.get_by_role("button", name="Compare the two chosen").click()
    page.wait_for_url(re.compile("compare"))
    expect(page.get_by_text("In both")).to_be_visible()


def test_tabs_are_gone_through_with_the_keyboard(page_as: PageAs) -> None:
    page = page_as("viewer", "/segments/named/Champions")
    page.get_by_role("link", name="About", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("nav.tabs").get_by_role("link", name="Customers")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("tab=customers"))
    page.locator("#members tbody tr").first.wait_for()
    page.locator("nav.tabs").get_by_role("link", name="Geography").click()
    page.get_by_role("heading", name="Countries").wait_for()
    page.go_back()
    page.locator("#members tbody tr").first.wait_for()


def test_the_map_is_zoomed_by_wheel_button_and_key_and_dragged(page_as: PageAs) -> None:
    page = page_as("viewer", "/segments/named/Champions?tab=map")
    drawing = page.locator("svg.world")
    page.locator(".map-controls").wait_for()

    def view() -> list[float]:
        return [float(each) for each in drawing.get_attribute("viewBox").split()]

    whole = view()
    radius = float(page.locator("svg.world circle").first.get_attribute("r"))
    page.get_by_role("button", name="Closer").click()
    closer = becomes(view, lambda seen: seen[2] < whole[2])
    assert float(page.locator("svg.world circle").first.get_attribute("r")) < radius
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.wheel(0, -200)
    before = becomes(view, lambda seen: seen[2] < closer[2])
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 100, steps=4)
    page.mouse.up()
    becomes(view, lambda seen: seen[0] > before[0])
    drawing.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("0")
    becomes(view, lambda seen: seen == whole)
    page.locator("svg.world circle").last.hover(force=True)
    expect(page.locator(".map .tip")).to_have_text(re.compile(r": [\d,]+ customers?$"))


def test_everything_can_be_read_without_scripts(page_as: PageAs) -> None:
    page = page_as("marketer", "/segments/", java_script_enabled=False)
    page.get_by_label("Search segments").fill("champ")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#segments tbody tr")).to_have_count(1)
    page.locator("#segments").get_by_role("link", name="Champions").click()
    page.locator("nav.tabs").get_by_role("link", name="Customers").click()
    page.get_by_role("link", name="Net revenue").click()
    page.wait_for_url("**sort=**")
    page.locator("nav.tabs").get_by_role("link", name="Map").click()
    expect(page.locator("svg.world circle").nth(10)).to_be_attached()
