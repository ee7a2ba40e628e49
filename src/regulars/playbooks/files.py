"""Playbooks as files: TOML or YAML that a person writes.

[[playbook]]
segment = "Champions"
based_on = "Loyal Customers"    # what is not written is as there; without, as in the playbook that comes with Regulars
objective = "Maximize LTV"
message = "You are one of the few."
needs = ["..."]
motivations = ["..."]
churn_drivers = ["..."]
incentive = "none"              # or low, deep
offer = "early access"
channel = "email"
cadence = "every second week"
human_touch = "a letter"
suppress = "nowhere"            # or advertising, everywhere
suppression = "..."
measure = ["..."]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from regulars.errors import near_names
from regulars.playbooks.plays import Incentive, Playbook, Suppress, playbook_for
from regulars.scoring.documents import read_document
from regulars.scoring.sections import Section, toml_text

Word = TypeVar("Word", bound=StrEnum)
_TEXTS = ("objective", "message", "offer", "channel", "cadence", "human_touch", "suppression")
_LISTS = ("needs", "motivations", "churn_drivers", "measure")
_KEYS = ("segment", "based_on", *_TEXTS, *_LISTS, "incentive", "suppress")
_LONGEST = 600


def parse_playbooks(text: str, filename: str, known: Sequence[Playbook] = ()) -> tuple[Playbook, ...]:
    """The playbooks written in a TOML or YAML text (by the ending of `filename`), over those `known`.

    Raises DefinitionError naming file and line.
    """
    top = Section(read_document(text, filename), filename, "A file of playbooks")
    top.only("playbook", "playbooks")
    sections = (*top.sections("playbook"), *top.sections("playbooks"))
    if not sections:
        raise top.error("there is no playbook.", "Write [[playbook]] and its settings.")
    found: dict[str, Playbook] = {each.segment.casefold(): each for each in known}
    written: set[str] = set()
    for section in sections:
        made = _playbook(section, tuple(found.values()))
        if made.segment.casefold() in written:
            raise section.error(f'"{made.segment}" has two playbooks.', "Keep one.", section.line("segment"))
        written.add(made.segment.casefold())
        found[made.segment.casefold()] = made
    return tuple(found.values())


def _playbook(section: Section, known: Sequence[Playbook]) -> Playbook:
    section.only(*_KEYS)
    segment = section.text("segment").strip()
    if not segment:
        raise section.error("the segment has no name.", 'Write segment = "...".', section.line("segment"))
    base = playbook_for(known, segment)
    if section.has("based_on"):
        named = section.text("based_on")
        base = playbook_for(known, named)
        if base is None:
            raise section.error(
                f'there is no playbook "{named}".', near_names(named, [each.segment for each in known]), section.line("based_on")
            )
    edits = _edits(section)
    if base is not None:
        return replace(base, segment=segment, **edits)
    missing = [key for key in (*_TEXTS, *_LISTS, "incentive", "suppress") if key not in edits]
    if missing:
        raise section.error(f'"{segment}" lacks {", ".join(missing)}.', 'Write them, or based_on = "Loyal Customers".')
    return Playbook(segment=segment, **edits)


def _edits(section: Section) -> dict[str, Any]:
    edits: dict[str, Any] = {}
    for key in _TEXTS:
        if section.has(key):
            edits[key] = _short(section, key, section.text(key))
    for key in _LISTS:
        if section.has(key):
            edits[key] = tuple(_short(section, key, part.text) for part in section.texts(key))
    if section.has("incentive"):
        edits["incentive"] = _word(section, "incentive", Incentive)
    if section.has("suppress"):
        edits["suppress"] = _word(section, "suppress", Suppress)
    return edits


def _short(section: Section, key: str, text: str) -> str:
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        raise section.error(f"{key} has {len(text):,} characters.", f"Say it in {_LONGEST}.", section.line(key))
    return text


def _word(section: Section, key: str, words: type[Word]) -> Word:
    written = section.text(key)
    for word in words:
        if word.value == written:
            return word
    raise section.error(f'{key} is "{written}".', f"Write {', '.join(word.value for word in words)}.", section.line(key))


def format_playbook(playbook: Playbook) -> str:
    """A playbook in the file format."""
    lines = ["[[playbook]]", f"segment = {toml_text(playbook.segment)}"]
    for key in (
        "objective",
        "message",
        *_LISTS[:3],
        "incentive",
        "offer",
        "channel",
        "cadence",
        "human_touch",
        "suppress",
        "suppression",
        "measure",
    ):
        value = getattr(playbook, key)
        shown = f"[{', '.join(map(toml_text, value))}]" if isinstance(value, tuple) else toml_text(str(value))
        lines.append(f"{key} = {shown}")
    return "\n".join(lines) + "\n"
