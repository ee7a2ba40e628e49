"""The pieces of an experiment's page: effects as a table and as a forest, their course, and how customers are spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from regulars.charts import svg, text
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.table import Column, table
from regulars.charts.whiskers import Whisker, whiskers
from regulars.experiments.differences import Comparison
from regulars.experiments.reading import ArmReading, Reading, SegmentReading
from regulars.experiments.results import NO_SEGMENT, Course, Findings, MetricReading, Spread, always_valid, shown_comparison
from regulars.experiments.verdicts import guard_rails
from regulars.experiments.words import difference, level, relative, segments_differ
from regulars.validation import words
from regulars.validation.estimates import Estimate, Refusal

_PLOT, _TOP = 190.0, 8.0
_VIEW = 1000
_HEAD, _COLUMNS, _FOOT = 18.0, 150.0, 24.0
_MOST_LABELS = 5
_EFFECT = ("Arm", "Control", "Treated", "Difference", "Relative", "p")
# the first days tell so little that their intervals would flatten all others
_EARLY = 0.12


def effects(metric: MetricReading, fraction: float | None = None) -> Markup:
    """Each treatment's effect on one metric: levels, difference and relative lift with intervals, p; unadjusted is without CUPED.

    With `fraction` (the experiment is not over) the interval is that for looking every day.
    """
    reading = metric.overall
    has_raw = any(arm.adjusted is not None for arm in reading.arms)
    named = [f"{each}, points" if each == "Difference" and reading.is_rate else each for each in _EFFECT]
    columns = [*(Column(each, each != "Arm") for each in named), *([Column("Unadjusted", True)] if has_raw else [])]
    rows = [_effect(arm, reading, fraction, _figure, has_raw=has_raw) for arm in reading.arms]
    return table(f"Effect on {reading.metric}", columns, rows, class_="table")


def watched(metrics: Sequence[tuple[str, MetricReading]], fractions: Mapping[str, float]) -> Markup:
    """What treatments did to metrics that are watched, each given with its words; `fractions` by metric where it is not over."""
    has_arms = any(len(metric.overall.arms) > 1 for _, metric in metrics)
    columns = [Column("Watched"), *(Column(each, each != "Arm") for each in _EFFECT[0 if has_arms else 1 :])]
    rows = []
    for said, metric in metrics:
        for arm in metric.overall.arms:
            cells = _effect(arm, metric.overall, fractions.get(metric.overall.metric), difference)
            rows.append([said[:1].upper() + said[1:], *(cells if has_arms else cells[1:])])
    return table("What was watched", columns, rows, class_="table")


def worse_words(found: Findings, called: Mapping[str, str]) -> str:
    """Which watched metrics got worse with which arms; `called`: metrics in words."""
    worse = guard_rails(found)
    if not worse:
        return "None of these got worse for sure."
    return f"Worse: {words.listed([f'{called.get(metric, metric)} with {arm.arm}' for metric, arm in worse])}."


def _effect(
    arm: ArmReading, reading: Reading, fraction: float | None, shown_as: Callable[..., str], *, has_raw: bool = False
) -> list[str]:
    shown = shown_comparison(arm)
    if isinstance(shown, Refusal):
        return [data(arm.arm), *[text.NOTHING] * 2, shown.sentence, *[text.NOTHING] * (3 if has_raw else 2)]
    found = shown.difference if fraction is None else always_valid(shown, fraction)
    raw = shown_as(arm.raw.difference, reading.is_rate, reading.sign) if isinstance(arm.raw, Comparison) else text.NOTHING
    # whoever looks early has no p-value that holds
    p_value = text.NOTHING
    if fraction is None and arm.p_value is not None:
        p_value = words.p_value(arm.p_value).removeprefix("p ").removeprefix("= ")
    cells = [data(arm.arm), level(shown.control, reading.is_rate, reading.sign)]
    cells += [level(shown.treated, reading.is_rate, reading.sign), shown_as(found, reading.is_rate, reading.sign)]
    cells += [text.NOTHING if isinstance(shown.lift, Refusal) else relative(shown.lift), p_value]
    return cells + ([raw] if has_raw else [])


def forest(metric: MetricReading, arm: str, name: str) -> Markup:
    """One treatment's effect in each segment and over all of them, on one scale; empty with a single segment."""
    rate = metric.overall.is_rate
    rows = [row for segment, reading in metric.segments.items() if (row := segment_row(segment, reading, arm, rate)).estimate]
    if len(rows) < 2:
        return Markup()
    over = next((each for each in metric.over if each.arm == arm), None)
    rows.append(pooled_row(over, rate) if over is not None else segment_row("All", metric.overall, arm, rate))
    low, high = span([row.estimate for row in rows if row.estimate is not None])
    ticks = [(value, axis(value, rate)) for value in svg.ticks(low, high)]
    title = f"Effect of {arm} on {metric.overall.metric} by segment"
    return whiskers(name, title, rows, ticks[0][0], ticks[-1][0], ticks, 0.0)


def segment_row(segment: str, reading: Reading, arm: str, is_rate: bool) -> Whisker:
    """What a treatment did in one segment, as a row of a picture."""
    found = next((each for each in reading.arms if each.arm == arm), None)
    shown = shown_comparison(found) if found is not None else None
    name = "No segment known" if segment == NO_SEGMENT else segment
    if not isinstance(shown, Comparison):
        return Whisker(name, None, "arms not as planned" if reading.is_blocked else "too few")
    return Whisker(name, shown.difference, _figure(shown.difference, is_rate))


def pooled_row(over: SegmentReading, is_rate: bool) -> Whisker:
    """What it did over all segments, as a row of a picture."""
    if isinstance(over.pooled, Refusal):
        return Whisker("All segments", None, "too few")
    return Whisker("All segments", over.pooled, _figure(over.pooled, is_rate))


