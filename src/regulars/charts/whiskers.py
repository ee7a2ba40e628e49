"""Estimates with their intervals as dots on whiskers, and lines over a common axis: what a back-test is drawn with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regulars.charts import svg
from regulars.charts.markup import Markup, clean, el
from regulars.validation.estimates import Estimate

_ROW, _TALL_ROW = 38, 52
_BESIDE = 42  # letters of name and figure that fit beside each other on a phone
_NAME = 60
_PLOT = 200  # pixels of height
LINES = 4


@dataclass(frozen=True, slots=True)
class Whisker:
    """One row: its name, the estimate (None where there is none), the figure in words, and where a prediction lies, if any."""

    name: str
    estimate: Estimate | None
    figure: str
    predicted: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name and its points, x and y in the units of the axes."""

    name: str
    points: tuple[tuple[float, float], ...]


def whiskers(
    name: str, title: str, rows: Sequence[Whisker], low: float, high: float, ticks: Sequence[tuple[float, str]], at: float | None
) -> Markup:
    """Rows on one scale from `low` to `high`; `ticks` name places on it, `at` is a dashed line to compare with."""
    tall = any(len(row.name) + len(row.figure) > _BESIDE for row in rows)
    row_height = _TALL_ROW if tall else _ROW
    height = len(rows) * row_height
    span = (high - low) or 1.0

    def place(value: float) -> float:
        return min(max((value - low) / span, 0.0), 1.0)

    shapes = [svg.rule(place(value), 0, place(value), height + 4, "grid") for value, _ in ticks]
    shapes += [] if at is None else [svg.rule(place(at), 0, place(at), height + 4, "cut")]
    shapes += [
        svg.label(
            said, place(value), height + 18, anchor="start" if place(value) < 0.05 else "end" if place(value) > 0.95 else "middle"
        )
        for value, said in ticks
    ]
    for number, row in enumerate(rows):
        shapes += _row(row, number * row_height, place, tall)
    return svg.chart(name, title, _said(rows), height + 24, *shapes, class_="whiskers")


def _row(row: Whisker, top: float, place: Callable[[float], float], tall: bool) -> list[Markup]:
    """Name and figure beside each other, or below each other in a tall row, and the whisker under them."""
    y = top + (41 if tall else 27)
    figure = svg.label(row.figure, 0, top + 29, "figure") if tall else svg.label(row.figure, 1, top + 14, "figure", anchor="end")
    drawn = [svg.label(_short(row.name), 0, top + 14, "name"), figure]
    if row.estimate is not None:
        value, low, high = (place(part) for part in (row.estimate.value, row.estimate.low, row.estimate.high))
        drawn += [svg.rule(low, y, high, y, "whisk"), el("circle", cx=svg.share(value), cy=float(y), r=4.5, class_="dot")]
    if row.predicted is not None:
        x = place(row.predicted)
        drawn.append(el("circle", cx=svg.share(x), cy=float(y), r=5.5, class_="ring"))
    return drawn


def lines(
    name: str,
    title: str,
    drawn: Sequence[Line],
    across: tuple[float, float],
    up: tuple[float, float],
    x_ticks: Sequence[tuple[float, str]],
    y_ticks: Sequence[tuple[float, str]],
    *,
    chance: tuple[tuple[float, float], tuple[float, float]] | None = None,
    dots: bool = False,
) -> Markup:
    """Up to four lines over common axes; `chance` is a dashed line between two points, `dots` mark the points."""
    top = 8.0

    def x(value: float) -> float:
        return (value - across[0]) / ((across[1] - across[0]) or 1.0)

    def y(value: float) -> float:
        share = (value - up[0]) / ((up[1] - up[0]) or 1.0)
        return top + (1 - min(max(share, 0.0), 1.0)) * _PLOT

    shapes = [shape for value, said in y_ticks for shape in svg.gridline(y(value), said, value == up[0])]
    shapes += [
        svg.label(said, x(value), top + _PLOT + 18, anchor="start" if x(value) < 0.05 else "end" if x(value) > 0.95 else "middle")
        for value, said in x_ticks
    ]
    if chance is not None:
        (x1, y1), (x2, y2) = chance
        shapes.append(svg.rule(x(x1), y(y1), x(x2), y(y2), "cut"))
    for number, line in enumerate(drawn[:LINES], start=1):
        pairs = zip(line.points, line.points[1:], strict=False)
        shapes += [svg.rule(x(x1), y(y1), x(x2), y(y2), f"line c{number}") for (x1, y1), (x2, y2) in pairs]
        if dots:
            shapes += [
                el("circle", cx=svg.share(x(at)), cy=y(value), r=4.0, class_=f"point c{number}") for at, value in line.points
            ]
    told = "; ".join(f"{line.name} ends at {line.points[-1][1]:.3f}" for line in drawn[:LINES] if line.points)
    return svg.chart(name, title, f"{told}." if told else "Nothing to draw.", top + _PLOT + 24, *shapes, class_="plotted")


def legend(names: Sequence[str]) -> Markup:
    """The key of `lines`."""
    keys = (el("span", el("i", class_=f"key k{number}"), name) for number, name in enumerate(names[:LINES], start=1))
    return el("p", *keys, class_="legend")


def _said(rows: Sequence[Whisker]) -> str:
    return "; ".join(f"{_short(row.name)}: {row.figure}" for row in rows) + "." if rows else "There is nothing to show."


def _short(name: str) -> str:
    name = clean(name).strip() or "(no name)"
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"
