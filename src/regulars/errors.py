"""Every error Regulars raises on purpose: one root, few leaves, each a sentence.

A message says what is wrong, where (file, row, column), and what to do about it. The command line prints
`problem` and then `remedy`; nothing else of the exception reaches a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class RegularsError(Exception):
    """Something the user gave or asked for cannot be used as it is."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem if not remedy else f"{problem} {remedy}")
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


class EngineError(RegularsError):
    """The query engine lacks something or ran out of a resource."""


def in_words(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,234 rows"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def near_names(name: str, known: Iterable[str]) -> str:
    """Words for an error message: the closest of `known` to `name`, or all of them when none is close."""
    names: Sequence[str] = sorted(known)
    close = get_close_matches(name, names, n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"Known: {', '.join(names)}."
