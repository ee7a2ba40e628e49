"""Orders and money over time: a column per calendar month, or per year where months would be too many to see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby

from regulars.charts import svg, text
from regulars.charts.markup import Markup
from regulars.scoring.results import PeriodTotal

_MOST_COLUMNS = 120
_TOP, _BASE, _FOOT = 14, 190, 24
_ROOMY_LABELS, _LABELS = 8, 4


def order_columns(periods: Sequence[PeriodTotal], occasions: str = "Orders") -> Markup:
    """Orders (or visits) per period."""
    return _columns("orders", occasions, periods, lambda part: Decimal(part.orders), class_="people", currency=None)


def revenue_columns(periods: Sequence[PeriodTotal], currency: str | None) -> Markup:
    """Net revenue per period; a month that gave back more than it took hangs below the line."""
    return _columns("revenue", "Net revenue", periods, lambda part: part.revenue or Decimal(0), class_="money", currency=currency)


def without_gaps(periods: Sequence[PeriodTotal]) -> tuple[PeriodTotal, ...]:
    """The same months in order, with one of zero for every calendar month between that had no orders."""
    known = {part.label: part for part in periods}
    numbers = [_number(part.label) for part in periods]
    if not numbers or None in numbers:
        return tuple(periods)
    span = [number for number in numbers if number is not None]
    revenue = None if all(part.revenue is None for part in periods) else Decimal(0)
    labels = (f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(min(span), max(span) + 1))
    return tuple(known.get(label) or PeriodTotal(label, 0, 0, revenue) for label in labels)


def drawable(periods: Sequence[PeriodTotal]) -> tuple[PeriodTotal, ...]:
    """Months without gaps, or years where there are more than 120 months. Customers of a year are not known and given as 0."""
    months = without_gaps(periods)
    if len(months) <= _MOST_COLUMNS:
        return months
    years = ((label, list(parts)) for label, parts in groupby(months, key=lambda part: part.label[:4]))
    return tuple(
        PeriodTotal(
            label,
            sum(part.orders for part in parts),
            0,
            sum((part.revenue or Decimal(0) for part in parts), Decimal(0)),
        )
        for label, parts in years
    )


def _number(label: str) -> int | None:
    year, _, month = label.partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        return None
    return int(year) * 12 + int(month) - 1


def _columns(
    name: str,
    what: str,
    periods: Sequence[PeriodTotal],
    value: Callable[[PeriodTotal], Decimal],
    *,
    class_: str,
    currency: str | None,
) -> Markup:
    parts = drawable(periods)
    values = [float(value(part)) for part in parts]
    said = [_said(value(part), currency, class_) for part in parts]
    scale = svg.ticks(min([0.0, *values]), max([0.0, *values]))
    inside = [*_bars(parts, values, said, scale, class_), *_labels(parts)]
    grid = [shape for tick in scale for shape in svg.gridline(_y(tick, scale), text.compact(tick), tick == 0)]
    each = "year" if parts and len(parts[0].label) == 4 else "month"
    height = _BASE + _FOOT
    about = _description(what, parts, values, said)
    return svg.chart(f"by-month-{name}", f"{what} by {each}", about, height, *grid, *inside, class_="plotted")


def _bars(
    parts: Sequence[PeriodTotal], values: Sequence[float], said: Sequence[str], scale: Sequence[float], class_: str
) -> list[Markup]:
    width = 1 / max(len(parts), 1)
    gap = width * 0.14
    drawn = []
    for at, (part, amount, figure) in enumerate(zip(parts, values, said, strict=True)):
        zero, end = _y(0, scale), _y(amount, scale)
        height = max(abs(end - zero), 1.0) if amount else 0.0
        css, tip = class_ if amount >= 0 else "loss", f"{text.month(part.label)}: {figure}"
        drawn.append(svg.bar(at * width + gap, min(zero, end), width - 2 * gap, height, css, tip=tip, round_=1))
    return drawn


def _labels(parts: Sequence[PeriodTotal]) -> list[Markup]:
    """As many labels as fit; the style sheet hides every other kind on a narrow screen."""
    size = len(parts)
    if not size:
        return [svg.label("no orders", 0.5, (_TOP + _BASE) / 2, "tick", anchor="middle")]
    step = -(-size // _ROOMY_LABELS)
    wide = step * -(-_ROOMY_LABELS // _LABELS)
    shown = [at for at in range(0, size, step) if not _sticks_out(at, size) or step == 1]
    return [_label(parts[at].label, at, size, "tick" if at % wide == 0 else "tick roomy") for at in shown]


def _sticks_out(at: int, size: int) -> bool:
    """Whether a label in the middle of its column would stick out of the card; pushed in, it would run into the one before."""
    return size > 1 and (at + 0.5) / size > 0.95


def _label(label: str, at: int, size: int, class_: str) -> Markup:
    middle = (at + 0.5) / size
    x, anchor = (1.0, "end") if _sticks_out(at, size) else (middle, "middle")
    return svg.label(text.month(label), x, _BASE + 17, class_, anchor=anchor)


def _y(value: float, scale: Sequence[float]) -> float:
    low, high = scale[0], scale[-1]
    return _BASE - (value - low) / (high - low) * (_BASE - _TOP)


def _said(amount: Decimal, currency: str | None, class_: str) -> str:
    return text.count(amount) if class_ == "people" else text.money(amount, currency)


def _description(what: str, parts: Sequence[PeriodTotal], values: Sequence[float], said: Sequence[str]) -> str:
    if not parts:
        return "No orders in the period."
    high = max(range(len(parts)), key=lambda at: values[at])
    span = f"{text.month(parts[0].label)} to {text.month(parts[-1].label)}"
    return f"{what}, {span}; the highest is {said[high]} in {text.month(parts[high].label)}. The table below has every figure."
