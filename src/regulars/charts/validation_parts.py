"""The pieces of a back-test's page: scores, groups, predictions, findings, what there is to win, signals, splits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from regulars.charts import text
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.table import Column, table
from regulars.charts.whiskers import LINES, Line, Whisker, legend, lines, whiskers
from regulars.validation.backtest import RANGE, GainCurve, PredictionCheck, SplitResult, Validation
from regulars.validation.estimates import Estimate, Refusal
from regulars.validation.groups import GroupTable
from regulars.validation.intervals import rate
from regulars.validation.scoreboard import ScoreRow
from regulars.validation.signals import SignalGain, SignalReport, Verdict
from regulars.validation.stability import Stability
from regulars.validation.upside import Upside

_SHARES = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))
_AUCS = ((0.25, ".25"), (0.5, "chance"), (0.75, ".75"), (1.0, "1"))


def verdict(split: SplitResult) -> Markup:
    """Whether there is any signal, first of all."""
    kind, mark = ("good", "✓") if split.verdict.found else ("bad", "✗")
    words = "The scores tell who comes back." if split.verdict.found else "No signal."
    inside = el("div", el("b", words), el("p", split.verdict.sentence))
    return el("div", el("b", mark, aria_hidden="true"), inside, class_=f"verdict {kind}", role="note")


def board(split: SplitResult, name: str) -> Markup:
    """Every score's AUC as a dot, the table of all its figures, and what beats the baselines."""
    rows = split.board.rows
    drawn = [Whisker(row.name, _auc(row), _interval(_auc(row))) for row in rows]
    low = min([0.4, *(row.estimate.low for row in drawn if row.estimate)])
    picture = whiskers(
        f"{name}-auc", "AUC of each score with its 95 % interval", drawn, low, 1.0, [t for t in _AUCS if t[0] >= low], 0.5
    )
    columns = [Column("Score"), Column("AUC", True), Column("Share of those who came back in the top 10 %", True)]
    money = any(row.gini is not None for row in rows)
    columns += [Column("Gini of net revenue", True)] if money else []
    body = ([_score_name(row), _interval(_auc(row)), _capture(row), *([_gini(row)] if money else [])] for row in rows)
    return join(el("figure", picture), table("Scores and plain baselines", columns, body), said(_contests(split)))


def gains(split: SplitResult, name: str) -> Markup:
    """How many of those who came back the best-scored hold."""
    shown = _told_apart(split)
    if not shown:
        return Markup()
    curves = [Line(curve.name, tuple((at / (len(curve.held) - 1), held) for at, held in enumerate(curve.held))) for curve in shown]
    title = "Share of those who came back among the best-scored customers"
    picture = lines(f"{name}-gains", title, curves, (0, 1), (0, 1), _SHARES, _SHARES, chance=((0.0, 0.0), (1.0, 1.0)))
    explained = (
        "Across: the best-scored share of all customers. Up: the share of those who came back that it holds. Dashed: chance."
    )
    return join(el("figure", el("h3", title), legend([curve.name for curve in shown]), picture), el("p", explained, class_="soft"))


def _told_apart(split: SplitResult) -> list[GainCurve]:
    """At most four curves: what is no baseline first, then the sum, then recency."""
    plain = [row.name for row in split.board.rows if row.baseline]
    wanted = [row.name for row in split.board.rows if not row.baseline][:1] + plain[-1:] + plain[:2]
    curves = {curve.name: curve for curve in split.curves}
    return [curves[found] for found in wanted if found in curves][:LINES]


def groups(found: GroupTable, heading: str, name: str, currency: str | None) -> Markup:
    """Each group's rate as a dot on its interval, beside net revenue per head where there is money."""
    drawn = [
        Whisker(row.group.name, row.rate, f"{_percent(row.rate)} of {text.count(row.group.customers)}")
        if isinstance(row.rate, Estimate)
        else Whisker(row.group.name, None, "nobody")
        for row in found.rows
    ]
    most = max([0.05, *(row.estimate.high for row in drawn if row.estimate)])
    high = 1.0 if most > 0.5 else most
    ticks = [tick for tick in _SHARES if tick[0] <= high] if high >= 0.25 else [(0.0, "0%"), (high, text.percent(high))]
    picture = whiskers(f"{name}-rates", f"{heading}: share that came back, with 95 % intervals", drawn, 0.0, high, ticks, None)
    columns = [Column(heading), Column("Customers", True), Column("Came back", True), Column("Share", True)]
    money = any(row.revenue_per_head is not None for row in found.rows)
    columns += [Column("Net revenue each, afterwards", True)] if money else []
    body = (
        [
            data(row.group.name),
            text.count(row.group.customers),
            text.count(row.group.returned),
            _percent(row.rate),
            *([_each(row.revenue_per_head, currency)] if money else []),
        ]
        for row in found.rows
    )
    return join(el("figure", picture), table(f"{heading}: what happened after the split", columns, body))


