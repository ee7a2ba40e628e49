"""What a list of names is."""

from __future__ import annotations

from regulars.records import dataclass


@dataclass(frozen=True, slots=True)
class RoleNames:
    """Names of a role, separated by commas: `exact` is sure, `likely` is plausible, `never` are words against the role."""

    exact: str
    likely: str = ""
    never: str = ""
