"""Experiments and their arms. No customer rows: who is in which arm is in the audience tables."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Experiment(models.Model):
    """A test of what a treatment does."""

    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=20)
    hypothesis = models.TextField(default="")
    segments = models.JSONField()
    metrics = models.JSONField()
    days = models.PositiveIntegerField()
    salt = models.CharField(max_length=200)
    changes = models.JSONField()
    actor = models.CharField(max_length=200)
    started = models.DateTimeField()
    stopped = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)


class Arm(models.Model):
    """What a part of the customers gets; the first is the control."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    share = models.CharField(max_length=40)
    customers = models.BigIntegerField(default=0)
    contact_cost = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    redemption_cost = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    coupon = models.CharField(max_length=100, default="")

    class Meta:
        """Order and constraints."""

        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["experiment", "name"], name="one_arm_per_name")]


class GlobalHoldout(models.Model):
    """By what customers are held out of everything, and since when; there is at most one."""

    salt = models.CharField(max_length=200)
    since = models.DateTimeField()
