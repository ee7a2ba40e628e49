"""The few SVG shapes the charts are made of.

Horizontal positions are shares of the plot from 0 to 1, written as percentages; vertical ones are pixels. So a chart takes the
width it is given while its text keeps its size, on a phone as on paper.
"""

from __future__ import annotations

from math import ceil, floor, isfinite, log10

from regulars.charts.markup import Markup, el

MARGIN = 56
_SMALLEST_SPAN = 1e-9


def chart(name: str, title: str, description: str, height: float, *shapes: str, class_: str = "") -> Markup:
    """A drawing with its accessible name and description; `name` must be unique in the page."""
    return el(
        "svg",
        el("title", title, id=f"{name}-title"),
        el("desc", description, id=f"{name}-desc"),
        *shapes,
        role="img",
        aria_labelledby=f"{name}-title",
        aria_describedby=f"{name}-desc",
        class_=f"chart {class_}".strip(),
        width="100%",
        height=height,
    )


def gridline(y: float, tick: str, zero: bool) -> tuple[Markup, Markup]:
    """A level of the vertical axis: its line, and its figure in the margin that the style sheet keeps left of a plotted chart."""
    line = el("line", x1=-MARGIN, y1=float(y), x2="100%", y2=float(y), class_="axis" if zero else "grid")
    return line, el("text", tick, x=-MARGIN, y=float(y - 3), class_="tick")


def bar(x: float, y: float, width: float, height: float, class_: str, *, tip: str = "", round_: float = 0) -> Markup:
    """A filled rectangle, with what a pointer resting on it shows."""
    note = el("title", tip) if tip else Markup()
    return el(
        "rect", note, x=share(x), y=float(y), width=share(width), height=float(max(height, 0)), rx=round_ or None, class_=class_
    )


def rule(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return el("line", x1=share(x1), y1=float(y1), x2=share(x2), y2=float(y2), class_=class_)


def label(text: str, x: float, y: float, class_: str = "", *, anchor: str = "start", shift: float = 0) -> Markup:
    """Text at a share of the width, `shift` pixels to the right of it."""
    return el("text", text, x=share(x), y=float(y), dx=shift or None, text_anchor=anchor, class_=class_ or None)


def share(part: float) -> str:
    """A share from 0 to 1 as an SVG percentage."""
    return f"{part * 100:.3f}".rstrip("0").rstrip(".") + "%"


def ticks(low: float, high: float, about: int = 4) -> tuple[float, ...]:
    """Round numbers, evenly spaced, that span `low` (0 or less) to `high` (0 or more); 0 and 1 where there is nothing to span."""
    if not (isfinite(low) and isfinite(high)) or high - low < _SMALLEST_SPAN:
        return (0.0, 1.0)
    step = _round_step((high - low) / about)
    first, last = floor(low / step), ceil(high / step)
    return tuple(position * step for position in range(first, last + 1))


def _round_step(rough: float) -> float:
    magnitude = 10.0 ** floor(log10(rough))
    return next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= rough * 0.999)
