"""Who changed segment at the last refresh, added up for the overview and for one segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import SourceError
from regulars.lake.pinned import pinned_files
from regulars.queries import lake, pages_segments
from regulars.work.moves import Flow
from regulars.work.pages.figures import CUSTOM, money, past_refreshes, rows
from regulars.work.published import Published


@dataclass(frozen=True, slots=True)
class LastMoves:
    """The moves of the refresh in force. `since` is the instant that the refresh before looked from; None where that is gone."""

    since: datetime | None
    flows: tuple[Flow, ...]

    @property
    def moved(self) -> int:
        """How many are in another segment than before."""
        return sum(flow.customers for flow in self.flows if flow.from_segment and flow.to_segment)

    @property
    def entered(self) -> int:
        """How many are scored for the first time."""
        return sum(flow.customers for flow in self.flows if not flow.from_segment)

    @property
    def left(self) -> int:
        """How many are scored no more."""
        return sum(flow.customers for flow in self.flows if not flow.to_segment)

    @property
    def by_border(self) -> int:
        """How many moved only because the cuts did."""
        return sum(flow.customers for flow in self.flows if flow.cause == "border")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a segment gained from another one, or lost to it; `other` is None for those who entered or left the scored."""

    other: str | None
    customers: int
    revenue: Decimal | None
    by_border: int


@dataclass(frozen=True, slots=True)
class SegmentMoves:
    """Movement in and out of one segment at the last refresh, largest exchange first.

    Of a segment of the map, exchanges are with the segment before and after; of a custom one, `other` is the segment of the map
    that they are in now.
    """

    since: datetime | None
    gained: tuple[Exchange, ...]
    lost: tuple[Exchange, ...]

    @property
    def customers_in(self) -> int:
        """How many came in."""
        return sum(each.customers for each in self.gained)

    @property
    def customers_out(self) -> int:
        """How many went out."""
        return sum(each.customers for each in self.lost)


def last_moves(published: Published) -> LastMoves | None:
    """The moves of the refresh in force; None where it was the first one."""
    return published.remembered("last moves", lambda engine: _last_moves(published, engine))


def segment_moves(published: Published, segment: str) -> SegmentMoves | None:
    """Movement in and out of a segment of the map; None where there was one refresh only."""
    found = last_moves(published)
    if found is None:
        return None
    gained = [flow for flow in found.flows if flow.to_segment == segment]
    lost = [flow for flow in found.flows if flow.from_segment == segment]
    return SegmentMoves(found.since, _exchanges(gained, "from_segment"), _exchanges(lost, "to_segment"))


def custom_moves(published: Published, segment: str) -> SegmentMoves | None:
    """Movement in and out of a custom segment; None where the refresh before did not know it, or its members are gone."""
    return published.remembered(("custom moves", segment), lambda engine: _custom_moves(published, engine, segment))


def _custom_moves(published: Published, engine: Engine, segment: str) -> SegmentMoves | None:
    past = past_refreshes(published)
    if len(past) < 2 or (CUSTOM, segment) not in past[-2].segments:
        return None
    before = past[-2].record
    try:
        files = pinned_files(published.workspace.lake, before.versions, "memberships")
    except SourceError:
        return None
    if not files:
        return None
    has_money = "revenue" in published.columns["profile"]
    engine.view("memberships_before", lake.files_sql([str(path) for path in files]))
    query = pages_segments.custom_changes(segment, "memberships_before", has_money=has_money)
    sides: dict[str, list[Exchange]] = {"in": [], "out": []}
    for way, other, customers, revenue in rows(engine, query):
        sides[way].append(Exchange(other, int(customers), money(revenue), 0))
    gained, lost = (tuple(sorted(each, key=lambda one: (-one.customers, one.other or ""))) for each in sides.values())
    return SegmentMoves(before.as_of, gained, lost)


def _last_moves(published: Published, engine: Engine) -> LastMoves | None:
    if published.refresh is None or "moves" not in published.columns:
        return None
    refresh = published.refresh
    before = [past.record for past in past_refreshes(published) if past.record.as_of != refresh.as_of]
    # an erasure publishes the refresh before it once more, under a run of its own
    same = [each.run for each in published.refreshes if each.as_of == refresh.as_of]
    flows: list[tuple[Any, ...]] = []
    for run in reversed(same):
        flows = flows or rows(engine, pages_segments.move_flows(run))
    return LastMoves(
        before[-1].as_of if before else None,
        tuple(
            Flow(source, target, cause, act, int(customers), money(revenue))
            for source, target, cause, act, customers, revenue in flows
        ),
    )


def _exchanges(flows: list[Flow], side: str) -> tuple[Exchange, ...]:
    added: dict[str | None, Exchange] = {}
    for flow in flows:
        other = getattr(flow, side)
        there = added.get(other, Exchange(other, 0, None, 0))
        worth = there.revenue if flow.revenue is None else (there.revenue or Decimal(0)) + flow.revenue
        border = there.by_border + (flow.customers if flow.cause == "border" else 0)
        added[other] = Exchange(other, there.customers + flow.customers, worth, border)
    return tuple(sorted(added.values(), key=lambda each: (-each.customers, each.other or "")))
