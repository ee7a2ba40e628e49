"""What was planted in the made-up shop, so that an analysis can be told whether it found it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from regulars.demo import process, reference
from regulars.demo.arrays import Flags
from regulars.demo.clock import Span
from regulars.demo.ledgers import product_ids
from regulars.demo.mailing import Arms
from regulars.demo.people import People
from regulars.demo.process import COMEBACK, Group


@dataclass(frozen=True, slots=True)
class Circle:
    """Some of the customers, by a name: the ones a truth is about, or those to compare them with."""

    name: str
    customer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or word of the process: `meaning` says what it is and in which unit."""

    name: str
    value: float | str
    meaning: str


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing that is so in the made-up shop: in words, with the customers it is about and the numbers behind it."""

    name: str
    sentence: str
    circles: tuple[Circle, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    def customer_ids(self, circle: str) -> tuple[str, ...]:
        """The customers of one circle; KeyError when there is none of that name."""
        return {entry.name: entry.customer_ids for entry in self.circles}[circle]

    def parameter(self, name: str) -> float | str:
        """The value of one parameter; KeyError when there is none of that name."""
        return {entry.name: entry.value for entry in self.parameters}[name]


def planted_truths(people: People, arms: Arms, ids: pa.Array, span: Span) -> tuple[Truth, ...]:
    """Every truth, always in the same order; what it says and its parameters do not depend on the size of the shop."""
    return (
        _comeback(arms, ids),
        _serial_returners(people, ids),
        _marketplace_only(people, ids),
        _discount_dependent(people, ids),
        _resellers(people, ids),
        _window_shoppers(people, ids),
        _bought_together(),
        _gift_buyers(people, ids),
        _purchase_process(people, ids, span),
    )


def _circle(name: str, members: Flags, ids: pa.Array) -> Circle:
    return Circle(name, tuple(ids.filter(pa.array(members)).to_pylist()))


def _comeback(arms: Arms, ids: pa.Array) -> Truth:
    sent_at = str(np.datetime64(arms.sent_at, "s"))
    return Truth(
        "campaign_works_on_lapsed_only",
        f"The e-mail campaign '{COMEBACK.campaign}' makes customers order who have lapsed: the two fifths of all who had "
        "ordered whose last order was the longest ago. On all others it has no effect, though many of them use its coupon.",
        (
            _circle("treated_lapsed", arms.treated & arms.lapsed, ids),
            _circle("control_lapsed", arms.control & arms.lapsed, ids),
            _circle("treated_recent", arms.treated & ~arms.lapsed, ids),
            _circle("control_recent", arms.control & ~arms.lapsed, ids),
        ),
        (
            Parameter("campaign", COMEBACK.campaign, "events.campaign of the e-mails"),
            Parameter("coupon_code", COMEBACK.code, "orders.coupon_code it hands out"),
            Parameter("holdout_tag", COMEBACK.holdout_tag, "customers.tags of the control group, drawn at random"),
            Parameter("sent_at", sent_at, "when it was sent, UTC"),
            Parameter("window_days", COMEBACK.window_days, "days after sending in which the extra orders come"),
            Parameter("lapsed_share", COMEBACK.lapsed_share, "of all who had ordered, those whose last order was longest ago"),
            Parameter("effect_lapsed", COMEBACK.extra_chance, "chance of one extra order of a mailed, lapsed customer"),
            Parameter("effect_recent", 0.0, "the same for all others"),
            Parameter("control_share", COMEBACK.control_share, "share of those eligible who were held out"),
        ),
    )


def _serial_returners(people: People, ids: pa.Array) -> Truth:
    return Truth(
        "serial_returners",
        "Some good-looking customers send back most of what they order, in part or in full; everybody else seldom does.",
        (_circle("members", people.of(Group.RETURNER), ids),),
        (
            Parameter("refund_chance", process.RETURNER_REFUND_CHANCE, "chance that an order of theirs is refunded"),
            Parameter("refund_chance_others", process.REFUND_CHANCE, "the same for everybody else"),
        ),
    )


def _marketplace_only(people: People, ids: pa.Array) -> Truth:
    return Truth(
        "marketplace_only",
        "Some customers buy on the marketplace and nowhere else: never on the site, in the app or in a store, "
        "without a visit and without an e-mail.",
        (_circle("members", people.of(Group.MARKETPLACE), ids),),
        (Parameter("channel", "marketplace", "orders.channel of all their orders"),),
    )


def _discount_dependent(people: People, ids: pa.Array) -> Truth:
    return Truth(
        "discount_dependent",
        "Some customers hardly ever order without a coupon.",
        (_circle("members", people.of(Group.DISCOUNT), ids),),
        (
            Parameter("coupon_chance", process.DISCOUNT_COUPON_CHANCE, "chance that an order of theirs has a coupon"),
            Parameter("coupon_chance_others", process.COUPON_CHANCE, "the same for others outside of sales"),
        ),
    )


def _resellers(people: People, ids: pa.Array) -> Truth:
    return Truth(
        "resellers",
        "A few accounts that look like any other buy ten and more of everything, again and again: they resell.",
        (_circle("members", people.of(Group.RESELLER), ids),),
        (Parameter("least_quantity", process.RESELLER_UNITS[0], "units on every order line of theirs"),),
    )


def _window_shoppers(people: People, ids: pa.Array) -> Truth:
    return Truth(
        "window_shoppers",
        "Some people visit week after week, fill carts and never buy.",
        (_circle("members", people.of(Group.WINDOW_SHOPPER), ids),),
        (Parameter("fewest_visits", process.SHOPPER_FEWEST_VISITS, "site visits that each of them has made at least"),),
    )


def _bought_together() -> Truth:
    pair, *_ = reference.pairs()
    number = {product.title: index for index, product in enumerate(reference.products())}
    ids = product_ids()
    return Truth(
        "bought_together",
        f"More than half of the orders with a {pair.title} also have {pair.added_title}, which few other orders have.",
        (),
        (
            Parameter("product_id", ids[number[pair.title]].as_py(), pair.title),
            Parameter("added_product_id", ids[number[pair.added_title]].as_py(), pair.added_title),
            Parameter("added_chance", pair.per_mille / 1000, "chance that the first brings the second along"),
        ),
    )


def _gift_buyers(people: People, ids: pa.Array) -> Truth:
    return Truth(
        "december_gift_buyers",
        "Some customers order gifts in December and nothing in the rest of the year.",
        (_circle("members", people.of(Group.GIFT_BUYER), ids),),
        (Parameter("month", 12, "month of all their orders"),),
    )


def _purchase_process(people: People, ids: pa.Array, span: Span) -> Truth:
    ordinary = people.of(Group.ORDINARY)
    active = people.stops >= span.end
    return Truth(
        "purchase_process",
        "Ordinary customers order at a rate of their own until they stop for good, as in the Pareto/NBD model; "
        "the rate is for a week of average season.",
        (_circle("still_active", ordinary & active, ids), _circle("stopped", ordinary & ~active, ids)),
        (
            Parameter("r", process.RATE_SHAPE, "shape of the gamma distributed order rates"),
            Parameter("alpha", process.RATE_SCALE, "weeks; their mean is r / alpha orders a week"),
            Parameter("s", process.STOP_SHAPE, "shape of the gamma distributed stopping rates"),
            Parameter("beta", process.STOP_SCALE, "weeks; their mean is s / beta a week"),
        ),
    )
