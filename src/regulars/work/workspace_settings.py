"""The settings of a workspace: `regulars.toml`, written to be read and changed by people."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any, overload

from regulars.errors import DefinitionError, RegularsError, SourceError, near_names
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


NOW, NEWEST_ORDER = "now", "newest order"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
QUESTIONS: tuple[Question, ...] = (
    Question("shop", "time_zone", str, "UTC", "The shop's time zone, such as Europe/Paris"),
    Question("shop", "currency", str, "", "The currency to count, where orders are in several (empty: there is one)"),
    Question(
        "shop",
        "business_model",
        str,
        "retail",
        "Business model: retail, subscription, marketplace, b2b, services",
        ("retail", "subscription", "marketplace", "b2b", "services"),
    ),
    Question("shop", "purchase_cycle_days", int, 0, "Usual days between two orders of a returning customer (0: not known)"),
    Question(
        "shop",
        "data",
        list,
        ["orders"],
        "What data there is: orders, order_lines, customers, events",
        ("orders", "order_lines", "customers", "events"),
    ),
    Question("import", "watch", list, [], "Folders whose new files are imported by themselves (empty: none)"),
    Question("import", "databases", list, [], "Databases to import before each scheduled refresh, as env:NAME of their address"),
    Question(
        "import", "only_changed", bool, False, "Of databases, read only what changed since the last import, where a column tells"
    ),
    Question("scoring", "scorecard", str, "rfm", "Scorecard: a preset's name or a file"),
    Question("scoring", "map", str, "", "Segment map: a preset's name or a file (empty: the scorecard's)"),
    Question("scoring", "window_days", int, 0, "Count only orders of the last so many days (0: all)"),
    Question("scoring", "best", int, 1, "The digit shown for the best score: 1 or 5"),
    Question("scoring", "profile_rules", str, "", "A file of lifecycle borders and flag thresholds (empty: from the data)"),
    Question(
        "refresh",
        "cadence",
        str,
        "daily",
        "How often segments are refreshed: hourly, daily, weekly, never (by themselves)",
        ("hourly", "daily", "weekly", "never"),
    ),
    Question("refresh", "at", str, "03:00", "Time of day of daily and weekly refreshes, in the shop's zone"),
    Question("refresh", "weekday", str, "monday", "Day of weekly refreshes", WEEKDAYS),
    Question("refresh", "cuts", str, "recalibrated", "Cuts of a refresh: recalibrated or frozen", ("recalibrated", "frozen")),
    Question(
        "refresh",
        "look_from",
        str,
        NOW,
        "Where a refresh looks from: now, or the day after the newest order (for a shop whose orders have ended)",
        (NOW, NEWEST_ORDER),
    ),
    Question("refresh", "after_import", bool, True, "Refresh after every import"),
    Question(
        "refresh",
        "mode",
        str,
        "auto",
        "Rows that a refresh looks at: full (all), incremental (of changed customers), auto",
        ("auto", "full", "incremental"),
    ),
    Question("refresh", "keep_days", int, 90, "Days for which the profiles of earlier refreshes are kept (0: for ever)"),
    Question("refresh", "keep_refreshes", int, 10, "Refreshes that are kept however old they are"),
    Question("engine", "memory_limit", str, "", "Memory for the engine, such as 2GB (empty: most of the machine's)"),
    Question("engine", "threads", int, 0, "Threads of the engine (0: one per core, and one for each page that is looked at)"),
    Question("retention", "channels", str, "email", "Channels that reach customers, such as email, sms, ads"),
    Question("retention", "tools", str, "", "Tools that send to them, such as Klaviyo, Google Ads"),
    Question("retention", "budget", str, "", "What there is to say about the retention budget beside its figures"),
    Question("retention", "budget_yearly", int, 0, "Yearly retention budget, in the shop's currency (0: not known)"),
    Question("retention", "budget_channels", dict, {}, "How much of it each channel gets, such as email=12000, ads=20000"),
    Question("retention", "budget_segments", dict, {}, "How much of it goes to which segment, such as At Risk=8000"),
    Question("retention", "playbooks", str, "", "A file of playbooks of your own (empty: those that come with Regulars)"),
    Question("export", "contact_gap_days", int, 0, "Leave out who was sent to the channel in the last so many days (0: nobody)"),
    Question("experiments", "global_holdout_percent", int, 0, "Hold so many percent of all customers out of all exports (0: none)"),
    Question("experiments", "holdout_days", int, 90, "Days after which others are held out (0: always the same)"),
)
# what a retention analyst would ask first; the rest has defaults that hold until there is a reason
ASKED_FIRST = (
    "time_zone",
    "currency",
    "business_model",
    "purchase_cycle_days",
    "data",
    "watch",
    "scorecard",
    "cadence",
    "channels",
    "tools",
    "budget_yearly",
    "budget_channels",
    "budget_segments",
)
_SECTIONS = tuple(dict.fromkeys(question.section for question in QUESTIONS))
_HEADINGS = {
    "shop": "The shop",
    "import": "Where data comes from by itself",
    "scoring": "How scores and segments are made",
    "refresh": "When, and by which cuts",
    "engine": "The machine",
    "retention": "What campaigns have to work with",
    "export": "Who is left out of exports",
    "experiments": "Who is held out",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a workspace, checked; every key of QUESTIONS is there."""

    values: Mapping[str, Any]

    def texts(self, key: str) -> tuple[str, ...]:
        """A setting that is a list."""
        return tuple(self.values[key])

    def text_parts(self, key: str) -> tuple[str, ...]:
        """The parts of a setting that is text with commas."""
        return tuple(part.strip() for part in str(self.values[key]).split(",") if part.strip())

    def amounts(self, key: str) -> dict[str, Decimal]:
        """A setting that is amounts by name."""
        return {name: Decimal(str(amount)) for name, amount in self.values[key].items()}

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


