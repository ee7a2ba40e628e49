"""The overview: how the shop stands, who is about to be lost, and what moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from regulars.engines.base import Engine
from regulars.queries import pages_segments
from regulars.work.moves import Flow
from regulars.work.pages.figures import MemberSums, SegmentFigures, member_sums, money, past_refreshes, rows, segment_figures
from regulars.work.pages.moves import LastMoves, last_moves
from regulars.work.published import Published

MOST_FLOWS = 8
# campaign types of the map that mean: they used to buy, and are about to be lost
_WIN_BACK = "winback"


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole shop at the refresh in force; changes are against the refresh before (None where there is none).

    `repeat_rate` is the share of customers with more than one order; `aov` the average order value; `newest_order_at` the last
    order that was imported.
    """

    customers: int
    customers_change: int | None
    orders: int
    revenue: Decimal | None
    revenue_change: Decimal | None
    aov: Decimal | None
    repeat_rate: float
    newest_order_at: datetime | None
    as_of: datetime | None
    refreshed_at: datetime


@dataclass(frozen=True, slots=True)
class GridCell:
    """Customers with one recency and one frequency score (1 = best)."""

    r: int
    f: int
    customers: int
    share: float
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class Grid:
    """All cells of the grid, `rows[r - 1][f - 1]`; `largest` is the most customers in one."""

    rows: tuple[tuple[GridCell, ...], ...]
    largest: int


@dataclass(frozen=True, slots=True)
class Rescue:
    """A segment of customers who were worth a lot and are about to be lost.

    `worth` is what they have brought so far and `each` that by head, `expected` what they are expected to bring in the next year as
    things stand; `median_recency` in days; `arrived` how many came into it at the last refresh (None where it was the first).
    """

    segment: SegmentFigures
    worth: Decimal | None
    each: Decimal | None
    expected: Decimal | None
    median_recency: int | None
    arrived: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The overview. `rescue` is who to save first, most money a head first; `flows` the largest moves of the last refresh.

    `knows_rescue` is false where nothing tells which segments are about to be lost, so that an empty `rescue` says nothing.
    """

    totals: Totals
    rescue: tuple[Rescue, ...]
    knows_rescue: bool
    grid: Grid | None
    segments: tuple[SegmentFigures, ...]
    custom: tuple[SegmentFigures, ...]
    moves: LastMoves | None
    flows: tuple[Flow, ...]


def overview(published: Published) -> Overview:
    """The overview of the refresh in force.

    Raises:
        DataError: there is none.
    """
    segments = segment_figures(published)
    lifecycle = tuple(each for each in segments if not each.is_custom)
    moves = last_moves(published)
    return Overview(
        totals=totals(published),
        rescue=_rescue(published, lifecycle, moves),
        knows_rescue=any(map(_is_win_back, lifecycle)),
        grid=grid(published),
        segments=lifecycle,
        custom=tuple(each for each in segments if each.is_custom and each.state == "active" and each.customers is not None),
        moves=moves,
        flows=_largest_flows(moves),
    )


def totals(published: Published) -> Totals:
    """The whole shop."""
    return published.remembered("totals", lambda engine: _totals(published, engine))


def has_money(published: Published) -> bool:
    """Whether the shop's orders have amounts."""
    return totals(published).revenue is not None


def grid(published: Published) -> Grid | None:
    """The recency by frequency grid; None where one of the two is not scored."""
    return published.remembered("grid", lambda engine: _grid(published, engine))


def _totals(published: Published, engine: Engine) -> Totals:
    refresh = published.scored
    has_money = "revenue" in published.columns["profile"]
    frequency = str(refresh.facts["names"]["frequency"])
    customers, again, orders, revenue = rows(engine, pages_segments.totals(frequency, has_money=has_money))[0]
    worth = money(revenue)
    before = _totals_before(published)
    newest = rows(engine, pages_segments.latest_order())[0][0] if "orders" in published.columns else None
    return Totals(
        customers=int(customers),
        customers_change=int(customers) - before[0] if before else None,
        orders=int(orders or 0),
        revenue=worth,
        revenue_change=worth - before[1] if before and worth is not None and before[1] is not None else None,
        aov=money(worth / orders) if worth is not None and orders else None,
        repeat_rate=int(again) / int(customers) if customers else 0.0,
        newest_order_at=newest.replace(tzinfo=UTC) if newest is not None else None,
        as_of=refresh.as_of,
        refreshed_at=refresh.at,
    )


