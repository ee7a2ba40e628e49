"""Bars: the slim one inside a table cell, and segments by size beside segments by money."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.charts import svg, text
from regulars.charts.markup import Markup, clean, el
from regulars.scoring.results import SegmentSummary

_ROW = 50
_WIDEST = 0.8  # room for the figure at the end of the longest bar
_NAME = 44


def share_bar(share: float | None, largest: float, class_: str = "people") -> Markup:
    """A slim bar for a table cell that also says its figure; `largest` fills the whole width."""
    shape = svg.bar(0, 0, _scaled(share, largest), 8, class_, round_=2)
    return el("svg", shape, class_="slim", width=48, height=8, aria_hidden="true", focusable="false")


def with_bar(share: float | None, largest: float, class_: str = "people") -> Markup:
    """A percentage with its bar."""
    return el("span", share_bar(share, largest, class_), el("span", text.percent(share)), class_="meter")


def segment_bars(segments: Sequence[SegmentSummary], has_money: bool, name: str = "sizes") -> Markup:
    """Each segment's share of customers and, where money is known, its share of net revenue, on one scale."""
    largest = _largest(segments)
    row = _ROW if has_money else _ROW - 14
    shapes = [shape for at, segment in enumerate(segments) for shape in _pair(segment, at * row, largest, has_money)]
    return svg.chart(
        name, _title(has_money), _description(segments, has_money), max(len(segments), 1) * row, *shapes, class_="sizes"
    )


def _largest(segments: Sequence[SegmentSummary]) -> float:
    """The longest bar's share, over customers and revenue."""
    return max((max(segment.share, segment.revenue_share or 0.0) for segment in segments), default=0.0)


def _pair(segment: SegmentSummary, top: float, largest: float, has_money: bool) -> list[Markup]:
    drawn = [svg.label(_short(segment.name), 0, top + 12, "name")]
    drawn += _bar(segment.share, top + 18, largest, "people", f"{text.percent(segment.share)} of customers")
    if has_money:
        drawn += _bar(segment.revenue_share, top + 31, largest, "money", f"{text.percent(segment.revenue_share)} of revenue")
    return drawn


def _bar(part: float | None, top: float, largest: float, class_: str, tip: str) -> list[Markup]:
    width = _scaled(part, largest) * _WIDEST
    return [
        svg.bar(0, top, width, 10, class_, tip=tip, round_=2),
        svg.label(text.percent(part), width, top + 9, "figure", shift=6),
    ]


def _scaled(part: float | None, largest: float) -> float:
    if part is None or largest <= 0:
        return 0.0
    return min(max(part / largest, 0.0), 1.0)


def _short(name: str) -> str:
    name = clean(name).strip() or "(no name)"
    return name if len(name) <= _NAME else name[: _NAME - 1] + "…"


def _title(has_money: bool) -> str:
    return "Segments by share of customers and share of net revenue" if has_money else "Segments by share of customers"


def _description(segments: Sequence[SegmentSummary], has_money: bool) -> str:
    if not segments:
        return "There are no segments."
    biggest = max(segments, key=lambda segment: segment.share)
    said = f"The largest is {_short(biggest.name)} with {text.percent(biggest.share)} of customers"
    if has_money:
        richest = max(segments, key=lambda segment: segment.revenue_share or 0.0)
        said += f"; {_short(richest.name)} brings {text.percent(richest.revenue_share)} of net revenue"
    return f"{said}. The table of segments has every figure."
