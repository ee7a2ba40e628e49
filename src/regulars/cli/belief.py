"""`regulars experiment beliefs`: what the workspace's experiments have taught about each treatment in each segment."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.cli.workspaces import add_workspace, opened

if TYPE_CHECKING:
    from regulars.experiments.beliefs import Learned
    from regulars.work.beliefs import NotCounted


def add_action(actions: Any) -> None:
    """Add the action to `regulars experiment`."""
    parser = actions.add_parser("beliefs", help="what all experiments together say of each segment and treatment")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the beliefs."""
    from regulars.cli.progress import progress
    from regulars.work.beliefs import learned_here
    from regulars.work.budget_wire import belief_object
    from regulars.work.outputs import dumps

    with progress("reading experiments") as watch:
        found, not_counted = learned_here(opened(args, watch), datetime.now(UTC))
    if args.json:
        left_out = [{"experiment": each.experiment, "why": each.why} for each in not_counted]
        sys.stdout.write(dumps({"beliefs": [belief_object(each) for each in found], "not_counted": left_out}))
    else:
        sys.stdout.write("\n".join(_lines(found, not_counted)) + "\n")
    return 0


def _lines(found: Sequence[Learned], not_counted: Sequence[NotCounted]) -> Iterator[str]:
    from shutil import get_terminal_size

    from regulars.charts.columns import TextColumn, clip, fold, one_line, table
    from regulars.experiments.beliefs import in_points

    width = get_terminal_size((110, 40)).columns if sys.stdout.isatty() else 110
    if not found:
        yield "No experiment is over that was judged by who ordered (retained)."
    else:
        yield "Points more of the customers who order, for each segment and treatment, as all tests together say:"
        columns = [
            TextColumn("treatment", [clip(one_line(each.treatment), 28) for each in found], right=False),
            TextColumn("segment", [one_line(each.segment) for each in found], right=False),
            TextColumn("believed", [in_points(each.belief.lift, each.belief.error) for each in found]),
            TextColumn("tests", [f"{len(each.tests)}" for each in found], drop=3),
            TextColumn("last tested", [each.belief.ended for each in found]),
            TextColumn("how", [each.belief.source for each in found], right=False, drop=2),
        ]
        yield from table(columns, width)
    for each in not_counted:
        yield from fold(f"Not counted: {one_line(each.experiment)} {one_line(each.why)}.".replace("..", "."), width, "  ")
