"""What changed hands, month by month and by product, and how often customers come back."""

from __future__ import annotations

from regulars.charts import text
from regulars.charts.markup import Markup, el, join
from regulars.charts.months import order_columns, revenue_columns, without_gaps
from regulars.charts.segments import product_table
from regulars.charts.table import Column, table
from regulars.scoring.results import PeriodTotal, PurchaseCycle, Summary


def changed_hands(summary: Summary) -> Markup:
    """Orders and net revenue by month, drawn and in a table, and the best-selling products."""
    drawings = [
        el("figure", el("h3", f"{text.occasions(summary)} by month"), order_columns(summary.months, text.occasions(summary)))
    ]
    if summary.has_money:
        drawings.append(el("figure", el("h3", "Net revenue by month"), revenue_columns(summary.months, summary.currency)))
    return join(
        el("div", *drawings, class_="two" if len(drawings) > 1 else None),
        _unfinished(summary),
        _month_table(summary),
        _products(summary),
    )


def purchase_cycle(summary: Summary, cycle: PurchaseCycle | None) -> Markup:
    """The gaps between orders, and the refresh and window they recommend."""
    if cycle is None:
        return el("p", "Too few customers came back to tell how often they buy, so nothing is recommended.", class_="soft")
    window = "all history" if cycle.window_days is None else text.days(cycle.window_days)
    figures = (
        ("Refresh every", text.days(cycle.refresh_every_days), "recommended: how often to score again"),
        ("Window", window, "recommended: what a run should look at"),
        ("Half come back within", text.days(cycle.median_gap), "median gap between orders"),
        ("Three in four within", text.days(cycle.p75_gap), "75th percentile"),
        ("Nine in ten within", text.days(cycle.p90_gap), "90th percentile"),
    )
    cells = (el("div", el("dt", name), el("dd", said, el("small", note))) for name, said, note in figures)
    measured = text.percent(cycle.customers / summary.customers) if summary.customers else text.NOTHING
    base = f"Measured on {text.plural(cycle.customers, 'customer')} ({measured} of all), each counting once with its own mean gap."
    return join(
        el("dl", *cells, class_="figures"),
        el("p", cycle.because, dir="auto"),
        el("p", base, class_="soft"),
    )


def _unfinished(summary: Summary) -> Markup:
    """A low first or last column is often only a month that is not whole."""
    said = [note for note in (_begun_late(summary), _not_over(summary)) if note]
    return el("p", " ".join(said), class_="soft") if said else Markup()


def _begun_late(summary: Summary) -> str:
    first = summary.quality.first_order_at
    if not summary.months or first is None or summary.months[0].label != text.month_begun_late(first, summary.zone):
        return ""
    began = text.date(first, summary.zone)
    return f"{text.month(summary.months[0].label)} may not be a whole month: the first {text.occasion(summary)} is of {began}."


def _not_over(summary: Summary) -> str:
    if not summary.months or summary.months[-1].label != text.month_under_way(summary.as_of, summary.zone):
        return ""
    return f"{text.month(summary.months[-1].label)} is not a whole month: it ends at the as-of."


def _month_table(summary: Summary) -> Markup:
    months = without_gaps(summary.months)
    if not months:
        return Markup()
    columns = [Column("Month"), Column(text.occasions(summary), True), Column("Customers", True)]
    columns += [Column("Net revenue", True)] if summary.has_money else []
    what = "customers and net revenue" if summary.has_money else "and customers"
    inside = table(f"{text.occasions(summary)}, {what} by month", columns, (_month(summary, part) for part in months))
    heading = el("summary", f"The figures of {text.plural(len(months), 'month')}")
    return el("details", heading, el("div", inside, class_="inside"))


def _month(summary: Summary, part: PeriodTotal) -> list[str]:
    money = [text.money(part.revenue, summary.currency)] if summary.has_money else []
    return [text.month(part.label), text.count(part.orders), text.count(part.customers), *money]


def _products(summary: Summary) -> Markup:
    if not summary.products:
        return el("p", "The data has no products.", class_="soft")
    return join(
        el("h3", "Top products"),
        product_table("Top products of all customers", summary.products, summary.currency, summary.has_money),
    )
