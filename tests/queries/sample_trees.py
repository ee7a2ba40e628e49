"""Criteria written by hand for the sample requests of ../shared/nl, by their id; those about segments are scored differently there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from regulars.criteria import tree as t
from regulars.criteria.terms import Aggregate, Comparator, Dates, End, Past, RankBy, Source, Statistic, TextOperator, Unit

ORDERS = t.Rows(Source.ORDERS)
COUNT = t.Measure(Aggregate.COUNT, ORDERS)
SPEND = t.Measure(Aggregate.SUM, ORDERS, "net")
LAST = t.Measure(Aggregate.LAST, ORDERS)
AVERAGE = t.Ratio(SPEND, COUNT)
ABOVE, AT_LEAST = Comparator.ABOVE, Comparator.AT_LEAST


def _text(column: str, *values: str) -> t.RowText:
    return t.RowText(column, TextOperator.ANY_OF, values)


def _field(column: str, *values: str) -> t.FieldText:
    return t.FieldText(column, TextOperator.ANY_OF, values)


def _than(quantity: t.Quantity, comparator: Comparator, value: str) -> t.Compare:
    return t.Compare(quantity, comparator, t.Constant(Decimal(value)))


def _some(source: Source, where: t.RowCondition | None = None, window: t.Window | None = None) -> t.Compare:
    return _than(t.Measure(Aggregate.COUNT, t.Rows(source, where, window)), AT_LEAST, "1")


def _none(source: Source, where: t.RowCondition | None = None, window: t.Window | None = None) -> t.Compare:
    return _than(t.Measure(Aggregate.COUNT, t.Rows(source, where, window)), Comparator.EQUAL, "0")


def _days(number: int) -> Past:
    return Past(number, 0, Unit.DAY)


def _year(year: int) -> Dates:
    return Dates(date(year, 1, 1), date(year, 12, 31))


def _spent(window: t.Window) -> t.Measure:
    return t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, window=window), "net")


_COUPONED = t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, t.RowKnown("coupon_code")))
_FIRST_SKINCARE = t.Measure(Aggregate.COUNT, t.Rows(Source.LINES, _text("category", "skincare"), position=t.Position(1)))

TREES: dict[str, t.Condition] = {
    "dev-001": _field("country", "germany"),
    "dev-002": _than(COUNT, ABOVE, "7"),
    "dev-003": _than(SPEND, ABOVE, "750"),
    "dev-004": _some(Source.EVENTS, _text("type", "email_click"), _days(30)),
    "dev-005": _some(Source.LINES, _text("product_title", "leather tote bag")),
    "dev-006": t.FieldText("tags", TextOperator.TAGGED, ("influencer",)),
    "dev-007": t.Within(t.FieldValue("created_at"), _year(2025)),
    "dev-009": _some(Source.ORDERS, window=_days(45)),
    "dev-010": t.All((_some(Source.ORDERS, window=_year(2024)), _some(Source.ORDERS, window=_year(2025)))),
    "dev-011": t.All((_than(COUNT, Comparator.EQUAL, "1"), t.Within(LAST, Past(None, 60, Unit.DAY)))),
    "dev-012": t.All((_than(SPEND, ABOVE, "1000"), _than(COUNT, AT_LEAST, "5"), t.Within(LAST, _days(60)))),
    "dev-013": t.All((_some(Source.ORDERS, _text("channel", "web")), _some(Source.ORDERS, _text("channel", "retail_store")))),
    "dev-015": _than(_FIRST_SKINCARE, AT_LEAST, "1"),
    "dev-016": _than(_spent(_days(90)), ABOVE, "500"),
    "dev-017": t.All((_field("country", "Canada"), _than(COUNT, ABOVE, "3"))),
    "dev-018": t.All(
        (_some(Source.LINES, _text("category", "home & kitchen")), _none(Source.LINES, _text("category", "electronics")))
    ),
    "dev-019": t.All((_than(COUNT, AT_LEAST, "4"), _than(t.Ratio(_COUPONED, COUNT), AT_LEAST, "0.5"))),
    "dev-020": t.All((_than(COUNT, AT_LEAST, "2"), _none(Source.ORDERS, t.RowNumber("weekday", Comparator.BELOW, Decimal(6))))),
    "dev-021": t.All(
        (
            t.Rank(COUNT, End.TOP, RankBy.BEYOND, Decimal("0.9")),
            t.Compare(AVERAGE, ABOVE, t.OfBase(Statistic.AVERAGE, AVERAGE)),
        )
    ),
    "dev-022": t.Compare(_spent(Past(6, 0, Unit.MONTH)), ABOVE, _spent(Past(12, 6, Unit.MONTH))),
    "dev-023": _none(Source.EVENTS, _text("type", "email_open"), _days(60)),
    "dev-024": _field("city", "Portland"),
    "dev-025": _than(COUNT, AT_LEAST, "3"),
}
