"""The process that the made-up shop is drawn from: every parameter, stated once.

Rates are per week. While a customer is active, orders follow a Poisson process whose rate is the customer's own, modulated by
season, weekday and hour; the customer then stops for good. Both are heterogeneous as in the Pareto/NBD model of Schmittlein,
Morrison and Colombo (1987): rate ~ Gamma(r, alpha), stopping rate ~ Gamma(s, beta), time to stopping ~ Exponential.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800
YEAR_DAYS = 365.25


class Group(IntEnum):
    """What kind of customer somebody is; exactly one each."""

    ORDINARY = 0
    REGISTERED = 1
    RETURNER = 2
    MARKETPLACE = 3
    DISCOUNT = 4
    RESELLER = 5
    WINDOW_SHOPPER = 6
    GIFT_BUYER = 7


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How many of the customers are of a group, and how they buy.

    `weekly_rate` None means drawn from the Pareto/NBD process; otherwise everybody has this rate and nobody stops. `fewest_repeats`
    orders come on top of the random ones, so that the group can be told apart; `tenure_days` is the least time since joining.
    """

    group: Group
    share: float
    buys: bool = True
    weekly_rate: float | None = None
    fewest_repeats: int = 0
    tenure_days: int = 0


RULES = (
    GroupRule(Group.REGISTERED, 0.07, buys=False),
    GroupRule(Group.RETURNER, 0.03, weekly_rate=0.09, fewest_repeats=3, tenure_days=150),
    GroupRule(Group.MARKETPLACE, 0.05, fewest_repeats=2, tenure_days=120),
    GroupRule(Group.DISCOUNT, 0.06, weekly_rate=0.05, fewest_repeats=3, tenure_days=150),
    GroupRule(Group.RESELLER, 0.004, weekly_rate=0.10, fewest_repeats=6, tenure_days=150),
    GroupRule(Group.WINDOW_SHOPPER, 0.04, buys=False, tenure_days=120),
    GroupRule(Group.GIFT_BUYER, 0.05),
)

# Pareto/NBD, in weeks: mean rate r / alpha, mean stopping rate s / beta.
RATE_SHAPE, RATE_SCALE = 0.85, 7.0
STOP_SHAPE, STOP_SCALE = 0.65, 9.0

YEARLY_GROWTH = 0.35  # of the number of people who join per unit of time
MONTH_FACTORS = (0.85, 0.80, 0.90, 0.95, 1.05, 1.00, 0.90, 0.85, 1.00, 1.05, 1.35, 1.55)
WEEKDAY_FACTORS = (1.05, 0.98, 0.97, 1.00, 1.02, 0.93, 1.05)  # Monday first
HOUR_FACTORS = (2, 1, 1, 1, 1, 2, 6, 14, 24, 32, 38, 42, 46, 42, 38, 38, 42, 48, 56, 66, 72, 62, 34, 12)
BLACK_FRIDAY_FACTOR = 1.8  # 24 to 30 November
AFTER_CHRISTMAS_FACTOR = 0.6  # 23 to 31 December

SUBSCRIBED_SHARE = 0.68
NO_EMAIL_SHARE = 0.03
PHONE_SHARE = 0.7
BIRTH_DATE_SHARE = 0.72
GENDER_SHARE = 0.82

REFUND_CHANCE, RETURNER_REFUND_CHANCE, FULL_REFUND_SHARE = 0.06, 0.72, 0.45
COUPON_CHANCE, PROMOTION_COUPON_CHANCE, DISCOUNT_COUPON_CHANCE, WELCOME_CHANCE = 0.08, 0.36, 0.97, 0.25
RESELLER_UNITS = (10, 24)  # least and most units on a line of theirs
FREE_SHIPPING_CENTS = 7_500
GUEST_SHARE = 0.04  # of all orders, without any identity
FAILED_SHARE, CANCELLED_SHARE, PENDING_SHARE, TEST_SHARE = 0.012, 0.02, 0.003, 0.001

VISIT_RATE, VISITS_PER_ORDER_RATE, SHOPPER_VISIT_RATE, SHOPPER_FEWEST_VISITS = 0.06, 0.9, 0.8, 25
GONE_VISIT_RATE = 0.006  # of people who stopped buying
CART_CHANCE, SHOPPER_CART_CHANCE = 0.06, 0.3

OPEN_SHAPE = (2.0, 3.5)  # each customer's chance to open is Beta distributed
GONE_OPEN_FACTOR, CLICK_CHANCE = 0.35, 0.16
UNSUBSCRIBE_CHANCE, GONE_UNSUBSCRIBE_CHANCE = 0.003, 0.008


@dataclass(frozen=True, slots=True)
class Promotion:
    """A yearly sale: its first day, length in days, coupon and percent off."""

    name: str
    month: int
    day: int
    days: int
    code: str
    percent: int


PROMOTIONS = (
    Promotion("spring-sale", 3, 20, 12, "SPRING20", 20),
    Promotion("summer-sale", 7, 1, 14, "SUMMER15", 15),
    Promotion("black-friday", 11, 24, 7, "BLACKFRIDAY25", 25),
    Promotion("christmas-gifts", 12, 4, 14, "XMAS10", 10),
)
EVERYDAY_CODES = (("SAVE15", 15), ("WELCOME10", 10), ("COMEBACK20", 20))


@dataclass(frozen=True, slots=True)
class Comeback:
    """The campaign with a control group: sent `days_before` the as-of to subscribed ordinary customers who had ordered.

    A random `control_share` is left out. Lapsed are the `lapsed_share` of all who had ordered whose last order was the most days
    ago: those whom quintiles of recency give the two worst scores. Of them an extra `extra_chance` of those mailed order within
    `window_days`; the others order as they would have anyway, but many use the coupon.
    """

    campaign: str = "comeback"
    code: str = "COMEBACK20"
    holdout_tag: str = "holdout-comeback"
    days_before: int = 70
    window_days: int = 21
    lapsed_share: float = 0.4
    control_share: float = 0.4
    extra_chance: float = 0.25
    coupon_chance: float = 0.6


COMEBACK = Comeback()
