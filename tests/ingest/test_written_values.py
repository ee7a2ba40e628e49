"""How single values are written: dates and numbers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.ingest.numbers import number_evidence, number_format, sign_of
from regulars.ingest.times import looks_like_time, time_evidence, written
from regulars.tables import NumberFormat, TimeKind

instants = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2099-12-31")).map(
    lambda at: at.replace(microsecond=0)
)
PATTERNS = [
    "%d.%m.%Y", "%d.%m.%y %H:%M", "%d/%m/%Y %H:%M:%S", "%d %b %Y", "%b %d, %Y %I:%M %p", "%A, %d %B %Y", "%Y%m%d",
    "%Y%m%d %H%M%S", "%Y.%m.%d %H:%M", "%d-%b-%y",
]  # fmt: skip


@given(instants, st.sampled_from(PATTERNS))
def test_a_written_instant_gets_the_pattern_it_was_written_with(at: datetime, pattern: str) -> None:
    how = written(at.strftime(pattern))
    assert how is not None
    assert how.kind is TimeKind.PATTERN
    expected = pattern.replace("%B", "%b") if at.month == 5 and how.pattern != pattern else pattern
    assert how.pattern == expected


@given(instants, st.sampled_from(["T", " "]), st.sampled_from(["", "Z", "+01:00", " -0500"]))
def test_iso_instants_are_told_with_their_offset(at: datetime, gap: str, offset: str) -> None:
    how = written(at.isoformat(sep=gap) + offset)
    assert how is not None
    assert how.kind is (TimeKind.ISO_ZONED if offset else TimeKind.ISO)


@pytest.mark.parametrize("value", ["", "hello", "12.50", "13/13/2024", "2024-13-01", "32.01.2024", "Blau 12, 2024", "1-2", "10:15"])
def test_other_values_are_no_instants(value: str) -> None:
    assert written(value) is None


def test_bare_numbers_are_dates_only_where_a_name_says_so() -> None:
    serials = ["45384.34", "45385.5"]
    assert not looks_like_time(serials)
    assert looks_like_time(serials, bare_numbers=True)
    assert time_evidence(["123", "456"]).kinds == frozenset()


@given(st.decimals(0, 10**9, places=2), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("\u00a0", ",")]))
def test_the_decimal_mark_of_a_grouped_number_is_found(amount: Decimal, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    text = f"{amount:,.2f}".replace(",", "t").replace(".", decimal).replace("t", thousands)
    form = number_format(number_evidence([text]), None)
    assert form is not None
    assert form.decimal == decimal or (form.plain and decimal == ".")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_plain(number: float) -> None:
    form = number_format(number_evidence([repr(number)]), None, fractions_unlikely=True)
    assert form == NumberFormat()


@pytest.mark.parametrize("value", ["", "abc", "25/04/2024", "12,5%", "a@b.c", "10:15", "1-2-3", "C536379x9"])
def test_other_values_are_no_numbers(value: str) -> None:
    assert sign_of(value) is None
