"""The pictures in the README: the report of the made-up shop, and pages of the web app, photographed with Chromium.

Run from the root of the checkout: `.venv/bin/python tools/picture.py`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

DOCS = Path("docs")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
REGULARS = [sys.executable, "-m", "regulars"]
ASKED = "customers from Canada or Germany who spent more than 200 in the last year but have not opened an e-mail this month"
PASSWORD = "only for this picture"  # noqa: S105 - the account lasts a minute


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """The address of the first person's link, while the pages are served."""
    command = [*REGULARS, "serve", "--workspace", str(workspace), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # noqa: S101
        yield next(found.group(0) for line in process.stdout if (found := re.search(r"http\S+/join/\S+", line)))
    finally:
        process.terminate()
        process.wait()


def photograph_pages(browser: Browser, join: str) -> None:
    """Join as the admin, and take the overview and a new segment."""
    page = browser.new_page(viewport={"width": 1280, "height": 1100}, color_scheme="light")
    page.goto(join)
    for name, value in (("name", "Ana"), ("email", "ana@example.com"), ("password", PASSWORD), ("again", PASSWORD)):
        page.fill(f"input[name={name}]", value)
    page.click("text=Make the account")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=DOCS / "overview.png")
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/segments/new")
    page.fill("textarea", ASKED)
    page.wait_for_selector("text=Among them", timeout=60_000)
    page.screenshot(path=DOCS / "new_segment.png")


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary) / "regulars-demo"  # the pages call a shop by its folder
        subprocess.run([*REGULARS, "demo", "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1500}, color_scheme="light")
        page.goto(f"file://{folder}/report.html")
        page.screenshot(path=DOCS / "report.png")
        with served(folder / "workspace") as join:
            photograph_pages(browser, join)
        browser.close()


if __name__ == "__main__":
    main()
