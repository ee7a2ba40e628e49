"""The made-up shop's orders before anything is in the basket: who, when, where, with which coupon, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from regulars.demo.arrays import Flags, Floats, Ints, drawn
from regulars.demo.clock import Span
from regulars.demo.mailing import Arms, Mailing
from regulars.demo.people import People
from regulars.demo.process import (
    CANCELLED_SHARE,
    COMEBACK,
    COUPON_CHANCE,
    DAY,
    DISCOUNT_COUPON_CHANCE,
    EVERYDAY_CODES,
    FAILED_SHARE,
    GUEST_SHARE,
    HOUR,
    MINUTE,
    PENDING_SHARE,
    PROMOTION_COUPON_CHANCE,
    PROMOTIONS,
    TEST_SHARE,
    WELCOME_CHANCE,
    Group,
)
from regulars.demo.purchases import Purchases
from regulars.tables import Status

CHANNELS = ("web", "mobile_app", "retail_store", "marketplace")
WEB, MOBILE_APP, RETAIL_STORE, MARKETPLACE = range(4)
HOME_CHANNEL_WEIGHTS = np.array([0.52, 0.30, 0.18, 0.0])
OTHER_CHANNEL_WEIGHTS = np.array([0.44, 0.26, 0.22, 0.08])
GUEST_CHANNEL_WEIGHTS = np.array([0.15, 0.0, 0.65, 0.20])

CODES = (*((sale.code, sale.percent) for sale in PROMOTIONS), *EVERYDAY_CODES)
NO_COUPON = -1
STATUSES = tuple(Status)
GUEST = -1


@dataclass(frozen=True, slots=True)
class Drafts:
    """One entry per order, by time: customer (index into People, or GUEST), seconds since 1970 (UTC), and indices into CHANNELS,
    CODES (or NO_COUPON) and STATUSES."""

    customer: Ints
    at: Ints
    channel: Ints
    coupon: Ints
    status: Ints

    def __len__(self) -> int:
        return len(self.at)

    @property
    def known(self) -> Flags:
        """Orders that name their customer."""
        return np.asarray(self.customer != GUEST)


def draw_drafts(rng: np.random.Generator, people: People, purchases: Purchases, mailing: Mailing, span: Span) -> Drafts:
    """The orders that count, those that came to nothing, and those of guests."""
    caused, arms = mailing.caused, mailing.arms
    tried, failures, guests = _attempts_and_guests(rng, people, purchases, span)
    customer = np.concatenate([purchases.customer, caused.customer, tried.customer, guests.customer])
    at = np.concatenate([purchases.at, caused.at, tried.at, guests.at])
    counted = len(purchases.at) + len(caused.at)
    status = np.full(len(at), STATUSES.index(Status.PAID))
    status[counted : counted + len(failures)] = failures
    moved = np.zeros(len(at), dtype=np.bool_)
    moved[len(purchases.at) : counted] = True
    order = np.lexsort((customer, at))
    customer, at, status = customer[order], at[order], status[order]
    group = np.where(customer == GUEST, Group.ORDINARY, people.group[customer])
    channel = _channels(rng, len(people), customer, group)
    drafts = Drafts(customer, at, channel, np.full(len(at), NO_COUPON), status)
    return replace(drafts, coupon=_coupons(rng, drafts, group, arms, moved[order]))


def _attempts_and_guests(
    rng: np.random.Generator, people: People, purchases: Purchases, span: Span
) -> tuple[Purchases, Ints, Purchases]:
    orders = len(purchases.at)
    kinds = (
        (Status.FAILED, FAILED_SHARE, 20 * MINUTE),
        (Status.CANCELLED, CANCELLED_SHARE, DAY),
        (Status.PENDING, PENDING_SHARE, 0),
        (Status.TEST, TEST_SHARE, 2 * HOUR),
    )
    sizes = [max(1, round(share * orders)) for _, share, _ in kinds]
    status = np.repeat([STATUSES.index(kind) for kind, _, _ in kinds], sizes)
    before = np.repeat([float(seconds) for _, _, seconds in kinds], sizes)
    # Only of ordinary customers, so that what is planted in the others stays as it is said to be.
    model = rng.choice(np.flatnonzero(people.group[purchases.customer] == Group.ORDINARY), len(status))
    customer = purchases.customer[model]
    # An order that came to nothing precedes one that did; what is still unpaid is from the last days.
    at = purchases.at[model] - (before * rng.exponential(1.0, len(status))).astype(np.int64)
    recent = span.end - 1 - rng.integers(0, 4 * DAY, len(status))
    at = np.where(status == STATUSES.index(Status.PENDING), recent, at)
    at = np.minimum(np.maximum(at, people.joined[customer] + 1), span.end - 1)
    return Purchases(customer, at), status, _guests(rng, purchases, span)


def _guests(rng: np.random.Generator, purchases: Purchases, span: Span) -> Purchases:
    orders = len(purchases.at)
    size = max(1, round(GUEST_SHARE * orders))
    at = purchases.at[rng.integers(0, orders, size)] + rng.integers(-3 * HOUR, 3 * HOUR, size)
    return Purchases(np.full(size, GUEST), np.clip(at, span.start, span.end - 1))


def _channels(rng: np.random.Generator, customers: int, customer: Ints, group: Ints) -> Ints:
    size = len(customer)
    home = drawn(rng, HOME_CHANNEL_WEIGHTS, customers)[customer]
    channel = np.where(rng.random(size) < 0.75, home, drawn(rng, OTHER_CHANNEL_WEIGHTS, size))
    channel = np.where(customer == GUEST, drawn(rng, GUEST_CHANNEL_WEIGHTS, size), channel)
    return np.where(group == Group.MARKETPLACE, MARKETPLACE, channel)


def running_promotion(at: Ints) -> Ints:
    """Index into PROMOTIONS of the sale running at each instant; NO_COUPON when none is."""
    years = at.astype("datetime64[s]").astype("datetime64[Y]")
    running = np.full(len(at), NO_COUPON)
    for number, sale in enumerate(PROMOTIONS):
        first = (years.astype("datetime64[M]") + (sale.month - 1)).astype("datetime64[D]").astype(np.int64) + sale.day - 1
        day = at // DAY
        running[(day >= first) & (day < first + sale.days)] = number
    return running


def _coupons(rng: np.random.Generator, drafts: Drafts, group: Ints, arms: Arms, moved: Flags) -> Ints:
    """A coupon is wanted with a chance that depends on the customer and the calendar; which one follows from the calendar."""
    everyday, welcome, comeback = ([code for code, _ in CODES].index(code) for code in ("SAVE15", "WELCOME10", COMEBACK.code))
    promotion = running_promotion(drafts.at)
    newcomer = first_of_each(drafts.customer) & drafts.known
    coupon = np.where(promotion == NO_COUPON, np.where(newcomer, welcome, everyday), promotion)
    used = rng.random(len(drafts)) < _coupon_chance(promotion, group, drafts.channel, newcomer)
    reminded = _reminded(arms, drafts) & (rng.random(len(drafts)) < COMEBACK.coupon_chance)
    return np.where(moved | reminded, comeback, np.where(used, coupon, NO_COUPON))


def _coupon_chance(promotion: Ints, group: Ints, channel: Ints, newcomer: Flags) -> Floats:
    chance = np.where(promotion == NO_COUPON, np.where(newcomer, WELCOME_CHANCE, COUPON_CHANCE), PROMOTION_COUPON_CHANCE)
    chance = np.where(channel == RETAIL_STORE, chance / 2, np.where(channel == MARKETPLACE, 0.0, chance))
    return np.where(group == Group.DISCOUNT, DISCOUNT_COUPON_CHANCE, chance)


def _reminded(arms: Arms, drafts: Drafts) -> Flags:
    """Orders, where coupons are taken, of customers who had the comeback e-mail shortly before."""
    within = (drafts.at >= arms.sent_at) & (drafts.at < arms.sent_at + COMEBACK.window_days * DAY)
    return np.asarray(within & drafts.known & arms.treated[drafts.customer] & (drafts.channel != MARKETPLACE))


def first_of_each(customer: Ints) -> Flags:
    """Which entries are their customer's first; the entries are by time."""
    first = np.zeros(len(customer), dtype=np.bool_)
    first[np.unique(customer, return_index=True)[1]] = True
    return first
