"""Two segments side by side: who is in both, and in what they differ."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from regulars.engines.base import Engine
from regulars.queries import pages_segments
from regulars.work.pages.figures import NO_SUMS, MemberSums, SegmentFigures, find_segment, member_sums, money, rows
from regulars.work.pages.segment import Product, segment_products
from regulars.work.published import Published


@dataclass(frozen=True, slots=True)
class Part:
    """Customers of one side, or of both."""

    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two segments; `own_products` are those of its best-selling ones that are not among the other's."""

    figures: SegmentFigures
    sums: MemberSums
    own_products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two segments: `both`, `only_first` and `only_second` add up to everybody in either."""

    first: Side
    second: Side
    both: Part
    only_first: Part
    only_second: Part
    shared_products: tuple[str, ...]


def compare(published: Published, first: str, second: str) -> Comparison | None:
    """Two segments side by side; None where one of them is not there, or has no figures yet."""
    one, other = find_segment(published, first), find_segment(published, second)
    if one is None or other is None or one.customers is None or other.customers is None:
        return None
    parts = published.remembered(("overlap", first, second), lambda engine: _overlap(published, engine, one, other))
    sums = member_sums(published)
    sold, others = segment_products(published, one), segment_products(published, other)
    titles, other_titles = {each.title for each in sold}, {each.title for each in others}
    return Comparison(
        Side(one, sums.get((one.kind, one.name), NO_SUMS), tuple(each for each in sold if each.title not in other_titles)),
        Side(other, sums.get((other.kind, other.name), NO_SUMS), tuple(each for each in others if each.title not in titles)),
        parts.get("both", Part(0, None)),
        parts.get("first", Part(0, None)),
        parts.get("second", Part(0, None)),
        tuple(each.title for each in sold if each.title in other_titles),
    )


def _overlap(published: Published, engine: Engine, one: SegmentFigures, other: SegmentFigures) -> dict[str, Part]:
    query = pages_segments.overlap(
        (one.name, one.kind), (other.name, other.kind), has_money="revenue" in published.columns["profile"]
    )
    return {side: Part(int(customers), money(revenue)) for side, customers, revenue in rows(engine, query)}
