"""Every error Regulars raises on purpose: one root, few leaves, each a sentence.

A message says what is wrong, where (file, row, column), and what to do about it. `problem` and `remedy` name options as the
command line does ("--date-order dmy"), which prints them; the exception's own text, which a caller of the library sees, names
them as arguments (date_order="dmy").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


class RegularsError(Exception):
    """Something the user gave or asked for cannot be used as it is."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(in_arguments(problem if not remedy else f"{problem} {remedy}"))
        self.problem = problem
        self.remedy = remedy


class SourceError(RegularsError):
    """A file or table cannot be read."""


class UndecidedError(RegularsError):
    """The data allows more than one reading, and only its owner knows which is meant."""


class DataError(RegularsError):
    """The data was read, and cannot be scored."""


class DefinitionError(RegularsError):
    """A scorecard, segment map or option is not valid."""


class MapError(DefinitionError):
    """A segment map does not give every pattern to exactly one segment, or names a segment that no pattern reaches."""


class OutputError(RegularsError):
    """A result could not be written; what was there before is untouched."""


class ProposalError(RegularsError):
    """A language model's service gave no proposal that can be used."""


class BusyError(RegularsError):
    """Something else is at work where only one may be."""


class EngineError(RegularsError):
    """The query engine lacks something or ran out of a resource."""


class Interrupted(KeyboardInterrupt):
    """The process was told to end: by Ctrl-C, by whoever runs it, or because its terminal is gone.

    A class of its own, since Python ends a process by SIGINT, whatever status it was given, where a bare KeyboardInterrupt
    has once left a text that was executed, such as the body of a dataclass being made.
    """


# options whose argument in the library has another name
_ARGUMENTS = {"map-columns": "columns", "window": "window_days", "horizon": "horizon_days", "out": "folder"}
_DECIMALS = {"comma": '","', "point": '"."'}
_COLUMNS = r"--map-columns ([a-z_]+=.+?)(?=[.:)]*$|[.:)]+ | \()"
_RATES = r"--rates ([A-Z]{3}=[0-9.]*[0-9](?:,[A-Z]{3}=[0-9.]*[0-9])*)"
# what may follow an option without being its value
_NO_VALUE = "or|nor|and|so|to|with|from|that|for|say|says|is|are|have|has|in"
_OPTION = rf"--([a-z]+(?:-[a-z]+)*)(?: (?!(?:{_NO_VALUE})\b)([\w/-]+(?:\.\w+)*))?"


def in_arguments(message: str) -> str:
    """A message that names options of the command line, with the library's arguments: "--date-order dmy" is date_order="dmy"."""
    if "--" not in message:
        return message
    message = re.sub(_COLUMNS, lambda found: " or ".join(map(_column_argument, found[1].split(" or "))), message)
    message = re.sub(_RATES, lambda found: f"rates={{{', '.join(map(_rate_argument, found[1].split(',')))}}}", message)
    return re.sub(_OPTION, _argument, message)


def _column_argument(pair: str) -> str:
    role, _, column = pair.partition("=")
    return f'columns={{"{role}": "{column}"}}'


def _rate_argument(pair: str) -> str:
    code, _, rate = pair.partition("=")
    return f'"{code}": {rate}'


def _argument(found: re.Match[str]) -> str:
    option, value = found[1], found[2]
    name = _ARGUMENTS.get(option, option.replace("-", "_"))
    if value is None:
        return name
    return f"{name}={_DECIMALS[value]}" if option == "decimal" and value in _DECIMALS else f'{name}="{value}"'


def in_words(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,234 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def near_names(name: str, known: Iterable[str]) -> str:
    """Words for an error message: the closest of `known` to `name`, or all of them when none is close."""
    from difflib import get_close_matches  # only an error needs it

    names: Sequence[str] = sorted(known)
    close = get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"Known: {', '.join(names)}."
