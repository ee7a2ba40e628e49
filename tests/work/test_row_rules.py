"""Which rows count, for how much, and why the others do not: one small shop per rule, through the whole pipeline."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import regulars
from regulars.charts.terminal import summary_text


def scored(tmp_path: Path, text: str, **options: Any) -> tuple[dict[str, tuple[int, Decimal]], dict[str, tuple[int, Decimal]], Any]:
    """(orders, revenue) by customer, (rows, revenue) by reason, and the summary; the books must close."""
    path = tmp_path / "orders.csv"
    path.write_text(text.strip() + "\n")
    with regulars.score(path, **options) as result:
        customers = {row["customer_id"]: (row["orders"], row["revenue"]) for row in result.customers.to_dicts()}
        reasons = {str(part.reason): (part.rows, part.revenue) for part in result.summary.quality.excluded}
        assert result.quality.reconciles
        return customers, reasons, result.summary


HEAD = "order_id,customer_id,order_date,total"


def test_refunds_in_a_column_lower_revenue_and_keep_the_order(tmp_path: Path) -> None:
    customers, _, summary = scored(
        tmp_path, f"{HEAD},refunded\n1,a,2024-01-01,100.00,30.00\n2,a,2024-02-01,50.00,0\n3,b,2024-02-02,20.00,20.00"
    )
    assert customers == {"a": (2, Decimal("120.00")), "b": (1, Decimal("0.00"))}
    assert (summary.quality.gross, summary.quality.returned) == (Decimal("170.00"), Decimal("50.00"))


def test_negative_rows_lower_revenue_from_their_date_and_are_no_orders(tmp_path: Path) -> None:
    customers, _, _ = scored(tmp_path, f"{HEAD}\n1,a,2024-01-01,100\n2,a,2024-03-01,-40\n3,b,2024-02-02,20")
    assert customers == {"a": (1, Decimal("60.00")), "b": (1, Decimal("20.00"))}
    before, _, _ = scored(tmp_path, f"{HEAD}\n1,a,2024-01-01,100\n2,a,2024-03-01,-40\n3,b,2024-02-02,20", as_of="2024-02-10")
    assert before["a"] == (1, Decimal("100.00"))


def test_a_discount_line_lowers_its_orders_revenue_and_is_no_order(tmp_path: Path) -> None:
    rows = ["InvoiceNo,CustomerID,InvoiceDate,Description,Quantity,UnitPrice"]
    rows += [f"5363{n:02},{n % 7},2024-01-{1 + n % 28:02} 10:00:00,Pen,2,5.00" for n in range(40)]
    rows += ["536300,0,2024-01-01 10:00:00,Discount,-1,3.00", "536399,1,2024-02-01 10:00:00,Discount,-1,2.00"]
    customers, _, summary = scored(tmp_path, "\n".join(rows))
    assert customers["0"] == (6, Decimal("57.00"))
    # a rebate of its own is no order either
    assert customers["1"] == (6, Decimal("58.00"))
    assert (summary.quality.gross, summary.quality.returned) == (Decimal("400.00"), Decimal("5.00"))


def test_returns_that_are_discounts_are_named_and_change_no_sum(tmp_path: Path) -> None:
    head = "order_id,customer_id,order_date,description,quantity,unit_price"
    lines = (
        "1,a,2024-01-01,Mug,2,10.00\n1,a,2024-01-01, Discount,-1,5.00\n2,b,2024-01-05,Tea,1,8.00\n2,b,2024-01-05,Rabatt,-1,1.00\n"
        "3,c,2024-01-06,Discount,-1,9.00\n4,a,2024-02-01,Mug,-1,10.00\n5,b,2024-02-02,Discount card,1,3.00\n"
        "5,b,2024-02-02,VOUCHER,-1,2.00"
    )
    customers, reasons, summary = scored(tmp_path, f"{head}\n{lines}")
    assert customers == {"a": (1, Decimal("5.00")), "b": (2, Decimal("8.00"))}
    quality = summary.quality
    # the one of somebody who never bought is left out with the rest of their rows
    assert reasons == {"return_without_purchase": (1, Decimal("-9.00"))}
    assert (quality.gross, quality.returned, quality.revenue) == (Decimal("31.00"), Decimal("18.00"), Decimal("13.00"))
    assert (quality.return_rows, quality.discount_rows, quality.discounts) == (4, 3, Decimal("8.00"))
    _, _, early = scored(tmp_path, f"{head}\n{lines}", as_of="2024-01-20")
    assert (early.quality.discount_rows, early.quality.discounts) == (2, Decimal("6.00"))


def test_cancellation_documents_are_returns(tmp_path: Path) -> None:
    rows = ["InvoiceNo,CustomerID,InvoiceDate,StockCode,Quantity,UnitPrice"]
    rows += [f"5363{n:02},{n % 7},2024-01-{1 + n % 28:02} 10:00:00,X{n},2,5.00" for n in range(40)]
    rows += ["C536401,1,2024-02-01 09:00:00,X1,-1,5.00", "C536402,99,2024-02-02 09:00:00,X1,-1,5.00"]
    customers, reasons, summary = scored(tmp_path, "\n".join(rows))
    assert "99" not in customers
    assert reasons["return_without_purchase"] == (1, Decimal("-5.00"))
    assert summary.quality.customers_without_order == 1
    assert customers["1"] == (6, Decimal("55.00"))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("cancelled", "cancelled"),
        ("Pending payment", "pending"),
        ("wc-failed", "failed"),
        ("test", "test"),
        ("draft", "draft"),
        ("storniert", "cancelled"),
    ],
)
def test_orders_that_never_happened_do_not_count(tmp_path: Path, status: str, reason: str) -> None:
    customers, reasons, _ = scored(
        tmp_path, f"{HEAD},status\n1,a,2024-01-01,100,paid\n2,a,2024-02-01,50,{status}\n3,b,2024-02-02,20,completed"
    )
    assert customers["a"] == (1, Decimal("100.00"))
    assert reasons == {reason: (1, Decimal("50.00"))}


def test_a_refunded_order_without_an_amount_gave_all_of_it_back(tmp_path: Path) -> None:
    customers, _, _ = scored(
        tmp_path, f"{HEAD},status\n1,a,2024-01-01,100,refunded\n2,b,2024-02-01,50,paid\n3,a,2024-02-02,20,completed"
    )
    assert customers["a"] == (2, Decimal("20.00"))


def test_unknown_status_words_count_and_are_told(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},c{n % 3},2024-01-{1 + n:02},10,{'paid' if n else 'mysterious'}" for n in range(20))
    customers, _, summary = scored(tmp_path, f"{HEAD},status\n{rows}")
    assert sum(orders for orders, _ in customers.values()) == 20
    assert any("mysterious" in warning for warning in summary.quality.warnings)


def test_zero_totals_are_orders_and_zero_prices_are_not(tmp_path: Path) -> None:
    customers, _, _ = scored(tmp_path, f"{HEAD}\n1,a,2024-01-01,0.00\n2,b,2024-02-01,50")
    assert customers["a"] == (1, Decimal("0.00"))
    lines = "order_id,customer_id,order_date,product_id,quantity,unit_price\n1,a,2024-01-01,x,1,0.00\n1,a,2024-01-01,y,1,5.00\n2,b,2024-02-01,x,1,0.00\n3,c,2024-02-01,x,2,3.00"
    customers, reasons, _ = scored(tmp_path, lines)
    assert customers == {"a": (1, Decimal("5.00")), "c": (1, Decimal("6.00"))}
    assert reasons["zero_price"] == (2, Decimal("0.00"))


def test_rows_without_customer_date_or_amount_are_counted_by_reason(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},c{n % 5},2024-01-{1 + n % 28:02},10.00" for n in range(60))
    _, reasons, _ = scored(
        tmp_path, f"{HEAD}\n{rows}\n90,,2024-01-01,7.00\n91,c1,,8.00\n92,c1,2024-01-02,\n93,Guest,2024-01-03,9.00"
    )
    assert reasons == {
        "no_customer": (2, Decimal("16.00")),
        "unreadable_date": (1, Decimal("8.00")),
        "unreadable_amount": (1, Decimal("0.00")),
    }


def test_one_total_repeated_on_each_line_is_taken_once(tmp_path: Path) -> None:
    rows = "\n".join(
        f"{order},c{order % 4},2024-01-{1 + order:02},{order * 10}.00,P{line},{line}"
        for order in range(1, 20)
        for line in range(1, 4)
    )
    customers, _, _ = scored(tmp_path, f"{HEAD},product_id,quantity\n{rows}")
    assert sum((revenue for _, revenue in customers.values()), Decimal(0)) == sum(order * 10 for order in range(1, 20))
    assert sum(orders for orders, _ in customers.values()) == 19


def test_duplicates_are_kept_and_reported_or_dropped_on_request(tmp_path: Path) -> None:
    lines = (
        "order_id,customer_id,order_date,product_id,quantity,unit_price\n"
        + "1,a,2024-01-01,x,1,5.00\n" * 3
        + "2,b,2024-02-01,x,2,3.00"
    )
    kept, reasons, summary = scored(tmp_path, lines)
    assert (kept["a"], reasons, summary.quality.duplicate_rows) == ((1, Decimal("15.00")), {}, 2)
    dropped, reasons, _ = scored(tmp_path, lines, duplicates="drop")
    assert (dropped["a"], reasons["duplicate"]) == ((1, Decimal("5.00")), (2, Decimal("10.00")))


def test_fractions_of_a_cent_add_up_exactly_and_are_rounded_once(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},c{n % 5},2024-01-{1 + n % 28:02},0.3333" for n in range(300))
    _, _, summary = scored(tmp_path, f"{HEAD}\n{rows}")
    assert summary.revenue == Decimal("99.99")


def test_customers_are_known_by_e_mail_whatever_its_case(tmp_path: Path) -> None:
    customers, _, _ = scored(
        tmp_path,
        "order_id,email,order_date,total\n1,Ann@Example.com,2024-01-01,5\n2, ann@example.com,2024-02-01,6\n3,bob@example.com,2024-02-01,6",
    )
    assert customers["ann@example.com"] == (2, Decimal("11.00"))


def test_lines_and_customers_of_their_own_join_the_orders(tmp_path: Path) -> None:
    (tmp_path / "lines.csv").write_text(
        "order_id,product_id,product_title,quantity,unit_price\n1,p1,Lamp,2,10.00\n1,p2,Rug,1,80.00\n2,p1,Lamp,1,10.00\n"
    )
    (tmp_path / "people.csv").write_text("customer_id,email,first_name,country\na,a@example.com,Ann,CA\nz,z@example.com,Zoe,US\n")
    (tmp_path / "orders.csv").write_text(f"{HEAD}\n1,a,2024-01-01,100\n2,b,2024-02-01,10\n")
    with regulars.score(tmp_path / "orders.csv", lines=tmp_path / "lines.csv", customers=tmp_path / "people.csv") as result:
        assert {row["customer_id"]: row["first_name"] for row in result.customers.to_dicts()} == {"a": "Ann", "b": None}
        assert [(product.title, product.revenue) for product in result.summary.products] == [
            ("Rug", Decimal("80.00")),
            ("Lamp", Decimal("30.00")),
        ]


def test_the_days_of_recency_are_the_shops_days(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text(f"{HEAD}\n1,a,2024-03-09T03:30:00Z,5\n2,b,2024-03-12T20:00:00Z,5\n")
    for zone, days in (("UTC", 4), ("America/New_York", 5)):
        with regulars.score(tmp_path / "o.csv", timezone=zone) as result:
            assert {row["customer_id"]: row["recency_days"] for row in result.customers.to_dicts()}["a"] == days, zone


def test_future_orders_are_refused_until_someone_says_where_to_look_from(tmp_path: Path) -> None:
    text = f"{HEAD}\n1,a,2024-01-01,5\n2,b,2099-01-01,6\n3,c,2024-02-01,7"
    with pytest.raises(regulars.RegularsError, match="in the future"):
        scored(tmp_path, text)
    customers, reasons, _ = scored(tmp_path, text, as_of="2024-03-01")
    assert set(customers) == {"a", "c"}
    assert reasons["after_as_of"] == (1, Decimal("6.00"))


def test_engagement_counts_visits_points_and_days(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(
        "customer_id,occurred_at,type\na,2024-01-01,site_visit\na,2024-01-05,email_click\na,2024-01-06,email_sent\nb,2024-01-03,page_view\nc,2024-01-04,email_sent\n"
    )
    with regulars.score(tmp_path / "e.csv", scorecard="rfe") as result:
        rows = {row["customer_id"]: (row["recency_days"], row["visits"], row["points"]) for row in result.customers.to_dicts()}
        reasons = {str(part.reason): part.rows for part in result.summary.quality.excluded}
    assert rows == {"a": (1, 1, Decimal("4.00")), "b": (3, 0, Decimal("1.00"))}
    assert reasons == {"no_engagement": 2}


def test_returns_alone_are_nothing_to_score_and_the_message_says_so(tmp_path: Path) -> None:
    with pytest.raises(regulars.RegularsError, match="2 rows: returns without a purchase"):
        scored(tmp_path, f"{HEAD}\n1,a,2024-01-01,-5\n2,b,2024-02-01,-6")


@pytest.mark.parametrize(
    ("column", "yes", "no"), [("is_cancelled", "true", "false"), ("cancelled", "Y", "N"), ("storniert", "ja", "nein")]
)
def test_orders_flagged_as_cancelled_do_not_count(tmp_path: Path, column: str, yes: str, no: str) -> None:
    rows = "\n".join(f"{n},c{n % 7},2024-01-{1 + n % 28:02},20.00,{yes if n % 10 == 0 else no}" for n in range(200))
    _, reasons, summary = scored(tmp_path, f"{HEAD},{column}\n{rows}")
    assert summary.orders == 180
    assert reasons == {"cancelled": (20, Decimal("400.00"))}


@pytest.mark.parametrize(("column", "yes", "no"), [("is_refunded", "1", "0"), ("refunded", "yes", "no")])
def test_orders_flagged_as_refunded_are_orders_whose_money_went_back(tmp_path: Path, column: str, yes: str, no: str) -> None:
    rows = "\n".join(f"{n},c{n % 7},2024-01-{1 + n % 28:02},20.00,{yes if n % 10 == 0 else no}" for n in range(200))
    _, _, summary = scored(tmp_path, f"{HEAD},{column}\n{rows}")
    assert (summary.orders, summary.revenue, summary.quality.returned) == (200, Decimal("3600.00"), Decimal("400.00"))


@pytest.mark.parametrize(
    ("column", "back", "sale"),
    [("transaction_type", "refund", "sale"), ("Belegart", "Gutschrift", "Rechnung"), ("document_type", "Credit Memo", "Invoice")],
)
def test_documents_that_take_back_do_so_whatever_their_sign(tmp_path: Path, column: str, back: str, sale: str) -> None:
    rows = "\n".join(f"{n},c{n % 7},2024-01-{1 + n % 28:02},20.00,{back if n % 10 == 0 else sale}" for n in range(200))
    _, _, summary = scored(tmp_path, f"{HEAD},{column}\n{rows}")
    assert (summary.orders, summary.revenue) == (180, Decimal("3200.00"))


def test_numbers_with_and_without_a_fraction_are_one_customer(tmp_path: Path) -> None:
    customers, _, _ = scored(tmp_path, f"{HEAD}\n1,17,2024-01-01,5\n2,17.0,2024-02-01,6\n3,18.0,2024-02-01,6\n4,18,2024-02-02,1")
    assert customers == {"17": (2, Decimal("11.00")), "18": (2, Decimal("7.00"))}


def test_one_currency_written_in_the_values_is_the_shops_and_several_are_refused(tmp_path: Path) -> None:
    _, _, summary = scored(tmp_path, f"{HEAD}\n1,a,2024-01-01,€100\n2,a,2024-01-02,€20\n3,b,2024-01-03,€50")
    assert summary.currency == "EUR"
    with pytest.raises(regulars.RegularsError, match="currenc"):
        scored(tmp_path, f"{HEAD}\n1,a,2024-01-01,€100\n2,a,2024-01-02,$20\n3,b,2024-01-03,£50")


def test_a_discount_beside_quantity_and_price_is_told_and_not_taken_off(tmp_path: Path) -> None:
    lines = "order_id,customer_id,order_date,product_id,quantity,unit_price,discount\n1,a,2024-01-01,x,2,10.00,5.00\n2,b,2024-02-01,x,2,10.00,0.00"
    _, _, summary = scored(tmp_path, lines)
    assert summary.revenue == Decimal("40.00")
    assert any("looks like a discount" in warning for warning in summary.quality.warnings)


def test_one_customer_with_most_of_the_money_is_remarked_on(tmp_path: Path) -> None:
    rows = "\n".join(f"{n},c{n},2024-01-{1 + n % 28:02},10.00" for n in range(40))
    _, _, summary = scored(tmp_path, f"{HEAD}\n{rows}\n99,ALLES,2024-01-28,4000.00")
    assert any("91% of the money" in warning for warning in summary.quality.warnings)


@pytest.mark.parametrize("day", ["0001-01-01", "0024-03-05", "1899-12-30", "2200-01-01", "2999-12-31"])
def test_a_year_that_no_shop_has_is_an_unreadable_date_in_text_and_in_types(tmp_path: Path, day: str) -> None:
    rows = [f"{n},c{n % 3},2024-01-{n + 1:02},10" for n in range(9)] + [f"x,c1,{day},10"]
    _, reasons, _ = scored(tmp_path, "\n".join([HEAD, *rows]))
    assert reasons == {"unreadable_date": (1, Decimal("10.00"))}
    path = tmp_path / "typed.parquet"
    duckdb.connect().sql(
        f"SELECT * REPLACE (CAST(order_date AS DATE) AS order_date) FROM '{tmp_path / 'orders.csv'}'"
    ).write_parquet(str(path))
    with regulars.score(path) as result:
        assert {str(part.reason): part.rows for part in result.summary.quality.excluded} == {"unreadable_date": 1}


def test_nothing_is_said_of_rows_that_are_returns_where_only_orders_name_refunds(tmp_path: Path) -> None:
    _, _, summary = scored(tmp_path, f"{HEAD},refunded\n1,a,2024-01-01,100.00,30.00\n2,b,2024-02-01,50.00,0")
    said = " ".join(summary_text(summary).split())
    assert "No row of its own is a return or cancellation document; refunds are written on the orders." in said


def test_numbers_as_customers_still_have_a_number_that_means_nobody(tmp_path: Path) -> None:
    rows = [f"{n},{100 + n % 3},2024-01-{n % 28 + 1:02},10" for n in range(30)]
    customers, reasons, _ = scored(tmp_path, "\n".join([HEAD, *rows, "98,-1,2024-01-05,7", "99,0,2024-01-05,5"]))
    assert set(customers) == {"100", "101", "102"}
    assert reasons["no_customer"] == (2, Decimal("12.00"))


def test_repeated_rows_are_as_many_in_a_file_of_columns_as_in_text(tmp_path: Path) -> None:
    head = "order_id,customer_id,order_date,description,quantity,unit_price"
    lines = "1,a,2024-01-01,Mug,2,10.00\n1,a,2024-01-01,Mug,2,10.00\n2,b,2024-01-05,Tea,1,8.00\n1,a,2024-01-01,Mug,2,10.00"
    _, _, summary = scored(tmp_path, f"{head}\n{lines}\n3,c,2024-01-05,Tea,1,8.00")
    path = tmp_path / "orders.parquet"
    duckdb.connect().sql(f"FROM read_csv('{tmp_path / 'orders.csv'}', all_varchar = true)").write_parquet(str(path))
    with regulars.score(path) as result:
        assert (result.summary.quality.duplicate_rows, summary.quality.duplicate_rows) == (2, 2)


def test_dropping_repeated_rows_loses_no_order(tmp_path: Path) -> None:
    rows = [f"{n},C{n % 40},2024-0{1 + n % 9}-{1 + n % 28:02},{n + 10}" for n in range(400)]
    for repeated in (1, 5, 399):
        customers, reasons, _ = scored(tmp_path, "\n".join([HEAD, *rows, *rows[:repeated]]), duplicates="drop")
        assert sum(orders for orders, _ in customers.values()) == 400
        assert sum(revenue for _, revenue in customers.values()) == sum(range(10, 410))
        assert reasons["duplicate"][0] == repeated
