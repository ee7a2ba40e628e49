"""Who is in which arm: members of segments dealt out, or what a file says of customers who were dealt out elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from regulars.engines.base import Engine
from regulars.errors import DataError, in_words, near_names
from regulars.experiments.assignment import HASHES, Design
from regulars.exports.audiences import Wanted
from regulars.exports.destinations import destination
from regulars.lake.pinned import pinned_files
from regulars.queries import lake, refreshes, render, trials
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.export_workspace import open_export
from regulars.work.held_out import running
from regulars.work.trial_outcomes import open_orders
from regulars.work.trial_request import TrialRequest
from regulars.work.workspace import Workspace
from regulars.work.workspace_audience import named_segment

_NO_AUDIENCE = -1
# a customer's value level is one of the scores, whichever the scorecard has
_VALUE_AXES = ("m", "e")


@dataclass(frozen=True, slots=True)
class Dealing:
    """What it takes to deal customers out: the workspace and its audience tables, an engine with its folder, what is asked for."""

    workspace: Workspace
    tables: AudienceTables
    engine: Engine
    workdir: Path
    request: TrialRequest
    plan: Design
    now: datetime

    def assign(self, made: ExperimentRecord) -> ExperimentRecord:
        """Make the table `dealt` of the rows of `assignments`; the record with what each arm got and what is known at the start.

        Raises:
            DefinitionError: there is no such segment. DataError: an arm has nobody, or the file does not say who is in which.
        """
        facts = self._dealt(made) if self.request.file is None else self._given(made)
        counts = {str(arm): int(n) for arm, n in self.engine.rows(self._sql(trials.arm_counts("dealt")))}
        _check_arms(made, counts, facts["left_out"])
        margin = None if self.request.margin is None else str(self.request.margin)
        currency = self.workspace.refresh_number(None).facts.get("currency")
        told = {"margin": margin, "effect": self.request.effect, "currency": currency}
        facts |= {name: value for name, value in told.items() if value is not None}
        return replace(made, arms=tuple(replace(arm, customers=counts[arm.name]) for arm in made.arms), facts=facts)

    def _dealt(self, made: ExperimentRecord) -> dict[str, Any]:
        """Make the table `dealt` of the members of segments; who could not take part, by reason."""
        members, left_out = self._eligible()
        source = "eligible"
        rivals = {each.number: each.name for each in running(self.workspace, self.now) if each.conflicts_with(made.changes)}
        if rivals and self.tables.view(self.engine, ASSIGNMENTS):
            self.engine.table("taken", self._sql(trials.taken(list(rivals))))
            for number, n in self.engine.rows(self._sql(trials.taken_counts())):
                left_out[f"in the experiment {rivals[int(number)]}"] += int(n)
            self.engine.view("free", self._sql(trials.free()))
            source = "free"
        bounds = [int(end * HASHES) for end in accumulate(arm.share for arm in self.plan.arms[:-1])]
        arms = [arm.name for arm in self.plan.arms]
        self.engine.table("dealt", self._sql(trials.assigned(source, made.number, self.plan.salt, arms, bounds)))
        number = self.workspace.refresh_number(None).number
        # ties in a fixed order: the engine says them in any
        most_first = dict(sorted(left_out.items(), key=lambda each: (-each[1], each[0])))
        return {"members": members, "left_out": most_first, "refresh": number, "given": False}

    def _eligible(self) -> tuple[int, Counter[str]]:
        """Make the view `eligible` of whom the destination could reach; how many members there are, and who is left out."""
        refresh = self.workspace.refresh_number(None)
        members, left_out, parts, has_custom = 0, Counter[str](), [], False
        for place, called in enumerate(self.request.segments):
            named = named_segment(self.workspace, refresh, called)
            wanted = Wanted(named.name, destination(self.request.reached_by), ignores_playbook=True, ignores_contact_gap=True)
            path = self.workdir / f"members-{place}.parquet"
            with open_export(self.workspace, wanted, named, self.tables, _NO_AUDIENCE, self.now, None, None) as (export, _, _):
                value = next((axis for axis in _VALUE_AXES if axis in export.columns), None)
                export.copy_customers(path, value)
                members += export.counts.members
                left_out.update(export.counts.left_out)
            self.engine.view(f"members_{place}", lake.files_sql([str(path)]))
            parts.append((named.name, f"members_{place}"))
            has_custom = has_custom or named.is_custom
        self.engine.view("eligible", self._sql(trials.eligible(parts, overlap=has_custom and len(parts) > 1)))
        return members, left_out

    def _given(self, made: ExperimentRecord) -> dict[str, Any]:
        """Make the table `dealt` of what a file says."""
        from regulars.ingest.sources import create_view, open_source, rejects
        from regulars.queries.experiments import group_value

        request, engine = self.request, self.engine
        source = open_source(engine, str(request.file), self.workdir, None)
        create_view(engine, source, "given_rows")
        types = engine.columns("given_rows")
        for column in (request.customer_column, request.arm_column):
            if column not in types:
                raise DataError(f"{request.file} has no column {column!r}.", near_names(column, types))
        customer, arm = (group_value(column, types[column]) for column in (request.customer_column, request.arm_column))
        found = engine.record(self._sql(trials.given_counts(customer, arm, "given_rows")))
        if found["several"]:
            several = f"{in_words(found['several'], 'customer')} {'is' if found['several'] == 1 else 'are'} in several arms."
            raise DataError(several, "Give each customer one arm.")
        then = self._segments_then(made.started)
        rows = trials.given(made.number, customer, arm, "given_rows", has_segments=then is not None)
        engine.table("dealt", self._sql(rows))
        left_out = {"no customer or no arm": int(found["blank"]), "not split into columns": rejects(engine, source).rows}
        dealt = int(engine.rows("SELECT COUNT(*) FROM dealt")[0][0])
        reasons = {reason: n for reason, n in left_out.items() if n}
        about = {"members": dealt + sum(reasons.values()), "left_out": reasons, "refresh": then, "given": True}
        return about | self._strangers(made, dealt)

    def _strangers(self, made: ExperimentRecord, dealt: int) -> dict[str, int]:
        """How many customers of a file the shop does not know; nothing where it knows all."""
        orders = open_orders(self.engine, self.workspace)
        if made.ends <= orders.since:
            told = f"It was over on {made.ends:%Y-%m-%d}, and the first order known is of {orders.since:%Y-%m-%d}."
            raise DataError(told, "Say when it began (--started), or import the orders of then.")
        known = ["orders"]
        if self._view("customers", self.workspace.published()):
            known.append("customers")
        strangers = int(self.engine.rows(self._sql(trials.strangers("dealt", known)))[0][0])
        if dealt and strangers == dealt:
            told = f"None of the {in_words(dealt, 'customer')} in the file is a customer of the shop."
            raise DataError(told, "Name the column with the ids that orders have, or import the customers first.")
        return {"strangers": strangers} if strangers else {}

    def _segments_then(self, started: datetime) -> int | None:
        """Make the view `state` of who was in which segment at the last refresh that looks from no later than the start; its
        number."""
        refreshes_known = self.workspace.ledger.publications("refresh")
        known = [each for each in refreshes_known if each.as_of is not None and each.as_of <= started]
        if not known or not self._view("history", self.workspace.refresh_number(None).versions):
            return None
        self.engine.view("state", self._sql(refreshes.last_known("history", known[-1].run)))
        return known[-1].number

    def _view(self, table: str, versions: Mapping[str, int]) -> bool:
        files = pinned_files(self.workspace.lake, versions, table)
        if files:
            self.engine.view(table, lake.files_sql([str(path) for path in files]))
        return bool(files)

    def _sql(self, tree: render.Tree) -> str:
        return render.sql(tree, self.engine.dialect)


def _check_arms(made: ExperimentRecord, counts: Mapping[str, int], left_out: Mapping[str, int]) -> None:
    arms = [arm.name for arm in made.arms]
    unknown = sorted(set(counts) - set(arms))
    if unknown:
        raise DataError(f"The file has an arm {unknown[0]!r}.", f"Name the arms with --arm and --control: {', '.join(arms)}.")
    if not all(counts.get(arm) for arm in arms):
        able = sum(counts.values())
        too_few = f"Only {in_words(able, 'customer')} can take part, too few for every arm to have one"
        who = too_few if able else "Nobody can take part"
        reasons = f"; left out: {', '.join(f'{n:,} {reason}' for reason, n in left_out.items())}" if left_out else ""
        raise DataError(f"{who}{reasons}.", "Give a wider segment, or wait until other experiments are over.")
