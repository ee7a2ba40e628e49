"""A scoring run tested on its own data: scored as of some weeks before its end, and compared with what came since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from regulars.errors import DataError, RegularsError
from regulars.queries import outcomes, render, scores
from regulars.scoring.profile_files import ProfileRules
from regulars.validation.backtest import Validation
from regulars.validation.estimates import Reason, Refusal
from regulars.work.options import instant, local_day, zone_info
from regulars.work.profile import fit_models_alone
from regulars.work.score import ScoreRun, score
from regulars.work.validation_predictions import expected_scores
from regulars.work.validation_split import Expected, Watched, evenly, judged, watch

if TYPE_CHECKING:
    from datetime import date, datetime

# weeks enough for many shops' customers to come back, and never more than a third of the history
LONGEST, SHORTEST = 90, 14
PART_OF_HISTORY = 3
FEWEST_CUSTOMERS = 100
# so many tell an AUC to .002
MOST_CUSTOMERS = 200_000


def back_test(run: ScoreRun) -> Validation | Refusal:
    """Score the run's own sources as they were known 90 days (or a third of their history) before its end, and look what came.

    The sources are read once more, within the memory of the run's engine. Lifecycle and signals are left to `regulars validate`.
    Refused where the history is too short or too few customers were known at the split.
    """
    zone = zone_info(run.options.zone)
    first = run.engine.rows(render.sql(outcomes.first_counted(), run.engine.dialect))[0][0]
    begins, ends = local_day(first, zone), _end(run)
    horizon = min(LONGEST, (ends - begins).days // PART_OF_HISTORY)
    if horizon < SHORTEST:
        needed = SHORTEST * PART_OF_HISTORY
        told = f"The data span {(ends - begins).days} days: {needed} are needed to score a past day and watch what came."
        return Refusal(Reason.TOO_FEW, told)
    return _at(run, ends - timedelta(days=horizon), horizon)


def _end(run: ScoreRun) -> date:
    """The day after the last one that can be watched: that of the last order, and no later than the as-of."""
    last: datetime = run.population.last_at
    zone = zone_info(run.options.zone)
    return min(local_day(last, zone) + timedelta(days=1), local_day(run.population.as_of, zone))


def _at(run: ScoreRun, split: date, horizon: int) -> Validation | Refusal:
    too_few = Refusal(
        Reason.TOO_FEW,
        f"Too few customers were known on {split} to tell whether their scores predict: {FEWEST_CUSTOMERS} are needed.",
    )
    zone, frozen = zone_info(run.options.zone), run.options.frozen
    if frozen is not None and (frozen.as_of is None or instant(frozen.as_of, zone) > instant(split, zone)):
        # these cuts may have seen what the back-test must not know
        frozen = None
    options = replace(run.options, as_of=split, excludes_as_of=True, frozen=frozen)
    given = run.inputs.given
    events = given.events if run.names is scores.EVENT_NAMES else None
    try:
        past = score(given.orders, options, lambda _: run.engine.sibling(), events=events)
    except DataError:
        return too_few
    except RegularsError as error:
        # an extra that fails must not take the scores with it
        return Refusal(Reason.TOO_FEW, f"The scores were not tested: {error.problem}")
    try:
        if past.population.customers < FEWEST_CUSTOMERS:
            return too_few
        watched = watch(past, split, split + timedelta(days=horizon), None, None, stages=False)
        expected, notes = _expected(past, watched, run.profile_rules or ProfileRules(), horizon)
        results = judged(watched, expected, notes, most=MOST_CUSTOMERS)
        map_name = past.placement.compiled.name
    finally:
        past.close()
    return Validation(horizon, run.options.zone, options.scorecard.name, map_name, None, results, (), currency=run.currency)


def _expected(past: ScoreRun, watched: Watched, rules: ProfileRules, horizon: int) -> tuple[dict[str, Expected], tuple[str, ...]]:
    """What the models expected; above MOST_CUSTOMERS fitted to, and asked of, the customers whose scores are judged."""
    import pyarrow

    known = watched.known.customer_id
    # with a window the models need those it leaves out, who are just the ones that left
    if len(known) <= MOST_CUSTOMERS or past.options.window is not None:
        return expected_scores(past, fit_models_alone(past, rules), horizon)
    chosen = known.take(pyarrow.array(evenly(len(known), MOST_CUSTOMERS)))
    past.engine.register("judged_customers", pyarrow.table({"customer_id": chosen}))
    try:
        expected, notes = expected_scores(past, fit_models_alone(past, rules, "judged_customers"), horizon)
    finally:
        past.engine.drop("judged_customers")
    told = f"Predictions are of {MOST_CUSTOMERS:,} of the {len(known):,} customers, evenly taken."
    return expected, (told, *notes)
