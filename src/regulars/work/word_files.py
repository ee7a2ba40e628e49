"""A shop's own words in a file: `"whales" = "customers who spent more than 2000"`, for one request without a workspace."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.criteria.tree import Condition
from regulars.criteria.words.results import Status
from regulars.errors import DefinitionError, SourceError

if TYPE_CHECKING:
    from regulars.work.ask import Asking

_FORM = 'Write "word" = "customers who …" on each line.'


def take_words(asking: Asking, path: Path) -> None:
    """Give the words of a file their meaning in what is asked from now on. A word may be said with those above it.

    Raises:
        SourceError: the file cannot be read.
        DefinitionError: it is not valid TOML, or a meaning has none or several readings.
    """
    for word, means in _lines(path).items():
        meaning = _meaning(asking, path, word, means)
        asking.now_saved({**asking.saved, word: meaning})


def _meaning(asking: Asking, path: Path, word: str, means: str) -> Condition:
    understood = asking.understood(means)
    if understood.status is Status.OK:
        return understood.readings[0].condition
    reasons = "; ".join(f"“{part.text}” {part.reason}" for part in understood.unplaced)
    said = "has several meanings" if understood.readings else f"is not understood: {reasons}"
    raise DefinitionError(f"{path}: “{word}” = “{means}” {said}.", "Say it so that it has one meaning.")


def _lines(path: Path) -> Mapping[str, str]:
    """The meaning of each word, in the order of the file. The `words.toml` of a workspace is such a file, too."""
    try:
        top = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}.", "Check the name of the file.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path}: {error}.", _FORM) from error
    found: dict[str, str] = {}
    for word, entry in top.items():
        means = entry.get("means") if isinstance(entry, dict) else entry
        if not isinstance(means, str) or not means.strip() or not any(each.isalpha() for each in word):
            raise DefinitionError(f"{path}: “{word}” has no meaning in words.", _FORM)
        found[" ".join(word.split())] = means
    return found
