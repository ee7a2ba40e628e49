"""What each customer is expected to do: models fitted to the histories in the engine, their expectations joined back there.

The models see only the different histories. numpy and scipy are loaded when a profile is made, not before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.fields import HIGH, HORIZONS, LOW, RANGED
from regulars.queries import histories as queries
from regulars.queries import render
from regulars.scoring.prediction import DAYS_PER_YEAR, MODEL_LABELS, SEGMENT_DAYS, Margin, PredictionTerms
from regulars.work.beside import Beside
from regulars.work.histories import People, numbers, read_people
from regulars.work.options import local_day, zone_info
from regulars.work.population import MOMENT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from regulars.clv.arrays import Floats
    from regulars.clv.histories import Histories
    from regulars.clv.predict import Valuation
    from regulars.clv.results import Fit, Refusal, SpendFit
    from regulars.clv.spends import RowSpends
    from regulars.clv.spread import OrderSpread, Spread
    from regulars.engines.base import Engine
    from regulars.queries.profile import ProfileShape
    from regulars.work.score import ScoreRun

EXPECTED_ORDERS, EXPECTED_REVENUE, CHANCE = "expected orders", "expected revenue", "chance to order"
ENDS = {EXPECTED_ORDERS: "orders", EXPECTED_REVENUE: "revenue"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """The models of a run, or why there are none. The engine keeps `profile_histories`, one row per customer.

    `value` is None where the shop has no amounts or `orders` is a refusal. `fields` are the columns that the profile gains.
    `pace_drift` is the variance that a customer's pace gains per day (`clv.drift`).
    """

    terms: PredictionTerms
    orders: Fit | Refusal
    value: SpendFit | Refusal | None
    margin: Margin
    notes: tuple[str, ...]
    fields: tuple[str, ...]
    pace_drift: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The different histories of some customers: `given` weighs everybody, `scored` are the scored customers of each row."""

    given: Histories
    scored: Floats
    spends: RowSpends

    def of_scored(self) -> tuple[Histories, RowSpends]:
        """The histories that scored customers have, weighted with them alone."""
        import numpy as np

        from regulars.clv.histories import part_of
        from regulars.clv.spends import RowSpends

        kept = np.flatnonzero(self.scored > 0)
        return part_of(self.given, kept, self.scored[kept]), RowSpends(self.spends.mean[kept], self.spends.square[kept])


def make_expectation(run: ScoreRun, shape: ProfileShape, terms: PredictionTerms) -> Expectation:
    """Fit the models and make the view `expected` with the fields of every scored customer; no view without a model.

    Reads the tables that the profile is made from: `profile_orders`, `profile_gaps`, `profile_later`, `profile_totals`.
    """
    from regulars.clv.results import Refusal

    engine = run.engine
    made, people = fit_models(run, shape, terms)
    fitted, value = made.orders, made.value
    if isinstance(fitted, Refusal):
        return made
    engine.register("predictions", people.table(_predicted(made, fitted, people.scored_histories())))
    has_value = value is not None and not isinstance(value, Refusal)
    # a table, whose size the engine knows: of a view it thinks that many and joins the wide rows of the profile the wrong way round
    engine.table("expected", render.sql(queries.expected(has_value, knows_leaving(fitted)), engine.dialect))
    engine.drop("predictions")
    return replace(made, fields=tuple(column for column in engine.columns("expected") if column != "customer_id"))


def fit_models(run: ScoreRun, shape: ProfileShape, terms: PredictionTerms) -> tuple[Expectation, People]:
    """The models alone, without a field, and whose histories they were fitted to; makes the table `profile_histories`."""
    from regulars.clv.results import Refusal

    engine = run.engine
    engine.table("profile_histories", render.sql(queries.histories(shape, _last_day(run, shape)), engine.dialect))
    people = read_people(engine)
    margin = _margin(engine, shape, terms)
    with Beside() as valuing:
        values = valuing.start(_fitted_value, people) if shape.has_money else None
        fitted, notes = _fitted(terms, people.given)
        if isinstance(fitted, Refusal):
            return Expectation(terms, fitted, None, margin, notes, ()), people
        drift = _pace_drift(engine, fitted)
        value = values() if values is not None else None
    notes = (*notes, *_reach_note(people.given), *_drift_note(drift), *(getattr(value, "warnings", ())))
    return Expectation(terms, fitted, value, margin, notes, (), drift), people


