"""Profile rules by path or as they are."""

from __future__ import annotations

from pathlib import Path

from regulars.scoring.profile_files import ProfileRules, parse_profile_rules
from regulars.work.request import read_text


def read_profile_rules(what: str | Path | ProfileRules | None) -> ProfileRules | None:
    """Profile rules from a TOML or YAML file.

    Raises:
        SourceError: the file cannot be read. DefinitionError: it is not valid; the message names file and line.
    """
    if what is None or isinstance(what, ProfileRules):
        return what
    return parse_profile_rules(read_text(Path(what)), str(what))
