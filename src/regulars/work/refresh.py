"""A refresh: every customer scored and placed from the pinned tables, all that follows from it written, and published at once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import DataError, DefinitionError
from regulars.ingest.detect import Answers
from regulars.lake.pinned import pin, pinned_files
from regulars.lake.upsert import append_rows, replace_table
from regulars.queries import lake, refreshes, render
from regulars.scoring.cuts import cuts_to_wire
from regulars.scoring.frozen import FrozenRun, composites_to_wire, frozen_from_wire
from regulars.scoring.results import Summary
from regulars.tables import AmountRule
from regulars.work.options import ScoreOptions
from regulars.work.population import cents
from regulars.work.request import make_options
from regulars.work.score import ScoreRun, score
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace, writing

_NOT_ROLES = frozenset({"source"})


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh published: its number, the instant it looked from, its steps and how many customers moved."""

    publication: int
    as_of: datetime
    customers: int
    orders: int
    steps: tuple[tuple[str, int, float], ...]
    moved: Mapping[str, int]
    warnings: tuple[str, ...]

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "refresh": self.publication,
            "as_of": self.as_of,
            "customers": self.customers,
            "orders": self.orders,
            "steps": [{"name": name, "rows": rows, "seconds": round(seconds, 3)} for name, rows, seconds in self.steps],
            "moved": dict(self.moved),
            "warnings": list(self.warnings),
        }


def refresh(
    workspace: Workspace, *, actor: str, now: datetime, as_of: datetime | str | None = None, cuts: str | None = None
) -> RefreshReport:
    """Work everything out anew and publish it. `cuts` "frozen" keeps those of the refresh before, "recalibrated" makes new ones.

    Raises:
        RegularsError: there is nothing to score, or the workspace is in use.
    """
    with writing(workspace, "refresh", actor, now) as run:
        return _Refresher(workspace, run, now).done(as_of or now, cuts or str(workspace.settings.values["cuts"]))


def lake_options(
    workspace: Workspace, engine: Any, now: datetime, as_of: datetime | str | None, frozen: FrozenRun | None
) -> ScoreOptions:
    """How the lake's own tables are scored: by the settings, the columns being what they are called. `engine` has them as
    `lake_orders`, where there are orders."""
    settings = workspace.settings
    columns, rule = {}, None
    if engine is not None:
        there = [column for column in engine.columns("lake_orders") if column not in _NOT_ROLES]
        filled = engine.record(render.sql(lake.filled_columns("lake_orders", there), engine.dialect))
        columns = {column: column for column in there if filled[column]}
        rule = AmountRule.TOTAL if "total" in columns else None
    options = make_options(
        now=now,
        as_of=as_of,
        scorecard=_beside(workspace.folder, str(settings.values["scorecard"])),
        segment_map=_beside(workspace.folder, settings.text("map")),
        best=int(settings.values["best"]),
        timezone=str(settings.values["time_zone"]),
        window_days=settings.count("window_days"),
        currency=settings.text("currency"),
        cuts=frozen,
    )
    return replace(options, answers=Answers(columns=columns, amount_rule=rule))


def _beside(folder: Path, what: str | None) -> Any:
    """A file that a setting names, looked for in the workspace's folder."""
    return folder / what if what and (folder / what).is_file() else what


