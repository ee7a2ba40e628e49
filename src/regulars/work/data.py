"""A folder of a shop's tables, opened to be asked about: the canonical tables in the engine, and what they have."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from regulars.criteria.columns import CALENDAR_COLUMNS, EVENT_COLUMNS, ORDER_COLUMNS, Shape, ValueKind, customer_fields
from regulars.criteria.terms import Source
from regulars.engines.base import Engine
from regulars.errors import DataError, SourceError, in_words
from regulars.fields import CATALOGUE
from regulars.ingest.answers import beside
from regulars.ingest.attributes import attributes_of
from regulars.ingest.detect import detect_customers, detect_events, detect_lines, detect_orders
from regulars.ingest.paths import folder_tables
from regulars.ingest.sources import Source as Opened
from regulars.queries import base, canonical, canonical_people, render
from regulars.queries.canonical_people import Attribute
from regulars.queries.render import Tree
from regulars.queries.row_reader import RawTable, ReadingRules, is_order_level
from regulars.tables import REASON_MEANING, AmountRule, Kind, Reason
from regulars.tables import Mapping as Reading
from regulars.work.offered import calendar_days, offered
from regulars.work.options import ScoreOptions, instant, local_day, zone_info
from regulars.work.reading import open_view, rejected_rows
from regulars.work.temporary import make_folder


@dataclass(slots=True)
class ShopData:
    """The canonical tables of one shop in one engine. Close it to free the engine and its temporary files.

    `shape` is what conditions can name; `days` are the fields that are calendar days; `homes` names the table of each field that
    is worked out, and `made` those of them that are there; `notes` say what was left out and assumed. `profile_files` are the
    Parquet files of a profile that was worked out for the same instant, where there is one: its fields are read from there.
    `read_files` are those that the tables are read from whenever they are asked; others are read once, into memory.
    """

    engine: Engine
    make_engine: Callable[[Path], Engine]
    folder: Path
    options: ScoreOptions
    as_of: datetime
    zone: ZoneInfo
    shape: Shape
    days: frozenset[str]
    uncounted: tuple[str, ...]
    has_returns: bool
    currency: str | None
    notes: tuple[str, ...]
    workdir: Path
    homes: Mapping[str, str]
    made: set[str] = field(default_factory=set)
    profile_files: tuple[Path, ...] = ()
    read_files: tuple[str, ...] = ()

    def seal(self) -> None:
        """Put everything but the shop's own tables out of reach of every query that follows."""
        self.engine.seal(self.read_files)

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self.engine.close()
        shutil.rmtree(self.workdir, ignore_errors=True)

    def __enter__(self) -> ShopData:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_data(folder: str | Path, options: ScoreOptions, make_engine: Callable[[Path], Engine]) -> ShopData:
    """Read the canonical files of a folder (orders, and customers, order_lines and events where there are any; of any format).

    Raises:
        SourceError: there is no such folder, or a file of it cannot be read. DataError: a file does not say what it must.
        UndecidedError: a file can be read in two ways.
    """
    return opened_by(Opener, folder, options, make_engine)


def opened_by(opener: type[Opener], folder: str | Path, options: ScoreOptions, make_engine: Callable[[Path], Engine]) -> ShopData:
    """The folder, opened in one way or another. Raises as `open_data` does."""
    tables = folder_tables(folder)
    if "orders" not in tables:
        raise SourceError(*_no_orders(Path(folder)))
    zone = zone_info(options.zone)
    workdir = make_folder("regulars-")
    try:
        engine = make_engine(workdir)
        try:
            return opener(engine, tables, options, zone, workdir).opened(Path(folder), make_engine)
        except BaseException:
            engine.close()
            raise
    except BaseException:
        shutil.rmtree(workdir, ignore_errors=True)
        raise


def _no_orders(folder: Path) -> tuple[str, str]:
    remedy = "Give a folder with orders.csv (or another format), and customers, order_lines and events where there are any."
    if not folder.exists():
        return f"There is no folder {folder}.", remedy
    if not folder.is_dir():
        return f"{folder} is a file, not a folder.", remedy
    return f"{folder} has no file of orders.", remedy


