"""The ledger of `work/` on Django's models."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from regulars.errors import DataError
from regulars.web.experiments.ledger import DjangoExperimentLedger
from regulars.web.exports.ledger import DjangoExportLedger
from regulars.web.workspace import models
from regulars.work.ledger import (
    FileState,
    PublicationRecord,
    RunRecord,
    RunState,
    SegmentRecord,
    SourceRecord,
    StepRecord,
    WatchedFile,
)


class DjangoLedger:
    """See `work.ledger.Ledger`."""

    @property
    def exports(self) -> DjangoExportLedger:
        """The history of exports."""
        return DjangoExportLedger()

    @property
    def experiments(self) -> DjangoExperimentLedger:
        """The experiments."""
        return DjangoExperimentLedger()

    def check(self) -> None:
        """Touch the newest table, so that a database without it is refused here and not half-way through a run."""
        models.WatchedFile.objects.exists()
        self.exports.versions()
        self.experiments.experiments()

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

    def runs(self, limit: int, kind: str | None = None, offset: int = 0) -> tuple[RunRecord, ...]:
        """The last runs (of a kind), newest first, without the newest `offset` of them."""
        found = models.Run.objects.order_by("-pk").prefetch_related("steps")
        return tuple(map(_run, (found.filter(kind=kind) if kind else found)[offset : offset + limit]))

    def run(self, number: int) -> RunRecord | None:
        """A run by its number."""
        found = models.Run.objects.filter(pk=number).prefetch_related("steps").first()
        return _run(found) if found is not None else None

    def count_runs(self, kind: str | None = None) -> int:
        """How many runs (of a kind) there have been."""
        return int((models.Run.objects.filter(kind=kind) if kind else models.Run.objects).count())

    def publish(
        self, run: int, kind: str, at: datetime, as_of: datetime | None, versions: Mapping[str, int], facts: Mapping[str, Any],
        report: Mapping[str, Any], worked_out: datetime | None = None, audiences: Mapping[str, int] | None = None,
    ) -> PublicationRecord:  # fmt: skip
        """Put a set of versions in force and end the run, both or neither."""
        with transaction.atomic():
            made = models.Publication.objects.create(
                kind=kind, run_id=run, at=worked_out or at, as_of=as_of, versions=dict(versions), facts=dict(facts)
            )
            self.end_run(run, RunState.DONE, at, report)
            if audiences is not None:
                self.exports.publish(at, audiences)
        return _publication(made)

    def publications(self, kind: str | None = None, last: int | None = None) -> tuple[PublicationRecord, ...]:
        """All publications (of a kind), or the `last` so many, oldest first."""
        found = models.Publication.objects.order_by("-pk")
        newest = found.filter(kind=kind) if kind else found
        return tuple(map(_publication, newest[:last] if last is not None else newest))[::-1]

    def publication_of(self, run: int) -> PublicationRecord | None:
        """What a run published; None where it published nothing."""
        found = models.Publication.objects.filter(run_id=run).first()
        return _publication(found) if found is not None else None

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

    def forget_source(self, name: str) -> None:
        """Keep nothing of a source."""
        models.Source.objects.filter(name=name).delete()

    def segments(self) -> tuple[SegmentRecord, ...]:
        """The custom segments in their newest version, by name."""
        found = models.Segment.objects.order_by("name").prefetch_related("versions")
        return tuple(_segment(segment, list(segment.versions.all())[-1]) for segment in found)

    def segment_versions(self, name: str) -> Sequence[SegmentRecord]:
        """All versions of a custom segment, oldest first."""
        segment = models.Segment.objects.filter(name=name).first()
        return tuple(_segment(segment, version) for version in segment.versions.all()) if segment is not None else ()

    def save_segment(self, segment: SegmentRecord) -> None:
        """Keep a version of a custom segment (`version` 1 is a new one), or, where the version is there, its new state, description
        and playbook."""
        with transaction.atomic():
            made, _ = models.Segment.objects.get_or_create(name=segment.name, defaults={"state": segment.state})
            newest = made.versions.order_by("-number").first()
            number = newest.number if newest is not None else 0
            is_newest = newest is not None and number == segment.version and newest.criteria == segment.criteria
            if not is_newest and segment.version != number + 1:
                raise DataError(f"The segment {segment.name!r} has changed meanwhile.", "Look at it and try again.")
            models.Segment.objects.filter(pk=made.pk).update(
                state=segment.state, description=segment.description, playbook=segment.playbook
            )
            models.SegmentVersion.objects.get_or_create(
                segment=made,
                number=segment.version,
                defaults={
                    "author": segment.author,
                    "at": segment.at,
                    "words": segment.words,
                    "sql": segment.sql,
                    "sentence": segment.sentence,
                    "criteria": dict(segment.criteria),
                    "changes": dict(segment.changes),
                },
            )

    def save_segments(self, segments: Sequence[SegmentRecord]) -> None:
        """Keep several, all or none."""
        with transaction.atomic():
            for segment in segments:
                self.save_segment(segment)

    def rename_segment(self, name: str, new_name: str) -> None:
        """Give a custom segment another name, with all its versions."""
        try:
            with transaction.atomic():
                models.Segment.objects.filter(name=name).update(name=new_name)
                self.exports.rename_segment(name, new_name)
        except IntegrityError as error:
            raise DataError(f"There is a segment {new_name!r} already.", "Give another name.") from error

    def former_names(self) -> Mapping[str, str]:
        """The names that custom segments had before, each with the name of today."""
        there = set(models.Segment.objects.values_list("name", flat=True))
        now: dict[str, str] = {}
        for about in models.AuditEntry.objects.filter(action="segment renamed").order_by("-pk").values_list("about", flat=True):
            now.setdefault(about["from"], now.get(about["to"], about["to"]))
        return {former: name for former, name in now.items() if former not in there and name in there}

    def delete_segment(self, name: str) -> None:
        """Keep nothing of a custom segment."""
        from regulars.web.workspace.quoted import flush

        models.Segment.objects.filter(name=name).delete()
        flush()

    def watched_files(self) -> tuple[WatchedFile, ...]:
        """What became of the files of watched folders, by path."""
        return tuple(
            WatchedFile(each.path, each.size, each.modified_ns, FileState(each.state), each.at, each.problem)
            for each in models.WatchedFile.objects.order_by("path")
        )

    def keep_watched_file(self, file: WatchedFile) -> None:
        """Remember what became of a file."""
        values = {
            "size": file.size, "modified_ns": file.modified_ns, "state": file.state, "problem": file.problem, "at": file.at,
        }  # fmt: skip
        models.WatchedFile.objects.update_or_create(path=file.path, defaults=values)

    def erase_quoted(self, mend: Callable[[str], str]) -> None:
        """Let `mend` take what it finds out of all that reports and problems say."""
        from regulars.web.workspace.quoted import mend_texts

        mend_texts(mend)

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
        name=segment.name,
        state=segment.state,
        version=version.number,
        author=version.author,
        at=version.at,
        words=version.words,
        sentence=version.sentence,
        criteria=version.criteria,
        sql=version.sql,
        changes=version.changes,
        description=segment.description,
        playbook=segment.playbook,
    )
