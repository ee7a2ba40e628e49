"""`regulars experiment start | stop | status | list`, and `read` of an experiment of the workspace."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.score import moment, positive
from regulars.cli.workspaces import actor, add_workspace, opened

if TYPE_CHECKING:
    from regulars.experiments.results import ExperimentReading
    from regulars.work.trial_request import ArmCosts, TrialRequest
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
    reached = actions.add_parser("reached", help="take over who was really reached, from a file of the tool that reached them")
    reached.add_argument("name", metavar="NAME")
    reached.add_argument("file", metavar="FILE", type=Path)
    reached.add_argument("--customer-column", metavar="COLUMN", default="customer_id")
    add_workspace(reached)
    reached.set_defaults(run=run_reached)
    listed = actions.add_parser("list", help="the experiments of the workspace")
    add_workspace(listed)
    listed.set_defaults(run=run_list)


def _add_start(start: Any) -> None:
    start.add_argument("name", metavar="NAME")
    start.add_argument("--segment", metavar="SEGMENT", action="append", default=[], help="whom it is on; repeat for several")
    add_design(start)
    start.add_argument("--hypothesis", metavar="TEXT", default="", help="what you expect, and why")
    start.add_argument(
        "--effect", metavar="DIFFERENCE", type=float, help="the difference worth finding: 0.01 is one point of a rate"
    )
    start.add_argument(
        "--changes",
        metavar="A,B",
        default="",
        help="what the treatments change, such as email,discount: nobody is in two experiments that change the same (default: all)",
    )
    start.add_argument("--contact-cost", metavar="ARM=AMOUNT", action="append", default=[], help="what reaching one customer costs")
    start.add_argument("--coupon", metavar="ARM=CODE", action="append", default=[], help="the code of the arm's incentive")
    start.add_argument(
        "--redemption-cost",
        metavar="ARM=AMOUNT",
        action="append",
        default=[],
        help="what each order with the arm's code costs (default: its own discount)",
    )
    start.add_argument(
        "--margin", metavar="SHARE", type=amount, help="margin on net revenue, where orders do not say what goods cost"
    )
    start.add_argument("--assignments", metavar="FILE", type=Path, help="customers and arms that were dealt out elsewhere")
    start.add_argument("--customer-column", metavar="COLUMN", default="customer_id")
    start.add_argument("--arm-column", metavar="COLUMN", default="arm")
    start.add_argument("--started", metavar="DATE", type=moment, help="with --assignments: when it began")
    add_workspace(start)
    start.set_defaults(run=run_start)


def add_design(parser: Any) -> None:
    """The options that say who gets what, and what it is judged by; of `start`, and of `plan` in a workspace."""
    parser.add_argument(
        "--arm", metavar="NAME=SHARE", action="append", default=[], help="a treatment, up to four (default treatment=0.8)"
    )
    parser.add_argument(
        "--control", metavar="NAME", default="control", help="the arm that gets nothing, and the rest of the customers"
    )
    parser.add_argument(
        "--metric",
        metavar="METRIC",
        action="append",
        default=[],
        help="retained, orders, revenue, margin, unsubscribed, returned: the first decides, the others are watched",
    )
    parser.add_argument("--days", metavar="N", type=positive, default=60, help="how long outcomes count (default 60)")
    parser.add_argument(
        "--reached-by", metavar="FORMAT", default="standard", help="only whom an export to google, meta or klaviyo could send now"
    )


def amount(text: str) -> Decimal:
    """An amount of money on the command line."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of 0 or more")
    return found


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
    sys.stdout.write(dumps(experiment_object(made, now)) if args.json else started_text(made, now))
    return 0


def _request(args: argparse.Namespace, workspace: Workspace) -> TrialRequest:
    from regulars.errors import DefinitionError
    from regulars.work.experiment_ledger import EVERYTHING
    from regulars.work.trial_request import TrialRequest

    arms = _by_arm("arm", args.arm, "0.8") or {"treatment": "0.8"}
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
        costs=_costs(args),
        margin=args.margin,
        effect=args.effect,
    )


def _by_arm(option: str, given: list[str], example: str = "0.05") -> dict[str, str]:
    from regulars.errors import DefinitionError

    found: dict[str, str] = {}
    for each in given:
        arm, _, value = each.rpartition("=")
        if not arm or not value.strip():
            raise DefinitionError(f"--{option} {each!r} is no arm with a value.", f"Write --{option} treatment={example}.")
        if arm in found:
            raise DefinitionError(f"--{option} names {arm!r} twice.", "Give each arm once.")
        found[arm] = value
    return found


