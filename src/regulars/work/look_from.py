"""The instant that a refresh looks from where nobody names one: now, or the day after the newest order of a shop that has ended."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime, timedelta

from regulars.engines.base import Engine
from regulars.lake.pinned import pinned_files
from regulars.queries import lake, lake_views, render
from regulars.work.options import instant, local_day, zone_info
from regulars.work.workspace import Workspace, engine_aside
from regulars.work.workspace_settings import NEWEST_ORDER

# where the newest order is older than this, customers whom nobody could have served since would look lost
LONG_AGO = timedelta(days=60)
_TABLES = {"orders": "ordered_at", "events": "occurred_at"}


def looks_from(workspace: Workspace, now: datetime) -> datetime:
    """What the setting `look_from` says; `now` where there is neither an order nor an event."""
    if workspace.settings.values["look_from"] != NEWEST_ORDER:
        return now
    found = _newest_imported(workspace, now)
    return day_after(found, str(workspace.settings.values["time_zone"]), now) if found is not None else now


def ended(workspace: Workspace, now: datetime) -> datetime | None:
    """The newest order of a shop that has had none for a long time, though refreshes look from now; None where it is not so."""
    if workspace.settings.values["look_from"] == NEWEST_ORDER:
        return None
    found = _newest_imported(workspace, now)
    return found if found is not None and found < now - LONG_AGO else None


def _newest_imported(workspace: Workspace, now: datetime) -> datetime | None:
    with engine_aside(workspace) as (engine, _):
        there = {table: files for table in _TABLES if (files := pinned_files(workspace.lake, workspace.published(), table))}
        for table, files in there.items():
            engine.view(table, lake.files_sql([str(path) for path in files]))
        return newest_order(engine, there, now)


def newest_order(engine: Engine, tables: Container[str], now: datetime) -> datetime | None:
    """The instant of the newest order that is not after `now`, where there are none that of the newest event; None where there is
    neither. `tables` are the engine's."""
    for table, column in _TABLES.items():
        if table in tables:
            [(found,)] = engine.rows(render.sql(lake_views.newest(table, column, now), engine.dialect))
            if found is not None:
                return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)  # type: ignore[no-any-return]
    return None


def day_after(newest: datetime, zone: str, now: datetime) -> datetime:
    """The start of the day after an instant, in a shop's zone; never later than `now`."""
    shop_zone = zone_info(zone)
    return min(now, instant(local_day(newest, shop_zone) + timedelta(days=1), shop_zone))
