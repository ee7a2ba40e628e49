"""The single-file HTML report: no scripts, nothing loaded, readable in light, dark, on a phone and on paper."""

from __future__ import annotations

from regulars.charts import layers, opening, quality, reading, segments, spread, style, trade
from regulars.charts.grid import recency_frequency_grid
from regulars.charts.ledger import balances
from regulars.charts.markup import Markup, el, join
from regulars.scoring.results import Axis, Summary

_POLICY = f"default-src 'none'; style-src '{style.HASH}'; img-src data:; base-uri 'none'; form-action 'none'"
_SECTIONS = (
    ("segments", "Segments"),
    ("sizes-and-grid", "Size, money and the grid"),
    ("spread", "Distribution and cuts"),
    ("trade", "What changed hands"),
    ("cycle", "Purchase cycle"),
    ("quality", "Data quality"),
    ("columns", "How the columns were read"),
    ("reading", "How to read it"),
)


def report_html(summary: Summary, title: str = "Customer segments", generated_with: str = "Regulars 0.1.0") -> str:
    """A whole HTML page, as text to be written in UTF-8.

    `title` heads the page; `generated_with` names the program in the footer. Everything that came from the data is escaped, and
    the page's own content security policy allows its one style sheet and nothing else.
    """
    content = join(
        *([] if balances(summary.quality) else [quality.verdict(summary)]),
        opening.made_up_banner(summary),
        opening.risk_callout(summary),
        opening.key_figures(summary),
        *_sections(summary),
    )
    body = el(
        "div", opening.page_header(summary, title, _headings(summary)), el("main", content), _footer(generated_with), class_="page"
    )
    return f'<!doctype html>\n<html lang="en">{_head(title, generated_with)}{el("body", body)}</html>\n'


def _head(title: str, generated_with: str) -> Markup:
    return el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content=generated_with),
        el("title", title),
        el("link", rel="icon", href="data:,"),
        el("style", Markup(style.SHEET)),
    )


def _headings(summary: Summary) -> tuple[tuple[str, str], ...]:
    """The sections of the page: those about the layers stand before the data's quality."""
    before = next(at for at, (name, _) in enumerate(_SECTIONS) if name == "quality")
    return (*_SECTIONS[:before], *layers.headings(summary.layers), *_SECTIONS[before:])


def _layer_cards(summary: Summary) -> Markup:
    found = summary.layers
    if found is None:
        return Markup()
    made = ((name, heading, *layers.section(summary, found, name)) for name, heading in layers.headings(found))
    return join(*(_card(name, heading, lead, content) for name, heading, lead, content in made))


def _sections(summary: Summary) -> tuple[Markup, ...]:
    headings = dict(_SECTIONS)
    return (
        _card("segments", headings["segments"], _segment_lead(summary), segments.segment_table(summary), _more(summary)),
        _pictures(summary),
        _card("spread", headings["spread"], _SPREAD_LEAD, *(spread.axis_spread(summary, axis) for axis in summary.axes)),
        _card("trade", headings["trade"], "Counted orders only, in the shop's time zone.", trade.changed_hands(summary)),
        _card(
            "cycle",
            headings["cycle"],
            "How often customers come back, and what that recommends.",
            trade.purchase_cycle(summary, summary.cycle),
        ),
        _layer_cards(summary),
        _card(
            "quality",
            headings["quality"],
            "Every row of the input is either counted or left out for a named reason.",
            quality.quality_report(summary),
        ),
        _card(
            "columns", headings["columns"], "Check this first when a figure looks wrong.", quality.column_mapping(summary.quality)
        ),
        _card("reading", headings["reading"], "", reading.how_to_read(summary)),
    )


_SPREAD_LEAD = "Each column is a range of values; dashed lines are the cuts, and the strip names the score between them."


def _segment_lead(summary: Summary) -> str:
    used = sum(1 for part in summary.segments if part.customers)
    return (
        f"{len(summary.segments)} segments, {used} of them with customers, in the order of the map. Bars compare within a column."
    )


def _more(summary: Summary) -> Markup:
    return join(el("h3", "Patterns and top products of each segment"), segments.segment_details(summary))


def _pictures(summary: Summary) -> Markup:
    by = "by size and by money" if summary.has_money else "by size"
    figures = "Customers, their share and net revenue" if summary.has_money else "Customers and their share"
    sizes = _card("sizes", f"Segments {by}", "", segments.size_and_money(summary))
    grid = _card("grid", "Recency by frequency", f"{figures} at each pair of scores.", recency_frequency_grid(summary))
    wide = any(part.cuts.levels > 6 for part in summary.axes if part.cuts.axis is Axis.FREQUENCY)
    return el("div", sizes, grid, id="sizes-and-grid", class_="stack" if wide else "two")


def _card(name: str, heading: str, lead: str, *content: str) -> Markup:
    head = el("div", el("h2", heading, id=f"{name}-heading"), *([el("p", lead, class_="lead")] if lead else []))
    return el("section", head, *content, id=name, class_="card", aria_labelledby=f"{name}-heading")


def _footer(generated_with: str) -> Markup:
    return el("footer", el("p", f"Made with {generated_with}. This page is one file: it runs no scripts and loads nothing."))
