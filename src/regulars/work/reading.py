"""Opening a source and deciding how it is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.errors import DataError, RegularsError, SourceError, in_words
from regulars.ingest.detect import Answers, detect_customers, detect_lines, detect_orders
from regulars.ingest.sources import Source, create_view, flatten, open_source, rejects
from regulars.queries import base, inner_lines, render, rows
from regulars.queries.reading import cents_proven, is_cents_of_any_size, is_text
from regulars.queries.row_reader import RawTable, ReadingRules
from regulars.queries.scans import CsvScan, DatabaseScan, ParquetScan
from regulars.records import dataclass
from regulars.tables import AmountRule, Mapping
from regulars.work.options import ScoreOptions

if TYPE_CHECKING:
    pass

ORDERS = "orders"  # the section of kept facts


@dataclass(frozen=True, slots=True)
class OrdersRead:
    """An order source in the engine, as the views `raw`, `parsed` and `rows` (and `sold`, where it has lines)."""

    raw: RawTable
    mapping: Mapping
    files: tuple[str, ...]
    notes: tuple[str, ...]
    rejected_rows: int
    rejected_note: str | None
    has_products: bool
    is_kept: bool  # `rows` is a table
    is_typed: bool  # nothing needs to be parsed
    scan: ParquetScan | None = None  # how any session of the engine can read `raw`
    has_visit_flags: bool = False
    visits: Callable[[base.TimeSlice | None], render.Tree] | None = None  # events: how they add up by customer


def open_view(engine: Engine, where: object, view: str, workdir: Path, table: str | None) -> tuple[RawTable, Source | None]:
    """Give a source (path, pattern, folder, database file, open source or in-memory table) the name `view` in the engine."""
    if not isinstance(where, str | Path | list | tuple | Source):
        if table is not None:
            raise SourceError("A table in memory has no sheets or tables to choose from.", f"Leave out --table {table}.")
        engine.register(f"{view}_frame", where)
        query = render.sql(render.template("SELECT * FROM $t", t=render.table(f"{view}_frame")), engine.dialect)
        engine.view(view, query)
        flatten(engine, view, query)
        types = engine.columns(view)
        if not types:
            raise SourceError("The table has no columns.", "Give a table with a customer, a date and an amount.")
        return RawTable(view, types), None
    source = open_source(engine, where, workdir, table)
    create_view(engine, source, view)
    if isinstance(source.scan, CsvScan):
        from regulars.ingest.plain_columns import keep_plain

        keep_plain(engine, source.scan, view)
    return RawTable(view, engine.columns(view)), source


def read_orders(engine: Engine, where: object, workdir: Path, options: ScoreOptions) -> OrdersRead:
    """Open an order source and define the view or table `rows` (see queries/rows.py).

    Raises:
        SourceError: it cannot be read. UndecidedError: it can be read in several ways. DataError: it is no order table.
    """
    raw, source = open_view(engine, where, "raw", workdir, options.table)
    mapping = detect_orders(engine, "raw", tuple(raw.types), options.answers)
    raw = _sized(engine, raw, source, mapping)
    rules = ReadingRules(options.file_zone or options.zone, options.currency, options.rates, options.drop_duplicates)
    parsed = rows.parsed(raw, mapping, rules)
    is_typed = not has_text(raw, mapping)
    if is_typed:
        engine.view("parsed", render.sql(parsed, engine.dialect))
    judged = rows.classified(mapping, rules)
    # a view of a view is worked through twice
    statement = render.sql(judged if is_typed else judged.from_(render.aliased(render.subquery(parsed), "parsed")), engine.dialect)
    is_kept = _needs_table(mapping, rules) or not (is_typed or _is_columnar(source))
    (engine.table if is_kept else engine.view)("rows", statement)
    rejected, note = rejected_rows(engine, source)
    return OrdersRead(
        raw=raw,
        mapping=mapping,
        files=source.files if source else ("(table in memory)",),
        notes=(*(source.notes if source else ()), *_discount_note(mapping)),
        rejected_rows=rejected,
        rejected_note=note,
        has_products=mapping.use("product_id") is not None or mapping.use("product_title") is not None,
        is_kept=is_kept,
        is_typed=is_typed,
        scan=source.scan if source and isinstance(source.scan, ParquetScan) and source.columns == tuple(raw.types) else None,
    )


def _sized(engine: Engine, raw: RawTable, source: Source | None, mapping: Mapping) -> RawTable:
    """The table with narrower types for cents that column statistics prove to be amounts, so that no value has to be looked at."""
    if source is None or not isinstance(source.scan, ParquetScan):
        return raw
    columns = [use.column for use in mapping.uses if is_cents_of_any_size(raw.types[use.column])]
    if not columns:
        return raw
    found = engine.rows(render.sql(base.ends(raw.view, columns), engine.dialect))[0]
    ends = zip(columns, found[::2], found[1::2], strict=True)
    return RawTable(raw.view, {**raw.types, **{each: cents_proven(raw.types[each], low, high) for each, low, high in ends}})


def _discount_note(mapping: Mapping) -> tuple[str, ...]:
    use = mapping.use("discount")
    if use is None or mapping.amount is not AmountRule.QUANTITY_TIMES_PRICE:
        return ()
    note = (
        f"Lines count as quantity x unit price; the column {use.column!r} looks like a discount and was not taken off. "
        "If prices are before it, give a column with the line's final amount: --map-columns line_total=COLUMN."
    )
    return (note,)


def read_lines(engine: Engine, where: object, workdir: Path, answers: Answers | None = None) -> Mapping:
    """Open a file of order lines and define `lines` (see `queries.rows.lines`)."""
    raw, _ = open_view(engine, where, "raw_lines", workdir, None)
    mapping = detect_lines(engine, "raw_lines", tuple(raw.types), answers)
    make = engine.view if reads_lines_again(raw, mapping) else engine.table
    make("lines", render.sql(rows.lines(raw, mapping), engine.dialect))
    return mapping


def reads_lines_again(raw: RawTable, mapping: Mapping) -> bool:
    """Whether a file of order lines is read where it is needed, because typed columns are read faster than they are kept."""
    uses = [use for role in ("unit_price", "line_total", "quantity") if (use := mapping.use(role))]
    return bool(uses) and not any(is_text(raw.types[use.column]) for use in uses)


def read_inner_lines(engine: Engine, source: OrdersRead) -> tuple[Mapping | None, tuple[str, ...]]:
    """The order lines inside the orders' rows as the view `lines`, and a note where they cannot be read."""
    lines, order = source.mapping.inner_lines, source.mapping.use("order_id")
    if lines is None or order is None:
        return None, ()
    engine.view("raw_lines", inner_lines.lines_sql(source.raw.view, order.column, lines))
    raw = RawTable("raw_lines", engine.columns("raw_lines"))
    answers = Answers(columns={"order_id": inner_lines.ORDER_COLUMN})
    try:
        mapping = detect_lines(engine, "raw_lines", tuple(raw.types), answers)
    except RegularsError as error:
        return None, (f"The order lines inside {lines.columns[0]!r} were left out: {error.problem}",)
    if mapping.use("product_id") is None and mapping.use("product_title") is None:
        return None, (f"The order lines inside {lines.columns[0]!r} name no product and were left out.",)
    engine.table("lines", render.sql(rows.lines(raw, mapping), engine.dialect))
    return mapping, ()


