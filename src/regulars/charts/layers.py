"""The layers over the scores: lifecycle, flags, channels and habits, and the plane of money and engagement."""

from __future__ import annotations

from decimal import Decimal

from regulars.charts import affinity, prediction, text
from regulars.charts.bars import with_bar
from regulars.charts.grid import shade
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.table import Column, scroll, table
from regulars.scoring.layers import ChannelTotal, FlagTotal, Layers, Plane, PlaneCell, StageTotal
from regulars.scoring.results import Summary

_WORTH = ("Never bought", "Top fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Bottom fifth")
_WORTH_ORDER = (1, 2, 3, 4, 5, 0)
_EDITABLE = "Borders and thresholds of your own go into a file for --profile-rules."


def headings(layers: Layers | None) -> tuple[tuple[str, str], ...]:
    """The sections that there are, as (id, heading)."""
    if layers is None:
        return ()
    known = (
        (("lifecycle", "Lifecycle"), bool(layers.stages)),
        (("flags", "Flags"), bool(layers.flags)),
        (("habits", "Channels, discounts and returns"), bool(layers.channels or layers.habits)),
        (("plane", "Money and engagement"), layers.plane is not None),
        (("affinity", "What they like"), layers.affinity is not None),
        (("prediction", "What is to be expected"), layers.prediction is not None),
    )
    return tuple(section for section, there in known if there)


def section(summary: Summary, layers: Layers, name: str) -> tuple[str, Markup]:
    """Lead and content of the section of that id; KeyError for another."""
    makers = {
        "lifecycle": _lifecycle,
        "flags": _flags,
        "habits": _habits,
        "plane": _plane,
        "affinity": _affinity,
        "prediction": _prediction,
    }
    return makers[name](summary, layers)


def _worth(summary: Summary, revenue: Decimal | None) -> list[str]:
    return [text.money(revenue, summary.currency)] if summary.has_money else []


def _money_column(summary: Summary) -> list[Column]:
    return [Column("Net revenue, all time", True)] if summary.has_money else []


def _lifecycle(summary: Summary, layers: Layers) -> tuple[str, Markup]:
    largest = max((part.share for part in layers.stages), default=0.0)
    columns = [
        Column("Stage"),
        Column("Customers", True),
        Column("Share", True),
        *_money_column(summary),
        Column("Who", class_="why"),
    ]
    rows = (_stage(summary, part, largest) for part in layers.stages)
    lead = "Everybody is in exactly one stage, judged by their own rhythm."
    limits = layers.borders
    if limits is None:
        return lead, Markup()
    gap = f"A typical gap is {text.days(float(limits.typical_gap))} in this shop, drawn to the customer's own with every order. "
    said = el("p", gap, f"{limits.because} {_EDITABLE}", class_="soft", dir="auto")
    # here, as this section is always there
    notes = [el("p", note, class_="note", dir="auto") for note in layers.notes]
    return lead, join(table("Customers by lifecycle stage", columns, rows), said, *notes)


def _stage(summary: Summary, part: StageTotal, largest: float) -> list[str]:
    who = part.rule[:1].upper() + part.rule[1:] + "."
    shown = part.stage.value.capitalize()
    return [shown, text.count(part.customers), with_bar(part.share, largest), *_worth(summary, part.revenue), who]


def _flags(summary: Summary, layers: Layers) -> tuple[str, Markup]:
    largest = max((part.share for part in layers.flags), default=0.0)
    columns = [Column("Flag"), Column("Customers", True), Column("Share", True), *_money_column(summary)]
    columns.append(Column("Raised when", class_="why"))
    rows = (_flag(summary, part, largest) for part in layers.flags)
    lead = "What to know before writing to somebody; a customer can have several. Each customer's row says why."
    return lead, join(table("Customers by flag", columns, rows), el("p", _EDITABLE, class_="soft"))


def _flag(summary: Summary, part: FlagTotal, largest: float) -> list[str]:
    when = part.rule[:1].upper() + part.rule[1:] + "."
    return [part.label, text.count(part.customers), with_bar(part.share, largest), *_worth(summary, part.revenue), when]


def _habits(summary: Summary, layers: Layers) -> tuple[str, Markup]:
    parts: list[str] = []
    if layers.habits:
        cells = (el("div", el("dt", part.label.capitalize()), el("dd", text.percent(part.share))) for part in layers.habits)
        parts.append(el("dl", *cells, class_="figures"))
    if layers.channels:
        columns = [Column("Main channel"), Column("Customers", True), Column("Share", True), Column("In no other", True)]
        largest = max(part.share for part in layers.channels)
        rows = (_channel(summary, part, largest) for part in layers.channels)
        parts.append(table("Customers by main channel", [*columns, *_money_column(summary)], rows))
    return "How the scored customers buy, over all their orders.", join(*parts)


def _channel(summary: Summary, part: ChannelTotal, largest: float) -> list[str]:
    alone = text.percent(part.exclusive / part.customers if part.customers else None)
    return [data(part.channel), text.count(part.customers), with_bar(part.share, largest), alone, *_worth(summary, part.revenue)]


def _prediction(summary: Summary, layers: Layers) -> tuple[str, Markup]:
    return ("", Markup()) if layers.prediction is None else prediction.section(summary, layers.prediction)


def _affinity(summary: Summary, layers: Layers) -> tuple[str, Markup]:
    return affinity.what_they_like(summary, layers.affinity) if layers.affinity else ("", Markup())


def _plane(summary: Summary, layers: Layers) -> tuple[str, Markup]:
    plane = layers.plane
    if plane is None:
        return "", Markup()
    columns = [Column("Group"), Column("Customers", True), *_money_column(summary), Column("Who", class_="why")]
    rows = (
        [part.corner.value.capitalize(), text.count(part.customers), *_worth(summary, part.revenue), f"{part.rule.capitalize()}."]
        for part in plane.corners
    )
    lead = (
        f"Fifths by composite score beside visits in the last {plane.days} days; {plane.heavy} visits or more are heavy visiting."
    )
    return lead, join(_plane_grid(summary, plane), table("The telling corners", columns, rows, show_caption=True))


def _plane_grid(summary: Summary, plane: Plane) -> Markup:
    cells = {(cell.worth, cell.visits): cell for cell in plane.cells}
    largest = max((cell.customers for cell in plane.cells), default=0)
    names = ("No visits", "Some visits", "Heavy visiting")
    head = el("tr", el("td", class_="corner"), *(el("th", name, scope="col") for name in names))
    worths = [worth for worth in _WORTH_ORDER if any((worth, visits) in cells for visits in range(3))]
    body = [
        el(
            "tr",
            el("th", _WORTH[worth], scope="row"),
            *(_cell(summary, cells.get((worth, visits)), largest) for visits in range(3)),
        )
        for worth in worths
    ]
    caption = "Customers by fifth (rows) and visits (columns)"
    inside = el("table", el("caption", caption, class_="sr"), el("thead", head), el("tbody", *body), class_="heat")
    return el("div", scroll(caption, inside), class_="grid-box")


def _cell(summary: Summary, cell: PlaneCell | None, largest: int) -> Markup:
    customers = cell.customers if cell else 0
    lines = [el("b", text.count(customers))]
    if summary.has_money and cell is not None and cell.worth:
        exact = text.money(cell.revenue, summary.currency)
        lines.append(el("span", text.compact_money(cell.revenue, summary.currency), class_="worth", title=f"net revenue {exact}"))
    return el("td", *lines, class_=f"l{shade(customers, largest)}")
