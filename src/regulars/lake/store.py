"""Delta tables in one folder: files written by the engine, committed by `deltalake`, read by whoever knows the version.

A table's folder holds Parquet files and the log that says which of them make up which version. Every file is named after the run
that wrote it, so that what a killed run left behind can be told and removed.
"""

from __future__ import annotations

import errno
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.errors import OutputError, SourceError

if TYPE_CHECKING:
    from deltalake import DeltaTable
    from deltalake.transaction import AddAction

_TAKEN_FOR_ANOTHER = re.compile(r"%[0-9A-Fa-f]{2}|\\")


@dataclass(frozen=True, slots=True)
class Commit:
    """What one commit made of a table: its new version, and rows and bytes written."""

    version: int
    rows: int
    bytes: int


def refuse_unfit_place(folder: Path) -> None:
    """Refuse a folder in which `deltalake` finds no table again: it takes paths for addresses, in which %20 is a blank.

    Raises:
        OutputError: it is one.
    """
    for path in (folder.absolute(), folder.resolve()):
        if found := _TAKEN_FOR_ANOTHER.search(str(path)):
            problem = f"The path {path} has {found[0]!r} in it, so that tables in it cannot be read."
            raise OutputError(problem, "Rename that folder.")


class Lake:
    """The tables below one folder. One writer at a time (the workspace's lock sees to it); any number of readers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def tables(self) -> tuple[str, ...]:
        """The tables that exist, by name."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.folder.iterdir() if (path / "_delta_log").is_dir()))

    def head(self, table: str) -> int | None:
        """The newest version of a table, published or not; None where there is no such table.

        Raises:
            SourceError: there was one, and its log is gone: what would be written now would take the place of all of it.
        """
        if table in self.tables():
            return _open(self.folder / table).version()
        if self._notes(table).is_dir():
            raise SourceError(f"The log of the table {table} is gone.", f"Bring {self.folder / table} back from a backup.")
        return None

    def files(self, table: str, version: int) -> tuple[Path, ...]:
        """The files that make up a version.

        Raises:
            SourceError: there is no such version, or a file of it is gone.
        """
        paths = self.named(table, version)
        missing = next((path for path in paths if not path.exists()), None)
        if missing is not None:
            raise SourceError(
                f"Version {version} of {table} is incomplete: {missing.name} is gone.",
                "Retention removes what is old: ask about a later refresh. What is not old comes from a backup.",
            )
        return paths

    def named(self, table: str, version: int) -> tuple[Path, ...]:
        """The files that a version is made of, whether they are there or not."""
        return tuple(self.folder / table / name for name in self._names(table, version))

    def rows(self, versions: Mapping[str, int], table: str) -> int:
        """How many rows a pinned table has, by what its files say of themselves.

        Raises:
            SourceError: one of them is damaged.
        """
        from pyarrow import ArrowException, parquet

        files = self.files(table, versions[table]) if table in versions else ()
        count = 0
        for path in files:
            try:
                count += int(parquet.read_metadata(path).num_rows)
            except (ArrowException, OSError) as error:
                raise SourceError(f"{path.name} of {table} is damaged.", "regulars doctor says what to do.") from error
        return count

    def _names(self, table: str, version: int) -> list[str]:
        """The names of a version's files: as noted when it was committed, or when others took their place, else from the log."""
        try:
            noted: list[str] = json.loads(self._note(table, version).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return _names_of(_open(self.folder / table, version))
        return noted

    def _notes(self, table: str) -> Path:
        return self.folder / table / ".versions"

    def _note(self, table: str, version: int) -> Path:
        return self._notes(table) / f"{version:012d}.json"

    def _take_note(self, table: str, version: int, names: Sequence[str]) -> None:
        note = self._note(table, version)
        note.parent.mkdir(exist_ok=True)
        aside = note.with_suffix(".part")
        aside.write_text(json.dumps(names), encoding="utf-8")
        aside.replace(note)

    def new_folder(self, table: str, run: int) -> Path:
        """An empty folder inside the table's, for the engine to write a run's files into."""
        aside = self.folder / table / f".run-{run:06d}-{time.monotonic_ns()}"
        try:
            aside.mkdir(parents=True)
        except OSError as error:
            raise OutputError(f"{self.folder} cannot be written: {error.strerror or error}.", "Check its permissions.") from error
        return aside

    def take_in(self, table: str, written: Path) -> tuple[Path, ...]:
        """Bring the Parquet files in the folder `written` among the table's, as part of no version yet; none without rows, but
        for one where there is no other.

        Raises:
            OutputError: the folder cannot be written.
        """
        from pyarrow import parquet

        taken: list[Path] = []
        has_rows = False
        try:
            for number, file in enumerate(sorted(written.glob("*.parquet"))):
                is_empty = not parquet.read_metadata(file).num_rows
                if is_empty and (has_rows or number):
                    continue
                has_rows = has_rows or not is_empty
                taken.append(file.replace(self.folder / table / f"{written.name.removeprefix('.')}-{number}.parquet"))
            return tuple(taken)
        except OSError as error:
            raise _unwritten(table, error) from error
        finally:
            for file in written.glob("*"):
                file.unlink(missing_ok=True)
            written.rmdir()

    def commit(self, table: str, written: Path, removed: Sequence[Path] = (), *, whole: bool = False) -> Commit:
        """Add the Parquet files in the folder `written` and take out `removed` (or, if `whole`, everything that was there).

        Raises:
            OutputError: the folder cannot be written.
        """
        from deltalake import DeltaTable, Schema
        from deltalake.exceptions import DeltaError
        from pyarrow import parquet
        from pyarrow import schema as arrow_schema

        home = self.folder / table
        taken = self.take_in(table, written)
        try:
            adds, rows = _adding(taken)
            if taken:
                # a file without a gap says "not null" of its columns, which the next one may not keep
                schema = Schema.from_arrow(arrow_schema([each.with_nullable(True) for each in parquet.read_schema(taken[0])]))
            else:
                schema = _open(home).schema()
            opened = _open(home) if (home / "_delta_log").is_dir() else DeltaTable.create(home, schema, configuration=_SETTINGS)
            opened.create_write_transaction([*adds, *_removing(removed)], "overwrite" if whole else "append", schema)
            version = _open(home).version()
            self._take_note(table, version, self._names(table, version))
            return Commit(version, rows, sum(each.size for each in adds))
        except (OSError, DeltaError) as error:
            raise _unwritten(table, error) from error

    def restore(self, table: str, version: int | None) -> int:
        """Make an earlier version of a table the newest one again (None: no rows at all); the new version's number.

        Raises:
            OutputError: the folder cannot be written. SourceError: a file of the version is gone.
        """
        from deltalake.exceptions import DeltaError

        opened = _open(self.folder / table)
        try:
            if version is None:
                opened.create_write_transaction([], "overwrite", opened.schema())
            else:
                wanted = {path.name: path for path in self.files(table, version)}
                opened.restore(version, ignore_missing_files=True)
                opened = _open(self.folder / table)
                logged = set(_names_of(opened))
                if logged != set(wanted):
                    adds, _ = _adding([path for name, path in wanted.items() if name not in logged])
                    gone = _removing([self.folder / table / name for name in logged - set(wanted)])
                    opened.create_write_transaction([*adds, *gone], "append", opened.schema())
        except (OSError, DeltaError) as error:
            raise _unwritten(table, error) from error
        made = _open(self.folder / table).version()
        self._take_note(table, made, self._names(table, made))
        return made

    def exchange(self, table: str, instead: Mapping[Path, Sequence[Path]]) -> int:
        """Commit files of the newest version away, each for those that it maps to, which were taken in; the new version's number.

        Raises:
            OutputError: the folder cannot be written.
        """
        from deltalake.exceptions import DeltaError

        home = self.folder / table
        try:
            adds, _ = _adding([path for new in instead.values() for path in new])
            opened = _open(home)
            opened.create_write_transaction([*adds, *_removing(list(instead))], "append", opened.schema())
            version = _open(home).version()
            self._take_note(table, version, self._names(table, version))
        except (OSError, DeltaError) as error:
            raise _unwritten(table, error) from error
        return version

    def put_in_place(self, table: str, instead: Mapping[str, Sequence[str]]) -> None:
        """Let all versions of a table be made of other files: each name in `instead` is taken for those that it maps to. The log,
        by which other engines read, has the former ones.

        Raises:
            OutputError: the folder cannot be written.
        """
        try:
            for version in range((self.head(table) or 0) + 1):
                names = self._names(table, version)
                if not instead.keys().isdisjoint(names):
                    self._take_note(table, version, [new for name in names for new in instead.get(name, (name,))])
        except OSError as error:
            raise _unwritten(table, error) from error

    def rewind(self, published: Mapping[str, int]) -> None:
        """Make the published versions the newest ones again, where a run that was stopped had committed further."""
        for table in self.tables():
            opened = _open(self.folder / table)
            wanted = published.get(table)
            if wanted is None:
                if opened.file_uris():
                    self.restore(table, None)
            elif opened.version() != wanted and set(opened.file_uris()) != set(_open(self.folder / table, wanted).file_uris()):
                self.restore(table, wanted)

    def has_rows(self) -> bool:
        """Whether any table has files in its newest version."""
        return any(self._names(table, version) for table in self.tables() if (version := self.head(table)) is not None)

    def sweep(self, runs: Sequence[int], kept: Mapping[str, set[Path]]) -> int:
        """Remove what the runs left behind, but for the files in `kept`; how many files went."""
        gone = 0
        for table in self.tables_and_remains():
            for note in self._notes(table).glob("*.part"):
                note.unlink(missing_ok=True)
            for run in runs:
                for path in (self.folder / table).glob(f".run-{run:06d}-*"):
                    for file in path.glob("*"):
                        file.unlink(missing_ok=True)
                        gone += 1
                    path.rmdir()
                for path in (self.folder / table).glob(f"run-{run:06d}-*.parquet"):
                    if path not in kept.get(table, set()):
                        path.unlink(missing_ok=True)
                        gone += 1
        return gone

    def tables_and_remains(self) -> tuple[str, ...]:
        """Every folder, tables and those that a killed run had only begun."""
        return tuple(sorted(path.name for path in self.folder.iterdir() if path.is_dir())) if self.folder.is_dir() else ()


def _names_of(opened: DeltaTable) -> list[str]:
    return sorted(Path(uri.removeprefix("file://")).name for uri in opened.file_uris())


def _adding(paths: Sequence[Path]) -> tuple[list[AddAction], int]:
    """What a commit says of files that it adds, and the rows of all of them."""
    from deltalake.transaction import AddAction
    from pyarrow import parquet

    adds, rows = [], 0
    for path in paths:
        count, status = int(parquet.read_metadata(path).num_rows), path.stat()
        stats = json.dumps({"numRecords": count})  # least and greatest values would be personal data
        adds.append(AddAction(path.name, status.st_size, {}, int(status.st_mtime * 1000), True, stats))
        rows += count
    return adds, rows


def _removing(paths: Sequence[Path]) -> list[Any]:
    """What a commit says of files that it takes out, which may be gone."""
    from deltalake.transaction import RemoveAction

    now = int(time.time() * 1000)
    return [RemoveAction(path.name, True, now, path.stat().st_size if path.exists() else 0, {}) for path in paths]


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# versions that are not published are of no use, so that the log may be short; it is what readers have to read first
_SETTINGS: dict[str, str | None] = {"delta.checkpointInterval": "20", "delta.logRetentionDuration": "interval 36500 days"}


def _unwritten(table: str, error: Exception) -> OutputError:
    """Why a table cannot be written, in one line; `deltalake` says it in several, with colours."""
    if "No space left" in str(error) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return OutputError(
            f"The disk is full: the table {table} cannot be written.", "Free some space and run again; nothing was published."
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or _COLOUR.sub("", str(error)).strip().splitlines()[0]
    return OutputError(f"The table {table} cannot be written: {reason}.", "Nothing was published; mend it and run again.")


def _open(folder: Path, version: int | None = None) -> DeltaTable:
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    try:
        return DeltaTable(folder, version=version)
    except (DeltaError, OSError) as error:
        which = f"version {version} of " if version is not None else ""
        reason = str(error).splitlines()[0]
        raise SourceError(f"There is no {which}table {folder.name}: {reason}.", "regulars doctor says what is there.") from error
