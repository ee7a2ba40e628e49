"""The settings of a workspace: `regulars.toml`, written to be read and changed by people."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regulars.errors import DefinitionError, SourceError, near_names
from regulars.work.options import zone_info
from regulars.work.request import read_map, read_scorecard, read_text

SETTINGS_FILE = "regulars.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """A setting: where it stands, its kind and default, and what a person is asked about it."""

    section: str
    key: str
    kind: type
    default: Any
    ask: str
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """The option of `regulars init` that answers it."""
        return f"--{self.key.replace('_', '-')}"


QUESTIONS: tuple[Question, ...] = (
    Question("shop", "time_zone", str, "UTC", "The shop's time zone, such as Europe/Paris"),
    Question("shop", "currency", str, "", "The currency to count, where orders are in several (empty: there is one)"),
    Question("shop", "business_model", str, "retail", "Business model: retail, subscription, marketplace, b2b, services"),
    Question("shop", "purchase_cycle_days", int, 0, "Usual days between two orders of a returning customer (0: not known)"),
    Question("scoring", "scorecard", str, "rfm", "Scorecard: a preset's name or a file"),
    Question("scoring", "map", str, "", "Segment map: a preset's name or a file (empty: the scorecard's)"),
    Question("scoring", "window_days", int, 0, "Count only orders of the last so many days (0: all)"),
    Question("scoring", "best", int, 1, "The digit shown for the best score: 1 or 5"),
    Question("scoring", "profile_rules", str, "", "A file of lifecycle borders and flag thresholds (empty: from the data)"),
    Question("refresh", "cadence", str, "daily", "How often segments are refreshed: hourly, daily, weekly"),
    Question("refresh", "cuts", str, "recalibrated", "Cuts of a refresh: recalibrated or frozen", ("recalibrated", "frozen")),
    Question("refresh", "after_import", bool, True, "Refresh after every import"),
    Question("engine", "memory_limit", str, "", "Memory for the engine, such as 2GB (empty: most of the machine's)"),
    Question("engine", "threads", int, 0, "Threads of the engine (0: one per core)"),
    Question("retention", "channels", str, "email", "Channels that reach customers, such as email, sms, ads"),
    Question("retention", "tools", str, "", "Tools that send to them, such as Klaviyo, Google Ads"),
    Question("retention", "budget", str, "", "Yearly retention budget, and how it is split (words)"),
)
_SECTIONS = tuple(dict.fromkeys(question.section for question in QUESTIONS))
_HEADINGS = {
    "shop": "The shop",
    "scoring": "How scores and segments are made",
    "refresh": "When, and by which cuts",
    "engine": "The machine",
    "retention": "What campaigns have to work with",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace, checked; every key of QUESTIONS is there."""

    values: Mapping[str, Any]

    def text(self, key: str) -> str | None:
        """A setting that is text; None where it is empty."""
        return str(self.values[key]) or None

    def count(self, key: str) -> int | None:
        """A setting that is a number; None where it is 0."""
        return int(self.values[key]) or None

    def flag(self, key: str) -> bool:
        """A setting that is yes or no."""
        return bool(self.values[key])


def defaults() -> dict[str, Any]:
    """Every setting as it is where nobody said otherwise."""
    return {question.key: question.default for question in QUESTIONS}


def checked(values: Mapping[str, Any], where: str = SETTINGS_FILE) -> Settings:
    """The settings, each of the right kind and with a meaning.

    Raises:
        DefinitionError: one of them is not; the message names it.
    """
    for question in QUESTIONS:
        value: Any = values[question.key]
        if type(value) is not question.kind:
            raise DefinitionError(f"{where}: {question.key} is {value!r}, not a {_KIND_WORDS[question.kind]}.", question.ask + ".")
        if question.choices and value not in question.choices:
            raise DefinitionError(f"{where}: {question.key} is {value!r}.", near_names(str(value), question.choices))
        if isinstance(value, int) and value < 0:
            raise DefinitionError(f"{where}: {question.key} is {value}.", "Give 0 or more.")
    settings = Settings(dict(values))
    zone_info(str(values["time_zone"]))
    read_scorecard(str(values["scorecard"]))
    if settings.text("map") not in {None, "fifths"}:
        read_map(str(values["map"]))
    return settings


_KIND_WORDS = {str: "text in quotes", int: "whole number", bool: "true or false"}


def read_settings(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        SourceError: there is none. DefinitionError: it is not valid.
    """
    if not path.exists():
        raise SourceError(f"{path.parent} is no workspace: it has no {path.name}.", f"Make one with regulars init {path.parent}.")
    try:
        top = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"{path}: {error}.", "Mend the line; regulars init in a new folder shows how.") from error
    values = defaults()
    for section, entries in top.items():
        if section not in _SECTIONS or not isinstance(entries, dict):
            raise DefinitionError(f"{path} has an unknown section {section!r}.", near_names(section, _SECTIONS))
        known = [question.key for question in QUESTIONS if question.section == section]
        for key, value in entries.items():
            if key not in known:
                raise DefinitionError(f"{path}: [{section}] has an unknown key {key!r}.", near_names(key, known))
            values[key] = value
    return checked(values, str(path))


def written(values: Mapping[str, Any]) -> str:
    """The settings as the text of `regulars.toml`, every key with what it means."""
    lines = ["# Settings of this workspace. Change what you like; regulars doctor checks it."]
    for section in _SECTIONS:
        lines += ["", f"# {_HEADINGS[section]}", f"[{section}]"]
        for question in QUESTIONS:
            if question.section == section:
                lines += [f"# {question.ask}", f"{question.key} = {_toml(values[question.key])}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
