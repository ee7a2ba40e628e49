"""The single-file HTML report: no scripts, nothing loaded, readable in light, dark, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regulars.charts import layers, opening, page, quality, reading, segments, spread, trade
from regulars.charts.grid import recency_frequency_grid
from regulars.charts.ledger import balances
from regulars.charts.markup import Markup, el, join
from regulars.charts.page import card
from regulars.scoring.results import Axis, Summary

if TYPE_CHECKING:
    from regulars.playbooks.plays import Playbook
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Refusal

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
_PREDICT = ("predict", "Do the scores predict?")


def report_html(
    summary: Summary,
    title: str = "Customer segments",
    generated_with: str = "Regulars 0.1.0",
    back_test: Validation | Refusal | None = None,
    playbooks: Sequence[Playbook] = (),
) -> str:
    """A whole HTML page, as text to be written in UTF-8.

    `title` heads the page; `generated_with` names the program in the footer; `back_test` is what the run's own data say about its
    scores, or why they say nothing; `playbooks` say what to do with segments. Everything that came from the data is escaped, and
    the page's own content security policy
    allows its one style sheet and nothing else.
    """
    content = join(
        *([] if balances(summary.quality) else [quality.verdict(summary)]),
        opening.made_up_banner(summary),
        opening.risk_callout(summary),
        opening.key_figures(summary),
        *_sections(summary, back_test, playbooks),
    )
    return page.document(title, opening.page_header(summary, title, _headings(summary, back_test)), content, generated_with)


def _headings(summary: Summary, back_test: Validation | Refusal | None) -> tuple[tuple[str, str], ...]:
    """The sections of the page: those about the layers stand before the data's quality."""
    before = next(at for at, (name, _) in enumerate(_SECTIONS) if name == "quality")
    return (*_SECTIONS[:before], *layers.headings(summary.layers), *((_PREDICT,) if back_test else ()), *_SECTIONS[before:])


def _layer_cards(summary: Summary) -> Markup:
    found = summary.layers
    if found is None:
        return Markup()
    made = ((name, heading, *layers.section(summary, found, name)) for name, heading in layers.headings(found))
    return join(*(card(name, heading, lead, content) for name, heading, lead, content in made))


def _predict_card(back_test: Validation | Refusal | None) -> Markup:
    if back_test is None:
        return Markup()
    from regulars.charts import validation_page  # with the statistics it shows, half as much to load as all else

    lead, content = validation_page.section(back_test)
    return card(*_PREDICT, lead, content)


def _sections(summary: Summary, back_test: Validation | Refusal | None, playbooks: Sequence[Playbook]) -> tuple[Markup, ...]:
    headings = dict(_SECTIONS)
    return (
        card("segments", headings["segments"], _segment_lead(summary), segments.segment_table(summary), _more(summary, playbooks)),
        _pictures(summary),
        card("spread", headings["spread"], _SPREAD_LEAD, *(spread.axis_spread(summary, axis) for axis in summary.axes)),
        card("trade", headings["trade"], "Counted orders only, in the shop's time zone.", trade.changed_hands(summary)),
        card(
            "cycle",
            headings["cycle"],
            "How often customers come back, and what that recommends.",
            trade.purchase_cycle(summary, summary.cycle),
        ),
        _layer_cards(summary),
        _predict_card(back_test),
        card(
            "quality",
            headings["quality"],
            "Every row of the input is either counted or left out for a named reason.",
            quality.quality_report(summary),
        ),
        card(
            "columns", headings["columns"], "Check this first when a figure looks wrong.", quality.column_mapping(summary.quality)
        ),
        card("reading", headings["reading"], "", reading.how_to_read(summary)),
    )


_SPREAD_LEAD = "Each column is a range of values; dashed lines are the cuts, and the strip names the score between them."


def _segment_lead(summary: Summary) -> str:
    used = sum(1 for part in summary.segments if part.customers)
    return (
        f"{len(summary.segments)} segments, {used} of them with customers, in the order of the map. Bars compare within a column."
    )


def _more(summary: Summary, playbooks: Sequence[Playbook]) -> Markup:
    heading = "What to do, patterns and top products of each segment" if playbooks else "Patterns and top products of each segment"
    return join(el("h3", heading), segments.segment_details(summary, playbooks))


def _pictures(summary: Summary) -> Markup:
    by = "by size and by money" if summary.has_money else "by size"
    figures = "Customers, their share and net revenue" if summary.has_money else "Customers and their share"
    sizes = card("sizes", f"Segments {by}", "", segments.size_and_money(summary))
    grid = card("grid", "Recency by frequency", f"{figures} at each pair of scores.", recency_frequency_grid(summary))
    wide = any(part.cuts.levels > 6 for part in summary.axes if part.cuts.axis is Axis.FREQUENCY)
    return el("div", sizes, grid, id="sizes-and-grid", class_="stack" if wide else "two")
