"""The budget in a real browser: made and changed without scripts, in both themes, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from waits import at_rest

pytestmark = pytest.mark.browser
PageAs = Callable[..., Any]
ADDRESSES = ("/budget/", "/budget/plan", "/budget/offers/0", "/review", "/")


@pytest.fixture
def planned(page_as: PageAs) -> Any:
    """A marketer's page without scripts, at the plan; made where there is none yet."""
    page = page_as("marketer", "/budget/", java_script_enabled=False)
    if page.get_by_role("button", name="Make a plan").count():
        page.get_by_label("Money for the period").fill("800")
        page.get_by_role("button", name="Make a plan").click()
    expect(page.get_by_role("link", name="Change reminder for Champions")).to_be_visible()
    return page


def test_a_plan_is_made_and_changed_without_scripts(planned: Any) -> None:
    planned.get_by_role("link", name="Change reminder for Champions").click()
    planned.get_by_text("More: a belief of your own").click()
    planned.get_by_label("Your own belief: lift, points").fill("12")
    planned.get_by_label("and its standard error, points").fill("1")
    planned.get_by_role("button", name="Save").click()
    expect(planned.get_by_text("The plan is changed.")).to_be_visible()
    expect(planned.locator("#verdict")).to_have_text(re.compile(r"^\s*Spend \$"))
    planned.get_by_role("button", name="Go back to the plan before").click()
    expect(planned.get_by_text("in force again")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_budget_has_a_barrier_or_is_wider_than_a_phone(planned: Any, page_as: PageAs, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    del planned
    page = page_as("marketer", color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 800})
    for address in ADDRESSES:
        page.goto(address)
        at_rest(page)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
