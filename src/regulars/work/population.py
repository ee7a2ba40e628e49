"""From canonical rows to the scored population: when the run looks from, who is in it, and the books that prove it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.errors import DataError, in_words
from regulars.queries import base, render, rows
from regulars.queries.row_reader import ReadingRules
from regulars.records import dataclass, replace
from regulars.scoring.results import Quality, ReasonTotal
from regulars.tables import REASON_MEANING, AmountRule, Mapping, Reason
from regulars.work.options import ScoreOptions, days_before, instant, local_day, window_starts, zone_info
from regulars.work.reading import ORDERS, OrdersRead
from regulars.work.row_facts import (
    PlainRows,
    ReasonFacts,
    count_different_rows,
    facts_by_customer,
    has_unique_orders,
    of_reason,
    plain_rows,
    row_facts,
    title_column,
)

if TYPE_CHECKING:
    from regulars.work.kept_facts import FactKeeper

CENT = Decimal("0.01")
MOMENT = timedelta(microseconds=1)
# among fewer customers one of them easily has most of the money
FEWEST_TO_DOMINATE = 20


@dataclass(frozen=True, slots=True)
class Population:
    """The engine's tables `base` and `population`, and what they were made of."""

    as_of: datetime
    time_slice: base.TimeSlice | None
    shape: base.BaseShape
    customers: int
    frequency: int
    value: Decimal
    repeaters: int
    first_at: datetime
    last_at: datetime
    largest_value: Decimal


@dataclass(frozen=True, slots=True)
class Ledger:
    """The parts of the reconciliation before they are rounded to cents."""

    facts: tuple[ReasonFacts, ...]
    rejected_rows: int
    returns_only: tuple[int, int, Decimal]  # customers, rows, money
    never_ordered: dict[str | None, int]  # customers by reason; None: all of them
    discounts: tuple[int, Decimal] = (0, Decimal(0))  # rows and money of the returns that are discounts


def make_population(
    engine: Engine, orders: OrdersRead, options: ScoreOptions, keeper: FactKeeper | None = None
) -> tuple[Population, Ledger, Callable[[], int]]:
    """Look from the right instant, add rows up by customer, and keep the books. The number of repeated rows is worked out
    meanwhile: the last thing returned waits for it.

    With a `keeper` (and an as-of) only customers of whom something has changed are added up.

    Raises:
        DataError: nothing can be counted, or orders lie in the future.
    """
    zone = zone_info(options.zone)
    if keeper is None:
        unique = has_unique_orders(engine, orders)
    else:
        unique = keeper.has_unique_orders(engine, orders.raw, lambda known: has_unique_orders(engine, orders, is_known=known))
    different = count_different_rows(engine, orders, unique)
    time_slice, facts, plain = _time_slice(engine, orders, options, unique, keeper)
    counted = of_reason(facts, None)
    if counted is None or not counted.sales or counted.last_at is None:
        raise nothing_counted(facts, orders.rejected_rows)
    as_of = _default_as_of(counted.last_at, options) if options.as_of is None else instant(options.as_of, zone)
    shape = base.BaseShape(
        all_counted=len(facts) == 1,
        has_returns=counted.rows != counted.sales,
        has_refunds=bool(counted.refunded)
        or orders.mapping.use("refunded") is not None
        or orders.mapping.use("status") is not None
        or orders.mapping.use("is_refunded") is not None,
        unique_orders=unique,
        has_blank_orders=counted.with_order != counted.rows,
        has_visit_flags=orders.has_visit_flags,
    )
    customers = render.sql(_customers(orders, shape, time_slice, plain), engine.dialect)
    engine.table("base", customers, key_span=_worth_addressing(plain))
    least = 1 if orders.visits is None else 0
    engine.view("population", render.sql(base.population(local_day(as_of, zone), options.zone, least), engine.dialect))
    population = _measured(engine, as_of, time_slice, shape)
    if not counted.gross and shape.all_counted and not shape.has_returns:
        is_told = plain is not None and shape.has_refunds
        back = engine.rows(render.sql(base.given_back(), engine.dialect))[0][0] if is_told else counted.refunded
        gross = population.value + back
        facts = (replace(counted, amount=gross, refunded=back, gross=gross),)
    returns = engine.rows(render.sql(base.returns_only(), engine.dialect))[0] if shape.has_returns else (0, 0, Decimal(0))
    lost = any(part.reason not in {None, Reason.NO_CUSTOMER} for part in facts)
    never = dict(engine.rows(render.sql(base.never_ordered(), engine.dialect))) if lost else {}
    discounts = (0, Decimal(0))
    if keeper is None and counted.returns and title_column(orders.mapping) is not None:
        found = engine.record(render.sql(base.discounts(), engine.dialect))
        discounts = (int(found["n"]), Decimal(found["money"]))
    ledger = Ledger(facts, orders.rejected_rows, (int(returns[0]), int(returns[1]), Decimal(returns[2])), never, discounts)
    everything = sum(part.rows for part in facts)
    return population, ledger, lambda: 0 if different is None else everything - different()


