"""Thresholds as a person reads and types them say the same as the cuts."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.scoring.cuts import fixed_cuts, score
from regulars.scoring.results import Axis, AxisCuts, CutMethod
from regulars.scoring.scorecard_presets import PRESETS
from regulars.scoring.scorecards import AxisSpec
from regulars.scoring.thresholds import limits_of, read_limits, spread_limits, with_limits, with_typed

WHOLE = st.integers(0, 400)
CENTS = st.integers(-500, 90_000).map(lambda cents: Decimal(cents) / 100)
AXES: st.SearchStrategy[tuple[Axis, st.SearchStrategy[Decimal | int]]] = st.sampled_from(
    [(Axis.RECENCY, WHOLE), (Axis.FREQUENCY, WHOLE.filter(bool)), (Axis.MONETARY, CENTS)]
)


@given(st.data())
def test_typed_limits_score_every_value_as_the_quantile_cuts_did(data: st.DataObject) -> None:
    axis, values = data.draw(AXES)
    borders = tuple(sorted(data.draw(st.sets(values, min_size=2, max_size=5))))
    cuts = AxisCuts(axis, CutMethod.QUANTILE, len(borders) + 1, borders, len(borders) + 1, axis is Axis.RECENCY)
    typed = fixed_cuts(AxisSpec(axis, cuts.levels, CutMethod.FIXED, limits_of(cuts)))
    value = data.draw(st.one_of(values, st.sampled_from(borders)))
    assert score(value, typed) == score(value, cuts)


@given(AXES.flatmap(lambda axis: st.tuples(st.just(axis[0]), st.lists(axis[1], min_size=1, max_size=9))))
def test_limits_moved_apart_are_accepted_and_lose_no_order(drawn: tuple[Axis, list[Decimal | int]]) -> None:
    axis, limits = drawn
    apart = spread_limits(axis, limits)
    assert AxisSpec(axis, len(limits) + 1, CutMethod.FIXED, apart).boundaries == apart
    strict = all(low < high for low, high in pairwise(limits if axis is Axis.RECENCY else limits[::-1]))
    assert (apart == tuple(limits)) is strict


@pytest.mark.parametrize(
    ("axis", "typed", "said"),
    [
        (Axis.RECENCY, "soon", "'soon' is not a number"),
        (Axis.RECENCY, "2.5", "2.5 is not a whole number"),
        (Axis.FREQUENCY, "-1", "-1 is not a whole number"),
        (Axis.MONETARY, "10.005", "more than two decimals"),
        (Axis.MONETARY, "NaN", "is not a number"),
        (Axis.MONETARY, "9" * 40, "is not a number"),
    ],
)
def test_what_is_no_limit_is_refused_by_name(axis: Axis, typed: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        read_limits(axis, [typed])


def test_thousands_marks_are_read() -> None:
    assert read_limits(Axis.MONETARY, ["1,250.50", " 1 000 "]) == (Decimal("1250.50"), 1000)


def test_limits_in_the_wrong_order_are_refused_with_some_that_do() -> None:
    spec = AxisSpec(Axis.RECENCY, 5)
    with pytest.raises(DefinitionError, match="each threshold has to be more than the one before it") as refused:
        with_limits(spec, (30, 20, 180, 365))
    assert "30, 31, 180, 365" in refused.value.remedy


def test_a_scorecard_keeps_its_other_axes() -> None:
    card = PRESETS["rfm"]
    made = with_typed(card, {Axis.RECENCY: (10, 20, 30, 40)})
    assert made.axes[0].boundaries == (10, 20, 30, 40)
    assert made.axes[1:] == card.axes[1:]
