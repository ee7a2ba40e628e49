"""Criteria compiled: the SQL people see, and what it answers on orders small enough to count by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from stores import opened, write_tables

from regulars.criteria import tree as t
from regulars.criteria.terms import (
    Aggregate,
    Comparator,
    DatePart,
    Dates,
    End,
    Past,
    RankBy,
    Source,
    Statistic,
    TextOperator,
    Unit,
)
from regulars.errors import DefinitionError
from regulars.queries import criteria, trees
from regulars.queries.criteria import Layout
from regulars.work.ask import Asking
from regulars.work.data import ShopData

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
ORDERS = t.Rows(Source.ORDERS)
COUNT = t.Measure(Aggregate.COUNT, ORDERS)
SPEND = t.Measure(Aggregate.SUM, ORDERS, "net")
FIRST = t.Measure(Aggregate.FIRST, ORDERS)


def number(value: str | int) -> t.Constant:
    return t.Constant(Decimal(value))


def some(rows: t.Rows) -> t.Compare:
    return t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.AT_LEAST, number(1))


def none(rows: t.Rows) -> t.Compare:
    return t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.EQUAL, number(0))


def text(column: str, *values: str) -> t.RowText:
    return t.RowText(column, TextOperator.ANY_OF, values)


def written(condition: t.Condition, dialect: str = "duckdb", **layout: object) -> str:
    made = Layout(**{"as_of": AS_OF, "zone": ZoneInfo("UTC"), "uncounted": ("cancelled",), "has_returns": False, **layout})  # type: ignore[arg-type]
    return trees.sql(criteria.members(condition, made), dialect)


# what is written

RECENT = some(t.Rows(Source.EVENTS, text("type", "email_open"), Past(60, 0, Unit.DAY)))


def test_having_rows_is_a_semi_join() -> None:
    assert written(RECENT) == (
        "SELECT c.customer_id FROM customers AS c WHERE c.customer_id IN (SELECT e.customer_id FROM events AS e "
        "WHERE e.occurred_at > TIMESTAMP '2025-11-02 00:00:00' AND e.occurred_at <= TIMESTAMP '2026-01-01 00:00:00' "
        "AND LOWER(e.type) = 'email_open')"
    )


def test_spark_writes_times_its_own_way() -> None:
    assert "e.occurred_at > CAST('2025-11-02 00:00:00' AS TIMESTAMP_NTZ)" in written(RECENT, "spark")


def test_postgres_writes_calendar_parts_its_own_way() -> None:
    weekend = some(t.Rows(Source.ORDERS, t.RowNumber("weekday", Comparator.AT_LEAST, Decimal(6))))
    assert "CAST(EXTRACT(ISODOW FROM o.ordered_at) AS INT) >= 6" in written(weekend, "postgres")


def test_a_sum_read_once_is_tested_where_it_is_added_up() -> None:
    assert written(t.Compare(SPEND, Comparator.ABOVE, number(500))) == (
        "SELECT c.customer_id FROM customers AS c WHERE c.customer_id IN (SELECT o.customer_id FROM orders AS o "
        "WHERE o.status <> 'cancelled' GROUP BY o.customer_id HAVING COALESCE(SUM(o.total - o.refunded), 0) > 500)"
    )


def test_what_customers_without_orders_pass_leaves_out_those_who_fail() -> None:
    assert written(t.Compare(COUNT, Comparator.AT_MOST, number(2))).endswith("HAVING COUNT(*) > 2)")
    assert "NOT c.customer_id IN" in written(t.Compare(COUNT, Comparator.AT_MOST, number(2)))


def test_measures_over_the_same_orders_are_worked_out_in_one_pass() -> None:
    both = t.All((t.Compare(SPEND, Comparator.ABOVE, number(500)), t.Compare(COUNT, Comparator.ABOVE, number(3))))
    assert written(both).count("FROM orders") == 1


def test_local_days_are_those_of_the_shops_zone() -> None:
    paris = {"zone": ZoneInfo("Europe/Paris")}
    assert "o.ordered_at >= TIMESTAMP '2025-06-30 22:00:00'" in written(
        some(t.Rows(Source.ORDERS, window=Dates(date(2025, 7, 1), None))), **paris
    )
    monday = some(t.Rows(Source.ORDERS, t.RowNumber("weekday", Comparator.EQUAL, Decimal(1))))
    assert "ISODOW(((o.ordered_at AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/Paris')) = 1" in written(monday, **paris)


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
@pytest.mark.parametrize(
    "value", ["x'; DROP TABLE orders; --", "back\\' OR 1=1 --", "line\nbreak", "{0}", "$v", '"', "%' OR '1'='1"]
)
def test_no_value_leaves_its_quotes(value: str, dialect: str) -> None:
    import sqlglot

    conditions = [t.FieldText("country", operator, (value,)) for operator in TextOperator if operator is not TextOperator.TAGGED]
    rows = some(t.Rows(Source.EVENTS, t.RowText("type", TextOperator.CONTAINS, (value,))))
    parsed = sqlglot.parse(written(t.All((*conditions, rows)), dialect), read=dialect)
    assert len(parsed) == 1
    literals = {literal.this for literal in parsed[0].find_all(sqlglot.exp.Literal) if literal.is_string}
    assert value.strip().lower() in literals
    assert {table.name for table in parsed[0].find_all(sqlglot.exp.Table)} == {"customers", "events"}


def test_a_column_of_any_name_is_quoted() -> None:
    named = t.FieldText('odd "name"', TextOperator.ANY_OF, ("x",))
    assert 'LOWER(c."odd ""name""") = \'x\'' in written(named)


