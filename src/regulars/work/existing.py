"""A segmentation that a shop has already: its labels imported, and laid against our segments."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, UndecidedError, in_words, near_names
from regulars.ingest.detect import Answers, detect_customers
from regulars.ingest.names import words
from regulars.ingest.paths import table_name
from regulars.lake.pinned import pinned_files
from regulars.lake.upsert import replace_table
from regulars.queries import canonical_people, labels, lake, render
from regulars.queries.canonical_people import Attribute
from regulars.queries.row_reader import ReadingRules
from regulars.tables import ColumnUse, Kind
from regulars.validation.agreement import Agreement, agreement
from regulars.work.custom_segments import read_table
from regulars.work.reading import open_view
from regulars.work.source_memory import without_date
from regulars.work.staging import with_plain_numbers
from regulars.work.workspace import Workspace, engine_aside, writing

ROLE = "label"
_NAMES = (
    "label", "segment", "segmentation", "segment name", "customer segment", "rfm segment", "cluster", "group", "customer group",
    "tier", "class", "category", "level", "status", "loyalty tier", "lifecycle", "lifecycle stage", "stage", "persona",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelsReport:
    """What an import of labels did: the segmentation's name, rows read, customers labelled, and rows left out by reason."""

    segmentation: str
    column: str
    rows: int
    customers: int
    excluded: dict[str, int]
    notes: tuple[str, ...]
    publication: int
    seconds: float

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "segmentation": self.segmentation,
            "column": self.column,
            "rows": self.rows,
            "customers": self.customers,
            "excluded": dict(self.excluded),
            "notes": list(self.notes),
            "publication": self.publication,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class LabelsRemoved:
    """A segmentation that was taken away, or (`dry_run`) would be, and how many customers it labelled."""

    segmentation: str
    customers: int
    dry_run: bool
    publication: int | None = None

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "segmentation": self.segmentation,
            "customers": self.customers,
            "dry_run": self.dry_run,
            "publication": self.publication,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our segments against an existing segmentation: `table` is customers by (segment, label) of those who have both.

    `unlabelled` are scored customers by segment who have no label, `unscored` labelled ones by label who are not scored.
    """

    segmentation: str
    refresh: int
    segments: tuple[str, ...]
    labels: tuple[str, ...]
    table: dict[tuple[str, str], int]
    unlabelled: dict[str, int]
    unscored: dict[str, int]
    agreement: Agreement

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "segmentation": self.segmentation,
            "refresh": self.refresh,
            "labels": list(self.labels),
            "segments": [
                {
                    "name": segment,
                    "labels": {label: self.table.get((segment, label), 0) for label in self.labels},
                    "unlabelled": self.unlabelled.get(segment, 0),
                }
                for segment in self.segments
            ],
            "unscored": dict(self.unscored),
            "compared": self.agreement.people,
            "adjusted_rand": self.agreement.adjusted_rand,
            "cramers_v": self.agreement.cramers_v,
        }


def import_labels(
    workspace: Workspace,
    where: str,
    *,
    actor: str,
    now: datetime,
    name: str | None = None,
    answers: Answers | None = None,
    sheet: str | None = None,
) -> LabelsReport:
    """Bring the labels of customers in, in the place of those that the segmentation `name` (default: the file's) had.

    Raises:
        RegularsError: the file cannot be read, or the workspace is in use. UndecidedError: several columns could be the label.
    """
    began = time.monotonic()
    called = name or without_date(table_name(Path(where))) or "segmentation"
    with writing(workspace, "labels", actor, now) as run, engine_aside(workspace) as (engine, workdir):
        step = workspace.ledger.begin_step(run, "read labels")
        column, notes = _stage(workspace, engine, workdir, where, answers or Answers(), sheet)
        facts = engine.record(_sql(engine, labels.facts_of_labels()))
        workspace.ledger.end_step(step, int(facts["n"]), time.monotonic() - began)
        if not facts["customers"]:
            raise DataError(f"{where} labels nobody.", "Give a file with a customer and a label on each row.")
        if facts["several"]:
            said = in_words(int(facts["several"]), "customer")
            notes = (*notes, f"{said} with several labels: of each the last in the alphabet is kept.")
        before = dict(workspace.published())
        there = pinned_files(workspace.lake, before, labels.LABELS)
        if there:
            engine.view("lake_labels", lake.files_sql([str(path) for path in there]))
        query = labels.labelled("labelled_people", called, "lake_labels" if there else None)
        done = replace_table(engine, workspace.lake, labels.LABELS, _sql(engine, query), run)
        excluded = {"no_customer": int(facts["n"] - facts["named"]), "no_label": int(facts["named"] - facts["labelled"])}
        report = LabelsReport(
            called, column, int(facts["n"]), int(facts["customers"]), {key: n for key, n in excluded.items() if n}, notes, 0, 0.0
        )
        versions = before | {labels.LABELS: done.version or 0}
        made = workspace.ledger.publish(run, "data", now, None, versions, {}, report.wire)
        seconds = time.monotonic() - began
        return LabelsReport(called, column, report.rows, report.customers, report.excluded, notes, made.number, seconds)


def remove_labels(workspace: Workspace, name: str, *, actor: str, now: datetime, dry_run: bool = False) -> LabelsRemoved:
    """Take the labels of a segmentation away; those of others stay, and so does all else.

    Raises:
        DataError: there is no such segmentation. RegularsError: the workspace is in use or cannot be written.
    """
    if dry_run:
        return LabelsRemoved(name, _customers_of(workspace, name), True)
    with writing(workspace, "labels", actor, now) as run, engine_aside(workspace) as (engine, _):
        began, step = time.monotonic(), workspace.ledger.begin_step(run, "take labels away")
        customers = _customers_of(workspace, name)
        before = dict(workspace.published())
        engine.view("lake_labels", lake.files_sql([str(path) for path in pinned_files(workspace.lake, before, labels.LABELS)]))
        query = _sql(engine, labels.without("lake_labels", name))
        done = replace_table(engine, workspace.lake, labels.LABELS, query, run)
        workspace.ledger.end_step(step, customers, time.monotonic() - began)
        removed = LabelsRemoved(name, customers, False)
        versions = before | {labels.LABELS: done.version or 0}
        made = workspace.ledger.publish(run, "data", now, None, versions, {}, removed.wire)
        return replace(removed, publication=made.number)


def _customers_of(workspace: Workspace, name: str) -> int:
    known = segmentations(workspace)
    if name not in known:
        raise DataError(f"There is no segmentation {name!r}.", near_names(name, known) if known else "None was imported.")
    return known[name]


def _stage(
    workspace: Workspace, engine: Engine, workdir: Path, where: str, answers: Answers, sheet: str | None
) -> tuple[str, tuple[str, ...]]:
    """Make the table `labelled_people` of a file; the column of its labels, and notes."""
    raw, source = open_view(engine, where, "raw_labels", workdir, sheet)
    columns = tuple(raw.types)
    given = dict(answers.columns)
    wanted = given.pop(ROLE, None)
    reading = with_plain_numbers(detect_customers(engine, raw.view, columns, Answers(columns=given)))
    keys = _keys(workspace, reading.identity)
    if not keys:
        raise DataError(
            f"The orders name customers by {' or '.join(_identity(workspace))}, and {where} has no such column.",
            "Export it with that column.",
        )
    used = {use.column for use in reading.uses}
    column = _label_column(where, columns, used, wanted)
    attribute = Attribute(ROLE, ColumnUse(ROLE, column, None, 1.0, "the label"), Kind.TEXT)
    rules = ReadingRules(str(workspace.settings.values["time_zone"]))
    engine.view("all_people", _sql(engine, canonical_people.all_people(raw, replace(reading, identity=keys), [attribute], rules)))
    engine.table("labelled_people", _sql(engine, canonical_people.people([ROLE], once=False)))
    return column, source.notes if source else ()


def _identity(workspace: Workspace) -> tuple[str, ...]:
    """The roles by which imported orders name customers; none where nothing has been imported."""
    sources = workspace.ledger.sources()
    return tuple(dict.fromkeys(role for each in sources if each.table == "orders" for role in each.mapping.get("identity", ())))


def _keys(workspace: Workspace, found: tuple[str, ...]) -> tuple[str, ...]:
    known = _identity(workspace)
    return tuple(role for role in found if role in known) if known else found[:1]


def _label_column(where: str, columns: tuple[str, ...], used: set[str], wanted: str | None) -> str:
    """The column of labels: as said, by its name, or the only one that is left.

    Raises:
        UndecidedError: it could be several. DataError: there is none.
    """
    if wanted is not None:
        if wanted not in columns:
            raise DataError(f"{where} has no column {wanted!r}.", near_names(wanted, columns))
        return wanted
    known = {words(name) for name in _NAMES}
    left = [column for column in columns if column not in used]
    named = [column for column in left if words(column) in known] or left
    if not named:
        raise DataError(f"{where} has no column beside the customer's.", "Give a file with a label for each customer.")
    if len(named) > 1:
        raise UndecidedError(
            f"{where}: several columns could be the label: {', '.join(named[:8])}.",
            f"Say which with --map-columns {ROLE}={named[0]}.",
        )
    return named[0]


def segmentations(workspace: Workspace) -> dict[str, int]:
    """The existing segmentations that have been imported, with how many customers each labels."""
    files = pinned_files(workspace.lake, workspace.published(), labels.LABELS)
    if not files:
        return {}
    with engine_aside(workspace) as (engine, _):
        engine.view("labels", lake.files_sql([str(path) for path in files]))
        return {str(name): int(count) for name, count in engine.rows(_sql(engine, labels.segmentations("labels")))}


def compare_labels(workspace: Workspace, name: str | None = None, refresh: int | None = None) -> Comparison:
    """Our segments at a refresh (default the last) against an imported segmentation (default the only one).

    Raises:
        DataError: none was imported, there is no such one or no such refresh.
    """
    known = segmentations(workspace)
    if not known:
        raise DataError("No existing segmentation was imported.", "regulars import --as segmentation FILE")
    if name is None and len(known) > 1:
        raise DataError(f"There are several segmentations: {', '.join(known)}.", f"Say which: --segmentation {next(iter(known))}.")
    chosen = name or next(iter(known))
    if chosen not in known:
        raise DataError(f"There is no segmentation {chosen!r}.", near_names(chosen, known))
    record = workspace.refresh_number(refresh)
    with engine_aside(workspace) as (engine, _):
        for view, versions in (("labels", workspace.published()), ("memberships", record.versions)):
            files = [str(path) for path in pinned_files(workspace.lake, versions, view)]
            engine.view(view, lake.files_sql(files))
        found = [
            (segment, label, int(count))
            for segment, label, count in engine.rows(_sql(engine, labels.cross_table("labels", "memberships", chosen)))
        ]
    present = {segment for segment, _, _ in found if segment is not None}
    metrics = read_table(workspace, record.versions, "segment_metrics")  # in the map's order
    segments = tuple(row["name"] for row in metrics if row["name"] in present)
    both = {(segment, label): count for segment, label, count in found if segment is not None and label is not None}
    names = tuple(sorted({label for _, label, _ in found if label is not None}))
    return Comparison(
        segmentation=chosen,
        refresh=record.number,
        segments=segments,
        labels=names,
        table=both,
        unlabelled={segment: count for segment, label, count in found if segment is not None and label is None},
        unscored={label: count for segment, label, count in found if segment is None and label is not None},
        agreement=agreement([[both.get((segment, label), 0) for label in names] for segment in segments]),
    )


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
