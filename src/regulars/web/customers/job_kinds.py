"""Forgetting a customer as the worker does it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.urls import reverse

from regulars.web.access import Permission
from regulars.web.jobs.kinds import Kind, Task
from regulars.web.jobs.models import Job
from regulars.web.workspace.quoted import flush
from regulars.work.people import forget_customer


def do_forget(task: Task) -> Mapping[str, Any]:
    """`arguments`: `customer_id`, which is not kept once the customer is forgotten."""
    done = forget_customer(task.workspace, str(task.arguments["customer_id"]), actor=task.actor, now=task.now)
    Job.objects.filter(pk=task.job).update(arguments={})
    flush()
    sent = sorted({f"{each.segment} ({each.destination})" for each in done.exported_to})
    files = {"mended": [Path(path).name for path in done.files.mended], "left": list(done.files.left)}
    return {
        "rows": {table.replace("_", " "): rows for table, rows in done.rows.items()},
        "old_files": done.old_files,
        "exported_to": sent,
        "files": files,
        "segments": list(done.segments),
    }


KINDS = (
    Kind(
        "forget",
        "Forget a customer",
        Permission.FORGET,
        do_forget,
        leads_to=lambda _: reverse("customers:search"),
        leads_to_words="To the customers",
        template="customers/forgotten.html",
    ),
)
