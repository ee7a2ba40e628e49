"""A real browser for the pages, and the summaries that the chart tests draw."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, StorageState

for _folder in ("browser", "charts", "web"):
    sys.path.insert(0, str(Path(__file__).parent.parent / _folder))

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """The system's Chromium, started once."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=60_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """A running `regulars serve` with its workspace, and the cookies of somebody of each role."""

    address: str
    folder: Path
    cookies: dict[str, "StorageState"]


@pytest.fixture(scope="session")
def served(chromium: "Browser", made_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A made-up shop, served by the real command on a free port; everybody has signed in through the page."""
    from made_workspace import PASSWORD, ROLES

    folder = shutil.copytree(made_shop, tmp_path_factory.mktemp("served") / "shop")
    with serving(folder) as address:
        cookies = {}
        for role in ROLES:
            context = chromium.new_context()
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.goto(f"{address}/sign-in")
            page.get_by_label("E-mail address").fill(f"{role}@example.org")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(lambda url: "sign-in" not in url)
            cookies[role] = context.storage_state()
            context.close()
        yield Served(address, folder, cookies)


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """`regulars serve` on a free port; yields its address, without a slash at the end."""
    command = [
        sys.executable,
        "-m",
        "regulars",
        "serve",
        "--workspace",
        str(folder),
        "--port",
        "0",
        "--processes",
        "1",
        "--no-schedule",
        *options,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert "Regulars is at" in line, line
            yield line.split("Regulars is at ")[1].split(" ")[0].rstrip("/")
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def own_served(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A copy of the shop for the tests of one file, served beside it, to change."""
    folder = shutil.copytree(served.folder, tmp_path_factory.mktemp("copied") / "shop")
    with serving(folder) as address:
        yield replace(served, address=address, folder=folder)


@pytest.fixture
def page_as(chromium: "Browser", served: Served) -> Iterator[Callable[..., "Page"]]:
    """`page_as("marketer", "/segments/")` is that page, signed in. Options are those of a browser context (`viewport`,
    `color_scheme`, `java_script_enabled`...).

    The test fails where a page logs an error (a refused script, say), or asks another machine for anything.
    """
    yield from _pages(chromium, served)


@pytest.fixture
def own_page(chromium: "Browser", own_served: Served) -> Iterator[Callable[..., "Page"]]:
    """As `page_as`, on the copy of the shop."""
    yield from _pages(chromium, own_served)


def _pages(chromium: "Browser", served: Served) -> Iterator[Callable[..., "Page"]]:
    from waits import wait_for_scripts

    contexts, wrong = [], []

    def opened(role: str | None, path: str = "/", **options: Any) -> "Page":
        state = served.cookies[role] if role else None
        context = chromium.new_context(storage_state=state, base_url=served.address, **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if _is_elsewhere(request.url, served.address) else None)
        page.goto(path)
        if options.get("java_script_enabled", True):
            wait_for_scripts(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _is_elsewhere(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:", "about:"))
