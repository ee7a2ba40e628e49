"""Fields of which the data say nothing although their source is there: where no e-mail was sent, nobody opened none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from regulars.fields import CATALOGUE, EVENT_WINDOWS, Group
from regulars.queries import profile_totals, render

if TYPE_CHECKING:
    from regulars.engines.base import Engine

VISITS = "visits"
_RETURNS = frozenset(field.name for field in CATALOGUE if field.group is Group.RETURNS)


def of_events(types: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The fields of the kinds of events (`fields.EVENT_KINDS`) of which the source has no type."""
    return frozenset(field for kind, found in types.items() if not found for field in _of_kind(kind))


def of_returns(engine: Engine, *, has_refunds: bool) -> frozenset[str]:
    """The fields about returns where no column has refunds and no row is a return, by the table `profile_totals`."""
    if has_refunds or engine.rows(render.sql(profile_totals.any_returned(), engine.dialect))[0][0]:
        return frozenset()
    return _RETURNS


def _of_kind(kind: str) -> tuple[str, ...]:
    first = ("first_visit_at",) if kind == VISITS else ()
    return (*(f"{kind}_{days}d" for days in EVENT_WINDOWS), f"last_{kind}_at", *first)
