"""Who the made-up shop's customers are: where they live, when they joined, how they buy and when they stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.demo import reference
from regulars.demo.arrays import Flags, Floats, Ints, drawn
from regulars.demo.clock import Span, decembers, seasonal_clock
from regulars.demo.process import (
    DAY,
    HOUR,
    NO_EMAIL_SHARE,
    RATE_SCALE,
    RATE_SHAPE,
    RULES,
    STOP_SCALE,
    STOP_SHAPE,
    SUBSCRIBED_SHARE,
    WEEK,
    YEARLY_GROWTH,
    Group,
)


@dataclass(frozen=True, slots=True)
class People:
    """One entry per customer, by time of joining. Times are seconds since 1970 (UTC), rates per week.

    `city` is an index into `reference.cities()`, `offset` seconds of local time ahead of UTC, `stops` the instant somebody stops
    buying for good (may lie after the end), `subscribed` whether they accepted e-mail when they joined.
    """

    group: Ints
    joined: Ints
    city: Ints
    offset: Ints
    rate: Floats
    stops: Ints
    has_email: Flags
    subscribed: Flags

    def __len__(self) -> int:
        return len(self.group)

    def of(self, group: Group) -> Flags:
        """Who belongs to the group."""
        return np.asarray(self.group == group)


def draw_people(rng: np.random.Generator, customers: int, span: Span) -> People:
    """So many customers."""
    group = _groups(rng, customers)
    joined = _joining(rng, group, span)
    order = np.argsort(joined, kind="stable")
    group, joined = group[order], joined[order]
    city = _homes(rng, customers)
    rate, stops = _habits(rng, group, joined)
    has_email = (rng.random(customers) >= NO_EMAIL_SHARE) | np.isin(group, (Group.REGISTERED, Group.WINDOW_SHOPPER))
    subscribed = has_email & (rng.random(customers) < SUBSCRIBED_SHARE) & (group != Group.MARKETPLACE)
    return People(group, joined, city, _offsets()[city], rate, stops, has_email, subscribed)


def _groups(rng: np.random.Generator, customers: int) -> Ints:
    sizes = {rule.group: max(1, round(rule.share * customers)) for rule in RULES}
    planted = np.repeat(np.array(list(sizes), dtype=np.int64), list(sizes.values()))
    ordinary = np.full(customers - len(planted), Group.ORDINARY, dtype=np.int64)
    return rng.permutation(np.concatenate([planted, ordinary]))


def _joining(rng: np.random.Generator, group: Ints, span: Span) -> Ints:
    tenure = np.full(len(Group), HOUR)
    tenure[[rule.group for rule in RULES]] += [rule.tenure_days * DAY for rule in RULES]
    clock = seasonal_clock(span, YEARLY_GROWTH)
    first = clock.elapsed(np.array([span.start]))
    last = clock.elapsed(span.end - tenure)[group]
    joined = clock.instant(first + rng.random(len(group)) * (last - first))
    gifts = group == Group.GIFT_BUYER
    joined[gifts] = _gift_days(rng, int(gifts.sum()), span)
    return joined


def _gift_days(rng: np.random.Generator, size: int, span: Span) -> Ints:
    seasons = decembers(span)
    lengths = np.array([high - low for low, high in seasons], dtype=np.float64)
    season = drawn(rng, lengths, size)
    starts = np.array([low for low, _ in seasons])
    # The last hour is left for the order that follows.
    return starts[season] + (rng.random(size) * np.maximum(lengths[season] - HOUR, 1)).astype(np.int64)


def _homes(rng: np.random.Generator, customers: int) -> Ints:
    cities = reference.cities()
    # A shop reaches large cities first, but not in full proportion to their size.
    pull = np.array([float(city.population) for city in cities]) ** 0.8
    country = np.array([city.country for city in cities])
    weight = np.zeros(len(cities))
    for market in reference.markets():
        here = country == market.country
        weight[here] = market.weight * pull[here] / pull[here].sum()
    return drawn(rng, weight, customers)


def _offsets() -> Ints:
    return np.array([round(city.longitude / 15) * HOUR for city in reference.cities()], dtype=np.int64)


def _habits(rng: np.random.Generator, group: Ints, joined: Ints) -> tuple[Floats, Ints]:
    """Each customer's orders per week, and the instant of stopping."""
    rate = rng.gamma(RATE_SHAPE, 1 / RATE_SCALE, len(group))
    stopping = np.maximum(rng.gamma(STOP_SHAPE, 1 / STOP_SCALE, len(group)), 1e-6)
    lifetime = np.minimum(rng.exponential(1 / stopping), 5_000.0)
    for rule in RULES:
        if rule.weekly_rate is not None:
            here = group == rule.group
            rate[here], lifetime[here] = rule.weekly_rate, 5_000.0
    return rate, joined + (lifetime * WEEK).astype(np.int64)
