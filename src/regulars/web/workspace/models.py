"""The application database. It holds no customer rows: they are in the lake."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Source(models.Model):
    """Where files of one shape come from, and how they are read."""

    name = models.CharField(max_length=200, unique=True)
    table = models.CharField(max_length=40)
    columns = models.JSONField()
    answers = models.JSONField()
    mapping = models.JSONField()
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()


class Run(models.Model):
    """One import, refresh or erasure, finished or not."""

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    actor = models.CharField(max_length=200)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    problem = models.TextField(default="")
    report = models.JSONField(default=dict)


class Step(models.Model):
    """A part of a run, with its rows and time."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=60)
    rows = models.BigIntegerField(null=True)
    seconds = models.FloatField(null=True)

    class Meta:
        """Order and constraints."""

        ordering: ClassVar = ["id"]


class Publication(models.Model):
    """A set of table versions that is in force from its row on: writing the row is what publishes it."""

    kind = models.CharField(max_length=20)
    run = models.OneToOneField(Run, on_delete=models.PROTECT)
    at = models.DateTimeField()
    as_of = models.DateTimeField(null=True)
    versions = models.JSONField()
    facts = models.JSONField(default=dict)


class Segment(models.Model):
    """A custom segment; what it means is in its versions."""

    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10)
    description = models.TextField(default="")
    playbook = models.CharField(max_length=120, default="")


class SegmentVersion(models.Model):
    """One meaning of a custom segment: the criteria, the words or SQL they came from, and how they differ from those before."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=200)
    at = models.DateTimeField()
    words = models.TextField(default="")
    sql = models.TextField(default="")
    sentence = models.TextField()
    criteria = models.JSONField()
    changes = models.JSONField(default=dict)

    class Meta:
        """Order and constraints."""

        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["segment", "number"], name="one_version_per_number")]


class WatchedFile(models.Model):
    """A file of a watched folder as it was when it was last imported or refused."""

    path = models.TextField(unique=True)
    size = models.BigIntegerField()
    modified_ns = models.BigIntegerField()
    state = models.CharField(max_length=10)
    problem = models.TextField(default="")
    at = models.DateTimeField()


class AuditEntry(models.Model):
    """Who did what and when, without personal data."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    about = models.JSONField(default=dict)
