"""The export dialog in a real browser: what is being pressed neither moves nor goes while the audience is counted."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from waits import at_rest

ADDRESS = "/exports/new?segment=Champions&format=klaviyo"


def test_the_button_stays_where_it_is_while_the_audience_is_counted(page_as: Callable[..., Page]) -> None:
    page = page_as("marketer", ADDRESS)
    button = page.get_by_role("button", name="Make the file")
    before = button.bounding_box()
    expect(page.locator(".big-count")).to_be_visible()
    assert button.bounding_box() == before


def test_a_press_before_the_count_is_there_makes_the_file(page_as: Callable[..., Page]) -> None:
    page = page_as("marketer", ADDRESS)
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_role("link", name="champions-klaviyo.csv")).to_be_visible(timeout=120_000)


def test_another_destination_brings_its_own_options_and_count(page_as: Callable[..., Page]) -> None:
    page = page_as("marketer", ADDRESS)
    page.get_by_role("radio", name="Standard CSV").check()
    expect(page.locator("#is_for_excel")).to_have_count(1)
    expect(page.locator("#ignores_consent")).to_have_count(0)
    expect(page.locator(".big-count")).to_be_visible()
    page.get_by_text("Options", exact=True).click()
    with page.expect_response(lambda answer: answer.url.endswith("/exports/preview") and answer.ok):
        page.locator("#is_for_excel").check()
    at_rest(page)
    expect(page.locator(".big-count")).to_be_visible()
    # what was opened and chosen is still so
    expect(page.locator("#is_for_excel")).to_be_checked()
