"""Who of an experiment was really reached, by a file of the tool that reached them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import DataError, near_names
from regulars.ingest.sources import create_view, open_source, rejects
from regulars.queries import render, trials
from regulars.queries.experiments import group_value
from regulars.work.audience_tables import ASSIGNMENTS, EXPOSURES, changing
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.workspace import Workspace, engine_aside
from regulars.work.workspace_audience import experiment_called


@dataclass(frozen=True, slots=True)
class ReachedFile:
    """What a file said: customers in it, those of them in the experiment, and rows left out by reason."""

    experiment: ExperimentRecord
    customers: int
    in_experiment: int
    left_out: Mapping[str, int]


def bring_reached(
    workspace: Workspace, name: str, file: Path, *, customer_column: str = "customer_id", actor: str, now: datetime
) -> ReachedFile:
    """Take over who was reached in an experiment; a later file of the same experiment takes the place of the former.

    Raises:
        DefinitionError: there is no such experiment. DataError: there is no such column, or nobody of the experiment in the file.
        SourceError: the file cannot be read. BusyError: an export is running.
    """
    made = experiment_called(workspace, name)
    with changing(workspace, "experiment", actor, now) as tables, engine_aside(workspace) as (engine, workdir):
        source = open_source(engine, str(file), workdir, None)
        create_view(engine, source, "reached_rows")
        types = engine.columns("reached_rows")
        if customer_column not in types:
            raise DataError(f"{file.name} has no column {customer_column!r}.", near_names(customer_column, types))
        customer = group_value(customer_column, types[customer_column])
        tables.view(engine, ASSIGNMENTS)
        engine.table("brought", render.sql(trials.reached(made.number, customer, "reached_rows"), engine.dialect))
        found = int(engine.rows("SELECT COUNT(*) FROM brought")[0][0])
        if not found:
            raise DataError(f"Nobody in {file.name} is in {made.name}.", "Name the column with the customers' ids.")
        counts = engine.record(render.sql(trials.reached_counts(customer, "reached_rows"), engine.dialect))
        reasons = {
            "no customer": int(counts["blank"]),
            "not in the experiment": int(counts["customers"]) - found,
            "not split into columns": rejects(engine, source).rows,
        }
        left_out = {reason: number for reason, number in reasons.items() if number}
        kept = trials.kept_exposures(made.number, has_others=tables.view(engine, EXPOSURES))
        tables.replace(engine, EXPOSURES, render.sql(kept, engine.dialect), made.number)
        fact: dict[str, Any] = {"at": now, "file": file.name, "customers": found, "left_out": left_out}
        workspace.ledger.experiments.keep_reached(made.number, fact, now, tables.versions)
    workspace.ledger.audit(now, actor, "experiment reached", {"experiment": made.name, "customers": found})
    return ReachedFile(replace(made, facts={**made.facts, "reached": fact}), int(counts["customers"]), found, left_out)
