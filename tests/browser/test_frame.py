"""The frame around every page, signing in, and the settings, in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from waits import at_rest

pytestmark = pytest.mark.browser

SETTINGS = ("myself", "people", "tokens", "audit", "words", "keeping")
# where pictures of the pages go, for somebody to look at
PICTURES = os.environ.get("REGULARS_PICTURES")


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_settings_and_the_sign_in_page(page_as: Callable[..., Any], scheme: str) -> None:
    page = page_as("admin", "/settings/myself", color_scheme=scheme, bypass_csp=True)
    for name in SETTINGS:
        page.goto(f"/settings/{name}")
        assert violations(page) == [], name
        picture(page, f"settings-{name}-{scheme}")
    page.get_by_role("link", name="People").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("heading", name="Links not used yet")).to_be_visible()
    assert violations(page) == []
    picture(page, f"settings-invited-{scheme}")
    outside = page_as(None, "/sign-in", color_scheme=scheme, bypass_csp=True)
    assert violations(outside) == []
    picture(outside, f"sign-in-{scheme}")


def test_nothing_is_wider_than_a_phone(page_as: Callable[..., Any]) -> None:
    page = page_as("admin", "/settings/myself", viewport={"width": 390, "height": 780})
    for name in SETTINGS:
        page.goto(f"/settings/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        picture(page, f"settings-{name}-390")
    menu = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("navigation", name="Pages")).not_to_be_visible()
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    picture(page, "menu-390")
    page.get_by_role("link", name="Segments").click()
    page.wait_for_url("**/segments/**")


def test_the_theme_is_chosen_kept_and_given_back_to_the_system(page_as: Callable[..., Any]) -> None:
    page = page_as("viewer", "/settings/myself", color_scheme="light")

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    light, dark = ground(), page.get_by_role("button", name="Dark")
    dark.click()
    expect(dark).to_have_attribute("aria-pressed", "true")
    assert ground() != light
    page.reload()
    assert ground() != light
    expect(dark).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="As the system has it").click()
    expect(dark).to_have_attribute("aria-pressed", "false")
    assert ground() == light
    page.reload()
    assert ground() == light


def test_without_scripts_everything_in_the_frame_works(page_as: Callable[..., Any]) -> None:
    page = page_as(None, "/settings/myself", java_script_enabled=False, viewport={"width": 390, "height": 780})
    page.get_by_label("E-mail address").fill("viewer@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")


def test_the_keyboard_reaches_the_page_past_the_navigation_and_moves_between_tabs(page_as: Callable[..., Any]) -> None:
    page = page_as("admin", "/settings/people")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    tabs = page.get_by_role("navigation", name="Settings")
    tabs.get_by_role("link", name="People").focus()
    page.keyboard.press("ArrowRight")
    expect(tabs.get_by_role("link", name="Tokens")).to_be_focused()
    page.keyboard.press("Home")
    expect(tabs.get_by_role("link", name="My account")).to_be_focused()


def test_the_audit_log_is_searched_while_one_types_and_the_address_keeps_it(page_as: Callable[..., Any]) -> None:
    page = page_as("admin", "/settings/audit")
    page.get_by_label("Search the audit log").fill("sign-in analyst")
    page.wait_for_url("**q=sign-in%20analyst**")
    expect(page.locator("#audit tbody tr").first).to_contain_text("analyst@example.org")
    page.go_back()
    page.wait_for_url("**/settings/audit")


def test_the_first_load_is_small_and_everything_but_pages_is_kept_by_the_browser(page_as: Callable[..., Any]) -> None:
    page = page_as("viewer", "/settings/myself")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".map(each => [each.name, each.transferSize])"
    )
    assert sum(size for _, size in loaded) < 60_000, loaded
    page.goto("/settings/myself")
    again = page.evaluate("performance.getEntriesByType('resource').map(each => each.transferSize)")
    assert sum(again) == 0


@pytest.mark.parametrize(
    "address",
    ["/", "/segments/", "/segments/named/Champions?tab=map", "/segments/new?words=customers from FR", "/scoring/", "/movement/"],
)
def test_the_first_load_of_every_page_is_below_120_kb(page_as: Callable[..., Any], address: str) -> None:
    page = page_as("marketer", "/settings/myself")
    line, sizes = page.context.new_cdp_session(page), []
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    at_rest(page)
    page.wait_for_load_state("networkidle")
    assert 20_000 < sum(sizes) < 120_000


@pytest.mark.long
def test_the_first_person_joins_by_the_printed_link_and_is_welcomed(chromium: Any, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    subprocess.run([sys.executable, "-m", "regulars", "init", str(folder), "--yes"], check=True, capture_output=True)
    command = [sys.executable, "-m", "regulars", "serve", "--workspace", str(folder), "--port", "0", "--processes", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(3)]
            link = said[2].strip()
            assert "/join/" in link, said
            page = chromium.new_page()
            page.set_default_timeout(60_000)
            page.goto(link)
            for label, value in (("Your name", "Bea"), ("E-mail address", "bea@example.org")):
                page.get_by_label(label).fill(value)
            page.get_by_label("Password", exact=True).fill("quite a long password")
            page.get_by_label("The same password again").fill("quite a long password")
            page.get_by_role("button", name="Make the account").click()
            page.wait_for_url("**/data/welcome**")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            picture(page, "welcome")
            page.get_by_role("button", name="Sign out").click()
            page.wait_for_url("**/sign-in**")
            page.goto(link)
            expect(page.locator("main")).to_contain_text("It has been used")
            picture(page, "used-link")
            page.close()
        finally:
            process.terminate()
            process.wait(60)
