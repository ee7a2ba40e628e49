"""The picture with thresholds to take hold of."""

import re
from decimal import Decimal

from regulars.charts.flow import Ribbon, flow
from regulars.charts.thresholds import limit_words, score_tone, threshold_chart
from regulars.scoring.results import Axis, AxisCuts, AxisDistribution, CutMethod, HistogramBin

BINS = tuple(HistogramBin(at * 10.0, at * 10.0 + 10, 5 * (10 - at)) for at in range(10))


def spread(axis: Axis, borders: tuple[int, ...], unit: str = "days") -> AxisDistribution:
    cuts = AxisCuts(axis, CutMethod.FIXED, len(borders) + 1, borders, len(borders) + 1, axis is Axis.RECENCY)
    return AxisDistribution(cuts, axis.name.capitalize(), unit, BINS, (0,) * (len(borders) + 1), ())


def sliders(picture: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r'<svg [^>]*role="slider"[^>]*>', picture)]


def test_each_threshold_is_a_slider_that_says_what_it_sets() -> None:
    found = sliders(threshold_chart(spread(Axis.RECENCY, (9, 49)), (9, 49), 1, 1, None))
    assert [(each["aria-valuenow"], each["aria-valuetext"], each["data-box"]) for each in found] == [
        ("9", "9 days", "r-1"),
        ("49", "49 days", "r-2"),
    ]
    assert [each["aria-label"] for each in found] == ["Recency, at most for score 1", "Recency, at most for score 2"]
    assert all(
        each["tabindex"] == "0" and float(each["aria-valuemin"]) <= 9 and float(each["aria-valuemax"]) == 100 for each in found
    )


def test_at_most_stands_after_its_day_and_at_least_before_its_order() -> None:
    assert [each["x"] for each in sliders(threshold_chart(spread(Axis.RECENCY, (9, 49)), (9, 49), 1, 1, None))] == ["10%", "50%"]
    picture = threshold_chart(spread(Axis.FREQUENCY, (10, 50), "orders"), (50, 10), 1, 1, None)
    assert [each["x"] for each in sliders(picture)] == ["50%", "10%"]


def test_scores_are_shown_the_way_the_shop_counts_them() -> None:
    picture = threshold_chart(spread(Axis.FREQUENCY, (10, 50), "orders"), (50, 10), 1, 5, None)
    assert [each["aria-label"].rpartition(" ")[2] for each in sliders(picture)] == ["3", "2"]


def test_the_picture_carries_no_style_and_no_script() -> None:
    picture = threshold_chart(spread(Axis.MONETARY, (10, 50), "net revenue"), (50, 10), Decimal("0.01"), 1, "EUR")
    assert "style=" not in picture
    assert "<script" not in picture
    assert 'data-sign="€"' in picture


def test_nobody_at_all_is_drawn_too() -> None:
    empty = AxisDistribution(spread(Axis.RECENCY, (9, 49)).cuts, "Recency", "days", (), (0, 0, 0), ())
    assert "nothing to show" in threshold_chart(empty, (9, 49), 1, 1, None)


def test_limits_are_said_in_their_unit() -> None:
    assert limit_words(spread(Axis.RECENCY, (1, 2)), 1, None) == "1 day"
    assert limit_words(spread(Axis.MONETARY, (1, 2), "net revenue"), Decimal("1250.5"), "GBP") == "£1,250.50"


def test_the_best_score_is_the_deepest() -> None:
    assert [score_tone(score, 5) for score in range(1, 6)] == [8, 6, 4, 3, 1]


def test_ribbons_are_as_wide_as_their_customers() -> None:
    ribbons = [Ribbon("A", "B", 30, "behaviour"), Ribbon("A", "C", 10, "border"), Ribbon("C", "B", 20, "behaviour")]
    picture = flow(ribbons, ["A", "B", "C"], "Refresh 1", "Refresh 2")
    paths = re.findall(r'<path d="M0 ([\d.]+)C50 [\d.]+ 50 ([\d.]+) 100 [\d.]+V([\d.]+)', picture)
    widths = [float(bottom) - float(top) for _, top, bottom in paths]
    assert [round(width / widths[1], 1) for width in widths] == [3.0, 1.0, 2.0]
    assert "A to B: 30 customers" in picture
    assert picture.count('class="ribbon border"') == 1


def test_names_of_the_data_are_escaped_and_shortened() -> None:
    long, forged = "x" * 200, "<b>&"
    picture = flow([Ribbon(long, forged, 1, "behaviour")], [], "a", "b")
    assert "<b>" not in picture
    assert "&lt;b&gt;&amp;" in picture
    assert "x" * 30 not in re.sub(r"<title>.*?</title>", "", picture)


def test_nobody_moving_draws_nothing() -> None:
    assert flow([], [], "a", "b") == ""