def _figure(found: Estimate, is_rate: bool, sign: str = "") -> str:
    """A difference for a row: the axis, or the head of the column, says that these are points."""
    return difference(found, is_rate, sign).replace(" points", "")


def span(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """The ends of a scale that has all intervals and 0 in it."""
    low = min([0.0, *(each.low for each in estimates)])
    high = max([0.0, *(each.high for each in estimates)])
    return low, high


def axis(value: float, is_rate: bool) -> str:
    """A value as the axis of a picture names it."""
    return f"{text.number(100 * value)}{' pts' if value else ''}" if is_rate else text.compact(value)


def over_segments(metric: MetricReading, arm: str) -> str:
    """Whether segments differ, in a sentence; empty where that cannot be told."""
    over = next((each for each in metric.over if each.arm == arm), None)
    if over is None or len(metric.segments) < 2:
        return ""
    unread = [row.name for name, reading in metric.segments.items() if not (row := segment_row(name, reading, arm, False)).estimate]
    small = f"Too few to read, or not in the arms' shares: {words.listed(unread)}." if unread else ""
    if isinstance(over.between, Refusal):
        return small
    return f"{segments_differ(over.between.p_value)}. {small}".strip()


def course(found: Course, days: int | None, is_rate: bool, name: str) -> Markup:
    """How the difference has gone: a line, and the band that holds on all days at once; empty before two looks."""
    looks = [(look.day, look.difference) for look in found.looks]
    if len(looks) < 2:
        return Markup()
    length = max(days or 0, looks[-1][0])
    low, high = span([look for day, look in looks if day >= _EARLY * length] or [looks[-1][1]])
    ticks = svg.ticks(low, high)

    def x(day: float) -> float:
        return day / length

    def y(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return (1 - min(max(share, 0.0), 1.0)) * _PLOT

    shapes = [shape for value in ticks for shape in svg.gridline(_TOP + y(value), axis(value, is_rate), value == ticks[0])]
    drawn = [
        _band([(x(day), y(look.low), y(look.high)) for day, look in looks]),
        el("polyline", points=_points([(x(day), y(look.value)) for day, look in looks]), class_="path"),
    ]
    inside = el(
        "svg", *drawn, x=0.0, y=_TOP, width="100%", height=_PLOT, viewBox=f"0 0 {_VIEW} {_PLOT:.0f}", preserveAspectRatio="none"
    )
    zero = svg.rule(0, _TOP + y(0.0), 1, _TOP + y(0.0), "cut")
    labels = _day_labels(length, x)
    last = looks[-1][1]
    said = f"On day {looks[-1][0]}: {difference(last, is_rate)}. Dashed: no difference."
    title = f"Difference that {found.arm} makes, day by day"
    return svg.chart(name, title, said, _TOP + _PLOT + 24, *shapes, inside, zero, *labels, class_="plotted")


def _day_labels(length: int, x: Callable[[float], float]) -> list[Markup]:
    shown = [tick for tick in svg.ticks(0, length) if tick <= length]
    return [
        svg.label(
            f"day {tick:.0f}" if tick else "start",
            x(tick),
            _TOP + _PLOT + 18,
            anchor="start" if tick == 0 else "end" if x(tick) > 0.95 else "middle",
        )
        for tick in shown
    ]


def _band(points: Sequence[tuple[float, float, float]]) -> Markup:
    around = [(x, low) for x, low, _ in points] + [(x, high) for x, _, high in reversed(points)]
    return el("polygon", points=_points(around), class_="band")


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x * _VIEW:.1f},{y:.1f}" for x, y in points)


def spread(found: Spread, name: str) -> Markup:
    """How many of each arm's customers have which value, those without any told in words."""
    arms = list(found.customers)
    shares = {arm: [each / (sum(counts) or 1) for each in counts] for arm, counts in found.customers.items()}
    bins = found.bins[1:]
    most = max((share for arm in arms for share in shares[arm][1:]), default=0.0)
    ticks = svg.ticks(0, most)

    def y(share: float) -> float:
        return _HEAD + (1 - share / ticks[-1]) * _COLUMNS

    shapes = [shape for value in ticks for shape in svg.gridline(y(value), text.percent(value), value == 0)]
    width = 1 / max(len(bins), 1)
    each = width * 0.76 / len(arms)
    for place, label in enumerate(bins):
        for number, arm in enumerate(arms):
            share = shares[arm][place + 1]
            left = place * width + width * 0.12 + number * each
            tip = f"{arm}, {label}: {text.percent(share)}"
            shapes.append(svg.bar(left, y(share), each * 0.92, y(0) - y(share), f"a{number + 1}", tip=tip, round_=1))
        if len(bins) <= _MOST_LABELS or place % 2 == 0:
            shapes.append(svg.label(label, (place + 0.5) * width, _HEAD + _COLUMNS + 17, "tick", anchor="middle"))
    title = f"Customers by {spread_of(found)}"
    picture = svg.chart(name, title, spread_words(found), _HEAD + _COLUMNS + _FOOT, *shapes, class_="plotted")
    keys = (el("span", el("i", class_=f"key a{number}"), arm) for number, arm in enumerate(arms, start=1))
    return join(el("p", *keys, class_="legend"), picture)


def spread_of(found: Spread) -> str:
    """What the customers are spread over."""
    return {"orders": "orders", "revenue": "net revenue", "margin": "margin"}.get(found.metric, found.metric)


def spread_words(found: Spread) -> str:
    """How many have nothing."""
    shares = (f"{arm} {text.percent(counts[0] / (sum(counts) or 1))}" for arm, counts in found.customers.items())
    return f"Not in the picture: those with {'none' if found.metric == 'orders' else 'nothing'} ({', '.join(shares)})."
