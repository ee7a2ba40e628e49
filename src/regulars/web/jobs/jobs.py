"""Handing in work, watching it, taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from regulars.web.access import Permission, may
from regulars.web.jobs.kinds import Kind, kind_of
from regulars.web.jobs.models import Job, State
from regulars.web.workspace.models import Step

RESULTS = "results"


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a job as its page shows it: done, running or still to come."""

    name: str
    state: str
    rows: int | None = None
    seconds: float | None = None


def start(kind: str, arguments: Mapping[str, Any], user: Any) -> Job:
    """Hand in work in somebody's name; the worker takes it up within a second."""
    kind_of(kind)
    made: Job = Job.objects.create(kind=kind, arguments=dict(arguments), owner=user, actor=user.actor, made=datetime.now(UTC))
    return made


def again(job: Job, user: Any) -> Job:
    """The same work once more, after it failed or was interrupted."""
    return start(job.kind, job.arguments, user)


def cancel(job: Job) -> None:
    """Take work back: what waits is not begun, what runs is stopped and leaves nothing half done."""
    waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
    if not waiting.update(state=State.CANCELLED, finished=datetime.now(UTC)):
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True)


def find(number: int, user: Any) -> Job | None:
    """A job, for the one who handed it in (as long as they may do such work) and for admins; None for anybody else."""
    job = Job.objects.filter(pk=number).first()
    if job is None or not may(user, kind_of(job.kind).permission):
        return None
    return job if job.owner_id == user.pk or may(user, Permission.ADMINISTER) else None


def going_on(*names: str) -> Job | None:
    """The job of one of these kinds that waits or runs, whoever handed it in."""
    found: Job | None = Job.objects.filter(kind__in=names, state__in=(State.QUEUED, State.RUNNING)).order_by("pk").first()
    return found


def steps(job: Job, kind: Kind) -> tuple[StepShown, ...]:
    """The steps of a job: those that were taken, and those that are expected yet."""
    entries = job.steps
    if job.run is not None:
        entries = [*entries, *Step.objects.filter(run_id=job.run).order_by("pk").values("name", "rows", "seconds")]
    found = [
        StepShown(
            entry["name"],
            "done" if entry["seconds"] is not None else "running" if job.state == State.RUNNING else "failed",
            entry["rows"],
            entry["seconds"],
        )
        for entry in entries
    ]
    if not job.is_over:
        names = {each.name for each in found}
        found += [StepShown(name, "waiting") for name in kind.expected if name not in names]
    return tuple(found)


def folder(workspace: Path, number: int) -> Path:
    """Where the files of a job are."""
    return workspace / RESULTS / str(number)
