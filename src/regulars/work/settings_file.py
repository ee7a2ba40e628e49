"""Changing the settings of a workspace: the lines that say so, and nothing else in `regulars.toml`."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from regulars.errors import DefinitionError, OutputError, near_names
from regulars.work.request import read_text
from regulars.work.workspace_settings import QUESTIONS, SETTINGS_FILE, Settings, checked, read_settings, toml_value, written

_NEW_FILE = 0o644


def change_settings(folder: Path, changes: Mapping[str, Any]) -> Settings:
    """Put values in the place of others; comments and everything else stay. All settings are checked before anything is written.

    Raises:
        DefinitionError: a value is not valid, or there is no such setting. OutputError: the file cannot be written.
    """
    path = folder / SETTINGS_FILE
    known = {question.key for question in QUESTIONS}
    for key in changes:
        if key not in known:
            raise DefinitionError(f"There is no setting {key!r}.", near_names(key, known))
    before = read_settings(path)
    after = checked({**before.values, **changes}, SETTINGS_FILE, folder)
    other = {key: value for key, value in changes.items() if value != before.values[key]}
    if other:
        text = _changed(read_text(path), other)
        said = _said(text)
        if any(said.get(key) != value for key, value in other.items()):
            text = written(after.values)  # the file is laid out in a way that lines do not tell; what it says counts
        write_at_once(path, text)
    return after


def _changed(text: str, changes: Mapping[str, Any]) -> str:
    lines = text.rstrip("\n").split("\n")  # and not at what else ends lines elsewhere
    for question in QUESTIONS:
        if question.key in changes:
            lines = _with_line(lines, question.section, question.key, f"{question.key} = {toml_value(changes[question.key])}")
    return "\n".join(lines) + "\n"


def _with_line(lines: list[str], section: str, key: str, line: str) -> list[str]:
    """The lines with one of them put in the place of the key's, at the end of its section, or in a new one."""
    heading = f"[{section}]"
    starts = [at for at, each in enumerate(lines) if each.split("#")[0].strip() == heading]
    if not starts:
        return [*lines, "", heading, line]
    start = starts[0] + 1
    end = next((at for at in range(start, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    for at in range(start, end):
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[at]):
            return [*lines[:at], line, *lines[at + 1 :]]
    last = max((at for at in range(start, end) if lines[at].strip() and not lines[at].lstrip().startswith("#")), default=start - 1)
    return [*lines[: last + 1], line, *lines[last + 1 :]]


def _said(text: str) -> dict[str, Any]:
    """The settings that a text has; none where it is no TOML."""
    try:
        top = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return {}
    known = {(question.section, question.key) for question in QUESTIONS}
    return {
        key: value
        for section, entries in top.items()
        if isinstance(entries, dict)
        for key, value in entries.items()
        if (section, key) in known
    }


def write_at_once(path: Path, text: str) -> None:
    """Write a file at once: whoever reads it sees the former text or the new one.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else _NEW_FILE)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        problem = f"{path} cannot be written: {error.strerror or error}."
        raise OutputError(problem, "Check its permissions and the disk; nothing was changed.") from error
