"""The segments: one table, the picture of size beside money, and the details of each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from regulars.charts import text
from regulars.charts.bars import segment_bars, with_bar
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.meaning import objective_meaning, segment_meaning
from regulars.charts.playbooks import playbook_list
from regulars.charts.table import Column, table
from regulars.playbooks.plays import Playbook, playbook_for
from regulars.scoring.results import ProductTotal, SegmentSummary, Summary

_PATTERNS = 3
_LONGEST_FIGURE, _LONGEST_PATTERNS = 15, 20


def segment_table(summary: Summary) -> Markup:
    """Every segment in the map's order, with a total."""
    money = summary.has_money
    columns = [
        Column("Segment"),
        Column("Customers", True),
        *([Column("Net revenue", True)] if money else []),
        Column("Share of customers", True),
        *([Column("Share of revenue", True)] if money else []),
        Column(text.occasions(summary), True),
        *([Column("Average order", True)] if money else []),
        Column(f"Median days since last {text.occasion(summary)}", True, "roomy-head"),
        Column("Objective", class_="word"),
        Column("Campaign", class_="word"),
        Column("Patterns", class_="short"),
    ]
    rows = (_row(summary, part) for part in summary.segments)
    inside = table("Segments: customers, money and what to do", columns, rows, foot=[_total(summary)], class_=_size(summary))
    return el("div", el("p", "More columns: swipe or scroll the table sideways →", class_="swipe", aria_hidden="true"), inside)


def size_and_money(summary: Summary) -> Markup:
    """The picture: share of customers and of money per segment, with its key."""
    keys = [el("span", el("i", class_="key people"), "share of customers")]
    if summary.has_money:
        keys.append(el("span", el("i", class_="key money"), "share of net revenue"))
    return join(el("p", *keys, class_="legend"), segment_bars(summary.segments, summary.has_money))


def segment_details(summary: Summary, playbooks: Sequence[Playbook] = ()) -> Markup:
    """Per segment, folded: what to do, every pattern it holds, and what its customers buy."""
    return el("div", *(_details(summary, part, playbooks) for part in summary.segments), class_="segments-more")


def product_table(caption: str, products: Sequence[ProductTotal], currency: str | None, has_money: bool) -> Markup:
    """Products with units, money and buyers."""
    columns = [Column("Product"), Column("Units", True)]
    columns += [Column("Revenue", True)] if has_money else []
    columns.append(Column("Customers", True))
    return table(caption, columns, (_product(part, currency, has_money) for part in products))


def _size(summary: Summary) -> str:
    """Paper can't scroll: long figures or patterns get smaller type there and leave the patterns to the details."""
    figures = len(text.money(summary.revenue, summary.currency)) > _LONGEST_FIGURE
    patterns = max((len(", ".join(part.patterns[:_PATTERNS])) for part in summary.segments), default=0)
    return "segments tight" if figures or patterns > _LONGEST_PATTERNS else "segments"


def _row(summary: Summary, part: SegmentSummary) -> list[str]:
    people = max((segment.share for segment in summary.segments), default=0.0)
    richest = max((segment.revenue_share or 0.0 for segment in summary.segments), default=0.0)
    money = summary.has_money
    return [
        join(data(part.name), _aside(segment_meaning(summary, part))),
        text.count(part.customers),
        *([text.money(part.revenue, summary.currency)] if money else []),
        with_bar(part.share, people),
        *([with_bar(part.revenue_share, richest, "money")] if money else []),
        text.count(part.orders),
        *([text.money(part.aov, summary.currency)] if money else []),
        text.count(part.median_recency),
        join(data(part.objective, text.NOTHING), _aside(objective_meaning(part.objective))),
        data(part.campaign_type, text.NOTHING),
        _patterns(part),
    ]


def _aside(said: str) -> Markup:
    # always there, so that no name in the data changes how the page is built
    return el("span", said, class_="sub")


def _total(summary: Summary) -> list[str]:
    parts = summary.segments
    share = sum(part.customers for part in parts) / summary.customers if summary.customers else 0.0
    orders = sum(part.orders for part in parts)
    customers = text.count(sum(part.customers for part in parts))
    if not summary.has_money:
        return ["All segments", customers, text.percent(share), text.count(orders), "", "", "", ""]
    revenue = sum((part.revenue or Decimal(0) for part in parts), Decimal(0))
    portion = float(revenue / summary.revenue) if summary.revenue else None
    amounts = (text.money(revenue, summary.currency), text.percent(share), text.percent(portion), text.count(orders))
    return ["All segments", customers, *amounts, text.money(summary.aov, summary.currency), "", "", "", ""]


def _patterns(part: SegmentSummary) -> str:
    shown = ", ".join(part.patterns[:_PATTERNS])
    more = len(part.patterns) - _PATTERNS
    return join(shown, el("span", f"and {more} more", class_="sub")) if more > 0 else shown or text.NOTHING


def _details(summary: Summary, part: SegmentSummary, playbooks: Sequence[Playbook]) -> Markup:
    about = [text.plural(len(part.patterns), "pattern")]
    about += [text.plural(len(part.top_products), "top product")] if part.top_products else []
    heading = el("summary", data(part.name), el("span", f" · {', '.join(about)}", class_="soft"))
    patterns = el("p", "Patterns: ", ", ".join(part.patterns) or "none", class_="patterns")
    meaning = segment_meaning(summary, part)
    inside = [el("p", f"{meaning}." if meaning else "", class_="meaning"), patterns]
    if part.top_products:
        caption = f"Top products of {part.name}"
        inside.insert(1, product_table(caption, part.top_products, summary.currency, summary.has_money))
    playbook = playbook_for(playbooks, part.name)
    if playbook is not None:
        inside.insert(1, playbook_list(playbook, _margin(summary)))
    return el("details", heading, el("div", *inside, class_="inside"))


def _margin(summary: Summary) -> Decimal | None:
    """The shop's gross margin, where its costs or its owner say it."""
    prediction = summary.layers.prediction if summary.layers else None
    margin = prediction.margin if prediction else None
    # all of revenue is what is taken where nothing is known
    return None if margin is None or margin.share >= 1 else Decimal(str(margin.share))


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
