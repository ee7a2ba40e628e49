"""The ledger of exports on Django's models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.web.exports import models
from regulars.work.export_ledger import ExportRecord, ExportState
from regulars.work.outputs import dumps


class DjangoExportLedger:
    """See `work.export_ledger.ExportLedger`."""

    def begin(self, segment: str, destination: str, mode: str, actor: str, at: datetime) -> ExportRecord:
        """An export that has begun."""
        audience, _ = models.Audience.objects.get_or_create(segment=segment, destination=destination)
        made = models.ExportRun.objects.create(audience=audience, state=ExportState.RUNNING, mode=mode, actor=actor, started=at)
        return _record(made)

    def finish(
        self, number: int, state: ExportState, at: datetime, place: str, receipt: Mapping[str, Any], versions: Mapping[str, int]
    ) -> None:
        """An export that is over, with the versions of the audience tables that are in force from now on."""
        with transaction.atomic():
            models.ExportRun.objects.filter(pk=number).update(
                state=state, finished=at, place=place, receipt=json.loads(dumps(receipt))
            )
            self.publish(at, versions)

    def fail(self, number: int, state: ExportState, at: datetime, problem: str) -> None:
        """An export that came to nothing."""
        models.ExportRun.objects.filter(pk=number).update(state=state, finished=at, problem=problem)

    def amend(self, number: int, receipt: Mapping[str, Any]) -> None:
        """The receipt of an export whose files have changed since."""
        models.ExportRun.objects.filter(pk=number).update(receipt=json.loads(dumps(receipt)))

    def in_force(self, segment: str, destination: str) -> ExportRecord | None:
        """The last export of a segment to a destination that wrote something."""
        found = models.ExportRun.objects.select_related("audience").filter(
            audience__segment=segment, audience__destination=destination, state=ExportState.DONE
        )
        newest = found.order_by("-pk").first()
        return _record(newest) if newest is not None else None

    def history(self, segment: str | None = None, limit: int = 50) -> Sequence[ExportRecord]:
        """The last exports (of a segment), newest first."""
        found = models.ExportRun.objects.select_related("audience").order_by("-pk")
        return tuple(map(_record, (found.filter(audience__segment=segment) if segment is not None else found)[:limit]))

    def export(self, number: int) -> ExportRecord | None:
        """One export."""
        found = models.ExportRun.objects.select_related("audience").filter(pk=number).first()
        return _record(found) if found is not None else None

    def audiences(self, numbers: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        """Segment and destination of audiences, by number."""
        found = models.Audience.objects.filter(pk__in=list(numbers))
        return {audience.pk: (audience.segment, audience.destination) for audience in found}

    def rename_segment(self, name: str, new_name: str) -> None:
        """What is remembered of a segment's exports is remembered under its new name."""
        models.Audience.objects.filter(segment=name).update(segment=new_name)

    def unfinished(self) -> Sequence[ExportRecord]:
        """Exports that are not over, as far as the ledger knows."""
        found = models.ExportRun.objects.select_related("audience").filter(state=ExportState.RUNNING)
        return tuple(map(_record, found.order_by("pk")))

    def versions(self) -> Mapping[str, int]:
        """The versions of the audience tables in force."""
        newest = models.AudienceVersions.objects.order_by("-pk").first()
        return newest.versions if newest is not None else {}

    def publish(self, at: datetime, versions: Mapping[str, int]) -> None:
        """Put versions of the audience tables in force."""
        if versions != self.versions():
            models.AudienceVersions.objects.create(at=at, versions=dict(versions))


def _record(run: models.ExportRun) -> ExportRecord:
    audience = run.audience
    return ExportRecord(
        run.pk, audience.pk, audience.segment, audience.destination, ExportState(run.state), run.mode, run.actor, run.started,
        run.finished, run.place, run.problem, run.receipt,
    )  # fmt: skip
