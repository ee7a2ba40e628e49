"""Do the workspace's scores predict? Its orders scored as they were known some weeks ago, beside what came since."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import DataError
from regulars.lake.pinned import pin
from regulars.queries import lake
from regulars.validation.estimates import Refusal
from regulars.work.look_from import looks_from
from regulars.work.outputs import dumps, write_aside
from regulars.work.refresh import lake_options
from regulars.work.score import score
from regulars.work.temporary import make_folder
from regulars.work.validation_wire import back_test_object
from regulars.work.workspace import Workspace

KEPT = "validation.json"


def kept_validation(workspace: Workspace) -> dict[str, Any] | None:
    """The last back-test that was kept; None where there is none that can be read."""
    try:
        found = json.loads((workspace.folder / KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "sentence" in found else None


def validate_workspace(workspace: Workspace, now: datetime) -> dict[str, Any]:
    """The back-test of the settings' scorecard and map on everything imported, as JSON has it (`back_test_object`), with the
    scorecard and map tested and `at`; it is kept in the workspace's folder.

    Raises:
        DataError: there are no orders, or too few to tell.
    """
    published = workspace.published()
    workdir = make_folder("regulars-")
    try:
        folder = pin(workspace.lake, published, lake.CANONICAL, workdir)
        if not (folder / "orders").is_dir():
            raise DataError("The workspace has no orders yet.", "Import some first.")
        options = lake_options(workspace, now, looks_from(workspace, now), None)
        run = score(folder, options, workspace.make_engine)
        try:
            found = run.back_test()
            if isinstance(found, Refusal):
                raise DataError("The scores cannot be tested yet.", found.sentence)
            result = {
                "at": now,
                "scorecard": options.scorecard.name,
                "map": run.placement.compiled.name,
                "as_of": run.population.as_of,
                "currency": run.currency,
                **(back_test_object(found) or {}),
            }
            write_aside(workspace.folder, {KEPT: lambda path: _write(path, dumps(result))})
            return result
        finally:
            run.close()
    finally:
        shutil.rmtree(workdir, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
