from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from summaries import best_is_five, engagement, shop, ten_levels, without_money

from regulars.charts.meaning import objective_meaning, segment_meaning
from regulars.scoring.map_presets import get_map
from regulars.scoring.results import SegmentSummary, Summary


def told(summary: Summary, *patterns: str) -> str:
    return segment_meaning(summary, replace(summary.segments[0], patterns=patterns))


@pytest.mark.parametrize(
    ("patterns", "said"),
    [
        ("111 112 221", "Bought recently, with many orders and high spend"),
        ("411 522", "Bought long ago, with many orders and high spend"),
        ("333", "Bought a while ago, with some orders and medium spend"),
        ("155", "Bought recently, with few orders and low spend"),
        ("111 511", "Bought recently or long ago, with many orders and high spend"),
        ("211 255", "Bought recently, with few or many orders and low to high spend"),
    ],
)
def test_a_segment_is_told_by_its_place_on_the_axes(patterns: str, said: str) -> None:
    assert told(shop(), *patterns.split()) == said


def test_the_shown_direction_of_scores_changes_nothing() -> None:
    mirrored = best_is_five()
    pairs = zip(shop().segments, mirrored.segments, strict=True)
    assert all(segment_meaning(shop(), one) == segment_meaning(mirrored, other) for one, other in pairs)


def test_axes_that_are_not_there_are_not_told() -> None:
    assert told(without_money(), "11", "12") == "Bought recently, with many orders"
    assert told(engagement(), "551") == "Came long ago, with few visits and high engagement"


def test_more_than_nine_levels_are_read_between_hyphens() -> None:
    assert told(ten_levels(), "10-1-2", "9-2-1") == "Bought long ago, with many orders and high spend"


@pytest.mark.parametrize("patterns", [(), ("11",), ("1111",), ("161",), ("011",), ("abc",), ("1\u00b21",), ("111", "x")])
def test_patterns_that_are_no_scores_of_the_run_tell_nothing(patterns: tuple[str, ...]) -> None:
    assert told(shop(), *patterns) == ""


@given(st.lists(st.text(max_size=6), max_size=4))
def test_any_pattern_gives_a_sentence_or_nothing(patterns: list[str]) -> None:
    said = told(shop(), *patterns)
    assert said == "" or said.startswith("Bought ")


def test_every_objective_of_the_default_map_is_explained() -> None:
    assert [part.name for part in get_map("default").segments if not objective_meaning(part.objective)] == []
    assert objective_meaning(" retain ") == "keep them as customers"
    assert objective_meaning("Our own") == ""


def test_every_segment_of_the_shop_is_told() -> None:
    silent: list[SegmentSummary] = [part for part in shop().segments if not segment_meaning(shop(), part)]
    assert silent == []
