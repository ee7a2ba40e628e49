"""Which application database a workspace uses, as Django's settings name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from regulars.errors import DefinitionError

SQLITE_NAME = "regulars.sqlite3"
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
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(workspace / SQLITE_NAME), "OPTIONS": options}
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
    }
