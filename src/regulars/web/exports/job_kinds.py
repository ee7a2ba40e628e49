"""An export as the worker does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulars.web.access import Permission
from regulars.web.exports.asked import wanted
from regulars.web.jobs.kinds import Kind, Task
from regulars.work.export_workspace import workspace_export


def do_export(task: Task) -> Mapping[str, Any]:
    """`arguments`: what `asked.asked_for` made of the dialog."""
    asked = wanted(task.arguments)
    with task.step("writing the file") as rows:
        done = workspace_export(task.workspace, asked, actor=task.actor, now=task.now)
        rows(int(done.receipt.get("sent") or 0))
    return {
        "export": done.receipt.get("export"),  # of an unchanged audience, the export that still holds
        "segment": done.receipt["segment"],
        "format": asked.destination.label,
        "sent": done.receipt.get("sent"),
        "members": done.receipt.get("members"),
        "unchanged": done.is_unchanged,
        "files": [each["name"] for each in done.receipt.get("files", ())],
    }


KINDS = (Kind("export", "Export", Permission.EXPORT, do_export, ("writing the file",), template="exports/result.html"),)
