"""Who may not be reached at all: the control of experiments that run, and those held out of everything in turn."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from regulars.experiments.holdouts import HeldOut, Holdout, holdout
from regulars.queries import trials
from regulars.queries.render import Tree
from regulars.work.audience_tables import ASSIGNMENTS, AudienceTables
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.options import zone_info
from regulars.work.workspace import Workspace


def running(workspace: Workspace, now: datetime) -> tuple[ExperimentRecord, ...]:
    """The experiments that run, newest first."""
    return tuple(each for each in workspace.ledger.experiments.experiments() if each.is_running(now))


def global_holdout(workspace: Workspace, now: datetime) -> Holdout | None:
    """The global holdout of the settings; None where there is none."""
    percent = workspace.settings.count("global_holdout_percent")
    if percent is None:
        return None
    salt, since = workspace.ledger.experiments.holdout(f"holdout {secrets.token_hex(8)}", now)
    zone = zone_info(str(workspace.settings.values["time_zone"]))
    days = int(workspace.settings.values["holdout_days"])
    return holdout(salt, Decimal(percent) / 100, since.astimezone(zone).date(), days)


def held_out_today(workspace: Workspace, now: datetime) -> tuple[str, HeldOut] | None:
    """Who is held out of everything today, with the salt by which they are chosen."""
    found = global_holdout(workspace, now)
    if found is None:
        return None
    zone = zone_info(str(workspace.settings.values["time_zone"]))
    return found.salt, found.on(now.astimezone(zone).date())


def held_out_parts(workspace: Workspace, now: datetime, *, has_assignments: bool) -> list[Tree]:
    """Who of the view `scored` is held out, for `queries.outreach.kept_back`. `has_assignments`: the view of that name is there."""
    today, parts = held_out_today(workspace, now), []
    if today is not None:
        salt, held = today
        parts.append(trials.kept_back_by_turn(salt, held.start, held.width))
    controls = [(each.number, each.control) for each in running(workspace, now)]
    if controls and has_assignments:
        parts.append(trials.kept_back_as_controls(controls))
    return parts


@dataclass(frozen=True, slots=True)
class HeldOutNow:
    """Who is held out at an instant, ready to be asked of many customers."""

    turn: HeldOut | None
    controls: frozenset[str]

    def is_held_out(self, customer_id: str) -> bool:
        """Whether no campaign may reach the customer."""
        return customer_id in self.controls or (self.turn is not None and self.turn.is_held_out(customer_id))


def held_out_now(workspace: Workspace, now: datetime) -> HeldOutNow:
    """Everybody who is held out at an instant."""
    from pyarrow import compute, dataset

    held = [(each.number, each.control) for each in running(workspace, now)]
    files = AudienceTables(workspace).files(ASSIGNMENTS) if held else ()
    found: set[str] = set()
    for experiment, arm in held if files else ():
        wanted = (compute.field("experiment") == experiment) & (compute.field("arm") == arm)
        rows = dataset.dataset([str(path) for path in files]).to_table(columns=["customer_id"], filter=wanted)
        found.update(rows["customer_id"].to_pylist())
    today = held_out_today(workspace, now)
    return HeldOutNow(None if today is None else today[1], frozenset(found))


def is_held_out(workspace: Workspace, customer_id: str, now: datetime) -> bool:
    """Whether no campaign may reach a customer; for many customers ask `held_out_now` once."""
    from pyarrow import compute, dataset

    today = held_out_today(workspace, now)
    if today is not None and today[1].is_held_out(customer_id):
        return True
    held = {each.number: each.control for each in running(workspace, now)}
    files = AudienceTables(workspace).files(ASSIGNMENTS) if held else ()
    if not files:
        return False
    mine = compute.field("customer_id") == customer_id
    rows = dataset.dataset([str(path) for path in files]).to_table(columns=["experiment", "arm"], filter=mine).to_pylist()
    return any(held.get(row["experiment"]) == row["arm"] for row in rows)
