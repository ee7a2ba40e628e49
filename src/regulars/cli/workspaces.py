"""What the commands about a workspace share: which one, who asks, and opening it."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regulars.cli.progress import Watch
    from regulars.work.workspace import Workspace


def add_workspace(parser: Any) -> None:
    """The options that every command about a workspace has."""
    parser.add_argument(
        "--workspace",
        metavar="DIR",
        type=Path,
        default=None,
        help="the workspace's folder (default: REGULARS_WORKSPACE, else the current folder)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")


def opened(args: argparse.Namespace, watch: Watch | None = None) -> Workspace:
    """The workspace that a command is about; `watch` is told of its engines and of the steps of its runs."""
    from regulars.cli.watched_ledger import watched
    from regulars.web.setup import start
    from regulars.work.engines import engine_maker
    from regulars.work.workspace import open_workspace
    from regulars.work.workspace_settings import SETTINGS_FILE, read_settings

    folder = args.workspace or Path(os.environ.get("REGULARS_WORKSPACE") or ".")
    settings = read_settings(folder / SETTINGS_FILE)
    make_engine = engine_maker("duckdb", settings.text("memory_limit"), settings.count("threads"))
    if watch is None:
        return open_workspace(folder, start, make_engine)
    return open_workspace(folder, lambda where: watched(start(where), watch), lambda spill: watch(make_engine(spill)))


def actor() -> str:
    """Who runs the command, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
