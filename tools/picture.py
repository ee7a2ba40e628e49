"""The picture of the report in the README: scores the made-up shop and photographs the top of its report with Chromium.

Run from the root of the checkout: `.venv/bin/python tools/picture.py`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path("docs/report.png")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Write docs/report.png."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = [sys.executable, "-m", "regulars", "demo", "--no-workspace", "--out", folder]
        subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1500}, color_scheme="light")
        page.goto(f"file://{folder}/report.html")
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
