"""What pages weigh and when they are ready on a slow line: `python -m benchmarks.weight WORKSPACE [PAGE...]`.

Opens each page in Chromium as somebody does who has never been there (nothing kept), at Lighthouse's "slow 4G": 1.6 Mbit/s down, 0.75 up,
150 ms. Prints kB as they come over the line with everything that the page loads, the milliseconds until the first picture of it, and until
everything is loaded. Medians of three; it fails above 120 kB or a second.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from benchmarks.web import serving, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MOST_KB, MOST_MS = 120.0, 1000.0
ROUNDS = 3
DOWN, UP, LATENCY_MS = 1.6e6 / 8, 0.75e6 / 8, 150
_WORDS = quote("customers who spent more than 500 in the last 90 days")
PAGES = {
    "overview": "/",
    "segments": "/segments/",
    "a segment": "/segments/named/Champions",
    "its customers": "/segments/named/Champions?tab=customers",
    "its map": "/segments/named/Champions?tab=map",
    "its geography": "/segments/named/Champions?tab=geography",
    "its movement": "/segments/named/Champions?tab=movement",
    "two compared": "/segments/compare?segment=Champions&segment=At%20Risk",
    "new segment": "/segments/new",
    "new segment from words": f"/segments/new?words={_WORDS}",
    "customers": "/customers/",
    "scoring": "/scoring/",
    "movement": "/movement/",
    "data": "/data/",
    "exports": "/exports/",
    "the export dialog": "/exports/new?segment=Champions&format=klaviyo",
    "settings": "/settings/myself",
}
_TIMES = """() => [
    performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    performance.getEntriesByType('navigation')[0].loadEventEnd,
]"""


def visit(browser: Browser, cookie: str, address: str) -> tuple[float, float, float]:
    """One visit of somebody who has never been there: kB, first picture and loaded in milliseconds."""
    name, _, value = cookie.partition("=")
    context = browser.new_context()
    try:
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        line = context.new_cdp_session(page)
        sizes: list[float] = []
        line.send("Network.enable")
        speed: dict[str, Any] = {"downloadThroughput": DOWN, "uploadThroughput": UP, "latency": LATENCY_MS}
        line.send("Network.emulateNetworkConditions", {"offline": False, **speed})
        line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        first, loaded = page.evaluate(_TIMES)
        return sum(sizes) / 1000, first, loaded
    finally:
        context.close()


def main() -> int:
    """Measure, print, and say whether it is good enough."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    args = parser.parse_args()
    from playwright.sync_api import sync_playwright

    cookie = signed_in(args.workspace.absolute())
    is_good = True
    print("| page | kB | first picture ms | loaded ms |\n|---|--:|--:|--:|")
    with serving(args.workspace) as (host, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        for name in args.pages or PAGES:
            visits = [visit(browser, cookie, f"http://{host}:{port}{PAGES[name]}") for _ in range(ROUNDS)]
            size, first, loaded = (statistics.median(each) for each in zip(*visits, strict=True))
            is_good = is_good and size <= MOST_KB and loaded <= MOST_MS
            print(f"| {name} | {size:.0f} | {first:.0f} | {loaded:.0f} |", flush=True)
        browser.close()
    print("good" if is_good else f"not good: above {MOST_KB:.0f} kB or {MOST_MS:.0f} ms")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
