"""What the worker does by itself: it hands in a round of the schedule as soon as one is due and nobody else sees to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.errors import BusyError, RegularsError
from regulars.web.jobs.kinds import Task
from regulars.work.schedule import LOCK_FILE, due, schedule_object
from regulars.work.watching import Seen, look, ready
from regulars.work.workspace import Workspace, holding

KIND, ACTOR = "scheduled", "schedule"
LOOKS_EVERY = timedelta(seconds=30)
# a file that is the same at two looks so far apart is whole
LOOKS_AT_FILES_EVERY = timedelta(seconds=3)
# what came to nothing is tried again after this
AGAIN_AFTER = timedelta(minutes=10)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def is_switched_off(environment: Mapping[str, str]) -> bool:
    """Whether `regulars serve` was told to leave the schedule to somebody else."""
    return environment.get("REGULARS_SCHEDULE") == "off"


@dataclass(slots=True)
class Rounds:
    """When to look, and what was seen the last time."""

    _next: datetime = _LONG_AGO
    _before: Mapping[Path, Seen] | None = None
    _tried: tuple[object, datetime] | None = None

    def hand_in(self, workspace: Workspace, now: datetime) -> bool:
        """Hand in a round if one is due; whether it did."""
        from regulars.web.jobs.jobs import going_on

        if now < self._next:
            return False
        self._next = now + (LOOKS_AT_FILES_EVERY if workspace.settings.texts("watch") else LOOKS_EVERY)
        before, self._before = self._before or {}, self._look(workspace)
        wanted = due(workspace, now)
        files = ready(workspace, before, self._before)
        if (wanted is None and not files) or going_on(KIND) is not None or schedule_holder(workspace):
            return False
        what = (wanted, files)
        if self._tried is not None and self._tried[0] == what and now < self._tried[1] + AGAIN_AFTER:
            return False
        self._tried = (what, now)
        _hand_in({str(path): asdict(before[path]) for path in files}, now)
        return True

    def _look(self, workspace: Workspace) -> Mapping[Path, Seen]:
        try:
            return look(workspace)
        except RegularsError:  # a watched folder is gone; the round says so when a refresh is due
            return {}


def _hand_in(files: Mapping[str, Any], now: datetime) -> None:
    from regulars.web.jobs.models import Job

    Job.objects.create(kind=KIND, arguments={"files": dict(files)}, owner=None, actor=ACTOR, made=now)


def do_round(task: Task) -> Mapping[str, Any]:
    """A round of the schedule; `arguments`: `files` as they were when they were last looked at, by path."""
    from regulars.ingest.servers import address_in
    from regulars.work.rounds import scheduled_round

    before = {Path(path): Seen(**about) for path, about in task.arguments.get("files", {}).items()}
    try:
        with holding(task.workspace.folder / LOCK_FILE, "the schedule of regulars serve", task.actor, task.now):
            events = [
                (event.kind, event.says)
                for event in scheduled_round(
                    task.workspace,
                    before,
                    actor=task.actor,
                    clock=lambda: datetime.now(UTC),
                    address_of=lambda name: address_in(os.environ, name),
                )
            ]
    except BusyError:
        return {"elsewhere": True}  # regulars schedule has begun meanwhile
    if [kind for kind, _ in events] == ["waiting"]:
        raise BusyError(events[0][1])
    failed = [says for kind, says in events if kind == "failed"]
    return {"warnings": failed, "done": [says for kind, says in events if kind != "failed"]}


def schedule_holder(workspace: Workspace) -> bool:
    """Whether somebody is seeing to the schedule right now: `regulars schedule`, or a round of ours."""
    from regulars.work.running import is_locked

    return is_locked(workspace, LOCK_FILE)


def schedule_state(workspace: Workspace, environment: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The schedule with who sees to it: `server`, `command` (regulars schedule) or `nobody`, and the last refresh."""
    from regulars.web.jobs.jobs import going_on

    is_ours = going_on(KIND) is not None
    by = "command" if schedule_holder(workspace) and not is_ours else "nobody" if is_switched_off(environment) else "server"
    last = next(iter(workspace.ledger.runs(1, kind="refresh")), None)
    problem = _last_problem()
    return schedule_object(workspace, now) | {"by": by, "last": last, "problem": problem}


def _last_problem() -> str:
    """What went wrong in the last round, if anything did."""
    from regulars.web.jobs.models import OVER, Job

    last = Job.objects.filter(kind=KIND, state__in=OVER).first()
    if last is None:
        return ""
    return last.problem or " ".join(last.result.get("warnings", ()))