def test_a_sql_condition_needs_somebody_who_checks_it() -> None:
    with pytest.raises(DefinitionError, match="cannot be used here"):
        written(t.SqlCondition("1 = 1"))


# what it answers

SHOP = {
    "customers": """
        customer_id,country,birth_date,created_at,accepts_marketing,tags,points
        ann,Spain,2000-02-29,2025-01-01 10:00:00,true,"vip, wholesale",10
        bob,,1990-12-31,2025-06-01 10:00:00,false,,20
        cid,Chile,,2025-12-31 23:00:00,,vipers,
        dan,SPAIN,1990-01-02,2024-01-01 00:00:00,true,VIP,40
    """,
    "orders": """
        order_id,customer_id,ordered_at,total,refunded,discount,channel,coupon_code,status
        9,ann,2025-03-01 10:00:00,100.00,0,0,web,,paid
        10,ann,2025-03-01 10:00:00,50.00,10,5,store,SAVE,partially_refunded
        11,ann,2025-05-30 10:00:00,30.00,0,0,web,,paid
        12,bob,2025-06-01 10:00:00,40.00,40,0,web,SAVE,refunded
        13,bob,2025-07-01 10:00:00,99.00,0,0,web,,cancelled
        14,eve,2025-08-01 10:00:00,100.05,0,0,web,,paid
        15,eve,2025-09-01 10:00:00,0,0,0,store,,paid
        16,eve,2025-12-31 23:30:00,0,0,0,store,,paid
    """,
    "order_lines": """
        order_id,product_id,product_title,category,quantity,unit_price
        9,1,Tea,Drinks,2,40.00
        9,2,Mug,Kitchen,1,20.00
        10,1,Tea,Drinks,1,50.00
        11,1,tea,Drinks,1,30.00
        12,2,Mug,Kitchen,2,20.00
        13,3,Lamp,Home,1,99.00
        14,3,Lamp,Home,1,100.05
        15,4,Gift,Home,1,0
        16,4,Gift,Home,1,0
    """,
    "events": """
        customer_id,occurred_at,type,campaign
        ann,2025-03-01 09:00:00,email_open,Spring
        ann,2025-05-29 09:00:00,email_open,Summer
        bob,2025-06-01 10:00:00,email_open,Summer
        fay,2025-01-05 10:00:00,site_visit,
    """,
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopData]:
    data = opened(write_tables(tmp_path_factory.mktemp("small"), **SHOP), as_of="2026-01-01")
    yield data
    data.close()


def found(shop: ShopData, condition: t.Condition, **saved: t.Condition) -> set[str]:
    asking = Asking(shop, saved)
    return {str(row[0]) for row in shop.engine.rows(asking.members_sql(condition))}


EVERYBODY = {"ann", "bob", "cid", "dan", "eve", "fay"}


def test_customers_are_all_of_the_file_and_whoever_only_orders_or_acts(shop: ShopData) -> None:
    assert found(shop, t.All(())) == EVERYBODY
    assert found(shop, t.Any(())) == set()


