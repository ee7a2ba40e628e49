"""Magento 2 / Adobe Commerce admin: Sales > Orders grid, exported."""

from regulars.ingest.platforms.base import ORDERS, Platform
from regulars.tables import AmountRule

MAGENTO_ORDERS = Platform(
    name="Magento order grid",
    table=ORDERS,
    requires=(("ID",), ("Purchase Date",), ("Grand Total (Base)", "Grand Total (Purchased)"), ("Bill-to Name", "Customer Email")),
    roles=(
        ("order_id", ("ID",)),
        ("email", ("Customer Email",)),
        ("last_name", ("Customer Name", "Bill-to Name")),
        ("ordered_at", ("Purchase Date",)),
        ("total", ("Grand Total (Base)", "Grand Total (Purchased)")),
        ("shipping", ("Shipping and Handling",)),
        ("refunded", ("Total Refunded",)),
        ("channel", ("Purchase Point",)),
        ("status", ("Status",)),
    ),
    amount=AmountRule.TOTAL,
    identity=("email",),
    anonymous=("not logged in", "guest"),
    day_first=False,
    notes=(
        "The amount is Grand Total (Base), in the store's base currency.",
        "Refunds are taken from Total Refunded; customers are told apart by e-mail.",
    ),
)
