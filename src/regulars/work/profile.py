"""The profile of a run: the engine's table `profile`, one row per scored customer, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regulars.fields import profile_fields
from regulars.ingest.answers import beside
from regulars.ingest.detect import detect_events
from regulars.queries import affinity as affinity_queries
from regulars.queries import flags as flag_queries
from regulars.queries import histories, profile, profile_columns, profile_events, profile_lines, render, rows, scores
from regulars.queries import lifecycle as lifecycle_queries
from regulars.queries.profile import ProfileShape
from regulars.queries.render import Tree
from regulars.queries.row_reader import RawTable, ReadingRules
from regulars.scoring import lifecycle
from regulars.scoring.affinity import FEWEST_ORDERS, Affinity
from regulars.scoring.cycle import recommend
from regulars.scoring.flags import Flag, UsualUnits, in_shop
from regulars.scoring.lifecycle import LifecycleBorders
from regulars.scoring.profile_files import ProfileRules
from regulars.scoring.results import PurchaseCycle
from regulars.scoring.scorecards import DEFAULT_EVENT_WEIGHTS
from regulars.tables import AmountRule, Mapping
from regulars.work import untold_fields
from regulars.work.affinity import make_affinity, read_segments
from regulars.work.beside import Beside
from regulars.work.engagement import NOT_ENGAGEMENT
from regulars.work.event_counts import EVENT_TABLES, EventKinds, read_event_counts
from regulars.work.line_source import line_queries
from regulars.work.options import local_day, window_starts, zone_info
from regulars.work.orders import OrderKeys, OrderRows, define_orders, order_parts, orders_alone
from regulars.work.prediction import Expectation, fit_models, make_expectation
from regulars.work.purchases import ShopPurchases, count_purchases, make_purchases, orders_by_place, purchases_table, read_lines
from regulars.work.reading import ORDERS, open_view
from regulars.work.wide_totals import drop_wide_totals, make_wide_totals

if TYPE_CHECKING:
    from regulars.work.score import ScoreRun


@dataclass(frozen=True, slots=True)
class Profile:
    """The table `profile` of a run and what it was made by.

    `fields` are its columns that the catalogue adds to the scored customers. `borders` are None and `flags` empty without orders.
    `prediction` is None without orders, `affinity` without products.
    """

    shape: ProfileShape
    fields: tuple[str, ...]
    borders: LifecycleBorders | None
    flags: tuple[Flag, ...]
    notes: tuple[str, ...]
    prediction: Expectation | None = None
    affinity: Affinity | None = None


def make_profile(run: ScoreRun, rules: ProfileRules) -> Profile:
    """Make the table `profile` (and `profile_totals`, `profile_events`, which the layers read).

    Raises:
        RegularsError: the events cannot be read.
    """
    maker = _Maker(run, rules)
    return maker.of_events() if run.names is scores.EVENT_NAMES else maker.of_orders()


def fit_models_alone(run: ScoreRun, rules: ProfileRules, whom: str | None = None) -> Expectation | None:
    """The models of a run, without the profile around them; None without orders.

    `whom` is a registered table with the customer_id of those to look at (else everybody, which the window leaves out, too).
    """
    return None if run.names is scores.EVENT_NAMES else _Maker(run, rules).models(whom)


EVENTS = "events"  # the section of kept facts
# only needed while products are counted
_PRODUCT_TABLES = ("product_names", "catalogue")


_Bought = tuple[ShopPurchases, Affinity | None, dict[str, Any]]


class _Maker:
    def __init__(self, run: ScoreRun, rules: ProfileRules) -> None:
        self._run = run
        self._rules = rules
        self._engine = run.engine
        self._zone = zone_info(run.options.zone)
        self._notes: list[str] = []
        self._affinity: Affinity | None = None
        self._untold = frozenset[str]()
        self._totals_table: Any = None  # where nothing is kept
        self._is_wide = False

    def _table(self, name: str, tree: Tree) -> None:
        self._engine.table(name, render.sql(tree, self._engine.dialect))

    def _view(self, name: str, tree: Tree) -> None:
        self._engine.view(name, render.sql(tree, self._engine.dialect))

    def of_orders(self) -> Profile:
        shape = self._shape(lifecycle.DEFAULT_GAP)  # which gap is typical, the totals tell
        # what was bought is counted while orders are still added up
        with Beside() as adding, Beside() as counting:
            bought = self._orders(shape, adding, counting)
            about_events = self._events(shape) if shape.has_events else ()
            # which the engine has little to do with, while what was bought is counted
            prediction = make_expectation(self._run, shape, self._rules.prediction)
            if bought is not None:
                self._purchases(bought())
        borders = lifecycle.borders(self._whole_cycle(), self._rules.lifecycle)
        shape = replace(shape, typical_gap=borders.typical_gap)
        self._notes += about_events
        more: list[Tree] = []
        if shape.has_lines:
            more += profile_lines.line_columns(shape)
            more += affinity_queries.field_columns(FEWEST_ORDERS, has_categories=shape.has_categories)
        if shape.has_events:
            more += profile_events.event_columns()
        # what is written once has everything in it, so that nobody is looked up a second time
        carried = scores.carried(self._run.placement.axes) if self._run.keeper is not None else ()
        same_keys = shape.has_events and self._same_event_keys()
        self._view("profile_fields", profile_columns.joined(shape, more, same_keys, carried, is_wide=self._is_wide))
        self._base(shape, borders)
        if shape.has_money:
            has_refunds = self._run.inputs.source.mapping.use("refunded") is not None
            self._untold |= untold_fields.of_returns(self._engine, has_refunds=has_refunds)
        present = set(self._engine.columns("profile_base")) - set(carried) - self._untold
        flags = flag_queries.raised(in_shop(self._rules.flags, self._usual_units(shape)), present)
        final = histories.with_fields(_final(present, carried, flag_queries.flag_columns(flags)), prediction.fields)
        if self._run.keeper is not None:
            self._view("profile", final)  # which is written once, and not asked again
            return self._made(shape, borders, flags, prediction)
        self._table("profile", final)
        for used in ("profile_base", "profile_fields", "customer_units", "profile_purchases", "purchases_frame"):
            self._engine.drop(used)
        self._engine.drop("expected")
        drop_wide_totals(self._engine)
        return self._made(shape, borders, flags, prediction)

    def models(self, whom: str | None) -> Expectation:
        whole = self._shape(lifecycle.DEFAULT_GAP)
        # a margin turns no order of customers around, so that costs are left out
        shape = replace(
            whole, has_discount=False, has_coupon=False, has_channel=False, has_cost=False, has_lines=False, has_events=False
        )
        self._read_details(self._run.inputs.source.raw, whom)
        self._table("profile_orders", histories.order_days(shape))
        self._table("profile_gaps", histories.rhythms_of_days())
        if shape.has_money:
            self._table("profile_later", histories.later_revenue())
        self._engine.drop("profile_orders")
        return fit_models(self._run, shape, self._rules.prediction)[0]

    def of_events(self) -> Profile:
        shape = self._shape(lifecycle.DEFAULT_GAP)
        self._event_table(shape, self._run.inputs.source.raw, self._run.inputs.source.mapping)
        self._table("profile", profile_columns.joined_events(profile_events.event_columns()))
        return self._made(shape, None)

    def _made(
        self,
        shape: ProfileShape,
        borders: LifecycleBorders | None,
        flags: tuple[Flag, ...] = (),
        prediction: Expectation | None = None,
    ) -> Profile:
        there = set(self._engine.columns("profile")) - self._untold
        fields = tuple(field.name for field in profile_fields() if field.name in there)
        return Profile(shape, fields, borders, flags, tuple(self._notes), prediction, self._affinity)

    def _shape(self, typical_gap: Decimal) -> ProfileShape:
        run, mapping = self._run, self._run.inputs.source.mapping
        as_of, population = run.population.as_of, run.population
        until = population.time_slice.until if population.time_slice else as_of
        lines = run.inputs.lines or (mapping if run.has_products else None)
        is_ordered = run.names is scores.ORDER_NAMES
        return ProfileShape(
            until=until,
            as_of_day=local_day(as_of, self._zone),
            zone=run.options.zone,
            after=window_starts(as_of, until, self._zone),
            typical_gap=typical_gap,
            is_sliced=population.time_slice is not None,
            unique_orders=population.shape.unique_orders,
            has_blank_orders=population.shape.has_blank_orders,
            has_money=is_ordered and mapping.amount is not AmountRule.NONE,
            has_discount=mapping.use("discount") is not None,
            has_coupon=mapping.use("coupon_code") is not None,
            has_channel=is_ordered and mapping.use("channel") is not None,
            has_cost=is_ordered and mapping.use("cost") is not None and mapping.amount is not AmountRule.NONE,
            has_lines=is_ordered and lines is not None,
            has_categories=lines is not None and lines.use("category") is not None,
            has_quantities=lines is not None and lines.use("quantity") is not None,
            has_events=not is_ordered or run.inputs.events is not None,
        )

    def _orders(self, shape: ProfileShape, adding: Beside, counting: Beside) -> Callable[[], _Bought] | None:
        """Make the table `profile_totals`, and begin to count what was bought; what waits for that, where there are lines."""
        from regulars.work.order_totals import begin_totals

        source, keeper = self._run.inputs.source, self._run.keeper
        raw = source.raw if keeper is None else keeper.raw(ORDERS, source.raw)
        # products are looked at as a whole: what one customer buys next is read from what others bought
        is_narrow = shape.has_lines and keeper is not None and keeper.is_narrow(ORDERS)
        self._read_details(raw)
        define_orders(self._engine, shape, for_lines=shape.has_lines and not is_narrow)
        parts = order_parts(self._engine, raw.view)
        totals, keys = begin_totals(self._engine, shape, parts, adding, for_lines=shape.has_lines and not is_narrow)
        if is_narrow:
            self._totals(shape, totals)
            self._read_details(source.raw)
            define_orders(self._engine, shape, for_lines=True, for_totals=False)
            keys = orders_alone(self._engine, shape)
        counted = self._lines(shape, keys, adding, counting) if shape.has_lines else None
        if not is_narrow:
            self._totals(shape, totals)
        self._engine.drop("profile_orders")
        return counted

    def _totals(self, shape: ProfileShape, parts: Sequence[Callable[[], Any]]) -> None:
        """What orders say of each customer, in one table: kept, and joined, once."""
        import pyarrow

        from regulars.work.order_totals import TOTALS_FRAME, totals_query

        found = pyarrow.concat_tables([part() for part in parts])
        if self._run.keeper is None:
            self._totals_table = found
        tree = totals_query(self._engine, found)
        self._facts(ORDERS, "profile_totals", tree, [TOTALS_FRAME])
        self._view("profile_gaps", profile.gaps_of_totals())
        if shape.has_money:
            self._view("profile_later", histories.later_of_totals())

    def _read_details(self, raw: RawTable, whom: str | None = None) -> None:
        mapping, options = self._run.inputs.source.mapping, self._run.options
        rules = ReadingRules(options.file_zone or options.zone, options.currency, options.rates, options.drop_duplicates)
        self._view("parsed_details", rows.parsed_details(raw, mapping, rules))
        whole = rows.classified_details(mapping, rules, "parsed_details")
        self._view("detailed", whole if whom is None else profile.details_of(whole, whom))

    def _facts(self, section: str, name: str, tree: Tree, sources: Sequence[str], *, is_frame: bool = True) -> None:
        """A table with one row per customer of what only their own rows and the borders of time decide, from some `sources`.

        `is_frame`: it is a table in memory already, and need not be another.
        """
        keeper = self._run.keeper
        if keeper is None:
            self._view(name, tree) if is_frame else self._table(name, tree)
            return
        keeper.table(self._engine, section, name, render.sql(tree, self._engine.dialect))
        for used in sources:
            self._engine.drop(used)

    def _lines(
        self, shape: ProfileShape, read: list[tuple[OrderRows, OrderKeys]], adding: Beside, counting: Beside
    ) -> Callable[[], _Bought]:
        """Read the lines, and begin to count them."""
        query = line_queries(self._engine, self._run.inputs, shape)
        orders = orders_by_place(self._engine, read, query)
        lines = read_lines(self._engine, query, orders, has_units=shape.has_quantities)
        axes = [axis.value for axis in self._run.placement.axes]
        segments = read_segments(self._engine, orders.customers, axes)
        for used in (*_PRODUCT_TABLES, "order_places"):
            self._engine.drop(used)

        def count() -> _Bought:
            found = count_purchases(lines, adding)
            return found, *make_affinity(found, segments, has_categories=shape.has_categories)

        return counting.start(count)

    def _purchases(self, bought: _Bought) -> None:
        found, self._affinity, columns = bought
        if self._run.inputs.lines is not None and not found.purchases.customers.lines.any():
            self._notes.append("None of the order lines belongs to a counted order: do both files name orders in the same way?")
        table, stored = purchases_table(found, columns), self._engine.columns("profile_totals")["customer"]
        make_purchases(self._engine, table, stored)
        if self._totals_table is not None:
            self._is_wide = make_wide_totals(self._engine, self._totals_table, table, stored)

    def _events(self, shape: ProfileShape) -> tuple[str, ...]:
        """Make the table `profile_events`; notes on it."""
        raw, _ = open_view(self._engine, self._run.inputs.events, "raw_events", self._run.inputs.workdir, None)
        mapping = detect_events(self._engine, "raw_events", tuple(raw.types), beside(self._run.options.answers))
        self._event_table(shape, raw, mapping)
        matched = profile_events.matched_events(self._same_event_keys())
        visitors, known = self._engine.rows(render.sql(matched, self._engine.dialect))[0]
        if visitors and not known:
            return ("None of the customers in the events has an order: do both name customers in the same way?",)
        return ()

    def _same_event_keys(self) -> bool:
        return self._engine.columns("profile_events")["who"] == self._engine.columns("population")["customer"]

    def _event_table(self, shape: ProfileShape, raw: RawTable, mapping: Mapping) -> None:
        options = self._run.options
        self._view("event_facts", profile_events.event_facts(raw, mapping, options.file_zone or options.zone, options.zone))
        found = tuple(str(row[0]) for row in self._engine.rows(render.sql(profile_events.types(), self._engine.dialect)) if row[0])
        weights = self._rules.event_weights or options.scorecard.event_weights or DEFAULT_EVENT_WEIGHTS
        points = {weight.type: Decimal(weight.points) for weight in weights}
        unknown = sorted({weight.type for weight in self._rules.event_weights} - set(found))
        if unknown:
            told = " or ".join(unknown)
            self._notes.append(f"No event is of the type {told}: the points that the profile rules give it do not count.")
        engaged = tuple(kind for kind in found if kind not in NOT_ENGAGEMENT)
        by_type = mapping.use("session_id") is None and bool(set(found) & set(profile_events.VISITS))
        windows = tuple((days, start) for days, start in shape.after if days in {30, 90})
        keeper = self._run.keeper
        if keeper is not None:
            borders = [shape.until, *(start for _, start in windows)]
            about = (mapping, options.zone, sorted(points.items()), by_type)
            raw = keeper.begin(self._engine, raw, EVENTS, "occurred_at", borders, about)
            self._view("event_facts", profile_events.event_facts(raw, mapping, options.file_zone or options.zone, options.zone))
        kinds = EventKinds.of(found, points, engaged, by_type)
        self._untold |= untold_fields.of_events(kinds.kinds)
        rows_by_customer = read_event_counts(self._engine, kinds, windows, shape.until)
        self._facts(EVENTS, "profile_events", rows_by_customer.query, EVENT_TABLES, is_frame=rows_by_customer.is_frame)

    def _base(self, shape: ProfileShape, borders: LifecycleBorders) -> None:
        stage = render.alias(lifecycle_queries.stage(borders), "lifecycle")
        columns = self._engine.columns("people") if self._run.inputs.has_people else {}
        told = ("email" in columns, "phone" in columns, "accepts_marketing" in columns)
        reach = profile_columns.unreachable_because(*told, has_events=shape.has_events)
        self._view("profile_base", profile_columns.with_layers([stage], reach))

    def _whole_cycle(self) -> PurchaseCycle | None:
        """The gaps between order days of everybody, since those within a window are never longer than it."""
        rows_of_gaps = self._engine.rows(render.sql(scores.whole_gap_quantiles(), self._engine.dialect))
        *quantiles, _, longest, people = rows_of_gaps[0]
        if not people:
            return None
        median, p75, p90 = (float(value) / 10 for value in quantiles)
        return recommend(int(people), median, p75, p90, int(longest) // 10)

    def _usual_units(self, shape: ProfileShape) -> UsualUnits | None:
        if not shape.has_quantities:
            return None
        self._view("customer_units", profile_lines.customer_units())
        rarest = next(flag.limit("share") for flag in self._rules.flags if flag.name == "reseller")
        fractions = [(1, 2), (1 - rarest).as_integer_ratio()]
        tree = scores.quantiles(render.name("units_per_line"), "customer_units", fractions, render.template("units_per_line > 0"))
        median, most, *_ = self._engine.rows(render.sql(tree, self._engine.dialect))[0]
        return None if median is None else UsualUnits(Decimal(str(median)), Decimal(str(most)))


def _final(present: set[str], carried: Sequence[str], flag_columns: list[Tree]) -> Tree:
    """The fields in the order of the catalogue, then the flags."""
    kept = [field.name for field in profile_fields() if field.name in present]
    # not fields, but asked for by the layers and by movement
    beside = [column for column in ("recency_days", "exact_value", "unreachable_because") if column in present]
    columns = [render.name(column) for column in ("customer_id", *beside, *carried, *kept)]
    return profile_columns.chosen("profile_base", [*columns, *flag_columns])
