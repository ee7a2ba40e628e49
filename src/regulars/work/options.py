"""What a person may decide about a scoring run."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from regulars.errors import DefinitionError, near_names
from regulars.ingest.detect import Answers
from regulars.records import dataclass, field
from regulars.scoring.frozen import FrozenRun
from regulars.scoring.maps import SegmentMap
from regulars.scoring.scorecards import Scorecard


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """Everything about a run that is not data.

    `now` is the instant the run happens at: orders dated later are refused unless `as_of` says where to look from. `as_of` None
    means the start of the day after the last order. `zone` is the shop's time zone, `file_zone` that of instants without an offset
    (None: the shop's). `frozen` is what a former run handed on: its cuts stay. `best` is the digit shown for the best level: 1, or
    5 (any other number than 1) for the highest. `by_fifths` makes the composite's fifths the segments, whatever the map.
    `excludes_as_of` leaves out orders at the very instant of `as_of`, where data with days only have the orders of that day.
    """

    scorecard: Scorecard
    map: SegmentMap | None
    now: datetime
    by_fifths: bool = False
    excludes_as_of: bool = False
    as_of: date | datetime | None = None
    best: int = 1
    zone: str = "UTC"
    file_zone: str | None = None
    window_days: int | None = None
    answers: Answers = field(default_factory=Answers)
    drop_duplicates: bool = False
    currency: str | None = None
    rates: tuple[tuple[str, Decimal], ...] = ()
    frozen: FrozenRun | None = None
    table: str | None = None

    @property
    def window(self) -> int | None:
        """The window in force: the run's own, else the scorecard's."""
        return self.window_days if self.window_days is not None else self.scorecard.window_days


def zone_info(name: str) -> ZoneInfo:
    """The IANA zone called `name`.

    Raises:
        DefinitionError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        hint = near_names(name, available_timezones()) if name else ""
        short = hint if len(hint) < 200 else "Use a name such as Europe/Paris."
        raise DefinitionError(f"There is no time zone called {name!r}.", short) from error


def instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    """A date as the start of that day in the shop's zone, a naive time as local time; always UTC."""
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    return datetime.combine(moment, time(), tzinfo=zone).astimezone(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The shop's calendar day of a UTC instant (naive instants are UTC)."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone).date()


def days_before(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time of day, `days` calendar days earlier."""
    local = moment.astimezone(zone)
    try:
        return (local.replace(tzinfo=None) - timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)
    except OverflowError as error:
        raise DefinitionError(f"A window of {days} days reaches before the calendar.", "Give a shorter window.") from error


def window_starts(as_of: datetime, until: datetime, zone: ZoneInfo) -> tuple[tuple[int, datetime], ...]:
    """The profile's windows in days with their exclusive starts; `until` is the last instant that is looked at."""
    from regulars.fields import WINDOWS  # the catalogue of fields is only needed for a profile

    return tuple((days, days_before(as_of, days, zone) - (as_of - until)) for days in WINDOWS)
