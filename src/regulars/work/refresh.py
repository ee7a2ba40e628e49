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

from regulars.errors import DataError, DefinitionError, SourceError, in_words, near_names
from regulars.ingest.detect import Answers
from regulars.lake.pinned import pin, pinned_files
from regulars.lake.upsert import append_rows, replace_table
from regulars.queries import lake, refreshes, render, scores
from regulars.scoring.frozen import FrozenRun, frozen_from_wire
from regulars.work.kept_contacts import KeptContacts
from regulars.work.kept_facts import FactKeeper, sweep_facts
from regulars.work.look_from import looks_from
from regulars.work.numbered_once import numbered_once_facts, version_numbered_once
from regulars.work.options import ScoreOptions
from regulars.work.population import has_money
from regulars.work.refresh_tables import metric_rows, product_rows, refresh_facts, table_schema
from regulars.work.request import make_options
from regulars.work.retention import forget_old
from regulars.work.score import ScoreRun, score
from regulars.work.summary import custom_products, with_products
from regulars.work.temporary import make_folder
from regulars.work.workspace import Workspace, writing
from regulars.work.workspace_settings import beside

MODES = ("auto", "full", "incremental")
CUTS = ("recalibrated", "frozen")


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh published: its number, the instant it looked from, its steps and how many customers moved.

    `mode` is how it was done: "incremental" looked anew at `looked_at` customers only, "full" at all; `why` says why not fewer.
    """

    publication: int
    as_of: datetime
    customers: int
    orders: int
    steps: tuple[tuple[str, int, float], ...]
    moved: Mapping[str, int]
    warnings: tuple[str, ...]
    mode: str = "full"
    looked_at: int = 0
    why: str = ""

    @property
    def wire(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "refresh": self.publication,
            "as_of": self.as_of,
            "mode": self.mode,
            "looked_at": self.looked_at,
            "why": self.why,
            "customers": self.customers,
            "orders": self.orders,
            "steps": [{"name": name, "rows": rows, "seconds": round(seconds, 3)} for name, rows, seconds in self.steps],
            "moved": dict(self.moved),
            "warnings": list(self.warnings),
        }


def refresh(
    workspace: Workspace,
    *,
    actor: str,
    now: datetime,
    as_of: datetime | str | None = None,
    cuts: str | None = None,
    mode: str | None = None,
) -> RefreshReport:
    """Work out how everybody stands as of an instant, and publish it.

    Where no instant is named, the setting `look_from` says which: `now`, unless it says otherwise.

    `cuts` "frozen" keeps those of the refresh before, "recalibrated" makes new ones. `mode` "full" looks at every row;
    "incremental" and "auto" only at those of customers of whom something has changed, where that pays, with the same results.

    Raises:
        RegularsError: there is nothing to score, or the workspace is in use.
    """
    values = workspace.settings.values
    cuts, mode = cuts or str(values["cuts"]), mode or str(values["mode"])
    for value, known in ((cuts, CUTS), (mode, MODES)):
        if value not in known:
            raise DefinitionError(f"A refresh cannot be {value!r}.", near_names(value, known))
    with writing(workspace, "refresh", actor, now) as run:
        return _Refresher(workspace, run, now).done(as_of or looks_from(workspace, now), cuts, mode)


def lake_options(workspace: Workspace, now: datetime, as_of: datetime | str | None, frozen: FrozenRun | None) -> ScoreOptions:
    """How the lake's own tables are scored: by the settings, the columns being what they are called."""
    settings = workspace.settings
    options = make_options(
        now=now,
        as_of=as_of,
        scorecard=beside(workspace.folder, str(settings.values["scorecard"])),
        segment_map=beside(workspace.folder, settings.text("map")),
        best=int(settings.values["best"]),
        timezone=str(settings.values["time_zone"]),
        window_days=settings.count("window_days"),
        currency=settings.text("currency"),
        cuts=frozen,
    )
    return replace(options, answers=Answers(is_canonical=True))


