"""Scorecards as files: TOML or YAML that a person writes.

    name = "my-scorecard"
    map = "default"
    window_days = 365                  # leave out for all history

    [recency]
    cut = "fixed"                      # quantile (default), fixed, natural, cycle
    at_most = [30, 90, 180, 365]       # fixed, days: 30 or less is the best score

    [frequency]
    cut = "fixed"
    at_least = [8, 5, 3, 2]            # fixed: 8 or more is the best score

    [monetary]
    levels = 5
    weight = 2                         # in the composite score

With [engagement] in place of [monetary], [event_weights] gives the points per type of event (page_view = 1). A cycle cut
of recency takes `multiples` of the typical gap between orders. Without [monetary] and [engagement] the scorecard has R and F only.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import PurePath

from regulars.errors import DefinitionError, near_names
from regulars.scoring.composite import FIFTHS_MAP_NAME
from regulars.scoring.documents import read_document
from regulars.scoring.map_presets import PRESETS as MAP_PRESETS
from regulars.scoring.map_presets import default_map_name
from regulars.scoring.results import Axis, CutMethod
from regulars.scoring.scorecards import DEFAULT_EVENT_WEIGHTS, AxisSpec, EventWeight, Number, Scorecard
from regulars.scoring.sections import Section, toml_text

_AXIS_KEYS = {axis: axis.name.lower() for axis in Axis}
_TOP_KEYS = ("name", "title", "source", "map", "window_days", *_AXIS_KEYS.values(), "event_weights")
_CUTS = (CutMethod.QUANTILE, CutMethod.FIXED, CutMethod.NATURAL, CutMethod.CYCLE)


def parse_scorecard(text: str, filename: str) -> Scorecard:
    """The scorecard written in a TOML or YAML text (by the ending of `filename`). Raises DefinitionError naming file and line."""
    top = Section(read_document(text, filename), filename, "A scorecard")
    top.only(*_TOP_KEYS)
    sections = ((axis, top.section(key)) for axis, key in _AXIS_KEYS.items())
    axes = tuple(_axis(axis, section) for axis, section in sections if section is not None)
    name = top.text("name", PurePath(filename).stem)
    try:
        return Scorecard(
            name=name,
            title=top.text("title", name),
            source=top.text("source", filename),
            axes=axes,
            window_days=top.whole("window_days") if top.has("window_days") else None,
            map_name=_map_name(top, tuple(spec.axis for spec in axes)),
            event_weights=_event_weights(top, any(spec.axis is Axis.ENGAGEMENT for spec in axes)),
        )
    except DefinitionError as error:
        if error.problem.startswith(filename):
            raise
        raise top.error(error.problem, error.remedy, _problem_line(top, error.problem)) from None


def format_scorecard(card: Scorecard) -> str:
    """The scorecard as TOML, to edit and read back with `parse_scorecard`."""
    lines = [
        f"name = {toml_text(card.name)}",
        f"title = {toml_text(card.title)}",
        f"source = {toml_text(card.source)}",
        f"map = {toml_text(card.map_name)}",
    ]
    if card.window_days is not None:
        lines.append(f"window_days = {card.window_days}")
    for spec in card.axes:
        lines.extend(_axis_lines(spec))
    if card.event_weights:
        lines.extend(["", "[event_weights]"])
        lines.extend(f"{toml_text(event.type)} = {_plain(event.points)}" for event in card.event_weights)
    return "\n".join(lines) + "\n"


def _axis_lines(spec: AxisSpec) -> list[str]:
    lines = ["", f"[{_AXIS_KEYS[spec.axis]}]", f"levels = {spec.levels}", f"cut = {toml_text(spec.method.value)}"]
    if spec.boundaries:
        lines.append(f"{_limits_key(spec.axis)} = {_list(spec.boundaries)}")
    if spec.multiples:
        lines.append(f"multiples = {_list(spec.multiples)}")
    return [*lines, f"weight = {_plain(spec.weight)}"]


def _list(values: tuple[Number, ...]) -> str:
    return f"[{', '.join(_plain(value) for value in values)}]"


def _plain(value: Number) -> str:
    return f"{value:f}" if not isinstance(value, int) else str(value)


def _limits_key(axis: Axis) -> str:
    return "at_most" if axis is Axis.RECENCY else "at_least"


def _axis(axis: Axis, section: Section) -> AxisSpec:
    limits_key = _limits_key(axis)
    section.only("levels", "cut", "weight", "multiples", limits_key)
    method = _method(section, limits_key)
    if section.has("multiples") and method is not CutMethod.CYCLE:
        raise section.error(
            "multiples are for the cycle cut.", 'Write cut = "cycle", or leave multiples out.', section.line("multiples")
        )
    limits = section.numbers(limits_key) if section.has(limits_key) else ()
    multiples = section.numbers("multiples") if section.has("multiples") else ()
    levels = section.whole("levels", len(limits or multiples) + 1 if limits or multiples else 5)
    weight = section.number("weight", 1)
    try:
        return AxisSpec(axis, levels, method, _best_first(limits, axis), multiples, weight)
    except DefinitionError as error:
        line = _axis_line(section, error.problem, limits_key)
        raise section.error(error.problem, f"Correct {section.label}.", line) from None


def _axis_line(section: Section, problem: str, limits_key: str) -> int:
    words = {"levels is": "levels", "weight": "weight", "limit": limits_key, "multiple": "multiples", "cycle": "cut"}
    return next((section.line(key) for word, key in words.items() if word in problem), section.table.line)


def _best_first(limits: tuple[Decimal | int, ...], axis: Axis) -> tuple[Decimal | int, ...]:
    """Limits may be written from either end; in no order at all they are left for the scorecard to refuse."""
    turned = limits[::-1]
    best_first = tuple(sorted(limits, reverse=axis is not Axis.RECENCY))
    return best_first if best_first in (limits, turned) else limits


def _method(section: Section, limits_key: str) -> CutMethod:
    default = CutMethod.FIXED if section.has(limits_key) else CutMethod.QUANTILE
    word = section.text("cut", default.value)
    if word not in {method.value for method in _CUTS}:
        raise section.error(f'There is no cut "{word}".', near_names(word, [method.value for method in _CUTS]), section.line("cut"))
    return CutMethod(word)


def _map_name(top: Section, axes: tuple[Axis, ...]) -> str:
    name = top.text("map", default_map_name(axes))
    if name not in MAP_PRESETS and name != FIFTHS_MAP_NAME:
        raise top.error(
            f'There is no segment map "{name}".',
            f"{near_names(name, MAP_PRESETS)} A map file of your own goes beside the scorecard, with --map.",
            top.line("map"),
        )
    return name


def _event_weights(top: Section, engaged: bool) -> tuple[EventWeight, ...]:
    section = top.section("event_weights")
    if section is None:
        return DEFAULT_EVENT_WEIGHTS if engaged else ()
    return tuple(EventWeight(kind, section.number(kind)) for kind, _ in section.table.entries)


def _problem_line(top: Section, problem: str) -> int:
    words = {"window_days": "window_days", "event": "event_weights", "axes": "recency", "weights": "recency"}
    return next((top.line(key) for word, key in words.items() if word in problem), top.table.line)
