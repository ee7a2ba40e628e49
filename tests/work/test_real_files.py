"""Real files, scored without a single flag, against numbers computed from them by others."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import regulars

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="session")
def expected(real_data: Path) -> Any:
    return json.loads((real_data / "expected.json").read_text())


@pytest.mark.parametrize(
    ("file", "key", "rule"),
    [
        ("online_retail_2010-2011.parquet", "online_retail_2010-2011", "clean_keep_duplicates"),
        ("online_retail_2010-12.csv.gz", "online_retail_2010-12", "clean_keep_duplicates"),
        ("cdnow_master.txt.gz", "cdnow_master", "by_row"),
        ("completejourney/transactions.parquet", "completejourney", "by_basket_utc"),
        ("superstore_us.csv.gz", "superstore_us", "by_order"),
        ("platform/shopify_orders_export.csv.gz", "platform/shopify_orders_export", "gross"),
        ("platform/stripe_payments_multicurrency.csv", "platform/stripe_payments_multicurrency", "repeat"),
    ],
)
def test_a_real_file_gives_the_known_numbers(real_data: Path, expected: Any, file: str, key: str, rule: str) -> None:
    known = expected[key][rule]
    with regulars.score(real_data / file) as result:
        summary = result.summary
        assert summary.customers == known["customers"]
        assert summary.orders == known["orders"]
        assert summary.quality.gross == Decimal(str(known["revenue"]))
        assert summary.as_of.date().isoformat() == known["as_of"]
        assert round(summary.repeat_rate, 4) == known["repeat_rate"]
        assert summary.quality.reconciles


def test_the_books_of_online_retail_close_to_the_cent(real_data: Path) -> None:
    with regulars.score(real_data / "online_retail_2010-2011.parquet") as result:
        quality = result.summary.quality
        parts = {part.reason: part for part in quality.excluded}
        assert (quality.rows, quality.input_revenue) == (541_909, Decimal("9747747.93"))
        assert (quality.gross, quality.revenue) == (Decimal("8911407.90"), Decimal("8310477.05"))
        assert (parts["no_customer"].rows, parts["no_customer"].revenue) == (135_080, Decimal("1447682.12"))
        assert parts["return_without_purchase"].revenue == Decimal("-10411.24")
        assert quality.customers_without_order == 34
        assert (quality.returned, quality.discount_rows, quality.discounts) == (Decimal("600930.85"), 77, Decimal("5696.22"))
        assert quality.duplicate_rows == 5_268


def test_dropping_duplicates_gives_the_known_revenue(real_data: Path, expected: Any) -> None:
    known = expected["online_retail_2010-2011"]["clean_drop_duplicates"]
    with regulars.score(real_data / "online_retail_2010-2011.parquet", duplicates="drop") as result:
        parts = {part.reason: part for part in result.summary.quality.excluded}
        assert result.summary.quality.gross == Decimal(str(known["revenue"]))
        assert result.summary.customers == known["customers"]
        assert parts["duplicate"].rows > 0
        assert result.quality.reconciles


def test_the_default_map_orders_customers_by_how_many_come_back(real_data: Path) -> None:
    """DESIGN section 3: Online Retail as of 2011-08-31, share that bought again within 100 days."""
    import duckdb

    file = real_data / "online_retail_2010-2011.parquet"
    with regulars.score(file, as_of="2011-08-31") as result:
        scored = result.customers.to_arrow()
    later = f"""
        SELECT DISTINCT CustomerID AS id FROM '{file}' WHERE CAST(Quantity AS INT) > 0 AND CAST(UnitPrice AS DOUBLE) > 0
        AND CustomerID IS NOT NULL AND InvoiceDate::TIMESTAMP > '2011-08-31' AND InvoiceDate::TIMESTAMP <= TIMESTAMP '2011-08-31' + INTERVAL 100 DAY
    """
    query = f"SELECT segment, AVG((customer_id IN (SELECT id FROM ({later})))::INT) AS back FROM scored GROUP BY 1"
    connection = duckdb.connect()
    connection.register("scored", scored)
    back = dict(connection.sql(query).fetchall())
    for segment, known in (
        ("Champions", 0.89),
        ("Loyal Customers", 0.71),
        ("Can't Lose Them", 0.71),
        ("New Customers", 0.49),
        ("Lost", 0.34),
    ):
        assert back[segment] == pytest.approx(known, abs=0.02), segment
    assert back["Champions"] > back["Loyal Customers"] > back["Potential Loyalists"] > back["Hibernating"] > back["Lost"]


def test_the_shops_zone_moves_the_as_of_to_its_own_midnight(real_data: Path, expected: Any) -> None:
    known = expected["completejourney"]["by_basket_new_york"]
    file = real_data / "completejourney" / "transactions.parquet"
    with regulars.score(file, timezone="America/New_York", file_timezone="UTC") as result:
        assert result.summary.as_of.isoformat() == f"{known['as_of']}T00:00:00-05:00"
        median = sorted(result.customers.to_arrow()["recency_days"].to_pylist())[result.summary.customers // 2]
        assert median == known["median_recency_days"]


def test_woocommerce_and_webtoffee_and_stripe_reports_add_up(real_data: Path, expected: Any) -> None:
    woo = expected["platform/woocommerce_orders_report"]
    with regulars.score(real_data / "platform" / "woocommerce_orders_report.csv") as result:
        assert (result.summary.customers, result.summary.orders) == (woo["customers"], woo["orders"])
        assert result.summary.quality.gross == Decimal(str(woo["total"]))
    toffee = expected["platform/woocommerce_orders_webtoffee"]
    with regulars.score(real_data / "platform" / "woocommerce_orders_webtoffee.csv") as result:
        assert (result.summary.customers, result.summary.orders) == (toffee["customers"], toffee["orders"])
        assert result.summary.quality.gross == Decimal(str(toffee["order_total"]))
    stripe = expected["platform/stripe_unified_payments"]
    with regulars.score(real_data / "platform" / "stripe_unified_payments.csv") as result:
        assert (result.summary.customers, result.summary.orders) == (stripe["customers"], stripe["charges"])
        assert result.summary.quality.gross == Decimal(str(stripe["amount"]))
        assert result.summary.quality.returned == Decimal(str(stripe["refunded"]))


def test_click_streams_are_scored_by_engagement(real_data: Path, expected: Any) -> None:
    with regulars.score(real_data / "events_simulated.csv.gz", scorecard="rfe") as result:
        known = expected["events_simulated"]
        assert result.summary.customers == known["users"]
        assert result.summary.orders == known["sessions"]
        assert not result.summary.has_money


@pytest.mark.parametrize("file", ["olist_orders.csv.gz", "hillstrom_email.csv.gz"])
def test_data_without_customers_is_refused_with_the_reason(real_data: Path, file: str) -> None:
    with pytest.raises(regulars.RegularsError, match="customer"):
        regulars.score(real_data / file)
