"""The figures of every segment: what the refresh in force measured, what earlier ones did, and what is to be expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import SourceError
from regulars.queries import pages_segments, render
from regulars.work.custom_segments import read_table
from regulars.work.ledger import PublicationRecord, SegmentRecord
from regulars.work.population import cents
from regulars.work.published import Published

LIFECYCLE, CUSTOM = "lifecycle", "custom"
# what a trend shows at most
MOST_REFRESHES = 24
# buying again is looked at over about so many days, and never over fewer than these
RETENTION_DAYS = 90
LEAST_RETENTION_DAYS = 14


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A segment at one refresh."""

    as_of: datetime
    customers: int
    revenue: Decimal | None


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """A segment as the lists show it. Figures are None where the refresh in force does not know the segment (a new draft).

    `share` and `revenue_share` are of all scored customers; `aov` the average order value; `trend` has the refreshes up to the one
    in force, oldest first, and `change` the customers more than at the refresh before. `state` is active, draft or archived.
    """

    name: str
    kind: str
    state: str
    customers: int | None
    share: float | None
    orders: int | None
    revenue: Decimal | None
    revenue_share: float | None
    aov: Decimal | None
    objective: str
    campaign_type: str
    trend: tuple[TrendPoint, ...] = ()
    change: int | None = None
    sentence: str = ""
    version: int | None = None

    @property
    def is_custom(self) -> bool:
        """Whether somebody made it, and not the segment map."""
        return self.kind == CUSTOM

    @property
    def orders_each(self) -> float | None:
        """Orders per customer."""
        return self.orders / self.customers if self.orders is not None and self.customers else None


@dataclass(frozen=True, slots=True)
class MemberSums:
    """What the profile knows of a segment's members beyond the metrics; None where the shop's data or models cannot tell.

    `repeat_share` came more than once; `median_recency` in days; `expected_share` are expected to order within 90 days;
    `expected_revenue` is what all of them are expected to bring in the next 365 days, `expected_revenue_90d` in 90; `revenue_year`
    what they brought in the last 365; `margin_share` the gross margin of all they ever brought, at most 1; `reachable` the
    share that agreed to marketing.
    """

    repeat_share: float | None
    median_recency: int | None
    expected_share: float | None
    alive_share: float | None
    expected_revenue: Decimal | None
    expected_revenue_90d: Decimal | None
    revenue_year: Decimal | None
    margin_share: Decimal | None
    reachable: float | None


