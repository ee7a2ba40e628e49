"""The workspace that the pages are about. A process serves one."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from regulars.work.ledger import PublicationRecord
from regulars.work.workspace import Workspace
from regulars.work.workspace_settings import SETTINGS_FILE

if TYPE_CHECKING:
    from regulars.work.published import Published


def shop(request: HttpRequest | None = None) -> Workspace:
    """The workspace, with its settings as they are in the file now."""
    del request
    folder = Path(settings.WORKSPACE)
    return _opened(folder, (folder / SETTINGS_FILE).stat().st_mtime_ns)


def in_force(request: HttpRequest) -> PublicationRecord | None:
    """The refresh that the pages show; None before the first. Asked once per request."""
    if not hasattr(request, "_refresh_in_force"):
        request._refresh_in_force = shop(request).ledger.latest("refresh")
    found: PublicationRecord | None = request._refresh_in_force
    return found


def published_data(request: HttpRequest) -> Published | None:
    """What the refresh in force published; None before the first."""
    from regulars.work.published import published

    return published(shop(request))


def keep_current(every: float = 2.0) -> None:
    """Open each publication when it comes, for ever, so that nobody who looks has to wait for it."""
    from django.db import DatabaseError, close_old_connections

    from regulars.errors import RegularsError
    from regulars.work.opened_shop import open_anew
    from regulars.work.pages.warm import warm_further
    from regulars.work.published import published

    warmed = None
    while True:
        close_old_connections()
        # whoever looks is told what is wrong
        with suppress(RegularsError, DatabaseError, OSError):
            opened = published(shop())
            if opened is not None and opened.publication != warmed:
                warmed = opened.publication
                warm_further(opened)
                open_anew(shop(), datetime.now(UTC))
            del opened  # a former publication is closed when nobody has it any more
        time.sleep(every)


def zone(request: HttpRequest) -> str:
    """The shop's time zone, by its IANA name."""
    return str(shop(request).settings.values["time_zone"])


def currency(request: HttpRequest) -> str | None:
    """The currency that revenue is counted in; None where orders name none."""
    refresh = in_force(request)
    found = refresh.facts.get("currency") if refresh is not None else None
    return str(found) if found else shop(request).settings.text("currency")


@lru_cache(maxsize=4)
def _opened(folder: Path, changed: int) -> Workspace:
    del changed  # part of the key: settings that were changed are read again
    from regulars.web.workspace.ledger import DjangoLedger
    from regulars.work.engines import engine_maker
    from regulars.work.workspace import open_workspace

    workspace = open_workspace(folder, lambda _: DjangoLedger(), engine_maker("duckdb", None, None))
    chosen = workspace.settings
    memory = chosen.text("memory_limit") or settings.ENGINE_MEMORY
    threads = chosen.count("threads")
    # answers that share the cores among themselves come sooner than answers of which each wants all of them
    pages = engine_maker("duckdb", memory, threads or 1)
    return replace(workspace, make_engine=engine_maker("duckdb", memory, threads), make_page_engine=pages)
