"""What is shown of an experiment beside its verdict: its course, how customers are spread, what it cost, who was reached."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from regulars.engines.base import Engine
from regulars.experiments.costs import (
    cost_per_retained_from_pairs,
    incremental,
    mean_margin,
    return_on_spend_from_pairs,
)
from regulars.experiments.differences import Comparison
from regulars.experiments.exposure import effect_on_reached
from regulars.experiments.over_time import lift_over_time
from regulars.experiments.reading import Reading
from regulars.experiments.results import ArmReached, ArmSpending, Course, ExperimentReading, Spread
from regulars.experiments.samples import Pair, pair_from_sums
from regulars.queries import experiments, render, trial_outcomes
from regulars.queries.trial_outcomes import Known, Price, Stretch
from regulars.queries.trials import METRICS
from regulars.validation.estimates import Estimate, Refusal
from regulars.work.experiment_ledger import ArmRecord, ExperimentRecord

_OUTCOMES = "outcomes"
_MOST_ORDERS = 5
_BINS = 8
_SUMS = ("outcome", "outcome_squares", "products")
_Sums = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OutcomeTable:
    """The table `outcomes` in an engine, with what it is of. `seen_until` is the last instant of which outcomes are known."""

    engine: Engine
    made: ExperimentRecord
    stretch: Stretch
    known: Known
    seen_until: datetime
    has_exposures: bool
    level: float

    def rows(self, tree: render.Tree) -> list[dict[str, Any]]:
        """The rows that a query answers."""
        found: list[dict[str, Any]] = self.engine.arrow(render.sql(tree, self.engine.dialect)).to_pylist()
        return found

    def pairs(self, outcome: render.Tree, beside: render.Tree) -> dict[str, Pair]:
        """The sums of each arm of two values per customer."""
        found = self.rows(experiments.arm_sums(_OUTCOMES, render.name("arm"), outcome, beside))
        return {row["arm"]: _pair(row) for row in found}


def _pair(row: _Sums) -> Pair:
    squares = (row["outcome_squares"], row["beside_squares"])
    return pair_from_sums(row["customers"], (row["outcome"], row["beside"]), squares, row["products"])


def courses(table: OutcomeTable, sums: Sequence[_Sums], first: Reading) -> tuple[Course, ...]:
    """The difference that each treatment makes day by day, in the metric that decides; `sums` are those of the last day, `first`
    what is read of it."""
    made = table.made
    metric = METRICS[made.metrics[0]]
    added: dict[int, dict[str, _Sums]] = {}
    for row in table.rows(trial_outcomes.daily_sums(metric.name, metric.before, table.stretch, table.known)):
        added.setdefault(int(row["day"]), {})[row["arm"]] = row
    arms = [arm.name for arm in made.arms]
    fixed = {arm: _fixed([row for row in sums if row["arm"] == arm]) for arm in arms}
    so_far: dict[str, dict[str, Decimal]] = {arm: dict.fromkeys(_SUMS, Decimal(0)) for arm in arms}
    days: list[tuple[int, dict[str, Pair]]] = []
    for day in range(1, math.ceil((table.seen_until - made.started) / timedelta(days=1)) + 1):
        for arm, new in added.get(day, {}).items():
            so_far[arm] = {each: so_far[arm][each] + new[each] for each in _SUMS}
        days.append((day, {arm: _pair({**fixed[arm], **so_far[arm]}) for arm in arms}))
    facts = made.facts.get("baseline", {}).get("metrics", {}).get(metric.name, {})
    variance = facts.get("variance")
    adjusted = {arm.arm for arm in first.arms if arm.adjusted is not None}
    return tuple(
        Course(arm, lift_over_time(days, arm, made.control, variance, made.days, table.level, is_adjusted=arm in adjusted))
        for arm in arms[1:]
    )


def _fixed(rows: Sequence[_Sums]) -> dict[str, Any]:
    """What stays the same from day to day: customers, and what was before."""
    return {each: sum((row[each] for row in rows), Decimal(0)) for each in ("beside", "beside_squares")} | {
        "customers": sum(row["customers"] for row in rows)
    }


def spread(table: OutcomeTable) -> Spread | None:
    """How customers are spread over orders, or over the amount that decides; None where nothing came of anybody."""
    first = METRICS[table.made.metrics[0]]
    metric = "orders" if first.is_rate or first.name == "orders" else first.name
    bounds = _bounds(table, metric)
    if bounds is None:
        return None
    counts = {arm.name: [0] * (len(bounds) + 1) for arm in table.made.arms}
    for row in table.rows(trial_outcomes.spread(metric, bounds)):
        counts[row["arm"]][row["bin"]] = row["customers"]
    return Spread(metric, _bin_names(metric, bounds), {arm: tuple(each) for arm, each in counts.items()})


def _bounds(table: OutcomeTable, metric: str) -> list[Decimal] | None:
    if metric == "orders":
        return [Decimal(number) for number in range(_MOST_ORDERS)]
    high = table.rows(trial_outcomes.high_value(metric))[0]["high"]
    if high is None:
        return None
    rough = float(high) / _BINS
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = Decimal(str(next(factor for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= rough))) * Decimal(str(magnitude))
    return [step * number for number in range(_BINS + 1) if step * (number - 1) < high]


def _bin_names(metric: str, bounds: Sequence[Decimal]) -> tuple[str, ...]:
    if metric == "orders":
        return (*(f"{bound}" for bound in bounds), f"{bounds[-1] + 1} or more")
    spans = [f"to {_short(high)}" for high in bounds[1:]]
    return ("0 or less", *spans, f"above {_short(bounds[-1])}")


def _short(amount: Decimal) -> str:
    return f"{amount.normalize():,f}"


def spending(table: OutcomeTable, sign: str) -> tuple[ArmSpending, ...]:
    """What each treatment of which costs are known cost and brought; `sign` stands before amounts."""
    made = table.made
    codes = [arm.coupon for arm in made.arms if arm.coupon] if table.known.has_codes else []
    totals = {row["arm"]: row for row in table.rows(trial_outcomes.spent(len(codes), has_exposures=table.has_exposures))}
    return tuple(_spent(table, arm, codes, totals, sign) for arm in made.arms[1:] if arm.has_costs)


def _spent(table: OutcomeTable, arm: ArmRecord, codes: Sequence[str], totals: Mapping[str, _Sums], sign: str) -> ArmSpending:
    made = table.made
    code = codes.index(arm.coupon) if arm.coupon in codes else None
    price = Price(arm.name, arm.contact_cost, code, arm.redemption_cost)
    cost = trial_outcomes.cost_value(price, has_exposures=table.has_exposures)
    mine, control = totals[arm.name], totals[made.control]
    redeemed = (mine[f"redeemed_{code}"], control[f"redeemed_{code}"]) if code is not None else (0, 0)
    discounts = mine[f"discount_{code}"] if code is not None else Decimal(0)
    redemption = redeemed[0] * arm.redemption_cost if arm.redemption_cost is not None else discounts
    retained = table.pairs(render.name("retained"), cost)
    found = ArmSpending(
        arm=arm.name,
        customers=mine["customers"],
        contacted=mine["contacted"],
        contact_cost=arm.contact_cost,
        redeemed=int(redeemed[0]),
        leaked=int(redeemed[1]),
        redemption_cost=Decimal(redemption),
        cost=arm.contact_cost * mine["contacted"] + Decimal(redemption),
        per_retained=cost_per_retained_from_pairs(retained[arm.name], retained[made.control], table.level, sign),
        buyers=int(mine["buyers"]),
        sign=sign,
    )
    return _with_margin(table, found, price, cost)


def _with_margin(table: OutcomeTable, found: ArmSpending, price: Price, cost: render.Tree) -> ArmSpending:
    """The same with what came in, where the margin is known."""
    given = table.made.facts.get("margin")
    if not table.known.has_cost and not given:
        return found
    share = None if table.known.has_cost else Decimal(str(given))
    source = "what orders say goods cost" if share is None else f"a margin of {share:.0%} on net revenue"
    pairs = table.pairs(trial_outcomes.margin_value(price, share), cost)
    treated, control = pairs[found.arm], pairs[table.made.control]
    more = mean_margin(treated, control, table.level)
    if isinstance(more, Refusal):
        return found
    net = mean_margin(treated, control, table.level, after_cost=True)
    back = return_on_spend_from_pairs(treated, control, table.level) if found.cost > 0 else None
    return replace(
        found,
        margin=incremental(more, found.customers),
        margin_source=source,
        net=incremental(net, found.customers) if isinstance(net, Estimate) else None,
        back=back,
    )


def reached(table: OutcomeTable, reading: ExperimentReading) -> tuple[ArmReached, ...]:
    """What each treatment does to those whom it reached, for each metric."""
    found: dict[str, dict[str, Any]] = {arm.name: {} for arm in table.made.arms[1:]}
    for metric in reading.metrics:
        pairs = table.pairs(render.name(metric.overall.metric), render.name("reached"))
        for arm in metric.overall.arms:
            if isinstance(arm.raw, Comparison):
                treated, control = pairs[arm.arm], pairs[table.made.control]
                found[arm.arm][metric.overall.metric] = effect_on_reached(treated, control, arm.raw.difference, table.level)
    return tuple(ArmReached(arm, metrics) for arm, metrics in found.items() if metrics)
