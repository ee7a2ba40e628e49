"""The spread of one axis with thresholds to take hold of: columns, a handle per threshold, and a strip of the scores between.

What moves the handles (`frontend/src/thresholds.ts`) finds here all it needs: the edges of the columns, the step of a limit, and on
each handle which box of the form it goes with. Without scripts the picture shows the thresholds and the boxes set them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from regulars.charts import svg, text
from regulars.charts.grid import SHADES
from regulars.charts.histogram import bin_columns, position
from regulars.charts.markup import Markup, el
from regulars.scoring.results import Axis, AxisDistribution

_TOP, _HEIGHT, _STRIP, _LABELS = 16, 120, 18, 18
_GRIP = 9
# a score's share of the width below which its digit does not fit
_CRAMPED = 0.03


def threshold_chart(
    spread: AxisDistribution, limits: Sequence[Decimal | int], step: Decimal | int, best: int, currency: str | None
) -> Markup:
    """The picture with one slider per limit (best first). `step` is the smallest step between two limits."""
    axis = spread.cuts.axis
    base = _TOP + _HEIGHT
    tallest = max((part.customers for part in spread.bins), default=0)
    scale = svg.ticks(0, float(max(tallest, 1)), 3)
    lines = [shape for tick in scale for shape in svg.gridline(base - tick / scale[-1] * _HEIGHT, text.compact(tick), tick == 0)]
    places = [_place(spread, limit) for limit in limits]
    picture = el(
        "svg",
        *lines,
        *bin_columns(spread, scale[-1], base, _HEIGHT, currency),
        *_strip(places, spread, base + 3, best),
        *_edges(spread, base + _STRIP + _LABELS, currency),
        *(_handle(spread, place, (at, limits), base, best, currency) for at, place in enumerate(places)),
        role="group",
        aria_label=f"{spread.label}: customers per {_one(spread.unit)}, with the thresholds between scores",
        class_="chart plotted spread-chart",
        width="100%",
        height=base + _STRIP + _LABELS + 8,
    )
    edges = [*(part.low for part in spread.bins), *([spread.bins[-1].high] if spread.bins else [])]
    return el(
        "div",
        picture,
        class_="threshold-chart",
        data_thresholds=axis.value,
        data_edges=" ".join(_plain(edge) for edge in edges),
        data_step=str(step),
        data_after=str(int(axis is Axis.RECENCY)),
        data_rising=str(int(spread.cuts.lower_is_better)),
        data_unit=spread.unit if axis is not Axis.MONETARY else "",
        data_sign=text.money(Decimal(0), currency, 0).removesuffix("0") if axis is Axis.MONETARY else "",
    )


def _place(spread: AxisDistribution, limit: Decimal | int) -> float:
    # "30 days at most" stands after the thirtieth day, "8 orders or more" before the eighth order
    return position(float(limit) + (1 if spread.cuts.axis is Axis.RECENCY else 0), spread.bins)


def _handle(
    spread: AxisDistribution,
    place: float,
    which: tuple[int, Sequence[Decimal | int]],
    base: float,
    best: int,
    currency: str | None,
) -> Markup:
    at, limits = which
    axis, levels = spread.cuts.axis, spread.cuts.levels
    shown = text.shown_score(at + 1, levels, best)
    low, high = _bounds(spread)
    return el(
        "svg",
        el("rect", x=-14, y=0, width=28, height=float(base + _STRIP), class_="hold"),
        el("line", x1=0, y1=float(_GRIP), x2=0, y2=float(base + _STRIP), class_="stem"),
        el("circle", cx=0, cy=float(_GRIP), r=float(_GRIP - 1), class_="grip"),
        el("text", str(shown), x=0, y=float(_GRIP + 4), text_anchor="middle", class_="grip-label"),
        x=svg.share(place),
        overflow="visible",
        class_="handle",
        role="slider",
        tabindex="0",
        aria_label=f"{spread.label}, {'at most' if axis is Axis.RECENCY else 'at least'} for score {shown}",
        aria_valuemin=_plain(low),
        aria_valuemax=_plain(high),
        aria_valuenow=_plain(float(limits[at])),
        aria_valuetext=limit_words(spread, limits[at], currency),
        data_box=f"{axis.value}-{at + 1}",
    )


def score_tone(score: int, levels: int) -> int:
    """The shade of a score (1 = best), from 1 to 8: the best is the deepest."""
    return SHADES - round((score - 1) / max(levels - 1, 1) * (SHADES - 1))


def limit_words(spread: AxisDistribution, limit: Decimal | int, currency: str | None) -> str:
    """`30 days`, `8 orders`, `£250.00`."""
    if spread.cuts.axis is Axis.MONETARY:
        return text.money(Decimal(limit), currency)
    return text.plural(int(limit), _one(spread.unit)) if limit == int(limit) else f"{text.number(float(limit))} {spread.unit}"


def _bounds(spread: AxisDistribution) -> tuple[float, float]:
    if not spread.bins:
        return 0.0, 0.0
    return min(spread.bins[0].low, 0.0), spread.bins[-1].high


def _strip(places: Sequence[float], spread: AxisDistribution, top: float, best: int) -> list[Markup]:
    """A box per score, in the order of the values: empty ones are there, too, for a handle may open them."""
    ascending = sorted(places)
    levels = spread.cuts.levels
    drawn = []
    for at, (start, end) in enumerate(pairwise([0.0, *ascending, 1.0])):
        score = at + 1 if spread.cuts.lower_is_better else levels - at
        tone = score_tone(score, levels)
        drawn.append(svg.bar(start, top, end - start, _STRIP - 4, f"score f{tone}"))
        cramped = "" if end - start > _CRAMPED else " cramped"
        said = str(text.shown_score(score, levels, best))
        drawn.append(svg.label(said, (start + end) / 2, top + 11, f"box-label score-label t{tone}{cramped}", anchor="middle"))
    return drawn


def _edges(spread: AxisDistribution, y: float, currency: str | None) -> list[Markup]:
    if not spread.bins:
        return [svg.label("nothing to show", 0.5, y, "tick", anchor="middle")]
    size = len(spread.bins)
    edges = [part.low for part in spread.bins] + [spread.bins[-1].high]
    drawn = []
    for at, anchor in ((0, "start"), (size // 2, "middle"), (size, "end")):
        value = edges[at]
        said = text.compact_money(value, currency) if spread.cuts.axis is Axis.MONETARY else text.compact(value)
        drawn.append(svg.label(said, at / size, y, "tick", anchor=anchor))
    return drawn


def _one(unit: str) -> str:
    return unit[:-1] if unit.endswith("s") else unit


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
