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


def clear_own(prefix: str) -> None:
    """Remove what this process has of this prefix in the system's temporary folder: whoever ends it may do so between making a
    folder and seeing to its end."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}{os.getpid()}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def sweep(prefix: str, parent: Path) -> None:
    """Remove the folders of this prefix that dead processes left in `parent`."""
    if not parent.is_dir():
        return
    with os.scandir(parent) as there:
        names = [entry.name for entry in there if entry.name.startswith(prefix)]
    for name in names:
        owner, mark, _ = name.removeprefix(prefix).partition("-")
        if mark and owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(parent / name, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