class Opener:
    """Makes the tables one after the other, and keeps what was seen on the way."""

    def __init__(self, engine: Engine, tables: Mapping[str, Path], options: ScoreOptions, zone: ZoneInfo, workdir: Path) -> None:
        self._engine = engine
        self._tables = tables
        self._options = options
        self._zone = zone
        self._workdir = workdir
        self._file_zone = options.file_zone or options.zone
        self._notes: list[str] = []
        self._sources: list[Opened] = []
        self._rows: dict[Source, frozenset[str]] = {}

    def opened(self, folder: Path, make_engine: Callable[[Path], Engine]) -> ShopData:
        """The whole shop."""
        orders, as_of = self._orders()
        self._lines(orders, as_of)
        has_events = self._events(as_of)
        attributes = self._customers(orders, as_of, has_events)
        self._notes += [note for source in self._sources if (note := rejected_rows(self._engine, source)[1]) is not None]
        found = self._engine.rows(self._sql(canonical.statuses()))
        statuses = {str(status) for status, _, _ in found}
        currency = self._currency([str(code) for _, code, _ in found if code], orders)
        fields = {"customer_id": ValueKind.TEXT} | {each.field: _value_kind(each) for each in attributes}
        kinds, homes = offered(self._rows, fields)
        return ShopData(
            engine=self._engine,
            make_engine=make_engine,
            folder=folder,
            options=self._options,
            as_of=as_of,
            zone=self._zone,
            shape=Shape(self._rows, fields | kinds),
            days=frozenset(each.field for each in attributes if each.is_day) | calendar_days(homes),
            uncounted=tuple(sorted(statuses & set(map(str, canonical.STATUS_REASONS)))),
            has_returns=canonical.RETURN_STATUS in statuses,
            currency=currency,
            notes=tuple(self._notes),
            workdir=self._workdir,
            homes=homes,
            read_files=self._read_files(),
        )

    def _sql(self, tree: Tree) -> str:
        return render.sql(tree, self._engine.dialect)

    def _read_files(self) -> tuple[str, ...]:
        """The files that the tables go on being read from."""
        return ()

    def _open(self, table: str) -> RawTable:
        raw, source = open_view(self._engine, self._tables[table], f"raw_{table}", self._workdir, None)
        if source is not None:
            self._notes += source.notes
            self._sources.append(source)
        return raw

    def _orders(self) -> tuple[Reading, datetime]:
        raw = self._open("orders")
        mapping = detect_orders(self._engine, raw.view, tuple(raw.types), self._options.answers)
        self._notes += mapping.notes
        given = self._options
        rules = ReadingRules(self._file_zone, given.currency, given.rates, given.drop_duplicates)
        self._engine.view("whole", self._sql(canonical.read_whole(raw, mapping, rules)))
        # numbered rows are worked out once, so that orders and lines agree on them
        numbered_once = mapping.use("order_id") is None or not is_order_level(mapping)
        judged = self._sql(canonical.judged(mapping, rules, is_numbered=numbered_once))
        (self._engine.table if numbered_once else self._engine.view)("judged", judged)
        last_at = self._engine.rows(self._sql(canonical.last_counted()))[0][0]
        if last_at is None:
            raise DataError("No order of the data counts.", "Look at what regulars score says of them.")
        as_of = self._as_of(last_at)
        self._say_left_out("order", canonical.left_out(as_of))
        found = canonical.orders(as_of, one_row_each=self._is_order_each(mapping))
        self._engine.table("orders", self._sql(canonical.by_customer(found, "ordered_at", "order_id")))
        self._rows[Source.ORDERS] = order_columns(mapping)
        return mapping, as_of

    def _is_order_each(self, mapping: Reading) -> bool:
        """Whether every row is an order of its own, proven on all rows."""
        if mapping.use("order_id") is None or mapping.amount is not AmountRule.TOTAL:
            return is_order_level(mapping) and mapping.use("order_id") is None
        self._engine.view("rows", self._sql(canonical.order_keys()))
        different, numbered = self._engine.rows(self._sql(base.distinct_orders()))[0]
        return bool(different == numbered)

    def _as_of(self, last_at: datetime) -> datetime:
        if self._options.as_of is not None:
            return instant(self._options.as_of, self._zone)
        return instant(local_day(last_at, self._zone) + timedelta(days=1), self._zone)

    def _say_left_out(self, noun: str, query: Tree) -> None:
        for reason, count in self._engine.rows(self._sql(query)):
            if reason is not None:
                self._notes.append(f"{in_words(int(count), f'{noun} row')} left out: {REASON_MEANING[Reason(reason)]}.")

    def _lines(self, orders: Reading, as_of: datetime) -> None:
        if "order_lines" in self._tables:
            raw = self._open("order_lines")
            mapping = detect_lines(self._engine, raw.view, tuple(raw.types), beside(self._options.answers))
            self._keep_lines(raw, mapping)
        elif orders.use("product_id") or orders.use("product_title"):
            mapping = orders
            self._engine.table("order_lines", self._sql(canonical.lines_of_rows(as_of)))
        else:
            self._engine.drop("judged")
            return
        self._engine.drop("judged")
        self._rows[Source.LINES] = _line_columns(mapping) | self._rows[Source.ORDERS]

    def _keep_lines(self, raw: RawTable, mapping: Reading) -> None:
        self._engine.view("all_lines", self._sql(canonical.lines_of_file(raw, mapping)))
        self._engine.table("order_lines", self._sql(canonical.known_lines()))
        everything, kept = (int(self._engine.rows(self._sql(canonical.count_of(t)))[0][0]) for t in ("all_lines", "order_lines"))
        if everything > kept:
            self._notes.append(f"{in_words(everything - kept, 'order line')} left out: their order is not among the orders.")

    def _events(self, as_of: datetime) -> bool:
        if "events" not in self._tables:
            return False
        raw = self._open("events")
        mapping = detect_events(self._engine, raw.view, tuple(raw.types), beside(self._options.answers))
        self._keep_events(raw, mapping, as_of)
        named = {column.name for column in EVENT_COLUMNS}
        self._rows[Source.EVENTS] = CALENDAR_COLUMNS | {"type"} | {use.role for use in mapping.uses if use.role in named}
        return True

    def _keep_events(self, raw: RawTable, mapping: Reading, as_of: datetime) -> None:
        self._engine.view("all_events", self._sql(canonical.events_read(raw, mapping, self._file_zone)))
        self._say_left_out("event", canonical.events_left_out(as_of))
        self._engine.table("events", self._sql(canonical.by_customer(canonical.events(as_of), "occurred_at")))

    def _customers(self, orders: Reading, as_of: datetime, has_events: bool) -> tuple[Attribute, ...]:
        attributes: tuple[Attribute, ...] = ()
        if "customers" in self._tables:
            attributes = self._people(orders)
        fields = [each.field for each in attributes]
        signed_up = any(each.field == "created_at" and each.kind is Kind.TIME for each in attributes)
        has_people = "customers" in self._tables
        query = canonical_people.customers(
            fields, has_people=has_people, has_events=has_events, joined_by=as_of if signed_up else None
        )
        self._engine.table("customers", self._sql(query))
        if has_people:
            others = int(self._engine.rows(self._sql(canonical_people.only_active()))[0][0])
            if others:
                said = in_words(others, "customer")
                self._notes.append(f"{said} with orders or events are not in the customers file; they are kept.")
        return attributes

    def _people(self, orders: Reading) -> tuple[Attribute, ...]:
        raw = self._open("customers")
        mapping = detect_customers(self._engine, raw.view, tuple(raw.types))
        keys = tuple(role for role in orders.identity if orders.use(role) and mapping.use(role))
        if not keys:
            named = " or ".join(role for role in orders.identity if orders.use(role))
            raise DataError(
                f"The orders name customers by {named}, and the customers file has no such column.", "Export it with that column."
            )
        reserved = _reserved()
        attributes, notes = attributes_of(self._engine, raw, mapping, self._options.answers, reserved)
        self._notes += notes
        rules = ReadingRules(self._file_zone)
        self._engine.view(
            "all_people", self._sql(canonical_people.all_people(raw, replace(mapping, identity=keys), attributes, rules))
        )
        facts = self._engine.record(self._sql(canonical_people.facts_of_people()))
        nameless, again = facts["n"] - facts["named"], facts["named"] - facts["different"]
        if nameless:
            self._notes.append(f"{in_words(nameless, 'row')} of the customers file left out: no customer on the row.")
        if again:
            self._notes.append(
                f"{in_words(again, 'row')} of the customers file repeat a customer; of each column the largest value is kept."
            )
        fields = [each.field for each in attributes]
        self._engine.table("people", self._sql(canonical_people.people(fields, once=not again)))
        return attributes

    def _currency(self, found: list[str], orders: Reading) -> str | None:
        codes = sorted(set(found))
        if self._options.rates:
            return next((code for code, rate in self._options.rates if rate == 1), None)
        if len(codes) > 1:
            raise DataError(
                f"The orders are in {len(codes)} currencies ({', '.join(codes[:6])}); their amounts cannot be added up.",
                f"Give --currency {codes[0]} to count one of them, or --rates.",
            )
        return codes[0] if codes else orders.currency


