"""An experiment as it is asked for, and whether it makes sense."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any
from unicodedata import category

from regulars.errors import DefinitionError, near_names
from regulars.experiments.assignment import Design, design, exact_share
from regulars.queries.trials import METRICS
from regulars.work.experiment_ledger import EVERYTHING, ArmRecord, ExperimentRecord, ExperimentState

MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class ArmCosts:
    """What a treatment costs: each contact, and each order redeemed with `coupon` (`redemption` None: the order's own discount)."""

    contact: Decimal = Decimal(0)
    redemption: Decimal | None = None
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """An experiment as it was asked for.

    `treatments` are the arms beside the control with their shares as they are written; the control gets the rest. `metrics`: the
    first decides, the others are watched. `reached_by` is the destination that takes part only with whom it could be sent.
    `costs` are by arm; `margin` is the part of net revenue that is margin, where orders do not say what goods cost; `effect` is the
    difference in the first metric that is worth finding (0.01 is one point of a rate). `baseline` is what a plan of the same has
    measured.
    """

    name: str
    segments: tuple[str, ...] = ()
    treatments: Mapping[str, str] = field(default_factory=lambda: {"treatment": "0.8"})
    control: str = "control"
    metrics: tuple[str, ...] = ("retained", "revenue", "unsubscribed", "returned")
    days: int = 60
    hypothesis: str = ""
    changes: frozenset[str] = frozenset({EVERYTHING})
    reached_by: str = "standard"
    file: Path | None = None
    customer_column: str = "customer_id"
    arm_column: str = "arm"
    started: datetime | None = None
    costs: Mapping[str, ArmCosts] = field(default_factory=dict)
    margin: Decimal | None = None
    effect: float | None = None
    baseline: Mapping[str, Any] | None = None


def checked_design(request: TrialRequest, now: datetime) -> Design:
    """The arms of an experiment, and the salt that deals customers out to them.

    Raises:
        DefinitionError: the request makes no sense.
    """
    shares = {name: exact_share(share) for name, share in request.treatments.items()}
    rest = 1 - sum(shares.values(), Fraction(0))
    if rest <= 0:
        raise DefinitionError("The treatments leave nobody for the control.", "Give shares that add up to less than 1.")
    if request.control in shares or not request.name.strip() or len(request.name) > 120:
        raise DefinitionError("An experiment and its arms need names of their own.", "Give a name of at most 120 characters.")
    if unfit := next((name for name in (request.name, request.control, *shares) if _breaks_lines(name)), None):
        raise DefinitionError(f"The name {unfit!r} breaks lines.", "Give one without line breaks and control characters.")
    for metric in request.metrics:
        if metric not in METRICS:
            raise DefinitionError(f"There is no metric {metric!r}.", near_names(metric, METRICS))
    if not request.metrics or not 1 <= request.days <= MOST_DAYS:
        raise DefinitionError("An experiment needs a metric and a length.", f"Give 1 to {MOST_DAYS} days.")
    _check_costs(request)
    _check_effect(request)
    if (request.file is None) is not bool(request.segments):
        raise DefinitionError("Whom is the experiment on?", "Give --segment, or --assignments with a file.")
    if request.started is not None and request.started > now:
        raise DefinitionError(f"{request.started:%Y-%m-%d} is still to come.", "Bring the file once the experiment has begun.")
    return design(f"{request.name} {secrets.token_hex(8)}", {request.control: rest, **shares})


def _breaks_lines(name: str) -> bool:
    return any(category(letter) in {"Cc", "Zl", "Zp"} for letter in name)


def record_of(request: TrialRequest, plan: Design, actor: str, now: datetime) -> ExperimentRecord:
    """The record of an experiment that nobody is dealt out to yet."""
    return ExperimentRecord(
        number=0,
        name=request.name.strip(),
        state=ExperimentState.STARTING,
        hypothesis=request.hypothesis,
        segments=request.segments,
        metrics=request.metrics,
        days=request.days,
        salt=plan.salt,
        changes=request.changes,
        arms=tuple(_arm(arm.name, str(arm.share), request.costs.get(arm.name, ArmCosts())) for arm in plan.arms),
        actor=actor,
        started=request.started or now,
    )


def _arm(name: str, share: str, costs: ArmCosts) -> ArmRecord:
    return ArmRecord(name, share, 0, costs.contact, costs.redemption, costs.coupon.strip())


def _check_costs(request: TrialRequest) -> None:
    for arm, costs in request.costs.items():
        if arm not in request.treatments:
            raise DefinitionError(f"There is no treatment {arm!r} to cost anything.", near_names(arm, request.treatments))
        if min(costs.contact, costs.redemption or Decimal(0)) < 0:
            raise DefinitionError(f"A cost of {arm} is below 0.", "Give amounts of 0 or more.")
        if costs.redemption is not None and not costs.coupon:
            raise DefinitionError(f"Orders redeemed by {arm} cannot be counted.", "Give the coupon code by which they are known.")
    codes = [costs.coupon.strip().upper() for costs in request.costs.values() if costs.coupon]
    if len(set(codes)) < len(codes):
        raise DefinitionError("Two treatments have the same coupon code.", "Give each its own, or none.")
    if request.margin is not None and not 0 < request.margin <= 1:
        raise DefinitionError(f"{request.margin} is no margin.", "Give a part of net revenue, such as 0.4.")


def _check_effect(request: TrialRequest) -> None:
    effect = request.effect
    if effect is None:
        return
    if not 0 < effect < inf:
        raise DefinitionError("The difference worth finding has to be above 0.", "Leave it out where you do not know it.")
    if effect >= 1 and METRICS[request.metrics[0]].is_rate:
        told = f"No share of customers can rise by {100 * effect:,.4g} points."
        raise DefinitionError(told, "Give a smaller difference, such as 2 points (0.02).")