class _Refresher:
    """One refresh, step by step."""

    def __init__(self, workspace: Workspace, run: int, now: datetime) -> None:
        self._workspace = workspace
        self._run = run
        self._now = now
        self._data = dict(workspace.published())
        self._before = workspace.ledger.latest("refresh")
        self._made: dict[str, int] = {}
        self._steps: list[tuple[str, int, float]] = []

    def done(self, as_of: datetime | str, cuts: str) -> RefreshReport:
        """Every step, then the publication."""
        from regulars.work.profile_rules import read_profile_rules

        workdir = make_folder("regulars-")
        try:
            with self._step("assignment") as rows:
                folder = pin(self._workspace.lake, self._data, lake.CANONICAL, workdir)
                options = self._options(folder, workdir, as_of, cuts)
                rows.append(self._orders)
            with self._step("scores") as rows:
                rules = read_profile_rules(_beside(self._workspace.folder, self._workspace.settings.text("profile_rules")))
                run = score(folder, options, self._workspace.make_engine, profile_rules=rules)
                rows.append(run.population.customers)
            try:
                return self._written(run, folder, options)
            finally:
                run.close()
        finally:
            shutil.rmtree(workdir, ignore_errors=True)

    def _options(self, folder: Path, workdir: Path, as_of: datetime | str, cuts: str) -> ScoreOptions:
        if not (folder / "orders").is_dir() and not (folder / "events").is_dir():
            raise DataError("The workspace has no orders yet.", "Import some first: regulars import FILE.")
        frozen = self._frozen() if cuts == "frozen" else None
        if cuts not in {"frozen", "recalibrated"}:
            raise DefinitionError(f"cuts={cuts!r} is not known.", "Give recalibrated or frozen.")
        engine = self._workspace.make_engine(workdir)
        try:
            files = pinned_files(self._workspace.lake, self._data, "orders")
            engine.view("lake_orders", lake.files_sql([str(path) for path in files]))
            self._orders = int(engine.rows("SELECT COUNT(*) FROM lake_orders")[0][0])
            return lake_options(self._workspace, engine, self._now, as_of, frozen)
        finally:
            engine.close()

    def _frozen(self) -> FrozenRun | None:
        if self._before is None:
            return None
        return frozen_from_wire(dict(self._before.facts), f"refresh {self._before.number}")

    def _written(self, run: ScoreRun, folder: Path, options: ScoreOptions) -> RefreshReport:
        from regulars.work.custom_segments import CustomMembers, custom_members
        from regulars.work.moves import count_moves, keep_moves

        engine, workspace = run.engine, self._workspace
        with self._step("profile") as rows:
            rows.append(self._replace(run, "profile", render.sql(_kept_profile(run), engine.dialect)))
        with self._step("memberships") as rows:
            custom: CustomMembers = custom_members(workspace, folder, options, engine)
            rows.append(self._replace(run, "memberships", render.sql(refreshes.memberships(), engine.dialect)))
        with self._step("segment metrics") as rows:
            summary = run.summary() if run.has_products else run.brief()
            rows.append(self._keep(run, "segment_metrics", _metrics(run, summary, custom)))
        with self._step("top products") as rows:
            rows.append(self._keep(run, "top_products", _products(summary)))
        with self._step("history") as rows:
            rows.append(self._history(run))
        facts = _facts(run, summary)
        moved: Mapping[str, int] = {}
        if self._before is not None:
            with self._step("movement") as rows:
                done = keep_moves(workspace, self._before, self._data | self._made, self._run, run.population.as_of)
                if done.version is not None:
                    self._made["moves"] = done.version
                rows.append(done.rows)
                moved = count_moves(done.flows)
        warnings = (*summary.quality.warnings, *custom.warnings)
        steps = tuple(self._steps)
        report = {"steps": steps, "moved": dict(moved), "warnings": list(warnings)}
        versions = self._data | self._made
        published = workspace.ledger.publish(self._run, "refresh", self._now, run.population.as_of, versions, facts, report)
        return RefreshReport(
            published.number, run.population.as_of, summary.customers, summary.orders, steps, dict(moved), warnings
        )

    def _history(self, run: ScoreRun) -> int:
        engine, lake_ = run.engine, self._workspace.lake
        there = pinned_files(lake_, self._data, "history")
        if there:
            engine.view("lake_history", lake.files_sql([str(path) for path in there]))
        query = refreshes.history_changes(
            engine.columns("customers"), self._run, run.population.as_of, "lake_history" if there else None
        )
        done = append_rows(engine, lake_, "history", render.sql(query, engine.dialect), self._run)
        self._made["history"] = done.version or 0
        return done.rows

    def _replace(self, run: ScoreRun, table: str, query: str) -> int:
        done = replace_table(run.engine, self._workspace.lake, table, query, self._run)
        self._made[table] = done.version or 0
        return done.rows

    def _keep(self, run: ScoreRun, table: str, rows: list[dict[str, Any]]) -> int:
        import pyarrow

        run.engine.register(f"{table}_frame", pyarrow.Table.from_pylist(rows, schema=_schema(table)))
        return self._replace(run, table, f"SELECT * FROM {table}_frame")

    @contextmanager
    def _step(self, name: str) -> Iterator[list[int]]:
        began = time.monotonic()
        step = self._workspace.ledger.begin_step(self._run, name)
        rows: list[int] = []
        yield rows
        seconds = time.monotonic() - began
        self._workspace.ledger.end_step(step, rows[0], seconds)
        self._steps.append((name, rows[0], seconds))