def predictions(split: SplitResult, name: str, currency: str | None) -> Markup:
    """Each prediction by bin: actual as a dot on its interval, predicted as a ring."""
    parts = [el("p", note, class_="note", dir="auto") for note in split.notes]
    parts += [_prediction(part, f"{name}-bins-{at}", currency) for at, part in enumerate(split.predictions)]
    return join(*parts)


def _prediction(part: PredictionCheck, name: str, currency: str | None) -> Markup:
    found = part.calibration
    if isinstance(found, Refusal):
        return join(el("h3", part.name), el("p", found.sentence))
    drawn = []
    for at, row in enumerate(found.bins, start=1):
        actual = row.interval if isinstance(row.interval, Estimate) else None
        told = f"{_unit(row.predicted, part.unit, currency)} predicted, {_unit(row.actual, part.unit, currency)} actual"
        drawn.append(Whisker(f"Bin {at}", actual, told, row.predicted))
    high = max([row.estimate.high for row in drawn if row.estimate] + [row.predicted or 0.0 for row in drawn])
    ticks = [(0.0, "0"), (high, _unit(high, part.unit, currency))]
    title = f"{part.name}: predicted and actual {part.unit} per customer, by bin"
    kept = sum(1 for row in found.bins if row.kept)
    sentence = f"{found.sentence} In {kept} of {len(found.bins)} bins the prediction lies within the interval of what came."
    sentence += _held(part)
    picture = whiskers(name, title, drawn, 0.0, high, ticks, None)
    return el("div", el("h3", part.name), el("p", sentence), el("figure", picture), class_="grid-box")


def prediction_sentence(part: PredictionCheck) -> str:
    """What a prediction came to."""
    return f"{part.name}: {part.calibration.sentence}{_held(part)}"


def _held(part: PredictionCheck) -> str:
    if part.held is None:
        return ""
    told = f" {text.percent(part.held)} of the customers kept within their own range, made for {text.percent(RANGE)} or more"
    if part.held >= RANGE or isinstance(part.calibration, Refusal):
        return f"{told}."
    customers = sum(found.customers for found in part.calibration.bins)
    kept = rate(round(part.held * customers), customers)
    if isinstance(kept, Refusal) or kept.high >= RANGE:
        return f"{told}, which so few customers do not contradict."
    return f"{told}: these customers change more than the model allows for."


MOVED = "Amounts are in the shop's currency. What can be moved, a test with a held-out group has to show."


def upsides(split: SplitResult) -> Markup:
    """What each segment would bring, if moved; and why nothing can be said of the others."""
    worth = sorted((part for part in split.upsides if isinstance(part, Upside)), key=lambda part: -part.amount.value)
    none = [part.sentence for part in split.upsides if isinstance(part, Refusal)]
    parts = [said([part.sentence for part in worth]), el("p", MOVED, class_="soft")] if worth else []
    if none:
        heading = el("summary", text.plural(len(none), "segment"), " without an upside")
        parts.append(el("details", heading, el("div", said(none), class_="inside")))
    return join(*parts)


def signals(found: SignalReport | Refusal, heading: str, name: str) -> Markup:
    """Signals ranked: the gain of each as a dot, verdict in words; those without a gain folded away."""
    if isinstance(found, Refusal):
        return el("p", found.sentence)
    telling = [gain for gain in found.signals if gain.verdict is not Verdict.NO_GAIN]
    silent = [gain for gain in found.signals if gain.verdict is Verdict.NO_GAIN]
    sampled = f" (a sample of {text.count(found.available)})" if found.customers < found.available else ""
    lead = f"{text.count(found.customers)} customers{sampled}, of whom {text.count(found.events)} came back."
    if found.together < len(found.signals):
        lead += (
            f" Too few to tell all {len(found.signals)} apart together: beside the others means beside the best {found.together}."
        )
    if isinstance(found.base_auc, Refusal) or isinstance(found.full_auc, Refusal):
        models = ""
    else:
        models = (
            f" AUC of the values behind the scores alone {_interval(found.base_auc.estimate)}; with everything here"
            f" {_interval(found.full_auc.estimate)}, both on customers the model had not seen."
        )
    parts = [el("h3", heading), el("p", lead + models, class_="soft")]
    if telling:
        parts.append(_gain_picture(telling, name))
        parts.append(_gain_table(telling, heading))
    else:
        parts.append(el("p", "None shows a gain."))
    if silent:
        inside = el("div", _gain_table(silent, f"{heading} without a gain"), class_="inside")
        parts.append(el("details", el("summary", f"{len(silent)} more: no gain shown"), inside))
    return el("div", *parts, class_="grid-box")


def _gain_picture(gains_: Sequence[SignalGain], name: str) -> Markup:
    drawn = [Whisker(gain.label, gain.over_base.auc, _signed(gain.over_base.auc)) for gain in gains_]
    low = min([0.0, *(gain.over_base.auc.low for gain in gains_)])
    high = max([0.005, *(gain.over_base.auc.high for gain in gains_)])
    ticks = [(0.0, "0"), (high, f"{high:+.3f}")]
    return el("figure", whiskers(name, "Gain in AUC over the values behind the scores", drawn, low, high, ticks, 0.0))


