"""When the workspace is refreshed by itself: by the cadence of its settings, in the shop's zone, missed times once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from regulars.work.options import zone_info
from regulars.work.workspace import Workspace
from regulars.work.workspace_settings import WEEKDAYS, time_of_day

CADENCES = ("hourly", "daily", "weekly")
# held by whoever does what is due, so that nobody else does
LOCK_FILE = ".regulars.schedule.lock"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The times of refreshes: every full hour, or every day (or one day of the week, Monday being 0) at a local time of day."""

    cadence: str
    hour: int
    minute: int
    weekday: int
    zone: ZoneInfo

    def last(self, now: datetime) -> datetime:
        """The latest time that is not after `now` (aware); in UTC."""
        if self.cadence == "hourly":
            return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return max(each for each in self._around(now) if each <= now)

    def next(self, now: datetime) -> datetime:
        """The earliest time after `now`; in UTC."""
        if self.cadence == "hourly":
            return self.last(now) + timedelta(hours=1)
        return min(each for each in self._around(now) if each > now)

    def _around(self, now: datetime) -> Iterator[datetime]:
        """The times of the days around. A time of day that a change of the clocks leaves out comes an hour later."""
        today = now.astimezone(self.zone).date()
        for days in range(-8, 9):
            day = today + timedelta(days=days)
            if self.cadence == "daily" or day.weekday() == self.weekday:
                local = datetime(day.year, day.month, day.day, self.hour, self.minute, tzinfo=self.zone)
                yield local.astimezone(UTC)


def rhythm(workspace: Workspace) -> Rhythm | None:
    """The times that the settings say; None where the cadence is none that is known, so that nothing runs by itself."""
    values = workspace.settings.values
    if values["cadence"] not in CADENCES:
        return None
    at = time_of_day(str(values["at"]))
    return Rhythm(
        str(values["cadence"]), at.hour, at.minute, WEEKDAYS.index(values["weekday"]), zone_info(str(values["time_zone"]))
    )


def due(workspace: Workspace, now: datetime) -> datetime | None:
    """The time at which a refresh should have begun and none has been tried since; None where there is none.

    However many times were missed, one refresh makes up for them. One that failed is not tried again before the next time.
    """
    times = rhythm(workspace)
    if times is None or not ({"orders", "events"} & workspace.published().keys()):
        return None
    wanted = times.last(now)
    tried = next(iter(workspace.ledger.runs(1, kind="refresh")), None)
    return wanted if tried is None or tried.started < wanted else None


def schedule_object(workspace: Workspace, now: datetime) -> dict[str, Any]:
    """What the schedule is, for people and programs: cadence, zone, the next time, and what is watched."""
    times = rhythm(workspace)
    return {
        "cadence": workspace.settings.values["cadence"],
        "zone": workspace.settings.values["time_zone"],
        "due": due(workspace, now),
        "next": times.next(now) if times else None,
        "watch": list(workspace.settings.texts("watch")),
        "databases": list(workspace.settings.texts("databases")),
    }