def _kept_profile(run: ScoreRun) -> render.Tree:
    """The scored customers with every field of their profile."""
    there = tuple(run.engine.columns("customers"))
    fields = [field for field in run.profile.fields if field not in there]
    if run.keeper is None:
        return refreshes.kept_profile(fields)
    axes = run.placement.axes
    placed = scores.placed(axes, run.names, has_money(run.inputs.source.mapping), source="profile")
    plain = tuple(run.engine.columns("customers_plain")) if run.inputs.has_people else there
    return refreshes.placed_profile(placed, fields, plain, [column for column in there if column not in plain])


def _of_days_to_come(as_of: datetime, now: datetime) -> tuple[str, ...]:
    """A remark where a refresh looks from a day to come, by when everybody has been away for longer."""
    days = (as_of - now).days
    if days < 1:
        return ()
    return (f"It looks from {as_of:%Y-%m-%d}, {in_words(days, 'day')} from now: recency counts days to come.",)


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

    def done(self, as_of: datetime | str, cuts: str, mode: str) -> RefreshReport:
        """Every step, then the publication."""
        from regulars.work.profile_rules import read_profile_rules

        workdir = make_folder("regulars-")
        try:
            with self._step("assignment") as rows:
                folder = pin(self._workspace.lake, self._data, lake.CANONICAL, workdir)
                if not (folder / "orders").is_dir() and not (folder / "events").is_dir():
                    raise DataError("The workspace has no orders yet.", "Import some first: regulars import FILE.")
                frozen = self._frozen() if cuts == "frozen" else None
                options = lake_options(self._workspace, self._now, as_of, frozen)
                rows.append(self._workspace.lake.rows(self._data, "orders"))
            numbered_once = "orders" in self._data and self._data["orders"] == version_numbered_once(self._workspace)
            kept = self._kept(mode)
            keeper = FactKeeper(self._workspace.lake, self._data, self._run, kept, numbered_once=numbered_once)
            with self._step("scores") as rows:
                rules = read_profile_rules(beside(self._workspace.folder, self._workspace.settings.text("profile_rules")))
                run = score(folder, options, self._workspace.make_engine, profile_rules=rules, keeper=keeper)
                rows.append(run.population.customers)
            try:
                report = self._written(run, folder, options, keeper, mode)
            finally:
                run.close()
        finally:
            shutil.rmtree(workdir, ignore_errors=True)
        forget_old(self._workspace, self._now)
        return report

    def _kept(self, mode: str) -> Mapping[str, Any] | None:
        return self._before.facts.get("kept") if self._before is not None and mode != "full" else None

    def _frozen(self) -> FrozenRun | None:
        if self._before is None:
            return None
        card = lake_options(self._workspace, self._now, None, None).scorecard
        if card.name != self._before.facts["scorecard"]:
            return None  # another scorecard has cuts of its own, which are kept from this refresh on
        return frozen_from_wire(dict(self._before.facts), f"refresh {self._before.number}")

    def _written(self, run: ScoreRun, folder: Path, options: ScoreOptions, keeper: FactKeeper, mode: str) -> RefreshReport:
        from regulars.work.custom_segments import CustomMembers, custom_members
        from regulars.work.moves import KeptMoves, count_moves, keep_moves, why_incomparable

        engine, workspace = run.engine, self._workspace
        with self._step("profile") as rows:
            contacts = KeptContacts(workspace.lake, self._data, self._before if mode != "full" else None)
            profile = contacts.beside(engine, _kept_profile(run), has_people=run.inputs.has_people)
            rows.append(self._replace(run, "profile", profile))
            facts: dict[str, Any] = {"kept": keeper.wire(engine)} | contacts.wire
        with self._step("memberships") as rows:
            profile_files = workspace.lake.files("profile", self._made["profile"])
            custom: CustomMembers = custom_members(workspace, folder, options, engine, profile_files)
            rows.append(self._replace(run, "memberships", render.sql(refreshes.memberships(), engine.dialect)))
        with self._step("segment metrics") as rows:
            summary = with_products(run, run.brief())
            rows.append(self._keep(run, "segment_metrics", metric_rows(run, summary, custom)))
        with self._step("top products") as rows:
            own = custom_products(run) if custom.names else {}
            rows.append(self._keep(run, "top_products", product_rows(summary, own)))
        with self._step("history") as rows:
            rows.append(self._history(run))
        facts = refresh_facts(run, summary) | facts | custom.facts
        facts |= numbered_once_facts(self._data, is_so=keeper.has_numbers_once)
        moved: Mapping[str, int] = {}
        notes: tuple[str, ...] = ()
        if self._before is not None and (why := why_incomparable(self._before.facts, facts)):
            notes = (f"{why}, so that movement begins anew.",)
        elif self._before is not None:
            with self._step("movement") as rows:
                try:
                    done = keep_moves(workspace, self._before, self._data | self._made, facts, self._run, run.population.as_of)
                except SourceError:  # the profile of then is gone or damaged, and a refresh is what makes it anew
                    notes = ("The profile of the refresh before cannot be read, so that movement begins anew.",)
                    done = KeptMoves(0, None, ())
                if done.version is not None:
                    self._made["moves"] = done.version
                rows.append(done.rows)
                moved = count_moves(done.flows)
        warnings = (*summary.quality.warnings, *custom.warnings, *notes, *_of_days_to_come(run.population.as_of, self._now))
        steps = tuple(self._steps)
        report = RefreshReport(
            0,
            run.population.as_of,
            summary.customers,
            summary.orders,
            steps,
            dict(moved),
            warnings,
            mode="incremental" if keeper.is_narrowed else "full",
            looked_at=keeper.customers if keeper.is_narrowed else summary.customers,
            why="" if mode == "full" else "; ".join(dict.fromkeys(keeper.reasons)),
        )
        kept = {key: report.wire[key] for key in ("moved", "warnings", "mode", "looked_at", "why")} | {"steps": steps}
        versions = self._data | self._made
        published = workspace.ledger.publish(self._run, "refresh", self._now, report.as_of, versions, facts, kept)
        sweep_facts(workspace.lake, facts["kept"])
        return replace(report, publication=published.number)

    def _history(self, run: ScoreRun) -> int:
        engine, lake_ = run.engine, self._workspace.lake
        there = pinned_files(lake_, self._data, "history")
        if there:
            engine.view("lake_history", lake.files_sql([str(path) for path in there]))
        before = refreshes.nobody_before()
        if self._before is not None:
            try:
                files = pinned_files(lake_, self._before.versions, "profile")
                engine.view("standing", lake.files_sql([str(path) for path in files]))
            except SourceError:  # its profile is gone; its history is not
                engine.view("standing", render.sql(refreshes.last_known("lake_history"), engine.dialect))
            before = refreshes.standing_of("standing")
        changed = refreshes.changed_standing(engine.columns("customers"), before)
        engine.table("changed_standing", render.sql(changed, engine.dialect))
        query = refreshes.history_changes(self._run, run.population.as_of, "lake_history" if there else None)
        done = append_rows(engine, lake_, "history", render.sql(query, engine.dialect), self._run)
        self._made["history"] = done.version or 0
        return done.rows

    def _replace(self, run: ScoreRun, table: str, query: str) -> int:
        done = replace_table(run.engine, self._workspace.lake, table, query, self._run)
        self._made[table] = done.version or 0
        return done.rows

    def _keep(self, run: ScoreRun, table: str, rows: list[dict[str, Any]]) -> int:
        import pyarrow

        run.engine.register(f"{table}_frame", pyarrow.Table.from_pylist(rows, schema=table_schema(table)))
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
