"""Watched folders: files that are new or changed, whole by now, and not yet taken up as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from regulars.errors import BusyError, RegularsError, SourceError
from regulars.ingest.paths import DATA_ENDINGS, table_name
from regulars.work.imports import ImportReport, ImportRequest, import_files, requested
from regulars.work.ledger import FileState, WatchedFile
from regulars.work.source_memory import without_date
from regulars.work.workspace import Workspace

_TABLES = ("orders", "order_lines", "customers", "events")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file at one look: its size in bytes and time of change."""

    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: its report, or why it could not be imported."""

    path: Path
    report: ImportReport | None
    problem: str = ""


def look(workspace: Workspace) -> dict[Path, Seen]:
    """The data files in the watched folders and one level below.

    Raises:
        SourceError: a folder is not there.
    """
    found: dict[Path, Seen] = {}
    for name in workspace.settings.texts("watch"):
        folder = workspace.folder.absolute() / name  # two looks are compared by path, however the workspace was named
        if not folder.is_dir():
            raise SourceError(f"The watched folder {folder} is not there.", "Make it, or take it out of watch in regulars.toml.")
        for path in (*folder.glob("*"), *folder.glob("*/*")):
            seen = _seen(path)
            if seen is not None and path.suffix.lower() in DATA_ENDINGS and not path.name.startswith((".", "_", "~$")):
                found[path] = seen
    return found


def _seen(path: Path) -> Seen | None:
    try:
        status = path.stat()
    except OSError:
        return None  # it has gone since it was listed
    return Seen(status.st_size, status.st_mtime_ns) if path.is_file() and status.st_size else None


def ready(workspace: Workspace, before: Mapping[Path, Seen], now: Mapping[Path, Seen]) -> tuple[Path, ...]:
    """The files that were the same at two looks and were not taken up as they are, oldest first: a later one may correct it."""
    known = {each.path: Seen(each.size, each.modified_ns) for each in workspace.ledger.watched_files()}
    still = [path for path, seen in now.items() if before.get(path) == seen and known.get(_name(workspace, path)) != seen]
    return tuple(sorted(still, key=lambda path: (now[path].modified_ns, path.name)))


def waiting(workspace: Workspace, now: Mapping[Path, Seen]) -> int:
    """How many files have not been taken up as they are."""
    return len(ready(workspace, now, now))


def _name(workspace: Workspace, path: Path) -> str:
    """A file by its place in the workspace, which may be moved as a whole; one elsewhere by its whole path."""
    return str(path.relative_to(workspace.folder)) if path.is_relative_to(workspace.folder) else str(path.absolute())


def take(workspace: Workspace, paths: Sequence[Path], seen: Mapping[Path, Seen], *, actor: str, now: datetime) -> Iterator[Taken]:
    """Import files one by one, each once. One that fails is remembered with the reason, and tried again when it has changed.

    Raises:
        BusyError: somebody else writes; nothing is remembered then.
    """
    for path in paths:
        about = seen[path]
        made = WatchedFile(_name(workspace, path), about.size, about.modified_ns, FileState.IMPORTED, now)
        try:
            report = import_files(workspace, ImportRequest(_sources(path)), actor=actor, now=now)
        except BusyError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the files after it must not wait for this one
            problem = f"{error.problem} {error.remedy}".strip() if isinstance(error, RegularsError) else _unexpected(error)
            workspace.ledger.keep_watched_file(replace(made, state=FileState.FAILED, problem=problem))
            yield Taken(path, None, problem)
        else:
            workspace.ledger.keep_watched_file(made)
            yield Taken(path, report)


def _unexpected(error: Exception) -> str:
    return f"Regulars itself failed ({type(error).__name__}: {' '.join(str(error).split())[:200]}). Please report this."


def _sources(path: Path) -> tuple[tuple[str, object], ...]:
    """A file by its own name, else by that of its folder: `inbox/customers/monday.csv` has customers."""
    if without_date(table_name(path)) not in _TABLES and path.parent.name in _TABLES:
        return ((path.parent.name, str(path)),)
    return requested([str(path)])
