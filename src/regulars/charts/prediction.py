"""What is to be expected: totals with their ranges, segments before and after, P(alive), and the models behind it."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.charts import svg, text
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.table import Column, table
from regulars.scoring.prediction import (
    ALIVE_BINS,
    CHANCE_DAYS,
    SEGMENT_DAYS,
    CountRange,
    HorizonTotal,
    ModelFit,
    MoneyRange,
    Prediction,
    SegmentExpectation,
)
from regulars.scoring.results import Summary

_LEAD = (
    "What the histories of all customers say about the next months if they go on as they did. Seasons, growth and campaigns are "
    "not in it, and the ranges allow for chance alone: regulars validate shows how far it was off in this shop before. "
    "Several orders on one day count once."
)
_OWN_ORDERS = (
    f"One customer does more or less than customers like them do on average: expected_orders_{SEGMENT_DAYS}d_low and _high in the "
    "files of customers are the least and the most order days that nine in ten of them stay within."
)
_OWN_RANGES = f"{_OWN_ORDERS} expected_revenue_{SEGMENT_DAYS}d and clv have such ends, too."
_REFUSED = "No figure is shown, as the data cannot carry one."
_ROW, _WIDEST, _NAME = 50, 0.78, 44
_TOP, _BASE, _FOOT = 14, 170, 24
_PARAMETER_MEANING = {
    "r": "shape of the order rates over customers",
    "alpha": "their scale, in days",
    "a": "with b: the chance to leave after an order, a / (a + b) on average",
    "b": "with a: the chance to leave after an order",
    "s": "shape of the rates of leaving over customers",
    "beta": "their scale, in days",
    "p": "how much the orders of one customer are alike",
    "q": "shape of the mean order value over customers",
    "v": "its scale, in money",
}


def section(summary: Summary, found: Prediction) -> tuple[str, Markup]:
    """Lead and content of the section."""
    notes = [el("p", note, class_="note", dir="auto") for note in found.notes]
    if found.refusal is not None or found.orders_model is None:
        return _REFUSED, join(el("p", found.refusal or "", class_="note", dir="auto"), *notes)
    if found.value_refusal is not None:
        notes.insert(0, el("p", f"No revenue is predicted. {found.value_refusal}", class_="note", dir="auto"))
    pictures = [_before_and_after(summary, found)]
    pictures += [_alive(found.alive)] if found.alive else []
    return _LEAD, join(
        _horizons(summary, found),
        *notes,
        el("div", *pictures, class_="two") if len(pictures) > 1 else pictures[0],
        _segments(summary, found),
        _terms(summary, found),
        el("p", _OWN_RANGES if found.value_model else _OWN_ORDERS, class_="soft"),
        _models(found),
    )


def _horizons(summary: Summary, found: Prediction) -> Markup:
    columns = [Column("In the next"), Column("Order days", True), Column("Customers who order", True)]
    priced = found.value_model is not None
    columns += [Column("Net revenue", True)] if priced else []
    rows = (_horizon(summary, part, priced) for part in found.horizons)
    caption = "Expected of all scored customers, with the range that holds nine times in ten if the model is right"
    return table(caption, columns, rows, show_caption=True)


def _horizon(summary: Summary, part: HorizonTotal, priced: bool) -> list[str]:
    cells = [f"{part.days} days", _counted(part.orders), text.count(round(part.buyers))]
    return [*cells, _priced(summary, part.revenue)] if priced else cells


def _counted(found: CountRange) -> str:
    if found.low is None or found.high is None:
        return _count(found.expected)
    return join(_count(found.expected), el("span", f"{_count(found.low)} to {_count(found.high)}", class_="sub"))


def _count(value: float) -> str:
    # among few orders the first decimal says something
    return text.count(round(value)) if value >= 20 else f"{value:.1f}"


def _priced(summary: Summary, found: MoneyRange | None) -> str:
    if found is None:
        return text.NOTHING
    whole = text.money(found.expected, summary.currency, 0)
    if found.low is None or found.high is None:
        return whole
    span = f"{text.money(found.low, summary.currency, 0)} to {text.money(found.high, summary.currency, 0)}"
    return join(whole, el("span", span, class_="sub"))


def _segments(summary: Summary, found: Prediction) -> Markup:
    priced, alive = found.value_model is not None, bool(found.alive)
    columns = [Column("Segment"), Column("Customers", True)]
    columns += [Column("Mean P(alive)", True)] if alive else []
    columns += [Column(f"Mean chance to order in {CHANCE_DAYS} days", True), Column(f"Order days, next {SEGMENT_DAYS} days", True)]
    columns += [Column(f"Net revenue, next {SEGMENT_DAYS} days", True), Column("Lifetime value", True)] if priced else []
    rows = (_segment(summary, part, priced, alive) for part in found.segments)
    return table(f"Expected by segment, next {SEGMENT_DAYS} days", columns, rows, show_caption=True)


def _segment(summary: Summary, part: SegmentExpectation, priced: bool, alive: bool) -> list[str]:
    return [
        data(part.name),
        text.count(part.customers),
        *([text.percent(part.alive)] if alive else []),
        text.percent(part.buys),
        _counted(part.orders),
        *([_priced(summary, part.revenue), text.money(part.lifetime_value, summary.currency, 0)] if priced else []),
    ]


def _before_and_after(summary: Summary, found: Prediction) -> Markup:
    """Each segment's net revenue of the last year beside that of the next; without money the order days of the next."""
    priced = found.value_model is not None
    bars = [_values(part, priced) for part in found.segments]
    largest = max((max(values) for values in bars), default=0.0)
    row = _ROW if priced else _ROW - 14
    shapes = [
        shape
        for at, (part, values) in enumerate(zip(found.segments, bars, strict=True))
        for shape in _bars(summary, part.name, values, at * row, largest)
    ]
    title = "Net revenue by segment, before and after" if priced else "Expected order days by segment"
    said = f"The last {SEGMENT_DAYS} days and the next, as expected. The table has every figure."
    keys = [el("span", el("i", class_="key people"), f"last {SEGMENT_DAYS} days")] if priced else []
    keys.append(el("span", el("i", class_="key money"), f"expected, next {SEGMENT_DAYS} days"))
    picture = svg.chart("before-and-after", title, said, max(len(bars), 1) * row, *shapes, class_="sizes")
    return el("figure", el("h3", title), el("p", *keys, class_="legend"), picture)


