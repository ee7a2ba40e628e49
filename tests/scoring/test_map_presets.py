"""Every preset is an exact cover, and says what its source says. Facts about published maps come from their publishers' lists."""

from collections import Counter

import pytest

from regulars.errors import DefinitionError
from regulars.scoring.map_compiler import check_map, compile_map
from regulars.scoring.map_presets import PRESETS, default_map_name, get_map
from regulars.scoring.maps import RF, RFE, RFM


def in_own_notation(name):
    """Segment names by the map's own codes, over its own axes."""
    segment_map = get_map(name)
    return {segment_map.code(cell): part.name for part in check_map(segment_map).cells_per_segment for cell in part.where.cells}


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_gives_every_cell_exactly_one_segment_and_reaches_every_name(name):
    compiled = compile_map(PRESETS[name])
    levels = PRESETS[name].levels
    assert len(compiled.cells) == levels**3
    assert set(compiled.cells.values()) == {segment.name for segment in compiled.segments}


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_where_it_comes_from_and_what_to_do(name):
    preset = PRESETS[name]
    assert preset.title
    assert preset.source
    assert all(segment.objective and segment.campaign_type for segment in preset.segments)


BY_HAND = (
    ("Champions", lambda r, f, m: r <= 2 and f <= 2 and m <= 2),
    ("Can't Lose Them", lambda r, f, m: r >= 4 and f <= 2 and m <= 2),
    ("Loyal Customers", lambda r, f, m: r <= 3 and f <= 2),
    ("Big Spenders", lambda r, f, m: r <= 3 and m <= 2),
    ("At Risk", lambda r, f, m: r >= 4 and f <= 3 and m <= 3),
    ("New Customers", lambda r, f, m: r == 1 and f == 5),
    ("Potential Loyalists", lambda r, f, m: r <= 2 and f <= 4),
    ("Promising", lambda r, f, m: r == 2),
    ("Need Attention", lambda r, f, m: r == 3 and f <= 4 and m <= 4),
    ("About to Sleep", lambda r, f, m: r == 3),
    ("Hibernating", lambda r, f, m: r == 4 or (r == 5 and m <= 3)),
    ("Lost", lambda r, f, m: True),
)


def default_by_hand(r, f, m):
    return next(name for name, holds in BY_HAND if holds(r, f, m))


def test_the_default_map_is_the_table_of_the_design():
    assert compile_map(get_map("default")).cells == {
        (r, f, m): default_by_hand(r, f, m) for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
    }


def test_the_default_map_has_the_objectives_and_campaigns_of_the_design():
    strategy = {segment.name: (segment.objective, segment.campaign_type) for segment in get_map("default").segments}
    assert strategy == {
        "Champions": ("Maximize LTV", "VIP/Loyalty"),
        "Can't Lose Them": ("Retain", "Win-back"),
        "Loyal Customers": ("Retain", "Loyalty"),
        "Big Spenders": ("Maximize LTV", "Upsell"),
        "At Risk": ("Retain", "Win-back"),
        "New Customers": ("Acquire", "Welcome"),
        "Potential Loyalists": ("Acquire/Retain", "Nurture"),
        "Promising": ("Maximize LTV", "Nurture"),
        "Need Attention": ("Retain", "Re-engage"),
        "About to Sleep": ("Retain", "Re-engage"),
        "Hibernating": ("Reactivate", "Reactivation"),
        "Lost": ("Monitor", "Sunset"),
    }


def test_the_engagement_map_has_the_shape_of_the_default_map():
    default, engagement = get_map("default"), get_map("engagement")
    names = dict(zip((s.name for s in default.segments), (s.name for s in engagement.segments), strict=True))
    assert compile_map(engagement).cells == {cell: names[name] for cell, name in compile_map(default).cells.items()}


def test_klaviyo_codes_are_where_klaviyo_puts_them():
    own = in_own_notation("klaviyo")
    names = [own[code] for code in ("333", "331", "312", "132", "231", "111")]
    assert names == ["Champions", "Loyal", "Recent", "Needs attention", "At risk", "Inactive"]
    assert compile_map(get_map("klaviyo")).cells[1, 1, 1] == "Champions"


def test_the_125_code_list_has_the_published_sizes():
    sizes = Counter(in_own_notation("spotler-125").values())
    assert [sizes[segment.name] for segment in get_map("spotler-125").segments] == [7, 8, 24, 7, 16, 8, 8, 22, 8, 11, 6]


def test_shopify_halves_at_r3_go_to_needs_attention():
    own = in_own_notation("shopify")
    assert {own[code] for code in ("314", "323", "332", "341")} == {"Needs attention"}


def test_the_braze_cell_without_a_segment_is_hibernating():
    assert in_own_notation("braze")["030"] == "Hibernating"


def test_putler_names_that_were_swallowed_can_be_reached():
    own = in_own_notation("putler")
    assert (own["511"], own["311"], own["155"], own["111"]) == ("Recent customers", "Promising", "Can't lose", "Lost")


def test_the_r_by_f_grid_does_not_look_at_money():
    cells = compile_map(get_map("rf-grid")).cells
    assert all(len({cells[r, f, m] for m in range(1, 6)}) == 1 for r in range(1, 6) for f in range(1, 6))
    assert cells[1, 5, 3] == "New customers"


def test_an_unknown_map_is_refused_with_near_names():
    with pytest.raises(DefinitionError, match="Did you mean klaviyo"):
        get_map("klavyo")


def test_each_kind_of_scorecard_has_a_default_map_on_its_axes():
    assert [default_map_name(axes) for axes in (RFM, RFE, RF)] == ["default", "engagement", "rf-grid"]
    assert all(set(get_map(default_map_name(axes)).axes) <= set(axes) for axes in (RFM, RFE, RF))
