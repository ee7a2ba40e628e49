"""The real files, each read right without any flag."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from regulars.engines.duckdb import DuckDBEngine
from regulars.errors import DataError
from regulars.ingest.detect import detect_customers, detect_events
from regulars.ingest.sources import Source, create_view, rejects
from regulars.tables import AmountRule, Mapping, NumberFormat, TimeFormat, TimeKind

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not on this machine"),
]

ISO = TimeFormat(TimeKind.ISO)
PLAIN = NumberFormat()


def columns(mapping: Mapping) -> dict[str, str]:
    return {use.role: use.column for use in mapping.uses}


def form(mapping: Mapping, role: str) -> object:
    use = mapping.use(role)
    assert use is not None
    return use.format


ROWS = {
    "cdnow_master.txt.gz": 69_659,
    "completejourney/transactions.parquet": 379_373,
    "events_simulated.csv.gz": 31_106,
    "hillstrom_email.csv.gz": 64_000,
    "olist_orders.csv.gz": 2_390,
    "olist_sellers.csv.gz": 3_095,
    "online_retail_2010-12.csv.gz": 42_481,
    "online_retail_2010-2011.parquet": 541_909,
    "superstore_us.csv.gz": 9_994,
    "platform/shopify_orders_export.csv.gz": 8_112,
    "platform/shopify_customers_export.csv": 87,
    "platform/stripe_payments_multicurrency.csv": 360,
    "platform/stripe_unified_payments.csv": 90,
    "platform/woocommerce_customers_report.csv": 94,
    "platform/woocommerce_orders_report.csv": 457,
    "platform/woocommerce_orders_webtoffee.csv": 108,
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_row_of_a_real_file_is_read(name: str, engine: DuckDBEngine, opened: Callable[..., Source]) -> None:
    source = opened(DATA / name)
    create_view(engine, source, "v")
    assert engine.rows("SELECT count(*) FROM v") == [(ROWS[name],)]
    assert rejects(engine, source).rows == 0


@pytest.mark.parametrize("name", ["online_retail_2010-2011.parquet", "online_retail_2010-12.csv.gz"])
def test_online_retail_is_quantity_times_price_with_cancellation_documents(name: str, mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / name)
    assert columns(mapping) == {
        "order_id": "InvoiceNo", "product_id": "StockCode", "product_title": "Description", "quantity": "Quantity",
        "ordered_at": "InvoiceDate", "unit_price": "UnitPrice", "customer_id": "CustomerID", "country": "Country",
    }  # fmt: skip
    assert mapping.amount is AmountRule.QUANTITY_TIMES_PRICE
    assert mapping.cancel_prefix == "C"
    assert form(mapping, "ordered_at") == ISO
    assert (form(mapping, "quantity"), form(mapping, "unit_price")) == (PLAIN, PLAIN)


def test_cdnow_is_one_order_per_row_with_compact_dates(mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / "cdnow_master.txt.gz")
    assert columns(mapping) == {
        "customer_id": "customer_id", "ordered_at": "date", "quantity": "number_of_cds", "total": "dollar_value",
    }  # fmt: skip
    assert mapping.amount is AmountRule.TOTAL
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%Y%m%d",))


def test_complete_journey_sales_value_is_the_line_total(mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / "completejourney" / "transactions.parquet")
    assert mapping.amount is AmountRule.LINE_TOTAL
    found = columns(mapping)
    assert (found["customer_id"], found["order_id"], found["line_total"]) == ("household_id", "basket_id", "sales_value")
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.NATIVE)
    assert mapping.anonymous == ()


def test_superstore_sales_add_up_over_an_order(mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / "superstore_us.csv.gz")
    found = columns(mapping)
    assert mapping.amount is AmountRule.LINE_TOTAL
    assert (found["line_total"], found["ordered_at"], found["customer_id"]) == ("Sales", "Order Date", "Customer ID")
    assert any("Ship Date" in note for note in mapping.notes)


def test_shopify_orders_count_a_total_once(mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / "platform" / "shopify_orders_export.csv.gz")
    found = columns(mapping)
    assert mapping.platform == "Shopify orders"
    assert mapping.amount is AmountRule.FIRST_ROW_TOTAL
    assert mapping.identity == ("email", "phone")
    assert (found["total"], found["refunded"], found["ordered_at"]) == ("Total", "Refunded Amount", "Created at")
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.ISO_ZONED)


def test_stripe_money_is_what_was_settled(mapped: Callable[..., Mapping]) -> None:
    several = mapped(DATA / "platform" / "stripe_payments_multicurrency.csv")
    unified = mapped(DATA / "platform" / "stripe_unified_payments.csv")
    for mapping in (several, unified):
        found = columns(mapping)
        assert mapping.platform == "Stripe payments"
        assert mapping.amount is AmountRule.TOTAL
        assert (found["total"], found["currency"]) == ("Converted Amount", "Converted Currency")
    assert columns(unified)["refunded"] == "Converted Amount Refunded"
    assert columns(unified)["order_id"] == "id"


def test_woocommerce_report_is_read_with_its_currency_signs(mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / "platform" / "woocommerce_orders_report.csv")
    assert mapping.platform == "WooCommerce Analytics orders"
    assert columns(mapping)["total"] == "N. Revenue (formatted)"
    assert form(mapping, "total") == NumberFormat(plain=False)
    assert any("two people of one name" in note for note in mapping.notes)


def test_webtoffee_guests_are_nobody(mapped: Callable[..., Mapping]) -> None:
    mapping = mapped(DATA / "platform" / "woocommerce_orders_webtoffee.csv")
    assert mapping.platform == "WebToffee WooCommerce orders"
    assert mapping.identity == ("customer_id", "email", "phone")
    assert "0" in mapping.anonymous


@pytest.mark.parametrize("name", ["olist_orders.csv.gz", "hillstrom_email.csv.gz", "olist_sellers.csv.gz"])
def test_data_without_a_customer_are_refused_with_the_reason(name: str, mapped: Callable[..., Mapping]) -> None:
    with pytest.raises(DataError, match="no column that names the customer") as refusal:
        mapped(DATA / name)
    assert "--map-columns customer_id=" in refusal.value.remedy


@pytest.mark.parametrize("name", ["shopify_customers_export.csv", "woocommerce_customers_report.csv"])
def test_a_customers_export_is_read_as_customers_and_refused_as_orders(
    name: str, engine: DuckDBEngine, opened: Callable[..., Source], mapped: Callable[..., Mapping]
) -> None:
    with pytest.raises(DataError, match="customers and no orders"):
        mapped(DATA / "platform" / name)
    source = opened(DATA / "platform" / name)
    create_view(engine, source, "v")
    mapping = detect_customers(engine, "v", source.columns)
    assert {"customer_id", "email"} <= columns(mapping).keys()


def test_a_click_stream_is_read_as_events_and_refused_as_orders(
    engine: DuckDBEngine, opened: Callable[..., Source], mapped: Callable[..., Mapping]
) -> None:
    with pytest.raises(DataError, match="list of events"):
        mapped(DATA / "events_simulated.csv.gz")
    source = opened(DATA / "events_simulated.csv.gz")
    create_view(engine, source, "v")
    mapping = detect_events(engine, "v", source.columns)
    found = columns(mapping)
    assert (found["customer_id"], found["occurred_at"], found["type"], found["session_id"]) == (
        "user_id", "timestamp", "event", "session_id",
    )  # fmt: skip
