"""From words to a file for Klaviyo in a real browser, and that the pages on the way are usable by everybody."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from waits import at_rest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.long

WORDS = "customers who spent more than $100 in the last 3000 days"


def count_of(page: Page) -> int:
    return int(page.locator("#built .big-count strong").inner_text().replace(",", ""))


def settled(page: Page, does: Callable[[], Any]) -> None:
    """Do something that the page asks the server about, and wait for the answer to be there."""
    with page.expect_response(lambda answer: "/segments/new/preview" in answer.url and answer.ok):
        does()
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)


def says(page: Page, words: str) -> None:
    """Wait until the sentence has these words."""
    page.locator("#built .sentence", has_text=words).wait_for()


def opened(page: Page) -> None:
    page.locator("#form-face .subject").first.wait_for()


def is_typed_within_a_pause(page: Page, letters: str, delay: int) -> bool:
    """Type letter by letter; whether no two were so far apart, on a machine that was busy, that a list begins anew."""
    before, widest = time.monotonic(), 0.0
    for letter in letters:
        page.keyboard.type(letter, delay=delay)
        now = time.monotonic()
        before, widest = now, max(widest, now - before)
    return widest < 0.9


def test_from_words_to_a_file_for_klaviyo(page_as: Callable[..., Page], tmp_path: Path) -> None:
    page = page_as("marketer", "/segments/new")
    opened(page)
    settled(page, lambda: page.get_by_role("textbox", name="In words").fill(WORDS))
    says(page, "is more than 100")
    expect(page.locator(".words-echo .m-amount")).to_have_text("more than $100")
    by_words = count_of(page)

    # corrected in the form: another amount, and one more condition
    amount = page.locator("[name='c.0.value']")
    expect(amount).to_have_value("100")
    settled(page, lambda: amount.fill("250"))
    says(page, "is more than 250")
    assert count_of(page) < by_words
    settled(page, lambda: page.get_by_role("button", name="Add condition").click())
    settled(page, lambda: page.locator("[name='c.1.subject']").select_option("field:accepts_marketing"))
    says(page, "subscribed to marketing")
    found = count_of(page)
    expect(page.locator("#words-about")).to_contain_text("Changed outside the words")

    page.get_by_label("Name").fill("Summer spenders")
    page.get_by_role("button", name="Save segment").click()
    page.get_by_text(f"“Summer spenders” is kept: {found:,} customers.").wait_for()

    # brought in by a refresh, then exported
    page.get_by_role("link", name="Update audience").click()
    page.get_by_role("button", name="Update now").click()
    page.get_by_text("Done in").wait_for(timeout=180_000)
    export = page.get_by_role("link", name="Export", exact=True)
    for _ in range(120):  # the pages show the former refresh until the new one is ready to be read
        page.goto("/segments/named/Summer%20spenders")
        if export.count():
            break
        page.wait_for_timeout(500)
    export.click()
    page.get_by_text("would be sent").wait_for()
    expect(page.get_by_role("radio", name="Klaviyo")).to_be_checked()
    promised = int(page.locator(".export .big-count strong").inner_text().replace(",", ""))
    page.get_by_role("button", name="Make the file").click()
    link = page.get_by_role("link", name="summer-spenders-klaviyo.csv")
    link.wait_for(timeout=180_000)
    with page.expect_download() as download:
        link.click()
    file = tmp_path / "klaviyo.csv"
    download.value.save_as(file)
    with file.open(encoding="utf-8", newline="") as rows:
        assert len(list(csv.DictReader(rows))) == promised > 0


def test_letters_typed_while_the_page_answers_are_not_lost(page_as: Callable[..., Page]) -> None:
    page = page_as("analyst", "/segments/new")
    opened(page)
    settled(page, lambda: page.locator("[name='c.0.subject']").select_option("sum:orders:net"))
    amount = page.locator("[name='c.0.value']")
    amount.press_sequentially("12", delay=450)
    amount.press_sequentially("5075", delay=120)
    says(page, "is more than 125,075")
    expect(amount).to_have_value("125075")
    words = page.get_by_role("textbox", name="In words")
    words.press_sequentially("more than 7 orders in the last 900 days", delay=60)
    says(page, "more than 7 orders in the last 900 days (")
    expect(words).to_have_value("more than 7 orders in the last 900 days")


def test_the_whole_page_works_without_scripts(page_as: Callable[..., Page]) -> None:
    page = page_as("analyst", "/segments/new?open=1", java_script_enabled=False)
    page.get_by_role("textbox", name="In words").fill(WORDS)
    page.locator("button[name='face'][value='words']").first.click()
    says(page, "is more than 100")
    by_words = count_of(page)
    page.get_by_role("button", name="Add condition").click()
    page.locator("[name='c.1.subject']").select_option("field:country")
    page.locator("button[name='face'][value='form']").click()
    page.locator("[name='c.1.value']").first.fill("FR")
    page.locator("button[name='face'][value='form']").click()
    expect(page.locator("#built .sentence")).to_have_text(re.compile(r"\bFR\b"))
    assert count_of(page) < by_words
    page.get_by_label("Name").fill("Made without scripts")
    page.get_by_role("button", name="Save segment").click()
    expect(page.locator("main")).to_contain_text("is kept")
    page.goto("/exports/new?segment=Champions")
    page.get_by_role("button", name="Count who would be sent").click()
    page.get_by_text("would be sent").wait_for()


@pytest.mark.parametrize("pause", [0, 150, 450])
def test_the_form_works_by_keyboard_alone_however_fast_one_types(page_as: Callable[..., Page], pause: int) -> None:
    page = page_as("marketer", "/segments/new")
    opened(page)
    subject, comparison = page.locator("[name='c.0.subject']"), page.locator("[name='c.0.op']")
    for _ in range(9):
        subject.focus()
        if is_typed_within_a_pause(page, "Number of orders", pause):
            break
        page.goto("/segments/new")
        opened(page)
    comparison.wait_for()
    expect(subject.locator("option:checked")).to_have_text("Number of orders")
    expect(subject).to_be_focused()
    page.keyboard.press("Tab")
    expect(comparison).to_be_focused()


def test_the_place_in_the_form_is_kept_when_it_is_drawn_anew(page_as: Callable[..., Page]) -> None:
    page = page_as("marketer", "/segments/new")
    opened(page)
    page.locator("[name='c.0.subject']").focus()
    page.keyboard.type("Number of orders")
    settled(page, lambda: page.keyboard.press("Tab"))
    expect(page.get_by_role("button", name="Remove this condition")).to_be_focused()
    add = page.get_by_role("button", name="Add condition")
    add.focus()
    settled(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator("[name='c.1.subject']")).to_be_visible()
    expect(add).to_be_focused()


ADDRESSES = (
    "/segments/new?open=1&words=customers from FR who spent more than 100 and have not ordered in the last 60 days",
    "/segments/new?open=1&words=customers who love blue shoes",
    "/segments/edit/Big%20spenders?open=1",
    "/customers/",
    "/exports/",
    "/exports/new?segment=Champions&format=klaviyo",
    f"/segments/new?open=1&words={'antidisestablishmentarianism' * 8}",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_or_is_wider_than_a_phone(page_as: Callable[..., Page], scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = page_as("admin", "/customers/", color_scheme=scheme, bypass_csp=True, viewport={"width": 390, "height": 844})
    customer = str(page.locator("#members tbody a").first.get_attribute("href"))
    for address in (*ADDRESSES, f"{customer}?show=order", f"{customer}/forget"):
        page.goto(address)
        at_rest(page)
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
