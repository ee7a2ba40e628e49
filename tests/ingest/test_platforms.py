"""Platform exports are recognised by their headers, whatever their case, order and extra columns."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from regulars.ingest.platforms import PLATFORMS, platform_of
from regulars.tables import AmountRule, Mapping, NumberFormat, TimeFormat, TimeKind

# header rows as the platforms write them, or the parts of them that older releases have
HEADERS = {
    "Shopify orders": (
        "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,"
        "Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
        "Lineitem price,Lineitem sku,Billing Name,Billing Country,Shipping Country,Cancelled at,Refunded Amount,Id,"
        "Source,Phone"
    ),
    "Shopify customers": (
        "First Name,Last Name,Email,Accepts Email Marketing,Company,Address1,Address2,City,Province,Province Code,"
        "Country,Country Code,Zip,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt"
    ),
    "WooCommerce Analytics orders": (
        "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution"
    ),
    "WooCommerce Analytics customers": (
        "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code"
    ),
    "WebToffee WooCommerce orders": (
        "order_id,order_number,order_date,paid_date,status,shipping_total,tax_total,discount_total,order_total,"
        "order_currency,customer_id,customer_user,customer_email,billing_first_name,billing_last_name,billing_country,"
        "line_item_1"
    ),
    "Shopify API orders": (
        "id,name,email,created_at,total_price,subtotal_price,currency,financial_status,cancelled_at,test,refunds,customer.id,"
        "customer.email,line_items"
    ),
    "Stripe payments": (
        "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,"
        "Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,"
        "Customer Description,Customer Email,Captured,Card ID"
    ),
    "Square transactions": (
        "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,"
        "Total Collected,Source,Card,Cash,Fees,Net Total,Transaction ID,Payment ID,Event Type,Location,Customer ID,"
        "Customer Name,Transaction Status"
    ),
    "Square items": (
        "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,"
        "Tax,Transaction ID,Payment ID,Event Type,Location,Customer ID,Customer Name"
    ),
    "Magento order grid": (
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,"
        "Customer Email,Customer Group,Subtotal,Shipping and Handling,Customer Name,Payment Method,Total Refunded"
    ),
    "Etsy sold orders": (
        "Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,"
        "Ship City,Ship State,Ship Country,Currency,Order Value,Coupon Code,Discount Amount,Shipping,Sales Tax,"
        "Order Total,Status,Order Net,Adjusted Order Total,Buyer"
    ),
}


def test_every_platform_has_a_header_here() -> None:
    assert {platform.name for platform in PLATFORMS} == HEADERS.keys()


@pytest.mark.parametrize("name", sorted(HEADERS))
def test_headers_are_recognised_in_any_order_and_case(name: str) -> None:
    header = HEADERS[name].split(",")
    shuffled = [column.upper() for column in header] + ["Something else"]
    random.Random(7).shuffle(shuffled)  # noqa: S311 (an order, not a secret)
    for columns in (header, shuffled, [f"\ufeff{header[0]}", *header[1:]]):
        platform = platform_of(columns)
        assert platform is not None
        assert platform.name == name
        assert {use.column for use in platform.uses(columns)} <= set(columns)


def test_other_tables_are_no_platform() -> None:
    for header in (
        ["Order ID", "Customer ID", "Date", "Total"],
        ["Name", "Email", "Total"],
        ["id", "Amount", "Currency", "Status"],
    ):
        assert platform_of(header) is None


def export(name: str, write: Callable[..., Path], *rows: dict[str, str]) -> Path:
    header = HEADERS[name].split(",")
    assert all(row.keys() <= set(header) for row in rows)
    return write(header, [[row.get(column, "") for column in header] for row in rows])


def columns(mapping: Mapping) -> dict[str, str]:
    return {use.role: use.column for use in mapping.uses}


def form(mapping: Mapping, role: str) -> object:
    use = mapping.use(role)
    assert use is not None
    return use.format


def test_square_reads_date_time_and_zone_and_its_money(orders_csv: Callable[..., Path], mapped: Callable[..., Mapping]) -> None:
    sale = {"Date": "01/02/2024", "Time": "9:05:00 PM", "Time Zone": "Eastern Time (US & Canada)", "Total Collected": "$1,240.00",
            "Transaction ID": "t1", "Event Type": "Payment", "Customer ID": "C1", "Transaction Status": "Complete"}  # fmt: skip
    refund = sale | {"Transaction ID": "t2", "Event Type": "Refund", "Total Collected": "-$45.00"}
    mapping = mapped(export("Square transactions", orders_csv, sale, refund))
    found = columns(mapping)
    assert (found["time_of_day"], found["zone"], found["total"]) == ("Time", "Time Zone", "Total Collected")
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%m/%d/%Y",))
    assert form(mapping, "total") == NumberFormat(plain=False)
    assert mapping.identity == ("customer_id",)


def test_square_items_add_up(orders_csv: Callable[..., Path], mapped: Callable[..., Mapping]) -> None:
    item = {"Date": "2024-01-02", "Time": "21:05:00", "Transaction ID": "t1", "Item": "Tea", "Qty": "2.0", "Net Sales": "$4.00"}
    mapping = mapped(export("Square items", orders_csv, item | {"Customer ID": "C1"}, item))
    assert mapping.amount is AmountRule.LINE_TOTAL
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.ISO)


def test_magento_dates_name_months_and_guests_are_nobody(orders_csv: Callable[..., Path], mapped: Callable[..., Mapping]) -> None:
    row = {
        "ID": "000000001",
        "Purchase Date": "Nov 30, 2010 02:48:00 PM",
        "Grand Total (Base)": "36.3900",
        "Customer Email": "a@b.c",
    }
    mapping = mapped(export("Magento order grid", orders_csv, row, row | {"ID": "000000002", "Customer Email": "NOT LOGGED IN"}))
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%b %d, %Y %I:%M:%S %p",))
    assert "not logged in" in mapping.anonymous
    assert form(mapping, "total") == NumberFormat()


def test_etsy_dates_have_the_month_first_unless_they_say_otherwise(
    orders_csv: Callable[..., Path], mapped: Callable[..., Mapping]
) -> None:
    row = {"Sale Date": "03/04/24", "Order ID": "1", "Buyer User ID": "u1", "Order Total": "12.50"}
    assert form(mapped(export("Etsy sold orders", orders_csv, row)), "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%m/%d/%y",))
    settled = mapped(export("Etsy sold orders", orders_csv, row, row | {"Sale Date": "25/04/24"}))
    assert form(settled, "ordered_at") == TimeFormat(TimeKind.PATTERN, ("%d/%m/%y",))


def test_shopify_dates_that_excel_turned_into_numbers_are_read(
    orders_csv: Callable[..., Path], mapped: Callable[..., Mapping]
) -> None:
    row = {"Name": "#1", "Email": "a@b.c", "Financial Status": "paid", "Total": "540.00", "Created at": "45384.34789"}
    mapping = mapped(export("Shopify orders", orders_csv, row, row | {"Name": "#2", "Created at": "45390.1"}))
    assert form(mapping, "ordered_at") == TimeFormat(TimeKind.EXCEL)


def test_old_stripe_exports_without_settled_money_use_the_charge(
    orders_csv: Callable[..., Path], mapped: Callable[..., Mapping]
) -> None:
    header = ("id", "Created (UTC)", "Amount", "Amount Refunded", "Currency", "Status", "Customer ID")
    rows = [
        ("ch_1", "2020-01-05 10:15", "1,234.56", "0.00", "usd", "Paid", "cus_1"),
        ("ch_2", "2020-01-06 10:15", "5.00", "0.00", "usd", "Paid", "cus_1"),
    ]
    mapping = mapped(orders_csv(header, rows))
    assert mapping.platform == "Stripe payments"
    assert (columns(mapping)["total"], columns(mapping)["currency"]) == ("Amount", "Currency")
    assert form(mapping, "total") == NumberFormat(plain=False)
