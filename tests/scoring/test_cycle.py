import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.scoring.cycle import recommend


@pytest.mark.parametrize(
    ("median", "days"), [(0.5, 1), (3.9, 1), (27.9, 1), (28, 7), (55.9, 7), (56, 14), (119, 14), (120, 30), (900, 30)]
)
def test_the_cadence_is_the_longest_within_a_quarter_of_the_gap(median, days):
    found = recommend(500, median, median * 2, median * 3, 5000)
    assert found is not None
    assert found.refresh_every_days == days


@pytest.mark.parametrize(
    ("median", "p90", "history", "window"),
    [
        (20, 55, 1000, 90),
        (30, 90, 1000, 90),
        (31, 90, 1000, 180),
        (20, 91, 1000, 180),
        (20, 91, 179, None),
        (100, 400, 1000, 730),
        (300, 400, 9999, None),
    ],
)
def test_the_window_is_the_shortest_that_holds_three_gaps_and_the_90th_percentile(median, p90, history, window):
    found = recommend(500, median, (median + p90) / 2, p90, history)
    assert found is not None
    assert found.window_days == window


def test_the_reason_has_the_figures():
    found = recommend(1234, 28.0, 61.5, 120.0, 700)
    assert found is not None
    assert found.because == (
        "1,234 customers ordered on two days or more: half of them come back every 28 days or sooner, three in four within "
        "62 days, nine in ten within 120 days. A refresh every 7 days looks at least four times per typical gap. A window of 180 "
        "days holds the 120 days that three typical gaps and nine customers in ten need."
    )


def test_a_short_history_is_used_whole_and_says_so():
    found = recommend(50, 60.0, 90.0, 200.0, 150)
    assert found is not None
    assert found.window_days is None
    assert "The history of 150 days is shorter than any window" in found.because


def test_too_few_returning_customers_recommend_nothing():
    assert recommend(19, 28.0, 60.0, 90.0, 700) is None
    assert recommend(20, 28.0, 60.0, 90.0, 700) is not None


def test_gaps_that_are_not_numbers_recommend_nothing():
    assert recommend(100, float("nan"), 60.0, 90.0, 700) is None


@given(st.floats(0, 2000), st.floats(1, 3), st.floats(1, 3), st.integers(0, 4000))
def test_a_recommendation_keeps_its_promises(median, wider, widest, history):
    found = recommend(20, median, median * wider, median * wider * widest, history)
    assert found is not None
    assert found.refresh_every_days == 1 or found.refresh_every_days * 4 <= median
    if found.window_days is not None:
        assert max(3 * median, found.p90_gap) <= found.window_days <= history
        assert f"A window of {found.window_days} days" in found.because