def _customers(
    orders: OrdersRead, shape: base.BaseShape, time_slice: base.TimeSlice | None, plain: PlainRows | None
) -> render.Tree:
    if orders.visits is not None:
        return orders.visits(time_slice)
    return base.customers(shape, plain.scale) if plain else base.counted_customers(shape)


def _worth_addressing(plain: PlainRows | None) -> int | None:
    """How far apart the customers' numbers are, unless most numbers between them would be nobody's."""
    if plain is None or plain.key_span is None or plain.key_span > plain.facts.rows:
        return None
    return plain.key_span


def _measured(engine: Engine, as_of: datetime, time_slice: base.TimeSlice | None, shape: base.BaseShape) -> Population:
    row = engine.record(render.sql(base.totals(), engine.dialect))
    return Population(
        as_of=as_of,
        time_slice=time_slice,
        shape=shape,
        customers=int(row["customers"]),
        frequency=int(row["frequency"] or 0),
        value=Decimal(row["value"] or 0),
        repeaters=int(row["repeaters"]),
        first_at=row["first_at"],
        last_at=row["last_at"],
        largest_value=Decimal(row["largest"] or 0),
    )


def dominance_note(population: Population) -> tuple[str, ...]:
    """A remark where one customer has most of the money: often a placeholder for many, or a row of totals."""
    if population.customers < FEWEST_TO_DOMINATE or population.largest_value * 2 <= population.value:
        return ()
    share = population.largest_value / population.value
    return (f"One customer has {share:.0%} of the money: is it a placeholder for many, or a row of totals?",)


def _time_slice(
    engine: Engine, orders: OrdersRead, options: ScoreOptions, unique_orders: bool, keeper: FactKeeper | None
) -> tuple[base.TimeSlice | None, tuple[ReasonFacts, ...], PlainRows | None]:
    """The instants between which orders count (None: all do), the facts of the rows seen so, and what makes them plain.

    Unless they are, the table `by_reason` is there.
    """
    zone = zone_info(options.zone)
    if options.as_of is not None:
        time_slice = _slice(instant(options.as_of, zone), options)
        if keeper is not None:
            _look_at_changed(engine, orders, options, time_slice, unique_orders, keeper)
        return time_slice, facts_by_customer(engine, orders, time_slice, unique_orders, keeper), None
    plain = plain_rows(engine, orders)
    facts = (plain.facts,) if plain else facts_by_customer(engine, orders, None, unique_orders)
    counted = of_reason(facts, None)
    if counted is None or counted.last_at is None:
        return None, facts, plain
    _refuse_future(engine, orders.mapping, counted.last_at, options)
    if not options.window:
        return None, facts, plain
    time_slice = _slice(_default_as_of(counted.last_at, options), options)
    return time_slice, facts_by_customer(engine, orders, time_slice, unique_orders), None


def _look_at_changed(
    engine: Engine, orders: OrdersRead, options: ScoreOptions, time_slice: base.TimeSlice, unique: bool, keeper: FactKeeper
) -> None:
    """Make the view `rows_changed`, where not all customers have to be looked at."""
    zone = zone_info(options.zone)
    as_of = instant(options.as_of, zone) if options.as_of is not None else time_slice.until
    starts = [start for _, start in window_starts(as_of, time_slice.until, zone)]
    borders = [time_slice.until, *([time_slice.after] if time_slice.after else []), *starts]
    rules = ReadingRules(options.file_zone or options.zone, options.currency, options.rates, options.drop_duplicates)
    about = (orders.mapping, rules, options.zone, unique)
    columns = [column for column in orders.raw.types if column in {use.column for use in orders.mapping.uses}]
    raw = keeper.begin(engine, orders.raw, ORDERS, "ordered_at", borders, about, columns)
    if keeper.is_narrow(ORDERS):
        engine.view("parsed_changed", render.sql(rows.parsed(raw, orders.mapping, rules), engine.dialect))
        judged = rows.classified(orders.mapping, rules).from_(render.table("parsed_changed"))
        engine.view("rows_changed", render.sql(judged, engine.dialect))


def _default_as_of(last_at: datetime, options: ScoreOptions) -> datetime:
    """The start of the day after the last order; with frozen cuts not before the instant that their run looked from, so that
    somebody scored again alone has been away as long as then."""
    zone = zone_info(options.zone)
    next_day = instant(local_day(last_at, zone) + timedelta(days=1), zone)
    before = options.frozen.as_of if options.frozen else None
    return max(next_day, before) if before else next_day


