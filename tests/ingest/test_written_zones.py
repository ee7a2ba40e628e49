"""Instants with a zone in words, as browsers, mail programs and point-of-sale systems write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import regulars
from regulars.errors import UndecidedError
from regulars.ingest.times import written
from regulars.queries.written_times import SHARED_ZONES, ZONE_OFFSETS
from regulars.tables import TimeKind

HEADER = ("order_id", "customer_id", "order_date", "total")
# each is 21 November 2026, 09:00 UTC
SAME_INSTANT = (
    "Sat Nov 21 2026 10:00:00 GMT+0100 (CET)",
    "Sat Nov 21 2026 10:00:00 GMT+0100 (Central European Standard Time)",
    "Sat, 21 Nov 2026 10:00:00 +0100",
    "Sat, 21 Nov 2026 09:00:00 GMT",
    "21 Nov 2026 09:00:00 Z",
    "Sat Nov 21 10:00:00 CET 2026",
    "2026-11-21 04:00:00 EST",
    "2026-11-21 10:00:00 MEZ",
    "11/21/2026 4:00 a.m. EST",
    "11/21/2026 01:00:00 AM (PST)",
    "21.11.2026 10:00 GMT+1",
    "21.11.2026 11:00:00 +02:00",
    "21.11.2026 18:00 JST",
    "11/21/2026 2:30 PM +05:30",
    "Nov 21, 2026 9:00 a. m.",
)


@pytest.mark.parametrize("value", SAME_INSTANT)
def test_every_way_of_writing_one_instant_is_read_as_that_instant(orders_csv: Callable[..., Path], value: str) -> None:
    rows = [(n, f"c{n % 3}", value, "5.00") for n in range(4)]
    with regulars.score(orders_csv(HEADER, rows), as_of="2026-12-01", date_order="dmy" if "." in value[:3] else "mdy") as result:
        assert {row["last_order_at"] for row in result.customers.to_dicts()} == {datetime(2026, 11, 21, 9)}


def test_zones_may_differ_from_row_to_row(orders_csv: Callable[..., Path], moments: Callable[..., set[datetime]]) -> None:
    values = ("2026-07-01 10:00:00 PDT", "2026-12-01 10:00:00 PST", "2026-07-01 10:00:00", "2026-07-01T10:00:00+02:00")
    rows = [(n, f"c{n}", value, "5.00") for n, value in enumerate(values)]
    found = moments(orders_csv(HEADER, rows), as_of="2027-01-01", file_timezone="Europe/Berlin")
    assert found == {datetime(2026, 7, 1, 17), datetime(2026, 12, 1, 18), datetime(2026, 7, 1, 8)}


def test_hours_with_dotted_am_and_pm_are_told_apart(orders_csv: Callable[..., Path], moments: Callable[..., set[datetime]]) -> None:
    rows = [(n, f"c{n}", value, "5.00") for n, value in enumerate(("11/21/2026 12:15 a.m.", "11/21/2026 12:15 p.m."))]
    found = moments(orders_csv(HEADER, rows), as_of="2027-01-01")
    assert found == {datetime(2026, 11, 21, 0, 15), datetime(2026, 11, 21, 12, 15)}


@pytest.mark.parametrize("zone", ["IST", "CST", "BST"])
def test_a_zone_of_several_meanings_is_refused_with_the_meanings(orders_csv: Callable[..., Path], zone: str) -> None:
    rows = [(n, f"c{n % 3}", f"2026-11-{n + 1:02} 10:00:00 {zone}", "5.00") for n in range(9)]
    with pytest.raises(UndecidedError) as refused:
        regulars.score(orders_csv(HEADER, rows))
    assert all(meaning in refused.value.problem for meaning in SHARED_ZONES[zone])
    assert "--file-timezone" in refused.value.remedy


def test_a_zone_deep_in_the_file_is_seen_as_well(orders_csv: Callable[..., Path], moments: Callable[..., set[datetime]]) -> None:
    rows = [(n, "a", f"2026-01-{n % 28 + 1:02} 10:00", "5.00") for n in range(3000)]
    found = moments(orders_csv(HEADER, [*rows, (9999, "b", "2026-02-01 10:00 EST", "5.00")]), as_of="2027-01-01")
    assert datetime(2026, 2, 1, 15) in found


def test_dates_alone_have_no_zone() -> None:
    for value in ("2024-03-01", "01.03.2024", "March 1, 2024", "21 MAR 2024"):
        how = written(value)
        assert how is not None
        assert how.kind in (TimeKind.ISO, TimeKind.PATTERN)


def test_words_behind_a_time_that_are_no_zone_are_not_read() -> None:
    assert written("2024-03-01 10:00 SOON") is None
    assert written("10:00 EST") is None


def test_no_abbreviation_is_both_known_and_shared() -> None:
    assert not ZONE_OFFSETS.keys() & SHARED_ZONES.keys()


@pytest.fixture
def moments() -> Callable[..., set[datetime]]:
    """The customers' last orders."""

    def _moments(path: Path, **options: Any) -> set[datetime]:
        with regulars.score(path, **options) as result:
            assert result.quality.reconciles
            return {row["last_order_at"] for row in result.customers.to_dicts()}

    return _moments
