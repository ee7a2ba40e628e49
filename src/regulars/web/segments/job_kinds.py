"""Segments that were made or changed, counted for all pages without a refresh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from regulars.web.access import Permission
from regulars.web.jobs.kinds import Kind, Task
from regulars.web.jobs.models import Job, State
from regulars.work.segment_counts import count_segments, why_not_counted
from regulars.work.workspace import Workspace

COUNT = "count-segments"
STEPS = ("customer assignment", "segment metrics", "top products")


def do_count(task: Task) -> Mapping[str, Any]:
    """Count all custom segments; `arguments`: `segment`, the one that somebody looks at."""
    return count_segments(task.workspace, actor=task.actor, now=task.now).wire


def count_soon(workspace: Workspace, segment: str, user: Any) -> Job | None:
    """Hand in the counting of segments, unless it is waiting already; None where it takes a refresh."""
    from regulars.web.jobs import jobs

    if why_not_counted(workspace):
        return None
    waiting: Job | None = Job.objects.filter(kind=COUNT, state=State.QUEUED).order_by("pk").first()
    return waiting or jobs.start(COUNT, {"segment": segment}, user)


def _segment(job: Job) -> str:
    return str(reverse("segments:detail", args=[job.arguments["segment"]]))


KINDS = (
    Kind(
        COUNT, "Counting segments", Permission.EDIT_SEGMENTS, do_count, STEPS, leads_to=_segment, template="segments/counted.html"
    ),
)