def is_read_again(raw: RawTable, source: Source | None, mapping: Mapping, rules: ReadingRules) -> bool:
    """Whether rows are read where they are asked for, because typed columns are read faster than they are kept."""
    is_far = source is not None and isinstance(source.scan, DatabaseScan)
    return not is_far and not has_text(raw, mapping) and not _needs_table(mapping, rules)


def _needs_table(mapping: Mapping, rules: ReadingRules) -> bool:
    """Whether what `rows` says takes a sort, or is asked again and again."""
    looks_around = mapping.amount in {AmountRule.FIRST_ROW_TOTAL, AmountRule.REPEATED_TOTAL}
    return bool(rules.drop_duplicates or rules.currency or rules.rates or looks_around)


def has_text(raw: RawTable, mapping: Mapping) -> bool:
    """Whether instants, money or quantities are written as text."""
    parsed_roles = ("ordered_at", "total", "line_total", "unit_price", "quantity", "refunded")
    uses = [use for role in parsed_roles if (use := mapping.use(role))]
    return any(is_text(raw.types[use.column]) for use in uses)


def _is_columnar(source: Source | None) -> bool:
    """Whether a query reads only the columns that it names: then reading again beats keeping everything."""
    return source is not None and isinstance(source.scan, ParquetScan | DatabaseScan)


