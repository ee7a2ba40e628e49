"""Stripe dashboard: Payments > Export, with any choice of columns, before and after 2021."""

from regulars.ingest.platforms.base import ORDERS, Platform
from regulars.tables import AmountRule

_CREATED = ("Created date (UTC)", "Created (UTC)")
_ROLES = (
    ("order_id", ("id",)),
    ("customer_id", ("Customer ID",)),
    ("email", ("Customer Email",)),
    ("phone", ("Customer Phone",)),
    ("last_name", ("Card Name", "Shipping Name")),
    ("country", ("Card Address Country", "Shipping Address Country", "Card Issue Country")),
    ("region", ("Card Address State", "Shipping Address State")),
    ("city", ("Card Address City", "Shipping Address City")),
    ("postal_code", ("Card Address Zip", "Shipping Address Postal Code")),
    ("ordered_at", _CREATED),
    ("status", ("Status",)),
    ("captured", ("Captured",)),
    ("test", ("Mode",)),
)
_COMMON_NOTES = (
    "Stripe writes times in UTC.",
    "Failed payments are left out; refunds are taken from the refunded amount, partial ones included.",
)

STRIPE_PAYMENTS_SETTLED = Platform(
    name="Stripe payments",
    table=ORDERS,
    requires=(_CREATED, ("Converted Amount",), ("Converted Currency",), ("Status", "Captured"), ("Customer ID", "Customer Email")),
    roles=(
        *_ROLES,
        ("total", ("Converted Amount",)),
        ("refunded", ("Converted Amount Refunded",)),
        ("currency", ("Converted Currency",)),
    ),
    amount=AmountRule.TOTAL,
    notes=("Money is what Stripe settled (Converted Amount), so that charges in several currencies add up.", *_COMMON_NOTES),
)

STRIPE_PAYMENTS = Platform(
    name="Stripe payments",
    table=ORDERS,
    requires=(_CREATED, ("Amount",), ("Currency",), ("Status", "Captured"), ("Customer ID", "Customer Email")),
    roles=(*_ROLES, ("total", ("Amount",)), ("refunded", ("Amount Refunded",)), ("currency", ("Currency",))),
    amount=AmountRule.TOTAL,
    notes=_COMMON_NOTES,
)
