"""The `orders`, `order_lines`, `events` and `products` tables of the made-up shop."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.demo import reference
from regulars.demo.amounts import Amounts
from regulars.demo.arrays import chosen, constant, instants, money, numbered
from regulars.demo.baskets import Baskets
from regulars.demo.drafts import CHANNELS, CODES, STATUSES, Drafts
from regulars.demo.mailing import Mailing, Reactions
from regulars.demo.visits import Browsing, Looks

SOURCE = "demo"
CURRENCY = "USD"
EVENT_TYPES = (
    *("email_sent", "email_open", "email_click", "unsubscribed"),
    *("site_visit", "page_view", "product_view", "cart_abandoned"),
)
EVENT_CHANNELS = (*CHANNELS, "email")


def product_ids() -> pa.Array:
    """P001 and so on, in the order of the catalogue."""
    return numbered("P", np.arange(1, len(reference.products()) + 1), 3)


def order_ids(size: int) -> pa.Array:
    """1000001 and so on, by time."""
    return numbered("", np.arange(1_000_001, 1_000_001 + size), 7)


def products_table() -> pa.Table:
    """The canonical `products`."""
    products = reference.products()
    return pa.table(
        {
            "product_id": product_ids(),
            "title": pa.array([product.title for product in products]),
            "category": pa.array([product.category for product in products]),
            "price": money(np.array([product.price_cents for product in products])),
        }
    )


def orders_table(drafts: Drafts, amounts: Amounts, customers: pa.Array) -> pa.Table:
    """The canonical `orders`, by time; guests have no customer_id."""
    return pa.table(
        {
            "order_id": order_ids(len(drafts)),
            "customer_id": chosen(customers, drafts.customer),
            "ordered_at": instants(drafts.at),
            "currency": constant(CURRENCY, len(drafts)),
            "total": money(amounts.bills.total),
            "discount": money(amounts.bills.discount),
            "shipping": money(amounts.bills.shipping),
            "tax": money(amounts.bills.tax),
            "refunded": money(amounts.refunded),
            "cost": money(amounts.cost),
            "channel": chosen(CHANNELS, drafts.channel),
            "coupon_code": chosen([code for code, _ in CODES], drafts.coupon),
            "status": chosen(STATUSES, amounts.status),
            "source": constant(SOURCE, len(drafts)),
        }
    )


def lines_table(drafts: Drafts, baskets: Baskets, amounts: Amounts) -> pa.Table:
    """The canonical `order_lines`, order by order."""
    products = reference.products()
    return pa.table(
        {
            "order_id": pc.take(order_ids(len(drafts)), pa.array(baskets.order)),
            "line_no": pa.array(baskets.line),
            "product_id": pc.take(product_ids(), pa.array(baskets.product)),
            "product_title": chosen([product.title for product in products], baskets.product),
            "category": chosen([product.category for product in products], baskets.product),
            "quantity": pa.array(baskets.quantity),
            "unit_price": money(amounts.unit_price),
            "line_total": money(amounts.line_total),
            "returned_quantity": pa.array(amounts.returned),
        }
    )


def events_table(mailing: Mailing, browsing: Browsing, customers: pa.Array) -> pa.Table:
    """The canonical `events`, by time; `value` is what an abandoned cart was worth, `campaign` that of an e-mail."""
    mails = (mailing.sent, mailing.opened, mailing.clicked, mailing.unsubscribed)
    looks = (browsing.visits, browsing.pages, browsing.products, browsing.carts)
    parts: tuple[Reactions | Looks, ...] = (*mails, *looks)
    sizes = [len(part.at) for part in parts]
    at = np.concatenate([part.at for part in parts])
    # Small types: this is by far the longest table.
    customer = np.concatenate([part.customer.astype(np.int32) for part in parts])
    kind = np.repeat(np.arange(len(parts), dtype=np.int8), sizes)
    campaign = np.concatenate(
        [*(part.campaign.astype(np.int16) for part in mails), np.full(sum(sizes[len(mails) :]), -1, dtype=np.int16)]
    )
    by_email = np.full(sum(sizes[: len(mails)]), EVENT_CHANNELS.index("email"), dtype=np.int8)
    channel = np.concatenate([by_email, *(part.channel.astype(np.int8) for part in looks)])
    value = np.zeros(len(at))
    value[len(at) - len(browsing.cart_cents) :] = browsing.cart_cents / 100
    order = np.argsort(at, kind="stable")
    no_value = kind[order] != EVENT_TYPES.index("cart_abandoned")
    return pa.table(
        {
            "customer_id": chosen(customers, customer[order]),
            "occurred_at": instants(at[order]),
            "type": chosen(EVENT_TYPES, kind[order]),
            "campaign": chosen(mailing.campaigns, campaign[order]),
            "channel": chosen(EVENT_CHANNELS, channel[order]),
            "value": pa.array(value[order], mask=no_value),
            "source": constant(SOURCE, len(at)),
        }
    )
