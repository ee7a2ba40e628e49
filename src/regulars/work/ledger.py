"""What the use cases of a workspace ask of its application database, whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from regulars.work.experiment_ledger import ExperimentLedger
from regulars.work.export_ledger import ExportLedger


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class StepRecord:
    """A part of a run; `rows` and `seconds` are None while it runs."""

    name: str
    rows: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One import, undoing, refresh or erasure."""

    number: int
    kind: str
    state: RunState
    actor: str
    started: datetime
    finished: datetime | None = None
    problem: str = ""
    report: Mapping[str, Any] = field(default_factory=dict)
    steps: tuple[StepRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """A set of table versions in force. `kind` is "data" (canonical tables alone) or "refresh" (everything worked out of them too).

    `facts` of a refresh are its cuts, map, zone and scorecard.
    """

    number: int
    kind: str
    run: int
    at: datetime
    as_of: datetime | None
    versions: Mapping[str, int]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Files of one shape: the columns that they have, and how they are read (`answers`: columns by role, day_first, decimal...)."""

    name: str
    table: str
    columns: tuple[str, ...]
    answers: Mapping[str, Any]
    mapping: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A custom segment in one version: `criteria` on the wire, with the words or SQL it came from.

    `changes` is how it differs from the version before (see `work.segment_changes`), empty for the first; `description` and
    `playbook` (the segment whose playbook goes for this one, too) belong to the segment and not to the version.
    """

    name: str
    state: str
    version: int
    author: str
    at: datetime
    words: str
    sentence: str
    criteria: Mapping[str, Any]
    sql: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    playbook: str = ""


class FileState(StrEnum):
    """What became of a file of a watched folder."""

    IMPORTED = "imported"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file of a watched folder as it was when it was last taken up: its size in bytes, time of change, and what became of it."""

    path: str
    size: int
    modified_ns: int
    state: FileState
    at: datetime
    problem: str = ""


class Ledger(Protocol):
    """The application database. What is written is there after a crash; `publish` is one transaction."""

    @property
    def exports(self) -> ExportLedger:
        """The history of exports, and the audience tables in force."""

    @property
    def experiments(self) -> ExperimentLedger:
        """The experiments, and the global holdout."""

    def begin_run(self, kind: str, actor: str, at: datetime) -> int:
        """A new run; its number."""

    def begin_step(self, run: int, name: str) -> int:
        """A step that has begun; its number."""

    def end_step(self, step: int, rows: int, seconds: float) -> None:
        """A step that is done."""

    def end_run(self, run: int, state: RunState, at: datetime, report: Mapping[str, Any], problem: str = "") -> None:
        """A run that is over."""

    def unfinished(self) -> tuple[RunRecord, ...]:
        """Runs that are not over, as far as the ledger knows."""

    def runs(self, limit: int, kind: str | None = None, offset: int = 0) -> tuple[RunRecord, ...]:
        """The last runs (of a kind), newest first, without the newest `offset` of them."""

    def run(self, number: int) -> RunRecord | None:
        """A run by its number."""

    def count_runs(self, kind: str | None = None) -> int:
        """How many runs (of a kind) there have been."""

    def publish(
        self, run: int, kind: str, at: datetime, as_of: datetime | None, versions: Mapping[str, int], facts: Mapping[str, Any],
        report: Mapping[str, Any], worked_out: datetime | None = None, audiences: Mapping[str, int] | None = None,
    ) -> PublicationRecord:  # fmt: skip
        """Put a set of versions in force and end the run, both or neither. `worked_out` is when scores and segments were, where
        that was earlier; `audiences` are versions of the audience tables that go in force with them."""

    def publications(self, kind: str | None = None, last: int | None = None) -> tuple[PublicationRecord, ...]:
        """All publications (of a kind), or the `last` so many, oldest first."""

    def publication_of(self, run: int) -> PublicationRecord | None:
        """What a run published; None where it published nothing."""

    def latest(self, kind: str | None = None) -> PublicationRecord | None:
        """The publication in force (of a kind)."""

    def sources(self) -> tuple[SourceRecord, ...]:
        """What is remembered of files, by name."""

    def remember_source(self, source: SourceRecord, at: datetime) -> None:
        """Keep how files of a shape are read."""

    def forget_source(self, name: str) -> None:
        """Keep nothing of a source."""

    def segments(self) -> tuple[SegmentRecord, ...]:
        """The custom segments in their newest version, by name."""

    def segment_versions(self, name: str) -> Sequence[SegmentRecord]:
        """All versions of a custom segment, oldest first."""

    def save_segment(self, segment: SegmentRecord) -> None:
        """Keep a version of a custom segment (`version` 1 is a new one), or, where the version is there, its new state, description
        and playbook."""

    def save_segments(self, segments: Sequence[SegmentRecord]) -> None:
        """Keep several, all or none."""

    def former_names(self) -> Mapping[str, str]:
        """The names that custom segments had before they were renamed and that none has now, each with the name of today."""

    def delete_segment(self, name: str) -> None:
        """Keep nothing of a custom segment."""

    def rename_segment(self, name: str, new_name: str) -> None:
        """Give a custom segment another name, with all its versions."""

    def watched_files(self) -> tuple[WatchedFile, ...]:
        """What became of the files of watched folders, by path."""

    def keep_watched_file(self, file: WatchedFile) -> None:
        """Remember what became of a file."""

    def erase_quoted(self, mend: Callable[[str], str]) -> None:
        """Let `mend` take what it finds out of all that reports and problems say, so that the database's files have it no more."""

    def audit(self, at: datetime, actor: str, action: str, about: Mapping[str, Any]) -> None:
        """Write down that something was done; no personal data."""
