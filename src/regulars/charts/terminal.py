"""What `regulars score` prints: the customers at risk first, then segments, cuts, and the proof that every row is accounted for.

Plain lines that fit the terminal: columns that have no room are left out, sentences are folded, nothing is wrapped by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regulars.charts import text
from regulars.charts.columns import TextColumn, cells_of, clip, fold, one_line, pad, table
from regulars.charts.ledger import (
    balances,
    differences,
    duplicate_words,
    excluded_money,
    excluded_rows,
    places,
    return_words,
    taken_off,
)

if TYPE_CHECKING:
    from regulars.scoring.results import AxisDistribution, ReasonTotal, Summary

_NARROWEST = 40
_FIRST_NAMES = 8
_BOLD, _DIM, _ALERT, _GOOD, _BAD = "1", "2", "1;33", "32", "1;31"


def summary_text(summary: Summary, width: int = 100, colour: bool = False) -> str:
    """The run as plain text, no line wider than `width` cells (at least 40); `colour` adds ANSI colours. Ends with a line feed."""
    page = _Page(max(width, _NARROWEST), colour)
    _risk(page, summary)
    _figures(page, summary)
    _segments(page, summary)
    _cuts(page, summary)
    _quality(page, summary)
    _columns(page, summary)
    _warnings(page, summary)
    return page.text()


class _Page:
    """Lines of at most `width` cells; colours are added after a line is laid out, so they never count."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self._colour = colour
        self._lines: list[str] = []

    def say(self, sentence: str, style: str = "", indent: str = "  ") -> None:
        self.lines(fold(sentence, self.width, indent), style)

    def lines(self, lines: list[str], style: str = "") -> None:
        self._lines += [f"\x1b[{style}m{line}\x1b[0m" if style and self._colour and line else line for line in lines]

    def gap(self) -> None:
        if self._lines:
            self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def _risk(page: _Page, summary: Summary) -> None:
    risk = summary.at_risk
    if risk is None or not risk.customers:
        page.say("High value at risk: none." if summary.has_money else "High value at risk: can't be told without money.", _DIM)
        _win_back(page, summary, "To win back")
        return
    stake = (
        f", {text.money(risk.revenue, summary.currency)} spent so far ({text.percent(risk.revenue_share)} of net revenue),"
        if summary.has_money
        else ""
    )
    names = text.words([one_line(name) for name in risk.segments])
    page.say(f"High value at risk: {text.plural(risk.customers, 'customer')}{stake} in {names}.", _ALERT)
    kinds = text.words([one_line(kind) for kind in text.campaigns(summary, risk)])
    page.say(f"Next step: start a {kinds} campaign with them, and leave one in ten out of it to tell what it brought.")
    _win_back(page, summary, "Also to win back")


def _win_back(page: _Page, summary: Summary, heading: str) -> None:
    said = text.win_back_words(summary, one_line)
    if said:
        page.say(f"{heading}: {'; '.join(said)}.")


def _figures(page: _Page, summary: Summary) -> None:
    page.gap()
    figures = [text.plural(summary.customers, "customer"), text.plural(summary.orders, text.occasion(summary))]
    if summary.has_money:
        figures.append(f"{text.money(summary.revenue, summary.currency)} net revenue")
        figures.append(f"{text.money(summary.aov, summary.currency)} average order")
    figures.append(f"{text.percent(summary.repeat_rate)} {text.again(summary)}")
    page.say(" · ".join(figures), _BOLD)
    moment = f"{text.date(summary.as_of, summary.zone)} ({one_line(summary.zone)})"
    scoring = f"scorecard {one_line(summary.scorecard)} · map {one_line(summary.map_name)}"
    page.say(f"As of {moment} · {text.window(summary.window_days)} · {scoring}", _DIM)
    if summary.made_up:
        page.say("Made-up data: these customers belong to no one.", _ALERT)


def _segments(page: _Page, summary: Summary) -> None:
    page.gap()
    heading, *rows = table(_segment_columns(summary), page.width)
    page.lines([heading], _BOLD)
    page.lines(rows)


def _segment_columns(summary: Summary) -> list[TextColumn]:
    parts = summary.segments
    columns = [
        TextColumn("Segment", [one_line(part.name) for part in parts], right=False),
        TextColumn("Customers", [text.count(part.customers) for part in parts]),
        TextColumn("Share", [text.percent(part.share) for part in parts], drop=3),
        TextColumn(text.occasions(summary), [text.count(part.orders) for part in parts], drop=6),
    ]
    if summary.has_money:
        columns += [
            TextColumn("Net revenue", [text.money(part.revenue, summary.currency) for part in parts], drop=1),
            TextColumn("Rev share", [text.percent(part.revenue_share) for part in parts], drop=2),
            TextColumn("Avg order", [text.money(part.aov, summary.currency) for part in parts], drop=5),
        ]
    return [
        *columns,
        TextColumn("Median days", [text.count(part.median_recency) for part in parts], drop=7),
        TextColumn("Campaign", [one_line(part.campaign_type) for part in parts], right=False, drop=4),
        TextColumn("Objective", [one_line(part.objective) for part in parts], right=False, drop=8),
        TextColumn("Patterns", [_patterns(part.patterns) for part in parts], right=False, drop=9),
    ]


