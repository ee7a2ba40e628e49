import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError, MapError
from regulars.scoring.map_compiler import compile_map
from regulars.scoring.map_files import format_map, parse_map
from regulars.scoring.map_presets import PRESETS
from regulars.scoring.maps import REST, RF, Segment, SegmentMap

TOML = """\
name = "my-map"
title = "Mine"            # a comment with [[segment]] in it
levels = 5
best = 5
first_match = true
otherwise = "Lost"

[[segment]]
name = "Champions"
when = ["r>=4 f>=4 m>=4"]
objective = "Maximize LTV"
campaign_type = "VIP/Loyalty"

[[segment]]
name = "Some"
when = [
  "r=3",
  "r in 1,2 fm>3",
]
codes = "411 4*2"
"""

YAML = """\
name: my-map
title: Mine
best: 5
first_match: true
otherwise: Lost
segments:
  - name: Champions
    when: r>=4 f>=4 m>=4
    objective: Maximize LTV
    campaign_type: VIP/Loyalty
  - name: Some
    when:
      - r=3
      - r in 1,2 fm>3
    codes: [411, 4*2]
"""


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_exported_and_read_back(name):
    again = parse_map(format_map(PRESETS[name]), "export.toml")
    assert again == PRESETS[name]
    assert compile_map(again).cells == compile_map(PRESETS[name]).cells


def test_toml_and_yaml_say_the_same():
    one, other = parse_map(TOML, "my-map.toml"), parse_map(YAML, "my-map.yaml")
    assert one.segments == other.segments
    assert compile_map(one).cells == compile_map(other).cells
    assert one.segments[-1] == Segment("Lost", (REST,))


def test_codes_and_when_are_alternatives():
    cells = compile_map(parse_map(TOML, "my-map.toml")).cells
    own = {(6 - r, 6 - f, 6 - m): name for (r, f, m), name in cells.items()}
    assert (own[4, 1, 1], own[4, 3, 2], own[3, 5, 5], own[2, 4, 4], own[5, 5, 5], own[1, 1, 1]) == (
        "Some",
        "Some",
        "Some",
        "Some",
        "Champions",
        "Lost",
    )


def test_otherwise_can_name_a_segment_that_has_rules():
    text = 'otherwise = "A"\n[[segment]]\nname = "A"\nwhen = ["r=1"]\n[[segment]]\nname = "B"\nwhen = ["r=2"]\n'
    cells = compile_map(parse_map(text, "m.toml")).cells
    assert (cells[1, 1, 1], cells[2, 1, 1], cells[5, 1, 1]) == ("A", "B", "A")


def test_yaml_codes_that_look_like_octal_numbers_are_digits():
    text = "levels: 4\nbest: 3\nsegments:\n  - name: A\n    codes: 012\n  - name: B\n    when: rest\n"
    cells = compile_map(parse_map(text, "m.yml")).cells
    assert [cell for cell, name in cells.items() if name == "A"] == [(4, 3, 2)]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert parse_map("\ufeff" + TOML.replace("\n", "\r\n"), "my-map.toml").segments == parse_map(TOML, "my-map.toml").segments


def test_the_name_defaults_to_the_files():
    assert parse_map('otherwise = "A"\n[[segment]]\nname = "B"\nwhen = "r=1"\n', "maps/our shop.toml").name == "our shop"


def test_a_cover_error_says_where_the_segments_are_written():
    text = '[[segment]]\nname = "A"\nwhen = ["r<=3"]\n\n[[segment]]\nname = "B"\nwhen = ["r>=3"]\n'
    with pytest.raises(MapError, match=re.escape('"A" (m.toml, line 1) and "B" (m.toml, line 5) both claim')):
        compile_map(parse_map(text, "m.toml"))


