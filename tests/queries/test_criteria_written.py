"""The SQL face of criteria comes back as the tree it was written from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from regulars.criteria import tree as t
from regulars.criteria.columns import Shape, ValueKind, customer_fields
from regulars.criteria.terms import (
    Aggregate,
    Comparator,
    DatePart,
    Dates,
    End,
    Past,
    Period,
    RankBy,
    Source,
    Statistic,
    TextOperator,
    Unit,
)
from regulars.queries.criteria_read import SqlTables, read_condition
from regulars.queries.criteria_written import written

ROWS = {
    Source.ORDERS: frozenset(
        {"total", "net", "discount", "refunded", "channel", "coupon_code", "status", "weekday", "month", "hour"}
    ),
    Source.LINES: frozenset(
        {"product_title", "category", "quantity", "unit_price", "total", "net", "channel", "coupon_code", "status", "weekday"}
    ),
    Source.EVENTS: frozenset({"type", "campaign", "channel", "value", "month"}),
}
SHAPE = Shape(ROWS, {name: column.kind for name, column in customer_fields().items()} | {"shoe size": ValueKind.NUMBER})
TABLES = SqlTables(
    {
        "customers": frozenset(SHAPE.fields) | {"customer_id"},
        "orders": ROWS[Source.ORDERS] | {"customer_id", "order_id", "ordered_at"},
        "order_lines": frozenset({"order_id", "product_id", "product_title", "category", "quantity", "unit_price", "line_total"}),
        "events": ROWS[Source.EVENTS] | {"customer_id", "occurred_at"},
    },
    SHAPE,
)
ORDERS, LINES, EVENTS = t.Rows(Source.ORDERS), t.Rows(Source.LINES), t.Rows(Source.EVENTS)
SPEND, COUNT = t.Measure(Aggregate.SUM, ORDERS, "net"), t.Measure(Aggregate.COUNT, ORDERS)
AOV = t.Ratio(SPEND, COUNT)
SKINCARE = t.RowText("category", TextOperator.ANY_OF, ("Skincare",))
CANADA = t.FieldText("country", TextOperator.ANY_OF, ("Canada",))
FIRST = t.Measure(Aggregate.FIRST, ORDERS)
SIGNED_UP = t.FieldValue("created_at")


def _n(value: str) -> t.Constant:
    return t.Constant(Decimal(value))


TREES: list[t.Condition] = [
    t.All(()), t.Any(()), t.All((CANADA,)), t.Any((CANADA,)), CANADA, t.Not(CANADA), t.Not(t.Not(CANADA)),
    t.All((CANADA, t.Any((t.FieldTrue("accepts_marketing"), t.Not(t.All((CANADA, t.InSegment(("it's",))))))))),
    t.All((t.All((CANADA, CANADA)), CANADA)), t.Any((t.Any((CANADA, CANADA)), t.All((CANADA, CANADA)))),
    t.Compare(SPEND, Comparator.ABOVE, _n("500.10")), t.Compare(COUNT, Comparator.UNEQUAL, _n("-3")),
    t.Compare(t.FieldValue("shoe size"), Comparator.BELOW, _n("45")),
    t.Between(t.YearsSince(t.FieldValue("birth_date")), _n("18"), _n("24")),
    t.Compare(AOV, Comparator.ABOVE, t.OfBase(Statistic.AVERAGE, AOV)),
    t.Compare(SPEND, Comparator.AT_LEAST, t.OfBase(Statistic.PERCENTILE, SPEND, Decimal(90), CANADA)),
    t.Compare(SPEND, Comparator.AT_LEAST, t.OfBase(Statistic.MEDIAN, SPEND, None, t.FieldTrue("accepts_marketing"))),
    t.Compare(t.Sum((SPEND, t.Scaled(Decimal("-1.5"), t.Ratio(SPEND, COUNT)))), Comparator.AT_MOST, t.Sum((t.Sum((_n("1"), _n("2"))), _n("3")))),
    t.Compare(t.DaysSince(t.Measure(Aggregate.LAST, ORDERS)), Comparator.ABOVE, t.Scaled(Decimal(2), t.Measure(Aggregate.AVERAGE_GAP, ORDERS))),
    t.Compare(t.DaysBetween(SIGNED_UP, FIRST), Comparator.AT_MOST, _n("30")),
    t.Compare(t.DaysToAnniversary(t.FieldValue("birth_date")), Comparator.AT_MOST, _n("14")),
    t.Compare(t.PartOf(SIGNED_UP, DatePart.WEEKDAY), Comparator.AT_LEAST, _n("6")),
    t.Compare(t.Measure(Aggregate.LAST, ORDERS), Comparator.BELOW, t.Measure(Aggregate.LAST, EVENTS)),
    t.Within(SIGNED_UP, Past(90, 0, Unit.DAY)), t.Within(SIGNED_UP, Past(None, 60, Unit.DAY)), t.Within(SIGNED_UP, Past(12, 6, Unit.MONTH)),
    t.Within(FIRST, Period(Unit.MONTH, -1, -1)), t.Within(FIRST, Dates(date(2025, 1, 1), None)), t.Within(FIRST, Dates(None, date(2025, 1, 1))),
    t.FieldText("email", TextOperator.ENDS_WITH, ("@example.com", "o'neil%")), t.FieldText("tags", TextOperator.TAGGED, ("vip",)),
    t.FieldText("country", TextOperator.ANY_OF, ("Canada", "Côte d'Ivoire")), t.Known(t.FieldValue("phone")), t.Not(t.Known(AOV)),
    t.Rank(SPEND, End.TOP, RankBy.SHARE, Decimal("0.1")), t.Rank(COUNT, End.BOTTOM, RankBy.COUNT, Decimal(100), CANADA),
    t.Rank(AOV, End.TOP, RankBy.MAKING, Decimal("0.8")), t.Rank(AOV, End.BOTTOM, RankBy.BEYOND, Decimal("0.9")),
    t.Followed(t.Rows(Source.LINES, SKINCARE), ORDERS, Decimal(30)), t.Followed(EVENTS, t.Rows(Source.ORDERS, window=Past(1, 0, Unit.YEAR))),
    t.EachPeriod(t.Rows(Source.ORDERS, window=Period(Unit.YEAR, 0, 0)), Unit.QUARTER, 2),
    *(
        t.Compare(t.Measure(aggregate, rows, column), Comparator.AT_LEAST, _n("1"))
        for aggregate, column in ((Aggregate.COUNT, None), (Aggregate.DISTINCT, "channel"), (Aggregate.MOST_REPEATED, "channel"), (Aggregate.LONGEST_GAP, None), (Aggregate.LAST_GAP, None))
        for rows in (ORDERS, LINES, EVENTS, t.Rows(Source.ORDERS, every_status=True))
    ),
    *(
        t.Compare(t.Measure(aggregate, t.Rows(Source.LINES, where), column), Comparator.AT_LEAST, _n("1"))
        for aggregate, column in ((Aggregate.SUM, "quantity"), (Aggregate.AVERAGE, "unit_price"), (Aggregate.MINIMUM, "total"), (Aggregate.MAXIMUM, "total"))
        for where in (SKINCARE, t.RowNot(SKINCARE), t.RowAll((SKINCARE, t.RowNumber("quantity", Comparator.ABOVE, Decimal(2)))), t.RowAny((SKINCARE, t.RowKnown("coupon_code"))), t.RowNot(t.RowKnown("coupon_code")), t.RowAll((t.RowAny((SKINCARE, SKINCARE)), SKINCARE)), t.RowAll((SKINCARE,)), t.RowAny((SKINCARE,)), t.RowText("product_title", TextOperator.CONTAINS, ("100%", "a_b")))
    ),
    t.Compare(t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, position=t.Position(2, from_end=True)), "total"), Comparator.ABOVE, t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, position=t.Position(1)), "total")),
    *(
        t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.LinesNumber(aggregate, column, comparator, Decimal(3), where))), Comparator.AT_LEAST, _n("1"))
        for aggregate, column in ((Aggregate.SUM, "quantity"), (Aggregate.DISTINCT, "product_id"))
        for comparator in Comparator
        for where in (None, SKINCARE, t.RowAll((SKINCARE, t.RowNumber("unit_price", Comparator.ABOVE, Decimal(20)))))
    ),
    t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.Contains(t.RowAll((SKINCARE, t.RowNumber("total", Comparator.ABOVE, Decimal(80)))))), None), Comparator.AT_LEAST, _n("1")),
    t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowAll((t.Contains(SKINCARE), t.Contains(t.RowNot(SKINCARE)))), Past(1, 0, Unit.YEAR), around=t.Around(FIRST, None, Decimal("90.5"), strictly=True))), Comparator.EQUAL, _n("0")),
]  # fmt: skip


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: type(tree).__name__)
def test_a_tree_comes_back_from_its_sql(tree: t.Condition) -> None:
    assert read_condition(written(tree), TABLES) == tree
