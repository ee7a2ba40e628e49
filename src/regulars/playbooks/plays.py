"""A playbook: the strategy for one segment, and how deep its incentive may go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum


class Incentive(StrEnum):
    """How much of the margin may be given away to move somebody."""

    NONE = "none"
    LOW = "low"
    DEEP = "deep"


# the part of the gross margin that a discount may cost at most
MOST_OF_MARGIN = {Incentive.NONE: Decimal(0), Incentive.LOW: Decimal("0.2"), Incentive.DEEP: Decimal("0.5")}


class Suppress(StrEnum):
    """Where a segment is better left out."""

    NOWHERE = "nowhere"
    ADVERTISING = "advertising"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Playbook:
    """The strategy for one segment.

    `incentive` is a policy, `offer` what it looks like in words; `deepest_discount` turns it into a share of the price. `suppress`
    says where the segment is better left out, `suppression` why and whom. `cadence` is how often, `human_touch` what a person does.
    """

    segment: str
    objective: str
    message: str
    needs: tuple[str, ...]
    motivations: tuple[str, ...]
    churn_drivers: tuple[str, ...]
    incentive: Incentive
    offer: str
    channel: str
    cadence: str
    human_touch: str
    suppress: Suppress
    suppression: str
    measure: tuple[str, ...]


def deepest_discount(incentive: Incentive, margin: Decimal | None) -> Decimal | None:
    """The deepest discount, as a share of the price in whole percent, that the policy allows with this gross margin (0 to 1).

    A discount of d off the price leaves margin - d of it: `low` may cost a fifth of the margin, `deep` half of it, so that an order
    never sells at a loss. None where the margin is not known: nothing deeper than nothing is then safe to name.

    Raises:
        ValueError: the margin is above 1.
    """
    if incentive is Incentive.NONE:
        return Decimal(0)
    if margin is None:
        return None
    if margin > 1:
        raise ValueError(f"a margin of {margin} is more than all of the price")
    return (max(margin, Decimal(0)) * MOST_OF_MARGIN[incentive]).quantize(Decimal("0.01"), ROUND_DOWN)


def playbook_for(playbooks: Iterable[Playbook], segment: str) -> Playbook | None:
    """The playbook of a segment, whatever the case of its name; None where there is none."""
    wanted = segment.casefold()
    return next((each for each in playbooks if each.segment.casefold() == wanted), None)