def _gain_table(gains_: Sequence[SignalGain], heading: str) -> Markup:
    columns = [
        Column("Signal"),
        Column("Verdict"),
        Column("AUC gain", True),
        Column("beside the others", True),
        Column("Top-10 % gain", True),
        Column("Known of", True),
    ]
    body = (
        [
            data(gain.label),
            gain.said,
            _signed(gain.over_base.auc),
            _signed(gain.over_all_others.auc),
            _points(gain.over_base.capture),
            text.percent(gain.known),
        ]
        for gain in gains_
    )
    return table(f"{heading}, most useful first", columns, body)


def over_time(validation: Validation) -> Markup:
    """Each score's AUC at each split, as lines and in words."""
    found = [part for part in validation.over_time if isinstance(part, Stability)]
    if not found:
        return Markup()
    days = sorted({point.split for part in found for point in part.points})
    place = {day: float(at) for at, day in enumerate(days)}
    drawn = [Line(part.name, tuple((place[point.split], point.value) for point in part.points)) for part in found]
    # the sum of the scores first, then a model where there is one, then the plainest
    chosen = list({line.name: line for line in (*drawn[-1:], *drawn[:1], *drawn[-4:])}.values())[:LINES]
    low = min([0.5, *(value for line in chosen for _, value in line.points)])
    x_ticks = [(place[day], day.isoformat()) for day in days] if len(days) <= 4 else [
        (place[day], day.isoformat()) for day in (days[0], days[-1])
    ]  # fmt: skip
    picture = lines(
        "over-time", "AUC of each score over the split dates", chosen, (0.0, max(len(days) - 1, 1)), (low, 1.0),
        x_ticks, [(low, f"{low:.2f}"), (0.75, "0.75"), (1.0, "1")], dots=True,
    )  # fmt: skip
    columns = [Column("Split"), Column("Outcome"), Column("Customers", True), Column("Share that did", True), Column("Signal")]
    body = (
        [
            part.split.isoformat(),
            str(part.outcome),
            text.count(part.customers),
            text.percent(part.returned / part.customers if part.customers else None),
            "found" if part.verdict.found else "none",
        ]
        for part in validation.splits
    )
    return join(
        el("figure", legend([line.name for line in chosen]), picture),
        table("The splits", columns, body),
        said([part.sentence for part in found]),
    )


def said(sentences: Iterable[str]) -> Markup:
    """Sentences as a list."""
    items = [el("li", sentence, dir="auto") for sentence in sentences]
    return el("ul", *items, class_="said") if items else Markup()


def _contests(split: SplitResult) -> list[str]:
    """Against the sum of the scores only: what everybody can compute is the one to beat."""
    last = [row.name for row in split.board.rows if row.baseline][-1:]
    return [contest.sentence for contest in split.board.contests if contest.baseline in last]


def _auc(row: ScoreRow) -> Estimate | None:
    return None if isinstance(row.auc, Refusal) else row.auc.estimate


def _score_name(row: ScoreRow) -> Markup:
    return join(data(row.name), el("span", "plain baseline" if row.baseline else "model", class_="sub"))


def _capture(row: ScoreRow) -> str:
    return text.NOTHING if isinstance(row.capture, Refusal) else _percent(row.capture.estimate)


def _gini(row: ScoreRow) -> str:
    return f"{row.gini:.3f}".replace("-", text.MINUS) if isinstance(row.gini, float) else text.NOTHING


def _interval(found: Estimate | None) -> str:
    return text.NOTHING if found is None else f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def _percent(found: Estimate | Refusal) -> str:
    if isinstance(found, Refusal):
        return text.NOTHING
    return f"{text.percent(found.value)} ({_bare(found.low)} to {text.percent(found.high)})"


def _bare(share: float) -> str:
    return text.percent(share).removesuffix("%")


def _each(found: Estimate | Refusal | None, currency: str | None) -> str:
    if not isinstance(found, Estimate):
        return text.NOTHING
    value, low, high = (text.money(Decimal(f"{part:.2f}"), currency) for part in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


def _signed(found: Estimate) -> str:
    value, low, high = (small(part, plus="+") for part in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


def small(part: float, plus: str = "", digits: int = 3) -> str:
    """A difference to so many digits, such as `<0.001` where it has none of them; `plus` stands before gains."""
    if not part:
        return "0"
    smallest = 10.0**-digits
    size = f"{abs(part):.{digits}f}" if abs(part) >= smallest / 2 else f"<{smallest:.{digits}f}"
    return f"{plus if part > 0 else text.MINUS}{size}"


def _points(found: Estimate) -> str:
    value, low, high = (small(100 * part, plus="+", digits=1) for part in (found.value, found.low, found.high))
    return f"{value} ({low} to {high}) points"


def _unit(value: float, unit: str, currency: str | None) -> str:
    if "revenue" in unit:
        return text.money(Decimal(f"{value:.2f}"), currency)
    return text.percent(value) if "chance" in unit else f"{value:.2f}"
