"""Which application database a workspace uses, as Django's settings name it."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from regulars.errors import DefinitionError
from regulars.work.temporary import make_folder

SQLITE_NAME = "regulars.sqlite3"
# seconds for which a thread that answers requests keeps its connection; a file put in the database's place is seen after that
_KEPT_FOR = 10
# SQLite shares 32 KB beside a database with everybody who has it open, and the log of what is written last is there, too
_LEAST_ROOM = 256 * 1024
_REMEDY = "Write DATABASE_URL as postgres://USER:PASSWORD@HOST:PORT/NAME, or leave it out for SQLite."


def database(url: str | None, workspace: Path) -> dict[str, Any]:
    """The database of a workspace: SQLite in its folder, or the PostgreSQL that `url` names.

    Raises:
        DefinitionError: the address cannot be understood, or names another kind of database.
    """
    if not url:
        # a reader never waits for a writer, and a writer waits a while for another one
        options = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        }
        path = str(workspace / SQLITE_NAME)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options, "CONN_MAX_AGE": _KEPT_FOR}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DefinitionError("DATABASE_URL is not an address.", _REMEDY) from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise DefinitionError(f"DATABASE_URL names a database of type {parts.scheme or 'unknown'!r}.", _REMEDY)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise DefinitionError("DATABASE_URL names no database.", _REMEDY)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": _KEPT_FOR,
        "CONN_HEALTH_CHECKS": True,
    }


def database_to_read(url: str | None, workspace: Path) -> dict[str, Any]:
    """The database of a workspace as `database` names it, or where its folder takes nothing more, a copy that is only read.

    SQLite writes beside a database even to read it, and what was written last may stand in a file of its own beside it.

    Raises:
        DefinitionError: see `database`.
    """
    if url or (os.access(workspace, os.W_OK) and has_room(workspace)):
        return database(url, workspace)
    files = tuple(workspace / f"{SQLITE_NAME}{ending}" for ending in ("", "-wal"))
    there = tuple((path, path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.exists())
    made = _copy(there)
    options = {"timeout": 20, "init_command": "PRAGMA query_only = ON;"}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(made / SQLITE_NAME), "OPTIONS": options}


def has_room(folder: Path) -> bool:
    """Whether a disk still has the little that SQLite writes beside a database; also where the folder is not there."""
    try:
        return shutil.disk_usage(folder).free >= _LEAST_ROOM
    except OSError:
        return True


@cache
def _copy(files: tuple[tuple[Path, int, int], ...]) -> Path:
    """A temporary folder with a copy of files, by their size and time of change; it is gone when the process ends."""
    folder = make_folder("regulars-database-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for path, _, _ in files:
        shutil.copyfile(path, folder / path.name)
    return folder
