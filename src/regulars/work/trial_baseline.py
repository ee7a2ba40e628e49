"""What the customers of an experiment did without treatment: by it an experiment is planned, and judged while it runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.experiments.power import Demand
from regulars.experiments.samples import pair_from_sums
from regulars.experiments.sizing import Plan, plan_means, plan_rates
from regulars.lake.pinned import pin, pinned_files
from regulars.queries import lake, refreshes, render, trials
from regulars.queries.trial_outcomes import Stretch
from regulars.queries.trials import METRICS
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.refresh import lake_options
from regulars.work.score import score
from regulars.work.trial_outcomes import BEFORE, metric_sums, open_orders, open_outcomes
from regulars.work.workspace import Workspace

THEN, SAME = "the segment then", "the same customers"


def baseline(
    workspace: Workspace, engine: Engine, workdir: Path, made: ExperimentRecord, now: datetime, *, scores_past: bool = False
) -> dict[str, Any]:
    """Mean, variance and correlation with the year before of each metric without treatment, over as many days as it takes.

    `since` is the day from which on they are looked at. `source` is "the segment then" where it is known who was in the segments
    that many days ago: by a refresh of about that day, or
    (`scores_past`, or where nothing else tells anything) by scoring the orders of before that day. Else it is "the same customers",
    those of the table `dealt`, whose past the definition of their segment bends: who was chosen for not having ordered has not.
    """
    span = timedelta(days=made.days)
    orders = open_orders(engine, workspace)
    # of the days after the last order known nothing can be told
    begins = min(made.started, now, orders.until) - span

    def measured(source: str) -> dict[str, Any]:
        open_outcomes(engine, orders.known, made, Stretch(begins, begins + span, begins - BEFORE))
        return {
            "source": source,
            "since": f"{begins:%Y-%m-%d}",
            "metrics": {metric: _measured(engine, metric) for metric in made.metrics},
        }

    if _past_members(workspace, engine, made, begins) or (
        scores_past and _scored_members(workspace, engine, workdir, made, begins, now)
    ):
        return measured(THEN)
    engine.table("participants", "SELECT customer_id, arm, segment FROM dealt")
    found = measured(SAME)
    if not found["metrics"][made.metrics[0]]["variance"] and _scored_members(workspace, engine, workdir, made, begins, now):
        return measured(THEN)
    return found


def _measured(engine: Engine, metric: str) -> dict[str, float]:
    rows = metric_sums(engine, metric)
    total = {key: sum(row[key] for row in rows) for key in _ADDED}
    pair = pair_from_sums(
        total["customers"],
        (total["outcome"], total["beside"]),
        (total["outcome_squares"], total["beside_squares"]),
        total["products"],
    )
    return {"mean": pair.outcome.mean, "variance": pair.outcome.variance, "correlation": pair.correlation}


def days_known(workspace: Workspace, engine: Engine, until: datetime) -> int:
    """How many days the orders tell of, up to an instant.

    Raises:
        DataError: there are none.
    """
    orders = open_orders(engine, workspace)
    return (min(orders.until, until) - orders.since).days


_ADDED = ("customers", "outcome", "outcome_squares", "beside", "beside_squares", "products")
_MOST_CORRELATION = 0.99


def what_can_be_seen(made: ExperimentRecord, effect: float | None = None) -> Plan | None:
    """What the smallest treatment of an experiment can show of its first metric; None where nothing is known to judge by.

    `effect` is the difference worth finding; None where a planned one is not there either (`facts["effect"]`).
    """
    metric = METRICS[made.metrics[0]]
    facts = made.facts.get("baseline", {}).get("metrics", {}).get(metric.name)
    control, *treated = made.arms
    smallest = min(arm.customers for arm in treated)
    customers = control.customers + smallest
    if facts is None or not facts["variance"]:
        return None
    demand = Demand(treated_share=smallest / customers)
    sought = made.facts.get("effect") if effect is None else effect
    correlation = max(-_MOST_CORRELATION, min(_MOST_CORRELATION, facts["correlation"]))
    if metric.is_rate:
        return plan_rates(facts["mean"], customers, demand, effect=sought, correlation=correlation)
    return plan_means(facts["mean"], facts["variance"] ** 0.5, customers, demand, effect=sought, correlation=correlation)


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


def _scored_members(
    workspace: Workspace, engine: Engine, workdir: Path, made: ExperimentRecord, then: datetime, now: datetime
) -> bool:
    """The same by scoring the orders of before that day as a refresh would have; False where too little is known of it."""
    lifecycle = {name for _, name in workspace.refresh_number(None).facts["cells"]}
    if not made.segments or not set(made.segments) <= lifecycle:
        return False
    place = workdir / f"then-{made.days}"
    try:
        folder = pin(workspace.lake, workspace.published(), lake.CANONICAL, place)
        run = score(folder, lake_options(workspace, now, then, None), workspace.make_engine)
    except RegularsError:
        return False
    try:
        run.engine.copy(run.customers_sql, place / "scored.parquet", ("FORMAT PARQUET", "COMPRESSION SNAPPY"))
    finally:
        run.close()
    engine.view("scored_then", lake.files_sql([str(place / "scored.parquet")]))
    engine.table("participants", _sql(engine, trials.members_then(made.segments)))
    return bool(engine.rows("SELECT 1 FROM participants LIMIT 1"))


def _near(made: ExperimentRecord) -> timedelta:
    """How far from the day that is meant a refresh may be to speak for it."""
    return timedelta(days=max(3, made.days / 4))


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
