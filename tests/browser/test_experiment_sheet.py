"""The page of an experiment is printed on a single sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from made_experiment import made_about, made_findings

from regulars.charts.experiment_page import experiment_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARMS = ["control", "voucher of 15 %", "reminder", "letter", "call"]
SEGMENTS = [
    "Champions", "Can't Lose Them", "Loyal Customers", "Big Spenders", "At Risk", "New Customers", "Potential Loyalists",
    "Promising", "Need Attention", "About to Sleep", "Hibernating", "Lost",
]  # fmt: skip


@pytest.mark.parametrize("treatments", [1, 2, 4])
def test_one_sheet_of_either_paper_holds_it(chromium: Browser, treatments: int) -> None:
    page = chromium.new_page()
    try:
        for segments in (SEGMENTS[:1], SEGMENTS[:6], SEGMENTS):
            arms = ARMS[: treatments + 1]
            said = "Those who have not ordered for half a year come back with 15 percent off, and stay afterwards."
            page.set_content(experiment_html(made_about("Win back", said, arms, segments), made_findings(arms, segments)))
            for paper, wide in (("A4", 595), ("Letter", 612)):
                printed = page.pdf(format=paper, prefer_css_page_size=True)
                sheets = [int(width) for width in re.findall(rb"/MediaBox\s*\[0 0 (\d+)", printed)]
                assert sheets == [wide], (len(segments), paper)
    finally:
        page.close()


def test_many_segments_with_long_names_fit_as_well(chromium: Browser) -> None:
    arms = ["control", *(f"{arm}, sent to those who have not been seen for a long time" for arm in ARMS[1:])]
    segments = [f"{number} {name} who live in the north and like green things" for number in range(3) for name in SEGMENTS]
    page = chromium.new_page()
    try:
        about = made_about("A name that says everything " * 4, "They come back. " * 60, arms, segments)
        page.set_content(experiment_html(about, made_findings(arms, segments)))
        page.emulate_media(media="print")
        assert page.locator(".paper").inner_text().count("24 smaller segments on the screen only") == 1
        assert len(re.findall(rb"/MediaBox", page.pdf(format="Letter", prefer_css_page_size=True))) == 1
    finally:
        page.close()
