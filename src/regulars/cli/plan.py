"""`regulars plan`: where the retention budget should go."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "plan",
        help="split a retention budget over segments and treatments",
        description="The split of a budget over segment, treatment and channel that brings the most margin expected after all "
        "costs, redemptions by people who would have bought anyway included; beside today's split and an even one. "
        "Spending nothing somewhere is a valid answer. The file is described in docs/budget.md.",
    )
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="channels, offers and what is known of them (TOML or YAML)"
    )
    parser.add_argument("--budget", metavar="AMOUNT", type=float, help="another budget than the file's")
    parser.add_argument(
        "--from", dest="scored", metavar="DIR", type=Path, help="sizes and orders of the segments: what score --out wrote"
    )
    parser.add_argument("--example", action="store_true", help="print a file to begin with")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the plan."""
    from regulars.errors import DefinitionError
    from regulars.work.budget import example, plan_budget, plan_object, read_budget, scored_segments

    if args.example:
        sys.stdout.write(example())
        return 0
    if args.file is None:
        raise DefinitionError("No file with offers was given.", "regulars plan --example > budget.toml makes one to begin with.")
    segments = scored_segments(args.scored) if args.scored is not None else None
    plan = plan_budget(read_budget(args.file), segments, args.budget)
    if args.json:
        from regulars.work.outputs import dumps

        sys.stdout.write(dumps(plan_object(plan)))
    else:
        from shutil import get_terminal_size

        from regulars.cli.plan_text import plan_text

        width = get_terminal_size((110, 40)).columns if sys.stdout.isatty() else 110
        sys.stdout.write(plan_text(plan, width))
    return 0