def test_unknown_values_match_neither_a_condition_nor_its_negation(shop: ShopData) -> None:
    spain = t.FieldText("country", TextOperator.ANY_OF, ("spain",))
    assert found(shop, spain) == {"ann", "dan"}
    assert found(shop, t.Not(spain)) == {"cid"}
    assert found(shop, t.Not(t.FieldTrue("accepts_marketing"))) == {"bob"}
    assert found(shop, t.Not(t.Known(t.FieldValue("country")))) == {"bob", "eve", "fay"}


def test_a_blank_tag_list_has_none_of_the_tags_and_tags_are_whole_words(shop: ShopData) -> None:
    vip = t.FieldText("tags", TextOperator.TAGGED, ("vip",))
    assert found(shop, vip) == {"ann", "dan"}
    assert found(shop, t.Not(vip)) == {"bob", "cid"}
    assert found(shop, t.Known(t.FieldValue("tags"))) == {"ann", "cid", "dan"}


def test_cancelled_orders_count_only_where_every_status_is_asked_for(shop: ShopData) -> None:
    assert found(shop, some(t.Rows(Source.ORDERS, text("status", "cancelled")))) == set()
    assert found(shop, some(t.Rows(Source.ORDERS, text("status", "cancelled"), every_status=True))) == {"bob"}
    assert found(shop, some(t.Rows(Source.LINES, text("product_title", "lamp")))) == {"eve"}
    assert found(shop, t.Compare(COUNT, Comparator.EQUAL, number(1))) == {"bob"}


def test_spend_is_net_of_refunds_and_zero_without_orders(shop: ShopData) -> None:
    assert found(shop, t.Compare(SPEND, Comparator.EQUAL, number(170))) == {"ann"}
    assert found(shop, t.Compare(SPEND, Comparator.EQUAL, number(0))) == {"bob", "cid", "dan", "fay"}
    assert found(shop, t.Not(t.Compare(SPEND, Comparator.EQUAL, number(0)))) == {"ann", "eve"}


def test_averages_of_nobody_are_unknown_and_exact_to_the_cent(shop: ShopData) -> None:
    average = t.Ratio(SPEND, COUNT)
    assert found(shop, t.Compare(average, Comparator.EQUAL, number("33.35"))) == {"eve"}
    assert found(shop, t.Known(average)) == {"ann", "bob", "eve"}
    assert found(shop, t.Not(t.Compare(average, Comparator.ABOVE, number(50)))) == {"bob", "eve"}


def test_windows_leave_their_start_out_and_have_their_end_in(shop: ShopData) -> None:
    days = (AS_OF - datetime(2025, 8, 1, 10, tzinfo=UTC)).days  # eve's first order lies between day `days` and `days + 1`
    august = t.Rows(Source.ORDERS, window=Past(days + 1, days, Unit.DAY))
    assert found(shop, some(august)) == {"eve"}
    assert found(shop, some(t.Rows(Source.ORDERS, window=Past(days, 0, Unit.DAY)))) == {"eve"}
    assert found(shop, none(t.Rows(Source.ORDERS, window=Dates(date(2025, 3, 1), date(2025, 5, 30))))) == EVERYBODY - {"ann"}


def test_the_first_order_is_settled_by_its_number_when_times_are_equal(shop: ShopData) -> None:
    first = t.Rows(Source.ORDERS, text("channel", "web"), position=t.Position(1))
    assert found(shop, some(first)) == {"ann", "bob", "eve"}  # 9 comes before 10
    second = t.Rows(Source.ORDERS, text("channel", "store"), position=t.Position(2))
    assert found(shop, some(second)) == {"ann", "eve"}
    last_line = t.Rows(Source.LINES, text("product_title", "gift"), position=t.Position(1, from_end=True))
    assert found(shop, some(last_line)) == {"eve"}


