"""The platform exports that are recognised by their headers. To add one: a file beside these, and its name in PLATFORMS."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.ingest.platforms.base import Platform
from regulars.ingest.platforms.etsy import ETSY_ORDERS
from regulars.ingest.platforms.magento import MAGENTO_ORDERS
from regulars.ingest.platforms.shopify import SHOPIFY_CUSTOMERS, SHOPIFY_ORDERS
from regulars.ingest.platforms.shopify_api import SHOPIFY_API_ORDERS
from regulars.ingest.platforms.square import SQUARE_ITEMS, SQUARE_TRANSACTIONS
from regulars.ingest.platforms.stripe import STRIPE_PAYMENTS, STRIPE_PAYMENTS_SETTLED
from regulars.ingest.platforms.woocommerce import WEBTOFFEE_ORDERS, WOOCOMMERCE_CUSTOMERS, WOOCOMMERCE_ORDERS

# first match wins
PLATFORMS: tuple[Platform, ...] = (
    SHOPIFY_ORDERS,
    SHOPIFY_CUSTOMERS,
    SHOPIFY_API_ORDERS,
    WOOCOMMERCE_ORDERS,
    WOOCOMMERCE_CUSTOMERS,
    WEBTOFFEE_ORDERS,
    STRIPE_PAYMENTS_SETTLED,
    STRIPE_PAYMENTS,
    SQUARE_TRANSACTIONS,
    SQUARE_ITEMS,
    MAGENTO_ORDERS,
    ETSY_ORDERS,
)


def platform_of(columns: Sequence[str]) -> Platform | None:
    """The platform export that has these columns, or None."""
    return next((platform for platform in PLATFORMS if platform.recognises(columns)), None)
