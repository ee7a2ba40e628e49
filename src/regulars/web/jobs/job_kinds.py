"""Imports and refreshes as the worker does them: the same functions as the commands call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulars.errors import RegularsError
from regulars.ingest.detect import Answers
from regulars.web.access import Permission
from regulars.web.data.wording import for_page
from regulars.web.jobs.kinds import Kind, Task
from regulars.web.jobs.models import Job
from regulars.web.jobs.scheduled import KIND, do_round
from regulars.web.jobs.uploads import path_of, remove
from regulars.web.navigation import home
from regulars.work.imports import ImportRequest, import_files, requested, try_import
from regulars.work.refresh import refresh
from regulars.work.undo import undo_import

UNDO = "undo-import"
REFRESH_STEPS = ("assignment", "scores", "profile", "memberships", "segment metrics", "top products", "history", "movement")


def do_refresh(task: Task) -> Mapping[str, Any]:
    """`arguments`: `as_of` (a day or instant) and `cuts`, both optional."""
    given = task.arguments
    done = refresh(task.workspace, actor=task.actor, now=task.now, as_of=given.get("as_of"), cuts=given.get("cuts"))
    return done.wire


def do_import(task: Task) -> Mapping[str, Any]:
    """Bring uploaded files in, then refresh where the settings say so; the uploads are deleted."""
    done = import_files(task.workspace, import_request(task), actor=task.actor, now=task.now)
    result = done.wire
    if done.changed:
        _refresh_after(task, result, "What was imported is kept")
    for upload in task.arguments["uploads"]:
        remove(task.workspace.folder, upload["key"])
    return result


def do_undo(task: Task) -> Mapping[str, Any]:
    """Take an import back (`arguments`: the `number` of its run), then refresh where the settings say so."""
    result = undo_import(task.workspace, int(task.arguments["number"]), actor=task.actor, now=task.now).wire
    _refresh_after(task, result, "The import is taken back")
    return result


def _refresh_after(task: Task, result: dict[str, Any], what: str) -> None:
    """Refresh where the settings say so and there are orders; a refresh that fails is told in `result`, and `what` stays done."""
    workspace = task.workspace
    if not workspace.settings.flag("after_import") or not workspace.lake.rows(workspace.published(), "orders"):
        return
    try:
        result["refresh"] = refresh(workspace, actor=task.actor, now=task.now).wire
    except RegularsError as error:
        said = f"{what}, but the refresh after it failed: {error.problem} {error.remedy}"
        result["warnings"] = [*result.get("warnings", []), for_page(said)]


def do_try_import(task: Task) -> Mapping[str, Any]:
    """What an import of uploaded files would do."""
    with task.step("reading"):
        return try_import(task.workspace, import_request(task)).wire


def import_request(task: Task) -> ImportRequest:
    """`arguments`: `uploads` as [{"key", "table", "columns"}] (`table` may be empty: told by the file's name; `columns` by role, or
    not there), `day_first`, `decimal`, `file_zone`, `source`, `sheet`."""
    given = task.arguments
    sources: list[tuple[str, object]] = []
    columns_of: dict[str, dict[str, str]] = {}
    for upload in given["uploads"]:
        path = str(path_of(task.workspace.folder, upload["key"]))
        sources += [(upload["table"], path)] if upload.get("table") else requested([path])
        columns_of[path] = dict(upload.get("columns") or {})
    answers = Answers(day_first=given.get("day_first"), decimal=given.get("decimal"))
    return ImportRequest(tuple(sources), answers, given.get("file_zone"), given.get("source"), given.get("sheet"), columns_of)


def next_page(job: Job) -> str:
    """The page that whoever handed the job in goes on to, else the first one."""
    return str(job.arguments.get("next") or home())


KINDS = (
    Kind("refresh", "Refresh", Permission.RUN, do_refresh, REFRESH_STEPS, leads_to=next_page),
    Kind("import", "Import", Permission.RUN, do_import, leads_to=next_page),
    Kind(UNDO, "Taking the import back", Permission.RUN, do_undo, template="data/taken_back.html", leads_to=next_page),
    Kind(KIND, "What the schedule does", Permission.ADMINISTER, do_round, template="jobs/scheduled.html"),
    Kind("try-import", "Reading the file", Permission.RUN, do_try_import, ("reading",)),
)
