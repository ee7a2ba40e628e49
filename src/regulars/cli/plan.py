"""`regulars plan`: where the retention budget should go."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.score import positive
from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.experiments.beliefs import Tested
    from regulars.work.budget import BudgetPlan
    from regulars.work.published import Published


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
        "file",
        metavar="FILE",
        type=Path,
        nargs="?",
        help="channels, offers and what is known of them (TOML or YAML; default: budget.toml of the workspace)",
    )
    parser.add_argument("--budget", metavar="AMOUNT", type=float, help="another budget than the file's")
    parser.add_argument(
        "--from", dest="scored", metavar="DIR", type=Path, help="sizes and orders of the segments: what score --out wrote"
    )
    parser.add_argument("--example", action="store_true", help="print a file to begin with")
    parser.add_argument(
        "--start", action="store_true", help="write budget.toml of the workspace: an offer for every segment, for you to change"
    )
    parser.add_argument("--days", metavar="N", type=positive, default=30, help="with --start: length of the period (default 30)")
    add_workspace(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the plan."""
    if args.example:
        from regulars.work.budget import example

        sys.stdout.write(example())
        return 0
    plan = _of_workspace(args) if args.workspace or args.file is None or args.start else _of_file(args)
    if args.json:
        from regulars.work.budget_wire import plan_object
        from regulars.work.outputs import dumps

        sys.stdout.write(dumps(plan_object(plan)))
    else:
        from shutil import get_terminal_size

        from regulars.cli.plan_text import plan_text

        width = get_terminal_size((110, 40)).columns if sys.stdout.isatty() else 110
        sys.stdout.write(plan_text(plan, width))
    return 0


def _of_file(args: argparse.Namespace) -> BudgetPlan:
    from regulars.work.budget import plan_budget, read_budget, scored_segments

    segments = scored_segments(args.scored) if args.scored is not None else None
    return plan_budget(read_budget(args.file), segments, args.budget)


def _of_workspace(args: argparse.Namespace) -> BudgetPlan:
    """The plan with the sizes, shares and experiments of a workspace."""
    from regulars.cli.progress import progress
    from regulars.errors import DefinitionError
    from regulars.work.workspace_settings import SETTINGS_FILE

    folder = args.workspace or Path(os.environ.get("REGULARS_WORKSPACE") or ".")
    if args.workspace is None and not (folder / SETTINGS_FILE).exists():
        raise DefinitionError("No file with offers was given.", "regulars plan --example > budget.toml makes one to begin with.")
    if args.scored is not None:
        raise DefinitionError("--from and a workspace both say how large segments are.", "Leave --from out.")
    if args.start and args.file is not None:
        raise DefinitionError("--start writes budget.toml of the workspace.", "Leave the file out.")
    with progress("planning") as watch:
        from regulars.work.beliefs import workspace_tests
        from regulars.work.budget import plan_budget, read_budget
        from regulars.work.budget_kept import kept_budget
        from regulars.work.budget_shop import published_now, shop_segments

        workspace, now = opened(args, watch), datetime.now(UTC)
        published = published_now(workspace)
        if args.start:
            _start(args, published, workspace_tests(workspace, now, args.days).tests, now)
        kept = kept_budget(folder) if args.file is None else None
        if kept is None and args.file is None:
            raise DefinitionError(
                "The workspace has no budget yet.", "regulars plan --start --budget AMOUNT writes one, and so does the page Budget."
            )
        file = kept.file if kept is not None else read_budget(args.file)
        tests = workspace_tests(workspace, now, file.days).tests
        return plan_budget(file, shop_segments(published, file.days, now), None if args.start else args.budget, tests)


def _start(args: argparse.Namespace, published: Published, tests: Sequence[Tested], now: datetime) -> None:
    """Write the first budget of a workspace."""
    from regulars.errors import DefinitionError
    from regulars.work.budget_kept import BUDGET_FILE, keep_budget
    from regulars.work.budget_shop import first_answers, first_budget
    from regulars.work.options import zone_info

    workspace = published.workspace
    if (workspace.folder / BUDGET_FILE).exists():
        raise DefinitionError(f"The workspace has a {BUDGET_FILE}.", "Change that, or move it away.")
    zone = zone_info(str(workspace.settings.values["time_zone"]))
    answers = first_answers(published, now.astimezone(zone).date(), args.days)
    if args.budget is not None:
        answers = replace(answers, budget=args.budget)
    if answers.budget <= 0:
        raise DefinitionError("How much money is there?", "Give --budget AMOUNT, or budget_yearly in regulars.toml.")
    keep_budget(workspace, first_budget(published, answers, tests), None, what="made", actor=actor(), now=now)
    guesses = "costs of contacts are guesses where no experiment told them"
    print(f"Wrote {workspace.folder / BUDGET_FILE}; {guesses}. Change it, and plan again.", file=sys.stderr)
