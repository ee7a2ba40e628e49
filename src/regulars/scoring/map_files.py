"""Segment maps as files: TOML or YAML that a person writes.

    name = "my-map"
    axes = "rfm"              # or rf, rfe
    levels = 5                # per axis
    best = 1                  # which digit is best
    first_match = true        # the first segment whose rule holds wins; without, two claims are an error
    otherwise = "Lost"        # takes every pattern that no rule matches

    [[segment]]
    name = "Champions"
    when = ["r<=2 f<=2 m<=2"] # any of these
    codes = "113 1*4"         # or these patterns
    objective = "Maximize LTV"
    campaign_type = "VIP/Loyalty"

In YAML the list is `segments:`. See `map_rules` for what rules look like.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from regulars.errors import DefinitionError
from regulars.scoring.documents import Scalar, read_document
from regulars.scoring.map_rules import format_rule, parse_codes, parse_rules
from regulars.scoring.maps import REST, Notation, Rule, Segment, SegmentMap, name_problem, notation_problem, segments_problem
from regulars.scoring.results import Axis
from regulars.scoring.sections import Section, toml_text

_MAP_KEYS = (
    "name",
    "title",
    "source",
    "axes",
    "levels",
    "best",
    "first_match",
    "rescales",
    "otherwise",
    "segment",
    "segments",
)
_SEGMENT_KEYS = ("name", "when", "codes", "objective", "campaign_type")


def parse_map(text: str, filename: str) -> SegmentMap:
    """The map written in a TOML or YAML text (by the ending of `filename`).

    Raises DefinitionError naming file and line. Whether the map is an exact cover is `compile_map`'s question.
    """
    top = Section(read_document(text, filename), filename, "A map")
    top.only(*_MAP_KEYS)
    notation = _notation(top)
    segments = _with_otherwise(top, tuple(_segment(part, notation) for part in _segment_sections(top)))
    problem = segments_problem(segments)
    if problem:
        raise top.error(
            f"{problem}.", "Give every segment one name and at most one of them the rest.", _problem_line(top, segments)
        )
    name = top.text("name", PurePath(filename).stem)
    return SegmentMap(
        name=name,
        title=top.text("title", name),
        source=top.text("source", filename),
        axes=notation.axes,
        levels=notation.levels,
        best=notation.best,
        first_match=top.flag("first_match", False),
        segments=segments,
        rescales=top.flag("rescales", False),
    )


def format_map(segment_map: SegmentMap) -> str:
    """The map as TOML, to edit and read back with `parse_map`."""
    lines = [
        f"name = {toml_text(segment_map.name)}",
        f"title = {toml_text(segment_map.title)}",
        f"source = {toml_text(segment_map.source)}",
        f"axes = {toml_text(''.join(segment_map.axes))}",
        f"levels = {segment_map.levels}",
        f"best = {segment_map.best}",
        f"first_match = {str(segment_map.first_match).lower()}",
        f"rescales = {str(segment_map.rescales).lower()}",
    ]
    for segment in segment_map.segments:
        lines.extend(_segment_lines(segment, segment_map.notation))
    return "\n".join(lines) + "\n"


def _segment_lines(segment: Segment, notation: Notation) -> list[str]:
    rules = ", ".join(toml_text(format_rule(rule, notation)) for rule in segment.rules)
    return [
        "",
        "[[segment]]",
        f"name = {toml_text(segment.name)}",
        f"when = [{rules}]",
        f"objective = {toml_text(segment.objective)}",
        f"campaign_type = {toml_text(segment.campaign_type)}",
    ]


def _notation(top: Section) -> Notation:
    levels = top.whole("levels", 5)
    notation = Notation(_axes(top), levels, top.whole("best", 1))
    problem = notation_problem(notation)
    if problem:
        key = next((key for key in ("axes", "levels", "best") if problem.startswith(key)), "levels")
        raise top.error(f"{problem}.", 'Write for example axes = "rfm", levels = 5, best = 1.', top.line(key))
    return notation


def _axes(top: Section) -> tuple[Axis, ...]:
    letters = "".join(part.text for part in top.texts("axes")) or "rfm"
    try:
        return tuple(Axis(letter) for letter in letters.lower())
    except ValueError:
        raise top.error(f'axes "{letters}" are not known.', "Write rfm, rf or rfe.", top.line("axes")) from None


def _segment_sections(top: Section) -> tuple[Section, ...]:
    found = tuple(replace(part, label="A segment") for key in ("segment", "segments") for part in top.sections(key))
    if not found:
        raise top.error("The map has no segments.", 'Add [[segment]] with a name and when = ["..."].')
    return found


def _segment(section: Section, notation: Notation) -> Segment:
    section.only(*_SEGMENT_KEYS)
    name = section.text("name")
    problem = name_problem(name)
    if problem:
        raise section.error(f"{problem}.", "Give it a name that people can read.", section.line("name"))
    rules = [rule for part in section.texts("when") for rule in _rules(section, part, notation)]
    codes = section.texts("codes")
    if codes:
        rules.append(_codes(section, codes, notation))
    if not rules:
        raise section.error(f'segment "{name}" has no rule.', 'Add when = ["r<=2 f<=2"], codes = "111 112" or when = ["rest"].')
    return Segment(name, tuple(rules), section.text("objective", ""), section.text("campaign_type", ""), section.where())


def _rules(section: Section, part: Scalar, notation: Notation) -> tuple[Rule, ...]:
    try:
        return parse_rules(part.text, notation)
    except DefinitionError as error:
        raise section.error(f"{error.problem}.", error.remedy, part.line) from None


def _codes(section: Section, parts: tuple[Scalar, ...], notation: Notation) -> Rule:
    words = tuple(word for part in parts for word in part.text.replace(",", " ").split())
    try:
        return parse_codes(words, notation)
    except DefinitionError as error:
        raise section.error(f"{error.problem}.", error.remedy, section.line("codes")) from None


def _with_otherwise(top: Section, segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    name = top.text("otherwise", "")
    if not name:
        return segments
    if all(segment.name != name for segment in segments):
        return (*segments, Segment(name, (REST,), where=top.where(top.line("otherwise"))))
    return tuple(replace(part, rules=(*part.rules, REST)) if part.name == name else part for part in segments)


def _problem_line(top: Section, segments: tuple[Segment, ...]) -> int:
    """The line of the segment that repeats a name, or of the second that takes the rest."""
    names: set[str] = set()
    rests = 0
    for section, segment in zip(_segment_sections(top), segments, strict=False):
        rests += any(rule.rest for rule in segment.rules)
        if segment.name in names or rests > 1:
            return section.table.line
        names.add(segment.name)
    return top.line("otherwise")