def test_an_order_contains_lines_and_products_are_repeated_whatever_their_case(shop: ShopData) -> None:
    with_mug = t.Rows(Source.ORDERS, t.Contains(t.RowAll((text("category", "kitchen"), text("channel", "web")))))
    assert found(shop, some(with_mug)) == {"ann", "bob"}
    repeated = t.Measure(Aggregate.MOST_REPEATED, t.Rows(Source.LINES), "product_title")
    assert found(shop, t.Compare(repeated, Comparator.EQUAL, number(3))) == {"ann"}
    assert found(shop, t.Compare(repeated, Comparator.EQUAL, number(0))) == {"cid", "dan", "fay"}
    titles = t.Measure(Aggregate.DISTINCT, t.Rows(Source.LINES), "product_title")
    assert found(shop, t.Compare(titles, Comparator.EQUAL, number(2))) == {"ann", "eve"}


def test_what_the_lines_of_an_order_come_to_is_nothing_where_there_are_none(shop: ShopData) -> None:
    def orders(aggregate: Aggregate, column: str, comparator: Comparator, value: int, *goods: str) -> t.Rows:
        where = text("category", *goods) if goods else None
        return t.Rows(Source.ORDERS, t.LinesNumber(aggregate, column, comparator, Decimal(value), where))

    assert found(shop, some(orders(Aggregate.SUM, "quantity", Comparator.AT_LEAST, 2))) == {"ann", "bob"}
    assert found(shop, some(orders(Aggregate.SUM, "quantity", Comparator.AT_LEAST, 3))) == {"ann"}
    assert found(shop, some(orders(Aggregate.DISTINCT, "product_title", Comparator.ABOVE, 1))) == {"ann"}
    assert found(shop, some(orders(Aggregate.SUM, "quantity", Comparator.EQUAL, 2, "Drinks"))) == {"ann"}
    assert found(shop, some(orders(Aggregate.SUM, "quantity", Comparator.BELOW, 1, "Home"))) == {"ann", "bob"}
    for comparator in Comparator:
        rows = orders(Aggregate.SUM, "quantity", comparator, 1, "Drinks", "Kitchen")
        assert rows.where is not None
        counts = [t.Measure(Aggregate.COUNT, t.Rows(Source.ORDERS, where)) for where in (rows.where, t.RowNot(rows.where))]
        assert found(shop, t.Compare(t.Sum(tuple(counts)), Comparator.EQUAL, COUNT)) == EVERYBODY


def test_lines_count_their_orders_once(shop: ShopData) -> None:
    assert found(shop, t.Compare(t.Measure(Aggregate.COUNT, t.Rows(Source.LINES)), Comparator.EQUAL, number(3))) == {"ann", "eve"}


def test_a_row_without_a_value_is_unknown_to_a_test_and_its_negation(shop: ShopData) -> None:
    save = text("coupon_code", "save")
    assert found(shop, some(t.Rows(Source.ORDERS, t.RowNot(save)))) == set()
    assert found(shop, some(t.Rows(Source.ORDERS, t.RowNot(t.RowKnown("coupon_code"))))) == {"ann", "eve"}


def test_gaps_are_days_between_consecutive_orders(shop: ShopData) -> None:
    last = t.Measure(Aggregate.LAST_GAP, ORDERS)
    assert found(shop, t.Compare(last, Comparator.EQUAL, number(90))) == {"ann"}
    assert found(shop, t.Known(last)) == {"ann", "eve"}
    average = t.Measure(Aggregate.AVERAGE_GAP, ORDERS)
    assert found(shop, t.Compare(average, Comparator.EQUAL, number(45))) == {"ann"}
    assert found(shop, t.Compare(last, Comparator.ABOVE, average)) == {"ann", "eve"}


def test_a_run_is_of_calendar_periods_one_after_the_other(tmp_path: Path) -> None:
    orders = """
        order_id,customer_id,ordered_at,total
        1,ann,2024-11-30 10:00:00,10
        2,ann,2024-12-31 10:00:00,20
        3,ann,2025-01-01 10:00:00,30
        4,ann,2025-03-01 10:00:00,40
        5,bob,2024-05-01 10:00:00,50
        6,bob,2024-05-01 20:00:00,60
        7,bob,2024-09-01 10:00:00,70
    """
    wanted = {"year_month": (3, 1), "year_quarter": (2, 2), "year": (2, 1), "year_month_day": (2, 1)}
    with contextlib.closing(opened(write_tables(tmp_path, orders=orders), as_of="2026-01-01")) as data:
        for column, (ann, bob) in wanted.items():
            run = t.Measure(Aggregate.LONGEST_RUN, ORDERS, column)
            for who, longest in (("ann", ann), ("bob", bob)):
                assert who in found(data, t.Compare(run, Comparator.EQUAL, number(longest))), (column, who)
        small = t.Rows(Source.ORDERS, t.RowNumber("total", Comparator.ABOVE, Decimal(100)))
        none = t.Measure(Aggregate.LONGEST_RUN, small, "year_month")
        assert found(data, t.Compare(none, Comparator.EQUAL, number(0))) == {"ann", "bob"}
        best = t.Measure(Aggregate.MOST_SPENT, ORDERS, "year_month")
        assert found(data, t.Compare(best, Comparator.EQUAL, number(40))) == {"ann"}
        assert found(data, t.Compare(best, Comparator.EQUAL, number(110))) == {"bob"}


