"""Profile rules by path or as they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from regulars.work.request import read_text

if TYPE_CHECKING:
    from regulars.scoring.profile_files import ProfileRules


def read_profile_rules(what: str | Path | ProfileRules | None) -> ProfileRules | None:
    """Profile rules from a TOML or YAML file.

    Raises:
        SourceError: the file cannot be read. DefinitionError: it is not valid; the message names file and line.
    """
    if not isinstance(what, str | Path):
        return what
    from regulars.scoring.profile_files import parse_profile_rules  # most runs have no rules and start faster without

    return parse_profile_rules(read_text(Path(what)), str(what))
