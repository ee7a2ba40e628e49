"""Starting Django for one workspace, when a command or job first needs its application database."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from regulars.errors import SourceError
from regulars.web.databases import SQLITE_NAME, database, database_to_read
from regulars.work.ledger import Ledger


def start(workspace: Path, *, create: bool = False, is_lasting: bool = False) -> Ledger:
    """The ledger of the workspace in a folder; `create` makes or updates its tables. A process has one workspace at a time.

    Where nothing can be written, a copy of the database is read, unless the process is one that goes on (`is_lasting`), for which
    a copy would grow old.

    Raises:
        SourceError: the database is not there, cannot be reached, or is of another version.
    """
    import django
    from django.conf import settings
    from django.db import connections
    from django.db.utils import DatabaseError, OperationalError

    url = os.environ.get("DATABASE_URL")
    wanted = (database if create or is_lasting else database_to_read)(url, workspace.absolute())
    if not create and not url and not (workspace / SQLITE_NAME).exists():
        has_tables = any((workspace / "lake").glob("*/_delta_log"))
        lost = "Bring it back from a backup, or set DATABASE_URL where the database is elsewhere."
        raise SourceError(f"{workspace} has no {SQLITE_NAME}.", lost if has_tables else f"Make it with regulars init {workspace}.")
    # notebooks and browsers' drivers keep an event loop in this thread; what we ask of the database is asked in order all the same
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if not settings.configured:
        os.environ["REGULARS_WORKSPACE"] = str(workspace.absolute())
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.web.settings")
        django.setup()
    settings.WORKSPACE = workspace.absolute()
    connection = connections["default"]
    if any(connection.settings_dict[key] != wanted.get(key) for key in ("ENGINE", "NAME", "HOST", "PORT", "USER")):
        connection.close()
        connections.settings["default"] = connections.configure_settings({"default": wanted})["default"]
        del connections["default"]
    try:
        if create:
            _migrate()
        from regulars.web.workspace.ledger import DjangoLedger

        ledger = DjangoLedger()
        ledger.check()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        remedy = f"regulars init {workspace} makes or updates it; nothing is lost."
        if url and isinstance(error, OperationalError) and connections["default"].connection is None:
            remedy = "Start the server, or correct DATABASE_URL; nothing is lost."
        is_blank = "no such table" in reason and not connections["default"].introspection.table_names()
        if not url and ("not a database" in reason or "malformed" in reason or is_blank):
            remedy = f"{SQLITE_NAME} is damaged: put it back from a backup of {workspace}."
        if not url and "disk" in reason and "malformed" not in reason and not shutil.disk_usage(workspace).free:
            reason, remedy = f"the disk of {workspace} is full", "Free some space. Nothing was changed."
        if not url and not os.access(workspace, os.W_OK):
            remedy = f"{workspace} cannot be written: check its permissions and the disk. Nothing was changed."
        raise SourceError(f"The application database cannot be used: {reason}.", remedy) from error
    return ledger


def _migrate() -> None:
    """Make or update all tables, or none: Django notes some of them only after they are there, and stops at those that it finds
    where the process ended between the two."""
    from django.core.management import call_command
    from django.db import connection, transaction

    connection.disable_constraint_checking()  # SQLite changes tables only without, and switches that only before a transaction
    try:
        with transaction.atomic():
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.enable_constraint_checking()


def stop() -> None:
    """Close the connection of this thread; the next `start` opens it again."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()