def test_the_most_spent_at_one_value_is_net_of_what_was_given_back(shop: ShopData) -> None:
    monthly = t.Measure(Aggregate.MOST_SPENT, ORDERS, "year_month")
    assert found(shop, t.Compare(monthly, Comparator.EQUAL, number(140))) == {"ann"}
    assert found(shop, t.Compare(monthly, Comparator.EQUAL, number(0))) == {"bob", "cid", "dan", "fay"}
    title = t.Measure(Aggregate.MOST_SPENT, t.Rows(Source.LINES), "product_title")
    assert found(shop, t.Compare(title, Comparator.EQUAL, number(160))) == {"ann"}
    with pytest.raises(DefinitionError, match="nothing is spent in events"):
        found(shop, t.Compare(t.Measure(Aggregate.MOST_SPENT, t.Rows(Source.EVENTS), "year_month"), Comparator.ABOVE, number(1)))
    with pytest.raises(DefinitionError, match="no period of the calendar"):
        found(shop, t.Compare(t.Measure(Aggregate.LONGEST_RUN, ORDERS, "month"), Comparator.ABOVE, number(1)))


def test_around_counts_the_border_days_and_can_leave_the_anchor_out(shop: ShopData) -> None:
    def within(earliest: int | None, latest: int | None, *, strictly: bool = False) -> set[str]:
        edge = [None if day is None else Decimal(day) for day in (earliest, latest)]
        rows = t.Rows(Source.ORDERS, around=t.Around(FIRST, *edge, strictly=strictly))
        return found(shop, t.Compare(t.Measure(Aggregate.COUNT, rows), Comparator.AT_LEAST, number(1)))

    assert within(0, 0) == {"ann", "bob", "eve"}
    assert within(0, 90, strictly=True) == {"ann", "eve"}
    assert within(0, 89, strictly=True) == {"eve"}
    assert within(1, 90) == {"ann", "eve"}
    assert within(None, -1) == set()


def test_what_follows_must_be_later_and_within_the_days(shop: ShopData) -> None:
    opens = t.Rows(Source.EVENTS, text("type", "email_open"))
    assert found(shop, t.Followed(opens, ORDERS)) == {"ann"}  # bob opened at the very moment he ordered
    assert found(shop, t.Followed(ORDERS, opens, Decimal(89))) == {"ann"}
    assert found(shop, t.Followed(ORDERS, opens, Decimal(88))) == set()
    exact = t.Followed(t.Rows(Source.ORDERS, position=t.Position(2)), t.Rows(Source.ORDERS, position=t.Position(3)), Decimal(90))
    assert found(shop, exact) == {"ann"}


def test_every_period_begun_before_the_as_of_needs_its_rows(shop: ShopData) -> None:
    def each(first: date, last: date, unit: Unit, count: int = 1) -> set[str]:
        return found(shop, t.EachPeriod(t.Rows(Source.ORDERS, window=Dates(first, last)), unit, count))

    assert each(date(2025, 8, 1), date(2025, 9, 30), Unit.MONTH) == {"eve"}
    assert each(date(2025, 8, 15), date(2025, 9, 30), Unit.MONTH) == set()
    assert each(date(2025, 12, 1), date(2026, 3, 31), Unit.MONTH) == {"eve"}
    assert each(date(2025, 3, 1), date(2025, 3, 31), Unit.MONTH, 2) == {"ann"}


