"""What customers like: per segment, in pairs, and what to offer next."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from regulars.charts import svg, text
from regulars.charts.bars import with_bar
from regulars.charts.markup import Markup, data, el, join
from regulars.charts.table import Column, table
from regulars.scoring.affinity import FEWEST_BUYERS, Affinity, ItemKind, Pair, Preference
from regulars.scoring.results import Summary

_SUREST, _PER_SEGMENT, _PAIRS, _CATEGORIES = 12, 5, 15, 15
_WIDTH, _HEIGHT = 132, 16
_TIMES = "\N{MULTIPLICATION SIGN}"
# from here on lifts are said without decimals
_TEN = 9.95
# a lift below this is drawn at the left end
_LEAST = 0.8


def what_they_like(summary: Summary, found: Affinity) -> tuple[str, Markup]:
    """Lead and content of the section."""
    lead = "What is bought more than chance would have it: what to show to whom, and what belongs together."
    parts = [_how_to_read(), _preferences(summary, found), _pairs(found), _interests(summary, found), _limits(found)]
    return lead, join(*parts)


def interval_bar(shrunk: float, low: float, high: float, longest: float) -> Markup:
    """A dot on its interval, on a logarithmic scale from 0.8 to `longest`, with a dashed line at 1, which is chance."""
    span = log(max(longest, 2 * _LEAST) / _LEAST)

    def place(lift: float) -> float:
        return min(max(log(max(lift, _LEAST) / _LEAST) / span, 0.0), 1.0)

    middle = _HEIGHT / 2
    shapes = [
        svg.rule(place(1), 0, place(1), _HEIGHT, "cut"),
        svg.rule(place(low), middle, place(high), middle, "whisk"),
        el("circle", cx=svg.share(place(shrunk)), cy=middle, r=4.0, class_="dot"),
    ]
    return el("svg", *shapes, class_="lift", width=_WIDTH, height=_HEIGHT, aria_hidden="true", focusable="false")


def times(lift: float) -> str:
    """A lift in two digits that matter, with the sign of multiplication."""
    return f"{lift:,.0f}{_TIMES}" if lift >= _TEN else f"{lift:.1f}{_TIMES}"


def _how_to_read() -> Markup:
    said = (
        f"2{_TIMES} is twice as many purchases as there would be if the segment's purchases were spread like the whole shop's. "
        f"The fewer stand behind a figure, the more it is drawn to 1{_TIMES}, which is chance (the dashed line). The line through "
        f"the dot is where the true figure lies in nine cases of ten; shown is only what is above 1{_TIMES} along all of it, "
        f"from {FEWEST_BUYERS} buyers or more."
    )
    return el("p", said, class_="soft")


_HEADINGS = (
    Column("More than chance", True),
    Column("Between"),
    Column("Purchases", True),
    Column("By chance", True),
    Column("Buyers", True),
)


def _preferences(summary: Summary, found: Affinity) -> Markup:
    shown = sorted(
        (part for part in found.preferences if part.is_above_chance), key=lambda part: (-part.low, part.segment, part.item)
    )
    if not shown:
        return el(
            "p",
            "No segment is seen to buy anything more than chance: as far as the data tell, all of them buy alike.",
            class_="note",
        )
    longest = max(part.high for part in shown)
    rows = ([_item(part), data(part.segment), *_lift(part, longest), *_counts(part)] for part in shown[:_SUREST])
    surest = table(
        "The surest preferences", [Column("What"), Column("Segment", class_="word"), *_HEADINGS], rows, show_caption=True
    )
    names = [segment.name for segment in summary.segments if any(part.segment == segment.name for part in shown)]
    details = el("div", *(_segment(found, name, longest) for name in names), class_="segments-more")
    return join(surest, el("h3", "What each segment likes"), details)


def _item(part: Preference) -> Markup:
    return join(data(part.title), el("span", f"{part.kind} ", *_code(part.item, part.title), class_="sub"))


def _code(item: str, title: str) -> tuple[Markup, ...]:
    return () if item.strip() == title.strip() else (data(item),)


def _lift(part: Preference | Pair, longest: float) -> list[str]:
    told = f"{times(part.low)} to {times(part.high)}"
    bar = interval_bar(part.shrunk, part.low, part.high, longest)
    return [times(part.shrunk), el("span", bar, el("span", told, class_="soft"), class_="between")]


def _counts(part: Preference) -> list[str]:
    return [text.count(part.purchases), text.number(part.expected), text.count(part.buyers)]


def _segment(found: Affinity, name: str, longest: float) -> Markup:
    liked = {kind: found.above_chance(name, kind) for kind in ItemKind}
    shown = [part for parts in liked.values() for part in parts[:_PER_SEGMENT]]
    words = {ItemKind.CATEGORY: ("category", "categories"), ItemKind.PRODUCT: ("product", "products")}
    about = ", ".join(text.plural(len(parts), *words[kind]) for kind, parts in liked.items() if parts)
    columns = [Column("What"), *_HEADINGS[:2]]
    rows = ([_item(part), *_lift(part, longest)] for part in shown)
    return el(
        "details",
        el("summary", data(name), el("span", f" · {about}", class_="soft")),
        el("div", table(f"What {name} buy more than chance", columns, rows), class_="inside"),
    )


def _pairs(found: Affinity) -> Markup:
    if not found.pairs:
        return Markup()
    shown = _chosen(found.pairs)
    longest = max(part.high for part in shown)
    columns = [
        Column("Who buys"),
        Column("also buys", class_="word"),
        Column("So often", True),
        *_HEADINGS[:2],
        Column("Orders with both", True),
    ]
    rows = (
        [
            _named(p.title, p.item),
            _named(p.with_title, p.with_item),
            text.percent(p.confidence),
            *_lift(p, longest),
            text.count(p.orders),
        ]
        for p in shown
    )
    more = len(found.pairs) - len(shown)
    caption = (
        f"Bought together in one order, the surest {len(shown)} of {len(found.pairs):,} pairs"
        if more
        else "Bought together in one order"
    )
    return table(caption, columns, rows, show_caption=True)


def _chosen(pairs: Sequence[Pair]) -> list[Pair]:
    """The surest, products before categories, whose pairs are plainer."""
    products = [pair for pair in pairs if pair.kind is ItemKind.PRODUCT]
    return (products + [pair for pair in pairs if pair.kind is ItemKind.CATEGORY])[:_PAIRS]


def _named(title: str, item: str) -> Markup:
    code = _code(item, title)
    return join(data(title), el("span", *code, class_="sub")) if code else data(title)


def _interests(summary: Summary, found: Affinity) -> Markup:
    if not found.interests:
        return Markup()
    shown = found.interests[:_CATEGORIES]
    largest = max(max(part.favourite, part.next_best) for part in shown) / max(summary.customers, 1)
    columns = [
        Column("Category"),
        Column("Favourite of", True),
        Column("Share", True),
        Column("Next best for", True),
        Column("Share", True),
    ]
    rows = (
        [
            data(part.category),
            text.count(part.favourite),
            with_bar(part.favourite / max(summary.customers, 1), largest),
            text.count(part.next_best),
            with_bar(part.next_best / max(summary.customers, 1), largest, "money"),
        ]
        for part in shown
    )
    said = (
        "A favourite is a category that a customer of several orders has bought more than chance; customers who have bought too "
        "little to tell have none. The next best is the category they have not bought yet that others like them most probably have."
    )
    return join(
        table("Customers by favourite and by next best category", columns, rows, show_caption=True), el("p", said, class_="soft")
    )


def _limits(found: Affinity) -> Markup:
    limits = found.limits
    parts = []
    if limits.products < limits.all_products:
        parts.append(f"the {limits.products:,} products with most buyers, of {limits.all_products:,}")
    if limits.categories < limits.all_categories:
        parts.append(f"for the next best the {limits.categories:,} categories with most buyers, of {limits.all_categories:,}")
    if limits.orders < limits.all_orders:
        parts.append(f"for pairs and favourites the latest {limits.orders:,} orders, of {limits.all_orders:,}")
    return el("p", f"Looked at: {'; '.join(parts)}.", class_="soft") if parts else Markup()
