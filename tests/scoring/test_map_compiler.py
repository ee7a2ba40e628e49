import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError, MapError
from regulars.scoring.map_compiler import Grid, check_map, compile_for, compile_map, rescale, rescaled_score
from regulars.scoring.map_presets import PRESETS, get_map
from regulars.scoring.map_rules import parse_rules
from regulars.scoring.maps import RF, RFE, RFM, Notation, Segment, SegmentMap


def make_map(*rows, axes=RFM, levels=5, best=1, first_match=False, rescales=False):
    notation = Notation(axes, levels, best)
    segments = tuple(Segment(name, parse_rules(rules, notation)) for name, rules in rows)
    return SegmentMap("mine", "Mine", "me", axes, levels, best, first_match, segments, rescales)


def test_a_gap_is_refused_with_its_cells_and_customers():
    counts = {(5, 5, 5): 40, (5, 1, 1): 2, (1, 1, 1): 100}
    with pytest.raises(MapError) as refusal:
        compile_map(make_map(("A", "r<=4"), levels=5), counts)
    assert "no segment for 25 patterns (511 512 513 514 515 521 522 523 524 525 and 15 more, 42 customers)" in refusal.value.problem
    assert "\n" not in str(refusal.value)


def test_a_gap_is_shown_in_the_maps_own_digits():
    with pytest.raises(MapError, match=re.escape("no segment for 1 pattern (111)")):
        compile_map(make_map(("A", "r>=2 or f>=2 or m>=2"), best=5))


def test_an_overlap_names_both_segments_and_the_customers():
    overlapping = make_map(("A", "r<=3"), ("B", "r>=3"))
    check = check_map(overlapping, {(3, 1, 1): 7, (1, 1, 1): 9})
    assert [(found.first, found.second, len(found.where.cells), found.where.customers) for found in check.overlaps] == [
        ("A", "B", 25, 7)
    ]
    with pytest.raises(MapError, match=r'"A" and "B" both claim 25 patterns .*, 7 customers'):
        compile_map(overlapping, {(3, 1, 1): 7, (1, 1, 1): 9})


def test_three_segments_on_one_cell_are_three_overlaps():
    check = check_map(make_map(("A", "111"), ("B", "111"), ("C", "111"), ("D", "rest")))
    assert [(found.first, found.second) for found in check.overlaps] == [("A", "B"), ("A", "C"), ("B", "C")]


def test_first_match_settles_an_overlap_in_the_order_of_the_segments():
    cells = compile_map(make_map(("A", "r<=3"), ("B", "r>=3"), first_match=True)).cells
    assert (cells[3, 1, 1], cells[4, 1, 1]) == ("A", "B")


def test_a_name_swallowed_by_earlier_rules_is_refused_with_who_took_it():
    with pytest.raises(MapError, match=re.escape('"B" can never be reached: 5 patterns (121 122 123 124 125, 3 customers)')):
        compile_map(make_map(("A", "r=1"), ("B", "r=1 f=2"), ("C", "rest"), first_match=True), {(1, 2, 5): 3})


def test_a_rest_with_nothing_left_is_unreachable():
    check = check_map(make_map(("A", "r<=3"), ("B", "r>=4"), ("Other", "rest")))
    assert [(lost.name, lost.wanted.cells, lost.taken_by) for lost in check.unreachable] == [("Other", (), ())]


def test_the_rest_takes_what_no_other_rule_does_wherever_it_stands():
    for rows in ([("Other", "rest"), ("A", "r=1")], [("A", "r=1"), ("Other", "rest")]):
        cells = compile_map(make_map(*rows)).cells
        assert {cell[0] for cell, name in cells.items() if name == "A"} == {1}


def test_a_map_on_r_and_f_covers_every_level_of_a_third_axis():
    two = make_map(("A", "r<=2"), ("B", "r>=3"), axes=RF, levels=3)
    assert len(compile_map(two).cells) == 27
    assert compile_for(two, RFE, (3, 3, 7)).cells[2, 3, 7] == "A"
    assert compile_for(two, RF, (3, 3)).cells == {(r, f): "A" if r <= 2 else "B" for r in (1, 2, 3) for f in (1, 2, 3)}