def order_columns(mapping: Reading) -> frozenset[str]:
    """The columns of orders that the data fill."""
    named = {column.name for column in ORDER_COLUMNS}
    found = {use.role for use in mapping.uses if use.role in named} | CALENDAR_COLUMNS
    if mapping.amount is not AmountRule.NONE:
        found |= {"total", "net", "refunded"}
    if any(map(mapping.use, ("status", "cancelled_at", "cancelled", "test", "captured", "is_refunded"))):
        found |= {"status"}
    return frozenset(found)


def _line_columns(mapping: Reading) -> frozenset[str]:
    roles = {use.role for use in mapping.uses} & {"product_id", "product_title", "category", "quantity", "unit_price"}
    has_money = mapping.use("line_total") is not None or {"quantity", "unit_price"} <= roles
    return frozenset(roles | ({"line_total"} if has_money else set()))


def _value_kind(attribute: Attribute) -> ValueKind:
    if attribute.is_tags:
        return ValueKind.TAGS
    return {Kind.NUMBER: ValueKind.NUMBER, Kind.MONEY: ValueKind.MONEY, Kind.TIME: ValueKind.TIME, Kind.FLAG: ValueKind.FLAG}.get(
        attribute.kind, ValueKind.TEXT
    )


def _reserved() -> frozenset[str]:
    """Names of fields that Regulars works out itself."""
    return frozenset({"customer_id", *(made.name for made in CATALOGUE), *customer_fields()})
