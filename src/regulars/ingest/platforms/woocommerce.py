"""WooCommerce: Analytics > Orders and Customers, and the WebToffee order export plug-in."""

from regulars.ingest.platforms.base import CUSTOMERS, ORDERS, Platform
from regulars.tables import AmountRule, InnerMoney

WOOCOMMERCE_ORDERS = Platform(
    name="WooCommerce Analytics orders",
    table=ORDERS,
    requires=(("Date",), ("Order #",), ("Customer type",), ("Net Sales",), ("Items sold",)),
    roles=(
        ("order_id", ("Order #",)),
        ("customer_id", ("Customer",)),
        ("ordered_at", ("Date",)),
        ("total", ("N. Revenue (formatted)", "Net Sales")),
        ("status", ("Status",)),
        ("coupon_code", ("Coupon(s)",)),
        ("channel", ("Attribution",)),
        ("quantity", ("Items sold",)),
    ),
    amount=AmountRule.TOTAL,
    identity=("customer_id",),
    notes=(
        "This report names customers by display name only: two people of one name count as one customer.",
        "The amount is N. Revenue, with shipping and tax; Net Sales is without them.",
        "The report has no refund amounts: an order with the status refunded counts as given back whole.",
    ),
)

WOOCOMMERCE_CUSTOMERS = Platform(
    name="WooCommerce Analytics customers",
    table=CUSTOMERS,
    requires=(("Name",), ("Username",), ("Sign Up",), ("Total Spend",), ("AOV",)),
    roles=(
        ("customer_id", ("Name",)),
        ("email", ("Email",)),
        ("phone", ("Billing Phone", "Shipping Phone")),
        ("last_name", ("Name",)),
        ("country", ("Country / Region",)),
        ("region", ("Region",)),
        ("city", ("City",)),
        ("postal_code", ("Postal Code",)),
    ),
    notes=("The orders report names customers by display name, so customers are joined by it.",),
)

WEBTOFFEE_ORDERS = Platform(
    name="WebToffee WooCommerce orders",
    table=ORDERS,
    requires=(
        ("order_id",),
        ("order_number",),
        ("order_date",),
        ("order_total",),
        ("customer_email", "billing_email"),
        ("customer_user", "wt_import_key"),
    ),
    roles=(
        ("order_id", ("order_id", "order_number")),
        ("customer_id", ("customer_id", "customer_user")),
        ("email", ("customer_email", "billing_email")),
        ("phone", ("billing_phone", "shipping_phone")),
        ("first_name", ("billing_first_name", "shipping_first_name")),
        ("last_name", ("billing_last_name", "shipping_last_name")),
        ("country", ("billing_country", "shipping_country")),
        ("region", ("billing_state", "shipping_state")),
        ("city", ("billing_city", "shipping_city")),
        ("postal_code", ("billing_postcode", "shipping_postcode")),
        ("ordered_at", ("order_date",)),
        ("currency", ("order_currency",)),
        ("total", ("order_total",)),
        ("discount", ("discount_total",)),
        ("shipping", ("shipping_total",)),
        ("tax", ("tax_total",)),
        ("refunded", ("refund_items",)),
        ("status", ("status",)),
    ),
    amount=AmountRule.TOTAL,
    anonymous=("0", "guest"),
    notes=(
        "Customer 0 is a guest: told apart by e-mail instead.",
        "Refunds are the amounts packed into refund_items; an order with the status refunded and no amount was given back whole.",
    ),
    packed=(("refunded", InnerMoney("amount")),),
    line_columns="line_item_",
)
