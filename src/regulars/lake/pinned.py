"""A folder that looks like a shop's export and holds one pinned set of versions: links to the files that make them up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from regulars.lake.store import Lake


def pin(lake: Lake, versions: Mapping[str, int], tables: Iterable[str], within: Path) -> Path:
    """Make `within/pinned/TABLE/...` of the versions, for whatever reads a folder of tables. Empty tables are left out.

    Raises:
        SourceError: a version is gone.
    """
    folder = within / "pinned"
    folder.mkdir(parents=True, exist_ok=True)
    for table in tables:
        files = lake.files(table, versions[table]) if table in versions else ()
        if files:
            (folder / table).mkdir()
        for path in files:
            (folder / table / path.name).symlink_to(path.resolve())
    return folder


def pinned_files(lake: Lake, versions: Mapping[str, int], table: str) -> tuple[Path, ...]:
    """The files of one pinned table; none where it is not there."""
    return lake.files(table, versions[table]) if table in versions else ()
