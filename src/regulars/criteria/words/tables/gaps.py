"""Words for the time between orders."""

from __future__ import annotations

from regulars.criteria.words.phrases import table

SINCE = table(
    """
orders: since last order; since their last order; since the last order; since last purchase; since their last purchase;
    since the last purchase; since they last ordered; since they last bought; since their most recent order; since last ordering;
    since their latest order; since ordering; since a purchase; since an order; since purchase; since the most recent order
"""
)
NAMED = table(
    """
longest_gap: longest gap; longest break; longest pause; longest gap between two orders; longest gap between two purchases;
    longest gap between any two orders;
    longest gap between any two purchases; longest gap between consecutive orders; longest gap between one order and the next;
    longest break between two orders; longest pause between two orders; longest time between two orders;
    longest break between orders; longest pause between orders; biggest gap between orders; largest gap between orders;
    longest time between orders; longest gap between orders; longest gap between purchases; longest wait between orders;
    biggest gap between two orders; largest gap between two orders
average_gap: average gap between orders; average time between orders; average gap between purchases; mean gap between orders;
    average time between purchases; average number of days between orders; average days between orders; usual gap between orders;
    typical gap between orders; average gap; average interval between orders
last_gap: gap between their last two orders; gap between the last two orders; time between their last two orders;
    time between the last two orders; days between their last two orders
any: time between orders; gap between orders; days between orders; time between purchases; days between purchases;
    interval between orders; gap between purchases
"""
)
BETWEEN = table(
    """
between: time between; days between; gap between; interval between; time between their; days between their; gap between their;
    time between the; days between the; gap between the; number of days between; number of days between their
"""
)
WITHOUT = table(
    """
orders: without ordering; without an order; without any order; without orders; without a purchase; without purchasing;
    without buying; without buying anything; without any purchase; between orders; between purchases; with no orders;
    with no order; with no purchase; without placing an order; without making a purchase; without any orders
"""
)
APART = table("apart: apart; apart from each other; from each other; from one another")
LATEST = table(
    """
last: last order; latest order; most recent order; last purchase; latest purchase; most recent purchase
"""
)
BEFORE_IT = table(
    """
before: after the one before; after the one before it; after the previous one; after the previous order; after the order before;
    after the order before it; after their previous order; after the one prior; after the purchase before;
    after their previous purchase; after the previous purchase
"""
)
AGAIN_WITHIN = table(
    """
again: ordered again within; bought again within; purchased again within; reordered within; repurchased within;
    repeat purchase within; a repeat purchase within; made a repeat purchase within; repeat order within; a repeat order within;
    placed a repeat order within; repeat purchases within; shopped again within
"""
)
