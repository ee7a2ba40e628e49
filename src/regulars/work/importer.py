"""What an import does with its sources: fetched, staged in one engine, compared with the lake, and brought into it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from regulars.engines.base import Engine
from regulars.errors import DataError, UndecidedError
from regulars.ingest.detect import Answers
from regulars.ingest.servers import TableOfDatabase, fetch
from regulars.ingest.updates import ROLE as UPDATED_AT
from regulars.lake.upsert import Upserted, replace_table, upsert
from regulars.queries import lake, lake_people, render, upserts
from regulars.queries.versions import UPDATES
from regulars.work.ledger import SourceRecord
from regulars.work.order_versions import drop_outdated
from regulars.work.source_memory import Memory, to_remember
from regulars.work.staging import Stage, Staged, stage_customers, stage_events, stage_lines, stage_orders
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace

if TYPE_CHECKING:
    from regulars.work.imports import ImportRequest

# orders come first: by them it is known how customers are named
TABLE_ORDER = ("orders", "order_lines", "customers", "events")
_KEYED = {made.name: made for made in (lake.ORDERS, lake.LINES, lake.EVENTS)}


def source_record(made: Staged, said: Answers, file_zone: str | None) -> SourceRecord:
    """What is remembered of a source that was staged, `said` being what the person said of it."""
    answers = to_remember(made.reading, made.attributes, said, file_zone, made.remembered)
    if made.updated_column:
        answers["columns"] = answers["columns"] | {UPDATED_AT: made.updated_column}
    about = {"platform": made.reading.platform, "columns": made.mapping, "identity": list(made.reading.identity)}
    return SourceRecord(made.source, made.table, made.columns, answers, about)


def _staged(stage: Stage, table: str, where: object, place: int, identity: Sequence[str]) -> Staged:
    match table:
        case "orders":
            return stage_orders(stage, where, place)
        case "order_lines":
            return stage_lines(stage, where, place)
        case "events":
            return stage_events(stage, where, place)
        case _:
            return stage_customers(stage, where, place, identity)


class Importer:
    """One engine with everything that is being imported."""

    def __init__(self, workspace: Workspace, request: ImportRequest) -> None:
        self._workspace = workspace
        self._request = request
        self._workdir = make_folder("regulars-")
        self._engine: Engine = workspace.make_engine(self._workdir)
        self.has_newer_times = False
        # what the person said of each staged source
        self.said: list[Answers] = []

    @property
    def engine(self) -> Engine:
        """What the sources are staged in."""
        return self._engine

    def close(self) -> None:
        """Free the engine and the temporary files."""
        self._engine.close()
        shutil.rmtree(self._workdir, ignore_errors=True)

    def staged(self, run: int | None) -> tuple[Staged, ...]:
        """All sources, read."""
        request, settings = self._request, self._workspace.settings
        known = list(self._workspace.ledger.sources())
        done: list[Staged] = []
        sources = self._sources(run)
        for place, (table, where) in enumerate(sources):
            stage = Stage(
                self._engine,
                self._workdir,
                str(settings.values["time_zone"]),
                request.file_zone,
                request.answers_about(where),
                Memory(tuple(known)),
                request.source_name if len(sources) == 1 else None,
                request.sheet,
                request.columns_of.get(str(where), {}),
                is_alone=len(sources) == 1,
            )
            began, step = time.monotonic(), self._begin(run, f"read {table}")
            try:
                made = _staged(stage, table, where, place, _identity(known))
            except (DataError, UndecidedError) as error:
                if table == "orders" or stage.is_alone:
                    raise
                alone = "Import that file alone: what is said of several is about the orders."
                raise type(error)(f"{table}: {error.problem}", f"{error.remedy} {alone}") from error
            self._end(step, made.rows, began)
            self.said.append(stage.answers if table == "orders" else stage.answers_alone)
            known.append(source_record(made, self.said[-1], request.file_zone))
            done.append(made)
        return tuple(done)

    def _sources(self, run: int | None) -> Sequence[tuple[str, object]]:
        """What was asked for, with tables of databases copied aside."""
        wanted = [where for _, where in self._request.sources if isinstance(where, TableOfDatabase)]
        if not wanted:
            return self._request.sources
        began, step = (
            time.monotonic(),
            self._begin(run, f"fetch {', '.join(dict.fromkeys(each.address.shown for each in wanted))}"[:60]),
        )
        fetched = fetch(wanted, self._workdir)
        self._end(step, sum(rows for _, _, rows in fetched), began)
        files = [each for each in self._request.sources if not isinstance(each[1], TableOfDatabase)]
        return sorted([*files, *((table, source) for table, source, _ in fetched)], key=lambda each: TABLE_ORDER.index(each[0]))

    def brought_in(self, staged: Sequence[Staged], run: int) -> dict[str, dict[str, int]]:
        """Every staged table into the lake, in the order in which they were given."""
        counts: dict[str, dict[str, int]] = {}
        for made in staged:
            self._without_outdated(made, self._workspace.lake.head(UPDATES.name))
            for table, view in made.views.items():
                began, step = time.monotonic(), self._begin(run, f"write {table}")
                if table == lake.CUSTOMERS:
                    done = self._people(made, view, run)
                else:
                    done = upsert(
                        self._engine,
                        self._workspace.lake,
                        _KEYED[table],
                        view,
                        run,
                        whole_keys=made.whole_keys and table == "orders",
                    )
                self._end(step, done.rows, began)
                _add(counts, table, done)
            if made.updates:
                kept = upsert(self._engine, self._workspace.lake, UPDATES, made.updates, run, whole_keys=True)
                self.has_newer_times |= bool(kept.added or kept.replaced)
        return counts

    def _without_outdated(self, made: Staged, version: int | None) -> None:
        """Leave out staged orders of which the table of updates, in a version of it, knows a later one."""
        if made.updates:
            files = self._workspace.lake.files(UPDATES.name, version) if version is not None else ()
            made.views, made.updates, note = drop_outdated(self._engine, made.views, made.updates, files)
            made.notes = (*made.notes, *((note,) if note else ()))

    def compared(self, staged: Sequence[Staged]) -> dict[str, dict[str, int]]:
        """How many keys of each staged table are new, and how many other than before."""
        counts: dict[str, dict[str, int]] = {}
        published = self._workspace.published()
        for made in staged:
            self._without_outdated(made, published.get(UPDATES.name))
            for table, view in made.views.items():
                there = self._view_of(table, published.get(table))
                if table == lake.CUSTOMERS:
                    done, _ = self._people_changed(made, view, there)
                else:
                    keyed = _KEYED[table]
                    self._engine.view("typed", self._sql(upserts.typed(keyed, view)))
                    self._engine.table("changed", self._sql(upserts.changed_keys(keyed, "typed", there)))
                    found = self._engine.record(self._sql(upserts.count_changed("changed")))
                    done = Upserted(int(found["added"]), int(found["replaced"]))
                _add(counts, table, done)
        return counts

    def _view_of(self, table: str, version: int | None) -> str | None:
        files = self._workspace.lake.files(table, version) if version is not None else ()
        if not files:
            return None
        self._engine.view(f"lake_{table}", lake.files_sql([str(path) for path in files]))
        return f"lake_{table}"

    def _people_changed(self, made: Staged, view: str, there: str | None) -> tuple[Upserted, bool]:
        """Make the table `people_now`; how many are told otherwise in it, and whether it is to be written."""
        engine = self._engine
        if there is None:
            engine.view("lake_customers", self._sql(lake.nobody()))
        engine.view("staged_people", f'SELECT * FROM "{view}"')
        old = {name: kind for name, kind in engine.columns("lake_customers").items() if name != "customer_id"}
        new = {name: kind for name, kind in engine.columns(view).items() if name != "customer_id"}
        engine.table("people_now", self._sql(lake_people.filled_people(new, old, from_orders=made.table == "orders")))
        columns = tuple(engine.columns("people_now"))
        facts = engine.record(self._sql(lake_people.other_people(columns, tuple(engine.columns("lake_customers")))))
        added = int(facts["everybody"] - facts["before"])
        return Upserted(added, int(facts["told_otherwise"]) - added), bool(facts["others"])

    def _people(self, made: Staged, view: str, run: int) -> Upserted:
        there = self._view_of("customers", self._workspace.lake.head("customers"))
        counted, is_other = self._people_changed(made, view, there)
        if not is_other:
            return counted
        done = replace_table(self._engine, self._workspace.lake, "customers", "SELECT * FROM people_now", run)
        return Upserted(counted.added, counted.replaced, done.rows, done.bytes, done.version)

    def _sql(self, tree: render.Tree) -> str:
        return render.sql(tree, self._engine.dialect)

    def _begin(self, run: int | None, name: str) -> int | None:
        return self._workspace.ledger.begin_step(run, name) if run is not None else None

    def _end(self, step: int | None, rows: int, began: float) -> None:
        if step is not None:
            self._workspace.ledger.end_step(step, rows, time.monotonic() - began)


def _identity(known: Sequence[SourceRecord]) -> tuple[str, ...]:
    """The roles by which imported orders name customers."""
    roles = [role for source in known if source.table == "orders" for role in source.mapping.get("identity", ())]
    return tuple(dict.fromkeys(roles))


def _add(counts: dict[str, dict[str, int]], table: str, done: Upserted) -> None:
    before = counts.setdefault(table, {"added": 0, "replaced": 0, "rows_written": 0, "bytes_written": 0})
    for key, more in (
        ("added", done.added),
        ("replaced", done.replaced),
        ("rows_written", done.rows),
        ("bytes_written", done.bytes),
    ):
        before[key] += more
