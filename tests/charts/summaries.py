"""Summaries to draw: a realistic shop whose figures add up, and the edge cases of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from regulars.scoring.results import (
    AtRisk,
    Axis,
    AxisCuts,
    AxisDistribution,
    CutMethod,
    GridCell,
    HistogramBin,
    PeriodTotal,
    ProductTotal,
    PurchaseCycle,
    Quality,
    ReasonTotal,
    SegmentSummary,
    Summary,
)
from regulars.tables import AmountRule, ColumnUse, Mapping, NumberFormat, TimeFormat, TimeKind

# name, customers, orders, revenue, median recency, patterns, objective, campaign
_SEGMENTS = (
    ("Champions", 941, 9_842, "5210477.05", 9, "111 112 121 122 211 212 221 222", "Maximize LTV", "VIP/Loyalty"),
    ("Can't Lose Them", 93, 612, "262118.40", 131, "411 412 421 422 511 512", "Retain", "Win-back"),
    ("Loyal Customers", 512, 2_655, "918220.11", 38, "113 123 311 312", "Retain", "Loyalty"),
    ("Big Spenders", 187, 402, "341900.00", 29, "131 132 231 331", "Maximize LTV", "Upsell"),
    ("At Risk", 402, 1_011, "498216.73", 148, "413 423 431 432 433 513", "Retain", "Win-back"),
    ("New Customers", 71, 71, "24112.90", 7, "153 154 155", "Acquire", "Welcome"),
    ("Potential Loyalists", 498, 1_120, "301440.25", 22, "133 134 143 144", "Acquire/Retain", "Nurture"),
    ("Promising", 118, 121, "38117.60", 31, "253 254 255", "Maximize LTV", "Nurture"),
    ("Need Attention", 330, 702, "187221.01", 58, "333 334 343 344", "Retain", "Re-engage"),
    ("About to Sleep", 214, 301, "61200.00", 62, "345 353 354 355", "Retain", "Re-engage"),
    ("Hibernating", 611, 1_080, "368453.00", 181, "434 443 444 445 453 454 455 533 543", "Reactivate", "Reactivation"),
    ("Lost", 361, 615, "99000.00", 262, "534 535 544 545 554 555", "Monitor", "Sunset"),
)  # fmt: skip
_PRODUCTS = (
    ("22423", "REGENCY CAKESTAND 3 TIER", 13_879, "174484.74", 881),
    ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 37_891, "106292.77", 856),
    ("85099B", "JUMBO BAG RED RETROSPOT", 48_478, "94340.05", 635),
    ("84879", "ASSORTED COLOUR BIRD ORNAMENT", 36_461, "59094.93", 679),
    ("47566", "PARTY BUNTING", 18_295, "68844.33", 708),
)
_ORDERS_BY_MONTH = (1400, 987, 998, 1321, 1149, 1555, 1393, 1331, 1281, 1756, 1929, 2658, 774)
_LABELS = (
    "2010-12",
    "2011-01",
    "2011-02",
    "2011-03",
    "2011-04",
    "2011-05",
    "2011-06",
    "2011-07",
    "2011-08",
    "2011-09",
    "2011-10",
    "2011-11",
    "2011-12",
)


def shop() -> Summary:
    """A wholesaler of gifts: twelve segments, five levels, money, products, returns and rows left out."""
    parts = _segments()
    customers = sum(part.customers for part in parts)
    orders = sum(part.orders for part in parts)
    revenue = sum((part.revenue or Decimal(0) for part in parts), Decimal(0))
    return Summary(
        as_of=datetime(2011, 12, 10, tzinfo=UTC),
        zone="Europe/London",
        window_days=None,
        scorecard="rfm",
        map_name="regulars-12",
        best=1,
        currency="GBP",
        has_money=True,
        customers=customers,
        orders=orders,
        revenue=revenue,
        repeat_rate=0.6558,
        aov=(revenue / orders).quantize(Decimal("0.01")),
        axes=_axes(customers),
        segments=parts,
        grid=_grid(customers, revenue),
        months=_months(revenue),
        products=products(),
        at_risk=_at_risk(parts, revenue),
        cycle=PurchaseCycle(
            2_845,
            31.0,
            66.5,
            124.0,
            7,
            365,
            "Half of the returning customers order every 31 days, so a weekly refresh sees a change within a quarter of that gap.",
        ),
        quality=_quality(revenue),
    )


def products() -> tuple[ProductTotal, ...]:
    """Five gifts."""
    return tuple(
        ProductTotal(code, title, Decimal(units), Decimal(money), people) for code, title, units, money, people in _PRODUCTS
    )


def without_money() -> Summary:
    """Dates only: R and F, no money anywhere."""
    plain = shop()
    parts = tuple(
        replace(part, revenue=None, revenue_share=None, aov=None, top_products=(), patterns=_shortened(part.patterns))
        for part in plain.segments
    )
    quality = replace(
        plain.quality,
        input_revenue=Decimal(0),
        gross=Decimal(0),
        returned=Decimal(0),
        revenue=Decimal(0),
        return_rows=0,
        excluded=tuple(replace(part, revenue=Decimal(0)) for part in plain.quality.excluded),
        mapping=replace(plain.quality.mapping, amount=AmountRule.NONE),
    )
    return replace(
        plain,
        currency=None,
        has_money=False,
        revenue=None,
        aov=None,
        axes=plain.axes[:2],
        segments=parts,
        grid=tuple(replace(cell, revenue=None) for cell in plain.grid),
        months=tuple(replace(part, revenue=None) for part in plain.months),
        products=(),
        at_risk=None,
        quality=quality,
    )


def engagement() -> Summary:
    """An RFE scorecard: visits and engagement points."""
    plain = without_money()
    third = shop().axes[2]
    points = replace(third, label="Engagement", unit="points", cuts=replace(third.cuts, axis=Axis.ENGAGEMENT))
    parts = tuple(replace(part, patterns=other.patterns) for part, other in zip(plain.segments, shop().segments, strict=True))
    return replace(plain, scorecard="rfe", axes=(*plain.axes, points), segments=parts)


def best_is_five() -> Summary:
    """The same shop with 5 shown as best: pattern digits mirrored."""
    plain = shop()
    mirror = str.maketrans("12345", "54321")
    parts = tuple(replace(part, patterns=tuple(digit.translate(mirror) for digit in part.patterns)) for part in plain.segments)
    return replace(plain, best=5, segments=parts)


def ten_levels() -> Summary:
    """Ten levels on every axis, with ties."""
    plain = shop()
    axes = tuple(_ten(axis, plain.customers) for axis in plain.axes)
    cells = tuple(GridCell(r, f, 1 + (r * f) % 7 * 9, Decimal(r * 1000)) for r in range(1, 11) for f in range(1, 11) if (r + f) % 5)
    patterns = tuple(f"{r}-{f}-{m}" for r in range(1, 11) for f in range(1, 6) for m in range(1, 4))
    first = replace(plain.segments[0], patterns=patterns)
    return replace(plain, axes=axes, grid=cells, segments=(first, *plain.segments[1:]))


def one_segment() -> Summary:
    """Everyone in one segment, nobody at risk, no cycle, one month."""
    plain = shop()
    everyone = replace(
        plain.segments[0],
        name="Everyone",
        customers=plain.customers,
        share=1.0,
        orders=plain.orders,
        revenue=plain.revenue,
        revenue_share=1.0,
        aov=plain.aov,
        top_products=(),
    )
    month = PeriodTotal("2011-12", plain.orders, plain.customers, plain.revenue)
    return replace(plain, segments=(everyone,), at_risk=None, cycle=None, months=(month,), window_days=90)


def empty_segment() -> Summary:
    """One segment with nobody in it."""
    plain = shop()
    nobody = SegmentSummary("Nobody here", 0, 0.0, 0, Decimal(0), 0.0, None, None, ("155",), "Monitor", "Sunset")
    return replace(plain, segments=(*plain.segments, nobody))


def huge() -> Summary:
    """Figures of a very large shop."""
    plain = shop()
    most = Decimal("1234567890123.45")
    first = replace(plain.segments[0], customers=987_654_321, revenue=most, aov=Decimal("98765432.10"), orders=1_234_567_890)
    quality = replace(
        plain.quality,
        rows=9_999_999_999,
        counted_rows=9_999_999_999,
        input_revenue=most,
        gross=most,
        returned=Decimal(0),
        revenue=most,
        excluded=(),
    )
    risk = AtRisk(("At Risk",), 1_234_567, most, 0.4321, Decimal("1234567.89"))
    months = tuple(
        replace(part, revenue=(part.revenue or Decimal(0)) * 1_000_000, orders=part.orders * 10**6) for part in plain.months
    )
    return replace(
        plain,
        customers=987_654_321,
        orders=1_234_567_890,
        revenue=most,
        aov=Decimal("98765432.10"),
        at_risk=risk,
        quality=quality,
        segments=(first, *plain.segments[1:]),
        months=months,
    )


def negative() -> Summary:
    """A shop that gave back more than it took."""
    plain = shop()
    parts = tuple(
        replace(part, revenue=-(part.revenue or Decimal(0)), revenue_share=-0.01, aov=Decimal("-12.50")) if at % 2 else part
        for at, part in enumerate(plain.segments)
    )
    months = tuple(
        replace(part, revenue=-(part.revenue or Decimal(0)) if at % 3 else part.revenue) for at, part in enumerate(plain.months)
    )
    return replace(plain, segments=parts, months=months, revenue=Decimal("-1234.50"), aov=Decimal("-0.07"))


def no_months() -> Summary:
    """No periods at all."""
    return replace(shop(), months=(), products=())


def made_up() -> Summary:
    """The demo shop."""
    return replace(shop(), made_up=True)


def unbalanced() -> Summary:
    """A ledger that does not add up: seven rows and 12.34 are missing, and gross less returned is not net."""
    plain = shop()
    quality = replace(
        plain.quality,
        rows=plain.quality.rows + 7,
        input_revenue=plain.quality.input_revenue + Decimal("12.34"),
        gross=plain.quality.gross + 1,
    )
    return replace(plain, quality=quality)


def named(text: str) -> Summary:
    """The shop with `text` wherever its data or definitions can put text."""
    plain = shop()
    sold = tuple(replace(part, product=text, title=text) for part in plain.products)
    parts = tuple(
        replace(part, name=text, objective=text, campaign_type=text, patterns=(text,), top_products=sold) for part in plain.segments
    )
    uses = tuple(replace(use, column=text, why=text) for use in plain.quality.mapping.uses)
    mapping = replace(
        plain.quality.mapping, uses=uses, platform=text, anonymous=(text,), cancel_prefix=text, notes=(text,), unused=(text,)
    )
    excluded = tuple(replace(part, reason=text, meaning=text) for part in plain.quality.excluded)
    quality = replace(plain.quality, mapping=mapping, excluded=excluded, files=(text,), warnings=(text,))
    axes = tuple(
        replace(axis, label=text, unit=text, level_ranges=(text,) * 5, cuts=replace(axis.cuts, note=text)) for axis in plain.axes
    )
    cycle = replace(plain.cycle, because=text) if plain.cycle else None
    risk = replace(plain.at_risk, segments=(text,)) if plain.at_risk else None
    return replace(
        plain,
        scorecard=text,
        map_name=text,
        zone=text,
        currency=text,
        segments=parts,
        products=sold,
        quality=quality,
        axes=axes,
        cycle=cycle,
        at_risk=risk,
        months=(replace(plain.months[0], label=text),),
    )


LONG = "Very long product name that somebody pasted with its whole description, dimensions and care instructions " * 12
RIGHT_TO_LEFT = "لقاء الزبائن الدائمين 123 (חנות)"
WIDE = "お得意様セグメント東京店"
HOSTILE = "</style></title><script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;\x00\x1b[31m"

CASES: dict[str, Callable[[], Summary]] = {
    "shop": shop,
    "without_money": without_money,
    "engagement": engagement,
    "best_is_five": best_is_five,
    "ten_levels": ten_levels,
    "one_segment": one_segment,
    "empty_segment": empty_segment,
    "huge": huge,
    "negative": negative,
    "no_months": no_months,
    "made_up": made_up,
    "unbalanced": unbalanced,
    "long": lambda: named(LONG),
    "right_to_left": lambda: named(RIGHT_TO_LEFT),
    "wide": lambda: named(WIDE),
    "hostile": lambda: named(HOSTILE),
}


def _shortened(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern[:2] for pattern in patterns))


def _segments() -> tuple[SegmentSummary, ...]:
    customers = sum(row[1] for row in _SEGMENTS)
    total = sum((Decimal(row[3]) for row in _SEGMENTS), Decimal(0))
    return tuple(
        SegmentSummary(
            name,
            people,
            people / customers,
            orders,
            Decimal(money),
            float(Decimal(money) / total),
            (Decimal(money) / orders).quantize(Decimal("0.01")),
            recency,
            tuple(patterns.split()),
            objective,
            campaign,
            products(),
        )
        for name, people, orders, money, recency, patterns, objective, campaign in _SEGMENTS
    )


def _at_risk(parts: tuple[SegmentSummary, ...], revenue: Decimal) -> AtRisk:
    chosen = [part for part in parts if part.name in {"Can't Lose Them", "At Risk"}]
    stake = sum((part.revenue or Decimal(0) for part in chosen), Decimal(0))
    orders = sum(part.orders for part in chosen)
    names = tuple(part.name for part in chosen)
    return AtRisk(
        names, sum(part.customers for part in chosen), stake, float(stake / revenue), (stake / orders).quantize(Decimal("0.01"))
    )


def _axes(customers: int) -> tuple[AxisDistribution, ...]:
    return (
        _axis(
            AxisCuts(Axis.RECENCY, CutMethod.QUANTILE, 5, (14, 34, 71, 179), 5, True),
            "Recency",
            "days",
            customers,
            _bins(0, 375, 25, 1.6),
            ("0 to 14", "15 to 34", "35 to 71", "72 to 179", "180 to 374"),
        ),
        _axis(
            AxisCuts(
                Axis.FREQUENCY,
                CutMethod.QUANTILE,
                5,
                (1, 1, 2, 5),
                4,
                False,
                "More than a fifth of the customers ordered exactly once, so 4 of 5 levels are usable.",
            ),
            "Frequency",
            "orders",
            customers,
            tuple(
                HistogramBin(low, high, many)
                for low, high, many in (
                    (1, 2, 1493),
                    (2, 3, 835),
                    (3, 4, 508),
                    (4, 5, 388),
                    (5, 6, 243),
                    (6, 8, 310),
                    (8, 12, 260),
                    (12, 20, 180),
                    (20, 40, 90),
                    (40, 210, 31),
                )
            ),
            ("6 to 209", "3 to 5", "2", "none", "1"),
            (814, 1139, 835, 0, 1550),
        ),
        _axis(
            AxisCuts(
                Axis.MONETARY,
                CutMethod.QUANTILE,
                5,
                (Decimal("250.10"), Decimal("490.52"), Decimal("942.28"), Decimal("2058.42")),
                5,
                False,
            ),
            "Monetary",
            "GBP",
            customers,
            _bins(0, 4000, 250, 0.9),
            ("2,058.43 to 280,206.02", "942.29 to 2,058.42", "490.53 to 942.28", "250.11 to 490.52", "-120.00 to 250.10"),
        ),
    )


def _axis(
    cuts: AxisCuts,
    label: str,
    unit: str,
    customers: int,
    bins: tuple[HistogramBin, ...],
    ranges: tuple[str, ...],
    counts: tuple[int, ...] | None = None,
) -> AxisDistribution:
    fifth = customers // 5
    even = (fifth, fifth, fifth, fifth, customers - 4 * fifth)
    return AxisDistribution(cuts, label, unit, bins, counts or even, ranges)


def _bins(low: int, high: int, step: int, steepness: float) -> tuple[HistogramBin, ...]:
    edges = range(low, high, step)
    return tuple(HistogramBin(edge, edge + step, int(1100 / (1 + at) ** steepness) + 12) for at, edge in enumerate(edges))


def _ten(axis: AxisDistribution, customers: int) -> AxisDistribution:
    borders = (1, 1, 1, 2, 2, 3, 4, 7, 12) if axis.cuts.axis is Axis.FREQUENCY else (5, 12, 19, 31, 50, 77, 130, 181, 260)
    values = tuple(Decimal(value * 10) for value in borders) if axis.cuts.axis is Axis.MONETARY else borders
    cuts = replace(axis.cuts, levels=10, boundaries=values, usable=len(set(borders)) + 1)
    return replace(axis, cuts=cuts, level_counts=(customers // 10,) * 10, level_ranges=tuple(f"range {at}" for at in range(10)))


def _grid(customers: int, revenue: Decimal) -> tuple[GridCell, ...]:
    weights = [[36, 20, 9, 5, 3], [18, 18, 12, 9, 6], [8, 12, 12, 12, 9], [3, 6, 9, 15, 15], [0, 2, 5, 14, 25]]
    total = sum(map(sum, weights))
    return tuple(
        GridCell(r + 1, f + 1, customers * weight // total, (revenue * weight / total).quantize(Decimal("0.01")))
        for r, row in enumerate(weights)
        for f, weight in enumerate(row)
        if weight
    )


def _months(revenue: Decimal) -> tuple[PeriodTotal, ...]:
    total = sum(_ORDERS_BY_MONTH)
    return tuple(
        PeriodTotal(label, orders, orders * 2 // 3, (revenue * orders / total).quantize(Decimal("0.01")))
        for label, orders in zip(_LABELS, _ORDERS_BY_MONTH, strict=True)
    )


def _quality(revenue: Decimal) -> Quality:
    excluded = (
        ReasonTotal("no_customer", "no customer on the row", 135_080, Decimal("1447682.12")),
        ReasonTotal("zero_price", "unit price zero: a sample, correction or write-off, not a purchase", 40, Decimal(0)),
        ReasonTotal("return_without_purchase", "returns of customers who have no counted order", 162, Decimal("-10411.24"), 34),
        ReasonTotal("rounding", "fractions of a cent, where customers' revenue is rounded to cents", 0, Decimal("0.004")),
    )
    uses = (
        ColumnUse("customer_id", "CustomerID", None, 0.99, "named like a customer number; 4,372 different values"),
        ColumnUse("order_id", "InvoiceNo", None, 0.97, "named like an order number; 21 rows per value"),
        ColumnUse("ordered_at", "InvoiceDate", TimeFormat(TimeKind.PATTERN, ("%d/%m/%Y %H:%M",)), 0.86, "the only column of dates"),
        ColumnUse("quantity", "Quantity", NumberFormat(), 0.92, "named like a quantity; whole numbers"),
        ColumnUse("unit_price", "UnitPrice", NumberFormat(False, ","), 0.72, "named like a price"),
        ColumnUse("country", "Country", None, 0.41, "38 different values"),
    )
    mapping = Mapping(
        AmountRule.QUANTITY_TIMES_PRICE,
        uses,
        ("customer_id",),
        anonymous=("0", "guest"),
        cancel_prefix="C",
        notes=("Orders whose number begins with C were read as cancellation documents.",),
        unused=("Description2", "Unnamed: 9"),
    )
    left_out = sum((part.revenue for part in excluded), Decimal(0))
    rows = 541_909
    return Quality(
        rows=rows,
        counted_rows=rows - sum(part.rows for part in excluded),
        return_rows=8_743,
        input_revenue=revenue + left_out,
        gross=revenue + Decimal("600930.85"),
        returned=Decimal("600930.85"),
        revenue=revenue,
        excluded=excluded,
        duplicate_rows=5_268,
        files=("online_retail_2010-2011.parquet",),
        mapping=mapping,
        warnings=(
            "5,268 rows are identical in every column to another row; they are kept. Give --drop-duplicates to leave them out.",
        ),
        first_order_at=datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
        last_order_at=datetime(2011, 12, 9, 12, 50, tzinfo=UTC),
    )
