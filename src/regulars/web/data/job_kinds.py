"""What the worker does for these pages, beside imports and refreshes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from regulars.errors import DataError
from regulars.web.access import Permission
from regulars.web.data.orders_found import ends_long_ago, warnings_about
from regulars.web.data.wording import for_page
from regulars.web.jobs.job_kinds import import_request, next_page
from regulars.web.jobs.kinds import Kind, Task
from regulars.web.jobs.uploads import keep_beside, path_of, remove
from regulars.work.demo import fill_workspace, make_demo
from regulars.work.existing import compare_labels, import_labels, remove_labels
from regulars.work.first_look import first_look
from regulars.work.settings_file import change_settings
from regulars.work.temporary import make_folder
from regulars.work.validate_workspace import validate_workspace
from regulars.work.workspace_settings import NEWEST_ORDER

MADE_UP_CUSTOMERS, MADE_UP_SEED = 3_000, 2024
CHECK, DEMO, VALIDATE = "check-upload", "made-up-shop", "validate"
LABELS, REMOVE_LABELS = "import-labels", "remove-labels"


def do_check(task: Task) -> Mapping[str, Any]:
    """A first look at uploaded files; `arguments` as of an import."""
    with task.step("reading") as rows:
        found = first_look(task.workspace, import_request(task))
        if found.report is not None:
            rows(sum(each["rows"] for each in found.report.sources))
            samples = json.dumps([asdict(each) for each in found.samples])
            keep_beside(task.workspace.folder, task.arguments["uploads"][0]["key"], samples)
    wire = found.wire
    settings = task.workspace.settings
    if wire["report"] is not None:
        for source in wire["report"]["sources"]:
            source["notes"] = [for_page(note) for note in source["notes"]]
        said, latest = settings.text("currency"), task.workspace.ledger.latest("refresh")
        counted = said or (latest.facts.get("currency") if latest is not None else None)
        about = warnings_about(wire["report"], counted, bool(said), str(settings.values["time_zone"]), task.now)
        wire["warnings"] = list(about)
        if "orders" not in task.workspace.published() and (ended := ends_long_ago(wire["report"], task.now)):
            wire["ended"] = ended
    return {**wire, "problem": for_page(found.problem), "remedy": for_page(found.remedy)}


def do_made_up_shop(task: Task) -> Mapping[str, Any]:
    """Make up a shop, bring it in and refresh; only where there is nothing yet, so that it is never taken for real customers."""
    if task.workspace.published():
        raise DataError(
            "This workspace has data already.", "The made-up shop would be mixed with it; make another workspace for it."
        )
    # its orders end on a day of their own, and its refreshes go on looking from there
    change_settings(task.workspace.folder, {"look_from": NEWEST_ORDER})
    folder = make_folder("regulars-")
    try:
        with task.step("making up a shop") as rows:
            demo = make_demo(folder, MADE_UP_CUSTOMERS, MADE_UP_SEED, task.now)
            rows(demo.summary.customers)
        fill_workspace(task.workspace, demo, actor=task.actor, now=task.now)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"customers": demo.summary.customers, "orders": demo.summary.orders, "warnings": [demo.notice]}


def do_validate(task: Task) -> Mapping[str, Any]:
    """Test whether the scores predict."""
    with task.step("scoring the past"):
        return validate_workspace(task.workspace, task.now)


def do_labels(task: Task) -> Mapping[str, Any]:
    """Bring in the segments that customers are in today, and compare them with ours; `arguments`: `uploads`, one of them."""
    upload = task.arguments["uploads"][0]
    path = path_of(task.workspace.folder, upload["key"])
    made = import_labels(task.workspace, str(path), actor=task.actor, now=task.now)
    remove(task.workspace.folder, upload["key"])
    compared = None
    if task.workspace.ledger.latest("refresh") is not None:
        with task.step("comparing"):
            compared = compare_labels(task.workspace, made.segmentation).wire
    return {"labels": made.wire, "compared": compared}


def do_remove_labels(task: Task) -> Mapping[str, Any]:
    """Take away the labels of a `segmentation`."""
    return remove_labels(task.workspace, str(task.arguments["segmentation"]), actor=task.actor, now=task.now).wire


KINDS = (
    Kind(
        REMOVE_LABELS,
        "Taking the labels away",
        Permission.RUN,
        do_remove_labels,
        template="data/unlabelled.html",
        leads_to_words="Back to the sources",
        leads_to=next_page,
    ),
    Kind(
        LABELS,
        "The segments you have",
        Permission.RUN,
        do_labels,
        ("read labels", "comparing"),
        template="data/labelled.html",
        leads_to=next_page,
    ),
    Kind(CHECK, "A look at the file", Permission.RUN, do_check, ("reading",), template="data/checked.html"),
    Kind(DEMO, "The made-up shop", Permission.RUN, do_made_up_shop, ("making up a shop",), leads_to=next_page),
    Kind(VALIDATE, "Do the scores predict?", Permission.RUN, do_validate, ("scoring the past",), template="scoring/validated.html"),
)
