"""What a page is waited for, so that a busy machine is slow and not wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

T = TypeVar("T")

AT_MOST = 60.0  # seconds
_ON_THE_WAY = "[aria-busy='true'], [hx-trigger^='load'], .htmx-request, .htmx-swapping, .htmx-settling"


def wait_for_scripts(page: Page) -> None:
    """Until the parts of the page that scripts bring to life are there: they are loaded after it."""
    # the page's policy forbids the evaluation that `wait_for_function` does
    expect(page.locator("[data-island]:not([data-live='ready'])")).to_have_count(0)


def at_rest(page: Page) -> None:
    """Until scripts have done their part, and everything that a page asks for after its start is in its place."""
    wait_for_scripts(page)
    expect(page.locator(_ON_THE_WAY)).to_have_count(0)


def becomes(ask: Callable[[], T], is_so: Callable[[T], bool]) -> T:
    """Ask until the answer is as wanted, and return it; for what no locator can wait for."""
    until = time.monotonic() + AT_MOST
    while not is_so(found := ask()):
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found
