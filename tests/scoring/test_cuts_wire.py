import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.errors import DefinitionError
from regulars.scoring.cuts import cuts_from_wire, cuts_to_wire
from regulars.scoring.results import Axis, AxisCuts, CutMethod

BORDERS = st.one_of(
    st.integers(0, 10**6), st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**15, places=2)
)


@st.composite
def axis_cuts(draw, axis):
    borders = tuple(sorted(draw(st.lists(BORDERS, min_size=1, max_size=9))))
    levels = len(borders) + 1
    return AxisCuts(
        axis=axis,
        method=draw(st.sampled_from(list(CutMethod))),
        levels=levels,
        boundaries=borders,
        usable=draw(st.integers(1, levels)),
        lower_is_better=axis is Axis.RECENCY,
        note=draw(st.text(max_size=20)),
        inclusive_upper=draw(st.booleans()),
    )


@given(st.lists(st.sampled_from(list(Axis)), min_size=1, unique=True).flatmap(lambda axes: st.tuples(*map(axis_cuts, axes))))
def test_cuts_survive_json_with_every_digit_and_type(cuts):
    again = cuts_from_wire(json.loads(json.dumps(cuts_to_wire(cuts))), "run.json")
    assert again == cuts
    assert [list(map(type, part.boundaries)) for part in again] == [list(map(type, part.boundaries)) for part in cuts]


def wire(**changes):
    cuts = AxisCuts(Axis.RECENCY, CutMethod.QUANTILE, 3, (10, Decimal("20.50")), 3, True)
    stored = cuts_to_wire([cuts])
    stored["axes"][0].update(changes)
    return stored


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        (None, "run.json: this is not an object with version, axes"),
        ([], "run.json: this is not an object"),
        ({}, "run.json: version is missing"),
        ({"version": 1}, "run.json: axes is missing"),
        ({"version": 2, "axes": []}, "run.json: cuts of version 2 cannot be read"),
        ({"version": True, "axes": []}, "run.json: cuts of version True cannot be read"),
        ({"version": 1, "axes": []}, "run.json: axes has to be a list"),
        ({"version": 1, "axes": [], "extra": 1}, 'run.json: "extra" is not known'),
        ({"version": 1, "axes": [5]}, "run.json, axis 1: this is not an object"),
        ({"version": 1, "axes": wire()["axes"] * 2}, "run.json: an axis is there twice"),
        (wire(axis="x"), "run.json, axis 1: axis is 'x'"),
        (wire(method="guess"), "run.json, axis 1: method is 'guess'"),
        (wire(levels="3"), "run.json, axis 1: levels is '3'"),
        (wire(levels=True), "run.json, axis 1: levels is True"),
        (wire(levels=11), "run.json, axis 1: 11 levels"),
        (wire(usable=4), "run.json, axis 1: 3 levels, 4 of them usable"),
        (wire(boundaries=[1]), "run.json, axis 1: 3 levels need a list of 2 boundaries"),
        (wire(boundaries=[2, 1]), "run.json, axis 1: the boundaries do not ascend"),
        (wire(boundaries=[1, 2.5]), "run.json, axis 1: the boundary 2.5 is not a number"),
        (wire(boundaries=[1, "two"]), "run.json, axis 1: the boundary 'two' is not a number"),
        (wire(boundaries=[1, "Infinity"]), "run.json, axis 1: the boundary 'Infinity' is not a number"),
        (wire(boundaries=[1, None]), "run.json, axis 1: the boundary None is not a number"),
        (wire(lower_is_better=False), "run.json, axis 1: lower_is_better is true for recency"),
        (wire(inclusive_upper=1), "run.json, axis 1: inclusive_upper is 1"),
        (wire(note=None), "run.json, axis 1: note is None"),
    ],
)
def test_anything_else_is_refused_with_its_place(stored, message):
    with pytest.raises(DefinitionError) as refusal:
        cuts_from_wire(stored, "run.json")
    assert refusal.value.problem.startswith(message)
    assert refusal.value.remedy
