"""One custom segment as a file: a JSON object that people read, write and keep in git."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regulars.criteria.wire import from_wire
from regulars.errors import DefinitionError, OutputError, SourceError, near_names
from regulars.work.custom_segments import STATES
from regulars.work.ledger import SegmentRecord
from regulars.work.request import read_text

FORMAT = 1
NEEDED = ("words", "sql", "criteria")
_KEYS = ("format", "name", "state", "version", "description", "playbook", "words", "sql", "sentence", "criteria")


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A segment as a file says it. `version` is the one that it was pulled at; None where a person wrote the file."""

    file: Path
    name: str
    state: str
    version: int | None
    description: str
    playbook: str
    words: str
    sql: str
    criteria: Mapping[str, Any] | None


def segment_text(segment: SegmentRecord) -> str:
    """A segment as the text of its file; the same segment always gives the same text."""
    made = {"format": FORMAT} | {key: getattr(segment, key) for key in _KEYS[1:-1]} | {"criteria": _ordered(segment.criteria)}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _ordered(value: Any) -> Any:
    """Objects with their keys in order, `node` first: databases keep them in an order of their own."""
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: (key != "node", key))}
    return [_ordered(each) for each in value] if isinstance(value, list | tuple) else value


def read_folder(folder: Path) -> list[SegmentFile]:
    """The segments that the files of a folder are, by the files' names.

    Raises:
        SourceError: there is no such folder, or a file cannot be read. DefinitionError: a file is no segment, or two are one.
    """
    if not folder.is_dir():
        raise SourceError(f"There is no folder {folder}.", "Write one with regulars segments pull.")
    found = [_read_file(path) for path in sorted(folder.glob("*.json")) if not path.name.startswith(".")]
    by_name: dict[str, SegmentFile] = {}
    for each in found:
        if each.name in by_name:
            raise DefinitionError(f"{each.file} and {by_name[each.name].file} are both {each.name!r}.", "Remove one of them.")
        by_name[each.name] = each
    return found


def _read_json(path: Path) -> Any:
    if not path.is_file():
        raise DefinitionError(f"{path} is no file, or a link to none.", "Move it away.")
    said = read_text(path)
    try:
        return json.loads(said)
    except json.JSONDecodeError as error:
        both = next((number for number, line in enumerate(said.splitlines(), 1) if line.startswith("<<<<<<< ")), None)
        if both is not None:
            raise DefinitionError(f"{path}, line {both}: git has left both sides of a conflict.", "Keep one of them.") from error
        remedy = "Mend the line, or delete the file and pull it again."
        raise DefinitionError(f"{path}, line {error.lineno}: {error.msg}.", remedy) from error
    except RecursionError as error:
        raise DefinitionError(f"{path} is nested too deeply.", "Simplify it.") from error


def _read_file(path: Path) -> SegmentFile:
    made = _read_json(path)
    if not isinstance(made, dict) or made.get("format") != FORMAT:
        raise DefinitionError(f"{path} is no segment of format {FORMAT}.", "Write it with regulars segments pull.")
    unknown = [key for key in made if key not in _KEYS]
    if unknown:
        raise DefinitionError(f"{path} has an unknown key {unknown[0]!r}.", near_names(unknown[0], _KEYS))
    for key in ("name", "state", "description", "playbook", "words", "sql"):
        if not isinstance(made.get(key, ""), str):
            raise DefinitionError(f"{path}: {key} is {made[key]!r}, not a text.", "Write it in quotes.")
    version, criteria, state = made.get("version"), made.get("criteria"), made.get("state", "active")
    if version is not None and type(version) is not int:
        raise DefinitionError(f"{path}: version is {version!r}, not a whole number.", "Leave it as it was pulled.")
    if state not in STATES:
        raise DefinitionError(f"{path}: there is no state {state!r}.", near_names(state, STATES))
    if criteria is not None:
        try:
            from_wire(criteria)
        except DefinitionError as error:
            raise DefinitionError(f"{path}: {error.problem}", error.remedy) from error
        except RecursionError as error:
            raise DefinitionError(f"{path} is nested too deeply.", "Simplify it.") from error
    if not any(made.get(key) for key in NEEDED):
        raise DefinitionError(f"{path} has no definition.", "Give words, sql or criteria.")
    texts = [str(made.get(key, "")) for key in ("description", "playbook", "words", "sql")]
    return SegmentFile(path, str(made.get("name", "")), state, version, texts[0], texts[1], texts[2], texts[3], criteria)


def free_name(name: str, taken: set[str]) -> str:
    """A name for the file of a new segment, in small letters so that no disk takes two for one."""
    # in every script; a file's name may have 255 bytes, which are up to four a letter
    base = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name).lower()).strip("-")[:50].strip("-") or "segment"
    return next(made for made in (f"{base}.json", *(f"{base}-{n}.json" for n in range(2, 10_000))) if made not in taken)


def write_file(path: Path, text: str) -> None:
    """Write a file at once; what was there stays where it cannot be written.

    Raises:
        OutputError: it cannot be written.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.", "Give another folder.") from error
