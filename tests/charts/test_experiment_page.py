"""The page of an experiment: everything is said once, hostile names are only shown, and nothing is loaded."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
from made_experiment import made_about, made_findings

from regulars.charts.experiment_page import experiment_html
from regulars.charts.experiment_paper import forests
from regulars.charts.experiment_parts import course, forest, spread, spread_words
from regulars.experiments.costs import cost_per_retained
from regulars.experiments.over_time import DayLook
from regulars.experiments.reading import ArmOutcome, over_segments, read
from regulars.experiments.results import About, ArmSpending, Course, ExperimentReading, Findings, MetricReading, Spread
from regulars.validation.estimates import Estimate
from regulars.validation.intervals import moments

EVIL = "<script>alert(1)</script> & 'co'"
SHARES = {"mail": 0.5, "none": 0.5}


def metric(name: str, rates: tuple[float, float], segments: tuple[str, ...] = ()) -> MetricReading:
    def reading(size: int) -> object:
        arms = {
            arm: ArmOutcome(moments(np.repeat([1.0, 0.0], [round(rate * size), size - round(rate * size)])), round(rate * size))
            for arm, rate in zip(SHARES, rates, strict=True)
        }
        return read(name, arms, SHARES, "none")

    parts = {segment: reading(200 + 60 * place) for place, segment in enumerate(segments)}
    return MetricReading(reading(1000), parts, (over_segments("mail", parts),) if parts else ())  # type: ignore[arg-type]


def findings(**more: object) -> Findings:
    metrics = (metric("retained", (0.3, 0.2), ("At Risk", EVIL, "Lost")), metric("unsubscribed", (0.02, 0.021)))
    given = ExperimentReading(2000, "none", SHARES, {}, metrics)
    looks = tuple(DayLook(day, Estimate(day / 300, day / 300 - 0.5 / day, day / 300 + 0.5 / day)) for day in range(1, 31))
    spending = ArmSpending(
        "mail", 1000, 1000, Decimal("0.5"), 0, 0, Decimal(0), Decimal(500), cost_per_retained(0.5, Estimate(0.1, 0.06, 0.14))
    )
    counts = Spread("orders", ("0", "1", "2", "3 or more"), {"none": (800, 150, 40, 10), "mail": (700, 220, 60, 20)})
    kept: dict[str, object] = {"courses": (Course("mail", looks),), "spread": counts, "spending": (spending,)}
    return Findings(given, **{**kept, **more})  # type: ignore[arg-type]


def page(found: Findings) -> str:
    about = About(EVIL, EVIL, (("On", EVIL),), (("none", 0.5, 1000), ("mail", 0.5, 1000)), {"retained": "ordered"}, 30, "enough")
    return experiment_html(about, found)


def test_the_page_says_everything_and_runs_nothing() -> None:
    text = page(findings())
    for said in ("It works", "as large as planned", "Day by day", "By segment", "Customers by orders", "Watched", "mail cost 500"):
        assert said in text, said
    assert "<script" not in text
    assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+|src)=", text)
    assert "http:" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S)


def test_where_sizes_are_off_nothing_else_is_said() -> None:
    found = read("retained", {a: ArmOutcome(moments(np.ones(n)), n) for a, n in (("mail", 900), ("none", 1100))}, SHARES, "none")
    text = page(Findings(ExperimentReading(2000, "none", SHARES, {}, (MetricReading(found),))))
    assert "No verdict" in text
    assert "In pictures" not in text
    assert '<h2 id="effect-heading">' not in text


def test_before_the_end_no_p_value_is_shown() -> None:
    text = page(findings(is_over=False, fractions={"retained": 0.4, "unsubscribed": 0.4}))
    cells = re.findall(r'<td class="number">([^<]*)</td>', text)
    assert cells
    assert not [cell for cell in cells if re.fullmatch(r"(<|&lt;|>|&gt;)? ?0\.\d{3}", cell)]


def test_a_forest_needs_two_segments_and_leaves_out_those_that_tell_nothing() -> None:
    whole = metric("retained", (0.3, 0.2), ("At Risk", "Lost"))
    assert forest(whole, "mail", "x").count('class="dot"') == 3
    assert forest(metric("retained", (0.3, 0.2), ("At Risk",)), "mail", "x") == ""
    assert forest(metric("retained", (0.3, 0.2)), "mail", "x") == ""


def test_a_course_of_one_day_is_no_course_and_a_long_one_has_a_day_for_every_look() -> None:
    looks = tuple(DayLook(day, Estimate(0.1, -0.1, 0.3)) for day in range(1, 731))
    assert course(Course("mail", looks[:1]), 60, True, "x") == ""
    drawn = course(Course("mail", looks), 730, True, "x")
    line = re.search(r'<polyline points="([^"]*)"', drawn)
    assert line is not None
    assert len(line[1].split()) == 730
    assert "day 600" in drawn
    assert "1" in course(Course("mail", looks[:2]), None, False, "x")


def test_who_has_nothing_is_told_in_words_not_in_columns() -> None:
    found = Spread("revenue", ("0 or less", "to 10", "above 10"), {"none": (90, 10, 0), "mail": (0, 0, 0)})
    drawn = spread(found, "x")
    assert drawn.count("<rect") == 4
    assert "none 90.0%" in spread_words(found)


def test_on_paper_the_largest_segments_of_every_treatment_are_one_picture() -> None:
    arms = ["control", "mail", "call"]
    found = made_findings(arms, [f"part {number}" for number in range(14)])
    drawn = forests(found.reading.metrics[0], arms[1:])
    assert drawn.count('class="dot"') == 2 * (12 + 1)
    assert "part 0" not in drawn
    assert "part 13" in drawn
    assert "2 smaller segments on the screen only" in drawn
    assert forests(made_findings(arms, ["part"]).reading.metrics[0], arms[1:]) == ""


def test_paper_has_costs_and_what_got_worse_and_names_no_picture_twice() -> None:
    arms = ["control", "mail", EVIL]
    text = experiment_html(made_about("Win back", "", arms, ["a", "b"]), made_findings(arms, ["a", "b"]))
    paper = text[text.index('class="paper') :]
    for said in ("left the list with mail", "600.00", "1,400 [900, 1,900]", "Customers more over the treated: mail 50"):
        assert said in paper, said
    assert "<script" not in text
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))
