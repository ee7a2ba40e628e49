"""What the experiments of a workspace have taught about each treatment in each segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from regulars.errors import RegularsError
from regulars.experiments.beliefs import Learned, Tested, for_period, learned
from regulars.experiments.differences import Comparison
from regulars.experiments.reading import Reading, standard_error
from regulars.work.budget import hand_written, prior_of
from regulars.work.budget_kept import kept_budget
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.published import Published
from regulars.work.read_experiments import ReadExperiment, keep_readings, kept_readings, key_of
from regulars.work.trial_outcomes import read_trial
from regulars.work.workspace import Workspace

# what a lift is: the metric of experiments that says the share of customers who ordered
LIFT_METRIC = "retained"
# an arm with one of these names says nothing of what is done to it: the experiment's name does
_NAMELESS = frozenset({"treatment", "treated", "test", "variant"})


@dataclass(frozen=True, slots=True)
class NotCounted:
    """An experiment, or one of its arms and segments, that says nothing of a lift, and why not."""

    experiment: str
    why: str


@dataclass(frozen=True, slots=True)
class WorkspaceTests:
    """What experiments say, one `Tested` for each segment and treatment of each, and what does not count with its reason."""

    tests: tuple[Tested, ...]
    not_counted: tuple[NotCounted, ...]


def workspace_tests(workspace: Workspace, now: datetime, days: int | None = None) -> WorkspaceTests:
    """The finished experiments of a workspace that were judged (or watched) by who ordered, read from the orders imported so far.

    With `days` (those of a plan) one that ran longer is read as of so many days after its start: what had come by then. One that
    runs still does not count. One whose arms are not as large as planned does not either, nor one the end of which the orders do
    not reach. What was read before and still holds is not read again.
    """
    tests: list[Tested] = []
    not_counted: list[NotCounted] = []
    before, orders = kept_readings(workspace.folder), workspace.published().get("orders", 0)
    every = workspace.ledger.experiments.experiments()
    there = tuple(f"{made.salt} " for made in every)
    # of other plans' days, too: going from one to another reads nothing again
    holding = {key: found for key, found in before.items() if key.startswith(there)}
    for made in every:
        why = _out(made, now)
        if not why:
            key = key_of(made, days)
            found = before.get(key)
            try:
                if found is None or not found.still_holds(made, orders):
                    found = _read(workspace, made, orders, now, days)
                holding[key] = found
                tests += found.tests
                not_counted += (NotCounted(made.name, each) for each in found.not_counted)
            except RegularsError as error:
                why = error.problem
        if why:
            not_counted.append(NotCounted(made.name, why))
    if holding != before:
        keep_readings(workspace.folder, holding)
    return WorkspaceTests(tuple(tests), tuple(not_counted))


def experiments_say(published: Published, now: datetime, days: int | None = None) -> WorkspaceTests:
    """What the experiments of the workspace say (as `workspace_tests`), read once for a publication and how they stand."""
    found = published.workspace.ledger.experiments.experiments()
    stand = tuple((each.number, each.ends, each.is_running(now)) for each in found)
    return published.remembered(("experiments say", stand, days), lambda _: workspace_tests(published.workspace, now, days))


def are_read(workspace: Workspace, now: datetime, days: int | None = None) -> bool:
    """Whether no experiment has to be read anew."""
    kept, orders = kept_readings(workspace.folder), workspace.published().get("orders", 0)
    finished = [made for made in workspace.ledger.experiments.experiments() if not _out(made, now)]
    return all((found := kept.get(key_of(made, days))) is not None and found.still_holds(made, orders) for made in finished)


def learned_here(workspace: Workspace, now: datetime) -> tuple[tuple[Learned, ...], tuple[NotCounted, ...]]:
    """What the tests of a workspace have taught, over the days of its budget and with those written there; and what does not count.

    Without a budget each test counts over the days that it ran.
    """
    kept = kept_budget(workspace.folder)
    if kept is None:
        found = workspace_tests(workspace, now)
        return learned(found.tests, prior_of(None)), found.not_counted
    days = kept.file.days
    found = workspace_tests(workspace, now, days)
    return learned(for_period((*found.tests, *hand_written(kept.file)), days), prior_of(kept.file)), found.not_counted


def treatment_name(made: ExperimentRecord, arm: str) -> str:
    """What an arm gets: its name, or the experiment's where an arm has a name that any could have."""
    return made.name if arm.strip().casefold() in _NAMELESS else arm


def _out(made: ExperimentRecord, now: datetime) -> str:
    """Why an experiment does not count before anything is read; empty where it may."""
    if made.is_running(now):
        return f"runs until {made.ends:%Y-%m-%d}, and counts from then on"
    return "" if LIFT_METRIC in made.metrics else "is not judged by who ordered (retained)"


def _read(workspace: Workspace, made: ExperimentRecord, orders: int, now: datetime, days: int | None) -> ReadExperiment:
    over = made if days is None else replace(made, days=min(days, made.days))
    found = read_trial(workspace, replace(over, metrics=(LIFT_METRIC,)), now=now)
    (metric,) = found.reading.metrics
    known_until = found.known_until or made.started
    parts: list[Tested | str] = []
    if known_until < made.ends - _slack(made):
        parts.append(f"ended {made.ends:%Y-%m-%d}, and orders are known until {known_until:%Y-%m-%d} only")
    elif metric.overall.is_blocked:
        parts.append(metric.overall.sentence)
    else:
        parts += [part for segment, reading in metric.segments.items() for part in _segment(made, over.ends, segment, reading)]
    tests = tuple(part for part in parts if isinstance(part, Tested))
    return ReadExperiment(orders, known_until, tests, tuple(part for part in parts if isinstance(part, str)))


def _segment(made: ExperimentRecord, until: datetime, segment: str, reading: Reading) -> Iterator[Tested | str]:
    if segment == "(none)":
        yield f"{sum(reading.counts.values()):,} customers were in no segment then"
        return
    if reading.is_blocked:
        yield f"{segment}: {reading.sentence}"
    for arm in reading.arms:
        # where nobody ordered in an arm nothing can be adjusted, and the plain comparison says how large a lift is ruled out
        shown = arm.adjusted if isinstance(arm.adjusted, Comparison) else arm.raw
        if not isinstance(shown, Comparison) or not standard_error(shown) > 0:
            yield f"{segment}: too little happened to read {arm.arm}"
            continue
        days, ran = (round((end - made.started) / timedelta(days=1)) for end in (until, made.ends))
        yield Tested(
            segment=segment,
            treatment=treatment_name(made, arm.arm),
            lift=shown.difference.value,
            error=standard_error(shown),
            ended=f"{made.ends:%Y-%m-%d}",
            name=made.name,
            days=days,
            ran=ran,
            control=f"{made.salt} {segment}",
            control_error=shown.control_error,
        )


def _slack(made: ExperimentRecord) -> timedelta:
    """How long before the end the last order may be without it looking as if orders were missing."""
    return max(timedelta(days=2), (made.ends - made.started) / 10)
