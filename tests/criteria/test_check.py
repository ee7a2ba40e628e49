"""What has no meaning on the data is refused, naming the part and what would fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from regulars.criteria import tree as t
from regulars.criteria.check import check
from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.terms import Aggregate, Comparator, Dates, End, Past, Period, RankBy, Source, Statistic, TextOperator, Unit
from regulars.errors import DefinitionError

SHAPE = Shape(
    rows={
        Source.ORDERS: frozenset({"total", "net", "refunded", "channel", "month", "weekday"}),
        Source.LINES: frozenset({"category", "quantity", "line_total", "total", "net", "channel", "month"}),
    },
    fields={
        "country": ValueKind.TEXT,
        "tags": ValueKind.TAGS,
        "birth_date": ValueKind.TIME,
        "points": ValueKind.NUMBER,
        "accepts_marketing": ValueKind.FLAG,
    },
    segments=frozenset({"known"}),
)
ORDERS, LINES = t.Rows(Source.ORDERS), t.Rows(Source.LINES)
COUNT = t.Measure(Aggregate.COUNT, ORDERS)
SPEND = t.Measure(Aggregate.SUM, ORDERS, "net")
FIRST = t.Measure(Aggregate.FIRST, ORDERS)
ONE = t.Constant(Decimal(1))


def than(left: t.Quantity, right: t.Quantity = ONE) -> t.Compare:
    return t.Compare(left, Comparator.ABOVE, right)


def rows(where: t.RowCondition | None = None, **others: object) -> t.Compare:
    return than(t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, where, **others)))  # type: ignore[arg-type]


REFUSED: list[tuple[t.Condition, str]] = [
    (t.FieldText("contry", TextOperator.ANY_OF, ("x",)), "FieldText: the data have no field 'contry'. Did you mean country?"),
    (t.FieldText("points", TextOperator.ANY_OF, ("x",)), "'points' is a number, and here a text or a list of tags is needed"),
    (t.FieldText("country", TextOperator.TAGGED, ("x",)), "a list of tags is needed"),
    (t.FieldText("country", TextOperator.ANY_OF, ()), "the list of values is empty"),
    (t.FieldText("country", TextOperator.ANY_OF, (" ",)), "a value is blank"),
    (t.FieldTrue("points"), "a yes or no is needed"),
    (than(SPEND, t.Constant(Decimal(10) ** 15)), "Constant: a number has too many digits"),
    (than(SPEND, t.Constant(Decimal("0." + "9" * 31))), "a number has too many digits"),
    (rows(t.RowNumber("total", Comparator.ABOVE, Decimal("9" * 40))), "RowNumber: a number has too many digits"),
    (than(t.FieldValue("country")), "FieldValue: 'country' is a text"),
    (than(FIRST), "a time and a number are compared"),
    (than(FIRST, SPEND), "a time and an amount of money|an amount of money and a time"),
    (than(SPEND, COUNT), "a number and an amount of money|an amount of money and a number"),
    (than(t.Sum((SPEND, COUNT))), "are added up"),
    (than(t.Sum((SPEND,))), "a sum needs two parts"),
    (than(t.Ratio(FIRST, COUNT)), "a time cannot be reckoned with"),
    (than(t.Ratio(ONE, ONE)), "two plain numbers are divided"),
    (than(t.DaysSince(SPEND)), "an amount of money stands where a time is needed"),
    (than(t.Constant(Decimal("NaN")), COUNT), "NaN is not a number"),
    (t.Between(COUNT, t.Constant(Decimal(5)), ONE), "nothing lies between 5 and 1"),
    (than(t.Measure(Aggregate.COUNT, t.Rows(Source.EVENTS))), "Rows: the data have no events. There are: lines, orders."),
    (rows(t.RowKnown("coupon_code")), "the orders in the data have no coupon_code"),
    (rows(t.RowKnown("chanel")), "orders have no column 'chanel'. Did you mean channel?"),
    (rows(t.RowNumber("channel", Comparator.ABOVE, Decimal(1))), "'channel' is not a number"),
    (rows(t.RowText("total", TextOperator.ANY_OF, ("x",))), "'total' is not a text"),
    (rows(t.RowText("channel", TextOperator.TAGGED, ("x",))), "rows have no tags"),
    (rows(t.RowAll(())), "a list of conditions on rows is empty"),
    (rows(t.Contains(t.Contains(t.RowKnown("category")))), "only orders contain lines"),
    (rows(t.LinesNumber(Aggregate.MAXIMUM, "quantity", Comparator.ABOVE, Decimal(1))), "the lines of an order have no maximum"),
    (rows(t.LinesNumber(Aggregate.SUM, "total", Comparator.ABOVE, Decimal(1))), "'total' is the order's"),
    (rows(t.Contains(t.LinesNumber(Aggregate.SUM, "quantity", Comparator.ABOVE, Decimal(1)))), "only orders contain lines"),
    (rows(window=Past(5, 5, Unit.DAY)), "holds nothing"),
    (rows(window=Past(None, 0, Unit.DAY)), "a window without ends is none"),
    (rows(window=Period(Unit.MONTH, 0, -1)), "holds nothing"),
    (rows(window=Dates(date(2025, 2, 1), date(2025, 1, 1))), "nothing lies between 2025-02-01 and 2025-01-01"),
    (rows(window=Dates(None, None)), "a window without ends is none"),
    (rows(position=t.Position(0)), "there is no order number 0"),
    (rows(around=t.Around(FIRST, None, None)), "neither side is given"),
    (rows(around=t.Around(FIRST, Decimal(2), Decimal(1))), "nothing lies between 2 and 1 days"),
    (rows(around=t.Around(COUNT, Decimal(0), None)), "stands where a time is needed"),
    (than(t.Measure(Aggregate.COUNT, ORDERS, "total")), "takes no column"),
    (than(t.Measure(Aggregate.SUM, ORDERS)), "sum needs a column"),
    (than(t.Measure(Aggregate.SUM, ORDERS, "channel")), "'channel' is not a number"),
    (than(t.Measure(Aggregate.SUM, LINES, "net")), "would be added up once per line"),
    (t.Rank(COUNT, End.TOP, RankBy.SHARE, Decimal(10)), "10 is no share"),
    (t.Rank(COUNT, End.TOP, RankBy.BEYOND, Decimal(1)), "1 is no share"),
    (t.Rank(COUNT, End.TOP, RankBy.COUNT, Decimal("0.5")), "0.5 is no number of customers"),
    (t.Rank(FIRST, End.TOP, RankBy.MAKING, Decimal("0.5")), "times do not add up"),
    (than(COUNT, t.OfBase(Statistic.PERCENTILE, COUNT)), "a percentile needs its per cent"),
    (than(COUNT, t.OfBase(Statistic.PERCENTILE, COUNT, Decimal(101))), "101 is no percentile"),
    (than(FIRST, t.OfBase(Statistic.AVERAGE, FIRST)), "the average of times is not defined"),
    (t.Followed(ORDERS, ORDERS, Decimal(0)), "nothing follows within 0 days"),
    (t.EachPeriod(ORDERS, Unit.MONTH), "a window with a beginning is needed"),
    (t.EachPeriod(t.Rows(Source.ORDERS, window=Period(Unit.YEAR, 0, 0)), Unit.HOUR), "hours are too short"),
    (t.InSegment(("nobody",)), "there is no segment 'nobody'"),
]


@pytest.mark.parametrize(("condition", "said"), REFUSED, ids=[said[:40] for _, said in REFUSED])
def test_what_has_no_meaning_is_refused_wherever_it_stands(condition: t.Condition, said: str) -> None:
    for tree in (condition, t.Not(t.All((t.Any((condition,)),)))):
        with pytest.raises(DefinitionError, match=said):
            check(tree, SHAPE)


def test_what_has_a_meaning_passes() -> None:
    check(
        t.All(
            (
                than(SPEND, t.Scaled(Decimal(2), t.OfBase(Statistic.MEDIAN, SPEND))),
                than(t.Ratio(SPEND, COUNT), t.Measure(Aggregate.MAXIMUM, LINES, "total")),
                t.Known(t.FieldValue("country")),
                t.InSegment(("known",)),
                rows(t.Contains(t.RowText("category", TextOperator.ANY_OF, ("x",)))),
            )
        ),
        SHAPE,
    )


def test_segments_in_a_circle_are_refused_with_the_circle() -> None:
    saved = {"a": t.Not(t.InSegment(("b",))), "b": t.All((t.InSegment(("c",)),)), "c": t.InSegment(("b",))}
    with pytest.raises(DefinitionError, match="in a circle: b -> c -> b"):
        check(t.InSegment(("a",)), SHAPE, saved)


def test_a_segments_definition_is_checked_where_it_is_named() -> None:
    with pytest.raises(DefinitionError, match="no field 'gone'"):
        check(t.InSegment(("old",)), SHAPE, {"old": t.FieldTrue("gone")})


def test_nesting_ends_in_a_sentence() -> None:
    deep: t.Condition = t.FieldTrue("accepts_marketing")
    for _ in range(100):
        deep = t.Not(deep)
    with pytest.raises(DefinitionError, match="nested too deeply"):
        check(deep, SHAPE)
