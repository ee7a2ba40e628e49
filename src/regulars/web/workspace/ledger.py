"""The ledger of `work/` on Django's models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.errors import DataError
from regulars.web.workspace import models
from regulars.work.ledger import PublicationRecord, RunRecord, RunState, SegmentRecord, SourceRecord, StepRecord


class DjangoLedger:
    """See `work.ledger.Ledger`."""

    def check(self) -> None:
        """Touch the newest table, so that a database without it is refused here and not half-way through a run."""
        models.AuditEntry.objects.exists()

    def begin_run(self, kind: str, actor: str, at: datetime) -> int:
        """A new run; its number."""
        return int(models.Run.objects.create(kind=kind, state=RunState.RUNNING, actor=actor, started=at).pk)

    def begin_step(self, run: int, name: str) -> int:
        """A step that has begun; its number."""
        return int(models.Step.objects.create(run_id=run, name=name).pk)

    def end_step(self, step: int, rows: int, seconds: float) -> None:
        """A step that is done."""
        models.Step.objects.filter(pk=step).update(rows=rows, seconds=seconds)

    def end_run(self, run: int, state: RunState, at: datetime, report: Mapping[str, Any], problem: str = "") -> None:
        """A run that is over."""
        models.Run.objects.filter(pk=run).update(state=state, finished=at, report=dict(report), problem=problem)

    def unfinished(self) -> tuple[RunRecord, ...]:
        """Runs that are not over, as far as the ledger knows."""
        return tuple(map(_run, models.Run.objects.filter(state=RunState.RUNNING).order_by("pk")))

    def runs(self, limit: int) -> tuple[RunRecord, ...]:
        """The last runs, newest first."""
        return tuple(map(_run, models.Run.objects.order_by("-pk").prefetch_related("steps")[:limit]))

    def publish(
        self, run: int, kind: str, at: datetime, as_of: datetime | None, versions: Mapping[str, int], facts: Mapping[str, Any],
        report: Mapping[str, Any],
    ) -> PublicationRecord:  # fmt: skip
        """Put a set of versions in force and end the run, both or neither."""
        with transaction.atomic():
            made = models.Publication.objects.create(
                kind=kind, run_id=run, at=at, as_of=as_of, versions=dict(versions), facts=dict(facts)
            )
            self.end_run(run, RunState.DONE, at, report)
        return _publication(made)

    def publications(self, kind: str | None = None) -> tuple[PublicationRecord, ...]:
        """All publications (of a kind), oldest first."""
        found = models.Publication.objects.order_by("pk")
        return tuple(map(_publication, found.filter(kind=kind) if kind else found))

    def latest(self, kind: str | None = None) -> PublicationRecord | None:
        """The publication in force (of a kind)."""
        found = models.Publication.objects.order_by("-pk")
        newest = (found.filter(kind=kind) if kind else found).first()
        return _publication(newest) if newest is not None else None

    def sources(self) -> tuple[SourceRecord, ...]:
        """What is remembered of files, by name."""
        return tuple(
            SourceRecord(each.name, each.table, tuple(each.columns), each.answers, each.mapping)
            for each in models.Source.objects.order_by("name")
        )

    def remember_source(self, source: SourceRecord, at: datetime) -> None:
        """Keep how files of a shape are read."""
        values = {
            "table": source.table,
            "columns": list(source.columns),
            "answers": dict(source.answers),
            "mapping": dict(source.mapping),
            "last_seen": at,
        }
        models.Source.objects.update_or_create(name=source.name, defaults=values, create_defaults=values | {"first_seen": at})

    def segments(self) -> tuple[SegmentRecord, ...]:
        """The custom segments in their newest version, by name."""
        found = models.Segment.objects.order_by("name").prefetch_related("versions")
        return tuple(_segment(segment, list(segment.versions.all())[-1]) for segment in found)

    def segment_versions(self, name: str) -> Sequence[SegmentRecord]:
        """All versions of a custom segment, oldest first."""
        segment = models.Segment.objects.filter(name=name).first()
        return tuple(_segment(segment, version) for version in segment.versions.all()) if segment is not None else ()

    def save_segment(self, segment: SegmentRecord) -> None:
        """Keep a version of a custom segment (`version` 1 is a new one), or, where the version is there, its new state."""
        with transaction.atomic():
            made, is_new = models.Segment.objects.get_or_create(name=segment.name, defaults={"state": segment.state})
            if is_new is not (segment.version == 1) and not made.versions.filter(number=segment.version).exists():
                newest = made.versions.order_by("-number").first()
                if newest is not None and newest.number + 1 != segment.version:
                    raise DataError(f"The segment {segment.name!r} has changed meanwhile.", "Look at it and try again.")
            models.Segment.objects.filter(pk=made.pk).update(state=segment.state)
            models.SegmentVersion.objects.get_or_create(
                segment=made,
                number=segment.version,
                defaults={
                    "author": segment.author,
                    "at": segment.at,
                    "words": segment.words,
                    "sentence": segment.sentence,
                    "criteria": dict(segment.criteria),
                },
            )

    def audit(self, at: datetime, actor: str, action: str, about: Mapping[str, Any]) -> None:
        """Write down that something was done; no personal data."""
        models.AuditEntry.objects.create(at=at, actor=actor, action=action, about=dict(about))


def _run(run: models.Run) -> RunRecord:
    steps = tuple(StepRecord(step.name, step.rows, step.seconds) for step in run.steps.all())
    return RunRecord(run.pk, run.kind, RunState(run.state), run.actor, run.started, run.finished, run.problem, run.report, steps)


def _publication(made: models.Publication) -> PublicationRecord:
    return PublicationRecord(made.pk, made.kind, made.run_id, made.at, made.as_of, made.versions, made.facts)


def _segment(segment: models.Segment, version: models.SegmentVersion) -> SegmentRecord:
    return SegmentRecord(
        segment.name, segment.state, version.number, version.author, version.at, version.words, version.sentence, version.criteria
    )