def checked(values: Mapping[str, Any], where: str = SETTINGS_FILE, folder: Path | None = None) -> Settings:
    """The settings, each of the right kind and with a meaning; files that they name are looked for in `folder`.

    Raises:
        DefinitionError: one of them is not; the message names it.
    """
    for question in QUESTIONS:
        value: Any = values[question.key]
        if type(value) is not question.kind:
            raise DefinitionError(f"{where}: {question.key} is {value!r}, not a {_KIND_WORDS[question.kind]}.", question.ask + ".")
        said = value if isinstance(value, list) else [value]
        odd = next((each for each in said if question.choices and each not in question.choices), None)
        if odd is not None:
            raise DefinitionError(f"{where}: {question.key} is {odd!r}.", near_names(str(odd), question.choices))
        if isinstance(value, list | dict):
            _check_entries(value, f"{where}: {question.key}", question.ask)
        if isinstance(value, int) and value < 0:
            raise DefinitionError(f"{where}: {question.key} is {value}.", "Give 0 or more.")
    settings = Settings(dict(values) | {"currency": str(values["currency"]).upper()})
    time_of_day(str(values["at"]), where)
    if settings.text("currency") and not re.fullmatch("[A-Za-z]{3}", str(values["currency"])):
        raise DefinitionError(f"{where}: currency is {values['currency']!r}, not a code of three letters.", "Write it as EUR.")
    with _about(where, "time_zone"):
        zone_info(str(values["time_zone"]))
    with _about(where, "scorecard"):
        read_scorecard(beside(folder, str(values["scorecard"])))
    if settings.text("map") not in {None, "fifths"}:
        with _about(where, "map"):
            read_map(beside(folder, str(values["map"])))
    return settings


@contextmanager
def _about(where: str, key: str) -> Iterator[None]:
    """Say of what is refused where it was set."""
    try:
        yield
    except RegularsError as error:
        is_file = isinstance(error, SourceError)
        remedy = f"Give a preset or a file in the workspace's folder (regulars {key}s list)." if is_file else error.remedy
        raise DefinitionError(f"{where}: {key}: {error.problem}", remedy) from error