def keep_rows(engine: Engine, orders: OrdersRead) -> None:
    """Make `rows` a table before several queries read it, where each of them would parse text again."""
    if orders.is_kept or orders.is_typed:
        return
    engine.table("rows_kept", "SELECT * FROM rows")
    engine.view("rows", "SELECT * FROM rows_kept")


def rejected_rows(engine: Engine, source: Source | None) -> tuple[int, str | None]:
    """Lines of the source that could not be split, counted by the engine while it read, and a sentence about them."""
    found = rejects(engine, source) if source else None
    if found is None or not found.rows:
        return 0, None
    lines = ", ".join(str(line) for line in found.lines)
    more = ", ..." if found.rows > len(found.lines) else ""
    return found.rows, f"{in_words(found.rows, 'line')} could not be split into columns (line {lines}{more})."


def check_currencies(engine: Engine, options: ScoreOptions, mapping: Mapping) -> tuple[str | None, tuple[str, ...]]:
    """The one currency of the counted rows, or a refusal that lists them all.

    Raises:
        DataError: several currencies, and neither one was chosen nor rates were given; or a rate is missing.
    """
    if mapping.use("currency") is None or mapping.amount is AmountRule.NONE:
        if mapping.is_canonical and options.currency:
            return options.currency, ()  # the shop's own, of orders that name none
        if options.currency or options.rates:
            raise DataError(
                "No currency column was found, so --currency and --rates have nothing to go by.",
                "Name it with --map-columns currency=COLUMN.",
            )
        return mapping.currency, ()
    counted = engine.rows(render.sql(base.by_currency(), engine.dialect))
    found = [(code, count) for code, count in counted if code is not None]
    if options.rates:
        missing = [code for code, _ in found if code not in dict(options.rates)]
        if missing:
            raise DataError(f"There is no rate for {', '.join(missing)}.", "Add it to --rates, for example --rates EUR=1,USD=0.92.")
        unit = next((code for code, rate in options.rates if rate == 1), None)
        return unit, (f"Amounts were converted with the given rates: {', '.join(f'{c} x {r}' for c, r in options.rates)}.",)
    if len(found) > 1:
        parts = ", ".join(f"{code} {in_words(count, 'row')}" for code, count in found[:6])
        raise DataError(
            f"The orders are in {len(found)} currencies ({parts}); their amounts cannot be added up.",
            f"Give --rates (such as --rates {found[0][0]}=1,{found[1][0]}=1.08), or --currency {found[0][0]} to score one of them.",
        )
    nameless = next((count for code, count in counted if code is None), 0) if mapping.is_canonical else 0
    if found and nameless:
        note = (
            f"The money of {in_words(nameless, 'order')} without a currency is added to "
            f"{in_words(found[0][1], 'order')} in {found[0][0]}. "
            f'If that is the shop\'s currency, write currency = "{found[0][0]}" in its settings file.'
        )
        return found[0][0], (note,)
    return (found[0][0] if found else None), ()


def join_customers(engine: Engine, where: object, workdir: Path, orders: Mapping) -> tuple[str, ...]:
    """Open a customers file and define the view `customers`: the scored customers with who they are.

    Returns a note when the file does not know all of them.

    Raises:
        DataError: the two files name customers in ways that cannot be compared.
    """
    raw, source = open_view(engine, where, "raw_customers", workdir, None)
    mapping = detect_customers(engine, "raw_customers", tuple(raw.types))
    named = [role for role in orders.identity if orders.use(role)]
    keys = [role for role in named if mapping.use(role)]
    label = source.files[0] if source and not orders.is_canonical else "the customers table"
    if not keys:
        raise DataError(
            f"The orders name customers by {' or '.join(named)}, and {label} has no such column.",
            "Export the customers with that column, or leave out --customers.",
        )
    from regulars.ingest.attributes import agreed_and_born
    from regulars.queries import canonical_people

    more = agreed_and_born(engine, raw, mapping, Answers())
    read = [(each.field, canonical_people.value(raw, each, "UTC")) for each in more]
    engine.table("people", render.sql(rows.people(raw, mapping, keys, read), engine.dialect))
    engine.view("customers", render.sql(rows.with_people(mapping, [each.field for each in more]), engine.dialect))
    known, everyone = engine.rows(render.sql(rows.people_found(), engine.dialect))[0]
    if known == everyone:
        return ()
    return (f"{label} knows {known:,} of the {everyone:,} scored customers (by {' or '.join(keys)}).",)
