"""The journeys through scoring, movement and data in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from waits import at_rest, becomes

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.long
PageAs = Callable[..., "Page"]
PAGES = (
    "/scoring/",
    "/scoring/?r=20&r=45&r=90&r=150",
    "/scoring/?scorecard=rfm-4",
    "/movement/",
    "/movement/people",
    "/data/",
    "/data/?tab=imports",
    "/data/?tab=refreshes",
    "/data/?tab=sources",
    "/data/?tab=schedule",
    "/data/runs/1",
    "/data/update",
    "/data/welcome/business",
    "/data/welcome/data",
    "/data/welcome/budget",
    "/data/welcome/segments",
)
# colours differ by theme, structure does not
DARK = ("/scoring/?r=20&r=45&r=90&r=150", "/movement/", "/data/?tab=imports", "/data/welcome/budget")


def test_a_threshold_is_moved_with_the_keyboard_saved_and_refreshed(own_page: PageAs, own_served: Any) -> None:
    page = own_page("marketer", "/scoring/")
    slider = page.get_by_role("slider", name="Recency, at most for score 1")
    before = int(slider.get_attribute("aria-valuenow") or 0)
    slider.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_text("would be in another segment").wait_for()
    expect(slider).to_have_attribute("aria-valuenow", str(before + 11))
    expect(slider).to_have_attribute("aria-valuetext", f"{before + 11} days")
    expect(page.locator("#r-1")).to_have_value(str(before + 11))
    page.wait_for_url(f"**r={before + 11}&**")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Changed, not yet in force.").wait_for()
    page.get_by_role("button", name="Refresh now").click()
    page.get_by_text("Done in").wait_for(timeout=180_000)
    page.goto("/scoring/")
    expect(page.locator("#r-1")).to_have_value(str(before + 11))
    expect(page.get_by_text("Changed, not yet in force.")).to_have_count(0)
    expect(page.get_by_text("typed limits").or_(page.get_by_text("Typed thresholds")).first).to_be_visible()
    page.goto("/data/?tab=refreshes")
    expect(page.locator("tbody tr").first).to_contain_text("marketer@example.org")
    assert list((own_served.folder / "scorecards").iterdir())


def test_a_csv_is_uploaded_looked_at_and_imported(own_page: PageAs, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order_id,customer_id,order_date,total\nweb-1,web,2024-06-18,10.50\nweb-2,web,2024-06-19,20.00\nweb-3,,2024-06-19,5\n"
    )
    page = own_page("marketer", "/data/")
    page.get_by_label("Files", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look at the files").click()
    page.get_by_text("3 rows read, 2 kept").wait_for(timeout=180_000)
    expect(page.get_by_text("no customer on the row").first).to_be_attached()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("link", name="Look at it").wait_for(timeout=180_000)
    page.goto("/data/?tab=imports")
    cells = page.locator("tbody tr").first.locator("td")
    expect(cells.nth(1)).to_have_text("done")
    assert cells.all_inner_texts()[1:6] == ["done", "3", "1", "2", "0"]


def test_a_refresh_is_watched_in_its_dialog_and_taken_back(own_page: PageAs) -> None:
    page = own_page("marketer", "/data/")
    page.get_by_role("link", name="Refresh now").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("The segments hold").wait_for()
    dialog.get_by_role("button", name="Update now").click()
    dialog.get_by_text("Top products").wait_for()
    dialog.get_by_role("button", name="Cancel").click()
    dialog.get_by_text("Cancelled. Nothing was changed.").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_a_threshold_pushes_the_next_one_and_is_dragged(page_as: PageAs) -> None:
    page = page_as("marketer", "/scoring/", viewport={"width": 1280, "height": 900})
    grip = page.get_by_role("slider", name="Recency, at most for score 1").locator("circle")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + 5, steps=5)
    page.mouse.up()

    def values() -> list[int]:
        return [int(page.locator(f"#r-{number}").input_value()) for number in range(1, 5)]

    found = becomes(values, lambda limits: limits[1] == limits[0] + 1)
    assert found == sorted(set(found))
    page.get_by_text("would be in another segment").wait_for()


def test_thresholds_are_typed_where_there_are_no_scripts(page_as: PageAs) -> None:
    page = page_as("marketer", "/scoring/", java_script_enabled=False)
    page.locator("#r-1").fill("11")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("would be in another segment").first).to_be_visible()
    expect(page.locator("#r-1")).to_have_value("11")


def test_a_typed_threshold_moves_its_marker(page_as: PageAs) -> None:
    page = page_as("analyst", "/scoring/")
    slider = page.get_by_role("slider", name="Frequency, at least for score 1")
    page.locator("#f-1").fill("20")
    expect(slider).to_have_attribute("aria-valuenow", "20")
    page.get_by_text("would be in another segment").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_what_keeps_anybody_out(page_as: PageAs, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = {}
    page = page_as("admin", PAGES[0], color_scheme=scheme, bypass_csp=True)
    for path in PAGES if scheme == "light" else DARK:
        page.goto(path)
        at_rest(page)
        result = Axe().run(page)
        if result.violations_count:
            found[path] = result.generate_report()
    assert found == {}


def test_no_page_scrolls_sideways_on_a_phone(page_as: PageAs) -> None:
    page = page_as("admin", PAGES[0], viewport={"width": 390, "height": 800})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
