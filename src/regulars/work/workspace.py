"""A workspace: a folder with its settings, its lake and its application database, and the one writer that it admits."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from regulars.engines.base import Engine
from regulars.errors import BusyError, DataError, OutputError, RegularsError
from regulars.lake.store import Lake, refuse_unfit_place
from regulars.work.erasure import finish_erasure
from regulars.work.ledger import Ledger, PublicationRecord, RunState
from regulars.work.temporary import make_folder
from regulars.work.workspace_settings import SETTINGS_FILE, Settings, read_settings

LOCK_FILE = ".regulars.lock"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace. `make_engine` opens an engine that spills into the folder it is given, `make_page_engine` one that many
    people ask at the same time (None: there is no difference).
    """

    folder: Path
    settings: Settings
    lake: Lake
    ledger: Ledger
    make_engine: Callable[[Path], Engine]
    make_page_engine: Callable[[Path], Engine] | None = None

    def published(self, kind: str | None = None) -> Mapping[str, int]:
        """The table versions in force."""
        latest = self.ledger.latest(kind)
        return latest.versions if latest is not None else {}

    def refresh_number(self, number: int | None) -> PublicationRecord:
        """A refresh by its number, or the latest.

        Raises:
            DataError: there is none.
        """
        found = self.ledger.publications("refresh")
        if not found:
            raise DataError("Nothing has been refreshed yet.", "Run regulars refresh first.")
        if number is None:
            return found[-1]
        match = next((each for each in found if each.number == number), None)
        if match is None:
            numbers = ", ".join(str(each.number) for each in found[-12:])
            raise DataError(f"There is no refresh {number}.", f"There are: {numbers}.")
        return match


def open_workspace(folder: Path, start_ledger: Callable[[Path], Ledger], make_engine: Callable[[Path], Engine]) -> Workspace:
    """Open the workspace in a folder.

    Raises:
        SourceError: there is none, or its database cannot be used. DefinitionError: its settings are not valid. OutputError: tables
        cannot be read where it is.
    """
    refuse_unfit_place(folder)
    settings = read_settings(folder / SETTINGS_FILE)
    return Workspace(folder, settings, Lake(folder / "lake"), start_ledger(folder), make_engine)


@contextmanager
def engine_aside(workspace: Workspace) -> Iterator[tuple[Engine, Path]]:
    """An engine of one's own, and the folder that it spills into; both are gone afterwards."""
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            yield engine, workdir
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


@contextmanager
def writing(workspace: Workspace, kind: str, actor: str, now: datetime) -> Iterator[int]:
    """Be the one writer of the workspace for a run; yields the run's number.

    What stopped runs left behind is cleared away first. If the run fails, so is what it wrote; it is then recorded as failed.

    Raises:
        BusyError: somebody else writes; the message says who and since when.
    """
    with holding(workspace.folder / LOCK_FILE, kind, actor, now):
        recover(workspace, now)
        run = workspace.ledger.begin_run(kind, actor, now)
        try:
            yield run
        except BaseException as error:
            if any(each.run == run for each in workspace.ledger.publications()):
                raise  # it is in force already: what failed was tidying up
            stopped = not isinstance(error, Exception)
            problem = _why_ended(error)
            # what it wrote goes first: that makes room on a full disk for the rest
            workspace.lake.sweep([run], {})
            with suppress(Exception):  # where that fails, too, the run stays unfinished, and the next one clears it away
                workspace.lake.rewind(workspace.published())
                workspace.ledger.end_run(run, RunState.INTERRUPTED if stopped else RunState.FAILED, now, {}, problem)
            raise


def _why_ended(error: BaseException) -> str:
    match error:
        case RegularsError():
            return error.problem
        case Exception():
            return "The disk is full." if "disk is full" in str(error) else f"{type(error).__name__}: {error}"
        case _:
            return "It was told to end before it was done."


def recover(workspace: Workspace, now: datetime) -> int:
    """Clear away what runs that were killed left behind; how many there were. Only the one who holds the lock may.

    Raises:
        DataError: the lake has rows that the application database never published, and no run was killed: it is another's.
    """
    lost = workspace.ledger.unfinished()
    published = workspace.published()
    if lost:
        workspace.lake.rewind(published)
        in_force = {table: set(workspace.lake.named(table, version)) for table, version in published.items()}
        workspace.lake.sweep([run.number for run in lost], in_force)
        for run in lost:
            workspace.ledger.end_run(run.number, RunState.INTERRUPTED, now, {}, "The process ended before the run did.")
    finish_erasure(workspace.folder, workspace.lake, workspace.ledger, now)
    if not lost and not published:
        refuse_another_lake(workspace)
    return len(lost)


def refuse_another_lake(workspace: Workspace) -> None:
    """Refuse a lake with rows where nothing was ever published: the application database is not the one that belongs to it.

    Raises:
        DataError: it is so.
    """
    if not workspace.published() and workspace.lake.has_rows():
        raise DataError(
            f"{workspace.lake.folder} has tables that its application database knows nothing of.",
            "Bring back the database that belongs to it (regulars.sqlite3, or DATABASE_URL), or move that folder away.",
        )


@contextmanager
def holding(path: Path, kind: str, actor: str, now: datetime) -> Iterator[None]:
    """Hold a lock of the workspace, which the system gives back however the process ends.

    Raises:
        BusyError: somebody else holds it; the message says who and since when.
    """
    try:
        file: IO[str] = path.open("a+", encoding="utf-8")
    except OSError as error:
        problem = f"{path.parent} cannot be written: {error.strerror or error}."
        raise OutputError(problem, "Check its permissions and the disk.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _busy(path) from error
        about = {"kind": kind, "actor": actor, "since": now.isoformat(), "process": os.getpid(), "host": socket.gethostname()}
        file.truncate(0)
        file.write(json.dumps(about))
        file.flush()
        yield


def _busy(path: Path) -> BusyError:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
        actor, process, host = about["actor"], about["process"], about["host"]
        since = datetime.fromisoformat(about["since"]).astimezone(UTC)
        who = f"{actor} (process {process} on {host}) has been running {about['kind']} since {since:%Y-%m-%d %H:%M} UTC"
    except (OSError, ValueError, KeyError):  # the other one has not written its name yet
        who = "Another import, refresh or export is running"
    return BusyError(f"The workspace is in use: {who}.", "Wait for it to end; then run this again. Nothing was changed.")
