"""Folders for what a run needs only while it runs. A run that was killed cannot clear its own; the next one does."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def make_folder(prefix: str, within: Path | None = None) -> Path:
    """A new folder below `within` (default: the system's temporary folder), named after this process.

    Folders of the same prefix whose process is gone are removed first.
    """
    parent = within or Path(tempfile.gettempdir())
    sweep(prefix, parent)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=parent))


def sweep(prefix: str, parent: Path) -> None:
    """Remove the folders of this prefix that dead processes left in `parent`."""
    for folder in parent.glob(f"{prefix}*-*"):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