def _patterns(patterns: tuple[str, ...]) -> str:
    more = f" +{len(patterns) - 3}" if len(patterns) > 3 else ""
    return one_line(" ".join(patterns[:3])) + more


def _cuts(page: _Page, summary: Summary) -> None:
    if not summary.axes:
        return
    page.gap()
    levels = summary.axes[0].cuts.levels
    page.say(f"Cuts between the scores ({text.best_words(summary.best, levels)})", _BOLD)
    labels = [clip(one_line(axis.label), 24) for axis in summary.axes]
    room = max(cells_of(label) for label in labels)
    for axis, label in zip(summary.axes, labels, strict=True):
        page.say(f"  {pad(label, room)}  {_cut_line(summary, axis)}", indent=" " * (room + 4))
        if axis.cuts.note:
            page.say(f"  {pad('', room)}  {one_line(axis.cuts.note)}", _DIM, indent=" " * (room + 4))


def _cut_line(summary: Summary, axis: AxisDistribution) -> str:
    cuts = axis.cuts
    borders = " | ".join(text.border(cuts, value, summary.currency) for value in cuts.boundaries) or "none"
    unit = "" if cuts.axis.value == "m" else f" {one_line(axis.unit)}".rstrip()
    return f"{borders}{unit} · {text.method(cuts.method)} · {cuts.usable} of {cuts.levels} levels usable"


def _quality(page: _Page, summary: Summary) -> None:
    page.gap()
    quality = summary.quality
    page.say(f"Rows and money, from {text.plural(len(quality.files), 'file')}", _BOLD)
    page.lines([f"  {line}" for line in table(_ledger_columns(summary), page.width - 2)[1:]])
    if summary.has_money:
        digits = places(quality)
        gross, net = (text.money(part, summary.currency, digits) for part in (quality.gross, quality.revenue))
        off = "".join(f" {text.MINUS} {text.money(part, summary.currency, digits)} {called}" for called, part in taken_off(quality))
        page.say(f"  {gross} gross{off} = {net} net", indent="  ")
    page.say(f"  Duplicates: {duplicate_words(quality)}.", indent="  ")
    returns = return_words(summary)
    page.say(f"  {returns[:1].upper()}{returns[1:]}.", indent="  ")
    if balances(quality):
        left_out = f"{text.count(quality.counted_rows)} counted + {text.count(excluded_rows(quality))} left out"
        page.say(
            f"  ✓ Everything adds up: {left_out} = {text.plural(quality.rows, 'row')}{_money_proof(summary)}.", _GOOD, indent="    "
        )
    else:
        page.say(f"  ✗ DOES NOT ADD UP: {text.words(differences(summary))}.", _BAD, indent="    ")


def _money_proof(summary: Summary) -> str:
    if not summary.has_money:
        return ""
    digits = places(summary.quality)
    amounts = (summary.quality.revenue, excluded_money(summary.quality), summary.quality.input_revenue)
    counted, left_out, whole = (text.money(part, summary.currency, digits) for part in amounts)
    return f", {counted} + {left_out} = {whole}"


def _ledger_columns(summary: Summary) -> list[TextColumn]:
    quality, digits = summary.quality, places(summary.quality)
    names = ["in the input", *(_reason(part) for part in quality.excluded), "counted"]
    rows = [quality.rows, *(part.rows for part in quality.excluded), quality.counted_rows]
    amounts = [quality.input_revenue, *(part.revenue for part in quality.excluded), quality.revenue]
    signs = ["", *(text.MINUS for _ in quality.excluded), "="]
    columns = [TextColumn("", [f"{pad(sign, 1)} {name}" for sign, name in zip(signs, names, strict=True)], right=False)]
    columns.append(TextColumn("", [text.count(part) for part in rows]))
    if summary.has_money:
        columns.append(TextColumn("", [text.money(part, summary.currency, digits) for part in amounts]))
    return columns


def _reason(part: ReasonTotal) -> str:
    people = "" if part.customers is None else f" ({text.plural(part.customers, 'customer')})"
    return f"{one_line(part.meaning) or one_line(part.reason)}{people}"


def _columns(page: _Page, summary: Summary) -> None:
    mapping = summary.quality.mapping
    if not mapping.uses:
        return
    page.gap()
    page.say(f"Columns read{f' as {one_line(mapping.platform)}' if mapping.platform else ''}", _BOLD)
    used = (
        f"{use.role}={one_line(use.column)}{'' if use.sure >= 0.8 else f' ({use.sure * 100:.0f}% sure)'}" for use in mapping.uses
    )
    page.say(f"  {', '.join(used)}", indent="  ")
    if mapping.unused:
        more = f" (+{len(mapping.unused) - _FIRST_NAMES})" if len(mapping.unused) > _FIRST_NAMES else ""
        page.say(f"  Not used: {', '.join(map(one_line, mapping.unused[:_FIRST_NAMES]))}{more}", indent="  ")
    for note in mapping.notes:
        page.say(f"  {one_line(note)}", _DIM, indent="  ")


def _warnings(page: _Page, summary: Summary) -> None:
    warnings = (*summary.quality.warnings, *(summary.layers.notes if summary.layers else ()))
    if not warnings:
        return
    page.gap()
    for warning in warnings:
        page.say(f"! {one_line(warning)}", _ALERT)
