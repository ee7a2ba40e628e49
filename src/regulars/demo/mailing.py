"""The made-up shop's e-mails: who is sent what, opens it, clicks, unsubscribes; and the campaign with a control group."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from regulars.demo.arrays import Flags, Floats, Ints
from regulars.demo.clock import Span
from regulars.demo.people import People
from regulars.demo.process import (
    CLICK_CHANCE,
    COMEBACK,
    DAY,
    GONE_OPEN_FACTOR,
    GONE_UNSUBSCRIBE_CHANCE,
    HOUR,
    MINUTE,
    OPEN_SHAPE,
    PROMOTIONS,
    UNSUBSCRIBE_CHANCE,
    Group,
)
from regulars.demo.purchases import Last, Purchases, last_orders

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Campaign:
    """An e-mail to many: its name and when it is sent (seconds since 1970, UTC)."""

    name: str
    sent_at: int


@dataclass(frozen=True, slots=True)
class Arms:
    """The customers of the comeback campaign: mailed or held out, lapsed or recent when it was sent."""

    treated: Flags
    control: Flags
    lapsed: Flags
    sent_at: int


@dataclass(frozen=True, slots=True)
class Reactions:
    """One kind of e-mail event: customer, time, and campaign (index into `Mailing.campaigns`)."""

    customer: Ints
    at: Ints
    campaign: Ints


@dataclass(frozen=True, slots=True)
class Mailing:
    """All e-mail events, of each customer the time of unsubscribing (NEVER when still subscribed), the arms of the
    comeback campaign and the orders that would not exist without it."""

    campaigns: tuple[str, ...]
    sent: Reactions
    opened: Reactions
    clicked: Reactions
    unsubscribed: Reactions
    unsubscribed_at: Ints
    arms: Arms
    caused: Purchases


def campaign_calendar(span: Span) -> list[Campaign]:
    """A newsletter every first Tuesday of a month, a mail on the first day of every sale, and the comeback; by time."""
    months = np.arange(
        np.datetime64(span.start, "s").astype("datetime64[M]"), np.datetime64(span.end, "s").astype("datetime64[M]") + 1
    )
    found: list[Campaign] = []
    for month in months:
        first = int(month.astype("datetime64[D]").astype(np.int64))
        tuesday = first + (5 - first) % 7  # 1970-01-01, day 0, was a Thursday
        found.append(Campaign(f"newsletter-{month}", tuesday * DAY + 9 * HOUR))
        found.extend(
            Campaign(f"{sale.name}-{str(month)[:4]}", (first + sale.day - 1) * DAY + 7 * HOUR)
            for sale in PROMOTIONS
            if sale.month == int(str(month)[5:7])
        )
    found.append(Campaign(COMEBACK.campaign, comeback_time(span)))
    return sorted((c for c in found if span.start <= c.sent_at < span.end), key=lambda c: c.sent_at)


def comeback_time(span: Span) -> int:
    """When the comeback campaign is sent: nine in the morning, so many days before the end."""
    return span.end - COMEBACK.days_before * DAY + 9 * HOUR


def draw_mailing(rng: np.random.Generator, people: People, purchases: Purchases, span: Span) -> Mailing:
    """Every e-mail of the span, campaign after campaign: who unsubscribes gets no more."""
    campaigns = campaign_calendar(span)
    opening = rng.beta(*OPEN_SHAPE, len(people))
    left = np.full(len(people), NEVER)
    left[~people.subscribed] = 0
    arms = _none(len(people), comeback_time(span))
    parts = [_welcome(rng, people, opening, span)]
    for number, campaign in enumerate(campaigns, start=1):
        receives = (people.joined < campaign.sent_at) & (left > campaign.sent_at)
        if campaign.name == COMEBACK.campaign:
            arms = _arms(rng, people, purchases, receives, campaign.sent_at)
            receives = arms.treated
        who = np.flatnonzero(receives)
        sent = Reactions(who, np.full(len(who), campaign.sent_at), np.full(len(who), number))
        part = _reactions(rng, people, opening, sent, span)
        left[part.unsubscribed.customer] = part.unsubscribed.at
        parts.append(part)
    names = ("welcome", *(campaign.name for campaign in campaigns))
    return Mailing(
        names,
        _together([part.sent for part in parts]),
        _together([part.opened for part in parts]),
        _together([part.clicked for part in parts]),
        _together([part.unsubscribed for part in parts]),
        left,
        arms,
        _comeback_orders(rng, people, arms),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    sent: Reactions
    opened: Reactions
    clicked: Reactions
    unsubscribed: Reactions


def _welcome(rng: np.random.Generator, people: People, opening: Floats, span: Span) -> _Part:
    who = np.flatnonzero(people.subscribed & (people.joined + 2 * MINUTE < span.end))
    sent = Reactions(who, people.joined[who] + 2 * MINUTE, np.zeros(len(who), dtype=np.int64))
    part = _reactions(rng, people, np.sqrt(opening), sent, span)
    nobody = Reactions(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    return _Part(part.sent, part.opened, part.clicked, nobody)


def _reactions(rng: np.random.Generator, people: People, opening: Floats, sent: Reactions, span: Span) -> _Part:
    """What follows from e-mails that were sent."""
    size = len(sent.at)
    gone = people.stops[sent.customer] < sent.at
    opens = rng.random(size) < opening[sent.customer] * np.where(gone, GONE_OPEN_FACTOR, 1.0)
    opened_at = sent.at + np.minimum(rng.lognormal(np.log(3.0 * HOUR), 1.4, size), 20.0 * DAY).astype(np.int64) + MINUTE
    clicks = opens & (rng.random(size) < CLICK_CHANCE)
    clicked_at = opened_at + rng.integers(10, 6 * MINUTE, size)
    leaves = rng.random(size) < np.where(gone, GONE_UNSUBSCRIBE_CHANCE, UNSUBSCRIBE_CHANCE)
    left_at = sent.at + rng.integers(5 * MINUTE, 12 * HOUR, size)
    return _Part(
        sent,
        _later(sent, opened_at, opens, span),
        _later(sent, clicked_at, clicks, span),
        _later(sent, left_at, leaves, span),
    )


def _later(sent: Reactions, at: Ints, happens: Flags, span: Span) -> Reactions:
    kept = happens & (at < span.end)
    return Reactions(sent.customer[kept], at[kept], sent.campaign[kept])


def _together(parts: list[Reactions]) -> Reactions:
    return Reactions(
        np.concatenate([part.customer for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.campaign for part in parts]),
    )


def _none(size: int, sent_at: int) -> Arms:
    nobody = np.zeros(size, dtype=np.bool_)
    return Arms(nobody, nobody, nobody, sent_at)


def _arms(rng: np.random.Generator, people: People, purchases: Purchases, reachable: Flags, sent_at: int) -> Arms:
    last = last_orders(purchases, len(people), sent_at)
    eligible = reachable & last.ordered & people.of(Group.ORDINARY)
    control = eligible & (rng.random(len(people)) < COMEBACK.control_share)
    return Arms(eligible & ~control, control, _lapsed(last, sent_at), sent_at)


def _lapsed(last: Last, sent_at: int) -> Flags:
    """The share of all who had ordered whose last order was the most days ago; whole days, so that none is parted from its like."""
    days = sent_at // DAY - last.at // DAY
    known = np.sort(days[last.ordered])
    return np.asarray(last.ordered & (days > known[math.ceil((1 - COMEBACK.lapsed_share) * len(known)) - 1]))


def _comeback_orders(rng: np.random.Generator, people: People, arms: Arms) -> Purchases:
    moved = arms.treated & arms.lapsed & (rng.random(len(people)) < COMEBACK.extra_chance)
    who = np.flatnonzero(moved)
    # Most act within the first days, and nobody after the window.
    delay = COMEBACK.window_days * DAY * rng.beta(1.0, 3.0, len(who))
    return Purchases(who, arms.sent_at + HOUR + (delay * 0.99).astype(np.int64))
