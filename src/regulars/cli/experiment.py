"""`regulars experiment`: what a test can see before it starts, and what it says after it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regulars.cli.score import positive

if TYPE_CHECKING:
    from regulars.experiments.results import ExperimentReading


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    from regulars.cli import belief, trial

    parser = commands.add_parser("experiment", help="plan, start and read a test with a held-out group")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_plan(actions.add_parser("plan", help="what a test can see, and what would be enough"))
    _add_read(actions.add_parser("read", help="read an experiment of the workspace, or a table with one row per customer"))
    trial.add_actions(actions)
    belief.add_action(actions)


def _add_plan(plan: Any) -> None:
    from regulars.cli import trial

    plan.add_argument("--segment", metavar="SEGMENT", action="append", default=[], help="of the workspace: by its own history")
    plan.add_argument("--workspace", metavar="DIR", type=Path, help="of segments: the workspace's folder")
    trial.add_design(plan)
    plan.add_argument("--customers", metavar="N", type=positive, help="how many can take part, all arms together")
    base = plan.add_mutually_exclusive_group()
    base.add_argument("--rate", metavar="RATE", type=float, help="share that has the outcome without treatment: 0.05")
    base.add_argument("--mean", metavar="AMOUNT", type=float, help="amount per head without treatment, zeros included")
    plan.add_argument("--deviation", metavar="AMOUNT", type=float, help="standard deviation of the amount, zeros included")
    plan.add_argument("--effect", metavar="DIFFERENCE", type=float, help="the difference worth finding: 0.01 is one point")
    plan.add_argument("--split", metavar="SHARE", type=float, default=0.5, help="share that is treated (default 0.5)")
    plan.add_argument("--power", metavar="SHARE", type=float, default=0.8)
    plan.add_argument("--level", metavar="SHARE", type=float, default=0.95)
    plan.add_argument("--correlation", metavar="R", type=float, default=0.0, help="of the outcome with pre-period data (CUPED)")
    plan.add_argument("--customers-a-day", metavar="N", type=float, help="how many enter each day")
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=run_plan, parser=plan)


def _add_read(reading: Any) -> None:
    reading.add_argument(
        "file",
        metavar="NAME|FILE",
        help="an experiment of the workspace; or a file with one row per customer assigned (CSV, Excel, JSON, Parquet...)",
    )
    reading.add_argument("--workspace", metavar="DIR", type=Path, help="of an experiment: the workspace's folder")
    reading.add_argument("--arm", metavar="COLUMN", help="of a file: the column with each customer's arm")
    reading.add_argument("--control", metavar="NAME", help="of a file: the arm that got nothing")
    reading.add_argument("--metric", metavar="COLUMN", action="append", help="of a file: an outcome; repeat for several")
    reading.add_argument("--before", metavar="COLUMN", help="a value known before the test, to sharpen it (CUPED)")
    reading.add_argument("--by", metavar="COLUMN", help="read each segment as well")
    reading.add_argument(
        "--share", metavar="ARM=SHARE", type=_share, action="append", help="planned share of an arm (default: equal)"
    )
    reading.add_argument("--cost", metavar="AMOUNT", type=float, help="cost of the treatment per customer treated")
    reading.add_argument("--margin", metavar="SHARE", type=float, help="margin on an amount, for what it brought after cost")
    reading.add_argument(
        "--planned", metavar="N", type=positive, help="customers planned in all: intervals for looking before the end"
    )
    reading.add_argument("--level", metavar="SHARE", type=float, default=0.95)
    reading.add_argument("--decimal", choices=("comma", "point"), default="point")
    reading.add_argument("--table", metavar="NAME", help="the sheet or table to read")
    reading.add_argument("--report", metavar="FILE.html", type=Path, help="write a page to print")
    reading.add_argument("--json", action="store_true")
    reading.set_defaults(run=run_read)


def run_plan(args: argparse.Namespace) -> int:
    """Say what a test can see."""
    from regulars.cli import trial

    if args.segment:
        return trial.run_plan(args)
    if args.customers is None or (args.rate is None and args.mean is None):
        args.parser.error("give --segment of a workspace, or --customers with --rate or --mean")
    return _plan_from_figures(args)


def _plan_from_figures(args: argparse.Namespace) -> int:
    from regulars.errors import DefinitionError
    from regulars.experiments.power import Demand
    from regulars.experiments.sizing import plan_means, plan_rates

    demand = Demand(args.split, args.level, args.power)
    more = {"effect": args.effect, "correlation": args.correlation, "customers_a_day": args.customers_a_day}
    if args.rate is not None:
        found = plan_rates(args.rate, args.customers, demand, **more)
    elif args.deviation is None:
        raise DefinitionError(
            "An amount per head needs its spread.", "Give --deviation, the standard deviation over all customers."
        )
    else:
        found = plan_means(args.mean, args.deviation, args.customers, demand, **more)
    if args.json:
        from regulars.cli.experiment_text import plan_object
        from regulars.work.outputs import dumps

        sys.stdout.write(dumps(plan_object(found)))
    else:
        print(found.sentence)
    return 0


def run_read(args: argparse.Namespace) -> int:
    """Read a test and say what it says."""
    from regulars.cli import trial
    from regulars.cli.experiment_text import Extras, reading_object, reading_text
    from regulars.errors import DefinitionError

    if not Path(args.file).exists() and not (args.arm or args.control or args.metric):
        return trial.run_read(args)
    for option in ("arm", "control", "metric"):
        if not getattr(args, option):
            raise DefinitionError(f"A file is read with --{option}.", "Give --arm COLUMN, --control NAME and --metric COLUMN.")
    found = _read(args)
    if args.report:
        from regulars.work.trial_report import write_table_report

        write_table_report(Path(args.file).name, found, args.report)
    extras = Extras(args.cost, args.margin, args.planned)
    if args.json:
        from regulars.work.outputs import dumps

        sys.stdout.write(dumps(reading_object(found, extras)))
    else:
        sys.stdout.write(reading_text(found, extras))
    return 0


def _read(args: argparse.Namespace) -> ExperimentReading:
    from regulars.cli.progress import progress
    from regulars.work.engines import engine_maker
    from regulars.work.experiments import ExperimentColumns, read_experiment

    columns = ExperimentColumns(args.arm, tuple(args.metric), args.before, args.by, "," if args.decimal == "comma" else ".")
    make_engine = engine_maker("duckdb", None, None)
    with progress("reading") as watch:

        def opened(spill: Path) -> Any:
            return watch(make_engine(spill))

        return read_experiment(args.file, columns, args.control, opened, dict(args.share or ()) or None, args.level, args.table)


def _share(text: str) -> tuple[str, float]:
    arm, _, share = text.rpartition("=")
    try:
        value = float(share)
    except ValueError:
        value = -1.0
    if not arm or not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not like control=0.2")
    return arm, value
