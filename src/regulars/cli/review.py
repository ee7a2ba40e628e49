"""`regulars review`: what to look at in the workspace, and when."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from regulars.cli.workspaces import add_workspace, opened

if TYPE_CHECKING:
    from regulars.playbooks.review import Look


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "review",
        help="what to look at now, and what comes up",
        description="A short list from how the workspace stands: data, movement, borders, experiments, budget. "
        "regulars doctor says whether the workspace itself is well.",
    )
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    from regulars.cli.progress import progress
    from regulars.work.budget_shop import published_now
    from regulars.work.outputs import dumps
    from regulars.work.review import workspace_review

    with progress("looking") as watch:
        found = workspace_review(published_now(opened(args, watch)), datetime.now(UTC))
    if args.json:
        rows = [
            {
                "area": str(each.area),
                "due": each.is_due,
                "day": each.day.isoformat() if each.day else None,
                "says": each.says,
                "why": each.why,
                "about": each.about or None,
                "command": f"regulars {each.command}" if each.command else None,
            }
            for each in found
        ]
        sys.stdout.write(dumps(rows))
    else:
        sys.stdout.write("\n".join(_lines(found)) + "\n")
    return 0


def _lines(found: Sequence[Look]) -> Iterator[str]:
    from shutil import get_terminal_size

    from regulars.charts.columns import fold, one_line
    from regulars.playbooks.review import day_words

    width = get_terminal_size((110, 40)).columns if sys.stdout.isatty() else 110
    if not any(each.is_due for each in found):
        yield "Nothing has to be looked at now."
    for each in found:
        when = "now" if each.is_due or each.day is None else day_words(each.day)
        yield from fold(f"{when:<16} {each.area:<12} {one_line(each.says)} {each.why}", width, " " * 30)
        if each.command:
            yield " " * 30 + f"regulars {one_line(each.command)}"
