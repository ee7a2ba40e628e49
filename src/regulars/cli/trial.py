"""`regulars experiment start | stop | status | list`, and `read` of an experiment of the workspace."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.score import moment, positive
from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.work.trials import TrialRequest
    from regulars.work.workspace import Workspace


def add_actions(actions: Any) -> None:
    """Add the actions to `regulars experiment`."""
    _add_start(actions.add_parser("start", help="deal the customers of segments out to arms, and hold the control out"))
    for action, run, said in (
        ("stop", run_stop, "end an experiment now; its control may be reached again"),
        ("status", run_status, "who is in an experiment, and how long it runs"),
    ):
        parser = actions.add_parser(action, help=said)
        parser.add_argument("name", metavar="NAME")
        add_workspace(parser)
        parser.set_defaults(run=run)
    listed = actions.add_parser("list", help="the experiments of the workspace")
    add_workspace(listed)
    listed.set_defaults(run=run_list)


def _add_start(start: Any) -> None:
    start.add_argument("name", metavar="NAME")
    start.add_argument("--segment", metavar="SEGMENT", action="append", default=[], help="whom it is on; repeat for several")
    start.add_argument(
        "--arm", metavar="NAME=SHARE", action="append", default=[], help="a treatment, up to four (default treatment=0.8)"
    )
    start.add_argument(
        "--control", metavar="NAME", default="control", help="the arm that gets nothing, and the rest of the customers"
    )
    start.add_argument(
        "--metric",
        metavar="METRIC",
        action="append",
        default=[],
        help="retained, orders, revenue, margin, unsubscribed, returned: the first decides, the others are watched",
    )
    start.add_argument("--days", metavar="N", type=positive, default=60, help="how long outcomes count (default 60)")
    start.add_argument("--hypothesis", metavar="TEXT", default="", help="what you expect, and why")
    start.add_argument(
        "--changes",
        metavar="A,B",
        default="",
        help="what the treatments change, such as email,discount: nobody is in two experiments that change the same (default: all)",
    )
    start.add_argument(
        "--reached-by", metavar="FORMAT", default="standard", help="only whom an export to google, meta or klaviyo could send now"
    )
    start.add_argument("--assignments", metavar="FILE", type=Path, help="customers and arms that were dealt out elsewhere")
    start.add_argument("--customer-column", metavar="COLUMN", default="customer_id")
    start.add_argument("--arm-column", metavar="COLUMN", default="arm")
    start.add_argument("--started", metavar="DATE", type=moment, help="with --assignments: when it began")
    add_workspace(start)
    start.set_defaults(run=run_start)


def run_start(args: argparse.Namespace) -> int:
    """Start an experiment."""
    from regulars.cli.progress import progress
    from regulars.cli.trial_text import experiment_object, started_text
    from regulars.work.outputs import dumps
    from regulars.work.trials import start_experiment

    with progress("assigning") as watch:
        workspace = opened(args, watch)
        now = datetime.now(UTC)
        made = start_experiment(workspace, _request(args, workspace), actor=actor(), now=now)
    sys.stdout.write(dumps(experiment_object(made, now)) if args.json else started_text(made))
    return 0


def _request(args: argparse.Namespace, workspace: Workspace) -> TrialRequest:
    from regulars.errors import DefinitionError
    from regulars.work.experiment_ledger import EVERYTHING
    from regulars.work.trials import TrialRequest

    arms = dict(arm.rpartition("=")[::2] for arm in args.arm) or {"treatment": "0.8"}
    if "" in arms:
        raise DefinitionError("An arm needs a name and a share.", "Write --arm treatment=0.8.")
    if args.started and not args.assignments:
        raise DefinitionError("--started is for assignments made elsewhere.", "Leave it out.")
    default = TrialRequest(args.name)
    return TrialRequest(
        name=args.name,
        segments=tuple(dict.fromkeys(args.segment)),
        treatments=arms,
        control=args.control,
        metrics=tuple(dict.fromkeys(args.metric)) or default.metrics,
        days=args.days,
        hypothesis=args.hypothesis,
        changes=frozenset(each.strip() for each in args.changes.split(",") if each.strip()) or frozenset({EVERYTHING}),
        reached_by=args.reached_by,
        file=args.assignments,
        customer_column=args.customer_column,
        arm_column=args.arm_column,
        started=_started(args.started, str(workspace.settings.values["time_zone"])) if args.started else None,
    )


def _started(text: str, zone: str) -> datetime:
    from regulars.work.options import instant, zone_info
    from regulars.work.request import read_moment

    moment_read = read_moment(text)
    assert moment_read is not None  # noqa: S101 - argparse has seen that it is one
    return instant(moment_read, zone_info(zone))


def run_stop(args: argparse.Namespace) -> int:
    """End an experiment."""
    from regulars.cli.trial_text import experiment_object
    from regulars.work.outputs import dumps
    from regulars.work.trials import stop_experiment

    now = datetime.now(UTC)
    found = stop_experiment(opened(args), args.name, actor=actor(), now=now)
    if args.json:
        sys.stdout.write(dumps(experiment_object(found, now)))
    else:
        print(f"{found.name} is stopped; its control may be reached again. Read it: regulars experiment read {found.name!r}")
    return 0


def run_status(args: argparse.Namespace) -> int:
    """Show one experiment."""
    from regulars.cli.trial_text import experiment_object, status_text
    from regulars.work.outputs import dumps
    from regulars.work.workspace_audience import experiment_called

    now = datetime.now(UTC)
    found = experiment_called(opened(args), args.name)
    sys.stdout.write(dumps(experiment_object(found, now)) if args.json else status_text(found, now))
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Show all experiments."""
    from regulars.cli.trial_text import experiment_object, list_text
    from regulars.work.outputs import dumps

    now = datetime.now(UTC)
    found = opened(args).ledger.experiments.experiments()
    sys.stdout.write(dumps([experiment_object(each, now) for each in found]) if args.json else list_text(found, now))
    return 0


def run_read(args: argparse.Namespace) -> int:
    """Read an experiment of the workspace."""
    from regulars.cli.experiment_text import Extras, reading_object, reading_text
    from regulars.cli.progress import progress
    from regulars.cli.trial_text import experiment_object, read_about
    from regulars.work.outputs import dumps
    from regulars.work.trial_outcomes import read_trial
    from regulars.work.workspace_audience import experiment_called

    now = datetime.now(UTC)
    with progress("reading") as watch:
        workspace = opened(args, watch)
        found = read_trial(workspace, experiment_called(workspace, args.file), now=now, level=args.level)
    extras = Extras(args.cost, args.margin, None, {} if found.is_over else found.fractions)
    if args.json:
        about = {"experiment": experiment_object(found.experiment, now), "until": found.until, "is_over": found.is_over}
        sys.stdout.write(dumps(about | {"known_until": found.known_until} | reading_object(found.reading, extras)))
    else:
        sys.stdout.write(read_about(found) + reading_text(found.reading, extras))
    return 0
