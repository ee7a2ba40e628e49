"""What a parse of a whole request gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from regulars.criteria.tree import Condition


@dataclass(slots=True)
class Parsed:
    """A parse: its condition when every word was placed, otherwise the places that were not."""

    condition: Condition | None
    missed: list[tuple[int, int]] = field(default_factory=list)