def _totals_before(published: Published) -> tuple[int, Decimal | None] | None:
    """Customers and revenue of the refresh before."""
    past = past_refreshes(published)
    if len(past) < 2:
        return None
    parts = [figures for (kind, _), figures in past[-2].segments.items() if kind == "lifecycle"]
    revenues = [revenue for _, revenue in parts if revenue is not None]
    return sum(customers for customers, _ in parts), sum(revenues, Decimal(0)) if revenues else None


def _grid(published: Published, engine: Engine) -> Grid | None:
    axes = {part["axis"]: int(part["levels"]) for part in published.scored.facts["cuts"]["axes"]}
    if not {"r", "f"} <= axes.keys():
        return None
    found = {
        (int(r), int(f)): (int(customers), money(revenue))
        for r, f, customers, revenue in rows(engine, pages_segments.grid(has_money="revenue" in published.columns["profile"]))
    }
    everybody = sum(customers for customers, _ in found.values())
    cells = []
    for r in range(1, axes["r"] + 1):
        row = []
        for f in range(1, axes["f"] + 1):
            customers, revenue = found.get((r, f), (0, None))
            row.append(GridCell(r, f, customers, customers / everybody if everybody else 0.0, revenue))
        cells.append(tuple(row))
    return Grid(tuple(cells), max((customers for customers, _ in found.values()), default=0))


def _rescue(published: Published, lifecycle: tuple[SegmentFigures, ...], moves: LastMoves | None) -> tuple[Rescue, ...]:
    known = member_sums(published)
    found = []
    for segment in _about_to_be_lost(lifecycle, known):
        if not segment.customers:
            continue
        sums = known.get((segment.kind, segment.name))
        each = money(segment.revenue / segment.customers) if segment.revenue is not None else None
        arrived = sum(flow.customers for flow in moves.flows if flow.to_segment == segment.name) if moves else None
        found.append(
            Rescue(
                segment,
                segment.revenue,
                each,
                sums.expected_revenue if sums else None,
                sums.median_recency if sums else None,
                arrived,
            )
        )
    return tuple(sorted(found, key=lambda one: (-(one.each or Decimal(0)), -(one.segment.customers or 0))))


def _is_win_back(segment: SegmentFigures) -> bool:
    return "".join(letter for letter in segment.campaign_type.lower() if letter.isalpha()) == _WIN_BACK


def _about_to_be_lost(
    lifecycle: tuple[SegmentFigures, ...], known: Mapping[tuple[str, str], MemberSums]
) -> tuple[SegmentFigures, ...]:
    """The segments that the map wants won back; of a map without campaign types, those that spent more than the average customer
    and have been away for longer."""
    if any(map(_is_win_back, lifecycle)):
        return tuple(filter(_is_win_back, lifecycle))
    with_figures = [
        (each, each.customers, each.revenue, sums.median_recency)
        for each in lifecycle
        if each.customers and each.revenue is not None and (sums := known.get((each.kind, each.name))) is not None
    ]
    everybody = sum(customers for _, customers, _, _ in with_figures)
    if not everybody:
        return ()
    average = sum((revenue for _, _, revenue, _ in with_figures), Decimal(0)) / everybody
    away = sum(customers * (days or 0) for _, customers, _, days in with_figures) / everybody
    return tuple(each for each, customers, revenue, days in with_figures if revenue / customers > average and (days or 0) > away)


def _largest_flows(moves: LastMoves | None) -> tuple[Flow, ...]:
    """The largest moves from a segment into another one, causes added up."""
    added: dict[tuple[str, str], Flow] = {}
    for flow in moves.flows if moves else ():
        if not (flow.from_segment and flow.to_segment):
            continue
        there = added.get((flow.from_segment, flow.to_segment))
        revenue = flow.revenue if there is None else (there.revenue or Decimal(0)) + (flow.revenue or Decimal(0))
        customers = flow.customers + (there.customers if there else 0)
        cause = flow.cause if there is None or there.cause == flow.cause else "both"
        added[flow.from_segment, flow.to_segment] = Flow(flow.from_segment, flow.to_segment, cause, None, customers, revenue)
    return tuple(sorted(added.values(), key=lambda flow: -flow.customers)[:MOST_FLOWS])
