"""The form means exactly what the tree means, whatever the tree; and what is half filled in says so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from tests.criteria.trees import Trees

from regulars.criteria import tree as t
from regulars.criteria.columns import Shape, ValueKind
from regulars.criteria.form import Filter, Group, Join, Kept, Row, Span, SpanKind, filled, form_of, operators_of, subjects_of
from regulars.criteria.nodes import walk
from regulars.criteria.terms import Aggregate, Comparator, Dates, End, Past, Period, RankBy, Source, TextOperator, Unit

SHAPE = Shape(
    rows={
        Source.ORDERS: frozenset({"total", "net", "refunded", "discount", "channel", "coupon_code", "status", "month", "hour"}),
        Source.LINES: frozenset({"product_title", "category", "quantity", "line_total", "channel", "net", "month"}),
        Source.EVENTS: frozenset({"type", "campaign", "value", "month"}),
    },
    fields={
        "country": ValueKind.TEXT,
        "segment": ValueKind.TEXT,
        "tags": ValueKind.TAGS,
        "accepts_marketing": ValueKind.FLAG,
        "birth_date": ValueKind.TIME,
        "created_at": ValueKind.TIME,
        "clv": ValueKind.MONEY,
        "r": ValueKind.NUMBER,
        "loyalty points": ValueKind.NUMBER,
    },
)
ORDERS = t.Rows(Source.ORDERS)


def count(rows: t.Rows = ORDERS, comparator: Comparator = Comparator.AT_LEAST, value: int = 1) -> t.Compare:
    return t.Compare(t.Measure(Aggregate.COUNT, rows), comparator, t.Constant(Decimal(value)))


def collapsed(condition: t.Condition) -> t.Condition:
    """Groups of one part stand for the part."""
    match condition:
        case t.All((part,)) | t.Any((part,)):
            return collapsed(part)
        case t.All(parts):
            return t.All(tuple(map(collapsed, parts)))
        case t.Any(parts):
            return t.Any(tuple(map(collapsed, parts)))
        case t.Not(t.All(parts) | t.Any(parts) as inner) if len(parts) > 1:
            return t.Not(collapsed(inner))
        case _:
            return condition


@settings(max_examples=300)
@given(Trees(SHAPE, {"country": ("Canada",)}, saved=("VIP",)).conditions(3))
@example(t.All((t.FieldTrue("accepts_marketing"), t.All((t.All(()),)))))
def test_every_tree_opens_as_a_form_that_means_the_same(condition: t.Condition) -> None:
    read = filled(form_of(condition, SHAPE), SHAPE)
    assert not read.problems
    assert read.condition == collapsed(condition)


EVERYDAY = (
    t.FieldText("country", TextOperator.ANY_OF, ("Canada", "Spain")),
    t.Not(t.FieldText("tags", TextOperator.TAGGED, ("VIP",))),
    t.FieldTrue("accepts_marketing"),
    t.Not(t.FieldTrue("accepts_marketing")),
    t.Known(t.FieldValue("birth_date")),
    count(),
    t.Not(count(t.Rows(Source.ORDERS, window=Past(60, 0, Unit.DAY)))),
    count(t.Rows(Source.ORDERS, position=t.Position(1, from_end=True), window=Past(None, 90, Unit.DAY))),
    count(t.Rows(Source.ORDERS, where=t.Contains(t.RowText("category", TextOperator.ANY_OF, ("Hats",)))), Comparator.ABOVE, 2),
    count(t.Rows(Source.EVENTS, where=t.RowText("type", TextOperator.ANY_OF, ("email_open",)), window=Period(Unit.MONTH, -1, -1))),
    count(
        t.Rows(Source.ORDERS, where=t.RowAll((t.RowKnown("coupon_code"), t.RowNumber("total", Comparator.ABOVE, Decimal("99.5")))))
    ),
    t.Compare(
        t.Measure(Aggregate.SUM, t.Rows(Source.ORDERS, window=Dates(date(2026, 1, 1), None)), "net"),
        Comparator.ABOVE,
        t.Constant(Decimal(500)),
    ),
    t.Compare(
        t.Ratio(t.Measure(Aggregate.SUM, ORDERS, "net"), t.Measure(Aggregate.COUNT, ORDERS)),
        Comparator.ABOVE,
        t.Constant(Decimal(80)),
    ),
    t.Between(t.YearsSince(t.FieldValue("birth_date")), t.Constant(Decimal(20)), t.Constant(Decimal(30))),
    t.Rank(t.Measure(Aggregate.SUM, ORDERS, "net"), End.TOP, RankBy.SHARE, Decimal("0.1")),
    t.Within(t.Measure(Aggregate.FIRST, ORDERS), Period(Unit.YEAR, 0, 0)),
    t.Compare(t.DaysSince(t.Measure(Aggregate.LAST, ORDERS)), Comparator.AT_MOST, t.Constant(Decimal(30))),
    t.InSegment(("VIP",)),
    t.Compare(t.FieldValue("loyalty points"), Comparator.UNEQUAL, t.Constant(Decimal(-3))),
)


@pytest.mark.parametrize("condition", EVERYDAY, ids=lambda each: type(each).__name__)
def test_what_people_ask_every_day_has_inputs_of_its_own(condition: t.Condition) -> None:
    draft = form_of(condition, SHAPE)
    assert isinstance(draft.parts[0], Row)
    assert filled(draft, SHAPE).condition == condition


def test_what_the_form_has_no_inputs_for_stays_as_it_is_beside_what_it_has() -> None:
    odd = t.Followed(ORDERS, ORDERS, Decimal(30))
    draft = form_of(t.All((odd, EVERYDAY[0])), SHAPE)
    assert draft.parts[0] == Kept(odd)
    assert isinstance(draft.parts[1], Row)


def test_groups_keep_how_they_are_joined_and_whether_they_are_turned_round() -> None:
    condition = t.All((EVERYDAY[0], t.Not(t.Any((EVERYDAY[2], EVERYDAY[5])))))
    draft = form_of(condition, SHAPE)
    inner = draft.parts[1]
    assert isinstance(inner, Group)
    assert (inner.join, inner.is_negated, len(inner.parts)) == (Join.ANY, True, 2)
    assert filled(draft, SHAPE).condition == condition


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("sum:orders:net", "above", ("",)), "Give a number"),
        (Row("sum:orders:net", "above", ("12e9",)), "is not a number"),
        (Row("sum:orders:net", "above", ("1,234",)), "two ways"),
        (Row("orders", ""), "Choose how to compare"),
        (Row("field:country", "any_of", ("  ",)), "Say what it is compared with"),
        (Row("first:orders", "within"), "Say when"),
        (Row("orders", "some", (), Span(SpanKind.LAST, "soon")), "whole number"),
        (Row("orders", "some", (), Span(SpanKind.DATES, first="1.2.2026")), "year-month-day"),
        (Row("orders", "some", (), filters=(Filter("channel", "any_of", ()),)), "channel"),
        (Row("field:shoe_size", "above", ("1",)), "do not have"),
        (Row("segments", "in"), "Choose a segment"),
    ],
)
def test_a_row_that_is_not_complete_says_what_is_missing_and_leaves_the_others_alone(row: Row, said: str) -> None:
    read = filled(Group(Join.ALL, (Row("orders", "some"), row)), SHAPE)
    assert said in read.problems["1"]
    assert read.condition == count()


def test_numbers_are_read_as_people_write_them() -> None:
    for text in ("1234.5", "1,234.5", "1234,5"):
        read = filled(Group(Join.ALL, (Row("sum:orders:net", "above", (text,)),)), SHAPE)
        assert isinstance(read.condition, t.Compare)
        assert read.condition.right == t.Constant(Decimal("1234.5"))


def test_blank_rows_and_groups_mean_nothing() -> None:
    assert filled(Group(Join.ALL, (Row(), Group())), SHAPE).condition == t.All(())


def test_a_group_of_which_nothing_is_complete_yet_is_left_out() -> None:
    group = Group(Join.ANY, (Row("field:tags", "tagged", ("",)), Row()))
    read = filled(Group(Join.ALL, (Row("orders", "some"), group)), SHAPE)
    assert read.condition == count()
    assert list(read.problems) == ["1.0"]
    alone = filled(Group(Join.ANY, (group,)), SHAPE)
    assert alone.is_blank
    assert alone.problems


def test_only_what_the_data_have_is_offered() -> None:
    bare = Shape({Source.ORDERS: frozenset({"month"})}, {})
    assert not {key for key in subjects_of(bare) if "net" in key or "events" in key or "lines" in key}
    assert all(operators_of(each.kind) for each in subjects_of(SHAPE).values())


def test_sql_in_a_condition_is_kept_and_not_rewritten() -> None:
    sql = t.SqlCondition("c.country LIKE 'C%'")
    assert any(isinstance(node, t.SqlCondition) for node in walk(filled(form_of(t.All((sql, sql)), SHAPE), SHAPE).condition))
