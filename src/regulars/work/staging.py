"""Sources read, judged and laid out as rows of the canonical tables, in the engine and not yet in the lake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError
from regulars.ingest.attributes import attributes_of
from regulars.ingest.detect import Answers, detect_customers, detect_events, detect_lines, detect_orders
from regulars.ingest.updates import ROLE as UPDATED_AT
from regulars.ingest.updates import update_use
from regulars.queries import canonical, canonical_people, inner_lines, lake, lake_people, refreshes, render
from regulars.queries.canonical_people import Attribute
from regulars.queries.row_reader import RawTable, ReadingRules, is_order_level
from regulars.queries.rows import PEOPLE_ROLES
from regulars.tables import REASON_MEANING, ColumnUse, Reason
from regulars.tables import Mapping as Reading
from regulars.work.order_versions import EARLIER_MEANING, EARLIER_VERSION, apart, latest_rows, staged_updates
from regulars.work.reading import is_read_again, open_view, rejected_rows
from regulars.work.row_facts import whole_order_numbers
from regulars.work.source_memory import Memory, known_source, refuse_new_meaning, remembered

_MOST_CURRENCIES = 12


@dataclass(slots=True)
class Staged:
    """What one source became: `views` has the staged rows by canonical table, `rows` were read, `excluded` says why some were not
    kept, `columns` are those of the source; `whole_keys` where every order has one row. `updates` has the times of the orders' last
    changes, where the column `updated_column` tells them; `kept` the days and sums of orders that are kept, by currency;
    `remembered` is what was known of the source before, `attributes` are the columns of customers beside those of the reading."""

    source: str
    table: str
    files: tuple[str, ...]
    reading: Reading
    columns: tuple[str, ...]
    rows: int = 0
    excluded: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    views: dict[str, str] = field(default_factory=dict)
    whole_keys: bool = False
    updates: str = ""
    updated_column: str = ""
    kept: dict[str, Any] | None = None
    remembered: Mapping[str, Any] = field(default_factory=dict)
    attributes: tuple[ColumnUse, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Which column plays which role."""
        said = {use.role: use.column for use in self.reading.uses}
        return said | ({UPDATED_AT: self.updated_column} if self.updated_column else {})

    @property
    def is_numbered_once(self) -> bool:
        """Whether no order's number is there twice."""
        return self.whole_keys or "orders" not in self.views

    @property
    def report(self) -> dict[str, Any]:
        """For the run's report: figures and the mapping, nobody's data."""
        return {
            "source": self.source,
            "table": self.table,
            "files": list(self.files),
            "platform": self.reading.platform,
            "mapping": self.mapping,
            "rows": self.rows,
            "kept": self.rows - sum(self.excluded.values()),
            "excluded": {
                reason: {"rows": rows, "meaning": EARLIER_MEANING if reason == EARLIER_VERSION else REASON_MEANING[Reason(reason)]}
                for reason, rows in self.excluded.items()
            },
            "notes": list(self.notes),
            **({"orders": self.kept} if self.kept is not None else {}),
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """Where sources are read: the engine, a folder for what must be rewritten, the shop's zone, and what is known already.

    `columns`: what the person said of the columns of the source at hand, by role. `is_alone`: it is the only one.
    """

    engine: Engine
    workdir: Path
    zone: str
    file_zone: str | None
    answers: Answers
    memory: Memory
    source_name: str | None = None
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    is_alone: bool = False

    @property
    def answers_alone(self) -> Answers:
        """What the person said of this source, which has no orders: of several sources, what was said of all is about orders."""
        return self.answers_of_orders if self.is_alone else Answers(columns=self.columns, zero_is_nobody=self.memory.zero_is_nobody)

    @property
    def answers_of_orders(self) -> Answers:
        """What the person said, and what the customer number 0 meant so far."""
        return replace(self.answers, zero_is_nobody=self.memory.zero_is_nobody)

    def sql(self, tree: render.Tree) -> str:
        """A query as the engine writes it."""
        return render.sql(tree, self.engine.dialect)

    def rules(self, found: Mapping[str, Any]) -> ReadingRules:
        """How a source is read whose remembered answers are `found`."""
        return ReadingRules(self.file_zone or found.get("file_zone") or self.zone)


def with_plain_numbers(reading: Reading) -> Reading:
    """How a source is read into a workspace: a number is one, whether this file has 17 or, as data frames write it, 17.0."""
    return replace(reading, strip_id_fraction=True)


def stage_orders(stage: Stage, where: object, place: int) -> Staged:
    """Orders, and the lines and people that stand in them.

    Raises:
        SourceError: it cannot be read. UndecidedError: it can be read in several ways. DataError: these are no orders.
    """
    engine = stage.engine
    raw, source = open_view(engine, where, f"raw_{place}", stage.workdir, stage.sheet)
    label, found = known_source(stage.memory, "orders", tuple(raw.types), stage.source_name, where)
    answers, wanted = apart(remembered(stage.answers_of_orders, found, tuple(raw.types)))
    reading = with_plain_numbers(detect_orders(engine, raw.view, tuple(raw.types), answers))
    update, update_notes = update_use(
        engine, raw.view, tuple(raw.types), answers, wanted, is_said=UPDATED_AT in stage.answers.columns
    )
    rules = stage.rules(found)
    judged = f"judged_{place}"
    is_seen_again = is_read_again(raw, source, reading, rules)
    one_row_each = _judge(stage, raw, reading, rules, place, is_seen_again=is_seen_again)
    earlier = 0
    if update is not None and not one_row_each:
        raw, earlier = latest_rows(engine, raw, reading, rules, update, f"latest_{place}")
        if earlier:
            reading = with_plain_numbers(detect_orders(engine, raw.view, tuple(raw.types), answers))
            one_row_each = _judge(stage, raw, reading, rules, place, is_seen_again=False)  # finding the latest sorts them all
    refuse_new_meaning(reading, stage.answers, found)
    made = Staged(label, "orders", source.files if source else ("(table in memory)",), reading, tuple(raw.types), remembered=found)
    if update is not None:
        made.updates = staged_updates(engine, raw, reading, rules, update, f"staged_updates_{place}")
        made.updated_column = update.column
    if earlier:
        made.rows, made.excluded[EARLIER_VERSION] = earlier, earlier
    _count_orders(stage, made)
    made.views["orders"] = f"staged_orders_{place}"
    if one_row_each:
        engine.view(made.views["orders"], stage.sql(lake.whole_orders(judged, label)))
    else:
        engine.table(made.views["orders"], stage.sql(lake.staged_orders(label)))
    made.whole_keys = one_row_each
    _lines_of_orders(stage, made, raw, place)
    engine.drop("judged")
    if not one_row_each:
        engine.drop(judged)
    people = [role for role in PEOPLE_ROLES if reading.use(role)]
    if people:
        engine.view("all_buyers", stage.sql(lake_people.buyers_of_orders(raw, reading, rules)))
        engine.table("latest_times", stage.sql(lake_people.latest_times(people)))
        engine.table(f"staged_buyers_{place}", stage.sql(lake_people.buyers(people)))
        made.views["customers"] = f"staged_buyers_{place}"
    rejected, note = rejected_rows(engine, source)
    if rejected:
        made.rows += rejected
        made.excluded[str(Reason.UNREADABLE_ROW)] = rejected
    made.notes = (*(source.notes if source else ()), *reading.notes, *update_notes, *((note,) if note else ()))
    return made


def _judge(stage: Stage, raw: RawTable, reading: Reading, rules: ReadingRules, place: int, *, is_seen_again: bool) -> bool:
    """Make the view `judged` of `judged_PLACE`, which is kept unless it may be read again; whether every row of it is an order of
    its own."""
    engine = stage.engine
    kept, whole = f"judged_{place}", f"whole_{place}"

    def judge(how: ReadingRules) -> tuple[int, int, int]:
        engine.drop("judged")
        engine.drop(kept)
        engine.view(whole, stage.sql(canonical.read_whole(raw, reading, how)))
        # rows that are told apart by looking at others are kept, too
        make = engine.view if is_seen_again and is_order_level(reading) and not how.drop_duplicates else engine.table
        make(kept, stage.sql(canonical.judged(reading, how, is_numbered=False, whole=whole)))
        engine.view("judged", stage.sql(refreshes.listed(kept)))
        known = whole_order_numbers(engine, raw, reading)
        if known is not None:
            return int(engine.rows(stage.sql(lake.count_rows("judged")))[0][0]), *known
        rows, numbered, different = engine.rows(stage.sql(lake.order_numbers()))[0]
        return int(rows), int(numbered), int(different)

    rows, numbered, different = judge(rules)
    if numbered == different and rows == numbered:
        return is_order_level(reading)
    if is_order_level(reading) and reading.use("order_id"):
        judge(replace(rules, drop_duplicates=True))  # the same row twice is one order, in one file as in two
    if rows > numbered:
        engine.table(f"{kept}_numbered", stage.sql(lake.numbered_rows(kept)))
        engine.view("judged", stage.sql(refreshes.listed(f"{kept}_numbered")))
    return False


def _count(stage: Stage, made: Staged, query: render.Tree) -> None:
    for reason, count in stage.engine.rows(stage.sql(query)):
        made.rows += int(count)
        if reason is not None:
            made.excluded[str(reason)] = int(count)


def _count_orders(stage: Stage, made: Staged) -> None:
    """Rows by reason, and of those that are kept the days and sums, in one pass."""
    kept = []
    for reason, *found in stage.engine.rows(stage.sql(canonical.read_orders())):
        made.rows += int(found[1])
        if reason is not None:
            made.excluded[str(reason)] = made.excluded.get(str(reason), 0) + int(found[1])
        else:
            kept.append([*found[:2], *(_utc(at) for at in found[2:4]), found[4]])
    if kept:
        made.kept = {
            "first": min((each[2] for each in kept if each[2] is not None), default=None),
            "last": max((each[3] for each in kept if each[3] is not None), default=None),
            "currencies": [
                {"currency": code, "rows": int(rows), "charged": str(charged) if charged is not None else None}
                for code, rows, _, _, charged in kept[:_MOST_CURRENCIES]
            ],
        }


def _utc(at: Any) -> str | None:
    """An instant as JSON has it."""
    if at is None:
        return None
    return str((at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat())


def _lines_of_orders(stage: Stage, made: Staged, raw: RawTable, place: int) -> None:
    engine, reading = stage.engine, made.reading
    order = reading.use("order_id")
    if reading.use("product_id") or reading.use("product_title"):
        engine.view("unnumbered_lines", stage.sql(lake.lines_in_rows()))
    elif reading.inner_lines is not None and order is not None:
        engine.view("raw_inner", inner_lines.lines_sql(raw.view, order.column, reading.inner_lines))
        inner = RawTable("raw_inner", engine.columns("raw_inner"))
        lines = detect_lines(engine, "raw_inner", tuple(inner.types), Answers(columns={"order_id": inner_lines.ORDER_COLUMN}))
        engine.view("unnumbered_lines", stage.sql(canonical.lines_of_file(inner, lines)))
    else:
        return
    made.views["order_lines"] = f"staged_order_lines_{place}"
    engine.table(made.views["order_lines"], stage.sql(lake.staged_lines("unnumbered_lines")))


def stage_lines(stage: Stage, where: object, place: int) -> Staged:
    """Order lines in a file of their own."""
    engine = stage.engine
    raw, source = open_view(engine, where, f"raw_{place}", stage.workdir, None)
    label, found = known_source(stage.memory, "order_lines", tuple(raw.types), stage.source_name, where)
    answers = remembered(stage.answers_alone, found, tuple(raw.types))
    reading = with_plain_numbers(detect_lines(engine, raw.view, tuple(raw.types), answers))
    engine.view("unnumbered_lines", stage.sql(canonical.lines_of_file(raw, reading)))
    made = Staged(
        label, "order_lines", source.files if source else ("(table in memory)",), reading, tuple(raw.types), remembered=found
    )
    view = made.views["order_lines"] = f"staged_order_lines_{place}"
    engine.table(view, stage.sql(lake.staged_lines("unnumbered_lines")))
    made.rows = int(engine.rows(stage.sql(canonical.count_of("unnumbered_lines")))[0][0])
    kept = int(engine.rows(stage.sql(canonical.count_of(view)))[0][0])
    made.notes = (*(source.notes if source else ()), *reading.notes)
    if made.rows > kept:
        made.notes = (*made.notes, f"{made.rows - kept:,} lines without an order number are left out.")
    return made


def stage_events(stage: Stage, where: object, place: int) -> Staged:
    """Engagement events."""
    engine = stage.engine
    raw, source = open_view(engine, where, f"raw_{place}", stage.workdir, None)
    label, found = known_source(stage.memory, "events", tuple(raw.types), stage.source_name, where)
    answers = remembered(stage.answers_alone, found, tuple(raw.types))
    reading = with_plain_numbers(detect_events(engine, raw.view, tuple(raw.types), answers))
    engine.view("all_events", stage.sql(lake.events_with_sessions(raw, reading, stage.rules(found).file_zone)))
    made = Staged(label, "events", source.files if source else ("(table in memory)",), reading, tuple(raw.types), remembered=found)
    _count(stage, made, canonical.events_left_out(None))
    made.views["events"] = f"staged_events_{place}"
    engine.table(made.views["events"], stage.sql(lake.staged_events(label)))
    made.notes = (*(source.notes if source else ()), *reading.notes)
    return made


def stage_customers(stage: Stage, where: object, place: int, identity: Sequence[str]) -> Staged:
    """Who the customers are; `identity` are the roles by which the orders name them, as far as that is known.

    Raises:
        DataError: the orders name customers in another way.
    """
    engine = stage.engine
    raw, source = open_view(engine, where, f"raw_{place}", stage.workdir, None)
    label, found = known_source(stage.memory, "customers", tuple(raw.types), stage.source_name, where)
    answers = remembered(stage.answers_alone, found, tuple(raw.types))
    reading = with_plain_numbers(detect_customers(engine, raw.view, tuple(raw.types), answers))
    keys = tuple(role for role in identity if reading.use(role)) if identity else reading.identity
    if not keys:
        raise DataError(
            f"The orders name customers by {' or '.join(identity)}, and the customers file has no such column.",
            "Export it with that column.",
        )
    so_far = replace(stage.answers, day_first_so_far=answers.day_first_so_far, decimal_so_far=answers.decimal_so_far)
    attributes, notes = attributes_of(engine, raw, reading, so_far, frozenset({"customer_id"}))
    made = Staged(
        label, "customers", source.files if source else ("(table in memory)",), reading, tuple(raw.types), remembered=found
    )
    made.attributes = tuple(each.use for each in attributes)
    by_key = replace(made, reading=replace(reading, identity=keys))
    _people(stage, by_key, raw, attributes, stage.rules(found), f"staged_customers_{place}")
    made.views = by_key.views
    facts = engine.record(stage.sql(canonical_people.facts_of_people()))
    made.rows = int(facts["n"])
    if facts["n"] > facts["named"]:
        made.excluded[str(Reason.NO_CUSTOMER)] = int(facts["n"] - facts["named"])
    made.notes = (*(source.notes if source else ()), *reading.notes, *notes)
    return made


def _people(stage: Stage, made: Staged, raw: RawTable, attributes: Sequence[Attribute], rules: ReadingRules, view: str) -> None:
    engine = stage.engine
    engine.view("all_people", stage.sql(canonical_people.all_people(raw, made.reading, attributes, rules)))
    fields = [each.field for each in attributes]
    engine.table(view, stage.sql(canonical_people.people(fields, once=False)))
    made.views["customers"] = view
