"""Windows begin and end where the conventions say, in the shop's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from regulars.criteria.terms import Dates, Past, Period, Unit, Window
from regulars.criteria.windows import bounds, unit_starts
from regulars.errors import DefinitionError

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def _shown(window: Window, as_of: datetime = AS_OF, zone: object = UTC) -> str:
    found = bounds(window, as_of, zone)  # type: ignore[arg-type]
    low = "" if found.low is None else f"{'[' if found.low_included else '('}{found.low:%Y-%m-%d %H}"
    return f"{low},{'' if found.high is None else f'{found.high:%Y-%m-%d %H}'}{']' if found.high_included else ')'}"


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Past(90, 0, Unit.DAY), "(2026-07-03 00,2026-10-01 00]"),
        (Past(None, 60, Unit.DAY), ",2026-08-02 00]"),
        (Past(6, 0, Unit.MONTH), "(2026-04-01 00,2026-10-01 00]"),
        (Past(12, 6, Unit.MONTH), "(2025-10-01 00,2026-04-01 00]"),
        (Past(2, 0, Unit.QUARTER), "(2026-04-01 00,2026-10-01 00]"),
        (Past(24, 0, Unit.HOUR), "(2026-09-30 00,2026-10-01 00]"),
        (Period(Unit.YEAR, 0, 0), "[2026-01-01 00,2027-01-01 00)"),
        (Period(Unit.MONTH, -1, -1), "[2026-09-01 00,2026-10-01 00)"),
        (Period(Unit.MONTH, 0, 0), "[2026-10-01 00,2026-11-01 00)"),
        (Period(Unit.QUARTER, -2, -1), "[2026-04-01 00,2026-10-01 00)"),
        (Period(Unit.WEEK, -1, -1), "[2026-09-21 00,2026-09-28 00)"),
        (Dates(date(2025, 1, 1), date(2025, 12, 31)), "[2025-01-01 00,2026-01-01 00)"),
        (Dates(date(2025, 3, 1), None), "[2025-03-01 00,)"),
    ],
)
def test_a_window_is_read_as_documented(window: Window, said: str) -> None:
    assert _shown(window) == said


def test_a_month_before_the_thirty_first_ends_with_its_month() -> None:
    assert _shown(Past(1, 0, Unit.MONTH), datetime(2025, 3, 31, 12, tzinfo=UTC)) == "(2025-02-28 12,2025-03-31 12]"


def test_days_keep_the_local_time_over_a_change_of_the_clock() -> None:
    noon = datetime(2025, 3, 31, 12, tzinfo=BERLIN)
    assert _shown(Past(2, 0, Unit.DAY), noon, BERLIN) == "(2025-03-29 11,2025-03-31 10]"


def test_a_calendar_month_is_the_shops() -> None:
    assert _shown(Period(Unit.MONTH, -1, -1), datetime(2026, 9, 30, 23, tzinfo=UTC), BERLIN) == "[2026-08-31 22,2026-09-30 22)"


def test_the_units_of_a_window_are_those_begun_before_the_as_of() -> None:
    assert [day.month for day in unit_starts(Period(Unit.YEAR, 0, 0), Unit.MONTH, AS_OF, UTC)] == list(range(1, 10))
    assert unit_starts(Past(6, 0, Unit.MONTH), Unit.QUARTER, AS_OF, UTC) == (date(2026, 4, 1), date(2026, 7, 1))


def test_units_of_an_endless_window_are_refused() -> None:
    with pytest.raises(DefinitionError, match="needs a window with a beginning"):
        unit_starts(Past(None, 0, Unit.DAY), Unit.MONTH, AS_OF, UTC)
    with pytest.raises(DefinitionError, match="more than 1,000"):
        unit_starts(Dates(date(1900, 1, 1), None), Unit.DAY, AS_OF, UTC)


def test_a_window_before_the_calendar_is_refused() -> None:
    for window in (Past(10**7, 0, Unit.DAY), Past(10**6, 0, Unit.YEAR), Period(Unit.YEAR, -9999, 0), Dates(None, date.max)):
        with pytest.raises(DefinitionError, match="outside the calendar"):
            bounds(window, AS_OF, UTC)
