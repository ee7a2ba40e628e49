from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.scoring.map_rules import format_rule, parse_rules
from regulars.scoring.maps import RF, RFM, Between, Codes, Feature, Notation, OneOf, Rule, holds

FIVE = Notation(RFM, 5, 5)


def cells_of(text, notation=FIVE):
    rules = parse_rules(text, notation)
    return {cell for cell in notation.cells() if any(holds(rule, notation.written(cell), notation.axes) for rule in rules)}


def cells_where(condition):
    return {cell for cell in FIVE.cells() if condition(*FIVE.written(cell))}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("r<=2 f<=2 m<=2", lambda r, f, m: r <= 2 and f <= 2 and m <= 2),
        ("R <= 2 and F≥4", lambda r, f, m: r <= 2 and f >= 4),
        ("r<3, f>3", lambda r, f, m: r < 3 and f > 3),
        ("r=1-2", lambda r, f, m: r <= 2),
        ("r = 1..2 & m == 5", lambda r, f, m: r <= 2 and m == 5),
        ("r in 1,3", lambda r, f, m: r in (1, 3)),
        ("r in 1, 3 f=2", lambda r, f, m: r in (1, 3) and f == 2),
        ("r=1,3", lambda r, f, m: r in (1, 3)),
        ("r in 4", lambda r, f, m: r == 4),
        ("fm>2.5", lambda r, f, m: f + m > 5),
        ("1<fm<=3", lambda r, f, m: 2 < f + m <= 6),
        ("1 <= r < 3", lambda r, f, m: r < 3),
        ("s<=4", lambda r, f, m: f + m <= 4),
        ("r=4 or r=5 m<=3", lambda r, f, m: r == 4 or (r == 5 and m <= 3)),
        ("543 444", lambda r, f, m: (r, f, m) in ((5, 4, 3), (4, 4, 4))),
        ("1*3, **5", lambda r, f, m: (r, m) == (1, 3) or m == 5),
    ],
)
def test_rules_mean_what_they_say(text, condition):
    assert cells_of(text) == cells_where(condition)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("r<>2", "cannot be read"),
        ("r<=", "cannot be read"),
        ("", "no conditions"),
        ("r=1 or", "no conditions"),
        ("q=1", '"q" in the rule "q=1" is not a score'),
        ("fq=1", "is not a score"),
        ("r=3-1", "runs backwards"),
        ("r=6", "6 is outside"),
        ("5432", "has 4 digits"),
        ("540", "digit outside"),
        ("r=1;f=2", "cannot be read"),
        ("r=1f=2", "cannot be read"),
        ("r=1 rest", "cannot be read"),
        ("11²", "cannot be read"),
        ("r=1 " * 2000, "characters"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(text, problem):
    with pytest.raises(DefinitionError, match=problem) as refusal:
        parse_rules(text, FIVE)
    assert refusal.value.remedy


def test_codes_of_ten_levels_have_dashes():
    ten = Notation(RF, 10, 10)
    assert cells_of("10-1 2-*", ten) == {(1, 10)} | {(9, f) for f in range(1, 11)}


def decimals(feature):
    low, high = FIVE.limits(feature)
    return st.integers(low * 2, high * 2).map(lambda half: Decimal(half) / 2)


def conditions():
    def between(feature):
        limits = st.tuples(decimals(feature), decimals(feature)).map(sorted)
        return st.builds(
            lambda pair, drop, strict: Between(
                feature,
                None if drop == 1 else pair[0],
                None if drop == 2 else pair[1],
                strict[0] and drop != 1,
                strict[1] and drop != 2,
            ),
            limits,
            st.sampled_from([0, 1, 2]),
            st.tuples(st.booleans(), st.booleans()),
        )

    features = st.sampled_from([Feature.R, Feature.F, Feature.M, Feature.FM, Feature.S])
    one_of = features.flatmap(
        lambda feature: st.builds(OneOf, st.just(feature), st.lists(decimals(feature), min_size=1, max_size=3).map(tuple))
    )
    return st.one_of(features.flatmap(between), one_of)


@given(st.lists(conditions(), min_size=1, max_size=3))
def test_a_written_rule_reads_back_as_the_same_cells(parts):
    rule = Rule(tuple(parts))
    assert cells_of(format_rule(rule, FIVE)) == {cell for cell in FIVE.cells() if holds(rule, FIVE.written(cell), RFM)}


@given(st.lists(st.tuples(*[st.integers(1, 10)] * 3), min_size=1, max_size=5))
def test_written_codes_read_back(codes):
    ten = Notation(RFM, 10, 1)
    assert parse_rules(format_rule(Rule((Codes(tuple(codes)),)), ten), ten) == (Rule((Codes(tuple(codes)),)),)


def outcome(text):
    try:
        return parse_rules(text, FIVE)
    except DefinitionError as refusal:
        return refusal.problem


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    assert outcome(text)
