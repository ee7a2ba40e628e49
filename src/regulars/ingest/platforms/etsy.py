"""Etsy Shop Manager: Settings > Options > Download Data > Orders (sold orders)."""

from regulars.ingest.platforms.base import ORDERS, Platform
from regulars.tables import AmountRule

ETSY_ORDERS = Platform(
    name="Etsy sold orders",
    table=ORDERS,
    requires=(("Sale Date",), ("Order ID",), ("Buyer User ID", "Buyer"), ("Order Total",), ("Order Net", "Adjusted Order Total")),
    roles=(
        ("order_id", ("Order ID",)),
        ("customer_id", ("Buyer User ID", "Buyer")),
        ("first_name", ("First Name",)),
        ("last_name", ("Last Name", "Full Name")),
        ("country", ("Ship Country",)),
        ("region", ("Ship State",)),
        ("city", ("Ship City",)),
        ("postal_code", ("Ship Zipcode",)),
        ("ordered_at", ("Sale Date",)),
        ("currency", ("Currency",)),
        ("total", ("Order Total",)),
        ("discount", ("Discount Amount",)),
        ("shipping", ("Shipping",)),
        ("tax", ("Sales Tax",)),
        ("coupon_code", ("Coupon Code",)),
        ("channel", ("Order Type",)),
        ("status", ("Status",)),
    ),
    amount=AmountRule.TOTAL,
    identity=("customer_id",),
    day_first=False,
    notes=(
        "Dates are month/day/year, as Etsy writes them.",
        "Refunds are not taken off: Adjusted Order Total is 0.00 both for untouched and for wholly refunded orders.",
    ),
)