def test_a_map_with_money_is_refused_where_there_is_none():
    with pytest.raises(MapError, match="needs monetary scores"):
        compile_for(get_map("default"), RF, (5, 5))
    with pytest.raises(MapError, match="needs engagement scores"):
        compile_for(get_map("engagement"), RFM, (5, 5, 5))


def test_a_map_for_other_levels_is_refused_with_the_levels_it_needs():
    with pytest.raises(MapError, match=r"written for 3 levels on each of R, F, M, and the scorecard has 5, 5, 5"):
        compile_for(get_map("klaviyo"), RFM, (5, 5, 5))


def test_the_customers_of_a_check_follow_the_scorecards_levels():
    check = check_map(get_map("default"), {(1, 1, 1): 4, (10, 10, 10): 6}, Grid(RFM, (10, 10, 10)))
    people = {part.name: part.where.customers for part in check.cells_per_segment if part.where.customers}
    assert people == {"Champions": 4, "Lost": 6}


def test_counts_off_the_grid_are_refused():
    with pytest.raises(DefinitionError, match="not on a grid"):
        check_map(get_map("default"), {(0, 1, 1): 4})


@given(st.tuples(*[st.integers(2, 10)] * 3))
def test_the_default_map_covers_every_grid_of_2_to_10_levels(levels):
    cells = compile_for(get_map("default"), RFM, levels).cells
    assert len(cells) == levels[0] * levels[1] * levels[2]
    assert cells[1, 1, 1] == "Champions"
    assert cells[levels] == "Lost"


@given(st.integers(2, 10), st.integers(2, 10))
def test_rescaled_scores_keep_both_ends_and_never_turn_back(levels, written_for):
    scores = [rescaled_score(score, levels, written_for) for score in range(1, levels + 1)]
    assert (scores[0], scores[-1]) == (1, written_for)
    assert scores == sorted(scores)


def test_rescaled_scores_are_the_documented_ones():
    table = {levels: [rescaled_score(score, levels, 5) for score in range(1, levels + 1)] for levels in (2, 3, 4, 5, 10)}
    assert table == {
        2: [1, 5],
        3: [1, 3, 5],
        4: [1, 2, 4, 5],
        5: [1, 2, 3, 4, 5],
        10: [1, 1, 2, 2, 3, 3, 4, 4, 5, 5],
    }


@given(st.tuples(*[st.integers(2, 10)] * 3))
def test_rescaling_cells_is_compiling_for_other_levels(levels):
    assert rescale(compile_map(get_map("default")).cells, levels) == compile_for(get_map("default"), RFM, levels).cells


@given(st.lists(st.sampled_from("ABCD"), min_size=27, max_size=27))
def test_any_assignment_of_all_cells_compiles_to_itself(names):
    notation = Notation(RFM, 3, 3)
    wanted = dict(zip(notation.cells(), names, strict=True))
    used = sorted(set(names))
    rows = [(name, " ".join(notation.code(cell) for cell, own in wanted.items() if own == name)) for name in used]
    assert compile_map(make_map(*rows, levels=3, best=3)).cells == wanted


@given(st.sampled_from(sorted(PRESETS)), st.data())
def test_a_preset_without_one_of_its_segments_has_exactly_that_gap_or_hands_it_on(name, data):
    preset = PRESETS[name]
    lost = data.draw(st.sampled_from(preset.segments))
    rest = tuple(segment for segment in preset.segments if segment is not lost)
    own = {part.name: set(part.where.cells) for part in check_map(preset).cells_per_segment}
    remaining = SegmentMap(preset.name, "", "", preset.axes, preset.levels, preset.best, preset.first_match, rest)
    check = check_map(remaining)
    covered = {cell for part in check.cells_per_segment for cell in part.where.cells}
    assert set(check.gaps.cells) | covered == set(preset.notation.cells())
    assert set(check.gaps.cells) <= own[lost.name]