def _kept_profile(run: ScoreRun) -> render.Tree:
    return refreshes.with_exact_value(render.subquery(render.Tree(run.profile_sql)))


def _facts(run: ScoreRun, summary: Summary) -> dict[str, Any]:
    """What later refreshes compare with: cuts, the whole map, names."""
    compiled = run.placement.compiled
    return {
        "as_of": run.population.as_of.isoformat(),
        "zone": summary.zone,
        "scorecard": summary.scorecard,
        "map": summary.map_name,
        "currency": summary.currency,
        "customers": summary.customers,
        "cuts": cuts_to_wire(run.cuts),
        "composites": composites_to_wire(run.placement.composites),
        "cells": [[list(cell), segment] for cell, segment in sorted(compiled.cells.items())],
        "names": {"frequency": run.names.frequency, "value": run.names.value},
        "cycle_days": summary.cycle.median_gap if summary.cycle else None,
    }


def _metrics(run: ScoreRun, summary: Summary, custom: Any) -> list[dict[str, Any]]:
    rows = [
        {
            "name": segment.name,
            "kind": refreshes.LIFECYCLE,
            "customers": segment.customers,
            "share": segment.share,
            "orders": segment.orders,
            "revenue": segment.revenue,
            "revenue_share": segment.revenue_share,
            "aov": segment.aov,
            "objective": segment.objective,
            "campaign_type": segment.campaign_type,
        }
        for segment in summary.segments
    ]
    found = {
        name: (int(customers), int(orders), revenue)
        for name, customers, orders, revenue in run.engine.rows(
            render.sql(refreshes.custom_totals(run.names.frequency, run.names.value), run.engine.dialect)
        )
    }
    for name in custom.names:
        customers, orders, revenue = found.get(name, (0, 0, None))
        money = cents(revenue) if summary.revenue is not None and revenue is not None else None
        rows.append(
            {
                "name": name,
                "kind": refreshes.CUSTOM,
                "customers": customers,
                "share": customers / summary.customers,
                "orders": orders,
                "revenue": money,
                "revenue_share": float(money / summary.revenue) if money is not None and summary.revenue else None,
                "aov": cents(money / orders) if money is not None and orders else None,
                "objective": None,
                "campaign_type": None,
            }
        )
    return rows


def _products(summary: Summary) -> list[dict[str, Any]]:
    return [
        {
            "segment": segment,
            "place": place,
            "product_id": product.product,
            "title": product.title,
            "quantity": product.quantity,
            "revenue": product.revenue,
            "customers": product.customers,
        }
        for segment, products in [(None, summary.products), *((each.name, each.top_products) for each in summary.segments)]
        for place, product in enumerate(products, 1)
    ]


def _schema(table: str) -> Any:
    import pyarrow as pa

    money = pa.decimal128(18, 2)
    text, whole, share = pa.string(), pa.int64(), pa.float64()
    schemas = {
        "segment_metrics": [
            ("name", text), ("kind", text), ("customers", whole), ("share", share), ("orders", whole), ("revenue", money),
            ("revenue_share", share), ("aov", money), ("objective", text), ("campaign_type", text),
        ],
        "top_products": [
            ("segment", text), ("place", whole), ("product_id", text), ("title", text), ("quantity", pa.decimal128(18, 4)),
            ("revenue", money), ("customers", whole),
        ],
    }  # fmt: skip
    return pa.schema(schemas[table])