def _costs(args: argparse.Namespace) -> dict[str, ArmCosts]:
    from regulars.errors import DefinitionError
    from regulars.work.trial_request import ArmCosts

    coupons = _by_arm("coupon", args.coupon, "BACK20")
    try:
        contacts = {arm: amount(text) for arm, text in _by_arm("contact-cost", args.contact_cost).items()}
        redemptions = {arm: amount(text) for arm, text in _by_arm("redemption-cost", args.redemption_cost).items()}
    except argparse.ArgumentTypeError as error:
        raise DefinitionError(f"A cost cannot be read: {error}.", "Write --contact-cost treatment=0.05.") from error
    arms = dict.fromkeys([*contacts, *redemptions, *coupons])
    return {arm: ArmCosts(contacts.get(arm, Decimal(0)), redemptions.get(arm), coupons.get(arm, "")) for arm in arms}


def _started(text: str, zone: str) -> datetime:
    from regulars.work.options import instant, zone_info
    from regulars.work.request import read_moment

    moment_read = read_moment(text)
    assert moment_read is not None  # noqa: S101 - argparse has seen that it is one
    return instant(moment_read, zone_info(zone))


def run_plan(args: argparse.Namespace) -> int:
    """Say what an experiment on segments of the workspace could see, by their own history."""
    from regulars.cli.progress import progress
    from regulars.cli.trial_text import planned_object, planned_text
    from regulars.work.outputs import dumps
    from regulars.work.trial_request import TrialRequest
    from regulars.work.trials import plan_experiment

    default = TrialRequest("a plan")
    request = TrialRequest(
        "a plan",
        segments=tuple(dict.fromkeys(args.segment)),
        treatments=_by_arm("arm", args.arm, "0.8") or {"treatment": "0.8"},
        control=args.control,
        metrics=tuple(dict.fromkeys(args.metric)) or default.metrics[:1],
        days=args.days,
        reached_by=args.reached_by,
        effect=args.effect,
    )
    with progress("planning") as watch:
        found = plan_experiment(opened(args, watch), request, actor=actor(), now=datetime.now(UTC))
    sys.stdout.write(dumps(planned_object(found)) if args.json else planned_text(found))
    return 0


def run_reached(args: argparse.Namespace) -> int:
    """Take over who was reached."""
    from regulars.work.outputs import dumps
    from regulars.work.reached import bring_reached

    now = datetime.now(UTC)
    found = bring_reached(opened(args), args.name, args.file, customer_column=args.customer_column, actor=actor(), now=now)
    if args.json:
        about = {"experiment": found.experiment.name, "customers": found.customers, "in_experiment": found.in_experiment}
        sys.stdout.write(dumps(about | {"left_out": dict(found.left_out)}))
    else:
        left_out = "".join(f" {number:,} left out: {reason}." for reason, number in found.left_out.items())
        print(f"{found.in_experiment:,} customers of {found.experiment.name} were reached.{left_out}")
    return 0


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


def _in_short(reading: ExperimentReading) -> ExperimentReading:
    """Segments of the metric that decides alone: of those watched they would drown it."""
    first, *watched = reading.metrics
    return replace(reading, metrics=(first, *(replace(each, segments={}, over=()) for each in watched)))


def run_read(args: argparse.Namespace) -> int:
    """Read an experiment of the workspace."""
    from regulars.cli.experiment_text import Extras, reading_object, reading_text
    from regulars.cli.progress import progress
    from regulars.cli.trial_text import experiment_object, parts_object, parts_text, read_about
    from regulars.work.outputs import dumps
    from regulars.work.trial_outcomes import look_at
    from regulars.work.trial_report import write_trial_report
    from regulars.work.workspace_audience import experiment_called

    now = datetime.now(UTC)
    with progress("reading") as watch:
        workspace = opened(args, watch)
        made = experiment_called(workspace, args.file)
        found = look_at(workspace, made, now=now, level=args.level)
    if args.report:
        write_trial_report(workspace, made, found, args.report)
    extras = Extras(args.cost, args.margin, None, {} if found.is_over else found.fractions)
    if args.json:
        about = {"experiment": experiment_object(made, now), "until": found.until, "is_over": found.is_over}
        about |= {"known_until": found.known_until, **reading_object(found.reading, extras), **parts_object(found)}
        sys.stdout.write(dumps(about))
    else:
        sys.stdout.write(read_about(made, found) + reading_text(_in_short(found.reading), extras) + parts_text(found))
    return 0
