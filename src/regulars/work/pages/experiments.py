"""What the pages about experiments show: the list, one of them, and its reading, which is remembered while nothing has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from regulars.experiments.results import About, Findings
from regulars.experiments.sizing import Plan
from regulars.queries.trials import METRICS
from regulars.work.experiment_ledger import ExperimentRecord, ExperimentState
from regulars.work.trial_baseline import what_can_be_seen
from regulars.work.trial_outcomes import look_at
from regulars.work.trial_report import about_trial
from regulars.work.workspace import Workspace

# how long a reading of an experiment that runs is shown before it is made anew
_FRESH = timedelta(hours=1)
_READINGS_KEPT = 32
_readings: OrderedDict[Hashable, Findings] = OrderedDict()
_changing = Lock()


@dataclass(frozen=True, slots=True)
class ExperimentShown:
    """An experiment for pages: `state` is running, over or stopped, `days_left` counts begun days, `seen` is what was read last."""

    made: ExperimentRecord
    state: str
    days_left: int
    customers: int
    seen: tuple[dict[str, Any], ...]
    seen_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether its control is held out."""
        return self.state == "running"


@dataclass(frozen=True, slots=True)
class ExperimentPage:
    """One experiment with what it could see beforehand; `metrics` are (name, in words), the one that decides first."""

    shown: ExperimentShown
    about: About
    plan: Plan | None
    plan_source: str
    metrics: tuple[tuple[str, str], ...]


def experiments_shown(workspace: Workspace, now: datetime) -> tuple[ExperimentShown, ...]:
    """All experiments: those that run first, then the newest."""
    found = [_shown(made, now) for made in workspace.ledger.experiments.experiments()]
    return tuple(sorted(found, key=lambda each: not each.is_running))


def experiment_page(workspace: Workspace, number: int, now: datetime) -> ExperimentPage | None:
    """An experiment by its number; None where there is none."""
    made = next((each for each in workspace.ledger.experiments.experiments() if each.number == number), None)
    if made is None:
        return None
    metrics = tuple((metric, METRICS[metric].words) for metric in made.metrics)
    source = str(made.facts.get("baseline", {}).get("source", ""))
    return ExperimentPage(_shown(made, now), about_trial(workspace, made), what_can_be_seen(made), source, metrics)


def findings(workspace: Workspace, made: ExperimentRecord, now: datetime) -> Findings:
    """What an experiment says now; of one that runs, what it said within the last hour unless something was imported since.

    Raises:
        DataError: nothing is known yet of the time since its start.
    """
    latest = workspace.ledger.latest()
    audiences = tuple(sorted(workspace.ledger.exports.versions().items()))
    hour = None if now >= made.ends else int(now.timestamp() // _FRESH.total_seconds())
    key = (workspace.folder, made.number, made.stopped, made.started, latest.number if latest else 0, audiences, hour)
    with _changing:
        if key in _readings:
            _readings.move_to_end(key)
            return _readings[key]
    found = look_at(workspace, made, now=now)
    with _changing:
        _readings[key] = found
        while len(_readings) > _READINGS_KEPT:
            _readings.popitem(last=False)
    return found


def _shown(made: ExperimentRecord, now: datetime) -> ExperimentShown:
    running = made.is_running(now)
    state = "running" if running else "stopped" if made.state is ExperimentState.STOPPED else "over"
    at = made.seen.get("at")
    return ExperimentShown(
        made,
        state,
        -(-(made.ends - now) // timedelta(days=1)) if running else 0,
        sum(arm.customers for arm in made.arms),
        tuple(made.seen.get("arms", ())),
        datetime.fromisoformat(at) if at else None,
    )
