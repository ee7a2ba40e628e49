"""Do the scores predict? Score with what was known at a split, then look at what happened after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.errors import DataError, DefinitionError, in_words
from regulars.queries import outcomes, render, scores
from regulars.validation.backtest import SplitResult, Validation
from regulars.validation.estimates import Refusal
from regulars.validation.signals import SignalReport
from regulars.validation.stability import AtSplit, Stability, stability
from regulars.work import reading
from regulars.work.options import ScoreOptions, instant, local_day, zone_info
from regulars.work.population import MOMENT, has_money
from regulars.work.score import ScoreRun, score, tables_given
from regulars.work.temporary import make_folder
from regulars.work.validation_split import Bought, judged, watch

if TYPE_CHECKING:
    from regulars.scoring.profile_files import ProfileRules


_AS_OF = "--as-of"


def _nobody(step: str) -> None:
    """Who hears nothing."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a shop gave: `orders` (or events, with an engagement scorecard) and, where there are any, the rest."""

    orders: object
    lines: object = None
    events: object = None
    customers: object = None
    profile_rules: ProfileRules | None = None


def validate(
    orders: object,
    options: ScoreOptions,
    make_engine: Callable[[Path], Engine],
    splits: Sequence[date],
    horizon_days: int | None = None,
    shuffle: int | None = None,
    *,
    lines: object = None,
    events: object = None,
    customers: object = None,
    profile_rules: ProfileRules | None = None,
    signals: bool = True,
    tell: Callable[[str], None] = _nobody,
) -> Validation:
    """Back-test the scorecard and map of `options` at each split date.

    `horizon_days` is how far after a split customers are watched; by default from the latest split to the last order (or event).
    `shuffle` is a seed: outcomes are dealt out among the customers at random, to see that nothing is claimed then. `signals` asks
    what each field of the profile adds, at the latest split. With an engagement scorecard, `orders` beside `events` tell who
    bought. `tell` hears what is being done.

    Raises:
        DataError: the data end before the horizon does. DefinitionError: no split.
    """
    if not splits:
        raise DefinitionError("There is no split date.", "Give at least one, such as --split 2024-06-30.")
    sources = Sources(orders, lines, events, customers, profile_rules)
    horizon = horizon_days
    results: list[tuple[SplitResult, ...]] = []
    found: tuple[SignalReport | Refusal, SignalReport | Refusal] | None = None
    about: tuple[str, str, str | None] = ("", "", None)
    for split in sorted(set(splits), reverse=True):
        tell(f"scores as of {split}")
        run = _scored(sources, replace(options, as_of=split, excludes_as_of=True), make_engine)
        try:
            horizon = horizon or _horizon(run, split)
            bought = _bought(sources, run, make_engine, split, horizon)
            parts, found_now = at_split(run, split, horizon, shuffle, bought, signals=signals and not results, tell=tell)
            about = (options.scorecard.name, run.placement.compiled.name, run.currency)
        finally:
            run.close()
        results.append(parts)
        found = found_now or found
    flat = tuple(part for parts in reversed(results) for part in parts)
    scorecard, map_name, currency = about
    fields, layers = found or (None, None)
    return Validation(horizon or 0, options.zone, scorecard, map_name, shuffle, flat, over_time(flat), fields, layers, currency)


def at_split(
    run: ScoreRun,
    split: date,
    horizon: int,
    shuffle: int | None,
    bought: Bought | None,
    *,
    signals: bool,
    tell: Callable[[str], None] = _nobody,
) -> tuple[tuple[SplitResult, ...], tuple[SignalReport | Refusal, SignalReport | Refusal] | None]:
    """Everything about one split, and about the signals where they are asked for.

    Raises DataError when the data end before the horizon does.
    """
    from regulars.work.validation_predictions import expected_scores
    from regulars.work.validation_signals import signals_at

    until = split + timedelta(days=horizon)
    last = last_day(run)
    if last + timedelta(days=1) < until:
        raise DataError(
            f"The data end on {last}, before the {in_words(horizon, 'day')} after {split} are over.",
            "Give an earlier --split or a shorter --horizon.",
        )
    tell(f"profile as of {split}, and what came")
    watched = watch(run, split, until, shuffle, bought)
    expected, notes = expected_scores(run, run.profile.prediction, horizon)
    results = judged(watched, expected, notes)
    return results, signals_at(watched, in_doubt=not results[0].verdict.found, tell=tell) if signals else None


def last_day(run: ScoreRun) -> date:
    """The shop's day of the last order (or event) that counts, whatever the run looked at."""
    last = run.engine.rows(render.sql(outcomes.last_counted(), run.engine.dialect))[0][0]
    return local_day(last, zone_info(run.options.zone))


def over_time(results: Sequence[SplitResult]) -> tuple[Stability | Refusal, ...]:
    """How steady the AUC of each score is over the splits, for each outcome."""
    if len({result.split for result in results}) < 2:
        return ()
    several = len({result.outcome for result in results}) > 1
    found: dict[str, list[AtSplit]] = {}
    for result in results:
        for row in result.board.rows:
            if not isinstance(row.auc, Refusal):
                name = f"AUC of {row.name}" + (f" ({result.outcome})" if several else "")
                found.setdefault(name, []).append(AtSplit(result.split, row.auc.estimate.value))
    return tuple(stability(name, points) for name, points in found.items())


def _scored(sources: Sources, options: ScoreOptions, make_engine: Callable[[Path], Engine]) -> ScoreRun:
    try:
        return score(
            sources.orders,
            options,
            make_engine,
            lines=sources.lines,
            events=sources.events,
            customers=sources.customers,
            profile_rules=sources.profile_rules,
        )
    except DataError as error:
        if _AS_OF not in error.remedy:
            raise
        # from where a back-test looks is its split
        raise DataError(error.problem, error.remedy.replace(_AS_OF, "--split")) from error


def _horizon(run: ScoreRun, split: date) -> int:
    days = (last_day(run) - split).days + 1
    if days < 1:
        what = "event" if run.names is scores.EVENT_NAMES else "order"
        raise DataError(f"No {what} comes after the split {split}: there is no future to look at.", "Give an earlier --split.")
    return days


def _bought(sources: Sources, run: ScoreRun, make_engine: Callable[[Path], Engine], split: date, horizon: int) -> Bought | None:
    """Who bought after the split, where events are scored and orders were given beside them."""
    orders, _, events, _ = tables_given(sources.orders, sources.lines, sources.events, sources.customers)
    if run.names is not scores.EVENT_NAMES or events is None:
        return None
    workdir = make_folder("regulars-")
    try:
        engine = make_engine(workdir)
        try:
            # columns that were named are those of the events
            options = replace(run.options, answers=replace(run.options.answers, columns={}), table=None)
            read = reading.read_orders(engine, orders, workdir, options)
            zone = zone_info(run.options.zone)
            after, until = instant(split, zone) - MOMENT, instant(split + timedelta(days=horizon), zone) - MOMENT
            found = engine.rows(render.sql(outcomes.later_buyers(after, until), engine.dialect))
            return Bought({customer: float(revenue or 0) for customer, revenue in found}, has_money(read.mapping))
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
