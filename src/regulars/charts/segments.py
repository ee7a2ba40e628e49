"""The segments: one table, the picture of size beside money, and the details of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.charts import text
from regulars.charts.bars import segment_bars, with_bar
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.table import Column, table
from regulars.scoring.results import ProductTotal, SegmentSummary, Summary

_PATTERNS = 3


def segment_table(summary: Summary) -> Markup:
    """Every segment in the map's order, with a total."""
    columns = [Column("Segment"), Column("Customers", True), Column("Share", True), Column(text.occasions(summary), True)]
    if summary.has_money:
        columns += [Column("Net revenue", True), Column("Share of revenue", True), Column("Average order", True)]
    columns += [
        Column(f"Median days since last {text.occasion(summary)}", True),
        Column("Objective", class_="word"),
        Column("Campaign", class_="word"),
        Column("Patterns", class_="short screen"),
    ]
    caption = "Segments: customers, money and what to do"
    return table(
        caption, columns, (_row(summary, part) for part in summary.segments), foot=[_total(summary)], class_=_size(summary)
    )


def size_and_money(summary: Summary) -> Markup:
    """The picture: share of customers and of money per segment, with its key."""
    keys = [el("span", el("i", class_="key people"), "share of customers")]
    if summary.has_money:
        keys.append(el("span", el("i", class_="key money"), "share of net revenue"))
    return join(el("p", *keys, class_="legend"), segment_bars(summary.segments, summary.has_money))


def segment_details(summary: Summary) -> Markup:
    """Per segment, folded: every pattern it holds, and what its customers buy."""
    return el("div", *(_details(summary, part) for part in summary.segments), class_="segments-more")


def product_table(caption: str, products: Sequence[ProductTotal], currency: str | None, has_money: bool) -> Markup:
    """Products with units, money and buyers."""
    columns = [Column("Product"), Column("Units", True)]
    columns += [Column("Revenue", True)] if has_money else []
    columns.append(Column("Customers", True))
    return table(caption, columns, (_product(part, currency, has_money) for part in products))


def _size(summary: Summary) -> str:
    """Figures of many digits get smaller type on paper, which can't scroll."""
    return "segments tight" if len(text.money(summary.revenue, summary.currency)) > 15 else "segments"


def _row(summary: Summary, part: SegmentSummary) -> list[str]:
    people = max((segment.share for segment in summary.segments), default=0.0)
    richest = max((segment.revenue_share or 0.0 for segment in summary.segments), default=0.0)
    cells: list[str] = [data(part.name), text.count(part.customers), with_bar(part.share, people), text.count(part.orders)]
    if summary.has_money:
        cells += [
            text.money(part.revenue, summary.currency),
            with_bar(part.revenue_share, richest, "money"),
            text.money(part.aov, summary.currency),
        ]
    return [
        *cells,
        text.count(part.median_recency),
        data(part.objective, text.NOTHING),
        data(part.campaign_type, text.NOTHING),
        _patterns(part),
    ]


def _total(summary: Summary) -> list[str]:
    parts = summary.segments
    share = sum(part.customers for part in parts) / summary.customers if summary.customers else 0.0
    orders = sum(part.orders for part in parts)
    cells = ["All segments", text.count(sum(part.customers for part in parts)), text.percent(share), text.count(orders)]
    if summary.has_money:
        revenue = sum((part.revenue or Decimal(0) for part in parts), Decimal(0))
        portion = float(revenue / summary.revenue) if summary.revenue else None
        cells += [text.money(revenue, summary.currency), text.percent(portion), text.money(summary.aov, summary.currency)]
    return [*cells, "", "", "", ""]


def _patterns(part: SegmentSummary) -> str:
    shown = ", ".join(part.patterns[:_PATTERNS])
    more = len(part.patterns) - _PATTERNS
    return join(shown, el("span", f"and {more} more", class_="sub")) if more > 0 else shown or text.NOTHING


def _details(summary: Summary, part: SegmentSummary) -> Markup:
    about = [text.plural(len(part.patterns), "pattern")]
    about += [text.plural(len(part.top_products), "top product")] if part.top_products else []
    heading = el("summary", data(part.name), el("span", f" · {', '.join(about)}", class_="soft"))
    patterns = el("p", "Patterns: ", ", ".join(part.patterns) or "none", class_="patterns")
    inside = [patterns]
    if part.top_products:
        caption = f"Top products of {part.name}"
        inside.insert(0, product_table(caption, part.top_products, summary.currency, summary.has_money))
    return el("details", heading, el("div", *inside, class_="inside"))


def _product(part: ProductTotal, currency: str | None, has_money: bool) -> list[str]:
    name = product_name(part)
    money = [text.money(part.revenue, currency)] if has_money else []
    return [name, text.count(part.quantity), *money, text.count(part.customers)]


def product_name(part: ProductTotal) -> Markup:
    """The product's title with its code under it; the code alone where there is no title."""
    title, code = part.title.strip(), part.product.strip()
    if not title or title == code:
        return data(code)
    return join(data(title), el("span", data(code), class_="sub")) if code else data(title)
