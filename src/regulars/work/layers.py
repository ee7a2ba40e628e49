"""What the profile says about the shop as a whole: lifecycle, flags, channels, habits, and the plane of money and engagement."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.queries import flags as flag_queries
from regulars.queries import lifecycle as lifecycle_queries
from regulars.queries import plane as plane_queries
from regulars.queries import profile_totals, render
from regulars.scoring.layers import (
    ChannelTotal,
    Corner,
    CornerTotal,
    FlagTotal,
    Habit,
    Layers,
    Plane,
    PlaneCell,
    StageTotal,
)
from regulars.scoring.lifecycle import LifecycleBorders, Stage, rules
from regulars.work.affinity import with_interests
from regulars.work.population import cents
from regulars.work.prediction_totals import make_prediction

if TYPE_CHECKING:
    from regulars.work.profile import Profile
    from regulars.work.score import ScoreRun

# three in four visitors visit less than a heavy one
HEAVY_QUARTILE = (3, 4)
FEWEST_HEAVY_VISITS = 3
ENGAGEMENT_DAYS = 90


def make_layers(run: ScoreRun) -> Layers:
    """The layers of a run, from its profile. Those that the data cannot tell are empty."""
    made = run.profile
    if made.borders is None:
        return Layers(None, (), (), notes=made.notes)
    return Layers(
        borders=made.borders,
        stages=_stages(run, made, made.borders),
        flags=_flags(run, made),
        channels=_channels(run, made) if made.shape.has_channel else (),
        habits=_habits(run, made),
        plane=_plane(run, made, made.borders) if "visits_90d" in made.fields else None,
        prediction=None if made.prediction is None else make_prediction(run, made.shape, made.prediction),
        affinity=None if made.affinity is None else with_interests(run.engine, made.affinity, made.shape.has_categories),
        notes=made.notes,
    )


def _rows(run: ScoreRun, tree: render.Tree) -> list[tuple[Any, ...]]:
    return run.engine.rows(render.sql(tree, run.engine.dialect))


def _money(made: Profile, value: Decimal | None) -> Decimal | None:
    return cents(Decimal(value or 0)) if made.shape.has_money else None


def _stages(run: ScoreRun, made: Profile, borders: LifecycleBorders) -> tuple[StageTotal, ...]:
    found = {stage: (int(n), revenue) for stage, n, revenue in _rows(run, lifecycle_queries.stage_totals(made.shape.has_money))}
    has_people, has_events = run.inputs.has_people, made.shape.has_events
    has_email = has_people and "email" in run.engine.columns("people")
    if has_people or has_events:
        found[Stage.PROSPECT] = (int(_rows(run, profile_totals.prospects(has_people, has_events, has_email))[0][0]), Decimal(0))
    everybody = sum(customers for customers, _ in found.values())
    said = dict(rules(borders))
    totals = []
    for stage in Stage:
        customers, revenue = found.get(stage, (0, Decimal(0)))
        totals.append(StageTotal(stage, said[stage], customers, customers / max(everybody, 1), _money(made, revenue)))
    return tuple(totals)


def _flags(run: ScoreRun, made: Profile) -> tuple[FlagTotal, ...]:
    totals = []
    for flag in made.flags:
        customers, revenue = _rows(run, flag_queries.flag_total(flag, made.shape.has_money))[0]
        limits = tuple((threshold.name, threshold.value) for threshold in flag.thresholds)
        share = customers / run.population.customers
        totals.append(FlagTotal(flag.name, flag.label, flag.rule, limits, customers, share, _money(made, revenue)))
    return tuple(totals)


def _channels(run: ScoreRun, made: Profile) -> tuple[ChannelTotal, ...]:
    found = _rows(run, profile_totals.channel_totals(made.shape.has_money))
    return tuple(
        ChannelTotal(channel, customers, exclusive, customers / run.population.customers, _money(made, revenue))
        for channel, customers, exclusive, revenue in found
    )


def _habits(run: ScoreRun, made: Profile) -> tuple[Habit, ...]:
    sums = run.engine.record(render.sql(profile_totals.habit_sums(made.shape), run.engine.dialect))
    parts: list[tuple[str, Any, Any]] = [("orders with a discount or a coupon", sums["discounted"], sums["orders"])]
    if sums["discount"] is not None and sums["gross"] is not None:
        parts.append(("discount of the money before discounts", sums["discount"], sums["gross"] + sums["discount"]))
    if sums["gross"] is not None and "returned" in made.fields:
        parts.append(("orders with something given back", sums["returned_orders"], sums["orders"]))
        parts.append(("money given back of gross sales", sums["gross"] - sums["net"], sums["gross"]))
    if sums["cost"] is not None and sums["net"] is not None:
        parts.append(("gross margin of net revenue", sums["net"] - sums["cost"], sums["net"]))
    return tuple(Habit(label, float(part) / float(whole)) for label, part, whole in parts if part is not None and whole)


def _plane(run: ScoreRun, made: Profile, borders: LifecycleBorders) -> Plane | None:
    run.engine.table("plane", render.sql(plane_queries.plane_people(made.shape.has_money), run.engine.dialect))
    quantile, *_ = _rows(run, plane_queries.visit_quantile(*HEAVY_QUARTILE))[0]
    if quantile is None:
        return None
    heavy, lately = max(int(quantile), FEWEST_HEAVY_VISITS), borders.new_days
    cells = tuple(
        PlaneCell(worth, level, int(customers), _money(made, revenue))
        for worth, level, customers, revenue in _rows(run, plane_queries.plane_cells(heavy))
    )
    counts = _rows(run, plane_queries.corners(heavy, lately))[0]
    corners = tuple(
        CornerTotal(corner, _corner_rule(corner, heavy, lately), int(counts[2 * place]), _money(made, counts[2 * place + 1]))
        for place, corner in enumerate(Corner)
    )
    run.engine.drop("plane")
    return Plane(heavy, ENGAGEMENT_DAYS, cells, corners)


def _corner_rule(corner: Corner, heavy: int, lately: int) -> str:
    match corner:
        case Corner.STOPPED_VISITING:
            return f"not lapsed, visited before, and not in the last {ENGAGEMENT_DAYS} days"
        case Corner.STOPPED_BUYING:
            return f"lapsing or lapsed, and {heavy} visits or more in the last {ENGAGEMENT_DAYS} days"
        case Corner.NEVER_BOUGHT:
            return f"no counted order, and {heavy} visits or more in the last {ENGAGEMENT_DAYS} days"
        case Corner.UNVISITED:
            return f"ordered in the last {lately} days, and no visit is known before that order"