def predicted_scores(run: ScoreRun, made: Expectation | None, horizon: int) -> dict[str, NDArray[np.float64]] | Refusal:
    """What the models expected of each scored customer within `horizon` days of the as-of, by customer_id (as text, ascending).

    EXPECTED_ORDERS, CHANCE (of at least one order) and, where order values could be modelled, EXPECTED_REVENUE; and the ends of
    what one customer does under ENDS with LOW and HIGH: each an array with one entry per scored customer. A refusal where no model
    could be fitted. Reads the table `profile_histories`.
    """
    from regulars.clv.predict import predict
    from regulars.clv.results import Reason, Refusal
    from regulars.clv.spread import order_spread

    if made is None:
        return Refusal(Reason.TOO_FEW_REPEATERS, "Without orders there is nothing to predict from.")
    if isinstance(made.orders, Refusal):
        return made.orders
    engine = run.engine
    people = read_people(engine)
    given = people.scored_histories()
    found = predict(made.orders, given, (float(horizon),))
    value = None if isinstance(made.value, Refusal) else made.value
    columns = {"orders": found.orders[:, 0], "buys": found.p_order[:, 0]} | _value_lines(value, given.repeats)
    columns |= _horizon_ends(order_spread(made.orders, given, float(horizon), made.pace_drift), horizon, value)
    engine.register("predictions", people.table(columns))
    table = _table(engine, queries.customer_scores(value is not None))
    engine.drop("predictions")
    scores = {EXPECTED_ORDERS: numbers(table, "orders"), CHANCE: numbers(table, "buys")}
    scores |= {} if value is None else {EXPECTED_REVENUE: numbers(table, "revenue")}
    return scores | {
        f"{ENDS[name]}{end}": numbers(table, f"{ENDS[name]}{end}") for name in ENDS if name in scores for end in (LOW, HIGH)
    }


def read_rows(table: Any) -> Rows:
    """Different histories from a table with repeats, last_days, age_days, customers, mean, square and (else all) scored."""
    import numpy as np

    from regulars.clv.histories import Unit, histories
    from regulars.clv.spends import RowSpends

    customers = numbers(table, "customers")
    repeats, last, age = (numbers(table, column) for column in queries.HISTORY)
    given = histories(repeats, last, age, Unit.DAYS, customers)
    # every entry is a row of its own, and the rows are sorted, whatever order the engine answered in
    place = np.argsort(given.inverse)
    scored = numbers(table, "scored") if "scored" in table.column_names else customers
    spends = RowSpends(np.nan_to_num(numbers(table, "mean")[place]), np.nan_to_num(numbers(table, "square")[place]))
    return Rows(given, scored[place], spends)


def knows_leaving(fitted: Fit) -> bool:
    """Whether P(alive) means anything in this model."""
    from regulars.clv.results import Model

    return fitted.model is not Model.NBD


def valuation(made: Expectation, spends: RowSpends) -> Valuation | None:
    """The terms of money for the customers whose spends these are; None where no money is predicted."""
    from regulars.clv.predict import Valuation
    from regulars.clv.results import SpendFit

    if not isinstance(made.value, SpendFit):
        return None
    return Valuation(made.value, spends, made.margin.share, float(made.terms.yearly_discount), made.terms.lifetime_days)


def _last_day(run: ScoreRun, shape: ProfileShape) -> date:
    """The last local day that was watched: that before an as-of at midnight, unless orders without a time of day are on it."""
    zone = zone_info(run.options.zone)
    return max(local_day(shape.until - MOMENT, zone), local_day(run.population.last_at, zone))


def _table(engine: Engine, tree: render.Tree) -> Any:
    return engine.arrow(render.sql(tree, engine.dialect))


def _fitted(terms: PredictionTerms, given: Histories) -> tuple[Fit | Refusal, tuple[str, ...]]:
    """The model asked for; where nobody seems to leave, the one that knows no leaving, with a note that says so."""
    from regulars.clv.fit import fit
    from regulars.clv.results import Model, Reason, Refusal

    found = fit(Model(terms.model), given)
    if not isinstance(found, Refusal) or found.reason is not Reason.NOBODY_LEAVES:
        return found, ()
    label = MODEL_LABELS[terms.model]
    note = (
        f"These orders show nobody leaving for good, so that {label} has nothing to estimate. NBD is used instead: it takes every "
        "customer to stay, and what it expects of the far future is a ceiling."
    )
    return fit(Model.NBD, given), (note,)


def _reach_note(given: Histories) -> tuple[str, ...]:
    longest = round(float(given.age.max(initial=0.0)))
    if longest >= SEGMENT_DAYS:
        return ()
    words = (
        f"The data show {longest} days at most of any customer: what is expected of {SEGMENT_DAYS} days, and lifetime value, "
        "go further than anybody has been watched."
    )
    return (words,)


def _pace_drift(engine: Engine, fitted: Fit) -> float:
    from regulars.clv.drift import Recent, pace_drift
    from regulars.clv.histories import Unit

    table = _table(engine, queries.paces())
    repeats, age, later, customers = (numbers(table, column) for column in ("repeats", "age_days", "later", "customers"))
    recent = Recent(repeats, age, later, customers, Unit.DAYS)
    return pace_drift(fitted, recent, float(queries.RECENT_DAYS))


