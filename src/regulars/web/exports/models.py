"""The history of exports. It holds no customer rows: who was sent is in the audience tables, as fingerprints."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Audience(models.Model):
    """A segment (or an arm of an experiment) as a destination knows it: what is remembered of exports is remembered for it."""

    segment = models.CharField(max_length=260)
    destination = models.CharField(max_length=40)

    class Meta:
        """Order and constraints."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["segment", "destination"], name="one_audience_per_destination")]


class ExportRun(models.Model):
    """One export, finished or not."""

    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=20)
    mode = models.CharField(max_length=20)
    actor = models.CharField(max_length=200)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    place = models.TextField(default="")
    problem = models.TextField(default="")
    receipt = models.JSONField(default=dict)


class AudienceVersions(models.Model):
    """The versions of the audience tables that are in force from this row on."""

    at = models.DateTimeField()
    versions = models.JSONField()
