"""Flags: what a person would want to know about a customer before writing to them. A table of data; the SQL has the same keys.

A flag has thresholds that a person may change, a sentence that says when it is raised ({threshold} is filled in), and one that says
why it was raised for a customer ({field} is filled in; {field:percent} a share as a percentage).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from string import Formatter

from regulars.errors import DefinitionError, near_names


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of a flag that a person may change; a share where `is_share`."""

    name: str
    value: Decimal
    is_share: bool = False

    @property
    def shown(self) -> str:
        """As people read it."""
        return f"{self.value * 100:f}".rstrip("0").rstrip(".") + " %" if self.is_share else f"{self.value:f}"


@dataclass(frozen=True, slots=True)
class UsualUnits:
    """Units per order line in a shop: the median of its customers, and what the share of them with most have at least."""

    median: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag; `needs` are the profile's fields (or columns of the customers file) without which it is not raised at all.

    `usual`: what it compares with, where that is the shop's own units per order line and they are known.
    """

    name: str
    label: str
    thresholds: tuple[Threshold, ...]
    when: str
    why: str
    needs: tuple[str, ...]
    usual: UsualUnits | None = None

    def limit(self, name: str) -> Decimal:
        """The value of a threshold; KeyError when there is none of that name."""
        return {threshold.name: threshold.value for threshold in self.thresholds}[name]

    @property
    def rule(self) -> str:
        """When the flag is raised, with its thresholds filled in."""
        return self.when.format(**{threshold.name: threshold.shown for threshold in self.thresholds}, median=self._median)

    @property
    def pieces(self) -> tuple[tuple[str, str | None, str], ...]:
        """`why` as (text, field or None, format) in order."""
        why = self.why.replace("{median}", self._median)
        return tuple((said, field, form or "") for said, field, form, _ in Formatter().parse(why))

    @property
    def _median(self) -> str:
        return f" (the shop's median is {self.usual.median:f})" if self.usual else ""


def _share(value: str) -> Threshold:
    return Threshold("share", Decimal(value), is_share=True)


def _orders(value: int) -> Threshold:
    return Threshold("orders", Decimal(value))


_UNITS = "units_per_line"

FLAGS: tuple[Flag, ...] = (
    Flag(
        "discount_dependent",
        "Discount-dependent",
        (_share("0.8"), _orders(3)),
        "at least {share} of at least {orders} orders had a discount or a coupon",
        "a discount or coupon on {discounted_share:percent} of {orders_ever} orders",
        ("discounted_share", "orders_ever"),
    ),
    Flag(
        "high_return_rate",
        "High return rate",
        (_share("0.4"), _orders(3)),
        "something was given back on at least {share} of at least {orders} orders",
        "something given back on {returned_orders_share:percent} of {orders_ever} orders",
        ("returned_orders_share", "orders_ever"),
    ),
    Flag(
        "one_product",
        "One-product buyer",
        (_share("0.8"), Threshold("products", Decimal(2)), _orders(3)),
        "one product is in at least {share} of at least {orders} orders, and at most {products} different products were bought",
        "{main_product} is in {main_product_share:percent} of {orders_ever} orders, different products bought: {products}",
        ("main_product", "main_product_share", "products", "orders_ever"),
    ),
    Flag(
        "reseller",
        "Possible reseller or wholesale",
        # the share: goods sold by weight or volume have units in the thousands, which make half a shop unlike its median
        (Threshold("units", Decimal(8)), Threshold("times", Decimal(4)), _orders(2), _share("0.1")),
        "at least {units} units per order line and {times} times the shop's median, over at least {orders} orders, "
        "and among the {share} of the customers with most units per line{median}",
        "{units_per_line} units per order line over {orders_ever} orders{median}",
        (_UNITS, "orders_ever"),
    ),
    Flag(
        "seasonal",
        "Gift or seasonal buyer",
        (_share("0.9"), _orders(2), Threshold("years", Decimal(2))),
        "at least {share} of at least {orders} orders are in one calendar month, in at least {years} different years",
        "{main_month_share:percent} of {orders_ever} orders in month {main_month}, in {main_month_years} years",
        ("main_month_share", "main_month", "main_month_years", "orders_ever"),
    ),
    Flag(
        "single_channel",
        "Single-channel",
        (_orders(3),),
        "at least {orders} orders, all of them in one channel",
        "all {orders_ever} orders in {main_channel}",
        ("channels", "main_channel", "orders_ever"),
    ),
    Flag(
        "slipping",
        "Slipping",
        (Threshold("overdue", Decimal("1.5")), Threshold("at_most", Decimal(4)), _orders(3)),
        "between {overdue} and {at_most} of their own typical gaps since the last order, after orders on at least {orders} days",
        "{recency_days} days since the last order, {overdue} times their typical gap of {typical_gap_days} days",
        ("overdue", "recency_days", "typical_gap_days", "order_days"),
    ),
    Flag(
        "unreachable",
        "Unreachable",
        (),
        "said no to marketing, or has no phone number and no e-mail address (or unsubscribed from it)",
        "{unreachable_because}",
        ("unreachable_because",),
    ),
)


def in_shop(flags: tuple[Flag, ...], usual: UsualUnits | None) -> tuple[Flag, ...]:
    """The flags with what is usual in the shop, for those that compare with it."""
    return tuple(replace(flag, usual=usual) if _UNITS in flag.needs else flag for flag in flags)


def edited(flags: tuple[Flag, ...], changes: Mapping[str, Mapping[str, Decimal]]) -> tuple[Flag, ...]:
    """The flags with some thresholds changed: {flag: {threshold: value}}.

    Raises DefinitionError for a flag or threshold that there is not, and for a share outside 0 to 1 or a number below 0.
    """
    for name in changes:
        if name not in {flag.name for flag in flags}:
            raise DefinitionError(f'There is no flag "{name}".', near_names(name, [flag.name for flag in flags]))
    return tuple(_edited(flag, changes.get(flag.name, {})) for flag in flags)


def _edited(flag: Flag, changes: Mapping[str, Decimal]) -> Flag:
    known = {threshold.name: threshold for threshold in flag.thresholds}
    for name, value in changes.items():
        if name not in known:
            remedy = near_names(name, known) if known else "It has nothing to change."
            raise DefinitionError(f'The flag "{flag.name}" has no threshold "{name}".', remedy)
        if value < 0 or (known[name].is_share and value > 1):
            raise DefinitionError(
                f'The threshold "{name}" of the flag "{flag.name}" is {value}.', "Give a number above 0; a share is 1 at most."
            )
    made = replace(flag, thresholds=tuple(replace(part, value=changes.get(part.name, part.value)) for part in flag.thresholds))
    if {"overdue", "at_most"} <= set(known) and made.limit("at_most") < made.limit("overdue"):
        raise DefinitionError(
            f'The flag "{flag.name}" is raised for nobody: overdue is {made.limit("overdue")}, at_most {made.limit("at_most")}.',
            "Give an at_most above overdue.",
        )
    return made
