"""Shopify admin: Orders > Export, Customers > Export."""

from regulars.ingest.platforms.base import CUSTOMERS, ORDERS, Platform
from regulars.tables import AmountRule

SHOPIFY_ORDERS = Platform(
    name="Shopify orders",
    table=ORDERS,
    requires=(("Name",), ("Financial Status",), ("Total",), ("Created at",), ("Lineitem name", "Lineitem quantity")),
    roles=(
        # Id stands on an order's first row only; Name on each
        ("order_id", ("Name", "Id")),
        ("email", ("Email",)),
        ("phone", ("Phone", "Billing Phone", "Shipping Phone")),
        ("last_name", ("Billing Name", "Shipping Name")),
        ("country", ("Shipping Country", "Billing Country")),
        ("region", ("Shipping Province", "Billing Province")),
        ("city", ("Shipping City", "Billing City")),
        ("postal_code", ("Shipping Zip", "Billing Zip")),
        ("ordered_at", ("Created at",)),
        ("currency", ("Currency",)),
        ("total", ("Total",)),
        ("discount", ("Discount Amount",)),
        ("shipping", ("Shipping",)),
        ("tax", ("Taxes",)),
        ("refunded", ("Refunded Amount",)),
        ("channel", ("Source",)),
        ("coupon_code", ("Discount Code",)),
        ("status", ("Financial Status",)),
        ("cancelled_at", ("Cancelled at",)),
        ("product_id", ("Lineitem sku",)),
        ("product_title", ("Lineitem name",)),
        ("quantity", ("Lineitem quantity",)),
        ("unit_price", ("Lineitem price",)),
    ),
    amount=AmountRule.FIRST_ROW_TOTAL,
    identity=("email", "phone"),
    notes=(
        "Shopify writes an order's money, status and addresses on its first row only; Total is counted once per order.",
        "Refunds are taken from Refunded Amount; cancelled orders from Cancelled at.",
        "The export has no customer number: customers are told apart by e-mail, else by phone.",
    ),
)

SHOPIFY_CUSTOMERS = Platform(
    name="Shopify customers",
    table=CUSTOMERS,
    requires=(
        ("First Name",),
        ("Email",),
        ("Total Spent",),
        ("Total Orders", "Orders"),
        ("Accepts Email Marketing", "Accepts Marketing"),
    ),
    roles=(
        ("customer_id", ("Customer ID",)),
        ("email", ("Email",)),
        ("phone", ("Phone", "Default Address Phone")),
        ("first_name", ("First Name",)),
        ("last_name", ("Last Name",)),
        ("country", ("Default Address Country Code", "Country Code", "Country")),
        ("region", ("Default Address Province Code", "Province Code", "Province")),
        ("city", ("Default Address City", "City")),
        ("postal_code", ("Default Address Zip", "Zip")),
    ),
    notes=("Shopify orders name the customer by e-mail, so customers are joined by it.",),
)