SEGMENT = '[[segment]]\nname = "A"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "a\n', "m.toml, line 1: this is not valid TOML"),
        ("a = 1\na = 2\n", "m.toml, line 2: this is not valid TOML"),
        ('x = """\n', "m.toml, line 2: this is not valid TOML"),
        ("", "m.toml is empty"),
        ("# nothing\n", "m.toml is empty"),
        ('name = "a"\n', "m.toml, line 1: The map has no segments"),
        (f"{SEGMENT}whn = 'r=1'\n", 'm.toml, line 3: A segment has no setting "whn". Did you mean when?'),
        (f"lvels = 5\n{SEGMENT}", 'm.toml, line 1: A map has no setting "lvels". Did you mean levels?'),
        ('\n[[segment]]\nwhen = "r=1"\n', 'm.toml, line 2: A segment needs the setting "name"'),
        (f"{SEGMENT}\n", 'm.toml, line 1: segment "A" has no rule'),
        (f'{SEGMENT}when = [\n  "r=1",\n  "r=9",\n]\n', 'm.toml, line 5: the rule "r=9" is not valid'),
        (f'{SEGMENT}when = ["r=1"]\ncodes = "12"\n', 'm.toml, line 4: the pattern "12" has 2 digits'),
        (f'{SEGMENT}when = "rest"\n\n{SEGMENT}when = "r=1"\n', 'm.toml, line 5: segment "A" is there twice'),
        (f'{SEGMENT}when = "rest"\n[[segment]]\nname = "B"\nwhen = "rest"\n', "m.toml, line 4: only one segment can take the rest"),
        (f'otherwise = "B"\n{SEGMENT}when = "rest"\n', "m.toml, line 1: only one segment can take the rest"),
        (f'name = "x"\nlevels = 12\n{SEGMENT}', "m.toml, line 2: levels is 12"),
        (f"levels = 5\nbest = 3\n{SEGMENT}", "m.toml, line 2: best is 3"),
        (f'axes = "rxm"\n{SEGMENT}', 'm.toml, line 1: axes "rxm" are not known'),
        (f'\naxes = "fr"\n{SEGMENT}', "m.toml, line 2: axes must be"),
        (f'levels = "5"\n{SEGMENT}', 'm.toml, line 1: "levels" has to be a whole number'),
        (f'first_match = "yes"\n{SEGMENT}when = "r=1"', 'm.toml, line 1: "first_match" has to be true or false'),
        ("segment = 5\n", 'm.toml, line 1: "segment" has to be a list of groups'),
        (f"{SEGMENT}when = [1.5, [2]]\n", 'm.toml, line 3: "when" has to be text'),
        ('segment = [{name = "A", when = "r=7"}]\n', 'm.toml, line 1: the rule "r=7"'),
        ("a = " + "[" * 5000, "m.toml: the values are nested too deeply"),
        ("a = " + "9" * 5000, "m.toml"),
    ],
)
def test_a_toml_mistake_is_refused_with_its_line(text, message):
    with pytest.raises(DefinitionError) as refusal:
        parse_map(text, "m.toml")
    assert str(refusal.value).startswith(message)
    assert refusal.value.remedy
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "m.yaml is empty"),
        ("- a\n", "m.yaml, line 1: the file has to begin with keys"),
        ("name: [a\n", "m.yaml, line 2: this is not valid YAML"),
        ("name: a\n\tb: 1\n", "m.yaml, line 2: this is not valid YAML"),
        ("\x00", "m.yaml: this is not valid YAML"),
        ("name: a\nname: b\n", 'm.yaml, line 2: the key "name" is there twice'),
        ("a: &x 1\nb: *x\n", "m.yaml, line 2: aliases (*name) are not read here"),
        ("? [a]\n: 1\n", "m.yaml, line 1: a key has to be a word"),
        ("--- a: 1\n--- \n", "m.yaml"),
        ("segments:\n  - name: A\n    when:\n      - r=1\n      - r=9\n", 'm.yaml, line 5: the rule "r=9" is not valid'),
        ("segments:\n  - name: A\n    whn: r=1\n", 'm.yaml, line 3: A segment has no setting "whn"'),
        ("segments:\n  - name: !!python/object:os.system A\n    when: q=1\n", "m.yaml, line 3"),
        ("[" * 5000, "m.yaml, line 1: the values are nested too deeply"),
    ],
)
def test_a_yaml_mistake_is_refused_with_its_line(text, message):
    with pytest.raises(DefinitionError) as refusal:
        parse_map(text, "m.yaml")
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


names = st.text(min_size=1, max_size=12).filter(lambda name: name.strip() and name.isprintable())


@given(names, names, st.text(max_size=20).filter(str.isprintable))
def test_any_printable_name_and_objective_survives_a_file(first, second, objective):
    if first == second:
        second += "x"
    segments = (Segment(first, (REST,), objective), Segment(second, PRESETS["rf-grid"].segments[0].rules, "", objective))
    written = SegmentMap("m", first, second, RF, 5, 5, False, segments)
    assert parse_map(format_map(written), "m.toml") == written


def outcome(text, filename):
    try:
        return parse_map(text, filename).name
    except DefinitionError as refusal:
        return refusal.problem


@given(st.text(alphabet="[]{}=\"\n ,#srf1whenagmt'-:", max_size=60), st.sampled_from(["m.toml", "m.yaml"]))
def test_any_text_is_a_map_or_is_refused(text, filename):
    assert outcome(text, filename)