def test_a_rank_never_splits_equal_customers_and_is_among_those_with_an_order(shop: ShopData) -> None:
    def rank(by: RankBy, amount: str, end: End = End.TOP, among: t.Condition | None = None) -> set[str]:
        return found(shop, t.Rank(COUNT, end, by, Decimal(amount), among))

    assert rank(RankBy.COUNT, "1") == {"ann", "eve"}
    assert rank(RankBy.SHARE, "0.1") == {"ann", "eve"}
    assert rank(RankBy.SHARE, "0.67") == {"ann", "bob", "eve"}
    assert rank(RankBy.BEYOND, "0.4") == {"ann", "eve"}
    assert rank(RankBy.BEYOND, "0.5") == set()
    assert rank(RankBy.COUNT, "1", End.BOTTOM) == {"bob"}
    assert rank(RankBy.COUNT, "1", End.BOTTOM, t.All(())) == {"cid", "dan", "fay"}
    assert found(shop, t.Not(t.Rank(COUNT, End.TOP, RankBy.COUNT, Decimal(1)))) == {"bob", "cid", "dan", "fay"}


def test_making_takes_the_fewest_who_reach_the_share(shop: ShopData) -> None:
    def making(share: str) -> set[str]:
        return found(shop, t.Rank(SPEND, End.TOP, RankBy.MAKING, Decimal(share)))

    assert making("0.62") == {"ann"}  # 170 of 270.05
    assert making("0.63") == {"ann", "eve"}
    assert making("1") == {"ann", "eve"}


def test_figures_about_the_base_pool_ratios_and_know_the_middle(shop: ShopData) -> None:
    def figure(statistic: Statistic, quantity: t.Quantity, percent: str | None = None) -> t.OfBase:
        return t.OfBase(statistic, quantity, None if percent is None else Decimal(percent))

    average = t.Ratio(SPEND, COUNT)  # pooled: 270.05 / 7 = 38.58
    assert found(shop, t.Compare(average, Comparator.ABOVE, figure(Statistic.AVERAGE, average))) == {"ann"}
    assert found(shop, t.Compare(SPEND, Comparator.EQUAL, figure(Statistic.MEDIAN, SPEND))) == {"eve"}
    assert found(shop, t.Compare(SPEND, Comparator.EQUAL, figure(Statistic.PERCENTILE, SPEND, "34"))) == {"eve"}
    assert found(shop, t.Compare(SPEND, Comparator.EQUAL, figure(Statistic.PERCENTILE, SPEND, "33"))) == {
        "bob",
        "cid",
        "dan",
        "fay",
    }


def test_ages_and_anniversaries_are_counted_in_the_calendar(shop: ShopData) -> None:
    born = t.FieldValue("birth_date")
    assert found(shop, t.Compare(t.YearsSince(born), Comparator.EQUAL, number(25))) == {"ann"}
    assert found(shop, t.Compare(t.YearsSince(born), Comparator.EQUAL, number(35))) == {"bob", "dan"}
    assert found(shop, t.Compare(t.DaysToAnniversary(born), Comparator.AT_MOST, number(1))) == {"dan"}
    assert found(shop, t.Compare(t.DaysToAnniversary(born), Comparator.EQUAL, number(58))) == {"ann"}  # to 28 February
    assert found(shop, t.Compare(t.PartOf(born, DatePart.MONTH), Comparator.EQUAL, number(12))) == {"bob"}


def test_a_shops_own_columns_are_fields_of_their_kind(shop: ShopData) -> None:
    assert found(shop, t.Compare(t.FieldValue("points"), Comparator.ABOVE, number(10))) == {"bob", "dan"}


def test_segments_are_two_valued_and_may_name_one_another(shop: ShopData) -> None:
    saved = {"spaniards": t.FieldText("country", TextOperator.ANY_OF, ("spain",)), "others": t.Not(t.InSegment(("spaniards",)))}
    assert found(shop, t.InSegment(("others",)), **saved) == {"bob", "cid", "eve", "fay"}


def test_scores_are_made_when_a_condition_asks_for_them(shop: ShopData) -> None:
    assert found(shop, t.Compare(t.FieldValue("revenue"), Comparator.EQUAL, number(170))) == {"ann"}
    assert found(shop, t.Compare(t.FieldValue("m"), Comparator.BELOW, number(5))) == {"ann", "eve"}
    assert found(shop, t.Known(t.FieldValue("segment"))) == {"ann", "bob", "eve"}
