"""Numbers of other notations are never read as another number, nor as two."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.criteria.tree import Compare, Constant
from regulars.criteria.words.results import Status

from .shop import condition, understood


@pytest.mark.parametrize(
    ("number", "suggestion"),
    [
        ("1.000,50", "write 1000.50"),
        ("1.500", "write 1500 or 1.5"),
        ("1.500.000", "write 1500000"),
        ("12,5", "write 12.5 or “12, 5”"),
        ("1 500", "write 1500"),
        ("1\u202f500,5", "write 1500.5"),
        ("1'000", "write 1000"),
        ("1,50,000", "write 150000"),
        ("1.000-2.000", "write 1000 or 1"),
    ],
)
def test_a_number_of_another_notation_is_refused_with_how_to_write_it(number: str, suggestion: str) -> None:
    found = understood(f"spent more than {number}")
    assert found.status is Status.REFUSED
    assert found.unplaced[0].text in number
    assert found.unplaced[0].suggestion == suggestion


@given(st.decimals(min_value=1, max_value=9_999_999, places=2), st.sampled_from([",", ".", " ", "'"]), st.sampled_from([".", ","]))
def test_an_amount_is_read_as_it_is_meant_or_not_at_all(value: Decimal, thousands: str, point: str) -> None:
    written = f"{value:,.2f}".translate({ord(","): thousands, ord("."): point})
    found = understood(f"spent more than ${written}")
    if found.status is Status.REFUSED:
        return
    only = found.readings[0].condition
    assert isinstance(only, Compare)
    assert only.right == Constant(value)


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("spent over 1,500", "spent over 1500"),
        ("spent over 1,234,567.89", "spent over 1234567.89"),
        ("spent over 12.50.", "spent over 12.5"),
        ("ordered on 15.05.2025", "ordered on 2025-05-15"),
        ("ordered in 2024,2025", "ordered in 2024, 2025"),
        ("bought 1, 2 or 3 times", "bought 1 to 3 times"),
        ("ordered in 2025 500 times", "ordered 500 times in 2025"),
    ],
)
def test_plain_numbers_days_and_lists_are_read(said: str, same: str) -> None:
    assert condition(said) == condition(same)
