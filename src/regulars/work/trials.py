"""Experiments in a workspace: started on segments of the refresh in force, assigned once and for all, stopped."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, near_names
from regulars.experiments.assignment import HASHES, Design, design, exact_share
from regulars.exports.audiences import Wanted
from regulars.exports.destinations import destination
from regulars.lake.pinned import pinned_files
from regulars.queries import lake, render, trials
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables, changing
from regulars.work.experiment_ledger import EVERYTHING, ArmRecord, ExperimentRecord, ExperimentState
from regulars.work.export_workspace import open_export
from regulars.work.held_out import running
from regulars.work.trial_outcomes import baseline
from regulars.work.workspace import Workspace, engine_aside
from regulars.work.workspace_audience import experiment_called, named_segment

_NO_AUDIENCE = -1
_MOST_DAYS = 730
# a customer's value level is one of the scores, whichever the scorecard has
_VALUE_AXES = ("m", "e")


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """An experiment as it was asked for.

    `treatments` are the arms beside the control with their shares as they are written; the control gets the rest. `metrics`: the
    first decides, the others are watched. `reached_by` is the destination that takes part only with whom it could be sent.
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
            if request.file is not None:
                facts = _given(workspace, engine, workdir, request, made)
            else:
                facts = _dealt(workspace, tables, engine, workdir, request, made, plan, now)
            counts = {str(arm): int(n) for arm, n in engine.rows(_sql(engine, trials.arm_counts("dealt")))}
            _check_arms(made, counts, facts["left_out"])
            tables.append(engine, ASSIGNMENTS, "SELECT * FROM dealt", made.number)
            arms = tuple(replace(arm, customers=counts[arm.name]) for arm in made.arms)
            facts["baseline"] = baseline(workspace, engine, made, now)
        made = replace(made, arms=arms, facts=facts, state=ExperimentState.RUNNING)
        workspace.ledger.experiments.run(made, tables.versions)
    workspace.ledger.audit(now, actor, "experiment started", {"experiment": made.name, "customers": sum(counts.values())})
    return made


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
    if (request.file is None) is not bool(request.segments):
        raise DefinitionError("Whom is the experiment on?", "Give --segment, or --assignments with a file.")
    return design(f"{request.name} {secrets.token_hex(8)}", {request.control: rest, **shares})


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
        arms=tuple(ArmRecord(arm.name, str(arm.share)) for arm in plan.arms),
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
    refresh = workspace.refresh_number(None)
    files = [str(path) for path in pinned_files(workspace.lake, refresh.versions, "profile")]
    engine.view("profile", lake.files_sql(files))
    found = engine.record(_sql(engine, trials.given_counts(customer, arm, "given_rows")))
    if found["several"]:
        raise DataError(f"{found['several']:,} customers are in several arms.", "Give each customer one arm.")
    engine.table("dealt", _sql(engine, trials.given(made.number, customer, arm, "given_rows")))
    left_out = {"no customer or no arm": int(found["blank"]), "not split into columns": rejects(engine, source).rows}
    dealt = int(engine.rows("SELECT COUNT(*) FROM dealt")[0][0])
    reasons = {reason: n for reason, n in left_out.items() if n}
    return {"members": dealt + sum(reasons.values()), "left_out": reasons, "refresh": refresh.number, "given": True}


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