def _drift_note(drift: float) -> tuple[str, ...]:
    if not drift:
        return ()
    share = (drift * DAYS_PER_YEAR) ** 0.5
    words = (
        f"Customers change their pace, by about {100 * share:.0f} % of it within a year, as their last {queries.RECENT_DAYS} days "
        "beside what went before show. The ranges of single customers allow for that."
    )
    return (words,)


def _fitted_value(people: People) -> SpendFit | Refusal:
    from regulars.clv.fit import fit_spend
    from regulars.clv.spends import spends

    return fit_spend(spends(people.repeats, people.values))


def _margin(engine: Engine, shape: ProfileShape, terms: PredictionTerms) -> Margin:
    if terms.margin is not None:
        return Margin(float(terms.margin), "as set in the profile rules")
    if not shape.has_cost:
        return Margin(1.0, "all of revenue, as the data have no costs and no margin is set")
    sums = engine.record(render.sql(queries.cost_sums(), engine.dialect))
    net, cost = Decimal(sums["net"] or 0), Decimal(sums["cost"] or 0)
    if net <= 0 or not 0 <= cost <= net:
        return Margin(1.0, "all of revenue, as the costs in the data leave no margin between 0 and 1")
    return Margin(float((net - cost) / net), "net revenue less cost, of net revenue, over all orders of the scored customers")


def _predicted(made: Expectation, fitted: Fit, given: Histories) -> dict[str, NDArray[Any]]:
    """The expectation of every different history that a scored customer has."""
    from regulars.clv.predict import discounted_orders, predict
    from regulars.clv.process import fitted_process
    from regulars.clv.results import Refusal

    value, terms = made.value, made.terms
    found = predict(fitted, given, [float(days) for days in HORIZONS])
    columns: dict[str, NDArray[Any]] = {}
    for place, days in enumerate(HORIZONS):
        columns |= {f"orders_{days}": found.orders[:, place], f"buys_{days}": found.p_order[:, place]}
    columns["alive"] = found.p_alive
    if value is not None and not isinstance(value, Refusal):
        process = fitted_process(fitted)
        discounted = discounted_orders(process, found.p_alive, given, terms.lifetime_days, float(terms.yearly_discount))
        columns |= {"lifetime": discounted * made.margin.share, **_value_lines(value, given.repeats)}
    return columns | _ranges(made, fitted, given, columns.get("lifetime"))


def _ranges(made: Expectation, fitted: Fit, given: Histories, discounted: Floats | None) -> dict[str, Floats]:
    """The ends of what one customer of each history will do; `discounted` are the orders that lifetime value counts."""
    import numpy as np

    from regulars.clv.predict import spend_model
    from regulars.clv.results import SpendFit
    from regulars.clv.spread import order_spread, value_range

    def within(days: float) -> OrderSpread:
        return order_spread(fitted, given, days, made.pace_drift)

    value = made.value
    if discounted is None or not isinstance(value, SpendFit):
        return _horizon_ends(within(RANGED), RANGED, None)
    with Beside() as year:
        ranged = year.start(lambda: _horizon_ends(within(RANGED), RANGED, value))
        life = within(made.terms.lifetime_days)
        expected = life.chance * life.mean[life.index]
        # every order of a lifetime counts as much as they do on average
        worth = np.divide(discounted, expected, out=np.zeros_like(expected), where=expected > 0)
        return ranged() | _ends("lifetime", value_range(life, spend_model(value)), worth)


def _horizon_ends(of: OrderSpread, days: int, value: SpendFit | None) -> dict[str, Floats]:
    import numpy as np

    from regulars.clv.predict import spend_model
    from regulars.clv.spread import Spread, order_range, value_range

    orders = order_range(of)
    # the models know no days, on each of which there is one purchase at most
    columns = _ends("orders", Spread(np.minimum(orders.low, days), np.minimum(orders.high, days)))
    if value is None:
        return columns
    model = spend_model(value)
    return columns | _ends("revenue", value_range(of, model)) | {"value_scale": np.full_like(of.chance, model.v)}


def _ends(name: str, found: Spread, factor: Floats | float = 1.0) -> dict[str, Floats]:
    return {f"{name}{LOW}": found.low * factor, f"{name}{HIGH}": found.high * factor}


def _value_lines(value: SpendFit | None, repeats: Floats) -> dict[str, Floats]:
    """The expected value of an order as a straight line in a customer's own mean value, which it is at equal x."""
    import numpy as np

    from regulars.clv.predict import spend_model

    if value is None:
        return {}
    model, nothing = spend_model(value), np.zeros_like(repeats)
    base = model.mean_value(repeats, nothing)
    return {"value_base": base, "value_slope": model.mean_value(repeats, nothing + 1.0) - base}
