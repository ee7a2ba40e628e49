"""What the customers of an experiment did without treatment: by it an experiment is planned, and judged while it runs."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.charts.text import money_sign
from regulars.engines.base import Engine
from regulars.experiments.power import Demand
from regulars.experiments.samples import pair_from_sums
from regulars.experiments.sizing import Plan, plan_means, plan_rates
from regulars.queries.trial_outcomes import Stretch
from regulars.queries.trials import METRICS
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.trial_outcomes import BEFORE, metric_sums, open_orders, open_outcomes
from regulars.work.trial_past import members_as_of, members_by_refresh
from regulars.work.workspace import Workspace

THEN, SAME = "the segment then", "the same customers"
_BENT = (
    "Who was in these segments then is not known (a definition names days or is SQL, or too little is known of then), so the same "
    "customers are looked at. Their segment bends what is seen: whoever was chosen for having ordered looks better than others "
    "will, whoever was chosen for not having ordered looks worse."
)

_CHOSEN = (
    "What these customers did in the days before their start is looked at. If they were chosen for what they had, or had not,"
    " done by then, others would have done otherwise."
)


def baseline(
    workspace: Workspace, engine: Engine, workdir: Path, made: ExperimentRecord, now: datetime, *, scores_past: bool = False
) -> dict[str, Any]:
    """Mean, variance and correlation with the year before of each metric without treatment, over as many days as it takes.

    `since` is the day from which on they are looked at. `source` is "the segment then" where it is known who was in the segments
    that many days ago: by a refresh of about that day, or (`scores_past`, or where nothing else tells anything) by working them out
    as of that day. Else it is "the same customers",
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

    if members_by_refresh(workspace, engine, made, begins) or (
        scores_past and members_as_of(workspace, engine, workdir, made, begins, now)
    ):
        return measured(THEN)
    engine.table("participants", "SELECT customer_id, arm, segment FROM dealt")
    found = measured(SAME)
    if not found["metrics"][made.metrics[0]]["variance"] and members_as_of(workspace, engine, workdir, made, begins, now):
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
    deviation, sign = facts["variance"] ** 0.5, amount_sign(made)
    return plan_means(facts["mean"], deviation, customers, demand, effect=sought, correlation=correlation, sign=sign)


def past_warning(made: ExperimentRecord) -> str:
    """What to mind about the past that a plan is made by; empty where it is that of the segments themselves."""
    if made.facts.get("baseline", {}).get("source") != SAME:
        return ""
    return _CHOSEN if made.facts.get("given") else _BENT


def strangers_sentence(made: ExperimentRecord) -> str:
    """That the shop does not know some of the customers whom a file named; empty where it knows all."""
    strangers, customers = int(made.facts.get("strangers", 0)), sum(arm.customers for arm in made.arms)
    if not strangers:
        return ""
    return (
        f"{strangers:,} of these {customers:,} customers are not known to the shop and count as having done nothing. If they are"
        " customers, their ids are written otherwise than in the orders."
    )


def amount_sign(made: ExperimentRecord) -> str:
    """What stands before amounts of what an experiment is judged by; empty where that is no money, or its currency is not known."""
    return money_sign(made.facts.get("currency")) if METRICS[made.metrics[0]].is_money else ""
