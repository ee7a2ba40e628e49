"""One split date: the customers as they were scored at it, what they did after it, and every statistic of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from regulars.queries import outcomes, render, scores
from regulars.scoring.lifecycle import Stage
from regulars.scoring.results import Axis
from regulars.validation.backtest import GainCurve, Outcome, PredictionCheck, SplitResult
from regulars.validation.calibration import calibration
from regulars.validation.concentration import gain_curve
from regulars.validation.estimates import Refusal
from regulars.validation.groups import GroupKind, GroupTable, compare_groups, gather
from regulars.validation.scoreboard import Score, baselines, scoreboard
from regulars.validation.upside import Retained, Upside, upside
from regulars.validation.verdict import group_check, score_check, signal, supported_findings
from regulars.work.options import instant, zone_info
from regulars.work.population import MOMENT
from regulars.work.score import ScoreRun

if TYPE_CHECKING:
    import numpy as np
    import pyarrow
    from numpy.typing import NDArray

# a segment's mean monetary (or engagement) score, as a share of the levels, up to which its customers count as worth more
HIGHER_WORTH = 0.5

# the units of a prediction
DAYS, MONEY, CHANCE = "order days", "net revenue", "chance to order"

AXIS_NAME = {
    Axis.RECENCY: "recency score",
    Axis.FREQUENCY: "frequency score",
    Axis.MONETARY: "monetary score",
    Axis.ENGAGEMENT: "engagement score",
}
# best first: who buys steadily, who buys, who came back after long, who bought once or began lately, who is late, who is gone
STAGES = (Stage.ESTABLISHED, Stage.ACTIVE, Stage.WON_BACK, Stage.NEW, Stage.LAPSING, Stage.LAPSED)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The scored customers as arrays, by customer_id: what was known at the split.

    `customer_id` is a column of text. `value` is past net revenue, or engagement points; None without either. `segment` and `stage`
    are places in the map's segments and in STAGES; `stage` is None without a lifecycle.
    """

    customer_id: pyarrow.ChunkedArray
    recency_days: NDArray[np.float64]
    orders: NDArray[np.float64]
    value: NDArray[np.float64] | None
    score_sum: NDArray[np.float64]
    scores: dict[Axis, NDArray[np.int64]]
    segment: NDArray[np.int64]
    stage: NDArray[np.int64] | None


@dataclass(frozen=True, slots=True, eq=False)
class After:
    """What the same customers did after the split: days with an order, and net revenue; None where they are not known."""

    outcome: Outcome
    returned: NDArray[np.bool_]
    days: NDArray[np.float64] | None
    revenue: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """A prediction per customer, and the ends of what that customer may do (None where there is no range)."""

    score: Score
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Bought:
    """Who bought after the split, where the scored events are not the orders: net revenue by customer_id."""

    revenue: dict[str, float]
    has_money: bool


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """A run at its split date and what came after: `after` has one entry per outcome."""

    run: ScoreRun
    split: date
    until: date
    known: Known
    after: tuple[After, ...]


