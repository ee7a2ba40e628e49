"""The ledger of experiments on Django's models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from regulars.errors import DataError
from regulars.web.experiments import models
from regulars.web.exports.ledger import DjangoExportLedger
from regulars.work.experiment_ledger import ArmRecord, ExperimentRecord, ExperimentState
from regulars.work.outputs import dumps


class DjangoExperimentLedger:
    """See `work.experiment_ledger.ExperimentLedger`."""

    def begin(self, made: ExperimentRecord) -> ExperimentRecord:
        """A new experiment, which does not run before `run`; with its number."""
        models.Experiment.objects.filter(name=made.name, state=ExperimentState.STARTING).delete()  # one that was cut off
        try:
            with transaction.atomic():
                kept = models.Experiment.objects.create(
                    name=made.name,
                    state=ExperimentState.STARTING,
                    hypothesis=made.hypothesis,
                    segments=list(made.segments),
                    metrics=list(made.metrics),
                    days=made.days,
                    salt=made.salt,
                    changes=sorted(made.changes),
                    actor=made.actor,
                    started=made.started,
                )
        except IntegrityError as error:
            raise DataError(f"There is an experiment {made.name!r} already.", "Give another name.") from error
        return replace(made, number=kept.pk)

    def run(self, made: ExperimentRecord, versions: Mapping[str, int]) -> None:
        """From now on it runs: its arms and facts, and the audience tables with its assignments, are in force at once."""
        with transaction.atomic():
            models.Arm.objects.bulk_create(
                models.Arm(
                    experiment_id=made.number,
                    place=place,
                    name=arm.name,
                    share=arm.share,
                    customers=arm.customers,
                    contact_cost=arm.contact_cost,
                    redemption_cost=arm.redemption_cost,
                    coupon=arm.coupon,
                )
                for place, arm in enumerate(made.arms)
            )
            models.Experiment.objects.filter(pk=made.number).update(
                state=ExperimentState.RUNNING, segments=list(made.segments), facts=json.loads(dumps(made.facts))
            )
            DjangoExportLedger().publish(made.started, versions)

    def stop(self, number: int, at: datetime) -> None:
        """It runs no longer."""
        models.Experiment.objects.filter(pk=number).update(state=ExperimentState.STOPPED, stopped=at)

    def keep_seen(self, number: int, seen: Mapping[str, Any]) -> None:
        """Remember what a reading said, in short."""
        models.Experiment.objects.filter(pk=number).update(seen=json.loads(dumps(seen)))

    def keep_reached(self, number: int, reached: Mapping[str, Any], at: datetime, versions: Mapping[str, int]) -> None:
        """Remember that a file said who was reached; the audience tables with them are in force at once."""
        with transaction.atomic():
            kept = models.Experiment.objects.select_for_update().get(pk=number)
            kept.facts = {**kept.facts, "reached": json.loads(dumps(reached))}
            kept.save(update_fields=["facts"])
            DjangoExportLedger().publish(at, versions)

    def experiments(self) -> Sequence[ExperimentRecord]:
        """All that have run, newest first."""
        found = models.Experiment.objects.exclude(state=ExperimentState.STARTING).order_by("-pk").prefetch_related("arms")
        return tuple(map(_record, found))

    def holdout(self, salt: str, at: datetime) -> tuple[str, datetime]:
        """The salt of the global holdout and since when there is one; those given, where there is none yet."""
        kept, _ = models.GlobalHoldout.objects.get_or_create(pk=1, defaults={"salt": salt, "since": at})
        return kept.salt, kept.since


def _record(kept: models.Experiment) -> ExperimentRecord:
    return ExperimentRecord(
        number=kept.pk,
        name=kept.name,
        state=ExperimentState(kept.state),
        hypothesis=kept.hypothesis,
        segments=tuple(kept.segments),
        metrics=tuple(kept.metrics),
        days=kept.days,
        salt=kept.salt,
        changes=frozenset(kept.changes),
        arms=tuple(
            ArmRecord(arm.name, arm.share, arm.customers, arm.contact_cost, arm.redemption_cost, arm.coupon)
            for arm in kept.arms.all()
        ),
        actor=kept.actor,
        started=kept.started,
        stopped=kept.stopped,
        facts=kept.facts,
        seen=kept.seen,
    )
