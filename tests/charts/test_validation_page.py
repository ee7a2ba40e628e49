"""The page of a back-test: whole, safe, and true to the statistics it is drawn from."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from pages import Page

import regulars
from regulars.charts.validation_page import section, validation_html
from regulars.charts.validation_parts import prediction_sentence, small
from regulars.charts.validation_text import validation_text
from regulars.charts.whiskers import Line, Whisker, lines, whiskers
from regulars.demo.shop import Shop, make_shop
from regulars.validation.backtest import PredictionCheck, Validation
from regulars.validation.calibration import calibration
from regulars.validation.estimates import Estimate, Reason, Refusal

HOSTILE = "<script>alert('x')</script> & \"more\""


@pytest.fixture(scope="module")
def shop() -> Shop:
    return make_shop(1000, seed=5)


@pytest.fixture(scope="module")
def found(shop: Shop) -> Validation:
    return regulars.validate(shop.orders, ["2025-12-31", "2026-03-31"], events=shop.events)


def test_the_page_is_one_balanced_file_without_scripts(found: Validation) -> None:
    page = Page(validation_html(found))
    assert "script" not in page.tags
    assert not [value for name in ("src", "href") for value in page.values(name) if value.startswith(("http", "//"))]
    targets = [value[1:] for value in page.values("href") if value.startswith("#")]
    assert set(targets) <= set(page.values("id"))
    assert len(page.values("id")) == len(set(page.values("id")))


def test_every_part_of_the_back_test_is_on_it(found: Validation) -> None:
    said = Page(validation_html(found)).text
    split = found.splits[-1]
    for row in split.board.rows:
        assert row.name in said
    for table in (split.segments, split.stages):
        assert table is not None
        for row in table.rows:
            assert row.group.name in said
    for sentence in (split.verdict.sentence, *(part.sentence for part in (*split.findings, *split.upsides, *found.over_time))):
        assert sentence in said
    for part in split.predictions:
        assert part.calibration.sentence in said


def test_a_hostile_segment_name_stays_text(found: Validation) -> None:
    def renamed(validation: Validation, name: str) -> Validation:
        split = validation.splits[-1]
        first = split.segments.rows[0]
        rows = (replace(first, group=replace(first.group, name=name)), *split.segments.rows[1:])
        return replace(validation, splits=(*validation.splits[:-1], replace(split, segments=replace(split.segments, rows=rows))))

    hostile = Page(validation_html(renamed(found, HOSTILE), title=HOSTILE))
    assert hostile.tags == Page(validation_html(renamed(found, "name"), title="name")).tags
    assert "<script>alert('x')</script>" in hostile.text


def test_a_shuffled_future_is_said_first_and_nothing_is_claimed(shop: Shop) -> None:
    page = Page(validation_html(regulars.validate(shop.orders, "2026-03-31", shuffle=3)))
    assert "dealt out among the customers at random" in page.text
    assert "No signal." in page.text
    assert "Retention upside" not in page.text


def test_visits_and_purchases_have_sections_of_their_own(shop: Shop) -> None:
    both = regulars.validate(shop.orders, "2026-03-31", scorecard="rfe", events=shop.events)
    page = Page(validation_html(both))
    assert "Segments (came for a visit)" in page.text
    assert "Segments (bought)" in page.text
    assert len(page.values("id")) == len(set(page.values("id")))
    assert "came for a visit" in validation_text(both)


def test_a_run_that_cannot_be_tested_says_why() -> None:
    lead, content = section(Refusal(Reason.TOO_FEW, "The data span 10 days."))
    assert (lead, Page(content).text.strip()) == ("", "The data span 10 days.")


def places(markup: str, tag: str, attribute: str) -> list[float]:
    return [float(value) for value in re.findall(rf"<{tag}[^>]* {attribute}=\"([\d.]+)%?\"", markup)]


def test_a_dot_lies_on_its_whisker_and_the_prediction_where_it_was() -> None:
    rows = [Whisker("a", Estimate(0.5, 0.25, 0.75), "half", predicted=0.9), Whisker("b", None, "nobody")]
    drawn = whiskers("x", "Rates", rows, 0.0, 1.0, [(0.0, "0"), (1.0, "1")], None)
    assert places(drawn, "circle", "cx") == [50.0, 90.0]
    assert re.search(r'<line x1="25%" y1="27" x2="75%" y2="27" class="whisk">', drawn)
    assert "b: nobody" in drawn


@pytest.mark.parametrize(("value", "y"), [(0.0, 208.0), (0.5, 108.0), (1.0, 8.0)])
def test_a_line_goes_through_its_points(value: float, y: float) -> None:
    drawn: Any = lines("x", "AUC", [Line("a", ((0, value), (1, value)))], (0, 1), (0, 1), [], [], dots=True)
    assert set(places(drawn, "circle", "cy")) == {y}
    assert places(drawn, "circle", "cx") == [0.0, 100.0]


def test_the_text_names_the_signals_without_a_gain_and_the_dates(found: Validation) -> None:
    text = validation_text(found)
    assert "No gain shown: " in text
    assert str(date(2025, 12, 31)) in text
    assert max(len(line) for line in text.splitlines()) <= 112


@pytest.mark.parametrize(
    ("customers", "held", "ending"),
    [
        (600, 0.893, "which so few customers do not contradict."),
        (20_000, 0.893, "these customers change more than the model allows for."),
        (600, 0.8, "these customers change more than the model allows for."),
        (600, 0.9, "made for 90.0% or more."),
    ],
)
def test_ranges_are_said_to_fail_only_where_chance_does_not_explain_it(customers: int, held: float, ending: str) -> None:
    came = np.arange(customers) % 7 / 2.0
    part = PredictionCheck("expected orders", "order days", calibration(came, came), held)
    assert prediction_sentence(part).endswith(ending)


@pytest.mark.parametrize(
    ("part", "shown"), [(0.0042, "0.004"), (0.0004, "<0.001"), (-0.0004, "\u2212<0.001"), (-0.012, "\u22120.012"), (0.0, "0")]
)
def test_a_difference_too_small_for_three_digits_is_not_shown_as_none(part: float, shown: str) -> None:
    assert small(part) == shown
