"""A new workspace: its folder, settings, tables and application database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from regulars.errors import OutputError
from regulars.lake.store import refuse_unfit_place
from regulars.work.workspace import LOCK_FILE, holding
from regulars.work.workspace_settings import SETTINGS_FILE, checked, written


def make_workspace(
    folder: Path, values: Mapping[str, Any], start_ledger: Callable[[Path], object], *, actor: str, now: datetime
) -> Path:
    """Make a workspace with these settings (`workspace_settings.defaults()` with changes); where its settings are.

    Raises:
        DefinitionError: the settings are not valid. OutputError: the folder cannot be written, or is a workspace.
        BusyError: somebody else makes it just now.
    """
    refuse_unfit_place(folder)
    checked(values, "the answers")
    path = folder / SETTINGS_FILE
    aside = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with holding(folder / LOCK_FILE, "init", actor, now):
            if path.exists():
                raise OutputError(f"{path} is there already.", "Change it with an editor.")
            for name in ("lake", *values["watch"]):
                (folder / name).mkdir(parents=True, exist_ok=True)
            aside.write_text(written(values), encoding="utf-8")
            start_ledger(folder)
            aside.replace(path)  # last, so that a folder with settings is a whole workspace
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror or error}.", "Give another folder.") from error
    return path
