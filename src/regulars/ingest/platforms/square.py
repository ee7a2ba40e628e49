"""Square dashboard: Transactions export and Items export."""

from regulars.ingest.platforms.base import ORDERS, Platform
from regulars.tables import AmountRule

_ROLES = (
    ("order_id", ("Transaction ID",)),
    ("customer_id", ("Customer ID",)),
    ("last_name", ("Customer Name",)),
    ("ordered_at", ("Date",)),
    ("time_of_day", ("Time",)),
    ("zone", ("Time Zone",)),
)
_NOTES = (
    "Square writes date, time and zone in three columns; each row is read in its own zone.",
    "Refunds are rows of their own with negative amounts.",
    "Sales without a customer are counted as such, not guessed.",
)

SQUARE_TRANSACTIONS = Platform(
    name="Square transactions",
    table=ORDERS,
    requires=(("Date",), ("Time",), ("Time Zone",), ("Transaction ID",), ("Total Collected",), ("Event Type",)),
    roles=(
        *_ROLES,
        ("total", ("Total Collected",)),
        ("discount", ("Discounts",)),
        ("tax", ("Tax",)),
        ("channel", ("Channel", "Source", "Location")),
        ("status", ("Transaction Status",)),
    ),
    amount=AmountRule.TOTAL,
    identity=("customer_id",),
    day_first=False,
    notes=("The amount is Total Collected, with tax and tips.", *_NOTES),
)

SQUARE_ITEMS = Platform(
    name="Square items",
    table=ORDERS,
    requires=(("Date",), ("Time",), ("Time Zone",), ("Transaction ID",), ("Item",), ("Qty",), ("Net Sales",)),
    roles=(
        *_ROLES,
        ("line_total", ("Net Sales",)),
        ("discount", ("Discounts",)),
        ("tax", ("Tax",)),
        ("product_id", ("SKU",)),
        ("product_title", ("Item",)),
        ("category", ("Category",)),
        ("quantity", ("Qty",)),
        ("channel", ("Location",)),
    ),
    amount=AmountRule.LINE_TOTAL,
    identity=("customer_id",),
    day_first=False,
    notes=("The amount is Net Sales, after discounts and without tax.", *_NOTES),
)
