"""The main use case: from a shop's orders (or events) to everyone scored and placed in exactly one segment."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.errors import in_words
from regulars.ingest.answers import beside
from regulars.ingest.paths import folder_tables
from regulars.queries import render, scores
from regulars.queries.scores import OutputNames
from regulars.records import dataclass, replace
from regulars.scoring.results import Axis, AxisCuts, Quality, Summary
from regulars.tables import Mapping
from regulars.work import reading
from regulars.work.options import ScoreOptions
from regulars.work.placement import Placement, place
from regulars.work.population import Population, dominance_note, has_money, make_population, quality
from regulars.work.summary import brief_summary, full_summary
from regulars.work.temporary import make_folder

if TYPE_CHECKING:
    from regulars.scoring.layers import Layers
    from regulars.scoring.profile_files import ProfileRules
    from regulars.validation.backtest import Validation
    from regulars.validation.estimates import Refusal
    from regulars.work.kept_facts import FactKeeper
    from regulars.work.profile import Profile


@dataclass(frozen=True, slots=True)
class Given:
    """The sources of a run as they were named, to be read once more."""

    orders: object
    lines: object = None
    events: object = None
    customers: object = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a run was given, for the profile to read more of it: `lines` is how a file of order lines is read, if there is one;
    `events` a source that nothing has been read of yet; `given` are all sources."""

    source: reading.OrdersRead
    workdir: Path
    given: Given
    lines: Mapping | None = None
    events: object = None
    has_people: bool = False


class ScoreRun:
    """A finished run, still in the engine: `summary()` describes it, `customers_sql` is the query of all scored customers.

    Close it to free the engine and its temporary files.
    """

    def __init__(
        self,
        engine: Engine,
        options: ScoreOptions,
        population: Population,
        placement: Placement,
        quality: Quality,
        currency: str | None,
        names: OutputNames,
        has_products: bool,
        inputs: Inputs,
        profile_rules: ProfileRules | None,
        cleanup: Callable[[], None],
        keeper: FactKeeper | None = None,
    ) -> None:
        self.engine = engine
        self.options = options
        self.population = population
        self.placement = placement
        self.quality = quality
        self.currency = currency
        self.names = names
        self.has_products = has_products
        self.inputs = inputs
        self.profile_rules = profile_rules
        self.keeper = keeper
        self._profile: Profile | None = None
        self._layers: Layers | None = None
        self._tested: Validation | Refusal | None = None
        self._cleanup = cleanup
        self._full: Summary | None = None

    @property
    def cuts(self) -> tuple[AxisCuts, ...]:
        """The cuts in force."""
        return self.placement.cuts

    @property
    def customers_sql(self) -> str:
        """The query that lists the scored customers, by customer_id."""
        return render.sql(scores.ordered("customers", "customer_id"), self.engine.dialect)

    @property
    def profile(self) -> Profile:
        """The profile; its table is made when it is first asked for."""
        if self._profile is None:
            from regulars.scoring.profile_files import ProfileRules
            from regulars.work.profile import make_profile

            self._profile = make_profile(self, self.profile_rules or ProfileRules())
        return self._profile

    @property
    def profile_sql(self) -> str:
        """The query that lists the scored customers with every field of the profile, by customer_id."""
        from regulars.queries.profile_columns import customers_with_fields

        there = self.engine.columns("customers")
        fields = [field for field in self.profile.fields if field not in there]
        return render.sql(customers_with_fields(fields), self.engine.dialect)

    @property
    def csv_sql(self) -> str:
        """`profile_sql` for a file that spreadsheet programs open: texts that they would run as formulas are made harmless."""
        from regulars.queries.spreadsheets import customers_for_spreadsheets

        wanted = self.profile.fields
        columns, profile = self.engine.columns("customers"), self.engine.columns("profile")
        fields = {field: profile[field] for field in wanted if field not in columns}
        return render.sql(customers_for_spreadsheets(columns, fields), self.engine.dialect)

    def layers(self) -> Layers:
        """What the profile says about the shop as a whole."""
        if self._layers is None:
            from regulars.work.layers import make_layers

            self._layers = make_layers(self)
        return self._layers

    def back_test(self) -> Validation | Refusal:
        """Whether the scores of some weeks ago told who has come back since, or why that cannot be told."""
        if self._tested is None:
            from regulars.work.self_test import back_test

            self._tested = back_test(self)
        return self._tested

    def whole(self) -> Summary:
        """The whole summary with the layers over the scores."""
        return replace(self.summary(), layers=self.layers())

    def brief(self) -> Summary:
        """The summary without what needs another pass over the rows: months, products, distributions."""
        return brief_summary(self)

    def summary(self) -> Summary:
        """The whole summary."""
        if self._full is None:
            self._full = full_summary(self)
        return self._full

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self.engine.close()
        self._cleanup()


