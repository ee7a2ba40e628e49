"""Work that was handed in."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.db import models


class State(StrEnum):
    """How a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


OVER = frozenset({State.DONE, State.FAILED, State.CANCELLED, State.INTERRUPTED})


class Job(models.Model):
    """One piece of work. `arguments` and `result` hold no personal data; files that it reads or makes are in the workspace.

    `run` is the number of the workspace's run whose steps are its progress; work that is no run writes `steps` itself, as
    [{"name", "rows", "seconds"}]. `owner` is who may look at it, beside admins.
    """

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default="queued")
    owner = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="jobs")
    actor = models.CharField(max_length=200)
    made = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    cancel_asked = models.BooleanField(default=False)
    run = models.BigIntegerField(null=True)
    steps = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    problem = models.TextField(default="")
    remedy = models.TextField(default="")

    class Meta:
        """Order and indexes."""

        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "made"], name="jobs_by_state")]

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in OVER