def _check_entries(value: list[Any] | dict[str, Any], where: str, ask: str) -> None:
    """Refuse a list of anything but texts, and amounts that are none."""
    if isinstance(value, list):
        odd = next((each for each in value if not isinstance(each, str) or not each.strip()), None)
    else:
        odd = next((each for each in value.values() if isinstance(each, bool) or not _is_amount(each)), None)
    if odd is not None:
        raise DefinitionError(f"{where} has {odd!r} in it.", ask + ".")


def _is_amount(value: Any) -> bool:
    return isinstance(value, int | Decimal) and value >= 0


def time_of_day(text: str, where: str = SETTINGS_FILE) -> time:
    """A time of day such as 03:00.

    Raises:
        DefinitionError: it is none.
    """
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise DefinitionError(f"{where}: at is {text!r}, not a time of day.", "Write it as 03:00.")
    return time.fromisoformat(text)


@overload
def beside(folder: Path | None, what: str) -> str | Path: ...
@overload
def beside(folder: Path | None, what: str | None) -> str | Path | None: ...
def beside(folder: Path | None, what: str | None) -> str | Path | None:
    """A preset's name as it is, or the file of the workspace's folder that a setting names; None where it names none."""
    return folder / what if folder is not None and what and (folder / what).is_file() else what


_KIND_WORDS = {
    str: "text in quotes",
    int: "whole number",
    bool: "true or false",
    list: 'list such as ["a", "b"]',
    dict: "table such as {email = 100}",
}


def read_settings(path: Path) -> Settings:
    """The settings in a file.

    Raises:
        SourceError: there is none. DefinitionError: it is not valid.
    """
    if not path.exists():
        raise SourceError(f"{path.parent} is no workspace: it has no {path.name}.", f"Make one with regulars init {path.parent}.")
    try:
        top = tomllib.loads(read_text(path), parse_float=Decimal)
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
    return checked(values, str(path), path.parent)


def written(values: Mapping[str, Any]) -> str:
    """The settings as the text of `regulars.toml`, every key with what it means."""
    lines = ["# Settings of this workspace. Change what you like; regulars doctor checks it."]
    for section in _SECTIONS:
        lines += ["", f"# {_HEADINGS[section]}", f"[{section}]"]
        for question in QUESTIONS:
            if question.section == section:
                lines += [f"# {question.ask}", f"{question.key} = {toml_value(values[question.key])}"]
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """A setting as TOML writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml_value(name)} = {amount}" for name, amount in value.items()) + "}"
    # JSON but for DEL, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def answer_text(value: Any) -> str:
    """A setting as a person would type it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{name}={amount}" for name, amount in value.items())
        case list():
            return ", ".join(value)
        case _:
            return str(value)


def check_answer(question: Question, value: Any) -> None:
    """Refuse an answer that no workspace could have.

    Raises:
        DefinitionError: it is one.
    """
    checked(defaults() | {question.key: value}, "Your answer")


def read_answer(text: str, question: Question) -> Any:
    """A setting from what a person typed.

    Raises:
        DefinitionError: it has no meaning for this one.
    """
    key, kind = question.key, question.kind
    if kind is bool:
        words = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
        if text.lower() in words:
            return words[text.lower()]
        raise DefinitionError(f"{key} is {text!r}.", "Give yes or no.")
    if kind is int:
        if text.isdigit():
            return int(text)
        raise DefinitionError(f"{key} is {text!r}, not a whole number.", "Give 0 or more.")
    if kind is str and text.lower() in question.choices:
        return text.lower()
    if kind is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind is dict:
        return dict(_amount(part.strip(), key) for part in text.split(",") if part.strip())
    return text


def _amount(text: str, key: str) -> tuple[str, int | Decimal]:
    name, mark, amount = (part.strip() for part in text.rpartition("="))
    if not mark or not name or not re.fullmatch(r"\d+(\.\d+)?", amount):
        raise DefinitionError(f"{key}: {text!r} is no NAME=AMOUNT.", "Write email=12000, ads=20000.")
    return name, int(amount) if amount.isdigit() else Decimal(amount)
