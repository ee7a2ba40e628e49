"""How one axis is spread: a column per bin, a line per cut, and a strip that names the score each stretch gets.

Every bin gets the same width on paper. So bins that widen towards a long tail stay readable, and a cut inside a bin is placed in
proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from regulars.charts import svg, text
from regulars.charts.grid import SHADES
from regulars.charts.markup import Markup
from regulars.scoring.results import Axis, AxisCuts, AxisDistribution, HistogramBin

_COLUMNS = 130  # pixels of height
_LABEL_ROW = 15
_WIDER = 1.01  # than its neighbour, beyond what rounding does
_LABEL_WIDTH = 0.027  # of the plot per letter, on a narrow screen


@dataclass(frozen=True, slots=True)
class _Cut:
    """A border on the plot: where, what it says, and which row its label hangs in."""

    at: float
    said: str
    row: int = 0


def histogram(axis: AxisDistribution, currency: str | None, best: int) -> Markup:
    """The spread of one axis with its cuts and the scores between them."""
    cuts = _staggered(_placed(axis, currency))
    top = (1 + max((cut.row for cut in cuts), default=-1)) * _LABEL_ROW + 8
    base = top + _COLUMNS
    tallest = max((part.customers for part in axis.bins), default=0)
    scale = svg.ticks(0, float(max(tallest, 1)), 3)
    inside = [
        *bin_columns(axis, scale[-1], base, _COLUMNS, currency),
        *_cut_lines(cuts, base),
        *_strip(axis.cuts, cuts, axis, base + 4, best),
        *_edges(axis, base + 38, currency),
    ]
    grid = [shape for tick in scale for shape in svg.gridline(base - tick / scale[-1] * _COLUMNS, text.compact(tick), tick == 0)]
    name = f"spread-{axis.cuts.axis.value}"
    return svg.chart(name, _title(axis), _description(axis, currency, best), base + 46, *grid, *inside, class_="plotted")


def position(value: float, bins: Sequence[HistogramBin]) -> float:
    """Where `value` stands on the plot, from 0 to 1, bins being equally wide; outside the bins, the nearer end."""
    for at, part in enumerate(bins):
        if value < part.low:
            return at / len(bins)
        if value < part.high:
            return (at + (value - part.low) / (part.high - part.low)) / len(bins)
    return 1.0


def _placed(axis: AxisDistribution, currency: str | None) -> list[_Cut]:
    merged = [(value, len(list(same))) for value, same in groupby(axis.cuts.boundaries)]
    return [_Cut(_border_position(axis, value), _cut_words(axis.cuts, value, times, currency)) for value, times in merged]


def _border_position(axis: AxisDistribution, value: Decimal | int) -> float:
    # a border belongs to the level below it: among whole numbers the line stands after the border's own unit
    whole = isinstance(value, int) and axis.cuts.axis is not Axis.MONETARY
    return position(float(value) + (1 if whole else 0), axis.bins)


def _cut_words(cuts: AxisCuts, value: Decimal | int, times: int, currency: str | None) -> str:
    said = text.border(cuts, value, currency)
    return said if times == 1 else f"{said} (\u00d7{times})"


def _staggered(cuts: Sequence[_Cut]) -> list[_Cut]:
    """Labels moved to further rows where they would touch on a narrow screen."""
    ends: list[float] = []
    placed = []
    for cut in cuts:
        start, end = _extent(cut)
        row = next((at for at, taken in enumerate(ends) if start >= taken), len(ends))
        ends[row : row + 1] = [end]
        placed.append(_Cut(cut.at, cut.said, row))
    return placed


def _extent(cut: _Cut) -> tuple[float, float]:
    """From where to where a label reaches, with a little air: near an edge it hangs on one side of its cut."""
    length = len(cut.said) * _LABEL_WIDTH + 0.02
    before = {"start": 0.0, "middle": length / 2, "end": length}[_anchor(cut.at)]
    return cut.at - before, cut.at - before + length


def bin_columns(axis: AxisDistribution, ceiling: float, base: float, tall: float, currency: str | None) -> list[Markup]:
    """A column per bin, standing on `base`; `ceiling` customers are `tall` pixels."""
    width = 1 / max(len(axis.bins), 1)
    gap = width * 0.06
    drawn = []
    for at, part in enumerate(axis.bins):
        height = part.customers / ceiling * tall
        visible = max(height, 1.5) if part.customers > 0 else 0
        drawn.append(
            svg.bar(
                at * width + gap, base - visible, width - 2 * gap, visible, "bin", tip=_bin_words(axis, part, currency), round_=1
            )
        )
    return drawn


def _bin_words(axis: AxisDistribution, part: HistogramBin, currency: str | None) -> str:
    low, high = _edge(axis, part.low, currency), _edge(axis, part.high, currency)
    rest = part is axis.bins[-1] and _holds_the_rest(axis.bins)
    span = f"{low} and more, up to {high}" if rest else f"{low} to {high}"
    return f"{span}: {text.plural(part.customers, 'customer')}"


def _holds_the_rest(bins: Sequence[HistogramBin]) -> bool:
    """Whether the last bin is an open end: wider than the one before it."""
    return len(bins) > 1 and bins[-1].high - bins[-1].low > (bins[-2].high - bins[-2].low) * _WIDER


def _cut_lines(cuts: Sequence[_Cut], base: float) -> list[Markup]:
    lines = [svg.rule(cut.at, cut.row * _LABEL_ROW + 14, cut.at, base + 22, "cut") for cut in cuts]
    labels = [svg.label(cut.said, cut.at, cut.row * _LABEL_ROW + 11, "cut-label", anchor=_anchor(cut.at)) for cut in cuts]
    return lines + labels


def _anchor(at: float) -> str:
    return "start" if at < 0.04 else "end" if at > 0.96 else "middle"


def _strip(cuts: AxisCuts, lines: Sequence[_Cut], axis: AxisDistribution, top: float, best: int) -> list[Markup]:
    """One box per score between the cuts; a tie's empty levels have no box."""
    distinct = [(len(list(same)), cut) for (_, same), cut in zip(groupby(cuts.boundaries), lines, strict=True)]
    stops, level = [(0.0, 1)], 1
    for times, cut in distinct:
        level += times
        stops.append((cut.at, level))
    ends = [at for at, _ in stops[1:]] + [1.0]
    boxes = [(start, end, _score(cuts, ascending)) for (start, ascending), end in zip(stops, ends, strict=True) if end > start]
    return [shape for start, end, score in boxes for shape in _box((start, end), score, axis, top, best)]


