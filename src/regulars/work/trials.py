"""Experiments in a workspace: started on segments of the refresh in force, assigned once and for all, stopped."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import inf
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, near_names
from regulars.experiments.assignment import HASHES, Design, design, exact_share
from regulars.experiments.plan_words import PlanVerdict, verdict
from regulars.experiments.sizing import Plan
from regulars.exports.audiences import Wanted
from regulars.exports.destinations import destination
from regulars.lake.pinned import pinned_files
from regulars.queries import lake, refreshes, render, trials
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables, changing
from regulars.work.experiment_ledger import EVERYTHING, ArmRecord, ExperimentRecord, ExperimentState
from regulars.work.export_workspace import open_export
from regulars.work.held_out import running
from regulars.work.trial_baseline import amount_sign, baseline, days_known, what_can_be_seen
from regulars.work.trial_reach import Reach, reach_by_channel, usual_lift
from regulars.work.workspace import Workspace, engine_aside
from regulars.work.workspace_audience import experiment_called, named_segment

_NO_AUDIENCE = -1
_MOST_DAYS = 730
# a customer's value level is one of the scores, whichever the scorecard has
_VALUE_AXES = ("m", "e")


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


def start_experiment(workspace: Workspace, request: TrialRequest, *, actor: str, now: datetime) -> ExperimentRecord:
    """Deal the members of segments out to arms, once and for all, and hold the control out from now on.

    With `request.file` the assignments were made elsewhere and are taken as they are.

    Raises:
        DefinitionError: the request makes no sense. DataError: nobody can take part, or the name is taken.
        BusyError: an export is running.
    """
    plan = _plan(request)
    with changing(workspace, "experiment", actor, now) as tables:
        made = workspace.ledger.experiments.begin(_record(request, plan, actor, now))
        with engine_aside(workspace) as (engine, workdir):
            made = _assigned(workspace, tables, engine, workdir, request, made, plan, now)
            tables.append(engine, ASSIGNMENTS, "SELECT * FROM dealt", made.number)
            known = request.baseline or baseline(workspace, engine, workdir, made, now)
            made = replace(made, facts={**made.facts, "baseline": known})
        made = replace(made, state=ExperimentState.RUNNING)
        workspace.ledger.experiments.run(made, tables.versions)
    customers = sum(arm.customers for arm in made.arms)
    workspace.ledger.audit(now, actor, "experiment started", {"experiment": made.name, "customers": customers})
    return made


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """What an experiment would be if it began now: nothing of it is kept.

    `made` is as it would be recorded, with the customers of each arm; `sees` what it could see; `lengths` the same by days, for
    other lengths that the shop's past covers, each by the orders since the day in `since`. `verdict` says whether it is worth
    starting, `reach` whom each channel would reach.
    """

    made: ExperimentRecord
    sees: Plan | None
    lengths: Mapping[int, Plan] = field(default_factory=dict)
    since: Mapping[int, str] = field(default_factory=dict)
    verdict: PlanVerdict | None = None
    reach: tuple[Reach, ...] = ()


def plan_experiment(workspace: Workspace, request: TrialRequest, *, actor: str, now: datetime) -> TrialPlan:
    """What an experiment could see, by what its segments did before.

    Raises:
        DefinitionError, DataError: as `start_experiment`.
    """
    plan = _plan(request)
    name = request.name.strip()
    if any(each.name == name for each in workspace.ledger.experiments.experiments()):
        raise DataError(f"There is an experiment {name!r} already.", "Give another name.")
    with engine_aside(workspace) as (engine, workdir):
        made = _record(request, plan, actor, now)
        made = _assigned(workspace, AudienceTables(workspace), engine, workdir, request, made, plan, now)
        lengths = [replace(made, days=days) for days in _lengths(workspace, engine, made, now)]
        seen = {each.days: _seen(workspace, engine, workdir, each, now) for each in lengths}
    at_length = seen[made.days]
    sees = {days: what_can_be_seen(each) for days, each in seen.items()}
    since = {days: each.facts["baseline"]["since"] for days, each in seen.items()}
    mine, is_rate = sees[made.days], trials.METRICS[made.metrics[0]].is_rate
    return TrialPlan(
        at_length,
        mine,
        {days: each for days, each in sorted(sees.items()) if each is not None},
        since,
        verdict(mine, usual_lift(workspace, made, now), is_rate=is_rate, sign=amount_sign(at_length)) if mine is not None else None,
        reach_by_channel(workspace, request.segments, now),
    )


def _seen(workspace: Workspace, engine: Engine, workdir: Path, made: ExperimentRecord, now: datetime) -> ExperimentRecord:
    known = baseline(workspace, engine, workdir, made, now, scores_past=True)
    return replace(made, facts={**made.facts, "baseline": known})


def _lengths(workspace: Workspace, engine: Engine, made: ExperimentRecord, now: datetime) -> tuple[int, ...]:
    """The length asked for, and others that the shop is old enough for."""
    past = days_known(workspace, engine, min(made.started, now))
    others = {made.days // 2, made.days * 2, made.days * 3} - {0}
    return (made.days, *sorted(days for days in others if days <= min(past, _MOST_DAYS)))


def _assigned(
    workspace: Workspace,
    tables: AudienceTables,
    engine: Engine,
    workdir: Path,
    request: TrialRequest,
    made: ExperimentRecord,
    plan: Design,
    now: datetime,
) -> ExperimentRecord:
    """Make the table `dealt` of the rows of `assignments`; the record with what each arm got and what is known at the start."""
    if request.file is not None:
        facts = _given(workspace, engine, workdir, request, made)
    else:
        facts = _dealt(workspace, tables, engine, workdir, request, made, plan, now)
    counts = {str(arm): int(n) for arm, n in engine.rows(_sql(engine, trials.arm_counts("dealt")))}
    _check_arms(made, counts, facts["left_out"])
    given = {"margin": None if request.margin is None else str(request.margin), "effect": request.effect}
    given["currency"] = workspace.refresh_number(None).facts.get("currency")
    facts |= {name: value for name, value in given.items() if value is not None}
    return replace(made, arms=tuple(replace(arm, customers=counts[arm.name]) for arm in made.arms), facts=facts)


def stop_experiment(workspace: Workspace, name: str, *, actor: str, now: datetime) -> ExperimentRecord:
    """End an experiment now: its control may be reached again, and outcomes no longer count.

    Raises:
        DefinitionError: there is none of that name, or it is over.
    """
    found = experiment_called(workspace, name)
    if not found.is_running(now):
        raise DefinitionError(f"The experiment {found.name} is over.", "Read it: regulars experiment read NAME.")
    workspace.ledger.experiments.stop(found.number, now)
    workspace.ledger.audit(now, actor, "experiment stopped", {"experiment": found.name})
    return experiment_called(workspace, found.name)


def _check_arms(made: ExperimentRecord, counts: Mapping[str, int], left_out: Mapping[str, int]) -> None:
    arms = [arm.name for arm in made.arms]
    unknown = sorted(set(counts) - set(arms))
    if unknown:
        raise DataError(f"The file has an arm {unknown[0]!r}.", f"Name the arms with --arm and --control: {', '.join(arms)}.")
    if not all(counts.get(arm) for arm in arms):
        reasons = f": {', '.join(f'{n:,} {reason}' for reason, n in left_out.items())} cannot" if left_out else ""
        problem = f"{sum(counts.values()):,} customers can take part, too few for every arm to have one{reasons}."
        raise DataError(problem, "Give a wider segment, or wait until other experiments are over.")


def _plan(request: TrialRequest) -> Design:
    shares = {name: exact_share(share) for name, share in request.treatments.items()}
    rest = 1 - sum(shares.values(), Fraction(0))
    if rest <= 0:
        raise DefinitionError("The treatments leave nobody for the control.", "Give shares that add up to less than 1.")
    if request.control in shares or not request.name.strip() or len(request.name) > 120:
        raise DefinitionError("An experiment and its arms need names of their own.", "Give a name of at most 120 characters.")
    for metric in request.metrics:
        if metric not in trials.METRICS:
            raise DefinitionError(f"There is no metric {metric!r}.", near_names(metric, trials.METRICS))
    if not request.metrics or not 1 <= request.days <= _MOST_DAYS:
        raise DefinitionError("An experiment needs a metric and a length.", f"Give 1 to {_MOST_DAYS} days.")
    _check_costs(request)
    if (request.file is None) is not bool(request.segments):
        raise DefinitionError("Whom is the experiment on?", "Give --segment, or --assignments with a file.")
    return design(f"{request.name} {secrets.token_hex(8)}", {request.control: rest, **shares})


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
    if request.effect is not None and not 0 < request.effect < inf:
        raise DefinitionError("The difference worth finding has to be above 0.", "Leave it out where you do not know it.")


def _arm(name: str, share: str, costs: ArmCosts) -> ArmRecord:
    return ArmRecord(name, share, 0, costs.contact, costs.redemption, costs.coupon.strip())


def _record(request: TrialRequest, plan: Design, actor: str, now: datetime) -> ExperimentRecord:
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


def _dealt(
    workspace: Workspace,
    tables: AudienceTables,
    engine: Engine,
    workdir: Path,
    request: TrialRequest,
    made: ExperimentRecord,
    plan: Design,
    now: datetime,
) -> dict[str, Any]:
    """Make the table `dealt` of the rows of `assignments`; who could not take part, by reason."""
    refresh = workspace.refresh_number(None)
    members, left_out, parts, has_custom = 0, Counter[str](), [], False
    for place, called in enumerate(request.segments):
        named = named_segment(workspace, refresh, called)
        wanted = Wanted(named.name, destination(request.reached_by), ignores_playbook=True, ignores_contact_gap=True)
        with open_export(workspace, wanted, named, tables, _NO_AUDIENCE, now, None, None) as (export, _, _):
            value = next((axis for axis in _VALUE_AXES if axis in export.columns), None)
            export.copy_customers(workdir / f"members-{place}.parquet", value)
            members += export.counts.members
            left_out.update(export.counts.left_out)
        engine.view(f"members_{place}", lake.files_sql([str(workdir / f"members-{place}.parquet")]))
        parts.append((named.name, f"members_{place}"))
        has_custom = has_custom or named.is_custom
    engine.view("eligible", _sql(engine, trials.eligible(parts, overlap=has_custom and len(parts) > 1)))
    rivals = {each.number: each.name for each in running(workspace, now) if each.conflicts_with(made.changes)}
    source = "eligible"
    if rivals and tables.view(engine, ASSIGNMENTS):
        engine.table("taken", _sql(engine, trials.taken(list(rivals))))
        for number, n in engine.rows(_sql(engine, trials.taken_counts())):
            left_out[f"in the experiment {rivals[int(number)]}"] += int(n)
        engine.view("free", _sql(engine, trials.free()))
        source = "free"
    bounds = [int(end * HASHES) for end in accumulate(arm.share for arm in plan.arms[:-1])]
    arms = [arm.name for arm in plan.arms]
    engine.table("dealt", _sql(engine, trials.assigned(source, made.number, plan.salt, arms, bounds)))
    return {"members": members, "left_out": dict(left_out.most_common()), "refresh": refresh.number, "given": False}


def _given(workspace: Workspace, engine: Engine, workdir: Path, request: TrialRequest, made: ExperimentRecord) -> dict[str, Any]:
    """Make the table `dealt` of what a file says."""
    from regulars.ingest.sources import create_view, open_source, rejects
    from regulars.queries.experiments import group_value

    source = open_source(engine, str(request.file), workdir, None)
    create_view(engine, source, "given_rows")
    types = engine.columns("given_rows")
    for column in (request.customer_column, request.arm_column):
        if column not in types:
            raise DataError(f"{request.file} has no column {column!r}.", near_names(column, types))
    customer, arm = (group_value(column, types[column]) for column in (request.customer_column, request.arm_column))
    found = engine.record(_sql(engine, trials.given_counts(customer, arm, "given_rows")))
    if found["several"]:
        raise DataError(f"{found['several']:,} customers are in several arms.", "Give each customer one arm.")
    then = _segments_then(workspace, engine, made.started)
    rows = trials.given(made.number, customer, arm, "given_rows", has_segments=then is not None)
    engine.table("dealt", _sql(engine, rows))
    left_out = {"no customer or no arm": int(found["blank"]), "not split into columns": rejects(engine, source).rows}
    dealt = int(engine.rows("SELECT COUNT(*) FROM dealt")[0][0])
    reasons = {reason: n for reason, n in left_out.items() if n}
    return {"members": dealt + sum(reasons.values()), "left_out": reasons, "refresh": then, "given": True}


def _segments_then(workspace: Workspace, engine: Engine, started: datetime) -> int | None:
    """Make the view `state` of who was in which segment at the last refresh that looks from no later than the start; its number."""
    known = [each for each in workspace.ledger.publications("refresh") if each.as_of is not None and each.as_of <= started]
    files = pinned_files(workspace.lake, workspace.refresh_number(None).versions, "history") if known else ()
    if not files:
        return None
    engine.view("history", lake.files_sql([str(path) for path in files]))
    engine.view("state", _sql(engine, refreshes.last_known("history", known[-1].run)))
    return known[-1].number


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
