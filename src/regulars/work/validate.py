"""Do the scores predict? Score with what was known at a split, then look at what happened after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, in_words
from regulars.queries import outcomes, render
from regulars.scoring.results import Axis
from regulars.validation.backtest import SplitResult, Validation
from regulars.validation.estimates import Refusal
from regulars.validation.groups import GroupKind, GroupTable, compare_groups, gather
from regulars.validation.scoreboard import baselines, scoreboard
from regulars.validation.stability import AtSplit, Stability, stability
from regulars.validation.upside import Retained, Upside, upside
from regulars.validation.verdict import group_check, score_check, signal, supported_findings
from regulars.work.options import ScoreOptions, instant, local_day, zone_info
from regulars.work.population import MOMENT
from regulars.work.score import ScoreRun, score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# a segment's mean monetary score, as a share of the levels, up to which its customers count as those of higher spend
HIGHER_SPEND = 0.5

_AXIS_NAME = {Axis.RECENCY: "recency score", Axis.FREQUENCY: "frequency score", Axis.MONETARY: "monetary score"}


@dataclass(frozen=True, slots=True)
class _Later:
    """The scored customers as arrays, and what they did later."""

    recency_days: NDArray[np.float64]
    orders: NDArray[np.float64]
    revenue: NDArray[np.float64] | None
    rfm_sum: NDArray[np.float64]
    scores: dict[Axis, NDArray[np.int64]]
    segment: list[str]
    returned: NDArray[np.bool_]
    later_revenue: NDArray[np.float64] | None


def validate(
    orders: object,
    options: ScoreOptions,
    make_engine: Callable[[Path], Engine],
    splits: Sequence[date],
    horizon_days: int | None = None,
    shuffle: int | None = None,
) -> Validation:
    """Back-test the scorecard and map of `options` at each split date.

    `horizon_days` is how far after a split customers are watched; by default from the latest split to the last order. `shuffle` is
    a seed: outcomes are dealt out among the customers at random, to see that nothing is claimed then.

    Raises:
        DataError: the data end before the horizon does. DefinitionError: no split, or events instead of orders.
    """
    if not splits:
        raise DefinitionError("There is no split date.", "Give at least one, such as --split 2024-06-30.")
    if Axis.ENGAGEMENT in {spec.axis for spec in options.scorecard.axes}:
        raise DefinitionError("Validation watches orders, and this scorecard scores events.", "Use a scorecard without engagement.")
    ordered = sorted(set(splits))
    horizon = horizon_days
    results: list[SplitResult] = []
    names: tuple[str, str] = ("", "")
    for split in reversed(ordered):
        run = score(orders, replace(options, as_of=split, excludes_as_of=True), make_engine)
        try:
            horizon = horizon or _horizon(run, split)
            results.append(_at_split(run, split, horizon, shuffle))
            names = (options.scorecard.name, run.placement.compiled.name)
        finally:
            run.close()
    results.reverse()
    return Validation(horizon or 0, options.zone, *names, shuffle, tuple(results), _over_time(results))


def _last_day(run: ScoreRun) -> date:
    last = run.engine.rows(render.sql(outcomes.last_counted(), run.engine.dialect))[0][0]
    return local_day(last, zone_info(run.options.zone))


def _horizon(run: ScoreRun, split: date) -> int:
    days = (_last_day(run) - split).days + 1
    if days < 1:
        raise DataError(f"No order comes after the split {split}: there is no future to look at.", "Give an earlier --split.")
    return days


def _at_split(run: ScoreRun, split: date, horizon: int, shuffle: int | None) -> SplitResult:
    zone = zone_info(run.options.zone)
    until = split + timedelta(days=horizon)
    last = _last_day(run)
    if last + timedelta(days=1) < until:
        raise DataError(
            f"The data end on {last}, before the {in_words(horizon, 'day')} after {split} are over.",
            "Give an earlier --split or a shorter --horizon.",
        )
    later = _later(run, run.population.as_of - MOMENT, instant(until, zone) - MOMENT, shuffle)
    scores = baselines(later.recency_days, later.orders, later.revenue, later.rfm_sum)
    board = scoreboard(scores, later.returned, later.later_revenue)
    segments = _segments(run, later)
    levels = tuple(_levels(run, later, axis) for axis in run.placement.axes)
    checks = [score_check(row.name, row.auc) for row in board.rows] + [group_check("segments", segments)]
    checks += [group_check(_AXIS_NAME[axis], table) for axis, table in zip(run.placement.axes, levels, strict=True)]
    verdict = signal(checks)
    return SplitResult(
        split=split,
        until=until,
        customers=len(later.segment),
        returned=int(later.returned.sum()),
        later_revenue=None if later.later_revenue is None else float(later.later_revenue.sum()),
        board=board,
        segments=segments,
        levels=levels,
        verdict=verdict,
        findings=supported_findings(verdict, [("segments", segments)]),
        upsides=_upsides(run, later) if verdict.found else (),
    )


def _later(run: ScoreRun, after: datetime, until: datetime, shuffle: int | None) -> _Later:
    import numpy as np

    axes = run.placement.axes
    table = run.engine.arrow(render.sql(outcomes.outcomes(axes, run.population.shape, after, until), run.engine.dialect))
    has_money = Axis.MONETARY in axes
    dealt = np.arange(table.num_rows) if shuffle is None else np.random.default_rng(shuffle).permutation(table.num_rows)

    def numbers(column: str) -> NDArray[np.float64]:
        return table[column].cast("double").to_numpy()  # type: ignore[no-any-return]

    return _Later(
        recency_days=numbers("recency_days"),
        orders=numbers("frequency"),
        revenue=numbers("value") if has_money else None,
        rfm_sum=numbers("composite"),
        scores={axis: table[axis.value].cast("int64").to_numpy() for axis in axes},
        segment=table["segment"].to_pylist(),
        returned=numbers("later_orders")[dealt] > 0,
        later_revenue=numbers("later_revenue")[dealt] if has_money else None,
    )


def _segments(run: ScoreRun, later: _Later) -> GroupTable:
    import numpy as np

    names = [segment.name for segment in run.placement.compiled.segments]
    place = {name: at for at, name in enumerate(names)}
    codes = np.array([place[name] for name in later.segment], dtype=np.int64)
    return compare_groups(gather(names, codes, later.returned, later.later_revenue))


def _levels(run: ScoreRun, later: _Later, axis: Axis) -> GroupTable:
    cuts = next(cuts for cuts in run.cuts if cuts.axis is axis)
    names = [f"{axis.value.upper()} {level}" for level in range(1, cuts.levels + 1)]
    return compare_groups(gather(names, later.scores[axis] - 1, later.returned, later.later_revenue), GroupKind.SCORE)


def _upsides(run: ScoreRun, later: _Later) -> tuple[Upside | Refusal, ...]:
    """Segments by mean recency score, the most recent first: retention moves people up that way, among those who spend alike."""
    import numpy as np

    from regulars.validation.intervals import moments

    if later.later_revenue is None:
        return ()
    names = np.array(later.segment)
    segments = []
    for segment in run.placement.compiled.segments:
        inside = names == segment.name
        if not inside.any():
            continue
        back = inside & later.returned
        spend = float(later.scores[Axis.MONETARY][inside].mean()) / max(run.placement.cuts[-1].levels, 1)
        ladder = "higher spend" if spend <= HIGHER_SPEND else "lower spend"
        recency = float(later.scores[Axis.RECENCY][inside].mean())
        retained = Retained(segment.name, int(inside.sum()), int(back.sum()), moments(later.later_revenue[back]), ladder)
        segments.append((recency, retained))
    return upside([retained for _, retained in sorted(segments, key=lambda pair: (pair[0], pair[1].name))])


def _over_time(results: Sequence[SplitResult]) -> tuple[Stability | Refusal, ...]:
    if len(results) < 2:
        return ()
    return tuple(
        stability(f"AUC of {name}", [AtSplit(result.split, value) for result, value in points])
        for name, points in _auc_by_score(results).items()
    )


def _auc_by_score(results: Sequence[SplitResult]) -> dict[str, list[tuple[SplitResult, float]]]:
    found: dict[str, list[tuple[SplitResult, float]]] = {}
    for result in results:
        for row in result.board.rows:
            if not isinstance(row.auc, Refusal):
                found.setdefault(row.name, []).append((result, row.auc.estimate.value))
    return found
