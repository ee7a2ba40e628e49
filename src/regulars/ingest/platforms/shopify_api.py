"""Shopify's Admin REST API: the orders as it gives them, in JSON."""

from regulars.ingest.platforms.base import ORDERS, Platform
from regulars.tables import AmountRule, InnerMoney

SHOPIFY_API_ORDERS = Platform(
    name="Shopify API orders",
    table=ORDERS,
    requires=(("total_price",), ("financial_status",), ("created_at",), ("line_items",), ("id", "name", "order_number")),
    roles=(
        ("order_id", ("id", "name", "order_number")),
        ("customer_id", ("customer.id",)),
        ("email", ("email", "contact_email", "customer.email")),
        ("phone", ("phone", "customer.phone")),
        ("first_name", ("customer.first_name", "billing_address.first_name")),
        ("last_name", ("customer.last_name", "billing_address.last_name")),
        ("country", ("shipping_address.country_code", "billing_address.country_code")),
        ("region", ("shipping_address.province", "billing_address.province")),
        ("city", ("shipping_address.city", "billing_address.city")),
        ("postal_code", ("shipping_address.zip", "billing_address.zip")),
        ("ordered_at", ("created_at",)),
        ("currency", ("currency",)),
        ("total", ("total_price",)),
        ("discount", ("total_discounts",)),
        ("tax", ("total_tax",)),
        ("refunded", ("refunds",)),
        ("channel", ("source_name",)),
        ("status", ("financial_status",)),
        ("cancelled_at", ("cancelled_at",)),
        ("test", ("test",)),
    ),
    amount=AmountRule.TOTAL,
    packed=(("refunded", InnerMoney("$[*].transactions[*].amount", is_path=True)),),
    notes=("The amount is total_price; refunds are the transactions inside refunds.",),
)
