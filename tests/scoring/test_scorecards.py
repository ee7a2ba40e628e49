from decimal import Decimal

import pytest

from regulars.errors import DefinitionError
from regulars.scoring.composite import FIFTHS_MAP_NAME, composite
from regulars.scoring.map_compiler import compile_for
from regulars.scoring.map_presets import get_map
from regulars.scoring.results import Axis, CutMethod
from regulars.scoring.scorecard_presets import PRESETS, get_scorecard
from regulars.scoring.scorecards import CYCLE_MULTIPLES, AxisSpec, EventWeight, Scorecard, without_money

R, F, M, E = Axis.RECENCY, Axis.FREQUENCY, Axis.MONETARY, Axis.ENGAGEMENT


BY_MAP = [name for name, card in PRESETS.items() if card.map_name != FIFTHS_MAP_NAME]


@pytest.mark.parametrize("name", BY_MAP)
def test_every_scorecard_fits_its_map(name):
    card = PRESETS[name]
    compiled = compile_for(get_map(card.map_name), [spec.axis for spec in card.axes], card.levels)
    assert set(compiled.grid.cells()) == set(compiled.cells)
    assert card.title
    assert card.source


@pytest.mark.parametrize("name", [name for name in BY_MAP if PRESETS[name].spec(M)])
def test_every_scorecard_has_a_form_without_money(name):
    card = without_money(PRESETS[name])
    assert [spec.axis for spec in card.axes] == [R, F]
    assert compile_for(get_map(card.map_name), [R, F], card.levels).cells


@pytest.mark.parametrize("name", ["balanced", "recency-bias", "frequency-bias", "monetary-bias"])
def test_bias_scorecards_segment_by_fifths_also_without_money(name):
    assert PRESETS[name].map_name == FIFTHS_MAP_NAME
    assert without_money(PRESETS[name]).map_name == FIFTHS_MAP_NAME


def test_without_money_an_r_by_f_map_is_kept_and_weights_stay_usable():
    card = Scorecard("x", "", "", (AxisSpec(R, weight=0), AxisSpec(F, weight=0), AxisSpec(M)), map_name="rf-grid")
    assert without_money(card).map_name == "rf-grid"
    assert [spec.weight for spec in without_money(card).axes] == [1, 1]


def test_the_default_scorecard_is_quintiles_on_all_history_with_the_default_map():
    card = get_scorecard("rfm")
    assert [(spec.axis, spec.levels, spec.method) for spec in card.axes] == [(axis, 5, CutMethod.QUANTILE) for axis in (R, F, M)]
    assert (card.window_days, card.map_name) == (None, "default")


@pytest.mark.parametrize(("name", "axis"), [("recency-bias", 0), ("frequency-bias", 1), ("monetary-bias", 2)])
def test_a_bias_lets_one_axis_outweigh_another(name, axis):
    card = get_scorecard(name)
    weights = [spec.weight for spec in card.axes]
    strong = tuple(1 if index == axis else 3 for index in range(3))
    weak = tuple(3 if index == axis else (1 if index == (axis + 1) % 3 else 3) for index in range(3))
    assert composite(strong, card.levels, weights) > composite(weak, card.levels, weights)
    balanced = [spec.weight for spec in get_scorecard("balanced").axes]
    assert composite(strong, card.levels, balanced) == composite(weak, card.levels, balanced)


def test_an_unknown_scorecard_is_refused_with_near_names():
    with pytest.raises(DefinitionError, match="Did you mean klaviyo"):
        get_scorecard("klavyo")


@pytest.mark.parametrize("levels", range(2, 11))
def test_cycle_recency_has_default_multiples_for_every_number_of_levels(levels):
    assert AxisSpec(R, levels, CutMethod.CYCLE).multiples == CYCLE_MULTIPLES[: levels - 1]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"axis": R, "levels": 1}, "levels is 1"),
        ({"axis": R, "levels": 11}, "levels is 11"),
        ({"axis": R, "weight": -1}, "weight is -1"),
        ({"axis": R, "weight": Decimal("NaN")}, "weight is NaN"),
        ({"axis": R, "boundaries": (1, 2, 3, 4)}, "limits are for the fixed cut"),
        ({"axis": R, "method": CutMethod.FIXED}, "5 levels need 4 limits, and there are 0"),
        ({"axis": R, "method": CutMethod.FIXED, "boundaries": (30, 30, 60, 90)}, "each more than the one before"),
        ({"axis": F, "method": CutMethod.FIXED, "boundaries": (2, 3, 5, 8)}, "each less than the one before"),
        ({"axis": M, "levels": 2, "method": CutMethod.FIXED, "boundaries": (Decimal("Infinity"),)}, "not a number"),
        ({"axis": F, "method": CutMethod.CYCLE}, "only recency"),
        ({"axis": R, "method": CutMethod.CYCLE, "multiples": (1, 2)}, "need 4 multiples"),
        ({"axis": R, "method": CutMethod.CYCLE, "multiples": (1, 2, 2, 3)}, "must ascend"),
        ({"axis": R, "method": CutMethod.CYCLE, "multiples": (0, 1, 2, 3)}, "more than 0"),
        ({"axis": R, "method": CutMethod.FROZEN}, "former run"),
    ],
)
def test_an_axis_that_cannot_be_is_refused(arguments, problem):
    with pytest.raises(DefinitionError, match=problem):
        AxisSpec(**arguments)


RFM_AXES = (AxisSpec(R), AxisSpec(F), AxisSpec(M))
RFE_AXES = (AxisSpec(R), AxisSpec(F), AxisSpec(E))
LOOK = EventWeight("page_view", 1)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"axes": ()}, "its axes must be"),
        ({"axes": (AxisSpec(R), AxisSpec(M))}, "its axes must be"),
        ({"axes": (AxisSpec(F), AxisSpec(R), AxisSpec(M))}, "its axes must be"),
        ({"axes": tuple(AxisSpec(axis, weight=0) for axis in (R, F, M))}, "all weights are 0"),
        ({"axes": RFM_AXES, "window_days": 0}, "window_days is 0"),
        ({"axes": RFM_AXES, "window_days": 10**9}, "window_days is 1000000000"),
        ({"axes": RFM_AXES, "event_weights": (LOOK,)}, "need an engagement axis"),
        ({"axes": RFE_AXES}, "needs a type of event with points"),
        ({"axes": RFE_AXES, "event_weights": (EventWeight("x", -1),)}, "0 or more"),
        ({"axes": RFE_AXES, "event_weights": (LOOK, LOOK)}, "two weights"),
    ],
)
def test_a_scorecard_that_cannot_be_is_refused(arguments, problem):
    with pytest.raises(DefinitionError, match=problem):
        Scorecard("x", "", "", **arguments)