def _box(span: tuple[float, float], score: int, axis: AxisDistribution, top: float, best: int) -> list[Markup]:
    start, end = span
    levels = axis.cuts.levels
    shown = str(text.shown_score(score, levels, best))
    level = SHADES - round((score - 1) / max(levels - 1, 1) * (SHADES - 1))
    drawn = [svg.bar(start, top, end - start, 16, f"box f{level}", tip=f"score {shown}")]
    if end - start > 0.035:
        drawn.append(svg.label(shown, (start + end) / 2, top + 12, f"box-label t{level}", anchor="middle"))
    return drawn


def _score(cuts: AxisCuts, ascending: int) -> int:
    return ascending if cuts.lower_is_better else cuts.levels + 1 - ascending


def _edges(axis: AxisDistribution, y: float, currency: str | None) -> list[Markup]:
    """Bin edges under the plot: the ends, and a few between."""
    if not axis.bins:
        return [svg.label("nothing to show", 0.5, y, "tick", anchor="middle")]
    size = len(axis.bins)
    edges = [part.low for part in axis.bins] + [axis.bins[-1].high]
    chosen = sorted({0, size // 4, size // 2, size * 3 // 4, size})
    said = {at: _edge(axis, edges[at], currency) for at in chosen}
    if _holds_the_rest(axis.bins):
        said[size] = f"{_edge(axis, edges[-2], currency)} and more"
    return [svg.label(said[at], at / size, y, _tick_class(at, chosen), anchor=_anchor(at / size)) for at in chosen]


def _tick_class(at: int, chosen: Sequence[int]) -> str:
    return "tick" if chosen.index(at) % 2 == 0 else "tick roomy"


def _edge(axis: AxisDistribution, value: float, currency: str | None) -> str:
    return text.compact_money(value, currency) if axis.cuts.axis is Axis.MONETARY else text.compact(value)


def _title(axis: AxisDistribution) -> str:
    unit = f" ({axis.unit})" if axis.unit else ""
    return f"Customers by {axis.label.lower()}{unit}, with the cuts between scores"


def _description(axis: AxisDistribution, currency: str | None, best: int) -> str:
    cuts = [text.border(axis.cuts, value, currency) for value, _ in groupby(axis.cuts.boundaries)]
    borders = f"Cuts at {text.words(cuts)}" if cuts else "No cuts"
    return f"{borders}; {text.best_words(best, axis.cuts.levels)}. The table beside the chart has the customers of each score."
