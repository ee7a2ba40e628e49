from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.scoring.maps import REST, RF, RFE, RFM, Between, Codes, Feature, Notation, OneOf, Rule, Segment, SegmentMap, holds
from regulars.scoring.results import Axis


def rule_of(*conditions):
    return Rule(tuple(conditions))


def make(segments, axes=RFM, levels=5, best=1):
    return SegmentMap("mine", "", "", axes, levels, best, True, tuple(segments))


@given(st.integers(2, 10), st.data())
def test_a_notation_writes_the_best_cell_with_its_best_digit(levels, data):
    best = data.draw(st.sampled_from([1, levels, 0, levels - 1]))
    notation = Notation(RFM, levels, best)
    written = {notation.written(cell) for cell in notation.cells()}
    assert notation.written((1, 1, 1)) == (best,) * 3
    assert len(written) == levels**3
    assert {digit for code in written for digit in code} == set(range(notation.lowest, notation.highest + 1))


def test_a_code_of_ten_levels_has_dashes():
    assert Notation(RFM, 10, 10).code((1, 10, 2)) == "10-1-9"
    assert Notation(RFM, 4, 3).code((1, 4, 2)) == "302"


def test_fm_is_the_mean_and_s_the_sum_of_f_and_m():
    assert holds(rule_of(Between(Feature.FM, Decimal("2.5"), Decimal("2.5"))), (1, 2, 3), RFM)
    assert holds(rule_of(OneOf(Feature.S, (Decimal(5),))), (1, 2, 3), RFM)
    assert not holds(rule_of(Between(Feature.FM, low=Decimal("2.5"), low_strict=True)), (1, 2, 3), RFM)


def test_all_conditions_of_a_rule_have_to_hold():
    both = rule_of(Between(Feature.R, high=Decimal(2)), Between(Feature.F, low=Decimal(4)))
    assert holds(both, (2, 4, 1), RFM)
    assert not holds(both, (3, 4, 1), RFM)
    assert not holds(both, (2, 3, 1), RFM)


def test_a_code_holds_for_itself_only():
    rule = rule_of(Codes(((1, 2, 3),)))
    assert [cell for cell in Notation(RFM, 5, 1).cells() if holds(rule, cell, RFM)] == [(1, 2, 3)]


A = Segment("A", (REST,))


@pytest.mark.parametrize(
    ("segments", "options", "problem"),
    [
        ([], {}, "no segments"),
        ([A, A], {}, '"A" is there twice'),
        ([A, Segment("B", (REST,))], {}, "only one segment can take the rest"),
        ([Segment(" ", (REST,))], {}, "no name"),
        ([Segment("A\nB", (REST,))], {}, "cannot be printed"),
        ([A], {"levels": 11}, "levels is 11"),
        ([A], {"levels": 1}, "levels is 1"),
        ([A], {"best": 3}, "best is 3"),
        ([A], {"axes": (Axis.FREQUENCY, Axis.RECENCY)}, "axes must be"),
        ([A], {"axes": (*RFM, Axis.ENGAGEMENT)}, "axes must be"),
        ([A], {"axes": ()}, "axes must be"),
        ([Segment("A", (Rule(),))], {}, "no conditions"),
        ([Segment("A", (rule_of(OneOf(Feature.R, (Decimal(6),))),))], {}, "r runs from 1 to 5, so 6 is outside"),
        ([Segment("A", (rule_of(OneOf(Feature.S, (Decimal(1),))),))], {}, "s runs from 2 to 10, so 1 is outside"),
        ([Segment("A", (rule_of(OneOf(Feature.M, (Decimal(1),))),))], {"axes": RF}, "m needs the axis m, and the map has r and f"),
        ([Segment("A", (rule_of(OneOf(Feature.FM, (Decimal(1),))),))], {"axes": RFE}, "fm needs the axis m"),
        ([Segment("A", (rule_of(Codes(((1, 1),))),))], {}, "the code 11 has 2 digits"),
        ([Segment("A", (rule_of(Codes(((1, 1, 0),))),))], {}, "digit outside 1 to 5"),
    ],
)
def test_a_map_that_cannot_be_is_refused(segments, options, problem):
    with pytest.raises(DefinitionError, match=problem):
        make(segments, **options)
