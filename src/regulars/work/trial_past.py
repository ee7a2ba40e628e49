"""Who was in segments a number of days ago: by a refresh of about that day, or by working them out as of then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from regulars.criteria.nodes import walk
from regulars.criteria.tree import Condition, InSegment, SqlCondition
from regulars.engines.base import Engine
from regulars.errors import RegularsError
from regulars.lake.pinned import pin, pinned_files
from regulars.queries import lake, refreshes, render, trials
from regulars.work.custom_segments import named_criteria
from regulars.work.experiment_ledger import ExperimentRecord
from regulars.work.refresh import lake_options
from regulars.work.score import score
from regulars.work.workspace import Workspace


def members_by_refresh(workspace: Workspace, engine: Engine, made: ExperimentRecord, then: datetime) -> bool:
    """Make the table `participants` of who was in segments of the map by a refresh of about `then`; False where none says so."""
    near = [
        each for each in workspace.ledger.publications("refresh") if each.as_of is not None and abs(each.as_of - then) < _near(made)
    ]
    lifecycle = {name for each in near[-1:] for _, name in each.facts["cells"]}
    files = pinned_files(workspace.lake, workspace.refresh_number(None).versions, "history") if near else ()
    if not files or not made.segments or not set(made.segments) <= lifecycle:
        return False
    engine.view("history", lake.files_sql([str(path) for path in files]))
    engine.view("state", _sql(engine, refreshes.last_known("history", near[-1].run)))
    engine.table("participants", _sql(engine, trials.past_members(made.segments)))
    return _is_somebody(engine)


def members_as_of(
    workspace: Workspace, engine: Engine, workdir: Path, made: ExperimentRecord, then: datetime, now: datetime
) -> bool:
    """The same by working the segments out as a refresh of that day would have; False where too little is known of it.

    Segments of the map are scored by the orders of before. A segment of one's own is looked for by its definition as of then,
    unless that names days of the calendar or is written in SQL: as of another day it would be another segment.
    """
    lifecycle = {name for _, name in workspace.refresh_number(None).facts["cells"]}
    known = named_criteria(workspace)
    custom = {name: known[name] for name in made.segments if name not in lifecycle and name in known}
    if not made.segments or len(custom) + len(lifecycle & set(made.segments)) < len(made.segments):
        return False
    if any(_is_of_its_day(condition, known) for condition in custom.values()):
        return False
    place = workdir / f"then-{made.days}"
    try:
        folder = pin(workspace.lake, workspace.published(), lake.CANONICAL, place)
        views = []
        if len(custom) < len(made.segments):
            _score_then(workspace, engine, folder, place / "scored.parquet", then, now)
            views.append(trials.members_then(made.segments))
        if custom:
            _find_then(workspace, engine, folder, custom, then, now)
            views.append(trials.found_then())
        engine.table("participants", _sql(engine, trials.each_once(views)))
    except RegularsError:
        return False
    return _is_somebody(engine)


def _score_then(workspace: Workspace, engine: Engine, folder: Path, to: Path, then: datetime, now: datetime) -> None:
    """Make the view `scored_then` of everybody who had ordered, scored as of then."""
    run = score(folder, lake_options(workspace, now, then, None), workspace.make_engine)
    try:
        run.engine.copy(run.customers_sql, to, ("FORMAT PARQUET", "COMPRESSION SNAPPY"))
    finally:
        run.close()
    engine.view("scored_then", lake.files_sql([str(to)]))


def _find_then(
    workspace: Workspace, engine: Engine, folder: Path, custom: Mapping[str, Condition], then: datetime, now: datetime
) -> None:
    """Make the table `custom_then` (segment, customer_id) of who met the definitions as of then."""
    from regulars.work.ask import Asking
    from regulars.work.lake_data import open_lake

    with open_lake(folder, lake_options(workspace, now, then, None), workspace.make_engine) as data:
        asking = Asking(data, named_criteria(workspace))
        parts = []
        for place, (name, condition) in enumerate(custom.items()):
            asking.make_members(f"met_{place}", condition)
            parts.append(refreshes.members_of(name, render.table(f"met_{place}")))
        engine.register("custom_frame_then", data.engine.arrow(render.sql(render.union_all(*parts), data.engine.dialect)))
        engine.table("custom_then", "SELECT * FROM custom_frame_then")


def _is_of_its_day(condition: Condition, known: Mapping[str, Condition], within: frozenset[str] = frozenset()) -> bool:
    """Whether a definition, or one that it names, has days of the calendar in it, or SQL of which nobody knows."""
    nodes = tuple(walk(condition))
    named = {name for node in nodes if isinstance(node, InSegment) for name in node.names}
    return (
        _has_a_day(condition)
        or any(isinstance(node, SqlCondition) for node in nodes)
        or any(_is_of_its_day(known[name], known, within | named) for name in named - within if name in known)
    )


def _has_a_day(value: Any) -> bool:
    if isinstance(value, date):
        return True
    if isinstance(value, tuple):
        return any(map(_has_a_day, value))
    return is_dataclass(value) and any(_has_a_day(getattr(value, each.name)) for each in fields(value))


def _is_somebody(engine: Engine) -> bool:
    return bool(engine.rows("SELECT 1 FROM participants LIMIT 1"))


def _near(made: ExperimentRecord) -> timedelta:
    """How far from the day that is meant a refresh may be to speak for it."""
    return timedelta(days=max(3, made.days / 4))


def _sql(engine: Engine, tree: render.Tree) -> str:
    return render.sql(tree, engine.dialect)
