"""How a figure has gone: a spark for a table cell, columns for a page."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.charts import svg, text
from regulars.charts.markup import Markup, el

_WIDTH, _HEIGHT, _EDGE = 88, 24, 3
_COLUMNS_HEIGHT = 120


def spark(values: Sequence[int], words: str) -> Markup:
    """A line through the values, oldest first; nothing for fewer than two. `words` say the same to those who do not see it."""
    if len(values) < 2:
        return Markup()
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    level = _HEIGHT / 2 if high == low else None
    points = [
        (_EDGE + place * step, level if level is not None else _HEIGHT - _EDGE - (value - low) / span * (_HEIGHT - 2 * _EDGE))
        for place, value in enumerate(values)
    ]
    line = el("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points))
    end = el("circle", cx=float(points[-1][0]), cy=float(points[-1][1]), r=2.2)
    return el(
        "svg",
        el("title", words),
        line,
        end,
        class_="spark",
        role="img",
        width=_WIDTH,
        height=_HEIGHT,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
    )


def columns(values: Sequence[tuple[str, int]], name: str, title: str) -> Markup:
    """A column for each (label, value), oldest first; `name` must be unique in the page."""
    if not values:
        return Markup()
    most = max(value for _, value in values)
    width = 1 / max(len(values), 4)
    shapes = [svg.rule(0, _COLUMNS_HEIGHT, 1, _COLUMNS_HEIGHT, "axis")]
    for place, (label, value) in enumerate(values):
        height = value / most * (_COLUMNS_HEIGHT - 20) if most else 0
        x = place * width
        shapes.append(
            svg.bar(x + width * 0.12, _COLUMNS_HEIGHT - height, width * 0.76, height, "people", tip=f"{label}: {value:,}", round_=2)
        )
    first, last = values[0], values[-1]
    end = (len(values) - 0.5) * width
    shapes.append(
        svg.label(
            text.count(last[1]),
            end,
            _COLUMNS_HEIGHT - (last[1] / most * (_COLUMNS_HEIGHT - 20) if most else 0) - 6,
            "figure",
            anchor="middle",
        )
    )
    shapes.append(svg.label(first[0], 0, _COLUMNS_HEIGHT + 16, "tick"))
    if len(values) > 1:
        shapes.append(svg.label(last[0], min(end + width / 2, 1), _COLUMNS_HEIGHT + 16, "tick", anchor="end"))
    said = f"From {text.count(first[1])} ({first[0]}) to {text.count(last[1])} ({last[0]})."
    return svg.chart(name, title, said, _COLUMNS_HEIGHT + 22, *shapes, class_="trend")
