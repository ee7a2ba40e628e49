"""What came of an experiment of a workspace: SQL adds up, `experiments` judges."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.experiments.differences import Comparison
from regulars.experiments.power import Demand
from regulars.experiments.reading import standard_error
from regulars.experiments.samples import pair_from_sums
from regulars.experiments.sizing import Plan, plan_means, plan_rates
from regulars.lake.pinned import pinned_files
from regulars.queries import experiments, lake, refreshes, render, trials
from regulars.queries.trials import METRICS
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.experiments import ExperimentColumns, ExperimentReading, reading_from_sums
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

# how far back what a customer did before is looked at, to take off what it explains (CUPED)
_BEFORE = timedelta(days=365)
_OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True)
class TrialReading:
    """An experiment as it reads now.

    `until` is the end of what was looked at, `is_over` whether all outcomes are in, `known_until` the last order there is.
    `fractions` is, by metric, how much of the variance expected at the end is in: by it the intervals for daily looks are made.
    """

    experiment: ExperimentRecord
    reading: ExperimentReading
    until: datetime
    is_over: bool
    known_until: datetime
    fractions: Mapping[str, float] = field(default_factory=dict)


def read_trial(workspace: Workspace, made: ExperimentRecord, *, now: datetime, level: float = 0.95) -> TrialReading:
    """Read an experiment from the orders and events imported so far.

    Raises:
        DataError: there are no orders, or no arms.
    """
    workdir = make_folder("regulars-")
    try:
        engine = workspace.make_engine(workdir)
        try:
            tables = AudienceTables(workspace)
            if not tables.view(engine, ASSIGNMENTS):
                raise DataError(f"Nobody is assigned in {made.name}.", "Start an experiment first.")
            engine.table("participants", _sql(engine, trials.of_experiment(made.number)))
            known = _open_orders(engine, workspace)
            ends = min(made.ends, now)
            if min(known.until, ends) <= made.started:
                raise DataError(
                    f"No order since the start of {made.name} is known: the last is of {known.until:%Y-%m-%d}.",
                    "Import the orders since, and read it again.",
                )
            _open_outcomes(engine, known, made, made.started, ends)
            sums = [_sums(engine, metric) for metric in made.metrics]
        finally:
            engine.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)
    shares = {arm.name: float(Fraction(arm.share)) for arm in made.arms}
    columns = ExperimentColumns("arm", made.metrics, before="before", by="segment")
    reading = reading_from_sums(columns, sums, 0, made.control, shares, level)
    fractions = _fractions(made, reading, ends)
    return TrialReading(made, reading, ends, ends >= made.ends, known.until, fractions)


def baseline(workspace: Workspace, engine: Engine, made: ExperimentRecord, now: datetime) -> dict[str, Any]:
    """Mean, variance and correlation with the year before of each metric without treatment, over as many days as it takes.

    They are of the customers in the table `dealt`. `source` is "the segment then" where a refresh of that many days ago says who
    was in the segments, else "the same customers", whose past the definition of their segment may bend.
    """
    span = timedelta(days=made.days)
    begins = min(made.started, now) - span
    is_past = _past_members(workspace, engine, made, begins)
    if not is_past:
        engine.view("participants", "SELECT customer_id, arm, segment FROM dealt")
    known = _open_orders(engine, workspace)
    _open_outcomes(engine, known, made, begins, begins + span)
    found: dict[str, Any] = {"source": "the segment then" if is_past else "the same customers", "metrics": {}}
    for metric in made.metrics:
        rows = _sums(engine, metric)
        total = {key: sum(row[key] for row in rows) for key in _ADDED}
        pair = pair_from_sums(
            total["customers"],
            (total["outcome"], total["beside"]),
            (total["outcome_squares"], total["beside_squares"]),
            total["products"],
        )
        spread = (pair.outcome.variance * pair.beside.variance) ** 0.5
        found["metrics"][metric] = {
            "mean": pair.outcome.mean,
            "variance": pair.outcome.variance,
            "correlation": pair.covariance / spread if spread else 0.0,
        }
    return found


_ADDED = ("customers", "outcome", "outcome_squares", "beside", "beside_squares", "products")
_MOST_CORRELATION = 0.99


def what_can_be_seen(made: ExperimentRecord) -> Plan | None:
    """What the smallest treatment of an experiment can show of its first metric; None where nothing is known to judge by."""
    metric = METRICS[made.metrics[0]]
    facts = made.facts.get("baseline", {}).get("metrics", {}).get(metric.name)
    control, *treated = made.arms
    smallest = min(arm.customers for arm in treated)
    customers = control.customers + smallest
    if facts is None or not facts["variance"]:
        return None
    demand = Demand(treated_share=smallest / customers)
    correlation = max(-_MOST_CORRELATION, min(_MOST_CORRELATION, facts["correlation"]))
    if metric.is_rate:
        return plan_rates(facts["mean"], customers, demand, correlation=correlation)
    return plan_means(facts["mean"], facts["variance"] ** 0.5, customers, demand, correlation=correlation)


def _past_members(workspace: Workspace, engine: Engine, made: ExperimentRecord, then: datetime) -> bool:
    """Make the view `participants` of who was in the segments of the map by a refresh of about `then`; False where none says so."""
    near = [
        each for each in workspace.ledger.publications("refresh") if each.as_of is not None and abs(each.as_of - then) < _near(made)
    ]
    lifecycle = {name for each in near[-1:] for _, name in each.facts["cells"]}
    files = pinned_files(workspace.lake, workspace.refresh_number(None).versions, "history") if near else ()
    if not files or not made.segments or not set(made.segments) <= lifecycle:
        return False
    engine.view("history", lake.files_sql([str(path) for path in files]))
    engine.view("state", _sql(engine, refreshes.last_known("history", near[-1].run)))
    engine.table("participants", _sql(engine, trials.past_members(made.segments)))
    return bool(engine.rows("SELECT 1 FROM participants LIMIT 1"))


def _near(made: ExperimentRecord) -> timedelta:
    """How far from the day that is meant a refresh may be to speak for it."""
    return timedelta(days=max(3, made.days / 4))


@dataclass(frozen=True, slots=True)
class _Known:
    """The last order there is, whether orders say what goods cost, and whether there are events."""

    until: datetime
    has_cost: bool
    has_events: bool


def _open_orders(engine: Engine, workspace: Workspace) -> _Known:
    """Make the views `orders` and, where there are any, `events`."""
    versions = workspace.published()
    for table in ("orders", "events"):
        files = pinned_files(workspace.lake, versions, table)
        if files:
            engine.view(table, lake.files_sql([str(path) for path in files]))
        elif table == "orders":
            raise DataError("The workspace has no orders yet.", "Import some first: regulars import FILE.")
    known = engine.record(_sql(engine, trials.known_until()))
    return _Known(known["until"].replace(tzinfo=UTC), bool(known["costs"]), bool(pinned_files(workspace.lake, versions, "events")))


def _open_outcomes(engine: Engine, known: _Known, made: ExperimentRecord, begins: datetime, ends: datetime) -> None:
    if not known.has_cost and "margin" in made.metrics:
        raise DataError("The orders do not say what goods cost.", "Import a column cost, or judge by revenue.")
    query = trials.outcomes(begins, ends, begins - _BEFORE, has_cost=known.has_cost, has_events=known.has_events)
    engine.table(_OUTCOMES, _sql(engine, query))


def _sums(engine: Engine, called: str) -> list[dict[str, Any]]:
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
