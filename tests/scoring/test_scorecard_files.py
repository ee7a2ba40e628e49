from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.scoring.results import Axis, CutMethod
from regulars.scoring.scorecard_files import format_scorecard, parse_scorecard
from regulars.scoring.scorecard_presets import PRESETS
from regulars.scoring.scorecards import DEFAULT_EVENT_WEIGHTS, AxisSpec, EventWeight, Scorecard

TOML = """\
title = "Ours"
window_days = 365

[recency]
at_most = [30, 90, 180, 365]

[frequency]
cut = "fixed"
at_least = [2, 3, 5, 8]

[monetary]
levels = 3
weight = 2.5
"""

YAML = """\
title: Ours
window_days: 365
recency: {at_most: [30, 90, 180, 365]}
frequency:
  cut: fixed
  at_least: [8, 5, 3, 2]
monetary:
  levels: 3
  weight: 2.5
"""


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_exported_and_read_back(name):
    assert parse_scorecard(format_scorecard(PRESETS[name]), "export.toml") == PRESETS[name]


@pytest.mark.parametrize(("text", "filename"), [(TOML, "our.toml"), (YAML, "our.yaml")])
def test_toml_and_yaml_say_the_same(text, filename):
    card = parse_scorecard(text, filename)
    assert card.axes == (
        AxisSpec(Axis.RECENCY, 5, CutMethod.FIXED, (30, 90, 180, 365)),
        AxisSpec(Axis.FREQUENCY, 5, CutMethod.FIXED, (8, 5, 3, 2)),
        AxisSpec(Axis.MONETARY, 3, weight=Decimal("2.5")),
    )
    assert (card.name, card.title, card.window_days, card.map_name) == ("our", "Ours", 365, "default")


def test_limits_give_the_number_of_levels():
    card = parse_scorecard("[recency]\nat_most = [30]\n[frequency]\nlevels = 4\n", "s.toml")
    assert (card.levels, card.map_name) == ((2, 4), "rf-grid")


def test_blank_axes_are_quintiles():
    card = parse_scorecard("recency:\nfrequency:\nengagement:\n", "s.yaml")
    assert (card.levels, card.map_name, card.event_weights) == ((5, 5, 5), "engagement", DEFAULT_EVENT_WEIGHTS)


def test_event_weights_are_read():
    text = "[recency]\n[frequency]\n[engagement]\n[event_weights]\npage_view = 1\nvideo_play = 0.5\n"
    assert parse_scorecard(text, "s.toml").event_weights == (EventWeight("page_view", 1), EventWeight("video_play", Decimal("0.5")))


RF = "[recency]\n[frequency]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[recency\n", "s.toml, line 1: this is not valid TOML"),
        ("", "s.toml is empty"),
        (f"windw_days = 5\n{RF}", 's.toml, line 1: A scorecard has no setting "windw_days". Did you mean window_days?'),
        (f"\nwindow_days = 0\n{RF}", "s.toml, line 2: "),
        (f'window_days = "all"\n{RF}', 's.toml, line 1: "window_days" has to be a whole number'),
        (f'map = "defualt"\n{RF}', 's.toml, line 1: There is no segment map "defualt". Did you mean default?'),
        ("[recency]\n[monetary]\n", "s.toml, line 1: "),
        ("recency = 5\n[frequency]\n", 's.toml, line 1: "recency" has to be a group of settings'),
        ('[recency]\ncut = "fixd"\n', 's.toml, line 2: There is no cut "fixd". Did you mean fixed?'),
        ('[recency]\n\ncut = "frozen"\n', 's.toml, line 3: There is no cut "frozen".'),
        ("[recency]\nat_least = [30]\n", 's.toml, line 2: [recency] has no setting "at_least". Did you mean at_most?'),
        ("[recency]\nlevels = 5\nat_most = [30, 60]\n", "s.toml, line 3: Recency: 5 levels need 4 limits, and there are 2"),
        ("[recency]\nat_most = [30, 30]\n", "s.toml, line 2: Recency: limits must be best first"),
        ('[recency]\nat_most = ["30"]\n', 's.toml, line 2: "at_most" has to be a number'),
        ("[recency]\nat_most = [inf]\n", 's.toml, line 2: "at_most" has to be a number'),
        ("[recency]\nlevels = 11\n", "s.toml, line 2: Recency: levels is 11"),
        ("[recency]\nweight = -1\n", "s.toml, line 2: Recency: weight is -1"),
        ("[recency]\nmultiples = [1]\n", "s.toml, line 2: multiples are for the cycle cut"),
        ('[recency]\ncut = "cycle"\nmultiples = [2, 1]\n', "s.toml, line 3: Recency: multiples must ascend"),
        ('[recency]\n[frequency]\ncut = "cycle"\n', "s.toml, line 3: Frequency: only recency can be cut by the purchase cycle"),
        (f"{RF}[event_weights]\npage_view = 1\n", "s.toml, line 3: "),
        (f"{RF}[engagement]\n[event_weights]\npage_view = true\n", 's.toml, line 5: "page_view" has to be a number'),
        ("[recency]\nweight = 0\n[frequency]\nweight = 0\n", "s.toml, line 1: "),
    ],
)
def test_a_mistake_is_refused_with_its_line(text, message):
    with pytest.raises(DefinitionError) as refusal:
        parse_scorecard(text, "s.toml")
    assert str(refusal.value).startswith(message)
    assert refusal.value.remedy
    assert "\n" not in str(refusal.value)


def axis_specs(axis):
    numbers = st.one_of(st.integers(1, 10**6), st.decimals("0.01", 10**6, places=2))
    limits = st.lists(numbers, min_size=1, max_size=9, unique=True)
    fixed = limits.map(
        lambda found: AxisSpec(axis, len(found) + 1, CutMethod.FIXED, tuple(sorted(found, reverse=axis is not Axis.RECENCY)))
    )
    levels = st.integers(2, 10)
    plain = st.builds(AxisSpec, st.just(axis), levels, st.sampled_from([CutMethod.QUANTILE, CutMethod.NATURAL]), weight=numbers)
    cycle = st.builds(AxisSpec, st.just(axis), levels, st.just(CutMethod.CYCLE))
    return st.one_of(fixed, plain, cycle) if axis is Axis.RECENCY else st.one_of(fixed, plain)


@given(axis_specs(Axis.RECENCY), axis_specs(Axis.FREQUENCY), axis_specs(Axis.MONETARY), st.none() | st.integers(1, 9999))
def test_any_scorecard_survives_a_file(recency, frequency, monetary, window):
    card = Scorecard("x", 'A "title"', "\\ source", (recency, frequency, monetary), window)
    assert parse_scorecard(format_scorecard(card), "x.toml") == card