def watch(run: ScoreRun, split: date, until: date, shuffle: int | None, bought: Bought | None, *, stages: bool = True) -> Watched:
    """Read what was known at the split and what was done from it up to the day before `until`.

    `shuffle` deals the outcomes out at random; `stages` asks for the lifecycle, which makes the profile.
    """
    import numpy as np

    axes = run.placement.axes
    end = instant(until, zone_info(run.options.zone)) - MOMENT
    query = outcomes.outcomes(axes, run.population.shape, run.population.as_of - MOMENT, end, run.options.zone)
    table = run.engine.arrow(render.sql(query, run.engine.dialect))
    dealt = np.arange(table.num_rows) if shuffle is None else np.random.default_rng(shuffle).permutation(table.num_rows)
    is_events = run.names is scores.EVENT_NAMES
    has_money = Axis.MONETARY in axes and not is_events

    def numbers(column: str) -> NDArray[np.float64]:
        return table[column].cast("double").to_numpy()  # type: ignore[no-any-return]

    known = Known(
        customer_id=table["customer_id"],
        recency_days=numbers("recency_days"),
        orders=numbers("frequency"),
        value=numbers("value") if has_money or is_events else None,
        score_sum=numbers("composite"),
        scores={axis: table[axis.value].cast("int64").to_numpy() for axis in axes},
        segment=_places(table["segment"], [segment.name for segment in run.placement.compiled.segments]),
        stage=_stages(run) if stages and not is_events else None,
    )
    first = After(
        outcome=Outcome.VISITED if is_events else Outcome.ORDERED,
        returned=numbers("later_orders")[dealt] > 0,
        days=numbers("later_days")[dealt],
        revenue=numbers("later_revenue")[dealt] if has_money else None,
    )
    purchases = () if bought is None else (_purchases(known, bought, dealt),)
    return Watched(run, split, until, known, (first, *purchases))


def _stages(run: ScoreRun) -> NDArray[np.int64] | None:
    if "lifecycle" not in run.profile.fields:
        return None
    table = run.engine.arrow(render.sql(outcomes.profile_values(["lifecycle"]), run.engine.dialect))
    return _places(table["lifecycle"], STAGES)


def _places(column: pyarrow.ChunkedArray, names: Sequence[str]) -> NDArray[np.int64]:
    """The place of each value among the names."""
    import numpy as np

    encoded = column.combine_chunks().dictionary_encode()
    place = {str(name): at for at, name in enumerate(names)}
    places = np.array([place[name] for name in encoded.dictionary.to_pylist()], dtype=np.int64)
    found: NDArray[np.int64] = places[encoded.indices.to_numpy()]
    return found


def _purchases(known: Known, bought: Bought, dealt: NDArray[np.int64]) -> After:
    import numpy as np

    customers = known.customer_id.to_pylist()
    back = np.array([customer in bought.revenue for customer in customers], dtype=np.bool_)[dealt]
    spent = np.array([bought.revenue.get(customer, 0.0) for customer in customers], dtype=np.float64)[dealt]
    return After(Outcome.BOUGHT, back, None, spent if bought.has_money else None)


def judged(
    watched: Watched, expected: dict[str, Expected] | None = None, notes: Sequence[str] = (), most: int | None = None
) -> tuple[SplitResult, ...]:
    """The statistics of each outcome.

    `expected` are the models' predictions by unit, which are judged beside the baselines. Above `most` customers scores are judged
    on that many, those of `evenly`, of whom `expected` may be alone; groups always on all.
    """
    return tuple(_judged(watched, after, expected or {}, notes, most) for after in watched.after)


def _judged(watched: Watched, after: After, expected: dict[str, Expected], notes: Sequence[str], most: int | None) -> SplitResult:
    known, run = watched.known, watched.run
    modelled = expected if after.outcome is Outcome.ORDERED else {}
    some = evenly(len(known.segment), most)
    judged_scores = [_some(score, some) for score in (*(made.score for made in modelled.values()), *_plain(known))]
    returned = after.returned[some]
    board = scoreboard(judged_scores, returned, None if after.revenue is None else after.revenue[some])
    names = [segment.name for segment in run.placement.compiled.segments]
    segments = compare_groups(gather(names, known.segment, after.returned, after.revenue))
    staged = None if known.stage is None else gather([str(stage) for stage in STAGES], known.stage, after.returned, after.revenue)
    stages = None if staged is None else compare_groups(staged, GroupKind.STAGE)
    levels = tuple(_levels(watched, after, axis) for axis in run.placement.axes)
    tables = [("segments", segments), *([("lifecycle stages", stages)] if stages else [])]
    checks = [score_check(row.name, row.auc) for row in board.rows] + [group_check(*named) for named in tables]
    checks += [group_check(AXIS_NAME[axis], table) for axis, table in zip(run.placement.axes, levels, strict=True)]
    verdict = signal(checks)
    return SplitResult(
        split=watched.split,
        until=watched.until,
        outcome=after.outcome,
        customers=len(known.segment),
        returned=int(after.returned.sum()),
        later_revenue=None if after.revenue is None else float(after.revenue.sum()),
        board=board,
        segments=segments,
        stages=stages,
        levels=levels,
        verdict=verdict,
        findings=supported_findings(verdict, tables),
        upsides=_upsides(watched, after) if verdict.found else (),
        curves=_curves(judged_scores, returned),
        predictions=tuple(_prediction(unit, made, after, some) for unit, made in modelled.items()),
        notes=tuple(notes) if after.outcome is Outcome.ORDERED else (),
    )


