"""Taking what reports and problems quote from files out of the application database, after an erasure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from regulars.web.jobs.models import Job
from regulars.web.workspace.models import Run, WatchedFile

_KEPT: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Run, ("problem", "report")),
    (WatchedFile, ("problem",)),
    (Job, ("problem", "remedy", "result")),
)


def mend_texts(mend: Callable[[str], str]) -> None:
    """Let `mend` change every text of reports and problems. SQLite's files keep nothing of before, PostgreSQL's until vacuumed."""
    with transaction.atomic():
        for model, fields in _KEPT:
            for made in model.objects.only("pk", *fields).iterator():
                before = [getattr(made, field) for field in fields]
                after = [_mended(value, mend) for value in before]
                if after != before:
                    model.objects.filter(pk=made.pk).update(**dict(zip(fields, after, strict=True)))
    flush()


def flush() -> None:
    """Bring what was written last into the database's own file: until then what it replaced stands there, where it is SQLite."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _mended(value: Any, mend: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return mend(value)
    if isinstance(value, dict):
        return {key: _mended(each, mend) for key, each in value.items()}
    return [_mended(each, mend) for each in value] if isinstance(value, list) else value
