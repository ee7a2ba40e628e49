"""What the readers of attributes share."""

from __future__ import annotations

from regulars.criteria.words.state import State


def need_field(p: State, field: str, start: int, end: int) -> None:
    """Object when the data has no such field of customers."""
    if field not in p.index.shape.fields and not p.index.values(field):
        p.object(start, end, f"the data has no {field.replace('_', ' ')} of customers")
