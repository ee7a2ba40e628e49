"""A compact card of a run for notebooks: key figures, the customers at risk, and the segments."""

from __future__ import annotations

from regulars.charts import opening, text
from regulars.charts.bars import with_bar
from regulars.charts.ledger import balances
from regulars.charts.markup import Markup, data, el, join, sentence
from regulars.charts.table import Column, table
from regulars.scoring.results import SegmentSummary, Summary

# The card keeps the notebook's own text colour and background, which a light-dark() of its own could not know.
_STYLE = """
.regulars-card{font:13px/1.45 system-ui,sans-serif;max-width:980px;
border:1px solid rgb(128 128 128/.35);border-radius:10px;padding:14px 16px}
.regulars-card p{margin:0 0 8px}.regulars-card p:last-child{margin:10px 0 0}
.regulars-card .regulars-risk{border-inline-start:4px solid #c2571a;padding-inline-start:10px;margin-bottom:10px}
.regulars-card .scroll{overflow-x:auto}
.regulars-card table{border-collapse:collapse;width:100%;margin:0;font-size:12.5px;font-variant-numeric:tabular-nums}
.regulars-card th,.regulars-card td{padding:4px 9px;text-align:start;border-bottom:1px solid rgb(128 128 128/.22);background:none}
.regulars-card thead th{font-weight:500;vertical-align:bottom}
.regulars-card .number{text-align:end;white-space:nowrap}
.regulars-card .meter{display:inline-flex;gap:7px;align-items:center}
.regulars-card .meter>span{min-width:3.4em}
.regulars-card .people{fill:#2a938a}.regulars-card .money{fill:#c27a1f}
.regulars-card .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
"""


def notebook_html(summary: Summary) -> str:
    """An HTML fragment for `_repr_html_`, with its own scoped styles; loads nothing and runs nothing."""
    parts = (_facts(summary), _figures(summary), _risk(summary), _segments(summary), _books(summary))
    return el("div", el("style", Markup(_STYLE)), *parts, class_="regulars-card")


def _facts(summary: Summary) -> Markup:
    made_up = " · made-up data" if summary.made_up else ""
    about = f" as of {text.instant(summary.as_of, summary.zone)} · {text.window(summary.window_days)} · "
    return el("p", el("strong", "Regulars"), about, data(summary.scorecard), " · ", data(summary.map_name), made_up)


def _figures(summary: Summary) -> Markup:
    figures = [text.plural(summary.customers, "customer"), text.plural(summary.orders, text.occasion(summary))]
    if summary.has_money:
        figures.append(f"{text.money(summary.revenue, summary.currency)} net revenue")
        figures.append(f"{text.money(summary.aov, summary.currency)} average order")
    figures.append(f"{text.percent(summary.repeat_rate)} {text.again(summary)}")
    return el("p", " · ".join(figures))


def _risk(summary: Summary) -> Markup:
    risk = summary.at_risk
    if risk is None or not risk.customers:
        return Markup()
    share = f" ({text.percent(risk.revenue_share)} of net revenue)" if summary.has_money else ""
    stake = el("strong", "High value at risk: ", opening.risk_stake(summary, risk))
    return el("p", stake, share, ". Next step: ", opening.next_step(summary, risk), class_="regulars-risk")


def _segments(summary: Summary) -> Markup:
    columns = [Column("Segment"), Column("Customers", True), Column("Share", True)]
    columns += [Column("Net revenue", True), Column("Share of revenue", True)] if summary.has_money else []
    columns.append(Column("Campaign"))
    return table("Segments", columns, (_row(summary, part) for part in summary.segments))


def _row(summary: Summary, part: SegmentSummary) -> list[str]:
    people = max(segment.share for segment in summary.segments)
    richest = max(segment.revenue_share or 0.0 for segment in summary.segments)
    money = [text.money(part.revenue, summary.currency), with_bar(part.revenue_share, richest, "money")]
    campaign = data(part.campaign_type, text.NOTHING)
    return [
        data(part.name),
        text.count(part.customers),
        with_bar(part.share, people),
        *(money if summary.has_money else []),
        campaign,
    ]


def _books(summary: Summary) -> Markup:
    quality = summary.quality
    verdict = "everything adds up" if balances(quality) else "the figures do not add up"
    rows = f"{text.count(quality.counted_rows)} of {text.plural(quality.rows, 'row')} counted; {verdict}."
    return el("p", join(rows, *(join(" ", sentence(warning)) for warning in quality.warnings[:3])))
