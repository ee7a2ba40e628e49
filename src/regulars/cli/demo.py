"""`regulars demo`: a complete made-up shop, written, scored and reported."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.score import as_folder, show

if TYPE_CHECKING:
    from regulars.work.demo import Demo

DEFAULT_CUSTOMERS = 5_000


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("demo", help="make up a whole shop and score it", description="Make up a whole shop and score it.")
    parser.add_argument(
        "--customers", metavar="N", type=int, default=DEFAULT_CUSTOMERS, help=f"how many (default {DEFAULT_CUSTOMERS:,})"
    )
    parser.add_argument("--seed", metavar="N", type=int, default=2024, help="the same seed gives the same shop")
    parser.add_argument("--out", metavar="DIR", type=as_folder, default=Path("regulars-demo"), help="default: ./regulars-demo")
    parser.add_argument("--no-workspace", action="store_true", help="write files only, nothing to serve")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the summary")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Make the shop, write its tables, score it."""
    from regulars.cli.progress import progress
    from regulars.work.demo import make_demo

    with progress("making and scoring a shop"):
        demo = make_demo(args.out, args.customers, args.seed, datetime.now(UTC))
    if not args.json:
        print(f"{demo.notice}\nIts tables: {demo.shop_folder}\n")
    show(args, demo.summary, demo.files)
    if not args.no_workspace:
        _make_workspace(args, demo)
    return 0


def _make_workspace(args: argparse.Namespace, demo: Demo) -> None:
    """A workspace with the made-up shop, for `regulars serve`; one that is there stays as it is, with the accounts that it has."""
    from regulars.cli.progress import progress
    from regulars.cli.workspaces import actor
    from regulars.web.setup import start, stop
    from regulars.work.demo import fill_workspace
    from regulars.work.engines import engine_maker
    from regulars.work.new_workspace import make_workspace
    from regulars.work.workspace import open_workspace
    from regulars.work.workspace_settings import NEWEST_ORDER, SETTINGS_FILE, defaults

    folder = args.out / "workspace"
    is_new = not (folder / SETTINGS_FILE).exists()
    if is_new:
        make_engine = engine_maker("duckdb", None, None)
        with progress("making a workspace") as watch:
            settings, now = defaults() | {"look_from": NEWEST_ORDER}, datetime.now(UTC)
            make_workspace(folder, settings, lambda where: start(where, create=True), actor=actor(), now=now)
            workspace = open_workspace(folder, start, lambda spill: watch(make_engine(spill)))
            fill_workspace(workspace, demo, actor=actor(), now=now)
        stop()
    if not args.json:
        print(f"\nIn a browser: regulars serve --workspace {folder}")
        if not is_new:
            print("  That workspace was there before and stays as it was; delete the folder for a new one.")