def _plain(known: Known) -> tuple[Score, ...]:
    if Axis.ENGAGEMENT not in known.scores:
        return baselines(known.recency_days, known.orders, known.value, known.score_sum)
    said = {"value_name": "engagement points", "sum_name": "RFE sum"}
    return baselines(known.recency_days, known.orders, known.value, known.score_sum, **said)


def evenly(customers: int, most: int | None) -> NDArray[np.int64]:
    """Positions of `most` customers, evenly over all of them in the order of their identifiers."""
    import numpy as np

    return np.arange(customers) if most is None or customers <= most else np.arange(most) * customers // most


def _some(score: Score, some: NDArray[np.int64]) -> Score:
    """The score of some customers; it may be of these alone already."""
    return score if len(score.values) == len(some) else replace(score, values=score.values[some])


def _curves(judged_scores: Sequence[Score], returned: NDArray[np.bool_]) -> tuple[GainCurve, ...]:
    found = ((score.name, gain_curve(score.values, returned)) for score in judged_scores)
    return tuple(GainCurve(name, held) for name, held in found if not isinstance(held, Refusal))


def _prediction(unit: str, made: Expected, after: After, some: NDArray[np.int64]) -> PredictionCheck:
    counted = {DAYS: after.days, MONEY: after.revenue}.get(unit)
    actual = after.returned if counted is None else counted
    if len(made.score.values) < len(actual):
        actual = actual[some]
    held = None
    if made.low is not None and made.high is not None and counted is not None and len(actual):
        held = float(((made.low <= actual) & (actual <= made.high)).mean())
    return PredictionCheck(made.score.name, unit, calibration(made.score.values, actual), held)


def _levels(watched: Watched, after: After, axis: Axis) -> GroupTable:
    cuts = next(cuts for cuts in watched.run.cuts if cuts.axis is axis)
    names = [f"{axis.value.upper()} {level}" for level in range(1, cuts.levels + 1)]
    return compare_groups(gather(names, watched.known.scores[axis] - 1, after.returned, after.revenue), GroupKind.SCORE)


def _upsides(watched: Watched, after: After) -> tuple[Upside | Refusal, ...]:
    """Segments by mean recency score, the most recent first: retention moves people up that way, among those worth alike."""
    from regulars.validation.intervals import moments

    if after.revenue is None:
        return ()
    known, compiled = watched.known, watched.run.placement.compiled
    worth = known.scores.get(Axis.MONETARY, known.scores.get(Axis.ENGAGEMENT))
    most = max(watched.run.placement.cuts[-1].levels, 1)
    segments = []
    for place, segment in enumerate(compiled.segments):
        inside = known.segment == place
        if not inside.any():
            continue
        back = inside & after.returned
        ladder = "" if worth is None else "higher" if float(worth[inside].mean()) / most <= HIGHER_WORTH else "lower"
        recency = float(known.scores[Axis.RECENCY][inside].mean())
        retained = Retained(segment.name, int(inside.sum()), int(back.sum()), moments(after.revenue[back]), ladder)
        segments.append((recency, retained))
    return upside([retained for _, retained in sorted(segments, key=lambda pair: (pair[0], pair[1].name))])