def score(
    orders: object,
    options: ScoreOptions,
    make_engine: Callable[[Path], Engine],
    *,
    lines: object = None,
    events: object = None,
    customers: object = None,
    profile_rules: ProfileRules | None = None,
    keeper: FactKeeper | None = None,
) -> ScoreRun:
    """Score every customer of a source; with a `keeper`, going on from what a former run kept of those of whom nothing has changed.

    `orders` is a path, pattern, folder, database file or in-memory table; `make_engine` opens an engine that spills into the folder
    it is given. With a scorecard that has an engagement axis, `events` (or, without them, `orders`) are engagement events.
    """
    orders, lines, events, customers = tables_given(orders, lines, events, customers)
    workdir = make_folder("regulars-")
    try:
        engine = make_engine(workdir)
        try:
            return _score(engine, workdir, orders, options, lines, events, customers, profile_rules, keeper)
        except BaseException:
            engine.close()
            raise
    except BaseException:
        shutil.rmtree(workdir, ignore_errors=True)
        raise


def tables_given(orders: object, lines: object, events: object, customers: object) -> tuple[object, object, object, object]:
    """The canonical tables of a folder, where it holds them; what was named stays as named."""
    tables = folder_tables(orders) if isinstance(orders, str | Path) else {}
    if "orders" not in tables:
        return orders, lines, events, customers

    def named(given: object, table: str) -> object:
        return given if given is not None else tables.get(table)

    return tables["orders"], named(lines, "order_lines"), named(events, "events"), named(customers, "customers")


def _score(
    engine: Engine,
    workdir: Path,
    orders: object,
    options: ScoreOptions,
    lines: object,
    events: object,
    customers: object,
    profile_rules: ProfileRules | None,
    keeper: FactKeeper | None,
) -> ScoreRun:
    currency: str | None = None
    notes: tuple[str, ...] = ()
    if Axis.ENGAGEMENT in {spec.axis for spec in options.scorecard.axes}:
        from regulars.work import engagement

        keeper = None  # visits are added up in another way
        source = engagement.read_events(engine, orders if events is None else events, workdir, options)
        names, has_value = scores.EVENT_NAMES, True
    else:
        source = reading.read_orders(engine, orders, workdir, options)
        currency, notes = reading.check_currencies(engine, options, source.mapping)
        names, has_value = scores.ORDER_NAMES, has_money(source.mapping)
        notes = (*notes, *_status_notes(engine, source))
    has_products = source.has_products
    population, ledger, repeated = make_population(engine, source, options, keeper)
    if lines is None:
        line_mapping, line_notes = reading.read_inner_lines(engine, source)
    else:
        line_mapping, line_notes = reading.read_lines(engine, lines, workdir, beside(options.answers)), ()
    notes = (*notes, *line_notes)
    if line_mapping is not None:
        has_products = True
    placement = place(engine, options, population, names, has_value=has_value)
    view = "customers" if customers is None else "customers_plain"
    engine.view(view, render.sql(scores.placed(placement.axes, names, has_value), engine.dialect))
    if customers is not None:
        notes = (*notes, *reading.join_customers(engine, customers, workdir, source.mapping))
    warnings = (*source.notes, *notes, *dominance_note(population), *((source.rejected_note,) if source.rejected_note else ()))
    return ScoreRun(
        engine=engine,
        options=options,
        population=population,
        placement=placement,
        quality=quality(ledger, source, population, repeated(), warnings),
        currency=currency,
        names=names,
        has_products=has_products,
        inputs=Inputs(source, workdir, Given(orders, lines, events, customers), line_mapping, events, customers is not None),
        profile_rules=profile_rules,
        cleanup=lambda: shutil.rmtree(workdir, ignore_errors=True),
        keeper=keeper,
    )


def _status_notes(engine: Engine, orders: reading.OrdersRead) -> tuple[str, ...]:
    from regulars.queries.rows import unknown_statuses

    query = unknown_statuses(orders.raw, orders.mapping)
    found = engine.rows(render.sql(query, engine.dialect)) if query is not None else []
    if not found:
        return ()
    words = ", ".join(f"{word!r} ({in_words(count, 'row')})" for word, count in found[:8])
    return (f"Status words that Regulars does not know were counted as paid: {words}.",)
