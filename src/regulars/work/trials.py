"""Experiments in a workspace: started on segments of the refresh in force, assigned once and for all, stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError
from regulars.experiments.plan_words import PlanVerdict, verdict
from regulars.experiments.sizing import Plan
from regulars.queries import trials
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables, changing
from regulars.work.experiment_ledger import ExperimentRecord, ExperimentState
from regulars.work.trial_baseline import amount_sign, baseline, days_known, what_can_be_seen
from regulars.work.trial_dealing import Dealing
from regulars.work.trial_reach import Reach, reach_by_channel, usual_lift
from regulars.work.trial_request import MOST_DAYS, TrialRequest, checked_design, record_of
from regulars.work.workspace import Workspace, engine_aside
from regulars.work.workspace_audience import experiment_called


def start_experiment(workspace: Workspace, request: TrialRequest, *, actor: str, now: datetime) -> ExperimentRecord:
    """Deal the members of segments out to arms, once and for all, and hold the control out from now on.

    With `request.file` the assignments were made elsewhere and are taken as they are.

    Raises:
        DefinitionError: the request makes no sense. DataError: nobody can take part, or the name is taken.
        BusyError: an export is running.
    """
    plan = checked_design(request, now)
    with changing(workspace, "experiment", actor, now) as tables:
        made = workspace.ledger.experiments.begin(record_of(request, plan, actor, now))
        with engine_aside(workspace) as (engine, workdir):
            made = Dealing(workspace, tables, engine, workdir, request, plan, now).assign(made)
            known = request.baseline or baseline(workspace, engine, workdir, made, now)
            made = replace(made, facts={**made.facts, "baseline": known})
            # what cannot be looked for is refused before anybody is held out
            what_can_be_seen(made)
            tables.append(engine, ASSIGNMENTS, "SELECT * FROM dealt", made.number)
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
    plan = checked_design(request, now)
    name = request.name.strip()
    if any(each.name == name for each in workspace.ledger.experiments.experiments()):
        raise DataError(f"There is an experiment {name!r} already.", "Give another name.")
    with engine_aside(workspace) as (engine, workdir):
        dealing = Dealing(workspace, AudienceTables(workspace), engine, workdir, request, plan, now)
        made = dealing.assign(record_of(request, plan, actor, now))
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
    return (made.days, *sorted(days for days in others if days <= min(past, MOST_DAYS)))


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
