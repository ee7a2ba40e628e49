"""Words that must show in what was understood: each is of a kind that some part of the conditions has to answer to."""

from __future__ import annotations

from regulars.criteria.words.phrases import table, word_set

SAID = table(
    """
coupon: coupon; coupons; coupon code; coupon codes; voucher; vouchers; promo code; promo codes; discount code; discount codes
discount: discount; discounts; discounted; full price; undiscounted
refund: refund; refunds; refunded
cancelled: cancelled; cancellation; cancellations
email: email; emails; newsletter; newsletters
every_order: always; each order; every order; each purchase; every purchase; each transaction; every transaction
hour: in the morning; in the afternoon; in the evening; at night
apart: individually; respectively; separately
one_order: together; at once; in one order; in the same order; in a single order; in one purchase; in the same basket
average: per order; per purchase; per transaction; on average; average; aov; averaging; typically
"""
)
# names of the data that are everyday words of a request, too
UNHEARD_NAMES = word_set(
    "us may in on all top tops new order orders lost at risk mobile web store app gift card set nice reading state"
)
# these turn the meaning of what they stand beside, or point to a place or time: they are never harmless
TURNS = word_set("over under above below least most more less fewer exceeding never no not without there then")
