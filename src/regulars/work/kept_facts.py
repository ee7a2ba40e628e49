"""Facts about each customer that a refresh keeps for the next one, which then works out anew only those of whom something changed.

They lie beside the lake's tables as Parquet files of their own: first everybody's, then, refresh by refresh, those made anew. They
can always be made again from the orders, so that nothing is lost with them; where they do not fit what is asked (other settings,
other columns, another version of Regulars, a file gone), everybody is worked out.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import SourceError
from regulars.lake.store import Lake
from regulars.lake.upsert import PARQUET
from regulars.queries import increments, lake, render
from regulars.queries.row_reader import RawTable
from regulars.version import VERSION

FOLDER = ".facts"
_FORM = 5  # of what is kept: another number makes what was kept before useless
_PARQUET = (*PARQUET, "PARQUET_VERSION V2")  # smaller, and read by nobody else
_MOST_PARTS = 12
_MOST_CHANGED = 0.25  # of the customers: beyond it, everybody at once is quicker


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one refresh: `tables` by name, `affected` those that were made anew (None: everybody), `customers` how many."""

    tables: Mapping[str, str]
    affected: str | None
    customers: int

    @property
    def wire(self) -> dict[str, Any]:
        """As the publication keeps it."""
        return {"tables": dict(self.tables), "affected": self.affected, "customers": self.customers}


@dataclass(slots=True)
class Section:
    """What is kept of one source table (`orders` or `events`).

    `version` is that of the lake's table, `borders` the instants that rows are compared with, `fingerprint` everything else that
    the facts depend on. `narrowed` names the table of customers to be made anew; None where everybody is.
    """

    source: str
    version: int
    borders: tuple[datetime, ...]
    fingerprint: str
    parts: tuple[Part, ...] = ()
    narrowed: str | None = None
    customers: int = 0
    made: dict[str, str] = field(default_factory=dict)


