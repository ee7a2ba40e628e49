"""Lifecycle stages: how far a customer has come with the shop, judged by the customer's own rhythm.

A customer's typical gap is their mean gap between order days drawn to the shop's: (k G + span) / (k + gaps), with k = PRIOR_GAPS
and G the shop's typical gap. It is the posterior mean of an exponential gap under an inverse gamma prior worth k gaps. Somebody is
lapsing or lapsed when more than so many of these gaps have gone by; the multiples are the shop's 75th and 90th percentile by its
median, but never so small that chance alone would make a steady buyer late. A last gap so long that the customer had lapsed is left
out of the rhythm, and makes them won back until they order again or are late.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from regulars.errors import DefinitionError
from regulars.scoring.results import PurchaseCycle

PRIOR_GAPS = 2
ESTABLISHED_ORDERS = 4
# of a Poisson buyer's gaps, 22 % are longer than 1.5 and 5 % longer than 3 of their mean
LEAST_LAPSING, LEAST_LAPSED = Decimal("1.5"), Decimal(3)
DEFAULT_GAP = Decimal(60)
TENTH = Decimal("0.1")


class Stage(StrEnum):
    """The stages, in the order in which the report lists them."""

    PROSPECT = "prospect"
    NEW = "new"
    ACTIVE = "active"
    ESTABLISHED = "established"
    WON_BACK = "won back"
    LAPSING = "lapsing"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class LifecycleBorders:
    """Where one stage ends and the next begins.

    `typical_gap` is the shop's, in days. `lapsing` and `lapsed` are multiples of a customer's typical gap: more of them than that
    since the last order. `new_days`: the first order is at most so long ago. `established_orders` order days and
    `established_days` since the first order make a customer established. `because` says where they come from.
    """

    typical_gap: Decimal
    lapsing: Decimal
    lapsed: Decimal
    new_days: int
    established_orders: int
    established_days: int
    because: str

    def __post_init__(self) -> None:
        if not (self.typical_gap > 0 and 0 < self.lapsing < self.lapsed and self.new_days >= 0 and self.established_orders >= 2):
            raise DefinitionError(
                f"The lifecycle borders do not rise: typical_gap {self.typical_gap}, lapsing {self.lapsing}, lapsed {self.lapsed}.",
                "Give a typical_gap above 0, lapsing above 0, lapsed above lapsing, and established_orders of 2 or more.",
            )


@dataclass(frozen=True, slots=True)
class LifecycleEdits:
    """What a person decided in place of what the gaps recommend; None keeps the recommendation."""

    typical_gap: Decimal | None = None
    lapsing: Decimal | None = None
    lapsed: Decimal | None = None
    new_days: int | None = None
    established_orders: int | None = None
    established_days: int | None = None


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One customer's order days: their number (0 for a prospect), whole days from the first to the last, from the last to the as-of
    (`recency`), and between the last two (`last_gap`, None before the second)."""

    order_days: int
    span: int
    recency: int
    last_gap: int | None


def borders(cycle: PurchaseCycle | None, edits: LifecycleEdits | None = None) -> LifecycleBorders:
    """The borders of a shop with such gaps between orders; fixed ones where too few customers came back to tell."""
    edits = edits or LifecycleEdits()
    gap = _first(edits.typical_gap, max(_tenth(cycle.median_gap), TENTH) if cycle else DEFAULT_GAP)
    p75, p90 = (_tenth(cycle.p75_gap), _tenth(cycle.p90_gap)) if cycle else (Decimal(0), Decimal(0))
    lapsing = _first(edits.lapsing, max((p75 / gap).quantize(TENTH), LEAST_LAPSING))
    lapsed = _first(edits.lapsed, max((p90 / gap).quantize(TENTH), LEAST_LAPSED, lapsing * 2))
    return LifecycleBorders(
        typical_gap=gap,
        lapsing=lapsing,
        lapsed=lapsed,
        new_days=int(_first(edits.new_days, _whole(gap))),
        established_orders=int(_first(edits.established_orders, ESTABLISHED_ORDERS)),
        established_days=int(_first(edits.established_days, _whole(gap * lapsed))),
        because=_because(cycle, edits != LifecycleEdits()),
    )


def stage_of(rhythm: Rhythm, limits: LifecycleBorders) -> Stage:  # noqa: PLR0911 - one return per stage
    """The one stage of a customer. Multiplied out instead of divided, so that it is exact."""
    if rhythm.order_days == 0:
        return Stage.PROSPECT
    waited = PRIOR_GAPS * limits.typical_gap + rhythm.span
    gaps = PRIOR_GAPS + rhythm.order_days - 1
    last_gap = rhythm.last_gap or 0
    came_back = last_gap * (gaps - 1) > limits.lapsed * (waited - last_gap)
    if came_back:  # the absence says nothing of how soon to expect the next order
        waited, gaps = waited - last_gap, gaps - 1
    if rhythm.recency * gaps > limits.lapsed * waited:
        return Stage.LAPSED
    if rhythm.recency * gaps > limits.lapsing * waited:
        return Stage.LAPSING
    if came_back:
        return Stage.WON_BACK
    tenure = rhythm.span + rhythm.recency
    if rhythm.order_days == 1 or tenure <= limits.new_days:
        return Stage.NEW
    if rhythm.order_days >= limits.established_orders and tenure >= limits.established_days:
        return Stage.ESTABLISHED
    return Stage.ACTIVE


def rules(limits: LifecycleBorders) -> tuple[tuple[Stage, str], ...]:
    """Each stage with the phrase that says who is in it, in the order in which they are tried."""
    return (
        (Stage.PROSPECT, "known, and has no counted order"),
        (Stage.LAPSED, f"more than {limits.lapsed} of their own typical gaps since the last order"),
        (Stage.LAPSING, f"more than {limits.lapsing} of their own typical gaps since the last order"),
        (Stage.WON_BACK, f"not late, and came back with the last order after more than {limits.lapsed} typical gaps"),
        (Stage.NEW, f"not late, and ordered on one day only, or for the first time in the last {limits.new_days} days"),
        (
            Stage.ESTABLISHED,
            (
                f"not late, and ordered on {limits.established_orders} days or more, "
                f"for the first time {limits.established_days} days ago or more"
            ),
        ),
        (Stage.ACTIVE, "everybody else: came back, and is not late"),
    )


def _because(cycle: PurchaseCycle | None, edited: bool) -> str:
    if cycle is None:
        said = f"Too few customers came back to tell a rhythm: {DEFAULT_GAP} days are taken for the typical gap."
    else:
        said = (
            f"From the gaps between order days of {cycle.customers:,} customers who came back: median {cycle.median_gap:g} days, "
            f"75th percentile {cycle.p75_gap:g}, 90th {cycle.p90_gap:g}."
        )
    return f"{said} Some borders were set by hand." if edited else said


def _first(edited: Decimal | int | None, recommended: Decimal | int) -> Decimal:
    return Decimal(recommended if edited is None else edited)


def _tenth(days: float) -> Decimal:
    return Decimal(str(days)).quantize(TENTH)


def _whole(days: Decimal) -> int:
    return int(days.to_integral_value(rounding="ROUND_CEILING"))