NO_SUMS = MemberSums(None, None, None, None, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Retention:
    """Of the customers in a segment at an earlier refresh, the share that has ordered since (`days` ago)."""

    customers: int
    share: float
    since: datetime
    days: int


def rows(engine: Engine, query: render.Tree) -> list[tuple[Any, ...]]:
    """The rows of a small result."""
    return engine.rows(render.sql(query, engine.dialect))


def money(value: Any) -> Decimal | None:
    """An amount to the cent; None stays None."""
    return cents(Decimal(value)) if value is not None else None


def segment_figures(published: Published) -> tuple[SegmentFigures, ...]:
    """All segments: the map's in its order, then custom ones by name, with those that the refresh in force does not know."""
    known = {(each.kind, each.name): each for each in measured_figures(published)} if published.refresh is not None else {}
    custom = {each.name: each for each in published.workspace.ledger.segments()}
    lifecycle = [each for (kind, _), each in known.items() if kind == LIFECYCLE]
    return (*lifecycle, *(_with_record(known.get((CUSTOM, name)), custom[name]) for name in sorted(custom, key=str.casefold)))


def measured_figures(published: Published) -> tuple[SegmentFigures, ...]:
    """The segments that the refresh in force worked out."""
    return published.remembered("figures", lambda engine: _measured(published, engine))


def find_segment(published: Published, name: str) -> SegmentFigures | None:
    """A segment by its name."""
    return next((each for each in segment_figures(published) if each.name == name), None)


def _with_record(figures: SegmentFigures | None, record: SegmentRecord) -> SegmentFigures:
    unknown = SegmentFigures(record.name, CUSTOM, record.state, None, None, None, None, None, None, "", "")
    return replace(figures or unknown, state=record.state, sentence=record.sentence, version=record.version)


def _measured(published: Published, engine: Engine) -> tuple[SegmentFigures, ...]:
    history = past_refreshes(published)
    found = []
    for name, kind, customers, share, orders, revenue, revenue_share, aov, objective, campaign in rows(
        engine, pages_segments.metrics()
    ):
        trend = _trend(history, name, kind)
        change = int(customers) - trend[-2].customers if len(trend) > 1 else None
        found.append(
            SegmentFigures(
                name,
                kind,
                "active",
                int(customers),
                share,
                int(orders),
                money(revenue),
                revenue_share,
                money(aov),
                objective or "",
                campaign or "",
                trend,
                change,
            )
        )
    return tuple(found)


def forgotten_since(published: Published) -> int:
    """Customers who were forgotten after the figures in force were worked out: these count them until the next refresh."""
    return published.remembered("forgotten since", lambda _: _forgotten_since(published))


def _forgotten_since(published: Published) -> int:
    found = 0
    for record in reversed(published.refreshes):
        run = published.workspace.ledger.run(record.run)
        if run is None or run.kind == "refresh":
            break
        found += run.kind == "forget"
    return found


@dataclass(frozen=True, slots=True)
class PastRefresh:
    """What a refresh measured: (customers, revenue) by kind and name."""

    record: PublicationRecord
    segments: Mapping[tuple[str, str], tuple[int, Decimal | None]]


def past_refreshes(published: Published) -> tuple[PastRefresh, ...]:
    """The refreshes up to the one in force, oldest first; those whose figures were removed by retention are left out."""
    return published.remembered("refreshes", lambda _: _past_refreshes(published))


def _past_refreshes(published: Published) -> tuple[PastRefresh, ...]:
    latest = published.refresh
    if latest is None:
        return ()
    records = published.refreshes
    # an erasure publishes the same refresh again: the last one of an instant counts
    by_instant = {each.as_of: each for each in records}
    found = []
    for record in list(by_instant.values())[-MOST_REFRESHES:]:
        try:
            kept = read_table(published.workspace, record.versions, "segment_metrics")
        except SourceError:
            continue
        found.append(PastRefresh(record, {(row["kind"], row["name"]): (int(row["customers"]), row["revenue"]) for row in kept}))
    return tuple(found)


def _trend(history: tuple[PastRefresh, ...], name: str, kind: str) -> tuple[TrendPoint, ...]:
    points = []
    for past in history:
        at = past.segments.get((kind, name))
        if at is not None and past.record.as_of is not None:
            points.append(TrendPoint(past.record.as_of, *at))
    return tuple(points)


def member_sums(published: Published) -> Mapping[tuple[str, str], MemberSums]:
    """By (kind, name) of every segment that has members."""
    return published.remembered("member sums", lambda engine: _member_sums(published, engine))


def _member_sums(published: Published, engine: Engine) -> dict[tuple[str, str], MemberSums]:
    frequency = str(published.scored.facts["names"]["frequency"])
    columns = published.columns["profile"]
    found = engine.arrow(render.sql(pages_segments.member_sums(columns, frequency), engine.dialect)).to_pylist()
    return {(row["kind"], row["segment"]): _sums(row) for row in found}


def _sums(row: Mapping[str, Any]) -> MemberSums:
    customers = row["customers"]

    def share(column: str) -> float | None:
        return float(row[column]) / customers if row[column] is not None else None

    return MemberSums(
        repeat_share=share("again"),
        median_recency=int(row["median_recency"]) if row["median_recency"] is not None else None,
        expected_share=share("sum_probability_buys_90d"),
        alive_share=share("sum_probability_alive"),
        expected_revenue=money(row["sum_expected_revenue_365d"]),
        expected_revenue_90d=money(row["sum_expected_revenue_90d"]),
        revenue_year=money(row["sum_revenue_365d"]),
        margin_share=_margin_share(row["sum_gross_margin"], row["sum_revenue_ever"]),
        reachable=share("sum_accepts_marketing"),
    )


def _margin_share(margin: Decimal | None, revenue: Decimal | None) -> Decimal | None:
    return min(Decimal(margin) / Decimal(revenue), Decimal(1)) if margin is not None and revenue else None


def retention(published: Published) -> Mapping[str, Retention]:
    """By segment of the map: who was in it about 90 days ago, and ordered since; empty where no refresh is old enough."""
    return published.remembered("retention", lambda engine: _retention(published, engine))


def _retention(published: Published, engine: Engine) -> dict[str, Retention]:
    latest = published.refresh
    if (
        latest is None
        or latest.as_of is None
        or "history" not in published.columns
        or "last_order_at" not in published.columns["profile"]
    ):
        return {}
    before = [
        past.record
        for past in past_refreshes(published)
        if past.record.as_of is not None and past.record.as_of <= latest.as_of - timedelta(days=LEAST_RETENTION_DAYS)
    ]
    if not before:
        return {}
    wanted = latest.as_of - timedelta(days=RETENTION_DAYS)
    base = min(before, key=lambda each: abs((each.as_of or wanted) - wanted))
    since = base.as_of or wanted
    days = (latest.as_of - since).days
    if not _orders_reach(published, engine, since + timedelta(days=LEAST_RETENTION_DAYS)):
        return {}
    return {
        segment: Retention(int(customers), int(again) / int(customers), since, days)
        for segment, customers, again in rows(engine, pages_segments.ordered_since(base.run, since))
        if customers
    }


def _orders_reach(published: Published, engine: Engine, instant: datetime) -> bool:
    """Whether orders of that instant or later are known: where none are, nobody can be said not to have come again."""
    if "orders" not in published.columns:
        return True
    newest = rows(engine, pages_segments.latest_order())[0][0]
    return newest is not None and newest.replace(tzinfo=UTC) >= instant
