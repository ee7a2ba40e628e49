"""Experiments as the worker plans, starts and takes them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.urls import reverse

from regulars.experiments.plan_words import detectable_words, level_words
from regulars.queries.trials import METRICS
from regulars.web.access import Permission
from regulars.web.experiments.asked import request_of
from regulars.web.jobs.kinds import Kind, Task
from regulars.web.jobs.models import Job
from regulars.web.jobs.uploads import path_of, remove
from regulars.work.reached import bring_reached
from regulars.work.trial_baseline import amount_sign, past_warning
from regulars.work.trials import TrialPlan, plan_experiment, start_experiment

PLAN, START, GIVEN, REACHED = "experiment-plan", "experiment-start", "experiment-given", "experiment-reached"


def do_plan(task: Task) -> Mapping[str, Any]:
    """What an experiment could see; `arguments`: what `asked` made of the form."""
    with task.step("looking at the past") as rows:
        found = plan_experiment(task.workspace, request_of(task.arguments, _zone(task)), actor=task.actor, now=task.now)
        rows(sum(arm.customers for arm in found.made.arms))
    return _plan_object(found)


def do_start(task: Task) -> Mapping[str, Any]:
    """Deal customers out and hold the control out; `arguments` as of the plan."""
    with task.step("dealing customers out") as rows:
        request = replace(request_of(task.arguments, _zone(task)), baseline=task.arguments.get("baseline"))
        made = start_experiment(task.workspace, request, actor=task.actor, now=task.now)
        rows(sum(arm.customers for arm in made.arms))
    return {"number": made.number, "name": made.name, "customers": sum(arm.customers for arm in made.arms)}


def do_given(task: Task) -> Mapping[str, Any]:
    """Take over what was dealt out elsewhere; `arguments`: what `asked` made of the form, and `upload`."""
    path = path_of(task.workspace.folder, task.arguments["upload"])
    with task.step("reading the assignments") as rows:
        request = request_of(task.arguments, _zone(task), path)
        made = start_experiment(task.workspace, request, actor=task.actor, now=task.now)
        rows(sum(arm.customers for arm in made.arms))
    remove(task.workspace.folder, task.arguments["upload"])
    return {"number": made.number, "name": made.name, "customers": sum(arm.customers for arm in made.arms)}


def do_reached(task: Task) -> Mapping[str, Any]:
    """Take over who was reached; `arguments`: `number` and `name` of the experiment, `upload`, `column`."""
    given = task.arguments
    path = path_of(task.workspace.folder, given["upload"])
    with task.step("reading who was reached") as rows:
        found = bring_reached(task.workspace, given["name"], path, customer_column=given["column"], actor=task.actor, now=task.now)
        rows(found.in_experiment)
    remove(task.workspace.folder, given["upload"])
    return {"number": found.experiment.number, "reached": found.in_experiment, "left_out": list(found.left_out.items())}


def _plan_object(found: TrialPlan) -> dict[str, Any]:
    made, sees = found.made, found.sees
    metric = METRICS[made.metrics[0]]
    return {
        "name": made.name,
        "segments": list(made.segments),
        "arms": [{"name": arm.name, "customers": arm.customers} for arm in made.arms],
        "customers": sum(arm.customers for arm in made.arms),
        "left_out": list(made.facts["left_out"].items()),
        "days": made.days,
        "words": metric.words,
        "baseline": made.facts["baseline"],
        "source": made.facts["baseline"]["source"],
        "warning": past_warning(made),
        "sentence": sees.sentence if sees is not None else "",
        "is_enough": sees.is_enough if sees is not None else None,
        "verdict": found.verdict.sentence if found.verdict is not None else "",
        "is_worth_it": found.verdict.is_enough if found.verdict is not None else None,
        "reach": [asdict(each) | {"left_out": list(each.left_out.items())} for each in found.reach],
        "lengths": [
            {
                "days": days,
                "is_this": days == made.days,
                "level": level_words(plan.baseline, is_rate=metric.is_rate, sign=amount_sign(made)),
                "detectable": detectable_words(plan, is_rate=metric.is_rate, sign=amount_sign(made)),
            }
            for days, plan in found.lengths.items()
        ],
    }


def _zone(task: Task) -> str:
    return str(task.workspace.settings.values["time_zone"])


def _address(job: Job) -> str:
    return str(reverse("experiments:detail", args=[job.result["number"]]))


KINDS = (
    Kind(
        PLAN,
        "What the experiment could see",
        Permission.RUN,
        do_plan,
        ("looking at the past",),
        template="experiments/planned.html",
    ),
    Kind(
        START,
        "The experiment begins",
        Permission.RUN,
        do_start,
        ("dealing customers out",),
        leads_to=_address,
        template="experiments/started.html",
    ),
    Kind(
        GIVEN,
        "Taking the experiment over",
        Permission.RUN,
        do_given,
        ("reading the assignments",),
        leads_to=_address,
        template="experiments/started.html",
    ),
    Kind(
        REACHED,
        "Who was reached",
        Permission.RUN,
        do_reached,
        ("reading who was reached",),
        leads_to=_address,
        template="experiments/reached_result.html",
    ),
)