def _values(part: SegmentExpectation, priced: bool) -> tuple[float, ...]:
    if priced and part.revenue is not None:
        return float(part.revenue_before or 0), float(part.revenue.expected)
    return (part.orders.expected,)


def _bars(summary: Summary, name: str, values: Sequence[float], top: float, largest: float) -> list[Markup]:
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    drawn = [svg.label(short, 0, top + 12, "name")]
    money = len(values) > 1
    classes = ("people", "money") if money else ("money",)
    for place, (value, class_) in enumerate(zip(values, classes, strict=True)):
        width = max(value, 0.0) / largest * _WIDEST if largest > 0 else 0.0
        figure = text.compact_money(value, summary.currency) if money else text.compact(value)
        down = 18 + 13 * place
        drawn += [
            svg.bar(0, top + down, width, 10, class_, tip=figure, round_=2),
            svg.label(figure, width, top + down + 9, "figure", shift=6),
        ]
    return drawn


def _alive(counts: Sequence[int]) -> Markup:
    scale = svg.ticks(0.0, float(max(counts, default=0)))

    def y(value: float) -> float:
        return _BASE - value / scale[-1] * (_BASE - _TOP)

    width = 1 / ALIVE_BINS
    shapes = [shape for tick in scale for shape in svg.gridline(y(tick), text.compact(tick), tick == 0)]
    for at, number in enumerate(counts):
        span = f"{100 * at // ALIVE_BINS} to {100 * (at + 1) // ALIVE_BINS} %"
        tip = f"P(alive) {span}: {text.plural(number, 'customer')}"
        shapes.append(svg.bar((at + 0.08) * width, y(number), 0.84 * width, _BASE - y(number), "people", tip=tip, round_=1))
    for at in range(0, ALIVE_BINS + 1, 5):
        anchor = "start" if at == 0 else "end" if at == ALIVE_BINS else "middle"
        shapes.append(svg.label(f"{100 * at // ALIVE_BINS}%", at * width, _BASE + 17, "tick", anchor=anchor))
    likely = sum(counts[ALIVE_BINS // 2 :]) / max(sum(counts), 1)
    said = f"{text.percent(likely)} of customers are more likely still customers than not."
    picture = svg.chart("alive", "Customers by P(alive)", said, _BASE + _FOOT, *shapes, class_="plotted")
    heading = el("h3", "Customers by P(alive), the chance that they have not left for good")
    return el("figure", heading, el("p", said, class_="soft"), picture)


def _terms(summary: Summary, found: Prediction) -> Markup:
    if found.margin is None or found.lifetime_value is None:
        return Markup()
    terms, value = found.terms, found.lifetime_value
    counted = f"{text.percent(found.margin.share)} of revenue ({found.margin.because})"
    total = text.money(value.expected, summary.currency, 0)
    if value.low is not None and value.high is not None:
        total += f" ({text.money(value.low, summary.currency, 0)} to {text.money(value.high, summary.currency, 0)})"
    said = (
        f"Lifetime value counts {counted} over the next {terms.years:f} years, discounted by "
        f"{text.percent(float(terms.yearly_discount))} a year; of all scored customers together {total}."
    )
    return el("p", said, class_="soft", dir="auto")


def _models(found: Prediction) -> Markup:
    fits = [fit for fit in (found.orders_model, found.value_model) if fit is not None]
    heading = el("summary", "The models", el("span", f" · {', '.join(fit.label for fit in fits)}", class_="soft"))
    return el("details", heading, el("div", *(_model(fit) for fit in fits), class_="inside"))


def _model(fit: ModelFit) -> Markup:
    columns = [Column("Parameter"), Column("Estimate", True), Column("Standard error", True), Column("Meaning", class_="why")]
    rows = (
        [part.name, f"{part.value:.4g}", f"{part.standard_error:.2g}", _PARAMETER_MEANING.get(part.name, "")]
        for part in fit.parameters
    )
    caption = (
        f"{fit.label}, fitted to {text.plural(fit.customers, 'customer')}, {text.count(fit.repeaters)} of them with a repeat "
        f"order; log-likelihood {fit.log_likelihood:,.1f}"
    )
    return table(caption, columns, rows, show_caption=True)
