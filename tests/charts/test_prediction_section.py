"""The report's section about what is to be expected: figures with ranges, pictures, models, and reasons where there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pages import Page
from summaries import HOSTILE, shop, without_money

from regulars.charts.report import report_html
from regulars.scoring.layers import Layers
from regulars.scoring.prediction import (
    CountRange,
    HorizonTotal,
    Margin,
    ModelFit,
    ModelParameter,
    MoneyRange,
    Prediction,
    PredictionTerms,
    SegmentExpectation,
)
from regulars.scoring.results import Summary


def money(number: int) -> MoneyRange:
    return MoneyRange(Decimal(number), Decimal(number - 300), Decimal(number + 300))


def segment(name: str, place: int) -> SegmentExpectation:
    orders = CountRange(410.0 + place, 380.0 + place, 455.0 + place)
    value = Decimal(7100 + place)
    return SegmentExpectation(name, 70 + place, 0.613, 0.2371, Decimal("9100.50"), orders, money(8200 + place), value)


def prediction() -> Prediction:
    return Prediction(
        terms=PredictionTerms(),
        refusal=None,
        notes=("A note about the data.",),
        orders_model=ModelFit("MBG/NBD", (ModelParameter("r", 0.52484, 0.0833),), -14363.2, 2357, 946),
        value_model=ModelFit("Gamma-Gamma", (ModelParameter("p", 6.2496, 1.19),), -4055.9, 946, 946),
        margin=Margin(0.41, "as set in the profile rules"),
        horizons=tuple(
            HorizonTotal(days, CountRange(orders, orders * 0.9, orders * 1.1), money(orders * 37), orders * 0.7)
            for days, orders in ((30, 213), (90, 602), (365, 1984))
        ),
        lifetime_value=money(137_726),
        segments=(segment("Champions", 0), segment("Lost", 1)),
        alive=(40, 91, 124, 455, 1131, 111, 163, 152, 77, 13),
    )


def page(found: Prediction, summary: Summary | None = None) -> Page:
    return Page(report_html(replace(summary or shop(), layers=Layers(None, (), (), prediction=found))))


def test_the_section_is_there_and_in_the_contents() -> None:
    seen = page(prediction())
    assert "prediction" in seen.values("id")
    assert "#prediction" in seen.values("href")
    assert "prediction" not in Page(report_html(shop())).values("id")


def test_totals_ranges_segments_and_terms_are_shown() -> None:
    said = page(prediction()).text
    figures = [
        "1,984",
        "1,786 to 2,182",
        "£73,408",
        "£73,108 to £73,708",
        "1,389",
        "61.3%",
        "23.7%",
        "380 to 455",
        "£7,101",
        "£137,726",
    ]
    figures += ["41.0% of revenue (as set in the profile rules)", "next 3 years", "10.0% a year", "A note about the data."]
    figures += ["0.5248", "0.083", "6.25", "946 of them with a repeat order", "-14,363.2"]
    assert [figure for figure in figures if figure not in said] == []


def test_both_pictures_have_a_name_and_a_description() -> None:
    seen = page(prediction())
    assert {"before-and-after-title", "before-and-after-desc", "alive-title", "alive-desc"} <= set(seen.values("id"))
    # 111 + 163 + 152 + 77 + 13 of 2,357
    assert "21.9% of customers are more likely still customers than not" in seen.text


def test_a_refusal_shows_its_sentence_and_no_figure() -> None:
    seen = page(Prediction(PredictionTerms(), "60 repeat customers (of 360) are too few to fit a model on."))
    assert "60 repeat customers (of 360) are too few" in seen.text
    assert {"before-and-after", "alive-title"}.isdisjoint(seen.values("id"))
    assert "Expected of all scored customers" not in seen.text


def bare(part: SegmentExpectation) -> SegmentExpectation:
    return replace(part, alive=None, revenue=None, revenue_before=None, lifetime_value=None)


def test_without_a_value_model_orders_stay_and_the_reason_is_said() -> None:
    found = replace(
        prediction(),
        value_refusal="Customers who order more often spend more per order.",
        value_model=None,
        margin=None,
        lifetime_value=None,
        horizons=tuple(replace(part, revenue=None) for part in prediction().horizons),
        segments=tuple(bare(part) for part in prediction().segments),
        alive=(),
    )
    for summary in (shop(), without_money()):
        seen = page(found, summary)
        assert "No revenue is predicted. Customers who order more often" in seen.text
        assert "Expected order days by segment" in seen.text
        assert "Mean P(alive)" not in seen.text
        assert "Lifetime value" not in seen.text
        assert "1,984" in seen.text


def test_ranges_that_nobody_knows_leave_the_figure_alone() -> None:
    unsure = tuple(replace(part, orders=CountRange(part.orders.expected, None, None)) for part in prediction().horizons)
    said = page(replace(prediction(), horizons=unsure)).text
    assert "1,984" in said
    assert "1,786 to 2,182" not in said


@pytest.mark.parametrize("name", HOSTILE)
def test_names_from_the_data_cannot_become_markup(name: str) -> None:
    found = prediction()
    hostile = replace(found, segments=(segment(name, 0), segment("Lost", 1)), notes=(name,))
    assert page(hostile).tags == page(found).tags
