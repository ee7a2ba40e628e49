"""Experiments of the workspace as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from regulars.queries.trials import METRICS
from regulars.work.experiment_ledger import ExperimentRecord, ExperimentState
from regulars.work.trial_outcomes import TrialReading, what_can_be_seen

_SLACK = timedelta(days=2)


def started_text(made: ExperimentRecord) -> str:
    """Who takes part, and what the experiment can see."""
    lines = [*_about(made), *_left_out(made)]
    plan, words = what_can_be_seen(made), METRICS[made.metrics[0]].words
    if plan is not None:
        source = made.facts["baseline"]["source"]
        lines.append(f"What it can see ({words}, by what {source} did without it): {plan.sentence}")
    else:
        lines.append(f"What it can see is not known: in the {made.days} days before, nothing happened to judge by ({words}).")
    lines.append(f"Send an arm: regulars export {made.name!r} --arm {made.arms[1].name} --format klaviyo")
    lines.append("The control is left out of every export until the experiment is over.")
    return "\n".join(lines) + "\n"


def status_text(made: ExperimentRecord, now: datetime) -> str:
    """How an experiment stands."""
    hypothesis = [f"Hypothesis: {made.hypothesis}"] if made.hypothesis else []
    return "\n".join([*_about(made), f"It {_stands(made, now)}.", *hypothesis, *_left_out(made)]) + "\n"


def list_text(found: Sequence[ExperimentRecord], now: datetime) -> str:
    """One line for each."""
    if not found:
        return "No experiment has been started yet.\n"
    return "".join(f"{made.name}: {', '.join(made.segments) or 'assigned elsewhere'}; {_stands(made, now)}\n" for made in found)


def read_about(found: TrialReading) -> str:
    """What was looked at."""
    made = found.experiment
    days = max((found.until - made.started).days, 0)
    lines = [f"{made.name}: {days} of {made.days} days, orders known until {found.known_until:%Y-%m-%d}."]
    if not found.is_over:
        lines.append("It is not over: before the end only the intervals for looking early hold.")
    elif found.known_until < found.until - _SLACK:
        lines.append("Import the orders up to its end before you decide.")
    return "\n".join(lines) + "\n"


def experiment_object(made: ExperimentRecord, now: datetime) -> dict[str, Any]:
    """An experiment for JSON."""
    plan = what_can_be_seen(made)
    return {
        "name": made.name,
        "state": "over" if made.state is ExperimentState.RUNNING and not made.is_running(now) else str(made.state),
        "hypothesis": made.hypothesis,
        "segments": list(made.segments),
        "metrics": list(made.metrics),
        "started": made.started,
        "ends": made.ends,
        "days": made.days,
        "changes": sorted(made.changes),
        "arms": [{"name": arm.name, "share": float(Fraction(arm.share)), "customers": arm.customers} for arm in made.arms],
        "left_out": made.facts.get("left_out", {}),
        "baseline": made.facts.get("baseline"),
        "plan": asdict(plan) if plan is not None else None,
    }


def _about(made: ExperimentRecord) -> list[str]:
    customers = sum(arm.customers for arm in made.arms)
    where = ", ".join(made.segments) or "assigned elsewhere"
    arms = ", ".join(f"{arm.name} {arm.customers:,}" for arm in made.arms)
    metrics = ", ".join(METRICS[metric].words for metric in made.metrics)
    return [f"{made.name}: {where}; {customers:,} customers: {arms}.", f"Judged by: {metrics}; {made.days} days."]


def _left_out(made: ExperimentRecord) -> list[str]:
    left_out = made.facts.get("left_out", {})
    return [f"Not in it: {', '.join(f'{n:,} {reason}' for reason, n in left_out.items())}."] if left_out else []


def _stands(made: ExperimentRecord, now: datetime) -> str:
    if made.is_running(now):
        left = (made.ends - now).days
        return f"runs since {made.started:%Y-%m-%d}, {left:,} more day{'' if left == 1 else 's'}"
    return f"ran from {made.started:%Y-%m-%d} to {made.ends:%Y-%m-%d}"
