"""What exports ask of a workspace's application database: their history, and which audience tables are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class ExportState(StrEnum):
    """How an export stands. `UNCHANGED`: nothing had changed since the last one, so nothing was written."""

    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """One export: who of which segment went where, in numbers.

    `audience` is the number of the pair of segment and destination. `receipt` is that of the file, {} while there is none; it
    counts and names files, and holds no personal data. `place` is the folder that the files are in.
    """

    number: int
    audience: int
    segment: str
    destination: str
    state: ExportState
    mode: str
    actor: str
    started: datetime
    finished: datetime | None = None
    place: str = ""
    problem: str = ""
    receipt: Mapping[str, Any] = field(default_factory=dict)


class ExportLedger(Protocol):
    """The history of exports. `finish` is one transaction: what an export remembers is in force with it, or not at all."""

    def begin(self, segment: str, destination: str, mode: str, actor: str, at: datetime) -> ExportRecord:
        """An export that has begun."""

    def finish(
        self, number: int, state: ExportState, at: datetime, place: str, receipt: Mapping[str, Any], versions: Mapping[str, int]
    ) -> None:
        """An export that is over, with the versions of the audience tables that are in force from now on."""

    def fail(self, number: int, state: ExportState, at: datetime, problem: str) -> None:
        """An export that came to nothing."""

    def amend(self, number: int, receipt: Mapping[str, Any]) -> None:
        """The receipt of an export whose files have changed since."""

    def in_force(self, segment: str, destination: str) -> ExportRecord | None:
        """The last export of a segment to a destination that wrote something."""

    def history(self, segment: str | None = None, limit: int = 50) -> Sequence[ExportRecord]:
        """The last exports (of a segment), newest first."""

    def export(self, number: int) -> ExportRecord | None:
        """One export."""

    def audiences(self, numbers: Sequence[int]) -> Mapping[int, tuple[str, str]]:
        """Segment and destination of audiences, by number."""

    def rename_segment(self, name: str, new_name: str) -> None:
        """What is remembered of a segment's exports is remembered under its new name."""

    def unfinished(self) -> Sequence[ExportRecord]:
        """Exports that are not over, as far as the ledger knows."""

    def versions(self) -> Mapping[str, int]:
        """The versions of the audience tables in force."""

    def publish(self, at: datetime, versions: Mapping[str, int]) -> None:
        """Put versions of the audience tables in force."""
