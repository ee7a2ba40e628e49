"""The rhythms of customers, beside the plainest way of saying what they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.scoring import rhythms as module
from regulars.scoring.rhythms import rhythms

_EPOCH = date(1970, 1, 1)
_orders = st.tuples(
    st.integers(0, 5),
    st.one_of(st.integers(-3, 70), st.integers(-719_162, 2_932_896), st.sampled_from([19_358, 19_388, 19_389, 19_723])),
    st.integers(0, 23),
)


def _plain(days_and_hours: list[tuple[int, int]]) -> tuple[int, ...]:
    days = sorted({day for day, _ in days_and_hours})
    gaps = [after - before for before, after in pairwise(days)]
    dates = [(_EPOCH + timedelta(days=day), hour) for day, hour in days_and_hours]

    def most(values: list[int]) -> tuple[int, int]:
        counts = Counter(values)
        value = min(counts, key=lambda each: (-counts[each], each))
        return value, counts[value] * 100 + 99 - value

    month, packed = most([day.month for day, _ in dates])
    years = len({day.year for day, _ in dates if day.month == month})
    return (
        len(days),
        days[0],
        days[-1],
        sorted(gaps)[(len(gaps) - 1) // 2] if gaps else 0,
        gaps[-1] if gaps else 0,
        most([day.isoweekday() for day, _ in dates])[1],
        most([hour for _, hour in dates])[1],
        packed * 1000 + years,
    )


@pytest.mark.parametrize("block", [1, 2, module._BLOCK])
@given(st.lists(_orders, min_size=1, max_size=40))
@settings(max_examples=60)
def test_rhythms_are_what_counting_by_hand_says_in_any_order_and_any_block(block: int, drawn: list[tuple[int, int, int]]) -> None:
    numbers = {who: place for place, who in enumerate(dict.fromkeys(who for who, _, _ in drawn))}
    of = defaultdict(list)
    for who, day, hour in drawn:
        of[numbers[who]].append((day, hour))
    columns = [np.array(column, dtype=np.int64) for column in zip(*((numbers[who], *rest) for who, *rest in drawn), strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        found = rhythms(*columns, len(numbers))
    got = [
        found.order_days, found.first_day, found.last_day, found.median_gap_days, found.last_gap_days, found.weekday, found.hour,
        found.month,
    ]  # fmt: skip
    assert [tuple(int(part[who]) for part in got) for who in range(len(numbers))] == [
        _plain(of[who]) for who in range(len(numbers))
    ]


def test_nobody_has_no_rhythm() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(rhythms(nothing, nothing, nothing, 0).order_days) == 0


@pytest.mark.parametrize("cells", [4, 0])
@given(orders=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 4)), max_size=40))
@settings(max_examples=60)
def test_the_favourite_is_the_value_of_most_orders_and_of_equals_the_first(cells: int, orders: list[tuple[int, int]]) -> None:
    customer, value = np.array(orders, dtype=np.int64).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CELLS_PER_ORDER", cells)
        different, main, most = module.favourites(customer, value, 4, 5)
    for one in range(4):
        counts = Counter(of for who, of in orders if who == one and of >= 0)
        best = min(counts, key=lambda of: (-counts[of], of), default=0)
        assert (different[one], main[one], most[one]) == (len(counts), best, counts[best])