def _slice(as_of: datetime, options: ScoreOptions) -> base.TimeSlice:
    """(as_of - N days, as_of]; or, where the as-of is left out, [as_of - N days, as_of)."""
    shift = MOMENT if options.excludes_as_of else timedelta(0)
    after = days_before(as_of, options.window, zone_info(options.zone)) - shift if options.window else None
    return base.TimeSlice(as_of - shift, after)


def _refuse_future(engine: Engine, mapping: Mapping, last_at: datetime, options: ScoreOptions) -> None:
    zone = zone_info(options.zone)
    today = local_day(options.now, zone)
    latest = local_day(last_at, zone)
    if latest <= today:
        return
    end_of_today = instant(today + timedelta(days=1), zone)
    late = of_reason(row_facts(engine, base.TimeSlice(end_of_today)), Reason.AFTER_AS_OF)
    use = mapping.use("ordered_at") or mapping.use("occurred_at")
    raise DataError(
        f"Dated in the future: {in_words(late.rows if late else 0, 'row')} (column {use.column if use else '?'}, latest {latest}; "
        f"today is {today}).",
        f"Correct them, or give --as-of {today + timedelta(days=1)} to look from there; later rows are then left out and counted.",
    )


def nothing_counted(facts: tuple[ReasonFacts, ...], rejected: int) -> DataError:
    """Why there is nobody to score: the reasons, largest first."""
    parts = [f"{in_words(part.rows, 'row')}: {REASON_MEANING[Reason(part.reason)]}" for part in facts if part.reason]
    counted = of_reason(facts, None)
    if counted is not None and counted.rows:
        parts.append(f"{in_words(counted.rows, 'row')}: returns without a purchase")
    if rejected:
        parts.append(f"{in_words(rejected, 'row')}: {REASON_MEANING[Reason.UNREADABLE_ROW]}")
    if not parts:
        return DataError("The source has no rows below its header.", "Export it again, with orders in it.")
    return DataError(
        f"No order can be counted ({'; '.join(parts)}).",
        "Look at how the columns were read, and at the dates: --as-of is the day to look from.",
    )


def quality(
    ledger: Ledger, orders: OrdersRead, population: Population, duplicates: int | None, warnings: tuple[str, ...]
) -> Quality:
    """The reconciliation, in cents: counted + excluded = input; fractions of a cent are a line of their own."""
    excluded = [
        replace(
            _reason_total(Reason(part.reason), part.rows, part.amount - part.refunded),
            customers=ledger.never_ordered.get(part.reason),
        )
        for part in ledger.facts
        if part.reason
    ]
    if ledger.rejected_rows:
        excluded.append(_reason_total(Reason.UNREADABLE_ROW, ledger.rejected_rows, Decimal(0)))
    people, rows, money = ledger.returns_only
    if people:
        excluded.append(replace(_reason_total(Reason.RETURN_WITHOUT_PURCHASE, rows, money), customers=people))
    counted = of_reason(ledger.facts, None)
    gross = cents(counted.gross if counted else Decimal(0))
    revenue = cents(population.value)
    input_revenue = cents(sum((part.amount - part.refunded for part in ledger.facts), Decimal(0)))
    rounding = input_revenue - revenue - sum((part.revenue for part in excluded), Decimal(0))
    if rounding:
        excluded.append(_reason_total(Reason.ROUNDING, 0, rounding))
    excluded.sort(key=lambda part: (-part.rows, part.reason))
    return Quality(
        rows=sum(part.rows for part in ledger.facts) + ledger.rejected_rows,
        counted_rows=(counted.rows if counted else 0) - rows,
        return_rows=(counted.returns if counted else 0) - rows,
        discount_rows=ledger.discounts[0],
        discounts=cents(ledger.discounts[1]),
        input_revenue=input_revenue,
        gross=gross,
        returned=gross - revenue,
        revenue=revenue,
        excluded=tuple(excluded),
        duplicate_rows=duplicates,
        files=orders.files,
        mapping=orders.mapping,
        warnings=warnings,
        customers_without_order=people + ledger.never_ordered.get(None, 0),
        first_order_at=population.first_at.replace(tzinfo=UTC),
        last_order_at=population.last_at.replace(tzinfo=UTC),
    )


def cents(money: Decimal) -> Decimal:
    """Money to the cent, half away from zero."""
    return money.quantize(CENT, rounding="ROUND_HALF_UP")


def _reason_total(reason: Reason, rows: int, money: Decimal) -> ReasonTotal:
    return ReasonTotal(reason, REASON_MEANING[reason], rows, cents(money))


def has_money(mapping: Mapping) -> bool:
    """Whether the source has amounts at all."""
    return mapping.amount is not AmountRule.NONE
