"""What is being done in a workspace right now, as any other process can see it."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.work.ledger import Ledger, RunRecord, RunState, StepRecord
from regulars.work.workspace import LOCK_FILE, Workspace

_LOOKED_AT = 30  # runs back, for one of the same kind


@dataclass(frozen=True, slots=True)
class Running:
    """A run that goes on: what is done of it, and how many seconds the last one of its kind took for each step."""

    run: RunRecord
    usual: dict[str, float]

    @property
    def done(self) -> tuple[StepRecord, ...]:
        """The steps that are over."""
        return tuple(step for step in self.run.steps if step.seconds is not None)

    @property
    def current(self) -> str | None:
        """The step that is being done."""
        return next((step.name for step in self.run.steps if step.seconds is None), None)

    def seconds_left(self, now: datetime) -> float | None:
        """What the last run of the kind needed beyond what this one has needed so far; None where there was none."""
        if not self.usual:
            return None
        done = {step.name for step in self.done}
        so_far = (now - self.run.started).total_seconds() - sum(step.seconds or 0.0 for step in self.done)
        return max(0.0, sum(seconds for name, seconds in self.usual.items() if name not in done) - max(0.0, so_far))

    def wire(self, now: datetime) -> dict[str, Any]:
        """As JSON has it."""
        left = self.seconds_left(now)
        return {
            "run": self.run.number,
            "kind": self.run.kind,
            "actor": self.run.actor,
            "started": self.run.started,
            "seconds": round(max(0.0, (now - self.run.started).total_seconds()), 1),
            "step": self.current,
            "done": [{"name": step.name, "rows": step.rows, "seconds": step.seconds} for step in self.done],
            "seconds_left": None if left is None else round(left, 1),
        }


def is_locked(workspace: Workspace, lock: str = LOCK_FILE) -> bool:
    """Whether somebody is writing the workspace, or holds another lock of it."""
    path = workspace.folder / lock
    if not path.exists():
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def running(workspace: Workspace) -> Running | None:
    """The run that goes on, if one does."""
    if not is_locked(workspace):
        return None
    runs = workspace.ledger.runs(_LOOKED_AT)
    found = next((run for run in runs if run.state is RunState.RUNNING), None)
    return Running(found, usual_seconds(runs, found.kind)) if found is not None else None


def usual_seconds(runs: Sequence[RunRecord], kind: str) -> dict[str, float]:
    """The seconds of each step of the last run of a kind that was done; nothing where there is none."""
    last = next((run for run in runs if run.kind == kind and run.state is RunState.DONE and run.steps), None)
    return {step.name: step.seconds for step in last.steps if step.seconds is not None} if last else {}


def usual_of(ledger: Ledger, kind: str) -> dict[str, float]:
    """`usual_seconds` of the last runs."""
    return usual_seconds(ledger.runs(_LOOKED_AT), kind)
