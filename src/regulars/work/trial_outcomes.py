"""What came of an experiment of a workspace: SQL adds up, `experiments` judges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from regulars.charts.text import money_sign
from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.experiments import words
from regulars.experiments.differences import Comparison
from regulars.experiments.reading import standard_error
from regulars.experiments.results import ExperimentReading, Findings, shown_comparison
from regulars.experiments.verdicts import verdicts
from regulars.lake.pinned import pinned_files
from regulars.queries import experiments, lake, render, trial_outcomes, trials
from regulars.queries.trial_outcomes import Known, Stretch
from regulars.queries.trials import METRICS
from regulars.work.audience_tables import ASSIGNMENTS, EXPOSURES, AudienceTables
from regulars.work.experiment_ledger import ArmRecord, ExperimentRecord
from regulars.work.experiments import ExperimentColumns, reading_from_sums
from regulars.work.trial_parts import OutcomeTable, courses, reached, spending, spread
from regulars.work.workspace import Workspace, engine_aside

# how far back what a customer did before is looked at, to take off what it explains (CUPED)
BEFORE = timedelta(days=365)
_OUTCOMES = "outcomes"


def read_trial(
    workspace: Workspace, made: ExperimentRecord, *, now: datetime, level: float = 0.95, with_parts: bool = False
) -> Findings:
    """Read an experiment from the orders and events imported so far; `with_parts`: its course, spread, costs and reach, too.

    Raises:
        DataError: there are no orders, or no arms.
    """
    with engine_aside(workspace) as (engine, _):
        tables = AudienceTables(workspace)
        if not tables.view(engine, ASSIGNMENTS):
            raise DataError(f"Nobody is assigned in {made.name}.", "Start an experiment first.")
        engine.table("participants", _sql(engine, trials.of_experiment(made.number)))
        orders = open_orders(engine, workspace)
        ends = min(made.ends, now)
        if min(orders.until, ends) <= made.started:
            raise DataError(
                f"No order since the start of {made.name} is known: the last is of {orders.until:%Y-%m-%d}.",
                "Import the orders since, and read it again.",
            )
        has_exposures = with_parts and _open_exposures(engine, tables, made)
        stretch = Stretch(made.started, ends, made.started - BEFORE)
        open_outcomes(engine, orders.known, made, stretch, has_exposures=has_exposures)
        sums = [metric_sums(engine, metric) for metric in made.metrics]
        subjects = {metric: METRICS[metric].subject for metric in made.metrics}
        sign = currency_sign(workspace)
        signs = {metric: sign for metric in made.metrics if METRICS[metric].is_money}
        columns = ExperimentColumns("arm", made.metrics, before="before", by="segment", subjects=subjects, signs=signs)
        reading = reading_from_sums(columns, sums, 0, made.control, _shares(made), level)
        found = Findings(reading, ends, ends >= made.ends, orders.until, _fractions(made, reading, ends))
        if not with_parts or reading.metrics[0].overall.is_blocked:
            return found
        table = OutcomeTable(engine, made, stretch, orders.known, min(orders.until, ends), has_exposures, level)
        return replace(
            found,
            courses=courses(table, sums[0], reading.metrics[0].overall),
            spread=spread(table),
            spending=spending(table, sign),
            reached=reached(table, reading) if has_exposures else (),
        )


def look_at(workspace: Workspace, made: ExperimentRecord, *, now: datetime, level: float = 0.95) -> Findings:
    """As `read_trial` with everything there is to see; what it says in short is kept for lists.

    Raises:
        DataError: as `read_trial`.
    """
    found = read_trial(workspace, made, now=now, level=level, with_parts=True)
    workspace.ledger.experiments.keep_seen(made.number, in_short(found, now))
    return found


def in_short(found: Findings, now: datetime) -> dict[str, Any]:
    """What a reading says, for a list: the verdict on each arm in the metric that decides."""
    first = found.reading.metrics[0].overall
    shown = {arm.arm: shown_comparison(arm) for arm in first.arms}
    arms = []
    for verdict in verdicts(found):
        comparison = shown.get(verdict.arm)
        difference = verdict.any_time or (comparison.difference if isinstance(comparison, Comparison) else None)
        said = {"arm": verdict.arm, "conclusion": str(verdict.conclusion), "words": verdict.words, "figure": ""}
        arms.append(said | ({"figure": words.difference(difference, first.is_rate, first.sign)} if difference is not None else {}))
    return {"at": now.isoformat(), "is_over": found.is_over, "metric": first.metric, "arms": arms}


@dataclass(frozen=True, slots=True)
class Orders:
    """The first and the last order there are, and what orders and events tell."""

    since: datetime
    until: datetime
    known: Known


def open_orders(engine: Engine, workspace: Workspace) -> Orders:
    """Make the views `orders` and, where there are any, `events`."""
    versions = workspace.published()
    for table in ("orders", "events"):
        files = pinned_files(workspace.lake, versions, table)
        if files:
            engine.view(table, lake.files_sql([str(path) for path in files]))
        elif table == "orders":
            raise DataError("The workspace has no orders yet.", "Import some first: regulars import FILE.")
    columns = engine.columns("orders")
    found = engine.record(_sql(engine, trial_outcomes.known_until()))
    known = Known(
        has_cost=bool(found["costs"]),
        has_codes="coupon_code" in columns,
        has_discount="discount" in columns,
        has_events=bool(pinned_files(workspace.lake, versions, "events")),
    )
    return Orders(found["since"].replace(tzinfo=UTC), found["until"].replace(tzinfo=UTC), known)


def _open_exposures(engine: Engine, tables: AudienceTables, made: ExperimentRecord) -> bool:
    """Make the view `exposed` of who was reached; False where no file has said so."""
    if not made.facts.get("reached") or not tables.view(engine, EXPOSURES):
        return False
    engine.view("exposed", _sql(engine, trials.exposed(made.number)))
    return True


def open_outcomes(engine: Engine, known: Known, made: ExperimentRecord, stretch: Stretch, *, has_exposures: bool = False) -> None:
    """Make the table `outcomes` of the view or table `participants`.

    Raises:
        DataError: it is judged by the margin, and orders do not say what goods cost.
    """
    if not known.has_cost and "margin" in made.metrics:
        raise DataError("The orders do not say what goods cost.", "Import a column cost, or judge by revenue.")
    codes = codes_of(made.arms) if known.has_codes else ()
    engine.table(_OUTCOMES, _sql(engine, trial_outcomes.outcomes(stretch, known, codes, has_exposures=has_exposures)))


def currency_sign(workspace: Workspace) -> str:
    """What stands before amounts of the shop: the sign of the currency of the refresh in force; empty where it is not known."""
    refreshes = workspace.ledger.publications("refresh")
    return money_sign(refreshes[-1].facts.get("currency")) if refreshes else ""


def codes_of(arms: tuple[ArmRecord, ...]) -> tuple[str, ...]:
    """The coupon codes of arms, in order."""
    return tuple(arm.coupon for arm in arms if arm.coupon)


def _shares(made: ExperimentRecord) -> dict[str, float]:
    return {arm.name: float(Fraction(arm.share)) for arm in made.arms}


def metric_sums(engine: Engine, called: str) -> list[dict[str, Any]]:
    """What the table `outcomes` adds up to per arm and segment in one metric."""
    metric = METRICS[called]
    names = (render.name(each) for each in ("arm", metric.name, metric.before, "segment"))
    found: list[dict[str, Any]] = engine.arrow(_sql(engine, experiments.arm_sums(_OUTCOMES, *names))).to_pylist()
    for row in found:
        row["other_than_flags"] = int(not metric.is_rate)
    return found


def _fractions(made: ExperimentRecord, reading: ExperimentReading, ends: datetime) -> dict[str, float]:
    """How much of the variance that was expected is in; where none was expected, how many of the days."""
    expected = made.facts.get("baseline", {}).get("metrics", {})
    elapsed = max((ends - made.started) / timedelta(days=made.days), 1e-6)
    found = {}
    for metric in reading.metrics:
        shown = metric.overall
        variance = expected.get(shown.metric, {}).get("variance") or 0.0
        comparisons = [arm.raw for arm in shown.arms if isinstance(arm.raw, Comparison)]
        if not variance or not comparisons:
            found[shown.metric] = elapsed
            continue
        now = standard_error(comparisons[0]) ** 2
        first, second = comparisons[0].customers
        found[shown.metric] = max(now / (variance / first + variance / second), 1e-6)
    return found


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
