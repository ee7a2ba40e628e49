"""What programs read: segments, their members a part at a time, one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regulars.engines.base import Engine
from regulars.queries import pages_api, pages_customer, render
from regulars.work.pages.customer import PERSONAL
from regulars.work.published import Published

MOST_MEMBERS = 1_000
_SHOWN = ("customer_id", "segment", "pattern", "r", "f", "m", "e", "recency_days", "orders", "revenue")


@dataclass(frozen=True, slots=True)
class Members:
    """A part of a segment's members in the order of customer_id; `next_after` is where the next one begins, None at the end."""

    members: tuple[Mapping[str, Any], ...]
    next_after: str | None


def members_after(published: Published, name: str, after: str, limit: int, *, sees_people: bool) -> Members | None:
    """The next members of a segment; None where the refresh in force has no such segment. Personal columns only with
    `sees_people`."""
    there = published.columns["profile"]
    columns = [column for column in (*_SHOWN, *(PERSONAL if sees_people else ())) if column in there]
    with published.session() as engine:
        kind = _kind(engine, name)
        if kind is None:
            return None
        found = _records(engine, columns, pages_api.members_after(name, kind, after, columns, limit + 1))
    return Members(tuple(found[:limit]), found[limit - 1]["customer_id"] if len(found) > limit else None)


def customer_record(published: Published, customer_id: str, *, sees_people: bool) -> dict[str, Any] | None:
    """The profile of a customer with the segments they are in; None where nobody scored has this id."""
    there = {column: kind for column, kind in published.columns["profile"].items() if sees_people or column not in PERSONAL}
    with published.session() as engine:
        found = _records(engine, list(there), pages_customer.profile_of(there, customer_id))
        if not found:
            return None
        segments = engine.rows(render.sql(pages_customer.segments_of(customer_id), engine.dialect))
    return {**found[0], "segments": [{"name": name, "kind": kind} for name, kind in segments]}


def _kind(engine: Engine, name: str) -> str | None:
    found = engine.rows(render.sql(pages_api.kind_of_segment(name), engine.dialect))
    return str(found[0][0]) if found else None


def _records(engine: Engine, columns: list[str], query: render.Tree) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in engine.rows(render.sql(query, engine.dialect))]