class FactKeeper:
    """The facts of one refresh: `table` makes them, and keeps them.

    `before` is the wire of the refresh before (None: there is none, or everybody is to be worked out). `numbered_once`: imports
    have seen to it that no order's number is there twice.
    """

    def __init__(
        self, lake_: Lake, versions: Mapping[str, int], run: int, before: Mapping[str, Any] | None, *, numbered_once: bool = False
    ) -> None:
        self._lake = lake_
        self._versions = versions
        self._run = run
        self._before = before or {}
        self._numbered_once = numbered_once
        self._sections: dict[str, Section] = {}
        self._unique: bool | None = None
        self.reasons: list[str] = []

    @property
    def is_narrowed(self) -> bool:
        """Whether any customers were left as they were."""
        return any(section.narrowed for section in self._sections.values())

    @property
    def customers(self) -> int:
        """How many customers were made anew, in the section of orders."""
        section = self._sections.get("orders")
        return section.customers if section else 0

    def begin(
        self,
        engine: Engine,
        raw: RawTable,
        source: str,
        moment: str,
        borders: Sequence[datetime],
        about: Sequence[object],
        columns: Sequence[str] | None = None,
    ) -> RawTable:
        """Find out whom to look at anew; the rows of these, or all rows. `about` is what else the facts depend on, `columns` what
        they are made of (None: all)."""
        fingerprint = repr((_FORM, VERSION, sorted(raw.types.items()), *about))
        section = Section(source, self._versions[source], tuple(borders), fingerprint)
        self._sections[source] = section
        former = self._former(section)
        if former is None:
            return raw
        narrowed = f"affected_{source}"
        try:
            engine.table(narrowed, self._sql(engine, self._affected(engine, raw, section, moment)))
        except SourceError as error:  # what was there before is gone
            self.reasons.append(error.problem)
            return raw
        section.customers = int(engine.rows(f"SELECT COUNT(*) FROM {narrowed}")[0][0])
        if section.customers > _MOST_CHANGED * former[0].customers:
            self.reasons.append(f"{section.customers:,} customers are new or have changed, {former[0].customers:,} were known")
            section.customers = 0
            return raw
        section.parts, section.narrowed = former, narrowed
        self._view_parts(engine, section)
        changed = f"{raw.view}_changed"
        rows = increments.of_customers(raw.view, columns or list(raw.types), narrowed)
        engine.table(changed, self._sql(engine, rows))  # finding them reads all rows
        return RawTable(changed, raw.types)

    def raw(self, source: str, whole: RawTable) -> RawTable:
        """The rows to look at of a section that has begun."""
        return RawTable(f"{whole.view}_changed", whole.types) if self.is_narrow(source) else whole

    @property
    def has_numbers_once(self) -> bool:
        """Whether every row of the orders is an order of its own, once `has_unique_orders` has been asked."""
        return bool(self._unique)

    def has_unique_orders(self, engine: Engine, raw: RawTable, of_all: Callable[[bool], bool]) -> bool:
        """Whether every row of the orders is an order of its own: of all of them (`of_all`, told whether their numbers are known to
        be there once), or of those that have changed since it was so."""
        if self._numbered_once:
            self._unique = of_all(True)
            return self._unique
        before = self._before.get("orders", {})
        is_unique = before.get("unique")
        try:
            if is_unique and compare_versions(engine, self._lake, "orders", before["version"], self._versions["orders"]):
                columns = [column for column in raw.types if column != "source"]
                changed = increments.changed_keys("order_id", columns, "gone_orders", "come_orders")
                engine.table("changed_orders", self._sql(engine, changed))
                count, different = engine.rows(self._sql(engine, increments.repeated_orders(raw.view, "changed_orders")))[0]
                is_unique = count == different
        except SourceError:  # the files of then are gone
            is_unique = None
        self._unique = of_all(False) if is_unique is None else bool(is_unique)
        return self._unique

    def table(self, engine: Engine, source: str, name: str, query: str) -> None:
        """Make the table `name` of a section: of everybody, whoever had to be looked at."""
        section = self._sections[source]
        file = f"run-{self._run:06d}-{name}.parquet"
        if section.narrowed is None:
            engine.table(name, query)
            self._keep(engine, section, name, f"SELECT * FROM {name}", file)
            return
        engine.table(f"fresh_{name}", query)
        columns = list(engine.columns(f"fresh_{name}"))
        steps = [(f"{source}_{step}_{name}", step) for step in range(len(section.parts))]
        whole = increments.completed(columns, steps, f"fresh_{name}", f"superseded_{source}")
        engine.table(name, self._sql(engine, whole))
        self._keep(engine, section, name, f"SELECT * FROM {name if self._is_rebased(section) else f'fresh_{name}'}", file)

    def is_narrow(self, source: str) -> bool:
        """Whether a section looks at some customers only."""
        section = self._sections.get(source)
        return section is not None and section.narrowed is not None

    def wire(self, engine: Engine) -> dict[str, Any]:
        """What the publication keeps. Writes who was made anew."""
        found: dict[str, Any] = {}
        for source, section in self._sections.items():
            part = Part(dict(section.made), None, 0)
            if section.narrowed is not None and not self._is_rebased(section):
                file = f"run-{self._run:06d}-affected_{source}.parquet"
                self._write(engine, f"SELECT * FROM {section.narrowed}", file)
                part = Part(part.tables, file, section.customers)
                parts = [*section.parts, part]
            else:
                first = next(iter(section.made), None)
                everybody = int(engine.rows(f"SELECT COUNT(DISTINCT customer) FROM {first}")[0][0]) if first else 0
                parts = [Part(part.tables, None, everybody)]
            found[source] = {
                "version": section.version,
                "borders": [border.isoformat() for border in section.borders],
                "fingerprint": section.fingerprint,
                "parts": [each.wire for each in parts],
                "unique": self._unique if source == "orders" else None,
            }
        return found

    def _former(self, section: Section) -> tuple[Part, ...] | None:
        """The parts of the refresh before, where they can be gone on from."""
        found = self._before.get(section.source)
        if not found:
            self.reasons.append(f"nothing is kept of the {section.source}")
            return None
        if found["fingerprint"] != section.fingerprint or len(found["borders"]) != len(section.borders):
            self.reasons.append(f"the {section.source} are read in another way than before")
            return None
        parts = tuple(Part(part["tables"], part["affected"], part["customers"]) for part in found["parts"])
        files = [name for part in parts for name in (*part.tables.values(), *([part.affected] if part.affected else []))]
        if not all(_is_whole(self._folder / name) for name in files):
            self.reasons.append(f"what was kept of the {section.source} is gone or damaged")
            return None
        return parts

    def _affected(self, engine: Engine, raw: RawTable, section: Section, moment: str) -> render.Tree:
        """The customers with other rows than before, or with a row that a border has passed."""
        before = self._before[section.source]
        spans = [
            (min(then, now), max(then, now))
            for then, now in zip(map(datetime.fromisoformat, before["borders"]), section.borders, strict=True)
            if then != now
        ]
        found = [increments.passed_by(raw.view, moment, spans)]
        columns = [column for column in raw.types if column != "source"]
        if compare_versions(engine, self._lake, section.source, before["version"], section.version):
            gone, come = f"gone_{section.source}", f"come_{section.source}"
            found.append(increments.changed_keys("customer_id", columns, gone, come))
        return increments.together(*found)

    def _view_parts(self, engine: Engine, section: Section) -> None:
        """Make views of the tables of every part, and the table that says which of them is the last for whom."""
        assert section.narrowed is not None  # noqa: S101 - the caller has made it
        steps = [(section.narrowed, len(section.parts))]
        for step, part in enumerate(section.parts):
            for name, file in part.tables.items():
                engine.view(f"{section.source}_{step}_{name}", lake.files_sql([str(self._folder / file)]))
            if part.affected is not None:
                engine.view(f"{section.source}_{step}_affected", lake.files_sql([str(self._folder / part.affected)]))
                steps.append((f"{section.source}_{step}_affected", step))
        engine.table(f"superseded_{section.source}", self._sql(engine, increments.superseded(steps)))

    def _is_rebased(self, section: Section) -> bool:
        """Whether so much was made anew by and by that everybody is written again."""
        later = sum(part.customers for part in section.parts[1:]) + section.customers
        return len(section.parts) >= _MOST_PARTS or later > _MOST_CHANGED * section.parts[0].customers

    @property
    def _folder(self) -> Path:
        return self._lake.folder / FOLDER

    def _keep(self, engine: Engine, section: Section, name: str, query: str, file: str) -> None:
        self._write(engine, query, file)
        section.made[name] = file

    def _write(self, engine: Engine, query: str, file: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        engine.copy(query, self._folder / file, _PARQUET)

    def _sql(self, engine: Engine, tree: render.Tree) -> str:
        return render.sql(tree, engine.dialect)


def compare_versions(engine: Engine, lake_: Lake, table: str, then: int, now: int) -> bool:
    """Make the views `gone_TABLE` and `come_TABLE` of files that only one of two versions has; whether there are any.

    Raises:
        SourceError: a version is gone.
    """
    if then == now:
        return False
    before, after = set(lake_.files(table, then)), set(lake_.files(table, now))
    if before == after:
        return False
    for name, files, other in ((f"gone_{table}", before - after, after), (f"come_{table}", after - before, before)):
        if files:
            engine.view(name, lake.files_sql([str(path) for path in sorted(files)]))
        else:
            engine.view(name, f"{lake.files_sql([str(path) for path in sorted(other)])} WHERE FALSE")
    return True


def _is_whole(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does: what a full disk or a crash of the machine has cut off does not."""
    try:
        with path.open("rb") as file:
            begins = file.read(4)
            file.seek(-4, os.SEEK_END)
            return begins == file.read(4) == b"PAR1"
    except OSError:
        return False


def sweep_facts(lake_: Lake, kept: Mapping[str, Any]) -> int:
    """Remove the files that the newest refresh (whose wire is `kept`) does not go by; how many went."""
    used = {
        name
        for section in kept.values()
        for part in section["parts"]
        for name in (*part["tables"].values(), part["affected"])
        if name is not None
    }
    gone = 0
    for path in fact_files(lake_):
        if path.name not in used:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def fact_files(lake_: Lake) -> list[Path]:
    """All files of what refreshes added up of each customer."""
    return sorted((lake_.folder / FOLDER).glob("*.parquet"))
