"""Experiments of the workspace as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from fractions import Fraction
from math import isfinite
from shlex import quote
from typing import Any

from regulars.experiments import finding_words
from regulars.experiments.over_time import DayLook
from regulars.experiments.plan_words import anyway_words, length_sentence
from regulars.experiments.results import ArmSpending, Findings
from regulars.experiments.srm import check_ratio
from regulars.experiments.verdicts import lacks_orders
from regulars.queries.trials import METRICS
from regulars.validation.estimates import Refusal
from regulars.validation.words import p_value
from regulars.work.experiment_ledger import ExperimentRecord, ExperimentState
from regulars.work.trial_baseline import amount_sign, past_warning, strangers_sentence, what_can_be_seen
from regulars.work.trial_reach import Reach
from regulars.work.trials import TrialPlan


def started_text(made: ExperimentRecord, now: datetime) -> str:
    """Who takes part, and what the experiment can see."""
    lines = [*_about(made), *_left_out(made), *_sizes(made)]
    plan, words = what_can_be_seen(made), METRICS[made.metrics[0]].words
    if plan is not None:
        source = made.facts["baseline"]["source"]
        lines.append(f"What it can see ({words}, by what {source} did without it): {plan.sentence}")
        lines += [warning] if (warning := past_warning(made)) else []
    else:
        lines.append(f"What it can see is not known: in the {made.days} days before, nothing happened to judge by ({words}).")
    if made.is_running(now):
        lines.append(f"Send an arm: regulars export {quote(made.name)} --arm {quote(made.arms[1].name)} --format klaviyo")
        lines.append("The control is left out of every export until the experiment is over.")
    else:
        lines.append(f"It is over: regulars experiment read {quote(made.name)}")
    return "\n".join(lines) + "\n"


def planned_text(found: TrialPlan) -> str:
    """What an experiment could see, for the length asked for and for others."""
    made, metric, since = found.made, METRICS[found.made.metrics[0]], found.since
    words, is_rate, sign = metric.words, metric.is_rate, amount_sign(made)
    customers = sum(arm.customers for arm in made.arms)
    arms = ", ".join(f"{arm.name} {arm.customers:,}" for arm in made.arms)
    lines = [found.verdict.sentence] if found.verdict is not None else []
    lines += [f"{', '.join(made.segments)}: {customers:,} customers: {arms}.", *_left_out(made)]
    if found.sees is None:
        lines.append(f"What it could see is not known: in the {made.days} days before, nothing happened to judge by ({words}).")
    else:
        seen = f"{made.facts['baseline']['source']}, from {since[made.days]} on"
        lines.append(f"{anyway_words(made.days, found.sees, words, seen, is_rate=is_rate, sign=sign)}. {found.sees.sentence}")
    lines += [
        length_sentence(days, plan, words, since[days], is_rate=is_rate, sign=sign)
        for days, plan in found.lengths.items()
        if days != made.days
    ]
    lines += [each for each in (past_warning(made), reach_sentence(found.reach)) if each]
    return "\n".join(lines) + "\n"


def reach_sentence(found: Sequence[Reach]) -> str:
    """Whom each channel would reach; empty where nothing is known."""
    if not found:
        return ""
    hint = (
        " Who is not reached makes the effect look smaller: --reached-by takes only whom an export to that destination would send."
    )
    few = any(each.reached < each.members for each in found)
    return f"An export would reach now: {'; '.join(map(_reach, found))}.{hint if few else ''}"


def _reach(found: Reach) -> str:
    lacking = ", ".join(f"{number:,} {reason}" for reason, number in found.left_out.items())
    return f"by {found.channel} {found.reached:,} of {found.members:,}{f' ({lacking})' if lacking else ''}"


def planned_object(found: TrialPlan) -> dict[str, Any]:
    """The same for JSON."""
    made = found.made
    return {
        "segments": list(made.segments),
        "days": made.days,
        "metrics": list(made.metrics),
        "arms": [{"name": arm.name, "share": float(Fraction(arm.share)), "customers": arm.customers} for arm in made.arms],
        "left_out": made.facts["left_out"],
        "baseline": made.facts.get("baseline"),
        "plan": None if found.sees is None else asdict(found.sees),
        "verdict": None if found.verdict is None else asdict(found.verdict),
        "reach": [asdict(each) for each in found.reach],
        "lengths": [{"days": days, "plan": asdict(plan)} for days, plan in found.lengths.items()],
    }


def status_text(made: ExperimentRecord, now: datetime) -> str:
    """How an experiment stands."""
    hypothesis = [f"Hypothesis: {made.hypothesis}"] if made.hypothesis else []
    return "\n".join([*_about(made), f"It {_stands(made, now)}.", *hypothesis, *_left_out(made)]) + "\n"


def list_text(found: Sequence[ExperimentRecord], now: datetime) -> str:
    """One line for each."""
    if not found:
        return "No experiment has been started yet.\n"
    return "".join(f"{made.name}: {', '.join(made.segments) or 'assigned elsewhere'}; {_stands(made, now)}\n" for made in found)


def read_about(made: ExperimentRecord, found: Findings) -> str:
    """What was looked at."""
    until, known = found.until or made.ends, found.known_until or made.ends
    lines = [f"{made.name}: {max((until - made.started).days, 0)} of {made.days} days, orders known until {known:%Y-%m-%d}."]
    if not found.is_over:
        lines.append("It is not over: before the end only the intervals for looking early hold.")
    elif lacks_orders(found):
        lines.append("Import the orders up to its end before you decide.")
    return "\n".join(lines) + "\n"


def parts_text(found: Findings) -> str:
    """What it cost and who was reached, where that is known."""
    lines = [line for spent in found.spending for line in finding_words.spent_lines(spent)]
    called = {name: each.words for name, each in METRICS.items()}
    lines += [line for arm in found.reached for line in finding_words.reached_lines(arm, found.reading, called)]
    return "\n".join(["", *lines]) + "\n" if lines else ""


def parts_object(found: Findings) -> dict[str, Any]:
    """The course, spread, costs and reach for JSON."""
    return {
        "over_time": [{"arm": course.arm, "looks": [_look(look) for look in course.looks]} for course in found.courses],
        "spread": asdict(found.spread) if found.spread else None,
        "spending": [_spent(spent) for spent in found.spending],
        "reached": [
            {"arm": arm.arm, "metrics": {metric: _figure(each) for metric, each in arm.found.items()}} for arm in found.reached
        ],
    }


def _look(look: DayLook) -> dict[str, Any]:
    return {"day": look.day, **asdict(look.difference)}


def _spent(spent: ArmSpending) -> dict[str, Any]:
    figures = {"per_retained": spent.per_retained, "margin": spent.margin, "net": spent.net, "back": spent.back}
    plain = {
        name: getattr(spent, name)
        for name in (
            "arm", "customers", "contacted", "contact_cost", "redeemed", "leaked", "redemption_cost", "cost", "margin_source",
        )
    }  # fmt: skip
    return plain | {name: None if figure is None else _figure(figure) for name, figure in figures.items()}


def _figure(found: Any) -> dict[str, Any]:
    if isinstance(found, Refusal):
        return {"refused": found.sentence}
    # no number is without end in JSON
    return {key: None if isinstance(value, float) and not isfinite(value) else value for key, value in asdict(found).items()}


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
    lines = [f"Not in it: {', '.join(f'{n:,} {reason}' for reason, n in left_out.items())}."] if left_out else []
    strangers = strangers_sentence(made)
    return [*lines, strangers] if strangers else lines


def _sizes(made: ExperimentRecord) -> list[str]:
    """That arms that were dealt elsewhere are not as large as was said; dealt here they are."""
    check = check_ratio([arm.customers for arm in made.arms], [float(Fraction(arm.share)) for arm in made.arms])
    if not check.is_mismatch:
        return []
    shares = ", ".join(f"{arm.name} {float(Fraction(arm.share)):.4g}" for arm in made.arms)
    told = f"The arms are not as large as planned ({p_value(check.p_value)}; planned: {shares}), so there will be no verdict."
    return [f"{told} Were they dealt by other shares, give those with --arm; else customers are missing from one of them."]


def _stands(made: ExperimentRecord, now: datetime) -> str:
    if made.is_running(now):
        left = (made.ends - now).days
        return f"runs since {made.started:%Y-%m-%d}, {left:,} more day{'' if left == 1 else 's'}"
    return f"ran from {made.started:%Y-%m-%d} to {made.ends:%Y-%m-%d}"
