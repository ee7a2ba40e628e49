"""An experiment in a real browser: planned, started, exported, read when orders have come, stopped, taken along to print."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from waits import at_rest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.long]
PageAs = Callable[..., "Page"]


def test_from_a_plan_to_a_page_to_print(own_page: PageAs, tmp_path: Path) -> None:
    page = own_page("marketer", "/experiments/")
    page.get_by_role("link", name="Plan an experiment").click()
    page.get_by_label("Name", exact=True).fill("Autumn")
    page.get_by_label("Hypothesis").fill("A voucher brings some back")
    for segment in ("Lost", "Hibernating"):
        page.get_by_label(f"{segment} (").check()
    page.get_by_label("Difference worth finding").fill("20")
    page.get_by_label("Per contact").first.fill("0.5")
    page.get_by_role("button", name="What could it see?").click()
    page.get_by_role("button", name="Start it like this").click(timeout=180_000)
    page.get_by_role("link", name="Look at it").click(timeout=180_000)
    page.get_by_text("No order since the start").wait_for()

    page.get_by_role("link", name="Export treatment").click()
    page.get_by_text("would be sent").wait_for()
    with page.expect_response("**/exports/preview"):
        page.get_by_text("Standard CSV").click()
    at_rest(page)
    page.get_by_role("button", name="Make the file").click()
    file = page.get_by_role("link", name="standard.csv")
    file.wait_for(timeout=180_000)
    with page.expect_download() as fetched:
        file.click()
    treated = [row["customer_id"] for row in csv.DictReader(io.StringIO(Path(fetched.value.path()).read_text()))]
    assert len(treated) > 20

    later = tmp_path / "later.csv"
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    rows = "".join(f"N{place},{customer},{now},50.00\n" for place, customer in enumerate(treated) if place % 5)
    later.write_text(f"order_id,customer_id,ordered_at,total\n{rows}")
    page.goto("/data/")
    page.locator("#files").set_input_files(later)
    page.get_by_role("button", name="Look at the files").click()
    page.get_by_role("button", name="Import").click(timeout=180_000)
    page.get_by_role("link", name="Look at it").wait_for(timeout=180_000)

    page.goto("/experiments/")
    page.get_by_role("link", name="Autumn").click()
    page.get_by_role("heading", name="treatment: It works already").wait_for()
    expect(page.get_by_text("One more customer kept costs")).to_have_count(1)
    page.get_by_role("link", name="Stop", exact=True).click()
    page.get_by_role("button", name="Stop it now").click()
    page.get_by_text("Autumn is stopped.").wait_for()
    with page.expect_download() as printed:
        page.get_by_role("link", name="Report to print").click()
    assert "A voucher brings some back" in Path(printed.value.path()).read_text()
    page.goto("/experiments/")
    expect(page.get_by_text("Stopped", exact=True)).to_have_count(1)


def test_it_all_works_without_scripts(own_page: PageAs) -> None:
    page = own_page("marketer", "/experiments/new?segment=Champions", java_script_enabled=False)
    page.get_by_label("Name", exact=True).fill("Without scripts")
    for pressed, comes in (
        (page.get_by_role("button", name="What could it see?"), page.get_by_role("button", name="Start it like this")),
        (page.get_by_role("button", name="Start it like this"), page.get_by_role("link", name="Look at it")),
    ):
        with page.expect_navigation():  # what is asked before the answer is there would be asked of the page before
            pressed.click()
        for _ in range(180):
            if comes.count():
                break
            page.wait_for_timeout(1000)
            page.reload()
    page.get_by_role("link", name="Look at it").click()
    page.get_by_role("link", name="Read it").click()
    expect(page.get_by_text("since the start")).to_have_count(1)
    page.get_by_role("link", name="Stop", exact=True).click()
    page.get_by_role("button", name="Stop it now").click()
    expect(page.get_by_text("Without scripts is stopped")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_and_none_is_wider_than_a_phone(own_page: PageAs, own_served: Any, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    segment = {"light": "Champions", "dark": "Promising"}[scheme]
    command = [sys.executable, "-m", "regulars", "experiment", "start", f"Seen in {scheme}", "--segment", segment]
    subprocess.run([*command, "--arm", "treatment=0.5", "--workspace", str(own_served.folder)], check=True, capture_output=True)
    page = own_page("marketer", "/experiments/", color_scheme=scheme, bypass_csp=True)
    found = re.search(r"/experiments/(\d+)", page.content())
    assert found is not None
    one = f"/experiments/{found[1]}"
    for address in ("/experiments/", f"{one}?read=1", f"{one}/stop", "/experiments/new", "/experiments/upload"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        at_rest(page)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
