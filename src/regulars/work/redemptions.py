"""What a treatment costs by what the experiments of a workspace said or saw: reaching a customer, and redeeming what it offers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from regulars.errors import RegularsError
from regulars.experiments.results import ArmSpending
from regulars.work.beliefs import LIFT_METRIC, treatment_name
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.trial_outcomes import read_trial
from regulars.work.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Redemption:
    """What one redemption costs, and the share of buyers who redeem (None: not known)."""

    cost: float
    redeemed: float | None


def redemptions(workspace: Workspace, finished: Collection[str]) -> dict[str, Redemption]:
    """By treatment; the last experiment counts.

    A cost is what the experiment was told, else the average discount of the orders with its code, which is read of those of the
    names `finished`. Nothing is said of a treatment of which neither is known.
    """
    found: dict[str, Redemption] = {}
    for made in reversed(workspace.ledger.experiments.experiments()):
        spent = {each.arm: each for each in _spending(workspace, made)} if made.name in finished else {}
        for arm in made.arms[1:]:
            here = _redemption(spent.get(arm.name), arm.redemption_cost)
            if here is not None:
                found[treatment_name(made, arm.name)] = here
    return found


def contact_costs(workspace: Workspace) -> dict[str, float]:
    """By treatment, what reaching one customer costs as the last experiment that said it did; 0 is taken as not said."""
    return {
        treatment_name(made, arm.name): float(arm.contact_cost)
        for made in reversed(workspace.ledger.experiments.experiments())
        for arm in made.arms[1:]
        if arm.contact_cost
    }


def _spending(workspace: Workspace, made: ExperimentRecord) -> tuple[ArmSpending, ...]:
    if not any(arm.coupon for arm in made.arms[1:]):
        return ()
    try:
        return read_trial(workspace, replace(made, metrics=(LIFT_METRIC,)), now=made.ends, with_parts=True).spending
    except RegularsError:
        return ()


def _redemption(spent: ArmSpending | None, told: Decimal | None) -> Redemption | None:
    if spent is None or not spent.redeemed or not spent.buyers:
        return Redemption(float(told), None) if told is not None else None
    cost, share = float(spent.redemption_cost) / spent.redeemed, spent.redeemed / spent.buyers
    # buyers may redeem several times: then a buyer costs that many redemptions
    return Redemption(cost * max(share, 1.0), min(share, 1.0))
